"""`xiaoer migrate`: brings a database to this version's tables."""

from __future__ import annotations

import click

from bot.cli.common import run, settings
from store import migrations


@click.command()
def migrate() -> None:
    """Bring the database to this version's tables, keeping what is in it.

    The embedded SQLite file does this by itself at every start; PostgreSQL waits for you, so that you can back up first.
    """
    chosen = settings()
    before = run(migrations.upgrade(chosen.database_url.get_secret_value()))
    now = migrations.head()
    click.echo(f"already at revision {now}" if before == now else f"revision {before or 'none'} → {now}")
