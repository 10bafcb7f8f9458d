"""Finds days counted from others: 两周后的周一, 国庆后第一个周末, 十二月最后一天, 明年的今天. It reads no day that is named by itself."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding import almanac
from bot.understanding.day_frame import (
    Frame,
    Point,
    When,
    last_of,
    month_shift,
    on_weekday,
    same_day,
    year_of,
)
from bot.understanding.day_rules import FESTIVAL_NAMES, WEEKDAYS_ZH
from bot.understanding.numerals import ZH_NUMBER, number

_N = ZH_NUMBER
_WEEK = "(?:周|星期|礼拜)"
_AGO_OF_A_STAY = r"(?!取消|退|通知|订|预|下单|住|走|入住|来|告诉|说|联系|报)"
_MONTH_SAID = rf"(?:(今年|明年|后年|来年|去年|20[2-4]\d年)?的?(?:({_N})月份?)|((?:上|下|这|本|当)+)一?个?月)"
_JAPANESE_MONTHS = {"来月": 1, "再来月": 2, "先月": -1}
_MONTH_IN_JAPANESE = r"(?:(今年|来年|去年|昨年|20[2-4]\d年)?の?(\d{1,2}|[一二三四五六七八九十]{1,2})月|(先月|今月|来月|再来月))の?"
_WEEKEND, _SATURDAY = "末", 5
GOLDEN_WEEK = 7  # days of 国庆


def counted_days(text: str) -> list[Point]:
    """The counted days of a cleaned text, in no order."""
    found = []
    for pattern, maker, length in _RULES:
        for match in pattern.finditer(text):
            when = maker(match)
            if when is not None:
                named = match.groupdict()
                weekend = named.get("weekday") == _WEEKEND
                covered = number(named.get("count") or "") or len(named.get("run") or "")
                found.append(Point(match.start(), match.end(), when, 2 if weekend else covered or length))
    return found


def _months_on(match: re.Match[str]) -> When | None:
    """三个月后, 半年前, 一年后: the same day of another month, its last where it has no such day."""
    half, count, unit, side = match.groups()
    if half == "半" and unit != "年":
        days = 15 if side == "后" else -15
        return lambda frame: frame.today + timedelta(days=days)
    months = 6 if half == "半" else (number(count) or 0) * (12 if unit == "年" else 1)
    if not 0 < months <= 36:
        return None
    ahead = months if side == "后" else -months
    return lambda frame: same_day(frame.today, ahead)


def _days_ago(match: re.Match[str]) -> When | None:
    count = number(match.group(1))
    if count is None:
        return None
    days = count * (1 if match.group(2) in "天日" else 7)
    return lambda frame: frame.today - timedelta(days=days)


def _weekday_after(match: re.Match[str]) -> When | None:
    """三天后的周末, 一个月后的周五: the first one from that day on; after whole weeks the one of that week."""
    half, count, unit = match.group(1), number(match.group(2) or ""), match.group(3)
    weekday = _weekday_of(match)
    if half is None and (count is None or count > 60):
        return None

    def when(frame: Frame) -> date:
        if unit == "月":
            day = frame.today + timedelta(days=15) if half else same_day(frame.today, count or 1)
        else:
            day = frame.today + timedelta(days=(count or 1) * (1 if unit == "天" else 7))
        return (
            _monday(day) + timedelta(days=weekday)
            if unit in _WEEK
            else day + timedelta(days=(weekday - day.weekday()) % 7)
        )

    return when


def _today_in_weeks(match: re.Match[str]) -> When | None:
    weeks = match.group(1).count("下") - match.group(1).count("上")
    return lambda frame: frame.today + timedelta(days=7 * weeks)


def _today_next_year(match: re.Match[str]) -> When | None:
    years = {"明": 1, "来": 1, "后": 2, "去": -1}[match.group(1)]
    return lambda frame: same_day(frame.today, 12 * years)


def _two_days(match: re.Match[str]) -> When | None:
    """今明两天, 明后天, 今明后三天."""
    ahead = 1 if match.group(1) == "明后" else 0
    return lambda frame: frame.today + timedelta(days=ahead)


def _nth_of_month(match: re.Match[str]) -> When | None:
    """下个月第一个周六, 十二月最后一个周末."""
    year, month, ahead = match.group(1), number(match.group(2) or ""), match.group(3)
    which = 1 if match.groupdict().get("first") else number(match.group("which") or "")
    weekday = _weekday_of(match)

    def when(frame: Frame) -> date | None:
        first = _first_of(frame, year, month, ahead)
        if first is None:
            return None
        if which is None:
            last = first.replace(day=last_of(first.year, first.month))
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        day = almanac.counted_day(first.year, first.month, weekday, which)
        return day if day.month == first.month else None

    return when


def _edge_of_month(match: re.Match[str]) -> When | None:
    """下个月第一天, 十二月最后一天; 月底最后一天 is this month's."""
    year, month, ahead, edge = (
        match.group(1),
        number(match.group(2) or ""),
        match.group(3),
        match.group("edge"),
    )

    def when(frame: Frame) -> date | None:
        first = _first_of(frame, year, month, ahead)
        if first is None or edge in {"第一", "头一"}:
            return first
        return first.replace(day=last_of(first.year, first.month))

    return when


