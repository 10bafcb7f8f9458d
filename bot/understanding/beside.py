"""Whether a message holds a second wish beside its likeliest, and which of the two is said first. It reads no phrases.

The weights of the signs are learned (tests/understanding/learn_beside.py) from messages of one and of two wishes.
"""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import permutations

from bot.understanding.evidence import Message
from bot.understanding.weighing import OUTDONE, OUTDONE_NEAR, SMALL

FILE = "beside.json"
_JOINS = re.compile(
    r"另外|顺便|顺带|还有|对了|然后|再|同时|以及|也|仲有|同埋|\balso\b|by the way|\bbtw\b|\band\b|\bplus\b|それと|あと|それから|また|ついで"
)
_ASKS = re.compile(
    r"[吗么嘛呢?？]|[不没冇](?=[,。!?\s]|$)|多少|几点|哪|怎么|咋|能不能|可不可以|有没有|か(?=[、。?])|\b(?:can|could|what|when|where|how|is there|do you|does)\b"
)
_TOLD = frozenset({"checkin_info"})  # 我今天入住，早餐几点
_CLEARLY = 0.5  # how surely each must stand in its clause
_FAINT = 0.003  # what is less likely is as unlikely
Chances = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A clause: where it begins, and how likely it means each label by itself."""

    start: int
    chances: Chances
    asks: bool = True  # it asks or wishes, and does not only tell


def likeliest(chances: Chances) -> list[str]:
    """The wishes a message may hold, likeliest first."""
    return sorted(chances.keys() - SMALL, key=lambda label: (-chances[label], label))


def second_wish(message: Message, chances: Chances, parts: Sequence[Part]) -> float:
    """How likely the second of the likeliest wishes is meant as well, 0..1."""
    weights = learned()
    total = sum(weights.get(sign, 0.0) * value for sign, value in signs(message, chances, parts).items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))


def signs(message: Message, chances: Chances, parts: Sequence[Part]) -> dict[str, float]:
    """What tells whether the second likeliest wish is meant beside the first."""
    first, second, third = likeliest(chances)[:3]
    found = [intent.label for intent in message.heard.found]
    raw: dict[str, float] = {}
    for hit in message.heard.raw:
        raw[hit.label] = max(raw.get(hit.label, 0.0), hit.score)
    tops = {max(part.chances, key=lambda label: part.chances[label]) for part in parts}
    letters = len(message.letters) / (100 if message.letters.isascii() else 40)
    return {
        "always": 1.0,
        "first": _log(chances[first]),
        "second": _log(chances[second]),
        "third": _log(chances[third]),
        "other": _log(chances["other"]),
        "first in a clause": _log(max((part.chances[first] for part in parts), default=0.0)),
        "second in a clause": _log(max((part.chances[second] for part in parts), default=0.0)),
        "each in its clause": _log(_apart(first, second, parts)),
        "clauses": float(bool(parts)),
        "many clauses": float(len(parts) > 2),
        "second leads a clause": float(second in tops),
        "both lead a clause": float({first, second} <= tops),
        "phrase for both": float({first, second} <= set(found)),
        "phrase for second": float(second in found),
        "phrases for several": float(len(found) > 1),
        "strength of first": min(raw.get(first, 0.0), 6.0) / 6,
        "strength of second": min(raw.get(second, 0.0), 6.0) / 6,
        "joined": float(_JOINS.search(message.letters) is not None),
        "questions": min(len(_ASKS.findall(message.letters)), 3) / 3,
        "first says more": float(second in OUTDONE.get(first, ())),
        "second says more": float(first in OUTDONE.get(second, ())),
        "length": min(letters, 3.0),
    }


def in_order(labels: Sequence[str], message: Message, parts: Sequence[Part]) -> list[str]:
    """Labels in the order in which they are said."""
    return sorted(labels, key=lambda label: _place(label, message, parts))


def needless(labels: Collection[str], parts: Sequence[Part]) -> set[str]:
    """What goes beside something that says more, where no clause means it by itself; what is only told on the way to a wish."""
    told = {label for label in labels if label in _TOLD and not _asked_for(label, parts)}
    return (told if told < set(labels) else set()) | {
        less
        for more in labels
        for less in (OUTDONE.get(more, set()) | OUTDONE_NEAR.get(more, set())) & set(labels)
        if _apart(more, less, parts) < _CLEARLY
    }


def _asked_for(label: str, parts: Sequence[Part]) -> bool:
    """Whether the clause that means a label asks for it."""
    best = max(parts, key=lambda part: part.chances[label], default=None)
    return best is None or best.asks


def _place(label: str, message: Message, parts: Sequence[Part]) -> float:
    starts = [hit.start for hit in message.heard.raw if hit.label == label and hit.score >= 1]
    if starts:
        return min(starts)
    best = max(parts, key=lambda part: part.chances[label], default=None)
    return best.start if best else len(message.plain) / 2


def _apart(first: str, second: str, parts: Sequence[Part]) -> float:
    """How surely each of two labels stands in a clause of its own."""
    return max(
        (min(one.chances[first], other.chances[second]) for one, other in permutations(parts, 2)),
        default=0.0,
    )


def _log(chance: float) -> float:
    return math.log(chance + _FAINT)


@lru_cache(maxsize=1)
def learned() -> dict[str, float]:
    """The weights of the signs."""
    weights: dict[str, float] = json.loads(files("locales").joinpath("phrases", FILE).read_bytes())
    return weights
