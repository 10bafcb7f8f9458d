"""Finds weeks, months, thirds and quarters of a year that were said: 下周, 12月中旬, Q1, next month. They are told, never taken for a day."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding import almanac
from bot.understanding.day_frame import MONTHS, YEAR, last_of, month_shift, year_of
from bot.understanding.numerals import ZH_NUMBER, number
from bot.understanding.periods_counted import COUNTED
from bot.understanding.periods_of_year import DAY, OF_YEARS, YEAR_EN, en_year
from bot.understanding.seasons import Maker, Stretch


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that was said, with its place in the text."""

    start: int
    end: int
    first: date
    last: date


def find_periods(text: str, today: date) -> list[Period]:
    """The periods of a cleaned text whose days are blanked, in order, two that are joined as one."""
    found: list[Period] = []
    for pattern, maker in _RULES:
        for match in pattern.finditer(text):
            if _OF_A_DAY.search(text, 0, match.start()) and match.group().isascii():
                continue
            if any(match.start() < seen.end and seen.start < match.end() for seen in found):
                continue
            if stretch := maker(match, today):
                found.append(Period(*match.span(), *stretch))
    found.sort(key=lambda period: period.start)
    return _joined(found, text)


_OF_A_DAY = re.compile(rf"{DAY},? ?(?:of |in |the )*$")
_TO = re.compile(r"\s?(?:份|底|初)?(?:-|~|到|至|から|to|until|till|through)\s?")


def _joined(found: list[Period], text: str) -> list[Period]:
    for one, other in pairwise(found):
        two = _after(one, other)
        if one.last < two.first and _TO.fullmatch(text[one.end : _said_at(two, text)]):
            rest = [period for period in found if period not in (one, other)]
            return sorted([*rest, replace(one, end=two.end, last=two.last)], key=lambda period: period.start)
    return found


def _said_at(period: Period, text: str) -> int:
    """Where its own words begin, behind the word that a short month needs before it: to march."""
    match = _WORD_OF_TO.match(text, period.start, period.end)
    return match.end() if match else period.start


_WORD_OF_TO = re.compile(r"(?:to|until|till|through) ")


def _after(one: Period, two: Period) -> Period:
    """The second month in the year that brings it behind the first: 今年3月到5月 says its year once."""
    if two.first.day != 1 or (two.first > one.last and (two.last - one.first).days <= 366):
        return two
    year = one.first.year + (two.first.month < one.first.month)
    first = two.first.replace(year=year)
    month = two.last.month
    return replace(
        two, first=first, last=date(year + two.last.year - two.first.year, month, last_of(year, month))
    )


# ---- weeks --------------------------------------------------------------------------------------------------------

_WEEKS_ON = {"next": 1, "last": -1, "this": 0, "coming": 1, "来": 1, "再来": 2, "先": -1, "先々": -2, "今": 0}
_WORKING, _WEEK = 5, 7


def _week(match: re.Match[str], today: date) -> Stretch:
    word, *rest = match.groups()
    weeks = _WEEKS_ON.get(word, word.count("下") - word.count("上")) + (
        1 if "after next" in match.group() else 0
    )
    monday = today - timedelta(days=today.weekday() - 7 * weeks)
    return monday, monday + timedelta(days=(_WORKING if rest else _WEEK) - 1)


def _week_after_next(_match: re.Match[str], today: date) -> Stretch:
    monday = today - timedelta(days=today.weekday() - 14)
    return monday, monday + timedelta(days=_WEEK - 1)


# ---- months and their parts ---------------------------------------------------------------------------------------

