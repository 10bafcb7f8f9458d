"""What is invented follows from a seed: dice, the codes the product draws, machine time that goes with the house clock.

The same seed gives the same year. Nothing here is fit for a secret.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from store.world import Clock, MachineTime, SystemChance

T = TypeVar("T")
RANGE = 1 << 64


@dataclass(slots=True)
class Dice:
    """An endless row of throws that depends on its name alone: what one person throws does not change another's luck."""

    name: str
    thrown: int = 0

    def number(self) -> float:
        """At least 0, less than 1."""
        self.thrown += 1
        digest = sha256(f"{self.name}/{self.thrown}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / RANGE

    def whole(self, first: int, last: int) -> int:
        """A whole number from `first` to `last`, both included."""
        return first + int(self.number() * (last - first + 1))

    def happens(self, chance: float) -> bool:
        """True in `chance` of the cases."""
        return self.number() < chance

    def one(self, of: Sequence[T]) -> T:
        """One of these, each as likely."""
        return of[self.whole(0, len(of) - 1)]

    def minutes(self, first: int, last: int) -> timedelta:
        """So many minutes and seconds, as people do not act on the minute."""
        return timedelta(seconds=self.whole(first * 60, last * 60))


class Fated:
    """Chance whose codes follow from the seed; bytes that seal are the operating system's, others follow from it as well."""

    def __init__(self, name: str, *, sealing: bool = True) -> None:
        self._dice = Dice(name)
        self._system = SystemChance() if sealing else None

    def token(self, length: int, alphabet: str) -> str:
        return "".join(self._dice.one(alphabet) for _ in range(length))

    def bytes(self, count: int) -> bytes:
        if self._system is not None:
            return self._system.bytes(count)
        return bytes(self._dice.whole(0, 255) for _ in range(count))


@dataclass
class HouseMachine(MachineTime):
    """Machine time as if nobody had hurried: it goes with the house clock, and a sleep is over at once."""

    clock: Clock
    began: datetime = field(init=False)
    slept: float = 0.0

    def __post_init__(self) -> None:
        self.began = self.clock.now()

    def seconds(self) -> float:
        return (self.clock.now() - self.began).total_seconds() + self.slept

    def wall(self) -> int:
        return int(self.clock.now().timestamp() + self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        await asyncio.sleep(0)
