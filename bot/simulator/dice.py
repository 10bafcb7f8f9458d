"""Chance from a seed: the demo's house is the same whenever the same day and seed are given. Never for anything secret."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """An endless stream of bytes that depends on the seed alone; satisfies `store.world.Chance`."""

    def __init__(self, seed: int) -> None:
        self._seed, self._block, self._rest = seed, 0, b""

    def bytes(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._rest += sha256(b"demo %d %d" % (self._seed, self._block)).digest()
            self._block += 1
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken

    def token(self, length: int, alphabet: str) -> str:
        return "".join(self.pick(alphabet) for _ in range(length))

    def below(self, end: int) -> int:
        """A whole number from 0 to end - 1."""
        return int.from_bytes(self.bytes(4), "big") % end

    def pick(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]

    def falls(self, percent: int) -> bool:
        """Whether something happens that happens so often."""
        return self.below(100) < percent
