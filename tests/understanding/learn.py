"""Learns how likely a text means each label, from what people say: `make learn` writes the weights that are shipped.

It reads `locales/phrases/said` and the examples of the phrases, and of the sentence sets only those that may be seen. Plain
stochastic gradient descent on the softmax of hashed letter groups (see bot/understanding/learned.py); the same sentences give
the same weights.
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import hashlib
import tomllib
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.understanding.clean import clean
from bot.understanding.learned import BUCKETS, FILE, Learned, groups, packed, shares
from bot.understanding.types import LABELS
from tests.understanding.sets import sentences

PHRASES = Path(__file__).parent.parent.parent / "locales" / "phrases"
ROUNDS = 14
STEP = 3.0  # how far a round moves at first; a little less each round
SLIGHT = 0.003  # a label so little wrong is left as it is
LEAST = 3  # of 127: smaller weights are not kept

Rows = list[tuple[str, str]]
Data = list[
    tuple[list[int], int, int]
]  # a sentence's known buckets, how many it has in all, its label's place


def said() -> Rows:
    """(cleaned text, label) of every sentence to learn from, in a fixed order."""
    rows = [*_files(), *_examples(), *_sets()]
    unknown = {label for _, label in rows} - LABELS
    if unknown:
        raise ValueError(f"no such label: {', '.join(sorted(unknown))}")
    return sorted({(clean(text, "").plain, label) for text, label in rows})


def digest(rows: Rows) -> str:
    """What tells whether the shipped weights were learned from these sentences."""
    return hashlib.sha256("\n".join(f"{label}\t{text}" for text, label in rows).encode()).hexdigest()[:16]


def learn(rows: Rows, sentences_of: str = "") -> Learned:
    """The weights these sentences give; `sentences_of` tells later what they were learned from."""
    labels = sorted({label for _, label in rows})
    places = {label: at for at, label in enumerate(labels)}
    known = _kept(rows)
    data = [
        ([bucket for bucket in groups(text) if bucket in known], len(groups(text)), places[label])
        for text, label in rows
    ]
    weights = {bucket: [0.0] * len(labels) for bucket in known}
    bias = [0.0] * len(labels)
    for number in range(ROUNDS):
        data = _shuffled(data, number)
        for found, size, right in data:
            _step(weights, bias, found, size, right, STEP / (1 + number / 4))
    return _rounded(labels, sentences_of, weights, bias)


def of_files() -> Rows:
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
            if sentence.intents is not None and len(sentence.intents) == 1:
                yield sentence.text, sentence.intents[0]


def _kept(rows: Rows) -> set[int]:
    """Buckets of more than one sentence: what was said once teaches nothing about the next."""
    counts = Counter(bucket for text, _ in rows for bucket in groups(text))
    return {bucket for bucket, count in counts.items() if count > 1}


def _shuffled(data: Data, number: int) -> Data:
    """Another order each round, the same each time it is learned."""
    return sorted(data, key=lambda row: zlib.crc32(f"{number} {row[0]}".encode()))


def _step(
    weights: dict[int, list[float]], bias: list[float], found: list[int], size: int, right: int, step: float
) -> None:
    unit = 1 / (size or 1) ** 0.5
    rows = [weights[bucket] for bucket in found]
    sums = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(bias)
    chances = shares([value * unit + more for value, more in zip(sums, bias, strict=True)])
    for at, chance in enumerate(chances):
        wrong = chance - (at == right)
        if abs(wrong) > SLIGHT:
            change = step * wrong
            bias[at] -= change * 0.01
            for row in rows:
                row[at] -= change * unit


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
    return Learned(
        labels, sentences_read, scale, [round(value, 4) for value in bias], starts, bytes(places), kept
    )


def main() -> None:
    rows = said()
    print(f"learn: {len(rows)} sentences", flush=True)
    book = learn(rows, digest(of_files()))
    (PHRASES / FILE).write_bytes(packed(book))
    size = (PHRASES / FILE).stat().st_size
    print(f"{len(rows)} sentences, {len(book.places)} weights, {size / 1e6:.1f} MB: {PHRASES / FILE}")


if __name__ == "__main__":
    main()
