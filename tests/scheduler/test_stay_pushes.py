"""What a stay's pushes do on each kind of account, when they are held back, and that any history leaves the right rows."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.pushes import lines
from bot.simulator.account import Kind
from scheduler import pushes, telling
from scheduler.looking_again import subject_of
from scheduler.pasting import free_of_contacts
from scheduler.pushes import Reader, Subject
from scheduler.tick import Tick
from store import bookings, house, late_checkouts, optouts, people, places, sending, stays, todos
from store.database import Connection
from store.house_file import House, HouseFileError, demo_house, house_from, merge
from store.house_file.push_rules import fill
from store.house_file.wechat import Account, WeChat
from tests.scheduler.kit import MORNING, Inn, opened

TODAY = date(2026, 12, 1)
ZONE = demo_house().zone_info


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026 on the house's clock."""
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


def _check_in(connection: Connection, booking_id: int, now: datetime) -> None:
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    assert stays.check_in(connection, booking, 2, 1, now)


def _check_out(connection: Connection, booking_id: int, now: datetime) -> None:
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    assert stays.check_out(connection, booking, 1, now) is not None


async def checked_in(inn: Inn, nights: int = 2) -> int:
    """A guest who came today at ten; the address's id."""
    guest = await inn.guest(1)
    await inn.book(arrival=TODAY, nights=nights, holder=guest)
    await inn.database.write(_check_in, 1, inn.now)
    return guest


async def live(inn: Inn, guest: int) -> None:
    """From check-in to a week after departure, an hour a step, the guest writing at every noon."""
    for hour in range(24 * 10):
        moment = MORNING + timedelta(hours=hour)
        inn.wind(moment)
        if hour % 24 == 2:
            await inn.writes(guest)
            await inn.database.write(_leave_open, guest)
        if hour == 24 * 2:
            await inn.database.write(_check_out, 1, moment)
        await inn.tick.run()


def _leave_open(connection: Connection, address_id: int) -> None:
    place = places.of(connection, address_id)
    assert places.move(connection, address_id, place.version, place.at_rest(version=place.version + 1))


def with_account(account: Account) -> House:
    return demo_house().model_copy(update={"wechat": WeChat(account=account)})


ALL = [
    ("arrival", "dropped"),
    ("welcome", "sent"),
    ("morning_after", "sent"),
    ("check_out", "sent"),
    ("thanks", "sent"),
]
KEPT = [(kind, {"sent": "dropped"}.get(status, status)) for kind, status in ALL]


@pytest.mark.parametrize(
    ("account", "kind", "ends"),
    [
        ("subscription", "subscription", ALL[1:]),
        ("personal", "personal", KEPT[1:]),  # kept for a word that this guest does not say in time
    ],
)
async def test_stay_on_each_kind_of_account(
    database_url: str, account: Account, kind: Kind, ends: list[tuple[str, str]]
) -> None:
    async with opened(database_url, with_account(account), kind) as inn:
        guest = await checked_in(inn)
        await inn.writes(guest)
        await live(inn, guest)
        rows = [(row.kind, row.status) for row in await inn.rows() if row.kind in dict(ALL)]
        assert rows == ends
        assert max(Counter(row.key for row in await inn.rows()).values()) == 1


# --- when ---


async def due(inn: Inn, kind: str) -> datetime:
    await inn.plan()
    return (await inn.row(kind)).due_at.astimezone(ZONE)


async def test_check_out_reminder_of_who_has_only_just_come_waits_for_the_morning(inn: Inn) -> None:
    inn.wind(at(1, 21))
    await checked_in(inn, nights=1)
    assert await due(inn, "check_out") == at(2, 9)


async def test_check_out_reminder_follows_an_extension(inn: Inn) -> None:
    await checked_in(inn)
    assert await due(inn, "check_out") == at(2, 20)
    await inn.book(arrival=TODAY, nights=3, state="in_house")
    await inn.plan()
    rows = [(row.status, row.due_at.astimezone(ZONE)) for row in await inn.rows() if row.kind == "check_out"]
    assert rows == [("dropped", at(2, 20)), ("due", at(3, 20))]


