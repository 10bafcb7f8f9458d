"""Turns the days and lengths of a text into arrival, departure and nights, and names what must be asked back. It never guesses a day."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understanding.day_frame import Day, Frame, Point
from bot.understanding.day_roles import LEAVE, LEAVE_BEFORE, MOVED_FROM, PUT_OFF, role_of
from bot.understanding.days import find_days
from bot.understanding.lengths import find_lengths
from bot.understanding.periods import find_periods
from bot.understanding.roles_japanese import PUT_OFF_AFTER
from bot.understanding.said_days import all_said, day_doubts, still_to_come
from bot.understanding.stay_ends import BESIDE, ends, nights_named, nights_told
from bot.understanding.stories import told
from bot.understanding.types import Said


@dataclass(frozen=True, slots=True)
class Stay:
    """What a text says about days."""

    days: tuple[Day, ...] = ()
    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    said: tuple[Said, ...] = ()
    doubts: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()  # where days and lengths stand in the text
    day_spans: tuple[tuple[int, int], ...] = ()  # where days alone stand


def read_stay(text: str, today: date, asked: str, near: date | None = None) -> Stay:
    """Days, lengths and roles in a cleaned text, read on the house day `today`; `near` is the day talked about before."""
    points = find_days(text, asked in {"check_in", "check_out", "date"})
    days = told(_resolve(points, text, today, near), text, today)
    masked = _masked(text, points)
    lengths = find_lengths(masked, asked)
    periods = find_periods(masked, today)
    said = all_said(days, lengths, periods, text)
    doubts = day_doubts(days, periods, text, today)
    live = still_to_come([day for day in days if day.role != "old"], today)
    check_in, check_out = ends(live, today, asked)
    nights = nights_told(masked, lengths)
    if check_in is not None and check_in < today:
        check_in = check_out = None
    if check_in and not check_out and nights is None:
        nights = nights_named(live, check_in, text)
    if check_in and check_out and check_out <= check_in:
        check_out = None
    if check_in and check_out:
        counted = (check_out - check_in).days
        if nights is not None and nights != counted:
            doubts = (*doubts, "nights_disagree")
        nights = nights if nights is not None else counted
    elif check_in and nights:
        check_out = check_in + timedelta(days=nights)
    elif (
        check_out
        and nights
        and check_out - timedelta(days=nights) >= today
        and len(live) == 1
        and asked != "check_out"
    ):
        check_in = check_out - timedelta(days=nights)
    day_spans = tuple((point.start, point.end) for point in points)
    spans = (*day_spans, *((length.start, length.end) for length in lengths))
    return Stay(tuple(days), check_in, check_out, nights, said, doubts, spans, day_spans)


# ---- days and their roles ---------------------------------------------------------------------------------------

_LINK = re.compile(
    r"\s?(?:号|日)?(?:\([^()]{1,3}\))?(?:的?[当那][天日])?(?:晚上?|夜|下午|早上|中午|凌晨)?(?:入住|开始|起|住|check ?in)?\s?,?\s?"
    r"(?:-+|~+|到|至|放到|休到|→|->|to|until|till|til|through|thru|から|より|住到|待到|玩到|呆到|一直到|直到|离店|and)\s?(?:the |on |就)?"
)
_BETWEEN = re.compile(r"between (?:the )?$")


def _resolve(points: list[Point], text: str, today: date, near: date | None = None) -> list[Day]:
    days: list[Day] = []
    words_end = 0  # where the words that gave the last day its part end
    for at, point in enumerate(points):
        linked = bool(days) and (point.joined or _is_link(text, days[-1], point))
        later = linked or (
            bool(days) and (_follows(text, days[-1], point) or _next_weekday(text, days[-1], point))
        )
        after = days[-1].day if later else _week_put_right(text, days, point, today)
        day = point.when(Frame(today, after))
        if (
            later and not linked and point.when(Frame(today)) == after
        ):  # 初四过来 2月20号: the same day said again
            day = after
        beside = near or (_named(days, text, today) if not linked else None)
        if beside is not None and (after is None or near is None) and point.number is not None:
            day = _nearest(point.number, beside, today) or day
        if day is None:
            continue
        following = points[at + 1].start if at + 1 < len(points) else len(text)
        role, words_end = ("", words_end) if linked else role_of(text, point, following, words_end)
        if days and days[-1].role == "old" and _still_old(text, days, point, linked=linked):
            role = "old"
        if role == "out" and days and not later and _leaves_after(text, days[-1], point, day):
            day = point.when(Frame(today, days[-1].day)) or day
        vague = point.vague or point.weekday not in {None, day.weekday()}
        if role == "out" and (
            PUT_OFF.search(text[: point.start]) or PUT_OFF_AFTER.match(text, point.end)
        ):  # 本来27号退房，想延到29号
            days = [replace(other, role="old") if other.role == "out" else other for other in days]
        if day == today and days and role in {"new", "in"} and _other_week(text, days[-1], point, today):
            day += timedelta(days=7)
        said = Day(point.start, point.end, day, point.length, role, linked, vague)
        if days and _held_on(points[at - 1], days[-1], said, text):
            days[-1] = replace(said, start=days[-1].start, joined=days[-1].joined)
        elif days and _twice(days[-1], said, text):
            days[-1] = replace(days[-1], end=said.end, role=role or days[-1].role)
        else:
            days.append(said)
    days = _as_their_last(days, text)
    fixed = _CORRECTION.search(text)
    if fixed and any(day.start >= fixed.end() for day in days):
        return [replace(day, role="old") if day.end <= fixed.start() else day for day in days]
    return days


_MONTH_SAID = re.compile(r"月|[./]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
SOON = timedelta(days=75)


def _named(days: list[Day], text: str, today: date) -> date | None:
    """The day said last with its month, which a bare number behind it lies near to: 12月20号是纪念日，21号过来."""
    last = days[-1] if days else None
    if last is None or last.role == "old" or not _MONTH_SAID.search(text[last.start : last.end]):
        return None
    return last.day if last.day - today < SOON else None


def _as_their_last(days: list[Day], text: str) -> list[Day]:
    """The days of a list are as its last one is: 2号3号4号都满了, 周五周六都住."""
    for at in range(len(days) - 1, 0, -1):
        before, last = days[at - 1], days[at]
        if before.role or last.joined or not BESIDE.fullmatch(text[before.end : last.start]):
            continue
        if last.role == "old" or (last.role in {"in", "new"} and last.day - before.day == timedelta(days=1)):
            days[at - 1] = replace(before, role=last.role)
    return days


def _twice(before: Day, day: Day, text: str) -> bool:
    """Whether the same day was named by two names at once: 跨年夜12月31号, 八一建军节."""
    same = (before.day, before.length) == (day.day, day.length) and before.role != "old" and not day.joined
    return same and _SAME.fullmatch(text[before.end : day.start]) is not None


def _held_on(point: Point, before: Day, day: Day, text: str) -> bool:
    """Whether the second day is when the festival before it is kept: 尾牙订在一月二十三号, a halloween party tomorrow."""
    gap = text[before.end : day.start]
    if not point.festival or day.joined or before.end != point.end:
        return False
    return _KEPT_ON.fullmatch(gap) is not None or (
        before.day == day.day and _SHORT_OF.fullmatch(gap) is not None
    )


_KEPT_ON = re.compile(r"[^,。;!?\s]{0,4}(?:[订定办排摆放]|安排|约)(?:在|于)了?")
_SHORT_OF = re.compile(r"[^,。;!?]{0,12}")
_SAME = re.compile(r"[夜晚\s,(]*(?:的|就是|也就是|即|是|那天)?[\s,(]*")


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


_CORRECTION = re.compile(
    r"不对|说错|写错|打错|错了|更正|\bno wait\b|\bsorry,|\bi mean(?:t)?\b|\bactually\b|間違え|じゃなくて|(?:あっ?|いや)、?(?:ごめん|違)|もとい|訂正"
)


def _other_week(text: str, before: Day, point: Point, today: date) -> bool:
    """Whether a weekday that is today's means the next one, as the day it takes the place of: 订了周五,改成周六."""
    alone = _WEEKDAY.fullmatch(text[point.start : point.end])
    return alone is not None and today + timedelta(days=3) < before.day <= today + timedelta(days=10)


