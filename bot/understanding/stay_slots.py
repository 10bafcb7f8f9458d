"""Puts days into slots: arrival and departure where a stay is meant, a day alone for anything else. It finds none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.understanding.day_frame import Day
from bot.understanding.hours_meant import PLANNED
from bot.understanding.reading import Reading
from bot.understanding.stay import Stay

# Wishes that are about a stay, or may be: a day beside them is one to come or to leave on.
STAY_INTENTS = frozenset(
    {
        "availability_query", "price_query", "my_booking", "make_booking", "change_booking", "cancel_booking",
        "checkin_info", "checkout_info", "early_checkin", "late_checkout", "extend_stay", "checkout_request",
        "room_info", "deposit_payment", "special_request", "registration", "change_room", "pet_policy", "coupon",
        "redeem_points", "affirm", "deny", "greeting", "thanks", "parking", "other",
    }
)  # fmt: skip
LEAVING = frozenset({"checkout_info", "late_checkout", "extend_stay", "checkout_request"})
SOME_DAY = frozenset(
    {"special_request", "coupon", "checkout_info"}
)  # a day may be asked about, whoever comes or goes


def _first_to_come(days: Sequence[Day], today: date) -> Day:
    """先週泊まって忘れました。26日に取りに行きます: what is to happen does so on a day to come, where one was named."""
    return next((day for day in days if day.day >= today), days[0])


def put_stay(reading: Reading, stay: Stay, labels: set[str], asked: str, today: date) -> None:
    """`check_in`, `check_out`, `nights` and `date` as the wishes ask for them; `asked` is the slot of an open question."""
    about_stay = not labels or bool(labels & STAY_INTENTS) or asked in {"check_in", "check_out", "nights"}
    days = [day for day in stay.days if day.role not in {"old", "aside"}]
    if (
        stay.cancelled
        and "cancel_booking" in labels
        and not labels & {"make_booking", "change_booking", "availability_query", "price_query"}
    ):
        first, last = stay.cancelled
        reading.put("check_in", first.isoformat())
        reading.put("check_out", last.isoformat() if last else None)
        return
    if asked == "date" and days:
        reading.put("date", days[0].day.isoformat())
        return
    if not about_stay:
        if days:
            reading.put(
                "date", (days[-1] if days[-1].role == "new" else _first_to_come(days, today)).day.isoformat()
            )
        if stay.nights and stay.check_in and stay.check_out:
            _put_range(reading, stay)
        elif stay.check_in and any(day.role == "in" and day.day == stay.check_in for day in days):
            reading.put("check_in", stay.check_in.isoformat())  # 鞋12号寄到，我13号入住
        elif leaves := [day for day in days if day.role == "out"]:  # 行李放到五点，今天退房
            reading.put("check_out", leaves[0].day.isoformat())
        return
    if labels & (SOME_DAY | PLANNED - LEAVING) and len(days) == 1 and not stay.nights:
        reading.put("date", days[0].day.isoformat())
    if (
        labels & LEAVING
        and len(days) == 1
        and not stay.nights
        and stay.check_in
        and days[0].role in {"", "new"}
    ):
        reading.put("check_out", stay.check_in.isoformat())
        return
    _put_range(reading, stay)
    if "special_request" in labels and stay.check_in:  # 老婆12号生日，我们11号到，住到13号
        named = (day.day for day in stay.days if day.role != "old")
        other = next((day for day in named if day not in (stay.check_in, stay.check_out)), None)
        reading.put("date", other.isoformat() if other and "date" not in reading.slots else None)


def _put_range(reading: Reading, stay: Stay) -> None:
    reading.put("check_in", stay.check_in.isoformat() if stay.check_in else None)
    reading.put("check_out", stay.check_out.isoformat() if stay.check_out else None)
    reading.put("nights", stay.nights)
