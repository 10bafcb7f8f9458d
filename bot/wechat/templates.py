"""Fits values into the fields of a template message, whose kind WeChat writes into their name (``thing1``).

Never invents a value: what does not fit is cut or comes back empty, for the caller to refuse.
"""

from __future__ import annotations

import re
import unicodedata

from bot.wechat.fields import clean

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NOT_PHRASE = re.compile("[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}:\d{2})(?::\d{2})?)?")
_BAD_KEY = re.compile(r"data\.([A-Za-z_]+\d*)\.value")
_LENGTHS = {
    "thing": 20,
    "short_thing": 10,
    "car_number": 8,
    "symbol": 5,
    "character_string": 32,
    "letter": 32,
}
_ALLOWED = {
    "character_string": re.compile(r"[^\x21-\x7e ]"),
    "letter": re.compile(r"[^A-Za-z]"),
    "number": re.compile(r"[^0-9.\-]"),
    "phone_number": re.compile(r"[^0-9+\-() ]"),
}
_AMOUNT = re.compile(r"([¥￥$€£]?)\s*(\d{1,10})((?:\.\d{1,2})?)\s*(元?)")
_OPTIONAL = frozenset({"thing", "short_thing", "character_string"})


def fit(key: str, value: str, *, strict: bool = False) -> str:
    """`value` as the field `key` may hold it; "" where nothing of it fits.

    `strict` gives only what no validation was ever seen to refuse: for a second try after 47003.
    """
    kind = kind_of(key)
    text = " ".join(_without_emoji(clean(value)).split())
    if strict and kind == "thing":
        plain = "".join(char if char.isalnum() else " " for char in text).split()
        return " ".join(plain)[: _LENGTHS.get(kind, 20)].rstrip() or "-"
    if not text and kind in _OPTIONAL:
        return "-"
    if kind in ("time", "date"):
        return _moment(text, kind)
    if kind == "amount":
        return _amount(text, strict)
    if kind == "phrase":
        return _NOT_PHRASE.sub("", text)[:5]
    if kind == "name":
        return text[: 10 if _HAN.search(text) else 20].rstrip()
    if kind in _ALLOWED:
        text = _ALLOWED[kind].sub("", text).strip()
        return text[: 17 if kind == "phone_number" else 32] or ("-" if kind in _OPTIONAL else "")
    if kind in ("const", "enum"):
        return text
    return _cut(text, _LENGTHS.get(kind, 20))


def kind_of(key: str) -> str:
    """``thing`` of ``thing1``."""
    return key.rstrip("0123456789").lower()


def refused_field(text: str) -> str:
    """The key that WeChat's 47003 names, "" where it names none."""
    found = _BAD_KEY.search(text)
    return found.group(1) if found else ""


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _without_emoji(text: str) -> str:
    """WeChat takes emoji out of templates by itself; before it counts or after is not known."""
    return "".join(
        char for char in text if char not in "\u200d\ufe0f" and not (char > "\uffff" and _is_symbol(char))
    )


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cn", "Co")


def _moment(text: str, kind: str) -> str:
    """Chinese date notation for ISO; everything else as it is, as WeChat takes many notations."""

    def spell(found: re.Match[str]) -> str:
        year, month, day, hour = found.groups()
        date = f"{year}年{int(month)}月{int(day)}日"
        return f"{date} {hour}" if hour else date

    text = _ISO.sub(spell, text)
    return text if len(text) <= 40 else _cut(text, 20 if kind == "date" else 32)


def _amount(text: str, strict: bool) -> str:
    found = _AMOUNT.search(text.replace(",", "").replace("，", ""))
    if not found:
        return ""
    sign, whole, decimals, yuan = found.groups()
    return f"{whole}{decimals}元" if strict else f"{sign}{whole}{decimals}{yuan}"
