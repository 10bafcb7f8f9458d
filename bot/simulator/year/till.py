"""The till of an invented year: it breaks before or after it did what it was asked, and tells nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.simulator.till import SimulatedTill
from bot.simulator.year.fate import Dice
from scheduler.provider import Back, Done, Failed, Order, Ready, Waiting

FAILS = 0.06  # of the calls
TROUBLE = "trouble: till"


class YearTill(SimulatedTill):
    """A till that breaks before or after it did what it was asked, and tells nobody by itself."""

    def __init__(self, dice: Dice, secret: bytes) -> None:
        super().__init__(secret)
        self.dice = dice
        self.counts: Counter[str] = Counter()
        self.silent = True  # its guests tell, and some do not

    async def order(self, order: Order) -> Ready | Failed:
        broken = self._breaks()
        done = None if broken == "before" else await super().order(order)
        return Failed("timeout") if broken or done is None else done

    async def repay(self, back: Back) -> Done | Waiting | Failed:
        broken = self._breaks()
        done = None if broken == "before" else await super().repay(back)
        return Failed("timeout") if broken or done is None else done

    def paid(self) -> Mapping[str, int]:
        """What was paid here, in fen by its number."""
        return {number: one.order.fen for number, one in self.accounts.items() if one.state == "paid"}

    def repaid(self) -> Mapping[str, int]:
        """What went back from here, in fen by its number."""
        return {number: fen for one in self.accounts.values() for number, fen in one.repaid.items()}

    def _breaks(self) -> str:
        if not self.dice.happens(FAILS):
            return ""
        self.counts[TROUBLE] += 1
        return "before" if self.dice.happens(0.5) else "after"
