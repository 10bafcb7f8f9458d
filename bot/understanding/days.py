"""Finds the days a cleaned text names, in Chinese, English and Japanese. It never decides whether a day is an arrival or a departure."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.day_counts import counted_days
from bot.understanding.day_rules import (
    MONTH,
    MONTHS,
    RULES,
    Frame,
    Maker,
    Point,
    When,
    day_only,
    festival_day,
    month_day_pair,
    monthly,
    safe,
    weekend,
    yearly,
)
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number

_N = ZH_NUMBER
_NOT_A_PAIR = (
    r"(?!\s*(?:个|位|人|晚|夜|间|岁|元|块|楼|点|时|分|:|%|折|大|小|名|泊|双|条|瓶|天|周|km|公里|米|月|千|万|[0-9.]"
    r"|people|guests|persons|nights|adults|rooms|pm|am|days|歳|人|号楼|号房|days|星))"
)


def find_days(text: str, asked: bool) -> list[Point]:
    """The days in `text`, in order. `asked`: the last question was for a day, so a bare number is one."""
    if asked and (bare := _BARE.fullmatch(text)):
        when = month_day_pair(bare) if bare.group(2) else day_only(bare)
        return [Point(0, len(text), when)] if when else []
    found = _candidates(text)
    found.sort(key=lambda point: (point.start, -point.end, not point.joined))
    chosen: list[Point] = []
    for point in found:
        if chosen and chosen[-1].festival and point.start == chosen[-1].end and not point.festival:
            point = _in_festival(chosen.pop(), point)  # noqa: PLW2901 - 国庆3号 is one day, named twice
        if not chosen or point.start >= chosen[-1].end:
            chosen.append(point)
    return [_shifted(point, text) for point in _with_tails(chosen, text)]


def _candidates(text: str) -> list[Point]:
    found = counted_days(text)
    for pattern, maker in RULES:
        for match in pattern.finditer(text):
            when = maker(match)
            if when is not None:
                length = 2 if maker is weekend else 1
                found.append(
                    Point(
                        match.start(),
                        match.end(),
                        when,
                        length,
                        festival=maker is festival_day,
                        number=_number_of(match, maker),
                    )
                )
    pairs = [] if _ENGLISH_PAIR.search(text) else _PAIR.finditer(text)
    for match in pairs:
        found.extend(_pair(match))
    for match in _CHINESE_PAIR.finditer(text):
        found.extend(_chinese_pair(match))
    for match in _LIST.finditer(text):
        found.extend(_listed(match))
    for match in _ENGLISH_PAIR.finditer(text):
        found.extend(_english_pair(match))
    return found


def _number_of(match: re.Match[str], maker: Maker) -> int | None:
    return number(match.group(1)) if maker is day_only else None


def _in_festival(festival: Point, day: Point) -> Point:
    """A day named with its festival: a bare number lies in the festival's month, any other day stands for itself."""
    if day.number is None:
        return day
    count = day.number

    def when(frame: Frame) -> date | None:
        feast = festival.when(frame)
        return None if feast is None else safe(feast.year, feast.month, count)

    return replace(day, start=festival.start, when=when)


_BARE = re.compile(
    rf"(?:on |the |是|就)?({_N})(?:[./月](\d{{1,2}}))?(?:号|日|st|nd|rd|th)?(?:吧|呢|的|入住|到)?"
)

# ---- ranges and lists written in one piece ----------------------------------------------------------------------

_PAIR = re.compile(
    rf"(?<![\d.:/¥$月年+a-z-])(\d{{1,2}})(号|日|th|st|nd|rd)?\s?(-|~|到|至)\s?(\d{{1,2}})(号|日|th|st|nd|rd)?(?!\d){_NOT_A_PAIR}"
    rf"(?![-/]\d)"
)


def _pair(match: re.Match[str]) -> list[Point]:
    """20-23, 3-5号, 24、25号; also 12-24 where only a month and a day make sense."""
    first, mark_1, sign, second, mark_2 = match.groups()
    one, two = int(first), int(second)
    if not (1 <= one <= 31 and 1 <= two <= 31) or (mark_1 and not mark_2):
        return []
    if sign == "-" and not mark_2 and one <= 12 and _is_month_day(first, second):
        when = yearly(one, two, None)
        return [Point(match.start(), match.end(), when)] if when else []
    if one >= two and not mark_2:
        return []
    tail = Point(match.start(4), match.end(), monthly(two), joined=True, number=two)
    return [Point(match.start(), match.start(3), monthly(one), number=one), tail]


_TENS = "(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅)"
_CHINESE_PAIR = re.compile(
    rf"(?<![\d月年初腊正零一二三四五六七八九十廿第])({_TENS})(?:-|~|到|至)({_TENS})(?![一二三四五六七八九十]){_NOT_A_PAIR}"
)


