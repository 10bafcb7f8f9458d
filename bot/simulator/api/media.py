"""Temporary files: up, and down again within three days. Keeps them in memory only."""

from __future__ import annotations

from bot.simulator.api.call import ApiError, Call, File, Result
from bot.simulator.state import Media, State

FILM = "/film"
_MOST = {"image": 2 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}
_TYPES = {
    "image": {"image/jpeg", "image/png", "image/gif", "image/bmp"},
    "voice": {"audio/amr", "audio/mpeg", "audio/mp3"},
    "video": {"video/mp4"},
    "thumb": {"image/jpeg"},
}


def upload(state: State, call: Call) -> Result:
    """media/upload: the form field `media`, with a file name and a type that fits."""
    kind = call.query.get("type", "")
    if kind not in _MOST:
        raise ApiError(40004, "invalid media type")
    file = call.upload
    if file is None or not file.name:
        raise ApiError(41005, "media data missing")
    if file.content_type not in _TYPES[kind]:
        raise ApiError(40005, "invalid file type")
    if len(file.data) > _MOST[kind]:
        raise ApiError(40006, "invalid file size")
    media_id = state.keep_media(Media(kind, file.name, file.content_type, file.data, state.now()))
    named = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, named: media_id, "created_at": int(state.now().timestamp())}


def download(state: State, call: Call) -> Result:
    """media/get: the file itself; a video comes as the address of one."""
    media = state.find_media(call.query.get("media_id", ""))
    if media is None:
        raise ApiError(40007)
    if media.kind == "video":
        return {"video_url": f"{call.base}{FILM}?media_id={call.query['media_id']}"}
    return File(media.name, media.content_type, media.data)


def film(state: State, call: Call) -> Result:
    """The address of a film: on another machine in earnest, on this one here. It asks for no token."""
    media = state.find_media(call.query.get("media_id", ""))
    if media is None:
        raise ApiError(40007)
    return File(media.name, media.content_type, media.data)