_MONTHS_ON = {"next": 1, "last": -1, "this": 0, "the": 0, "来": 1, "再来": 2, "先": -1, "先々": -2, "今": 0}
_ZH_MONTH = rf"(?:{YEAR}(?<![\d.个第零〇每])(\d{{1,2}}|[一二三四五六七八九]|十[一二]?)月份?|((?:上|下){{1,5}}|这|本|当|来|再来|先|先々|今)(?:一)?个?月份?)"
_STEM = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LONG = "january|february|april|june|july|august|september|october|november|december"
_EN_MONTH = rf"(?:(?P<ahead>next|last|this|the) month|(?:(?P<which>next|last|this) )?(?P<month>{_LONG}|march|may|(?:{_STEM})\b\.?)(?:,? (?:of )?(?P<year>20\d\d|next year|this year|last year))?)"
_BEFORE_MONTH = r"(?:(?:in|of|during|for|until|till|by|since|through|from|around|all|next|last|mid|early|late|is|if|does|(?:what|how) about)|(?<!had )(?<!have )(?<!has )(?<!want )(?<!going )(?<!used )(?<!need )(?<!like )(?<!got )to(?! march (?:home|through|off|around|across|back|past|out))) (?:the )?"


def _zh_month(match: re.Match[str], today: date) -> Stretch | None:
    first = _month_named(match.group(1), match.group(2), match.group(3), today)
    if (
        first is not None
        and not match.group(1)
        and not match.group(3)
        and _STAYED.match(match.string, match.end())
    ):
        first = first.replace(year=today.year - (first.month >= today.month))
    return None if first is None else (first, first.replace(day=last_of(first.year, first.month)))


_STAYED = re.compile(r"(?:的时候|那次|那会儿?)?(?:在你们(?:家|这|那|店)?)?(?:住过|来过|去过|住的|住了|来的)")
_STAYED_EN = re.compile(
    r"\b(?:stayed|visited|came|was|were|been|bought|born|married|since|our|my)\b[^.!?]{0,16}$"
)


def _month_named(year: str | None, month: str | None, ahead: str | None, today: date) -> date | None:
    """The first of the month said: one of the coming twelve where no year is named."""
    if ahead:
        return date(*month_shift(today, _MONTHS_ON.get(ahead, ahead.count("下") - ahead.count("上"))), 1)
    count = number(month or "")
    if count is None or not 1 <= count <= 12:
        return None
    named = year_of(year, today)
    return date(today.year + (count < today.month) if named is None else named, count, 1)


def _two_months(match: re.Match[str], today: date) -> Stretch | None:
    """Two months said as one: 七八月份, 三四月."""
    first, last = (number(match.group(at)) or 0 for at in (1, 2))
    if last != first + 1:
        return None
    begin = date(today.year + (last < today.month), first, 1)
    return begin, date(begin.year, last, last_of(begin.year, last))


def _from_month_to_month(match: re.Match[str], today: date) -> Stretch | None:
    """3到5月, 2026年1~3月期; without a year the months that run or come."""
    first, last = (number(match.group(at)) or 0 for at in (2, 3))
    if not (1 <= first <= 12 and 1 <= last <= 12) or first == last:
        return None
    named = year_of(match.group(1), today)
    for year in (today.year - 1, today.year, today.year + 1) if named is None else (named,):
        end = year + (last < first)
        stretch = date(year, first, 1), date(end, last, last_of(end, last))
        if named is not None or stretch[1] >= today:
            return stretch
    return None


def _zh_part(match: re.Match[str], today: date) -> Stretch | None:
    """The thirds and halves of a month: 12月中旬, 上半月."""
    first = _month_named(match.group(1), match.group(2), match.group(3), today)
    return None if first is None else _part(first, match.group("part"))


def _third_alone(match: re.Match[str], today: date) -> Stretch | None:
    """The third of the month whose other third was named before: 九月上旬军训,中旬上课."""
    before = [*_A_THIRD.finditer(match.string, 0, match.start())]
    if not before:
        return None
    year, month, ahead = before[-1].groups()
    first = _month_named(year, month, ahead, today)
    return None if first is None else _part(first, match.group("part"))


