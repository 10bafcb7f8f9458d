"""Days of the lunar calendar and solar terms in the common one, from 2020 to 2051. Pure; knows no festival and no house."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2019, 2051
TERMS = (  # the solar terms, from spring on
    *("立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑"),
    *("立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒"),
)


@lru_cache(maxsize=2048)
def lunar_day(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The common day of a lunar one. A day the month lacks is its last; None for a leap month the year lacks."""
    from borax.calendars.lunardate import LCalendars, LunarDate  # noqa: PLC0415 - first use only: start fast

    if not FIRST_YEAR <= year <= LAST_YEAR or (leap and LCalendars.leap_month(year) != month):
        return None
    last = LCalendars.ndays(year, month, int(leap))
    solar: date = LunarDate(year, month, min(day, last), int(leap)).to_solar_date()
    return solar


@lru_cache(maxsize=256)
def term_day(year: int, name: str) -> date:
    """The day of a solar term in a common year, in China's time zone."""
    from borax.calendars.lunardate import TermUtils  # noqa: PLC0415 - first use only: start fast

    day: date = TermUtils.nth_term_day(year, term_name=name)
    return day
