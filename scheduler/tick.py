"""One round of the clock: what is over is closed, what changed planned, what is due sent. Safe at any time, anywhere, twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from scheduler import (
    chasing,
    cleaning,
    doors,
    greetings,
    handover,
    holds,
    membership,
    openings,
    opinions,
    pasting,
    placing,
    preparations,
    pushes,
    tickets,
    unconfirmed,
    waiting,
)
from scheduler.delivery import Delivery
from scheduler.polling import Polling
from scheduler.pushes import Subject
from store import (
    bookings,
    erasures,
    feeds,
    house,
    inbox,
    leads,
    links,
    media,
    outbox,
    payments,
    planning,
    quotes,
    registrations,
    replies,
    stays,
)
from store import openings as openings_kept
from store.database import Connection, Database
from store.errors import Unavailable
from store.planning import Planned
from store.world import World

KEYS_KEPT = timedelta(days=3)  # WeChat repeats a push within seconds; days cover an outage of ours
MESSAGES_KEPT = timedelta(days=180)
LINKS_KEPT = timedelta(days=7)  # after they ended
OUTBOX_KEPT = timedelta(days=180)
OPENINGS_KEPT = timedelta(days=180)
FEEDS_KEPT = timedelta(days=1)  # links taken away: longer than that may be taken back
ROUNDS = 200  # of bounded work in one tick: the next tick goes on

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Report:
    """What one tick did, for `xiaoer tick` and the log."""

    planned: int = 0
    greeted: int = 0  # people a greeting was thought of for
    ended: int = 0
    lapsed: int = 0  # holds nobody decided about in time
    placed: int = 0  # bookings that found a room at last
    waiting: int = 0  # wishes on the waiting list that are over, or have an offer now
    chased: int = 0  # rooms still to be closed or opened elsewhere, asked after
    cleaning: int = 0  # rooms that need a ticket, another time for it, or none any more
    climbed: int = 0  # tickets whose time had come
    forgotten: int = 0  # people whose data went
    opinions: int = 0  # guests' opinions whose time had come
    payments: int = 0  # asked about, as nobody told of them
    doors: int = 0  # door codes that were made, ended or changed
    given_back: int = 0  # guests nobody of the house talked to for an hour
    members: int = 0  # looked at again: points expire, levels change
    pasted: int = 0  # texts given to staff for arrivals that nothing reaches
    undelivered: int = 0  # templates WeChat took and did not deliver, given to a person
    expired: int = 0
    fetched_late: int = 0  # answers nobody fetched, now due
    pruned: int = 0
    calendars: int = 0  # of other channels, read
    delivered: dict[str, int] = field(default_factory=dict)

    def count(self, done: Mapping[str, int]) -> None:
        """Add what one look did."""
        for name, count in done.items():
            setattr(self, name, getattr(self, name) + count)

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
            f"rooms asked after on other channels: {self.chased}",
            f"rooms to clean: {self.cleaning}",
            f"found a room at last: {self.placed}",
            f"waiting list: {self.waiting}",
            f"tickets looked at again: {self.climbed}",
            f"opinions looked at again: {self.opinions}",
            f"payments asked about: {self.payments}",
            f"door codes changed: {self.doors}",
            f"guests given back to the bot: {self.given_back}",
            f"members looked at again: {self.members}",
            f"people forgotten: {self.forgotten}",
            f"texts to paste: {self.pasted}",
            f"not delivered by WeChat: {self.undelivered}",
            f"expired unsent: {self.expired}",
            f"answers never fetched: {self.fetched_late}",
            f"old rows forgotten: {self.pruned}",
            f"calendars of other channels read: {self.calendars}",
            f"delivery: {sent}",
        ]


@dataclass(slots=True)
class Tick:
    """The clock's round."""

    database: Database
    world: World
    delivery: Delivery
    polling: Polling | None = None  # reads other channels' calendars; None: nobody does

    async def poll(self) -> int:
        """Read the calendars of other channels that are due, and what the lock tells; how many. Others answer slowly."""
        told = await openings.read(self.database, self.delivery.lock, self.world)
        return told + (0 if self.polling is None else await self.polling.run())

    async def run(self) -> Report:
        """Do everything that is due now."""
        report = Report()
        now = self.world.clock.now()
        for _ in range(ROUNDS):
            try:
                done = await self.database.write(look, now)
            except Unavailable:
                raise
            except (
                Exception
            ):  # one row that cannot be looked at must not keep the others, nor what is to be sent
                log.exception("tick: looked at one by one")
                report.count(await self._one_by_one(now))
                break
            report.count(done)
            if sum(done.values()) < ENOUGH and not any(done[name] for name in IN_PIECES):
                break
        report.delivered = await self.delivery.deliver()
        return report

    async def _one_by_one(self, now: datetime) -> dict[str, int]:
        """Each kind of work in a transaction of its own: only what fails is left for the next tick."""
        done = {}
        for name, work in LOOKS:
            try:
                done[name] = await self.database.write(work, now)
            except Unavailable:
                raise
            except Exception:  # the operator must know; the other kinds are due all the same
                log.exception("tick: failed", work=name)
        return done

    async def prune(self) -> int:
        """Forget what was kept long enough; how many rows went. A few thousand a call."""
        now = self.world.clock.now()
        gone = await self.database.write(inbox.prune, now - KEYS_KEPT, now - MESSAGES_KEPT)
        gone += await self.database.write(media.prune, now - media.KEPT)
        gone += await self.database.write(links.prune, now - LINKS_KEPT)
        gone += await self.database.write(quotes.forget, now)
        gone += await self.database.write(leads.prune, now.date())
        gone += await self.database.write(feeds.prune, now - FEEDS_KEPT)
        gone += await self.database.write(openings_kept.prune, now - OPENINGS_KEPT)
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
    known, told = stays.of_each(connection, ids), registrations.of_each(connection, ids)
    wanted: list[Planned] = []
    for booking in bookings.each(connection, ids):
        wanted += pushes.wanted(Subject(booking, present, known.get(booking.id)), now)
        membership.settle(connection, booking, present, now)
        preparations.settle(connection, booking, told.get(booking.id), present)
    planning.replan(connection, ids, [push.name for push in pushes.KINDS], wanted, now)
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


