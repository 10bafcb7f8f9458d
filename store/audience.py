"""Who would be greeted now, and what speaks against it: one query for a batch of people. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, exists, func, literal, select

from store import optouts
from store.bookings import BookingRow, PartyRow
from store.greeted import BIRTHDAY, GreetedRow
from store.house_file.festivals import Yearly
from store.opinions import LIVE, OpinionRow
from store.people import APP, GROUP, AddressRow, Consent, StaffRow
from store.places import RESERVE, PlaceRow
from store.tables import ring_of
from store.todos import TodoRow

COMPLAINTS = ("complaint", "recovery")  # to-dos that wait for the house to put something right
COMING = ("held", "confirmed", "unplaced")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who wants a greeting, and what speaks against it now."""

    person_id: int
    address_id: int | None  # the newest that follows
    why_not: str  # "" = they may be greeted
    in_house: bool
    open: bool  # their reply window can carry one message more


def audience(connection: Connection, today: date, now: datetime, after: int, limit: int) -> list[Guest]:
    """The next people behind `after` who want a word at festivals."""
    return _guests(
        connection, today, now, limit, GreetedRow.festivals.is_(True), GreetedRow.person_id > after
    )


def born(
    connection: Connection, days: Sequence[Yearly], since: datetime, today: date, now: datetime, after: int, limit: int
) -> list[Guest]:  # fmt: skip
    """The next people behind `after` whose birthday is one of `days` and who were not greeted for it since a moment."""
    ring = ring_of(connection.dialect)
    hashes = [hashed for day in days for hashed in ring.hashes(BIRTHDAY, day.written())]
    fresh = GreetedRow.wished_at.is_(None) | (GreetedRow.wished_at < since)
    theirs = GreetedRow.birthday_hash.in_(hashes), GreetedRow.person_id > after
    return _guests(connection, today, now, limit, *theirs, fresh)


def one(connection: Connection, person_id: int, today: date, now: datetime) -> Guest | None:
    """Somebody looked at again; None when they no longer want anything."""
    found = _guests(connection, today, now, 1, GreetedRow.person_id == person_id)
    return found[0] if found else None


def _guests(
    connection: Connection, today: date, now: datetime, limit: int, *which: ColumnElement[bool]
) -> list[Guest]:
    person = GreetedRow.person_id
    address = (
        select(func.max(AddressRow.id))
        .where(
            AddressRow.person_id == person,
            AddressRow.following,
            AddressRow.channel.not_in((GROUP.channel, APP)),
        )
        .scalar_subquery()
    )
    found = (
        select(
            person.label("person_id"),
            address.label("address_id"),
            _why_not(person, today).label("why_not"),
            _holds(person, BookingRow.state == "in_house").label("in_house"),
        )
        .where(*which)
        .order_by(person)
        .limit(limit)
        .subquery()
    )
    window = (PlaceRow.window_until > now) & (PlaceRow.window_left > RESERVE)
    rows = connection.execute(
        select(
            found.c.person_id,
            found.c.address_id,
            case(
                (found.c.address_id.is_(None), "not_following"),
                (found.c.why_not != "", found.c.why_not),
                (PlaceRow.muted_until > now, "talking"),
                else_="",
            ),
            found.c.in_house,
            func.coalesce(window, False),
        )
        .outerjoin(PlaceRow, PlaceRow.address_id == found.c.address_id)
        .order_by(found.c.person_id)
    )
    return [Guest(row[0], row[1], row[2], bool(row[3]), bool(row[4])) for row in rows]


def _why_not(person: Any, today: date) -> ColumnElement[str]:
    """What speaks against greeting a person, the gravest first; "" for nothing."""
    newest = (
        select(Consent.version)
        .where(Consent.person_id == person, Consent.purpose == optouts.PURPOSE)
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wrong = exists().where(
        TodoRow.person_id == person, TodoRow.kind.in_(COMPLAINTS), TodoRow.done_at.is_(None)
    )
    told = exists().where(
        OpinionRow.person_id == person, OpinionRow.severity != "none", OpinionRow.state.in_(LIVE)
    )
    part = exists().where(PartyRow.person_id == person)
    holder = exists().where(PartyRow.person_id == person, PartyRow.part == "holder")
    arriving = _holds(person, (BookingRow.arrival == today) & BookingRow.state.in_(COMING))
    return case(
        (exists().where(StaffRow.person_id == person, StaffRow.active), literal("works_here")),
        (newest == optouts.STOPPED, literal("opted_out")),
        (wrong | told, literal("complaint_open")),
        (part & ~holder, literal("companion")),
        (arriving, literal("arriving")),
        else_=literal(""),
    )


def _holds(person: Any, booking: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        PartyRow.person_id == person,
        PartyRow.part == "holder",
        BookingRow.id == PartyRow.booking_id,
        booking,
    )
