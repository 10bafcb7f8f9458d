"""Who acts next: people are rows of moments, the earliest first. Never looks at a real clock."""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

Acts = AsyncIterator[datetime]
"""Somebody's doings: each time asked on, they act and give the moment of what comes next."""


@dataclass(slots=True)
class Agenda:
    """All that people are going to do."""

    _waiting: list[tuple[datetime, int, Acts]] = field(default_factory=list)
    _entered: int = 0

    def enter(self, at: datetime, acts: Acts) -> None:
        """Somebody begins, or goes on, at a moment; of two at the same one the first entered goes first."""
        self._entered += 1
        heapq.heappush(self._waiting, (at, self._entered, acts))

    def next(self, until: datetime) -> tuple[datetime, Acts] | None:
        """The next one before `until`; None when nobody has anything to do until then."""
        if not self._waiting or self._waiting[0][0] >= until:
            return None
        at, _, acts = heapq.heappop(self._waiting)
        return at, acts
