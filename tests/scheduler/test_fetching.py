"""What people send is fetched in time, once, and passed to whoever has the ticket: wherever a worker dies, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.simulator.state import Media as Kept
from store import forgetting, mailbox, media, people, sending, ticket_changes, ticket_told
from store.database import Connection
from store.media import Kind, Media, MediaRow
from store.ticket_changes import Want
from tests.pictures import AMR, JPEG
from tests.scheduler.kit import Inn
from tests.scheduler.test_crashes import LEASE, Fate, crash, recover

GET, UPLOAD = "/cgi-bin/media/get", "/cgi-bin/media/upload"
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(200)
STEPS = ("claim", "fetch", "write down", "claim what follows", "prepare", "send", "settle")


def at_wechat(inn: Inn, data: bytes = JPEG, kind: str = "image", mime: str = "image/jpeg") -> str:
    """A file somebody sent, as WeChat keeps it: its media id."""
    return inn.platform.state.keep_media(Kept(kind, "photo.jpg", mime, data, inn.now))


def opened(connection: Connection, address_id: int, hand: int, inn: Inn) -> int:
    """A ticket of the guest at an address that somebody at another has: its number."""
    guest, worker = person(connection, address_id), person(connection, hand)
    want = Want("maintenance", guest, address_id, "空调坏了", room="302", topic="空调")
    soon = inn.now + timedelta(hours=1)
    ticket = ticket_changes.open_one(
        connection, want, due=soon, step=1, step_at=soon, rooms=frozenset(), now=inn.now
    )
    ticket_told.tell(connection, ticket.number, [worker], inn.now)
    ticket_changes.take(connection, ticket, worker, soon, inn.now)
    return ticket.number


def person(connection: Connection, address_id: int) -> int:
    found = connection.scalar(select(people.AddressRow.person_id).where(people.AddressRow.id == address_id))
    assert found is not None
    return found


def expected(
    connection: Connection, address_id: int, source: str, number: int | None, inn: Inn, kind: Kind = "image"
) -> int:
    return media.expect(connection, person(connection, address_id), kind, source, inn.now, ticket=number)


def all_media(connection: Connection) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in connection.execute(
            select(MediaRow.state, MediaRow.mime, MediaRow.body).order_by(MediaRow.id)
        )
    ]


async def sent(inn: Inn, source: str, *, ticket: bool = True, kind: Kind = "image") -> int:
    """Guest 1 sent a file, and hand 2 has the ticket it is about; the file's id."""
    guest, hand = await inn.guest(1), await inn.guest(2, role="staff")
    await inn.writes(guest)
    await inn.writes(hand)
    number = await inn.database.write(opened, guest, hand, inn) if ticket else None
    return await inn.database.write(expected, guest, source, number, inn, kind)


def shown(inn: Inn, number: int) -> list[bytes | str]:
    """What a phone got: files as their bytes, the rest as its first line."""
    phone = inn.phone(number)
    return [
        phone.file(message) if message.media_id else message.text.split("\n")[0] for message in phone.messages
    ]


async def test_picture_is_kept_and_reaches_whoever_has_the_ticket(inn: Inn) -> None:
    await sent(inn, at_wechat(inn))
    assert await inn.deliver() == {"sent": 2}
    assert await inn.database.read(all_media) == [("here", "image/jpeg", JPEG)]
    assert shown(inn, 2) == [JPEG]


async def test_voice_reaches_whoever_has_the_ticket(inn: Inn) -> None:
    await sent(inn, at_wechat(inn, AMR, "voice", "audio/amr"), kind="voice")
    assert await inn.deliver() == {"sent": 2}
    assert shown(inn, 2) == [AMR]


async def test_film_is_kept_and_said_to_be_there(inn: Inn) -> None:
    await sent(inn, at_wechat(inn, FILM, "video", "video/mp4"), kind="video")
    assert await inn.deliver() == {"sent": 2}
    assert await inn.database.read(all_media) == [("here", "video/mp4", FILM)]
    assert shown(inn, 2) == ["1号：客人发来视频，我转不了，麻烦到房里看一眼。"]


