"""Bookings for the demo house: a few weeks around today, the same for the same seed and day."""

from __future__ import annotations

from datetime import date, timedelta

from store.bookings import Wish
from store.house import Present
from store.world import Chance

PEOPLE = (
    ("李思源", "+8613900001001"),
    ("陈雨桐", "+8613900001002"),
    ("赵明轩", "+8613900001003"),
    ("孙女士", "+8613900001004"),
    ("周子墨", "+8613900001005"),
    ("吴佳怡", "+8613900001006"),
    ("郑先生", "+8613900001007"),
    ("Anna Keller", "+8613900001008"),
    ("林晓", "+8613900001009"),
    ("何建国", "+8613900001010"),
)
SOURCES = ("美团", "携程", "途家", "小红书", "direct")
GUEST, GUEST_PHONE = "王芳", "+8613800008000"


def demo_bookings(present: Present, today: date, chance: Chance) -> list[Wish]:
    """王芳 arrives tomorrow; others come and go around her; next weekend the lake view is full."""
    kinds = list(present.house.room_types)
    tomorrow = today + timedelta(days=1)
    wishes = [_wish("D001", GUEST, GUEST_PHONE, tomorrow, 2, kinds[0], "direct", children=1, total=103600)]
    digits = chance.bytes(256)
    for number in range(36):
        name, phone = PEOPLE[digits[number] % len(PEOPLE)]
        start = today + timedelta(days=digits[number + 40] % 35 - 7)
        kind = kinds[digits[number + 80] % len(kinds)]
        source = SOURCES[digits[number + 120] % len(SOURCES)]
        wishes.append(
            _wish(f"D{number + 100}", name, phone, start, 1 + digits[number + 160] % 3, kind, source)
        )
    friday = today + timedelta(days=(4 - today.weekday()) % 7 + 7)
    for number in range(len(present.house.room_types[kinds[0]].rooms)):
        name, phone = PEOPLE[number]
        wishes.append(_wish(f"D{number + 200}", name, phone, friday, 2, kinds[0], "携程"))
    return wishes


def _wish(  # noqa: PLR0913, PLR0917 - a row of the demo, as it is written above
    ref: str,
    name: str,
    phone: str,
    arrival: date,
    nights: int,
    kind: str,
    source: str,
    children: int = 0,
    total: int | None = None,
) -> Wish:
    departure = arrival + timedelta(days=nights)
    return Wish(
        source,
        ref,
        "confirmed",
        name,
        arrival,
        departure,
        kind,
        phone=phone,
        adults=2,
        children=children,
        total=total,
    )
