"""What kind of file some bytes are, by their first ones, which of them WeChat takes, and how large. Changes nothing."""

from __future__ import annotations

LARGEST = 2 << 20  # bytes; of pictures WeChat's page says 2 MB in one place and 10 MB in another
SENDABLE = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "voice": frozenset({"audio/amr", "audio/mpeg"}),
}

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
)
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}


def content_type(data: bytes) -> str:
    """The content type of a file; "" for one nobody here knows."""
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")
