"""The messages and events WeChat pushes: their fields by kind, and both wire formats. Never sends anything.

The fields are those of the vendor's documents; common ones (ToUserName …) are added by the courier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | int | Mapping[str, Value] | Sequence[Value]"
Fields: TypeAlias = Mapping[str, Value]

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"  # what a sticker arrives as
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def text(content: str, menu_id: str | None = None) -> Fields:
    """A typed text; with `menu_id` the tap on a message menu, which arrives as a text too."""
    tapped = {"bizmsgmenuid": menu_id} if menu_id else {}
    return {"MsgType": "text", "Content": content, **tapped}


def image(media_id: str, url: str) -> Fields:
    return {"MsgType": "image", "PicUrl": url, "MediaId": media_id}


def voice(media_id: str, media_id_16k: str, heard: str = "") -> Fields:
    """A voice message: the recognition field is there and empty, as it has been since 2023."""
    return {
        "MsgType": "voice",
        "MediaId": media_id,
        "Format": "amr",
        "MediaId16K": media_id_16k,
        "Recognition": heard,
    }


def video(media_id: str, thumb_id: str, *, short: bool = False) -> Fields:
    return {"MsgType": "shortvideo" if short else "video", "MediaId": media_id, "ThumbMediaId": thumb_id}


def location(latitude: float, longitude: float, label: str) -> Fields:
    return {
        "MsgType": "location",
        "Location_X": f"{latitude:.6f}",
        "Location_Y": f"{longitude:.6f}",
        "Scale": "15",
        "Label": label,
    }


def link(title: str, description: str, url: str) -> Fields:
    return {"MsgType": "link", "Title": title, "Description": description, "Url": url}


def event(name: str, key: str | None = None, **more: Value) -> Fields:
    """Any event: subscribe, unsubscribe, SCAN, CLICK, kf_create_session, user_authorization_revoke …"""
    keyed = {} if key is None else {"EventKey": key}
    return {"MsgType": "event", "Event": name, **keyed, **more}


def scanned_in_chat(waits: bool, key: str, result: str) -> Fields:
    """A menu button that scanned a code: scancode_waitmsg or scancode_push."""
    info = {"ScanType": "qrcode", "ScanResult": result}
    return event("scancode_waitmsg" if waits else "scancode_push", key, ScanCodeInfo=info)


def pictures_chosen(name: str, key: str, md5s: Sequence[str]) -> Fields:
    """pic_sysphoto, pic_photo_or_album or pic_weixin; the images follow as messages of their own."""
    listed: Value = {"item": [{"PicMd5Sum": md5} for md5 in md5s]}
    return event(name, key, SendPicsInfo={"Count": len(md5s), "PicList": listed})


def place_chosen(key: str, latitude: float, longitude: float, label: str, poi: str = "") -> Fields:
    info = {
        "Location_X": f"{latitude:.6f}",
        "Location_Y": f"{longitude:.6f}",
        "Scale": "15",
        "Label": f" {label}",
        "Poiname": poi,
    }
    return event("location_select", key, SendLocationInfo=info)


def notice_asked(template_id: str, accepted: bool) -> Fields:
    """The person answered the box that asks for one notice."""
    row = {
        "TemplateId": template_id,
        "SubscribeStatusString": "accept" if accepted else "reject",
        "PopupScene": "2",
    }
    return event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": [row]})


def notice_sent(template_id: str, msg_id: int, error: int = 0) -> Fields:
    row = {
        "TemplateId": template_id,
        "MsgID": str(msg_id),
        "ErrorCode": str(error),
        "ErrorStatus": "success" if not error else "failed",
    }
    return event("subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": [row]})


def notice_switched_off(template_id: str) -> Fields:
    row = {"TemplateId": template_id, "SubscribeStatusString": "reject"}
    return event("subscribe_msg_change_event", SubscribeMsgChangeEvent={"List": [row]})


def to_xml(fields: Fields) -> str:
    """The XML body: strings in CDATA, numbers bare, lists as repeated elements."""
    return "<xml>" + "".join(f"\n{_element(name, value)}" for name, value in fields.items()) + "\n</xml>"


def to_json(fields: Fields) -> str:
    """The JSON body. The three notice events carry their list at the top there, one alone as an object."""
    flat: dict[str, Value] = {}
    for name, value in fields.items():
        if name.startswith("SubscribeMsg") and isinstance(value, Mapping):
            rows = value["List"]
            flat["List"] = rows[0] if isinstance(rows, list) and len(rows) == 1 else rows
        else:
            flat[name] = value
    return json.dumps(flat, ensure_ascii=False)


def _element(name: str, value: Value) -> str:
    if isinstance(value, str):
        return f"<{name}><![CDATA[{_cdata(value)}]]></{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, Mapping):
        inner = "".join(_element(key, part) for key, part in value.items())
        return f"<{name}>{inner}</{name}>"
    return "".join(_element(name, part) for part in value)


def _cdata(value: str) -> str:
    return _ILLEGAL.sub("", value).replace("]]>", "]]]]><![CDATA[>")
