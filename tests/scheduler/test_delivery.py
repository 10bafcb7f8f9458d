"""What becomes of a thing that is due: who gets it, by which way, and what happens where there is none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.endings import GIVE_UP
from scheduler.letters import WAITS
from store import asking, bookings, mailbox, outbox, people, places, sending
from store.house_file import demo_house
from store.house_file.wechat import WeChat
from tests.scheduler.kit import CUSTOM, EVENING, TEMPLATE, TOMORROW, Inn, opened

MINUTE = 60.0
PERSONAL = demo_house().model_copy(update={"wechat": WeChat(account="personal")})
LEASE = sending.LEASE_SECONDS + 1.0


async def due_reminder(inn: Inn, *, window: bool = False, language: str = "zh_CN") -> int:
    """A guest whose reminder is due now; the address's id."""
    guest = await inn.guest(1, language)
    await inn.book(holder=guest)
    await inn.plan()
    inn.wind(EVENING)
    if window:
        await inn.writes(guest)
    return guest


# --- the ways ---


async def test_reminder_in_an_open_window_is_a_text_and_opens_its_question(inn: Inn) -> None:
    guest = await due_reminder(inn, window=True)
    assert await inn.deliver() == {"sent": 1}
    place = await inn.place(guest)
    assert inn.got(1) == ["service"]
    assert (place.flow, place.step, place.state) == (
        "arriving",
        "arrival_time",
        {"slots": {"booking": 1}},
    )
    assert (place.question_last, place.window_left) == (True, 4)
    assert (await inn.row()).status == "sent"


async def test_reminder_in_a_closed_window_is_a_template(inn: Inn) -> None:
    guest = await due_reminder(inn)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["template"]
    assert "小二家" in inn.phone(1).messages[-1].text
    assert (await inn.place(guest)).step == "arrival_time"


