"""What the owner's longer words name, in any order: nights, room types, rooms, a price, a reason (F021, house.md §4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.understanding.commands import read_command
from bot.understanding.house_terms import Amount, Terms, read_terms
from bot.understanding.types import Hints
from store.house_file import demo_house

HOUSE = demo_house()
HINTS = Hints(
    room_types={code: kind.names() for code, kind in HOUSE.room_types.items()},
    room_numbers=frozenset(HOUSE.rooms()),
)
TODAY = date(2026, 12, 1)
HOLIDAYS = frozenset(
    [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]
    + [date(2027, 9, 30) + timedelta(days=n) for n in range(5)]
)


def night(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def priced(text: str) -> Terms:
    return read_terms(text, TODAY, HINTS, HOLIDAYS, priced=True)


def read(text: str) -> Terms:
    return read_terms(text, TODAY, HINTS, HOLIDAYS)


CHRISTMAS = ((night(12, 24), night(12, 26)),)


@pytest.mark.parametrize(
    "text",
    [
        "12.24-26 湖景 688",
        "湖景 12.24-26 688",
        "688 湖景 12月24到26号",
        "12.24－26湖景６８８",
        "从12月24号到26号湖景改成688元一晚",
        "12/24~12/26 湖景房688",
        "改价 湖景大床房 12.24-26 卖688块",
    ],
)
def test_price_of_some_nights_is_read_in_any_order(text: str) -> None:
    terms = priced(text)
    assert (terms.nights, terms.room_types, terms.amount) == (CHRISTMAS, ("lake",), Amount(fen=68800))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.24 湖景 +50", Amount(step=5000)),
        ("12.24 湖景 -50", Amount(step=-5000)),
        ("12.24 湖景涨100", Amount(step=10000)),
        ("12.24 湖景便宜30块", Amount(step=-3000)),
        ("12.24 湖景打9折", Amount(percent=-10)),
        ("12.24 湖景 85折", Amount(percent=-15)),
        ("12.24 湖景 涨10%", Amount(percent=10)),
        ("12.24 湖景 涨价到688", Amount(fen=68800)),
        ("12.24 湖景 688.5", Amount(fen=68850)),
        ("12.24 湖景", None),
    ],
)
def test_amount_is_a_price_or_a_step(text: str, amount: Amount | None) -> None:
    assert priced(text).amount == amount


@pytest.mark.parametrize(
    ("text", "nights"),
    [
        ("元旦", ((night(12, 31), night(1, 2, 2027)),)),
        ("国庆", ((night(9, 30, 2027), night(10, 4, 2027)),)),
        ("圣诞", ((night(12, 25), night(12, 25)),)),
        ("12月", ((night(12, 1), night(12, 31)),)),
        ("下个月", ((night(1, 1, 2027), night(1, 31, 2027)),)),
        ("下周", ((night(12, 7), night(12, 13)),)),
        ("明天", ((night(12, 2), night(12, 2)),)),
        ("12.30-1.2", ((night(12, 30), night(1, 2, 2027)),)),
        ("24、26号", ((night(12, 24), night(12, 24)), (night(12, 26), night(12, 26)))),
    ],
)
def test_days_are_nights_and_a_festival_is_its_holiday_nights(
    text: str, nights: tuple[tuple[date, date], ...]
) -> None:
    assert read(text).nights == nights


def test_weekend_without_a_day_is_every_weekend_and_with_one_is_that_one() -> None:
    assert (priced("周末 庭院 +50").nights, priced("周末 庭院 +50").kinds) == ((), ("weekend",))
    coming = priced("下周末 庭院 +50")
    assert (coming.nights, coming.kinds) == (((night(12, 11), night(12, 13)),), ("weekend",))
    assert priced("12月周末 庭院 +50").nights == ((night(12, 1), night(12, 31)),)


def test_type_is_known_by_the_beginning_of_its_name_where_no_other_has_it() -> None:
    assert priced("庭院 明天 300").room_types == ("court",)
    assert priced("观星 明天 300").room_types == ("loft",)


@pytest.mark.parametrize(
    ("text", "rooms", "reason"),
    [
        ("关房302 12.24-26 空调坏了", ("302",), "空调坏了"),
        ("12月24号到26号 302 锁房 装修", ("302",), "装修"),
        ("关房 302、303 12.24-26", ("302", "303"), ""),
        ("24-26 关房302 老板的朋友住", ("302",), "老板的朋友住"),
    ],
)
def test_closing_names_rooms_nights_and_a_reason(text: str, rooms: tuple[str, ...], reason: str) -> None:
    terms = read(text)
    assert (terms.rooms, terms.nights, terms.rest) == (rooms, CHRISTMAS, reason)


def test_days_that_are_over_are_said_to_be() -> None:
    terms = read("2026-11-03 302")
    assert (terms.nights, terms.past) == ((), True)


@pytest.mark.parametrize("text", ["改价 12.24 - 26 湖景 688", "12.24 -26 湖景 688"])
def test_blank_before_the_end_of_a_range_makes_no_discount(text: str) -> None:
    terms = priced(text)
    assert (terms.nights, terms.amount, terms.unclear) == (CHRISTMAS, Amount(fen=68800), False)


def test_price_with_a_number_nobody_has_read_is_unclear() -> None:
    assert priced("12.24 湖景 688 99").unclear
    assert not priced("12.24 湖景 688").unclear


def test_more_nights_than_anybody_means_are_unclear_and_not_past() -> None:
    terms = priced("12.1到2028.12.31 湖景 688")
    assert (terms.nights, terms.past, terms.unclear) == ((), False, True)


@pytest.mark.parametrize(
    ("text", "nights"),
    [
        ("圣诞那三天阁楼399", ((night(12, 24), night(12, 26)),)),
        ("国庆三天湖景888", ((night(9, 30, 2027), night(10, 2, 2027)),)),
        ("湖景12月20号起连着三晚500", ((night(12, 20), night(12, 22)),)),
        ("从12月20号开始两天湖景500", ((night(12, 20), night(12, 21)),)),
        ("12.24-26 湖景500 那三天", CHRISTMAS),
    ],
)
def test_counted_nights_begin_on_the_day_that_was_named(text: str, nights: object) -> None:
    assert priced(text).nights == nights


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("元旦亲子套房卖1288", "reprice"),
        ("湖景周末一律618", "reprice"),
        ("国庆全部统一888元一晚", "reprice"),
        ("圣诞那三天阁楼都卖399", "reprice"),
        ("301下周二到周五不卖,换空调", "close_rooms"),
        ("湖景大床明天先别卖", "close_rooms"),
        ("关 203 12月6号到12月10号", "close_rooms"),
        ("关203 明天", "close_rooms"),
        ("203关三天,从明天起", "close_rooms"),
        ("把302 12.6-8关掉", "close_rooms"),
        ("301下周四可以卖了", "open_rooms"),
        ("203重新开放 12.8", "open_rooms"),
        ("301不卖吗", None),  # a question
        ("关203的灯", None),
        ("203今晚空调关了", None),
        ("洗衣液小卖部卖15", None),
        ("矿泉水卖完了5瓶", None),
        ("湖景可以卖一晚吗", None),
    ],
)
def test_owner_sells_and_closes_without_the_word_for_it(text: str, command: str | None) -> None:
    found = read_command(text)
    assert (found.name if found else None) == command


def test_all_of_a_type_is_not_all_of_the_house() -> None:
    """“12月31日停售全部双床” once counted every room."""
    terms = read("12月31日停售全部双床")
    assert (terms.everything, terms.rest) == (False, "")
    assert read("12月31日全部停售").everything


def test_what_is_said_after_the_days_is_the_reason() -> None:
    assert read("301下周二到周五不卖,换空调").rest == "换空调"
    assert read("203先关三天,从12月6号起,刷墙").rest == "刷墙"
