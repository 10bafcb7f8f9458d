"""What we answer re-parses to what we meant, in every mode and both formats."""

from __future__ import annotations

import json
import time
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.inbound import Inbound
from bot.wechat.envelope import Mode, Opened, open_push, sign, unseal
from bot.wechat.fields import clean
from bot.wechat.messages import to_inbound
from bot.wechat.replies import JSON, SUCCESS, XML, render
from bot.wechat.texts import LIMIT, shorten, split_text
from tests.wechat.samples import GH, OPENID, RANDOM, TOKEN, account, plain_query, push, xml

NOW = 1714112450
PREVIOUS = "B" * 42 + "C"
MODES: tuple[tuple[Mode, str], ...] = (("plain", ""), ("compatible", "current"), ("safe", "previous"))


def asked(mode: Mode, key: str, as_json: bool) -> tuple[Inbound, Opened]:
    fields = {"ToUserName": GH, "FromUserName": OPENID, "CreateTime": "1", "MsgType": "text", "Content": "?"}
    content = json.dumps(fields).encode() if as_json else xml(**fields).encode()
    to = account(mode, PREVIOUS)
    query, body = plain_query(), content
    if key:
        query, body = push(content, to, key, as_json)  # type: ignore[arg-type]
    opened = open_push(to, query, body)
    inbound = to_inbound(opened.fields)
    assert inbound is not None
    assert (opened.key, opened.json) == (key, as_json)
    return inbound, opened


def seen(body: bytes, mode: Mode, opened: Opened) -> dict[str, object]:
    """The reply as WeChat reads it, its signature checked."""
    outer = _parsed(body, opened.json)
    if not opened.key:
        return outer
    cipher = str(outer["Encrypt"])
    assert outer["Nonce"] == opened.nonce
    assert outer["MsgSignature"] == sign(TOKEN, str(outer["TimeStamp"]), opened.nonce, cipher)
    return _parsed(unseal(account(mode, PREVIOUS), opened.key, cipher), opened.json)


def _parsed(body: bytes, as_json: bool) -> dict[str, object]:
    if as_json:
        parsed = json.loads(body)
        assert isinstance(parsed, dict)
        return parsed
    root = ElementTree.fromstring(body)  # noqa: S314 - our own words
    return {child.tag: child.text or "" for child in root}


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(("mode", "key"), MODES)
@given(text=st.text(st.characters(codec=None), max_size=200))
@example("a]]>b</Content><MsgType>image</MsgType>")
@example("]]>]]&gt;]]]]>>")
@example('"\\\r\n\x00\ud800\ufffe\uffff\U0010ffff')
@settings(max_examples=60)
def test_render_any_text(mode: Mode, key: str, as_json: bool, text: str) -> None:
    inbound, opened = asked(mode, key, as_json)
    content_type, body = render(inbound, text, opened, account(mode, PREVIOUS), NOW, RANDOM)
    if not clean(text).strip():
        assert (content_type, body) == SUCCESS
        return
    assert content_type == (JSON if as_json else XML)
    assert seen(body, mode, opened) == {
        "ToUserName": OPENID,
        "FromUserName": GH,
        "CreateTime": NOW if as_json else str(NOW),
        "MsgType": "text",
        "Content": clean(text),
    }


@pytest.mark.parametrize("text", [None, "", " \n", "\x00"])
def test_render_nothing_to_say(text: str | None) -> None:
    inbound, opened = asked("safe", "current", False)
    assert render(inbound, text, opened, account(), NOW, RANDOM) == ("text/plain; charset=utf-8", b"success")


def test_render_transfer_to_a_person() -> None:
    inbound, opened = asked("safe", "current", False)
    _, body = render(inbound, None, opened, account(), NOW, RANDOM, transfer=True)
    assert seen(body, "safe", opened)["MsgType"] == "transfer_customer_service"


def test_render_plain_xml_letter_for_letter() -> None:
    inbound, opened = asked("plain", "", False)
    _, body = render(inbound, "好", opened, account("plain"), NOW, RANDOM)
    assert body.decode() == (
        f"<xml><ToUserName><![CDATA[{OPENID}]]></ToUserName><FromUserName><![CDATA[{GH}]]></FromUserName>"
        f"<CreateTime>{NOW}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[好]]></Content></xml>"
    )


def test_render_long_text_is_cut() -> None:
    inbound, opened = asked("plain", "", False)
    _, body = render(inbound, "好" * 1000, opened, account("plain"), NOW, RANDOM)
    content = str(seen(body, "plain", opened)["Content"])
    assert (len(content.encode()), content[-1]) == (LIMIT - 2, "…")  # whole letters of three bytes


def test_safe_cycle_under_a_millisecond() -> None:
    """The hot path takes about 70 µs on a slow machine; ten times that would be a mistake in the code."""
    to = account()
    query, body = push(xml(MsgType="text", Content="明天还有房吗", MsgId="1").encode(), to)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        opened = open_push(to, query, body)
        inbound = to_inbound(opened.fields)
        assert inbound is not None
        render(inbound, "有的。" * 50, opened, to, NOW, RANDOM)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


# Texts

_PIECES = st.sampled_from(
    [
        "好",
        "a",
        " ",
        "\n",
        "\n\n",
        "。",
        "，",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "🇨🇳",
        "🇯🇵",
        "e\u0301",
        "❤️",
        "1️⃣",
        "<a href='x'>y</a>",
    ]
)


@given(text=st.text(max_size=400) | st.lists(_PIECES, max_size=120).map("".join), limit=st.integers(8, 120))
def test_split_text_any(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert "".join(parts) == clean(text)
    assert [part for part in parts if not 0 < len(part.encode()) <= limit] == []


@given(pieces=st.lists(_PIECES, max_size=150), limit=st.integers(60, 300))
def test_split_text_never_inside_a_character_or_link(pieces: list[str], limit: int) -> None:
    whole = set()
    length = 0
    for piece in pieces:
        whole.add(length)
        if piece.isspace():  # between two line breaks nothing is torn apart
            whole.update(range(length, length + len(piece)))
        length += len(piece)
    at = 0
    for part in split_text("".join(pieces), limit)[:-1]:
        at += len(part)
        assert at in whole


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 20, ()),
        ("abc", 20, ("abc",)),
        ("one two\n\nthree\nfour", 16, ("one two\n\n", "three\nfour")),
        ("one two\nthree four", 16, ("one two\n", "three four")),
        ("好的。明天见。再见", 24, ("好的。明天见。", "再见")),
        ("wait 3.5 hours. Then go", 18, ("wait 3.5 hours. ", "Then go")),
        ("abcdefghijklmnop", 8, ("abcdefgh", "ijklmnop")),
    ],
)
def test_split_text_where_a_reader_would(text: str, limit: int, parts: tuple[str, ...]) -> None:
    assert split_text(text, limit) == parts


def test_split_text_one_endless_character() -> None:
    assert [len(part.encode()) for part in split_text("e" + "\u0301" * 30, 20)] == [19, 20, 20, 2]


def test_split_text_impossible_limit() -> None:
    with pytest.raises(ValueError, match="two of the longest"):
        split_text("a", 7)


@given(text=st.text(max_size=300), limit=st.integers(8, 100))
def test_shorten_any(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short.encode()) <= limit
    assert short == clean(text) or short.endswith("…")


def test_shorten_keeps_a_family_together() -> None:
    assert shorten("abc👨‍👩‍👧‍👦def", 20) == "abc…"
