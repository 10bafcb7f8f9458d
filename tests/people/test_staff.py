"""One-time codes for colleagues, duty, leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from store import people, staff
from store.claims import WRONG_TRIES, Claim
from store.database import Database
from store.staff import VALID, Member
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import guest


async def owner_of(inn: Database) -> int:
    person, _ = await inn.write(guest, "o-owner")
    await inn.write(people.appoint, person, "owner", "", "掌柜")
    return person


async def invited(inn: Database, owner: int, name: str = "小周", seed: int = 0) -> str:
    return await inn.write(staff.invite, name, "housekeeping", owner, MORNING, SeededChance(seed))


async def test_code_makes_staff_once(inn: Database) -> None:
    owner = await owner_of(inn)
    code = await invited(inn, owner)
    (may, _), (ann, _) = await inn.write(guest, "o-may"), await inn.write(guest, "o-ann")
    assert await inn.write(staff.join, may, code.lower(), MORNING) is Claim.GRANTED
    assert await inn.write(staff.join, ann, code, MORNING) is Claim.WRONG
    assert await inn.read(staff.members) == [
        Member(owner, "掌柜", "owner", "", True),
        Member(may, "小周", "staff", "housekeeping", True),
    ]


async def test_code_is_kept_only_as_a_keyed_hash(inn: Database) -> None:
    code = await invited(inn, await owner_of(inn))
    rows = await inn.read(lambda c: [str(row) for row in c.execute(text("SELECT * FROM staff_invites"))])
    assert len(rows) == 1
    assert code not in rows[0]


async def test_code_after_a_day_is_wrong(inn: Database) -> None:
    code = await invited(inn, await owner_of(inn))
    may, _ = await inn.write(guest, "o-may")
    assert await inn.write(staff.join, may, code, MORNING + VALID) is Claim.WRONG


async def test_second_code_for_a_name_ends_the_first(inn: Database) -> None:
    owner = await owner_of(inn)
    first, second = await invited(inn, owner), await invited(inn, owner, seed=1)
    may, _ = await inn.write(guest, "o-may")
    assert await inn.write(staff.join, may, first, MORNING) is Claim.WRONG
    assert await inn.write(staff.join, may, second, MORNING) is Claim.GRANTED


async def test_fifth_wrong_code_locks_even_the_right_one_out_for_a_day(inn: Database) -> None:
    code = await invited(inn, await owner_of(inn))
    may, _ = await inn.write(guest, "o-may")
    tries = [await inn.write(staff.join, may, "AAAAAA", MORNING) for _ in range(WRONG_TRIES)]
    assert tries == [Claim.WRONG] * (WRONG_TRIES - 1) + [Claim.JUST_LOCKED]
    assert await inn.write(staff.join, may, code, MORNING + timedelta(hours=23)) is Claim.LOCKED


async def test_removed_colleague_is_a_guest_at_once(inn: Database) -> None:
    code = await invited(inn, await owner_of(inn))
    may, address = await inn.write(guest, "o-may")
    await inn.write(staff.join, may, code, MORNING)
    await inn.write(staff.remove, may)
    assert await inn.read(staff.member, may) is None
    assert address not in [reached for reached, _ in await inn.read(people.on_duty)]


@pytest.mark.parametrize(("on", "told"), [(True, True), (False, False)])
async def test_notices_go_to_staff_on_duty(inn: Database, on: bool, told: bool) -> None:
    code = await invited(inn, await owner_of(inn))
    may, address = await inn.write(guest, "o-may")
    await inn.write(staff.join, may, code, MORNING)
    await inn.write(staff.set_duty, may, on)
    reached = [found for found, _ in await inn.read(people.on_duty)]
    assert (address in reached) is told
    assert len(reached) == 1 + told  # the owner always


async def test_owner_is_reached_whatever_the_duty(inn: Database) -> None:
    owner = await owner_of(inn)
    await inn.write(staff.set_duty, owner, False)

    def addresses(connection: Connection) -> list[int]:
        return [found for found, _ in staff.owners(connection)]

    assert len(await inn.read(addresses)) == len(await inn.read(people.on_duty)) == 1
