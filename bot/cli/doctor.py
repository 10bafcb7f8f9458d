"""`xiaoer doctor`: what the account can do, what is not as it should be, and what to do about it. It sends nobody anything."""

from __future__ import annotations

import json
import sys
from contextlib import AsyncExitStack

import click

import locales
from bot import log as logging
from bot.cli.common import run, settings
from bot.doctor import ground
from bot.doctor.examination import Report, examine
from bot.settings import Settings, SettingsError
from store.database import Database, open_database
from store.sealing import KeyRing
from store.shared import open_shared
from store.world import World

LANGUAGE = "en"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a program: one JSON object.")
def doctor(as_json: bool) -> None:
    """Look at the account, the server and the house by harmless calls, and say what to do.

    \b
    ✓  in order      !  works, and deserves a look      ✗  does not work

    What the account was found able to do is remembered, and `xiaoer serve` goes by it at once.
    Ends with 1 when something does not work. The innkeeper gets the short form in chat with 体检.
    """
    chosen = settings()
    logging.configure(chosen.log_level, json=not sys.stderr.isatty())
    report = run(_examined(chosen))
    if as_json:
        click.echo(json.dumps(report.plain(LANGUAGE), ensure_ascii=False, indent=2))
    else:
        for line in report.lines(LANGUAGE):
            click.echo(line)
    if not report.sound:
        raise SystemExit(1)


async def _examined(chosen: Settings) -> Report:
    locales.load()
    world = World()
    redis_url = chosen.redis_url.get_secret_value() if chosen.redis_url else None
    _, shared, close = open_shared(redis_url, world)
    url = chosen.database_url.get_secret_value()
    standing = await ground.revision_of(url)
    file, found = ground.house_file(chosen.house)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(close)
        database: Database | None = None
        if standing.level == "ok" and (ring := _ring(chosen, world)) is not None:
            database = await stack.enter_async_context(open_database(url, ring))
        before = (*ground.settings(chosen), *found, standing)
        return await examine(chosen, world, shared, database, file, before)


def _ring(chosen: Settings, world: World) -> KeyRing | None:
    """The keys; None where there are none, which is said with the settings."""
    try:
        return KeyRing(*chosen.data_keys(), world.chance)
    except SettingsError:
        return None
