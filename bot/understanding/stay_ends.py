"""Chooses arrival, departure and nights from the days of a text and their parts. It finds none and gives them no part."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.day_frame import Day
from bot.understanding.day_roles import LEAVE
from bot.understanding.english_changes import longer_by, night_less
from bot.understanding.lengths import Length
from bot.understanding.said_days import still_to_come
from bot.understanding.stay_nights import next_to, nights_named, nights_told

MOVED = timedelta(
    days=3
)  # an arrival told anew so near the one that was booked leaves the departure as it was
FAR = 20  # nights that a departure may lie beyond those that were told, and still be asked about


@dataclass(frozen=True, slots=True)
class Ends:
    """A stay as far as it was told; where days and nights disagree both stand as they were said."""

    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None


def ends(days: Sequence[Day], lengths: Sequence[Length], text: str, today: date, asked: str) -> Ends:
    """Arrival, departure and nights, each reckoned from the others where it was not said."""
    live = still_to_come([day for day in days if day.role != "old"], today)
    clear = [day for day in live if not day.vague]
    if clear and len(clear) < len(live) and not any(day.joined for day in live):
        live = clear  # 改成国庆前，28号29号两晚
    if longer := _prolonged(days, lengths, text):
        return longer if (longer.check_out or today) > today else Ends(nights=longer.nights)
    first, leaves = _without_a_night(*_chosen(live, lengths, text, asked), days, text)
    kept = _kept_departure(days, text, first) if first is not None and leaves is None else None
    check_in = first.day if first else _kept_arrival(days, leaves)
    check_out = leaves or kept
    nights = nights_told(text, lengths, first, days)
    if check_in is not None and check_in < today:
        check_in = check_out = None
    if check_out is not None and (check_out < today or (check_in is not None and check_out <= check_in)):
        check_out = None
    if check_in and check_out and nights and (check_out - check_in).days > nights + FAR:
        check_out = None  # 五号住一晚，老公说四号走: not the fourth of the month after
    if check_in and not check_out:
        nights = nights or nights_named(live, check_in, text)
    return _reckoned(Ends(check_in, check_out, nights), len(live) == 1 and asked != "check_out", today)


_MORE_NIGHTS = re.compile(
    r"(?:再|多|续|加|延)(?:多|续|延|加|接着)?(?:住|订|定|待|呆|玩|长|期|要|开|上)?(?:个)?$"
)


def _prolonged(days: Sequence[Day], lengths: Sequence[Length], text: str) -> Ends | None:
    """A departure that was told and the nights on top of it: 我26号的退房,能再续一晚吗."""
    if text.isascii():
        days = [day for day in days if day.role != "old"]  # leave on friday instead of saturday
    if len(days) != 1 or len(lengths) != 1 or days[0].role != "out":
        return None
    day, more = days[0], lengths[0]
    if text.isascii():
        on_top = longer_by(text, day, more)
        return (
            None if on_top is None else Ends(None, day.day + timedelta(days=on_top), more.nights or more.days)
        )
    if more.start < day.end:  # 多住一天,27号走
        return None
    nights = more.nights or more.days or 0
    if not _MORE_NIGHTS.search(text, 0, more.start + (1 if more.reckoned else 0)) or not LEAVE.match(
        _PART.sub("", text[day.end :])
    ):
        return None
    return Ends(None, day.day + timedelta(days=nights), nights)


_PART = re.compile(r"^(?:的|早上|上午|中午|下午|晚上|该|就|要|得|应该)+")


def _reckoned(told: Ends, one_day: bool, today: date) -> Ends:
    check_in, check_out, nights = told.check_in, told.check_out, told.nights
    if check_in and check_out:
        return replace(told, nights=nights or (check_out - check_in).days)
    if check_in and nights:
        return replace(told, check_out=check_in + timedelta(days=nights))
    if check_out and nights and one_day and check_out - timedelta(days=nights) >= today:
        return replace(told, check_in=check_out - timedelta(days=nights))
    return told


def _chosen(
    days: list[Day], lengths: Sequence[Length], text: str, asked: str
) -> tuple[Day | None, date | None]:
    """The day of arrival and the departure. A range gives both, unless one end is told anew behind it."""
    if not days:
        return None, None
    new = next((at for at, day in enumerate(days) if day.role == "new"), 0)
    days = days[new:]
    ranges = [at for at, day in enumerate(days) if day.joined and at]
    if ranges:
        at = next((at for at in ranges if days[at - 1].role == "in"), ranges[0])
        return _told_anew(days[at - 1], days[at], days[at + 1 :])
    if asked == "check_out" and len(days) == 1 and days[0].role in {"", "new"}:
        return None, days[0].day
    leaving = [day for day in days if day.role == "out"]
    coming = [day for day in days if day.role in {"in", "new"}] or _unsaid(days, leaving, lengths, text)
    if not coming:
        leaves = leaving[0].day if leaving else None
        if leaves and leaving[-1].day < leaves and _SOONER.search(text):  # 住到25号的单提前走，23号就退
            leaves = leaving[-1].day
        return None, leaves
    arrival = _outright(coming, text)
    behind = [day for day in leaving if day.start > arrival.start] + leaving
    return arrival, next((day.day for day in behind if day.day > arrival.day), None)


_SOONER = re.compile(r"提前|提早|早点?(?:走|退|离)|早一?[天晚]|先走|缩短|\bearl(?:y|ier)\b|早く|早め")
_CHECKS_IN = re.compile(
    r"(?:号|日)?(?:下午|晚上?|中午|早上|上午)?入住|\s?check(?:ing)?[ -]?in\b|チェックイン|に?入室"
)
NEAR_A_FEAST = timedelta(days=10)


def _outright(coming: Sequence[Day], text: str) -> Day:
    """The day somebody checks in, where the one before it is only a feast near by: 冬至想去泡温泉，12月21入住."""
    first = coming[0]
    if re.search(r"[\d一二三四五六七八九十]", text[first.start : first.end]):
        return first
    near = (day for day in coming[1:] if _CHECKS_IN.match(text, day.end))
    return next((day for day in near if abs(day.day - first.day) <= NEAR_A_FEAST), first)


def _told_anew(first: Day, last: Day, behind: Sequence[Day]) -> tuple[Day, date]:
    """我订的4号到7号，6号就走; 2号到6号的那个，晚到一天3号来."""
    alone = [
        day
        for at, day in enumerate(behind)
        if not day.joined and not (at + 1 < len(behind) and behind[at + 1].joined)
    ]
    leaves = next((day.day for day in alone if day.role == "out" and day.day > first.day), last.day)
    comes = next((day for day in alone if day.role == "in" and day.day < leaves), first)
    return comes, leaves


def _unsaid(days: Sequence[Day], leaving: Sequence[Day], lengths: Sequence[Length], text: str) -> list[Day]:
    """The days that may be the arrival where none is said to be: before all the one whose nights are told beside it."""
    gone = {day.day for day in leaving}
    open_ = [day for day in days if day.role != "out" and day.day not in gone]
    told = next((length for length in lengths if length.nights), None)
    if len(open_) < 2 or told is None:
        return open_
    beside = [
        at
        for at, day in enumerate(open_)
        if day.end <= told.start and not _STOP.search(text[day.end : told.start])
    ]
    if not beside:
        return open_
    at = beside[-1]
    while at and next_to(open_[at - 1], open_[at], text):
        at -= 1
    return open_[at:]


def _without_a_night(
    first: Day | None, leaves: date | None, days: Sequence[Day], text: str
) -> tuple[Day | None, date | None]:
    """订的29号到1号,29号那晚去掉: a range whose first or last night is given up behind it is so much shorter."""
    joined = next((day for day in days if day.joined and day.day == leaves), None)
    if first is None or leaves is None or joined is None:
        return first, leaves
    gone = {
        day.day
        for at, day in enumerate(days)
        if day.role == "old"
        and day.start >= joined.end
        and not (day.joined or (at + 1 < len(days) and days[at + 1].joined))
    }
    which = night_less(text)
    if first.day in gone or which == "first":
        return replace(first, day=first.day + timedelta(days=1)), leaves
    last_night = leaves - timedelta(days=1)
    gives_up = last_night in gone or which == "last"
    return first, last_night if gives_up and last_night > first.day else leaves


_STOP = re.compile(r"[,。;!?]")


_KEPT = re.compile(
    r"(?:走|退房?|离店|离开|退房日|回)[^,。;!?]{0,6}(?:不变|不动|照常|照旧|一样|还是)|(?:same|still)[^,.?!]{0,12}(?:check-?out|departure|leav)|(?:帰(?:り|る日)|出発|チェックアウト)[^、。]{0,6}(?:そのまま|変わら|変更な)"
)


def _kept_departure(days: Sequence[Day], text: str, comes: Day) -> date | None:
    """The departure that was booked, where only the arrival moves: 改2号到，走的日子不动; booked 3 to 6 dec, but we arrive on the 2nd."""
    if comes.role == "in" and text.isascii():
        pairs = ((first, last) for first, last in pairwise(days) if last.joined and first.role == "old")
        return next(
            (
                last.day
                for first, last in pairs
                if comes.day < last.day and abs(comes.day - first.day) <= MOVED
            ),
            None,
        )
    if not _KEPT.search(text):
        return None
    ended = [day.day for day in days if day.joined or day.role == "out"]
    return ended[0] if ended else None


def _kept_arrival(days: Sequence[Day], leaves: date | None) -> date | None:
    """The arrival that was booked, where only the departure moves: 原来订的15号到19号，18号退."""
    if leaves is None:
        return None
    pairs = ((first, last) for first, last in pairwise(days) if last.joined and first.role == "old")
    return next(
        (first.day for first, last in pairs if first.day < leaves <= last.day + timedelta(days=9)), None
    )
