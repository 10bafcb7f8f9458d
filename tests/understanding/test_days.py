"""Days, ranges and lengths as people say them, and what must be asked back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.understanding import Hints, Understood, understand
from tests.understanding.sets import HOUSE

SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=HOUSE)


def read(text: str, now: datetime = SATURDAY, asked: str = "") -> Understood:
    return understand(text, now, Hints(asked=asked))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今晚有房吗", "2026-11-21"),
        ("今儿晚上有房吗", "2026-11-21"),
        ("明儿有房吗", "2026-11-22"),
        ("后儿有房吗", "2026-11-23"),
        ("大后天有房吗", "2026-11-24"),
        ("聽日有冇房", "2026-11-22"),
        ("下周五有房吗", "2026-11-27"),
        ("下週五有房嗎", "2026-11-27"),
        ("下禮拜五有房嗎", "2026-11-27"),
        ("帮我查一下下周五有没有房", "2026-11-27"),
        ("查下下周五有没有房", "2026-11-27"),
        ("下下周三有房吗", "2026-12-02"),
        ("这周末有房吗", "2026-11-21"),
        ("下周末有房吗", "2026-11-28"),
        ("周五有房吗", "2026-11-27"),
        ("十二月二十四号有房吗", "2026-12-24"),
        ("１２月２４日有房吗", "2026-12-24"),
        ("12/24有房吗", "2026-12-24"),
        ("12.24有房吗", "2026-12-24"),
        ("2027-02-05有房吗", "2027-02-05"),
        ("20号有房吗", "2026-12-20"),
        ("25号有房吗", "2026-11-25"),
        ("下个月6号有房吗", "2026-12-06"),
        ("月底前一天有房吗", "2026-11-29"),
        ("元旦有房吗", "2027-01-01"),
        ("除夕有房吗", "2027-02-05"),
        ("大年三十有房吗", "2027-02-05"),
        ("年三十有房吗", "2027-02-05"),
        ("大年初二有房吗", "2027-02-07"),
        ("正月十五有房吗", "2027-02-20"),
        ("中秋前一天有房吗", "2027-09-14"),
        ("农历八月十五有房吗", "2027-09-15"),
        ("端午有房吗", "2027-06-09"),
        ("清明有房吗", "2027-04-05"),
        ("五一有房吗", "2027-05-01"),
        ("冬至有房吗", "2026-12-22"),
        ("平安夜有房吗", "2026-12-24"),
        ("三天后有房吗", "2026-11-24"),
        ("a room for next Friday?", "2026-11-27"),
        ("room on Dec 24th please", "2026-12-24"),
        ("any room for the 24th of December", "2026-12-24"),
        ("room for the day after tomorrow", "2026-11-23"),
        ("a room on Christmas Eve", "2026-12-24"),
        ("来週の金曜日に空室ありますか", "2026-11-27"),
        ("明後日は空いていますか", "2026-11-23"),
        ("今夜泊まれますか", "2026-11-21"),
    ],
)
def test_day_reads_to_its_nearest_coming_occurrence(said: str, day: str) -> None:
    assert read(said).slots.get("check_in") == day


@pytest.mark.parametrize(
    ("said", "check_in", "check_out"),
    [
        ("3.8-10有房吗", "2027-03-08", "2027-03-10"),
        ("20-23有房吗", "2026-12-20", "2026-12-23"),
        ("1月16号住三晚", "2027-01-16", "2027-01-19"),
        ("12.24两晚", "2026-12-24", "2026-12-26"),
        ("二十七号住四晚", "2026-11-27", "2026-12-01"),
        ("下下个月六号到九号", "2027-01-06", "2027-01-09"),
        ("大年初二到初五", "2027-02-07", "2027-02-10"),
        ("年三十到初二", "2027-02-05", "2027-02-07"),
        ("下周五到周日", "2026-11-27", "2026-11-29"),
        ("周五到下周一", "2026-11-27", "2026-11-23"),
        ("12.30-1.2", "2026-12-30", "2027-01-02"),
        ("24号入住26号退房", "2026-11-24", "2026-11-26"),
        ("29号到2号", "2026-11-29", "2026-12-02"),
        ("一号到三号", "2026-12-01", "2026-12-03"),
        ("the 24th–26th please", "2026-11-24", "2026-11-26"),
        ("from Dec 24 to Dec 26", "2026-12-24", "2026-12-26"),
        ("Dec 30 - Jan 2", "2026-12-30", "2027-01-02"),
        ("12月24日から26日まで", "2026-12-24", "2026-12-26"),
        ("明日から2泊", "2026-11-22", "2026-11-24"),
    ],
)
def test_stay_leaves_on_the_last_day_named(said: str, check_in: str, check_out: str) -> None:
    got = read(said)
    if check_out < check_in:
        assert "check_out" not in got.slots  # a departure before the arrival is never handed on
        return
    assert (got.slots.get("check_in"), got.slots.get("check_out")) == (check_in, check_out)


@pytest.mark.parametrize(
    "said",
    [
        "小孩5岁",
        "预算300",
        "302房间没热水",
        "我电话13800008000",
        "一共6个人",
        "身高1.8米",
        "五星好评",
        "离海边3.5公里",
        "要两条浴巾",
        "12号楼在哪",
    ],
)
def test_number_that_counts_something_else_is_no_day(said: str) -> None:
    assert read(said).dates == ()


def test_tonight_after_midnight_is_the_night_already_running() -> None:
    assert read("今晚有房吗", datetime(2026, 11, 22, 0, 40, tzinfo=HOUSE)).slots["check_in"] == "2026-11-21"


def test_tonight_at_the_end_of_the_house_day_is_the_new_day() -> None:
    assert read("今晚有房吗", datetime(2026, 11, 22, 6, 0, tzinfo=HOUSE)).slots["check_in"] == "2026-11-22"


def test_tonight_with_another_end_of_the_house_day() -> None:
    at_four = datetime(2026, 11, 22, 4, 30, tzinfo=HOUSE)
    assert understand("今晚有房吗", at_four, Hints(), day_ends=time(4)).slots["check_in"] == "2026-11-22"


def test_last_lunar_day_of_a_short_month_is_its_last_day() -> None:
    assert read("大年三十有房吗", datetime(2025, 1, 3, 12, 0, tzinfo=HOUSE)).slots["check_in"] == "2025-01-28"


def test_nights_that_disagree_with_the_range_are_in_doubt() -> None:
    assert "nights_disagree" in read("24号到26号住三晚").doubts


def test_past_day_with_its_year_is_in_doubt_and_no_arrival() -> None:
    got = read("2025年3月8日有房吗")
    assert (got.doubts, got.slots.get("check_in")) == (("past_date",), None)


@pytest.mark.parametrize(
    "said",
    [
        "月底有房吗",
        "过几天想过来住",
        "下个月有房吗",
        "下周有房吗",
        "any room next week?",
        "来月空いていますか",
    ],
)
def test_vague_wish_is_asked_back_and_never_guessed(said: str) -> None:
    got = read(said)
    assert ("vague_date" in got.doubts, got.slots.get("check_in")) == (True, None)


def test_correction_keeps_the_day_meant() -> None:
    assert read("不是24号，是25号").slots["check_in"] == "2026-11-25"


def test_bare_number_is_the_day_when_a_day_was_asked_for() -> None:
    assert read("16", asked="check_in").slots == {"check_in": "2026-12-16"}


def test_bare_number_is_no_day_when_nothing_was_asked_for() -> None:
    assert read("16").dates == ()


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)), st.dates(date(2024, 1, 1), date(2035, 12, 31)))
@example(date(2025, 3, 1), date(2028, 2, 29))
@settings(max_examples=150, deadline=None)
def test_month_and_day_read_to_their_nearest_coming_occurrence(today: date, said: date) -> None:
    got = read(f"{said.month}月{said.day}号有房吗", datetime.combine(today, time(12), HOUSE)).slots[
        "check_in"
    ]
    wanted = next(
        day
        for day in (today + timedelta(days=n) for n in range(366 * 5))
        if (day.month, day.day) == (said.month, said.day)
    )
    assert got == wanted.isoformat()


def test_every_day_of_twelve_years_reads_to_itself_on_the_day_before() -> None:
    day = date(2024, 1, 1)
    while day <= date(2035, 12, 31):
        now = datetime.combine(day - timedelta(days=1), time(12), HOUSE)
        assert read(f"{day.month}月{day.day}号", now).dates[0].start == day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("the last weekend of December", date(2026, 12, 26), date(2026, 12, 27)),
        ("the second Saturday in December", date(2026, 12, 12), None),
        ("first of February", date(2027, 2, 1), None),
        ("boxing day", date(2026, 12, 26), None),
        ("Sat and Sun", date(2026, 11, 21), date(2026, 11, 22)),
        ("24/12/2026", date(2026, 12, 24), None),
    ],
)
def test_english_day_is_read_as_it_is_said(said: str, first: date, last: date | None) -> None:
    assert [(day.start, day.end) for day in read(said).dates] == [(first, last)]


@pytest.mark.parametrize(
    ("said", "days"), [("a week", 7), ("two weeks", 14), ("a fortnight", 14), ("半个月", 15), ("10 days", 10)]
)
def test_length_said_alone_is_one(said: str, days: int) -> None:
    assert [day.days for day in read(said).dates] == [days]
