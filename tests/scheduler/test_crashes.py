"""A worker that dies at any boundary of a delivery: what the next one finds, sends and leaves alone.

A crash is a BaseException at the Nth step, before or after what the step does; from then on the dead worker can do nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from scheduler.channel import Abilities, Channel, File, Outcome, Source, TemplateMap, Unfetched
from scheduler.delivery import Delivery
from scheduler.tick import Tick
from store import bookings, places, stays
from store.database import Connection, Database
from store.house_file import demo_house
from store.sending import LEASE_SECONDS
from tests.scheduler.kit import EVENING, Inn

STEPS = ("claim", "prepare", "send", "settle", "claim again")
LEASE = LEASE_SECONDS + 1.0


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Fate:
    """Counts steps; at the fatal one, and ever after, every step is a crash."""

    fatal: int
    after: bool
    steps: int = 0
    dead: bool = False

    def begin(self) -> int:
        self.steps += 1
        if self.dead or (self.steps == self.fatal and not self.after):
            self.dead = True
            raise Crash
        return self.steps

    def end(self, step: int) -> None:
        if self.dead or step == self.fatal:
            self.dead = True
            raise Crash


@dataclass
class Mortal:
    """A database and a channel of a worker with a fate."""

    database: Database
    channel: Channel
    fate: Fate
    source: Source | None = None
    abilities: Abilities = field(init=False)

    def __post_init__(self) -> None:
        self.abilities = self.channel.abilities

    async def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        step = self.fate.begin()
        result = await self.database.write(work, *args, **kwargs)
        self.fate.end(step)
        return result

    async def send_text(self, to: str, text: str) -> Outcome:
        step = self.fate.begin()
        outcome = await self.channel.send_text(to, text)
        self.fate.end(step)
        return outcome

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        step = self.fate.begin()
        outcome = await self.channel.send_picture(to, picture, caption)
        self.fate.end(step)
        return outcome

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        step = self.fate.begin()
        outcome = await self.channel.send_voice(to, voice, caption)
        self.fate.end(step)
        return outcome

    async def fetch(self, source: str, limit: int) -> File | Unfetched:
        step = self.fate.begin()
        assert self.source is not None
        found = await self.source.fetch(source, limit)
        self.fate.end(step)
        return found

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        step = self.fate.begin()
        outcome = await self.channel.send_template(to, template, values, key)
        self.fate.end(step)
        return outcome


async def crash(inn: Inn, fate: Fate) -> None:
    """A worker delivers until its fate; whether it died."""
    mortal = Mortal(inn.database, inn.delivery.channels["wechat"], fate, inn.delivery.source)
    worker = Delivery(
        mortal,  # type: ignore[arg-type]  # it only ever writes
        inn.world,
        {"wechat": mortal},
        pictures=inn.delivery.pictures,
        source=mortal,
    )
    with pytest.raises(Crash):
        await worker.deliver()


async def recover(inn: Inn) -> None:
    """Another worker, leases over, until nothing is left to do."""
    for _ in range(4):
        await inn.database_time_passes(LEASE)
        await inn.delivery.deliver()


def points() -> list[Any]:
    return [
        pytest.param(number, after, id=f"{'after' if after else 'before'} {name}")
        for number, name in enumerate(STEPS, 1)
        for after in (False, True)
    ]


async def reminder(inn: Inn, *, window: bool) -> int:
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    await inn.plan()
    inn.wind(EVENING)
    if window:
        await inn.writes(guest)
    return guest


@pytest.mark.parametrize(("fatal", "after"), points())
async def test_template_is_shown_once_wherever_the_worker_dies(inn: Inn, fatal: int, after: bool) -> None:
    guest = await reminder(inn, window=False)
    await crash(inn, Fate(fatal, after))
    await recover(inn)
    assert inn.got(1) == ["template"]
    assert (await inn.row()).status == "sent"
    assert (await inn.place(guest)).step == "arrival_time"


@pytest.mark.parametrize(("fatal", "after"), points())
async def test_text_of_a_reminder_is_never_doubled_and_never_silently_lost(
    inn: Inn, fatal: int, after: bool
) -> None:
    guest = await reminder(inn, window=True)
    await crash(inn, Fate(fatal, after))
    await recover(inn)
    left = (fatal, after) >= (3, True)  # the request had left
    noted = (2, True) <= (fatal, after) < (4, True)  # attempted, and not settled
    attempted_in_vain = noted and not left
    assert inn.got(1) == ([] if attempted_in_vain else ["service"])
    assert (await inn.row()).status == ("doubtful" if noted else "sent")
    assert (await inn.place(guest)).step == "arrival_time"


@pytest.mark.parametrize(("fatal", "after"), points())
async def test_answer_always_arrives_and_is_repeated_once_at_most(inn: Inn, fatal: int, after: bool) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    await inn.tell(guest, "有房")
    await crash(inn, Fate(fatal, after))
    await recover(inn)
    twice = (fatal, after) in {(3, True), (4, False)}  # it arrived, and nobody wrote that down
    assert inn.got(1) == ["service"] * (1 + twice)
    assert (await inn.row("answer")).status == "sent"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", [3, 5, 8, 11])
async def test_many_rows_of_a_dying_worker_are_each_accounted_for(inn: Inn, fatal: int, after: bool) -> None:
    """Six rows under way together: whichever step kills, none is lost without a doubt and none doubled without leave."""
    for number in (1, 2, 3):
        guest = await inn.guest(number)
        await inn.book(f"A{number}", holder=guest)
        if number == 1:
            await inn.writes(guest)
        other = await inn.guest(number + 10)
        await inn.writes(other)
        await inn.tell(other, "有房", key=f"answer:{number}")
    await inn.plan()
    inn.wind(EVENING)
    await crash(inn, Fate(fatal, after))
    await recover(inn)
    rows = {row.key: row for row in await inn.rows()}
    assert {row.status for row in rows.values()} <= {"sent", "doubtful"}
    for number in (2, 3):
        assert inn.got(number) == ["template"]
    first = next(row for row in rows.values() if row.kind == "arrival")
    assert len(inn.got(1)) <= 1
    assert inn.got(1) or first.status == "doubtful"
    for number in (11, 12, 13):
        assert len(inn.got(number)) in (1, 2)


async def test_worker_that_dies_again_and_again_after_sending_shows_a_template_once(inn: Inn) -> None:
    """Three workers, each killed once WeChat had it; minutes between them, until the key is too old to use."""
    await reminder(inn, window=False)
    for _ in range(3):
        await crash(inn, Fate(3, after=True))
        await inn.database_time_passes(4 * 60)
    await recover(inn)
    assert inn.got(1) == ["template"]
    assert (await inn.row()).status == "doubtful"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", range(1, 7))
async def test_tick_that_dies_anywhere_is_finished_by_the_next(inn: Inn, fatal: int, after: bool) -> None:
    """Planning, ending stays, expiry and delivery: every step is a transaction, and each may be the last."""
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    inn.wind(EVENING)
    mortal = Mortal(inn.database, inn.delivery.channels["wechat"], Fate(fatal, after))
    worker = Delivery(mortal, inn.world, {"wechat": mortal})  # type: ignore[arg-type]  # it only ever writes
    with pytest.raises(Crash):
        await Tick(mortal, inn.world, worker).run()  # type: ignore[arg-type]  # the same
    for _ in range(3):
        await inn.database_time_passes(LEASE)
        await inn.tick.run()
    assert inn.got(1) == ["template"]
    assert [(row.key, row.status) for row in await inn.rows()] == [("arrival:1:2026-12-02", "sent")]


# --- the pushes around a departure ---

LEAVING = datetime(2026, 12, 2, 20, tzinfo=demo_house().zone_info)
WAIT = timedelta(minutes=150)
SAYS = {"check_out": "退房", "thanks": "谢谢您来", "survey_again": "再问您一次"}


def _come(connection: Connection, booking_id: int, now: datetime) -> None:
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    assert stays.check_in(connection, booking, 2, 1, now)


def _go(connection: Connection, booking_id: int, now: datetime) -> None:
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    assert stays.check_out(connection, booking, 1, now) is not None


def _leave_open(connection: Connection, address_id: int) -> None:
    place = places.of(connection, address_id)
    assert places.move(connection, address_id, place.version, place.at_rest(version=place.version + 1))


async def leaving(inn: Inn) -> None:
    """Eight in the evening: the first leaves tomorrow, the second left at half past five, the third yesterday; all are due."""
    guests = [await inn.guest(number) for number in (1, 2, 3)]
    for number, guest in enumerate(guests, 1):
        booking = await inn.book(f"A{number}", date(2026, 12, 1), holder=guest)
        await inn.database.write(_come, booking, inn.now)
    await inn.database.write(_go, 3, inn.now)
    inn.wind(inn.now + WAIT)
    await inn.writes(guests[2])
    await inn.tick.run()  # thanks the third
    inn.wind(LEAVING - WAIT)
    await inn.database.write(_go, 2, inn.now)
    inn.wind(LEAVING)
    for guest in guests:
        await inn.writes(guest)
        await inn.database.write(_leave_open, guest)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", range(1, 14))
async def test_tick_that_dies_as_guests_leave_says_each_thing_once_or_doubts_it(
    inn: Inn, fatal: int, after: bool
) -> None:
    """F048, F051: reminder of check-out, thanks and the survey's reminder, due together, each of them a text."""
    await leaving(inn)
    mortal = Mortal(inn.database, inn.delivery.channels["wechat"], Fate(fatal, after))
    worker = Delivery(mortal, inn.world, {"wechat": mortal})  # type: ignore[arg-type]  # it only ever writes
    with pytest.raises(Crash):
        await Tick(mortal, inn.world, worker).run()  # type: ignore[arg-type]  # the same
    for _ in range(4):
        await inn.database_time_passes(LEASE)
        await inn.tick.run()
    for number, (kind, words) in enumerate(SAYS.items(), 1):
        (row,) = [one for one in await inn.rows() if one.key.startswith(f"{kind}:{number}:")]
        seen = sum(words in shown.text for shown in inn.phone(number).messages)
        assert row.status in ("sent", "doubtful")
        assert seen == 1 or (row.status == "doubtful" and seen == 0)
