"""A guest's own booking from wish to decision: held for a while, confirmed or refused by the house, or lapsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select, update

from store import bookings, claims, elsewhere, extras, intake, room_nights, rooms, stays, todos
from store.bookings import Booking, BookingRow, State
from store.extras import Extra
from store.house_file import House
from store.intake import Recorded, Wish
from store.rooms import Span
from store.world import Chance

STANDING = ("held", "confirmed", "unplaced", "in_house")  # bookings that can still become another
LAPSED = "lapsed"  # why a hold is over that nobody decided
WARN = timedelta(minutes=10)  # before a hold lapses, whoever is on duty is told once more


class Decision(StrEnum):
    """What became of a word about a booking."""

    DONE = "done"
    ALREADY = "already"  # it stands as wished
    OVER = "over"  # refused, cancelled, lapsed or departed: no longer to be decided


def place(
    connection: Connection,
    wish: Wish,
    person_id: int,
    held_until: datetime | None,
    today: date,
    now: datetime,
    chance: Chance,
    on_top: Sequence[Extra] = (),
) -> int | None:
    """Book for a guest: held until `held_until`, or confirmed when that is None. The booking's id; None when it is full.

    The guest who books holds the booking. The same wish (source and reference) again gives the same booking.
    """
    state = replace(wish, state="held" if held_until is not None else "confirmed")
    with connection.begin_nested() as trial:
        if intake.record(connection, [state], today, now, chance) == [Recorded.UNPLACED]:
            trial.rollback()
            return None
    booking_id = connection.execute(
        select(BookingRow.id).where(
            BookingRow.source == wish.source, BookingRow.source_ref == wish.source_ref
        )
    ).scalar_one()
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(held_until=held_until))
    extras.keep(connection, booking_id, on_top)
    claims.confirm(connection, person_id, booking_id, now)
    return booking_id


def accept(connection: Connection, booking: Booking, now: datetime) -> Decision:
    """The house confirms a hold, or a booking that found no room as soon as one is free."""
    if booking.state in ("confirmed", "in_house"):
        return Decision.ALREADY
    if booking.state == "unplaced":
        if room_nights.take(connection, booking.id, booking.room_type, booking.stay, booking.rooms) is None:
            return Decision.OVER
        todos.finish(connection, "unplaced", booking.id, now)
        elsewhere.sold(connection, booking, now)
        return _set(connection, booking, "confirmed", now)
    if booking.state != "held":
        return Decision.OVER
    return _set(connection, booking, "confirmed", now)


def place_in(connection: Connection, booking: Booking, room: str, now: datetime) -> bool:
    """Give a booking that found no room this one, for good; False, with nothing done, when it is taken."""
    if booking.state != "unplaced":
        return False
    nights = [(room, night) for night in rooms.nights(booking.stay)]
    if not room_nights.retake(connection, booking.id, nights):
        return False
    _set(connection, booking, "confirmed", now)
    todos.finish(connection, "unplaced", booking.id, now)
    elsewhere.sold(connection, booking, now)
    return True


def unplace(connection: Connection, booking: Booking, now: datetime) -> bool:
    """Take that back: it waits for a room again. False when it has moved on."""
    if booking.state != "confirmed":
        return False
    room_nights.release(connection, booking.id)
    _set(connection, booking, "unplaced", now)
    elsewhere.freed(connection, booking, now)
    key = f"unplaced:{booking.id}:{now.isoformat()}"
    todos.open_once(connection, key, "unplaced", now, booking_id=booking.id)
    return True


def refuse(connection: Connection, booking: Booking, reason: str, now: datetime) -> Decision:
    """The house cannot take a hold: its nights are free again. A confirmed booking is not refused but cancelled."""
    if booking.state == "cancelled":
        return Decision.ALREADY
    if booking.state not in ("held", "unplaced"):
        return Decision.OVER
    return _give_up(connection, booking, now, reason)


def lapsed(connection: Connection, now: datetime, limit: int = 20) -> list[Booking]:
    """Let go of the holds whose time is up; those bookings, to tell the people."""
    over = _held(connection, now, limit)
    for booking in over:
        _give_up(connection, booking, now, LAPSED, held_until=booking.held_until)
    return over


def was_let_lapse(booking: Booking) -> bool:
    """Whether it is over because nobody of the house decided in time."""
    return booking.state == "cancelled" and booking.reason == LAPSED


def take_after_all(connection: Connection, booking: Booking, now: datetime) -> Decision:
    """The house confirms a hold that lapsed; OVER when no room is free for it any more."""
    if not was_let_lapse(booking):
        return Decision.OVER
    if room_nights.take(connection, booking.id, booking.room_type, booking.stay, booking.rooms) is None:
        return Decision.OVER
    elsewhere.taken_again(connection, booking, now)
    return _set(connection, booking, "confirmed", now)


def lapsing(connection: Connection, now: datetime, limit: int = 20) -> list[Booking]:
    """Holds that lapse soon."""
    return _held(connection, now + WARN, limit)


def staffed_deadline(house: House, now: datetime, minutes: int) -> datetime:
    """The moment after `minutes` in which somebody is up: outside staffed hours the clock of a hold stands still."""
    at, left = now, timedelta(minutes=minutes)
    for _ in range(400):
        local = at.astimezone(house.zone_info)
        if house.staffed_at(local.time()):
            end = _next(local, house.staffed_to) if house.staffed_from != house.staffed_to else local + left
            if local + left <= end:
                return (local + left).astimezone(now.tzinfo)
            left -= end - local
            at = end
        else:
            at = _next(local, house.staffed_from)
    return at


def _next(local: datetime, clock: time) -> datetime:
    """The next time the clock shows `clock` after `local`."""
    same_day = datetime.combine(local.date(), clock, tzinfo=local.tzinfo)
    return same_day if same_day > local else same_day + timedelta(days=1)


def _held(connection: Connection, until: datetime, limit: int) -> list[Booking]:
    ids = connection.scalars(
        select(BookingRow.id)
        .where(BookingRow.state == "held", BookingRow.held_until <= until)
        .order_by(BookingRow.id)
        .limit(limit)
    ).all()
    return [booking for booking_id in ids if (booking := bookings.get(connection, booking_id)) is not None]


def _set(
    connection: Connection,
    booking: Booking,
    state: str,
    now: datetime,
    reason: str | None = None,
    held_until: datetime | None = None,
) -> Decision:
    """Move a booking that is still as it was read; ALREADY when somebody was faster. `held_until` tells when it lapsed."""
    moved = connection.execute(
        update(BookingRow)
        .where(BookingRow.id == booking.id, BookingRow.state == booking.state)
        .values(state=state, reason=reason, held_until=held_until, replan=True, changed_at=now)
    )
    todos.finish(connection, "lapsing", booking.id, now)
    return Decision.DONE if moved.rowcount == 1 else Decision.ALREADY


@dataclass(frozen=True, slots=True)
class Change:
    """A booking as it should become."""

    arrival: date
    departure: date
    room_type: str
    adults: int
    children: int
    total: int | None
    on_top: tuple[Extra, ...] | None = None  # None: what it has on top stays

    @property
    def stay(self) -> Span:
        return Span(self.arrival, self.departure)

    def columns(self) -> dict[str, Any]:
        """What of it stands in the booking's own row."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "on_top"}

    def made_to(self, booking: Booking) -> Booking:
        """The booking with this change: one that had found no room has one then."""
        state: State = "confirmed" if booking.state == "unplaced" else booking.state
        return replace(booking, state=state, **self.columns())


