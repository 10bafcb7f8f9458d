"""WeCom's group robot: texts and pictures into one group, twenty a minute. Knows no other kind of message."""

from __future__ import annotations

import base64
import binascii
import hashlib

from bot.simulator.api.call import OK, ApiError, Call, Result, part_in, text_in
from bot.simulator.seen import Shown, group_shown
from bot.simulator.state import Media, State

A_MINUTE, MINUTE = 20, 60.0
LARGEST = 2 << 20
LONGEST = 2048  # bytes; WeCom cuts without a word, here it is refused so that a test sees it


def send(state: State, call: Call) -> Result:
    """webhook/send."""
    if not state.robot_key or call.query.get("key") != state.robot_key:
        raise ApiError(93000, "invalid webhook url, hint: [simulator]")
    if state.robot_left:
        raise ApiError(93008, "not in group")
    kind = text_in(call.body, "msgtype", 40008)
    if kind not in ("text", "image"):
        raise ApiError(40008, "invalid message type")
    text = _text(call) if kind == "text" else ""
    picture = _picture(call) if kind == "image" else None
    now = state.world.machine.seconds()
    state.robot_calls = [at for at in state.robot_calls if now - at < MINUTE]
    if len(state.robot_calls) >= A_MINUTE:
        raise ApiError(45009, "api freq out of limit")
    state.robot_calls.append(now)
    if picture is None:
        state.show_group(group_shown(state.now(), text))
    else:
        state.group_pictures.append(picture)
        state.show_group(_picture_shown(state, picture))
    return dict(OK)


def _picture_shown(state: State, picture: bytes) -> Shown:
    kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    media_id = state.keep_media(Media("image", "group", kind, picture, state.now()))
    return Shown(state.now(), "service", "[图片]", "image", media_id=media_id)


def _text(call: Call) -> str:
    content = text_in(part_in(call.body, "text", 44004), "content", 44004)
    if len(content.encode()) > LONGEST:
        raise ApiError(40058, "text exceeds the limit")
    return content


def _picture(call: Call) -> bytes:
    """The bytes of a picture whose sum is right. Raises ApiError."""
    part = part_in(call.body, "image", 40008)
    try:
        picture = base64.b64decode(text_in(part, "base64", 40008), validate=True)
    except binascii.Error as error:
        raise ApiError(301019, "media file is no base64") from error
    if hashlib.md5(picture, usedforsecurity=False).hexdigest() != text_in(part, "md5", 40008):
        raise ApiError(301019, "media file md5 not match")
    if not picture.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        raise ApiError(40009, "invalid image type")
    if len(picture) > LARGEST:
        raise ApiError(40009, "invalid image size")
    return picture