_A_THIRD = re.compile(rf"{_ZH_MONTH}的?[上中下]旬")
_PARTS = {"上": (1, 10), "中": (11, 20), "下": (21, 31), "early": (1, 10), "mid": (11, 20), "late": (21, 31), "first half": (1, 15), "second half": (16, 31), "latter half": (16, 31), "last half": (16, 31), "first third": (1, 10), "second third": (11, 20), "middle third": (11, 20), "last third": (21, 31), "final third": (21, 31), "上半": (1, 15), "前半": (1, 15), "下半": (16, 31), "后半": (16, 31), "後半": (16, 31)}  # fmt: skip


def _part(first: date, part: str) -> Stretch:
    begin, end = _PARTS[part]
    return first.replace(day=begin), first.replace(day=min(end, last_of(first.year, first.month)))


def _thirds(match: re.Match[str], today: date) -> Stretch | None:
    """11月中旬から下旬."""
    first = _month_named(match.group(1), match.group(2), match.group(3), today)
    if first is None or match["part"] == match["until"]:
        return None
    return _part(first, match["part"])[0], _part(first, match["until"])[1]


def _zh_week_of_month(match: re.Match[str], today: date) -> Stretch | None:
    first = _month_named(match.group(1), match.group(2), match.group(3), today)
    return None if first is None else _seven(first, number(match.group("which") or ""))


def _seven(first: date, which: int | None) -> Stretch | None:
    """The first, second ... seven days of a month; its last seven where no number is said."""
    if which is None:
        last = first.replace(day=last_of(first.year, first.month))
        return last - timedelta(days=6), last
    return (first.replace(day=7 * which - 6), first.replace(day=7 * which)) if 1 <= which <= 4 else None


def _en_month(match: re.Match[str], today: date) -> Stretch | None:
    first = _en_first(match, today)
    part = match.groupdict().get("part")
    return _part(first, part) if part else (first, first.replace(day=last_of(first.year, first.month)))


def _en_first(match: re.Match[str], today: date) -> date:
    if ahead := match.group("ahead"):
        return date(*month_shift(today, _MONTHS_ON[ahead]), 1)
    month = MONTHS.index(match.group("month")[:3]) + 1
    if year := match.group("year"):
        return date(en_year(year, today), month, 1)
    before = match.string[: match.start("month")]
    if match.group("which") == "last" or (not match.group("which") and _STAYED_EN.search(before)):
        return date(today.year - (month >= today.month), month, 1)
    return date(today.year + (month < today.month), month, 1)


def _en_week_of_month(match: re.Match[str], today: date) -> Stretch | None:
    which = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(match.group("nth"))
    return _seven(_en_first(match, today), which)


# ---- holidays of several days -------------------------------------------------------------------------------------

_HOLIDAYS = {
    "ゴールデンウィーク": ((4, 29), (5, 5)),
    "gw": ((4, 29), (5, 5)),
    "お盆": ((8, 13), (8, 16)),
    "三が日": ((1, 1), (1, 3)),
}


def _holiday(match: re.Match[str], today: date) -> Stretch | None:
    (month, day), (last_month, last_day) = _HOLIDAYS[match.group(2)]
    named = year_of(match.group(1), today)
    first = date(today.year if named is None else named, month, day)
    if named is None and date(today.year, last_month, last_day) < today:
        first = first.replace(year=today.year + 1)
    return first, date(first.year, last_month, last_day)


def _dog_days(_match: re.Match[str], today: date) -> Stretch | None:
    last = almanac.festival_on_or_after("末伏", today - timedelta(days=9))
    first = None if last is None else almanac.festival_on_or_after("初伏", last.replace(month=7, day=1))
    return None if first is None or last is None else (first, last + timedelta(days=9))


