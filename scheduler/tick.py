"""One round of the clock: what is over is closed, what changed planned, what is due sent. Safe at any time, anywhere, twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scheduler import (
    greetings,
    handover,
    holds,
    membership,
    opinions,
    pasting,
    pushes,
    tickets,
    unconfirmed,
)
from scheduler.delivery import Delivery
from scheduler.pushes import Subject
from store import bookings, erasures, house, inbox, links, media, outbox, quotes, stays
from store.database import Connection, Database
from store.outbox import Planned
from store.world import World

KEYS_KEPT = timedelta(days=3)  # WeChat repeats a push within seconds; days cover an outage of ours
MESSAGES_KEPT = timedelta(days=180)
LINKS_KEPT = timedelta(days=7)  # after they ended
OUTBOX_KEPT = timedelta(days=180)
ROUNDS = 200  # of bounded work in one tick: the next tick goes on


@dataclass(slots=True)
class Report:
    """What one tick did, for `xiaoer tick` and the log."""

    planned: int = 0
    greeted: int = 0  # people a greeting was thought of for
    ended: int = 0
    lapsed: int = 0  # holds nobody decided about in time
    climbed: int = 0  # tickets whose time had come
    forgotten: int = 0  # people whose data went
    opinions: int = 0  # guests' opinions whose time had come
    given_back: int = 0  # guests nobody of the house talked to for an hour
    members: int = 0  # looked at again: points expire, levels change
    pasted: int = 0  # texts given to staff for arrivals that nothing reaches
    undelivered: int = 0  # templates WeChat took and did not deliver, given to a person
    expired: int = 0
    fetched_late: int = 0  # answers nobody fetched, now due
    pruned: int = 0
    delivered: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The report in words for an operator."""
        sent = (
            ", ".join(f"{count} {ended}" for ended, count in sorted(self.delivered.items()))
            or "nothing was due"
        )
        return [
            f"planned anew: {self.planned} bookings",
            f"greetings looked at: {self.greeted} people",
            f"stays ended: {self.ended}",
            f"holds lapsed: {self.lapsed}",
            f"tickets looked at again: {self.climbed}",
            f"opinions looked at again: {self.opinions}",
            f"guests given back to the bot: {self.given_back}",
            f"members looked at again: {self.members}",
            f"people forgotten: {self.forgotten}",
            f"texts to paste: {self.pasted}",
            f"not delivered by WeChat: {self.undelivered}",
            f"expired unsent: {self.expired}",
            f"answers never fetched: {self.fetched_late}",
            f"old rows forgotten: {self.pruned}",
            f"delivery: {sent}",
        ]


@dataclass(slots=True)
class Tick:
    """The clock's round."""

    database: Database
    world: World
    delivery: Delivery

    async def run(self) -> Report:
        """Do everything that is due now."""
        report = Report()
        now = self.world.clock.now()
        for _ in range(ROUNDS):
            count = await self.database.write(end_stays, now)
            report.ended += count
            if not count:
                break
        for _ in range(ROUNDS):
            count = await self.database.write(plan, now)
            report.planned += count
            if not count:
                break
        for _ in range(ROUNDS):
            count = await self.database.write(greetings.plan, now)
            report.greeted += count
            if not count:
                break
        report.lapsed = await self.database.write(holds.let_go, now)
        report.climbed = await self.database.write(tickets.climb, now)
        report.opinions = await self.database.write(opinions.climb, now)
        report.given_back = await self.database.write(handover.give_back, now)
        for _ in range(ROUNDS):
            count = await self.database.write(membership.look_again, now)
            report.members += count
            if not count:
                break
        report.forgotten = await self.database.write(forget, now)
        report.pasted = await self.database.write(pasting.hand_out, now)
        report.undelivered = await self.database.write(unconfirmed.tell, now)
        report.fetched_late = await self.database.write(outbox.overdue_replies, now)
        report.expired = await self.database.write(outbox.expire, now)
        report.delivered = await self.delivery.deliver()
        return report

    async def prune(self) -> int:
        """Forget what was kept long enough; how many rows went. A few thousand a call."""
        now = self.world.clock.now()
        gone = await self.database.write(inbox.prune, now - KEYS_KEPT, now - MESSAGES_KEPT)
        gone += await self.database.write(media.prune, now - media.KEPT)
        gone += await self.database.write(links.prune, now - LINKS_KEPT)
        gone += await self.database.write(quotes.forget, now)
        return gone + await self.database.write(outbox.prune, now - OUTBOX_KEPT)


def plan(connection: Connection, now: datetime, limit: int = 50) -> int:
    """Make the planned pushes of changed bookings follow them; how many bookings."""
    present = house.present(connection)
    if present is None:
        return 0
    ids = [booking.id for booking in bookings.to_replan(connection, limit)]
    if not ids:
        return 0
    bookings.planned(connection, ids)  # first: it locks them, so that no change made meanwhile is missed
    known = stays.of_each(connection, ids)
    wanted: list[Planned] = []
    for booking in bookings.each(connection, ids):
        wanted += pushes.wanted(Subject(booking, present, known.get(booking.id)), now)
        membership.settle(connection, booking, present, now)
    outbox.replan(connection, ids, [push.name for push in pushes.KINDS], wanted, now)
    return len(ids)


def end_stays(connection: Connection, now: datetime) -> int:
    """Close the stays whose day of departure is over in the house's days; how many."""
    present = house.present(connection)
    if present is None:
        return 0
    return bookings.end_past(connection, house.house_day(present.house, now), now)


def forget(connection: Connection, now: datetime) -> int:
    """Forget the people whose time has come; how many."""
    present = house.present(connection)
    if present is None:
        return 0
    return erasures.carry_out(connection, now, house.house_day(present.house, now))


def foresee(connection: Connection, now: datetime) -> list[str]:
    """What a tick at `now` would send, a line a row; changes nothing. Bounded: the first hundred."""
    return [
        f"{push.due_at.isoformat()} {push.kind} {f'B{push.booking_id}' if push.booking_id else ''}".rstrip()
        for push in outbox.waiting(connection, now)
    ]


class _Rehearsed(Exception):
    """Ends a rehearsal with what it found, and so takes back all it did. Caught by `rehearse`."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("nothing of a rehearsal stays")
        self.lines = lines


async def rehearse(database: Database, now: datetime) -> list[str]:
    """What a tick at `now` would send, bookings not planned yet included, a line a row; nothing of it stays."""
    try:
        await database.write(_rehearse, now)
    except _Rehearsed as over:
        return over.lines
    raise AssertionError("a rehearsal ends by raising")


def _rehearse(connection: Connection, now: datetime) -> None:
    for _ in range(ROUNDS):
        if not plan(connection, now) and not greetings.plan(connection, now):
            break
    raise _Rehearsed(foresee(connection, now))
