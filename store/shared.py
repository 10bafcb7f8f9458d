"""What the processes of a house share and may lose: locks and short-lived values, as the platform's token.

It never holds what must survive: keys, places, messages and effects are in SQL.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from store.locks import Locks, Lost, MemoryLocks, RedisLocks
from store.world import MachineTime, World

_DELETE_IF = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""


class Shared(Protocol):
    """Values under keys, each for some machine seconds. A lost value is fetched again, never missed."""

    async def get(self, key: str) -> str | None:
        """The value, None when there is none or no longer."""
        ...

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep `value` for `seconds`, in place of what was there."""
        ...

    async def delete_if(self, key: str, value: str) -> None:
        """Forget the key if it still holds `value`: what another process put there since stays."""
        ...


class MemoryShared:
    """The values of a single process."""

    def __init__(self, machine: MachineTime) -> None:
        self._machine = machine
        self._values: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        """How many values are in memory, those out of time included until the next `set`."""
        return len(self._values)

    async def get(self, key: str) -> str | None:
        value, end = self._values.get(key, ("", 0.0))
        return value if self._machine.seconds() < end else None

    async def set(self, key: str, value: str, seconds: float) -> None:
        now = self._machine.seconds()
        self._values = {k: kept for k, kept in self._values.items() if now < kept[1]}
        self._values[key] = value, now + seconds

    async def delete_if(self, key: str, value: str) -> None:
        if self._values.get(key, ("", 0.0))[0] == value:
            self._values.pop(key, None)


class RedisShared:
    """The values of several processes. While Redis is gone each process has its own."""

    def __init__(self, redis: Redis, world: World, namespace: str = "xiaoer") -> None:
        """`redis` decodes its answers, has a short socket timeout, and is closed by whoever made it."""
        self._redis = redis
        self._prefix = f"{namespace}:shared:"
        self._here = MemoryShared(world.machine)
        self._lost = Lost(world, "values shared between processes")
        self._delete_if = redis.register_script(_DELETE_IF)

    async def get(self, key: str) -> str | None:
        name = self._prefix + key
        asked, value = await self._asked(lambda: self._redis.get(name))
        if not asked:
            return await self._here.get(key)
        return value if isinstance(value, str) else None

    async def set(self, key: str, value: str, seconds: float) -> None:
        name, milliseconds = self._prefix + key, max(1, round(seconds * 1000))
        asked, _ = await self._asked(lambda: self._redis.set(name, value, px=milliseconds))
        if not asked:
            await self._here.set(key, value, seconds)

    async def delete_if(self, key: str, value: str) -> None:
        await self._here.delete_if(key, value)
        name = self._prefix + key
        await self._asked(lambda: self._delete_if(keys=[name], args=[value]))

    async def _asked(self, ask: Callable[[], Awaitable[object]]) -> tuple[bool, object]:
        """Whether Redis answered, and what."""
        if self._lost.resting():
            return False, None
        try:
            answer = await ask()
        except (RedisError, OSError) as error:
            self._lost.failed(error)
            return False, None
        self._lost.answered()
        return True, answer


def open_shared(redis_url: str | None, world: World) -> tuple[Locks, Shared, Callable[[], Awaitable[None]]]:
    """Locks, shared values and what closes them: by Redis, or in memory where the URL is None.

    Connects on first use, so a Redis that is down hinders no start. Raises ValueError for a URL that is none.
    """
    if redis_url is None:
        return MemoryLocks(), MemoryShared(world.machine), _nothing
    redis = Redis.from_url(
        redis_url,
        decode_responses=True,
        socket_timeout=1.0,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 1),  # once: a connection the other side let go of
    )
    return RedisLocks(redis, world), RedisShared(redis, world), redis.aclose


async def trouble(redis_url: str) -> str:
    """Why Redis cannot be used, "" when it answers."""
    redis = Redis.from_url(redis_url, socket_timeout=1.0, socket_connect_timeout=0.5)
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        return type(error).__name__
    finally:
        await redis.aclose()
    return ""


async def _nothing() -> None:
    """Memory needs no closing."""
