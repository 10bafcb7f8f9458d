"""Reads numbers as people write them: 12, 十二, 廿八, 两, 三百二, half-dozen English words. It never decides what they count."""

from __future__ import annotations

import re

ZH_NUMBER = r"(?:\d{1,4}|[零〇一二两三四五六七八九十廿卅百]{1,5})"
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
          "nineteen"]  # fmt: skip
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
EN_NUMBER = (
    rf"(?:\d{{1,4}}|half a dozen|(?:a|one) (?:dozen|hundred)|a|an|(?:{'|'.join(_EN_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?"
    rf"|{'|'.join([*_UNITS, *_TEENS])})"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WORDS = {
    **{word: value for value, word in enumerate(["zero", *_UNITS, *_TEENS])},
    **{word: 10 * value for value, word in enumerate(_EN_TENS, 2)},
    **{
        f"{tens}{gap}{unit}": 10 * ten + one
        for ten, tens in enumerate(_EN_TENS, 2)
        for one, unit in enumerate(_UNITS, 1)
        for gap in "- "
    },
    **{"a": 1, "an": 1, "couple": 2, "half a dozen": 6, "a dozen": 12, "one dozen": 12, "a hundred": 100, "one hundred": 100},
}  # fmt: skip
_TENS = re.compile(r"([一二两三四五六七八九]?)(十|廿|卅)([一二三四五六七八九]?)")
_HUNDREDS = re.compile(r"([一二两三四五六七八九])百(零?)(.*)")


def number(text: str) -> int | None:
    """The number that `text` writes, None when it writes none (empty, 十百, abc)."""
    if text.isascii():
        return int(text) if text.isdigit() else _WORDS.get(text)
    if all(char in _DIGITS for char in text):
        if len(text) in {2, 3} and not set(text) & {"零", "〇"}:
            return None  # 两三 says "two or three", not twenty-three
        value = 0
        for char in text:
            value = value * 10 + _DIGITS[char]
        return value
    if match := _HUNDREDS.fullmatch(text):
        return _hundreds(match)
    return _below_hundred(text)


def _below_hundred(text: str) -> int | None:
    match = _TENS.fullmatch(text)
    if match is None:
        return None
    lead, unit, rest = match.groups()
    tens = {"十": _DIGITS.get(lead, 1), "廿": 2, "卅": 3}[unit]
    return tens * 10 + _DIGITS.get(rest, 0)


def _hundreds(match: re.Match[str]) -> int | None:
    hundreds, zero, rest = match.groups()
    base = _DIGITS[hundreds] * 100
    if not rest:
        return base
    if len(rest) == 1 and rest in _DIGITS:
        return base + _DIGITS[rest] * (1 if zero else 10)
    below = _below_hundred(rest)
    return None if below is None else base + below


_LARGE = re.compile(r"(?:([一二两三四五六七八九])万)?(?:零?([一二两三四五六七八九])千)?(零?)(.*)")


def large_number(text: str) -> int | None:
    """The number that Chinese words write, up to the ten thousands: 一千二百, 两千五 as 2500."""
    match = _LARGE.fullmatch(text)
    if match is None:
        return None
    tens, thousands, nought, rest = match.groups()
    base = _DIGITS.get(tens or "", 0) * 10_000 + _DIGITS.get(thousands or "", 0) * 1000
    if not rest:
        return base or None
    if len(rest) == 1 and rest in _DIGITS and base and not nought:
        return base + _DIGITS[rest] * (100 if thousands else 1000)
    below = number(rest)
    return None if below is None else base + below
