"""What is said of working days means: 3営業日後, 下一个工作天, 今月の最終営業日. Feasts are not looked at: Monday to Friday are worked on."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding.day_frame import Frame, Maker, When, last_of, month_shift, year_of
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number

_SATURDAY = 5
_MOST = 60  # working days that are counted


def _counted(count: int) -> When:
    """So many working days on, or back where `count` is below zero."""

    def when(frame: Frame) -> date:
        day, step = frame.today, timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while day.weekday() >= _SATURDAY:
                day += step
        return day

    return when


def _next(_match: re.Match[str]) -> When:
    return _counted(1)


def _days_on(match: re.Match[str]) -> When | None:
    count = number(next(said for said in match.groups() if said))
    return _counted(count) if count is not None and 1 <= count <= _MOST else None


def _days_back(match: re.Match[str]) -> When | None:
    count = number(match.group(1))
    return _counted(-count) if count is not None and 1 <= count <= _MOST else None


_MONTHS_ON = {"来月": 1, "再来月": 2, "先月": -1}


def _edge_of_month(match: re.Match[str]) -> When | None:
    """今月の最終営業日, 12月第一个工作日: of the running month where none is named."""
    year, month, ahead, edge = (
        match["year"],
        number(match["month"] or ""),
        match["ahead"] or "",
        match["edge"],
    )
    if month is not None and not 1 <= month <= 12:
        return None

    def when(frame: Frame) -> date:
        if month is None:
            shift = _MONTHS_ON.get(ahead, ahead.count("下") - ahead.count("上"))
            first = date(*month_shift(frame.today, shift), 1)
        else:
            named = year_of(year, frame.today)
            first = date(frame.today.year + (month < frame.today.month) if named is None else named, month, 1)
        if edge.startswith("最") and edge != "最初の":
            day, step = first.replace(day=last_of(first.year, first.month)), timedelta(days=-1)
        else:
            day, step = first, timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += step
        return day

    return when


_N = ZH_NUMBER
_WORKED = "(?:工作[日天]|上班日|营业日|営業日|平日)"
_OF_MONTH = rf"(?:(?P<year>今年|明年|来年|去年|20\d\d年)?[的の]?(?P<month>{_N})月份?|(?P<ahead>(?:上|下)+一?个?月|[这本]个?月|先月|今月|来月|再来月))"
WORKING_DAYS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(r"下一?个(?:工作[日天]|上班的?日子|上班日)|\bnext (?:working|business|work) ?day\b|翌営業日|次の(?:営業|平)日"), _next),
    (re.compile(rf"(?<![\d第住])({_N})个?(?:工作[日天]|营业日|営業日)(?:之|以)?[后後](?!天|[^,。]{{0,3}}(?:到账|退|打款|收到|入账))"), _days_on),
    (re.compile(rf"再?过({_N})个?工作[日天](?=就|再|来|去|可|能|才|会)"), _days_on),
    (re.compile(rf"(?<![\d第住])({_N})个?(?:工作[日天]|营业日|営業日)(?:之|以)?前"), _days_back),
    (re.compile(rf"\b(?:in )?({EN_NUMBER}) (?:working|business|work) ?days? (?:from (?:now|today)|later)\b|\bin ({EN_NUMBER}) (?:working|business|work) ?days?\b(?! in)"), _days_on),
    (re.compile(rf"\b({EN_NUMBER}) (?:working|business|work) ?days? ago\b"), _days_back),
    (re.compile(rf"{_OF_MONTH}[的の]?(?P<edge>最终|最終|最后一个|最後の|第一个|最初の){_WORKED}"), _edge_of_month),
)  # fmt: skip
