"""Tells what is wrong with the catalogs: all messages of the code, in each language, with the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from locales import po
from locales.catalog import LANGUAGES
from locales.source import Message, Unreadable, messages

ROOT = Path(__file__).parent.parent
_STRAY = re.compile(
    r"^\s|\s$|  |[ \t]\n|[\u3041-\u30ff\u4e00-\u9fff] [\u3041-\u30ff\u4e00-\u9fff]| [，。！？；：、）」』]"
)


def check(root: Path = ROOT) -> list[str]:
    """One line a problem; empty when every catalog is complete and true to the code."""
    found = list(messages(root))
    known = {item.text: item for item in found if isinstance(item, Message)}
    problems = [str(item) for item in found if isinstance(item, Unreadable)]
    problems += [line for item in found if isinstance(item, Message) for line in _call(item, known)]
    for language in LANGUAGES:
        problems += _catalog(language, known, root)
    return problems


def places(text: str) -> frozenset[str]:
    """The names of the {places} in a text. Raises ValueError for one that is no plain name."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}} is not a plain place")
        found.add(name)
    return frozenset(found)


def shown(text: str) -> str:
    """A message as a line of a report shows it: in quotes, on one line, its beginning if it is long."""
    line = text.replace("\n", "⏎")
    return f"“{line if len(line) <= 80 else line[:79] + '…'}”"


def _call(item: Message, known: dict[str, Message]) -> Iterator[str]:
    where, text = f"{item.file}:{item.line}", shown(item.text)
    try:
        wanted = places(item.text) | places(item.plural)
    except ValueError as error:
        yield f"{where}: {error} in {text}"
        return
    if item.given is not None and item.given != wanted:
        differing = ", ".join(sorted(item.given ^ wanted))
        yield f"{where}: places and values differ in {text}: {differing}"
    if known[item.text].plural != item.plural:
        yield f"{where}: {text} is used with two different plurals"


def _catalog(language: str, known: dict[str, Message], root: Path) -> Iterator[str]:
    path = po.path_of(language, root / "locales")
    try:
        catalog = po.read(path, language)
    except (OSError, po.PoFileError) as error:
        yield f"{language}: {path.name} cannot be read: {error}"
        return
    entries = {po.first(entry): entry for entry in catalog if entry.id}
    for text in known:
        if text not in entries:
            yield f"{language}: missing {shown(text)}: run python -m locales.extract"
    for text, entry in entries.items():
        if text not in known:
            yield f"{language}: no longer used {shown(text)}: run python -m locales.extract"
            continue
        for trouble in _entry(language, entry, known[text]):
            yield f"{language}: {trouble}: {shown(text)}"


def _entry(language: str, entry: po.Message, item: Message) -> Iterator[str]:
    forms = po.forms(entry)
    if po.plural(entry) != item.plural:
        yield "the plural is missing or too many"
    if entry.fuzzy:
        yield "is marked fuzzy, so it is not said"
    if not all(forms) and (language != "en" or any(forms)):
        yield "has no translation"
    wanted = places(item.text) | places(item.plural)
    for place, form in enumerate(form for form in forms if form):
        may_lack = frozenset("n") if item.plural and place == 0 and len(forms) > 1 else frozenset()
        try:
            has = places(form)
        except ValueError as error:
            yield str(error)
            continue
        if not wanted - may_lack <= has <= wanted:
            yield f"has other places ({', '.join(sorted(has ^ wanted))})"
        if _STRAY.search(form):
            yield "has a stray space"
