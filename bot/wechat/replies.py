"""Writes the passive reply: what goes back in the answer to a push, in its own format and key.

Never lets a text break out of its place, and never sends an empty message: nothing to say is `success`.
"""

from __future__ import annotations

import json

from bot.inbound import Inbound
from bot.wechat.envelope import Account, Opened, seal, sign
from bot.wechat.fields import clean
from bot.wechat.texts import LIMIT, shorten

XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
SUCCESS = ("text/plain; charset=utf-8", b"success")

Value = str | int


def render(
    inbound: Inbound,
    text: str | None,
    opened: Opened,
    account: Account,
    now_seconds: int,
    random16: bytes,
    *,
    transfer: bool = False,
) -> tuple[str, bytes]:
    """The Content-Type and body of the response.

    `text` None or blank is `success`; a text over 2,000 bytes is cut, so split it before. With `transfer` and
    no text the chat goes to WeChat's customer-service console. `now_seconds` is Unix time,
    `random16` 16 fresh bytes.
    """
    text = shorten(text or "", LIMIT)
    head: dict[str, Value] = {
        "ToUserName": inbound.address.external_id,
        "FromUserName": inbound.address.account,
        "CreateTime": now_seconds,
    }
    if text.strip():
        content = _write({**head, "MsgType": "text", "Content": text}, opened.json)
    elif transfer:
        content = _write({**head, "MsgType": "transfer_customer_service"}, opened.json)
    else:
        return SUCCESS
    if opened.key:
        content = _encrypted(content, opened, account, now_seconds, random16)
    return (JSON if opened.json else XML), content


def _encrypted(content: bytes, opened: Opened, account: Account, now_seconds: int, random16: bytes) -> bytes:
    cipher = seal(account, opened.key, content, random16)
    envelope: dict[str, Value] = {
        "Encrypt": cipher,
        "MsgSignature": sign(account.token, str(now_seconds), opened.nonce, cipher),
        "TimeStamp": now_seconds,
        "Nonce": opened.nonce,
    }
    return _write(envelope, opened.json)


def _write(values: dict[str, Value], as_json: bool) -> bytes:
    if as_json:
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    inner = "".join(f"<{name}>{_xml(value)}</{name}>" for name, value in values.items())
    return f"<xml>{inner}</xml>".encode()


def _xml(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    return "<![CDATA[" + clean(value).replace("]]>", "]]]]><![CDATA[>") + "]]>"