def could_become(connection: Connection, booking: Booking, change: Change) -> bool:
    """Whether there is a room for the changed stay, its own nights given back first. Changes nothing."""
    if booking.state == "in_house":
        return _same_but_days(booking, change) and stays.may_stay_until(connection, booking, change.departure)
    with connection.begin_nested() as trial:
        fits = _takes_others(connection, booking, change)
        trial.rollback()
    return fits


def become(connection: Connection, booking: Booking, change: Change, now: datetime) -> bool:
    """Change a booking with its rooms; False, with nothing changed, when there is no room for it or it stands no longer.

    Whose guests are here keeps its rooms: only the day of departure changes. Other channels must follow.
    """
    if booking.state not in STANDING or not _became(connection, booking, change, now):
        return False
    if change.on_top is not None:
        extras.keep(connection, booking.id, change.on_top)
    if booking.state == "unplaced":
        todos.finish(connection, "unplaced", booking.id, now)
        elsewhere.sold(connection, change.made_to(booking), now)
    else:
        elsewhere.moved(connection, booking, change.made_to(booking), now)
    return True


def _became(connection: Connection, booking: Booking, change: Change, now: datetime) -> bool:
    """Its row and its nights, both or neither."""
    if booking.state == "in_house":
        return _same_but_days(booking, change) and stays.stay_until(
            connection, booking, change.departure, change.total, now
        )
    with connection.begin_nested() as trial:
        done = _takes_others(connection, booking, change) and _rewrite(connection, booking, change, now)
        if not done:
            trial.rollback()
    return done


