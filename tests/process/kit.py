"""Starts `xiaoer serve` as an operator would, with a house to serve, and a front door that survives it. Only for these tests."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from sqlalchemy import func, select, update

from bot.simulator.account import Account
from bot.simulator.platform import Platform
from bot.simulator.state import Template
from store import claims, house, intake, migrations, people, places
from store.bookings import BookingRow
from store.database import Connection, Database, open_database
from store.house_file import demo_house, parse_house
from store.intake import Wish
from store.outbox import OutboxRow
from store.people import Address, Role
from store.places import Place
from store.sealing import KeyRing
from store.world import SystemChance, SystemClock

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 40.0  # seconds for anything a process should do; a loaded machine is slow to start one
KEY = bytes(range(32))
XIAOER = [sys.executable, "-c", "from bot.cli import main; main()"]
SHANGHAI = ZoneInfo("Asia/Shanghai")


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something a process does; fails when it does not happen in time."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        await asyncio.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- the house's folder ---


@dataclass(frozen=True)
class House:
    """A folder as `xiaoer init` leaves it and an owner fills it in, and the database it names."""

    folder: Path
    database_url: str
    account: Account = field(default_factory=Account)
    more: Mapping[str, str] = field(default_factory=dict)

    def environment(self, port: int, api: str) -> dict[str, str]:
        ours = {
            "XIAOER_DATABASE_URL": self.database_url,
            "XIAOER_HOUSE": "house.toml",
            "XIAOER_PORT": str(port),
            "XIAOER_WECHAT_APP_ID": self.account.appid,
            "XIAOER_WECHAT_APP_SECRET": self.account.secret,
            "XIAOER_WECHAT_TOKEN": self.account.token,
            "XIAOER_WECHAT_AES_KEY": self.account.aes_key,
            "XIAOER_WECHAT_MODE": self.account.mode,
            "XIAOER_WECHAT_API_BASE": api,
            "XIAOER_DATA_KEY": base64.b64encode(KEY).decode(),
            "XIAOER_LOG_LEVEL": "debug",
        }
        return {**bare_environment(), **ours, **self.more}

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        async with open_database(self.database_url, KeyRing(KEY, None, SystemChance())) as database:
            yield database


def bare_environment() -> dict[str, str]:
    """What a process needs and no setting of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}


def furnish(folder: Path, *, hour: str = "18:00") -> None:
    """Put the demo's house file there, reminding at `hour` and at no time quiet: processes run on the real clock."""
    text = files("store.house_file").joinpath("demo_house.toml").read_text("utf-8")
    awake = '[pushes]\nquiet_from = "00:00"\nquiet_to = "00:00"\n\n[pushes.arrival]'
    text = text.replace("[pushes.arrival]", awake).replace('hour = "18:00"', f'hour = "{hour}"')
    (folder / "house.toml").write_text(text, "utf-8")


def add_templates(platform: Platform) -> None:
    for template in demo_house().wechat.templates.values():
        content = "\n".join(f"{{{{{name}.DATA}}}}" for name in template.fields)
        platform.add_template(Template(template.id, "通知", content))


# --- the process ---


