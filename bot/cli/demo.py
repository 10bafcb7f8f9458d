"""`xiaoer demo`: the whole product on this machine, with a house, bookings, and a WeChat that is simulated."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from bot import log as logging
from bot.app import Product, assembled
from bot.cli.common import run
from bot.cli.serve import listen
from bot.data_key import make_data_key
from bot.settings import Settings
from bot.simulator.account import Account
from bot.simulator.demo_data import GUEST, GUEST_PHONE, demo_bookings
from bot.simulator.keyboard import read_lines
from bot.simulator.platform import Platform
from bot.simulator.state import Template
from bot.simulator.terminal import converse
from scheduler.tick import foresee
from store import bookings, house, people, places
from store.database import Connection
from store.house import house_day
from store.house_file import House, demo_house
from store.people import Address, Role
from store.world import Chance, SystemChance, World, WoundClock

FOLDER, KEY = Path("var/demo"), "data.key"
PHONES = {
    "客人": "o_guest_demo_000000000000001",
    "员工": "o_staff_demo_000000000000001",
    "店主": "o_owner_demo_000000000000001",
}
WELCOME = """\
小二家客栈开门了。您是客人，直接打字，比如：
  1月16号住三晚，三个人，还有房吗
  我的订单        （{name}，{phone}，明天入住）
  /as 店主        换店主的手机，发「帮助」「到店」「推送」
  /clock 18:00    把钟拨到傍晚六点，看明天到店的提醒发出去
The house is open. You are a guest; just type, in Chinese or English: “do you have a room next Friday for two nights?”
"""


@click.command()
@click.option("--keep", is_flag=True, help="Go on with the demo of last time instead of a fresh one.")
@click.option(
    "--account",
    type=click.Choice(["service", "personal"]),
    default="service",
    show_default=True,
    help="Which kind of WeChat account the house has.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Where the webhook listens; another one is taken when it is busy.",
)
def demo(keep: bool, account: str, port: int) -> None:
    """Try the whole product: a demo house, bookings around today, a simulated WeChat. No account needed.

    Type as a guest; /help lists what else the phones and the clock can do.
    """
    logging.configure("error", json=False)
    free = _free(port)
    folder = FOLDER if free == port else FOLDER.with_name(f"demo-{free}")  # a second demo beside the first
    _furnish(folder, keep)
    run(_demo(folder, Account(kind="personal" if account == "personal" else "service"), free))


def _furnish(folder: Path, keep: bool) -> None:
    """Make the demo's folder, empty but for a data key unless it is kept."""
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / KEY).exists():
        make_data_key(folder / KEY, SystemChance())


async def _demo(folder: Path, account: Account, port: int) -> None:
    clock = WoundClock(World().clock.now())
    clock.run()
    world = World(clock=clock)
    async with Platform(account, world) as platform:
        api = await platform.start()
        settings = _settings(account, api, port, folder)
        document = _document(account)
        for template in document.wechat.templates.values():
            platform.add_template(Template(template.id, "入住提醒", _content(template.fields)))
        async with assembled(settings, world, document) as product:
            await product.database.write(_move_in, account, world.clock.now(), world.chance)
            await _chat(product, platform, clock)


def _settings(account: Account, api: str, port: int, folder: Path) -> Settings:
    """The settings of the demo, whatever stands in the environment: it must run on any machine."""
    return Settings.load(
        {
            "XIAOER_DATABASE_URL": f"sqlite:///{folder}/xiaoer.db",
            "XIAOER_PORT": str(port),
            "XIAOER_WECHAT_APP_ID": account.appid,
            "XIAOER_WECHAT_APP_SECRET": account.secret,
            "XIAOER_WECHAT_TOKEN": account.token,
            "XIAOER_WECHAT_AES_KEY": account.aes_key,
            "XIAOER_WECHAT_API_BASE": api,
            "XIAOER_DATA_KEY_FILE": str(folder / KEY),
        }
    )


def _free(port: int) -> int:
    """This port if nobody has it, else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _document(account: Account) -> House:
    house_file = demo_house()
    if account.kind == "service":
        return house_file
    document = house_file.model_dump(mode="json")
    document["wechat"] = {"account": "personal", "templates": {}}
    return House.model_validate_json(json.dumps(document))


def _content(fields: object) -> str:
    names = {"thing1": "民宿", "thing2": "房型", "time3": "入住时间", "thing4": "提示"}
    return "\n".join(f"{names.get(str(f), f)}：{{{{{f}.DATA}}}}" for f in dict(fields))  # type: ignore[call-overload]


def _move_in(connection: Connection, account: Account, now: datetime, chance: Chance) -> None:
    """Bookings, a member of staff and the owner; all there already when the demo is kept."""
    present = house.present(connection)
    assert present is not None
    _employ(connection, account, "员工", "staff", now)
    _employ(connection, account, "店主", "owner", now)
    today = house_day(present.house, now)
    if not bookings.arriving(connection, today):
        bookings.record(connection, demo_bookings(present, today, chance), today, now, chance)


def _employ(connection: Connection, account: Account, who: str, role: Role, now: datetime) -> None:
    address = Address("wechat", account.gh_id, PHONES[who])
    if places.standing(connection, address) is None:
        person_id, address_id = people.add(connection, address, "zh_CN", now)
        places.begin(connection, address_id, places.Place())
        people.appoint(connection, person_id, role)


async def _chat(product: Product, platform: Platform, clock: WoundClock) -> None:
    stopped = asyncio.Event()
    serving = asyncio.create_task(listen(product, stopped))
    port = product.settings.port
    platform.webhook = f"http://127.0.0.1:{port}/wechat"
    await _until_listening(port)
    click.echo(WELCOME.format(name=GUEST, phone=GUEST_PHONE.removeprefix("+86")))
    for name in ("员工", "店主"):
        await platform.phone(PHONES[name]).follow()
    try:
        await converse(
            platform,
            dict(PHONES),
            clock,
            partial(_tick, product),
            partial(_outbox, product),
            read_lines(0),
            sys.stdout,
            prompt=sys.stdin.isatty(),
        )
    finally:
        stopped.set()
        await serving


async def _until_listening(port: int) -> None:
    """Wait until the server answers; it takes milliseconds."""
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        await writer.wait_closed()
        return


async def _tick(product: Product) -> str:
    """Let the product do what is due at the wound time."""
    await product.ticking.once()
    return ""


async def _outbox(product: Product) -> str:
    """What waits, for the coming year."""
    now = product.world.clock.now()
    rows = await product.database.read(foresee, now.replace(year=now.year + 1))
    return "\n".join(rows) or "（空）"
