"""The commands as somebody types them: help that teaches, problems all at once, and nothing done that was not asked for."""

from __future__ import annotations

import asyncio
import base64
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
import structlog
from click import Context, Option
from click.testing import CliRunner, Result

from bot.cli import COMMANDS, xiaoer
from bot.settings import Settings
from store import house, intake
from store.database import Connection, open_database
from store.house_file import demo_house
from store.intake import Wish
from store.planning import waiting
from store.sealing import KeyRing
from store.world import SystemChance, SystemClock
from tests import servers

ROOT = Path(__file__).parent.parent
KEY = bytes(range(32))
FAR = "https://api.weixin.qq.com"
NEAR = "http://127.0.0.1:9"  # nobody listens there
SECRETS = {
    "XIAOER_WECHAT_APP_SECRET": "a-very-secret-secret",
    "XIAOER_WECHAT_TOKEN": "averysecrettoken",
    "XIAOER_WECHAT_AES_KEY": "S" * 43,
    "XIAOER_DATA_KEY": base64.b64encode(KEY).decode(),
}


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command sets up logging for its process; here that is the tests' own."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to type in, with none of our variables set."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("XIAOER_"):
            monkeypatch.delenv(name)
    return tmp_path


def typed(*words: str, **more: str) -> Result:
    return CliRunner().invoke(xiaoer, list(words), env=more or None)


# --- help ---


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_says_what_a_command_is_for_and_explains_every_option(command: str) -> None:
    result = typed(command, "--help")
    assert result.exit_code == 0
    usage, purpose, *_ = [part.strip() for part in result.output.split("\n\n")]
    assert usage.startswith(f"Usage: xiaoer {command}")
    assert purpose.endswith((".", ":"))
    loaded = xiaoer.get_command(Context(xiaoer), command)
    assert loaded is not None
    options = [one for one in loaded.params if isinstance(one, Option)]
    assert [one.name for one in options if not (one.help or "").endswith(".")] == []


def test_help_of_all_commands_loads_none_of_them() -> None:
    result = typed("--help")
    assert [name for name in COMMANDS if name not in result.output] == []
    assert "xiaoer demo" in result.output


def test_command_that_is_none_is_told() -> None:
    result = typed("serv")
    assert result.exit_code == 2
    assert "No such command" in result.output


# --- starting ---


def test_serve_lists_all_that_is_missing_at_once(folder: Path) -> None:
    result = typed("serve")
    assert result.exit_code == 1
    for name in ("WECHAT_APP_ID", "WECHAT_TOKEN", "WECHAT_AES_KEY", "HOUSE", "DATA_KEY_FILE"):
        assert f"XIAOER_{name}" in result.output
    assert "Traceback" not in result.output


def test_serve_with_wrong_settings_lists_them_and_shows_no_value(folder: Path) -> None:
    wrong = {
        "XIAOER_PORT": "x",
        "XIAOER_WECHAT_AES_KEY": "hunter2",
        "XIAOER_DATA_KEY": "hunter3",
        "XIAOER_PROT": "1",
    }
    result = typed("serve", **wrong)
    assert result.exit_code == 1
    assert "Did you mean XIAOER_PORT?" in result.output
    assert [name for name in wrong if name not in result.output] == []
    assert "hunter" not in result.output


def test_serve_with_a_wrong_house_file_says_where(folder: Path) -> None:
    (folder / "house.toml").write_text('name = "店"\nzone = "Mars/Base"\n')
    result = typed("serve", **settings(FAR))
    assert result.exit_code == 1
    assert "the house file is not right" in result.output
    assert "zone" in result.output


def test_serve_with_a_data_key_others_may_read_refuses(folder: Path) -> None:
    typed("init")
    (folder / "var/data.key").chmod(0o644)
    result = typed("serve", XIAOER_WECHAT_APP_ID="wx0123456789abcdef")
    assert result.exit_code == 1
    assert "chmod 600" in result.output


def test_init_twice_keeps_what_was_there(folder: Path) -> None:
    assert typed("init").exit_code == 0
    key = (folder / "var/data.key").read_bytes()
    (folder / "house.toml").write_text("mine")
    result = typed("init")
    assert result.output.count("kept") == 3
    assert ((folder / "var/data.key").read_bytes(), (folder / "house.toml").read_text()) == (key, "mine")
    assert key.decode().strip() not in result.output


def test_what_init_writes_can_be_ticked_at_once(folder: Path) -> None:
    """The files of `init` are whole as they stand: only the account is missing for `serve`."""
    typed("init")
    result = typed("tick")
    assert result.exit_code == 0, result.output
    assert "calendars of other channels read: 0\ndelivery: nothing was due" in result.output
    refused = typed("serve")
    assert "XIAOER_WECHAT_APP_ID" in refused.output
    assert "XIAOER_HOUSE" not in refused.output


# --- migrating ---


def test_migrate_brings_a_new_database_up_and_says_when_there_is_nothing_to_do(folder: Path) -> None:
    first, second = typed("migrate"), typed("migrate")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output.startswith("revision none →")
    assert second.output.startswith("already at revision")


