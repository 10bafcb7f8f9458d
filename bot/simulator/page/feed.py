"""What a page is told, numbered: the latest events are kept, so that a page whose line broke goes on where it was.

Never waits for a slow page: who has fallen too far behind begins anew.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing told: its number, the name the page listens to, and the data."""

    number: int
    name: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Feed:
    """The events of one run of the simulator. `run` tells apart what an older run numbered."""

    run: str
    kept: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))
    last: int = 0
    closed: bool = False
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, name: str, data: Mapping[str, Any]) -> None:
        """Tell every page."""
        self.last += 1
        self.kept.append(Event(self.last, name, data))
        self._wake()

    def since(self, number: int) -> Sequence[Event] | None:
        """What came after `number`, oldest first; None where some of it is no longer kept."""
        if number > self.last or (number < self.last and (not self.kept or self.kept[0].number > number + 1)):
            return None
        return [event for event in self.kept if event.number > number]

    def known(self, event_id: str) -> int | None:
        """The number in an id a page came back with; None for none, or one of another run."""
        run, _, number = event_id.rpartition(".")
        return int(number) if run == self.run and number.isascii() and number.isdigit() else None

    async def moved(self, seconds: float) -> bool:
        """Wait until something is told or the feed is closed; False when nothing was in so many seconds."""
        try:
            return await asyncio.wait_for(self._moved.wait(), seconds)
        except TimeoutError:
            return False

    def close(self) -> None:
        """Let everybody who listens go."""
        self.closed = True
        self._wake()

    def written(self, event: Event) -> bytes:
        """The event as a server-sent one."""
        data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.run}.{event.number}\nevent: {event.name}\ndata: {data}\n\n".encode()

    def _wake(self) -> None:
        self._moved.set()
        if not self.closed:
            self._moved = asyncio.Event()