async def test_file_without_a_ticket_waits_for_one(inn: Inn) -> None:
    await sent(inn, at_wechat(inn), ticket=False)
    assert await inn.deliver() == {"sent": 1}
    assert shown(inn, 2) == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fatal", range(1, 8), ids=STEPS)
async def test_file_is_kept_once_and_shown_once_wherever_the_worker_dies(
    inn: Inn, fatal: int, after: bool
) -> None:
    """Killed between fetching and writing down it is fetched again; shown twice it never is, nor lost without a doubt."""
    await sent(inn, at_wechat(inn))
    await crash(inn, Fate(fatal, after))
    await recover(inn)
    assert await inn.database.read(all_media) == [("here", "image/jpeg", JPEG)]
    assert (await inn.row(media.FETCHING)).status == "sent"
    doubted = (5, True) <= (fatal, after) < (7, True)  # the sending was begun, and not settled
    assert (await inn.row("notice")).status == ("doubtful" if doubted else "sent")
    assert shown(inn, 2) == ([] if (fatal, after) in {(5, True), (6, False)} else [JPEG])


async def test_two_workers_with_one_file_pass_it_on_once(inn: Inn) -> None:
    """The lease of a slow worker ended, another fetched it, and then the slow one comes back with it."""
    await sent(inn, at_wechat(inn))
    (slow,) = await inn.database.write(sending.claim, inn.now)
    await inn.database_time_passes(LEASE)
    assert await inn.deliver() == {"sent": 2}
    assert await inn.delivery._one(slow, asyncio.Semaphore(1)) == "sent"
    assert await inn.deliver() == {}
    assert shown(inn, 2) == [JPEG]


async def test_file_is_fetched_when_wechat_is_back(inn: Inn) -> None:
    await sent(inn, at_wechat(inn))
    inn.platform.fail_next(GET, drop="before", times=2)  # the client repeats it once by itself
    assert await inn.deliver() == {"put_off": 1}
    inn.platform.fail_next(GET, errcode=-1)  # a JSON error, answered with 200
    await inn.database_time_passes(600)
    assert await inn.deliver() == {"put_off": 1}
    await inn.database_time_passes(600)
    assert await inn.deliver() == {"sent": 2}
    assert shown(inn, 2) == [JPEG]


async def test_file_that_wechat_forgot_is_told_to_both_sides(inn: Inn) -> None:
    source = at_wechat(inn)
    await sent(inn, source)
    del inn.platform.state.media[source]
    assert await inn.deliver() == {"dropped": 1, "sent": 2}
    assert shown(inn, 2) == ["【没收到】1号 维修｜302｜空调"]
    assert shown(inn, 1) == ["您发的内容微信那边已经没有了，我没取到。麻烦再发一次，或者用几个字告诉我。"]
    assert (await inn.row(media.FETCHING)).reason.startswith("40007")


