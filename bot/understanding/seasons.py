"""Finds seasons and business years: 今年の夏, last summer, 令和8年度. They begin and end within the year or past it, never on New Year's Day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.understanding.day_frame import last_of, month_shift, year_of

Stretch = tuple[date, date]
Maker = Callable[[re.Match[str], date], "Stretch | None"]
# The month each season begins in; it lasts three.
_BEGINS = {
    "春": 3,
    "夏": 6,
    "秋": 9,
    "冬": 12,
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    "winter": 12,
}
_APRIL = 4  # the business year of Japan begins


def _months(year: int, month: int, count: int) -> Stretch:
    first = date(year, month, 1)
    end = month_shift(first, count - 1)
    return first, date(*end, last_of(*end))


def _season_of(year: int, season: str) -> Stretch:
    return _months(year, _BEGINS[season], 3)


def _beside(which: str, season: str, today: date) -> Stretch:
    """The season that runs or is this year's, the last that is over, the next to begin."""
    years = [_season_of(today.year + ahead, season) for ahead in (-2, -1, 0, 1)]
    if which == "last":
        return next(stretch for stretch in reversed(years) if stretch[1] < today)
    if which == "next":
        return next(stretch for stretch in years if stretch[0] > today)
    return next((stretch for stretch in years if stretch[0] <= today <= stretch[1]), years[2])


def _of_a_year(match: re.Match[str], today: date) -> Stretch | None:
    """今年夏天, 来年の秋, 2027年の春."""
    year = year_of(match.group(1), today)
    return None if year is None else _season_of(year, match.group(2))


def _short(match: re.Match[str], today: date) -> Stretch:
    """今夏, 来春, 昨冬."""
    year = {"今": 0, "来": 1, "明": 1, "昨": -1, "去": -1}[match.group(1)]
    return _season_of(today.year + year, match.group(2))


_WHICH = {
    "last": "last",
    "上": "last",
    "前の": "last",
    "next": "next",
    "下": "next",
    "次の": "next",
    "今度の": "next",
}


def _told_from_now(match: re.Match[str], today: date) -> Stretch:
    """This winter, 上个夏天, 次の春."""
    return _beside(_WHICH.get(match.group(1), "this"), match.group(2), today)


def _english_year(match: re.Match[str], today: date) -> Stretch:
    """Autumn 2027, the spring of next year."""
    season, said = match.groups()
    year = int(said) if said.isdigit() else today.year + {"n": 1, "t": 0, "l": -1}[said[0]]
    return _season_of(year, season)


def _business_year(match: re.Match[str], today: date) -> Stretch:
    """来年度, 2026年度下期: April to March, and its halves."""
    word, half = match.groups()
    running = today.year - (today.month < _APRIL)
    ahead = {"再来": 2, "来": 1, "昨": -1, "前": -1, "一昨": -2}.get(word, 0)
    year = int(word[:4]) if word[0].isdigit() else running + ahead
    if half:
        return _months(year, _APRIL if half in "上前" else _APRIL + 6, 6)
    return _months(year, _APRIL, 12)


_YEAR_SAID = (
    r"(今年|明年|来年|再来年|(?<!大)后年|去年|昨年|(?<!大)前年|一昨年|(?<![早晚])上年|(?:19|20)\d\d年)"
)
_NO_SEASON = "(?![节節分至假休运運令眠先口瓜卷菜茶服装])"
_EN_SEASON = "(spring|summer|autumn|fall|winter)"
_NO_EN_SEASON = r"(?! (?:break|festival|solstice|equinox|camp|sales?|term|semester|holidays?|olympics|roll)| (?:out|down|asleep)\b)"
# The business year is Japan's: 年度 in a Chinese text is the year itself.
_JAPANESE = "(?=.*[ぁ-んァ-ヶ])"
_HALF_YEAR = "(?:の?(上|下|前|後|后)半?期)?"
OF_SEASONS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(rf"{_YEAR_SAID}[的の]?(?:这个|那个)?([春夏秋冬])(?:天|季)?{_NO_SEASON}"), _of_a_year),
    (re.compile(rf"(?<![\u4e00-\u9fff])(今)([春夏秋冬]){_NO_SEASON}(?!天)"), _short),
    (re.compile(r"(?<![\u4e00-\u9fff])([今来昨])([春夏秋冬])(?=[のにはもまか、,。]|$)"), _short),
    (re.compile(rf"(这|上|下)一?个([春夏秋冬])(?:天|季){_NO_SEASON}"), _told_from_now),
    (re.compile(rf"(この|次の|今度の|前の)([春夏秋冬]){_NO_SEASON}"), _told_from_now),
    (re.compile(rf"\b(this|next|last|coming) {_EN_SEASON}\b{_NO_EN_SEASON}"), _told_from_now),
    (re.compile(rf"\b{_EN_SEASON},? (?:of )?(20\d\d|next year|this year|last year)\b"), _english_year),
    (re.compile(rf"(?<![\d一])(再来|来|昨|一昨)年度{_HALF_YEAR}(?![末初始])"), _business_year),
    (re.compile(rf"^{_JAPANESE}.*?(今|本|前)年度{_HALF_YEAR}(?![末初始])"), _business_year),
    (re.compile(rf"(?<!\d)(20\d\d)(?:事業年度|年度(?=[^年]*[ぁ-んァ-ヶ])){_HALF_YEAR}(?![末初始])"), _business_year),
)  # fmt: skip
