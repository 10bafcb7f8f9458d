"""`xiaoer demo`: the whole product on this machine, with a house, bookings, and a WeChat that is simulated."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import sys
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

import click

from bot import log as logging
from bot.cli.common import run
from bot.data_key import make_data_key
from bot.simulator.account import Account, Kind
from bot.simulator.demo_data import PHONES
from bot.simulator.keyboard import read_lines
from bot.simulator.page.actions import Hands, act
from bot.simulator.page.board import Board
from bot.simulator.page.feed import Feed
from bot.simulator.page.server import new_run, served
from bot.simulator.page.stage import Role, Stage
from bot.simulator.platform import Platform
from bot.simulator.premises import KEY, Premises
from bot.simulator.terminal import HOUSE_ZONE, converse
from store.world import SystemChance, World, WoundClock

FOLDER = Path("var/demo")
FIRST_WORDS = {"员工": "上班", "店主": "今天"}
ROLES: dict[str, Role] = {"员工": "staff", "店主": "owner"}  # the others are guests
DAY = (time(8), time(21, 30))  # when a house is awake; the demo begins within
WELCOME = """\
小二家客栈开门了。您是客人，直接打字，比如：
  1月16号住三晚，三个人，还有房吗
  /as 王芳        换王芳的手机：她明天到，发「我的订单」「积分」
  /as 赵明轩      他住在店里，发「毛巾」「WiFi」「明天几点退房」
  /as 店主        换店主的手机，发「帮助」「到店」「房态」
  /clock 18:00    把钟拨到傍晚六点，看明天到店的提醒发出去
The house is open. You are a guest; just type, in Chinese or English: “do you have a room next Friday for two nights?”
"""
OPEN = """\
小二家客栈开门了，用浏览器打开    {url}
The house is open; look at it in your browser. Ctrl-C ends.
"""
TAKEN = "端口 {port} 有人在用，换成了 {free}。 Port {port} is in use; this is {free}."


@click.command()
@click.option("--keep", is_flag=True, help="Go on with the demo of last time instead of a fresh one.")
@click.option(
    "--account",
    type=click.Choice(["service", "subscription", "personal", "test"]),
    default="service",
    show_default=True,
    help="Which kind of WeChat account the house has; the page can change it.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Where the page is; the next free one is taken when it is busy. In the terminal: the webhook.",
)
@click.option("--terminal", is_flag=True, help="Chat in this terminal instead of a browser.")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d %H:%M"]), help="When the house clock begins, in the house's time."
)
def demo(keep: bool, account: Kind, port: int, terminal: bool, at: datetime | None) -> None:
    """Try the whole product: a demo house, bookings around today, a simulated WeChat. No account needed.

    A page in your browser shows a guest's, a staff member's and the owner's phone, and a clock to wind.
    """
    logging.configure("error", json=False)
    free = _free(port)
    if port and free != port:
        click.echo(TAKEN.format(port=port, free=free), err=True)
    folder = FOLDER if free == port else FOLDER.with_name(f"demo-{free}")  # a second demo beside the first
    _furnish(folder, keep)
    front = _chat if terminal else _page
    run(front(folder, Account(kind=account), free, _clock(at)))


def _free(port: int) -> int:
    """This port if nobody has it, else the next that is free; 0: any."""
    tried = range(port, min(port + 50, 65536)) if port else ()
    for candidate in (*tried, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise click.ClickException("no port of 127.0.0.1 can be used")


def _furnish(folder: Path, keep: bool) -> None:
    """Make the demo's folder, empty but for a data key unless it is kept."""
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / KEY).exists():
        make_data_key(folder / KEY, SystemChance())


def _clock(at: datetime | None) -> WoundClock:
    """A running house clock: from `at`, else from now, or from the next morning while the house sleeps."""
    local = World().clock.now().astimezone(HOUSE_ZONE)
    if at is not None:
        local = at.replace(tzinfo=HOUSE_ZONE)
    elif not DAY[0] <= local.time() < DAY[1]:
        morning = local.replace(hour=9, minute=30, second=0, microsecond=0)
        local = morning if morning > local else morning + timedelta(days=1)
    clock = WoundClock(local)
    clock.run()
    return clock


async def _page(folder: Path, account: Account, port: int, clock: WoundClock) -> None:
    """Serve the page until stopped."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    world = World(clock=clock)
    async with (
        Platform(account, world) as platform,
        Premises(folder, platform, world, _free(0)) as premises,
    ):
        stage = Stage(platform, Feed(new_run(world.chance.token)))
        for name, openid in PHONES.items():
            stage.add(name, ROLES.get(name, "guest"), openid)
        board = Board(stage, premises)
        await board.look()
        hands = Hands(stage, board, clock)
        async with served(hands, port) as url:
            for phone in map(platform.phone, PHONES.values()):
                if not phone.following:
                    await phone.follow()
            await _begin_the_day(hands)
            click.echo(OPEN.format(url=url))
            await stopped.wait()


async def _begin_the_day(hands: Hands) -> None:
    """Staff and owner have written today, as on any morning: until they do, WeChat lets them be told next to nothing."""
    for person in list(hands.stage.people.values()):
        if person.name in FIRST_WORDS and not any(bubble.mine for bubble in person.bubbles):
            await act(hands, "say", {"person": person.id, "text": FIRST_WORDS[person.name]})


async def _chat(folder: Path, account: Account, port: int, clock: WoundClock) -> None:
    """Chat in the terminal until its end."""
    world = World(clock=clock)
    async with (
        Platform(account, world) as platform,
        Premises(folder, platform, world, port) as premises,
    ):
        click.echo(WELCOME)
        for name in ("员工", "店主"):
            await platform.phone(PHONES[name]).follow()
        await converse(
            platform,
            dict(PHONES),
            clock,
            partial(_tick, premises),
            premises.next_due,
            premises.waiting,
            read_lines(0),
            sys.stdout,
            prompt=sys.stdin.isatty(),
        )


async def _tick(premises: Premises) -> str:
    """The terminal shows what arrives by itself; the round needs no words."""
    await premises.tick()
    return ""
