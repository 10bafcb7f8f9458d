"""Signed pushes with anything in them: never a 5xx, always a reply the platform takes, and the next guest is served."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webhook.kit import GUEST, Street, as_json

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
NAMES = [
    "MsgType",
    "Event",
    "EventKey",
    "Content",
    "MsgId",
    "CreateTime",
    "FromUserName",
    "ToUserName",
    "MediaId",
    "Status",
]
values = st.one_of(
    anything,
    st.integers().map(str),
    st.sampled_from(["text", "event", "subscribe", "SCAN", "CLICK", "voice", "", "0", "-1"]),
)


@many
@given(words=anything)
async def test_any_words_are_answered(shop: Street, words: str) -> None:
    back = await shop.push(shop.message(words))
    assert back.status == 200


@many
@given(fields=st.dictionaries(st.sampled_from(NAMES), values))
async def test_any_fields_are_answered(shop: Street, fields: dict[str, str]) -> None:
    pushed = {**shop.message("有房吗"), **fields}
    query, body = shop.sealed(shop.written(pushed))
    status, content = await shop.post(query, body)
    assert status == 200
    if pushed["ToUserName"] == shop.account.gh_id and pushed["FromUserName"] == GUEST:
        shop.shown(pushed, query, content)


@many
@given(
    document=st.recursive(
        anything | st.none() | st.booleans() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(anything, inner),
    )
)
async def test_any_json_inside_the_envelope_is_answered(shop: Street, document: Any) -> None:
    status, content = await shop.post(*shop.sealed(as_json(document)))
    assert (status, content) == (200, b"success")


@many
@given(
    body=st.binary(max_size=400) | anything.map(str.encode),
    query=st.dictionaries(
        st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "openid"]),
        anything,
    ),
)
async def test_any_unsigned_bytes_are_forbidden(shop: Street, body: bytes, query: dict[str, str]) -> None:
    assert await shop.post(query, body) == (403, b"")


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "\n\n", "]]>", "<![CDATA[", "]]]]><![CDATA[>", "</Content></xml>", "&amp;&lt;&#0;", "%s %(name)s {0} {name}",
        "👨‍👩‍👧‍👦 两大一小", "/:8-) [微笑]", "\u202e倒着", "\u200b\u200b", "a" * 5_000, "房" * 5_000, "有房吗" * 1_600,
        "１２月２４号", "'; DROP TABLE people; --", "认领 ????-????", "G999999999是B999999999", "B99999", "邀请B0",
        "2月30号", "13月1号", "0号", "99999999999999999999晚", "-1晚", "1月16号住999晚", "12月24号住一晚，99999999个人",
        "9999-12-31住一晚",
        "25:99到", "0间", "24号-23号",
    ],
)  # fmt: skip
async def test_odd_words_are_answered_like_any_other(shop: Street, words: str) -> None:
    assert (await shop.push(shop.message("有房吗"))).text == "您哪天入住？"
    back = await shop.push(shop.message(words))
    assert back.status == 200
    assert "代码" not in back.text
    assert "差错" not in back.text
    await shop.honest_guest_is_served()


async def test_five_thousand_letters_at_each_question_lead_on(shop: Street) -> None:
    for step in ("我的订单", "房" * 5_000, "13800008000", "王" * 5_000, "王芳", "24" * 2_500, "24号"):
        back = await shop.push(shop.message(step))
        assert back.text
        assert "差错" not in back.text


@pytest.mark.parametrize("created", ["-1", "", "0", "99999999999999999999", "昨天", "1e9", "1.5"])
async def test_odd_time_is_no_reason_not_to_answer(shop: Street, created: str) -> None:
    assert (await shop.push(shop.message("有房吗", CreateTime=created))).text == "您哪天入住？"


@pytest.mark.parametrize("msg_id", ["0", "", "-1", "9" * 400, "编号", " ", "00000"])
async def test_odd_message_id_still_tells_two_messages_apart(shop: Street, msg_id: str) -> None:
    """Where the id says nothing, person, time and words do."""
    first = await shop.push(shop.message("有房吗", sender="o1", MsgId=msg_id, CreateTime=1))
    assert first.text == "您哪天入住？"
    again = await shop.push(shop.message("有房吗", sender="o1", MsgId=msg_id, CreateTime=1))
    assert again.text == first.text
    assert await shop.count("messages") == 1


@pytest.mark.parametrize("kind", ["text", "TEXT", "image", "hologram", "event", "", "😀"])
async def test_any_kind_with_nothing_else_is_answered(shop: Street, kind: str) -> None:
    head = {"ToUserName": shop.account.gh_id, "FromUserName": GUEST, "MsgType": kind}
    assert (await shop.push(head)).status == 200
    await shop.honest_guest_is_served()


@pytest.mark.parametrize(
    "missing", ["ToUserName", "FromUserName", "MsgType", "Content", "CreateTime", "MsgId"]
)
async def test_missing_field_is_no_fault(shop: Street, missing: str) -> None:
    fields = {name: value for name, value in shop.message("有房吗").items() if name != missing}
    query, body = shop.sealed(shop.written(fields))
    status, content = await shop.post(query, body)
    assert status == 200
    assert (content == b"success") == (missing in ("ToUserName", "FromUserName", "MsgType"))


@pytest.mark.parametrize(
    "event",
    ["unsubscribe", "view", "location", "kf_close_session", "debug_demo", "card_pass_check", "x" * 3_000],
)
async def test_event_that_needs_no_answer_gets_none(shop: Street, event: str) -> None:
    fields = {**shop.message(""), "MsgType": "event", "Event": event}
    assert (await shop.push(fields)).text == ""
    await shop.honest_guest_is_served()
