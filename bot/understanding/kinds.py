"""Tells what kinds of things a text speaks of: poodle and kitty are both an animal. It decides nothing and reads no wish.

The words stand in `locales/phrases/kinds`, a file a script: they let what was learned of one word count for its likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

_RUNS = re.compile(r"[a-z0-9'’+-]+|[^\x00-\x7f]+")
_KANA = re.compile(r"[ぁ-んァ-ヶ]")
_ENDINGS = ("s", "es", "ed", "d", "ing")
_WORDS = 3  # of a phrase in English


def kinds(plain: str) -> frozenset[str]:
    """The kinds of things named in a cleaned text."""
    han = words("ja" if _KANA.search(plain) else "zh")
    found: set[str] = set()
    for said in _said(plain, han):
        found.update(han.get(said, ()) or words("en").get(said, ()))
    return frozenset(found)


def _said(plain: str, han: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The words of the lists that stand in a text, longest first where several begin."""
    latin: list[str] = []
    for run in _RUNS.findall(plain):
        if run.isascii():
            latin.append(run.replace("’", "'"))
        else:
            yield from _in_letters(run, han)
    yield from _in_words(latin)


def _in_letters(run: str, known: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    at = 0
    while at < len(run):
        size = next(
            (size for size in range(min(_longest(), len(run) - at), 0, -1) if run[at : at + size] in known), 0
        )
        if size:
            yield run[at : at + size]
        at += size or 1


def _in_words(row: list[str]) -> Iterator[str]:
    known = words("en")
    at = 0
    while at < len(row):
        for size in range(min(_WORDS, len(row) - at), 0, -1):
            said = " ".join(row[at : at + size])
            if (meant := _base(said, known)) is not None:
                yield meant
                break
        else:
            size = 1
        at += size


def _base(said: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """A word of the list, also where it is said in the plural or in the past."""
    if said in known:
        return said
    stems = (said.removesuffix(ending) for ending in _ENDINGS if said.endswith(ending))
    return next((stem for stem in stems if len(stem) > 2 and stem in known), None)


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(len(word) for script in ("zh", "ja") for word in words(script))


@lru_cache(maxsize=3)
def words(script: str) -> Mapping[str, tuple[str, ...]]:
    """Each word of a script ("zh", "en" or "ja") with its kinds."""
    found: dict[str, list[str]] = {}
    kind = ""
    text = (files("locales") / "phrases" / "kinds" / f"{script}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("= "):
            kind = line[2:].strip()
        else:
            for word in filter(None, map(str.strip, line.split("|"))):
                found.setdefault(word, []).append(kind)
    return {word: tuple(dict.fromkeys(of)) for word, of in found.items()}
