"""Finds days of the lunar calendar whose month or calendar is said once for several: 八月初一到初三, 腊月初七来,初九走."""

from __future__ import annotations

import re

from bot.understanding.day_frame import Point
from bot.understanding.day_rules import lunar_day, lunar_on
from bot.understanding.numerals import ZH_NUMBER, number

_N = ZH_NUMBER

_LUNAR_PAIR = re.compile(
    rf"(正|冬|腊|{_N})月(初[一二三四五六七八九十]|初\d|[一二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)(?:到|至|-|~)(初[一二三四五六七八九十]|初\d|[一二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)(?![月个\d])"
)
_LUNAR_BEHIND = re.compile(
    r"(?:^|[,，。\s(])(?:我说的)?(?:是|按|都是)?(?:农历|阴历|旧历)(?:的|算)?(?=$|[,，。)哈哦啊呀吧\s])|月[初\d一二三四五六七八九十廿]{1,3}(?:号|日)?[\s,，(]*(?:按|是|都是|说的)?(?:农历|阴历|旧历)"
)
_ANY_DAY = re.compile(rf"(正|冬|腊|{_N})月(初?{_N})(?:日|号)?")


def lunar_days(text: str) -> list[Point]:
    """八月初一到初三 lies in one lunar month; 八月十四到八月十六 农历 are no common days."""
    found = []
    for match in _LUNAR_PAIR.finditer(text):
        month, first, last = match.groups()
        whole = (
            first.startswith("初") or last.startswith("初") or month in "正冬腊" or _LUNAR_BEHIND.search(text)
        )
        one, two = lunar_day(month, first), lunar_day(month, last)
        if (
            whole
            and one
            and two
            and (number(last.removeprefix("初")) or 0) > (number(first.removeprefix("初")) or 0)
        ):
            found += [
                Point(match.start(), match.end(2), one),
                Point(match.start(3), match.end(), two, joined=True),
            ]
    if _LUNAR_BEHIND.search(text):
        found += [
            Point(match.start(), match.end(), when)
            for match in _ANY_DAY.finditer(text)
            if (when := lunar_day(match[1], match[2])) is not None
        ]
    return [*found, *_in_its_month(text)]


# The month that was named, then bare days of it: only 初 and what is come or gone on are of the moon.
_MONTH_NAMED = re.compile(rf"(正|冬|腊|(?:农历|阴历|旧历)的?{_N})月(初?{_N})|({_N})月(初{_N})")
_LATER = re.compile(
    r"(?<![月\d年])初(?P<early>十|[一二三四五六七八九]|\d{1,2})(?![\d中次步级])"
    r"|(?<=[住待到至玩]到)(?P<until>十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)(?=$|[,。;!?]|[走退离])"
    r"|(?<![\d月年第零一二三四五六七八九十廿])(?P<bare>十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)(?=(?:才|就|再|要|晚上)*(?:入住|住进|来|到|走|退|离|进))"
)
_EARLY = 10  # days that are said with 初


_EARLY_DAY = re.compile(r"(?<!月)初([一二三四五六七八九十])(?=[^,。;!?]{0,3}(?:到|来|入住|住|过去))")


def _in_first_month(text: str) -> list[Point]:
    """初八到,十二走: without a month both lie in the first."""
    first = _EARLY_DAY.search(text)
    bare = list(_LATER.finditer(text, first.end())) if first else []
    return [
        Point(match.start(), match.end(), lunar_on(1, day, None))
        for match in bare
        if (day := number(match["bare"] or "")) and day <= MIDDLE
    ]


MIDDLE = 20  # up to then a feast's guests stay


def _in_its_month(text: str) -> list[Point]:
    """腊月初七就要住进来,初九走 lies in one lunar month; 腊月二十八来,初三走 ends in the next."""
    named = _MONTH_NAMED.search(text)
    if named is None:
        return _in_first_month(text)
    word, day_word = named[1] or named[3], named[2] or named[4]
    month = {"正": 1, "冬": 11, "腊": 12}.get(word) or number(word.lstrip("农阴旧历的"))
    first = number(day_word.removeprefix("初"))
    if not month or not first or month > 12:
        return []
    found = []
    for match in _LATER.finditer(text, named.end()):
        day = number(match["early"] or match["until"] or match["bare"])
        if day is None or not 1 <= day <= 30:
            continue
        on = month % 12 + 1 if first > _EARLY >= day else month
        found.append(Point(match.start(), match.end(), lunar_on(on, day, None)))
    return found
