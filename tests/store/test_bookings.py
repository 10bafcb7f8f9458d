"""Bookings follow their channels without being told twice; who proves a right to one gets a part in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from store import booking_marks, bookings, claims, intake, rooms
from store.bookings import Booking, BookingRow
from store.claims import Claim, same_name
from store.database import Database
from store.intake import Recorded
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import TODAY, day, guest, record, wish


async def get(database: Database, booking_id: int = 1) -> Booking:
    found = await database.read(bookings.get, booking_id)
    assert found is not None
    return found


# --- what channels say ---


async def test_record_keeps_what_the_channel_said(inn: Database) -> None:
    said = wish(notes="早到", total=113600, adults=2, children=1)
    assert await record(inn, said) == [Recorded.CREATED]
    booking = await get(inn)
    for name in said.__dataclass_fields__:
        assert getattr(booking, name) == getattr(said, name)
    assert booking.code == "B1"
    assert booking.claim is not None
    assert len(booking.claim) == claims.CODE_LENGTH
    assert await inn.read(rooms.rooms_of, 1) == ["301"]


async def test_record_same_again_changes_nothing(inn: Database) -> None:
    both = (wish("1"), wish("2", 5, 6, state="cancelled"))
    await record(inn, *both)
    await inn.write(bookings.planned, [1, 2])
    assert await record(inn, *both) == [Recorded.UNCHANGED] * 2
    assert await inn.read(bookings.to_replan) == []


async def test_record_changed_stay_gives_old_nights_back(inn: Database) -> None:
    await record(inn, wish(rooms=4))
    await inn.write(bookings.planned, [1])
    assert await record(inn, wish(arrival=24, departure=26, rooms=4)) == [Recorded.CHANGED]
    assert await record(inn, wish("2", 23, 24)) == [Recorded.CREATED]
    assert [booking.id for booking in await inn.read(bookings.to_replan)] == [1, 2]


async def test_record_cancelled_gives_its_rooms_back(inn: Database) -> None:
    await record(inn, wish(rooms=4))
    assert await record(inn, wish(rooms=4, state="cancelled")) == [Recorded.CHANGED]
    assert await inn.read(rooms.rooms_of, 1) == []


async def test_record_without_room_is_kept_unplaced(inn: Database) -> None:
    await record(inn, wish(rooms=4))
    assert await record(inn, wish("2")) == [Recorded.UNPLACED]
    assert (await get(inn, 2)).state == "unplaced"
    assert await record(inn, wish("2")) == [Recorded.UNCHANGED]


async def test_record_past_stay_is_departed_and_takes_no_room(inn: Database) -> None:
    past = [wish("1", -9, -7), wish("2", -9, -7, state="cancelled"), wish("3", -9, -7, state="no_show")]
    assert await record(inn, *past) == [Recorded.CREATED] * 3
    assert [(await get(inn, number)).state for number in (1, 2, 3)] == ["departed", "cancelled", "no_show"]
    assert await inn.read(rooms.rooms_of, 1) == []
    assert await inn.read(bookings.to_replan) == []
    assert await record(inn, *past) == [Recorded.UNCHANGED] * 3


async def test_record_same_order_twice_in_a_call_takes_the_second(inn: Database) -> None:
    results = await record(inn, wish("1", -9, -7), wish("1", -9, -7), wish("1", -9, -6))
    assert results == [Recorded.CREATED, Recorded.UNCHANGED, Recorded.CHANGED]
    assert (await get(inn)).departure == day(-6)


async def test_record_same_number_from_two_channels_is_two_bookings(inn: Database) -> None:
    assert await record(inn, wish(), wish(source="携程")) == [Recorded.CREATED] * 2
    assert await inn.read(booking_marks.id_of, "携程", "1") == 2
    assert await inn.read(booking_marks.id_of, "携程", "9") is None


async def test_end_past_departs_and_gives_nights_back(inn: Database) -> None:
    await record(inn, wish("1", 0, 1), wish("2", 0, 5))
    later = MORNING + timedelta(days=2)
    assert await inn.write(bookings.end_past, day(2), later) == 1
    assert [(await get(inn, number)).state for number in (1, 2)] == ["departed", "confirmed"]
    assert await inn.read(rooms.rooms_of, 1) == []


async def test_arriving_names_who_comes_that_day_and_stands(inn: Database) -> None:
    await record(inn, wish("1"), wish("2", state="cancelled"), wish("3", 24, 25))
    assert [booking.id for booking in await inn.read(bookings.arriving, day(23))] == [1]


# --- who proved a right ---


async def claimant(database: Database, name: str = "o-may") -> int:
    person, _ = await database.write(guest, name)
    return person


def by_details(
    connection: Connection, person: int, name: str = "王小明", minutes: int = 0
) -> tuple[Claim, int | None]:
    return claims.claim_by_details(
        connection,
        person,
        phone="+8613800008000",
        name=name,
        arrival=day(23),
        now=MORNING + timedelta(minutes=minutes),
    )


async def shares(database: Database, person: int) -> list[tuple[int, str, str]]:
    found = await database.read(bookings.shares, person, TODAY)
    return [(share.booking.id, share.part, share.level) for share in found]


async def test_claim_by_details_right_is_claimed_holder(inn: Database) -> None:
    await record(inn, wish())
    may = await claimant(inn)
    assert await inn.write(by_details, may) == (Claim.GRANTED, 1)
    assert await shares(inn, may) == [(1, "holder", "claimed")]


async def test_claim_by_code_confirms_whatever_the_case(inn: Database) -> None:
    await record(inn, wish())
    may = await claimant(inn)
    code = (await get(inn)).claim
    assert code is not None
    assert await inn.write(claims.claim_by_code, may, code.lower(), MORNING) == (Claim.GRANTED, 1)
    assert await shares(inn, may) == [(1, "holder", "confirmed")]


async def test_claim_by_code_of_a_stay_that_is_over_is_wrong(inn: Database) -> None:
    await record(inn, wish())
    code = (await get(inn)).claim
    assert code is not None
    await record(inn, wish(state="cancelled"))
    assert await inn.write(claims.claim_by_code, await claimant(inn), code, MORNING) == (Claim.WRONG, None)


async def test_confirmed_takes_the_holder_from_claimed(inn: Database) -> None:
    """Whoever only knew phone, name and day yields to who has the code; nobody yields to the second with a code."""
    await record(inn, wish())
    may, ann, bob = [await claimant(inn, name) for name in ("may", "ann", "bob")]
    await inn.write(by_details, may)
    await inn.write(claims.confirm, ann, 1, MORNING)
    await inn.write(claims.confirm, bob, 1, MORNING)
    assert [await shares(inn, person) for person in (may, ann, bob)] == [
        [(1, "companion", "claimed")],
        [(1, "holder", "confirmed")],
        [(1, "companion", "confirmed")],
    ]
    assert await inn.read(bookings.holders, 1) == [ann]


async def test_second_claim_makes_a_companion(inn: Database) -> None:
    await record(inn, wish())
    may, ann = await claimant(inn, "may"), await claimant(inn, "ann")
    await inn.write(by_details, may)
    await inn.write(by_details, ann)
    assert await shares(inn, ann) == [(1, "companion", "claimed")]


async def test_confirm_after_claim_raises_the_same_part(inn: Database) -> None:
    await record(inn, wish())
    may = await claimant(inn)
    await inn.write(by_details, may)
    await inn.write(claims.confirm, may, 1, MORNING)
    await inn.write(by_details, may)
    assert await shares(inn, may) == [(1, "holder", "confirmed")]


async def test_claim_five_wrong_tries_lock_for_a_day(inn: Database) -> None:
    await record(inn, wish())
    may = await claimant(inn)
    tries = [(await inn.write(by_details, may, "李"))[0] for _ in range(6)]
    assert tries == [*[Claim.WRONG] * 4, Claim.JUST_LOCKED, Claim.LOCKED]
    assert await inn.write(by_details, may) == (Claim.LOCKED, None)
    code = (await get(inn)).claim or ""
    assert await inn.write(claims.claim_by_code, may, code, MORNING) == (Claim.LOCKED, None)
    assert (await inn.write(by_details, may, "李", 24 * 60))[0] is Claim.WRONG
    assert await inn.write(by_details, may, "王小明", 24 * 60) == (Claim.GRANTED, 1)


async def test_claim_right_try_forgets_the_wrong_ones(inn: Database) -> None:
    await record(inn, wish())
    may = await claimant(inn)
    for _ in range(3):
        tries = [(await inn.write(by_details, may, name))[0] for name in ("李", "李", "李", "李", "王小明")]
        assert tries == [*[Claim.WRONG] * 4, Claim.GRANTED]


async def test_claim_cancelled_booking_is_wrong(inn: Database) -> None:
    await record(inn, wish(state="cancelled"))
    assert await inn.write(by_details, await claimant(inn)) == (Claim.WRONG, None)


@pytest.mark.parametrize(
    ("said", "holder", "same"),
    [
        ("王小明", "王小明", True),
        ("王小明先生", "王小明", True),
        ("王 小明", "王小明", True),
        ("王小明", "王女士", True),
        ("王小明", "王**", True),
        ("王", "王女士", True),
        ("李小明", "王女士", False),
        ("王", "王小明", False),
        ("王大明", "王小明", False),
        ("john smith", "John Smith", True),
        ("JOHNSMITH", "Mr. John Smith", True),
        ("John", "John Smith", False),
        ("", "王小明", False),
        ("先生", "先生", False),
        ("王小明", "**", False),
    ],
)
def test_same_name_ignores_case_blanks_and_titles(said: str, holder: str, same: bool) -> None:
    assert same_name(said, holder) is same


async def test_record_claim_codes_differ(inn: Database) -> None:
    await inn.write(intake.record, [wish(str(n), n, n + 1) for n in range(5)], TODAY, MORNING, SeededChance())
    hashes = await inn.read(lambda c: set(c.scalars(select(BookingRow.claim_hash))))
    assert len(hashes) == 5
