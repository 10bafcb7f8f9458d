"""The same message again, messages at once, two turns of one person: one effect each, and the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from store import places
from store.database import Connection, Database
from store.people import Address
from tests.webhook.kit import BREAKFAST, GUEST, Street


async def test_same_message_fifty_times_at_once_is_one_turn(shop: Street) -> None:
    """One to-do, one message kept, one row; whoever is answered at all hears the same."""
    staff = await shop.employ("staff")
    fields = shop.message("人工")
    before = await shop.count("messages")
    answers = await asyncio.gather(*(shop.push(fields) for _ in range(50)))
    assert {back.status for back in answers} == {200}
    assert {back.text for back in answers} == {"已经转给店里的人了。"}
    assert await shop.count("messages") == before + 1
    assert await shop.count("todos") == 1
    await shop.running.round()
    assert [shown.text for shown in staff.messages if "人工" in shown.text] == [
        "【找人工】G2\n人工\n回客人就发「回G2 您的话」"
    ]


async def test_redelivery_gets_the_same_words_and_changes_nothing(shop: Street) -> None:
    fields = shop.message("有房吗")
    first = await shop.push(fields)
    await shop.push(shop.message("24号"))
    assert (await shop.push(fields)).text == first.text
    assert await shop.count("messages") == 2
    assert (await shop.push(shop.message("住两晚"))).text.startswith("12月24日")


async def test_redelivery_after_a_restart_of_the_count_gets_the_same_words(shop: Street) -> None:
    """Which process answers must not matter: the key stands in the database."""
    fields = shop.message("有房吗")
    first = await shop.push(fields)
    await shop.running.round()
    shop.product.door._present = None
    shop.product.webhook._deliveries.clear()
    assert (await shop.push(fields)).text == first.text


async def test_fifty_guests_at_once_are_all_served(shop: Street) -> None:
    pushed = [shop.message("早餐几点", sender=f"o{n:027d}") for n in range(50)]
    answers = await asyncio.gather(*(shop.push(fields) for fields in pushed))
    assert all(back.text.startswith(BREAKFAST) for back in answers)
    assert await shop.count("addresses") == 50


async def test_twenty_messages_of_one_guest_at_once_lose_nothing(shop: Street) -> None:
    """Some share a turn and are silent; each is kept, and the last one answered holds what they said."""
    pushed = [shop.message(f"12月{n}号有房吗") for n in range(5, 25)]
    answers = await asyncio.gather(*(shop.push(fields) for fields in pushed))
    assert {back.status for back in answers} == {200}
    assert any(back.text for back in answers)
    assert await shop.count("inbox") == 20


class Racing:
    """A database in which somebody else moves the guest's place between a turn's read and its write."""

    def __init__(self, inner: Database, races: int) -> None:
        self.inner = inner
        self.races = races

    async def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = await self.inner.read(work, *args, **kwargs)
        if self.races:
            self.races -= 1
            await self.inner.write(_move)
        return result

    async def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self.inner.write(work, *args, **kwargs)


def _move(connection: Connection) -> None:
    standing = places.standing(connection, Address("wechat", "gh_xiaoer000001", GUEST))
    if standing is not None:
        places.follow_with(connection, standing.address_id)


@pytest.mark.parametrize("races", [1, 2, 4])
async def test_lost_race_runs_the_turn_again(
    shop: Street, monkeypatch: pytest.MonkeyPatch, races: int
) -> None:
    """The version of the place decides: the loser reads again and answers as if nothing had been."""
    await shop.push(shop.message("有房吗"))
    monkeypatch.setattr(shop.product.door, "database", Racing(shop.product.database, races))
    assert (await shop.push(shop.message("24号"))).text == "住几晚？"
    assert await shop.count("messages") == 2


async def test_race_lost_without_end_is_an_apology(shop: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.push(shop.message("有房吗"))
    monkeypatch.setattr(shop.product.door, "database", Racing(shop.product.database, 10_000))
    fields = shop.message("24号")
    assert (await shop.push(fields)).text.startswith("不好意思，我这边出了点差错")
    monkeypatch.undo()
    assert (await shop.push(shop.message("24号"))).text == "住几晚？"
