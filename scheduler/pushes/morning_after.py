"""The first morning: one question, how they slept, so that what is wrong is put right while they are here."""

from __future__ import annotations

from datetime import datetime, time

from locales import N_, say
from scheduler.pushes.kind import DAY, PushKind, Reader, Subject
from store.places import Place
from store.planning import Planned

TOO_LATE = time(14)  # house wall clock: nobody asks about last night in the afternoon


def plan(subject: Subject, now: datetime) -> Planned | None:
    """On the morning after the house's day of arrival, while they are here."""
    booking = subject.booking
    arrived = subject.stay.arrived_at if subject.stay is not None else None
    morning = (subject.day_of(arrived) if arrived is not None else booking.arrival) + DAY
    due = subject.moment(morning, subject.present.house.pushes.morning_after.hour)
    expires = subject.moment(morning, max(TOO_LATE, due.time()))
    if morning > booking.departure or expires <= now:
        return None
    key = f"morning_after:{booking.id}:stay"
    return Planned(key, "morning_after", booking.id, max(due, now), expires)


def words(subject: Subject, reader: Reader) -> str:
    return say(reader.language, N_("Good morning, {name}."), name=subject.booking.holder)


def question(subject: Subject, reader: Reader) -> str:
    """The same as the flow's own, with its two answers."""
    return say(
        reader.language,
        N_("Did you sleep well? A number will do:\n1 Well\n2 Not so well\nOr just say what was wrong."),
    )


def place(subject: Subject, now: datetime) -> Place:
    """Answered in the flow `morning`, until it is evening."""
    return Place(
        flow="morning",
        flow_version=1,
        step="slept",
        state={"slots": {"booking": subject.booking.id}},
        expires_at=subject.moment(subject.day_of(now), time(20)),
    )


MORNING_AFTER = PushKind(
    name="morning_after",
    states=frozenset({"in_house"}),
    plan=plan,
    words=words,
    needed=False,
    question=question,
    asks=place,
)
