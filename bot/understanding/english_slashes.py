"""Tells of an English text whether 2/11 is the second of November, and writes such days as nov 2. Alone they stay as they are."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.day_frame import MONTHS

_PAIR = r"(?<![\d/.:])(?!24/7\b)(0?[1-9]|[12]\d|3[01])/(0?[1-9]|[12]\d|3[01])(?:/(20\d\d|2\d))?(?![\d/]|\.\d| (?:of|cup)\b)"
_SLASHED = re.compile(_PAIR)
_NIGHTS = re.compile(r"\b(\d{1,2}) ?(?:nights?|n)\b")
# Dots part days and months only in Europe, where the day comes first: 28.10., 3.12.-5.12.
_DOTTED = re.compile(r"(?<![\d/.:,])([12]\d|3[01]|0?[1-9])\.(1[0-2]|0?[1-9])\.(?!\d)")
_DOTTED_RANGE = re.compile(  # 1.12 till 4.12
    r"(?<![\d/.:,])([12]\d|3[01]|0?[1-9])\.(1[0-2]|0?[1-9])( ?(?:-|to|until|till|,? (?:check ?-?)?out:?) ?)([12]\d|3[01]|0?[1-9])\.\2(?![\d.:/]| ?(?:km|hours?|hrs?|stars?|k|m|%|yuan|rmb)\b)"
)
_WITH_YEAR = re.compile(
    r"(?<![\d/.:,])([12]\d|3[01]|0?[1-9])\.(1[0-2]|0?[1-9])\.(2[5-9]|3\d)(?![\d.:/]|\s?(?:yuan|rmb))"
)
_UNFINISHED = re.compile(
    r"(?<![\d/.:,])([12]\d|3[01]|0?[1-9])\.?(?= ?(?:-|to|until|till) ?(?:[12]\d|3[01]|0?[1-9])\.(1[0-2]|0?[1-9])\.(?!\d))"
)


def slashes_as_read(plain: str) -> str:
    """The text, its days in figures with their month named where the day comes first."""
    plain = _UNFINISHED.sub(_named, plain)
    plain = _DOTTED.sub(_named, plain)
    plain = _DOTTED_RANGE.sub(_both_named, plain)
    plain = _WITH_YEAR.sub(_named, plain)
    pairs = [(int(match[1]), int(match[2])) for match in _SLASHED.finditer(plain)]
    years = any(match[3] for match in _SLASHED.finditer(plain))
    if _day_first(pairs, plain, years=years):
        return _SLASHED.sub(_named, plain)
    return _SLASHED.sub(_month_first, plain) if pairs and years else plain


def _day_first(pairs: list[tuple[int, int]], plain: str, *, years: bool) -> bool:
    """What the days beside each other tell: 28/11 to 2/12, 3/12 to 5/12, 2/11 and 2/14 of three nights."""
    if any(month > 12 for _, month in pairs):
        return False
    if any(day > 12 for day, _ in pairs):
        return True
    if len(pairs) < 2:
        return bool(pairs) and years
    (day, month), (last_day, last_month) = pairs[:2]
    told = _NIGHTS.search(plain)
    if day == last_day and month != last_month and (years or (told and last_month - month == int(told[1]))):
        return False
    return years or (month == last_month and day != last_day)


def _named(match: re.Match[str]) -> str:
    day, month = int(match[1]), int(match[2])
    year = match[3] if match.re in {_SLASHED, _WITH_YEAR} else None
    return _written(month, day, year) or match[0]


def _both_named(match: re.Match[str]) -> str:
    month = MONTHS[int(match[2]) - 1]
    return f"{month} {int(match[1])}{match[3]}{month} {int(match[4])}"


def _month_first(match: re.Match[str]) -> str:
    return _written(int(match[1]), int(match[2]), match[3]) or match[0]


def _written(month: int, day: int, year: str | None) -> str:
    """dec 5 2026; nothing where there is no such month."""
    if not 1 <= month <= 12:
        return ""
    return f"{MONTHS[month - 1]} {day}" + (f" {2000 + int(year) % 100}" if year else "")
