"""Messages of one person on their way through the door, those that belong together taken as one. It answers none."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.inbound import Answer, Inbound

if TYPE_CHECKING:
    from bot.model import Chosen


@dataclass(slots=True)
class Waiting:
    """One message on its way through the door."""

    inbound: Inbound
    answer: asyncio.Future[Answer]


@dataclass(slots=True)
class Burst:
    """What one turn is about: messages of one person in order of arrival. It may grow until it is written."""

    queue: deque[Waiting]  # what else waits of this person
    taken: list[Waiting] = field(default_factory=list)
    lingered: bool = False
    read: dict[str, Chosen | None] = field(default_factory=dict)  # by the language model

    def take(self) -> bool:
        """Take what waits in a row: texts together, anything else alone. Whether there was something to take."""
        before = len(self.taken)
        while self.queue and (not self.taken or self._together(self.queue[0])):
            self.taken.append(self.queue.popleft())
        return len(self.taken) > before

    def _together(self, waiting: Waiting) -> bool:
        both = self.taken[0].inbound, waiting.inbound
        return all(inbound.kind == "text" and not inbound.choice for inbound in both)

    @property
    def inbounds(self) -> list[Inbound]:
        return [waiting.inbound for waiting in self.taken]
