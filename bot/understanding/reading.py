"""What has been read off a text so far. It finds nothing by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.understanding.types import SlotValue

TAKEN = "■"  # stands where something was taken out


@dataclass(slots=True)
class Reading:
    """Slots found so far and the text with what they took blanked out, so that a phone number is no date."""

    text: str
    slots: dict[str, SlotValue] = field(default_factory=dict)

    def take(self, match: re.Match[str]) -> None:
        start, end = match.span()
        self.text = self.text[:start] + TAKEN * (end - start) + self.text[end:]

    def put(self, slot: str, value: SlotValue | None) -> None:
        if value is not None and value != "":
            self.slots.setdefault(slot, value)
