"""`xiaoer guest-data`: all that is kept about one guest, as JSON, to hand over to them."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from bot.cli.common import run, settings
from bot.opening import opened
from bot.settings import Settings
from store import audit, people, personal
from store.database import Connection
from store.personal import Part
from store.world import World


@click.command("guest-data")
@click.argument("guest", metavar="G12")
def guest_data(guest: str) -> None:
    """Print everything that is kept about a guest, as JSON: what the law gives them a right to.

    G12 is the guest's number, as the to-do and the notice name it. It is unmasked: hand it to nobody else. That it was
    printed is kept in the audit.
    """
    match = re.fullmatch(r"[Gg]?(\d{1,15})", guest)
    if match is None:
        raise click.BadParameter("write the guest's number, such as G12", param_hint="G12")
    chosen = settings()
    parts = run(_read(chosen, int(match[1])))
    if parts is None:
        raise click.ClickException(f"there is no guest G{match[1]}; 客人 and a name in chat shows the number")
    document = {part.title: [_plain(row) for row in part.rows] for part in parts}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def _plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


async def _read(chosen: Settings, person_id: int) -> list[Part] | None:
    world = World()
    async with opened(chosen, world) as (database, _):
        return await database.write(_export, person_id, world)


def _export(connection: Connection, person_id: int, world: World) -> list[Part] | None:
    if not people.exists(connection, person_id):
        return None
    audit.note(connection, world.clock.now(), None, "exported", f"person:{person_id}")
    return personal.export(connection, person_id)
