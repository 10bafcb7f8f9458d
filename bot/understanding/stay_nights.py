"""Tells how many nights a stay is to last: as they were said, put right or named one by one. It chooses no days."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.day_frame import Day
from bot.understanding.lengths import Length

BESIDE = re.compile(
    r"\s?(?:、|,|和|跟|与|同|加上?|还有|以及|と|and\b|&|\+|n\b)?\s?"
)  # between two days of one list


def next_to(before: Day, day: Day, text: str) -> bool:
    """Whether two days of one list follow each other: 12号13号两晚."""
    return (
        day.day - before.day == timedelta(days=1)
        and BESIDE.fullmatch(_NIGHT_OF.sub("", _WEEKDAY_BEHIND.sub("", text[before.end : day.start])))
        is not None
    )


_NIGHT_OF = re.compile(r"(?:the )?(?:night|nite) (?:of|on) (?:the )?$")
_WEEKDAY_BEHIND = re.compile(r"^(?: night|\([月火水木金土日]\))")  # 5日(土)、6日(日)の2泊


_INSTEAD = re.compile(
    r"(?:只|就|改|现[在再]想?|改成|改为|变成|换成|缩到|缩成|缩短到|减到|减成|总共|一共|哦不,?|不对,?)(?:想|能|打算)?(?:住|订|定|要|睡)?(?:\d{1,2}[\d号、和跟]{2,9})?$|(?:もう|あと|さらに|追加で|加多|いや、?|やっぱり?、?|じゃなくて、?|ではなくて?、?|でなく、?|訂正[して、]*)$|\b(?:only|just|make (?:it|that)|to) $"
)


_TOO_SHORT = re.compile(r"(?:有点|太|可能|怕|肯定|好像)*(?:不够|少了|太?短)")  # 一晚不够,要两晚
_FIRST_ELSEWHERE = re.compile(  # 先到大理住两晚,再到你们那住三晚
    r"先(?:去|到|在)(?!你|店|民宿|这)[^,。;!?\d]{2,6}(?:住|待|呆|玩)[一两二三四五六七\d]{1,2}个?[晚天夜]上?$"
)
_SPENT = re.compile(r"(?:住|待|呆|玩|耍)[了过]$")
_PAID_BACK = re.compile(r"退(?:我们?|给我们?|掉|还)?$")
_ITS_MONEY = re.compile(r"的?(?:房?钱|房费|房款|费用)")


def _spent(length: Length, text: str) -> bool:
    """Whether nights lie behind, where others are told: 住了两天没住够,还想再住三天."""
    return any(_SPENT.search(text, 0, length.start + ahead) for ahead in (0, 2))


def _paid_back(length: Length, text: str) -> bool:
    """Whether nights are those whose money is asked back: 22号就走,能退一晚的钱吗."""
    return (
        _PAID_BACK.search(text, 0, length.start) is not None
        and _ITS_MONEY.match(text, length.end) is not None
    )


_TO_BE = re.compile(r"に(?:変更|変え|延|のば|増や|減ら|短縮|し(?:たい|て|ます))")  # 2泊の予定を3泊にしたい


def nights_told(text: str, lengths: Sequence[Length], arrival: Day | None, days: Sequence[Day]) -> int | None:
    """The nights said first, or what they came to: 订的两晚能少住一晚只住1晚不. Those of a stay that is over do not count."""
    told = _of_the_room([length for length in lengths if length.nights], text)
    told = [length for length in told if not _TOO_SHORT.match(text, length.end)] or told
    told = [length for length in told if not _spent(length, text)] or told
    told = [length for length in told if not _FIRST_ELSEWHERE.search(text, 0, length.end)] or told
    told = [length for length in told if not _paid_back(length, text)]
    fixed = [
        length
        for length in told[1:]
        if _INSTEAD.search(text[: length.start]) or _TO_BE.match(text, length.end)
    ]
    if fixed:
        return fixed[-1].nights
    if arrival is not None and any(day.role == "old" and day.end <= arrival.start for day in days):
        told = [length for length in told if length.start >= arrival.end] or told
    return told[0].nights if told else None


_ELSEWHERE = re.compile(
    r" (?:in|around|at|near) (?!(?:total|all|a|an|the|your|our|one|two|three|row|room|double|twin|advance|early|mid|late|between|may|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|next|this|(?:half )?board|yours|least|most|this|mind|case|fact)\b|(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]+\b|\d|□|■)[a-z]"
)
_AFTER_THEM = re.compile(r"\bafter (?:about |our |the )?$")


def _of_the_room(told: list[Length], text: str) -> list[Length]:
    """The lengths that may be those of the room: in town for 2 weeks, need you for four nights; after 5 nights in Lijiang, 2 nights with you."""
    if len(told) < 2 or not text.isascii():
        return told
    here = [
        length
        for length in told
        if not _ELSEWHERE.match(text, length.end) and not _AFTER_THEM.search(text[: length.start])
    ] or told
    in_nights = [length for length in here if not length.reckoned]
    return in_nights if here[0].reckoned and in_nights else here


_NIGHTS_OF = re.compile(r"\b(?:nights? (?:of|on)|both nights,?) (?:the )?$")
_WEEKEND_STAY = re.compile(r"土日で(?!どちら|どっち|空|一番|行け|迷)")  # on Saturday, away on Sunday
_COUNTED_NIGHTS = re.compile(r"(?:今明|明后|今明后)[两二三23]晚")
_ALL_WANTED = re.compile(
    r"(?:这?[两二三23]天)?都(?:(?:想|得|会)?(?:住|订|定)|要(?=住|订|定|$|[,。;!?\d一两]))(?!满|完|了)"
)  # 20号21号都要
_NIGHT = re.compile(r"晚|夜|\bnights?\b|tonight|泊")


def nights_named(days: Sequence[Day], first: date, text: str) -> int | None:
    """How many nights are named one by one, from the first on: 今晚和明晚, tonight and tomorrow night. None for one."""
    run = [day for day in days if day.day >= first]
    count = 1
    for before, day in pairwise(run):
        if day.joined or not next_to(before, day, text):
            break
        count += 1
    if count == 1 and run and _COUNTED_NIGHTS.fullmatch(text, run[0].start, run[0].end):
        return run[0].length
    if count == 1 and run and run[0].length == 2 and _WEEKEND_STAY.match(text, run[0].end - 2):
        return 1
    if count == 1 or not (
        _NIGHT.search(text[run[0].start : run[count - 1].end + (7 if text.isascii() else 2)])
        or _NIGHTS_OF.search(text[: run[0].start])
        or _ALL_WANTED.match(text, run[count - 1].end)
    ):
        return None
    return count
