"""The product through its lives: opened on one database, killed at a write, opened again, as a supervisor would.

Lends it nothing but a clock and a seed: it is spoken to over HTTP alone, and has the timers of a fast machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.app import Product, assembled
from bot.context import PAY
from bot.data_key import make_data_key
from bot.simulator.loopback import listen
from bot.simulator.platform import Platform
from bot.simulator.premises import KEY, product_settings
from bot.simulator.year.fate import Dice
from bot.simulator.year.mortal import Mortal
from bot.simulator.year.till import YearTill
from bot.web_server import web_app
from scheduler.polling import Reader
from scheduler.tick import Report
from store.database import Database
from store.house_file import House
from store.world import Chance, World

T = TypeVar("T")
HERE = "https://inn.example"  # what the house's links begin with; nobody opens them
PATIENT = 600.0  # machine seconds: how busy this machine is must not change what happens


@dataclass(slots=True)
class Life:
    """One life of the product, from opening to death."""

    product: Product
    database: Mortal
    runner: web.AppRunner
    stack: AsyncExitStack
    requests: set[asyncio.Future[None]]  # under way


@dataclass(slots=True)
class Lives:
    """An async context manager."""

    folder: Path
    platform: Platform
    api: str
    world: World
    house: House
    key: Chance  # from which the key is drawn that seals
    till: YearTill
    dice: Dice
    lasts: int | None  # writes worth dying of a life, on the average; None: it is not killed
    log: list[Any]  # what the product logs; what it says while it is buried is only its death
    deaths: int = 0
    calendars: Reader | None = None  # of other channels; None: it reads none
    life: Life = field(init=False)
    _again: asyncio.Event = field(default_factory=asyncio.Event)
    _watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Lives:
        make_data_key(self.folder / KEY, self.key)
        self.life = await self._open()
        self._watch = asyncio.create_task(self._supervise())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        await self.life.runner.cleanup()
        await self.life.stack.aclose()

    async def tick(self) -> Report | None:
        """One round of the clock; None where the product died of it."""
        life = self.life
        return await self._survived(life, self._round(life))

    async def poll(self) -> int | None:
        """Read the calendars that are due; None where the product died of it."""
        life = self.life
        return await self._survived(life, life.product.tick.poll())

    def reads(self, calendars: Reader) -> None:
        """From now on, and in every life."""
        self.calendars = calendars
        polling = self.life.product.tick.polling
        assert polling is not None
        polling.reader = calendars

    async def prune(self) -> None:
        """What is old is forgotten."""
        life = self.life
        await self._survived(life, life.product.tick.prune())

    async def looked(self, work: Callable[..., T], *arguments: Any) -> T:
        """What the tables say, read beside the product."""
        return await self.life.database.inner.read(work, *arguments)

    async def done(self, work: Callable[..., T], *arguments: Any) -> T:
        """What the world does to the tables, beside the product."""
        return await self.life.database.inner.write(work, *arguments)

    async def risen(self) -> None:
        """Return once the product is alive."""
        while self.life.database.died.is_set():
            await self._again.wait()

    def spare(self) -> None:
        """Nobody kills it any more."""
        self.lasts = self.life.database.fuse = None

    async def _round(self, life: Life) -> Report | None:
        """Once nothing is under way: an answer is here before the product knows that it was written."""
        if life.requests:
            await asyncio.wait(life.requests)
        await life.product.written.flush()
        return await life.product.ticking.once()

    async def _survived(self, life: Life, work: Awaitable[T]) -> T | None:
        """What came of it; None where the product died, and then it lives again."""
        doing = asyncio.ensure_future(work)
        dying = asyncio.ensure_future(life.database.died.wait())
        await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
        if not life.database.died.is_set():
            dying.cancel()
            return doing.result()
        await self.risen()
        await asyncio.wait({doing})
        return None

    async def _supervise(self) -> None:
        while True:
            await self.life.database.died.wait()
            dead, self.life = self.life, await self._open()
            self.deaths += 1
            await self._bury(dead)
            again, self._again = self._again, asyncio.Event()
            again.set()

    async def _open(self) -> Life:
        stack = AsyncExitStack()
        seen: list[Mortal] = []

        def through(database: Database) -> Database:
            fuse = None if self.lasts is None else self.dice.whole(1, 2 * self.lasts)
            seen.append(Mortal(database, fuse, before=self.dice.happens(0.5)))
            return seen[0]

        settings = product_settings(self.platform.account, self.api, self.folder, XIAOER_PUBLIC_URL=HERE)
        product = await stack.enter_async_context(
            assembled(settings, self.world, self.house, through, self.till)
        )
        product.door.linger = 0.0
        product.written.pause = PATIENT
        product.webhook.budget = product.webhook.cut = PATIENT
        product.tick.delivery.together = 1
        if self.calendars is not None and product.tick.polling is not None:
            product.tick.polling.reader = self.calendars
        requests: set[asyncio.Future[None]] = set()
        app = web_app(product)
        app.middlewares.insert(0, _noting(requests))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        base = await listen(runner)
        self.platform.webhook, self.till.notify = f"{base}/wechat", f"{base}{PAY}notify"
        return Life(product, seen[0], runner, stack, requests)

    async def _bury(self, dead: Life) -> None:
        """Nobody hears from it any more: connections break, what it was doing ends undone."""
        before = len(self.log)
        assert dead.runner.server is not None
        for handler in dead.runner.server.connections:
            if handler.transport is not None:
                handler.transport.abort()
        dead.database.bury()
        await dead.runner.cleanup()
        await dead.stack.aclose()
        del self.log[before:]


def _noting(requests: set[asyncio.Future[None]]) -> Middleware:
    """Keeps in `requests` what is under way."""

    @web.middleware
    async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        requests.add(done)
        try:
            return await handler(request)
        finally:
            requests.discard(done)
            done.set_result(None)

    return noted