def _week_put_right(text: str, days: list[Day], point: Point, today: date) -> date | None:
    """The day before the week in which a bare weekday lies that puts others right: 下周四到周六,不对,周五到周日. None for any other."""
    alone = _WEEKDAY.fullmatch(text[point.start : point.end])
    if not days or alone is None or _CORRECTION.search(text, days[-1].end, point.start) is None:
        return None
    monday = days[0].day - timedelta(days=days[0].day.weekday())
    return max(monday, today) - timedelta(days=1)


def _is_link(text: str, before: Day, point: Point) -> bool:
    gap = text[before.end : point.start]
    if gap.strip() == "and":
        return _BETWEEN.search(text[: before.start]) is not None
    if before.role == "old" or MOVED_FROM.search(text[: before.start]):
        return False
    return _LINK.fullmatch(gap) is not None


_DASH = re.compile(r"\s?(?:-+|~+)\s?")


def _still_old(text: str, days: list[Day], point: Point, *, linked: bool) -> bool:
    """Whether a range that is not meant ends here: instead of 3 to 5 May, from 22-24 to 29-31 March."""
    gap = text[days[-1].end : point.start]
    if linked or _DASH.fullmatch(gap):
        return True
    first = len(days) - 1
    while first and days[first - 1].role == "old":
        first -= 1
    return (
        gap.isascii()
        and not MOVED_FROM.search(text[: days[first].start])
        and _LINK.fullmatch(gap) is not None
    )


def _leaves_after(text: str, before: Day, point: Point, day: date) -> bool:
    """Whether a weekday one leaves on is read against the day before it: next Saturday, leaving Monday."""
    said = _WEEKDAY.fullmatch(text[point.start : point.end])
    return said is not None and before.role in {"", "in"} and day <= before.day


def _follows(text: str, before: Day, point: Point) -> bool:
    """Whether the second day closes a stay the first one opens: 24号来26号走."""
    gap = text[before.end : point.start]
    leaves = LEAVE_BEFORE.search(text[: point.start]) or LEAVE.match(text[point.end : point.end + 6].lstrip())
    return before.role == "in" or (
        leaves is not None and (len(gap) <= 6 or (len(gap) <= 24 and leaves.group()[0] in "住待玩呆"))
    )


_WEEKDAY = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|[月火水木金土日]曜日?"
)


def _next_weekday(text: str, before: Day, point: Point) -> bool:
    """Whether a weekday stands beside another one, which it follows: 周五周六."""
    named = _WEEKDAY.fullmatch(text[point.start : point.end]) and _WEEKDAY.search(
        text[before.start : before.end]
    )
    return bool(named) and BESIDE.fullmatch(text[before.end : point.start]) is not None


def _masked(text: str, points: list[Point]) -> str:
    for point in points:
        text = text[: point.start] + "□" * (point.end - point.start) + text[point.end :]
    return text
