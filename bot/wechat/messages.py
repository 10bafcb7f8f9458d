"""Turns the fields of a push into an Inbound: every message and event, known or not.

Never raises for what WeChat sends, never trusts the query's openid. wechatpy's `parse_message` is not used:
it raises for a missing or doubled MsgType, reads no JSON, strips blanks and hides `bizmsgmenuid`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.inbound import Inbound, Kind
from bot.wechat.fields import Field, Fields
from store.people import Address

CHANNEL = "wechat"

_KINDS: dict[str, Kind] = {
    "text": "text",
    "image": "image",
    "voice": "voice",
    "video": "video",
    "shortvideo": "video",
    "location": "location",
    "link": "link",
}
_STICKER = "【收到不支持的消息类型"  # how a sticker arrives: as a text nobody wrote
_FOLLOWED_AFTER_PAYING = "last_trade_no_"
_SCENE = "qrscene_"
_LATEST = 4_102_444_800  # 2100-01-01: far enough to be absurd, near enough for arithmetic
_MOST_DETAILS = 60

# Fields that have a place of their own in Inbound, or none at all (openids stand in addresses only).
_PLACED = frozenset(
    {"tousername", "fromusername", "createtime", "msgtype", "msgid", "event", "eventkey", "content"}
    | {"mediaid", "encrypt", "openid"}
)


def to_inbound(fields: Fields) -> Inbound | None:
    """The message or event in `fields`; None for what is neither, to be answered with `success`.

    `sent_at` is WeChat's own time stamp, held between 1970 and 2100; a caller that opens a reply window
    should not let it lie in the future.
    """
    message_type = _word(fields, "MsgType")
    account = _scalar(fields, "ToUserName").strip()
    person = _person(fields)
    if not (message_type and account and person):
        return None
    address = Address(CHANNEL, account, person)
    if message_type == "event":
        return _event(fields, address)
    return _message(fields, address, _KINDS.get(message_type, "other"))


def _message(fields: Fields, address: Address, kind: Kind) -> Inbound:
    text = _scalar(fields, "Content") if kind == "text" else ""
    if kind == "voice" and (
        heard := _scalar(fields, "Recognition").strip()
    ):  # where WeChat still writes it down
        kind, text = "text", heard
    if text.startswith(_STICKER):
        kind, text = "other", ""
    menu_id = _scalar(fields, "bizmsgmenuid").strip() if kind == "text" else ""
    return Inbound(
        key=_message_key(fields, address),
        address=address,
        kind=kind,
        sent_at=_moment(fields),
        text=text,
        media_id=_scalar(fields, "MediaId").strip(),
        tapped=bool(menu_id),
        choice=menu_id,
        details=_details(fields),
    )


def _event(fields: Fields, address: Address) -> Inbound:
    event = _word(fields, "Event")
    raw_key = _scalar(fields, "EventKey")
    details = _details(fields)
    event_key = raw_key.removeprefix(_SCENE)
    if event == "subscribe" and raw_key.startswith(_FOLLOWED_AFTER_PAYING):
        event_key = ""
        details["TradeNo"] = raw_key.removeprefix(_FOLLOWED_AFTER_PAYING)
    return Inbound(
        key=_event_key(fields, address, event, raw_key),
        address=address,
        kind="event" if event else "other",
        sent_at=_moment(fields),
        event=event,
        event_key=event_key,
        details=details,
    )


def _message_key(fields: Fields, address: Address) -> str:
    message_id = (_scalar(fields, "MsgId") or _scalar(fields, "MsgID")).strip()
    if message_id.strip("0"):
        return _digest("m", address.account, message_id)
    names = ("CreateTime", "MsgType", "MediaId", "Content")
    return _digest("n", address.account, address.external_id, *(_scalar(fields, name) for name in names))


def _event_key(fields: Fields, address: Address, event: str, raw_key: str) -> str:
    job = next((value for name, value in _leaves(fields) if name.lower() == "msgid"), "")
    moment = _scalar(fields, "CreateTime").strip()
    return _digest("e", address.account, address.external_id, moment, event, raw_key, job)


def _digest(sort: str, *parts: str) -> str:
    """A key that names no person. Each part goes in with its length, so that no two lists meet."""
    data = "".join(f"{len(part)}:{part}" for part in parts)
    return f"{sort}:{hashlib.sha256(data.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _person(fields: Fields) -> str:
    """Who did it. A withdrawn permission names its person in OpenID, and not in FromUserName."""
    if _word(fields, "Event") in ("user_authorization_revoke", "user_authorization_cancellation"):
        named = _scalar(fields, "OpenID") or _scalar(fields, "openid")
        if named.strip():
            return named.strip()
    return _scalar(fields, "FromUserName").strip()


def _moment(fields: Fields) -> datetime:
    try:
        seconds = int(_scalar(fields, "CreateTime").strip()[:20])
    except ValueError:
        seconds = 0
    return datetime.fromtimestamp(min(max(seconds, 0), _LATEST), UTC)


def _word(fields: Fields, name: str) -> str:
    return _scalar(fields, name).strip().lower()


def _scalar(fields: Fields, name: str) -> str:
    """The text of a field; of several of one name the first; "" for none or for a nested one."""
    value: Field = fields.get(name, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _details(fields: Fields) -> dict[str, str]:
    """What is left, flat: leaves by their own name, those of an array's second item as ``Name.2``."""
    details: dict[str, str] = {}
    top = {name for name in fields if name.lower() in _PLACED and name != "MsgID"}
    for name, value in _leaves({name: value for name, value in fields.items() if name not in top}):
        if len(details) == _MOST_DETAILS:
            break
        if value:
            details.setdefault(name, value)
    return details


def _leaves(field: Field | Fields, name: str = "", suffix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(field, str):
        yield name + suffix, field
    elif isinstance(field, list):
        for index, inner in enumerate(field, 1):
            yield from _leaves(inner, name, f"{suffix}.{index}" if index > 1 else suffix)
    else:
        for inner_name, inner in field.items():
            yield from _leaves(inner, inner_name, suffix)
