"""A picture as a row of the outbox: drawn when it is sent, one message of the window, its words where it cannot go."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool

import pytest

from bot.simulator.platform import Platform
from bot.wechat.robot import RobotChannel
from bot.wechat.transport import open_session
from scheduler.delivery import Delivery
from scheduler.endings import GIVE_UP
from store import mailbox, outbox, people
from store.errors import Unavailable
from store.people import GROUP
from tests.pictures import PNG
from tests.scheduler.kit import CUSTOM, Inn
from tests.scheduler.test_crashes import LEASE, Crash, Fate, Mortal, crash, points, recover

UPLOAD = "/cgi-bin/media/upload"
WORDS = "房态：301有人，302空着。"


class Pen:
    """Draws on order, and remembers what from."""

    def __init__(self, picture: bytes | None = PNG) -> None:
        self.picture = picture
        self.asked: list[Mapping[str, object]] = []

    async def draw(self, args: Mapping[str, object]) -> bytes | None:
        self.asked.append(args)
        return self.picture


async def shown(inn: Inn, pen: Pen, *, kind: str = "picture", window: bool = True) -> int:
    """Somebody a picture is due for; the address's id."""
    guest = await inn.guest(1)
    if window:
        await inn.writes(guest)
    inn.delivery.pictures = {"map": pen.draw}
    picture = {"of": "map", "floor": 2}
    await inn.database.write(outbox.show, "k:map", kind, guest, picture, WORDS, inn.now)
    return guest


async def test_picture_reaches_the_phone_and_counts_as_one_message(inn: Inn) -> None:
    pen = Pen()
    guest = await shown(inn, pen)
    assert await inn.deliver() == {"sent": 1}
    (message,) = inn.phone(1).messages
    assert (message.kind, inn.phone(1).file(message)) == ("image", PNG)
    assert pen.asked == [{"floor": 2}]
    row = await inn.row("picture")
    assert (row.status, row.channel) == ("sent", "picture")
    assert (await inn.place(guest)).window_left == 4


async def test_picture_keeps_its_turn_among_texts(inn: Inn) -> None:
    guest = await shown(inn, Pen())
    await inn.tell(guest, "看中哪间？")
    await inn.deliver()
    assert [message.text for message in inn.phone(1).messages] == ["[图片]", "看中哪间？"]


async def test_closed_window_keeps_the_words_in_the_mailbox(inn: Inn) -> None:
    guest = await shown(inn, Pen(), window=False)
    assert await inn.deliver() == {"mailbox": 1}
    assert await inn.database.write(mailbox.take_mail, guest, inn.now) == [mailbox.Mail(WORDS)]


async def test_picture_that_nobody_can_draw_goes_as_words(inn: Inn) -> None:
    await shown(inn, Pen(None))
    assert await inn.deliver() == {"sent": 1}
    assert [message.text for message in inn.phone(1).messages] == [WORDS]
    assert (await inn.row("picture")).channel == "text"


@pytest.mark.parametrize("picture", [b"<svg/>", PNG + bytes(2 << 20)], ids=["unknown", "too large"])
async def test_file_that_wechat_would_not_take_goes_as_words(inn: Inn, picture: bytes) -> None:
    await shown(inn, Pen(picture))
    assert await inn.deliver() == {"sent": 1}
    assert [message.text for message in inn.phone(1).messages] == [WORDS]


async def test_day_without_uploads_left_sends_the_words(inn: Inn) -> None:
    inn.platform.limit_calls(UPLOAD, 0)
    await shown(inn, Pen())
    assert await inn.deliver() == {"sent": 1}
    assert [message.text for message in inn.phone(1).messages] == [WORDS]


async def test_file_that_wechat_forgot_is_uploaded_once_more(inn: Inn) -> None:
    await shown(inn, Pen())
    inn.platform.fail_next(CUSTOM, errcode=40007)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["service"]
    assert [entry.name for entry in inn.platform.log].count(UPLOAD) == 2


async def test_broken_upload_is_no_doubt_and_is_tried_again(inn: Inn) -> None:
    """Nothing of the picture was seen yet: even a notice, which is never repeated in doubt, goes out after all."""
    await shown(inn, Pen(), kind="notice")
    inn.platform.fail_next(UPLOAD, drop="before", times=4)
    assert await inn.deliver() == {"put_off": 1}
    await inn.database_time_passes(60)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["service"]


