"""Writes a house as the house.toml that describes it: read back, it is the same house. What stands at its default is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from store.house_file.model import House

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def house_text(house: House) -> str:
    """The text of a house.toml."""
    document = house.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return "\n".join(_table((), document)).strip() + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """Values first, then the tables inside, as TOML wants it."""
    inner = {key: value for key, value in table.items() if _is_table(value)}
    if path and (len(inner) < len(table) or not table):
        yield ""
        yield f"[{'.'.join(map(_key, path))}]"
    for key, value in table.items():
        if key not in inner:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        yield from _table((*path, key), value)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and not _small(value)


def _small(table: Mapping[str, Any]) -> bool:
    """A table that reads best on one line: a price."""
    return "weekday" in table


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    """A value on one line. JSON's strings, numbers, truth values and lists are TOML's."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items() if one is not None)
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
