"""What other channels' servers get from ours: nights and nothing else, and a door that believes a signature once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, update

from bot.channel_pages import SIGNATURE, STAMP, ChannelPages, signature
from scheduler.calendars import read
from store import exports, feeds, house, room_nights, rooms
from store.world import World
from tests.channels.kit import AIRBNB, BOOKING, Inn, day, entry

HOUSE = ZoneInfo("Asia/Shanghai")
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(inn: Inn) -> AsyncIterator[Client]:
    """The pages, with a website that may send bookings."""
    now = inn.clock.now()
    await inn.database.write(house.override, "channels.site", {"name": "官网"}, now)
    pages = ChannelPages(inn.database, World(clock=inn.clock, chance=inn.chance), lambda: None)
    app = web.Application()
    app.router.add_get("/ical/{token:[0-9a-z-]+}.ics", pages.calendar, allow_head=False)
    app.router.add_post("/channel/{name:[a-z0-9_]+}", pages.take)
    async with TestClient(TestServer(app)) as found:
        yield found


async def address(inn: Inn, channel: str, target: str) -> str:
    token = await inn.database.write(exports.token, channel, target, target.isdigit())
    return f"/ical/{token}.ics"


async def nights(client: Client, path: str) -> list[tuple[int, int]]:
    """The runs of nights in a calendar, as days counted from 1 December."""
    async with client.get(path) as response:
        assert response.status == 200
        entries = read(await response.read(), HOUSE).entries
    return [((one.arrival - day(0)).days, (one.departure - day(0)).days) for one in entries]


# --- our calendar ---


async def test_calendar_tells_the_nights_of_a_room_and_nothing_of_guests(inn: Inn, client: Client) -> None:
    """F019: what is sold in chat is closed on the channel."""
    await inn.link()
    path = await address(inn, BOOKING, "302")
    await inn.poll(entry("a", 24, 26, "Reserved"))
    assert await nights(client, path) == [(24, 26)]
    async with client.get(path) as response:
        text = await response.text()
    assert "Airbnb" not in text
    assert "B1" not in text


async def test_channel_is_never_told_what_it_sold_itself(inn: Inn, client: Client) -> None:
    await inn.link()
    await inn.poll(entry("a", 24, 26))
    assert await nights(client, await address(inn, AIRBNB, "302")) == []


async def test_type_is_closed_only_when_no_room_is_left(inn: Inn, client: Client) -> None:
    path = await address(inn, AIRBNB, "lake")
    for number in range(3):
        await inn.sell(f"D{number}", 24, 27)
    assert await nights(client, path) == []
    await inn.sell("D3", 24, 26)
    assert await nights(client, path) == [(24, 26)]


async def test_closed_room_is_told(inn: Inn, client: Client) -> None:
    await inn.database.write(room_nights.close_nights, [("302", day(24))])
    assert await nights(client, await address(inn, AIRBNB, "302")) == [(24, 25)]


async def test_calendar_that_did_not_change_is_not_sent_again(inn: Inn, client: Client) -> None:
    path = await address(inn, AIRBNB, "302")
    async with client.get(path) as response:
        etag = response.headers["ETag"]
    async with client.get(path, headers={"If-None-Match": etag}) as response:
        assert response.status == 304


@pytest.mark.parametrize("target", ["302", "lake"])
async def test_room_the_house_sells_no_longer_is_never_told_as_free(
    inn: Inn, client: Client, target: str
) -> None:
    path = await address(inn, AIRBNB, target)
    await inn.database.write(_retire_all)
    ((first, end),) = await nights(client, path)
    assert (first, end - first) == (1, exports.AHEAD.days)


def _retire_all(connection: Connection) -> None:
    connection.execute(update(rooms.Room).values(retired=True))


@pytest.mark.parametrize("token", ["1-0", "1-" + "0" * 32, "99-" + "a" * 32, "x"])
async def test_guessed_address_is_nobodys(inn: Inn, client: Client, token: str) -> None:
    await address(inn, AIRBNB, "302")
    async with client.get(f"/ical/{token}.ics") as response:
        assert response.status == 404


async def test_our_own_stay_coming_back_is_no_collision(inn: Inn, client: Client) -> None:
    """What the channel has from us, it shows as taken; ours ended, and what it sells then is its own."""
    await inn.link(BOOKING)
    for number in range(4):
        await inn.sell(f"D{number}", 24, 26)
    path = await address(inn, BOOKING, "302")
    assert await nights(client, path) == [(24, 26)]
    await inn.poll(entry("echo", 24, 26, "CLOSED - Not available"))
    await inn.poll(entry("renamed", 24, 26, "CLOSED - Not available"))
    assert len(await inn.stays()) == 4
    await inn.poll(entry("renamed", 24, 26, "CLOSED - Not available"), entry("own", 26, 28, "CLOSED"))
    assert (await inn.stays())[4:] == [("B5", "confirmed", 26, 28)]


async def test_stay_the_channel_sold_before_it_heard_of_ours_collides(inn: Inn, client: Client) -> None:
    """The channel asked before we sold; a browser that looked since is not the channel."""
    await inn.link(BOOKING)
    path = await address(inn, BOOKING, "302")
    assert await nights(client, path) == []
    for number in range(4):
        await inn.sell(f"D{number}", 24, 26)
    async with client.get(path, headers={"Accept": "text/html,*/*"}) as response:
        assert response.status == 200
    await inn.poll(entry("theirs", 24, 26, "CLOSED - Not available"))
    assert (await inn.stays())[-1] == ("B5", "unplaced", 24, 26)


async def test_sale_with_a_reservation_number_is_never_taken_for_our_own(inn: Inn, client: Client) -> None:
    """The channel sold it before it heard from us."""
    await inn.link()
    for number in range(4):
        await inn.sell(f"D{number}", 24, 26)
    assert await nights(client, await address(inn, AIRBNB, "302")) == [(24, 26)]
    where = "DESCRIPTION:Reservation URL: https://www.airbnb.com/hosting/reservations/details/HMABCDEF12"
    await inn.poll(entry("theirs", 24, 26, "Reserved", where))
    assert (await inn.stays())[-1] == ("B5", "unplaced", 24, 26)


# --- the signed door ---


def order(**other: Any) -> dict[str, Any]:
    return {
        "order_no": "W1",
        "name": "李雷",
        "room_type": "湖景大床房",
        "arrival": "2026-12-24",
        "departure": "2026-12-26",
        **other,
    }


async def post(
    inn: Inn, client: Client, *orders: object, name: str = "site", wrong: str = "", late: int = 0, at: int = 0
) -> tuple[int, Any]:
    """Send bookings as the website does: status and answer."""
    body = json.dumps({"bookings": orders}).encode()
    secret = await inn.database.read(feeds.webhook_secret, "site")
    stamp = str(at or World().machine.wall() - late)
    headers = {STAMP: stamp, SIGNATURE: wrong or signature(secret, stamp, body)}
    async with client.post(f"/channel/{name}", data=body, headers=headers) as response:
        return response.status, await response.json()


async def test_booking_of_a_website_is_written_down_once_and_told(inn: Inn, client: Client) -> None:
    """F019, F101: idempotent, tagged with its source; said again it changes nothing."""
    await inn.employ()
    assert await post(inn, client, order()) == (
        200,
        {"bookings": [{"order_no": "W1", "result": "created", "booking": "B1"}]},
    )
    _, again = await post(inn, client, order(), late=1)
    assert again["bookings"][0]["result"] == "unchanged"
    assert [text.split("\n")[0] for text in await inn.told()] == ["【官网】有新情况："]
    assert await inn.todos() == []  # the house names no other channel that would have to be closed


async def test_same_message_twice_at_once_is_done_once(inn: Inn, client: Client) -> None:
    """A repeated message cannot bring back what was cancelled since."""
    at = World().machine.wall() - 5
    await post(inn, client, order(), at=at)
    await post(inn, client, order(state="cancelled"))
    answers = await asyncio.gather(*(post(inn, client, order(), at=at) for _ in range(3)))
    assert [answer for _, answer in answers] == [{"repeated": True}] * 3
    assert await inn.stays() == [("B1", "cancelled", 24, 26)]
    assert await inn.todos() == []


async def test_booking_that_finds_no_room_is_kept_and_rung_about(inn: Inn, client: Client) -> None:
    await inn.employ()
    for number in range(4):
        await inn.sell(f"D{number}", 24, 26)
    _, answer = await post(inn, client, order())
    assert answer["bookings"][0]["result"] == "unplaced"
    assert (await inn.told())[-1].startswith("【撞单】B5 官网")


@pytest.mark.parametrize(
    ("name", "wrong", "late"),
    [("site", "sha256=00", 0), ("site", "é", 0), ("site", "", 400), ("site", "", -400), ("other", "", 0)],
)
async def test_message_that_is_not_genuine_is_refused(
    inn: Inn, client: Client, name: str, wrong: str, late: int
) -> None:
    status, _ = await post(inn, client, order(), name=name, wrong=wrong, late=late)
    assert status == 403
    assert await inn.stays() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (order(arrival="soon"), "arrival"),
        (order(order_no=""), "order_no"),
        (order(room_type="月球房"), "room_type"),
        (order(adults=[2]), "adults"),
        (order(total=float("nan")), "total"),
        (order(colour="red"), ""),
        ("W1", ""),
    ],
)
async def test_message_that_says_no_booking_is_refused_whole_with_the_reason(
    inn: Inn, client: Client, said: object, field: str
) -> None:
    status, answer = await post(inn, client, order(order_no="W2"), said)
    assert (status, answer["field"]) == (422, field)
    assert await inn.stays() == []
