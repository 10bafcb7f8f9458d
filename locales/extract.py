"""Brings the catalogs up to date with the code: `python -m locales.extract`. Never changes a translation.

New messages come in untranslated, those no longer used go; the order is that of the code and no line numbers
are kept, so that a change shows only what changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from locales import po
from locales.catalog import LANGUAGES, ONE_FORM
from locales.check import ROOT
from locales.source import Message, Unreadable, messages

_HEAD = (
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "MIME-Version: 1.0",
    "Language: {language}",
    "Plural-Forms: {plural}",
)
_ONE, _TWO = "nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);"


def main() -> int:
    """Write every catalog anew; 1 when some source cannot be read, with nothing written."""
    found = list(messages(ROOT))
    unreadable = [item for item in found if isinstance(item, Unreadable)]
    if unreadable:
        sys.stderr.write("".join(f"{item}\n" for item in unreadable))
        return 1
    known = [item for item in found if isinstance(item, Message)]
    for language in LANGUAGES:
        sys.stdout.write(f"{language}: {update(po.path_of(language), language, known)}\n")
    return 0


def update(path: Path, language: str, known: Sequence[Message]) -> str:
    """Write the catalog at `path` with exactly the messages `known`; gives what changed, in words."""
    old = po.read(path, language) if path.exists() else ()
    entries = {po.first(entry): entry for entry in old if entry.id}
    wanted = {item.text: item for item in reversed(known)}
    ordered = [wanted[text] for text in dict.fromkeys(item.text for item in known)]
    text = "\n".join(_lines(language, ordered, entries))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    new, gone = sum(text not in entries for text in wanted), sum(text not in wanted for text in entries)
    return f"{len(wanted)} messages, {new} new, {gone} gone"


def _lines(language: str, ordered: list[Message], entries: dict[str, po.Message]) -> Iterator[str]:
    yield 'msgid ""'
    yield 'msgstr ""'
    for line in _HEAD:
        yield _quoted(line.format(language=language, plural=_ONE if language in ONE_FORM else _TWO) + "\n")
    yield ""
    for item in ordered:
        yield from _block(language, item, entries.get(item.text))
        yield ""


def _block(language: str, item: Message, entry: po.Message | None) -> Iterator[str]:
    yield from (f"# {comment}" for comment in (entry.user_comments if entry else ()))
    yield f"#: {item.file}"
    if entry and entry.fuzzy:
        yield "#, fuzzy"
    told = po.forms(entry) if entry else ()
    yield from _said("msgid", item.text)
    if not item.plural:
        yield from _said("msgstr", told[0] if told else "")
        return
    yield from _said("msgid_plural", item.plural)
    for place in range(1 if language in ONE_FORM else 2):
        yield from _said(f"msgstr[{place}]", told[place] if place < len(told) else "")


def _said(keyword: str, text: str) -> Iterator[str]:
    """A keyword with its text, one quoted line a line."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        yield f"{keyword} {_quoted(text)}"
        return
    yield f'{keyword} ""'
    yield from (_quoted(line) for line in lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


if __name__ == "__main__":
    raise SystemExit(main())
