"""`xiaoer simulate`: a year of a house in minutes, with invented people, killed now and then; says whether all held."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from bot.cli.common import run
from bot.simulator.year.run import Outcome, Plan, live, to_stderr


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How many days are lived."
)
@click.option(
    "--rooms",
    type=click.IntRange(4, 200),
    default=12,
    show_default=True,
    help="How many rooms the house has.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same year.")
@click.option("--kill/--no-kill", default=True, show_default=True, help="Kill the product now and then.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Leave the database of the year in this folder, which must be new.",
)
def simulate(days: int, rooms: int, seed: int, kill: bool, keep: Path | None) -> None:
    """Live a year of an invented house on this machine and see that nothing was lost.

    Guests book, ask, complain and fall silent, staff take tickets or forget them, other channels send bookings,
    WeChat is busy and repeats itself, and the product is killed at random. Exit code 1 when something that must hold
    does not.
    """
    plan = Plan(days, rooms, seed, kill)
    if keep is not None:
        if keep.exists():
            raise click.ClickException(f"{keep} exists already: name a new folder, or remove it")
        keep.mkdir(parents=True)
        outcome = run(live(plan, keep, to_stderr))
    else:
        with tempfile.TemporaryDirectory(prefix="xiaoer-") as folder:
            outcome = run(live(plan, Path(folder), to_stderr))
    _report(plan, outcome)
    if not outcome.sound:
        raise SystemExit(1)


def _report(plan: Plan, outcome: Outcome) -> None:
    click.echo(f"\n{plan.days} days, {plan.rooms} rooms, seed {plan.seed}: {outcome.seconds:.0f} seconds")
    for name, figure in outcome.figures:
        click.echo(f"  {name:30} {figure}")
    click.echo("what must hold")
    for name, rows in outcome.broken.items():
        click.echo(f"  {'BROKEN' if rows else 'holds '} {name}")
        for row in rows:
            click.echo(f"           {row}")
    click.echo(f"same seed, same result: {outcome.mark}")