async def test_serve_on_an_old_postgresql_names_the_command_that_helps(
    folder: Path, postgres_url: str
) -> None:
    bare = postgres_url.replace("+asyncpg", "")
    await servers.administer(bare, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    (folder / "house.toml").write_text(house_text())
    environ = {**settings(FAR), "XIAOER_DATABASE_URL": bare}

    async def run(command: str) -> tuple[int, str]:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", "from bot.cli import main; main()", command],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            capture_output=True,
            timeout=60,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode()

    code, said = await run("serve")
    assert (code, "run `xiaoer migrate`" in said, "Traceback" in said) == (1, True, False)
    assert (await run("migrate"))[0] == 0
    assert (await run("tick"))[0] == 0


def test_database_that_is_not_there_is_told_without_its_password(folder: Path) -> None:
    (folder / "house.toml").write_text(house_text())
    environ = {**settings(FAR), "XIAOER_DATABASE_URL": "postgresql://inn:hunter2@127.0.0.1:9/inn"}
    for command in ("serve", "tick", "migrate"):
        result = typed(command, **environ)
        assert result.exit_code == 1
        assert "the database cannot be used" in result.output
        assert "hunter2" not in result.output
        assert "Traceback" not in result.output


# --- ticking ---


def test_tick_rehearsed_says_what_is_due_and_changes_nothing(folder: Path) -> None:
    move_in(folder)
    evening = f"{tomorrow() - timedelta(days=1)}T18:00+08:00"
    result = typed("tick", "--dry-run", "--now", evening, **settings(NEAR))
    assert result.output.splitlines()[0] == "dry run, nothing is sent; due:"
    assert result.output.splitlines()[1].endswith("arrival B1")
    assert planned(folder) == []


def test_tick_at_another_moment_against_the_real_wechat_is_a_rehearsal(folder: Path) -> None:
    move_in(folder)
    result = typed("tick", "--now", f"{tomorrow() - timedelta(days=1)}T18:00+08:00", **settings(FAR))
    assert result.output.startswith("dry run, nothing is sent; due:")
    assert planned(folder) == []


def test_tick_at_another_moment_against_a_simulator_is_done(folder: Path) -> None:
    move_in(folder)
    result = typed("tick", "--now", f"{tomorrow() - timedelta(days=1)}T17:00+08:00", **settings(NEAR))
    assert result.exit_code == 0, result.output
    assert "planned anew: 1 bookings" in result.output
    assert planned(folder) == ["arrival"]


@pytest.mark.parametrize("moment", ["tomorrow", "2026-12-23T18:00", "2026-13-01T18:00+08:00"])
def test_tick_at_a_moment_without_a_zone_or_that_is_none_shows_how_to_write_it(
    folder: Path, moment: str
) -> None:
    result = typed("tick", "--now", moment)
    assert result.exit_code == 2
    assert "2026-12-23T18:00+08:00" in result.output


def test_no_command_shows_a_secret(folder: Path) -> None:
    move_in(folder)
    for words in (["tick"], ["tick", "--dry-run"], ["migrate"], ["init"], ["serve"], ["--help"]):
        environ = {**settings(FAR), "XIAOER_HOUSE": "house.toml" if words != ["serve"] else "none.toml"}
        result = typed(*words, **environ)
        assert [secret for secret in SECRETS.values() if secret in result.output] == []


def settings(api: str) -> dict[str, str]:
    return {**SECRETS, "XIAOER_WECHAT_APP_ID": "wx0123456789abcdef", "XIAOER_WECHAT_API_BASE": api}


def house_text() -> str:
    return files("store.house_file").joinpath("demo_house.toml").read_text("utf-8")


def tomorrow() -> date:
    return SystemClock().now().astimezone(demo_house().zone_info).date() + timedelta(days=1)


def move_in(folder: Path) -> None:
    """The demo's house with one booking that arrives tomorrow, not planned yet."""
    (folder / "house.toml").write_text(house_text())
    assert typed("migrate").exit_code == 0

    async def book() -> None:
        async with open_database(database_url(folder), KeyRing(KEY, None, SystemChance())) as database:
            now = SystemClock().now()
            await database.write(house.load, demo_house(), now)
            await database.write(_book, now)

    asyncio.run(book())


def _book(connection: Connection, now: datetime) -> None:
    day = tomorrow()
    wish = Wish("direct", "A1", "confirmed", "王芳", day, day + timedelta(days=1), "lake")
    intake.record(connection, [wish], day - timedelta(days=1), now, SystemChance())


def planned(folder: Path) -> list[str]:
    """The kinds of what stands in the outbox unsent."""

    async def read() -> list[str]:
        async with open_database(database_url(folder), KeyRing(KEY, None, SystemChance())) as database:
            far = SystemClock().now() + timedelta(days=9)
            return [push.kind for push in await database.read(waiting, far)]

    return asyncio.run(read())


def database_url(folder: Path) -> str:
    """The database of a folder whose settings name none."""
    return Settings.load({}).database_url.get_secret_value().replace("///", f"///{folder}/")
