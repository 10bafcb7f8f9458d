"""The house's group: made once however many workers start, in place of everybody on duty while it is there."""

from __future__ import annotations

from sqlalchemy import Connection

from store import people
from store.database import Database
from tests.conftest import MORNING
from tests.store.kit import guest


async def told(database: Database) -> list[tuple[int, str]]:
    return await database.read(people.on_duty)


async def test_house_without_a_group_tells_everybody_on_duty(database: Database) -> None:
    person, address = await database.write(guest)
    await database.write(people.appoint, person, "staff")
    await database.write(people.set_group, False, MORNING)
    assert await told(database) == [(address, "zh_CN")]
    assert await database.read(people.group) is None


async def test_group_hears_in_place_of_everybody(database: Database) -> None:
    person, address = await database.write(guest)
    await database.write(people.appoint, person, "staff")
    await database.write(people.set_group, True, MORNING)
    group = await database.read(people.group)
    assert group is not None
    assert await told(database) == [(group.address_id, group.language)]
    assert await database.read(people.on_duty_themselves) == [(address, "zh_CN")]


async def test_group_that_went_and_came_back_is_the_same(database: Database) -> None:
    await database.write(people.set_group, True, MORNING)
    before = await database.read(people.group)
    await database.write(people.set_group, False, MORNING)
    assert await database.read(people.group) is None
    await database.write(people.set_group, True, MORNING)
    assert await database.read(people.group) == before


async def test_workers_that_start_together_make_one_group(database: Database) -> None:
    """What the slower one finds: nobody there when it looked, the row there when it writes."""
    await database.write(people.set_group, True, MORNING)
    before = await database.read(people.group)
    await database.write(people._add_group, MORNING)
    assert await database.read(people.group) == before
    assert await database.read(_people) == 1


def _people(connection: Connection) -> int:
    return len(people.addresses_of(connection, list(range(1, 10))))