async def test_notice_by_picture_in_doubt_is_not_repeated(inn: Inn) -> None:
    await shown(inn, Pen(), kind="notice")
    inn.platform.fail_next(CUSTOM, drop="after")
    assert await inn.deliver() == {"doubtful": 1}
    assert inn.got(1) == ["service"]


@pytest.mark.parametrize("failure", [BrokenProcessPool("it died"), ValueError("no picture")], ids=str)
async def test_drawing_process_that_died_lets_the_words_go_at_once(inn: Inn, failure: Exception) -> None:
    async def broken(args: Mapping[str, object]) -> bytes | None:
        raise failure

    await shown(inn, Pen())
    inn.delivery.pictures = {"map": broken}
    assert await inn.deliver() == {"sent": 1}
    assert [message.text for message in inn.phone(1).messages] == [WORDS]


async def test_drawing_that_always_breaks_ends_as_words(inn: Inn) -> None:
    """It must not hold back what comes after it for ever."""

    async def broken(args: Mapping[str, object]) -> bytes | None:
        raise Unavailable

    guest = await shown(inn, Pen())
    inn.delivery.pictures = {"map": broken}
    await inn.tell(guest, "看中哪间？")
    for _ in range(GIVE_UP):
        assert await inn.deliver() == {"failed": 1}
        await inn.database_time_passes(LEASE)
    assert await inn.deliver() == {"sent": 2}
    assert [message.text for message in inn.phone(1).messages] == [WORDS, "看中哪间？"]


@pytest.mark.parametrize(("fatal", "after"), points())
async def test_picture_somebody_asked_for_always_arrives_and_is_repeated_once_at_most(
    inn: Inn, fatal: int, after: bool
) -> None:
    await shown(inn, Pen())
    await crash(inn, Fate(fatal, after))
    await recover(inn)
    twice = (fatal, after) in {(3, True), (4, False)}  # it arrived, and nobody wrote that down
    assert inn.got(1) == ["service"] * (1 + twice)
    assert (await inn.row("picture")).status == "sent"


async def test_worker_killed_while_drawing_leaves_no_doubt(inn: Inn) -> None:
    await shown(inn, Pen(), kind="notice")

    async def killed(args: Mapping[str, object]) -> bytes | None:
        raise Crash

    mortal = Mortal(inn.database, inn.delivery.channels["wechat"], Fate(99, after=False))
    worker = Delivery(mortal, inn.world, {"wechat": mortal}, pictures={"map": killed})  # type: ignore[arg-type]
    with pytest.raises(Crash):
        await worker.deliver()
    await recover(inn)
    assert inn.got(1) == ["service"]
    assert (await inn.row("notice")).status == "sent"


# --- the house's group ---


async def to_the_group(inn: Inn, platform: Platform, key: str) -> dict[str, int]:
    """A picture for the group, delivered by a robot with this key."""
    await inn.database.write(people.set_group, True, inn.now)
    group = await inn.database.read(people.group)
    assert group is not None
    picture = {"of": "map"}
    await inn.database.write(outbox.show, "k:group", "notice", group.address_id, picture, WORDS, inn.now)
    async with open_session() as session:
        robot = RobotChannel(key, session, inn.world, await platform.start())
        inn.delivery.channels = {**inn.delivery.channels, GROUP.channel: robot}
        inn.delivery.pictures = {"map": Pen().draw}
        return await inn.deliver()


async def test_group_sees_the_picture(inn: Inn) -> None:
    async with Platform(inn.platform.account, inn.world) as wecom:
        wecom.add_robot("the-robot-0001")
        assert await to_the_group(inn, wecom, "the-robot-0001") == {"sent": 1}
        assert wecom.group_pictures == (PNG,)


async def test_picture_that_the_group_cannot_get_goes_to_everybody_on_duty(inn: Inn) -> None:
    hand = await inn.guest(7, role="staff")
    await inn.writes(hand)
    async with Platform(inn.platform.account, inn.world) as wecom:
        wecom.add_robot("the-robot-0001")
        assert await to_the_group(inn, wecom, "another-robot-1") == {"dropped": 1, "sent": 1}
    (message,) = inn.phone(7).messages
    assert inn.phone(7).file(message) == PNG
