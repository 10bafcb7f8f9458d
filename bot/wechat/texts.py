"""Fits texts into WeChat's 2,000 bytes: cuts where a reader would, never inside a character or a link.

Never changes a word; knows nothing of messages.
"""

from __future__ import annotations

import re
import unicodedata

from bot.wechat.fields import clean

LIMIT = 2000  # bytes of UTF-8; WeChat was measured to take 2,048

_BREAKS = (
    re.compile(r"\n[ \t]*\n\s*"),  # paragraphs
    re.compile(r"\n"),
    re.compile(r"[。！？!?；;…]+[”’」』）)\]】]*\s*|\.\s+"),  # sentences
    re.compile(r"[，、,：:]\s*|\s+"),
)
_LINK = re.compile(r"<a\b[^>]*>.*?</a>", re.DOTALL | re.IGNORECASE)
_JOINER = "\u200d"


def split_text(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """`text` in parts of at most `limit` bytes (at least 8). Joined they are the cleaned text again."""
    if limit < 8:
        raise ValueError("a part must hold at least two of the longest characters")
    text = clean(text)
    links = [match.span() for match in _LINK.finditer(text)]
    parts = []
    start = 0
    while start < len(text):
        end = _reach(text, start, limit)
        if end < len(text):
            end = _best_cut(text, start, end, links)
        parts.append(text[start:end])
        start = end
    return tuple(parts)


def shorten(text: str, limit: int = LIMIT, mark: str = "…") -> str:
    """`text` cleaned, and cut with `mark` at its end if it is longer than `limit` bytes."""
    text = clean(text)
    if len(text.encode()) <= limit:
        return text
    end = _reach(text, 0, max(limit - len(mark.encode()), 0))
    return text[: _whole(text, 0, end)].rstrip() + mark


def _reach(text: str, start: int, limit: int) -> int:
    """How far `limit` bytes from `start` go, in whole code points."""
    return start + len(text[start : start + limit].encode()[:limit].decode("utf-8", "ignore"))


def _best_cut(text: str, start: int, end: int, links: list[tuple[int, int]]) -> int:
    least = start + (end - start) // 3  # a part should not be a crumb
    for pattern in _BREAKS:
        cuts = [match.end() for match in pattern.finditer(text, least, end)]
        for cut in reversed(cuts):
            if _may_cut(text, cut) and not _inside(links, cut):
                return cut
    whole = _whole(text, start, end)
    around = next((first for first, last in links if first < whole < last), start)
    return around if around > start else whole


def _whole(text: str, start: int, end: int) -> int:
    """The last place up to `end` between two characters; `end` itself where one character fills it all."""
    cut = end
    while cut > start and not _may_cut(text, cut):
        cut -= 1
    return cut if cut > start else end


def _inside(links: list[tuple[int, int]], cut: int) -> bool:
    return any(first < cut < last for first, last in links)


def _may_cut(text: str, at: int) -> bool:
    """Whether what stands before and after `at` are two characters to a reader (emoji sequences are one)."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or _extends(after):
        return False
    if _is_flag_half(before) and _is_flag_half(after):
        first = at
        while first > 0 and _is_flag_half(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 0
    return not (before == "\r" and after == "\n")


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")  # marks, keycaps, variation selectors
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # the tags of regional flags
        or "\u1160" <= char <= "\u11ff"  # vowels and finals of decomposed Korean
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
