"""Settles days once they are named: one day by two names, a list that is alike, days given up or put right. It finds none."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bot.understanding.day_frame import Day, Point
from bot.understanding.days_set_aside import set_aside
from bot.understanding.stay_nights import BESIDE


def named_again(points: Sequence[Point], at: int, before: Day, said: Day, text: str) -> Day | None:
    """The day `before` with what the point at `at`, read as `said`, tells of it; None where it tells another day."""
    last, point = points[at - 1], points[at]
    if last.festival and _is_its_weekday(before, point, text):
        return replace(before, end=point.end)
    if point.festival and _is_dated_feast(before, said, text):
        return replace(before, end=said.end)
    if point.festival and _is_that_feast(last, before, said, text):
        return replace(said, start=before.start, role=said.role or before.role, joined=before.joined)
    if _held_on(last, before, said, text):
        return replace(said, start=before.start, joined=before.joined)
    if _twice(before, said, text):
        return replace(before, end=said.end, role=said.role or before.role)
    return None


def _twice(before: Day, day: Day, text: str) -> bool:
    """Whether the same day was named by two names at once: 跨年夜12月31号, 八一建军节."""
    same = (before.day, before.length) == (day.day, day.length) and before.role != "old" and not day.joined
    return same and _SAME.fullmatch(text[before.end : day.start]) is not None


def _held_on(point: Point, before: Day, day: Day, text: str) -> bool:
    """Whether the second day is when the festival before it is kept: 尾牙订在一月二十三号, a halloween party tomorrow."""
    gap = text[before.end : day.start]
    if not point.festival or day.joined or before.end != point.end:
        return False
    return _KEPT_ON.fullmatch(gap) is not None or (
        before.day == day.day and _SHORT_OF.fullmatch(gap) is not None
    )


def _is_its_weekday(feast: Day, point: Point, text: str) -> bool:
    """Whether a weekday is that of the feast named before it: Thanksgiving Thursday till Sunday."""
    said = text[point.start : point.end]
    named = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}.get(said[:3])
    return (
        named == feast.day.weekday()
        and _WEEKDAY.fullmatch(said) is not None
        and text[feast.end : point.start] == " "
    )


def _is_dated_feast(before: Day, feast: Day, text: str) -> bool:
    """Whether a feast is kept on the date right before it: 8/8父亲节, as Taiwan has it."""
    dated = _MONTH_AND_DAY.search(text, before.start, before.end) is not None and before.role != "old"
    return (
        dated and not feast.joined and text[before.end : feast.start].strip(" (") in {"", "的", "是", "就是"}
    )


_MONTH_AND_DAY = re.compile(r"\d[./月]\d|月[一二三十]")


def _is_that_feast(point: Point, before: Day, feast: Day, text: str) -> bool:
    """Whether a bare number is the day of the feast named behind it: 24号平安夜, the 31st New Year's Eve."""
    return point.number == feast.day.day and _SAME.fullmatch(text[before.end : feast.start]) is not None


_KEPT_ON = re.compile(r"[^,。;!?\s]{0,4}(?:[订定办排摆放]|安排|约)(?:在|于)了?")
_SHORT_OF = re.compile(r"[^,。;!?]{0,12}")
_SAME = re.compile(r"[夜晚\s,(]*(?:的|就是|也就是|即|是|都|都是|已经是?|那天)?[\s,(]*")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day")


# --- once all are known ---


def settled(days: list[Day], text: str) -> list[Day]:
    """The days once all are known: those of a list are alike, a correction leaves what follows it."""
    if len(days) > 1 and days[1].joined and all(day.role == "old" for day in days):
        days = [replace(day, role="") for day in days]  # I booked 1 to 4 December, but: no other day is told
    to_us = next((at for at, day in enumerate(days) if _TO_US.match(text, day.end)), 0)
    if to_us and _SOMEBODY.search(text, days[to_us - 1].end, days[to_us].start):
        to_us = 0  # 25号到，我朋友27号到你们店
    days = set_aside(_pair_once(days, text), text)
    days = [
        replace(day, role="old") if at < to_us and day.role == "in" and not days[at + 1].joined else day
        for at, day in enumerate(days)
    ]
    days = _stayed_on(_without_others(_without_today(days, text), text), text)
    days = _given_up(_as_their_last(_shifted_away(_comes_before(days, text), text), text))
    fixed = CORRECTION.search(text)
    if fixed and any(day.start >= fixed.end() for day in days):
        return [replace(day, role="old") if day.end <= fixed.start() else day for day in days]
    return days


