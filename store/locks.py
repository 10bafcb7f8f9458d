"""Locks that save work: who holds one is most likely alone. They never decide anything; versions in SQL do.

So a lock that cannot be had in time, or a Redis that is gone, delays nobody: the holder is told and goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from store.world import World

PATIENCE = 3.0  # machine seconds: within the five WeChat gives, with time left to answer
LEASE = 10.0  # machine seconds after which a dead worker's lock is free again
REST = 5.0  # machine seconds for which a lost Redis is not asked again

_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.05  # machine seconds between two looks at another worker's lock

# Ours already, when the answer to the first try was lost on the way: then it is taken.
_TAKE = """
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('get', KEYS[1]) == ARGV[1] then return 1 end
return 0
"""
_GIVE_BACK = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""

_HEX = "0123456789abcdef"
_log = structlog.get_logger(__name__)


class Locks(Protocol):
    """One lock a key. Not re-entrant: who holds a key and asks again waits out its patience."""

    def hold(self, key: str, patience: float = PATIENCE) -> AbstractAsyncContextManager[bool]:
        """Hold `key` in the block; in order of asking within a process.

        Gives True when held, False when it was not to be had within `patience` machine seconds, or Redis is
        gone: the block runs all the same. `key` is never logged.
        """
        ...


@dataclass(slots=True)
class _Waiting:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0  # holder and waiting; the last one out removes the entry


class MemoryLocks:
    """The locks of a single process."""

    def __init__(self) -> None:
        self._keys: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        """How many keys are held or waited for."""
        return len(self._keys)

    @asynccontextmanager
    async def hold(self, key: str, patience: float = PATIENCE) -> AsyncIterator[bool]:
        waiting = self._keys.setdefault(key, _Waiting())
        waiting.users += 1
        held = False
        try:
            held = await _acquired(waiting.lock, patience)
            yield held
        finally:
            if held:
                waiting.lock.release()
            waiting.users -= 1
            if waiting.users == 0:
                del self._keys[key]


async def _acquired(lock: asyncio.Lock, patience: float) -> bool:
    if not lock.locked():  # nobody to wait for, so no timer either: acquiring does not yield
        return await lock.acquire()
    try:
        async with asyncio.timeout(patience):
            return await lock.acquire()
    except TimeoutError:
        return False


class Lost:
    """Remembers that Redis is gone: says so once, and spares everybody a try until it has rested."""

    def __init__(self, world: World, what: str) -> None:
        self._machine = world.machine
        self._what = what  # what goes on without it, for the log
        self._until: float | None = None

    def resting(self) -> bool:
        """Whether Redis should not be asked now."""
        return self._until is not None and self._machine.seconds() < self._until

    def failed(self, error: Exception) -> None:
        """Redis did not answer."""
        if self._until is None:
            _log.warning("redis_lost", without=self._what, error=type(error).__name__)
        self._until = self._machine.seconds() + REST

    def answered(self) -> None:
        """Redis answered."""
        if self._until is not None:
            self._until = None
            _log.info("redis_back", again=self._what)


class RedisLocks:
    """The locks of several processes. Within each, one waiter a key asks Redis; the others stand in line."""

    def __init__(self, redis: Redis, world: World, namespace: str = "xiaoer", lease: float = LEASE) -> None:
        """`redis` has a short socket timeout and is closed by whoever made it; `lease` in machine seconds."""
        self._world = world
        self._prefix = f"{namespace}:lock:"
        self._lease = round(lease * 1000)
        self._here = MemoryLocks()
        self._lost = Lost(world, "locks between processes")
        self._take = redis.register_script(_TAKE)
        self._give_back = redis.register_script(_GIVE_BACK)

    @asynccontextmanager
    async def hold(self, key: str, patience: float = PATIENCE) -> AsyncIterator[bool]:
        end = self._world.machine.seconds() + patience
        async with self._here.hold(key, patience) as first:
            if not first:
                yield False
                return
            name, token = self._prefix + key, self._world.chance.token(32, _HEX)
            try:
                yield await self._taken(name, token, end)
            finally:
                await self._given_back(name, token)

    async def _taken(self, name: str, token: str, end: float) -> bool:
        """Whether the lock is ours before machine time `end`."""
        machine, pause = self._world.machine, _FIRST_PAUSE
        while not self._lost.resting():
            try:
                taken = await self._take(keys=[name], args=[token, self._lease])
            except (RedisError, OSError) as error:
                self._lost.failed(error)
                return False
            self._lost.answered()
            if taken:
                return True
            if machine.seconds() + pause > end:
                return False
            await machine.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return False

    async def _given_back(self, name: str, token: str) -> None:
        """Free the lock if it is ours, also where nobody knows whether it is; failing that its lease ends."""
        if self._lost.resting():
            return
        try:
            await self._give_back(keys=[name], args=[token])
        except (RedisError, OSError) as error:
            self._lost.failed(error)
