"""What a day is between being named and known: a reading against today or the day it follows. It reads no words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?"
)
MONTH_NAMED = MONTH.replace("(", "(?:", 1) + "(?![a-z])"  # where the name is wanted whole
YEAR = r"(?:(今年|明年|大?后年|去年|昨年|再来年|来年|大?前年|一昨年|(?<![早晚])上年(?!纪)|(?:19|20)?\d\d年)[的の]?)?"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a day is read against."""

    today: date  # the house day
    after: date | None = None  # the day must be later than this one: the start of the range it ends

    @property
    def base(self) -> date:
        return self.today if self.after is None else self.after + timedelta(days=1)


When = Callable[[Frame], date | None]


@dataclass(frozen=True, slots=True)
class Point:
    """A day named in a text, not yet a date: the end of a range is read against its start."""

    start: int  # where in the text
    end: int
    when: When
    length: int = 1  # days it covers: 2 for a weekend
    joined: bool = False  # the second half of a range written in one piece, as 20-23
    festival: bool = False
    number: int | None = None  # the bare day of a month, where no more was said
    vague: bool = False  # the words around it blur it: 国庆期间
    weekday: int | None = None  # said beside the date; where the date has another one, it is asked


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was said, resolved, with the part it plays."""

    start: int
    end: int
    day: date
    length: int
    role: str  # "in", "out", "old" (replaced or denied), "aside" (a birthday) or ""
    joined: bool
    vague: bool

    @property
    def last(self) -> date:
        return self.day + timedelta(days=self.length - 1)


Maker = Callable[[re.Match[str]], "When | None"]


def on_day(year: int, month: int, day: int) -> When | None:
    found = safe(year, month, day)
    return None if found is None else lambda _: found


def safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_YEARS_ON = {"今": 0, "明": 1, "来": 1, "再": 2, "后": 2, "去": -1, "昨": -1, "上": -1, "前": -2, "一": -2}


def year_of(said: str | None, today: date) -> int | None:
    if not said:
        return None
    if said[0] == "大":  # 大后年
        return today.year + (3 if said[1] == "后" else -3)
    if said[0] in _YEARS_ON:
        return today.year + _YEARS_ON[said[0]]
    digits = int(said.rstrip("年"))
    return digits if digits > 99 else 2000 + digits


def yearly(month: int, day: int, year: str | None) -> When | None:
    if safe(2024, month, day) is None:  # a leap year: 2月29号 is a day
        return None

    def when(frame: Frame) -> date | None:
        named = year_of(year, frame.today)
        if named is not None:
            return safe(named, month, day)
        years = range(frame.base.year, frame.base.year + 9)
        return next((d for y in years if (d := safe(y, month, day)) and d >= frame.base), None)

    return when


def monthly(day: int) -> When:
    def when(frame: Frame) -> date | None:
        months = (month_shift(frame.base, ahead) for ahead in range(12))
        return next((d for y, m in months if (d := safe(y, m, day)) and d >= frame.base), None)

    return when


def month_shift(base: date, ahead: int) -> tuple[int, int]:
    months = base.year * 12 + base.month - 1 + ahead
    return months // 12, months % 12 + 1


def on_weekday(prefix: str, weekday: int) -> When:
    """这 and 本 stay in this week even when the day is gone; a bare weekday is the next one; each 下 is a week on."""

    def when(frame: Frame) -> date | None:
        if not prefix:
            return frame.base + timedelta(days=(weekday - frame.base.weekday()) % 7)
        weeks = prefix.count("下") - prefix.count("上")
        monday = frame.today - timedelta(days=frame.today.weekday())
        return monday + timedelta(days=weekday + 7 * weeks)

    return when


def moved(when: When, days: int) -> When:
    """So many days after another one."""

    def moved_day(frame: Frame) -> date | None:
        found = when(frame)
        return None if found is None else found + timedelta(days=days)

    return moved_day


def in_week(when: When, weekday: int) -> When:
    """A weekday of the week that another day lies in."""

    def inside(frame: Frame) -> date | None:
        day = when(frame)
        return None if day is None else day + timedelta(days=weekday - day.weekday())

    return inside


def from_today(when: When) -> When:
    """The same day, whichever day stands before."""
    return lambda frame: when(Frame(frame.today, None))


def same_day(day: date, months: int) -> date:
    """The same day so many months on, its month's last where it has no such day."""
    year, month = month_shift(day, months)
    return date(year, month, min(day.day, last_of(year, month)))


def last_of(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]
