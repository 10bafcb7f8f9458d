"""Reads the sentence sets beside it. It judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.understanding import Hints, Understood, understand

HOUSE = ZoneInfo("Asia/Shanghai")
SATURDAY = "2026-11-21T15:00"  # when a sentence without a moment is said
DATE_SLOTS = frozenset({"check_in", "check_out", "nights", "date", "datetime", "arrival_time"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a set. `intents` None: the line is about its slots alone."""

    part: str  # "tune" or "holdout", also of the stranger: holdouts are never looked at while phrases are written
    text: str
    intents: list[str] | None
    slots: dict[str, Any]
    now: datetime
    source: str  # the language it is written in
    style: str = "plain"  # who writes, or how
    others: tuple[list[str], ...] = ()  # readings just as right, where people would not agree either

    def read(self) -> Understood:
        return understand(self.text, self.now, Hints(room_numbers=frozenset({"301", "302"})))

    def intents_right(self, got: Understood) -> bool:
        labels = [intent.label for intent in got.intents]
        wanted = [self.intents, *self.others]
        return self.intents is None or (labels or ["other"]) in wanted

    def slots_right(self, got: Understood, names: frozenset[str] | None = None) -> bool:
        wanted = {name: value for name, value in self.slots.items() if names is None or name in names}
        return all(got.slots.get(name) == value for name, value in wanted.items())


def sentences(part: str) -> list[Sentence]:
    """All sentences of one part, in all languages."""
    return [sentence for sentence in _all() if sentence.part == part]


def _all() -> Iterator[Sentence]:
    for file in sorted((Path(__file__).parent / "sentences").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield _sentence(line.split("\t"), file.stem)


def _sentence(cells: list[str], source: str) -> Sentence:
    part, text, intents, slots, *rest = cells
    said, language, style = [*rest, *(SATURDAY, source, "plain")[len(rest) :]]
    now = datetime.fromisoformat(said).replace(tzinfo=HOUSE)
    labels, *others = [reading.split(",") for reading in intents.split("|")]
    wanted = None if intents == "-" else labels
    return Sentence(part, text, wanted, json.loads(slots), now, language, style, tuple(others))
