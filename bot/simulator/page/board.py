"""Looks at the whole again and again and tells the page when something changed. Changes nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.simulator.account import Kind
from bot.simulator.page import views
from bot.simulator.page.stage import Stage
from store.outbox_sheet import Sheet

AT_LEAST = 2.0  # seconds: the product's own clock changes the outbox without a word
TOGETHER = 0.05  # seconds: what happens at once is told at once


class House(Protocol):
    """What the page needs of the product that runs beside it."""

    @property
    def name(self) -> str:
        """What the house is called."""
        ...

    @property
    def rooms(self) -> Sequence[str]:
        """Its rooms' numbers: each has a QR code on its card."""
        ...

    async def tick(self) -> None:
        """Do what is due at the house's time."""
        ...

    async def next_due(self, after: datetime) -> datetime | None:
        """When the first thing after this moment is due."""
        ...

    async def sheet(self) -> Sheet:
        """The outbox."""
        ...

    async def sold_elsewhere(self) -> bool:
        """A booking comes in on another platform; False when it believes the house full."""
        ...

    async def opens(self, room: str, code: str) -> bool:
        """Somebody types a code at a door; whether it opens."""
        ...

    async def reopen(self, kind: Kind) -> None:
        """End the product and start it again, with an account of this kind."""
        ...


@dataclass(slots=True)
class Board:
    """What the page shows beside the phones, as last told."""

    stage: Stage
    house: House
    told: views.Data = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> None:
        """Tell what changed since the last look."""
        async with self._one:
            found = views.changing(self.stage, await self.house.sheet())
            if found != self.told:
                self.told = found
                self.stage.feed.tell("state", found)

    def clock(self) -> dict[str, Any]:
        """House time as it is now; the page lets it run on from there."""
        return {"now": views.moment(self.stage.platform.state.now())}

    def wound(self) -> None:
        """Tell that the clock was moved."""
        self.stage.feed.tell("clock", self.clock())

    async def keep_looking(self) -> None:
        """Look whenever something happened, until cancelled."""
        while True:
            await self.look()
            await self.stage.feed.moved(AT_LEAST)
            await asyncio.sleep(TOGETHER)

    def whole(self) -> views.Data:
        """Everything, for a page that just opened."""
        house = {"name": self.house.name, "rooms": list(self.house.rooms)}
        return {**views.whole(self.stage, self.told), "clock": self.clock(), "house": house}
