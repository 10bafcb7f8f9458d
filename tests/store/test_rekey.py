"""Rotation of the data key: everything sealed and hashed moves to the new key, whenever it is stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, LargeBinary, String, select, type_coerce, update

from bot.cli.rekey import rekey as rekey_command
from store import bookings, claims, inbox, intake, people, schema, todos
from store.booking_marks import own_refs
from store.bookings import BookingRow
from store.claims import Claim
from store.database import Database, open_database
from store.intake import Recorded
from store.people import Person
from store.rekey import Outcome, Progress, Sealings, rekey, renew, sealed_tables
from store.sealing import KeyRing
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import RING, TODAY, day, guest, record, wish

NEW = b"n" * 32
TURNING = KeyRing(NEW, b"k" * 32)
TURNED = KeyRing(NEW)


def blobs(connection: Connection) -> list[tuple[str, bytes]]:
    """Every sealed value there is, with its context."""
    found = []
    for sealings in sealed_tables():
        for name, context in sealings.contexts.items():
            column = schema.metadata.tables[sealings.plain.name].c[name]
            rows = connection.scalars(select(type_coerce(column, LargeBinary)).where(column.is_not(None)))
            found += [(context, bytes(blob)) for blob in rows]
    return found


async def fill(database: Database) -> None:
    """A guest with a phone who said something, bookings past and to come, a to-do."""
    person, address = await database.write(guest)
    await database.write(people.set_contact, person, name="王小明", phone="+8613800008000")
    await database.write(inbox.note, address, "text", "", "明天到", MORNING)
    await database.write(lambda c: todos.open_once(c, "k", "call", MORNING, detail={"phone": "138"}))
    await record(database, wish("1"), wish("2", -9, -7), wish("3", -9, -7, phone=None))


async def turn(database: Database) -> tuple[Outcome, list[Progress]]:
    heard: list[Progress] = []
    return await rekey(database, heard.append), heard


async def test_rekey_leaves_nothing_of_the_previous_key(inn: Database, database_url: str) -> None:
    await fill(inn)
    async with open_database(database_url, TURNING) as database:
        outcome, heard = await turn(database)
        assert (outcome.settled, outcome.unreadable, outcome.previous_key_needed) == (True, [], False)
        assert outcome.renewed == 6
        assert {progress.table for progress in heard} == {each.plain.name for each in sealed_tables()}
        assert (await turn(database))[0].renewed == 0
    async with open_database(database_url, TURNED) as database:
        assert all(TURNED.is_current(blob) for _, blob in await database.read(blobs))
        booking = await database.read(bookings.get, 1)
        assert booking is not None
        assert (booking.holder, booking.phone) == ("王小明", "+8613800008000")


async def test_rekey_hashes_find_people_and_bookings_again(inn: Database, database_url: str) -> None:
    await fill(inn)
    async with open_database(database_url, TURNING) as database:
        await turn(database)
    async with open_database(database_url, TURNED) as database:
        digest = TURNED.hashes("people.phone", "+8613800008000")[0]
        assert await database.read(lambda c: c.scalars(select(Person.phone_hash)).all()) == [digest]
        booking = await database.read(bookings.get, 1)
        assert booking is not None
        assert booking.claim is not None
        assert (await database.write(claims.claim_by_code, 1, booking.claim, MORNING))[0] is Claim.GRANTED
        claim = await database.write(
            lambda c: claims.claim_by_details(
                c, 1, phone="+8613800008000", name="王小明", arrival=day(23), now=MORNING
            )
        )
        assert claim == (Claim.GRANTED, 1)


async def test_rekey_same_file_after_it_still_changes_nothing(inn: Database, database_url: str) -> None:
    """Past stays are kept as departed though the channel says confirmed: their fingerprints follow all the same."""
    await fill(inn)
    async with open_database(database_url, TURNING) as database:
        await turn(database)
    async with open_database(database_url, TURNED) as database:
        again = await record(database, wish("1"), wish("2", -9, -7), wish("3", -9, -7, phone=None))
        assert again == [Recorded.UNCHANGED] * 3


async def test_rekey_row_without_order_number_keeps_being_the_same(inn: Database, database_url: str) -> None:
    old, new = (wish(own_refs(ring, wish())[0]) for ring in (RING, TURNED))
    assert old != new
    await record(inn, old)
    async with open_database(database_url, TURNING) as database:
        await turn(database)
        assert await record(database, new) == [Recorded.UNCHANGED]


async def test_rekey_booking_changed_here_counts_as_changed_once(inn: Database, database_url: str) -> None:
    await fill(inn)
    await inn.write(lambda c: c.execute(update(BookingRow).values(adults=2)) and None)
    async with open_database(database_url, TURNING) as database:
        await turn(database)
    async with open_database(database_url, TURNED) as database:
        assert await record(database, wish("1")) == [Recorded.CHANGED]
        assert await record(database, wish("1")) == [Recorded.UNCHANGED]


async def test_rekey_stopped_half_way_goes_on(inn: Database, database_url: str) -> None:
    await record(inn, *(wish(str(number), -9, -7) for number in range(10)))
    table = next(each for each in sealed_tables() if each.plain.name == "bookings")
    async with open_database(database_url, TURNING) as database:
        step = await database.write(renew, table, (), 4)
        assert (step.after, step.seen, step.renewed) == ((4,), 4, 4)
        outcome, _ = await turn(database)
        assert (outcome.renewed, outcome.settled) == (6, True)


async def test_rekey_beside_a_worker_with_the_old_key_finds_what_it_wrote(
    inn: Database, database_url: str
) -> None:
    await record(inn, wish("1", -9, -7))
    async with open_database(database_url, TURNING) as database:
        first, _ = await turn(database)
        written = await inn.write(
            intake.record, [wish("2", -9, -7)], TODAY, MORNING, SeededChance(1)
        )  # `inn` still has the old ring
        second, _ = await turn(database)
    assert (first.renewed, written, second.renewed) == (1, [Recorded.CREATED], 1)


async def test_rekey_value_of_a_lost_key_is_named_and_kept(inn: Database, database_url: str) -> None:
    await record(inn, wish("1", -9, -7), wish("2", -9, -7))
    lost = KeyRing(b"x" * 32).seal("bookings.holder", "王小明")
    change = update(BookingRow).where(BookingRow.id == 1).values(holder=type_coerce(lost, LargeBinary))
    await inn.write(lambda c: c.execute(change) and None)
    async with open_database(database_url, TURNING) as database:
        outcome, _ = await turn(database)
        assert [str(each) for each in outcome.unreadable] == ["bookings 1: holder"]
        assert outcome.previous_key_needed is True
        assert ("bookings.holder", lost) in await database.read(blobs)


def test_every_hash_column_stands_beside_its_sealed_column() -> None:
    """What is named x_hash is rehashed from x: a hash of anything else must not be named so."""
    found = {
        f"{table.name}.{column.name}"
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_hash") and isinstance(column.type, String)
    }
    known = {
        f"{each.plain.name}.{name}_hash"
        for each in sealed_tables()
        for name in each.contexts
        if f"{name}_hash" in each.plain.c
    }
    assert (
        found
        == known
        == {
            "feeds.url_hash",
            "people.phone_hash",
            "greeted.birthday_hash",
            "bookings.phone_hash",
            "bookings.claim_hash",
        }
    )


@pytest.mark.parametrize("sealings", list(sealed_tables()), ids=lambda each: each.plain.name)
def test_sealed_context_is_table_and_column(sealings: Sealings) -> None:
    assert sealings.contexts == {name: f"{sealings.plain.name}.{name}" for name in sealings.contexts}


def test_command_says_when_the_old_key_may_go(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XIAOER_DATABASE_URL", sqlite_url)
    keys = {"k": (b"k" * 32).hex(), "n": NEW.hex()}

    async def fill_once() -> None:
        async with open_database(sqlite_url, RING) as database:
            await record(database, wish("1", -9, -7))

    asyncio.run(fill_once())
    monkeypatch.setenv("XIAOER_DATA_KEY", keys["n"])
    lost = CliRunner().invoke(rekey_command)
    assert (lost.exit_code, lost.stdout) == (1, "0 rows renewed\n")
    assert "bookings 1: holder" in lost.stderr
    monkeypatch.setenv("XIAOER_DATA_KEY_PREVIOUS", keys["k"])
    turned = CliRunner().invoke(rekey_command)
    assert turned.exit_code == 0
    assert turned.stdout == (
        "1 rows renewed\neverything is under the present key: XIAOER_DATA_KEY_PREVIOUS may be removed\n"
    )
