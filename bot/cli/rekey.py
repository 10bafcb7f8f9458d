"""`xiaoer rekey`: seals all personal data anew under the present data key, while the house goes on working."""

from __future__ import annotations

import sys

import click

from bot.cli.common import run, settings
from bot.opening import opened
from bot.setting_values import variable
from bot.settings import Settings
from store.rekey import Outcome, Progress
from store.rekey import rekey as renew_all
from store.world import World

SHOWN = 20  # unreadable values named one by one


@click.command()
def rekey() -> None:
    """Seal all personal data anew under the present data key.

    First set XIAOER_DATA_KEY (or its file) to the new key and XIAOER_DATA_KEY_PREVIOUS to the old one, and start every
    worker again. The work may be stopped and begun again at any time; it ends by saying that the old key may go.
    """
    outcome = run(_rekey(settings()))
    click.echo(f"{outcome.renewed} rows renewed")
    for found in outcome.unreadable[:SHOWN]:
        click.echo(f"  · {found}", err=True)
    old = variable("data_key_previous")
    if outcome.unreadable:
        raise click.ClickException(
            f"{len(outcome.unreadable)} values open with neither key: set {old} to the key they were sealed with"
            " and run this again, or restore the rows from a backup"
        )
    if not outcome.settled:
        raise click.ClickException(
            f"a worker still writes with the previous key: start every worker again, keep {old}, run this again"
        )
    click.echo(f"everything is under the present key: {old} may be removed")


async def _rekey(chosen: Settings) -> Outcome:
    async with opened(chosen, World()) as (database, _):
        try:
            return await renew_all(database, _Painter().paint)
        finally:
            click.echo(err=True)


class _Painter:
    """The counter line: repainted on a terminal, one line a table elsewhere."""

    def __init__(self) -> None:
        self._table = ""

    def paint(self, progress: Progress) -> None:
        new, self._table = progress.table != self._table, progress.table
        if sys.stderr.isatty():
            start = "\n" if new else "\r"
            click.echo(
                f"{start}{progress.table}: {progress.seen} read, {progress.renewed} renewed",
                nl=False,
                err=True,
            )
        elif new:
            click.echo(progress.table, err=True)
