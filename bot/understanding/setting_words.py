"""Reads a setting the owner changes in one line: 入住 15点, 保留 60分钟, 取消费 提前1天 首晚. Pure; whether it fits the house is not its business."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bot.understanding.numerals import number
from bot.understanding.spelling import same_length
from bot.understanding.told_hours import afternoon, from_to, one_time

Kind = Literal[
    "time", "hours", "minutes", "switch", "words", "phone", "fee", "late", "bed", "breakfast", "child"
]
Value = str | int | float | bool | list[str]
SEVERAL = ("fee", "late", "bed", "breakfast", "child")  # kinds that set more than one value

# What it is called, its key path in the house file, what kind of value it takes. Longest names first where one begins another.
SETTINGS: tuple[tuple[str, str, Kind], ...] = (
    (r"入住(?:时间)?|几点入住", "check_in", "time"),
    (r"退房(?:时间)?|离店(?:时间)?|几点退房", "check_out", "time"),
    (r"保留(?:时间|房间)?|留房(?:时间)?", "hold_minutes", "minutes"),
    (r"自动确认|即时确认|免确认", "instant_confirmation", "switch"),
    (r"(?:有人|值守|前台|营业)(?:时间)?", "staffed", "hours"),
    (r"到店提醒(?:时间)?|提醒(?:时间)?", "pushes.arrival.hour", "time"),
    (r"到店提醒|提醒", "pushes.arrival.enabled", "switch"),
    (r"欢迎语?|关注语", "texts.welcome", "words"),
    (r"到店提示|到店提醒语", "texts.arrival_note", "words"),
    (r"告别语?|离店语", "texts.farewell", "words"),
    (r"店里电话|电话", "phone", "phone"),
    (r"取消费用?|退订费|取消规则", "cancellation", "fee"),
    (r"(?:门锁|房门|开门)密码", "door.codes", "switch"),
    (r"(?:晚退|延迟退房|晚走)(?:房|费用?)?", "late_checkout", "late"),
    (r"加床(?:费用?|价格?|的?价钱)?", "extras.bed", "bed"),
    (r"早餐(?:费用?|价格?|的?价钱)?", "extras.breakfast", "breakfast"),
    (r"(?:儿童|小孩|孩子|小朋友)(?:费用?|价格?|的?价钱)?(?!早餐)", "extras.child", "child"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One setting as it should be: pairs of key path and value, as the house file's JSON has them."""

    values: tuple[tuple[str, Value], ...]


# Kinds of the values that are set together with others, by the beginning of their key path.
TOGETHER: tuple[tuple[str, Kind], ...] = (
    ("staffed_", "hours"),
    ("cancellation.", "fee"),
    ("late_checkout.", "late"),
    ("extras.bed.", "bed"),
    ("extras.breakfast.", "breakfast"),
    ("extras.child.", "child"),
)
NOTHING: Mapping[str, str] = MappingProxyType({})


def read_setting(
    text: str, kinds: Mapping[str, Sequence[str]] = MappingProxyType({}), shown: Mapping[str, str] = NOTHING
) -> Wanted | str | None:
    """What `text` sets; the kind of value that is missing ("time") where only the name was understood; None for no setting.

    `kinds`: the code of each room type with its names; `shown`: how the list calls the settings, by key path.
    """
    missing: str | None = None
    typed = text.strip()
    said = same_length(typed)
    for names, path, kind in (*SETTINGS, *_as_shown(shown)):
        match = re.match(rf"(?:{names})\s*(?:改成|改到|改为|设为|为|是|到|[=＝:：])?\s*", said)
        if match is None:
            continue
        words = typed[match.end() :]
        if kind in SEVERAL:
            several = _several(kind, _plain(said[match.end() :]), kinds)
            if several is not None:
                return Wanted(several)
            missing = missing or kind
            continue
        value = (words or None) if kind == "words" else _value(_plain(said[match.end() :]), kind, path)
        if value is None:
            missing = missing or kind
            continue
        if isinstance(value, tuple):
            return Wanted((("staffed_from", value[0]), ("staffed_to", value[1])))
        return Wanted(((path, value),))
    return missing


def _as_shown(shown: Mapping[str, str]) -> list[tuple[str, str, Kind]]:
    """The settings under the names they have in the list, the longest first."""
    kinds = {path: kind for _, path, kind in SETTINGS}
    named: list[tuple[str, str, Kind]] = []
    for path, name in sorted(shown.items(), key=lambda pair: -len(pair[1])):
        together = next((kind for begins, kind in TOGETHER if path.startswith(begins)), None)
        named.append((f"(?i:{re.escape(same_length(name))})", path, together or kinds[path]))
    return named


