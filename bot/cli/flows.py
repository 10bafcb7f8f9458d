"""`xiaoer flows`: the conversations there are, with steps, slots and drawings."""

from __future__ import annotations

import click

from bot.flows import FLOWS, drawing


@click.command()
@click.option("--draw", "draw", is_flag=True, help="Draw them in Mermaid instead.")
@click.option("--lock", "lock", is_flag=True, help="Write the lock file, after a flow got a new version.")
@click.argument("names", nargs=-1)
def flows(names: tuple[str, ...], draw: bool, lock: bool) -> None:
    """List the conversations with their steps and slots, all or by NAMES."""
    chosen = [flow for flow in FLOWS if not names or flow.name in names]
    if not chosen:
        raise click.BadParameter(f"there are {', '.join(flow.name for flow in FLOWS)}", param_hint="NAMES")
    if lock:
        drawing.lock(FLOWS)
        click.echo(f"locked {len(FLOWS)} flows")
        return
    for flow in chosen:
        click.echo(drawing.drawn(flow) if draw else "\n".join(drawing.listed(flow)))
        click.echo()
