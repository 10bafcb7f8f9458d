"""Festivals by the names people call them. Never decides which year a guest means; the calendars are `store.lunar`."""

# ruff: noqa: E501 - lists are read row by row

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from store.lunar import LAST_YEAR, lunar_day, term_day

# (month, day) of the common calendar.
FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八节": (3, 8), "愚人节": (4, 1), "五一": (5, 1), "劳动节": (5, 1),
    "五四": (5, 4), "六一": (6, 1), "儿童节": (6, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1), "万圣": (10, 31),
    "光棍节": (11, 11), "植树节": (3, 12), "青年节": (5, 4), "建党节": (7, 1), "建军节": (8, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "平安夜": (12, 24),
    "圣诞": (12, 25), "跨年": (12, 31), "双十": (10, 10), "520": (5, 20),
    "new year's eve": (12, 31), "new years eve": (12, 31), "new year": (1, 1), "christmas eve": (12, 24), "christmas": (12, 25),
    "xmas": (12, 25), "valentine": (2, 14), "national day": (10, 1), "labour day": (5, 1), "labor day": (5, 1),
    "may day": (5, 1), "halloween": (10, 31),
    "元日": (1, 1), "お正月": (1, 1), "大晦日": (12, 31), "大みそか": (12, 31), "クリスマスイブ": (12, 24), "クリスマス": (12, 25), "バレンタイン": (2, 14),
}  # fmt: skip
# (month, day) of the lunar calendar; day 30 of a 29-day month is its last day.
LUNAR = {
    "春节": (1, 1), "元宵": (1, 15), "龙抬头": (2, 2), "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15), "中秋": (8, 15),
    "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23), "除夕": (12, 30), "大年夜": (12, 30), "年夜": (12, 30), "过年": (1, 1),
    "chinese new year's eve": (12, 30), "chinese new year": (1, 1), "lunar new year": (1, 1), "spring festival": (1, 1),
    "lantern festival": (1, 15), "dragon boat": (5, 5), "mid-autumn": (8, 15), "mid autumn": (8, 15),
    "旧正月": (1, 1), "中秋節": (8, 15),
}  # fmt: skip
TERMS = [
    "清明",
    "冬至",
    "夏至",
    "立春",
    "立夏",
    "立秋",
    "立冬",
    "春分",
    "秋分",
    "霜降",
    "谷雨",
    "白露",
    "小满",
    "芒种",
    "惊蛰",
    "处暑",
    "小暑",
    "大暑",
    "小寒",
    "大寒",
    "寒露",
]
# (month, weekday with Monday 0, which)
COUNTED = {"母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4), "thanksgiving": (11, 3, 4)}


def counted_day(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`-th `weekday` (Monday 0) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def lunar_days_from(base: date, month: int, day: int, leap: bool = False) -> Iterator[date]:
    """The lunar day's occurrences on or after `base`, soonest first, as far as the tables go."""
    for year in range(base.year - 1, LAST_YEAR + 1):
        found = lunar_day(year, month, day, leap)
        if found is not None and found >= base:
            yield found


def festival_on_or_after(name: str, base: date) -> date | None:
    """The next day of the festival `name`, `base` included; None past the tables' end."""
    if name in LUNAR:
        return next(lunar_days_from(base, *LUNAR[name]), None)
    for year in (base.year, base.year + 1):
        day = _festival_in(year, name)
        if day >= base:
            return day
    return None


def _festival_in(year: int, name: str) -> date:
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in COUNTED:
        return counted_day(year, *COUNTED[name])
    return term_day(min(year, LAST_YEAR), name)
