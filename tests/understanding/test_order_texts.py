"""Notices of bookings as platforms, mails and thumbs write them; every layout here was made up."""

# ruff: noqa: E501 - notices are read as they were sent

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Hints
from bot.understanding.order_texts import Order, read_order

NOW = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
HINTS = Hints(
    room_types={
        "lake": ("湖景大床房", "湖景"),
        "court": ("庭院双床房", "庭院", "双床"),
        "family": ("亲子套房", "Family Suite"),
    },
    room_numbers=frozenset({"301", "302"}),
)
D24, D26, D27 = date(2026, 12, 24), date(2026, 12, 26), date(2026, 12, 27)
NOTICES: tuple[tuple[str, Order], ...] = (
    (
        "录单 美团 王女士 12.24两晚 湖景 2大1小 688",
        Order("美团", None, "王女士", None, D24, D26, 2, "lake", None, 2, 1, 68800),
    ),
    (
        "录单 【美团民宿】您有新订单！订单号：3124567890123，客人：李雷，手机：13800001234，房型：湖景大床房，入住：2026-12-24，"
        "离店：2026-12-26，共2晚，1间，2成人，总价：¥1376.00，备注：要高楼层",
        Order("美团", "3124567890123", "李雷", "13800001234", D24, D26, 2, "lake", 1, 2, None, 137600, "要高楼层"),
    ),
    (
        "录单\n【携程】新订单通知\n订单号 25846312347\n房型：庭院双床房（含早） 1间\n入住日期：2026-12-24 周四\n离店日期：2026-12-27 周日\n"
        "入住人：张伟\n人数：2成人1儿童\n房费合计：894.00元\n客人备注：晚到",
        Order("携程", "25846312347", "张伟", None, D24, D27, 3, "court", 1, 2, 1, 89400, "晚到"),
    ),
    (
        "加单\n途家订单已确认\n房客姓名：陈晓\n入离日期：12月24日至12月27日（3晚）\n房源：亲子套房\n入住人数：4人\n订单金额 ¥2,394\n订单编号：TJ20261201888",
        Order("途家", "TJ20261201888", "陈晓", None, D24, D27, 3, "family", None, 4, None, 239400),
    ),
    (
        "录单\nSubject: Reservation confirmed\nAirbnb\nGuest: Emma Brown\nListing: 湖景大床房\nCheck-in: Thursday, December 24, 2026\n"
        "Checkout: Saturday, December 26, 2026\nGuests: 2 adults, 1 child\nConfirmation code: HMABC12345\nYou earn: ¥1,204.50",
        Order("Airbnb", "HMABC12345", "Emma Brown", None, D24, D26, 2, "lake", None, 2, 1, 120450),
    ),
    (
        "录单\nBooking.com\nBooking number: 4012345678\nGuest name: Hans Müller\nCheck-in: Thu 24 Dec 2026\nCheck-out: Sun 27 Dec 2026\n"
        "Total length of stay: 3 nights\nRoom: Family Suite\nTotal price: CNY 1,794\nSpecial requests: late arrival",
        Order("Booking", "4012345678", "Hans Müller", None, D24, D27, 3, "family", None, None, None, 179400, "late arrival"),
    ),
    (
        "录单 携程 李先生预订了2间庭院双床，12月24日入住26日离店，电话138 0000 1234，一共1788元，订单号88776655",
        Order("携程", "88776655", "李先生", "13800001234", D24, D26, 2, "court", 2, None, None, 178800),
    ),
    (
        "录单 携程 赵敏 12.24两晚 庭院双床 596",
        Order("携程", None, "赵敏", None, D24, D26, 2, "court", None, None, None, 59600),
    ),
    (
        "补单 微信订 老客张姐 24号住两晚 湖景 两个人",
        Order("直订", None, "张姐", None, D24, D26, 2, "lake", None, 2),
    ),
    (
        "【飞猪】尊敬的商家，赵敏于12月24日-12月26日预订湖景大床房1间，2晚，实付968元，订单号1234567890123456789，请及时确认。",
        Order("飞猪", "1234567890123456789", "赵敏", None, D24, D26, 2, "lake", 1, None, None, 96800),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("text", "order"), NOTICES)
def test_notice_is_read_as_it_was_meant(text: str, order: Order) -> None:
    assert read_order(text, NOW, HINTS) == order


def test_nothing_said_is_nothing_guessed() -> None:
    assert read_order("录单", NOW, HINTS) == Order()


def test_departure_before_arrival_is_not_believed() -> None:
    read = read_order("录单\n入住：2026-12-24\n离店：2026-12-20", NOW, HINTS)
    assert (read.check_in, read.check_out) == (D24, None)


def test_departure_wins_over_a_length_that_contradicts_it() -> None:
    read = read_order("录单\n入住：2026-12-24\n离店：2026-12-26\n间夜：5", NOW, HINTS)
    assert (read.check_out, read.nights) == (D26, 2)


@pytest.mark.parametrize(
    "text",
    [
        "录单 携程 赵敏 12.24两晚 湖景 302",
        "录单 携程 赵敏 湖景 住两晚 12月24",
        "录单 携程 赵敏 湖景 12月24-26",
    ],
)
def test_room_number_or_day_at_the_end_is_no_price(text: str) -> None:
    order = read_order(text, NOW, HINTS)
    assert (order.total, order.check_in) == (None, D24)
