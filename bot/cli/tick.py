"""`xiaoer tick`: one round of the clock, by hand."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from bot import log as logging
from bot.app import assembled
from bot.cli.common import run, settings
from bot.opening import opened
from bot.settings import Settings
from scheduler.tick import rehearse
from store.world import SystemClock, World, WoundClock

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@click.command()
@click.option(
    "--now", "moment", metavar="ISO", help="Another moment than the present, such as 2026-12-23T18:00+08:00."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be sent; nothing is changed.")
def tick(moment: str | None, dry_run: bool) -> None:
    """Do one round of the clock: read calendars, plan, close what is over, send what is due; and say what was done.

    With --now nothing is sent or changed, unless the WeChat API is a simulator on this machine.
    """
    chosen = settings()
    logging.configure(chosen.log_level, json=not sys.stderr.isatty())
    at = _read(moment)
    simulated = urlsplit(chosen.wechat_api_base).hostname in LOOPBACK
    rehearsal = dry_run or (at is not None and not simulated)
    for line in run(_rehearsed(chosen, at) if rehearsal else _done(chosen, at)):
        click.echo(line)


def _read(moment: str | None) -> datetime | None:
    if moment is None:
        return None
    example = "write a date, a time and its zone, such as 2026-12-23T18:00+08:00"
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise click.BadParameter(example, param_hint="--now") from error
    if at.tzinfo is None:
        raise click.BadParameter(example, param_hint="--now")
    return at.astimezone(UTC)


async def _rehearsed(chosen: Settings, at: datetime | None) -> list[str]:
    world = World()
    async with opened(chosen, world) as (database, _):
        due = await rehearse(database, at or world.clock.now())
    return ["dry run, nothing is sent; due:", *(due or ["nothing"])]


async def _done(chosen: Settings, at: datetime | None) -> list[str]:
    world = World(clock=WoundClock(at) if at is not None else SystemClock())
    async with assembled(chosen, world) as product:
        calendars = await product.tick.poll()
        report = await product.tick.run()
        report.calendars = calendars
        report.pruned = await product.tick.prune()
        return report.lines()
