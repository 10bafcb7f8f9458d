"""What the store's tests build with: a ring, days, wishes, guests. It asserts nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from store import intake, people, places
from store.database import Database
from store.intake import Recorded, Wish
from store.outbox import OutboxRow
from store.people import Address
from store.places import Place
from store.rooms import Span
from store.sealing import KeyRing
from tests.chance import SeededChance
from tests.conftest import MORNING

RING = KeyRing(b"k" * 32)
TODAY = date(2026, 12, 1)
MAY = Address("wechat", "gh_inn", "o-may")


def day(number: int) -> date:
    """A day counted from 1 December 2026."""
    return TODAY + timedelta(days=number)


def span(arrival: int, departure: int) -> Span:
    return Span(day(arrival), day(departure))


def wish(ref: str = "1", arrival: int = 23, departure: int = 25, **other: Any) -> Wish:
    """Wang Xiaoming's booking of a lake room, with anything else about it."""
    values: dict[str, Any] = {
        "source": "美团",
        "source_ref": ref,
        "state": "confirmed",
        "holder": "王小明",
        "phone": "+8613800008000",
        "arrival": day(arrival),
        "departure": day(departure),
        "room_type": "lake",
    }
    return Wish(**values | other)


async def record(database: Database, *wishes: Wish, seed: int = 0) -> list[Recorded]:
    """What becomes of these wishes on the morning of 1 December."""
    return await database.write(intake.record, wishes, TODAY, MORNING, SeededChance(seed))


def guest(connection: Connection, external_id: str = "o-may") -> tuple[int, int]:
    """A new guest with a place at rest: (person id, address id)."""
    person, address = people.add(connection, Address("wechat", "gh_inn", external_id), "zh_CN", MORNING)
    places.begin(connection, address, Place())
    return person, address


async def rows(database: Database) -> dict[str, tuple[str, str, str]]:
    """The outbox: key -> (status, channel, reason)."""

    def read(connection: Connection) -> dict[str, tuple[str, str, str]]:
        found = connection.execute(
            select(OutboxRow.key, OutboxRow.status, OutboxRow.channel, OutboxRow.reason)
        )
        return {row.key: (row.status, row.channel, row.reason) for row in found}

    return await database.read(read)
