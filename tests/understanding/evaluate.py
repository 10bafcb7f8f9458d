"""Prints how well the sentence sets are read. Wrong sentences are named only of the sets that may be seen.

make evaluate            the table that docs/understanding.md holds
make evaluate SHOW=1     and what is read wrong in the sets to learn from
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.understanding import Understood
from tests.understanding.sets import DATE_SLOTS, Sentence, sentences

FRESH = tuple(f"fresh-{number}" for number in range(1, 12))
PARTS = ("tune", "holdout", "stranger-tune", "stranger-holdout", *FRESH)
SEEN = frozenset({"tune", "stranger-tune"})


@dataclass(slots=True)
class Score:
    """Counts over some sentences: how many, and how many of them right."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, sentence: Sentence, got: Understood) -> None:
        if sentence.intents is not None:
            self.counts["labelled"] += 1
            self.counts["exact"] += sentence.intents_right(got)
            self.counts["first"] += (got.top() or "other") in {
                wanted[0] for wanted in (sentence.intents, *sentence.others)
            }
        if DATE_SLOTS & sentence.slots.keys():
            self.counts["dated"] += 1
            self.counts["dates"] += sentence.slots_right(got, DATE_SLOTS)

    def row(self, name: str) -> str:
        cells = [("exact", "labelled"), ("first", "labelled"), ("dates", "dated")]
        return f"| {name} | " + " | ".join(self._share(*cell) for cell in cells) + " |"

    def _share(self, right: str, of: str) -> str:
        if not self.counts[of]:
            return "–"
        return (
            f"{self.counts[right]} of {self.counts[of]} ({100 * self.counts[right] / self.counts[of]:.0f} %)"
        )


GRAVE = frozenset({"make_booking", "cancel_booking", "complaint"})  # never to be heard in small talk
Readings = list[tuple[Sentence, Understood]]


def main() -> None:
    readings = {part: [(sentence, sentence.read()) for sentence in sentences(part)] for part in PARTS}
    _table("set", {part: _score(read) for part, read in readings.items()})
    _grave(readings)
    held_out = readings["holdout"] + readings["stranger-holdout"]
    _table("held-out language", _by(held_out, lambda sentence: [sentence.source]))
    _table("held-out style", _by(readings["stranger-holdout"], lambda sentence: [sentence.style]))
    _table("held-out label", _by(held_out, lambda sentence: sorted(set(sentence.intents or []))))
    if "--show" in sys.argv:
        for part in sorted(SEEN):
            _show(readings[part])


def _grave(parts: dict[str, Readings]) -> None:
    """What costs most: an emergency not heard; a booking, a cancelling or a complaint heard in talk of other things."""
    print(
        "| set | emergencies heard | other talk without a booking, cancelling or complaint heard in it |\n|---|---|---|"
    )
    for part, readings in parts.items():
        urgent = [got for sentence, got in readings if (sentence.intents or [""])[0] == "emergency"]
        idle = [
            got for sentence, got in readings if sentence.intents == ["other"] and not _may_be_grave(sentence)
        ]
        heard = sum(got.has("emergency") for got in urgent)
        calm = sum(not any(got.has(label) for label in GRAVE) for got in idle)
        print(f"| {part} | {heard} of {len(urgent)} | {calm} of {len(idle)} |")
    print()


def _may_be_grave(sentence: Sentence) -> bool:
    return any(GRAVE & set(reading) for reading in sentence.others)


def _score(readings: Readings) -> Score:
    score = Score()
    for sentence, got in readings:
        score.add(sentence, got)
    return score


def _by(readings: Readings, groups: Callable[[Sentence], Iterable[str]]) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for sentence, got in readings:
        for group in groups(sentence):
            scores.setdefault(group, Score()).add(sentence, got)
    return dict(sorted(scores.items()))


def _table(title: str, scores: dict[str, Score]) -> None:
    print(
        f"| {title} | intents exactly right, in order | first intent right | all day and time slots right |"
    )
    print("|---|---|---|---|")
    print("\n".join(score.row(name) for name, score in scores.items()), end="\n\n")


def _show(readings: Readings) -> None:
    for sentence, got in readings:
        wrong = {
            name: got.slots.get(name)
            for name in sentence.slots
            if not sentence.slots_right(got, frozenset({name}))
        }
        if wrong or not sentence.intents_right(got):
            said = [f"{intent.label}:{intent.confidence:.2f}" for intent in got.intents]
            print(
                f"{sentence.text}\n    wanted {sentence.intents} {sentence.slots}\n    got    {said} {wrong}"
            )


if __name__ == "__main__":
    main()