async def test_thanks_count_from_the_real_departure_and_wait_for_the_morning(inn: Inn) -> None:
    await checked_in(inn)
    await inn.database.write(_check_out, 1, at(1, 21))
    assert await due(inn, "thanks") == at(2, 8)


async def test_taking_a_check_in_back_drops_what_the_stay_deserved(inn: Inn) -> None:
    await checked_in(inn)
    await inn.plan()
    booking = await inn.database.read(bookings.get, 1)
    assert booking is not None
    await inn.database.write(stays.undo_check_in, booking, inn.now)
    await inn.plan()
    stood = {row.status for row in await inn.rows() if row.kind != "arrival"}
    assert stood == {"dropped"}


async def test_what_was_due_in_the_evening_is_not_sent_in_the_quiet_hours(inn: Inn) -> None:
    guest = await checked_in(inn)
    await inn.writes(guest)
    await inn.tick.run()
    inn.wind(at(2, 23))  # the server slept
    await inn.tick.run()
    row = await inn.row("check_out")
    assert (row.status, row.reason, row.due_at.astimezone(ZONE)) == ("due", "quiet_hours", at(3, 8))
    inn.wind(at(3, 8))
    await inn.writes(guest)
    await inn.tick.run()
    assert (await inn.row("check_out")).status == "sent"


# --- to whom not ---


async def morning(inn: Inn, guest: int) -> tuple[str, str]:
    """How the question of the first morning ended."""
    await inn.tick.run()
    inn.wind(at(2, 9, 30))
    await inn.writes(guest)
    await inn.tick.run()
    row = await inn.row("morning_after")
    return row.status, row.reason


async def test_guest_who_wants_no_messages_gets_only_what_the_booking_needs(inn: Inn) -> None:
    guest = await checked_in(inn)
    await inn.writes(guest)
    assert await inn.database.write(optouts.stop, 1, inn.now)
    assert not await inn.database.write(optouts.stop, 1, inn.now)
    assert await morning(inn, guest) == ("dropped", "opted_out")
    assert (await inn.row("welcome")).status == "sent"


async def test_guest_who_took_it_back_is_asked_again(inn: Inn) -> None:
    guest = await checked_in(inn)
    await inn.database.write(optouts.stop, 1, inn.now)
    assert await inn.database.write(optouts.resume, 1, inn.now)
    assert await morning(inn, guest) == ("sent", "")


async def test_guest_whose_complaint_waits_is_not_asked_how_it_is(inn: Inn) -> None:
    guest = await checked_in(inn)
    await inn.database.write(lambda c: todos.open_once(c, "x", "complaint", MORNING, person_id=1))
    assert await morning(inn, guest) == ("dropped", "complaint_open")


async def test_guest_who_unfollowed_gets_nothing_and_nobody_rings(inn: Inn) -> None:
    guest = await checked_in(inn)
    await inn.database.write(people.set_following, guest, False)
    assert await morning(inn, guest) == ("dropped", "not_following")
    assert await inn.todos() == []


async def test_switched_off_kind_is_dropped_and_comes_back(inn: Inn) -> None:
    await checked_in(inn)
    await inn.plan()
    for enabled, status in ((False, "dropped"), (True, "due")):
        await inn.database.write(house.override, "pushes.morning_after.enabled", enabled, inn.now)
        await inn.plan()
        assert (await inn.row("morning_after")).status == status


# --- until when ---


def _leave_late(connection: Connection, now: datetime) -> None:
    booking = bookings.get(connection, 1)
    assert booking is not None
    assert late_checkouts.give(connection, booking, late_checkouts.Offer("gold", time(14), None), now)


def _confirm_by_telling(connection: Connection, now: datetime) -> None:
    booking, present = bookings.get(connection, 1), house.present(connection)
    assert booking is not None
    assert present is not None
    assert telling.tell_holder(connection, "k:told", "booking_confirmed", booking, present, "{code}", now)


def _values(connection: Connection) -> dict[str, str]:
    row = sending.claim(connection, at(3, 0))[0]
    assert row.payload is not None
    return dict(row.payload["values"])


