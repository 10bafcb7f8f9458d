"""Prepared statements bring and take exactly what SQLAlchemy itself would, for every column type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from store.bookings import BookingRow
from store.database import Database
from store.errors import Conflict
from store.outbox import OutboxRow
from store.statements import Prepared
from tests.conftest import MORNING
from tests.store.kit import day

BOOKING: dict[str, Any] = {
    "source": "美团",
    "source_ref": "1",
    "state": "confirmed",
    "holder": "王小明",  # sealed
    "phone": None,  # sealed, absent
    "phone_hash": None,
    "arrival": day(23),
    "departure": date(2027, 1, 1),
    "room_type": "lake",
    "rooms": 1,
    "adults": 2,
    "children": 0,
    "total": None,
    "notes": "",  # sealed, empty
    "fingerprint": "x",
    "replan": True,
    "created_at": MORNING,
    "changed_at": datetime(2026, 12, 1, 2, 0, 0, 123000, tzinfo=UTC),  # to the millisecond
}
OUTBOX: dict[str, Any] = {
    "key": "k",
    "kind": "notice",
    "status": "due",
    "channel": "",
    "payload": {"文": [1, None, True, 0.5, {"深": "é"}]},  # sealed JSON
    "due_at": MORNING,
    "expires_at": None,
    "tries": 0,
    "receipt": "",
    "reason": "",
    "created_at": MORNING,
}
TABLES = pytest.mark.parametrize(
    ("table", "values"), [(BookingRow, BOOKING), (OutboxRow, OUTBOX)], ids=["bookings", "outbox"]
)


def binds(values: dict[str, Any]) -> dict[str, Any]:
    return {name: bindparam(f"v_{name}") for name in values}


def given(values: dict[str, Any]) -> dict[str, Any]:
    return {f"v_{name}": value for name, value in values.items()}


@TABLES
async def test_rows_equal_those_of_core(database: Database, table: Any, values: dict[str, Any]) -> None:
    columns = [getattr(table, name) for name in values]
    reading = select(*columns).order_by(table.id)

    def both(connection: Connection) -> tuple[list[Any], list[Any]]:
        connection.execute(insert(table).values(**values))
        return Prepared(reading).rows(connection), [tuple(row) for row in connection.execute(reading)]

    prepared, core = await database.write(both)
    assert prepared == core == [tuple(values.values())]
    assert [list(map(type, row)) for row in prepared] == [list(map(type, row)) for row in core]


@TABLES
async def test_insert_writes_what_core_would(database: Database, table: Any, values: dict[str, Any]) -> None:
    adding = Prepared(insert(table).values(**binds(values)).returning(table.id))

    def add(connection: Connection) -> tuple[Any, Any]:
        row = adding.one(connection, **given(values))
        stored = connection.execute(select(*(getattr(table, name) for name in values))).one()
        return row, tuple(stored)

    assert await database.write(add) == ((1,), tuple(values.values()))


async def test_one_of_nothing_is_none_and_change_counts_rows(database: Database) -> None:
    renaming = Prepared(
        update(OutboxRow).where(OutboxRow.status == bindparam("was")).values(status=bindparam("s_new"))
    )
    nothing = Prepared(select(OutboxRow.id).where(OutboxRow.key == bindparam("key")))
    clearing = Prepared(delete(OutboxRow))

    def work(connection: Connection) -> list[Any]:
        for key in ("a", "b"):
            connection.execute(insert(OutboxRow).values(**OUTBOX | {"key": key}))
        return [
            nothing.one(connection, key="c"),
            renaming.change(connection, was="due", s_new="sent"),
            renaming.change(connection, was="due", s_new="sent"),
            clearing.change(connection),
        ]

    assert await database.write(work) == [None, 2, 0, 2]


async def test_same_parameter_twice_is_bound_twice(database: Database) -> None:
    twice = Prepared(
        select(OutboxRow.key).where(
            (OutboxRow.key == bindparam("word")) | (OutboxRow.kind == bindparam("word"))
        )
    )

    def work(connection: Connection) -> list[Any]:
        for key, kind in (("x", "y"), ("y", "x"), ("y2", "z")):
            connection.execute(insert(OutboxRow).values(**OUTBOX | {"key": key, "kind": kind}))
        return sorted(twice.rows(connection, word="x"))

    assert await database.write(work) == [("x",), ("y",)]


async def test_change_taken_key_raises_conflict_and_undoes_the_function(database: Database) -> None:
    adding = Prepared(insert(OutboxRow).values(**binds(OUTBOX)))

    def twice(connection: Connection) -> None:
        adding.change(connection, **given(OUTBOX))
        adding.change(connection, **given(OUTBOX))

    with pytest.raises(Conflict):
        await database.write(twice)
    assert await database.read(lambda c: c.execute(select(OutboxRow.id)).all()) == []


async def test_naive_moment_is_refused(database: Database) -> None:
    naive = OUTBOX | {"due_at": datetime(2026, 12, 1)}  # noqa: DTZ001 - it is what must be refused
    with pytest.raises(ValueError, match="time zone"):
        await database.write(
            lambda c: Prepared(insert(OutboxRow).values(**binds(naive))).change(c, **given(naive))
        )
