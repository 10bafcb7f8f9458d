"""The product against the simulated platform: two readings of one contract, written apart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from bot.inbound import Inbound
from bot.simulator.account import Format, Mode
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.wechat.channel import WeChatChannel
from bot.wechat.client import WeChatApi
from bot.wechat.envelope import Account, open_push, verify_handshake
from bot.wechat.messages import to_inbound
from bot.wechat.replies import render
from bot.wechat.transport import open_session
from scheduler.channel import Abilities, Accepted, Refusal, Refused, TemplateMap, UnderReview, Unknown
from store.shared import MemoryShared
from tests.simulator.kit import GUEST, Answer, Api, Times, Webhook

MAP = TemplateMap("T-arrival", {"thing1": "house", "time3": "time", "amount4": "price", "phrase5": "state"})
VALUES = {"house": "小二家客栈", "time": "2026年12月24日 14:00", "price": "¥688", "state": "已确认"}


def product(platform: Platform, heard: list[Inbound], said: str | None) -> Answer:
    """A webhook made of the product's own parts."""
    console = platform.account
    account = Account(console.appid, console.token, console.aes_key, mode=console.mode)

    def answer(request: web.Request, body: str) -> bytes:
        if request.method == "GET":
            return verify_handshake(account, request.query).encode()
        opened = open_push(account, request.query, body.encode())
        inbound = to_inbound(opened.fields)
        assert inbound is not None
        heard.append(inbound)
        return render(inbound, said, opened, account, 1_790_000_000, b"0123456789abcdef")[1]

    return answer


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
@pytest.mark.parametrize("form", ["xml", "json"])
async def test_push_and_reply_agree_in_every_mode_and_format(
    platform: Platform, webhook: Webhook, guest: Phone, mode: Mode, form: Format
) -> None:
    platform.account = replace(platform.account, mode=mode, format=form)
    heard: list[Inbound] = []
    webhook.answer = product(platform, heard, "好 ]]> <a> & 您\n请")
    assert await platform.verify_url()
    assert (await guest.say("有房吗 ]]> &lt;")).text == "好 ]]> <a> & 您\n请"
    assert (heard[0].text, heard[0].address.external_id) == ("有房吗 ]]> &lt;", GUEST)
    assert heard[0].sent_at == platform.state.now()


async def test_everything_a_phone_can_do_is_understood(platform: Platform, webhook: Webhook) -> None:
    heard: list[Inbound] = []
    webhook.answer = product(platform, heard, None)
    phone = platform.phone(GUEST)
    await phone.scan("room_302")
    await phone.scan("room_302")
    await phone.click("ORDERS")
    await phone.view("https://example.com")
    await phone.send_image()
    await phone.send_voice()
    await phone.send_video(short=True)
    await phone.send_location()
    await phone.send_link("地图", "https://example.com")
    await phone.answer_notice_box("T-arrival")
    await phone.send_event("kf_create_session", None, KfAccount="a@b")
    await phone.unfollow()
    assert [(one.kind, one.event, one.event_key) for one in heard] == [
        ("event", "subscribe", "room_302"),
        ("event", "scan", "room_302"),
        ("event", "click", "ORDERS"),
        ("event", "view", "https://example.com"),
        ("image", "", ""),
        ("voice", "", ""),
        ("video", "", ""),
        ("location", "", ""),
        ("link", "", ""),
        ("event", "subscribe_msg_popup_event", ""),
        ("event", "kf_create_session", ""),
        ("event", "unsubscribe", ""),
    ]
    assert len({one.key for one in heard}) == len(heard)


@pytest.fixture
async def client(platform: Platform, api: Api, times: Times) -> AsyncIterator[WeChatApi]:
    async with open_session() as session:
        account, world = platform.account, times.world()
        shared = MemoryShared(world.machine)
        yield WeChatApi(account.appid, account.secret, session, shared, world, api.base)


@pytest.fixture
def channel(client: WeChatApi, times: Times) -> WeChatChannel:
    return WeChatChannel(client, Abilities(customer_service=True, template=True), times.machine.wall)


async def test_client_sends_to_a_tag_once_and_downloads_a_picture(
    platform: Platform, api: Api, client: WeChatApi, guest: Phone, times: Times
) -> None:
    tag = int((await api.post("/cgi-bin/tags/create", tag={"name": "老客"}))["tag"]["id"])
    await api.post("/cgi-bin/tags/members/batchtagging", tagid=tag, openid_list=[GUEST])
    first = await client.send_mass_text(tag, "新年好", "spring")
    times.machine.at += 61
    assert await client.send_mass_text(tag, "新年好", "spring") == first
    assert [shown.source for shown in guest.messages] == ["mass"]
    picture = await guest.send_image(b"\xff\xd8 sea")
    parts = [part async for part in client.download(str(picture.fields["MediaId"]), 1000)]
    assert b"".join(parts) == b"\xff\xd8 sea"
    await platform.settled()


async def test_channel_sends_and_learns_what_became_of_it(
    platform: Platform, channel: WeChatChannel, guest: Phone, times: Times
) -> None:
    assert isinstance(await channel.send_text(GUEST, "欢迎"), Accepted)
    assert isinstance(await channel.send_template(GUEST, MAP, VALUES, "push-1"), Accepted)
    await channel.send_template(GUEST, MAP, VALUES, "push-1")
    assert [shown.source for shown in guest.messages] == ["service", "template"]
    platform.review_next()
    assert isinstance(await channel.send_template(GUEST, MAP, VALUES, "push-2"), UnderReview)
    times.wind(hours=1)
    outcome = await channel.send_text(GUEST, "晚了")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.WINDOW
    await platform.settled()


async def test_channel_renews_a_dead_token_and_admits_what_it_cannot_know(
    platform: Platform, channel: WeChatChannel, guest: Phone
) -> None:
    await channel.send_text(GUEST, "一")
    platform.expire_token()
    assert isinstance(await channel.send_text(GUEST, "二"), Accepted)
    platform.fail_next("/cgi-bin/message/custom/send", drop="after")
    assert isinstance(await channel.send_text(GUEST, "三"), Unknown)
    assert [shown.text for shown in guest.messages] == ["一", "二", "三"]
