"""Learns how likely a text means each label, from what people say: `make learn` writes the weights that are shipped.

It reads `locales/phrases/said` and the examples of the phrases, and of the sentence sets only those that may be seen. Stochastic
gradient descent on the softmax of hashed letter groups and of what the phrases found (bot/understanding/learned.py, evidence.py),
a fifth of them heard at a time; the same sentences and phrases give the same weights.
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import hashlib
import math
import tomllib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.understanding.clean import clean
from bot.understanding.learned import BUCKETS, FILE, SIGN, Learned, groups, marks, packed, shares
from bot.understanding.reader import message_of
from bot.understanding.types import LABELS
from tests.understanding.sets import sentences

PHRASES = Path(__file__).parent.parent.parent / "locales" / "phrases"
ROUNDS = 14
RUNS = 2  # in another order each, and their mean: what is near the edge hangs less on chance
STEP = 4.0  # how far a round moves at first; evenly less each round
HEARD = 0.2  # of what is known of a sentence each time: what is learned must not hang on one word
CALMER = 0.72  # what the weights are shrunk by at the end: learned so, they are surer than they are right
LEAST = 3  # of 127: smaller weights are not kept
AND = " + "  # between the labels of a sentence with two wishes
NOW = datetime(2026, 11, 21, 15, tzinfo=ZoneInfo("Asia/Shanghai"))  # when the sentences are said


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence to learn from: its letters, what the phrases found in it, its labels."""

    letters: str
    evidence: tuple[str, ...]
    labels: tuple[str, ...]


def said() -> list[Row]:
    """Every sentence to learn from, in a fixed order. What phrases find in their own examples says nothing of others."""
    ours = sorted({(clean(text, "").plain, label) for text, label in (*_examples(), *_sets())})
    rows = [
        *(_row(text, label) for text, label in _files()),
        *(Row(text, (), tuple(label.split(AND))) for text, label in ours),
    ]
    unknown = {label for row in rows for label in row.labels} - LABELS
    if unknown:
        raise ValueError(f"no such label: {', '.join(sorted(unknown))}")
    return rows


def _row(text: str, label: str) -> Row:
    message = message_of(text, NOW)
    return Row(message.letters, tuple(sorted(message.evidence())), tuple(label.split(AND)))


def digest(rows: Sequence[tuple[str, str]]) -> str:
    """What tells whether the shipped weights were learned from these sentences."""
    return hashlib.sha256("\n".join(f"{label}\t{text}" for text, label in rows).encode()).hexdigest()[:16]


def learn(rows: Sequence[Row], sentences_of: str = "") -> Learned:
    """The weights these sentences give; `sentences_of` tells later what they were learned from."""
    labels = sorted({label for row in rows for label in row.labels})
    places = {label: at for at, label in enumerate(labels)}
    found = [_units(row) for row in rows]
    counts = Counter(bucket for units in found for bucket, _ in units)
    # What was said once teaches nothing about the next.
    weights = {bucket: [0.0] * len(labels) for bucket, count in counts.items() if count > 1}
    data = [
        (
            [(bucket, unit) for bucket, unit in units if bucket in weights],
            tuple(places[label] for label in row.labels),
        )
        for row, units in zip(rows, found, strict=True)
    ]
    with ProcessPoolExecutor(max_workers=RUNS) as runs:
        learned = list(runs.map(partial(_run, weights, len(labels), data), range(1, RUNS + 1)))
    mean = {
        bucket: [sum(each) / RUNS for each in zip(*(found[bucket] for found, _ in learned), strict=True)]
        for bucket in weights
    }
    bias = [sum(each) / RUNS for each in zip(*(found for _, found in learned), strict=True)]
    return _rounded(labels, sentences_of, mean, bias)


Data = list[tuple[list[tuple[int, float]], tuple[int, ...]]]


def _run(
    weights: dict[int, list[float]], labels: int, data: Data, seed: int
) -> tuple[dict[int, list[float]], list[float]]:
    """The weights and the bias after all rounds, in the order of this seed."""
    bias = [0.0] * labels
    dice = _dice(seed)
    for number in range(ROUNDS):
        data = [row for _, _, row in sorted((next(dice), at, row) for at, row in enumerate(data))]
        for units, right in data:
            heard = [one for one in units if next(dice) < HEARD]
            _step(weights, bias, heard, right, STEP * (1 - number / ROUNDS))
    return weights, bias


def _dice(state: int) -> Iterator[float]:
    """Numbers of 0..1 without order, the same each time: what is learned must not depend on the day."""
    while True:
        state = (state * 1664525 + 1013904223) % (1 << 32)
        yield state / (1 << 32)


def _units(row: Row) -> list[tuple[int, float]]:
    letters, signs = groups(row.letters), marks(row.evidence)
    unit = 1 / math.sqrt(len(letters) or 1)
    return [*((bucket, unit) for bucket in letters), *((bucket, SIGN) for bucket in signs)]


def of_files() -> list[tuple[str, str]]:
    """(sentence, label) of the files alone, as they stand there."""
    return list(_files())


def _files() -> Iterator[tuple[str, str]]:
    for file in sorted((PHRASES / "said").glob("*.txt")):
        label = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                label = line[2:].strip()
            elif line.strip() and not line.startswith("#"):
                yield line.strip(), label


def _examples() -> Iterator[tuple[str, str]]:
    for file in sorted(PHRASES.glob("*.toml")):
        for label, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if label in LABELS:
                yield from ((text, label) for text in (*entry.get("examples", ()), *entry.get("whole", ())))


def _sets() -> Iterator[tuple[str, str]]:
    for part in ("tune", "stranger-tune"):
        for sentence in sentences(part):
            if sentence.intents is not None:
                yield sentence.text, AND.join(sentence.intents)


def _step(
    weights: dict[int, list[float]],
    bias: list[float],
    heard: list[tuple[int, float]],
    right: tuple[int, ...],
    step: float,
) -> None:
    units = [unit / HEARD for _, unit in heard]
    rows = [weights[bucket] for bucket, _ in heard]
    sums = bias
    for row, unit in zip(rows, units, strict=True):
        sums = [total + value * unit for total, value in zip(sums, row, strict=True)]
    wrong = shares(sums)
    for place in right:
        wrong[place] -= 1 / len(right)
    moves = [step * value for value in wrong]
    bias[:] = [value - move * 0.01 for value, move in zip(bias, moves, strict=True)]
    for row, unit in zip(rows, units, strict=True):
        row[:] = [value - move * unit for value, move in zip(row, moves, strict=True)]


def _rounded(
    labels: list[str], sentences_read: str, weights: dict[int, list[float]], bias: list[float]
) -> Learned:
    """The weights in one byte each."""
    scale = max(abs(value) for row in weights.values() for value in row) / 127
    starts, places, kept = array("I", [0]), bytearray(), array("b")
    for bucket in range(BUCKETS):
        for at, value in enumerate(weights.get(bucket, ())):
            small = round(value / scale)
            if abs(small) >= LEAST:
                places.append(at)
                kept.append(small)
        starts.append(len(places))
    calm = [round(value * CALMER, 4) for value in bias]
    return Learned(labels, sentences_read, scale * CALMER, calm, starts, bytes(places), kept)


def main() -> None:
    rows = said()
    print(f"learn: {len(rows)} sentences", flush=True)
    book = learn(rows, digest(of_files()))
    (PHRASES / FILE).write_bytes(packed(book))
    size = (PHRASES / FILE).stat().st_size
    print(f"{len(rows)} sentences, {len(book.places)} weights, {size / 1e6:.1f} MB: {PHRASES / FILE}")


if __name__ == "__main__":
    main()
