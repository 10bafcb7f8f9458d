"""Brings everything sealed or hashed with the previous key under the present one, in short transactions.

It may stop at any point and begin again; it never touches what it cannot open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    Row,
    Table,
    TableClause,
    column,
    select,
    table,
    tuple_,
    update,
)

from store import booking_marks, schema
from store.database import Database
from store.sealing import KeyRing, Unsealable
from store.tables import Sealed, SealedBytes, SealedJson, ring_of

CHUNK = 200  # rows a transaction: a few milliseconds of the writer
FILES = 2  # rows a transaction of a table that holds files
PASSES = 5  # a worker that still seals with the previous key makes another pass necessary

Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a table is."""

    table: str
    seen: int
    renewed: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row with a value that neither key opens."""

    table: str
    row: str  # its primary key
    column: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.column}"


@dataclass(slots=True)
class Outcome:
    """What a rotation came to."""

    renewed: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    settled: bool = False  # the last pass found nothing of the previous key

    @property
    def previous_key_needed(self) -> bool:
        """Whether some value may still open with the previous key alone, or with a key nobody gave."""
        return not self.settled or bool(self.unreadable)


@dataclass(frozen=True, slots=True)
class Sealings:
    """A table's sealed columns, as plain bytes, with the keyed hash that stands beside some of them."""

    plain: TableClause
    keys: tuple[str, ...]
    contexts: dict[str, str]  # sealed column -> context
    chunk: int = CHUNK


@dataclass(frozen=True, slots=True)
class Step:
    after: Place | None  # None: the table is through
    seen: int
    renewed: int
    unreadable: list[Unreadable]


async def rekey(database: Database, note: Callable[[Progress], None]) -> Outcome:
    """Pass over all tables until nothing of the previous key is left; `note` hears of every chunk."""
    outcome = Outcome()
    for _ in range(PASSES):
        renewed, outcome.unreadable = await _pass(database, note)
        outcome.renewed += renewed
        if renewed == 0:
            outcome.settled = True
            break
    return outcome


async def _pass(database: Database, note: Callable[[Progress], None]) -> tuple[int, list[Unreadable]]:
    total, unreadable = 0, list[Unreadable]()
    for sealings in sealed_tables():
        after: Place | None = ()
        seen = renewed = 0
        while after is not None:
            step = await database.write(renew, sealings, after, sealings.chunk)
            after, seen, renewed = step.after, seen + step.seen, renewed + step.renewed
            unreadable += step.unreadable
            note(Progress(sealings.plain.name, seen, renewed))
        total += renewed
    return total, unreadable


def sealed_tables() -> Iterator[Sealings]:
    """Every table with sealed columns; a column `x_hash` is the keyed hash of the sealed column `x` in its context."""
    for found in schema.metadata.sorted_tables:
        contexts = {
            each.name: each.type.context
            for each in found.columns
            if isinstance(each.type, Sealed | SealedJson | SealedBytes)
        }
        if contexts:
            keys = tuple(each.name for each in found.primary_key.columns)
            files = any(isinstance(each.type, SealedBytes) for each in found.columns)
            yield Sealings(_plain(found, contexts), keys, contexts, FILES if files else CHUNK)


def _plain(found: Table, contexts: Mapping[str, str]) -> TableClause:
    """The same table with its sealed columns as the bytes they are."""
    columns = [
        column(each.name, LargeBinary() if each.name in contexts else each.type) for each in found.columns
    ]
    return table(found.name, *columns)


def renew(connection: Connection, sealings: Sealings, after: Place, limit: int = CHUNK) -> Step:
    """Renew the next rows behind the primary key `after`; () is the beginning."""
    plain, width = sealings.plain, len(sealings.keys)
    rows = _next(connection, sealings, after, limit)
    unreadable = list[Unreadable]()
    renewed, whole = 0, list[Any]()
    for row in rows:
        place = tuple(row[:width])
        blobs = dict(zip(sealings.contexts, row[width:], strict=True))
        values, broken = _renewed(ring_of(connection.dialect), sealings, blobs)
        unreadable += [Unreadable(plain.name, "/".join(map(str, place)), name) for name in broken]
        if values:
            same = [plain.c[name] == part for name, part in zip(sealings.keys, place, strict=True)]
            connection.execute(update(plain).where(*same).values(**values))
            renewed += 1
            whole += [] if broken else place
    if plain.name == "bookings" and whole:
        booking_marks.renew(connection, whole)
    end = None if len(rows) < limit else tuple(rows[-1][:width])
    return Step(end, len(rows), renewed, unreadable)


def _next(connection: Connection, sealings: Sealings, after: Place, limit: int) -> Sequence[Row[Any]]:
    plain = sealings.plain
    keys = [plain.c[name] for name in sealings.keys]
    wanted = select(*keys, *(plain.c[name] for name in sealings.contexts)).order_by(*keys).limit(limit)
    if after:
        wanted = wanted.where(tuple_(*keys) > tuple_(*after) if len(keys) > 1 else keys[0] > after[0])
    return connection.execute(wanted.with_for_update()).all()


def _renewed(
    ring: KeyRing, sealings: Sealings, blobs: Mapping[str, bytes | None]
) -> tuple[dict[str, Any], list[str]]:
    """What to write of one row, and which of its columns no key opens."""
    values: dict[str, Any] = {}
    broken = []
    for name, blob in blobs.items():
        if blob is None or ring.is_current(blob):
            continue
        context = sealings.contexts[name]
        try:
            content = ring.open_bytes(context, blob)
        except Unsealable:
            broken.append(name)
            continue
        values[name] = ring.seal(context, content)
        if f"{name}_hash" in sealings.plain.c:
            values[f"{name}_hash"] = ring.hashes(context, content.decode())[0]
    return values, broken