Work = Callable[[Connection, datetime], int]
LOOKS: tuple[tuple[str, Work], ...] = (
    ("ended", end_stays),
    ("planned", plan),
    ("greeted", greetings.plan),
    ("lapsed", holds.let_go),
    ("placed", placing.look),
    ("waiting", waiting.look),
    ("chased", chasing.chase),
    ("cleaning", cleaning.look),
    ("climbed", tickets.climb),
    ("opinions", opinions.climb),
    ("payments", payments.look_again),
    ("given_back", handover.give_back),
    ("doors", doors.look),
    ("members", membership.look_again),
    ("forgotten", forget),
    ("pasted", pasting.hand_out),
    ("undelivered", unconfirmed.tell),
    ("fetched_late", replies.overdue),
    ("expired", outbox.expire),
)
IN_PIECES = ("ended", "planned", "greeted", "members")  # of which there may be more than one look takes
ENOUGH = 50  # pieces of work after which others get the writer


def look(connection: Connection, now: datetime) -> dict[str, int]:
    """What is due at a moment, until there was enough for one short transaction; how much of each there was.

    Together, as an idle house has nothing of all that every few seconds, and who waits to be told waits for no queue.
    """
    done = dict.fromkeys((name for name, _ in LOOKS), 0)
    for name, work in LOOKS:
        done[name] = work(connection, now)
        if sum(done.values()) >= ENOUGH:
            break
    return done


def foresee(connection: Connection, now: datetime) -> list[str]:
    """What a tick at `now` would send, a line a row; changes nothing. Bounded: the first hundred."""
    return [
        f"{push.due_at.isoformat()} {push.kind} {f'B{push.booking_id}' if push.booking_id else ''}".rstrip()
        for push in planning.waiting(connection, now)
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
