"""What the product may send, to whom, when and how often: windows, templates, notices, mass messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.simulator.api.fields import acceptable
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from tests.simulator.kit import GUEST, OTHER, Api, Times, Webhook, opened, says

CUSTOM = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
DATA = {
    "thing1": {"value": "小二家客栈"},
    "time3": {"value": "2026年12月24日 14:00"},
    "amount4": {"value": "¥688.00"},
    "phrase5": {"value": "已确认"},
}


async def _card(api: Api, **more: object) -> Mapping[str, Any]:
    return await api.post(TEMPLATE, **{"touser": GUEST, "template_id": "T-arrival", "data": DATA, **more})


# --- customer-service messages ---


async def test_custom_send_after_a_typed_word_five_times_within_48_hours(
    api: Api, guest: Phone, times: Times
) -> None:
    await guest.say("在吗")
    times.wind(hours=47)
    assert [await api.text(GUEST, f"{number}") for number in range(6)] == [0, 0, 0, 0, 0, 45047]
    assert [(shown.source, shown.text) for shown in guest.messages] == [
        ("service", str(number)) for number in range(5)
    ]
    await guest.say("还在吗")
    times.wind(hours=48)
    assert await api.text(GUEST, "晚了") == 45015


async def test_custom_send_after_a_touch_three_times_within_a_minute(
    api: Api, guest: Phone, times: Times
) -> None:
    assert [await api.text(GUEST, "欢迎") for _ in range(4)] == [0, 0, 0, 45047]
    await guest.click("MENU")
    times.wind(seconds=59)
    assert await api.text(GUEST, "好") == 0
    await guest.scan("room_302")
    times.wind(seconds=60)
    assert await api.text(GUEST, "好") == 45015


async def test_windows_are_the_larger_and_never_the_sum(api: Api, guest: Phone, times: Times) -> None:
    await guest.say("在吗")
    await guest.say("在吗")
    for _ in range(3):
        await api.text(GUEST, "好")
    await guest.click("MENU")  # two were left: now three, and still the 48 hours
    times.wind(hours=1)
    assert [await api.text(GUEST, "好") for _ in range(4)] == [0, 0, 0, 45047]


async def test_a_passive_reply_costs_nothing_of_the_window(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    webhook.answer = says(platform, "在的")
    await guest.say("在吗")
    assert [await api.text(GUEST, "好") for _ in range(6)].count(0) == 5


async def test_views_and_location_reports_open_nothing(api: Api, guest: Phone, times: Times) -> None:
    times.wind(minutes=2)
    await guest.view("https://example.com")
    await guest.report_location(25.6, 100.2)
    assert await api.text(GUEST, "好") == 45015


async def test_a_tap_opens_a_minute_only(api: Api, guest: Phone, times: Times) -> None:
    menu = {"head_content": "满意吗", "list": [{"id": "1", "content": "满意"}], "tail_content": ""}
    assert (await api.post(CUSTOM, touser=GUEST, msgtype="msgmenu", msgmenu=menu))["errcode"] == 0
    times.wind(minutes=5)
    await guest.tap("满意")
    times.wind(minutes=1)
    assert await api.text(GUEST, "谢谢") == 45015


async def test_custom_send_to_those_who_cannot_be_reached(api: Api, guest: Phone) -> None:
    await guest.say("再见")
    await guest.unfollow()
    assert await api.text(GUEST, "别走") == 43004
    assert await api.text("oNobody", "你好") == 40003
    await guest.follow()
    assert [await api.text(GUEST, "欢迎回来") for _ in range(4)] == [0, 0, 0, 45047]


async def test_custom_send_refuses_content_that_wechat_would_not_take(api: Api, guest: Phone) -> None:
    await guest.say("在吗")
    assert await api.text(GUEST, "房" * 683) == 45002
    assert await api.text(GUEST, "") == 44004
    for kind, part, code in (
        ("image", {"media_id": "unknown"}, 40007),
        ("news", {"articles": [{"title": "一"}, {"title": "二"}]}, 45008),
        ("sticker", {}, 40008),
    ):
        answer = await api.post(CUSTOM, **{"touser": GUEST, "msgtype": kind, kind: part})
        assert answer["errcode"] == code
    assert await api.text(GUEST, "房" * 682) == 0


async def test_escaped_unicode_is_refused(api: Api, guest: Phone) -> None:
    await guest.say("在吗")
    good = (await api.token())["access_token"]
    body = rb'{"touser":"oGuest0000000000000000000001","msgtype":"text","text":{"content":"\u4f60"}}'
    async with api.session.post(f"{api.base}{CUSTOM}?access_token={good}", data=body) as answer:
        assert (await answer.json())["errcode"] == 40033
    assert await api.text(GUEST, "\\u4f60 是反斜杠") == 0  # written as \\u: a backslash, not an escape


@pytest.mark.parametrize(
    ("kind", "custom", "template"),
    [("service", 0, 0), ("subscription", 0, 48001), ("personal", 48001, 48001), ("test", 0, 0)],
)
async def test_permissions_follow_the_kind_of_account(
    api: Api, guest: Phone, kind: Any, custom: int, template: int
) -> None:
    api.platform.account = replace(api.platform.account, kind=kind)
    await guest.say("在吗")
    assert await api.text(GUEST, "在") == custom
    assert (await _card(api))["errcode"] == template


async def test_message_menu_is_not_for_test_accounts(api: Api, platform: Platform, guest: Phone) -> None:
    platform.account = replace(platform.account, kind="test")
    menu = {"list": [{"id": "1", "content": "满意"}]}
    assert (await api.post(CUSTOM, touser=GUEST, msgtype="msgmenu", msgmenu=menu))["errcode"] == 40200


async def test_typing_needs_a_fresh_contact_and_no_second_sign(api: Api, guest: Phone, times: Times) -> None:
    path = "/cgi-bin/message/custom/typing"
    await guest.say("在吗")

    async def typing(command: str = "Typing") -> int:
        return int((await api.post(path, touser=GUEST, command=command))["errcode"])

    assert [await typing(), await typing(), await typing("CancelTyping"), await typing()] == [0, 45081, 0, 0]
    times.wind(seconds=31)
    assert [await typing(), await typing("Dancing")] == [45080, 45072]


# --- template messages ---


async def test_template_send_shows_the_card_and_tells_the_result(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone, times: Times
) -> None:
    times.wind(days=3)  # templates need no window
    answer = await _card(api, url="https://example.com/b")
    await platform.settled()
    text = "【入住提醒】\n门店：小二家客栈\n入住时间：2026年12月24日 14:00\n房费：¥688.00\n状态：已确认"
    assert (guest.messages[-1].source, guest.messages[-1].text) == ("template", text)
    event = opened(platform, webhook.bodies[-1])
    assert (event["Event"], event["MsgID"], event["Status"]) == (
        "TEMPLATESENDJOBFINISH",
        str(answer["msgid"]),
        "success",
    )


async def test_template_send_with_one_client_msg_id_is_one_message_for_ten_minutes(
    api: Api, platform: Platform, guest: Phone, times: Times
) -> None:
    first = await _card(api, client_msg_id="push-7")
    times.machine.at += 599
    assert (await _card(api, client_msg_id="push-7"))["msgid"] == first["msgid"]
    assert len(guest.messages) == 1
    times.machine.at += 1
    assert (await _card(api, client_msg_id="push-7"))["msgid"] != first["msgid"]
    assert len(guest.messages) == 2
    await platform.settled()


async def test_template_send_refuses_wrong_ids_fields_and_people(api: Api, guest: Phone) -> None:
    async def code(**more: object) -> int:
        return int((await _card(api, **more))["errcode"])

    assert await code(template_id="T-nobody") == 40037
    assert await code(data={**DATA, "thing1": {"value": "字" * 21}}) == 47003
    assert await code(data={key: DATA[key] for key in ("thing1", "time3")}) == 47003
    assert await code(data={**DATA, "thing9": {"value": "多余"}}) == 47003
    assert await code(data={**DATA, "remark": {"value": "悄悄去掉"}}) == 0
    assert await code(touser="oNobody") == 40003
    await guest.unfollow()
    assert await code() == 43004


async def test_template_send_to_who_switched_notices_off_fails_afterwards(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    await guest.refuse_notices("T-arrival")
    assert (await _card(api))["errcode"] == 0
    await platform.settled()
    assert opened(platform, webhook.bodies[-1])["Status"] == "failed:user block"
    assert guest.messages == ()


async def test_template_under_review_arrives_by_itself_or_never(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    platform.review_next(2)
    for passed, count in ((False, 0), (True, 1)):
        answer = await _card(api)
        assert (answer["errcode"], "msgid" in answer) == (40252, False)
        platform.end_reviews(passed=passed)
        assert len(guest.messages) == count
    assert len(webhook.bodies) == 1  # no result event: only the follow was pushed


@pytest.mark.parametrize(
    ("key", "value", "taken"),
    [
        ("thing1", "字" * 20, True),
        ("thing1", "两\n行", False),
        ("thing1", "", False),
        ("short_thing2", "字" * 11, False),
        ("character_string3", "B23-7", True),
        ("character_string3", "订单23", False),
        ("number4", "2.5", True),
        ("number4", "两", False),
        ("letter5", "ABC", True),
        ("symbol6", "!!", True),
        ("phrase7", "已确认", True),
        ("phrase7", "13笔", False),
        ("phrase7", "六个汉字太多", False),
        ("time8", "15:01", True),
        ("time8", "2026年12月24日 15:01~2026年12月26日 12:00", True),
        ("time8", "下午三点", False),
        ("date9", "2026年12月24日", True),
        ("date9", "2026-12-24 ~ 2026-12-26", True),
        ("date9", "12月24日", False),
        ("amount10", "¥688.50元", True),
        ("amount10", "约688", False),
        ("phone_number11", "+86-138****8000", True),
        ("car_number12", "云A123456", True),
        ("name13", "王女士", True),
        ("name13", "A" * 20, True),
        ("name13", "王" + "a" * 10, False),
        ("keyword1", "旧模板不查", True),
    ],
)
def test_field_takes_only_what_its_kind_allows(key: str, value: str, taken: bool) -> None:
    assert acceptable(key, value) is taken


def test_const_field_takes_only_its_own_values() -> None:
    assert acceptable("const1", "已入住", ("已入住", "已离店"))
    assert not acceptable("const1", "在路上", ("已入住", "已离店"))


# --- subscribe notices ---


async def test_notice_costs_one_tick_and_needs_no_following(
    api: Api, platform: Platform, webhook: Webhook
) -> None:
    phone = platform.phone(GUEST)
    platform.state.user(GUEST).notices["T-arrival"] = 1
    body = {"touser": GUEST, "template_id": "T-arrival", "data": DATA}
    assert (await api.post("/cgi-bin/message/subscribe/bizsend", **body))["errcode"] == 0
    assert (await api.post("/cgi-bin/message/subscribe/bizsend", **body))["errcode"] == 43101
    await platform.settled()
    assert opened(platform, webhook.bodies[-1])["Event"] == "subscribe_msg_sent_event"
    assert [shown.source for shown in phone.messages] == ["notice"]


# --- mass messages ---


async def _tagged(api: Api, *openids: str) -> int:
    tag = int((await api.post("/cgi-bin/tags/create", tag={"name": "老客"}))["tag"]["id"])
    await api.post("/cgi-bin/tags/members/batchtagging", tagid=tag, openid_list=list(openids))
    return tag


async def _mass(api: Api, tag: int, **more: object) -> Mapping[str, Any]:
    return await api.post(
        "/cgi-bin/message/mass/sendall",
        **{
            "filter": {"is_to_all": False, "tag_id": tag},
            "msgtype": "text",
            "text": {"content": "新年好"},
            **more,
        },
    )


async def test_mass_send_by_tag_reaches_each_person_four_times_a_month(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone, times: Times
) -> None:
    other = platform.phone(OTHER)
    await other.follow()
    tag = await _tagged(api, GUEST)
    assert [(await _mass(api, tag))["errcode"] for _ in range(5)] == [0, 0, 0, 0, 45028]
    await api.post("/cgi-bin/tags/members/batchtagging", tagid=tag, openid_list=[OTHER])
    await _mass(api, tag)
    await platform.settled()
    event = opened(platform, webhook.bodies[-1])
    assert (event["Event"], event["TotalCount"], event["SentCount"], event["ErrorCount"]) == (
        "MASSSENDJOBFINISH",
        "2",
        "1",
        "1",
    )
    assert (len(guest.messages), len(other.messages)) == (4, 1)
    times.wind(days=31)
    assert (await _mass(api, tag))["errcode"] == 0
    await platform.settled()


async def test_mass_send_with_one_clientmsgid_goes_out_once(api: Api, guest: Phone, times: Times) -> None:
    tag = await _tagged(api, GUEST)
    first = await _mass(api, tag, clientmsgid="spring")
    assert (await _mass(api, tag, clientmsgid="spring"))["errcode"] == 45066
    times.machine.at += 60
    again = await _mass(api, tag, clientmsgid="spring")
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert (await _mass(api, tag, clientmsgid="x" * 65))["errcode"] == 45067
    assert len(guest.messages) == 1


async def test_mass_send_to_all_is_once_a_day_and_four_a_month(api: Api, guest: Phone, times: Times) -> None:
    everybody = {"filter": {"is_to_all": True}}
    codes = []
    for _ in range(5):
        codes += [(await _mass(api, 0, **everybody))["errcode"] for _ in range(2)]
        times.wind(days=1)
    assert codes == [0, 45028] * 4 + [45028, 45028]
    assert (await _mass(api, 999))["errcode"] == 45159
