"""What WeChat took and did not deliver: a person is told once, with the reason and the words, and nothing is sent again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from store import outbox, sending
from store.database import Connection
from store.house_file import demo_house
from store.outbox import OutboxRow
from tests.scheduler.kit import EVENING, TEMPLATE, Inn

ZONE = demo_house().zone_info
NIGHT = datetime(2026, 12, 2, 3, tzinfo=ZONE)
MORNING_OF_ARRIVAL = datetime(2026, 12, 2, 9, tzinfo=ZONE)


async def reminded(inn: Inn) -> int:
    """Staff with an open window, and a guest whose reminder was just taken by WeChat; the staff's address."""
    staff = await inn.guest(9, role="staff")
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    await inn.plan()
    inn.wind(EVENING)
    await inn.writes(staff)
    return staff


async def come_back(inn: Inn, status: str) -> None:
    receipt = str(inn.platform.state.last_id)
    assert await inn.database.write(sending.result_event, receipt, status == "success", status)


def told(inn: Inn) -> list[str]:
    return [shown.text for shown in inn.phone(9).messages]


async def test_template_that_came_back_failed_is_given_to_a_person_once_with_words_to_paste(inn: Inn) -> None:
    await reminded(inn)
    await inn.deliver()
    await come_back(inn, "failed:user block")
    assert (await inn.tick.run()).undelivered == 1
    assert (await inn.tick.run()).undelivered == 0
    notice, words = told(inn)
    assert "B1" in notice
    assert "客人拒收了这类消息" in notice
    assert words.startswith("王芳")
    assert "0872" not in words  # free of contacts: it goes into another channel's chat
    assert await inn.todos() == [("unreachable", 1, "failed:user block")]
    assert len(inn.got(1)) == 1  # the simulated phone shows what was taken; nothing was sent a second time


def _fail_reminders_to_leave(connection: Connection, address_id: int, now: datetime) -> None:
    """So many that they fill one look, each newer than the reminder of the arrival."""
    for number in range(50):
        outbox.say(connection, f"check_out:1:{number}", "check_out", address_id, "…", now, booking_id=1)
    failed = update(OutboxRow).where(OutboxRow.kind == "check_out")
    connection.execute(failed.values(status="doubtful", channel="template", receipt="1", reason="failed"))


async def test_failures_no_person_is_told_of_hide_none_that_one_is(inn: Inn) -> None:
    staff = await reminded(inn)
    await inn.deliver()
    await come_back(inn, "failed:user block")
    await inn.database.write(_fail_reminders_to_leave, staff, inn.now + timedelta(minutes=1))
    assert (await inn.tick.run()).undelivered == 1


async def test_template_that_arrived_is_nobodys_business(inn: Inn) -> None:
    await reminded(inn)
    await inn.deliver()
    await come_back(inn, "success")
    inn.wind(MORNING_OF_ARRIVAL)
    assert (await inn.tick.run()).undelivered == 0
    assert told(inn) == []


async def test_template_under_review_is_waited_for_until_little_time_is_left(inn: Inn) -> None:
    staff = await reminded(inn)
    inn.platform.review_next()
    assert await inn.deliver() == {"under_review": 1}
    assert (await inn.tick.run()).undelivered == 0
    inn.wind(MORNING_OF_ARRIVAL)
    await inn.writes(staff)
    assert (await inn.tick.run()).undelivered == 1
    assert (await inn.tick.run()).undelivered == 0
    assert "微信还在审核" in told(inn)[0]
    assert await inn.todos() == [("unreachable", 1, "under_review")]
    assert (await inn.row()).status == "under_review"


async def test_failure_in_the_quiet_hours_wakes_nobody_and_is_told_in_the_morning(inn: Inn) -> None:
    await reminded(inn)
    await inn.deliver()
    inn.wind(NIGHT)
    await come_back(inn, "failed: system failed")
    assert (await inn.tick.run()).undelivered == 0
    inn.wind(MORNING_OF_ARRIVAL)
    assert (await inn.tick.run()).undelivered == 1


async def test_failed_reminder_of_a_booking_cancelled_meanwhile_bothers_nobody(inn: Inn) -> None:
    await reminded(inn)
    await inn.deliver()
    await come_back(inn, "failed:user block")
    await inn.book(state="cancelled")
    assert (await inn.tick.run()).undelivered == 0
    assert await inn.todos() == []


async def test_send_whose_end_nobody_knows_is_doubtful_and_given_to_nobody(inn: Inn) -> None:
    """It may well have arrived: only what WeChat itself gave back certainly did not."""
    await reminded(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=4)
    assert await inn.deliver() == {"unknown": 1}
    await inn.database_time_passes(600)
    assert await inn.deliver() == {"doubtful": 1}
    assert (await inn.tick.run()).undelivered == 0
