"""The kinds of a template's fields, by the prefix of their key, and what each takes. Never sends anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
_MOMENT = rf"(?:{_DAY} ?)?{_CLOCK}"
_DAY_MAYBE_CLOCK = rf"{_DAY}(?: ?{_CLOCK})?"
_HAN = re.compile("[㐀-鿿]")


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _name(value: str) -> bool:
    return len(value) <= (10 if _HAN.search(value) else 20)


RULES: Mapping[str, Callable[[str], bool]] = {
    "thing": lambda value: len(value) <= 20,
    "short_thing": lambda value: len(value) <= 10,
    "character_string": _matches(r"[!-~ ]{1,32}"),
    "number": _matches(r"(?=.{1,32}$)-?\d+(?:\.\d+)?"),
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": _matches(r"[^\w\s]{1,5}"),
    "phrase": _matches("[㐀-鿿]{1,5}"),
    "time": _matches(rf"{_MOMENT}(?: ?~ ?{_MOMENT})?"),
    "date": _matches(rf"{_DAY_MAYBE_CLOCK}(?: ?~ ?{_DAY_MAYBE_CLOCK})?"),
    "amount": _matches(r"[¥￥$€£]?\d{1,10}(?:\.\d+)?元?"),
    "phone_number": _matches(r"[0-9+\-*() ]{1,17}"),
    "car_number": lambda value: len(value) <= 8,
    "name": _name,
}
_KEY = re.compile(r"(?P<kind>[a-z_]+?)\d+")


def kind_of(key: str) -> str:
    """The kind a key names: "thing" of "thing4"; "" for one without rules (keyword1, first)."""
    match = _KEY.fullmatch(key)
    kind = match["kind"] if match else ""
    return kind if kind in RULES or kind in {"const", "enum"} else ""


def acceptable(key: str, value: str, allowed: tuple[str, ...] = ()) -> bool:
    """Whether a category template takes `value` for `key`; `allowed` are the values of a const field."""
    kind = kind_of(key)
    if not value or any(ord(letter) < 32 for letter in value):
        return False
    if kind in {"const", "enum"}:
        return value in allowed
    return RULES[kind](value) if kind else True