async def test_reminder_leaves_the_last_message_of_the_window_in_reserve(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    await inn.plan()
    await inn.writes(guest)
    for number in range(4):
        await inn.tell(guest, f"备好了 {number}", kind="notice")
    assert await inn.deliver() == {"sent": 4}
    inn.wind(EVENING)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["service"] * 4 + ["template"]
    assert (await inn.place(guest)).window_left == places.RESERVE


async def test_answer_may_spend_the_last_message_of_the_window(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    for number in range(6):
        await inn.tell(guest, f"第{number}条")
    assert await inn.deliver() == {"sent": 5, "mailbox": 1}
    assert (await inn.place(guest)).window_left == 0
    assert (await inn.place(guest)).mail is True


async def test_account_that_cannot_push_keeps_the_reminder_and_tells_a_person_once(database_url: str) -> None:
    async with opened(database_url, PERSONAL, "personal") as inn:
        staff = await inn.guest(9, role="staff")
        guest = await due_reminder(inn)
        assert await inn.deliver() == {"mailbox": 2}  # what staff should be told finds no way either
        assert [row.kind for row in await inn.rows()] == ["arrival", "notice"]
        assert await inn.todos() == [("unreachable", 1, "no_open_channel")]
        assert (await inn.place(guest)).mail
        assert (await inn.place(staff)).mail
        assert (await inn.place(guest)).step == ""  # nothing was asked
        assert await inn.deliver() == {}


async def test_reminder_is_in_the_guests_language(inn: Inn) -> None:
    await due_reminder(inn, window=True, language="en")
    await inn.deliver()
    assert "see you on" in inn.phone(1).messages[-1].text


async def test_reminder_goes_to_the_holder_and_not_to_companions(inn: Inn) -> None:
    await due_reminder(inn)
    companion = await inn.guest(2)
    await inn.bind(1, companion)
    assert await inn.deliver() == {"sent": 1}
    assert (inn.got(1), inn.got(2)) == (["template"], [])


async def test_reminder_of_an_unbound_booking_becomes_a_todo(inn: Inn) -> None:
    await inn.guest(9, role="owner")
    await inn.book()
    await inn.plan()
    inn.wind(EVENING)
    assert await inn.deliver() == {"dropped": 1}
    assert await inn.todos() == [("unreachable", 1, "nobody_bound")]


async def test_unfollowed_guest_gets_nothing(inn: Inn) -> None:
    guest = await due_reminder(inn, window=True)
    await inn.tell(guest, "您的房间好了")
    await inn.database.write(people.set_following, guest, False)
    assert await inn.deliver() == {"dropped": 2}
    assert inn.got(1) == []
    assert {row.reason for row in await inn.rows()} == {"not_following"}


# --- decided again while sending ---


@pytest.mark.parametrize(("state", "reason"), [("cancelled", "cancelled"), ("in_house", "already_here")])
async def test_booking_changed_after_planning_is_not_reminded(inn: Inn, state: str, reason: str) -> None:
    await due_reminder(inn)
    await inn.book(state="cancelled" if state == "cancelled" else "in_house")  # not planned anew
    assert await inn.deliver() == {"dropped": 1}
    row = await inn.row()
    assert (row.status, row.reason) == ("dropped", reason)
    assert inn.got(1) == []


async def test_booking_moved_after_planning_is_not_reminded_of_the_old_day(inn: Inn) -> None:
    await due_reminder(inn)
    await inn.book(arrival=TOMORROW + timedelta(days=3))
    assert await inn.deliver() == {"dropped": 1}
    assert (await inn.row()).reason == "moved"


async def test_reminder_that_expired_is_dropped(inn: Inn) -> None:
    await due_reminder(inn)
    inn.wind(EVENING + timedelta(days=2))
    assert await inn.deliver() == {"dropped": 1}
    assert (await inn.row()).reason == "expired"


# --- what WeChat answers ---


async def test_45015_closes_the_window_and_the_template_goes_instead(inn: Inn) -> None:
    guest = await due_reminder(inn, window=True)
    inn.platform.fail_next(CUSTOM, errcode=45015)
    await inn.deliver()
    await inn.database_time_passes(1)
    await inn.deliver()
    place = await inn.place(guest)
    assert inn.got(1) == ["template"]
    assert (place.window_left, place.step) == (0, "arrival_time")


async def test_43004_marks_the_guest_unreachable_and_tells_a_person(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.state.user(inn.phone(1).openid).following = False  # and the event never came
    assert await inn.deliver() == {"dropped": 1}
    assert (await inn.database.read(people.address, guest)).following is False  # type: ignore[union-attr]
    ((kind, booking, reason),) = await inn.todos()
    assert (kind, booking, reason[:5]) == ("unreachable", 1, "43004")


async def test_43004_and_following_again_sends_the_reminder_after_all(inn: Inn) -> None:
    """A dropped row was never sent: neither its failed attempt nor its tries count when it is revived."""
    guest = await due_reminder(inn, window=True)
    inn.platform.state.user(inn.phone(1).openid).following = False
    await inn.deliver()
    inn.platform.state.user(inn.phone(1).openid).following = True
    await inn.database.write(people.set_following, guest, True)
    await inn.bind(1, guest)
    await inn.plan()
    assert await inn.deliver() == {"sent": 1}
    assert (await inn.row()).tries == 1
    assert inn.got(1) == ["service"]


async def test_40252_is_never_sent_again_nor_by_another_way(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.review_next()
    assert await inn.deliver() == {"under_review": 1}
    await inn.writes(guest)
    await inn.database_time_passes(3600)
    assert await inn.deliver() == {}
    assert (await inn.row()).status == "under_review"
    inn.platform.end_reviews(passed=True)
    assert inn.got(1) == ["template"]


async def test_busy_is_tried_again_later_and_then_given_to_a_person(inn: Inn) -> None:
    await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, errcode=45011, times=GIVE_UP)
    for number in range(1, GIVE_UP):
        assert await inn.deliver() == {"put_off": 1}
        assert await inn.deliver() == {}
        await inn.database_time_passes(MINUTE * number + 1)
    assert await inn.deliver() == {"mailbox": 1}
    assert [kind for kind, *_ in await inn.todos()] == ["unreachable"]


async def test_busy_once_is_sent_the_second_time(inn: Inn) -> None:
    await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, errcode=-1, times=4)  # the client's own four tries
    assert await inn.deliver() == {"put_off": 1}
    await inn.database_time_passes(11)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["template"]


async def test_quota_is_waited_for_to_its_end_and_not_longer_each_time(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    await inn.tell(guest, "好")
    day = 24 * 3600.0
    inn.platform.fail_next(CUSTOM, errcode=45009, times=3)
    for _ in range(3):
        assert await inn.deliver() == {"put_off": 1}
        await inn.database_time_passes(day)
    await inn.writes(guest)
    assert await inn.deliver() == {"sent": 1}


# --- an outcome nobody knows ---


async def test_template_of_unknown_outcome_is_repeated_under_the_same_key_and_shown_once(inn: Inn) -> None:
    await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=4)
    assert await inn.deliver() == {"unknown": 1}
    assert inn.got(1) == ["template"]
    await inn.database_time_passes(LEASE)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["template"]


async def test_template_in_doubt_for_ten_minutes_is_never_sent_again(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=4)
    await inn.deliver()
    await inn.writes(guest)  # an open window changes nothing: it may have arrived
    await inn.database_time_passes(10 * MINUTE)
    assert await inn.deliver() == {"doubtful": 1}
    assert inn.got(1) == ["template"]
    assert (await inn.place(guest)).step == "arrival_time"  # what it asked may be answered


async def test_doubt_of_a_template_is_as_old_as_its_first_attempt(inn: Inn) -> None:
    await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=8)
    assert await inn.deliver() == {"unknown": 1}
    await inn.database_time_passes(8 * MINUTE)
    assert await inn.deliver() == {"unknown": 1}  # WeChat knew the key and showed nothing
    await inn.database_time_passes(8 * MINUTE)  # by now it has forgotten the key
    assert await inn.deliver() == {"doubtful": 1}
    assert inn.got(1) == ["template"]


async def test_template_in_doubt_and_then_refused_takes_no_other_way(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=4)
    await inn.deliver()
    await inn.writes(guest)
    await inn.database_time_passes(LEASE)
    inn.platform.fail_next(TEMPLATE, errcode=40037)
    assert await inn.deliver() == {"doubtful": 1}
    assert inn.got(1) == ["template"]
    assert (await inn.place(guest)).mail is False


async def test_template_in_doubt_and_then_busy_stays_in_doubt(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=4)
    await inn.deliver()
    await inn.writes(guest)
    await inn.database_time_passes(LEASE)
    inn.platform.fail_next(TEMPLATE, errcode=45011)
    assert await inn.deliver() == {"put_off": 1}
    await inn.database_time_passes(3 * MINUTE)
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["template"]


async def test_template_in_doubt_of_a_booking_cancelled_meanwhile_is_doubtful_and_not_revived(
    inn: Inn,
) -> None:
    guest = await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, drop="after", times=4)
    await inn.deliver()
    await inn.book(state="cancelled")
    await inn.plan()
    await inn.database_time_passes(LEASE)
    assert await inn.deliver() == {"doubtful": 1}
    await inn.book(holder=guest)
    await inn.plan()
    await inn.database_time_passes(20 * MINUTE)
    assert await inn.deliver() == {}
    assert inn.got(1) == ["template"]


