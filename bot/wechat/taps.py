"""Writes choices as links a guest can tap into a text, where it still fits; else the digits stand as they are.

The links go below or around words that are there already: nothing is said by them alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.flows.choosing import Tap
from bot.wechat.fields import clean
from bot.wechat.texts import LIMIT

_UNSAFE = re.compile(
    r"[\"'&=#<>%?\s]"
)  # would end the link or its part; whether phones decode %XX is told nowhere
_BESIDE = "　　"


def linked(text: str, taps: Sequence[Tap]) -> str:
    """`text` with its numbered lines as links and a yes and no below it; as it was when that is too long."""
    lines = text.split("\n")
    for tap in taps:
        at = _last_line(lines, tap.number) if tap.number else None
        if at is not None:
            lines[at] = _link(lines[at], tap)
    below = _BESIDE.join(_link(tap.says, tap) for tap in taps if not tap.number)
    written = "\n".join([*lines, below] if below else lines)
    return written if len(clean(written).encode()) <= LIMIT else text


def _last_line(lines: Sequence[str], number: int) -> int | None:
    """Where the newest list has this number; None where it has it not."""
    start = f"{number} "
    return next((at for at in range(len(lines) - 1, -1, -1) if lines[at].startswith(start)), None)


def _link(label: str, tap: Tap) -> str:
    says, name = _UNSAFE.sub("", tap.says), _UNSAFE.sub("", tap.id)
    shown = label.translate({ord("<"): "＜", ord(">"): "＞"})
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={says}&msgmenuid={name}">{shown}</a>'
