"""Finds the parts of a year that were said: Q1, 下半年, 明年. `periods` puts them among weeks and months."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date

from bot.understanding.day_frame import YEAR, last_of, month_shift, year_of
from bot.understanding.numerals import number
from bot.understanding.seasons import OF_SEASONS, Maker, Stretch

DAY = "□"  # stands where a day was named: 下周□ is said of that day
YEAR_EN = r"20\d\d|next year|this year|last year"


def en_year(said: str, today: date) -> int:
    return int(said) if said.isdigit() else today.year + {"n": 1, "t": 0, "l": -1}[said[0]]


def _quarter_of(year: int | None, quarter: int, today: date) -> Stretch | None:
    """A quarter of a year; where none is named the running or the coming one."""
    if not 1 <= quarter <= 4:
        return None
    named = today.year + (3 * quarter < today.month) if year is None else year
    return date(named, 3 * quarter - 2, 1), date(named, 3 * quarter, last_of(named, 3 * quarter))


def _zh_quarter(match: re.Match[str], today: date) -> Stretch | None:
    return _quarter_of(year_of(match.group(1), today), number(match.group(2)) or 0, today)


def _relative_quarter(match: re.Match[str], today: date) -> Stretch | None:
    ahead = {"上": -1, "下": 1, "next": 1, "last": -1}.get(match.group(1), 0)
    year, month = month_shift(today, 3 * ahead)
    return _quarter_of(year, (month + 2) // 3, today)


def _en_quarter(match: re.Match[str], today: date) -> Stretch | None:
    before, digit, word, after = match.groups()
    year = before or after
    quarter = (
        int(digit)
        if digit
        else {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}.get(word, 4)
    )
    return _quarter_of(en_year(year, today) if year else None, quarter, today)


def _zh_half(match: re.Match[str], today: date) -> Stretch:
    return _half_of(year_of(match.group(1), today), match.group(2) in "上前", today)


def _en_half(match: re.Match[str], today: date) -> Stretch:
    half, year = match.groups()
    return _half_of(en_year(year, today) if year else None, half == "first", today)


def _half_of(named: int | None, early: bool, today: date) -> Stretch:
    year = today.year + (early and today.month > 6) if named is None else named
    return (date(year, 1, 1), date(year, 6, 30)) if early else (date(year, 7, 1), date(year, 12, 31))


_YEARS_ON = {
    "明年": 1,
    "来年": 1,
    "后年": 2,
    "大后年": 3,
    "大前年": -3,
    "再来年": 2,
    "去年": -1,
    "昨年": -1,
    "一昨年": -2,
    "出年": 1,
    "上年": -1,
    "next": 1,
    "last": -1,
}


def _year(match: re.Match[str], today: date) -> Stretch:
    said = next(group for group in match.groups() if group)
    year = today.year + _YEARS_ON[said] if said in _YEARS_ON else int(said)
    return date(year, 1, 1), date(year, 12, 31)


OF_YEARS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    *OF_SEASONS,
    (re.compile(rf"{YEAR}第?([一二三四1-4])(?:(?<=第.)个季度|季度|四半期)"), _zh_quarter),
    (re.compile(rf"{YEAR}第([一二三四1-4])季(?<=年第.季)(?!度|的?(?:剧|集|那))"), _zh_quarter),
    (re.compile(r"()第([一二三四1-4])季(?=(?<=^第.季)$|的?(?:业绩|财报|营收)|才|会|有空|再来|的?旺季|初|末|之后|以后)"), _zh_quarter),
    (re.compile(r"([上下本这])一?个?季度"), _relative_quarter),
    (re.compile(r"\b(next|this|last) quarter\b"), _relative_quarter),
    (re.compile(rf"\b(?:(20\d\d) ?)?(?:q([1-4])|(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|last) quarter)\b(?:,? ?(?:of |in )?({YEAR_EN}))?"), _en_quarter),
    (re.compile(rf"{YEAR}(上|下)半[年期]"), _zh_half),
    (re.compile(rf"{YEAR}(?<=[年的の])(前|后|後)半(?:年|(?![年个戦战場场生]))"), _zh_half),
    (re.compile(rf"\b(first|second) half of (?:the year|({YEAR_EN}))\b"), _en_half),
    (re.compile(rf"(再来年|明年|来年|大后年|大前年|后年|去年|(?<!一)昨年|一昨年|^出年(?=$)|(?<![早晚])上年(?=$)|(?<!\d)20[2-4]\d(?=年))年?(?:一整?年|全年)?(?!\s?的?の?{DAY}|的?[底初末中头]|度[末初]|\d|的?[一二三四五六七八九十]+月|的?今[天日]|的?第|上半|下半|[春夏秋冬暑寒开入过这]|の?[今春夏秋冬])"), _year),
    (re.compile(r"\b(?<!half of )(?<!quarter of )(next|last) year\b|\bin (20[2-4]\d)\b"), _year),
)  # fmt: skip
