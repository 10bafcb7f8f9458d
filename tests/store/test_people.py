"""People, their addresses, their work; found by keyed hash, reached only while they follow."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store import people, places
from store.database import Connection, Database
from store.errors import Conflict
from store.people import Person, Reach
from tests.conftest import MORNING
from tests.store.kit import MAY, RING, guest


async def test_add_stranger_is_a_guest_reached_there(database: Database) -> None:
    person, address = await database.write(guest)
    standing = await database.read(places.standing, MAY)
    assert standing is not None
    assert (standing.person_id, standing.address_id) == (person, address)
    assert (standing.role, standing.following, standing.language) == ("guest", True, "zh_CN")
    assert await database.read(people.address, address) == Reach("wechat", "o-may", True)


async def test_standing_of_a_stranger_is_none(database: Database) -> None:
    assert await database.read(places.standing, MAY) is None


async def test_add_same_address_twice_conflicts_and_leaves_no_person(database: Database) -> None:
    await database.write(guest)
    with pytest.raises(Conflict):
        await database.write(guest)
    assert await database.read(lambda connection: len(connection.execute(select(Person.id)).all())) == 1


async def test_set_contact_none_leaves_what_was_known(database: Database) -> None:
    person, _ = await database.write(guest)
    await database.write(people.set_contact, person, name="王小明", phone="+8613800008000")
    await database.write(people.set_contact, person, name="王大明")

    def row(connection: Connection) -> tuple[object, ...]:
        found = connection.execute(select(Person.name, Person.phone, Person.phone_hash)).one()
        return tuple(found)

    digest = RING.hashes("people.phone", "+8613800008000")[0]
    assert await database.read(row) == ("王大明", "+8613800008000", digest)
    assert await database.read(people.name_of, person) == "王大明"


async def test_on_duty_names_owner_and_staff_who_follow(database: Database) -> None:
    def staff(connection: Connection) -> list[int]:
        addresses = []
        for name, role in (("owner", "owner"), ("cleaner", "staff"), ("gone", "staff"), ("guest", None)):
            person, address = guest(connection, name)
            if role is not None:
                people.appoint(connection, person, "owner" if role == "owner" else "staff")
            if name == "gone":
                people.set_following(connection, address, False)
            addresses.append(address)
        return addresses

    owner, cleaner, *_ = await database.write(staff)
    assert await database.read(people.on_duty) == [(owner, "zh_CN"), (cleaner, "zh_CN")]
    assert await database.read(people.has_owner) is True


async def test_appoint_again_changes_the_role(database: Database) -> None:
    person, _ = await database.write(guest)
    await database.write(people.appoint, person, "owner")
    await database.write(people.appoint, person, "staff", "front")
    standing = await database.read(places.standing, MAY)
    assert standing is not None
    assert standing.role == "staff"
    assert await database.read(people.has_owner) is False


async def test_consent_same_version_is_kept_once(database: Database) -> None:
    person, _ = await database.write(guest)
    for _ in range(2):
        await database.write(people.consent, person, "service", "1", MORNING)
    await database.write(people.consent, person, "service", "2", MORNING)
    count = await database.read(lambda c: len(c.execute(select(people.Consent.id)).all()))
    assert count == 2


async def test_addresses_of_leaves_out_who_unfollowed(database: Database) -> None:
    person, address = await database.write(guest)
    assert await database.read(people.addresses_of, [person]) == [(person, address)]
    await database.write(people.set_following, address, False)
    assert await database.read(people.addresses_of, [person]) == []
