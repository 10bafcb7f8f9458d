"""Trouble on demand: error codes, HTTP errors, lost connections and an API that is away for a while.

Never invents trouble that was not ordered.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

Drop = Literal["before", "after"]  # the connection breaks before, or after the call has had its effect


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call. An `errcode` or `http` status stops it before it has any effect."""

    errcode: int | None = None
    errmsg: str = ""  # "" for what WeChat says with that code
    http: int | None = None
    drop: Drop | None = None


@dataclass(slots=True)
class Faults:
    """The faults that are due, oldest first, by path."""

    waiting: dict[str, deque[Fault]] = field(default_factory=dict)
    away_until: float = float("-inf")  # machine seconds
    calendar: bool = False  # the invented platform's calendar can't be read
    lost_answers: int = 0  # so many answers to pushes never arrive, and the push is delivered again

    def order(self, path: str, fault: Fault, times: int) -> None:
        self.waiting.setdefault(path, deque()).extend([fault] * times)

    def take(self, path: str, machine_now: float) -> Fault | None:
        """The fault of this call, used up; None lets it through."""
        if machine_now < self.away_until:
            return Fault(drop="before")
        queue = self.waiting.get(path)
        return queue.popleft() if queue else None

    def loses_answer(self) -> bool:
        """Whether the answer to this push is lost on its way; used up."""
        lost = self.lost_answers > 0
        self.lost_answers -= lost
        return lost
