"""Loads what people say from `locales/phrases` and compiles it once, on first use. It never sees a guest's text."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_NUMBER = r"(?:\d+|[一二两三四五六七八九十几]+)"
_TOKEN = re.compile(
    r"\((?P<any>[^)]*)\)|\[(?P<maybe>[^\]]*)\]|\{(?P<group>\w+)\}|(?P<gap>\*)|(?P<end>\$)|(?P<text>[^()\[\]{}*$]+)"
)
_GAP = {"zh_CN": r"(.{0,8}?)", "ja": r"(.{0,10}?)", "en": r"(.{0,26}?)"}
LETTER_WEIGHT = 0.4  # a Latin letter says less than a Chinese character


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase: `anchors` are texts of which one must stand in the clause before the expression is tried."""

    label: str
    source: str
    anchors: tuple[str, ...]
    weight: float

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first tried: a thousand phrases would make the first answer wait."""
        return _expression(self.source)


@cache
def _expression(source: str) -> re.Pattern[str]:
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Examples:
    """Example sentences as weighted letter groups, for the text no pattern fits."""

    labels: tuple[str, ...]
    postings: Mapping[str, tuple[tuple[int, float], ...]]  # letter group -> (example, weight)
    rarity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns with what finds the few worth trying."""

    every: tuple[Pattern, ...]
    starts: Mapping[
        str, tuple[tuple[str, int], ...]
    ]  # two letters (or one) -> anchors beginning so, and their pattern
    always: tuple[int, ...]  # patterns without an anchor


@dataclass(frozen=True, slots=True, eq=False)
class Phrasebook:
    """The phrases of one language."""

    patterns: Patterns
    blocks: Mapping[str, Patterns]  # label -> what says that it is not meant
    despite: Mapping[str, Patterns]  # ... save where one of these is said as well
    asides: Mapping[str, Patterns]  # label -> what is taken out before it is looked for
    whole: Mapping[str, str]  # clause -> label
    examples: Examples
    groups: Mapping[str, str]


@lru_cache(maxsize=8)
def phrasebook(language: str) -> Phrasebook:
    """The phrases of `language` ("zh_CN", "en" or "ja")."""
    table = _read(f"{language}.toml")
    groups = table.pop("groups", {})
    patterns, whole = [], {}
    apart: dict[str, dict[str, Patterns]] = {"not": {}, "despite": {}, "aside": {}}
    examples: list[tuple[str, str]] = []
    for label, entry in table.items():
        patterns += [_compile(label, text, language, groups, 1.0) for text in entry.get("words", ())]
        patterns += [_compile(label, text, language, groups, HINT) for text in entry.get("hints", ())]
        patterns += [_compile(label, text, language, groups, WINS) for text in entry.get("wins", ())]
        for key, kept in apart.items():
            if key in entry:
                kept[label] = _found_by_anchor(
                    [_compile(label, text, language, groups, 1.0) for text in entry[key]]
                )
        whole.update(dict.fromkeys(entry.get("whole", ()), label))
        examples += [(label, text) for text in entry.get("examples", ())]
        examples += [
            (label, text)
            for text in entry.get("whole", ())
            if label not in SMALL_TALK and len(letter_groups(text)) >= 4
        ]
    return Phrasebook(
        _found_by_anchor(patterns),
        blocks=apart["not"],
        despite=apart["despite"],
        asides=apart["aside"],
        whole=whole,
        examples=_index(examples),
        groups=groups,
    )


WINS = 8.0  # what a phrase weighs that outweighs the others
HINT = 0.6  # what a weak sign weighs beside a phrase
SMALL_TALK = frozenset({"greeting", "thanks", "affirm", "deny"})


NOTHING = Patterns((), {}, ())


def candidates(patterns: Patterns, clause: str) -> list[Pattern]:
    """The patterns one of whose anchors stands in `clause`: a few of a thousand, in the book's order."""
    found = set(patterns.always)
    starts = patterns.starts
    for at in range(len(clause)) if starts else ():
        for key in (clause[at], clause[at : at + 2]):
            for anchor, pattern in starts.get(key, ()):
                if pattern not in found and clause.startswith(anchor, at):
                    found.add(pattern)
    return [patterns.every[at] for at in sorted(found)]


def _found_by_anchor(patterns: Sequence[Pattern]) -> Patterns:
    starts: dict[str, list[tuple[str, int]]] = {}
    for at, pattern in enumerate(patterns):
        for anchor in set(pattern.anchors):
            starts.setdefault(anchor[:2], []).append((anchor, at))
    always = tuple(at for at, pattern in enumerate(patterns) if not pattern.anchors)
    return Patterns(tuple(patterns), {key: tuple(rows) for key, rows in starts.items()}, always)


