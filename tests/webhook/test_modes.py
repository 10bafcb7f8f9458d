"""The console's three modes in XML and JSON, and a change of keys, as the platform itself pushes and judges."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.simulator.account import Account, Format, Mode
from store.world import World
from tests.template import migrated
from tests.webhook.kit import BREAKFAST, GUEST, street, with_key

OLD_KEY = "Z" * 42 + "0"


@pytest.mark.parametrize("wire", ["xml", "json"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_conversation_in_every_mode(mode: Mode, wire: Format, tmp_path: Path, world: World) -> None:
    account = Account(mode=mode, format=wire)
    async with street(account, migrated(tmp_path), world) as shop:
        assert await shop.platform.verify_url()
        phone = shop.platform.phone(GUEST)
        await phone.follow()
        delivery = await phone.say("24号有房吗 ]]> 👍")
        assert [attempt.problem for attempt in delivery.attempts] == [""]
        assert delivery.text == "住几晚？"
        assert (await phone.say("早餐几点")).text.startswith(BREAKFAST)
        expected = b"{" if wire == "json" else b"<xml>"
        assert delivery.attempts[0].body.startswith(expected)


async def test_previous_key_still_opens_and_answers(tmp_path: Path, world: World) -> None:
    """While the key is changed in the console, pushes under both arrive; each is answered under its own."""
    new, old = Account(), with_key(Account(), OLD_KEY)
    url = migrated(tmp_path)
    async with street(new, url, world, wechat_aes_key_previous=OLD_KEY) as shop:
        for account in (old, new):
            shop.platform.account = account
            phone = shop.platform.phone(shop.platform.new_openid())
            await phone.follow()
            delivery = await phone.say("早餐几点")
            assert [attempt.problem for attempt in delivery.attempts] == [""]
            assert delivery.text.startswith(BREAKFAST)


async def test_key_forgotten_in_the_settings_is_forbidden(tmp_path: Path, world: World) -> None:
    async with street(Account(), migrated(tmp_path), world) as shop:
        shop.platform.account = with_key(shop.account, OLD_KEY)
        delivery = await shop.platform.phone(GUEST).follow()
        assert {attempt.status for attempt in delivery.attempts} == {403}


async def test_every_kind_of_push_of_the_platform_is_answered_well(tmp_path: Path, world: World) -> None:
    async with street(Account(), migrated(tmp_path), world) as shop:
        phone = shop.platform.phone(GUEST)
        deliveries = [
            await phone.follow("room_302"),
            await phone.say("你好"),
            await phone.send_image(),
            await phone.send_voice(),
            await phone.send_video(),
            await phone.send_video(short=True),
            await phone.send_location(),
            await phone.send_link("攻略", "https://example.com"),
            await phone.send_sticker(),
            await phone.click("wifi"),
            await phone.click("a key of last year's menu"),
            await phone.view("https://example.com"),
            await phone.report_location(25.6, 100.2),
            await phone.scan("bk_ZZZZZ"),
            await phone.send_event("kf_create_session"),
            await phone.send_event("kf_close_session"),
            await phone.send_fields({"MsgType": "hologram"}),
            await phone.unfollow(),
            await phone.follow(),
        ]
        problems = [attempt.problem for delivery in deliveries for attempt in delivery.attempts]
        assert problems == [""] * len(deliveries)
