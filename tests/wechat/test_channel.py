"""What becomes of a message: each of WeChat's answers as the outcome delivery acts on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import pytest
from aiohttp import ClientTimeout
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.constants import WeChatErrorCode

from bot.wechat import reactions
from bot.wechat.channel import WeChatChannel
from bot.wechat.failures import Declined
from bot.wechat.reactions import Reaction, entry, outcome
from bot.wechat.templates import fit, kind_of, refused_field
from scheduler.channel import (
    Abilities,
    Accepted,
    Channel,
    Refusal,
    Refused,
    TemplateMap,
    UnderReview,
    Unknown,
)
from tests.wechat.fake import APP_ID, HANG_UP, OPENID, SILENCE, Set, connected

SEND = "message/custom/send"
TEMPLATE = "message/template/send"
ARRIVAL = TemplateMap("T1", {"thing1": "house", "time2": "arrival", "phrase3": "state"})
VALUES = {"house": "云上客栈", "arrival": "2026-12-24 15:00", "state": "已确认", "unused": "x"}
BEIJING = timezone(timedelta(hours=8))
NOON = int(datetime(2026, 12, 31, 12, tzinfo=BEIJING).timestamp())


def channel(on: Set, *, customer_service: bool = True, template: bool = True) -> Channel:
    return WeChatChannel(on.api, Abilities(customer_service, template), lambda: NOON)


def refusal(found: object) -> tuple[Refusal, float]:
    assert isinstance(found, Refused)
    return found.reason, found.retry_after


async def test_send_text_taken() -> None:
    async with connected() as on:
        assert await channel(on).send_text(OPENID, "房间好了\n\n") == Accepted("4711")
        assert on.fake.sent(SEND) == [{"touser": OPENID, "msgtype": "text", "text": {"content": "房间好了"}}]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (45015, (Refusal.WINDOW, 0.0)),
        (45047, (Refusal.WINDOW, 0.0)),
        (43004, (Refusal.UNREACHABLE, 0.0)),
        (43019, (Refusal.UNREACHABLE, 0.0)),
        (48002, (Refusal.UNREACHABLE, 0.0)),
        (48001, (Refusal.NOT_AUTHORISED, 0.0)),
        (45009, (Refusal.QUOTA, 12 * 3600.0)),  # until midnight in Beijing
        (45028, (Refusal.QUOTA, 12 * 3600.0)),  # until next month, which is tomorrow
        (45011, (Refusal.BUSY, 60.0)),
        (40164, (Refusal.CONFIGURATION, 0.0)),
        (45002, (Refusal.CONTENT, 0.0)),
        (99999, (Refusal.CONTENT, 0.0)),
    ],
)
async def test_send_text_declined(code: int, expected: tuple[Refusal, float]) -> None:
    async with connected() as on:
        on.fake.plan(SEND, {"errcode": code, "errmsg": f"no {OPENID} rid: 1"})
        found = await channel(on).send_text(OPENID, "1")
        assert refusal(found) == expected
        assert isinstance(found, Refused)
        assert found.detail.startswith(f"{code} no *** rid: 1 (")
        assert on.fake.calls[SEND] == 1


async def test_send_text_token_always_refused() -> None:
    async with connected() as on:
        on.fake.valid = set()
        assert refusal(await channel(on).send_text(OPENID, "1"))[0] is Refusal.CONFIGURATION
        assert on.fake.calls[SEND] == 2


async def test_send_text_no_answer() -> None:
    async with connected() as on:
        on.fake.plan(SEND, HANG_UP)
        assert isinstance(await channel(on).send_text(OPENID, "1"), Unknown)
        assert on.fake.calls[SEND] == 1


async def test_send_time_out() -> None:
    """A text is sent once and doubtful; a template, guarded by its id, is tried again."""
    async with connected(patience=ClientTimeout(total=0.05)) as on:
        await on.store.set(f"wechat:token:{APP_ID}", "token-1", 60)
        on.fake.plan(SEND, SILENCE)
        on.fake.plan(TEMPLATE, SILENCE)
        assert isinstance(await channel(on).send_text(OPENID, "1"), Unknown)
        assert isinstance(await channel(on).send_template(OPENID, ARRIVAL, VALUES, "k"), Accepted)
        assert (on.fake.calls[SEND], on.fake.calls[TEMPLATE]) == (1, 2)


async def test_send_text_wechat_down() -> None:
    async with connected() as on:
        on.fake.plan(SEND, 503, 503, 503, 503)
        assert refusal(await channel(on).send_text(OPENID, "1")) == (Refusal.BUSY, 30.0)


@pytest.mark.parametrize("text", ["", " \n", "\x00", "好" * 667])
async def test_send_text_impossible(text: str) -> None:
    async with connected() as on:
        assert refusal(await channel(on).send_text(OPENID, text))[0] is Refusal.CONTENT
        assert on.fake.calls[SEND] == 0


async def test_send_account_cannot() -> None:
    async with connected() as on:
        way = channel(on, customer_service=False, template=False)
        assert refusal(await way.send_text(OPENID, "1"))[0] is Refusal.NOT_AUTHORISED
        assert refusal(await way.send_template(OPENID, ARRIVAL, VALUES, "k"))[0] is Refusal.NOT_AUTHORISED
        assert sum(on.fake.calls.values()) == 0


# Templates


async def test_send_template_taken() -> None:
    async with connected() as on:
        assert await channel(on).send_template(OPENID, ARRIVAL, VALUES, "arrival:B23") == Accepted("4711")
        sent = on.fake.sent(TEMPLATE)[0]
        assert sent["data"] == {
            "thing1": {"value": "云上客栈"},
            "time2": {"value": "2026年12月24日 15:00"},
            "phrase3": {"value": "已确认"},
        }
        assert (sent["touser"], sent["template_id"], len(sent["client_msg_id"])) == (OPENID, "T1", 32)


async def test_send_template_same_key_same_id() -> None:
    async with connected() as on:
        for key in ("arrival:B23", "arrival:B23", "arrival:B24"):
            await channel(on).send_template(OPENID, ARRIVAL, VALUES, key)
        first, again, other = (message["client_msg_id"] for message in on.fake.sent(TEMPLATE))
        assert (first == again, first == other) == (True, False)


async def test_send_template_under_review() -> None:
    async with connected() as on:
        on.fake.plan(TEMPLATE, {"errcode": 40252, "errmsg": "under review"})
        assert await channel(on).send_template(OPENID, ARRIVAL, VALUES, "k") == UnderReview()


async def test_send_template_field_refused_once() -> None:
    async with connected() as on:
        bad = {"errcode": 47003, "errmsg": "argument invalid! data.thing1.value invalid rid: 1"}
        on.fake.plan(TEMPLATE, bad)
        values = {**VALUES, "house": "云上*客栈（西）"}
        assert await channel(on).send_template(OPENID, ARRIVAL, values, "k") == Accepted("4711")
        assert [message["data"]["thing1"]["value"] for message in on.fake.sent(TEMPLATE)] == [
            "云上*客栈（西）",
            "云上 客栈 西",
        ]


@pytest.mark.parametrize("field", ["thing1", "thing9", ""])
async def test_send_template_field_refused_for_good(field: str) -> None:
    async with connected() as on:
        bad = {"errcode": 47003, "errmsg": f"argument invalid! data.{field}.value invalid"}
        on.fake.plan(TEMPLATE, bad, bad, bad)
        assert (
            refusal(await channel(on).send_template(OPENID, ARRIVAL, VALUES, "k"))[0] is Refusal.CONFIGURATION
        )
        assert on.fake.calls[TEMPLATE] == (2 if field == "thing1" else 1)


@pytest.mark.parametrize(
    ("values", "word"),
    [({"house": "h", "arrival": "15:00"}, "state"), ({**VALUES, "state": "13"}, "phrase3")],
)
async def test_send_template_without_a_value(values: Mapping[str, str], word: str) -> None:
    async with connected() as on:
        found = await channel(on).send_template(OPENID, ARRIVAL, values, "k")
        assert isinstance(found, Refused)
        assert (found.reason, word in found.detail) == (Refusal.CONFIGURATION, True)
        assert sum(on.fake.calls.values()) == 0


async def test_send_template_no_answer_at_all() -> None:
    async with connected() as on:
        on.fake.plan(TEMPLATE, *[HANG_UP] * 4)
        assert isinstance(await channel(on).send_template(OPENID, ARRIVAL, VALUES, "k"), Unknown)
        assert on.fake.calls[TEMPLATE] == 4


# Fields


@pytest.mark.parametrize(
    ("key", "value", "fitted"),
    [
        ("thing1", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing1", "两行\n字🎉", "两行 字"),
        ("thing1", "", "-"),
        ("short_thing2", "一二三四五六七八九十一", "一二三四五六七八九…"),
        ("phrase3", "13笔已完成", "笔已完成"),
        ("phrase3", "退房提醒通知", "退房提醒通"),
        ("phrase3", "OK", ""),
        ("character_string4", "B23-号", "B23-"),
        ("character_string4", "订单", "-"),
        ("number5", "3 间", "3"),
        ("letter6", "a1b", "ab"),
        ("time7", "2026-12-04T09:05", "2026年12月4日 09:05"),
        ("time7", "15:01", "15:01"),
        ("date8", "2026-12-04~2026-12-06", "2026年12月4日~2026年12月6日"),
        ("amount9", "¥1,280.50 元", "¥1280.50元"),
        ("amount9", "免费", ""),
        ("name10", "欧阳修欧阳修欧阳修欧阳修", "欧阳修欧阳修欧阳修欧"),
        ("name10", "Maximilian von Hohenlohe", "Maximilian von Hohen"),
        ("phone_number11", "+86 138-0013-8000 (晚)", "+86 138-0013-8000"),
        ("car_number12", "粤A12345", "粤A12345"),
        ("const13", "已完成", "已完成"),
        ("keyword1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
    ],
)
def test_fit_each_kind(key: str, value: str, fitted: str) -> None:
    assert fit(key, value) == fitted


@given(
    key=st.sampled_from(
        ["thing1", "short_thing1", "phrase1", "name1", "character_string1", "number1", "letter1"]
    ),
    value=st.text(max_size=80),
    strict=st.booleans(),
)
def test_fit_any_value(key: str, value: str, strict: bool) -> None:
    longest = {"thing": 20, "short_thing": 10, "phrase": 5, "name": 20}.get(kind_of(key), 32)
    fitted = fit(key, value, strict=strict)
    assert len(fitted) <= longest
    assert not set(fitted) & set("\n\r\t\x00")
    assert fit(key, fitted, strict=strict) in (fitted, "-")


def test_refused_field_of_wechats_words() -> None:
    assert (
        refused_field("argument invalid! data.character_string12.value invalid rid: 6")
        == "character_string12"
    )
    assert refused_field("argument invalid!") == ""


# The table


def test_outcome_45065_was_sent_before() -> None:
    assert outcome(Declined(45065, "clientmsgid exist"), NOON) == Accepted()


def test_outcome_at_the_token_is_a_setting() -> None:
    for code in (40001, 40002, 40013, 40125, 40164, 40243, 41002, 89503):
        assert refusal(outcome(Declined(code, "", at_token=True), NOON))[0] is Refusal.CONFIGURATION


def test_outcome_month_quota_in_mid_month() -> None:
    noon = int(datetime(2026, 12, 10, 12, tzinfo=BEIJING).timestamp())
    assert refusal(outcome(Declined(45028, ""), noon)) == (Refusal.QUOTA, (21 * 24 + 12) * 3600.0)


def test_table_every_code_has_a_reaction_and_advice() -> None:
    for code, found in reactions._TABLE.items():
        assert found.reaction in Reaction, code
        assert found.advice.endswith("."), code
        assert len(found.advice) < 100, code


def test_table_agrees_with_wechatpys_names() -> None:
    named = {
        WeChatErrorCode.SYSTEM_BUSY: Reaction.RETRY,
        WeChatErrorCode.INVALID_CREDENTIAL: Reaction.REFRESH,
        WeChatErrorCode.INVALID_ACCESS_TOKEN: Reaction.REFRESH,
        WeChatErrorCode.EXPIRED_ACCESS_TOKEN: Reaction.REFRESH,
        WeChatErrorCode.INVALID_OPENID: Reaction.UNREACHABLE,
        WeChatErrorCode.OUT_OF_API_FREQ_LIMIT: Reaction.QUOTA,
        WeChatErrorCode.OUT_OF_RESPONSE_TIME_LIMIT: Reaction.WINDOW,
        WeChatErrorCode.API_BANNED: Reaction.FORBIDDEN,
    }
    assert {int(code): entry(int(code)).reaction for code in named} == {int(c): r for c, r in named.items()}


def test_table_codes_of_customer_service_agents() -> None:
    assert {entry(code).reaction for code in (65400, 65415, 65417)} == {Reaction.ALERT}
