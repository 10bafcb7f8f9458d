"""Every phrase file can be read: each pattern compiles, each label is one the product knows, nothing is written twice."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from bot.understanding.phrases import phrasebook
from bot.understanding.types import LABELS


@pytest.mark.parametrize("language", ["zh_CN", "en", "ja"])
def test_every_label_has_phrases_in_every_language(language: str) -> None:
    table = tomllib.loads((files("locales") / "phrases" / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(table) - {"groups"} == LABELS


@pytest.mark.parametrize("language", ["zh_CN", "en", "ja"])
def test_every_pattern_compiles_and_none_matches_everything(language: str) -> None:
    book = phrasebook(language)
    apart = (*book.blocks.values(), *book.despite.values(), *book.asides.values())
    every = [pattern for patterns in (book.patterns, *apart) for pattern in patterns.every]
    assert [pattern.source for pattern in every if re.compile(pattern.source).search("")] == []


@pytest.mark.parametrize("language", ["zh_CN", "en", "ja"])
def test_whole_phrase_belongs_to_one_label(language: str) -> None:
    table = tomllib.loads((files("locales") / "phrases" / f"{language}.toml").read_text(encoding="utf-8"))
    owners: dict[str, set[str]] = {}
    for label, entry in table.items():
        for phrase in entry.get("whole", ()) if label != "groups" else ():
            owners.setdefault(phrase, set()).add(label)
    assert {phrase: labels for phrase, labels in owners.items() if len(labels) > 1} == {}
