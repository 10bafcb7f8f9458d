"""Chooses arrival, departure and nights from the days of a text and their parts. It finds none and gives them no part."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.day_frame import Day
from bot.understanding.lengths import Length

BESIDE = re.compile(r"\s?(?:、|,|和|跟|与|同|and|&)?\s?")  # between two days of one list


def ends(days: list[Day], today: date, asked: str) -> tuple[date | None, date | None]:
    """Arrival and departure. A range gives both; a single day is an arrival unless its role says otherwise."""
    if not days:
        return None, None
    new = [day for day in days if day.role == "new"]
    if new:
        days = days[days.index(new[0]) :]
    if ranges := [(first, second) for first, second in pairwise(days) if second.joined]:
        first, second = next((both for both in ranges if both[0].role == "in"), ranges[0])
        return first.day, second.day
    arrivals = [day for day in days if day.role in {"in", "new"}] or [
        day for day in days if day.role != "out"
    ]
    departures = [day for day in days if day.role == "out"]
    if departures and len({day.day for day in days}) == 1:  # checkout today, can we stay until 3 pm today
        arrivals = []
    if asked == "check_out" and len(days) == 1 and days[0].role in {"", "new"}:
        return None, days[0].day
    check_in = arrivals[0].day if arrivals else None
    check_out = next((day.day for day in departures if check_in is None or day.day > check_in), None)
    return check_in, check_out if check_out is None or check_out >= today else None


_INSTEAD = re.compile(
    r"(?:只|就|改|改成|改为|变成|换成|缩到|缩成|缩短到|减到|减成)(?:想|能|打算)?(?:住|订|定|要|睡)?$|(?:もう|あと|さらに|追加で|加多)$|\b(?:only|just|make (?:it|that)|to) $"
)


def nights_told(text: str, lengths: list[Length]) -> int | None:
    """The nights said first, or what they came to: 订的两晚能少住一晚只住1晚不."""
    told = [length for length in lengths if length.nights]
    fixed = [length for length in told[1:] if _INSTEAD.search(text[: length.start])]
    return (fixed[-1] if fixed else told[0]).nights if told else None


_NIGHTS_OF = re.compile(r"\b(?:nights (?:of|on)|both nights,?) (?:the )?$")
_WEEKEND_STAY = re.compile(r"土日で(?!どちら|どっち|空|一番|行け|迷)")  # on Saturday, away on Sunday
_NIGHT = re.compile(r"晚|夜|\bnights?\b|tonight|泊")


def nights_named(days: list[Day], first: date, text: str) -> int | None:
    """How many nights are named one by one, from the first on: 今晚和明晚, tonight and tomorrow night. None for one."""
    run = [day for day in days if day.day >= first]
    count = 1
    for before, day in pairwise(run):
        gap = text[before.end : day.start].removeprefix(" night")
        if day.joined or day.day - before.day != timedelta(days=1) or not BESIDE.fullmatch(gap):
            break
        count += 1
    if count == 1 and run and run[0].length == 2 and _WEEKEND_STAY.match(text, run[0].end - 2):
        return 1
    if count == 1 or not (
        _NIGHT.search(text[run[0].start : run[count - 1].end + 2]) or _NIGHTS_OF.search(text[: run[0].start])
    ):
        return None
    return count
