"""Turns the days and lengths of a text into arrival, departure and nights, and names what must be asked back. It never guesses a day."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understanding.asides import by_the_way, feasts_beside, of_a_birthday, of_an_event
from bot.understanding.day_frame import Day, Frame, Point
from bot.understanding.day_order import (
    SOON,
    day_among,
    follows,
    its_date,
    leaves_after,
    next_weekday,
    other_week,
    week_put_right,
)
from bot.understanding.day_roles import (
    MOVED_FROM,
    PUT_OFF,
    cancelled,
    comes_later,
    denied,
    role_of,
    taken_out,
)
from bot.understanding.days import find_days
from bot.understanding.days_together import named_again, settled
from bot.understanding.english_roles import stays_longer
from bot.understanding.lengths import find_lengths
from bot.understanding.periods import find_periods
from bot.understanding.roles_japanese import PUT_OFF_AFTER
from bot.understanding.said_days import all_said, day_doubts
from bot.understanding.stay_ends import ends
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
    cancelled: tuple[date, date | None] | None = None  # arrival and departure of the booking to be cancelled


def read_stay(text: str, today: date, asked: str, near: date | None = None) -> Stay:
    """Days, lengths and roles in a cleaned text, read on the house day `today`; `near` is the day talked about before."""
    points = find_days(text, asked in {"check_in", "check_out", "date"})
    days, asides = _of_the_stay(points, text, today, near)
    masked = _masked(text, points)
    lengths = find_lengths(masked, asked)
    periods = find_periods(masked, today)
    named = sorted([*days, *asides], key=lambda day: day.start)
    said = all_said(named, lengths, periods, text)
    doubts = day_doubts(days, periods, text, today)
    found = ends(days, lengths, text, today, asked)
    check_in, check_out, nights = found.check_in, found.check_out, found.nights
    if check_in and check_out and nights != (check_out - check_in).days:
        doubts = (*doubts, "nights_disagree")
    day_spans = tuple((point.start, point.end) for point in points)
    spans = (*day_spans, *((length.start, length.end) for length in lengths))
    gone = None
    if not any(comes_later(text, day) for day in days):
        gone = _cancelled([point for point in points if cancelled(text, point)], days, today)
    return Stay(tuple(named), check_in, check_out, nights, said, doubts, spans, day_spans, gone)


def _of_the_stay(
    points: list[Point], text: str, today: date, near: date | None
) -> tuple[list[Day], list[Day]]:
    """The days that may be the stay's, and those named beside it: today by the way, a birthday."""
    feasts = feasts_beside(points, text, today)
    asides = [
        point for point in points if point in feasts or by_the_way(text, point) or of_an_event(text, point)
    ]
    meant = [point for point in points if point not in asides]
    beside = _resolve(asides, text, today, near)
    days = told(_resolve(meant, text, today, near, beside), text, today)
    kept = all(day.role in {"out", "old"} for day in days)  # 5号开会，住到6号
    if not days or (kept and not any(of_a_birthday(text, point) for point in asides)):
        return told(_resolve(points, text, today, near), text, today), []
    return days, [replace(day, role="aside") for day in beside]


def _cancelled(points: list[Point], days: list[Day], today: date) -> tuple[date, date | None] | None:
    """The booking of the day, or the range, that is to be cancelled; None where none was named."""
    for at, day in enumerate(days):
        if day.day >= today and any(day.start <= point.start < day.end for point in points):
            if at + 1 < len(days) and days[at + 1].joined:
                return day.day, days[at + 1].day
            return (days[at - 1].day, day.day) if day.joined and at else (day.day, None)
    return None


# ---- days and their roles ---------------------------------------------------------------------------------------

_LINK = re.compile(
    r"\s?(?:号|日)?(?:\([^()]{1,3}\)|\))?(?:的?[当那][天日])?(?:晚上?|夜|下午|早上|中午|凌晨)?(?:入住|开始|起|住|check ?in)?\s?,?\s?"
    r"(?:-+|~+|到至|至到|到|至|[放休去考排忙展演]到|→|->|(?:right |all the way |up |on )*(?:to|until|till|til|through|thru)(?: (?:to|till|until|and including|right up to))?|から|より|住到|待到|玩到|呆到|一直到|直到|离店|and)\s?(?:the |on |就)?(?:(?:very )?(?:early )?(?:morning|evening|afternoon) of (?:the )?)?"
)
_BETWEEN = re.compile(r"between (?:the )?$")


