"""Reading calendars over HTTP: asked only for what is new, bounded, an outage told once, and every fact of real channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.feed_reader import may_follow
from scheduler.polling import LARGEST
from store import claims, feeds, people, room_nights, todos
from store.feeds import EVERY, LEASE_SECONDS, OUTAGE, Feed
from store.people import Address
from tests.channels.kit import AIRBNB, BOOKING, Inn, calendar, day, entry, numbers

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
CLOSED = "CLOSED - Not available"


async def the_feed(inn: Inn) -> Feed:
    (found,) = await inn.database.read(feeds.listed)
    return found


async def test_stay_of_a_channel_is_written_down_once_in_its_room(inn: Inn) -> None:
    """F019: the order is created once, however often it is read, and tagged with its source; F020: in the one list."""
    await inn.employ()
    await inn.link()
    for _ in range(3):
        await inn.poll(entry("a", 24, 26))
    assert await inn.stays() == [("B1", "confirmed", 24, 26)]
    assert await inn.rooms(1) == ["302"]
    assert await inn.told() == [
        "【Airbnb】有新情况：\n新单：B1 Airbnb 12月24日（周四）至12月26日（周六） 302 湖景大床房。"
        "请在其他平台关房，关好回「已关B1」。"
    ]
    assert await inn.todos() == ["close_elsewhere"]


async def test_calendar_that_did_not_change_is_not_sent_again(inn: Inn) -> None:
    await inn.link()
    inn.server.etag = '"1"'
    await inn.poll(entry("a", 24, 26))
    await inn.read()
    assert inn.server.asked == ["", '"1"']
    assert (await the_feed(inn)).failures == 0


async def test_link_is_read_when_it_is_due_and_not_before(inn: Inn) -> None:
    await inn.link()
    assert await inn.read() == 1
    assert await inn.read(EVERY - timedelta(seconds=1)) == 0
    assert await inn.read(timedelta(seconds=1)) == 1


async def test_paused_link_is_not_read(inn: Inn) -> None:
    feed_id = await inn.link()
    await inn.database.write(feeds.set_paused, feed_id, True, inn.clock.now())
    assert await inn.read() == 0


async def test_link_another_worker_has_is_left_to_it_and_a_late_result_is_not_taken(inn: Inn) -> None:
    await inn.link()
    (claimed,) = await inn.database.write(feeds.claim, inn.clock.now())
    assert await inn.read() == 0
    assert await inn.database.write(feeds.hold, claimed)
    late = replace(claimed, lease=(claimed.lease or 0) - LEASE_SECONDS * 1000)
    assert not await inn.database.write(feeds.hold, late)


@pytest.mark.parametrize(
    ("first", "url", "may"),
    [
        ("https://a.invalid/a", "https://b.invalid/a", True),
        ("https://a.invalid/a", "http://127.0.0.1:8080/secret", False),
        ("https://a.invalid/a", "https://localhost./secret", False),
        ("https://a.invalid/a", "https://[::1]/secret", False),
        ("https://a.invalid/a", "https://192.168.1.1/secret", False),
        ("http://127.0.0.1/a", "http://localhost/b", True),
    ],
)
def test_redirect_of_another_server_never_leads_to_this_machine(first: str, url: str, may: bool) -> None:
    assert may_follow(first, url) is may


@pytest.mark.parametrize(
    ("content", "status", "path", "error"),
    [
        (b"x" * (LARGEST + 1), 200, "/a.ics", "too_large"),
        (b"<html>", 200, "/a.ics", "no_calendar"),
        (calendar(entry("a", 24, 26))[:-30], 200, "/a.ics", "cut_short"),
        (b"", 404, "/a.ics", "http_404"),
        (b"", 500, "/a.ics", "http_500"),
        (b"", 200, "/elsewhere", "refused_address"),
    ],
)
async def test_what_cannot_be_read_is_noted_and_changes_nothing(
    inn: Inn, content: bytes, status: int, path: str, error: str
) -> None:
    await inn.link(path=path)
    inn.server.content, inn.server.status = content, status
    await inn.read()
    assert (await the_feed(inn)).error == error
    assert await inn.stays() == []


async def test_outage_is_told_once_and_its_end_too(inn: Inn) -> None:
    """F101: an outage is visible, and loses no order."""
    await inn.employ()
    await inn.link()
    inn.server.status = 503
    for _ in range(OUTAGE + 3):
        await inn.read(timedelta(hours=2))
    inn.server.status = 200
    await inn.poll(entry("a", 24, 26), after=timedelta(hours=2))
    told = await inn.told()
    assert [text[:11] for text in told] == [
        "【Airbnb】日历读",
        "【Airbnb】有新情",
        "【Airbnb】日历又",
    ]
    assert await inn.stays() == [("B1", "confirmed", 24, 26)]


async def test_stay_moved_under_its_name_is_the_same_booking(inn: Inn) -> None:
    """Airbnb: other days under the same UID."""
    await inn.link()
    await inn.poll(entry("a", 24, 26))
    await inn.poll(entry("a", 25, 28))
    assert await inn.stays() == [("B1", "confirmed", 25, 28)]
    assert await inn.rooms(1) == ["302"]


async def test_running_stay_renamed_and_cut_short_each_midnight_is_the_same_booking(inn: Inn) -> None:
    """Booking.com: the start moves to today every midnight, under a new UID."""
    await inn.link(BOOKING)
    await inn.poll(entry("n1", 1, 5, CLOSED))
    for today in (2, 3, 4):
        await inn.poll(entry(f"n{today}", today, 5, CLOSED), after=timedelta(hours=23, minutes=45))
        await inn.poll(entry(f"n{today}", today, 5, CLOSED))
    assert await inn.stays() == [("B1", "confirmed", 1, 5)]


async def test_running_stay_made_longer_at_midnight_is_the_same_booking(inn: Inn) -> None:
    await inn.link(BOOKING)
    await inn.poll(entry("n1", 1, 3, CLOSED))
    await inn.poll(entry("n2", 2, 4, CLOSED), after=timedelta(hours=24))
    assert await inn.stays() == [("B1", "confirmed", 1, 4)]


async def test_empty_calendar_for_some_hours_cancels_nobody(inn: Inn) -> None:
    """Airbnb now and then serves an empty calendar."""
    await inn.link()
    stays = [entry("a", 20, 22), entry("b", 24, 26), entry("c", 28, 30)]
    await inn.poll(*stays)
    before = await inn.stays()
    for _ in range(12):
        await inn.poll(after=HOUR)
    assert await inn.stays() == before
    await inn.poll(*stays)
    assert await inn.stays() == before
    assert "gone_elsewhere" not in await inn.todos()


async def test_half_a_calendar_for_some_hours_cancels_nobody(inn: Inn) -> None:
    await inn.link()
    stays = [entry("a", 20, 22), entry("b", 24, 26), entry("c", 28, 30)]
    await inn.poll(*stays)
    for _ in range(12):
        await inn.poll(stays[0], after=HOUR)
    assert numbers(await inn.stays(), "confirmed") == [(20, 22), (24, 26), (28, 30)]


async def test_far_stay_missing_for_hours_is_cancelled_and_told(inn: Inn) -> None:
    await inn.employ()
    await inn.link()
    await inn.poll(entry("a", 20, 22), entry("b", 24, 26), entry("c", 28, 30))
    for _ in range(7):
        await inn.poll(entry("a", 20, 22), entry("c", 28, 30), after=HOUR)
    assert await inn.stays() == [
        ("B1", "confirmed", 20, 22),
        ("B2", "cancelled", 24, 26),
        ("B3", "confirmed", 28, 30),
    ]
    assert "那边取消了" in (await inn.told())[-1]
    assert await inn.todos() == ["close_elsewhere"] * 2
    await inn.poll(entry("a", 20, 22), entry("b", 24, 26), entry("c", 28, 30))
    assert numbers(await inn.stays(), "confirmed") == [(20, 22), (24, 26), (28, 30)]
    assert len(await inn.stays()) == 3
    assert await inn.todos() == ["close_elsewhere"] * 3


async def test_stay_sold_again_while_its_room_is_closed_elsewhere_leaves_nothing_to_open(inn: Inn) -> None:
    await inn.employ()
    await inn.link()
    for _ in range(2):  # the second time asks as the first did
        await inn.poll(entry("b", 24, 26))
        await inn.database.write(_closed_elsewhere, inn.clock.now())
        await inn.poll(entry("b", 24, 26, "Reserved", "STATUS:CANCELLED"))
        assert await inn.todos() == ["open_elsewhere"]
        await inn.poll(entry("b", 24, 26))
        assert await inn.todos() == []
        await inn.poll(entry("b", 24, 26, "Reserved", "STATUS:CANCELLED"))
        await inn.database.write(_closed_elsewhere, inn.clock.now())
    await inn.poll(entry("b", 24, 26))
    assert await inn.todos() == ["close_elsewhere"]


def _closed_elsewhere(connection: Connection, now: datetime) -> None:
    for kind in ("close_elsewhere", "open_elsewhere"):
        todos.finish(connection, kind, 1, now)


async def test_near_stay_missing_for_hours_is_shown_to_the_owner_and_stands(inn: Inn) -> None:
    await inn.employ()
    await inn.link()
    await inn.poll(entry("a", 4, 6), entry("b", 24, 26), entry("c", 28, 30))
    for _ in range(12):
        await inn.poll(entry("b", 24, 26), entry("c", 28, 30), after=HOUR)
    assert (await inn.stays())[0] == ("B1", "confirmed", 4, 6)
    assert [text for text in await inn.told() if "同意B1" in text][1:] == []
    assert (await inn.todos()).count("gone_elsewhere") == 1
    await inn.poll(entry("a", 4, 6), entry("b", 24, 26), entry("c", 28, 30))
    assert "gone_elsewhere" not in await inn.todos()


async def test_entry_called_off_is_cancelled_at_once(inn: Inn) -> None:
    await inn.link()
    await inn.poll(entry("a", 24, 26))
    await inn.poll(entry("a", 24, 26, "Reserved", "STATUS:CANCELLED"))
    assert await inn.stays() == [("B1", "cancelled", 24, 26)]


async def test_block_of_airbnb_takes_no_room(inn: Inn) -> None:
    await inn.link()
    await inn.poll(entry("a", 24, 26, "Airbnb (Not available)"))
    assert await inn.stays() == []


async def test_stay_that_collides_is_kept_and_rung_about_with_a_way_out(inn: Inn) -> None:
    """F021: an order that collides raises an alarm."""
    await inn.employ()
    await inn.link(target="lake")
    for number in range(4):
        await inn.sell(f"D{number}", 24, 26)
    await inn.poll(entry("a", 24, 26))
    assert (await inn.stays())[-1] == ("B5", "unplaced", 24, 26)
    assert (await inn.todos())[-1] == "unplaced"
    alarm = (await inn.told())[-1]
    assert alarm.startswith("【撞单】B5 Airbnb")
    assert "「换房B5 101」" in alarm
    await inn.poll(entry("a", 24, 26))
    assert len(await inn.told()) == 1


async def test_stay_written_down_by_hand_before_is_not_written_twice(inn: Inn) -> None:
    await inn.link()
    await inn.sell("HMABCDEF12", 24, 26, source=AIRBNB)
    await inn.poll(entry("a", 24, 26))
    assert await inn.stays() == [("B1", "confirmed", 24, 26)]


async def test_only_stay_of_a_calendar_served_empty_stands_until_the_owner_says(inn: Inn) -> None:
    """A calendar of one stay is no less served empty by mistake than one of three."""
    await inn.employ()
    await inn.link()
    await inn.poll(entry("a", 24, 26))
    for _ in range(30):
        await inn.poll(after=HOUR)
    assert await inn.stays() == [("B1", "confirmed", 24, 26)]
    assert len([text for text in await inn.told() if "同意B1" in text]) == 1


async def test_stay_without_a_room_that_is_called_off_gives_no_room_back(inn: Inn) -> None:
    await inn.employ()
    await inn.link()
    for number in range(4):
        await inn.sell(f"D{number}", 24, 26)
    await inn.poll(entry("a", 24, 26))
    await inn.poll(entry("a", 24, 26, "Reserved", "STATUS:CANCELLED"))
    assert (await inn.stays())[-1] == ("B5", "cancelled", 24, 26)
    assert (await inn.told())[-1].endswith("这单本来没排上房，不用再管。")


@pytest.mark.parametrize("departure", [25, 27])
async def test_stay_that_ends_another_day_under_another_name_is_the_same_booking(
    inn: Inn, departure: int
) -> None:
    """Booking.com names a stay anew when its days change: it keeps the room staff gave it, and nobody collides."""
    await inn.employ()
    await inn.link(BOOKING)
    await inn.poll(entry("n1", 24, 26, CLOSED), entry("o", 28, 30, CLOSED))
    assert await inn.database.write(room_nights.move, 1, "302", "303", day(1))
    await inn.poll(entry("n2", 24, departure, CLOSED), entry("o", 28, 30, CLOSED))
    assert await inn.stays() == [("B1", "confirmed", 24, departure), ("B2", "confirmed", 28, 30)]
    assert await inn.rooms(1) == ["303"]
    assert "改了：B1" in (await inn.told())[-1]


@pytest.mark.parametrize(
    "now",
    [
        [entry("a", 24, 26, "Reserved", "STATUS:CANCELLED"), entry("b", 24, 27)],
        [entry("b", 24, 27, "Reserved", "DESCRIPTION:https://www.airbnb.com/hosting/reservations/details/HMZZZZZZ99")],
        [entry("b", 24, 27), entry("c", 24, 25)],
    ],
    ids=["called off by its name", "another reservation's number", "two that begin that night"],
)  # fmt: skip
async def test_stay_that_may_be_somebody_elses_is_never_taken_for_one_that_went(
    inn: Inn, now: list[str]
) -> None:
    await inn.link(target="lake")
    await inn.poll(entry("a", 24, 26))
    await inn.poll(*now)
    found = await inn.stays()
    assert found[0][2:] == (24, 26)
    assert len(found) == 1 + len([one for one in now if "CANCELLED" not in one])


NUMBER = "DESCRIPTION:https://www.airbnb.com/hosting/reservations/details/"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (entry("a", 24, 26), entry("b", 24, 27)),
        (
            entry("a", 24, 26, "Reserved", f"{NUMBER}HMZZZZZZ98"),
            entry("b", 24, 26, "Reserved", f"{NUMBER}HMZZZZZZ99"),
        ),
    ],
    ids=["the same first night", "another number for the same days"],
)
async def test_new_stay_never_becomes_the_booking_another_guest_is_bound_to(
    inn: Inn, was: str, now: str
) -> None:
    """The bug: one cancels and one books in one reading, and the first was told the second's room and bill."""
    await inn.employ()
    await inn.link(target="lake")
    await inn.poll(was)
    await inn.database.write(_bind, inn.clock.now())
    await inn.poll(now)
    kept, new = await inn.stays()
    assert kept[2:] == (24, 26)
    assert new[0] == "B2"


async def test_bound_stay_under_another_name_for_its_own_days_is_the_same_booking(inn: Inn) -> None:
    await inn.employ()
    await inn.link()
    await inn.poll(entry("a", 24, 26))
    await inn.database.write(_bind, inn.clock.now())
    await inn.poll(entry("b", 24, 26))
    await inn.poll(entry("b", 24, 27))
    assert await inn.stays() == [("B1", "confirmed", 24, 27)]


def _bind(connection: Connection, now: datetime) -> None:
    person_id, _ = people.add(connection, Address("wechat", "gh_inn", "o-guest"), "zh_CN", now)
    claims.confirm(connection, person_id, 1, now)
