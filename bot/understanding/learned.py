"""How likely a text means each label, learned from the sentences in `locales/phrases/said`. It decides nothing.

`make learn` writes the weights (tests/understanding/learn.py). A text's letter groups, and what the phrases found in it, are
hashed into buckets; a bucket holds labels and their weights, a byte each: 2.7 MB for the whole.
"""

from __future__ import annotations

import json
import math
import re
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from itertools import pairwise

FILE = "learned.bin"
BUCKETS = 1 << 17
_RUNS = re.compile(r"[a-z0-9' à-ÿ]+|[^\x00-\x7fà-ÿ]+|[?!]")
_NUMBER = re.compile(r"\d+")
CALLED = frozenset(("110", "119", "120", "911", "999"))
_CALLS = re.compile(r"(?:[打叫拨报喊][个了下通]?|电话|call(?:ed|ing)?|dial|ring|phone|に|へ|番号)\s?$|^\s?$")
SIGN = 0.12  # how much one finding of the phrases weighs beside all letter groups of a text
WIDTH = 32  # bits a label gets where weights are added; a text has far fewer than the 2**24 buckets that would fill them
KEPT = 8192  # buckets ready for adding, about 3 MB: those of most sentences
PREFIX = 4  # letters of a longer word that count as well: towel, towels


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned. `starts` says where a bucket's part begins in `places` (of labels) and `weights`."""

    labels: Sequence[str]
    sentences: str  # a digest of the sentences learned from
    scale: float
    bias: Sequence[float]
    starts: array[int]
    places: bytes
    weights: array[int]


def likely(letters: str, evidence: Iterable[str] = (), book: Learned | None = None) -> dict[str, float]:
    """Each label with its probability for a cleaned text and what the phrases found in it, 0..1, summing to 1.

    `book`: other weights than those shipped.
    """
    lane = _shipped if book is None else partial(_lane, book)
    book = book or learned()
    found, signs = groups(letters), marks(evidence)
    unit = book.scale / math.sqrt(len(found) or 1)
    by_letters, by_signs = (_added(map(lane, buckets), len(book.labels)) for buckets in (found, signs))
    sums = [
        of_letters * unit + of_signs * book.scale * SIGN + bias
        for of_letters, of_signs, bias in zip(by_letters, by_signs, book.bias, strict=True)
    ]
    return dict(zip(book.labels, shares(sums), strict=True))


def _lane(book: Learned, bucket: int) -> int:
    """A bucket's weights side by side in one number, 32 bits a label: many are added at the price of one."""
    places, weights = book.places, book.weights
    return sum(
        weights[at] << WIDTH * places[at] for at in range(book.starts[bucket], book.starts[bucket + 1])
    )


@lru_cache(maxsize=KEPT)
def _shipped(bucket: int) -> int:
    return _lane(learned(), bucket)


def _added(lanes: Iterable[int], labels: int) -> list[int]:
    """The weights of some buckets, a sum a label."""
    total = sum(lanes) + _level(labels)
    half = 1 << WIDTH - 1
    return [one - half for one in struct.unpack(f"<{labels}I", total.to_bytes(WIDTH // 8 * labels, "little"))]


@lru_cache(maxsize=2)
def _level(labels: int) -> int:
    """What keeps each label's sum above zero: below, it would borrow from its neighbour."""
    return sum(1 << WIDTH * place + WIDTH - 1 for place in range(labels))


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def groups(plain: str) -> list[int]:
    """The buckets of a text's letter groups, each once: up to 4 characters of Chinese, words and their neighbours of Latin."""
    found: set[str] = set()
    for run in _RUNS.findall(_NUMBER.sub(_alike, plain)):
        if run[0] <= "ÿ":
            _latin(run, found)
        else:
            _letters(f"^{run}$", found)
    return sorted({zlib.crc32(group.encode()) % BUCKETS for group in found})


def marks(evidence: Iterable[str]) -> list[int]:
    """The buckets of what the phrases found."""
    return sorted({zlib.crc32(b"\0" + sign.encode()) % BUCKETS for sign in evidence})


def _alike(number: re.Match[str]) -> str:
    """One number is like another of as many digits, save those one calls for help: 打120, not 预算120."""
    said = number.group()
    called = said in CALLED and _CALLS.search(number.string[: number.start()])
    return said if called else "0" * min(len(said), 5)


def _latin(run: str, found: set[str]) -> None:
    words = run.split()
    if not words:
        return
    row = ["^", *words, "$"]
    found.update(f"w{word}" for word in row)
    found.update(f"p{word[:PREFIX]}" for word in words if len(word) > PREFIX)
    found.update(f"b{one} {two}" for one, two in pairwise(row))
    found.update(" ".join(three) for three in zip(row, row[1:], row[2:], strict=False))


def _letters(row: str, found: set[str]) -> None:
    for size in (1, 2, 3, 4):
        found.update(row[at : at + size] for at in range(len(row) - size + 1))
    found.update(f"s{row[at]}{row[at + 2]}" for at in range(len(row) - 2))


@lru_cache(maxsize=1)
def learned() -> Learned:
    """The weights that are shipped."""
    return unpacked(files("locales").joinpath("phrases", FILE).read_bytes())


def packed(book: Learned) -> bytes:
    """As bytes: a line of JSON, where each bucket begins (4 bytes, little-endian), labels, weights."""
    head = {
        "labels": list(book.labels),
        "sentences": book.sentences,
        "scale": book.scale,
        "bias": list(book.bias),
    }
    return (
        json.dumps(head).encode()
        + b"\n"
        + _little(book.starts).tobytes()
        + book.places
        + book.weights.tobytes()
    )


def unpacked(data: bytes) -> Learned:
    """What `packed` wrote."""
    line, _, rest = data.partition(b"\n")
    head: Mapping[str, object] = json.loads(line)
    starts = array("I")
    size = (BUCKETS + 1) * starts.itemsize
    starts.frombytes(rest[:size])
    starts = _little(starts)
    places, weights = rest[size : size + starts[-1]], array("b")
    weights.frombytes(rest[size + starts[-1] :])
    return Learned(**head, starts=starts, places=places, weights=weights)  # type: ignore[arg-type] # as packed wrote it


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "little":
        return numbers
    swapped = array("I", numbers)
    swapped.byteswap()
    return swapped
