"""`xiaoer chat`: talk to your own house in the terminal, through the one door, without WeChat."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime

import click

from bot import log as logging
from bot.app import Product, assembled
from bot.cli.common import run, settings
from bot.inbound import Inbound
from bot.settings import Settings
from bot.simulator.keyboard import read_lines
from bot.turn import Door
from scheduler.channel import Abilities, Accepted, Outcome, TemplateMap
from scheduler.delivery import Delivery
from store import people, places, replies
from store.database import Connection
from store.people import Address, Role
from store.world import World

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
ADDRESSES: dict[Role, Address] = {
    "guest": Address("terminal", "terminal", "guest"),
    "staff": Address("terminal", "terminal", "staff"),
    "owner": Address("terminal", "terminal", "owner"),
}


@click.command()
@click.option(
    "--as",
    "role",
    type=click.Choice(["guest", "staff", "owner"]),
    default="guest",
    show_default=True,
    help="Whose phone you hold.",
)
def chat(role: Role) -> None:
    """Chat with your own house as a guest, a member of staff or the owner.

    Everything is real: the database, the words, the rights; only WeChat is left out. One line is one message; an
    empty line or Ctrl-D ends. Staff and owner of the terminal are whoever may read this machine's data key.
    """
    chosen = settings()
    logging.configure("error", json=False)
    run(_chat(chosen, role))


class Terminal:
    """The channel of this chat: what is pushed is printed."""

    abilities = Abilities(customer_service=True, template=False)

    async def send_text(self, to: str, text: str) -> Outcome:
        """Print a text; it cannot fail."""
        click.echo(f"[{to}] {text}")
        return Accepted()

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        """Print what the picture shows; it cannot fail."""
        return await self.send_text(to, caption)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        """Print what it is about; it cannot fail."""
        return await self.send_text(to, caption)

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        """Never called: this channel has no templates."""
        return await self.send_text(to, " ".join(values.values()))


async def _chat(chosen: Settings, role: Role) -> None:
    async with AsyncExitStack() as stack:
        product = await stack.enter_async_context(assembled(chosen, World()))
        await product.database.write(_sit_down, role, product.world.clock.now())
        door = replace(product.door, linger=0.0, wake=lambda: None, link=lambda text, _: text)
        delivery = Delivery(product.database, product.world, {"terminal": Terminal()}, planned=False)
        interactive = sys.stdin.isatty()
        _prompt(interactive)
        async for line in read_lines(0):
            if not line.strip():
                break
            await _say(product, door, ADDRESSES[role], line.strip())
            await delivery.deliver()
            _prompt(interactive)


def _prompt(interactive: bool) -> None:
    if interactive:
        click.echo("> ", nl=False)


async def _say(product: Product, door: Door, address: Address, text: str) -> None:
    key = f"terminal:{product.world.chance.token(20, LETTERS)}"
    answer = await door.handle(Inbound(key, address, "text", product.world.clock.now(), text))
    if answer.text is not None:
        click.echo(answer.text)
    if answer.outbox_id is not None:
        await product.database.write(replies.written, [answer.outbox_id], product.world.clock.now())


def _sit_down(connection: Connection, role: Role, now: datetime) -> None:
    """Make the terminal's person known, with the role that was asked for."""
    address = ADDRESSES[role]
    if places.standing(connection, address) is None:
        person_id, address_id = people.add(connection, address, "zh_CN", now)
        places.begin(connection, address_id, places.Place())
        if role != "guest":
            people.appoint(connection, person_id, role)
