"""Pushes: what goes over the wire, how often, and what of the answer reaches the phone."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.simulator import messages
from bot.simulator.account import Account
from bot.simulator.crypto import decrypt, signature
from bot.simulator.loopback import NotLoopbackError
from bot.simulator.phone import NotFollowingError, Phone
from bot.simulator.platform import Platform
from bot.simulator.replies import FAULT_TEXT
from tests.simulator.kit import (
    GUEST,
    NOON,
    OTHER,
    Answer,
    Times,
    Webhook,
    opened,
    plain_reply,
    says,
    sealed_reply,
    tree,
)


async def test_say_in_safe_mode_pushes_only_the_envelope_and_shows_the_reply(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    webhook.answer = says(platform, "您好，这里是小二")
    delivery = await guest.say("在吗 ]]> <b>")
    assert delivery.text == guest.messages[-1].text == "您好，这里是小二"
    body, query = webhook.bodies[-1], webhook.queries[-1]
    outer = tree(body)
    assert [element.tag for element in outer] == ["ToUserName", "Encrypt"]
    secret = outer.findtext("Encrypt", "")
    signed = signature("laptoptoken", query["timestamp"], query["nonce"], secret)
    assert (query["encrypt_type"], query["msg_signature"]) == ("aes", signed)
    pushed = opened(platform, body)
    assert pushed["Content"] == "在吗 ]]> <b>"
    assert (pushed["FromUserName"], pushed["CreateTime"]) == (GUEST, str(int(NOON.timestamp())))


async def test_say_in_compatible_mode_pushes_both_and_takes_either_reply(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    platform.account = replace(platform.account, mode="compatible")
    webhook.answer = lambda request, body: plain_reply(platform, "明文")
    assert (await guest.say("你好")).text == "明文"
    tags = {element.tag for element in tree(webhook.bodies[-1])}
    assert {"Content", "Encrypt"} <= tags
    webhook.answer = says(platform, "密文")
    assert (await guest.say("你好")).text == "密文"


async def test_say_in_plain_mode_takes_only_a_plain_reply(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    platform.account = replace(platform.account, mode="plain")
    webhook.answer = lambda request, body: plain_reply(platform, "明文")
    assert (await guest.say("你好")).text == "明文"
    assert "Encrypt" not in webhook.bodies[-1]
    webhook.answer = says(platform, "密文")
    assert (await guest.say("你好")).text == FAULT_TEXT


async def test_say_in_json_format_is_answered_in_json(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    platform.account = replace(platform.account, mode="plain", format="json")
    reply = {"ToUserName": GUEST, "FromUserName": platform.account.gh_id, "CreateTime": 1}
    webhook.answer = lambda request, body: json.dumps({**reply, "MsgType": "text", "Content": "好"})
    assert (await guest.say("你好")).text == "好"
    assert json.loads(webhook.bodies[-1])["Content"] == "你好"


async def test_reply_with_the_previous_key_is_a_fault_after_rotation(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    old = platform.account
    stale = Platform(old, platform.state.world)
    platform.account = replace(old, aes_key="B" * 43)
    webhook.answer = lambda request, body: sealed_reply(
        stale, request.query["nonce"], plain_reply(platform, "旧钥匙")
    )
    assert (await guest.say("你好")).text == FAULT_TEXT


async def test_success_and_an_empty_body_show_nothing(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    for body in (b"success", b""):
        webhook.answer = lambda request, _, body=body: body  # type: ignore[misc]
        delivery = await guest.say("你好")
        assert (delivery.shown, len(delivery.attempts), delivery.attempts[0].problem) == (None, 1, "")


def _wrong_nonce(platform: Platform) -> Answer:
    return lambda request, body: sealed_reply(platform, "other", plain_reply(platform, "好"))


def _not_swapped(platform: Platform) -> Answer:
    return says(platform, "好", to=OTHER)


def _inner(platform: Platform, inner: str) -> Answer:
    return lambda request, body: sealed_reply(platform, request.query["nonce"], inner)


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        ("<xml><a></xml>", "not well-formed"),
        ("{}", "not well-formed"),
        ("<html></html>", "not <xml>"),
        ("<xml><MsgType>text</MsgType><MsgType>image</MsgType></xml>", "stands twice"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><xml/>', "document type"),
    ],
)
async def test_reply_that_is_no_document_is_a_fault(
    platform: Platform, webhook: Webhook, guest: Phone, inner: str, problem: str
) -> None:
    webhook.answer = _inner(platform, inner)
    delivery = await guest.say("你好")
    assert delivery.text == FAULT_TEXT
    assert problem in delivery.attempts[-1].problem
    assert len(delivery.attempts) == 1


async def test_reply_that_is_not_for_this_person_or_push_is_a_fault(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    for answer in (_wrong_nonce(platform), _not_swapped(platform), says(platform, "")):
        webhook.answer = answer
        assert (await guest.say("你好")).text == FAULT_TEXT
    webhook.answer = lambda request, body: plain_reply(platform, "明文")
    assert (await guest.say("你好")).attempts[-1].problem == "safe mode takes only encrypted replies"


async def test_reply_of_2048_bytes_is_shown_and_one_more_is_a_fault(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    longest = "房" * 682 + "ab"
    webhook.answer = says(platform, longest)
    assert (await guest.say("你好")).text == longest
    webhook.answer = says(platform, longest + "c")
    assert (await guest.say("你好")).text == FAULT_TEXT


async def test_news_reply_to_a_text_may_hold_one_article_only(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    def news(count: int) -> str:
        item = {"Title": "地图", "Description": "", "PicUrl": "", "Url": "https://example.com"}
        return messages.to_xml(
            {
                "ToUserName": GUEST,
                "FromUserName": platform.account.gh_id,
                "CreateTime": 1,
                "MsgType": "news",
                "ArticleCount": count,
                "Articles": {"item": [item] * count},
            }
        )

    webhook.answer = _inner(platform, news(1))
    assert (await guest.say("怎么走")).text == "【地图】"
    webhook.answer = _inner(platform, news(2))
    assert (await guest.say("怎么走")).text == FAULT_TEXT
    assert (await guest.click("MAP")).text == "【地图】\n【地图】"


async def test_http_error_is_a_fault_and_not_sent_again(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    webhook.answer = lambda request, body: web.Response(status=500, text="oops")
    delivery = await guest.say("你好")
    assert (delivery.text, [attempt.problem for attempt in delivery.attempts]) == (FAULT_TEXT, ["http 500"])


async def test_transfer_reply_hands_the_chat_over(platform: Platform, webhook: Webhook, guest: Phone) -> None:
    head: dict[str, str | int] = {
        "ToUserName": GUEST,
        "FromUserName": platform.account.gh_id,
        "CreateTime": 1,
    }
    webhook.answer = _inner(platform, messages.to_xml({**head, "MsgType": "transfer_customer_service"}))
    delivery = await guest.say("找人工")
    assert (delivery.transfer, delivery.shown) == (True, None)


async def test_webhook_that_never_answers_gets_the_same_message_three_times(times: Times) -> None:
    release, seen = asyncio.Event(), list[str]()

    async def never(request: web.Request) -> web.Response:
        seen.append(await request.text())
        await release.wait()
        return web.Response(text="success")

    app = web.Application()
    app.router.add_post("/", never)
    async with (
        TestServer(app) as server,
        Platform(Account(), times.world(), str(server.make_url("/")), patience=0.05) as platform,
    ):
        phone = platform.phone(GUEST)
        platform.state.user(GUEST).following = True
        delivery = await phone.say("在吗")
        release.set()
        assert [attempt.problem for attempt in delivery.attempts] == ["timeout"] * 3
        assert len({opened(platform, body)["MsgId"] for body in seen}) == 1
        assert len(set(seen)) == 3  # each delivery is sealed anew
        assert [shown.text for shown in phone.messages] == [FAULT_TEXT]


async def test_webhook_that_is_late_twice_is_heard_the_third_time(times: Times) -> None:
    release, tries = asyncio.Event(), list[int]()

    async def late(request: web.Request) -> web.Response:
        tries.append(1)
        if len(tries) < 3:
            await release.wait()
        nonce = request.query["nonce"]
        return web.Response(text=sealed_reply(platform, nonce, plain_reply(platform, "来了")))

    app = web.Application()
    app.router.add_post("/", late)
    async with (
        TestServer(app) as server,
        Platform(Account(), times.world(), str(server.make_url("/")), patience=0.2) as platform,
    ):
        platform.state.user(GUEST).following = True
        delivery = await platform.phone(GUEST).say("在吗")
        release.set()
        assert ([one.problem for one in delivery.attempts], delivery.text) == (
            ["timeout", "timeout", ""],
            "来了",
        )


async def test_webhook_that_is_not_there_is_tried_three_times(times: Times) -> None:
    async with Platform(Account(), times.world(), "http://127.0.0.1:9/wechat") as platform:
        platform.state.user(GUEST).following = True
        delivery = await platform.phone(GUEST).say("在吗")
        assert [attempt.problem for attempt in delivery.attempts] == ["connection"] * 3


async def test_account_without_a_server_url_pushes_nothing(times: Times) -> None:
    async with Platform(Account(), times.world()) as platform:
        delivery = await platform.phone(GUEST).follow()
        assert (delivery.attempts, delivery.shown, len(platform.log)) == ((), None, 1)


async def test_handshake_passes_only_where_the_echo_is_unchanged(
    platform: Platform, webhook: Webhook
) -> None:
    webhook.answer = lambda request, body: request.query["echostr"]
    assert await platform.verify_url()
    webhook.answer = lambda request, body: request.query["echostr"] + "\n"
    assert not await platform.verify_url()


async def test_anything_beyond_loopback_is_refused(times: Times) -> None:
    async with Platform(Account(), times.world(), "http://192.0.2.1/wechat") as platform:
        for host in ("0.0.0.0", "192.0.2.1", "example.com", "::"):  # noqa: S104 - refused, that is the point
            with pytest.raises(NotLoopbackError):
                await platform.start(host)
        platform.state.user(GUEST).following = True
        with pytest.raises(NotLoopbackError):
            await platform.phone(GUEST).say("在吗")


async def test_follow_and_scan_tell_the_scene_in_their_own_ways(platform: Platform, webhook: Webhook) -> None:
    phone = platform.phone(GUEST)
    with pytest.raises(NotFollowingError):
        await phone.say("在吗")
    await phone.scan("room_302")
    await phone.scan("room_302")
    await phone.unfollow()
    events = [opened(platform, body) for body in webhook.bodies]
    assert [(event["Event"], event["EventKey"]) for event in events] == [
        ("subscribe", "qrscene_room_302"),
        ("SCAN", "room_302"),
        ("unsubscribe", ""),
    ]
    assert not phone.following


async def test_the_same_click_twice_in_a_standing_second_is_two_events(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    await guest.click("MENU")
    await guest.click("MENU")
    first, second = (opened(platform, body)["CreateTime"] for body in webhook.bodies[-2:])
    assert int(second) == int(first) + 1


async def test_tap_on_a_text_link_arrives_as_text_with_its_menu_id(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=满意&msgmenuid=10001">😊 满意</a>'
    webhook.answer = says(platform, f"住得如何？{link}")
    assert (await guest.say("退房了")).text == "住得如何？😊 满意"
    await guest.tap("😊 满意")
    pushed = opened(platform, webhook.bodies[-1])
    assert (pushed["Content"], pushed["bizmsgmenuid"]) == ("满意", "10001")
    platform.account = replace(platform.account, kind="test")
    await guest.tap("😊 满意")
    assert "bizmsgmenuid" not in opened(platform, webhook.bodies[-1])
    with pytest.raises(LookupError):
        await guest.tap("不在")


async def test_media_and_places_are_pushed_as_the_documents_name_them(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    for action in (guest.send_image, guest.send_voice, guest.send_video, guest.send_location):
        await action()
    pushed = [opened(platform, body) for body in webhook.bodies[1:]]
    assert [one["MsgType"] for one in pushed] == ["image", "voice", "video", "location"]
    assert pushed[1]["Recognition"] == ""
    assert platform.state.find_media(pushed[0]["MediaId"]) is not None
    assert {one["MsgId"] for one in pushed} >= {str(platform.state.last_id)}


def test_notice_events_carry_their_list_at_the_top_in_json() -> None:
    fields = messages.notice_asked("T1", accepted=True)
    assert json.loads(messages.to_json(fields))["List"]["SubscribeStatusString"] == "accept"
    root = tree(messages.to_xml(fields))
    assert root.findtext("SubscribeMsgPopupEvent/List/TemplateId") == "T1"


def test_chosen_pictures_and_places_are_nested() -> None:
    pictures = tree(messages.to_xml(messages.pictures_chosen("pic_weixin", "K", ["a", "b"])))
    assert [item.text for item in pictures.findall("SendPicsInfo/PicList/item/PicMd5Sum")] == ["a", "b"]
    place = tree(messages.to_xml(messages.place_chosen("K", 25.6, 100.2, "才村")))
    assert place.findtext("SendLocationInfo/Label") == " 才村"
    assert messages.scanned_in_chat(True, "K", "x")["Event"] == "scancode_waitmsg"


def test_xml_drops_control_characters_of_a_typed_text() -> None:
    root = tree(messages.to_xml(messages.text("a\x00b\x1fc\n]]>")))
    assert root.findtext("Content") == "abc\n]]>"


async def test_reply_is_sealed_for_this_account_alone(platform: Platform, webhook: Webhook) -> None:
    await platform.phone(GUEST).follow()
    secret = tree(webhook.bodies[-1]).findtext("Encrypt", "")
    assert decrypt(platform.account.aes_key, platform.account.appid, secret).startswith("<xml>")


async def test_log_holds_each_push_and_what_was_seen(
    platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    webhook.answer = says(platform, "在的")
    await guest.say("在吗")
    assert [(entry.way, entry.name, entry.answer) for entry in platform.log] == [
        ("push", "event:subscribe", "ok"),
        ("push", "text", "ok | 在的"),
    ]
