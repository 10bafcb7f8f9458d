"""Reads the things a guest names, with how many of each. It never decides whether they are wanted, broken or lost."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from functools import cache

from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.phrases import phrasebook
from bot.understanding.reading import Reading

_N = ZH_NUMBER
_COUNTER = "条|双|个|床|瓶|套|只|把|张|份|包|卷|块|袋|盒|杯|碗|件|对|本|枚|本|組|つ|個|台|支|根|副"
_ONE_OF = re.compile(rf"(?:送|拿|要|借|加|给|来|多|再)(?:{_COUNTER})(?:干净的?|新的?)?$")


def read_things(reading: Reading, language: str) -> None:
    """The things named with how many of each: `item` and `qty` are the first, `items` lists all of several."""
    things = _things(reading.text, language)
    if not things:
        return
    item, qty = things[0]
    reading.put("item", item)
    reading.put("qty", qty)
    if len(things) > 1:
        reading.put("items", "、".join(f"{name}×{count or 1}" for name, count in things))


def _things(text: str, language: str) -> list[tuple[str, int | None]]:
    book = language if language in {"en", "ja"} else "zh_CN"
    pattern = thing_pattern(book)
    found: list[tuple[str, int | None]] = []
    for match in pattern.finditer(text):
        name = match.group("name").removesuffix("的")
        qty = number(match.group("before") or match.groupdict().get("after") or "")
        if qty is None and _ONE_OF.search(text, 0, match.start()):
            qty = 1
        if not found or found[-1][0] != name:
            found.append((name, qty))
    return found


_WATER = r"(?<![热下澡冷凉用开漏滴渗冒停缺口香药防喝泉])水(?!龙|管|压|池|温|电|果|杯|壶|疗|晶|流|质|漏|慢|忽|不|太|很|没|小|大|凉|冷|热|是|有点|一直|脏|浑|土)"


@cache
def thing_pattern(language: str) -> re.Pattern[str]:
    names = phrasebook(language).groups["thing"].split("|")
    if language == "en":
        words = "|".join(
            re.escape(name.rstrip("~")) + ("(?:s|es)?" if name.endswith("~") else "")
            for name in sorted(names, key=len, reverse=True)
        )
        return re.compile(
            rf"(?:\b(?P<before>{EN_NUMBER}) (?:more |extra |additional |clean |fresh |bath )*)?\b(?P<name>{words})\b"
        )
    words = "|".join(
        _WATER if name == "水" else re.escape(name) for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(
        rf"(?:(?P<before>{_N})(?:{_COUNTER})(?:の|干净的?|新的?)?)?(?P<name>{words})(?:を|も|が)?(?:追加で)?(?:(?:不够了?|没了|用完了|少了),?)?(?:(?:再)?(?:送|拿|要|来|加|あと|もう)?(?P<after>{_N})(?:{_COUNTER}|枚|本|つ))?"
    )
