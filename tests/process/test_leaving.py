"""`kill -9` while the house thanks the guests who left: after the restart each was thanked once, or in doubt. F048, F051."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.simulator.platform import Platform
from store import bookings, stays
from store.database import Connection
from store.outbox import OutboxRow
from store.places import TYPED, PlaceRow
from store.world import SystemClock, World
from tests.process.kit import PATIENCE, House, furnish, inhabit, leases_end, start, until

GUESTS = 8
AT_ONCE = "\n[pushes.thanks]\nminutes = 0\n"


@pytest.mark.parametrize("seen", [1, 4])
async def test_thanks_are_said_once_or_in_doubt_when_the_process_dies_among_them(
    home: House, seen: int
) -> None:
    _thanking_at_once(home.folder)
    async with Platform(home.account, World()) as platform:
        api = await platform.start()
        phones = [platform.phone(platform.new_openid()) for _ in range(GUESTS)]
        now = SystemClock().now()
        for phone in phones:
            user = platform.state.user(phone.openid)
            user.following = True
            user.touch(now, TYPED)
        await inhabit(home, GUESTS, holders={n: phone.openid for n, phone in enumerate(phones)})
        async with home.database() as database:
            await database.write(_all_left, now)
            first = await start(home, api)
            await until(lambda: sum(len(phone.messages) for phone in phones) >= seen, "the first thanks")
            first.kill()
            await database.write(leases_end)
            second = await start(home, api)
            end = time.monotonic() + PATIENCE
            rows = await database.read(_thanks)
            while len(rows) < GUESTS or not {status for _, status in rows} <= {"sent", "doubtful"}:
                assert time.monotonic() < end, rows
                await asyncio.sleep(0.05)
                rows = await database.read(_thanks)
            assert await second.stop() == 0
        assert [booking for booking, _ in rows] == list(range(1, GUESTS + 1))
        for (_, status), phone in zip(rows, phones, strict=True):
            assert len(phone.messages) in ({1} if status == "sent" else {0, 1})


def _thanking_at_once(folder: Path) -> None:
    furnish(folder)
    file = folder / "house.toml"
    file.write_text(file.read_text("utf-8") + AT_ONCE, "utf-8")


def _all_left(connection: Connection, now: datetime) -> None:
    """Everybody came and left just now, having written a moment ago."""
    for booking in bookings.each(connection, list(range(1, GUESTS + 1))):
        assert stays.check_in(connection, booking, 2, 1, now)
        here = bookings.get(connection, booking.id)
        assert here is not None
        assert stays.check_out(connection, here, 1, now) is not None
    connection.execute(update(PlaceRow).values(window_left=TYPED[0], window_until=now + TYPED[1]))


def _thanks(connection: Connection) -> list[tuple[int | None, str]]:
    rows = connection.execute(
        select(OutboxRow.booking_id, OutboxRow.status)
        .where(OutboxRow.kind == "thanks")
        .order_by(OutboxRow.booking_id)
    )
    return [(row.booking_id, row.status) for row in rows]
