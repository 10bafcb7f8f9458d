"""Points: each stay counts once and nothing is spent that is not there, whoever races; the ledger sums to the balance."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from store import (
    bookings,
    claims,
    folio,
    holds,
    house,
    members,
    membership,
    personal,
    points,
    schema,
    vouchers,
)
from store.bookings import Booking, BookingRow
from store.database import Database
from store.house_file import House, Membership
from store.membership import Settled
from store.points import Entry, Lot, MemberRow, PointsRow, Posted
from store.stays import StayRow
from store.tables import give_ring
from store.vouchers import Ended, Voucher, Wanted
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import RING, TODAY, day, guest, record, wish

COFFEE = Wanted("coffee", "手冲咖啡", "Coffee", "gift", 300, 180)
LATER = date(2028, 12, 31)


def earn(person_id: int, delta: int, key: str = "earn:1", expires_on: date = LATER) -> Entry:
    return Entry(person_id, delta, "earn", key, expires_on)


def sums(connection: Connection) -> tuple[int, int]:
    """(all balances, all lines) of the ledger."""
    balance = connection.scalar(select(func.sum(MemberRow.balance))) or 0
    return balance, connection.scalar(select(func.sum(PointsRow.delta))) or 0


async def stay(
    inn: Database,
    person_id: int,
    ref: str = "1",
    *,
    source: str = "direct",
    days: tuple[int, int] = (0, 2),
    total: int | None = 100_000,
    level: str = "confirmed",
) -> Booking:
    """A stay of ours that was completed, held by this person."""
    await record(inn, wish(ref, *days, source=source, total=total))
    booking = await inn.write(_held, ref, person_id, level)
    await inn.write(bookings.end_past, day(days[1] + 1), MORNING)
    return await _again(inn, booking)


def _held(connection: Connection, ref: str, person_id: int, level: str) -> Booking:
    booking_id = connection.execute(select(BookingRow.id).where(BookingRow.source_ref == ref)).scalar_one()
    claims.grant(connection, person_id, booking_id, level, MORNING)
    found = bookings.get(connection, booking_id)
    assert found is not None
    return found


async def _again(inn: Database, booking: Booking) -> Booking:
    found = await inn.read(bookings.get, booking.id)
    assert found is not None
    return found


async def settle(inn: Database, house: House, booking: Booking, on: date | None = None) -> Settled | None:
    now = MORNING + timedelta(days=3)
    return await inn.write(membership.settle, booking, house.membership, on or day(3), now)


# --- the ledger ---


async def test_post_same_key_counts_once(inn: Database) -> None:
    person, _ = await inn.write(guest)
    assert await inn.write(points.post, earn(person, 500), MORNING) is Posted.DONE
    assert await inn.write(points.post, earn(person, 500), MORNING) is Posted.KNOWN
    assert await inn.read(sums) == (500, 500)


async def test_post_more_than_there_is_is_refused_whole(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await inn.write(points.post, earn(person, 100), MORNING)
    spending = Entry(person, -101, "redeem", "redeem:1")
    assert await inn.write(points.post, spending, MORNING) is Posted.SHORT
    assert await inn.read(sums) == (100, 100)


async def test_post_ten_at_once_under_one_key_counts_once(inn: Database) -> None:
    """The tick of several workers and the desk settle the same stay."""
    person, _ = await inn.write(guest)
    posted = await asyncio.gather(*(inn.write(points.post, earn(person, 500), MORNING) for _ in range(10)))
    assert posted.count(Posted.DONE) == 1
    assert await inn.read(sums) == (500, 500)


async def test_issue_twenty_at_once_never_overspends(inn: Database) -> None:
    """F067: two requests at once cannot overspend."""
    person, _ = await inn.write(guest)
    await inn.write(points.post, earn(person, 1000), MORNING)
    issued = await asyncio.gather(
        *(
            inn.write(vouchers.issue, person, COFFEE, f"{n}", TODAY, MORNING, SeededChance(n))
            for n in range(20)
        )
    )
    assert sum(voucher is not None for voucher in issued) == 3
    assert await inn.read(sums) == (100, 100)
    assert len(await inn.read(vouchers.of, person, TODAY)) == 3


@pytest.mark.parametrize("reason", ["redeem", "expire", "adjust"])
async def test_nothing_but_a_stay_taken_back_may_leave_a_debt(inn: Database, reason: points.Reason) -> None:
    person, _ = await inn.write(guest)
    assert await inn.write(points.post, Entry(person, -1, reason, "k"), MORNING) is Posted.SHORT
    assert await inn.write(points.post, Entry(person, -1, "reversal", "k"), MORNING) is Posted.DONE
    assert await inn.read(points.balance, person) == -1


async def test_ledger_refuses_a_second_line_of_one_key_by_itself(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await inn.write(points.post, earn(person, 500), MORNING)

    def forged(connection: Connection) -> None:
        connection.execute(
            insert(PointsRow).values(person_id=person, delta=1, reason="earn", key="earn:1", at=MORNING)
        )

    with pytest.raises(IntegrityError):
        await inn.write(forged)


actions = st.lists(
    st.tuples(
        st.sampled_from(["earn", "redeem", "adjust", "reversal", "undo", "expire"]),
        st.integers(1, 2),
        st.integers(1, 900),
        st.integers(0, 12),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(actions)
def test_ledger_sums_to_the_balance_and_to_its_lots_whatever_happens(
    doings: list[tuple[points.Reason, int, int, int]],
) -> None:
    engine = create_engine("sqlite://")
    give_ring(engine.dialect, RING)
    schema.metadata.create_all(engine)
    with engine.begin() as connection:
        people = {number: guest(connection, f"o-{number}")[0] for number in (1, 2)}
        for step, (reason, who, count, months) in enumerate(doings):
            person = people[who]
            if reason == "expire":
                points.expire(connection, person, TODAY + timedelta(days=30 * months), MORNING)
            else:
                gives = reason in ("earn", "undo")
                expires = TODAY + timedelta(days=30 * (months + step)) if gives else None
                delta = count if gives else -count
                entry = Entry(person, delta, reason, f"{reason}:{step}", expires)
                points.post(connection, entry, MORNING)
            for each in people.values():
                balance = points.balance(connection, each)
                posted = select(func.sum(PointsRow.delta)).where(PointsRow.person_id == each)
                assert balance == (connection.scalar(posted) or 0)
                assert sum(lot.left for lot in points.lots(connection, each)) == max(balance, 0)
    engine.dispose()


@given(st.lists(st.integers(1, 500), max_size=8), st.integers(0, 3000))
def test_oldest_points_are_spent_first(given_: list[int], spent: int) -> None:
    dated = [(TODAY + timedelta(days=number), count) for number, count in enumerate(given_)]
    left = points.left_of(dated, spent)
    assert sum(lot.left for lot in left) == max(sum(given_) - spent, 0)
    untouched = [Lot(on, count) for on, count in dated[len(dated) - len(left) + 1 :]]
    assert left[1:] == untouched


async def test_points_expire_after_their_last_day_and_not_before(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await inn.write(points.post, earn(person, 500, "a", day(10)), MORNING)
    await inn.write(points.post, earn(person, 200, "b", day(20)), MORNING)
    await inn.write(points.post, Entry(person, -100, "redeem", "c"), MORNING)
    assert await inn.write(points.expire, person, day(10), MORNING) == 0
    assert await inn.write(points.expire, person, day(11), MORNING) == 400
    assert await inn.write(points.expire, person, day(11), MORNING) == 0
    assert await inn.read(points.lots, person) == [Lot(day(20), 200)]
    assert await inn.read(sums) == (200, 200)


async def test_export_of_a_person_names_each_line_and_nobody_elses(inn: Database, house: House) -> None:
    """F121: what a guest is given to read has the whole ledger."""
    person, _ = await inn.write(guest)
    other, _ = await inn.write(guest, "o-other")
    await settle(inn, house, await stay(inn, person))
    await inn.write(points.post, earn(other, 7, "earn:other"), MORNING)
    await inn.write(vouchers.issue, person, COFFEE, "k", TODAY, MORNING, SeededChance())
    parts = {part.title: part.rows for part in await inn.read(personal.export, person)}
    assert [(line["delta"], line["reason"], line["words"]) for line in parts["points"]] == [
        (1000, "earn", None), (-300, "redeem", "手冲咖啡"),
    ]  # fmt: skip
    assert [(row["name"], row["state"]) for row in parts["vouchers"]] == [("手冲咖啡", "issued")]


# --- stays ---


async def test_settle_completed_stay_earns_its_confirmed_holder_once(inn: Database, house: House) -> None:
    """F066: posted once per completed stay by the rule."""
    person, _ = await inn.write(guest)
    booking = await stay(inn, person)
    settled = await asyncio.gather(*(settle(inn, house, booking) for _ in range(5)))
    assert [one.delta for one in settled if one is not None] == [1000]
    assert await inn.read(sums) == (1000, 1000)


async def test_settle_other_channel_only_where_the_rule_says_so(inn: Database, house: House) -> None:
    person, _ = await inn.write(guest)
    booking = await stay(inn, person, source="美团")
    assert await settle(inn, house, booking) is None
    rule = house.membership.model_copy(update={"other_channels": True})
    settled = await inn.write(membership.settle, booking, rule, day(3), MORNING)
    assert settled is not None
    assert settled.delta == 1000


@pytest.mark.parametrize("rule", [Membership(), Membership(enabled=True, points_per_yuan=0)])
async def test_settle_earns_nothing_where_nothing_is_given(inn: Database, rule: Membership) -> None:
    person, _ = await inn.write(guest)
    assert await inn.write(membership.settle, await stay(inn, person), rule, day(3), MORNING) is None
    assert await inn.read(sums) == (0, 0)


async def test_settle_claimed_holder_and_companion_earn_nothing(inn: Database, house: House) -> None:
    claimed, _ = await inn.write(guest)
    booking = await stay(inn, claimed, level="claimed")
    assert await settle(inn, house, booking) is None
    holder, _ = await inn.write(guest, "o-holder")
    companion, _ = await inn.write(guest, "o-companion")
    for person in (holder, companion):
        await inn.write(claims.confirm, person, booking.id, MORNING)
    settled = await settle(inn, house, booking)
    assert settled is not None
    assert settled.person_id == holder
    assert await inn.read(members.member, companion) is None


async def test_settle_stay_bound_long_afterwards_earns_nothing(inn: Database, house: House) -> None:
    person, _ = await inn.write(guest)
    booking = await stay(inn, person)
    assert (
        await settle(inn, house, booking, booking.departure + membership.LATEST + timedelta(days=1)) is None
    )


async def test_settle_stay_that_did_not_count_after_all_takes_its_points_back_once(
    inn: Database, house: House
) -> None:
    """F066: reversed on refund, even when they were spent."""
    person, _ = await inn.write(guest)
    booking = await stay(inn, person)
    await settle(inn, house, booking)
    await inn.write(vouchers.issue, person, COFFEE, "k", TODAY, MORNING, SeededChance())
    await record(inn, wish("1", 0, 2, source="direct", total=100_000, state="cancelled"))
    cancelled = await _again(inn, booking)
    settled = [await settle(inn, house, cancelled) for _ in range(2)]
    assert [one.delta if one else None for one in settled] == [-1000, None]
    assert await inn.read(points.balance, person) == -300
    assert await inn.read(sums) == (-300, -300)


async def test_settle_checked_out_by_a_slip_earns_again_when_they_really_leave(
    inn: Database, house: House
) -> None:
    person, _ = await inn.write(guest)
    booking = await stay(inn, person)
    deltas = []
    for state in ("departed", "in_house", "departed"):
        await inn.write(_put, booking.id, state)
        settled = await settle(inn, house, await _again(inn, booking))
        deltas.append(settled.delta if settled else None)
    assert deltas == [1000, -1000, 1000]


def _put(connection: Connection, booking_id: int, state: str) -> None:
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(state=state))


# --- levels ---


async def test_level_follows_from_nights_or_spending_within_the_period(inn: Database, house: House) -> None:
    """F065, F070: silver is three nights or ¥2000, gold six or ¥4000; kept with what it rests on."""
    person, _ = await inn.write(guest)
    moves = []
    for number, (days, total) in enumerate([((0, 2), 100_000), ((3, 4), 50_000), ((5, 6), 250_000)], 1):
        booking = await stay(inn, person, str(number), days=days, total=total)
        settled = await settle(inn, house, booking, day(8))
        assert settled is not None
        moves.append(None if settled.moved is None else (settled.moved.before, settled.moved.level))
    assert moves == [None, ("", "silver"), ("silver", "gold")]
    kept = await inn.read(members.member, person)
    assert kept is not None
    assert (kept.level, kept.level_since, kept.nights, kept.spend, kept.last_stay) == (
        "gold", day(8), 4, 400_000, day(6),
    )  # fmt: skip


async def test_level_is_looked_at_again_when_a_stay_grows_too_old(inn: Database, house: House) -> None:
    person, _ = await inn.write(guest)
    await settle(inn, house, await stay(inn, person, days=(0, 4)))
    year_on = day(4).replace(year=2027)
    assert await inn.read(members.due, year_on - timedelta(days=1)) == []
    assert await inn.read(members.due, year_on) == [person]
    moved = await inn.write(members.review, person, house.membership, year_on)
    assert moved is not None
    assert (moved.before, moved.level) == ("silver", "")
    assert await inn.read(members.due, year_on) == []


async def test_changed_rule_has_every_member_looked_at_again(inn: Database, house: House) -> None:
    person, _ = await inn.write(guest)
    await settle(inn, house, await stay(inn, person))
    assert await inn.read(members.due, day(3)) == []
    await inn.write(house_override, "hold_minutes", 40)
    assert await inn.read(members.due, day(3)) == []
    await inn.write(house_override, "membership.levels.silver.nights", 2)
    assert await inn.read(members.due, day(3)) == [person]


def house_override(connection: Connection, path: str, value: int) -> None:
    house.override(connection, path, value, MORNING)


async def test_counts_by_level_and_last_stay(inn: Database, house: House) -> None:
    """F069: active, asleep, lost."""
    for number, days in enumerate([(0, 1), (0, 4)]):
        person, _ = await inn.write(guest, f"o-{number}")
        await settle(inn, house, await stay(inn, person, str(number), days=days), day(5))
    for years, expected in ((0, (2, 0, 0)), (1, (0, 2, 0)), (2, (0, 0, 2))):
        found = await inn.read(members.counts, date(2026 + years, 12, 20))
        assert (found.active, found.asleep, found.lost) == expected
        assert found.by_level == {"": 1, "silver": 1}
        assert found.points == 2000


# --- vouchers ---


async def voucher(inn: Database, person_id: int) -> Voucher:
    await inn.write(points.post, earn(person_id, 1000), MORNING)
    issued = await inn.write(vouchers.issue, person_id, COFFEE, "k", TODAY, MORNING, SeededChance())
    assert issued is not None
    return issued


async def test_voucher_used_by_ten_at_once_is_used_once(inn: Database) -> None:
    person, _ = await inn.write(guest)
    issued = await voucher(inn, person)
    ended = await asyncio.gather(
        *(inn.write(vouchers.use, issued, person, TODAY, MORNING) for _ in range(10))
    )
    assert ended.count(Ended.DONE) == 1
    assert ended.count(Ended.NOT_OPEN) == 9


async def test_voucher_used_and_taken_back_at_once_ends_one_way(inn: Database) -> None:
    person, _ = await inn.write(guest)
    issued = await voucher(inn, person)
    used, undone = await asyncio.gather(
        inn.write(vouchers.use, issued, person, TODAY, MORNING),
        inn.write(vouchers.take_back, issued, person, "k", LATER, MORNING),
    )
    assert {used, undone} == {Ended.DONE, Ended.NOT_OPEN}
    assert await inn.read(points.balance, person) == (1000 if undone is Ended.DONE else 700)


async def test_voucher_past_its_last_day_is_not_used_and_expires(inn: Database) -> None:
    person, _ = await inn.write(guest)
    issued = await voucher(inn, person)
    over = issued.expires_on + timedelta(days=1)
    assert await inn.write(vouchers.use, issued, person, over, MORNING) is Ended.EXPIRED
    assert await inn.write(vouchers.expire, issued.expires_on) == 0
    assert await inn.write(vouchers.expire, over) == 1
    found = await inn.read(vouchers.by_code, issued.code.lower())
    assert found is not None
    assert found.state == "expired"
    assert await inn.write(vouchers.take_back, found, person, "k", LATER, MORNING) is Ended.NOT_OPEN


async def test_held_booking_cancelled_before_it_began_touches_no_points(inn: Database, house: House) -> None:
    person, _ = await inn.write(guest)
    await record(inn, wish("1", 5, 6, source="direct", total=50_000))
    booking = await inn.write(_held, "1", person, "confirmed")
    await inn.write(holds.cancel, booking, "guest", MORNING)
    assert await settle(inn, house, await _again(inn, booking)) is None
    assert await inn.read(members.member, person) is None


async def test_voucher_taken_back_and_given_again_takes_its_points_once_more(inn: Database) -> None:
    person, _ = await inn.write(guest)
    issued = await voucher(inn, person)
    balances = []
    for key in ("a", "b"):
        await inn.write(vouchers.take_back, issued, person, key, LATER, MORNING)
        balances.append(await inn.read(points.balance, person))
        assert await inn.write(vouchers.reopen, issued, key, MORNING)
        balances.append(await inn.read(points.balance, person))
    assert balances == [1000, 700, 1000, 700]
    assert await inn.read(sums) == (700, 700)


async def test_voucher_whose_points_are_spent_is_not_given_again(inn: Database) -> None:
    person, _ = await inn.write(guest)
    issued = await voucher(inn, person)
    await inn.write(vouchers.take_back, issued, person, "a", LATER, MORNING)
    await inn.write(points.post, Entry(person, -800, "adjust", "x"), MORNING)
    assert not await inn.write(vouchers.reopen, issued, "a", MORNING)
    found = await inn.read(vouchers.by_code, issued.code)
    assert found is not None
    assert found.state == "undone"
    assert await inn.read(points.balance, person) == 200


async def test_settle_stay_left_early_counts_nights_slept_once_nothing_is_open(
    inn: Database, house: House
) -> None:
    """F066: nobody becomes a member of rank by nights they did not sleep, nor by money they owe."""
    person, _ = await inn.write(guest)
    booking = await stay(inn, person)
    nights = (booking.departure - booking.arrival).days
    await inn.write(_left_early, booking.id, nights)
    assert await settle(inn, house, booking) is None
    await inn.write(folio.post, booking.id, folio.Entry("payment", -(booking.total or 0), "paid:1"), MORNING)
    settled = await settle(inn, house, booking)
    assert settled is not None
    member = await inn.read(members.member, person)
    assert member is not None
    assert (member.nights, member.spend) == (0, booking.total)


def _left_early(connection: Connection, booking_id: int, unslept: int) -> None:
    connection.execute(insert(StayRow).values(booking_id=booking_id, rooms="", unslept=unslept))


async def test_settle_stay_of_a_platform_left_early_counts_the_share_of_the_nights_slept(
    inn: Database, house: House
) -> None:
    """F066: what a platform settles is never paid here, and is no reason to earn nothing."""
    person, _ = await inn.write(guest)
    booking = await stay(inn, person, source="美团")
    await inn.write(_left_early, booking.id, 1)
    rule = house.membership.model_copy(update={"other_channels": True})
    settled = await inn.write(membership.settle, booking, rule, day(3), MORNING)
    assert settled is not None
    assert settled.delta == 500
    member = await inn.read(members.member, person)
    assert member is not None
    assert (member.nights, member.spend) == (1, 50_000)
