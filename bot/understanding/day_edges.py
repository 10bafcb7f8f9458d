"""The first and the last day of a quarter: the last day of Q1, 第一季度最后一天."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date

from bot.understanding.day_frame import YEAR, Frame, Maker, When, last_of, month_shift, year_of
from bot.understanding.numerals import number

_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_AHEAD = {"next": 1, "last": -1, "下": 1, "上": -1}


def _en_edge(match: re.Match[str]) -> When:
    edge, digit, word, year = match.groups()
    return _edge(edge == "last", int(digit) if digit else _NTH.get(word), _AHEAD.get(word, 0), year)


def _zh_edge(match: re.Match[str]) -> When:
    year, count, word, edge = match.groups()
    return _edge(edge in {"最后一", "末一"}, number(count or ""), _AHEAD.get(word, 0), year)


def _edge(last: bool, quarter: int | None, ahead: int, said: str | None) -> When:
    """A quarter without a year is the running or the coming one."""

    def when(frame: Frame) -> date:
        today = frame.today
        if quarter is None:
            year, month = month_shift(today, 3 * ahead)
            end = (month + 2) // 3 * 3
        else:
            end = 3 * quarter
            year = year_of(said, today) or today.year + (end < today.month)
        return date(year, end, last_of(year, end)) if last else date(year, end - 2, 1)

    return when


EDGE_RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(r"\b(?:the )?(?:very )?(first|last) day of (?:the )?(?:q([1-4])|(first|1st|second|2nd|third|3rd|fourth|4th|last|next|this|current)? ?quarter)\b(?:,? (?:of )?(20\d\d))?"), _en_edge),
    (re.compile(rf"{YEAR}(?:第?([一二三四1-4])|([上下本这])一?)个?季度的?(第一|头一|最后一|末一)[天日]"), _zh_edge),
)  # fmt: skip