_SHIFT = re.compile(
    r"(?:往后|往前|向后|向前|推后|推迟|延迟|延后|延期|提前|提早|改期|改签|改时间|改日[子期]|改一下|换时间|换日[子期]|挪|顺延|错开|错后)"
    r"(?:|[^。!?]{0,16}?(?:就是|也就是|即|变成|成|到|[改换]|那就|看看?|[周天月]|礼拜|星期|,[^,。!?]{0,6}))[,\s]*$"
)
_HAD_BOOKED = re.compile(r"(?:订|定|预定|预订|单子?|入住)(?:的|了)?(?:是|那个)?[^,。;!?]{0,6}$")


def _shifted_away(days: list[Day], text: str) -> list[Day]:
    """A range, or the day that was booked, is left where it is moved to another: 4号到6号的往后挪一个礼拜,就是11号到13号."""
    for at in range(1, len(days)):
        first = at - 2 if at > 1 and days[at - 1].joined else at - 1
        whole = days[at - 1].joined == (at + 1 < len(days) and days[at + 1].joined)
        gone, new = days[first:at], days[at]
        if (
            not whole
            or new.joined
            or any(day.role not in {"", "in"} for day in gone)
            or new.role not in {"", "in", "new"}
        ):
            continue
        if not _SHIFT.search(text, days[at - 1].end, new.start):
            continue
        if len(gone) > 1 or _HAD_BOOKED.search(text, 0, gone[0].start):
            kept = [replace(day, role="old") for day in gone]
            return [*days[:first], *kept, replace(new, role="new"), *days[at + 1 :]]
    return days


_BEFORE_IT = re.compile(r"节?前[^,。;!?]{1,3}[天晚日]|(?:提前|提早|早)[^,。;!?]{1,2}天")


def _comes_before(days: list[Day], text: str) -> list[Day]:
    """圣诞节来玩，提前一天到: one comes on the day before the one that was named, which is no arrival."""
    if days and days[0].role != "in":
        return days
    early = any(
        day.role == "in"
        and timedelta() < days[0].day - day.day <= timedelta(days=5)
        and _BEFORE_IT.match(text, day.start, day.end)
        for day in days[1:2]
    )
    return [replace(days[0], role="old"), *days[1:]] if early else days


_TODAY_IS = re.compile(r"(?:今[天日儿]个?|明[天日儿]个?)(?:都|已经|才|刚)?是?.{2,}")
_SAYS_NO_MORE = re.compile(r"(?:了|吧|对吧|没错|我知道|我晓得|啊|呀|哈|嘛|哦)*[,。;!?]")


def _without_today(days: list[Day], text: str) -> list[Day]:
    """今天星期天，下周二有房吗: which day it is today tells of no stay where another day is asked for."""
    for at, day in enumerate(days[:-1]):
        told = _TODAY_IS.fullmatch(text, day.start, day.end) and _SAYS_NO_MORE.match(text, day.end)
        if not told or day.role or days[at + 1].joined or (at and days[at - 1].role != "old"):
            break
        days = [*days[:at], replace(day, role="old"), *days[at + 1 :]]
    return days


# 23号到苏州，25号晚上才到你们那: what was reached before was another place.
_TO_US = re.compile(
    r"(?:早上|上午|中午|下午|傍晚|晚上?)?(?:才|再)?(?:能|会)?(?:到|去|来)(?:你们|您|你家|店里|民宿|客栈)"
)


_SOMEBODY = re.compile(r"朋友|[爸妈哥姐弟妹]|老[公婆]|同[事学]|[他她]|孩子|家人|闺蜜")


_OTHERS = re.compile(
    r"朋友|对象|[爸妈哥姐弟妹舅姑姨叔伯]|老[公婆]|同[事学]|[他她]|孩子|儿子|女儿|家人|闺蜜|亲戚|客户|领导|前台|公司"
)
_ALL_OF_US = re.compile(r"我们(?!.*[他她])|我俩|咱|俺|带|陪|跟|和|帮|给|替|一起|一块|一家|先|之前|本来|原来")
_ONES_OWN = re.compile(r"我|咱|俺|自己")
_IN_ALL = re.compile(r"一共|总共|分别|加起来|都要|统一")
_BREAK = re.compile(r"[,。;!?]")