async def test_text_of_a_reminder_with_unknown_outcome_is_doubtful(inn: Inn) -> None:
    await due_reminder(inn, window=True)
    inn.platform.fail_next(CUSTOM, drop="after")
    assert await inn.deliver() == {"doubtful": 1}
    await inn.database_time_passes(3600)
    assert await inn.deliver() == {}
    assert inn.got(1) == ["service"]


async def test_answer_of_unknown_outcome_is_repeated_once(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    await inn.tell(guest, "有房")
    inn.platform.fail_next(CUSTOM, drop="after", times=2)
    assert await inn.deliver() == {"unknown": 1}
    await inn.database_time_passes(LEASE)
    await inn.deliver()
    await inn.database_time_passes(LEASE)
    await inn.deliver()
    assert inn.got(1) == ["service", "service"]
    assert (await inn.row("answer")).status == "doubtful"


# --- order and turns ---


async def test_texts_to_one_guest_go_in_order_over_two_workers(inn: Inn) -> None:
    guests = [await inn.guest(number) for number in (1, 2, 3)]
    for guest in guests:
        await inn.writes(guest)
    for number in range(5):
        for guest in guests:
            await inn.tell(guest, f"{number}", key=f"{guest}:{number}")
    first = await inn.database.write(sending.claim, inn.now, 20)  # a worker that does nothing yet
    assert [row.address_id for row in first] == guests
    assert await inn.deliver() == {}
    await inn.database_time_passes(LEASE)
    await inn.deliver()
    for number in (1, 2, 3):
        assert [shown.text for shown in inn.phone(number).messages] == ["0", "1", "2", "3", "4"]


async def test_text_that_waits_holds_up_the_later_ones_to_the_same_guest(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    await inn.tell(guest, "一")
    await inn.tell(guest, "二")
    inn.platform.fail_next(CUSTOM, errcode=45011)
    assert await inn.deliver() == {"put_off": 1}
    await inn.database_time_passes(MINUTE + 1)
    assert await inn.deliver() == {"sent": 2}
    assert [shown.text for shown in inn.phone(1).messages] == ["一", "二"]


async def test_reminder_that_waits_holds_up_no_answer(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, errcode=45011)
    assert await inn.deliver() == {"put_off": 1}
    await inn.writes(guest)
    await inn.tell(guest, "有房")
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["service"]


async def test_reminder_that_asks_waits_for_the_guests_own_task_and_spends_nothing(inn: Inn) -> None:
    guest = await due_reminder(inn, window=True)
    question = places.Place(
        flow="my_booking", step="phone", flow_version=1, expires_at=inn.now + timedelta(hours=1)
    )
    assert await inn.database.write(asking.ask, guest, question, inn.now)
    before = await inn.place(guest)
    for _ in range(GIVE_UP + 2):
        assert await inn.deliver() == {"put_off": 1}
        await inn.database_time_passes(WAITS + 1)
    after = await inn.place(guest)
    assert (after.step, after.window_left, after.question_last) == ("phone", 5, True)
    assert after.version == before.version
    inn.wind(inn.now + timedelta(hours=1))
    inn.platform.fail_next(CUSTOM, errcode=45011)
    assert await inn.deliver() == {"put_off": 1}  # waiting was no try: being busy is the first
    await inn.database_time_passes(MINUTE + 1)
    assert await inn.deliver() == {"sent": 1}
    assert (await inn.place(guest)).step == "arrival_time"


async def test_push_that_asks_keeps_the_tasks_that_wait_and_the_one_that_lapsed(inn: Inn) -> None:
    guest = await due_reminder(inn, window=True)
    earlier = {"flow": "cancelling", "version": 1, "step": "confirm", "slots": {}}
    lapsed = places.Place(
        flow="booking",
        step="name",
        flow_version=1,
        state={"slots": {"guests": 2}, "waiting": [earlier]},
        expires_at=inn.now - timedelta(minutes=5),
    )
    assert await inn.database.write(asking.ask, guest, lapsed, inn.now)
    assert await inn.deliver() == {"sent": 1}
    place = await inn.place(guest)
    assert place.step == "arrival_time"
    waiting = (place.state or {})["waiting"]
    assert [(task["flow"], task["slots"]) for task in waiting] == [
        ("cancelling", {}),
        ("booking", {"guests": 2}),
    ]


async def test_push_that_asks_offers_no_task_of_weeks_ago_again(inn: Inn) -> None:
    guest = await due_reminder(inn, window=True)
    ago = inn.now - timedelta(days=9)
    old = places.Place(flow="booking", step="name", flow_version=1, expires_at=ago)
    assert await inn.database.write(asking.ask, guest, old, ago - timedelta(hours=1))
    assert await inn.deliver() == {"sent": 1}
    assert (await inn.place(guest)).state == {"slots": {"booking": 1}}


async def test_reminder_refused_opens_no_question(inn: Inn) -> None:
    guest = await due_reminder(inn)
    inn.platform.fail_next(TEMPLATE, errcode=45011)
    await inn.deliver()
    assert (await inn.place(guest)).step == ""


async def test_worker_whose_lease_ended_before_it_sent_sends_nothing(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.writes(guest)
    await inn.tell(guest, "有房")
    (stale,) = await inn.database.write(sending.claim, inn.now)
    await inn.database_time_passes(LEASE)
    assert await inn.deliver() == {"sent": 1}
    assert await inn.database.write(sending.attempt, stale, guest, "text", {"text": "有房"}) is False
    await inn.database.write(sending.put_off, stale, 0.0, "late")
    assert (await inn.row("answer")).status == "sent"


async def test_mailbox_of_a_cancelled_booking_is_emptied(database_url: str) -> None:
    async with opened(database_url, PERSONAL, "personal") as inn:
        guest = await due_reminder(inn)
        assert await inn.deliver() == {"mailbox": 1}
        await inn.book(state="cancelled")
        await inn.plan()
        assert await inn.database.write(mailbox.take_mail, guest, inn.now) == []
        assert (await inn.row()).status == "dropped"


# --- results ---


async def test_result_of_a_template_that_was_blocked_makes_it_doubtful(inn: Inn) -> None:
    await due_reminder(inn)
    inn.platform.state.user(inn.phone(1).openid).refuses = True
    await inn.deliver()
    receipt = str(inn.platform.state.last_id)
    assert await inn.database.write(sending.result_event, receipt, False, "failed:user block")
    row = await inn.row()
    assert (row.status, row.reason) == ("doubtful", "failed:user block")


async def test_result_without_a_message_id_changes_nothing(inn: Inn) -> None:
    await due_reminder(inn)
    inn.platform.review_next()
    await inn.deliver()
    assert await inn.database.write(sending.result_event, "", True, "success") is False
    assert (await inn.row()).status == "under_review"


async def test_two_hundred_rows_are_sent_once_by_three_deliveries_at_a_time(inn: Inn) -> None:
    guests = [await inn.guest(number) for number in range(1, 41)]
    for guest in guests:
        await inn.writes(guest)
        for number in range(5):
            await inn.tell(guest, f"{number}", key=f"{guest}:{number}")
    reports = await asyncio.gather(*(replace(inn.delivery).deliver() for _ in range(3)))
    await inn.deliver()
    assert sum(report.get("sent", 0) for report in reports) <= 200
    for number in range(1, 41):
        assert [shown.text for shown in inn.phone(number).messages] == ["0", "1", "2", "3", "4"]


async def test_booking_bound_after_its_hour_is_reminded_then(inn: Inn) -> None:
    await inn.book()
    await inn.plan()
    inn.wind(EVENING)
    assert await inn.deliver() == {"dropped": 1}
    guest = await inn.guest(1)
    await inn.bind(1, guest)
    await inn.plan()
    assert await inn.deliver() == {"sent": 1}
    assert inn.got(1) == ["template"]


async def test_arrivals_list_is_untouched_by_reminders(inn: Inn) -> None:
    await due_reminder(inn)
    await inn.deliver()
    (coming,) = await inn.database.read(bookings.arriving, date(2026, 12, 2))
    assert (coming.state, coming.eta) == ("confirmed", None)


async def test_worker_takes_only_what_its_channels_can_send(inn: Inn) -> None:
    """`xiaoer chat` beside `serve` must not send WeChat's rows to the mailbox, nor `serve` those of the terminal."""
    guest = await inn.guest(1)
    await inn.database.write(outbox.say, "hello", "notice", guest, "您好", inn.now)
    assert await inn.database.write(sending.claim, inn.now, 20, ("terminal",), planned=False) == []
    assert [row.key for row in await inn.database.write(sending.claim, inn.now, 20, ("wechat",))] == ["hello"]
