"""Two processes on one PostgreSQL and one Redis: what is due goes out once, and one guest is answered by both alike."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.replies import FAULT_TEXT
from store.database import Connection
from store.inbox import InboxRow, MessageRow
from store.places import PlaceRow
from store.world import World
from tests.process.kit import (
    House,
    add_templates,
    count,
    front,
    furnish,
    inhabit,
    leases_end,
    start,
    statuses,
    until,
)

GUESTS = 12


@pytest.fixture
def shared_home(tmp_path: Path, postgres_url: str, redis_url: str) -> House:
    """A house of two processes, which reminds at midnight: at any hour of the day tomorrow's reminders are due."""
    furnish(tmp_path, hour="00:00")
    return House(tmp_path, postgres_url, more={"XIAOER_REDIS_URL": redis_url})


async def test_reminders_go_out_once_over_two_processes_kills_and_restarts(shared_home: House) -> None:
    async with Platform(shared_home.account, World()) as platform:
        api = await platform.start()
        add_templates(platform)
        phones = [platform.phone(platform.new_openid()) for _ in range(GUESTS)]
        for phone in phones:
            platform.state.user(phone.openid).following = True
        await inhabit(shared_home, GUESTS, holders={n: phone.openid for n, phone in enumerate(phones)})
        pair = await asyncio.gather(start(shared_home, api), start(shared_home, api))
        await until(lambda: _seen(phones) >= 3, "the first reminders")
        for serve in pair:
            serve.kill()
        async with shared_home.database() as database:
            await database.write(leases_end)
            pair = await asyncio.gather(start(shared_home, api), start(shared_home, api))
            await until(lambda: _seen(phones) >= GUESTS, "the other reminders")
            assert [await serve.stop() for serve in pair] == [0, 0]
            assert [[one.source for one in phone.messages] for phone in phones] == [["template"]] * GUESTS
            assert await database.read(statuses, "arrival") == ["sent"] * GUESTS
        assert [
            word for serve in pair for word in ("Traceback", "tick failed") if word in serve.output()
        ] == []


async def test_one_guest_writing_to_both_processes_at_once_is_answered_consistently(
    shared_home: House,
) -> None:
    async with Platform(shared_home.account, World()) as platform:
        api = await platform.start()
        pair = await asyncio.gather(start(shared_home, api), start(shared_home, api))
        async with front(*pair) as (door, platform.webhook):
            phone = platform.phone(platform.new_openid())
            said = await asyncio.gather(
                phone.follow(), *(phone.send_link(f"攻略{n}", "https://example.com") for n in range(7))
            )
            texts = await asyncio.gather(
                *(phone.say(words) for words in ("早餐几点", "停车方便吗", "能带狗吗"))
            )
            assert door.begun == 11
        assert [await serve.stop() for serve in pair] == [0, 0]
        assert FAULT_TEXT not in [one.text for one in (*said, *texts)]
        assert all(one.text for one in said)
        whole = "\n".join(shown.text for shown in phone.messages)
        for words in ("8:00", "停", "50元"):
            assert words in whole
        async with shared_home.database() as database:
            assert await database.read(count, InboxRow) == 11
            assert 8 <= await database.read(count, MessageRow) <= 10  # texts that came together are one turn
            assert await database.read(_versions) == [await database.read(_turns)]
        assert [serve.output() for serve in pair if "turn failed" in serve.output()] == []


def _seen(phones: list[Phone]) -> int:
    return sum(len(phone.messages) for phone in phones)


def _versions(connection: Connection) -> list[int]:
    return list(connection.scalars(select(PlaceRow.version)))


def _turns(connection: Connection) -> int:
    """How many turns there were: the messages of one turn share their answer."""
    return len(set(connection.scalars(select(InboxRow.outbox_id))))