CAUSES = {
    "large": (JPEG + bytes(media.LARGEST), "您发的太大，我收不下。发张小点的，或者用几个字说说就行。"),
    "kind": (b"BM" + bytes(99), "您发的我打不开。换成照片或截图再发一次，或者用几个字告诉我。"),
}


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("ticket", [True, False])
async def test_file_that_cannot_be_had_is_told_by_its_cause(
    inn: Inn, cause: str, ticket: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bug: “please send it once more” was said of a picture that will be as large the second time."""
    data, said = CAUSES[cause]
    await sent(inn, at_wechat(inn, data), ticket=ticket)
    await inn.deliver()
    assert await inn.database.read(all_media) == [("lost", "", None)]
    assert shown(inn, 1) == [said]
    assert shown(inn, 2) == (["【没收到】1号 维修｜302｜空调"] if ticket else [])
    assert f"cause={cause}" in capsys.readouterr().out


async def test_voice_without_a_ticket_that_cannot_be_had_is_not_spoken_of(inn: Inn) -> None:
    """Whoever speaks is asked for written words at once."""
    await sent(inn, at_wechat(inn, b"?" * 99, "voice", "audio/amr"), ticket=False, kind="voice")
    await inn.deliver()
    assert shown(inn, 1) == []


async def test_whoever_talks_to_the_guest_hears_that_a_picture_will_not_come(inn: Inn) -> None:
    """The bug: the colleague was asked to send once more what the guest had sent."""
    source = at_wechat(inn)
    guest, hand = await inn.guest(1), await inn.guest(2, role="staff")
    await inn.writes(guest)
    await inn.writes(hand)
    await inn.database.write(passed_on, guest, hand, source, inn)
    del inn.platform.state.media[source]
    await inn.deliver()
    assert shown(inn, 2) == ["客人发来图片，微信已经不给了，麻烦问问客人。"]
    assert shown(inn, 1) == ["您发的内容微信那边已经没有了，我没取到。麻烦再发一次，或者用几个字告诉我。"]


def passed_on(connection: Connection, address_id: int, hand: int, source: str, inn: Inn) -> None:
    guest, worker = person(connection, address_id), person(connection, hand)
    media.expect(connection, guest, "image", source, inn.now, for_id=worker)


async def test_outage_longer_than_three_days_is_the_end_of_it(inn: Inn) -> None:
    await sent(inn, at_wechat(inn))
    inn.platform.fail_next(GET, drop="before", times=2)
    assert await inn.deliver() == {"put_off": 1}
    inn.wind(inn.now + timedelta(days=3))
    await inn.database_time_passes(600)
    ended = await inn.deliver()
    assert ended["dropped"] == 1
    assert await inn.database.read(all_media) == [("lost", "", None)]


async def test_file_too_large_to_keep_is_not_kept(inn: Inn) -> None:
    await sent(inn, at_wechat(inn, JPEG + bytes(media.LARGEST)))
    assert (await inn.deliver())["dropped"] == 1
    assert await inn.database.read(all_media) == [("lost", "", None)]


async def test_erased_while_it_was_on_its_way_is_never_kept(inn: Inn) -> None:
    await sent(inn, at_wechat(inn))
    who = (await inn.database.read(all_people))[0]
    await inn.database.write(forget, who)
    assert await inn.deliver() == {"dropped": 1}
    assert (await inn.row(media.FETCHING)).reason == "erased"
    assert await inn.database.read(all_media) == []


async def test_erased_before_it_was_passed_on_is_not_shown(inn: Inn) -> None:
    media_id = await sent(inn, at_wechat(inn))
    inn.platform.fail_next(UPLOAD, drop="before", times=4)
    assert await inn.deliver() == {"sent": 1, "put_off": 1}
    found = await inn.database.read(media.get, media_id)
    assert isinstance(found, Media)
    await inn.database.write(forget, found.person_id)
    await inn.database_time_passes(60)
    await inn.deliver()
    assert shown(inn, 2) == ["1号：客人发来图片，刚才没能显示。回「图1」再看。"]


async def test_files_are_forgotten_after_thirty_days(inn: Inn) -> None:
    await sent(inn, at_wechat(inn))
    await inn.deliver()
    inn.wind(inn.now + media.KEPT)
    await inn.tick.prune()
    assert len(await inn.database.read(all_media)) == 1
    inn.wind(inn.now + timedelta(seconds=1))
    await inn.tick.prune()
    assert await inn.database.read(all_media) == []


async def test_closed_window_of_staff_says_how_to_see_it_later(inn: Inn) -> None:
    guest, hand = await inn.guest(1), await inn.guest(2, role="staff")
    number = await inn.database.write(opened, guest, hand, inn)
    await inn.database.write(expected, guest, at_wechat(inn), number, inn)
    assert await inn.deliver() == {"sent": 1, "mailbox": 1}
    mail = await inn.database.write(mailbox.take_mail, hand, inn.now)
    assert [one.text for one in mail] == ["1号：客人发来图片，刚才没能显示。回「图1」再看。"]


async def test_address_of_a_picture_stands_in_no_row_in_the_open(inn: Inn) -> None:
    source = at_wechat(inn)
    await sent(inn, source)
    assert source.encode() not in b"".join(await inn.database.read(payloads))


def forget(connection: Connection, person_id: int) -> None:
    forgetting.erase(connection, (person_id,), all_of_it=True)


def all_people(connection: Connection) -> list[int]:
    return list(connection.scalars(select(people.Person.id).order_by(people.Person.id)))


def payloads(connection: Connection) -> list[bytes]:
    rows = connection.exec_driver_sql("SELECT payload FROM outbox")
    return [bytes(row[0]) for row in rows if row[0] is not None]
