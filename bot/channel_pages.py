"""What other channels' servers ask of ours: our calendar of a room or type, and a signed door for bookings. No person reads it.

A calendar's address is its own secret and says nothing about guests; a message is believed for five minutes, once.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from typing import Any

from aiohttp import web

from bot import import_cells, importing
from bot.importing import Rules
from scheduler import calendars
from scheduler.taking_in import take_in
from store import exports, feeds, house
from store.database import Connection, Database
from store.errors import Conflict
from store.exports import Export, Run
from store.house import Present
from store.intake import Wish
from store.world import World

VALID = 300  # seconds
MOST = 20  # bookings of one message
STAMP, SIGNATURE = "X-Xiaoer-Timestamp", "X-Xiaoer-Signature"
HEADERS: Mapping[str, str] = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class ChannelPages:
    """The two handlers."""

    database: Database
    world: World
    wake: Callable[[], None]  # called when something became due

    async def calendar(self, request: web.Request) -> web.StreamResponse:
        """Our calendar. What the channel was told is noted only once it was told."""
        now = self.world.clock.now()
        found = await self.database.read(_calendar, request.match_info["token"], now)
        if found is None:
            return web.Response(status=404, text="not found", headers=HEADERS)
        export, runs = found
        content = calendars.write(runs, str(export.id))
        etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
        headers = {**HEADERS, "ETag": etag, "Cache-Control": "private, no-cache"}
        if etag in request.headers.get("If-None-Match", ""):
            response = web.Response(status=304, headers=headers)
        else:
            response = web.Response(
                body=content, headers=headers, content_type="text/calendar", charset="utf-8"
            )
        await response.prepare(request)
        await response.write_eof()
        if "text/html" not in request.headers.get("Accept", ""):  # a person's browser is not the channel
            await self.database.write(exports.told, export, runs, now)
        return response

    async def take(self, request: web.Request) -> web.Response:
        """Bookings of a channel, signed by it."""
        body, name = await request.read(), request.match_info["name"]
        stamp, said = request.headers.get(STAMP, ""), request.headers.get(SIGNATURE, "")
        secret = await self.database.read(_secret, name)
        if secret is None or not self._genuine(secret, stamp, body, said):
            return web.json_response({"error": "wrong signature or time"}, status=403, headers=HEADERS)
        present = await self.database.read(house.present)
        assert present is not None, "it has this channel"
        try:
            wishes = read(body, present, present.house.channels[name].name)
        except (import_cells.Refused, Malformed) as error:
            column = error.column if isinstance(error, import_cells.Refused) else ""
            return web.json_response({"error": str(error), "field": column}, status=422, headers=HEADERS)
        key = f"channel:{name}:{said.removeprefix('sha256=')}"
        now = self.world.clock.now()
        try:
            results = await self.database.write(take_in, key, wishes, now, self.world.chance)
        except Conflict:  # the same message at the same moment: the other one does it
            results = None
        if results is None:
            return web.json_response({"repeated": True}, headers=HEADERS)
        self.wake()
        told = [
            {"order_no": wish.source_ref, "result": result.value, "booking": code}
            for wish, (result, code) in zip(wishes, results, strict=True)
        ]
        return web.json_response({"bookings": told}, headers=HEADERS)

    def _genuine(self, secret: str, stamp: str, body: bytes, said: str) -> bool:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            return False
        right = signature(secret, stamp, body)
        fresh = abs(self.world.machine.wall() - int(stamp)) <= VALID
        return hmac.compare_digest(right.encode(), said.encode("utf-8", "replace")) and fresh


class Malformed(Exception):
    """The message is no bookings; says what is wrong. Caught by the page."""


def signature(secret: str, stamp: str, body: bytes) -> str:
    """How a channel signs: HMAC-SHA256 over its time, a full stop and the body."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def read(body: bytes, present: Present, source: str) -> list[Wish]:
    """The bookings of a message, all of them or none. Raises Malformed and import_cells.Refused."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("this is no JSON") from None
    rows = said.get("bookings") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        raise Malformed(f'write {{"bookings": [...]}} with 1 to {MOST} of them')
    rules = Rules(importing.words_for_types(present.house), "CN", source, lambda wish: "")
    wishes = [importing.wish_of(_cells(row), rules) for row in rows]
    if any(not wish.source_ref for wish in wishes):
        raise import_cells.Refused("order_no", "is empty")
    return wishes


def _cells(row: Any) -> dict[str, str]:
    """One booking as the cells of a row, with our names of columns."""
    if not isinstance(row, dict):
        raise Malformed("a booking is an object")
    found = {"name": "", "room_type": "", "arrival": ""}
    for column, value in row.items():
        if column not in importing.COLUMNS or column == "source":
            raise Malformed(f"fields are {', '.join(sorted(set(importing.COLUMNS) - {'source'}))}")
        if value is not None and not isinstance(value, str | int | float):
            raise import_cells.Refused(column, "is neither text nor a number")
        found[column] = "" if value is None else import_cells.clean(str(value))
    return found


def _calendar(connection: Connection, token: str, now: datetime) -> tuple[Export, list[Run]] | None:
    export, present = exports.find(connection, token), house.present(connection)
    if export is None or present is None:
        return None
    today = house.house_day(present.house, now)
    return export, exports.taken(connection, export.channel, export.target, export.by_room, today)


def _secret(connection: Connection, name: str) -> str | None:
    present = house.present(connection)
    if present is None or name not in present.house.channels:
        return None
    return feeds.webhook_secret(connection, name)
