"""Random lives of bookings (F023, F026): whatever happens in whatever order, states and nights agree and the pushes follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from scheduler import placing, pushes, waiting
from scheduler.pushes import Subject
from scheduler.tick import plan
from store import bookings, holds, house, intake, invariants, outbox, room_nights, rooms, stays, waits
from store.bookings import Booking
from store.database import Database
from store.holds import Change
from store.intake import Wish
from store.leads import Wish as Wanted
from store.outbox import OutboxRow
from store.rooms import Span
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import TODAY, day, guest, wish

T = TypeVar("T")
LETTERS = "abcdefghij"
KINDS = ("loft", "lake")  # one room, and four
STEPS = 50
NIGHTS = (
    invariants.nights_of_the_living,
    invariants.nights_of_the_dead,
    invariants.nights_outside,
)


class Life:
    """One house in which things happen by dice."""

    def __init__(self, seed: int) -> None:
        self.chance = SeededChance(seed)
        self.made, self.now, self.today = 0, MORNING, TODAY
        self.undoable: list[Callable[[Connection], object]] = []

    def step(self, connection: Connection) -> None:
        """Something happens, or cannot; never half of it."""
        acts: tuple[Callable[[Connection], None], ...] = (
            self.books, self.books, self.imports, self.changes, self.cancels, self.arrives, self.leaves,
            self.not_coming, self.moves, self.stays_on, self.takes_back, self.waits, self.sleeps,
        )  # fmt: skip
        self.one_of(acts)(connection)
        placing.look(connection, self.now)
        waiting.look(connection, self.now)

    def number(self, least: int, most: int) -> int:
        return least + int.from_bytes(self.chance.bytes(4), "big") % (most - least + 1)

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.number(0, len(choices) - 1)]

    def some(self, connection: Connection) -> Booking:
        found = bookings.get(connection, self.number(1, self.made)) if self.made else None
        if found is None:
            self.books(connection)
            found = bookings.get(connection, self.made)
        assert found is not None
        return found

    def days(self) -> Span:
        first = self.today + timedelta(days=self.number(0, 4))
        return Span(first, first + timedelta(days=self.number(1, 3)))

    def said(self, ref: str) -> Wish:
        span = self.days()
        state = self.one_of(("confirmed", "held", "cancelled")) if ref.isdigit() else "confirmed"
        kind = self.one_of(KINDS)
        return replace(wish(ref), arrival=span.arrival, departure=span.departure, room_type=kind, state=state)  # type: ignore[arg-type]

    def books(self, connection: Connection) -> None:
        self.made += 1
        made = replace(self.said(str(self.made)), state="confirmed")
        intake.record(connection, [made], self.today, self.now, self.chance)

    def imports(self, connection: Connection) -> None:
        booking = self.some(connection)
        intake.record(connection, [self.said(booking.source_ref)], self.today, self.now, self.chance)

    def changes(self, connection: Connection) -> None:
        booking, span = self.some(connection), self.days()
        if booking.state in ("confirmed", "held"):
            change = Change(span.arrival, span.departure, self.one_of(KINDS), 2, 0, None)
            could = holds.could_become(connection, booking, change)
            assert holds.become(connection, booking, change, self.now) == could

    def cancels(self, connection: Connection) -> None:
        booking = self.some(connection)
        had, was = stays.nights_of(connection, booking.id), booking.state
        if holds.cancel(connection, booking, "停水", self.now) is holds.Decision.DONE and was == "confirmed":
            self.undoable.append(
                lambda c: holds.uncancel(c, self._again(c, booking.id), "confirmed", had, self.now)
            )

    def arrives(self, connection: Connection) -> None:
        booking = self.some(connection)
        if booking.state == "confirmed" and booking.arrival <= self.today < booking.departure:
            stays.check_in(connection, booking, 2, 1, self.now)
            self.undoable.append(lambda c: stays.undo_check_in(c, self._again(c, booking.id), self.now))

    def leaves(self, connection: Connection) -> None:
        booking = self.some(connection)
        if booking.state != "in_house":
            return
        had = stays.check_out(connection, booking, 1, self.now)
        assert had is not None
        self.undoable.append(
            lambda c: stays.undo_check_out(c, self._again(c, booking.id), "in_house", had, self.now)
        )

    def not_coming(self, connection: Connection) -> None:
        booking = self.some(connection)
        if booking.state == "confirmed" and booking.arrival <= self.today:
            had = stays.not_come(connection, booking, self.now)
            assert had is not None
            self.undoable.append(lambda c: stays.undo_not_come(c, self._again(c, booking.id), had, self.now))

    def moves(self, connection: Connection) -> None:
        booking = self.some(connection)
        numbers = rooms.rooms_of(connection, booking.id)
        if numbers:
            to = self.one_of(rooms.by_type(connection)["lake"])
            room_nights.move(connection, booking.id, numbers[0], to, self.today)

    def stays_on(self, connection: Connection) -> None:
        booking = self.some(connection)
        if booking.state == "in_house":
            until = booking.departure + timedelta(days=self.number(-1, 2))
            if until > self.today:
                could = stays.may_stay_until(connection, booking, until)
                assert stays.stay_until(connection, booking, until, None, self.now) == could

    def takes_back(self, connection: Connection) -> None:
        if self.undoable:
            self.undoable.pop()(connection)

    def waits(self, connection: Connection) -> None:
        person, address = guest(connection, f"o-{self.chance.token(8, LETTERS)}")
        waits.ask(
            connection, person, address, Wanted(self.days(), self.one_of(("", *KINDS)), 1, 2, 0), self.now
        )

    def sleeps(self, connection: Connection) -> None:
        self.today, self.now = self.today + timedelta(days=1), self.now + timedelta(days=1)
        self.undoable.clear()
        bookings.end_past(connection, self.today, self.now)

    @staticmethod
    def _again(connection: Connection, booking_id: int) -> Booking:
        found = bookings.get(connection, booking_id)
        assert found is not None
        return found


def broken(connection: Connection, now: datetime) -> list[str]:
    moment = invariants.Moment(now, invariants.Kinds((), (), ()))
    return [line for check in NIGHTS for line in check(connection, moment)]


def astray(connection: Connection, life: Life) -> list[str]:
    """Pushes that wait and are not wanted, or are wanted and were never put."""
    bookings.replan_coming(
        connection
    )  # those that stand, as time has passed; those that ended must have been followed
    while plan(connection, life.now):
        pass
    outbox.expire(connection, life.now)
    present = house.present(connection)
    assert present is not None
    ids = range(1, life.made + 1)
    known = stays.of_each(connection, list(ids))
    wanted = {
        push.key
        for booking in bookings.each(connection, list(ids))
        for push in pushes.wanted(Subject(booking, present, known.get(booking.id)), life.now)
    }
    names = [push.name for push in pushes.KINDS]
    rows = connection.execute(select(OutboxRow.key, OutboxRow.status).where(OutboxRow.kind.in_(names))).all()
    waiting_ = {row.key for row in rows if row.status == "due"}
    return sorted(waiting_ - wanted) + sorted(wanted - {row.key for row in rows})


@pytest.mark.parametrize("seed", range(3))
async def test_states_and_nights_agree_whatever_happens_and_the_pushes_follow(
    inn: Database, seed: int
) -> None:
    life = Life(seed)
    for number in range(STEPS):
        await inn.write(life.step)
        assert await inn.read(broken, life.now) == [], number
    assert await inn.write(astray, life) == []
    assert await inn.read(day_ends_well, life) == []


def day_ends_well(connection: Connection, life: Life) -> list[int]:
    """Nobody is in the house whose stay is over."""
    found = bookings.each(connection, list(range(1, life.made + 1)))
    return [one.id for one in found if one.state == "in_house" and one.departure < life.today]


async def test_channel_that_changes_the_days_of_guests_who_are_here_checks_nobody_out(inn: Database) -> None:
    await inn.write(_records, wish("1", 0, 2, room_type="loft"))
    await inn.write(_records, wish("2", 3, 4, room_type="loft"))
    await inn.write(_enters)
    longer = await inn.write(_records, wish("1", 0, 3, room_type="loft"))
    assert (longer, await inn.read(_stands)) == (["changed"], ("in_house", day(3), ["501"]))
    taken = await inn.write(_records, wish("1", 0, 4, room_type="loft"))
    assert (taken, await inn.read(_stands)) == (["unplaced"], ("in_house", day(3), ["501"]))
    shorter = await inn.write(_records, wish("1", 0, 1, room_type="loft"))
    assert (shorter, await inn.read(_stands)) == (["changed"], ("in_house", day(1), ["501"]))


def _records(connection: Connection, said: Wish) -> list[str]:
    return [one.value for one in intake.record(connection, [said], TODAY, MORNING, SeededChance(0))]


def _enters(connection: Connection) -> None:
    assert stays.check_in(connection, Life._again(connection, 1), 2, 1, MORNING)


def _stands(connection: Connection) -> tuple[str, object, list[str]]:
    booking = Life._again(connection, 1)
    return booking.state, booking.departure, rooms.rooms_of(connection, 1)
