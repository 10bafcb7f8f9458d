"""The ticking of one process: it survives what happens to it, and ends without cutting a send short."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from scheduler.channel import Abilities, Accepted, Outcome, TemplateMap
from scheduler.clock import Ticking
from scheduler.delivery import Delivery
from scheduler.tick import LOOKS, Tick, rehearse
from store.database import Connection
from store.errors import Unavailable
from tests.scheduler.kit import EVENING, TOMORROW, Inn


@dataclass
class Gate:
    """A channel that holds every message until it is opened."""

    abilities: Abilities = field(default_factory=lambda: Abilities(customer_service=True, template=True))
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_text(self, to: str, text: str) -> Outcome:
        self.reached.set()
        await self.opened.wait()
        return Accepted()

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        return await self.send_text(to, "")


async def test_stop_lets_the_send_under_way_end(inn: Inn) -> None:
    """What is cut short after the request left would be in doubt for ever."""
    guest = await inn.guest(1)
    await inn.writes(guest)
    await inn.tell(guest, "有房")
    gate = Gate()
    ticking = Ticking(Tick(inn.database, inn.world, Delivery(inn.database, inn.world, {"wechat": gate})))
    ticking.start()
    await asyncio.wait_for(gate.reached.wait(), 10)
    stopping = asyncio.create_task(ticking.stop())
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.wait_for(stopping, 10)
    assert (await inn.row("answer")).status == "sent"


async def test_wake_up_sends_at_once(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    rounds: asyncio.Queue[Mapping[str, int]] = asyncio.Queue()
    ticking = Ticking(inn.tick, lambda report: rounds.put_nowait(report.delivered))
    ticking.start()
    try:
        assert await asyncio.wait_for(rounds.get(), 10) == {}
        await inn.tell(guest, "有房")
        ticking.wake()
        while not await asyncio.wait_for(rounds.get(), 4):  # sooner than the next tick
            continue
    finally:
        await ticking.stop()
    assert inn.got(1) == ["service"]


async def test_round_without_a_database_is_none_and_the_next_one_works(inn: Inn) -> None:
    class Gone:
        async def write(self, *args: object) -> object:
            raise Unavailable("gone")

    ticking = Ticking(replace(inn.tick, database=Gone()))  # type: ignore[arg-type]  # it only ever writes
    assert await ticking.once() is None
    ticking.tick = inn.tick
    assert await ticking.once() is not None


async def test_rehearsal_foresees_what_is_not_planned_yet_and_changes_nothing(inn: Inn) -> None:
    """A rehearsal of a far day once marked bookings as planned, and their reminders were never sent."""
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    assert await rehearse(inn.database, EVENING) == [f"{EVENING.isoformat()} arrival B1"]
    assert await rehearse(inn.database, EVENING.replace(year=2027)) == []
    assert await inn.rows() == []
    inn.wind(EVENING)
    assert (await inn.tick.run()).delivered == {"sent": 1}


async def test_tick_reports_what_it_did(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    await inn.book("A2", TOMORROW.replace(month=11, day=28), nights=4)
    inn.wind(EVENING)
    lines = (await inn.tick.run()).lines()
    assert (lines[0], lines[-1]) == ("planned anew: 2 bookings", "delivery: 1 sent")
    assert (await inn.tick.run()).lines()[-1] == "delivery: nothing was due"


async def test_work_that_fails_keeps_neither_the_other_work_nor_the_sending(
    inn: Inn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row that cannot be looked at must not silence the house."""

    def broken(connection: Connection, now: datetime) -> int:
        raise ValueError("a row nobody foresaw")

    guest = await inn.guest(1)
    await inn.book(holder=guest)
    monkeypatch.setattr("scheduler.tick.LOOKS", (("opinions", broken), *LOOKS))
    inn.wind(EVENING)
    report = await inn.tick.run()
    assert (report.opinions, report.planned, report.delivered) == (0, 1, {"sent": 1})
