"""Finds the days a cleaned text names, in Chinese, English and Japanese. It never decides whether a day is an arrival or a departure."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.understanding.day_beside import (
    NOT_A_PAIR,
    beside_it,
    four_figures,
    in_and_out,
    in_month_of,
    in_words,
    not_but,
    with_tails,
)
from bot.understanding.day_counts import counted_days
from bot.understanding.day_english import days_covered, edge_of_month, feast
from bot.understanding.day_figures import WHERE_ASKED, in_figures
from bot.understanding.day_frame import MONTH, MONTHS, Frame, Maker, Point, monthly, safe, yearly
from bot.understanding.day_lunar import lunar_days
from bot.understanding.day_rules import (
    RULES,
    WEEKDAYS_ZH,
    day_only,
    festival_day,
    month_day_pair,
    relative_two,
    weekend,
)
from bot.understanding.day_shifts import shifted
from bot.understanding.numerals import ZH_NUMBER, number

_N = ZH_NUMBER


def find_days(text: str, asked: bool) -> list[Point]:
    """The days in `text`, in order. `asked`: the last question was for a day, so a bare number is one."""
    if asked and (figures := WHERE_ASKED.fullmatch(text)) and (when := in_figures(figures)):
        return [Point(0, len(text), when)]
    if asked and (bare := _BARE.fullmatch(text)):
        when = month_day_pair(bare) if bare.group(2) else day_only(bare)
        return [Point(0, len(text), when)] if when else []
    found = _candidates(text)
    found.sort(key=lambda point: (point.start, -point.end, not point.joined))
    chosen: list[Point] = []
    for point in found:
        if chosen and _narrows(point, chosen[-1], text):
            point = _in_festival(chosen.pop(), point)  # noqa: PLW2901 - 国庆3号 is one day, named twice
        if not chosen or point.start >= chosen[-1].end:
            chosen.append(point)
    return shifted(with_tails(_dated_weekdays(_in_one_month(chosen, text), text), text), text)


def _narrows(point: Point, festival: Point, text: str) -> bool:
    """Whether a day stands behind the festival it lies in: 国庆3号, 春节除夕."""
    if not festival.festival or festival.end > point.start:
        return False
    if festival.end != point.start:  # 228连假27号, 五一黄金周4月30号
        return bool(_HOLIDAY.fullmatch(text, festival.end, point.start)) and _is_dated(point, text)
    return not point.festival or _EVE.match(text, point.start) is not None


_HOLIDAY = re.compile(
    r"[节節]?[的の]?(?:小?长?连?假期?|期间|黄金周|[大小]?型?連休[前中]?|ゴールデンウィーク|休み)[的の]?[\s,、]?"
)
_A_DAY = re.compile(r"\d[号日]|[一二三四五六七八九十]号|\d[./月]\d|月[一二三十]|今|明|后天|周|星期|礼拜")
_EVE = re.compile(r"(?<=春节|过年)(?:除夕|大年夜|年夜|小年夜)")
_AND = re.compile(r"\s?(?:、|,|和|及|跟|と|・)?\s?")


def _in_one_month(points: list[Point], text: str) -> list[Point]:
    """Bare days listed behind one whose month was named lie in that month: 12月24、25、26号."""
    out: list[Point] = []
    listed = False
    for point in points:
        before = out[-1] if out else None
        beside = before is not None and _AND.fullmatch(text[before.end : point.start]) is not None
        listed = (
            beside
            and point.number is not None
            and (listed or (before is not None and "月" in text[before.start : before.end]))
        )
        if before is not None and listed and point.number is not None:
            point = replace(point, when=in_month_of(before.when, point.number))  # noqa: PLW2901 - the same day, better known
        out.append(point)
    return out


_WEEKDAY_ALONE = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])|の?([月火水木金土日])曜日?")
_DATED = re.compile(r"\d|月[一二三四五六七八九十]|十[一二三四五六七八九]?[号日]")
_OF_TODAY = re.compile(r"本日|今日|明日|あした|あす|明後日|あさって|今晩|明晩")
_BESIDE = re.compile(r"[\s(·]*")
_BEHIND = re.compile(r"[\s(·,]*")


def _dated_weekdays(points: list[Point], text: str) -> list[Point]:
    """The points without weekdays that stand beside their date: 12月24日(周四), 星期四12月24号."""
    out: list[Point] = []
    for point in points:
        before = out[-1] if out else None
        gap = text[before.end : point.start] if before else ""
        said = _weekday_alone(point, text)
        if (
            before
            and said is not None
            and (
                (_is_dated(before, text) and _BEHIND.fullmatch(gap))
                or (gap in {"", "("} and _OF_TODAY.fullmatch(text, before.start, before.end))
            )
        ):
            out[-1] = replace(before, end=_closed(text, point.end), weekday=said)
        elif (
            before
            and _is_dated(point, text)
            and _BESIDE.fullmatch(gap)
            and (said := _weekday_alone(before, text)) is not None
        ):
            out[-1] = replace(point, start=before.start, end=_closed(text, point.end), weekday=said)
        else:
            out.append(point)
    return out


def _closed(text: str, end: int) -> int:
    """Behind the bracket that closes here: 12月24日(周四)."""
    return end + 1 if text[end : end + 1] == ")" else end


def _weekday_alone(point: Point, text: str) -> int | None:
    match = _WEEKDAY_ALONE.fullmatch(text[point.start : point.end])
    if match is None:
        return None
    return WEEKDAYS_ZH[match.group(1)] if match.group(1) else "月火水木金土日".index(match.group(2))


def _is_dated(point: Point, text: str) -> bool:
    return _DATED.search(text[point.start : point.end]) is not None


def _candidates(text: str) -> list[Point]:
    # First: 24th to 27th Dec lies in December, whatever a bare 24th would mean.
    found = [point for match in _ENGLISH_PAIR.finditer(text) for point in _english_pair(match)]
    found += [point for match in _CHINESE_LIST.finditer(text) for point in _listed(match)]
    found += [
        *lunar_days(text),
        *four_figures(text),
        *in_words(text),
        *(not_but(text) if _A_DAY.search(text) else ()),
        *in_and_out(text, others=_A_DAY.search(text) is not None),
        *counted_days(text),
    ]
    for pattern, maker in RULES:
        for match in pattern.finditer(text):
            when = maker(match)
            if when is not None:
                length = (
                    2
                    if maker in (weekend, relative_two)
                    else days_covered(match)
                    if maker is edge_of_month
                    else 1
                )
                found.append(
                    Point(
                        match.start(),
                        match.end(),
                        when,
                        length,
                        festival=maker is festival_day or maker is feast,
                        number=_number_of(match, maker),
                    )
                )
    named = [match.span() for match in _ENGLISH_PAIR.finditer(text)]
    pairs = [
        one
        for one in _PAIR.finditer(text)
        if not any(start < one.end() and one.start() < end for start, end in named)
    ]
    for match in pairs:
        found.extend(_pair(match))
    for match in _CHINESE_PAIR.finditer(text):
        found.extend(_chinese_pair(match))
    for match in (*_LIST.finditer(text), *_SLASHED.finditer(text)):
        found.extend(_listed(match))
    for match in _LIST_OF_MONTH.finditer(text):
        found.extend(_listed(match)[1:])  # the first is read with its month
    found.extend(beside_it(found, text))
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
    rf"(?<![\d.:/¥$月年+a-z-])(\d{{1,2}})(号|日|th|st|nd|rd)?\s?(-|~|到|至|から(?=\d\d?まで(?:空|泊|で予約|の予約)))\s?(\d{{1,2}})(号|日|th|st|nd|rd)?(?!\d){NOT_A_PAIR}"
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
    rf"(?<![\d月年初腊正零一二三四五六七八九十廿第])({_TENS})(?:-|~|到|至)({_TENS})(?![一二三四五六七八九十]){NOT_A_PAIR}"
)


def _chinese_pair(match: re.Match[str]) -> list[Point]:
    """廿八到三十, without a month."""
    one, two = number(match[1]) or 0, number(match[2]) or 0
    if not 10 <= one < two <= 31:
        return []
    tail = Point(match.start(2), match.end(), monthly(two), joined=True, number=two)
    return [Point(match.start(), match.end(1), monthly(one), number=one), tail]


_LIST = re.compile(
    rf"(?<![\d.:/¥$月年+a-z-])\d{{1,2}}(?:号|日)?(?:\s?(?:、|,|和| )\s?\d{{1,2}}(?:号|日)?)*(?:\s?(?:、|,|和| )\s?\d{{1,2}})(?:号|日|(?=\s?[这那]?{_N}个?(?:晚|夜|泊))|(?<=\d\d)(?=\s?[这那]?(?:两|三|2|3)天))"
)

_LIST_OF_MONTH = re.compile(
    r"(?<=月)\d{1,2}[号日]?(?:[、,和跟]\d{1,2}[号日]?){1,9}(?:(?<=[号日])|(?=连|一连|接连|[两三四五六]天))"
)
_CHINESE_DAY = "(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CHINESE_LIST = re.compile(  # 二十八、二十九号
    rf"(?<![\d月年初腊正零一二三四五六七八九十廿第周期拜]){_CHINESE_DAY}号?(?:[、,和跟]{_CHINESE_DAY}号?){{0,9}}[、,和跟]{_CHINESE_DAY}号(?!楼|房|院|线|桌|车|店|门|出口|床|柜|间|栋|馆|厅)"
)

# 27/28号两晚: neither can be a month.
_SLASHED = re.compile(
    rf"(?<![\d.:/])(?:1[3-9]|2\d|3[01])/(?:1[3-9]|2\d|3[01])(?:号|日|(?=\s?{_N}个?(?:晚|夜|泊)))"
)


def _listed(match: re.Match[str]) -> list[Point]:
    """Each day of 24、25号 or 24,25两晚."""
    found: list[Point] = []
    for part in re.finditer(rf"\d{{1,2}}|{_CHINESE_DAY}", match.group()):
        day = number(part.group()) or 0
        tens = (found[-1].number or 0) // 10 * 10 if found else 0
        if found and day < 10 and part.group().isalpha() and found[-1].number == tens + day - 1:
            day += tens  # 十六、七号
        if not 1 <= day <= 31:
            return []
        start = match.start() + part.start()
        end = match.end() if part.end() == len(match.group()) else match.start() + part.end()
        found.append(Point(start, end, monthly(day), number=day))
    last = found[-1]
    return [*found[:-1], replace(last, end=match.end())]


_ENGLISH_PAIR = re.compile(
    rf"\b((\d{{1,2}})(?:st|nd|rd|th)?)\s?(?:-|~|to|until|till?|through|thru|and|&|\+)\s?(?:the )?(?=(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of )?{MONTH}\b)"
)


def _english_pair(match: re.Match[str]) -> list[Point]:
    """The first half of 12-14 January and of 24th to the 27th of December; the second is a day of its own."""
    first, last = int(match.group(2)), int(match.group(3))
    month = MONTHS.index(match.group(4)[:3]) + (first <= last)  # 28th to 2nd January begins in December
    when = yearly(month or 12, first, None)
    return [Point(match.start(), match.end(1), when)] if when else []


def _is_month_day(first: str, second: str) -> bool:
    return (
        first.startswith("0")
        or second.startswith("0")
        or int(second) - int(first) > 8
        or int(second) <= int(first)
    )
