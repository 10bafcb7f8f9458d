"""Reads the things a guest names, with how many of each. It never decides whether they are wanted, broken or lost."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from bot.understanding.belongings import belonging, dish, missed, surely_eaten
from bot.understanding.clean import Clean, as_written, in_their_letters
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.phrases import phrasebook
from bot.understanding.reading import Reading

_N = ZH_NUMBER
_COUNTER = (
    "条|双|个|樽|罐|床|瓶|套|只|把|张|份|包|卷|块|袋|盒|杯|碗|件|对|本|枚|本|組|つ|個|台|支|根|副|辆|顶"
)
_FETCH = "(?:送|拿|要|借|加|给|来|多|再|抱|弄|整|捎|找|搞|换|提|取|带|领|缺|匀|补)"
_KIND = "(?:干净的?|新的?|[\\u4e00-\\u9fff]{1,5}的|大的?|小的?|厚的?|薄的?|一次性的?)?"
_SOME_OF = re.compile(rf"(?:{_FETCH}(?:我们?)?({_N})?|({_N}))(?:{_COUNTER}){_KIND}$")
_WANTED = re.compile(r"(?:补|送|拿|要|来|加|换|再给|多给)(?:我们?|个)?$")
# How many, said only behind the thing and after a breath: 忘带牙刷了, 送两把; 充电线借一个吗.
_BEHIND = re.compile(
    rf"(?:见底|没|用完|用光|不够|少|坏|湿|脏|忘带|破|有点|太?[小大薄厚硬软旧短脏])*(?:了|吗|么|没|有吗|有没有)?[,，。!?\s]*(?:请|麻烦)?(?:能)?(?:再|多)?(?:送|拿|要|来|加|借|给|带|换|补|灌)(?:我|我们)?(?:再)?(?:({_N})(?:{_COUNTER}|盘|提|打)|(?:{_COUNTER})(?=$|[,，。;!?\s]|吧|呗|嘛|新的|给我|\d\d码|[大小厚薄]的))"
)
_EACH = re.compile(rf"各(?:[送拿要来给])?({_N})(?:{_COUNTER})")  # 牙膏牙刷各两份
_CASES = re.compile(
    rf"\b({EN_NUMBER}|a couple of|a couple|a few) (?:more |extra |additional |clean |fresh )*(?:(?:bottles?|rolls?|cups?|pairs?|sets?|cans?|packs?|pieces?|boxes|bags?) of )?(?:the |some )?(?:more |extra |clean |fresh )*$"
)
_EN_OF_WHAT = re.compile(
    r"(?:\b(?:phone|iphone|android|samsung|usb|usb-c|type-c|type c|usb c|laptop|macbook|baby|yoga|bath|hand|face|beach|pool|wine|travel|universal|plug|power|european|uk|us|eu|british|american|international|electric|kids'?|children's|tea) )$"
)
CIVIL = frozenset({"thanks", "greeting"})  # beside them a thing is wished where it is counted: 牙刷两支 谢谢
_NAME = r"(?P<name>(?![一二两三四五六七八九十几点些的了人房车什啥吗吧嘛呗么没有辆])[\u4e00-\u9fff]{1,6}?)"
_ENDS = r"(?=$|[,，。;!?\s]|吗|么|呗|吧|嘛|给|来|过来|上来|上去|下来|用|到|可以|行(?![车李山])|有|没|不|我|就|敷|擦|抹|煮|顺便|帮|然后|另外|插(?![苏座头线排])|一起|几|怎么|放|多少)"
_EATEN = re.compile(r"[吃喝菜饭炖煮炒烤蒸]|早餐|夜宵")
# 提两瓶开水上来, 屋里缺个垃圾桶: whatever it is, it is counted and wanted.
_ANY_THING = re.compile(
    rf"(?:送|拿|要|借|加|给|来|提|带|捎|弄|整|搞|缺|少|抱|取|找|换|补)(?:我们?|了)?(?P<count>{_N})?(?P<unit>{_COUNTER}|壶|桶|盏)(?:[\u4e00-\u9fff]{{1,4}}的)?{_NAME}{_ENDS}"
)
# 有电蚊拍没有,借来使使; 借把大点的伞.
_LENT = (
    re.compile(rf"有(?:没有)?{_NAME}(?:没有?|吗|么)?[,，\s]*(?:可以|能|想|我们?)*借"),
    re.compile(
        rf"借(?:给?我们?)?(?P<count>{_N})?(?P<unit>{_COUNTER})?(?:[一-鿿]{{1,4}}的)?(?![的车钱口过宿用给住来])(?:去看看)?{_NAME}{_ENDS}"
    ),
)
LOST, EATEN = frozenset({"lost_found", "luggage"}), frozenset({"service_meal"})
ORDERED = frozenset({"service_amenity", "make_booking", "breakfast"})
MISSED_IN = frozenset(
    {"emergency", "access_door", "service_maintenance", "room_control", "facility_info", "checkout_request"}
)
NAMED_IN = frozenset(
    {
        "service_amenity",
        "lost_found",
        "service_maintenance",
        "facility_info",
        "luggage",
        "service_meal",
        "service_status",
    }
)


def read_things(reading: Reading, text: Clean, labels: set[str], asked: str) -> None:
    """The things named with how many of each, as the writer wrote them: `item` and `qty` are the first, `items` lists several."""
    language = text.language
    chinese = language.startswith("zh")
    own = belonging(reading.text, language) if labels & LOST else None
    if own is None and chinese and (not labels or labels & MISSED_IN):
        own = missed(reading.text)
    named_in = not labels - CIVIL or bool(labels & NAMED_IN) or asked == "item"
    eaten = dish(reading.text, language) if labels & EATEN else None
    if eaten is None and named_in:
        eaten = surely_eaten(reading.text, language)
    named = _unbroken(_things(reading.text, language), reading.text) if own is None and named_in else []
    if own is None and eaten is not None and (labels & EATEN or not named or named[0][0] in _VESSELS):
        own = eaten
    things = [own] if own else named
    if own is eaten and eaten and "service_amenity" in labels:  # 来两碗米线, 顺便拿双拖鞋
        things += [thing for thing in named if thing[0] not in _VESSELS]
    if not things and chinese and (other := _unlisted(reading.text, labels)):
        things = [other]
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


def _unlisted(text: str, labels: set[str]) -> tuple[str, int | None] | None:
    """What no list names, where a wish and a counter show that it is a thing to bring or a dish: 来两笼小笼包, 提两瓶开水."""
    patterns = (_ANY_THING, *_LENT) if "service_amenity" in labels else ()
    found = [match for pattern in patterns if (match := pattern.search(text)) and _is_a_name(match)]
    if found:
        said = found[0].groupdict()
        return said["name"], number(said.get("count") or ("一" if said.get("unit") else ""))
    ordered = not labels or (labels & ORDERED and ("make_booking" not in labels or _EATEN.search(text)))
    return dish(text, "zh_CN") if ordered else None


def _is_a_name(match: re.Match[str]) -> bool:
    """Whether it is no verb said twice: 借我使使."""
    said = match.string[match.start("name") : match.end("name") + 1]
    return all(one != other for one, other in pairwise(said))


def _as_written(name: str, text: Clean) -> str:
    """The name in the writer's own letters; of English ones only those that are no common word's: UK adapter."""
    if text.language == "zh_CN":
        return in_their_letters(name, text)
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
    each = _EACH.search(text)
    return [(name, number(each.group(1))) for name, _ in found] if each else found


def _count_beside(text: str, match: re.Match[str]) -> int | None:
    before = _SOME_OF.search(text, 0, match.start())
    if before:
        return number(before.group(1) or before.group(2) or "一")
    behind = _BEHIND.match(text, match.end())
    return number(behind.group(1) or "一") if behind else None


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
