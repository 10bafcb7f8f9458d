"""Festivals fall on the days the published calendars name, from 2020 to 2050; leap months and short ones included (F077)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.understanding.greeting_commands import Said, birthday_said, greeting_said
from store.house_file import BUILT_IN, Greetings, Yearly, days_called, yearly

# 春节 as the Purple Mountain Observatory's calendar has it.
NEW_YEARS = [
    "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
    "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08",
    "2036-01-28", "2037-02-15", "2038-02-04", "2039-01-24", "2040-02-12", "2041-02-01", "2042-01-22", "2043-02-10",
    "2044-01-30", "2045-02-17", "2046-02-06", "2047-01-26", "2048-02-14", "2049-02-02", "2050-01-23",
]  # fmt: skip


def day_in(written: str, year: int) -> date:
    found = yearly(written)
    assert found is not None
    day = found.in_year(year)
    assert day is not None
    return day


@pytest.mark.parametrize("written", NEW_YEARS)
def test_spring_festival_is_on_its_published_day_and_its_eve_the_day_before(written: str) -> None:
    day = date.fromisoformat(written)
    assert day_in(BUILT_IN["春节"], day.year) == day
    assert day_in(BUILT_IN["除夕"], day.year - 1) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("中秋", "2020-10-01 2021-09-21 2023-09-29 2025-10-06 2026-09-25 2028-10-03 2033-09-08 2044-10-05"),
        ("端午", "2020-06-25 2023-06-22 2024-06-10 2025-05-31 2026-06-19 2027-06-09"),
        ("元宵", "2020-02-08 2024-02-24 2026-03-03 2034-03-05"),
        ("重阳", "2020-10-25 2023-10-23 2025-10-29 2026-10-18"),
        ("冬至", "2020-12-21 2022-12-22 2024-12-21 2026-12-22 2027-12-22"),
    ],
)
def test_festival_is_on_its_published_day_in_years_with_and_without_a_leap_month(
    name: str, days: str
) -> None:
    published = [date.fromisoformat(day) for day in days.split()]
    assert [day_in(BUILT_IN[name], day.year) for day in published] == published


def test_every_built_in_festival_comes_once_in_each_of_its_years() -> None:
    first, last = date(2020, 1, 1), date(2050, 12, 31)
    rules = Greetings(enabled=True)
    found = [
        occasion
        for number in range((last - first).days + 1)
        for occasion in rules.occasions(first + timedelta(days=number))
    ]
    assert len(found) == len(set(found))
    for name in BUILT_IN:
        years = [year for festival, year in found if festival == name]
        assert years == list(range(years[0], years[0] + 31)), name


def test_neither_the_day_of_the_dead_nor_the_lovers_day_is_built_in() -> None:
    assert {"清明", "七夕"} & set(BUILT_IN) == set()


def test_birthday_of_the_lunar_thirtieth_falls_on_the_last_day_of_a_short_month() -> None:
    assert days_called(date(2026, 2, 16)) == (
        Yearly(2, 16),
        Yearly(12, 29, lunar=True),
        Yearly(12, 30, lunar=True),
    )


def test_birthday_in_a_leap_month_is_kept_in_the_month_itself() -> None:
    assert [birthday_said(said) for said in ("闰六月初二", "2月29号", "2月30号")] == [
        Yearly(6, 2, lunar=True),
        Yearly(2, 29),
        None,
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", Said("show")),
        ("中秋关", Said("off", "中秋")),
        ("中秋节 文案 月圆\n人圆", Said("words", "中秋", text="月圆\n人圆")),
        ("加腊八", Said("add", "腊八", "农历12-08")),
        ("加 店庆 5月20日 店庆快乐", Said("add", "店庆", "05-20", "店庆快乐")),
        ("加店庆", Said("add", "店庆")),
        ("9点", Said("hour", text="09:00")),
    ],
)
def test_owners_words_behind_greetings_are_read_with_and_without_blanks(said: str, meant: Said) -> None:
    assert greeting_said(said) == meant
