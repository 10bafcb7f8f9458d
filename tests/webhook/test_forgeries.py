"""What is not WeChat's own gets 403 and nothing else, and the next honest guest is served."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
import pytest

import bot.webhook
from bot.simulator.crypto import encrypt, signature
from tests.webhook.kit import Street, with_key

BOMB = (
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(8))
    + "]><xml><Content>&a7;</Content></xml>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><MsgType>text</MsgType><Content>&f;</Content></xml>'
DEEP = "<xml>" + "<a>" * 5_000 + "</a>" * 5_000 + "</xml>"
WIDE = "<xml>" + "<a/>" * 9_000 + "</xml>"

Query = dict[str, str]
Spoil = Callable[[Query, bytes], tuple[Query, bytes]]


def without(name: str) -> Spoil:
    return lambda query, body: ({key: value for key, value in query.items() if key != name}, body)


def instead(**values: str) -> Spoil:
    return lambda query, body: ({**query, **values}, body)


def body_of(content: bytes) -> Spoil:
    return lambda query, _: (query, content)


SPOILS: dict[str, Spoil] = {
    "no signature": without("msg_signature"),
    "empty signature": instead(msg_signature=""),
    "wrong signature": instead(msg_signature="0" * 40),
    "signature that is no ASCII": instead(msg_signature="签名"),
    "no query at all": lambda _, body: ({}, body),
    "another time": instead(timestamp="1796090401"),
    "another nonce": instead(nonce="987654321"),
    "truncated": lambda query, body: (query, body[: len(body) // 2]),
    "ciphertext cut": lambda query, body: (query, body.replace(b"]]></Encrypt>", b"", 1)),
    "one letter changed": lambda query, body: (
        query,
        body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A", 1),
    ),
    "empty body": body_of(b""),
    "not UTF-8": body_of("<xml><Encrypt>你好</Encrypt></xml>".encode("gbk")),
    "no XML": body_of(b"hello=world"),
    "JSON of nothing": body_of(b"[]"),
    "entity bomb": body_of(BOMB.encode()),
    "external entity": body_of(OUTSIDE.encode()),
    "a thousand deep": body_of(DEEP.encode()),
    "nine thousand wide": body_of(WIDE.encode()),
    "JSON a thousand deep": body_of(b'{"a":' * 1_000 + b"1" + b"}" * 1_000),
}


@pytest.mark.parametrize("name", SPOILS)
async def test_spoilt_push_is_forbidden(shop: Street, name: str) -> None:
    query, body = SPOILS[name](*shop.sealed(shop.written(shop.message("有房吗"))))
    assert await shop.post(query, body) == (403, b"")
    assert await shop.count("inbox") == 0
    await shop.honest_guest_is_served()


async def test_push_of_another_account_is_forbidden(shop: Street) -> None:
    """The right token and key, but the ciphertext names another app."""
    secret = encrypt(
        shop.account.aes_key, "wx_somebody_else00", shop.written(shop.message("有房吗")), b"0" * 16
    )
    query = shop.signed()
    query["msg_signature"] = signature(shop.account.token, query["timestamp"], query["nonce"], secret)
    body = f"<xml><Encrypt><![CDATA[{secret}]]></Encrypt></xml>".encode()
    assert await shop.post({**query, "encrypt_type": "aes"}, body) == (403, b"")
    await shop.honest_guest_is_served()


async def test_push_with_another_key_is_forbidden(shop: Street) -> None:
    honest = shop.account
    shop.platform.account = with_key(honest, "Z" * 42 + "0")
    query, body = shop.sealed(shop.written(shop.message("有房吗")))
    shop.platform.account = honest
    assert await shop.post(query, body) == (403, b"")
    await shop.honest_guest_is_served()


@pytest.mark.parametrize("hint", [{}, {"encrypt_type": "raw"}, {"encrypt_type": "aes"}])
async def test_plain_push_in_safe_mode_is_forbidden(shop: Street, hint: Query) -> None:
    """A downgrade: signed like an old plain push, which anybody who saw one query can repeat."""
    body = shop.written(shop.message("有房吗")).encode()
    assert await shop.post({**shop.signed(), **hint}, body) == (403, b"")
    assert await shop.count("messages") == 0


async def test_entities_inside_the_envelope_are_not_read(shop: Street) -> None:
    """Signed and sealed, so it is taken; what cannot be read safely is answered by nothing."""
    for hostile in (BOMB, OUTSIDE, DEEP, WIDE):
        query, body = shop.sealed(hostile)
        assert await shop.post(query, body) == (200, b"success")
    assert await shop.count("messages") == 0
    await shop.honest_guest_is_served()


async def test_body_of_ten_megabytes_is_forbidden(shop: Street) -> None:
    """Refused at 64 KiB: the rest is never kept, whether the sender hears of it or is cut off."""
    query, _ = shop.sealed("<xml/>")
    huge = io.BytesIO(b"<xml>" + b"a" * 10_000_000 + b"</xml>")
    with suppress(aiohttp.ClientError):  # hung up on while still sending
        async with shop.session.post(shop.running.url, params=query, data=huge) as answer:
            assert answer.status == 403
    await shop.honest_guest_is_served()


async def test_slow_sender_is_cut_off(shop: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that never ends holds nothing up, and nobody else."""
    monkeypatch.setattr(bot.webhook, "READ_SECONDS", 0.1)
    url = urlsplit(shop.running.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(b"POST /wechat HTTP/1.1\r\nHost: house\r\nContent-Length: 4000\r\n\r\n<xml>")
    await shop.honest_guest_is_served()
    assert (await reader.readline()).startswith(b"HTTP/1.1 403 ")
    writer.close()
    await writer.wait_closed()


async def test_handshake_of_a_stranger_is_forbidden(shop: Street) -> None:
    assert await shop.platform.verify_url()
    for query in ({}, {"echostr": "42"}, {**shop.signed(), "signature": "0" * 40, "echostr": "42"}):
        async with shop.session.get(shop.running.url, params=query) as answer:
            assert (answer.status, await answer.read()) == (403, b"")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_refused(shop: Street, method: str) -> None:
    async with shop.session.request(method, shop.running.url, params=shop.signed()) as answer:
        assert answer.status == 405