async def test_welcome_of_who_may_leave_late_names_the_late_hour(inn: Inn) -> None:
    guest = await checked_in(inn, nights=1)
    await inn.database.write(_leave_late, inn.now)
    await inn.writes(guest)
    await inn.tick.run()
    (welcome,) = [shown.text for shown in inn.phone(1).messages]
    assert "14:00" in welcome
    assert "12:00" not in welcome


async def test_template_for_who_may_leave_late_shows_the_hour_of_the_text(inn: Inn) -> None:
    await checked_in(inn, nights=1)
    await inn.database.write(_leave_late, inn.now)
    subject = await inn.database.read(subject_of, 1)
    assert subject is not None
    words = pushes.CHECK_OUT.render(subject, Reader("zh_CN"))
    assert "14:00" in words.text
    assert words.values["departure"] == "2026年12月2日 14:00"


async def test_word_about_a_booking_that_may_leave_late_shows_the_late_hour(inn: Inn) -> None:
    await inn.book(arrival=TODAY, nights=1, holder=await inn.guest(1))
    await inn.database.write(_leave_late, inn.now)
    await inn.database.write(_confirm_by_telling, inn.now)
    assert (await inn.database.write(_values))["departure"] == "2026年12月2日 14:00"


# --- once ---


async def test_two_workers_send_each_push_of_a_stay_once(inn: Inn) -> None:
    guest = await checked_in(inn)
    other = Tick(inn.database, inn.world, inn.delivery)
    for moment in (MORNING, at(2, 9, 30), at(2, 20)):
        inn.wind(moment)
        await inn.writes(guest)
        await inn.database.write(_leave_open, guest)
        await asyncio.gather(inn.tick.run(), other.run(), inn.tick.run(), other.run())
    assert Counter(row.kind for row in await inn.rows() if row.status == "sent") == Counter(
        ("welcome", "morning_after", "check_out")
    )
    assert inn.got(1) == ["service"] * 3


async def test_arrivals_that_nothing_reaches_are_handed_to_staff_once(inn: Inn) -> None:
    staff = await inn.guest(9, role="staff")
    await inn.book()
    for moment in (at(1, 16, 59), at(1, 17), at(1, 17, 1), at(1, 19)):
        inn.wind(moment)
        await inn.writes(staff)
        await inn.tick.run()
    told = [row.key for row in await inn.rows() if row.key.startswith("paste:")]
    assert told == ["paste:1:2026-12-02:0:head", "paste:1:2026-12-02:0"]
    assert await inn.todos() == [("unreachable", 1, "nobody_bound")]


async def test_arrivals_reminded_before_the_hour_of_the_texts_are_handed_to_staff_as_well(inn: Inn) -> None:
    """The to-do is there since the reminder found nobody; staff still get the text to paste, and no second to-do."""
    staff = await inn.guest(9, role="staff")
    await inn.database.write(house.override, "pushes.arrival.hour", "15:00", inn.now)
    await inn.book()
    for moment in (at(1, 15), at(1, 17), at(1, 17, 1)):
        inn.wind(moment)
        await inn.writes(staff)
        await inn.tick.run()
    told = [row.key for row in await inn.rows() if row.key.startswith("paste:")]
    assert told == ["paste:1:2026-12-02:0:head", "paste:1:2026-12-02:0"]
    assert await inn.todos() == [("unreachable", 1, "nobody_bound")]


async def test_arrivals_are_handed_out_once_somebody_is_there_to_paste(inn: Inn) -> None:
    await inn.book()
    inn.wind(at(1, 17))
    assert (await inn.tick.run()).pasted == 0
    await inn.guest(9, role="staff")
    assert (await inn.tick.run()).pasted == 1
    assert (await inn.tick.run()).pasted == 0


async def test_arrival_that_a_template_reaches_is_not_handed_to_staff(inn: Inn) -> None:
    await inn.guest(9, role="staff")
    await inn.book(holder=await inn.guest(1))
    inn.wind(at(1, 17))
    await inn.tick.run()
    assert not [row for row in await inn.rows() if row.key.startswith("paste:")]


