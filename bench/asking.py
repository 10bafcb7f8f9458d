"""How long the questions about rooms take beside 100,000 bookings: what is free around some days, and thirty nights' prices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from bench.filling import settings
from bot.app import assembled
from store import house, rates
from store.database import Connection
from store.house import house_day
from store.house_file import demo_house
from store.room_nights import Occupancy
from store.rooms import Span
from store.world import World

AROUND = timedelta(days=14)  # as the answer looks for the nearest free days
ROUNDS = 200


async def asked(folder: Path) -> dict[str, list[float]]:
    """Milliseconds of each question, ROUNDS times on the open database of the bench."""
    questions: dict[str, Callable[[Connection, date, int], object]] = {
        "what is free": _free,
        "quote of 30 nights": _quoted,
    }
    found: dict[str, list[float]] = {}
    async with assembled(settings(folder), World(), demo_house()) as product:
        today = house_day(demo_house(), product.world.clock.now())
        for name, question in questions.items():
            found[name] = []
            for number in range(ROUNDS):
                began = perf_counter()
                await product.database.read(question, today, number)
                found[name].append((perf_counter() - began) * 1000)
    return found


def _free(connection: Connection, today: date, number: int) -> dict[str, int]:
    """Free rooms of each type for two nights, and what finding the nearest days reads."""
    wish = Span(today + timedelta(days=number % 60), today + timedelta(days=number % 60 + 2))
    occupied = Occupancy(connection, wish.arrival - AROUND, wish.departure + AROUND)
    return {code: occupied.free(code, wish) for code in occupied.rooms}


def _quoted(connection: Connection, today: date, number: int) -> int:
    """Thirty nights of one type."""
    present = house.present(connection)
    assert present is not None
    first = today + timedelta(days=number % 60)
    code = next(iter(present.house.room_types))
    return rates.quote(connection, present, code, Span(first, first + timedelta(days=30)), today).total
