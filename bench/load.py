"""Plays WeChat: posts prepared requests over keep-alive connections and times the answers. It understands no more of them
than it needs to be sure that each is an answer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bench.guests import CONNECTIONS, requests_for


@dataclass(frozen=True, slots=True)
class Measured:
    """What one round showed. Seconds are from the moment a request was due to the end of its answer."""

    seconds: float
    latencies: Sequence[float]
    wrong: int  # answers that were none

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def share(self, part: float) -> float:
        """The latency that `part` of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Numbers:
    """Message numbers: none is used twice, as a second delivery would be answered from the notes."""

    def __init__(self) -> None:
        self._next = time.time_ns() // 1000  # beyond those of an earlier run on the same database

    def requests(self, count: int) -> list[list[bytes]]:
        """About `count` requests, spread over the connections."""
        each = max(1, count // CONNECTIONS)
        found = [requests_for(n, self._next + n * each, each) for n in range(CONNECTIONS)]
        self._next += each * CONNECTIONS
        return found


class _Caller(asyncio.Protocol):
    """One keep-alive connection with one request under way at most."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._got = b""
        self._answered: Callable[[bool], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def post(self, request: bytes, answered: Callable[[bool], None]) -> None:
        assert self._transport is not None
        self._answered = answered
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found:
            return
        _, _, after = head.lower().partition(b"content-length:")
        if len(body) < int(after.partition(b"\r\n")[0]):
            return
        self._got = b""
        answered, self._answered = self._answered, None
        assert answered is not None
        answered(head.startswith(b"HTTP/1.1 200") and body.startswith(b"<xml><Encrypt>"))

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered is not None:
            raise ConnectionError("the server hung up")


async def as_fast_as_answered(port: int, requests: Sequence[Sequence[bytes]]) -> Measured:
    """Every connection posts its next request as soon as the last one is answered."""
    callers = await _callers(port)
    latencies: list[float] = []
    wrong = 0

    async def drive(caller: _Caller, mine: Sequence[bytes]) -> None:
        nonlocal wrong
        todo = iter(mine)
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        posted = 0.0

        def go_on() -> None:
            nonlocal posted
            request = next(todo, None)
            if request is None:
                over.set_result(None)
                return
            posted = perf_counter()
            caller.post(request, answered)

        def answered(right: bool) -> None:
            nonlocal wrong
            latencies.append(perf_counter() - posted)
            wrong += not right
            go_on()

        go_on()
        await over

    began = perf_counter()
    await asyncio.gather(*(drive(caller, mine) for caller, mine in zip(callers, requests, strict=True)))
    took = perf_counter() - began
    for caller in callers:
        caller.close()
    return Measured(took, latencies, wrong)


async def at_rate(port: int, requests: Sequence[Sequence[bytes]], rate: float) -> Measured:
    """Requests become due evenly, `rate` a second, whether or not earlier ones are answered."""
    callers = await _callers(port)
    began = perf_counter()
    latencies: list[float] = []
    wrong = 0

    async def drive(place: int, caller: _Caller, mine: Sequence[bytes]) -> None:
        nonlocal wrong
        for number, request in enumerate(mine):
            due = began + (number * len(callers) + place) / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            right: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            caller.post(request, right.set_result)
            wrong += not await right
            latencies.append(perf_counter() - due)

    await asyncio.gather(*(drive(n, caller, requests[n]) for n, caller in enumerate(callers)))
    took = perf_counter() - began
    for caller in callers:
        caller.close()
    return Measured(took, latencies, wrong)


async def _callers(port: int) -> list[_Caller]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(_Caller, "127.0.0.1", port))[1] for _ in range(CONNECTIONS)]
