"""The reminder before arrival: day, room, address, parking, and the question when they come. Never names a price."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from locales import N_, clock, day, say
from scheduler.pushes.kind import (
    DAY,
    PushKind,
    Reader,
    Subject,
    nights_words,
    room_words,
)
from store.places import Place
from store.planning import Planned


def plan(subject: Subject, now: datetime) -> Planned | None:
    """At the house's hour on the day before arrival; for what was booked later, at once; never after the arrival day."""
    booking = subject.booking
    due = subject.moment(booking.arrival - DAY, subject.present.house.pushes.arrival.hour)
    expires = subject.moment(booking.arrival + DAY, time(0))
    if expires <= now:
        return None
    key = f"arrival:{booking.id}:{booking.arrival.isoformat()}"
    return Planned(key, "arrival", booking.id, max(due, now), expires)


def words(subject: Subject, reader: Reader) -> str:
    """Name, day, room type, address, parking."""
    booking, house, language = subject.booking, subject.present.house, reader.language
    room = room_words(subject, language)
    lines = [
        say(
            language, N_("{name}, see you on {day}."), name=booking.holder, day=day(language, booking.arrival)
        ),
        say(
            language,
            N_("Check-in from {time}, {nights}, {room}"),
            time=clock(language, subject.comes_from),
            nights=nights_words(subject, language),
            room=f"{room}×{booking.rooms}" if booking.rooms > 1 else room,
        ),
        say(language, N_("Address: {address}"), address=house.words("address", language)),
        house.words("parking", language),
        house.texts.words("arrival_note", language),
    ]
    return "\n".join(line for line in lines if line)


def question(subject: Subject, reader: Reader) -> str:
    """One question that opens the window again."""
    return say(reader.language, N_("About what time will you arrive? Tell me, and we leave the light on."))


def place(subject: Subject, now: datetime) -> Place:
    """Answered in the flow `arriving`, for as long as the reminder is of use."""
    return Place(
        flow="arriving",
        flow_version=1,
        step="arrival_time",
        state={"slots": {"booking": subject.booking.id}},
        expires_at=now + timedelta(days=2),
    )


ARRIVAL = PushKind(
    name="arrival",
    states=frozenset({"held", "confirmed", "unplaced"}),
    plan=plan,
    words=words,
    needed=True,
    question=question,
    asks=place,
    by_hand=True,
    hint=N_("Reply 1 for the way"),
)
