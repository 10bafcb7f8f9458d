"""Reads the things a guest names, with how many of each. It never decides whether they are wanted, broken or lost."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from functools import cache

from bot.understanding.belongings import belonging, dish, surely_eaten
from bot.understanding.clean import Clean, as_written
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.phrases import phrasebook
from bot.understanding.reading import Reading

_N = ZH_NUMBER
_COUNTER = "条|双|个|樽|罐|床|瓶|套|只|把|张|份|包|卷|块|袋|盒|杯|碗|件|对|本|枚|本|組|つ|個|台|支|根|副"
_ONE_OF = re.compile(rf"(?:送|拿|要|借|加|给|来|多|再)(?:{_COUNTER})(?:干净的?|新的?)?$")
_WANTED = re.compile(r"(?:补|送|拿|要|来|加|换|再给|多给)(?:我们?|个)?$")
# How many, said only behind the thing and after a breath: 忘带牙刷了, 送两把; 充电线借一个吗.
_BEHIND = re.compile(
    rf"(?:了|吗|么|没|有吗|有没有)?[,，。!?\s]*(?:请|麻烦)?(?:能)?(?:再|多)?(?:送|拿|要|来|加|借|给|带)(?:我|我们)?(?:再)?({_N})(?:{_COUNTER}|盘|提|打)"
)
_CASES = re.compile(
    rf"\b({EN_NUMBER}|a couple of|a couple|a few) (?:more |extra |additional |clean |fresh )*(?:(?:bottles?|rolls?|cups?|pairs?|sets?|cans?|packs?|pieces?|boxes|bags?) of )?(?:the |some )?(?:more |extra |clean |fresh )*$"
)
_EN_OF_WHAT = re.compile(
    r"(?:\b(?:phone|iphone|android|samsung|usb|usb-c|type-c|type c|usb c|laptop|macbook|baby|yoga|bath|hand|face|beach|pool|wine|travel|universal|plug|power|european|uk|us|eu|british|american|international|electric|kids'?|children's|tea) )$"
)
CIVIL = frozenset({"thanks", "greeting"})  # beside them a thing is wished where it is counted: 牙刷两支 谢谢
LOST, EATEN = frozenset({"lost_found", "luggage"}), frozenset({"service_meal"})


def read_things(reading: Reading, text: Clean, labels: set[str]) -> None:
    """The things named with how many of each, as the writer wrote them: `item` and `qty` are the first, `items` lists several."""
    language = text.language
    own = belonging(reading.text, language) if labels & LOST else None
    eaten = dish(reading.text, language) if labels & EATEN else surely_eaten(reading.text, language)
    named = _unbroken(_things(reading.text, language), reading.text) if own is None else []
    if own is None and eaten is not None and (labels & EATEN or not named or named[0][0] in _VESSELS):
        own = eaten
    things = [own] if own else named
    if not things:
        return
    item, qty = things[0]
    if labels and labels <= CIVIL and qty is None:
        return
    reading.put("item", _as_written(item, text))
    reading.put("qty", qty)
    if len(things) > 1:
        reading.put("items", "、".join(f"{_as_written(name, text)}×{count or 1}" for name, count in things))


# What holds a dish, and what is drunk: named in it, it is no thing to be brought beside it.
_VESSELS = frozenset(
    {
        "碗",
        "杯子",
        "茶杯",
        "玻璃杯",
        "咖啡",
        "茶叶",
        "cup",
        "cups",
        "glass",
        "glasses",
        "coffee",
        "mug",
        "お茶",
        "グラス",
        "コップ",
        "水",
        "water",
    }
)
_BROKEN = re.compile(
    r"(?:in (?:our|my|the) (?:room|bathroom) |here |just |has |have |is |are |was |'s )*(?:blows|broken|broke|dead|died|dying|isn'?t (?:working|heating|warm|cold)|not (?:working|heating|warm|cold)|doesn'?t|does not|won'?t|will not|stopped|leak\w*|busted|kaput|out of order|on the blink|(?:is )?(?:cold|smok\w+|mak\w+ (?:a |an )?\w* ?(?:noise|sound)))"
    r"|(?:又|好像|都|已经|还是|啲|的|个|是)*(?:坏|烂|不热|不冷|不凉|不亮|不响|不动|不转|没反应|没电|不工作|不能用|用不了|开不[了到着]|打不开|漏|断了|冒烟|唔热|唔着|唔郁|死机)"
    r"|(?:が|は|も)?(?:また|全然|ずっと)?(?:壊れ|故障|動かな|動きま|つかな|つきま|効かな|効きま|使えな|使えま|調子が|おかし|漏れ|出な|出ま)"
)


def _unbroken(things: list[tuple[str, int | None]], text: str) -> list[tuple[str, int | None]]:
    """The things without those said to be broken, where others are wished for: the fan is dead, and two towels please."""
    whole = [thing for thing in things if not _is_broken(thing[0], text)]
    return whole if any(count is not None for _, count in whole) else things


def _is_broken(name: str, text: str) -> bool:
    at = text.find(name)
    return at >= 0 and re.compile(rf"[ ,]*(?:{_BROKEN.pattern})").match(text, at + len(name)) is not None


def _as_written(name: str, text: Clean) -> str:
    """The name in the writer's own letters; of English ones only those that are no common word's: UK adapter."""
    spelt = next((word for word in _SPELT.get(name, ()) if word in text.raw.lower()), "")
    if spelt or text.language != "en":
        return spelt or as_written(name, text)
    at = text.raw.lower().find(name)
    said = text.raw[at : at + len(name)] if at >= 0 else name
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in said.split(" "))


_SPELT = {"hairdryer": ("hair dryer", "hair-dryer", "hair drier")}


def _things(text: str, language: str) -> list[tuple[str, int | None]]:
    book = language if language in {"en", "ja"} else "zh_CN"
    pattern = thing_pattern(book)
    found: list[tuple[str, int | None]] = []
    for match in pattern.finditer(text):
        name = match.group("name").removesuffix("的")
        qty = number(match.group("before") or match.groupdict().get("after") or "")
        if qty is None:
            qty = _english_count(text, match) if book == "en" else _count_beside(text, match)
        if book == "en" and (more := _EN_OF_WHAT.search(text, 0, match.start("name"))):
            name = more.group() + name
        if not found or found[-1][0] != name:
            found.append((name, qty))
        elif qty is not None and (found[-1][1] is None or _WANTED.search(text, 0, match.start())):
            found[-1] = (name, qty)  # 三个人一个牙刷咋用, 补三支牙刷
    return found


def _count_beside(text: str, match: re.Match[str]) -> int | None:
    if _ONE_OF.search(text, 0, match.start()):
        return 1
    behind = _BEHIND.match(text, match.end())
    return number(behind.group(1)) if behind else None


def _english_count(text: str, match: re.Match[str]) -> int | None:
    """The three of three bottles of water, the two of a couple more pillows, the one of an extra blanket."""
    before = _CASES.search(_EN_OF_WHAT.sub("", text[: match.start("name")]))
    if before is None or before.group(1) == "a few":
        return None
    return 2 if before.group(1).startswith("a couple") else number(before.group(1))


_QUILT = r"(?<=[的条张床加])被(?=点|怎|为|呢|还|未|仲|呀|啊|没|冇|都|$|[,，。?])"
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
    words = f"{_QUILT}|" + "|".join(
        _WATER if name == "水" else re.escape(name) for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(
        rf"(?:(?P<before>{_N})(?:{_COUNTER})(?:の|干净的?|新的?|大的?)?)?(?P<name>{words})(?:を|も(?!う)|が)?(?:追加で)?(?:(?:不够了?|没了|用完了|少了),?)?(?:(?:再)?(?:送|拿|要|来|加|あと|もう)?(?P<after>{_N})(?:{_COUNTER}|枚|本|つ))?"
    )
