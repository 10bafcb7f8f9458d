"""Our own calendars for other channels: which nights of a room or type each must not sell. No guest, no name, no booking number.

What a channel sold itself is never told back to it. Each address is a number and a keyed hash, kept nowhere.
"""

from __future__ import annotations

import hmac
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import rooms
from store.bookings import BookingRow
from store.rooms import RoomNight
from store.tables import Base, Moment, RowId, ring_of

BACK, AHEAD = timedelta(days=31), timedelta(days=550)  # nights that are told
SIGNATURE = 32
_TOKEN = re.compile(rf"([0-9]{{1,9}})-([0-9a-f]{{{SIGNATURE}}})")
DAY = timedelta(days=1)
Run = tuple[date, date]  # from the first night to the day after the last


class ExportRow(Base):
    __tablename__ = "exports"
    __table_args__ = (UniqueConstraint("channel", "target"),)
    id: Mapped[RowId]
    channel: Mapped[str]
    target: Mapped[str]  # a room's number, or the code of a room type
    by_room: Mapped[bool]
    fetched_at: Mapped[datetime | None] = mapped_column(Moment)
    told: Mapped[str]  # JSON: the runs the channel was told when it last asked


@dataclass(frozen=True, slots=True)
class Export:
    """One calendar for one channel."""

    id: int
    channel: str
    target: str
    by_room: bool
    fetched_at: datetime | None
    told: str


_COLUMNS = (
    ExportRow.id,
    ExportRow.channel,
    ExportRow.target,
    ExportRow.by_room,
    ExportRow.fetched_at,
    ExportRow.told,
)


def token(connection: Connection, channel: str, target: str, by_room: bool) -> str:
    """The secret part of the address of a calendar, always the same for a channel and a room or type."""
    found = _of(connection, channel, target)
    if found is None:
        row = insert(ExportRow).values(channel=channel, target=target, by_room=by_room, told="[]")
        export_id = connection.execute(row.returning(ExportRow.id)).scalar_one()
    else:
        export_id = found.id
    return f"{export_id}-{_signatures(connection, export_id)[0]}"


def find(connection: Connection, said: str) -> Export | None:
    """The calendar of a genuine token; None for anything else."""
    match = _TOKEN.fullmatch(said)
    if match is None:
        return None
    good = any(hmac.compare_digest(match[2], one) for one in _signatures(connection, int(match[1])))
    row = connection.execute(select(*_COLUMNS).where(ExportRow.id == int(match[1]))).first()
    return Export(*row) if good and row is not None else None


def taken(connection: Connection, channel: str, target: str, by_room: bool, today: date) -> list[Run]:
    """The nights that a channel must not sell: taken by others, or closed. Of a type: when no room is left.

    Nights that only its own guests have are left out: it knows them.
    """
    known = rooms.by_type(connection)
    on_sale = [number for numbers in known.values() for number in numbers]
    numbers = [number for number in on_sale if number == target] if by_room else known.get(target, [])
    if not numbers:  # the house sells it no longer: nobody else may
        return [(today, today + AHEAD)]
    rows = connection.execute(
        select(RoomNight.night, RoomNight.room, BookingRow.source)
        .outerjoin(BookingRow, BookingRow.id == RoomNight.booking_id)
        .where(RoomNight.room.in_(numbers), RoomNight.night >= today - BACK, RoomNight.night < today + AHEAD)
    )
    by_night: dict[date, list[str | None]] = defaultdict(list)
    for night, _, source in rows:
        by_night[night].append(source)
    full = [
        night
        for night, sources in by_night.items()
        if len(sources) >= len(numbers) and any(source != channel for source in sources)
    ]
    return runs(full)


def told(connection: Connection, export: Export, found: Sequence[Run], now: datetime) -> None:
    """A channel was told these."""
    said = json.dumps([[first.isoformat(), end.isoformat()] for first, end in found])
    connection.execute(update(ExportRow).where(ExportRow.id == export.id).values(fetched_at=now, told=said))


def known_to(connection: Connection, channel: str, target: str) -> frozenset[date]:
    """The nights that a channel knows from us: what it calls taken then may be our own stay come back."""
    found = _of(connection, channel, target)
    if found is None:
        return frozenset()
    said = [(date.fromisoformat(first), date.fromisoformat(end)) for first, end in json.loads(found.told)]
    return frozenset(night for first, end in said for night in rooms.nights(rooms.Span(first, end)))


def read_since(connection: Connection, moment: datetime) -> set[tuple[str, str]]:
    """(channel, room or type) of each calendar that its channel asked for since."""
    rows = connection.execute(
        select(ExportRow.channel, ExportRow.target).where(ExportRow.fetched_at >= moment)
    )
    return {(row.channel, row.target) for row in rows}


def runs(nights: Iterable[date]) -> list[Run]:
    """Nights put together: those that follow each other are one run."""
    found: list[Run] = []
    for night in sorted(nights):
        if found and found[-1][1] == night:
            found[-1] = (found[-1][0], night + DAY)
        else:
            found.append((night, night + DAY))
    return found


def _of(connection: Connection, channel: str, target: str) -> Export | None:
    row = connection.execute(
        select(*_COLUMNS).where(ExportRow.channel == channel, ExportRow.target == target)
    ).first()
    return None if row is None else Export(*row)


def _signatures(connection: Connection, export_id: int) -> tuple[str, ...]:
    """By the present key, and by the one before it while there is one."""
    ring = ring_of(connection.dialect)
    return tuple(digest[:SIGNATURE] for digest in ring.hashes("exports.token", str(export_id)))
