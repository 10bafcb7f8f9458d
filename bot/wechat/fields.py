"""Turns the text of a push, XML or JSON, into plain nested fields, and cleans characters WeChat cannot carry.

Never resolves an entity, never reads a document type, never raises anything but `Unreadable`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TypeAlias
from xml.parsers import expat

Field: TypeAlias = "str | dict[str, Field] | list[Field]"
Fields: TypeAlias = Mapping[str, Field]

MAX_DEPTH = 20
MAX_FIELDS = 1000  # a push has some twenty; what is read before a signature is checked must stay cheap

# What XML 1.0 forbids, which is also what WeChat's clients show as a service failure.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unreadable(Exception):
    """The text is neither XML nor JSON as WeChat writes them. Caught by `envelope`."""


def clean(text: str) -> str:
    """`text` without the characters XML forbids, its line ends as ``\\n``."""
    return _FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def is_json(text: str) -> bool:
    """Whether a push is JSON: told by its first character that is not blank."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def read(text: str) -> dict[str, Field]:
    """The fields of one push. Raises Unreadable."""
    text = text.lstrip("\ufeff \t\r\n")
    if text[:1] == "{":
        return _read_json(text)
    try:
        return _Reader().read(text)
    except expat.ExpatError:
        cleaned = clean(text)  # guests' words have arrived with control characters in them
    try:
        return _Reader().read(cleaned)
    except expat.ExpatError:
        raise Unreadable("broken XML") from None


def _read_json(text: str) -> dict[str, Field]:
    try:
        data = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Unreadable("broken JSON") from None
    field = _from_json(data, 1)
    if not isinstance(field, dict):
        raise Unreadable("JSON that is not an object")
    return field


def _from_json(value: object, depth: int) -> Field:
    if isinstance(value, str):
        return clean(value)
    if depth > MAX_DEPTH or (isinstance(value, dict | list) and len(value) > MAX_FIELDS):
        raise Unreadable("nested too deep, or too many fields")
    if isinstance(value, dict):
        return {clean(name): _from_json(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_from_json(inner, depth + 1) for inner in value]
    return "" if value is None else str(value).lower()  # true and false


class _Reader:
    """One pass of expat over one text. An element with children loses its own text, as blanks stand there."""

    def __init__(self) -> None:
        self._open: list[dict[str, Field]] = [{}]
        self._text: list[str] = []
        self._count = 0

    def read(self, text: str) -> dict[str, Field]:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(text.encode("utf-8", "replace"), True)
        root = next(iter(self._open[0].values()))
        return root if isinstance(root, dict) else {}

    def _start(self, _name: str, _attributes: object) -> None:
        self._count += 1
        if len(self._open) > MAX_DEPTH or self._count > MAX_FIELDS:
            raise Unreadable("nested too deep, or too many fields")
        self._open.append({})
        self._text.clear()

    def _end(self, name: str) -> None:
        children = self._open.pop()
        value: Field = children or "".join(self._text)
        self._text.clear()
        parent = self._open[-1]
        if name not in parent:
            parent[name] = value
            return
        before = parent[name]
        if isinstance(before, list):
            before.append(value)
        else:
            parent[name] = [before, value]

    def _refuse(self, *_: object) -> None:
        raise Unreadable("a document type has no place in a push")