def _chinese_pair(match: re.Match[str]) -> list[Point]:
    """廿八到三十, without a month."""
    one, two = number(match[1]) or 0, number(match[2]) or 0
    if not 10 <= one < two <= 31:
        return []
    tail = Point(match.start(2), match.end(), monthly(two), joined=True, number=two)
    return [Point(match.start(), match.end(1), monthly(one), number=one), tail]


_LIST = re.compile(
    rf"(?<![\d.:/¥$月年+a-z-])\d{{1,2}}(?:号|日)?(?:\s?(?:、|,|和)\s?\d{{1,2}}(?:号|日)?)*(?:\s?(?:、|,|和| )\s?\d{{1,2}})(?:号|日|(?=\s?{_N}(?:晚|夜|泊))|(?<=\d\d)(?=\s?(?:两|三|2|3)天))"
)


def _listed(match: re.Match[str]) -> list[Point]:
    """Each day of 24、25号 or 24,25两晚."""
    found = []
    for part in re.finditer(r"\d{1,2}", match.group()):
        day = int(part.group())
        if not 1 <= day <= 31:
            return []
        start = match.start() + part.start()
        end = match.end() if part.end() == len(match.group()) else match.start() + part.end()
        found.append(Point(start, end, monthly(day), number=day))
    last = found[-1]
    return [*found[:-1], replace(last, end=match.end())]


_ENGLISH_PAIR = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|until|till|and)\s?(?:the )?(?=(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of )?{MONTH}\b)"
)


def _english_pair(match: re.Match[str]) -> list[Point]:
    """The first half of 12-14 January; the second is a day of its own."""
    when = yearly(MONTHS.index(match.group(3)[:3]) + 1, int(match.group(1)), None)
    return [Point(match.start(), match.end(1), when)] if when else []


def _is_month_day(first: str, second: str) -> bool:
    return (
        first.startswith("0")
        or second.startswith("0")
        or int(second) - int(first) > 8
        or int(second) <= int(first)
    )


_TAIL = re.compile(
    rf"\s?(?:-|~|到|至| to | until )\s?(?:the )?({_N})(?:号|日|st|nd|rd|th)?(?![\d./:月]){_NOT_A_PAIR}"
)


def _with_tails(points: list[Point], text: str) -> list[Point]:
    """Adds the bare number that ends a range: the 10 of 3.8-10."""
    out: list[Point] = []
    for at, point in enumerate(points):
        out.append(point)
        following = points[at + 1].start if at + 1 < len(points) else len(text) + 1
        match = _TAIL.match(text, point.end)
        if (
            match
            and following >= match.end()
            and text[point.end - 1] not in "末晚"
            and (tail := day_only(match))
        ):
            out.append(Point(match.start(1), match.end(), tail, joined=True))
    return out


# ---- words around a day that move or blur it --------------------------------------------------------------------

_AFTER = re.compile(
    rf"(?:的|节|那)?(?:当天|那天)?(?:(前|后)(?:面)?({_N})(?:天|日)|の?(前日|翌日)|の?(\d)日(前|後)|的?(第二天|次日|隔天|头一天|前一晚|前夜|前夕))"
)
_BEFORE = re.compile(rf"(?:the )?(?:(day|night)|({EN_NUMBER}) days) (before|after) (?:the )?$")
_BLUR = re.compile(
    r"节?(?:的)?(?:小?长?假期?|期间|前后|左右|那几天|那阵子|黄金周|那段|那周|假期|节假日|最后一天|前一周|后一周|头几天|前几天|后几天|前)|\s?(?:holidays?|week)\b|頃|ごろ"
)
_NO_BLUR = re.compile(r"前(?:台|到|面|退|入|能|给|一(?!周|个星期|段)|走)")


def _shifted(point: Point, text: str) -> Point:
    if match := _AFTER.match(text, point.end):
        return replace(point, end=match.end(), when=_moved(point.when, _shift_of(match)))
    if match := _BEFORE.search(text[: point.start]):
        count = number(match.group(2)) if match.group(2) else 1
        days = (count or 1) * (1 if match.group(3) == "after" else -1)
        return replace(point, start=match.start(), when=_moved(point.when, days))
    if (match := _BLUR.match(text, point.end)) and not _NO_BLUR.match(text, point.end):
        return replace(point, end=match.end(), vague=True)
    return point


def _shift_of(match: re.Match[str]) -> int:
    side, count, ja_day, ja_count, ja_side, word = match.groups()
    if side:
        return (number(count) or 1) * (1 if side == "后" else -1)
    if ja_day:
        return 1 if ja_day == "翌日" else -1
    if ja_count:
        return int(ja_count) * (1 if ja_side == "後" else -1)
    return 1 if word in {"第二天", "次日", "隔天"} else -1


def _moved(when: When, days: int) -> When:
    def moved(frame: Frame) -> date | None:
        found = when(frame)
        return None if found is None else found + timedelta(days=days)

    return moved
