"""How functions run in transactions: each its own, whatever its neighbours do; and what is on the disk."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import SQLAlchemyError

from store import audit, inbox, migrations, people, places, schema, todos
from store.database import Database, database_url, is_embedded, open_database
from store.errors import StaleSchema, Unavailable
from store.inbox import InboxRow
from store.places import Place
from tests.conftest import MORNING
from tests.store.kit import RING, guest, record, wish


def keep(connection: Connection, key: str, broken: bool = False) -> str:
    inbox.keep(connection, key, None, leads=True, now=MORNING)
    if broken:
        raise LookupError(key)
    return key


async def keys(database: Database) -> set[str]:
    return await database.read(lambda c: set(c.scalars(select(InboxRow.key))))


async def test_write_error_hurts_none_of_its_group(database: Database) -> None:
    """Two hundred at once: on SQLite they share commits, and each third one fails after it wrote."""
    results = await asyncio.gather(
        *(database.write(keep, f"{number}", number % 3 == 0) for number in range(200)), return_exceptions=True
    )
    for number, result in enumerate(results):
        assert isinstance(result, LookupError) if number % 3 == 0 else result == f"{number}"
    assert await keys(database) == {f"{number}" for number in range(200) if number % 3}


async def test_write_sql_error_hurts_none_of_its_group(database: Database) -> None:
    def wrong(connection: Connection) -> None:
        connection.execute(insert(InboxRow).values(key=None))

    results = await asyncio.gather(
        database.write(keep, "a"), database.write(wrong), database.write(keep, "b"), return_exceptions=True
    )
    assert (results[0], results[2]) == ("a", "b")
    assert isinstance(results[1], SQLAlchemyError)
    assert await keys(database) == {"a", "b"}


async def test_write_cancelled_caller_does_not_stop_the_others(database: Database) -> None:
    tasks = [asyncio.create_task(database.write(keep, f"{number}")) for number in range(20)]
    await asyncio.sleep(0)
    tasks[7].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[7], asyncio.CancelledError)
    assert [result for result in results if isinstance(result, str)] == [
        f"{number}" for number in range(20) if number != 7
    ]


async def test_read_sees_what_was_written_before(database: Database) -> None:
    for number in range(20):
        await database.write(keep, f"{number}")
        assert f"{number}" in await keys(database)


async def test_write_in_order_of_asking_on_sqlite(sqlite_url: str) -> None:
    order: list[int] = []

    def put(_: Connection, number: int) -> None:
        order.append(number)

    async with open_database(sqlite_url, RING) as database:
        await asyncio.gather(*(database.write(put, number) for number in range(100)))
    assert order == list(range(100))


async def test_stream_brings_all_rows_in_bounded_pieces(database: Database) -> None:
    def fill(connection: Connection) -> None:
        connection.execute(
            insert(InboxRow), [{"key": f"{n:04}", "leads": True, "at": MORNING} for n in range(1050)]
        )

    await database.write(fill)
    statement = select(InboxRow.key, InboxRow.at).order_by(InboxRow.key)
    pieces = [piece async for piece in database.stream(statement, 200)]
    assert [len(piece) for piece in pieces] == [200] * 5 + [50]
    assert [row for piece in pieces for row in piece] == [(f"{n:04}", MORNING) for n in range(1050)]


async def test_stream_beside_writes_holds_nobody_up(database: Database) -> None:
    await database.write(
        lambda c: (
            c.execute(insert(InboxRow), [{"key": f"{n}", "leads": True, "at": MORNING} for n in range(100)])
            and None
        )
    )
    async for _ in database.stream(select(InboxRow.key), 10):
        await database.write(inbox.prune, MORNING, MORNING)
    assert await database.write(keep, "after") == "after"


# --- not to be had ---


async def test_sqlite_in_no_folder_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "xiaoer.db").mkdir()  # a folder where the file should be
    async with open_database(f"sqlite:///{tmp_path / 'xiaoer.db'}", RING) as database:
        for call in (database.read, database.write):
            with pytest.raises(Unavailable):
                await call(inbox.seen, "k")
        with pytest.raises(Unavailable):
            _ = [piece async for piece in database.stream(select(InboxRow.key))]


async def test_postgres_that_does_not_listen_is_unavailable() -> None:
    async with open_database("postgresql://nobody@127.0.0.1:1/nothing", RING) as database:
        for call in (database.read, database.write):
            with pytest.raises(Unavailable):
                await call(inbox.seen, "k")
        with pytest.raises(Unavailable):
            _ = [piece async for piece in database.stream(select(InboxRow.key))]


async def test_sqlite_recovers_after_it_was_unavailable(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "later.db"
    path.mkdir()
    async with open_database(f"sqlite:///{path}", RING) as database:
        with pytest.raises(Unavailable):
            await database.write(keep, "a")
        path.rmdir()
        shutil.copy(sqlite_template, path)
        assert await database.write(keep, "b") == "b"


def test_database_url_names_the_driver_and_refuses_what_we_do_not_run_on() -> None:
    assert database_url("sqlite:///x.db").drivername == "sqlite+aiosqlite"
    assert database_url("postgresql://h/d").drivername == "postgresql+asyncpg"
    assert [is_embedded(url) for url in ("sqlite:///x.db", "postgresql://h/d")] == [True, False]
    with pytest.raises(ValueError, match="neither"):
        database_url("mysql://h/d")


# --- what is on the disk ---


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


async def test_closed_database_is_one_whole_file(sqlite_url: str, tmp_path: Path) -> None:
    """Closed at once with readers busy, it once left its last writes in the WAL: whoever copied the file lost them."""
    for turn in range(20):
        async with open_database(sqlite_url, RING) as database:
            await asyncio.gather(
                database.write(keep, f"w{turn}"), *(database.read(inbox.seen, "k") for _ in range(8))
            )
        assert [*contents(tmp_path)] == ["xiaoer.db"]


async def test_nothing_personal_is_readable_in_the_file(sqlite_url: str, tmp_path: Path) -> None:
    said = "我明天带孩子来"
    async with open_database(sqlite_url, RING) as database:
        person, address = await database.write(guest)
        await database.write(people.set_contact, person, name="欧阳小明", phone="+8613812345678")
        await record(database, wish(holder="欧阳小明", phone="+8613812345678", notes=said, state="cancelled"))
        await database.write(inbox.note, address, "text", "", said, MORNING)
        await database.write(
            places.move, address, 0, Place(version=1, state={"name": "欧阳小明", "note": said})
        )
        await database.write(
            lambda c: todos.open_once(c, "k", "call", MORNING, detail={"phone": "+8613812345678"})
        )
        await database.write(audit.note, MORNING, person, "look", "booking:1", said)
    files = contents(tmp_path)
    assert b"o-may" in files["xiaoer.db"]  # what is looked for would be found
    for secret in ("欧阳小明", "13812345678", said):
        for form in (secret.encode(), secret.encode("utf-16-le"), ascii(secret)[1:-1].encode()):
            assert not any(form in content for content in files.values()), secret


# --- migrations ---


async def test_upgrade_gives_the_tables_of_the_code(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, schema.metadata))

    async with open_database(database_url, RING) as database:
        assert await database.read(differences) == []


async def test_upgrade_twice_changes_nothing(database_url: str) -> None:
    assert await migrations.upgrade(database_url) == migrations.head()
    await migrations.check(database_url)


async def test_check_empty_database_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(StaleSchema, match="xiaoer migrate"):
        await migrations.check(f"sqlite:///{tmp_path / 'new.db'}")


async def test_write_transaction_undone_by_the_disk_is_told_to_its_whole_group(sqlite_url: str) -> None:
    """A full or failing disk makes SQLite undo everything since BEGIN: what ran before in the group was told it was kept."""

    def undone(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("ROLLBACK")
        raise LookupError

    async with open_database(sqlite_url, RING) as database:
        results = await asyncio.gather(
            *(database.write(keep, key) for key in "abc"),
            database.write(undone),
            *(database.write(keep, key) for key in "def"),
            return_exceptions=True,
        )
        told = {result for result in results if isinstance(result, str)}
        assert await keys(database) == told
        assert [result for result in results if not isinstance(result, str | Unavailable)] == []
        assert await database.write(keep, "z") == "z"
