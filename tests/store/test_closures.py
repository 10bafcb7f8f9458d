"""Rooms taken off sale: a night is sold or closed or free, never two of them, whoever races (F021)."""

from __future__ import annotations

import asyncio
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from store import closures, occupancy, room_nights, rooms
from store.database import Connection, Database
from store.house import Present, present
from store.rooms import RoomNight, Span
from tests.conftest import MORNING
from tests.store.kit import day, guest, record, span, wish

LAKE = ("301", "302", "303", "401")


async def closed(inn: Database, *nights: tuple[str, date], by: int = 1) -> bool:
    return await inn.write(closures.close, nights, "刷墙", by, MORNING)


async def test_closed_night_is_not_sold_and_a_sold_one_not_closed(inn: Database) -> None:
    person, _ = await inn.write(guest)
    assert await closed(inn, *((room, day(23)) for room in LAKE[1:]), by=person)
    await record(inn, wish("A", 23, 24))
    assert not await closed(inn, ("301", day(23)), by=person)
    look = await inn.read(closures.look, LAKE, [day(23)])
    assert (len(look.closed), look.sold) == (3, (("301", day(23), 1),))
    assert await inn.write(room_nights.take, 99, "lake", span(23, 24)) is None


async def test_closing_is_all_or_nothing(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await record(inn, wish("A", 23, 24))
    assert not await closed(inn, ("302", day(23)), ("301", day(23)), by=person)
    assert (await inn.read(closures.look, LAKE, [day(23)])).closed == ()


async def test_opening_touches_closures_alone(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await record(inn, wish("A", 23, 25))
    await closed(inn, ("302", day(23)), ("302", day(24)), by=person)
    asked = [(room, night) for room in LAKE for night in (day(23), day(24), day(25))]
    assert await inn.write(room_nights.reopen, asked) == [("302", day(23)), ("302", day(24))]
    assert len((await inn.read(closures.look, LAKE, [day(23)])).sold) == 1


async def test_reason_is_the_last_one_said(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await closed(inn, ("302", day(23)), ("302", day(24)), by=person)
    assert await inn.read(closures.reason, "302", day(24)) == "刷墙"
    assert await inn.read(closures.reason, "302", day(25)) == ""


async def test_booking_moves_to_a_free_room_for_good_or_not_at_all(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await record(inn, wish("A", 23, 25))
    await closed(inn, ("302", day(24)), by=person)
    assert not await inn.write(room_nights.move, 1, "301", "302", day(23))
    assert await inn.read(rooms.rooms_of, 1) == ["301"]
    assert await inn.write(room_nights.move, 1, "301", "401", day(23))
    assert await inn.read(rooms.rooms_of, 1) == ["401"]


async def test_race_for_the_last_night_between_a_closure_and_bookings_has_one_winner(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await closed(inn, *((room, day(23)) for room in LAKE[:3]), by=person)

    async def sell(booking_id: int) -> bool:
        return await inn.write(room_nights.take, booking_id, "lake", span(23, 24)) is not None

    tries = [sell(one) for one in (101, 102, 103)] + [
        closed(inn, ("401", day(23)), by=person) for _ in range(3)
    ]
    won = await asyncio.gather(*tries)
    assert sum(won) == 1
    assert await inn.read(_nights_taken, day(23)) == len(LAKE)


def _nights_taken(connection: Connection, night: date) -> int:
    asked = select(func.count()).select_from(RoomNight).where(RoomNight.night == night)
    return connection.scalar(asked) or 0


steps = st.lists(
    st.tuples(st.sampled_from(("close", "open", "sell", "free")), st.integers(0, 3), st.integers(0, 5), st.integers(1, 4)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_night_is_never_sold_and_closed(inn: Database, steps: list[tuple[str, int, int, int]]) -> None:
    """Whatever is asked in whatever order: what the board shows is what was granted."""
    person, _ = await inn.write(guest, f"o-{abs(hash(str(steps)))}")
    await inn.write(_emptied)
    sold: dict[tuple[str, date], int] = {}
    shut: set[tuple[str, date]] = set()
    for number, (what, room, first, count) in enumerate(steps, 1):
        stay = Span(day(40 + first), day(40 + first + count))
        nights = [(LAKE[room], night) for night in rooms.nights(stay)]
        if what == "close":
            if await closed(inn, *nights, by=person):
                assert not set(nights) & (shut | set(sold))
                shut |= set(nights)
        elif what == "open":
            assert set(await inn.write(room_nights.reopen, nights)) == shut & set(nights)
            shut -= set(nights)
        elif what == "sell":
            await inn.write(room_nights.take, number, "lake", stay)
            sold = {(one, night): b for one, night, b in await inn.read(_sold)}
        else:
            await inn.write(room_nights.release, number - 1)
            sold = {(one, night): b for one, night, b in await inn.read(_sold)}
        assert not shut & set(sold)
    look = await inn.read(closures.look, LAKE, [day(40 + n) for n in range(10)])
    assert set(look.closed) == shut
    assert {(one, night) for one, night, _ in look.sold} == set(sold)


def _emptied(connection: Connection) -> None:
    for booking_id in range(13):
        room_nights.release(connection, booking_id)
    room_nights.reopen(connection, [(room, day(40 + n)) for room in LAKE for n in range(12)])


def _sold(connection: Connection) -> list[tuple[str, date, int]]:
    rows = connection.execute(
        select(RoomNight.room, RoomNight.night, RoomNight.booking_id).where(
            RoomNight.booking_id.is_not(None), RoomNight.night >= day(40)
        )
    )
    return [(row.room, row.night, row.booking_id) for row in rows]


# --- the board ---


async def the_house(inn: Database) -> Present:
    found = await inn.read(present)
    assert found is not None
    return found


async def test_board_has_a_bar_a_stay_cut_at_its_edges(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await record(inn, wish("A", 20, 23), wish("B", 22, 26))
    await closed(inn, ("303", day(24)), by=person)
    board = await inn.read(occupancy.board, await the_house(inn), day(22), 3)
    lake = next(kind for kind in board.types if kind.code == "lake")
    bars = {
        line.number: [(bar.start, bar.end, bar.kind, bar.name) for bar in line.bars] for line in lake.rooms
    }
    assert bars == {
        "301": [(-1, 1, "stay", "王**")],
        "302": [(0, 3, "stay", "王**")],
        "303": [(2, 3, "closed", "")],
        "401": [],
    }
    assert lake.free == (2, 3, 2)


async def test_stay_that_ended_this_morning_is_not_on_the_board(inn: Database) -> None:
    await record(inn, wish("A", 20, 22))
    board = await inn.read(occupancy.board, await the_house(inn), day(22), 3)
    assert [line.bars for kind in board.types for line in kind.rooms if line.bars] == []
