"""Fills the database of the bench: many bookings, most of them past, and the guests who ask for theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from bench.guests import ACCOUNT, GH, GUESTS, openid
from bot.app import Product
from bot.settings import Settings
from store import bookings, claims, house, intake, people, places
from store.database import Connection
from store.house import house_day
from store.intake import Wish
from store.people import Address

BOOKINGS = 100_000
CHUNK = 2_000
A_NIGHT = 8  # bookings of guests who ask: what the demo house has of its two largest kinds of rooms is 9
FIRST_DAY = timedelta(days=10)  # of their stays: nothing has to be pushed during the bench


def settings(folder: Path) -> Settings:
    """The settings of the bench: safe mode, one SQLite file, an API that nobody answers."""
    return Settings.load(
        {
            "XIAOER_DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "XIAOER_WECHAT_APP_ID": ACCOUNT.app_id,
            "XIAOER_WECHAT_TOKEN": ACCOUNT.token,
            "XIAOER_WECHAT_AES_KEY": ACCOUNT.aes_key,
            "XIAOER_WECHAT_API_BASE": "http://127.0.0.1:9",
            "XIAOER_DATA_KEY": "00112233445566778899aabbccddeeff" * 2,
            "XIAOER_LOG_LEVEL": "warning",
        }
    )


async def fill(product: Product, count: int = BOOKINGS) -> None:
    """`count` bookings, and GUESTS guests each confirmed in one of them."""
    now = product.world.clock.now()
    today = await product.database.read(_today, now)
    wishes = [*_past(today, count - GUESTS), *_coming(today)]
    for first in range(0, len(wishes), CHUNK):
        await product.database.write(
            intake.record, wishes[first : first + CHUNK], today, now, product.world.chance
        )
    await product.database.write(_introduce, today, now)


def _today(connection: Connection, now: datetime) -> date:
    present = house.present(connection)
    assert present is not None
    return house_day(present.house, now)


def _past(today: date, count: int) -> Iterator[Wish]:
    for number in range(count):
        arrival = today - timedelta(days=4 + number % 3_000)
        departure = arrival + timedelta(days=1 + number % 3)
        phone = f"+86138{number * 7919 % 10**8:08d}"
        kind = "lake" if number % 2 else "court"
        yield Wish("美团", f"P{number}", "confirmed", "王芳", arrival, departure, kind, phone, total=46_800)


def _coming(today: date) -> Iterator[Wish]:
    for guest in range(GUESTS):
        arrival = today + FIRST_DAY + timedelta(days=guest // A_NIGHT)
        kind = "lake" if guest % 2 else "court"
        departure = arrival + timedelta(days=1)
        yield Wish("携程", f"C{guest}", "confirmed", "李雷", arrival, departure, kind, total=46_800)


def _introduce(connection: Connection, today: date, now: datetime) -> None:
    """Every guest follows, and was confirmed in one booking."""
    guest = 0
    for day in range(-(-GUESTS // A_NIGHT)):
        for booking in bookings.arriving(connection, today + FIRST_DAY + timedelta(days=day)):
            address = Address("wechat", GH, openid(guest))
            person_id, address_id = people.add(connection, address, "zh_CN", now)
            places.begin(connection, address_id, places.Place())
            claims.confirm(connection, person_id, booking.id, now)
            guest += 1
    assert guest == GUESTS, f"{guest} of {GUESTS} guests found a booking"
