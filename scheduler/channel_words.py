"""What the house is told about other channels: what changed there, what collides, why nothing can be read. Not for guests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from locales import N_, days, join, say
from scheduler.reconciling import Changes
from store import elsewhere, outbox, people, rooms, subjects
from store.bookings import DIRECT, Booking
from store.database import Connection
from store.house import Present
from store.room_nights import Occupancy
from store.rooms import Span

SHOWN = 8
TROUBLES = {
    "timeout": N_("no answer in time"),
    "unreachable": N_("the server can't be reached"),
    "too_large": N_("far too much"),
    "no_calendar": N_("that is no calendar"),
    "cut_short": N_("it was cut short"),
    "broken": N_("it can't be made out"),
    "too_many_entries": N_("far too many entries"),
    "no_such_room": N_("the house has no such room"),
    "refused_address": N_("not an address I may open"),
    "http_401": N_("the link is refused"),
    "http_403": N_("the link is refused"),
    "http_404": N_("the link is no longer valid"),
    "http_410": N_("the link is no longer valid"),
}


def trouble(language: str, error: str) -> str:
    """Why a calendar could not be read."""
    return say(language, TROUBLES[error]) if error in TROUBLES else error.replace("_", " ")


def there(language: str, names: Sequence[str]) -> str:
    """Channels by their names; in a house that names none, the others."""
    return say(language, N_("the other channels")) if elsewhere.ALL in names else join(language, list(names))


def sold_by(language: str, source: str) -> str:
    """The channel a booking came from, by its name."""
    return say(language, N_("direct")) if source == DIRECT else source


def announce(
    connection: Connection, key: str, channel: str, changes: Changes, present: Present, now: datetime
) -> None:
    """One notice of what changed, and one more for each collision, as it cannot wait. `key` names the reading."""
    told_of = [*changes.new, *(booking for _, booking in changes.changed), *changes.cancelled, *changes.asked]
    first = told_of[0].id if told_of else 0
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        text = _summary(connection, language, channel, changes, present)
        if text:
            put(connection, f"{key}:{first}:{number}", address_id, text, now)
        for booking in changes.collided:
            alarm = collision(connection, language, booking, present)
            about = subjects.unplaced(booking.id) if booking.state == "unplaced" else ""
            put(connection, f"{key}:collided:{booking.id}:{number}", address_id, alarm, now, about)


def put(connection: Connection, key: str, address_id: int, text: str, now: datetime, about: str = "") -> None:
    """A notice, once a key."""
    if not outbox.exists_key(connection, key):
        outbox.say(connection, key, "notice", address_id, text, now, about=about)


def _summary(connection: Connection, language: str, channel: str, changes: Changes, present: Present) -> str:
    """What one reading changed, a line a booking; "" when nothing did."""
    lines = list(_lines(connection, language, changes, present))
    if not lines:
        return ""
    head = say(language, N_("[{channel}] Something new:"), channel=channel)
    return "\n".join([head, *lines[:SHOWN], *(["…"] if len(lines) > SHOWN else [])])


def _lines(connection: Connection, language: str, changes: Changes, present: Present) -> Iterator[str]:
    for booking in changes.new:
        what = _named(connection, language, booking, present)
        asked = elsewhere.named(elsewhere.waiting(connection, booking.id, elsewhere.CLOSE))
        if not asked:
            yield say(language, N_("New: {what}."), what=what)
            continue
        yield say(
            language,
            N_("New: {what}. Close it on {channels}, then reply 已关{code}."),
            what=what,
            channels=there(language, asked),
            code=booking.code,
        )
    for was, booking in changes.changed:
        old = days(language, was.arrival, was.departure)
        yield say(
            language, N_("Changed: {what}, before {old}."), what=_named(connection, language, booking, present), old=old
        )  # fmt: skip
    for booking in changes.cancelled:
        freed = N_("Cancelled there: {what}. Its room is free again.")
        if booking.id in changes.roomless:
            freed = N_("Cancelled there: {what}. It had no room here, so there is nothing left to settle.")
        yield say(language, freed, what=_named(connection, language, booking, present))
    for booking in changes.asked:
        yield say(
            language,
            N_(
                "Missing there for hours: {what}. Look there: cancelled? “同意{code}” frees the room, “不行{code} 还在” keeps it."
            ),
            what=_named(connection, language, booking, present),
            code=booking.code,
        )


def collision(connection: Connection, language: str, booking: Booking, present: Present) -> str:
    """A stay without a room, and what could be done about it."""
    kept = say(
        language,
        N_("[Collision] {what}: no such room is free. It is kept, and waits on 待办."),
        what=_named(connection, language, booking, present),
    )
    return f"{kept}\n{way_out(connection, language, booking, present)}"


def way_out(connection: Connection, language: str, booking: Booking, present: Present) -> str:
    """Which rooms a stay without one could have, and the word that gives it one; that the house is full where none is free."""
    found = free_for(connection, booking.stay, present)
    if not found:
        return say(language, N_("The house is full: please settle it with the guest there, soon."))
    return say(
        language,
        N_("Free for the whole stay: {rooms}. “换房{code} {room}” gives it to them."),
        rooms=join(language, named_rooms(language, found, present)),
        code=booking.code,
        room=found[0][1],
    )


def named_rooms(language: str, found: Sequence[tuple[str, str]], present: Present) -> list[str]:
    """302 湖景大床房, a (type, room) each."""
    kinds = present.house.room_types
    return [
        say(language, N_("{room} {type}"), room=room, type=kinds[code].words("name", language))
        for code, room in found
    ]


def free_for(connection: Connection, stay: Span, present: Present) -> list[tuple[str, str]]:
    """(type, a room of it) free for the whole stay, in the house's order; three at most."""
    here = Occupancy(connection, stay.arrival, stay.departure)
    free = ((code, here.whole(code, stay)) for code in present.house.room_types)
    return [(code, numbers[0]) for code, numbers in free if numbers][:3]


def _named(connection: Connection, language: str, booking: Booking, present: Present) -> str:
    """B31 12月24日（周四）至12月26日（周六） 302 湖景大床房."""
    kind = present.house.room_types.get(booking.room_type)
    parts = [
        booking.code,
        booking.source,
        days(language, booking.arrival, booking.departure),
        "/".join(rooms.rooms_of(connection, booking.id)),
        kind.words("name", language) if kind else booking.room_type,
    ]
    return " ".join(part for part in parts if part)
