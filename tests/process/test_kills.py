"""`kill -9` in the middle of a conversation, and the process started again: every message answered, every effect once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.replies import FAULT_TEXT
from store.bookings import PartyRow
from store.claims import ClaimTries
from store.database import Connection
from store.inbox import InboxRow, MessageRow
from store.outbox import OutboxRow
from store.todos import TodoRow
from store.world import World
from tests.process.kit import Front, House, count, employ, front, inhabit, start, statuses

GUESTS = 6
PATIENCE = 25.0  # seconds the platform waits for one delivery: a start takes longer than WeChat's five on a busy machine


@asynccontextmanager
async def restarted(home: House, door: Front, api: str) -> AsyncIterator[None]:
    """Whatever dies behind the door is started again, as a supervisor does."""

    async def watch() -> None:
        while True:
            dead = await door.killed.get()
            door.backends[door.backends.index(dead)] = await start(home, api)

    supervisor = asyncio.create_task(watch())
    try:
        yield
    finally:
        supervisor.cancel()
        await asyncio.wait([supervisor])
        for serve in door.backends:
            serve.kill()


async def talk(phone: Phone, code: str) -> list[str]:
    """A guest binds a booking, errs once, asks and complains; what was answered."""
    said = ["在这里订过房 你好", code, "ZZ2ZZ", "早餐几点", "房间太吵了，我要投诉"]
    return [(await phone.follow()).text, *[(await phone.say(words)).text for words in said]]


@pytest.mark.parametrize(
    "fates",
    [
        {7: "during", 15: "before", 27: "during"},
        {5: "before", 19: "during", 33: "before"},
    ],
    ids=["in the turn first", "before the answer first"],
)
async def test_every_message_is_answered_and_every_effect_is_there_once(
    home: House, fates: dict[int, str]
) -> None:
    codes = await inhabit(home, GUESTS)
    async with Platform(home.account, World(), patience=PATIENCE) as platform:
        api = await platform.start()
        staff = platform.phone(platform.new_openid())
        await employ(home, staff.openid, "staff")
        platform.state.user(staff.openid).following = True
        async with front(await start(home, api)) as (door, platform.webhook):
            door.fate = lambda number: fates.pop(number, "")
            async with restarted(home, door, api):
                phones = [platform.phone(platform.new_openid()) for _ in range(GUESTS)]
                answers = await asyncio.gather(*map(talk, phones, codes))
                assert fates == {}
                assert door.deaths == 3
                assert await door.backends[0].stop() == 0
    for number, one in enumerate(answers, 1):
        assert "" not in one
        assert FAULT_TEXT not in one
        assert f"B{number} ·" in one[2]
        assert "8:00" in one[4]
    async with home.database() as database:
        assert await database.read(count, InboxRow) == GUESTS * 6
        assert await database.read(count, MessageRow) == GUESTS * 5
        assert await database.read(parts) == [
            (number, "holder", "confirmed") for number in range(1, GUESTS + 1)
        ]
        assert await database.read(tries) == [1] * GUESTS
        assert await database.read(complaints) == GUESTS
        assert await database.read(told_of_opinions) == GUESTS  # after 17:00 there are texts to paste beside
        assert set(await database.read(statuses, "answer")) <= {"sent", "reply"}


def parts(connection: Connection) -> list[tuple[int, str, str]]:
    rows = connection.execute(
        select(PartyRow.booking_id, PartyRow.part, PartyRow.level).order_by(PartyRow.booking_id)
    )
    return [(row.booking_id, row.part, row.level) for row in rows]


def tries(connection: Connection) -> list[int]:
    return list(connection.scalars(select(ClaimTries.wrong)))


def told_of_opinions(connection: Connection) -> int:
    return len(list(connection.scalars(select(OutboxRow.id).where(OutboxRow.key.startswith("opinion:")))))


def complaints(connection: Connection) -> int:
    return len(list(connection.scalars(select(TodoRow.id).where(TodoRow.kind == "complaint"))))