@dataclass
class Serve:
    """One `xiaoer serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def kill(self) -> None:
        """As a power cut: no handler runs."""
        self.process.kill()
        self.process.wait()

    async def stop(self) -> int:
        """As an operator does; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, PATIENCE)

    def memory(self) -> int:
        """Bytes of the process's own memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


_started = iter(range(1_000_000))


async def start(home: House, api: str) -> Serve:
    """A `xiaoer serve` of this house, once it is ready."""
    port = free_port()
    log = home.folder / f"serve-{next(_started)}.log"
    serve = Serve(_spawn(home, port, api, log), port, log)
    try:
        await _ready(serve)
    except BaseException:
        serve.kill()
        raise
    return serve


def _spawn(home: House, port: int, api: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(
            [*XIAOER, "serve"],
            cwd=home.folder,
            env=home.environment(port, api),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )


async def _ready(serve: Serve) -> None:
    end = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession() as session:
        while True:
            assert serve.process.poll() is None, serve.output()[-3000:]
            assert time.monotonic() < end, serve.output()[-3000:]
            try:
                async with session.get(f"{serve.base}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(home: House, api: str) -> AsyncIterator[Serve]:
    """A `xiaoer serve` of this house, gone at the end however the test ends."""
    serve = await start(home, api)
    try:
        yield serve
    finally:
        serve.kill()


# --- the front door ---


Fate = Callable[[int], str]


@dataclass
class Front:
    """A reverse proxy as most houses have: it keeps the address while the servers behind it come and go, taking turns.

    `fate` says, request by request, whether the server dies "during" it, or "before" its answer is passed on; "" neither.
    """

    backends: list[Serve]
    fate: Fate = lambda number: ""
    begun: int = 0
    deaths: int = 0
    killed: asyncio.Queue[Serve] = field(default_factory=asyncio.Queue)
    session: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.begun += 1
        turn, fate = self.begun % len(self.backends), self.fate(self.begun)
        while True:
            try:
                return await self._pass(request, body, self.backends[turn], fate)
            except aiohttp.ClientConnectorError:  # nobody there: a proxy tries again
                await asyncio.sleep(0.05)
            except aiohttp.ClientError:  # died with the request: WeChat delivers again
                assert request.transport is not None
                request.transport.abort()
                return web.Response()

    async def _pass(self, request: web.Request, body: bytes, serve: Serve, fate: str) -> web.Response:
        passing = asyncio.ensure_future(self._forward(request, body, serve))
        if fate == "during":
            asyncio.get_running_loop().call_later(0.004, self._die, serve)
        status, headers, content = await passing
        if fate == "before":
            self._die(serve)
            raise aiohttp.ServerDisconnectedError
        return web.Response(status=status, body=content, headers=headers)

    def _die(self, serve: Serve) -> None:
        if serve.process.poll() is None:
            serve.kill()
            self.deaths += 1
            self.killed.put_nowait(serve)

    async def _forward(
        self, request: web.Request, body: bytes, serve: Serve
    ) -> tuple[int, dict[str, str], bytes]:
        url = f"{serve.base}{request.path_qs}"
        headers = {"Content-Type": request.headers.get("Content-Type", "text/xml")}
        async with self.session.request(request.method, url, data=body, headers=headers) as answer:
            return answer.status, {"Content-Type": answer.headers["Content-Type"]}, await answer.read()


@asynccontextmanager
async def front(*backends: Serve) -> AsyncIterator[tuple[Front, str]]:
    """The front door, and the webhook's address at it."""
    door = Front(list(backends))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", door.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield door, f"http://127.0.0.1:{runner.addresses[0][1]}/wechat"
    finally:
        await door.session.close()
        await runner.cleanup()


# --- what is in the database ---


async def inhabit(home: House, count: int, *, holders: Mapping[int, str] | None = None) -> list[str]:
    """Bookings A0, A1 … that arrive tomorrow; their five-letter codes. `holders`: whose openid holds which."""
    now = SystemClock().now()
    document = parse_house((home.folder / "house.toml").read_bytes())
    await migrations.upgrade(home.database_url)
    async with home.database() as database:
        await database.write(house.load, document, now)
        codes = await database.write(_book, count, now)
        for number, openid in (holders or {}).items():
            address = Address("wechat", home.account.gh_id, openid)
            await database.write(_bind, address, number + 1, now)
    return codes


async def employ(home: House, openid: str, role: Role) -> None:
    async with home.database() as database:
        await database.write(_employ, Address("wechat", home.account.gh_id, openid), role)


def tomorrow() -> date:
    return SystemClock().now().astimezone(SHANGHAI).date() + timedelta(days=1)


def _book(connection: Connection, count: int, now: datetime) -> list[str]:
    day = tomorrow()
    kinds = ["lake"] * 4 + ["court"] * 5 + ["family"] * 2 + ["loft"]
    wishes = [
        Wish("direct", f"A{number}", "confirmed", "王芳", day, day + timedelta(days=1), kinds[number])
        for number in range(count)
    ]
    intake.record(connection, wishes, day - timedelta(days=1), now, SystemChance())
    return [str(code) for code in connection.scalars(select(BookingRow.claim).order_by(BookingRow.id))]


def _bind(connection: Connection, address: Address, booking_id: int, now: datetime) -> None:
    person_id, address_id = people.add(connection, address, "zh_CN", now)
    places.begin(connection, address_id, Place())
    claims.confirm(connection, person_id, booking_id, now)


def _employ(connection: Connection, address: Address, role: Role) -> None:
    person_id, address_id = people.add(connection, address, "zh_CN", SystemClock().now())
    places.begin(connection, address_id, Place())
    people.appoint(connection, person_id, role)


def count(connection: Connection, table: Any) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def statuses(connection: Connection, kind: str) -> list[str]:
    """The rows of one kind, by status."""
    found = select(OutboxRow.status).where(OutboxRow.kind == kind).order_by(OutboxRow.id)
    return list(connection.scalars(found))


def leases_end(connection: Connection) -> None:
    """As if a lease's time had passed: its worker is dead."""
    back = 61_000
    connection.execute(
        update(OutboxRow).values(
            lease_until=OutboxRow.lease_until - back, attempted_at=OutboxRow.attempted_at - back
        )
    )
