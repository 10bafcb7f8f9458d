"""Tells which day a bare number or weekday names among the days named before it, and whether it lies behind them. It gives no part."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding.day_frame import Day, Frame, Point
from bot.understanding.day_roles import LEAVE, LEAVE_BEFORE
from bot.understanding.days_together import CORRECTION
from bot.understanding.stay_nights import BESIDE

YEAR_OFF = timedelta(days=200)
SOON = timedelta(days=75)


def day_among(
    point: Point, days: list[Day], today: date, near: date | None, *, later: bool, linked: bool
) -> date | None:
    """The day a point names among those named before it."""
    after = days[-1].day if later else None
    day = point.when(Frame(today, after))
    if linked:
        return day
    if (
        after
        and day
        and day - after > YEAR_OFF
        and (natural := point.when(Frame(today)))
        and natural >= today
    ):
        day = natural  # arriving 25 nov (was 24 nov): no departure lies a year off
    if later and point.number and (inside := _in_range(point.number, days)):
        return inside
    if later and point.when(Frame(today)) == after:  # 初四过来 2月20号: the same day said again
        return after
    if point.number is None:
        return day
    # 24号才到，房间从23开始订: the 23rd that was named before
    named = [one.day for one in days if one.day.day == point.number and one.day >= today]
    again = next((one for one in named if day is None or abs(one - day) < SOON), None)
    return again or (near and _nearest(point.number, near, today)) or day


def _in_range(number: int, days: list[Day]) -> date | None:
    """The day with this number within the range named last: 订的6号到9号,现在只能待到8号."""
    if len(days) < 2 or not days[-1].joined:
        return None
    first, last = days[-2].day, days[-1].day
    run = (first + timedelta(days=ahead) for ahead in range(1, min((last - first).days + 1, 32)))
    return next((day for day in run if day.day == number), None)


def _nearest(number: int, near: date, today: date) -> date | None:
    """The coming day of a month with this number that lies nearest to `near`: 那17号呢, after the 16th of January."""
    first = near.replace(day=1)
    months = (first - timedelta(days=1), first, first + timedelta(days=32))
    days = []
    for month in months:
        try:
            days.append(month.replace(day=number))
        except ValueError:  # this month has no such day
            continue
    return min((day for day in days if day >= today), key=lambda day: abs(day - near), default=None)


def other_week(text: str, before: Day, point: Point, today: date) -> bool:
    """Whether a weekday that is today's means the next one, as the day it takes the place of: 订了周五,改成周六."""
    alone = _WEEKDAY.fullmatch(text[point.start : point.end])
    return alone is not None and today + timedelta(days=3) < before.day <= today + timedelta(days=10)


def week_put_right(text: str, days: list[Day], point: Point, today: date) -> date | None:
    """The day before the week in which a bare weekday lies that puts others right: 下周四到周六,不对,周五到周日. None for any other."""
    alone = _WEEKDAY.fullmatch(text[point.start : point.end])
    if not days or alone is None or CORRECTION.search(text, days[-1].end, point.start) is None:
        return None
    monday = days[0].day - timedelta(days=days[0].day.weekday())
    return max(monday, today) - timedelta(days=1)


_COMES_OR_GOES = re.compile(
    r"(?:早上|上午|中午|下午|晚上?)?(?:就|才|再)?(?:住|来|到|入住|过来|过去|走|退|回)"
)
_BY_WEEK = re.compile(r"周|星期|礼拜")


def its_date(text: str, days: list[Day], point: Point, today: date) -> date | None:
    """The day further off that was named by its date and has this weekday: 1月16号带她来,周六住进来周日走."""
    alone = _WEEKDAY.fullmatch(text[point.start : point.end])
    if text.isascii() or _ENGLISH_DAY.fullmatch(text[point.start : point.end]):
        return _beside_weekend(text, days, point, today)
    if alone is None or not _COMES_OR_GOES.match(text, point.end):
        return None
    natural = point.when(Frame(today))
    dated = [
        one
        for one in days
        if one.start < point.start and one.role != "old" and not _BY_WEEK.search(text[one.start : one.end])
    ]
    if natural is None or not dated or dated[-1].day <= natural or dated[-1].end + 20 < point.start:
        return None
    return dated[-1].day if dated[-1].day.weekday() == natural.weekday() else None


