"""Festivals a house may greet for: how a day of the year is written down, and on which days it falls. Pure; knows no guest."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from store.lunar import FIRST_YEAR, LAST_YEAR, TERMS, lunar_day, term_day

# As an owner writes them: 10-01, 农历12-08 (lunar), or a solar term. 农历12-30 is the last day of a short month.
BUILT_IN: Mapping[str, str] = {
    "元旦": "01-01",
    "除夕": "农历12-30",
    "春节": "农历01-01",
    "元宵": "农历01-15",
    "五一": "05-01",
    "端午": "农历05-05",
    "中秋": "农历08-15",
    "重阳": "农历09-09",
    "国庆": "10-01",
    "冬至": "冬至",
}
# Days an owner may add by name alone. No 清明 and no 七夕 here: who wants them writes the day.
KNOWN: Mapping[str, str] = {
    "腊八": "农历12-08",
    "小年": "农历12-23",
    "龙抬头": "农历02-02",
    "妇女节": "03-08",
    "儿童节": "06-01",
    "教师节": "09-10",
    "平安夜": "12-24",
    "圣诞": "12-25",
    "立春": "立春",
    "立夏": "立夏",
    "立秋": "立秋",
    "立冬": "立冬",
    "夏至": "夏至",
    "春分": "春分",
    "秋分": "秋分",
}
_DAY = re.compile(r"(农历)?(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day that comes every year. A 29 February and a lunar 30th fall on the last day of a shorter month."""

    month: int = 0
    day: int = 0
    lunar: bool = False
    term: str = ""  # a solar term instead of a month and day

    def in_year(self, year: int) -> date | None:
        """When it falls in a year of its own calendar; None beyond what the tables know."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        if self.term:
            return term_day(year, self.term)
        if self.lunar:
            return lunar_day(year, self.month, self.day)
        short = (self.month, self.day) == (2, 29) and not isleap(year)
        return date(year, 2, 28) if short else date(year, self.month, self.day)

    def year_on(self, day: date) -> int | None:
        """The year, of its own calendar, whose day this is; None when it does not fall on it."""
        return next((year for year in (day.year, day.year - 1) if self.in_year(year) == day), None)

    def next(self, today: date) -> tuple[date, int] | None:
        """The first day from `today` on, and the year it counts for; None beyond the tables."""
        years = (today.year - 1, today.year, today.year + 1)
        found = [(day, year) for year in years if (day := self.in_year(year)) is not None and day >= today]
        return min(found, default=None)

    def written(self) -> str:
        """As an owner writes it: 03-05, 农历08-15, 冬至."""
        return self.term or f"{'农历' if self.lunar else ''}{self.month:02}-{self.day:02}"


@lru_cache(maxsize=256)
def yearly(written: str) -> Yearly | None:
    """What an owner wrote of a day; None when it is none."""
    if written in TERMS:
        return Yearly(term=written)
    match = _DAY.fullmatch(written)
    if match is None:
        return None
    month, day, lunar = int(match[2]), int(match[3]), match[1] is not None
    if not 1 <= month <= 12 or not 1 <= day <= (30 if lunar else _LONGEST[month - 1]):
        return None
    return Yearly(month, day, lunar)


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_called(day: date) -> tuple[Yearly, ...]:
    """Every way in which somebody's birthday may fall on this day: its common date and its lunar one."""
    found = [Yearly(day.month, day.day)]
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        found.append(Yearly(2, 29))
    for year in (day.year, day.year - 1):
        found += [
            Yearly(month, number, lunar=True)
            for month in range(1, 13)
            for number in _numbers(year, month, day)
        ]
    return tuple(found)


def _numbers(year: int, month: int, day: date) -> tuple[int, ...]:
    """Which days of a lunar month fall on a common day: the 29th of a short month is the 30th as well."""
    first = lunar_day(year, month, 1)
    if first is None or not 0 <= (day - first).days < 30:
        return ()
    number = (day - first).days + 1
    return tuple(
        each for each in (number, 30 if number == 29 else 0) if each and lunar_day(year, month, each) == day
    )
