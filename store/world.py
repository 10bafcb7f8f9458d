"""The world as the code may see it: house time, machine time and chance. The only module that reads a clock.

House time decides what is due, expired or past; a simulator may wind it forward, never back. Machine time
(budgets, retries, tokens) is never wound. Leases live in database time, not here.
"""

from __future__ import annotations

import asyncio
import secrets  # noqa: TID251 - the one place that may
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """House time."""

    def now(self) -> datetime:
        """The present moment of the house, aware, in UTC."""
        ...


class SystemClock:
    """House time as the machine has it: what `serve` runs on."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that may


@dataclass(slots=True)
class WoundClock:
    """House time that stands still, or runs from a chosen moment, and can be wound forward."""

    at: datetime
    running_since: float | None = None  # machine seconds when it began to run; None: it stands still

    def now(self) -> datetime:
        if self.running_since is None:
            return self.at
        return self.at + timedelta(seconds=time.monotonic() - self.running_since)

    def wind(self, to: datetime) -> None:
        """Set the clock to `to` (aware). Raises ValueError for a moment before the present one.

        A running clock has gone on since `to` was worked out: within a second it stays where it is.
        """
        now = self.now()
        if to < now and self.running_since is not None and now - to < timedelta(seconds=1):
            to = now
        if to < now:
            raise ValueError(f"the house clock is never wound back: {now} -> {to}")
        self.at = to.astimezone(UTC)
        if self.running_since is not None:
            self.running_since = time.monotonic()

    def run(self) -> None:
        """Let the clock run on from where it stands."""
        self.at = self.now()
        self.running_since = time.monotonic()


class Chance(Protocol):
    """The source of everything that must not be guessed or repeated."""

    def token(self, length: int, alphabet: str) -> str:
        """`length` letters drawn from `alphabet`."""
        ...

    def bytes(self, count: int) -> bytes:
        """`count` random bytes."""
        ...


class SystemChance:
    """Chance from the operating system."""

    def token(self, length: int, alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(length))

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


class MachineTime:
    """Machine time: monotonic seconds and real sleep, for budgets, retries and token lifetimes."""

    def seconds(self) -> float:
        return time.monotonic()

    def wall(self) -> int:
        """Unix seconds of the machine's wall clock: for signatures and other people's time stamps only."""
        return int(time.time())  # noqa: TID251 - the one place that may

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class World:
    """Clock, machine and chance together: made once, handed to everything that needs one of them."""

    clock: Clock = field(default_factory=SystemClock)
    machine: MachineTime = field(default_factory=MachineTime)
    chance: Chance = field(default_factory=SystemChance)
