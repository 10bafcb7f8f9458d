"""`xiaoer pushes`: what the house sends unasked on a day, and what became of it. Names are masked; it sends nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import click

from bot.cli.common import run, settings
from bot.opening import opened
from bot.settings import Settings
from scheduler import pasting
from scheduler.by_hand import named_kind, named_reason
from store import bookings, house, planning
from store.database import Connection
from store.sealing import mask_name
from store.world import World

SHOWN = 200
LANGUAGE = "en"


@click.command()
@click.option("--for", "day", metavar="DATE", help="Another day than today, such as 2026-12-24.")
def pushes(day: str | None) -> None:
    """Show what is sent unasked on a day: planned, sent, not sent and why; and whom of the next day's arrivals nothing reaches.

    \b
    due        planned, and decided again when its hour comes
    sent       the other side took it
    under_review, doubtful   WeChat looks at it; perhaps not received
    mailbox    no way was open: the guest's next answer brings it
    dropped    not sent; the reason stands beside it

    The innkeeper sees the same in chat with 推送, and changes hours and words with 推送设置.
    """
    for line in run(_shown(settings(), _read(day))):
        click.echo(line)


def _read(day: str | None) -> date | None:
    try:
        return None if day is None else date.fromisoformat(day)
    except ValueError as error:
        raise click.BadParameter("write a date such as 2026-12-24", param_hint="--for") from error


async def _shown(chosen: Settings, on: date | None) -> list[str]:
    world = World()
    async with opened(chosen, world) as (database, _):
        return await database.read(lines, on, world.clock.now())


def lines(connection: Connection, on: date | None, now: datetime) -> list[str]:
    """The day's pushes, a line each; `on` None is today in the house's zone."""
    present = house.present(connection)
    if present is None:
        return ["no house file was loaded: run `xiaoer init`, then `xiaoer serve`"]
    zone = present.house.zone_info
    wanted = on or now.astimezone(zone).date()
    first = datetime.combine(wanted, time(0), tzinfo=zone)
    rows = planning.pushes_between(
        connection, first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC), SHOWN
    )
    holders = {one.id: one.holder for one in bookings.each(connection, [row.booking_id or 0 for row in rows])}
    found = [f"pushes of {wanted.isoformat()}:" if rows else f"no pushes on {wanted.isoformat()}"]
    for row in rows:
        who = f"B{row.booking_id} {mask_name(holders.get(row.booking_id or 0, ''))}".rstrip()
        parts = (
            f"{row.due_at.astimezone(zone):%H:%M}",
            who,
            named_kind(LANGUAGE, row.kind),
            row.status,
            row.channel,
            named_reason(LANGUAGE, row.reason),
        )
        found.append("  ".join(part for part in parts if part))
    following = wanted + timedelta(days=1)
    found += [
        f"{one.code} arrives on {following.isoformat()} and can't be reached: {named_reason(LANGUAGE, why)}"
        for one, why in pasting.unreachable(connection, present, following, now)
    ]
    return found