STEPS = st.lists(
    st.sampled_from(
        ["in", "out", "back_in", "back_out", "longer", "shorter", "cancel", "confirm", "plan", "later"]
    ),
    max_size=12,
)


@settings(max_examples=20, deadline=None)
@given(steps=STEPS)
def test_planning_in_any_order_leaves_what_a_plan_from_nothing_would(
    sqlite_template: Path, steps: Sequence[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "xiaoer.db"
        file.write_bytes(sqlite_template.read_bytes())
        asyncio.run(_any_order(f"sqlite:///{file}", steps))


async def _any_order(url: str, steps: Sequence[str]) -> None:
    async with opened(url) as inn:
        await inn.book(arrival=TODAY, nights=2)
        for step in steps:
            await _take(inn, step)
        await inn.plan()
        booking = await inn.database.read(bookings.get, 1)
        stay = await inn.database.read(stays.of, 1)
        present = await inn.database.read(house.present)
        assert booking is not None
        assert present is not None
        wanted = {plan.key: plan for plan in pushes.wanted(Subject(booking, present, stay), inn.now)}
        standing = {row.key: row for row in await inn.rows() if row.status == "due"}
        assert standing.keys() == wanted.keys()
        for key, plan in wanted.items():
            assert standing[key].due_at <= plan.due_at  # what is overdue is due since it was planned


async def _take(inn: Inn, step: str) -> None:
    booking = await inn.database.read(bookings.get, 1)
    assert booking is not None
    if step == "plan":
        await inn.plan()
    elif step == "later":
        inn.wind(inn.now + timedelta(hours=3))
    elif step == "in" and booking.state == "confirmed":
        await inn.database.write(stays.check_in, booking, 2, 1, inn.now)
    elif step == "out" and booking.state == "in_house":
        await inn.database.write(stays.check_out, booking, 1, inn.now)
    elif step == "back_in":
        await inn.database.write(stays.undo_check_in, booking, inn.now)
    elif step == "back_out" and booking.state == "departed":
        await inn.database.write(stays.undo_check_out, booking, "in_house", [], inn.now)
    elif step in ("longer", "shorter", "cancel", "confirm"):
        nights = (booking.departure - booking.arrival).days + {"longer": 1, "shorter": -1}.get(step, 0)
        await inn.book(
            arrival=TODAY, nights=max(1, nights), state="cancelled" if step == "cancel" else "confirmed"
        )


# --- words ---


def test_line_that_names_something_unknown_is_left_out() -> None:
    assert (
        fill("您好{客人}\nWiFi {wifi}，密码{WiFi密码}\n再见", {"guest": "王芳", "wifi": "", "password": ""})
        == "您好王芳\n再见"
    )


@pytest.mark.parametrize("text", ["{客人", "{密码}", "{guest!r:>{x}}"])
def test_text_that_cannot_be_filled_is_refused_by_its_key(text: str) -> None:
    document = demo_house().model_dump(mode="json")
    with pytest.raises(HouseFileError, match=r"pushes\.arrival\.text"):
        house_from(merge(document, {"pushes.arrival.text": text}))


@given(
    st.lists(
        st.sampled_from(
            [
                "门口空地停车",
                "加微信xiaoer123",
                "电话0872-2670000",
                "看 https://a.cn",
                "关注公众号",
                "有大青树",
            ]
        ),
        max_size=6,
    )
)
def test_text_to_paste_never_leads_guests_away(parts: list[str]) -> None:
    said = free_of_contacts("。".join(parts))
    assert not any(word in said for word in ("微信", "0872", "http", "公众号", "电话"))
    assert said.count("青树") == parts.count("有大青树")


# --- for whoever runs it ---


async def test_operator_sees_the_days_pushes_with_masked_names(inn: Inn) -> None:
    await inn.book()
    await inn.plan()
    shown = await inn.database.read(lines, None, inn.now)
    assert shown == [
        "pushes of 2026-12-01:",
        "18:00  B1 王*  arrival reminder  due",
        "B1 arrives on 2026-12-02 and can't be reached: no guest is bound to it yet",
    ]
