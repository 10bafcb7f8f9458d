"""The API client against a real server that misbehaves: one token, bounded repetition, no secret told."""

from __future__ import annotations

import asyncio
import io
import logging
import traceback

import pytest
from aiohttp import web
from wechatpy.client import WeChatClient

from bot.wechat.client import WeChatApi
from bot.wechat.failures import Declined, Unanswered, Unreached
from bot.wechat.transport import open_session
from store.shared import MemoryShared
from store.world import World
from tests.wechat.fake import APP_ID, HANG_UP, OPENID, SECRET, StillMachine, connected

SEND = "message/custom/send"
TEMPLATE = "message/template/send"
KEY = f"wechat:token:{APP_ID}"


# The token


async def test_token_64_first_calls_fetch_one() -> None:
    async with connected() as on:
        await asyncio.gather(*(on.api.send_text(OPENID, str(number)) for number in range(64)))
        assert (on.fake.calls["stable_token"], on.fake.calls[SEND]) == (1, 64)


async def test_token_given_up_before_its_end() -> None:
    async with connected() as on:
        on.fake.expires_in = 7200
        await on.api.send_text(OPENID, "1")
        on.machine.now = 7200 - 300 - 61
        await on.api.send_text(OPENID, "2")
        assert on.fake.calls["stable_token"] == 1
        on.machine.now = 7200 - 299
        await on.api.send_text(OPENID, "3")
        assert on.fake.calls["stable_token"] == 2


async def test_token_refused_once_is_renewed_once() -> None:
    async with connected() as on:
        on.fake.valid = {"token-2"}
        assert await on.api.send_text(OPENID, "1") == {"errcode": 0, "errmsg": "ok", "msgid": 4711}
        assert (on.fake.calls["stable_token"], on.fake.calls[SEND]) == (2, 2)
        assert await on.store.get(KEY) == "token-2"


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_token_always_refused_two_calls(code: int) -> None:
    async with connected() as on:
        refusal = {"errcode": code, "errmsg": "invalid credential"}
        on.fake.plan(SEND, refusal, refusal, refusal)
        with pytest.raises(Declined) as raised:
            await on.api.send_text(OPENID, "1")
        assert raised.value.code == code
        assert (on.fake.calls["stable_token"], on.fake.calls[SEND]) == (2, 2)


async def test_token_refused_and_no_other_given() -> None:
    async with connected() as on:
        on.fake.valid = set()
        on.fake.tokens.clear()
        on.fake.tokens.append("token-1")
        for _ in range(3):
            with pytest.raises(Declined) as raised:
                await on.api.send_text(OPENID, "1")
            assert (raised.value.code, raised.value.at_token) == (40001, True)
        assert on.fake.calls[SEND] == 3
        assert on.fake.calls["stable_token"] <= 4  # no storm while the setting is wrong


async def test_token_renewed_by_another_process_is_used() -> None:
    async with connected() as on:
        source = on.api._tokens
        await on.store.set(KEY, "token-9", 60)
        assert await source.renew("token-1") == "token-9"
        assert on.fake.calls["stable_token"] == 0


async def test_token_64_calls_with_a_dead_token_renew_once() -> None:
    async with connected() as on:
        await on.store.set(KEY, "dead", 600)
        await asyncio.gather(*(on.api.send_text(OPENID, str(number)) for number in range(64)))
        assert on.fake.calls["stable_token"] == 1


async def test_token_wrong_secret() -> None:
    async with connected(secret="wrong-secret") as on:
        with pytest.raises(Declined) as raised:
            await on.api.send_text(OPENID, "1")
        assert (raised.value.code, raised.value.at_token) == (40125, True)
        assert (on.fake.calls["stable_token"], on.fake.calls[SEND]) == (1, 0)


async def test_token_answer_without_one() -> None:
    async with connected() as on:
        on.fake.plan("stable_token", {"hello": 1})
        with pytest.raises(Unanswered):
            await on.api.send_text(OPENID, "1")


# Repetition


async def test_send_text_no_answer_is_not_repeated() -> None:
    async with connected() as on:
        on.fake.plan(SEND, HANG_UP)
        with pytest.raises(Unanswered):
            await on.api.send_text(OPENID, "1")
        assert on.fake.calls[SEND] == 1


async def test_send_template_no_answer_is_repeated() -> None:
    async with connected() as on:
        on.fake.plan(TEMPLATE, HANG_UP, HANG_UP)
        answer = await on.api.send_template(OPENID, "T", {"thing1": "x"}, "id-1")
        assert answer["msgid"] == 4711
        assert [message["client_msg_id"] for message in on.fake.sent(TEMPLATE)] == ["id-1"] * 3


async def test_send_text_busy_is_repeated_with_growing_waits() -> None:
    async with connected() as on:
        busy = {"errcode": -1, "errmsg": "system busy"}
        on.fake.plan(SEND, busy, busy, busy, busy)
        with pytest.raises(Declined) as raised:
            await on.api.send_text(OPENID, "1")
        assert raised.value.code == -1
        assert on.fake.calls[SEND] == 4
        assert [int(wait * 2) for wait in on.machine.slept] == [1, 4, 16]
        assert sum(on.machine.slept) <= 10.5 * 1.25


@pytest.mark.parametrize("status", [500, 503])
async def test_send_text_server_error_is_repeated(status: int) -> None:
    async with connected() as on:
        on.fake.plan(SEND, status)
        await on.api.send_text(OPENID, "1")
        assert on.fake.calls[SEND] == 2


