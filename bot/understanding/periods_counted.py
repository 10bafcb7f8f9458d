"""Finds stretches counted within a year: calendar week 50, 今年最后三个月. Weeks are counted as ISO 8601 counts them."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding.day_frame import YEAR, last_of, year_of
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.periods_of_year import YEAR_EN, en_year
from bot.understanding.seasons import Maker, Stretch

_N = ZH_NUMBER
_YEAR_SAID = YEAR.removesuffix("?")  # where the year must be named
_END = frozenset({"最后", "末尾", "last", "final"})


def _en_week(match: re.Match[str], today: date) -> Stretch | None:
    count, year = match.groups()
    return _week(int(count), en_year(year, today) if year else None, today)


def _zh_week(match: re.Match[str], today: date) -> Stretch | None:
    return _week(number(match.group(2)) or 0, year_of(match.group(1), today), today)


def _week(count: int, named: int | None, today: date) -> Stretch | None:
    """The week with this number, of the coming ones where no year is named."""
    for year in (today.year, today.year + 1) if named is None else (named,):
        try:
            monday = date.fromisocalendar(year, count, 1)
        except ValueError:  # this year has no such week
            return None
        sunday = monday + timedelta(days=6)
        if named is not None or sunday >= today:
            return monday, sunday
    return None


def _zh_months(match: re.Match[str], today: date) -> Stretch | None:
    year = year_of(match.group(1), today)
    return _months(year or today.year, match.group(2), number(match.group(3) or "一"))


def _en_months(match: re.Match[str], today: date) -> Stretch | None:
    edge, count, year = match.groups()
    return _months(en_year(year, today) if year else today.year, edge, number(count or "one"))


def _months(year: int, edge: str, count: int | None) -> Stretch | None:
    """The first or last months of a year."""
    if count is None or not 1 <= count <= 11:
        return None
    if edge in _END:
        return date(year, 13 - count, 1), date(year, 12, 31)
    return date(year, 1, 1), date(year, count, last_of(year, count))


COUNTED: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(rf"\b(?:calendar week|iso week|kw|cw|week (?:number|no\.?)) ?([1-5]?\d)\b(?:,? ?(?:of |in |/ ?)?({YEAR_EN}))?"), _en_week),
    (re.compile(rf"\bweek ([1-5]?\d),? (?:of |in )?({YEAR_EN})\b"), _en_week),
    (re.compile(rf"{_YEAR_SAID}第({_N})个?(?:周|星期|礼拜)(?![一二三四五六日天末年岁])"), _zh_week),
    (re.compile(rf"{_YEAR_SAID}(最后|末尾|头|前|最初|开头)的?({_N})个月(?![后前内])"), _zh_months),
    (re.compile(rf"\bthe (last|final|first|opening) (?:({EN_NUMBER}) )?months? of (?:the year|({YEAR_EN}))\b"), _en_months),
)  # fmt: skip
