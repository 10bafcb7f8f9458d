"""A database seen through which the product can die: before or after a commit, nothing of it runs any more.

What was committed stays, as after a power cut; whatever the product only remembered is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from bot import writing
from scheduler import checking_up, doors, endings, fetching, letters, mass_greetings, paying, polling
from store import replies
from store.database import Database, P, T, Work
from store.errors import Unavailable

# Around these a death is worth something; idle rounds of the clock are many and leave nothing half done.
WORTH_DYING: frozenset[Callable[..., object]] = frozenset(
    {
        writing.write,
        letters.prepare,
        endings.settle,
        checking_up.settle,
        doors.settle,
        fetching.settle,
        mass_greetings.settle,
        paying.settle,
        paying.heard,
        paying.repaid,
        polling.follow,
        polling.give_up,
        replies.written,
    }
)


@dataclass(slots=True)
class Mortal:
    """See `store.database.Database`. One life: `fuse` is how many writes worth dying it lasts, None for ever."""

    inner: Database
    fuse: int | None = None
    before: bool = False  # whether the last write is still committed (False), or not (True)
    died: asyncio.Event = field(default_factory=asyncio.Event)
    writes: int = 0
    reads: int = 0
    _buried: bool = False
    _held: list[asyncio.Future[None]] = field(default_factory=list)

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        await self._alive()
        self.reads += 1
        result = await self.inner.read(work, *args, **kwargs)
        await self._alive()
        return result

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        await self._alive()
        self.writes += 1
        last = self._burns(work)
        if last and self.before:
            self.died.set()
            await self._alive()
        result = await self.inner.write(work, *args, **kwargs)
        if last:
            self.died.set()
        await self._alive()
        return result

    async def stream(self, statement: Any, size: int = 500) -> AsyncIterator[list[tuple[Any, ...]]]:
        await self._alive()
        async for rows in self.inner.stream(statement, size):
            yield rows

    async def close(self) -> None:
        await self.inner.close()

    def bury(self) -> None:
        """Let what hangs end: everything that waited for this database is cancelled, what asks later is refused."""
        self._buried = True
        for waiting in self._held:
            waiting.cancel()

    def _burns(self, work: Any) -> bool:
        """Whether this write is the last of this life."""
        if self.fuse is None or self.died.is_set() or work not in WORTH_DYING:
            return False
        self.fuse -= 1
        return self.fuse == 0

    async def _alive(self) -> None:
        """Return at once while alive; never in a dead process. Raises Unavailable once it is buried."""
        if not self.died.is_set():
            return
        if self._buried:
            raise Unavailable("this product is dead")
        waiting = asyncio.get_running_loop().create_future()
        self._held.append(waiting)
        await waiting