def _edge_of_year(match: re.Match[str]) -> When | None:
    """明年第一天, 今年最后一天."""
    said, edge = match.groups()

    def when(frame: Frame) -> date | None:
        year = (year_of(said, frame.today) if said[0] != "年" else None) or frame.today.year
        return date(year, 12, 31) if edge in {"最后一", "末一"} else date(year, 1, 1)

    return when


def _days_of_month(match: re.Match[str]) -> When | None:
    """12月头三天, 下个月最后两天: several days, of which this is the first."""
    year, month, ahead = match.group(1), number(match.group(2) or ""), match.group(3)
    count = number(match.group("count"))
    if count is None or not 1 <= count <= 20:
        return None

    def when(frame: Frame) -> date | None:
        first = _first_of(frame, year, month, ahead)
        if first is None or match.group("edge") not in {"最后", "最後"}:
            return first
        return first.replace(day=last_of(first.year, first.month) - count + 1)

    return when


def _run_of_weekdays(match: re.Match[str]) -> When | None:
    """下周二三四, 周六日: weekdays one after the other, of which this is the first."""
    run = [WEEKDAYS_ZH[char] for char in match.group("run")]
    if run != list(range(run[0], run[0] + len(run))):
        return None
    return on_weekday(match.group(1) or "", run[0])


def _japanese_run(match: re.Match[str]) -> When | None:
    """来週の水木, 金土日: weekdays one after the other, of which this is the first."""
    run = ["月火水木金土日".index(char) for char in match.group("run")]
    if any(second != (first + 1) % 7 for first, second in pairwise(run)):
        return None
    prefix = {"今週": "这", "来週": "下", "再来週": "下下", "先週": "上"}.get(match.group(1) or "", "")
    return on_weekday(prefix, run[0])


def _start_of_festival(match: re.Match[str]) -> When | None:
    """国庆头三天."""
    return lambda frame: almanac.festival_on_or_after(match.group(1), frame.base)


def _last_of_golden_week(match: re.Match[str]) -> When | None:
    """国庆最后两天, of the seven days everybody has; how long other feasts are is asked."""
    count = number(match.group("count") or "") or 1

    def when(frame: Frame) -> date | None:
        feast = almanac.festival_on_or_after("国庆", frame.base)
        return None if feast is None else feast + timedelta(days=GOLDEN_WEEK - count)

    return when


def _end_of_this_month(_match: re.Match[str]) -> When | None:
    return lambda frame: frame.today.replace(day=last_of(frame.today.year, frame.today.month))