def _takes_others(connection: Connection, booking: Booking, change: Change) -> bool:
    """Give its nights back and take those of the change; False when they are not to be had: for the caller to undo."""
    room_nights.release(connection, booking.id)
    taken = room_nights.take(connection, booking.id, change.room_type, change.stay, booking.rooms)
    return taken is not None


def _rewrite(connection: Connection, booking: Booking, change: Change, now: datetime) -> bool:
    """Change a booking that is still as it was read; False when somebody was faster."""
    values = {**change.columns(), "state": change.made_to(booking).state, "replan": True, "changed_at": now}
    mine = BookingRow.id == booking.id, BookingRow.state == booking.state
    return connection.execute(update(BookingRow).where(*mine).values(**values)).rowcount == 1


def _same_but_days(booking: Booking, change: Change) -> bool:
    return (booking.arrival, booking.room_type) == (change.arrival, change.room_type)


def cancel(connection: Connection, booking: Booking, reason: str, now: datetime) -> Decision:
    """A booking that has not begun is cancelled: its nights are free again."""
    if booking.state == "cancelled":
        return Decision.ALREADY
    if booking.state not in ("held", "confirmed", "unplaced"):
        return Decision.OVER
    return _give_up(connection, booking, now, reason)


def uncancel(
    connection: Connection,
    booking: Booking,
    state: str,
    nights: Sequence[tuple[str, date]],
    now: datetime,
    held_until: datetime | None = None,
) -> bool:
    """A cancellation is taken back; False, with nothing done, when a night was given to others meanwhile.

    A hold lapses at `held_until`, as it would have.
    """
    if booking.state != "cancelled" or not room_nights.retake(connection, booking.id, nights):
        return False
    stays.pin(connection, booking.id, False)
    _, cancelled_at = bookings.times(connection, booking.id)
    _set(connection, booking, state, now, held_until=held_until)
    todos.wish_again(connection, booking.id, cancelled_at)
    if state in bookings.TAKING:
        elsewhere.taken_again(connection, booking, now)
    return True


def _give_up(
    connection: Connection, booking: Booking, now: datetime, reason: str, held_until: datetime | None = None
) -> Decision:
    """The nights are free again: here, and on the other channels where somebody closed them for it."""
    room_nights.release(connection, booking.id)
    decided = _set(connection, booking, "cancelled", now, reason, held_until)
    todos.finish_wishes(connection, booking.id, now)
    if decided is Decision.DONE and booking.state in bookings.TAKING:
        elsewhere.freed(connection, booking, now)
    return decided
