"""Door codes (F034): only for whom they are, once the desk and the room are ready, gone with the stay, never two."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text, update

from bot.simulated_lock import SimulatedLock
from scheduler import doors
from scheduler.channel import Outcome, Refusal, Refused
from store import door_codes, registrations, sending, todos
from store.bookings import BookingRow
from store.database import Connection
from store.registrations import Registration
from store.rights import MAY_SEE
from store.sending import Claimed
from tests.conftest import MORNING
from tests.flows.kit import GUEST, OTHER, STAFF, Inn

TODAY = MORNING.date()


@pytest.fixture
async def house(inn: Inn) -> Inn:
    """A house whose lock takes codes, with a guest and a companion who are expected today, and somebody at the desk."""
    inn.lock = SimulatedLock()
    await inn.change_house("door.codes", True)
    for who in (GUEST, OTHER):
        await inn.say("早餐几点", who)
    await inn.employ()
    await inn.book("A", TODAY.day, 2)
    await inn.say(await inn.code(1), OTHER)
    await inn.tick()
    await inn.say("可以")
    return inn


def lock(inn: Inn) -> SimulatedLock:
    assert isinstance(inn.lock, SimulatedLock)
    return inn.lock


async def clock_goes_on(inn: Inn) -> None:
    """Wanted, made, told: a round each, as in one process."""
    for _ in range(3):
        await inn.tick()


def told(inn: Inn, who: str) -> list[str]:
    """The digits somebody was sent."""
    return [
        found[1] for to, said in inn.post.sent if to == who and (found := re.search(r"密码是(\d{6})", said))
    ]


async def test_code_comes_by_itself_opens_that_room_and_is_said_again(house: Inn) -> None:
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    (digits,) = told(house, GUEST)
    assert told(house, OTHER) == [digits]
    assert lock(house).opens("301", digits, house.clock.now())
    assert not lock(house).opens("302", digits, house.clock.now())
    assert not lock(house).opens("301", digits, MORNING + timedelta(days=3))
    for words in ("怎么进门", "密码"):
        assert digits in await house.say(words)
    assert digits not in await house.say("怎么进门", "o-stranger")
    assert digits not in await house.say("怎么进门", STAFF)


@pytest.mark.parametrize(("part", "level"), list(MAY_SEE))
async def test_only_who_proved_to_belong_to_the_booking_is_told(house: Inn, part: str, level: str) -> None:
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    await house.database.write(_set_part, part, level)
    said = await house.say("怎么进门", OTHER)
    assert bool(re.search(r"\d{6}", said)) is (level == "confirmed")


@pytest.mark.parametrize(
    "state", ["held", "confirmed", "in_house", "departed", "cancelled", "no_show", "unplaced"]
)
async def test_code_is_made_in_one_state_alone(house: Inn, state: str) -> None:
    await house.say("入住301 登记2人", STAFF)
    await house.database.write(_set_state, state)
    await clock_goes_on(house)
    assert bool(lock(house).codes) is (state == "in_house")
    assert bool(re.search(r"\d{6}", await house.say("怎么进门"))) is (state == "in_house")


async def test_code_waits_for_the_head_count_the_clean_room_and_somebody_of_age(house: Inn) -> None:
    await house.say("301脏", STAFF)
    await house.say("入住301", STAFF)
    await clock_goes_on(house)
    await house.say("登记301 2人", STAFF)
    await clock_goes_on(house)
    assert lock(house).codes == {}
    assert "登记" in await house.say("怎么进门")
    await house.database.write(registrations.keep, 1, Registration(alone=True), None, house.clock.now())
    await house.say("301可住", STAFF)
    await clock_goes_on(house)
    assert lock(house).codes == {}
    await house.database.write(registrations.keep, 1, Registration(), None, house.clock.now())
    await clock_goes_on(house)
    assert len(lock(house).codes) == 1


@pytest.mark.parametrize("ended", ["退房301", "撤销", "换房 B1 302"])
async def test_code_ends_with_the_stay_in_that_room(house: Inn, ended: str) -> None:
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    (digits,) = told(house, GUEST)
    await house.talk(ended, "好", who=STAFF)
    await clock_goes_on(house)
    assert not lock(house).opens("301", digits, house.clock.now())
    assert digits not in await house.say("怎么进门")


async def test_code_lasts_as_long_as_the_stay_does(house: Inn) -> None:
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    (before,) = lock(house).codes.values()
    await house.database.write(_leave_on, date(2026, 12, TODAY.day + 3))
    await clock_goes_on(house)
    assert list(lock(house).codes.values()) == [replace(before, ends_at=before.ends_at + timedelta(days=1))]
    assert len(told(house, GUEST)) == 1


async def test_kill_after_the_lock_was_told_makes_no_second_code(house: Inn) -> None:
    row, job = await _taken(house)
    code = job.code
    await lock(house).set(
        code.room, code.code, code.opens_at, code.ends_at, job.key
    )  # and the process is gone
    await house.database.write(_lease_over)
    await clock_goes_on(house)
    (only,) = lock(house).codes.values()
    assert (only.code, told(house, GUEST)) == (code.code, [code.code])
    assert await house.database.write(doors.settle, row, job, await _done(), house.clock.now()) == "sent"
    await clock_goes_on(house)
    assert told(house, GUEST) == [code.code]


async def test_guests_who_leave_while_the_lock_works_leave_no_code_behind(house: Inn) -> None:
    row, job = await _taken(house)
    await house.say("退房301", STAFF)
    await clock_goes_on(house)
    code = job.code
    outcome = await lock(house).set(code.room, code.code, code.opens_at, code.ends_at, job.key)
    await house.database.write(doors.settle, row, job, outcome, house.clock.now())
    await house.database.write(_lease_over)
    await clock_goes_on(house)
    assert lock(house).codes == {}
    assert told(house, GUEST) == []


@pytest.mark.parametrize("there", [True, False], ids=["refuses", "none"])
async def test_door_no_lock_sees_to_is_set_by_hand(house: Inn, there: bool) -> None:
    if there:
        lock(house).trouble = Refused(Refusal.CONFIGURATION, "no such door")
    else:
        house.lock = None
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    assert "door_set" in await house.todos()
    assert any("密码301" in said for to, said in house.post.sent if to == STAFF)
    assert "2468" not in await house.say("密码301 2468#", GUEST)
    assert "记下了" in await house.say("密码301 2468#", STAFF)
    await clock_goes_on(house)
    assert any("2468#" in said for to, said in house.post.sent if to == GUEST)
    assert "2468#" in await house.say("怎么进门")
    assert "door_set" not in await house.todos()
    await house.say("退房301", STAFF)
    await clock_goes_on(house)
    assert "door_remove" in await house.todos()
    assert "2468" not in await house.say("怎么进门")


async def test_code_that_ended_is_ticked_off_by_a_word(house: Inn) -> None:
    house.lock = None
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    await house.talk("密码301 2468#", "退房301", who=STAFF)
    await clock_goes_on(house)
    assert "没有" in await house.say("密码302 已删", STAFF)
    assert "door_remove" in await house.todos()
    await house.say("密码301 已删", STAFF)
    assert "door_remove" not in await house.todos()


async def test_code_of_one_room_leaves_the_to_do_of_another(house: Inn) -> None:
    now = house.clock.now()
    ids = [await house.database.write(door_codes.want, 1, room, now, now, now) for room in ("301", "302")]
    for code_id, room in zip(ids, ("301", "302"), strict=True):
        key, about = f"door:{code_id}:set:1", {"text": room}
        await house.database.write(_opened, key, about, now)
    code = await house.database.read(door_codes.get, ids[0])
    assert code is not None
    await house.database.write(doors.end, code, now)
    assert (await house.todos()).count("door_set") == 1


async def test_no_code_is_promised_where_the_lock_failed(house: Inn) -> None:
    lock(house).trouble = Refused(Refusal.CONFIGURATION, "no such door")
    await house.say("入住301 登记2人", STAFF)
    assert "发到这里" in await house.say("怎么进门")
    await clock_goes_on(house)
    assert "发到这里" not in await house.say("怎么进门")


async def test_code_is_typed_for_nobody_who_is_not_registered(house: Inn) -> None:
    assert "入住301" in await house.say("密码301 2468#", STAFF)
    await house.say("入住301", STAFF)
    assert "登记301" in await house.say("密码301 2468#", STAFF)
    assert await house.database.read(door_codes.live) == []


async def test_digits_stand_sealed_and_in_no_audit(house: Inn) -> None:
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    (digits,) = told(house, GUEST)
    raw = await house.database.read(_raw)
    assert raw
    assert all(digits not in str(value) for value in raw)


async def test_house_without_codes_says_what_it_ever_said(inn: Inn) -> None:
    await inn.say("早餐几点")
    await inn.employ()
    await inn.book("A", TODAY.day, 2)
    await inn.say("入住301 登记2人", STAFF)
    await clock_goes_on(inn)
    assert await inn.database.read(door_codes.live) == []
    assert not re.search(r"\d{6}", await inn.say("怎么进门"))


async def _taken(house: Inn) -> tuple[Claimed, doors.Job]:
    """The row of a code to be made, claimed, and its job begun, by a worker of whom nothing is heard any more."""
    await house.say("入住301 登记2人", STAFF)
    await house.database.write(doors.look, house.clock.now())
    rows = await house.database.write(sending.claim, house.clock.now())
    (row,) = [one for one in rows if one.kind == doors.KIND]
    job = await house.database.write(doors.take, row, "112233", True, house.clock.now())
    assert isinstance(job, doors.Job)
    return row, job


async def _done() -> Outcome:
    return await SimulatedLock().remove("", "")


def _opened(connection: Connection, key: str, about: dict[str, str], now: datetime) -> None:
    todos.open_once(connection, key, "door_set", now, booking_id=1, detail=about)


def _lease_over(connection: Connection) -> None:
    connection.execute(text("UPDATE outbox SET lease_until = 0 WHERE lease_until IS NOT NULL"))


def _set_part(connection: Connection, part: str, level: str) -> None:
    changed = text(
        "UPDATE parties SET part = :part, level = :level WHERE person_id ="
        " (SELECT person_id FROM addresses WHERE external_id = :who)"
    )
    connection.execute(changed, {"part": part, "level": level, "who": OTHER})


def _set_state(connection: Connection, state: str) -> None:
    connection.execute(update(BookingRow).values(state=state))


def _leave_on(connection: Connection, departure: date) -> None:
    connection.execute(update(BookingRow).values(departure=departure))


def _raw(connection: Connection) -> list[object]:
    codes = connection.execute(text("SELECT code FROM door_codes")).all()
    audited = connection.execute(text("SELECT action, subject, detail FROM audit")).all()
    return [value for row in (*codes, *audited) for value in row]


async def test_who_asks_between_the_desk_and_the_lock_hears_that_it_comes(house: Inn) -> None:
    """Registered and ready, the lock not done yet: nothing is left for the desk to do."""
    await house.say("入住301 登记2人", STAFF)
    assert "正在给门锁设密码" in await house.say("密码")
