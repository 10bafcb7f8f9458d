"""Simplified and traditional characters: the house's texts for readers of the other. It never changes what stands in {places}."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_PLACE = re.compile(r"(\{[^{}]*\})")


def as_read(language: str, text: str) -> str:
    """A text of the house's own as a reader of `language` reads it: in traditional characters for zh_TW, else as it is."""
    return _in_traditional(text) if language == "zh_TW" else text


def simplified(text: str) -> str:
    """A text in simplified characters, letter by letter: as long as it was."""
    return text.translate(_simplifying())


@lru_cache(maxsize=1)
def traditional() -> dict[str, str]:
    """Traditional character -> simplified one."""
    return {pair[0]: pair[1] for row in _rows("traditional.txt") for pair in row.split()}


@lru_cache(maxsize=1024)
def _in_traditional(text: str) -> str:
    pieces, pattern = _pieces()
    parts = _PLACE.split(text)
    parts[::2] = (pattern.sub(lambda found: pieces[found.group()], part) for part in parts[::2])
    return "".join(parts)


@lru_cache(maxsize=1)
def _pieces() -> tuple[dict[str, str], re.Pattern[str]]:
    """What is looked for, and what is written for it: words before characters."""
    characters = {plain: char for char, plain in reversed(traditional().items())}
    pieces = characters | dict(row.split() for row in _rows("to_traditional.txt"))
    return pieces, re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True))))


@lru_cache(maxsize=1)
def _simplifying() -> dict[int, str]:
    return {ord(char): plain for char, plain in traditional().items()}


def _rows(name: str) -> list[str]:
    text = (files("locales") / "phrases" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
