"""What the owner wants to change, before it is done: shown first, done after a yes. It changes nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.context import Turn

Detail = Mapping[str, Any]  # plain JSON: it waits for the yes in the conversation's place


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for a yes."""

    kind: str
    detail: Detail


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done, or no longer: why, and what to do."""

    said: str


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: how it is shown as things are now, and how it is done. Doing looks at everything anew."""

    preview: Callable[[Turn, Detail], str | Refused]
    carry_out: Callable[[Turn, Detail], str]