def _last_days(match: re.Match[str]) -> When | None:
    """月底最后三天, of which this is the first."""
    count = number(match.group("count")) or 1
    return lambda frame: frame.today.replace(day=last_of(frame.today.year, frame.today.month) - count + 1)


def _today_in_months(match: re.Match[str]) -> When | None:
    months = match.group(1).count("下")
    return lambda frame: same_day(frame.today, months)


def _first_of(frame: Frame, year: str | None, month: int | None, ahead: str | None) -> date | None:
    """The first day of the month said: one of the coming twelve where no year is named."""
    if month is None:
        said = ahead or ""
        shift = _JAPANESE_MONTHS.get(said, said.count("下") - said.count("上"))
        return date(*month_shift(frame.today, shift), 1)
    if not 1 <= month <= 12:
        return None
    named = year_of(year, frame.today)
    if named is None:
        named = frame.today.year + (month < frame.today.month)
    return date(named, month, 1)


def _nth_after_festival(match: re.Match[str]) -> When | None:
    """国庆后第一个周末: the first one after the holiday, which lasts a week at 国庆 and 春节."""
    name, which, weekday = match.group(1), number(match.group("which") or "") or 1, _weekday_of(match)
    holiday = 7 if name in {"国庆", "春节", "过年"} else 1

    def when(frame: Frame) -> date | None:
        feast = almanac.festival_on_or_after(name, frame.base)
        if feast is None:
            return None
        after = feast + timedelta(days=holiday)
        return after + timedelta(days=(weekday - after.weekday()) % 7 + 7 * (which - 1))

    return when


def _last_before_festival(match: re.Match[str]) -> When | None:
    """元旦前最后一个周五, 国庆前那个周末."""
    name, weekday = match.group(1), _weekday_of(match)

    def when(frame: Frame) -> date | None:
        feast = almanac.festival_on_or_after(name, frame.base)
        return None if feast is None else feast - timedelta(days=(feast.weekday() - weekday - 1) % 7 + 1)

    return when


def _day_of_festival(match: re.Match[str]) -> When | None:
    """国庆第三天."""
    name, which = match.group(1), number(match.group(2))

    def when(frame: Frame) -> date | None:
        feast = almanac.festival_on_or_after(name, frame.base)
        return None if feast is None or which is None else feast + timedelta(days=which - 1)

    return when if which is not None and which <= 8 else None


def _weekday_of(match: re.Match[str]) -> int:
    said = match.group("weekday")
    return _SATURDAY if said == _WEEKEND else WEEKDAYS_ZH[said]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


