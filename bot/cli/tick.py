"""`xiaoer tick`: one round of the clock, by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from bot.app import assembled
from bot.cli.common import run, settings
from bot.settings import Settings
from scheduler.tick import foresee, plan
from store.world import SystemClock, World, WoundClock

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@click.command()
@click.option(
    "--now", "moment", metavar="ISO", help="Another moment than the present, such as 2026-12-23T18:00+08:00."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
def tick(moment: str | None, dry_run: bool) -> None:
    """Do one round of the clock: plan, close what is over, send what is due; and say what was done.

    With --now nothing is sent, unless the WeChat API is a simulator on this machine.
    """
    chosen = settings()
    at = _read(moment)
    simulated = urlsplit(chosen.wechat_api_base).hostname in LOOPBACK
    if at is not None and not simulated:
        dry_run = True
    for line in run(_tick(chosen, at, dry_run)):
        click.echo(line)


def _read(moment: str | None) -> datetime | None:
    if moment is None:
        return None
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise click.BadParameter(
            "write a date and time such as 2026-12-23T18:00+08:00", param_hint="--now"
        ) from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


async def _tick(chosen: Settings, at: datetime | None, dry_run: bool) -> list[str]:
    world = World(clock=WoundClock(at) if at is not None else SystemClock())
    async with assembled(chosen, world) as product:
        if not dry_run:
            return (await product.tick.run()).lines()
        now = world.clock.now()
        while await product.database.write(plan, now):
            continue
        due = await product.database.read(foresee, now)
        return ["dry run, nothing is sent; due:", *(due or ["nothing"])]
