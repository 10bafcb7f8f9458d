"""Door locks that exist in memory alone: for the demo, `XIAOER_LOCK=simulated` and tests. They open no real door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.channel import Accepted, Outcome, Refused
from scheduler.doors import Opened
from store import openings


@dataclass(frozen=True, slots=True)
class Set:
    """A code at a door."""

    room: str
    code: str
    opens_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class SimulatedLock:
    """What all doors of the house know."""

    codes: dict[str, Set] = field(default_factory=dict)  # by key
    tries: list[Opened] = field(default_factory=list)
    trouble: Refused | None = None  # what the next requests are answered

    async def set(self, room: str, code: str, opens_at: datetime, ends_at: datetime, key: str) -> Outcome:
        """Keep the code under its key."""
        if self.trouble is not None:
            return self.trouble
        self.codes[key] = Set(room, code, opens_at, ends_at)
        return Accepted(key)

    async def remove(self, room: str, key: str) -> Outcome:
        """Forget what stands under a key, if anything does."""
        if self.trouble is not None:
            return self.trouble
        self.codes.pop(key, None)
        return Accepted(key)

    def opens(self, room: str, code: str, at: datetime) -> bool:
        """Whether the door opens to these digits at a moment; every try is written down."""
        fitting = [
            key
            for key, one in self.codes.items()
            if (one.room, one.code) == (room, code) and one.opens_at <= at < one.ends_at
        ]
        event = f"{at.isoformat()} {room} {len(self.tries)}"
        self.tries.append(Opened(event, at, room, fitting[0] if fitting else "", bool(fitting)))
        return bool(fitting)

    async def openings(self, since: datetime) -> Sequence[Opened]:
        """What was written down since, a page of it; nothing while there is trouble."""
        if self.trouble is not None:
            return []
        tries = sorted((one for one in self.tries if one.at >= since), key=lambda one: one.at)
        return tries[: openings.MOST]