_N = ZH_NUMBER
_WEEKS = "(?:周|週|星期|礼拜)"
_NO_DAY = rf"(?!\s?的?[{DAY}底初末中头尾]|\d|[一二三四五六七八九十廿卅天日]|号)"
_RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    *COUNTED,
    (re.compile(rf"((?:上|下){{1,5}}|这|本)(?:一)?个?{_WEEKS}的?(工作日|平日)"), _week),
    (re.compile(rf"(?<!早)(?<!晚)((?:上|下){{1,5}}|这|本)(?:一)?个?{_WEEKS}(?!\s?的?[{DAY}末]|[一二三四五六日天1-7年]|[边围])"), _week),
    (re.compile(r"(今|来|再来|先|先々)[週周]の?(平日)"), _week),
    (re.compile(rf"(今|来|再来|先|先々)[週周](?![の的]?[{DAY}末月火水木金土日]|年)"), _week),
    (re.compile(rf"\b(next|this|last|coming) week(?:'s)?(?: after next)?\b(?!end|day| of (?:{_STEM}|next|this)| in (?:{_STEM}))"), _week),
    (re.compile(r"\bthe week after next\b"), _week_after_next),
    (re.compile(rf"{_ZH_MONTH}の?(?P<part>上|中)旬(?:から|より|~|-)(?P<until>中|下)旬"), _thirds),
    (re.compile(rf"{_ZH_MONTH}的?の?(?P<part>上|中|下)旬"), _zh_part),
    (re.compile(r"(?P<part>上|中|下)旬"), _third_alone),
    (re.compile(rf"{_ZH_MONTH}的?(?:一整个?|整个?|全|一全)月"), _zh_month),
    (re.compile(rf"{_ZH_MONTH}的?の?(?P<part>上半|前半|下半|后半|後半)(?:个?月|$)"), _zh_part),
    (re.compile(rf"{_ZH_MONTH}[的の]?(?:第(?P<which>{_N})|最后一|最後の)个?{_WEEKS}(?![一二三四五六日天末])"), _zh_week_of_month),
    (re.compile(rf"(?<![\d一二三四五六七八九十廿第零〇每个.])([一二三四五六七八九])([二三四五六七八九])月份?{_NO_DAY}"), _two_months),
    (re.compile(rf"{YEAR}(?<![\d.\-/:第月一二三四五六七八九十零〇个])(\d{{1,2}}|[一二三四五六七八九]|十[一二]?)(?:-|~|到|至|から)(\d{{1,2}}|[一二三四五六七八九]|十[一二]?)月(?:份|期)?{_NO_DAY}(?![大龄子]|份?的?(?:宝宝|孩子))"), _from_month_to_month),
    (re.compile(rf"{_ZH_MONTH}{_NO_DAY}(?!の?[{DAY}末]|饼|亮|经|份?[上下中]旬|一次|两次)"), _zh_month),
    (re.compile(rf"\b(?:the )?(?P<part>(?:first|second|latter|last) half|(?:first|second|middle|last|final) third) (?:of|in) {_EN_MONTH}\b"), _en_month),
    (re.compile(rf"\b(?P<part>early|mid|late)[ -](?:in )?{_EN_MONTH}\b"), _en_month),
    (re.compile(rf"\b(?:the )?(?P<nth>first|second|third|fourth|last) week (?:of|in) {_EN_MONTH}\b"), _en_week_of_month),
    (re.compile(r"\b(?P<ahead>next|last|this) month\b(?P<which>)(?P<month>)(?P<year>)"), _en_month),
    (re.compile(rf"(?<!end of )(?<!beginning of )(?<!start of )(?<!middle of )\b(?P<ahead>)(?:(?P<which>next|last) )?(?P<month>{_LONG})\b(?:,? (?:of )?(?P<year>{YEAR_EN}))?(?!\s?\d)"), _en_month),
    (re.compile(rf"\b(?<!end of )(?<!beginning )(?<!start )(?<!middle ){_BEFORE_MONTH}(?P<ahead>)(?P<which>)(?P<month>(?:{_STEM})(?:ch|t)?)\b\.?(?:,? (?P<year>{YEAR_EN}))?(?!\s?\d| (?:be|not|have|i|we|you|they|he|she|it)\b)"), _en_month),
    (re.compile(rf"{YEAR}(?:お?正月の?)?(ゴールデンウィーク|(?<![a-z])gw(?![a-z])|お盆|三が日)"), _holiday),
    *OF_YEARS,
    (re.compile(r"三伏天?(?!贴|茶)"), _dog_days),
)  # fmt: skip
