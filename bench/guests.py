"""The guests of the bench and what WeChat would post for them: signed, encrypted, each message with a number of its own."""

from __future__ import annotations

import os
import time

from bot.wechat.envelope import Account, seal, sign

ACCOUNT = Account(
    app_id="wx0123456789abcdef",
    token="bench",  # noqa: S106 - of no account
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    mode="safe",
)
GH = "gh_0123456789ab"
CONNECTIONS = 32
A_CONNECTION = 8  # guests who share one: each guest waits for an answer before writing again
GUESTS = CONNECTIONS * A_CONNECTION
ASKED = "我的订单"


def openid(guest: int) -> str:
    """The guest's openid, in the form of real ones."""
    return f"oBENCH{guest:022d}"


def requests_for(connection: int, first: int, count: int) -> list[bytes]:
    """`count` whole HTTP requests for one connection, in the order of sending; `first` begins their numbers."""
    return [
        _request(openid(connection * A_CONNECTION + number % A_CONNECTION), first + number)
        for number in range(count)
    ]


def _request(person: str, number: int) -> bytes:
    now = int(time.time())  # noqa: TID251 - the bench plays WeChat, whose clock is the machine's
    message = (
        f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{person}]]></FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{ASKED}]]></Content><MsgId>{number}</MsgId></xml>"
    )
    cipher = seal(ACCOUNT, "current", message.encode(), os.urandom(16))
    stamp, nonce = str(now), str(number % 10**10)
    query = (
        f"signature={sign(ACCOUNT.token, stamp, nonce)}&timestamp={stamp}&nonce={nonce}&openid={person}"
        f"&encrypt_type=aes&msg_signature={sign(ACCOUNT.token, stamp, nonce, cipher)}"
    )
    body = f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode()
    head = (
        f"POST /wechat?{query} HTTP/1.1\r\nHost: bench\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
