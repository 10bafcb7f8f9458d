"""What the tests of tickets build with: people of the house, a guest, tickets, what was put out. It asserts nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from store import people, places, ticket_changes, tickets
from store.house_file import demo_house
from store.outbox import OutboxRow
from store.people import Address, Role
from store.places import Place
from store.ticket_changes import Want
from store.ticket_climb import REMINDING
from store.tickets import Thing, Ticket
from tests.conftest import MORNING

ROOMS = frozenset(demo_house().rooms())
SOON = MORNING + timedelta(minutes=20)
TOWELS = (Thing("浴巾", 2, "条"),)


@dataclass(frozen=True)
class Person:
    id: int
    address_id: int


def somebody(connection: Connection, name: str) -> Person:
    """A guest with a place at rest."""
    person, address = people.add(connection, Address("wechat", "gh_inn", f"o-{name}"), "zh_CN", MORNING)
    places.begin(connection, address, Place())
    return Person(person, address)


def colleague(connection: Connection, name: str, department: str = "", role: Role = "staff") -> Person:
    found = somebody(connection, name)
    people.appoint(connection, found.id, role, department, name)
    return found


def wanted(guest: Person, **other: Any) -> Want:
    """Two towels for room 302, with anything else about it."""
    want = Want("amenity", guest.id, guest.address_id, "要两条浴巾", room="302", bound=True, things=TOWELS)
    return replace(want, **other)


def opened(
    connection: Connection,
    want: Want,
    *,
    now: datetime = MORNING,
    step: int = REMINDING,
    pause: timedelta = timedelta(minutes=10),
    rooms: frozenset[str] = ROOMS,
) -> Ticket:
    """The ticket of a wish, promised in twenty minutes."""
    due = now + timedelta(minutes=20)
    return ticket_changes.open_one(
        connection, want, due=due, step=step, step_at=now + pause, rooms=rooms, now=now
    )


def put_out(connection: Connection) -> list[tuple[int | None, str]]:
    """(address, text) of all that waits to be sent, in order of writing."""
    rows = connection.execute(
        select(OutboxRow.address_id, OutboxRow.payload)
        .where(OutboxRow.status == "due")
        .order_by(OutboxRow.id)
    )
    return [(row.address_id, row.payload["text"]) for row in rows]


def told_first_lines(connection: Connection) -> list[tuple[int | None, str]]:
    """The same, each text's first line only."""
    return [(address, text.split("\n")[0]) for address, text in put_out(connection)]


def state(connection: Connection, number: int) -> str:
    found = tickets.get(connection, number)
    return "" if found is None else found.state