def _plain(typed: str) -> str:
    """In half width, without the stop of a sentence."""
    return unicodedata.normalize("NFKC", typed).rstrip("。.!！ ")


_ON, _OFF = (
    re.compile(r"开|打开|开启|启用|是|要|on|オン", re.IGNORECASE),
    re.compile(r"关|关闭|关掉|停|停用|否|不要|不用|off|オフ", re.IGNORECASE),
)


def _value(said: str, kind: Kind, path: str) -> Value | tuple[str, str] | None:
    if kind == "time":
        clock = one_time(said)
        at = clock and (afternoon(clock) if path in ("check_in", "check_out") else clock.at)
        return f"{at:%H:%M}" if at is not None else None
    if kind == "hours":
        hours = from_to(said)
        return (f"{hours[0]:%H:%M}", f"{hours[1]:%H:%M}") if hours else None
    if kind == "minutes":
        match = re.fullmatch(r"(\d{1,4}|半)\s*(?:个)?(分钟?|小时|钟头)?", said)
        return _minutes(match) if match else None
    if kind == "switch":
        return True if _ON.fullmatch(said) else False if _OFF.fullmatch(said) else None
    return said or None


_COUNT = r"\d{1,3}|[一两二三四五六七八九十]{1,3}"
_NO_FEE = re.compile(r"不收费?|不要|免费|免|没有|无|关|0")
_FIRST_NIGHT = re.compile(r"[首第]一?[晚夜]|一晚|头一?晚")
_PERCENT = re.compile(r"(\d{1,3})\s*%|百分之\s*(\d{1,3})|(全款|全额|全价)")
_DAYS = re.compile(
    rf"(?:提前|前)\s*({_COUNT})\s*(个?(?:周|星期|礼拜)|[天日]|(?:个)?小时)|({_COUNT})\s*(个?(?:周|星期|礼拜)|[天日]|(?:个)?小时)[之以]?前|(当天)"
)
_HOUR = re.compile(r"[早晚上中下午]{0,2}(\d{1,2}|[一两二三四五六七八九十]{1,2})(?:[点时]半?|:\d{2})")


def _fee(said: str) -> tuple[tuple[str, Value], ...] | None:
    """What 提前1天18点 首晚 sets; what is not said stays as it is. None without how much."""
    if _NO_FEE.fullmatch(said):
        return (("cancellation.fee", "none"),)
    share, first = _PERCENT.search(said), _FIRST_NIGHT.search(said)
    if (share is None) == (first is None):
        return None
    values: list[tuple[str, Value]] = [("cancellation.fee", "percent" if share else "first_night")]
    if share is not None:
        values.append(("cancellation.percent", int(share[1] or share[2] or 100)))
    if (days := _DAYS.search(said)) is not None:
        ahead = _days(days)
        if ahead is None:
            return None
        values.append(("cancellation.free_days", ahead))
    elif re.search(r"提前|前", said):
        return None  # a time by which, and none that can be read
    if (hour := _HOUR.search(said)) is not None and (clock := one_time(hour[0])) is not None:
        values.append(("cancellation.free_until", f"{afternoon(clock):%H:%M}"))
    return tuple(values)


_PRICE_OF_AN_HOUR = (  # the first that is found counts: in 16:30 每小时40 the hour before is no price
    re.compile(r"(?:一|每|1)?个?(?:小时|钟头)\s*(?:收|加)?\s*[¥￥]?\s*(\d{1,5}(?:\.\d{1,2})?)"),
    re.compile(r"(?<![\d:.])(\d{1,5}(?:\.\d{1,2})?)\s*[元块]?(?:钱)?\s*(?:一|每|/|1)?个?(?:小时|钟头)"),
)


def _late(said: str) -> tuple[tuple[str, Value], ...] | None:
    """What 16点 每小时40 sets, or 关; what is not said stays as it is. None without how much."""
    if _OFF.fullmatch(said):
        return (("late_checkout.enabled", False),)
    price = next((found for pattern in _PRICE_OF_AN_HOUR if (found := pattern.search(said))), None)
    if price is None or float(price[1]) == 0:
        return None
    values: list[tuple[str, Value]] = [("late_checkout.enabled", True)]
    rest = said[: price.start()] + " " + said[price.end() :]
    if (hour := _HOUR.search(rest)) is not None and (clock := one_time(hour[0])) is not None:
        values.append(("late_checkout.until", f"{afternoon(clock):%H:%M}"))
    values.append(("late_checkout.price", _in_yuan(price[1])))
    return tuple(values)


