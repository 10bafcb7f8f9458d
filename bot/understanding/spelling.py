"""Puts right what was mistyped: sound-alikes, pinyin, texting and misspelt English. It never changes a word of its own."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from locales.script import simplified

_AGAIN = re.compile(
    r"在(?=(?:送|来|拿|给|住|续|加|要|开|订|多|帮|换|借|待|呆|玩)(?:我|你|点|些|个|[一二两三四五六几半\d]))"
)
_LIVES = re.compile(
    r"(?<=我)主(?=\d)|(?<![一-鿿])主(?=\d{3})|(?<=们)主(?=\d)|(?<=[想要能])主(?=[一二两三四五六几\d])"
)
_LATIN = re.compile(r"[a-z][a-z' ]*[a-z]")
_WORD = re.compile(r"[a-z0-9']+")
_OF_TAIWAN = (("设定", "设置"), ("房务", "保洁"), ("柜台", "前台"), ("帐", "账"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Slips:
    """What stands in slips.toml, ready to be looked up."""

    wrong: Mapping[str, str]  # a mistyped Chinese word -> the word
    sizes: tuple[int, ...]  # lengths of those words, longest first
    pinyin: Mapping[str, str]
    short: Mapping[str, str]
    english: frozenset[str]


def same_length(text: str) -> str:
    """A command in the characters and words its patterns have, letter for letter: 設定 -> 设置, so that places stay where they were."""
    brought = simplified(text)
    if brought == text:
        return text
    for word, ours in _OF_TAIWAN:
        brought = brought.replace(word, ours)
    return brought


def put_right(plain: str) -> str:
    """A Chinese text with its sound-alikes put right: 空掉不制冷 -> 空调不制冷."""
    slips = _slips()
    out: list[str] = []
    at = 0
    while at < len(plain):
        right = next(
            (slips.wrong[part] for size in slips.sizes if (part := plain[at : at + size]) in slips.wrong), ""
        )
        out.append(right or plain[at])
        at += len(right) or 1
    return _LIVES.sub("住", _AGAIN.sub("再", "".join(out)))


def from_pinyin(text: str) -> str | None:
    """A text of nothing but pinyin in Chinese characters, None when it is something else."""
    lowered = text.lower().strip(" ?!.,~")
    if not _LATIN.fullmatch(lowered):
        return None
    words = lowered.split()
    read = _pieces("".join(words))
    known = all(word in _slips().english or word in _ENGLISH_TOO for word in words)
    return None if read is None or known or len(read) < 2 else read


_ENGLISH_TOO = frozenset(["you", "song", "women", "gou", "tai", "wifi", "le", "de", "ma", "hen"])


def _pieces(letters: str) -> str | None:
    pinyin = _slips().pinyin
    best: list[str | None] = [""] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 12), end):
            before, word = best[start], pinyin.get(letters[start:end])
            if before is not None and word is not None:
                best[end] = before + word
                break  # the longest word that ends here
    return best[-1]


def put_right_english(plain: str) -> str:
    """English with texting forms written out and words of the trade spelt right."""
    return _WORD.sub(_english_word, plain)


def _english_word(match: re.Match[str]) -> str:
    slips = _slips()
    word = match.group()
    if word in slips.short:
        return slips.short[word]
    if len(word) < 5 or word in slips.english or word in _FINE or not word.isalpha():
        return word
    return next((near for near in _one_off(word) if near in slips.english and near[0] == word[0]), word)


# English words one letter from a word of the trade.
_FINE = frozenset(
    ["booing", "checking", "checked", "checks", "cleaner", "cleans", "cleaned", "cleared", "waiter", "waters", "roomy", "prices", "priced", "prince", "pride", "points", "pointy", "might", "light",
     "lights", "right", "rights", "tight", "sight", "eight", "fight", "nightly", "night's", "reserved", "reserves", "cancels", "cancelled", "broke", "showers",
     "toilets", "packing", "marking", "barking", "weekends", "families", "doubles", "doubt", "forget", "token", "spoken", "extends", "extent", "extended", "passports",
     "towel", "trowel", "mornings", "evenings", "deposits", "receipts", "invoices", "coupons", "charge", "charged", "charges", "changer", "parked", "looking", "cooking",
     "hooking", "boking", "meeting", "heading", "beating", "seating", "wallets", "peoples", "families", "include", "includes", "water's", "complaints", "complains"]
)  # fmt: skip


def _one_off(word: str) -> set[str]:
    """Every text one slip of the finger from `word`."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    shorter = {left + right[1:] for left, right in cuts if right}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    longer = {left + letter + right for left, right in cuts for letter in _LETTERS}
    return swapped | shorter | other | longer


@lru_cache(maxsize=1)
def _slips() -> Slips:
    table = tomllib.loads((files("locales") / "phrases" / "slips.toml").read_text(encoding="utf-8"))
    words, real = table["words"].split(), frozenset(table["real"].split())
    wrong = _mistyped(words, real | frozenset(words), table["alike"])
    sizes = tuple(sorted({len(word) for word in wrong}, reverse=True))
    return Slips(wrong, sizes, table["pinyin"], table["short"], frozenset(table["english"].split()))


def _mistyped(words: list[str], real: frozenset[str], rows: list[str]) -> dict[str, str]:
    alike: dict[str, str] = {}
    for row in rows:
        for char in row:
            alike[char] = alike.get(char, "") + row.replace(char, "")
    wrong: dict[str, str] = {}
    for word in words:
        for at, char in enumerate(word):
            for other in alike.get(char, ""):
                slip = word[:at] + other + word[at + 1 :]
                if slip not in real:
                    wrong.setdefault(slip, word)
    return wrong
