"""Tells hours that stand beside the one that is meant: what time it is, when one leaves. It chooses none."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

# 现在五点二十了, 现在才两点.
_NOW_IS = re.compile(
    r"(?:现在|这会儿?|此刻)(?:才|都|已经|快)+(?:快|到)?$|(?:看|睡|等)到(?:现在)?(?:都|已经)$"
)
_NOW = re.compile(r"(?:现在|这会儿?)(?:是)?$|^$|[,。;!?…]$")
_HOUR_STRUCK = re.compile(r"(?:多|半|过)?了(?=$|[,。;!?…还怎都])")
# The hour after which luggage stays: 十二点退房后行李放到六点; the one for which somebody is woken: 九点的车,八点叫我.
LEFT_THEN = re.compile(r"(?:就|得|要|我们?)*退房?(?:之?后|以后|完|了|,)")
SETS_OUT = re.compile(
    r"(?:多|半|左右)?(?:我们?|咱们?)?(?:就|要|得)*(?:来?接我|的?(?:车|船|飞机|高铁|火车|航班)|出发|出门|走)"
)


def is_now(before: str, after: str) -> bool:
    """Whether the hour between these words is what the clock says now: 现在五点二十了."""
    return bool(_NOW_IS.search(before) or (_NOW.search(before) and _HOUR_STRUCK.match(after)))


_SAID = re.compile(
    r"\b(?:said|say|says|told|wrote|written|booked|planned|ordered|asked for|wanted|agreed|arranged|fixed|thought|meant to|supposed to|was|were|had)"
    r"(?: (?:you|it|us|to|the|a|our|my|for|at|by|around|about|on|it's|it was|that|is|be|was|we|i|we'd|i'd|would|will|come|coming|arrive|arriving|arrival|check in|taxi|cab|car|driver|pickup|wake up call|today|tomorrow|□+))* $"
)
_BUT = re.compile(r"[^.?!]{0,40}?\b(?:but|now|sorry|instead|actually|unfortunately|however|changed|rather)\b")


def was_said(before: str, after: str) -> bool:
    """Whether the hour is what was told once, and another one is told now: we said 5 pm but we come at 6.30."""
    return bool(_SAID.search(before) and _BUT.match(after))


_ASKED_AT = (
    ("service_transport", re.compile(r"\b(?:taxi|cab|car|driver|pickup|pick (?:me|us) up|shuttle|transfer|ride|lift)\b(?:(?!\b(?:flight|train|bus|plane|arriv\w*|lands?)\b)[^,.?!]){0,24}$")),
    ("wake_up_call", re.compile(r"\b(?:wake(?:up)?|waking|alarm)\b(?:(?!\b(?:flight|train|bus|plane|leave|taxi|breakfast)\b)[^,.?!]){0,24}$")),
    ("luggage", re.compile(r"\b(?:luggage|bags?|suitcases?|backpacks?)\b[^,.?!]{0,24}\b(?:until|till?|by) (?:about |around )?$")),
)  # fmt: skip


def asked_at(labels: frozenset[str], before: str) -> bool:
    """Whether the words before an hour tell what is asked for then: check out at 10:30 and need a taxi at 11."""
    return any(label in labels and words.search(before) for label, words in _ASKED_AT)
