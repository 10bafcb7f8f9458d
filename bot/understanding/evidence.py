"""What the phrases found in a text, as words that weights are learned for. It decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from bot.understanding.elsewhere import elsewhere, of_the_house
from bot.understanding.kinds import kinds
from bot.understanding.taught import asks
from bot.understanding.types import Intent
from bot.understanding.weighing import SPLIT, Hit

_DAYS = re.compile(r"□+")
_CONFIDENT = (0.5, 0.65, 0.75, 0.82, 0.9, 0.97)
_STRONG = (1.2, 1.6, 2.6, 4.0, 6.0)
_NAMED = 6  # kinds that are looked at in pairs
_MOST = 4  # clauses, days: more are as many


Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the phrases made of a text, or of a clause of one."""

    found: tuple[Intent, ...]
    raw: tuple[Hit, ...]  # all hits, also those that something else outweighed
    denied: frozenset[str]  # what was said not to be wished
    calm: bool  # a word says that no danger is at hand: 梦见, 电影里
    aside: Spans = ()  # what only sounds like danger: 笑死我了, 火锅

    def known(self, plain: str) -> bool:
        """Whether each clause of `plain` is word for word a known one."""
        exact = sum(hit.exact for hit in self.raw)
        return bool(self.found) and exact == len(self.raw) == parts(plain)


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be weighed. `letters` and `plain` (days blanked) are of one length; `hear` reads a clause of `plain`."""

    letters: str
    plain: str
    heard: Heard
    hear: Callable[[str], Heard]

    def clause(self, start: int, end: int) -> Message:
        """A part of it as a text of its own."""
        plain = self.plain[start:end]
        aside = tuple(
            (max(one, start) - start, min(other, end) - start)
            for one, other in self.heard.aside
            if one < end and start < other
        )
        return Message(self.letters[start:end], plain, replace(self.hear(plain), aside=aside), self.hear)

    def in_earnest(self) -> str:
        """Its letters without what only sounds like danger."""
        return blanked(self.letters, self.heard.aside)

    def evidence(self) -> frozenset[str]:
        """What was found, as words: which label, how surely, beside what."""
        return frozenset(
            (
                *_found(self.heard),
                *_hits(self.heard, self.plain),
                *_form(self.plain, self.heard),
                *_kinds(self.letters),
            )
        )


def _found(heard: Heard) -> Iterator[str]:
    yield f"n{min(len(heard.found), _MOST)}"
    for place, intent in enumerate(heard.found[:3]):
        yield f"f {intent.label}"
        yield f"f{min(place, 1)} {intent.label} {_band(intent.confidence, _CONFIDENT)}"


def _hits(heard: Heard, plain: str) -> Iterator[str]:
    best: dict[str, float] = {}
    for hit in heard.raw:
        best[hit.label] = max(best.get(hit.label, 0.0), hit.score)
        if hit.exact:
            yield f"w {hit.label}"
    yield from (f"h {label} {_band(score, _STRONG)}" for label, score in best.items())
    if best:
        yield f"t {max(best, key=lambda label: best[label])}"
        yield from (
            f"e {label}"
            for label in best.keys() - {hit.label for hit in of_the_house(list(heard.raw), plain)}
        )
    yield from (f"d {label}" for label in heard.denied)


def _form(plain: str, heard: Heard) -> Iterator[str]:
    away = elsewhere(plain)
    yield f"away {any(away)} {all(away)}"
    yield f"asks {asks(plain)}"
    yield f"clauses {min(parts(plain), _MOST)}"
    yield f"days {min(len(_DAYS.findall(plain)), 2)}"
    if heard.calm or heard.aside:
        yield "calm"


def blanked(text: str, spans: Spans) -> str:
    """A text with □ in place of some of its letters."""
    for start, end in spans:
        text = text[:start] + "□" * (end - start) + text[end:]
    return text


def _kinds(letters: str) -> Iterator[str]:
    """What is spoken of, and beside what."""
    named = sorted(kinds(letters))
    yield from (f"k {kind}" for kind in named)
    yield from (f"k {one} {other}" for one, other in combinations(named[:_NAMED], 2))


def parts(plain: str) -> int:
    """How many clauses a text has."""
    return sum(1 for part in SPLIT.split(plain) if part and part.strip())


def _band(value: float, cuts: tuple[float, ...]) -> int:
    return sum(value >= cut for cut in cuts)
