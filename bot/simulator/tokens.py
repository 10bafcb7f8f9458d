"""Access tokens of both kinds, in machine time: their life, their overlap, what a forced refresh does.

Never checks what a token is used for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from store.world import World

LIFE = 7200.0
OVERLAP = 300.0
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(slots=True)
class Tokens:
    """The tokens of one account. Those of `token` and of `stable_token` do not know each other."""

    world: World
    life: float = LIFE
    alive: dict[str, float] = field(default_factory=dict)  # token -> end, machine seconds
    dead: dict[str, int] = field(default_factory=dict)  # token -> the error it gives now
    stable: str = ""
    plain: str = ""
    forced: deque[float] = field(default_factory=deque)
    refreshed_at: float = float("-inf")

    def stable_token(self, force: bool = False) -> tuple[str, int]:
        """The stable token and the seconds it has left; a new one from five minutes before the end."""
        now = self.world.machine.seconds()
        if force and self._may_force(now):
            self._kill(self.stable, 40001)
            self.forced.append(now)
            self.refreshed_at = now
        if self.alive.get(self.stable, 0.0) - now < OVERLAP:
            self.stable = self._new(now)
        return self.stable, int(self.alive[self.stable] - now)

    def plain_token(self) -> tuple[str, int]:
        """A new token each time; the former one lives five minutes more."""
        now = self.world.machine.seconds()
        if self.plain in self.alive:
            self.alive[self.plain] = min(self.alive[self.plain], now + OVERLAP)
        self.plain = self._new(now)
        return self.plain, int(self.life)

    def judge(self, token: str) -> int:
        """0 for a good token, else the error code: 41001 none, 42001 expired, 40001 not ours or replaced."""
        if not token:
            return 41001
        if token in self.dead:
            return self.dead[token]
        end = self.alive.get(token)
        if end is None:
            return 40001
        return 0 if self.world.machine.seconds() < end else 42001

    def expire(self, errcode: int) -> None:
        """Every token given so far stops working at once."""
        for token in list(self.alive):
            self._kill(token, errcode)

    def _new(self, now: float) -> str:
        token = self.world.chance.token(136, ALPHABET)
        self.alive[token] = now + self.life
        return token

    def _kill(self, token: str, errcode: int) -> None:
        if self.alive.pop(token, None) is not None:
            self.dead[token] = errcode

    def _may_force(self, now: float) -> bool:
        """Twenty a day and thirty seconds apart; else the call answers as if not forced."""
        while self.forced and now - self.forced[0] >= 86400:
            self.forced.popleft()
        return len(self.forced) < 20 and now - self.refreshed_at >= 30