def _clause_of(day: Day, text: str) -> tuple[str, str]:
    """The words of a day's clause before it and behind it."""
    stop = _BREAK.search(text, day.end)
    return _BREAK.split(text[: day.start])[-1], text[day.end : stop.start() if stop else len(text)]


def _without_others(days: list[Day], text: str) -> list[Day]:
    """Days others come or go on, where one tells one's own: 我哥他们周三到,我们周四到; 我朋友周五回去,我住到周日."""
    if _IN_ALL.search(text):
        return days
    out = list(days)
    for at, day in enumerate(days[:-1]):
        before, behind = _clause_of(day, text)
        if (
            day.role not in {"in", "out"}
            or day.joined
            or not _OTHERS.search(before)
            or _ALL_OF_US.search(before + behind)
        ):
            continue
        for own in days[at + 1 :]:
            theirs = text[day.end : own.start] + _clause_of(own, text)[1]
            if own.role == day.role and own.day != day.day and _ONES_OWN.search(theirs):
                out[at] = replace(day, role="old")
    return out


_STAYS_ON = re.compile(
    r"再[^,。;!?]{0,4}[续住赖待呆玩]|续[住订一两二三\d]?|延[长期迟后住一两二三\d]|多[住待呆玩赖]|晚[^,。;!?]{0,3}(?:退|走)|不走|走不"
)


def _stayed_on(days: list[Day], text: str) -> list[Day]:
    """The day one would have left, where one stays on: 住到今天的,再给我续一晚,明天退."""
    leaving = [at for at, day in enumerate(days) if day.role == "out" and not day.joined]
    gone = {
        one
        for one, other in pairwise(leaving)
        if days[one].day < days[other].day and _STAYS_ON.search(text, days[one].end, days[other].start)
    }
    return [replace(day, role="old") if at in gone else day for at, day in enumerate(days)]


CORRECTION = re.compile(
    r"不对|说错|写错|打错|错了|更正|[啊哦噢呃哎]\s?不(?:是|(?=,))|不是(?=,)|(?<!不)(?:还是|或者)?算了|不不|\bno wait\b|\bsorry,|\bi mean(?:t)?\b|\bactually\b|間違え|じゃなくて|(?:あっ?|いや)、?(?:ごめん|違)|もとい|訂正"
)


def _pair_once(days: list[Day], text: str) -> list[Day]:
    """Two days named twice over are two: friday and saturday night (4th and 5th december) are those that were told by their dates."""
    for at in range(len(days) - 3):
        one, two, first, last = days[at : at + 4]
        if (
            (one.day.weekday(), two.day.weekday()) == (first.day.weekday(), last.day.weekday())
            and last.day - first.day == two.day - one.day > timedelta()
            and BESIDE.fullmatch(text[one.end : two.start])
            and _SAID_AGAIN.fullmatch(text[two.end : first.start])
        ):
            first = replace(first, start=one.start, end=first.end)
            return [*days[:at], replace(first, role=one.role), last, *days[at + 4 :]]
    return days


_SAID_AGAIN = re.compile(
    r"(?: nights?)?[\s,(:]*(?:(?:the|that is|that's|i\.?e\.?|so|which is|on|for)[\s,]*)*"
)


def _given_up(days: list[Day]) -> list[Day]:
    """A day that is given up counts nowhere: 26号几多钱？算了26号不来了，27号呢. Where all are, none is."""
    gone = {day.day for day in days if day.role == "old" and not day.joined} - {
        day.day for day in days if day.role == "new"
    }
    if not gone or all(day.day in gone for day in days):
        return days
    live = [day for day in days if day.role != "old"]
    opens = {first for first, second in pairwise(live) if second.joined or second.role == "out"}
    return [
        replace(day, role="old") if day.day in gone and day.role in {"", "in"} and day not in opens else day
        for day in days
    ]


def _as_their_last(days: list[Day], text: str) -> list[Day]:
    """The days of a list are as its last one is: 2号3号4号都满了, 周五周六都住."""
    for at in range(len(days) - 1, 0, -1):
        before, last = days[at - 1], days[at]
        if (
            (before.role and not (before.role == "new" and last.role == "old"))
            or before.joined
            or not (last.joined or BESIDE.fullmatch(text[before.end : last.start]))
        ):
            continue
        if (last.joined and last.role != "old") or last.day <= before.day:
            continue
        if last.role == "old" or (last.role in {"in", "new"} and last.day - before.day == timedelta(days=1)):
            days[at - 1] = replace(before, role=last.role)
    return days
