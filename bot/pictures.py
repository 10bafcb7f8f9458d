"""Who draws the pictures of the outbox, by name. Each gives PNG or JPEG, or None; none of them is inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.drawing import occupancy as drawing
from bot.drawing.painter import Painter
from scheduler.delivery import Renderer
from store import house, media, occupancy
from store.database import Connection, Database
from store.world import World


def renderers(database: Database, world: World, painter: Painter) -> Mapping[str, Renderer]:
    """Every name that `Turn.show` and `store.outbox.show` may be given."""

    async def of_occupancy(args: Mapping[str, Any]) -> bytes | None:
        values = await database.read(_board, args, world)
        return None if values is None else await painter.paint("occupancy", values)

    async def sent(args: Mapping[str, Any]) -> bytes | None:
        """`media`: what somebody sent, as it came."""
        return await database.read(media.content, int(args["media"]))

    return {"occupancy": of_occupancy, "media": sent}


def _board(connection: Connection, args: Mapping[str, Any], world: World) -> dict[str, Any] | None:
    """The board as it is now, laid out; None without a house."""
    present = house.present(connection)
    if present is None:
        return None
    first = date.fromisoformat(str(args["first"]))
    board = occupancy.board(connection, present, first, int(args["days"]))
    today = house.house_day(present.house, world.clock.now())
    return drawing.layout(board, present.house, str(args["language"]), today)
