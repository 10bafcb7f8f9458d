"""Erases what is about people by the rules of `store.personal`, and their names from what others were told. It decides on nobody.

Doing it twice is doing it once; for many people it takes as many statements as for one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, delete, literal, or_, select, update

from store.bookings import BookingRow
from store.inbox import MessageRow
from store.outbox import UNSENT, OutboxRow
from store.people import GROUP, AddressRow, Person, StaffRow
from store.personal import NOBODY, RULES, Subject, subject
from store.unlearning import unlearn

PAGE = 500  # rows read at once


def erase(connection: Connection, people: Sequence[int], *, all_of_it: bool) -> int:
    """Erase what is about these people; how many rows changed or went. Not `all_of_it`: what a stay still needs is left."""
    if not people:
        return 0
    mine = subject(connection, *people)
    marks = _marks_of(connection, mine)
    count = unlearn(connection, mine.people, marks, NOBODY)
    if all_of_it:
        _unmention(connection, marks)
    for rule in reversed(RULES):
        if rule.stays and not all_of_it:
            continue
        if rule.blank is None:
            count += connection.execute(delete(rule.table).where(rule.theirs(mine))).rowcount
        elif rule.blank:
            count += connection.execute(
                update(rule.table).where(rule.theirs(mine)).values(**rule.blank)
            ).rowcount
    if all_of_it:
        _unname(connection, mine)
    return count + _unsay(connection, mine, all_of_it=all_of_it)


def _unname(connection: Connection, mine: Subject) -> None:
    """An address nobody is reached at any more: who writes from there next is somebody new."""
    erased = literal("erased:").concat(cast(AddressRow.id, String))
    connection.execute(update(AddressRow).where(AddressRow.id.in_(mine.addresses)).values(external_id=erased))


def _unsay(connection: Connection, mine: Subject, *, all_of_it: bool) -> int:
    """What was said to the person, and to whoever works here, loses its words: notices name guests, and are over once sent."""
    house = _of_the_house(connection)
    said: ColumnElement[bool] = OutboxRow.address_id.in_([*mine.addresses, *house])
    if all_of_it:
        theirs = or_(OutboxRow.address_id.in_(mine.addresses), OutboxRow.booking_id.in_(mine.bookings))
        connection.execute(
            update(OutboxRow)
            .where(theirs, OutboxRow.status.in_(("due", "mailbox")))
            .values(status="dropped", reason="erased")
        )
        said = or_(said, theirs)
    return connection.execute(
        update(OutboxRow)
        .where(said, OutboxRow.status.not_in((*UNSENT, "mailbox")))
        .values(payload={"text": ""})
    ).rowcount


def _of_the_house(connection: Connection) -> list[int]:
    """Addresses of whoever works here, the group's among them."""
    ours = or_(AddressRow.person_id.in_(select(StaffRow.person_id)), AddressRow.channel == GROUP.channel)
    return list(connection.scalars(select(AddressRow.id).where(ours).limit(500)))


def _unmention(connection: Connection, marks: Collection[str]) -> None:
    """Names and phones in what the house wrote here (客人 王芳), and in what it is still to read."""
    if not marks:
        return
    house = _of_the_house(connection)
    wrote = select(MessageRow.id, MessageRow.body).where(MessageRow.address_id.in_(house))
    for chosen in _naming(connection, wrote, MessageRow.id, marks):
        connection.execute(update(MessageRow).where(MessageRow.id.in_(chosen)).values(body=""))
    waits = OutboxRow.status.in_(("due", "mailbox"))
    to_read = select(OutboxRow.id, OutboxRow.payload).where(OutboxRow.address_id.in_(house), waits)
    for chosen in _naming(connection, to_read, OutboxRow.id, marks):
        connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(chosen), waits)
            .values(status="dropped", reason="erased", payload={"text": ""})
        )


def _naming(connection: Connection, rows: Any, number: Any, marks: Collection[str]) -> Iterator[list[int]]:
    """The rows that have one of these marks in their words, a page of rows at a time."""
    after = 0
    while page := connection.execute(rows.where(number > after).order_by(number).limit(PAGE)).all():
        after = page[-1][0]
        if naming := [row[0] for row in page if any(mark in str(row[1]) for mark in marks)]:
            yield naming


def _marks_of(connection: Connection, mine: Subject) -> set[str]:
    """By what words of these people somebody would know them."""
    people = connection.execute(select(Person.name, Person.phone).where(Person.id.in_(mine.people))).all()
    held = connection.execute(
        select(BookingRow.holder, BookingRow.phone).where(BookingRow.id.in_(mine.bookings))
    ).all()
    return {mark for row in (*held, *people) for mark in _marks(row[0], row[1])}


def _marks(name: str | None, phone: str | None) -> list[str]:
    """By what words would mention somebody: a single letter is nobody's name."""
    found = [name] if name and len(name) > 1 and name != NOBODY else []
    return [*found, phone[-8:]] if phone else found