_SAID = rf"{_WEEK}(?P<weekday>[一二三四五六日天末])"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], When | None], int], ...] = (
    (re.compile(rf"(?<![\d满住])(?:(半)|({_N}))(个月|(?<=半)月|年)(?:之|以)?(后|前){_AGO_OF_A_STAY}(?:的?(?:今天|今日|这一?天|同一天))?"), _months_on, 1),
    (re.compile(rf"(?<![前提住店房发\d])({_N})个?(天|日|周|星期|礼拜)间?(?:之|以)?前{_AGO_OF_A_STAY}"), _days_ago, 1),
    (re.compile(rf"((?:[上下]){{1,5}})一?个?{_WEEK}的?(?:今天|今日|这一?天)"), _today_in_weeks, 1),
    (re.compile(r"([明来后去])年[的の]?(?:今天|今日|这一?天|同一天)"), _today_next_year, 1),
    (re.compile(r"(今明|明后)(?:两|2|二)?[天日晚]"), _two_days, 2),
    (re.compile(rf"{_MONTH_SAID}的?(?:第(?P<which>{_N})|最后一)个?{_SAID}"), _nth_of_month, 1),
    (re.compile(rf"{_MONTH_SAID}[底末]?的?(?P<edge>第一|头一|最后一|末一)[天日]"), _edge_of_month, 1),
    (re.compile(r"(今|明|来|后|去|前|20[2-4]\d)年的?(第一|头一|最后一|末一|开头第一)[天日]"), _edge_of_year, 1),
    (re.compile(r"(?<!每)(年[底末]?)的?(最后一|末一)[天日]"), _edge_of_year, 1),
    (re.compile(rf"(?:(半)|({_N}))个?(天|周|星期|礼拜|月)(?:之|以)?后的?(?:那个|第一个|头一个)?{_SAID}"), _weekday_after, 1),
    (re.compile(r"(今明后)(?:三|3)?[天日晚]"), _two_days, 3),
    (re.compile(rf"{_MONTH_SAID}的?(?P<edge>头|前|最初|最后)(?P<count>[两二三四五六七八九十]|\d{{1,2}})[天日]"), _days_of_month, 1),
    (re.compile(r"(今週|来週|再来週|先週)の?(?P<run>[月火水木金土日]{2,5})(?!曜)"), _japanese_run, 1),
    (re.compile(r"()(?<![月火水木金土日\d一二三四五六七八九十年今来先再])(?P<run>[月火水木金土日]{3,5})(?=[のにはでがと、,。]|$)"), _japanese_run, 1),
    (re.compile(rf"{_MONTH_IN_JAPANESE}(?P<edge>最初|最後)の?(?P<count>[二三四五六七八九十]|\d{{1,2}})日間?"), _days_of_month, 1),
    (re.compile(rf"{_MONTH_IN_JAPANESE}(?:最(?P<first>初)|第(?P<which>[一二三四1-4])|最後)の?[週周](?P<weekday>末)"), _nth_of_month, 1),
    (re.compile(rf"({FESTIVAL_NAMES}|五一|十一)节?(?:假期)?的?头(?P<count>[两二三四五六七2-7])天"), _start_of_festival, 1),
    (re.compile(r"(国庆|十一)节?(?:长?假期?)?的?最后(?P<count>[一两二三四五2-5])天"), _last_of_golden_week, 1),
    (re.compile(rf"((?:上|下){{1,5}}|这|本)?(?<![每两三几\d])一?个?{_WEEK}(?P<run>[一二三四五六][二三四五六日天]{{1,4}})(?![\d\w]*(?:晚|夜|泊|间|点|号|位|个|人|月|楼|天|日))"), _run_of_weekdays, 1),
    (re.compile(rf"(?<![\d一二三四五六七八九十下])()()()月[底末]的?最后一个(?P<which>){_SAID}"), _nth_of_month, 1),
    (re.compile(rf"((?:上|下){{1,5}}|这|本)?(?<![每两三几\d])一?个?{_WEEK}(?P<run>[一二三四五六][二三四五六日天])(?=的?这?(?:两|二|2)个?[晚夜天])"), _run_of_weekdays, 1),
    (re.compile(r"月底的?(?:那|最后一)[天日]"), _end_of_this_month, 1),
    (re.compile(r"月[底末]的?最后(?P<count>[两二三四五六七八九]|[2-9])[天日]"), _last_days, 1),
    (re.compile(r"((?:下){1,5})一?个?月的?(?:今天|今日|这一?天|同一天)"), _today_in_months, 1),
    (re.compile(rf"({FESTIVAL_NAMES}|五一|十一|过年)节?(?:之|以|过)?后的?(?:第(?P<which>{_N}))?个?{_SAID}"), _nth_after_festival, 1),
    (re.compile(rf"({FESTIVAL_NAMES}|五一|十一|过年)节?(?:之|以)?前的?(?:最后一|那一?|头一|上一|一)个{_SAID}"), _last_before_festival, 1),
    (re.compile(rf"({FESTIVAL_NAMES}|五一|十一)节?(?:长?假期?|黄金周)?的?第({_N})天"), _day_of_festival, 1),
)  # fmt: skip
