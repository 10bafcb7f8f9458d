"""Chance that is the same in every run: what tests hand in where `serve` hands in the operating system's."""

from __future__ import annotations

from hashlib import sha256


class SeededChance:
    """An endless stream of bytes that depends on the seed alone; satisfies `store.world.Chance`."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._block = 0
        self._rest = b""

    def token(self, length: int, alphabet: str) -> str:
        return "".join(alphabet[int.from_bytes(self.bytes(4), "big") % len(alphabet)] for _ in range(length))

    def bytes(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._rest += sha256(b"%d.%d" % (self._seed, self._block)).digest()
            self._block += 1
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken
