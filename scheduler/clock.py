"""The ticks: APScheduler with a memory store calls `Tick.run`, and a wake-up calls it sooner. It keeps no truth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.tick import Report, Tick
from store.errors import Unavailable

EVERY = 5  # seconds between ticks
PRUNE_EVERY = 600
POLL_EVERY = 30  # seconds between looks whether a calendar is due

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Ticking:
    """Runs the clock of one process between `start` and `stop`. Several processes may tick on one database."""

    tick: Tick
    observe: Callable[[Report], None] = lambda report: None  # told of every round
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))
    _running: asyncio.Lock = field(default_factory=asyncio.Lock)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _waker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tick: now, then every few seconds."""
        options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self.once, IntervalTrigger(seconds=EVERY), **options)
        self._scheduler.add_job(self._prune, IntervalTrigger(seconds=PRUNE_EVERY, jitter=60), **options)
        self._scheduler.add_job(self._poll, IntervalTrigger(seconds=POLL_EVERY, jitter=5), **options)
        self._scheduler.start()
        self._waker = asyncio.create_task(self._wake_ups())
        self.wake()

    def wake(self) -> None:
        """Something became due: do not wait for the next tick."""
        self._woken.set()

    async def stop(self) -> None:
        """End after the round under way: what it is sending is written down as sent, not left in doubt."""
        async with self._running:  # shutting down and cancelling would cut a round short
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)
            if self._waker is not None:
                self._waker.cancel()

    async def once(self) -> Report | None:
        """One round now, after the one under way; None when the database cannot be reached."""
        async with self._running:
            try:
                report = await self.tick.run()
                self.observe(report)
                return report
            except Unavailable:
                log.warning("tick: database unavailable")
            except Exception:  # the next tick tries again; the operator must know
                log.exception("tick failed")
            return None

    async def _prune(self) -> None:
        try:
            await self.tick.prune()
        except Unavailable:
            log.warning("prune: database unavailable")

    async def _poll(self) -> None:
        try:
            if await self.tick.poll():
                self.wake()
        except Unavailable:
            log.warning("poll: database unavailable")

    async def _wake_ups(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self.once()
