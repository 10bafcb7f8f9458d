"""How stays could be moved among the rooms of a type so that one more fits. Moves none itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, Integer, cast, func, select

from store.rooms import RoomNight, Span

PACKING_STEPS = 2_000  # how long a rearrangement is searched for before the house counts as full


def rearranged(
    connection: Connection, rooms: Sequence[str], stay: Span
) -> dict[int, tuple[str, Span, str]] | None:
    """Booking -> (room to be in, its stay, room it is in) so that `stay` fits; None when it cannot."""
    fixed: dict[str, list[Span]] = defaultdict(list)
    movable: dict[int, tuple[str, Span]] = {}
    for booking, room, span, pinned in _stays_touching(connection, rooms, stay):
        if pinned or booking is None or booking in movable:
            fixed[room].append(span)
        else:
            movable[booking] = (room, span)
    several = {b for b, count in _room_counts(connection, list(movable)).items() if count > 1}
    for booking in several:  # a booking of several rooms stays as it is
        room, span = movable.pop(booking)
        fixed[room].append(span)
    wishes = {booking: span for booking, (_, span) in movable.items()}
    placed = pack(rooms, fixed, {**wishes, 0: stay})
    if placed is None:
        return None
    return {b: (placed[b], span, room) for b, (room, span) in movable.items()}


def _room_counts(connection: Connection, bookings: list[int]) -> Mapping[int, int]:
    rows = connection.execute(
        select(RoomNight.booking_id, func.count(RoomNight.room.distinct()))
        .where(RoomNight.booking_id.in_(bookings))
        .group_by(RoomNight.booking_id)
    )
    return {booking: count for booking, count in rows if booking is not None}


def _stays_touching(
    connection: Connection, rooms: Sequence[str], stay: Span
) -> Iterable[tuple[int | None, str, Span, bool]]:
    """The stays and closures around `stay` in these rooms, widened once to the whole of every stay that touches it."""
    near = select(RoomNight.booking_id).where(
        RoomNight.room.in_(rooms), RoomNight.night >= stay.arrival, RoomNight.night < stay.departure
    )
    reach = connection.execute(
        select(func.min(RoomNight.night), func.max(RoomNight.night)).where(RoomNight.booking_id.in_(near))
    ).one()
    first = min(reach[0] or stay.arrival, stay.arrival)
    last = max(reach[1] or stay.departure, stay.departure)
    inside = select(RoomNight.booking_id).where(
        RoomNight.room.in_(rooms), RoomNight.night >= first, RoomNight.night <= last
    )
    rows = connection.execute(
        select(
            RoomNight.booking_id,
            RoomNight.room,
            func.min(RoomNight.night),
            func.max(RoomNight.night),
            func.max(cast(RoomNight.pinned, Integer)),
        )
        .where(RoomNight.room.in_(rooms), RoomNight.booking_id.in_(inside))
        .group_by(RoomNight.booking_id, RoomNight.room)
    )
    for booking, room, low, high, pinned in rows:
        beyond = low < first or high > last  # it meets stays that were not read: it stays where it is
        yield booking, room, Span(low, high + timedelta(days=1)), bool(pinned) or beyond
    closed = connection.execute(
        select(RoomNight.room, RoomNight.night).where(
            RoomNight.room.in_(rooms),
            RoomNight.booking_id.is_(None),
            RoomNight.night >= first,
            RoomNight.night <= last,
        )
    )
    for room, night in closed:
        yield None, room, Span(night, night + timedelta(days=1)), True


def pack(
    rooms: Sequence[str], fixed: Mapping[str, Sequence[Span]], stays: Mapping[int, Span]
) -> dict[int, str] | None:
    """A room for every stay beside what is fixed, or None. Pure; searches PACKING_STEPS at most."""
    order = sorted(stays, key=lambda booking: (stays[booking].arrival, stays[booking].departure, booking))
    filled: dict[str, list[Span]] = {room: list(fixed.get(room, ())) for room in rooms}
    placed: dict[int, str] = {}
    steps = 0

    def fits(room: str, span: Span) -> bool:
        return not any(span.meets(other) for other in filled[room])

    def place(position: int) -> bool:
        nonlocal steps
        if position == len(order):
            return True
        steps += 1
        if steps > PACKING_STEPS:
            return False
        booking = order[position]
        span = stays[booking]
        tight = sorted(
            rooms,
            key=lambda room: (
                -max(
                    (s.departure.toordinal() for s in filled[room] if s.departure <= span.arrival), default=0
                )
            ),
        )
        for room in tight:
            if fits(room, span):
                filled[room].append(span)
                placed[booking] = room
                if place(position + 1):
                    return True
                filled[room].pop()
                del placed[booking]
        return False

    return placed if place(0) else None