def _resolve(
    points: list[Point], text: str, today: date, near: date | None = None, beside: Sequence[Day] = ()
) -> list[Day]:
    days: list[Day] = []
    words_end = 0  # where the words that gave the last day its part end
    first = points[0].start if points else 0
    anchor = next(
        (day.day for day in beside if day.end <= first and _soon(day, text, today)), None
    )  # named with its month or feast: bare numbers behind it lie near
    for at, point in enumerate(points):
        linked = bool(days) and (point.joined or _is_link(text, days[-1], point))
        moved = bool(days) and _gives_way(text, days[-1], point)
        linked = linked and not moved
        later = linked or (
            bool(days) and (follows(text, days[-1], point) or next_weekday(text, days[-1], point))
        )
        week = None if later else week_put_right(text, days, point, today)
        day = day_among(point, days, today, None if later else near or anchor, later=later, linked=linked)
        day = (
            point.when(Frame(today, week)) if week else its_date(text, [*beside, *days], point, today) or day
        )
        if day is None:
            continue
        if point.festival or not _BARE_NUMBER.fullmatch(text[point.start : point.end]):
            anchor = day if timedelta() <= day - today < SOON else None
        role, words_end = _part(points, at, text, days, words_end, linked=linked)
        linked = linked or (role == "old" and _in_old_range(text, days, point))
        before = next((one for one in reversed(days) if one.role != "old"), None)
        if role == "out" and before and not later and leaves_after(text, before, point, day):
            day = point.when(Frame(today, before.day)) or day
        role = "new" if moved else role
        vague = point.vague or point.weekday not in {None, day.weekday()}
        if role == "out" and (
            PUT_OFF.search(text[: point.start])
            or PUT_OFF_AFTER.match(text, point.end)
            or stays_longer(text, days, point.start)
        ):  # 本来27号退房，想延到29号
            days = [replace(other, role="old") if other.role == "out" else other for other in days]
        if day == today and days and role in {"new", "in"} and other_week(text, days[-1], point, today):
            day += timedelta(days=7)
        said = Day(point.start, point.end, day, point.length, role, linked, vague)
        again = named_again(points, at, days[-1], said, text) if days else None
        if again is not None:
            days[-1] = again
        else:
            days.append(said)
    return settled(days, text)


def _part(
    points: list[Point], at: int, text: str, days: list[Day], words_end: int, *, linked: bool
) -> tuple[str, int]:
    """The part of a day among the others of its text, and where the words that say so end."""
    point, last = points[at], days[-1] if days else None
    role = "old" if last and last.role == "old" and _still_old(text, days, point, linked=linked) else ""
    if not linked and not role:
        following = points[at + 1].start if at + 1 < len(points) else len(text)
        role, words_end = role_of(text, point, following, words_end)
    if last and last.role == "old" and role == "old" and _BUT.search(text[: point.start]):
        role = ""  # 1日から3日じゃなくて2日から4日に変更
    if last and last.role == "out" and role in {"", "new"} and PUT_OFF_AFTER.match(text, point.end):
        return "out", words_end  # 木曜チェックアウトを金曜に延ばして
    if len(points) > 1 and (role != "new" or taken_out(text, point)) and denied(text, point):
        return "old", words_end
    if role in {"", "in"} and last and last.role == "old" and _IS.search(text[last.end : point.start]):
        return "new", words_end
    if (
        role == "new"
        and last
        and last.role in {"old", "out"}
        and (_LEFT.match(text, last.end) or _STAYED_UNTIL.search(text, 0, last.start))
    ):
        return "out", words_end  # 原来写的30号退房，改成29号
    return role, words_end


def _soon(day: Day, text: str, today: date) -> bool:
    """Whether a day beside the stay was named with its month and lies near: 12月24号我生日,想26号过来."""
    bare = _BARE_NUMBER.fullmatch(text[day.start : day.end])
    return bare is None and timedelta() <= day.day - today < SOON


_LEFT = re.compile(r"(?:号|日)?(?:的)?(?:退房|离店|走(?!路|廊))")
_STAYED_UNTIL = re.compile(r"(?:原[定来计先]|本来)(?:划|说|是|讲好|说好|订的?|打算)*(?:住|待|呆|玩)到$")
_IS = re.compile(r"(?<!不)(?<!也)(?:是|那就|就)[^,。;!?]{0,3}$")  # 不是明天，是29号


_BARE_NUMBER = re.compile(r"(?:the )?[\d一二三十廿]{1,3}(?:号|日|st|nd|rd|th)?")


def _is_link(text: str, before: Day, point: Point) -> bool:
    gap = text[before.end : point.start]
    if gap.strip() == "and":
        return _BETWEEN.search(text[: before.start]) is not None
    if (before.role == "old" and not _RANGE.fullmatch(gap)) or MOVED_FROM.search(text[: before.start]):
        return False
    return _LINK.fullmatch(gap) is not None


_ARROW = re.compile(r"\s?(?:号|日)?(?:\([^()]{1,3}\))?\s?(?:→|->|=>|⇒|➡)\s?")
_CHANGES = re.compile(
    r"変更|変え|ずら|移[しす]|振替|改期|改到|改成|改一下|换到|推迟|提前|\b(?:chang|mov|switch|reschedul|postpon)"
)
_BUT = re.compile(r"(?:じゃなくて?|ではなくて?|でなく),?\s?$")


def _gives_way(text: str, before: Day, point: Point) -> bool:
    """Whether an arrow leads from what was booked to what it is to be: 変更 1月9日→1月16日, 12/4-12/6→12/11-12/13."""
    if before.role == "new" or _ARROW.fullmatch(text[before.end : point.start]) is None:
        return False
    return before.joined or _CHANGES.search(text) is not None


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


def _in_old_range(text: str, days: list[Day], point: Point) -> bool:
    return bool(days) and days[-1].role == "old" and _still_old(text, days, point, linked=False)


_RANGE = re.compile(r"(?:号|日)?(?:到|至|-+|~+)")  # 原来订的15号到19号: the range is what counts no more


def _masked(text: str, points: list[Point]) -> str:
    for point in points:
        text = text[: point.start] + "□" * (point.end - point.start) + text[point.end :]
    return text
