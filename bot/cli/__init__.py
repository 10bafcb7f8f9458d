"""The commands of xiaoer, thin: each module is loaded only when its command is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "demo": ("bot.cli.demo", "Try the whole product with a simulated WeChat; no account needed."),
    "chat": ("bot.cli.chat", "Chat with your own house in the terminal, as guest, staff or owner."),
    "init": ("bot.cli.init", "Write a commented house file, settings and a data key."),
    "serve": ("bot.cli.serve", "Run the webhook and the clock."),
    "migrate": ("bot.cli.migrate", "Bring a PostgreSQL database to this version's tables."),
    "import": ("bot.cli.import_", "Bring bookings in from a CSV file."),
    "doctor": ("bot.cli.doctor", "Look at the account and the server, and say what to do."),
    "house": ("bot.cli.house", "Print the house as it stands, as a house.toml."),
    "menu": ("bot.cli.menu", "Show the account's menu; put the guests' menu there, or take it back."),
    "tick": ("bot.cli.tick", "Do one round of the clock and say what it did."),
    "pushes": ("bot.cli.pushes", "Show what is sent unasked on a day, and what became of it."),
    "rekey": ("bot.cli.rekey", "Seal all personal data anew under the present data key."),
    "guest-data": ("bot.cli.guest_data", "Print everything that is kept about one guest, for the guest."),
    "flows": ("bot.cli.flows", "List or draw the conversations there are."),
    "simulate": (
        "bot.cli.simulate",
        "Live a year of an invented house, killed at random; check that nothing was lost.",
    ),
    "understand": ("bot.cli.understand", "Show how a sentence is read."),
}


class _Lazy(click.Group):
    """Names and help of all commands at once, the code of one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name][0])
        command: Any = getattr(module, "import_" if cmd_name == "import" else cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xiaoer")
def xiaoer() -> None:
    """店小二: the waiter of a guesthouse, living in WeChat.

    Begin with `xiaoer demo`. For your own house: `xiaoer init`, fill in house.toml and .env, then `xiaoer serve`.
    """


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    xiaoer()