_OF_A_TICKET = re.compile(r"票(?:已经|都|也)?(?:改签?|换)(?:到|成|为|在)了?$")


def _beside_weekend(text: str, days: list[Day], point: Point, today: date) -> date | None:
    """The weekday of the weekend further off that was named before it: weekend after next, arriving friday."""
    natural = point.when(Frame(today))
    said = _ENGLISH_DAY.fullmatch(text[point.start : point.end])
    ends = [
        one.day for one in days if one.length == 2 and one.role != "old" and one.day.weekday() == SATURDAY
    ]
    if natural is None or said is None or not ends or natural > ends[-1] + timedelta(days=2):
        return None
    ahead = (
        natural.weekday() - SATURDAY + 3
    ) % 7 - 3  # thursday and friday before it, sunday to tuesday behind
    return ends[-1] + timedelta(days=ahead)


SATURDAY = 5
_ENGLISH_DAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?")


def leaves_after(text: str, before: Day, point: Point, day: date) -> bool:
    """Whether a weekday one leaves on is read against the day before it: next Saturday, leaving Monday."""
    if day == before.day and (before.end == point.start or _OF_A_TICKET.search(text, 0, before.start)):
        return False  # 后天周二要回来上班; 机票改成周三了,房间续到周三
    said = _WEEKDAY.fullmatch(text[point.start : point.end])
    return said is not None and before.role in {"", "in", "new"} and day <= before.day


def _ended(text: str, day: Day) -> bool:
    """Whether a day that is not meant was a departure: the one that takes its place need not lie behind it."""
    if day.joined:
        return False
    return any(pattern.search(text, 0, day.start) for pattern in (_NOT_THAT, LEAVE_BEFORE)) or (
        LEAVE.match(text, day.end) is not None
    )


_SOONER = re.compile(r"(?:提前|提早|往前|早来|早到)(?!走|退|离|回)|[算按][是成在]?$")
_NOT_THAT = re.compile(r"不是(?:要|说|想)?(?:[住待玩呆]到)?$")
_COMES = re.compile(
    r"(?:早上|上午|中午|下午|晚上?)?(?:自己|一个人|我们?)*(?:就|先|才|再)+(?:来|到(?!期)|入住|住进?|过来)"
)
_WEEKDAY = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|[月火水木金土日]曜日?"
)


_WISHED = re.compile(r"^(?:(?:就|才)?(?:想|要|得|必须|准备|打算))?")  # 22号就想走


def follows(text: str, before: Day, point: Point) -> bool:
    """Whether the second day closes a stay the first one opens: 24号来26号走."""
    gap = text[before.end : point.start]
    if _SOONER.search(gap):  # 订的5号入住,提前一天,也就是4号来
        return False
    if before.role == "old" and _ended(text, before):  # 不是三号退,是二号退; 本来住到周三,改周二走
        return False
    behind = text[point.end : point.end + 6].lstrip()
    behind = _WISHED.sub("", behind) if before.joined else behind
    leaves = LEAVE_BEFORE.search(text[: point.start]) or LEAVE.match(behind)
    if leaves is not None and leaves.re is LEAVE and leaves.group().isascii() and len(gap) > 6:
        leaves = None  # arriving 30 Dec leaving 2 Jan: English names what follows
    comes = _COMES.match(text, point.end) is not None  # 我老公22号才到，我20号先来: no end of a stay
    return (before.role == "in" and not comes) or (
        leaves is not None and len(gap) <= (6 if before.role else 24)
    )


def next_weekday(text: str, before: Day, point: Point) -> bool:
    """Whether a weekday stands beside another one, which it follows: 周五周六."""
    named = _WEEKDAY.fullmatch(text[point.start : point.end]) and _WEEKDAY.search(
        text[before.start : before.end]
    )
    return bool(named) and BESIDE.fullmatch(text[before.end : point.start]) is not None
