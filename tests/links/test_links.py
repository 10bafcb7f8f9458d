"""The group is told once, with links: opening one does nothing, its button acts once, and nobody's data stands on a page."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.understanding import wishes
from store import tickets
from store.world import World
from tests.links.kit import KEY, PUBLIC, Lobby, got, lobby
from tests.template import migrated

TAKE, DONE, CONFIRM = "接单", "完成", "确认"


# --- the notice ---


async def test_notice_goes_to_the_group_once_and_to_nobody_else(house: Lobby) -> None:
    await house.employ("小李")
    before = {name: len(phone.messages) for name, phone in house.staff.items()}
    await house.towels()
    (notice,) = house.group
    assert "浴巾×2" in notice
    assert "小周" in notice
    assert {name: len(phone.messages) for name, phone in house.staff.items()} == before


async def test_notice_of_a_ticket_has_the_links_to_take_and_finish_it(house: Lobby) -> None:
    await house.towels()
    assert list(house.links()) == [TAKE, DONE]
    await house.press(house.links()[TAKE])
    house.later(timedelta(minutes=30))
    await house.round()
    assert "302" in house.group[-1]
    assert list(house.links()) == [DONE]


async def test_without_a_public_address_there_are_no_links(tmp_path: Path, world: World) -> None:
    async with lobby(migrated(tmp_path), world, public_url="") as house:
        await house.employ("小周")
        await house.towels()
        (notice,) = house.group
        assert "/s/" not in notice


async def test_robot_that_was_removed_has_everybody_on_duty_told_themselves(house: Lobby) -> None:
    house.platform.remove_robot()
    await house.towels()
    await house.round()
    assert house.group == ()
    assert "浴巾×2" in got(house.staff["小周"])[-1]
    assert PUBLIC not in got(house.staff["小周"])[-1]


async def test_house_that_gives_up_its_group_tells_everybody_again(tmp_path: Path, world: World) -> None:
    url = migrated(tmp_path)
    async with lobby(url, world) as house:
        await house.employ("小周")
        await house.towels()
        assert len(house.group) == 1
        last = house.platform.state.last_id  # WeChat never gives an id twice
    async with lobby(url, world, wecom_robot_key="") as house:
        house.platform.state.last_id = last
        await house.employ("小李")
        await house.towels("303房间要三条浴巾")
        await house.round()
        assert house.group == ()
        assert "浴巾×3" in got(house.staff["小李"])[-1]


async def test_lost_answer_repeats_a_notice_once_and_then_tells_everybody(house: Lobby) -> None:
    house.platform.fail_next("/cgi-bin/webhook/send", drop="after", times=2)
    await house.towels()
    for _ in range(2):
        await house.leases_end()
        await house.round()
        assert len(house.group) == 2
    assert "浴巾×2" in got(house.staff["小周"])[-1]


async def test_robots_key_is_nowhere_in_the_database(house: Lobby, tmp_path: Path) -> None:
    await house.towels()
    assert KEY.encode() not in _all_of(tmp_path)


# --- the page ---


async def test_opening_a_link_does_nothing_however_often(house: Lobby) -> None:
    await house.towels()
    for _ in range(3):
        page = await house.open(house.links()[TAKE])
        assert page.status == 200
    assert page.text.count("<button") == 1
    assert "浴巾×2" in page.text
    assert "<script" not in page.text
    assert await house.value("SELECT state FROM tickets") == "open"
    assert await house.value("SELECT count(*) FROM links WHERE used_at IS NOT NULL") == 0


async def test_page_is_not_kept_indexed_or_referred_from(house: Lobby) -> None:
    await house.towels()
    page = await house.open(house.links()[TAKE])
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_page_speaks_the_readers_language(house: Lobby) -> None:
    await house.towels()
    assert "Take it" in (await house.open(house.links()[TAKE], "en-GB,en;q=0.8")).text
    assert TAKE in (await house.open(house.links()[TAKE], "*")).text


async def test_pressing_takes_the_ticket_for_who_was_chosen(house: Lobby) -> None:
    await house.towels()
    me = await house.value("SELECT person_id FROM staff")
    page = await house.press(house.links()[TAKE], str(me))
    assert page.status == 200
    assert await house.value("SELECT taken_by FROM tickets WHERE state = 'accepted'") == me
    assert await house.value("SELECT count(*) FROM audit WHERE action = 'link_take'") == 1


async def test_pressing_without_a_name_takes_it_for_the_group(house: Lobby) -> None:
    await house.towels()
    await house.press(house.links()[TAKE])
    again = await house.open(house.links()[TAKE])
    assert "群里" in again.text
    assert "<button" not in again.text


@pytest.mark.parametrize("who", ["the guest", "999999", "-1", "' OR 1=1", "٣", "9" * 40])
async def test_name_that_is_none_of_the_house_counts_as_the_group(house: Lobby, who: str) -> None:
    await house.towels()
    if who == "the guest":
        who = str(await house.value("SELECT person_id FROM tickets"))
    await house.press(house.links()[TAKE], who)
    taken = "SELECT channel FROM addresses JOIN tickets ON taken_by = addresses.person_id"
    assert await house.value(taken) == "wecom_robot"


async def test_second_press_says_who_was_first(house: Lobby) -> None:
    await house.towels()
    me = await house.value("SELECT person_id FROM staff")
    await house.press(house.links()[TAKE], str(me))
    again = await house.press(house.links()[TAKE])
    assert "小周" in again.text
    assert await house.value("SELECT count(*) FROM ticket_events WHERE what = 'accepted'") == 1


async def test_ticket_taken_by_a_word_is_not_taken_by_the_link(house: Lobby) -> None:
    await house.towels()
    number = await house.value("SELECT number FROM tickets")
    await house.staff["小周"].say(f"接{number}")
    page = await house.press(house.links()[TAKE])
    assert "小周" in page.text


async def test_finishing_by_link_tells_the_guest(house: Lobby) -> None:
    guest = await house.towels()
    await house.press(house.links()[DONE])
    await house.round()
    assert await house.value("SELECT state FROM tickets") == "done"
    assert "浴巾" in got(guest)[-1]


async def test_guest_who_wants_nobody_to_come_is_not_told_that_it_is_done(house: Lobby) -> None:
    guest = await house.towels("302今天不用打扫")
    before = len(guest.messages)
    await house.press(house.links()[DONE])
    await house.round()
    assert await house.value("SELECT state FROM tickets") == "done"
    assert len(guest.messages) == before
    assert tickets.UNDISTURBED == wishes.UNDISTURBED


async def test_ticket_the_group_took_is_called_so_in_the_list(house: Lobby) -> None:
    await house.towels()
    await house.press(house.links()[TAKE])
    await house.staff["小周"].say("工单")
    assert "群里的同事" in got(house.staff["小周"])[-1]


async def test_confirming_by_link_tells_the_guest_and_shows_no_phone(house: Lobby) -> None:
    guest = await house.guest()
    for words in ("订一间湖景大床房，12月23日住两晚，两个人", "王芳", "13800008000", "对"):
        await guest.say(words)
    await house.round()
    assert list(house.links()) == [CONFIRM]
    page = await house.open(house.links()[CONFIRM])
    assert "B1" in page.text
    assert "8000" not in page.text
    assert "王芳" not in page.text
    await house.press(house.links()[CONFIRM])
    await house.round()
    assert await house.value("SELECT state FROM bookings") == "confirmed"
    assert "B1" in got(guest)[-1]
    assert "群里" in (await house.press(house.links()[CONFIRM])).text


async def test_link_of_yesterday_says_no_more_than_one_that_never_was(house: Lobby) -> None:
    await house.towels()
    link = house.links()[TAKE]
    house.later(timedelta(hours=24))
    old, wrong = await house.open(link), await house.open("/s/1-" + "0" * 32)
    assert (old.status, old.text) == (wrong.status, wrong.text)
    assert (await house.press(link)).status == 404
    assert await house.value("SELECT state FROM tickets") == "open"


async def test_presses_at_once_take_it_once(url: str, world: World) -> None:
    async with lobby(url, world) as house:
        await house.employ("小周")
        await house.towels()
        pages = await asyncio.gather(*(house.press(house.links()[TAKE]) for _ in range(5)))
        assert sum("已接单" in page.text for page in pages) == 1
        assert await house.value("SELECT count(*) FROM ticket_events WHERE what = 'accepted'") == 1


async def test_late_ticket_of_the_group_is_called_out_to_its_department(house: Lobby) -> None:
    await house.towels()
    await house.press(house.links()[TAKE])
    house.later(timedelta(minutes=30))
    await house.round()
    assert house.group[-1].startswith("给小周：")


async def test_trouble_behind_a_page_tells_no_token(house: Lobby, capsys: pytest.CaptureFixture[str]) -> None:
    await house.towels()
    path = house.links()[TAKE]
    await house.product.database.write(_break)
    page = await house.open(path)
    assert page.status == 503
    said = capsys.readouterr()
    assert "request failed" in said.out + said.err
    assert path.removeprefix("/s/") not in said.out + said.err


def _all_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("house.db*"))


def _break(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE tickets RENAME TO gone"))
