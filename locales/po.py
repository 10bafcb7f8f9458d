"""Reads .po files by Babel; nobody else does. It takes 60 ms to import, so it is imported only to read."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

FOLDER = Path(__file__).parent

__all__ = ["FOLDER", "Catalog", "Message", "PoFileError", "first", "forms", "path_of", "plural", "read"]


def path_of(language: str, folder: Path = FOLDER) -> Path:
    """Where the catalog of a language is."""
    return folder / language / "LC_MESSAGES" / "xiaoer.po"


def read(path: Path, language: str) -> Catalog:
    """The catalog at `path` without what it keeps as obsolete. Raises PoFileError and OSError."""
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True, abort_invalid=True)


def first(entry: Message) -> str:
    """An entry's message id; of one that counts, the singular."""
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def plural(entry: Message) -> str:
    """The plural message id; "" for an entry that does not count."""
    return "" if isinstance(entry.id, str) else entry.id[1]


def forms(entry: Message) -> tuple[str, ...]:
    """The translations of an entry: one, or one a plural form. Untranslated ones are ""."""
    return (entry.string or "",) if isinstance(entry.string, str) else tuple(entry.string or ())
