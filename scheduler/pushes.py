"""The pushes the house sends without being asked: for each kind when it is due, whether it is still wanted, its words.

Planning is pure over a booking; everything is decided again at the moment of sending.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from locales import N_, clock, day, say, say_many
from store.bookings import TAKING, Booking
from store.house import Present
from store.outbox import Planned
from store.places import Place


@dataclass(frozen=True, slots=True)
class Words:
    """A push in words: as a text, and as the values a template may show."""

    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PushKind:
    """One kind of push about a booking."""

    name: str  # also the template's purpose and the outbox row's kind
    plan: Callable[[Booking, Present, datetime], Planned | None]
    unwanted: Callable[[Booking, Present, Planned | None], str]  # "" or why it is dropped
    render: Callable[[Booking, Present, str], Words]
    asks: Callable[[Booking, datetime], Place] | None = (
        None  # the place it opens, if it asks; the flow is bot's
    )


def moment(present: Present, on: date, at: time) -> datetime:
    """House wall clock to aware moment, so that 18:00 stays 18:00 whatever the zone does."""
    return datetime.combine(on, at, tzinfo=present.house.zone_info)


def plan_arrival(booking: Booking, present: Present, now: datetime) -> Planned | None:
    """At the house's hour on the day before arrival; for what was booked later, at once; never after the arrival day.

    None for a booking that takes no rooms. A push whose stay has begun a day ago is left out, never sent late.
    """
    rule = present.house.pushes.arrival
    if not rule.enabled or booking.state not in ("held", "confirmed", "unplaced"):
        return None
    due = moment(present, booking.arrival - timedelta(days=1), rule.hour)
    expires = moment(present, booking.arrival + timedelta(days=1), time(0))
    if expires <= now:
        return None
    key = f"arrival:{booking.id}:{booking.arrival.isoformat()}"
    return Planned(key, "arrival", booking.id, max(due, now) if due < now else due, expires)


def arrival_unwanted(booking: Booking, present: Present, wanted: Planned | None) -> str:
    """Why an arrival reminder is not sent after all; "" when it is."""
    if not present.house.pushes.arrival.enabled:
        return "switched_off"
    if booking.state == "in_house":
        return "already_here"
    if booking.state not in TAKING and booking.state != "unplaced":
        return booking.state
    return "" if wanted is not None else "moved"


def render_arrival(booking: Booking, present: Present, language: str) -> Words:
    """The reminder: name, day, room type, address, parking, and one question that opens the window again."""
    house = present.house
    kind = house.room_types.get(booking.room_type)
    room = kind.words("name", language) if kind else booking.room_type
    nights = say_many(language, "{n} night", "{n} nights", (booking.departure - booking.arrival).days)
    lines = [
        say(
            language, N_("{name}, see you on {day}."), name=booking.holder, day=day(language, booking.arrival)
        ),
        say(
            language,
            N_("Check-in from {time}, {nights}, {room}"),
            time=clock(language, house.check_in),
            nights=nights,
            room=f"{room}×{booking.rooms}" if booking.rooms > 1 else room,
        ),
        say(language, N_("Address: {address}"), address=house.words("address", language)),
        house.words("parking", language),
        house.texts.words("arrival_note", language),
        say(language, N_("About what time will you arrive? Tell me, and we leave the light on.")),
    ]
    hint = say(language, N_("Reply 1 for the way"))
    return Words(
        "\n".join(line for line in lines if line), {**stay_values(booking, present, language), "hint": hint}
    )


def stay_values(booking: Booking, present: Present, language: str) -> dict[str, str]:
    """What a template about a booking may show, each short enough for its field."""
    house = present.house
    kind = house.room_types.get(booking.room_type)
    room = kind.words("name", language) if kind else booking.room_type
    nights = say_many(language, "{n} night", "{n} nights", (booking.departure - booking.arrival).days)
    arrival = moment(present, booking.arrival, house.check_in)
    leaving = moment(present, booking.departure, house.check_out)
    return {
        "house": house.called(),
        "room": f"{room}{booking.rooms}间{nights}" if language.startswith("zh") else f"{room}, {nights}",
        "nights": str((booking.departure - booking.arrival).days),
        "arrival": f"{arrival.year}年{arrival.month}月{arrival.day}日 {arrival:%H:%M}",
        "departure": f"{leaving.year}年{leaving.month}月{leaving.day}日 {leaving:%H:%M}",
        "guest": booking.holder,
        "code": booking.code,
        "price": f"¥{(booking.total or 0) / 100:.2f}",
        "hint": say(language, N_("Write to us any time")),
    }


def arrival_question(booking: Booking, now: datetime) -> Place:
    """The question the reminder ends with: answered in the flow `arriving`, for as long as the reminder is of use."""
    return Place(
        flow="arriving",
        flow_version=1,
        step="arrival_time",
        state={"slots": {"booking": booking.id}},
        expires_at=now + timedelta(days=2),
    )


ARRIVAL = PushKind("arrival", plan_arrival, arrival_unwanted, render_arrival, arrival_question)
KINDS: tuple[PushKind, ...] = (ARRIVAL,)


def named(kind: str) -> PushKind | None:
    """The push of this name; None for one that no longer exists."""
    return next((push for push in KINDS if push.name == kind), None)


def wanted(booking: Booking, present: Present, now: datetime) -> list[Planned]:
    """All pushes a booking deserves from `now` on. Pure."""
    return [plan for push in KINDS if (plan := push.plan(booking, present, now)) is not None]