@lru_cache(maxsize=8)
def replacements(section: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Words of a region, or typing slips, with the words to read instead."""
    words: dict[str, str] = _read("zh_TW.toml")[section]
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))), words


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("locales") / "phrases" / name).read_text(encoding="utf-8"))


def _compile(label: str, text: str, language: str, groups: Mapping[str, str], weight: float) -> Pattern:
    out: list[str] = []
    literals: list[tuple[str, ...]] = []
    for match in _TOKEN.finditer(text):
        kind, value = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "gap":
            out.append(_GAP[language])
        elif kind == "end":
            out.append("$")
        elif kind == "maybe":
            out.append(f"(?:{_alternatives(value)})?")
        elif kind == "group" and value == "n":
            out.append(_NUMBER)
        elif kind in {"any", "group"}:
            choices = value if kind == "any" else groups[value]
            out.append(f"(?:{_alternatives(choices)})")
            literals.append(tuple(_bare(choice).removeprefix("$") for choice in choices.split("|")))
        else:
            out.append(_escape(value))
            literals.append((_bare(value),))
    pattern = "".join(out)
    if language == "en":
        pattern = rf"\b{pattern}(?![a-z])"
    usable = [choices for choices in literals if all(choices)]
    best = max(usable, key=lambda choices: (min(map(len, choices)), -len(choices)), default=())
    return Pattern(label, pattern, best, weight)


def _alternatives(text: str) -> str:
    return "|".join("$" if choice == "$" else _escape(choice) for choice in text.split("|"))


def _escape(text: str) -> str:
    """Literal text; ~ stands for any ending of a word. Digits mean themselves: the 110 of a phone number is no call for help."""
    before, after = r"(?<!\d)" if text[:1].isdigit() else "", r"(?!\d)" if text[-1:].isdigit() else ""
    return before + re.escape(text).replace(r"\~", "[a-z]*").replace(r"\ ", " ") + after


def _bare(text: str) -> str:
    return text.split("~", maxsplit=1)[0]


# ---- examples ---------------------------------------------------------------------------------------------------


def letter_groups(text: str) -> Counter[str]:
    """The letter groups by which a text resembles an example: 1 and 2 of Chinese, words and their starts of Latin."""
    found: Counter[str] = Counter()
    for run in _RUNS.findall(text):
        if run in _EMPTY_WORDS:
            continue
        if run[0] < "\u0250":
            found[run] += 1
            if len(run) > 4:
                found[run[:4]] += 1
        else:
            found.update(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found


_EMPTY_WORDS = frozenset(
    [
        "please",
        "the",
        "a",
        "an",
        "to",
        "i",
        "is",
        "my",
        "can",
        "you",
        "do",
        "we",
        "me",
        "for",
        "of",
        "in",
        "it",
        "on",
    ]
)
_RUNS = re.compile(r"[a-z']+|[\u3040-\u30ff\u3400-\u9fff]+")


def _index(examples: list[tuple[str, str]]) -> Examples:
    grams = [letter_groups(text.lower()) for _, text in examples]
    spread = Counter(gram for counts in grams for gram in counts)
    rarity = {gram: math.log(1 + len(examples) / count) * _size(gram) for gram, count in spread.items()}
    postings: dict[str, list[tuple[int, float]]] = {}
    for at, counts in enumerate(grams):
        norm = math.sqrt(sum(rarity[gram] ** 2 for gram in counts)) or 1.0
        for gram in counts:
            postings.setdefault(gram, []).append((at, rarity[gram] / norm))
    frozen = {gram: tuple(rows) for gram, rows in postings.items()}
    return Examples(tuple(label for label, _ in examples), frozen, rarity)


def _size(gram: str) -> float:
    return 0.6 if len(gram) == 1 else 1.0


def resembling(examples: Examples, text: str) -> Iterator[tuple[str, float]]:
    """Labels with how much (0..1) their closest example resembles `text`, best first."""
    counts = letter_groups(text)
    norm = 0.0
    scores: dict[int, float] = {}
    for gram in counts:
        weight = examples.rarity.get(gram, 4.0 * _size(gram))
        norm += weight * weight
        for at, value in examples.postings.get(gram, ()):
            scores[at] = scores.get(at, 0.0) + weight * value
    best: dict[str, float] = {}
    for at, score in scores.items():
        label = examples.labels[at]
        if score > best.get(label, 0.0):
            best[label] = score
    size = math.sqrt(norm) or 1.0
    yield from sorted(((label, score / size) for label, score in best.items()), key=lambda row: -row[1])
