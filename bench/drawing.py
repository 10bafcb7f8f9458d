"""How long 房态 of a full house of fifty rooms takes as a picture: read from its database, laid out, drawn by the painter."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from bench.filling import settings
from bot.app import assembled
from bot.drawing.painter import Painter
from bot.pictures import renderers
from store import intake
from store.house import house_day
from store.house_file import House, demo_house, house_from
from store.intake import Wish
from store.world import World

ROOMS, DAYS, ROUNDS = 50, 14, 10


async def drawn(folder: Path) -> list[float]:
    """Milliseconds of each of ROUNDS pictures, after a first one that starts the process. `folder` is there, with no database."""
    house, world, painter = fifty_rooms(), World(), Painter()
    today = house_day(house, world.clock.now())
    wanted = {"first": today.isoformat(), "days": DAYS, "language": "zh_CN"}
    found = []
    try:
        async with assembled(settings(folder), world, house) as product:
            now = world.clock.now()
            await product.database.write(intake.record, _stays(house, today), today, now, world.chance)
            draw = renderers(product.database, world, painter)["occupancy"]
            for _ in range(ROUNDS + 1):
                began = perf_counter()
                assert await draw(wanted)
                found.append((perf_counter() - began) * 1000)
    finally:
        painter.close()
    return found[1:]


def fifty_rooms() -> House:
    """The demo's house with as many rooms as the largest that is meant."""
    document = demo_house().model_dump(mode="json")
    kinds = list(document["room_types"].values())
    for number, kind in enumerate(kinds):
        count = ROOMS // len(kinds) + (number < ROOMS % len(kinds))
        kind["rooms"] = [f"{number + 1}{room:02}" for room in range(1, count + 1)]
    return house_from(document)


def _stays(house: House, today: date) -> list[Wish]:
    """Two nights after two nights in every room: as full as a board can be."""
    return [
        Wish(
            "bench", f"{room}-{first}", "confirmed", "王小明", today + timedelta(days=first),
            today + timedelta(days=first + 2), code,
        )
        for room, code in house.rooms().items()
        for first in range(0, DAYS, 2)
    ]  # fmt: skip
