"""`xiaoer house export`: prints the house as it stands, with what was changed in chat, as a house.toml. Changes nothing."""

from __future__ import annotations

import click

from bot.cli.common import run, settings
from bot.opening import opened
from bot.settings import Settings
from store import house as houses
from store.house_file import house_text
from store.world import World


@click.group()
def house() -> None:
    """The house as a file.

    A house that was set up by chat, or changed there, can be written down, kept under version control and edited by hand.
    """


@house.command()
def export() -> None:
    """Print the house as it stands now, as a house.toml.

    Loading it again changes nothing: xiaoer house export > house.toml
    """
    click.echo(run(_exported(settings())), nl=False)


async def _exported(chosen: Settings) -> str:
    async with opened(chosen, World()) as (database, _):
        present = await database.read(houses.present)
    if present is None:
        raise click.ClickException("there is no house yet: run `xiaoer serve`, then claim it in chat")
    return house_text(present.house)
