"""What locks and shared values promise, in memory and on a real Redis, and when that Redis goes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from store.locks import Locks, MemoryLocks, RedisLocks
from store.shared import MemoryShared, Shared, open_shared
from store.world import MachineTime, World
from tests import servers


@dataclass
class HandTime(MachineTime):
    """Machine time moved by the test; a sleep lets others run and costs nothing."""

    at: float = 1000.0

    def seconds(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Workers:
    """Locks and values as two workers have them; in memory there is but one worker."""

    locks: tuple[Locks, Locks]
    shared: tuple[Shared, Shared]
    redis: Redis | None

    async def left_behind(self) -> int:
        if self.redis is not None:
            return int(await self.redis.dbsize())
        assert isinstance(self.locks[0], MemoryLocks)
        return len(self.locks[0])


@pytest.fixture(params=["memory", "redis"])
async def workers(request: pytest.FixtureRequest, world: World, redis_url: str) -> AsyncIterator[Workers]:
    url = None if request.param == "memory" else redis_url
    locks, shared, close = open_shared(url, world)
    if url is None:
        yield Workers((locks, locks), (shared, shared), None)
    else:
        other_locks, other_shared, other_close = open_shared(url, world)
        redis = Redis.from_url(url)
        yield Workers((locks, other_locks), (shared, other_shared), redis)
        await redis.aclose()
        await other_close()
    await close()


async def test_hold_with_fifty_tasks_lets_one_in_at_a_time_and_leaves_nothing(workers: Workers) -> None:
    inside, seen = 0, []

    async def turn(number: int) -> None:
        nonlocal inside
        async with workers.locks[number % 2].hold("guest", patience=30) as held:
            inside += 1
            seen.append((held, inside))
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*map(turn, range(50)))
    assert seen == [(True, 1)] * 50
    assert await workers.left_behind() == 0


async def test_hold_within_one_worker_is_in_order_of_asking(workers: Workers) -> None:
    order: list[int] = []

    async def turn(number: int) -> None:
        async with workers.locks[0].hold("guest", patience=30):
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*map(turn, range(50)))
    assert order == list(range(50))


async def test_hold_of_another_key_does_not_wait(workers: Workers) -> None:
    async with workers.locks[0].hold("one"), workers.locks[1].hold("other", patience=0.01) as held:
        assert held


@pytest.mark.parametrize("second", [0, 1])
async def test_hold_without_success_runs_all_the_same_and_takes_nothing_away(
    workers: Workers, second: int
) -> None:
    async with workers.locks[0].hold("guest") as first:
        async with workers.locks[second].hold("guest", patience=0.01) as held:
            assert (first, held) == (True, False)
        async with workers.locks[second].hold("guest", patience=0.01) as again:
            assert not again
    assert await workers.left_behind() == 0


async def test_hold_is_free_again_after_an_error_inside(workers: Workers) -> None:
    with pytest.raises(KeyError):
        async with workers.locks[0].hold("guest"):
            raise KeyError
    async with workers.locks[1].hold("guest", patience=0.01) as held:
        assert held
    assert await workers.left_behind() == 0


async def test_hold_cancelled_while_waiting_leaves_nothing(workers: Workers) -> None:
    async def turn() -> None:
        async with workers.locks[1].hold("guest", patience=30):
            raise AssertionError("never ours")

    async with workers.locks[0].hold("guest"):
        waiting = asyncio.create_task(turn())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await workers.left_behind() == 0


async def test_lease_of_a_dead_worker_ends_by_itself(redis_url: str, world: World) -> None:
    redis = Redis.from_url(redis_url)
    locks = RedisLocks(redis, world)
    await redis.set("xiaoer:lock:guest", "of a worker that died", px=20)
    async with locks.hold("guest", patience=5) as held:
        assert held
    await redis.aclose()


async def test_lease_is_never_given_back_by_one_it_ran_out_for(redis_url: str, world: World) -> None:
    redis = Redis.from_url(redis_url)
    locks = RedisLocks(redis, world)
    async with locks.hold("guest"):
        await redis.set("xiaoer:lock:guest", "of another by now")
    assert await redis.get("xiaoer:lock:guest") == b"of another by now"
    await redis.aclose()


async def test_redis_gone_midway_is_said_once_and_delays_nobody() -> None:
    world = World(machine=HandTime())
    with servers.redis_process() as (url, process):
        locks, shared, close = open_shared(url, world)
        await shared.set("token", "from before", 60)
        with capture_logs() as logs:
            async with locks.hold("guest") as held:
                assert held
                process.kill()
                process.wait()
            async with locks.hold("guest") as held:
                assert not held
            await shared.set("token", "own", 60)
            assert await shared.get("token") == "own"
            await shared.delete_if("token", "own")
            assert await shared.get("token") is None
        await close()
    assert [entry["event"] for entry in logs] == ["redis_lost", "redis_lost"]
    assert [entry["without"] for entry in logs] == [
        "locks between processes",
        "values shared between processes",
    ]


async def test_redis_back_is_used_again_after_a_rest() -> None:
    world = World(machine=HandTime())
    with servers.redis_process() as (url, process), capture_logs() as logs:
        locks, _, close = open_shared(url, world)
        process.kill()
        process.wait()
        async with locks.hold("guest") as held:
            assert not held
        with servers.redis_process(urlsplit(url).port):
            async with locks.hold("guest") as held:
                assert not held  # it still rests
            await world.machine.sleep(5)
            async with locks.hold("guest") as held:
                assert held
            await close()
    assert [entry["event"] for entry in logs] == ["redis_lost", "redis_back"]


async def test_redis_that_was_never_there_hinders_no_start(world: World) -> None:
    locks, shared, close = open_shared("redis://127.0.0.1:1/0", world)
    async with locks.hold("guest") as held:
        assert not held
    assert await shared.get("token") is None
    await close()


async def test_shared_value_is_seen_by_all_workers(workers: Workers) -> None:
    await workers.shared[0].set("token", "令牌", 60)
    assert await workers.shared[1].get("token") == "令牌"
    assert await workers.shared[1].get("other") is None


async def test_shared_value_is_deleted_only_while_it_is_the_one_meant(workers: Workers) -> None:
    await workers.shared[0].set("token", "new", 60)
    await workers.shared[1].delete_if("token", "old")
    assert await workers.shared[0].get("token") == "new"
    await workers.shared[1].delete_if("token", "new")
    assert await workers.shared[0].get("token") is None


async def test_shared_value_on_redis_carries_its_end(redis_url: str, world: World) -> None:
    _, shared, close = open_shared(redis_url, world)
    await shared.set("token", "value", 7200)
    redis = Redis.from_url(redis_url)
    assert 7190 < await redis.ttl("xiaoer:shared:token") <= 7200
    await redis.aclose()
    await close()


async def test_shared_value_in_memory_ends_and_is_cleared_away() -> None:
    machine = HandTime()
    shared = MemoryShared(machine)
    await shared.set("token", "value", 10)
    machine.at += 9.9
    assert await shared.get("token") == "value"
    machine.at += 0.1
    assert await shared.get("token") is None
    await shared.set("other", "value", 10)
    assert len(shared) == 1


def test_open_shared_with_a_url_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="Redis URL"):
        open_shared("localhost:6379", world)
