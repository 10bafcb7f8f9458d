"""A slow database: the answer is late, never lost and never said twice; a turn is never cancelled.

The writer is held by a function of the test's own, as a slow disk would hold it; budgets are cut to milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from store.database import Connection
from tests.webhook.kit import BREAKFAST, GUEST, Street

SOON = 0.15  # seconds of budget in these tests


@asynccontextmanager
async def slow_writer(street: Street) -> AsyncIterator[threading.Event]:
    """Inside, no write ends until the event is set (at the latest at the end)."""
    began, release = threading.Event(), threading.Event()

    def hold(connection: Connection) -> None:
        began.set()
        release.wait(30)

    holding = asyncio.create_task(street.product.database.write(hold))
    await asyncio.to_thread(began.wait, 30)
    try:
        yield release
    finally:
        release.set()
        await holding


def hurry(street: Street) -> None:
    street.product.webhook.budget = SOON
    street.product.webhook.cut = SOON


async def settle(street: Street) -> None:
    """Let the late turns end, and the clock do its round."""
    await street.product.webhook.drain()
    await street.running.round()


async def test_late_answer_comes_as_a_customer_service_message(shop: Street) -> None:
    phone = shop.platform.phone(GUEST)
    await phone.follow()
    hurry(shop)
    async with slow_writer(shop) as release:
        assert (await phone.say("早餐几点")).text == ""  # `success` at the budget
        release.set()
        await settle(shop)
    assert [(shown.source, shown.text[:5]) for shown in phone.messages[1:]] == [("service", "8:00到")]
    assert (await shop.statuses())[-1] == "sent"
    await settle(shop)
    assert len(phone.messages) == 2


async def test_redelivery_of_what_was_sent_late_says_nothing_again(shop: Street) -> None:
    phone = shop.platform.phone(GUEST)
    await phone.follow()
    hurry(shop)
    fields = shop.message("早餐几点")
    async with slow_writer(shop) as release:
        assert (await shop.push(fields)).text == ""
        release.set()
        await settle(shop)
    # The window of following (three in a minute) carried it: no message of the phone's own was needed.
    assert phone.messages[-1].text.startswith(BREAKFAST)
    assert (await shop.push(fields)).text == ""


async def test_personal_account_collects_the_answer_with_the_second_delivery(personal: Street) -> None:
    """No message can be pushed there, so the first deliveries are let run into WeChat's own cut."""
    hurry(personal)
    fields = personal.message("早餐几点")
    async with slow_writer(personal) as release:
        assert (await personal.push(fields)).text == ""
        release.set()
    assert (await personal.push(fields)).text.startswith(BREAKFAST)
    assert await personal.count("messages") == 1


async def test_personal_account_collects_the_answer_with_the_third_delivery(personal: Street) -> None:
    hurry(personal)
    fields = personal.message("早餐几点")
    async with slow_writer(personal) as release:
        assert [(await personal.push(fields)).text for _ in range(2)] == ["", ""]
        release.set()
    assert (await personal.push(fields)).text.startswith(BREAKFAST)


async def test_personal_account_keeps_what_nobody_collected_in_the_mailbox(personal: Street) -> None:
    """The third delivery says so; any word brings the answer, once."""
    hurry(personal)
    fields = personal.message("早餐几点")
    async with slow_writer(personal) as release:
        for expected in ("", "", "稍等，回任意字看结果。"):
            assert (await personal.push(fields)).text == expected
        release.set()
        await settle(personal)
    assert (await personal.statuses()) == ["mailbox"]
    personal.product.webhook.budget = personal.product.webhook.cut = 5.0
    back = await personal.push(personal.message("好"))
    assert back.text.startswith(BREAKFAST)
    assert not (await personal.push(personal.message("谢谢"))).text.startswith(BREAKFAST)


async def test_sender_that_hangs_up_cancels_nothing(shop: Street) -> None:
    """The turn goes on without its request; the redelivery collects what it said."""
    fields = shop.message("早餐几点")
    query, body = shop.sealed(shop.written(fields))
    async with slow_writer(shop) as release:
        impatient = aiohttp.ClientTimeout(total=SOON)
        with pytest.raises(TimeoutError):
            await shop.session.post(shop.running.url, params=query, data=body, timeout=impatient)
        release.set()
    await shop.product.door.drain()
    assert await shop.count("messages") == 1
    assert (await shop.push(fields)).text.startswith(BREAKFAST)
    assert await shop.count("messages") == 1


async def test_guests_behind_a_slow_write_are_all_answered(shop: Street) -> None:
    pushed = [shop.message("早餐几点", sender=f"o{n:027d}") for n in range(8)]
    async with slow_writer(shop) as release:
        waiting = [asyncio.create_task(shop.push(fields)) for fields in pushed]
        while len(shop.product.door._in_flight) < len(pushed):  # noqa: ASYNC110 - the door tells nobody who waits
            await asyncio.sleep(0)
        release.set()
    assert all(back.text.startswith(BREAKFAST) for back in await asyncio.gather(*waiting))
