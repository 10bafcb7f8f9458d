"""Reads on which floor somebody wants to sleep: 一楼, 低楼层, 顶楼, 1st floor, 2階. Pure; which room is where it does not know."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.numerals import ZH_NUMBER, number

LOW, HIGH = "low", "high"  # beside the number of a floor: "1", "12"
_NOT = re.compile(
    r"(?:不要|别|不想|不喜欢|不住|不能|除了)[^,，。.]{0,10}(?:楼|樓|层|層)|\b(?:not|avoid|no)\b[^,.]{0,24}floor|(?:楼|樓|层|層|階)[^,，。]{0,4}(?:不要|不行|除外|以外)"
)
_LOW = re.compile(
    r"(?:低|矮|底)(?:一点|一些|点|些)?的?(?:楼层|樓層|楼|樓|层|層)|(?:楼层|樓層|楼|樓)[^,，。]{0,3}(?:低|矮)|低層階|下の階|\b(?:low|lower) floors?\b"
)
_HIGH = re.compile(
    r"(?:高|顶|頂|最上)(?:一点|一些|点|些|面)?的?(?:楼层|樓層|楼|樓|层|層)|(?:楼层|樓層|楼|樓)[^,，。]{0,3}高|高層階|上の階|最上階|\b(?:high|higher|top|upper) floors?\b"
)
_GROUND = re.compile(r"\bground[ -]floor\b")
_NTH = re.compile(
    rf"(?<![第\d])(?:第)?({ZH_NUMBER})(?:楼|樓|层(?!楼)|層|階)|\b(\d{{1,2}})(?:st|nd|rd|th)[ -]floor\b|\bfloor (\d{{1,2}})\b|\b(first|second|third|fourth|fifth)[ -]floor\b"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
HIGHEST = 30  # of a guesthouse: what is above is no floor


def floor_wished(plain: str) -> str | None:
    """The floor a cleaned text names: its number, LOW or HIGH; None for none, or one that is not wanted."""
    if _NOT.search(plain):
        return None
    if _GROUND.search(plain):
        return "1"
    if _LOW.search(plain):
        return LOW
    if _HIGH.search(plain):
        return HIGH
    match = _NTH.search(plain)
    if match is None:
        return None
    said = next(group for group in match.groups() if group)
    found = _ORDINALS.get(said) or number(said)
    return str(found) if found is not None and 1 <= found <= HIGHEST else None
