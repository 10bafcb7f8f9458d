"""Judges a passive reply as strictly as the contract reads: format, envelope, signature, names, length.

Gives what the phone shows, or says why the reply is a fault; never repairs anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from bot.simulator.account import Account
from bot.simulator.crypto import EnvelopeError, decrypt, signature
from bot.simulator.messages import Fields
from bot.simulator.seen import Link, Shown, text_shown
from bot.simulator.state import State

FAULT_TEXT = "该公众号提供的服务出现故障，请稍后再试"
TEXT_LIMIT = 2048  # bytes of UTF-8
_COMMON = {"ToUserName", "FromUserName", "CreateTime", "MsgType"}
_ONE_ARTICLE = {"text", "image", "voice", "video", "location"}
_MEDIA = {"image": "Image", "voice": "Voice", "video": "Video"}
_LABEL = {"image": "[图片]", "voice": "[语音]", "video": "[视频]"}


class MalformedError(ValueError):
    """The reply breaks the contract; the text says where. Caught by the courier, which shows FAULT_TEXT."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An acceptable reply. Both None/False: silence (`success` or nothing)."""

    shown: Shown | None = None
    transfer: bool = False  # transfer_customer_service


def judge(state: State, openid: str, pushed: Fields, nonce: str, body: bytes) -> Reply:
    """The reply in `body` to the message `pushed`. Raises MalformedError."""
    if body in {b"", b"success"}:
        return Reply()
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise MalformedError("not UTF-8") from error
    fields = _opened(state.account, _parsed(state.account, text), nonce)
    if fields.get("FromUserName") != state.account.gh_id or fields.get("ToUserName") != openid:
        raise MalformedError("FromUserName and ToUserName must be the account and the person")
    if not str(fields.get("CreateTime", "")).isdigit():
        raise MalformedError("CreateTime is not a number of seconds")
    return _content(state, fields, str(pushed.get("MsgType", "")).lower())


def _opened(account: Account, outer: Mapping[str, object], nonce: str) -> Mapping[str, object]:
    if "Encrypt" not in outer:
        if account.mode == "safe":
            raise MalformedError("safe mode takes only encrypted replies")
        return outer
    if account.mode == "plain":
        raise MalformedError("plain mode takes no encrypted reply")
    if set(outer) != {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}:
        raise MalformedError("the envelope needs exactly Encrypt, MsgSignature, TimeStamp and Nonce")
    encrypted, stamp = str(outer["Encrypt"]), str(outer["TimeStamp"])
    if not stamp.isdigit() or outer["Nonce"] != nonce:
        raise MalformedError("TimeStamp must be a number and Nonce the pushed one")
    if outer["MsgSignature"] != signature(account.token, stamp, nonce, encrypted):
        raise MalformedError("MsgSignature is wrong")
    try:
        return _parsed(account, decrypt(account.aes_key, account.appid, encrypted))
    except EnvelopeError as error:
        raise MalformedError(str(error)) from error


def _parsed(account: Account, text: str) -> Mapping[str, object]:
    """The document as a mapping; the format is the one the account pushes in."""
    if account.format == "xml":
        return parse_xml(text)
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise MalformedError("not JSON, although the account pushes JSON") from error
    if not isinstance(fields, dict):
        raise MalformedError("not a JSON object")
    return fields


def parse_xml(text: str) -> Mapping[str, object]:
    """An `<xml>` document as nested mappings. Raises MalformedError for anything else, or a field twice."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise MalformedError("a document type is not allowed")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, and our own product's reply
    except ElementTree.ParseError as error:
        raise MalformedError(f"not well-formed XML: {error}") from error
    if root.tag != "xml":
        raise MalformedError("the root element is not <xml>")
    return _children(root)


def _children(element: ElementTree.Element) -> dict[str, object]:
    found: dict[str, object] = {}
    for child in element:
        value: object = _children(child) if len(child) else child.text or ""
        if child.tag == "item":
            items = found.setdefault("item", [])
            if isinstance(items, list):
                items.append(value)
            continue
        if child.tag in found:
            raise MalformedError(f"{child.tag} stands twice")
        found[child.tag] = value
    return found


def _content(state: State, fields: Mapping[str, object], pushed: str) -> Reply:
    kind, now = fields.get("MsgType"), state.now()
    if kind == "text":
        _only(fields, {"Content"})
        return Reply(_text(now, fields.get("Content")))
    if isinstance(kind, str) and kind in _MEDIA:
        _only(fields, {_MEDIA[kind]})
        return Reply(_media(state, kind, fields.get(_MEDIA[kind])))
    if kind == "music":
        _only(fields, {"Music"})
        return Reply(Shown(now, "passive", "[音乐]", kind))
    if kind == "news":
        _only(fields, {"ArticleCount", "Articles"})
        return Reply(_news(now, fields, 1 if pushed in _ONE_ARTICLE else 8))
    if kind == "transfer_customer_service":
        _only(fields, {"TransInfo"}, needed=False)
        return Reply(transfer=True)
    raise MalformedError(f"MsgType {kind!r} cannot be a passive reply")


def _only(fields: Mapping[str, object], own: set[str], *, needed: bool = True) -> None:
    extra, missing = set(fields) - _COMMON - own, own - set(fields) if needed else set()
    if extra or missing:
        raise MalformedError(f"fields too many {sorted(extra)}, missing {sorted(missing)}")


def _text(now: datetime, content: object) -> Shown:
    if not isinstance(content, str) or not content:
        raise MalformedError("Content is empty")
    size = len(content.encode())
    if size > TEXT_LIMIT:
        raise MalformedError(f"Content has {size} bytes, {TEXT_LIMIT} are allowed")
    return text_shown(now, "passive", content)


def _media(state: State, kind: str, part: object) -> Shown:
    media_id = part.get("MediaId") if isinstance(part, dict) else None
    if not isinstance(media_id, str) or state.find_media(media_id) is None:
        raise MalformedError("MediaId is not known")
    return Shown(state.now(), "passive", _LABEL[kind], kind, media_id=media_id)


def _news(now: datetime, fields: Mapping[str, object], limit: int) -> Shown:
    articles = fields["Articles"]
    items = articles.get("item") if isinstance(articles, dict) else articles
    if not isinstance(items, list) or not 1 <= len(items) <= limit:
        raise MalformedError(f"1 to {limit} articles are allowed here")
    if str(fields["ArticleCount"]) != str(len(items)):
        raise MalformedError("ArticleCount is wrong")
    links = tuple(Link(str(item.get("Title", "")), url=str(item.get("Url", ""))) for item in items)
    return Shown(now, "passive", "\n".join(f"【{link.label}】" for link in links), "news", links)