@pytest.mark.parametrize("status", [302, 404, 502, 504])
async def test_send_text_gateway_error_is_doubtful(status: int) -> None:
    async with connected() as on:
        on.fake.plan(SEND, status)
        with pytest.raises(Unanswered):
            await on.api.send_text(OPENID, "1")
        assert on.fake.calls[SEND] == 1


async def test_send_text_html_is_no_answer() -> None:
    async with connected() as on:
        on.fake.plan(SEND, web.Response(text="<html>Please log in to the airport's network</html>"))
        with pytest.raises(Unanswered):
            await on.api.send_text(OPENID, "1")


async def test_send_text_nobody_listens() -> None:
    machine = StillMachine()
    async with open_session() as session:
        store = MemoryShared(machine)
        await store.set(KEY, "token-1", 60)
        api = WeChatApi(APP_ID, SECRET, session, store, World(machine=machine), "http://127.0.0.1:1")
        with pytest.raises(Unreached):
            await api.send_text(OPENID, "1")
        assert len(machine.slept) == 3


# What is sent, and what is never told


async def test_send_text_raw_utf8() -> None:
    async with connected() as on:
        await on.api.send_text(OPENID, "房间好了👍\ud800")
        body = next(body for path, body in on.fake.bodies if path == SEND)
        assert "房间好了👍?".encode() in body


async def test_errors_tell_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with connected() as on:
        on.fake.plan(SEND, HANG_UP, 404, {"errcode": 40003, "errmsg": f"token-1 {SECRET} rid: 7"})
        told = []
        for _ in range(3):
            with pytest.raises((Declined, Unanswered)) as raised:
                await on.api.send_text(OPENID, "1")
            told.append("".join(traceback.format_exception(raised.value)))
        assert "40003: *** *** rid: 7" in told[2]
        told += [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
        assert [text for text in told if "token-1" in text or SECRET in text] == []


async def test_typing_refused_is_nothing() -> None:
    async with connected() as on:
        on.fake.plan("message/custom/typing", {"errcode": 45080, "errmsg": "no contact"})
        await on.api.typing(OPENID)
        await on.api.typing(OPENID, on=False)
        sent = on.fake.sent("message/custom/typing")
        assert [message["command"] for message in sent] == ["Typing", "CancelTyping"]


async def test_send_mass_text_known_already() -> None:
    async with connected() as on:
        on.fake.plan("message/mass/sendall", {"errcode": 45065, "errmsg": "exist", "msgid": 12})
        assert await on.api.send_mass_text(7, "新年好", "greeting-2027") == "12"


# wechatpy's own endpoint classes, awaited


async def test_endpoints_of_wechatpy() -> None:
    async with connected() as on:
        on.fake.plan("qrcode/create", {"ticket": "gQ==", "url": "http://weixin.qq.com/q/1"})
        on.fake.plan("tags/get", {"tags": [{"id": 1, "name": "staff"}]})
        on.fake.plan("user/info/batchget", {"user_info_list": [{"openid": OPENID}]})
        await on.api.menu.create({"button": [{"type": "click", "name": "订房", "key": "BOOK"}]})
        assert on.fake.sent("menu/create")[0]["button"][0]["name"] == "订房"
        assert (await on.api.qrcode.create({"action_name": "QR_STR_SCENE"}))["ticket"] == "gQ=="
        assert await on.api.tag.get() == [{"id": 1, "name": "staff"}]  # its result processor ran
        assert await on.api.user.get_batch([OPENID]) == [{"openid": OPENID}]
        with pytest.raises(Unanswered):
            await on.api.customservice.get_accounts()  # "ok" without a list
        assert on.api.qrcode.get_url("gQ==").endswith("ticket=gQ%3D%3D")


async def test_media_upload_multipart() -> None:
    async with connected() as on:
        on.fake.plan("media/upload", {"errcode": -1, "errmsg": "busy"}, {"media_id": "M"})
        for file in (b"\x89PNG", io.BytesIO(b"\x89PNG"), ("a.png", b"\x89PNG", "image/png")):
            assert (await on.api.media.upload("image", file)).get("media_id") in ("M", None)
        bodies = [body for path, body in on.fake.bodies if path == "media/upload"]
        assert [b"\x89PNG" in body and b'name="media"' in body for body in bodies] == [True] * 4


async def test_download_in_pieces_and_its_cap() -> None:
    async with connected() as on:
        picture = b"x" * 100_000
        on.fake.plan("media/get", *(web.Response(body=picture, content_type="image/jpeg") for _ in range(2)))
        pieces = [piece async for piece in on.api.download("m", 100_000)]
        assert b"".join(pieces) == picture
        with pytest.raises(Declined) as raised:
            [piece async for piece in on.api.download("m", 99_999)]
        assert raised.value.code == 40006


async def test_download_expired_and_refused_token() -> None:
    async with connected() as on:
        refused = {"errcode": 40001, "errmsg": "invalid credential"}
        on.fake.plan("media/get", refused, {"errcode": 40007, "errmsg": "invalid media_id"})
        with pytest.raises(Declined) as raised:
            [piece async for piece in on.api.download("m", 10)]
        assert raised.value.code == 40007
        assert (on.fake.calls["media/get"], on.fake.calls["stable_token"]) == (2, 2)


async def test_download_video_has_an_address_only() -> None:
    async with connected() as on:
        on.fake.plan("media/get", {"video_url": "http://a/b"})
        with pytest.raises(Declined):
            [piece async for piece in on.api.download("m", 10)]


def test_official_addresses_are_wechatpys() -> None:
    assert WeChatApi.API_BASE_URL == WeChatClient.API_BASE_URL == "https://api.weixin.qq.com/cgi-bin/"
