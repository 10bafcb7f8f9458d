"""Tells of an English text whether 2/11 is the second of November, and writes such days as nov 2. Alone they stay as they are."""

from __future__ import annotations

import re

from bot.understanding.day_frame import MONTHS

_PAIR = r"(?<![\d/.:])(?!24/7\b)(0?[1-9]|[12]\d|3[01])/(0?[1-9]|[12]\d|3[01])(?:/(20\d\d|2\d))?(?![\d/]|\.\d| (?:of|cup)\b)"
_SLASHED = re.compile(_PAIR)
_NIGHTS = re.compile(r"\b(\d{1,2}) ?(?:nights?|n)\b")
# Dots part days and months only in Europe, where the day comes first: 28.10., 3.12.-5.12.
_DOTTED = re.compile(r"(?<![\d/.:,])([12]\d|3[01]|0?[1-9])\.(1[0-2]|0?[1-9])\.(?!\d)")
_UNFINISHED = re.compile(
    r"(?<![\d/.:,])([12]\d|3[01]|0?[1-9])\.?(?= ?(?:-|to|until|till) ?(?:[12]\d|3[01]|0?[1-9])\.(1[0-2]|0?[1-9])\.(?!\d))"
)


def slashes_as_read(plain: str) -> str:
    """The text, its days in figures with their month named where the day comes first."""
    plain = _UNFINISHED.sub(_named, plain)
    plain = _DOTTED.sub(_named, plain)
    pairs = [(int(match[1]), int(match[2])) for match in _SLASHED.finditer(plain)]
    years = any(match[3] and len(match[3]) == 4 for match in _SLASHED.finditer(plain))
    return _SLASHED.sub(_named, plain) if _day_first(pairs, plain, years=years) else plain


def _day_first(pairs: list[tuple[int, int]], plain: str, *, years: bool) -> bool:
    """What the days beside each other tell: 28/11 to 2/12, 3/12 to 5/12, 2/11 and 2/14 of three nights."""
    if any(month > 12 for _, month in pairs):
        return False
    if any(day > 12 for day, _ in pairs) or (pairs and years):
        return True
    if len(pairs) < 2:
        return False
    (day, month), (last_day, last_month) = pairs[:2]
    told = _NIGHTS.search(plain)
    if told and day == last_day and last_month - month == int(told[1]):
        return False
    return month == last_month and day != last_day


def _named(match: re.Match[str]) -> str:
    day, month = int(match[1]), int(match[2])
    year = match[3] if match.re is _SLASHED else None
    if not 1 <= month <= 12:
        return match[0]
    return f"{MONTHS[month - 1]} {day}" + (f" {year if len(year) == 4 else '20' + year}" if year else "")