_YUAN = re.compile(r"(?<![\d.])[¥￥]?(\d{1,5}(?:\.\d{1,2})?)\s*(?:元|块钱?)?(?!\s*[张床周岁歲\d])")
_MOST = re.compile(rf"(?:每间|一间|每房|最多)(?:房)?(?:最多|可以?)?(?:加)?\s*({_COUNT})\s*[张床]")
_ALL_KINDS = re.compile(r"[全所][部有]?房型?|每[种个]房型?|都[能可]")
_CHILDS = re.compile(r"(?:儿童|小孩|孩子|小朋友)(?:早餐)?\s*[¥￥]?(\d{1,5}(?:\.\d{1,2})?)")
_FREE_UNDER = re.compile(
    rf"({_COUNT})\s*(?:周?岁|歲)(?:以下|以内|及以下|之下)?(?:免费|不收费?|不要钱)?|不?满\s*({_COUNT})\s*(?:周?岁|歲)"
)


def _several(
    kind: Kind, said: str, kinds: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, Value], ...] | None:
    if kind in ("fee", "late"):
        return (_fee if kind == "fee" else _late)(said)
    if kind == "bed":
        return _bed(said, kinds)
    return _breakfast(said) if kind == "breakfast" else _child(said)


def _bed(said: str, kinds: Mapping[str, Sequence[str]]) -> tuple[tuple[str, Value], ...] | None:
    """What 100 湖景 亲子 每间1张 sets, or 关; what is not said stays as it is. None without how much or where."""
    if _OFF.fullmatch(said):
        return (("extras.bed.enabled", False),)
    values: list[tuple[str, Value]] = [("extras.bed.enabled", True)]
    if (most := _MOST.search(said)) is not None:
        values.append(("extras.bed.most", number(most[1]) or 1))
        said = said[: most.start()] + " " + said[most.end() :]
    if (price := _YUAN.search(said)) is not None and float(price[1]) > 0:
        values.append(("extras.bed.price", _in_yuan(price[1])))
    named = [code for code, names in kinds.items() if any(name and name in said for name in names)]
    if named or _ALL_KINDS.search(said):
        values.append(("extras.bed.types", named))
    return tuple(values) if len(values) > 1 else None


def _breakfast(said: str) -> tuple[tuple[str, Value], ...] | None:
    """What 25, 25 儿童12 sets, or 关."""
    if _OFF.fullmatch(said):
        return (("extras.breakfast.enabled", False),)
    values: list[tuple[str, Value]] = [("extras.breakfast.enabled", True)]
    if (child := _CHILDS.search(said)) is not None:
        values.append(("extras.breakfast.child_price", _in_yuan(child[1])))
        said = said[: child.start()] + " " + said[child.end() :]
    if (price := _YUAN.search(said)) is not None and float(price[1]) > 0:
        values.append(("extras.breakfast.price", _in_yuan(price[1])))
    return tuple(values) if len(values) > 1 else None


def _child(said: str) -> tuple[tuple[str, Value], ...] | None:
    """What 50 6岁以下免费 sets, or 免费."""
    if _OFF.fullmatch(said) or _NO_FEE.fullmatch(said):
        return (("extras.child.enabled", False),)
    values: list[tuple[str, Value]] = [("extras.child.enabled", True)]
    if (age := _FREE_UNDER.search(said)) is not None:
        values.append(("extras.child.free_under", number(age[1] or age[2]) or 0))
        said = said[: age.start()] + " " + said[age.end() :]
    if (price := _YUAN.search(said)) is not None and float(price[1]) > 0:
        values.append(("extras.child.price", _in_yuan(price[1])))
    return tuple(values) if len(values) > 1 else None


def _in_yuan(said: str) -> int | float:
    fen = round(float(said) * 100)
    return fen // 100 if fen % 100 == 0 else fen / 100


def _days(match: re.Match[str]) -> int | None:
    """提前一周, 三天前, 提前24小时 in whole days; None for what is no whole number of them."""
    if match[5]:
        return 0
    count, unit = number(match[1] or match[3]), match[2] or match[4]
    if count is None:
        return None
    if unit.endswith("小时"):
        return count // 24 if count % 24 == 0 else None
    return count * 7 if unit[-1] in "周期拜" else count


def _minutes(match: re.Match[str]) -> int | None:
    hours = match.group(2) in ("小时", "钟头")
    if match.group(1) == "半":
        return 30 if hours else None
    return int(match.group(1)) * (60 if hours else 1)
