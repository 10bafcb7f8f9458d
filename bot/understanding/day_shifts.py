"""Words around a day that move or blur it: 中秋前一天, a week from Friday, 国庆期间. It finds no day of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.day_english import WEEKDAY, WEEKDAYS
from bot.understanding.day_frame import Frame, Point, When, from_today, in_week, moved
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number

_N = ZH_NUMBER
_AFTER = re.compile(
    rf"(?:的|节|節|那|デー)?(?:当天|那天)?(?:的)?(?:[之以]?(前|后)(?:面)?的?第?({_N}|那一?)(?:天|日)|の?(前日|翌々日|翌日|前の日|次の日|前の晩|前の夜|前晩|前夜祭)|の?({_N})日(前|後|目)|的?(第二天|次日|隔天|头一天|前一晚|前夜|前夕))"
)
_BEFORE = re.compile(
    rf"(?:\bthe )?\b(?:(day|night|morning|evening)|({EN_NUMBER}) (day|week|fortnight)s?)"
    r" (before|after|following|from|on) (?:the )?$"
)
_FOR_SO_LONG = re.compile(r"(?:for|stay\w*|spend\w*|book\w*|another|within) (?:about |around )?$")
_WEEK_BESIDE = re.compile(r"(?:the )?(?:whole )?week (before|after) (?:the )?$")
_EVE = re.compile(r"(?:\bthe )?\b(?:eve of|(?:night|evening) of the eve of) (?:the )?$")
_OF = re.compile(
    r"(?:the )?(?:(weekend|week) of|\bw/[cb]|(?<!\ba )(?<!one )week (?:commencing|beginning|starting)(?: on)?) (?:the )?$"
)
_NAMED_BESIDE = re.compile(rf"(?:the )?(?:first )?({WEEKDAY}|weekend) (before|after|following) (?:the )?$")
_WEEK_ON = re.compile(r" (week|fortnight)\b(?!-| of| in)")
_WEEKDAY_SAID = re.compile(rf"(?:{WEEKDAY}|today|tomorrow)")
_BLUR = re.compile(
    r"节?(?:的)?(?:小?长?假期?|期间|前后|左右|那几天|那阵子|黄金周|那段|那周|假期|节假日|最后[一两二三四五]天|前一周|后一周|头几天|前几天|后几天|前)|\s?(?:holidays?|week)\b|頃|ごろ"
)
_WEEK_OF = re.compile(
    r"的?那(?:一|整)?个?(?:周|星期|礼拜)(?![一二三四五六日天末])|の週(?![末明])"
)  # 9月7号那一周
# 清明前一天到后一天, 元旦前一天来后一天走.
_OTHER_SIDE = re.compile(
    rf"(?<=[天日])(?:晚上?)?(?:(?:入住|来|住)?(?:住到|到|至|-+|~+)()|(?:入住|来|到|住),?)(?:过?节|当天)?[之以]?(后)(?:面)?的?第?({_N}|那一?)[天日]"
)
_EARLIER = re.compile(
    r"(?:提前|提早|早)[一两二三]天"
)  # 早一天到,节后一天走: after the feast, not after that day
_NO_BLUR = re.compile(r"前(?:[天日]|台|到|面|退|入|能|给|一(?!周|个星期|段)|走)")
_GOLDEN_WEEK = re.compile(r"(?:国庆|十一)节?的?(?:黄金周|长?假期?)")


def shifted(points: list[Point], text: str) -> list[Point]:
    """The points as the words around them mean them; a point those words stand on is no day of its own."""
    out: list[Point] = []
    for point in points:
        if out and point.start < out[-1].end:
            continue  # クリスマスイブの前日: the words that moved the day before
        other = _shifted(point, text)
        while out and other.start <= out[-1].start:
            out.pop()
        out.append(other)
        if (match := _OTHER_SIDE.match(text, other.end)) and not _EARLIER.match(text, point.start):
            out.append(_beside(point, match))
    return out


def _beside(point: Point, match: re.Match[str]) -> Point:
    """The second of two days told by one that is named once: 清明前一天到后一天."""
    joined, side, count = match.groups()
    days = (number(count) or 1) * (1 if side == "后" else -1)
    days += point.length - 1 if days > 0 else 0
    return replace(
        point,
        start=match.start(2),
        end=match.end(),
        when=moved(from_today(point.when), days),
        length=1,
        joined=joined is not None,
    )


def _shifted(point: Point, text: str) -> Point:
    before = text[: point.start]
    if match := _AFTER.match(text, point.end):
        days = _shift_of(match)
        days += point.length - 1 if days > 0 else 0
        return replace(point, end=match.end(), when=moved(point.when, days), length=1)
    if match := _BEFORE.search(before):
        return _english(point, match, text)
    if match := _NAMED_BESIDE.search(before):
        when = _weekday_beside(point.when, match.group(1), match.group(2))
        return replace(point, start=match.start(), when=when, length=2 if match.group(1) == "weekend" else 1)
    if match := _EVE.search(before):
        return replace(point, start=match.start(), when=moved(point.when, -1), length=1)
    if match := _OF.search(before):
        weekend = match.group(1) == "weekend"
        return replace(
            point,
            start=match.start(),
            when=in_week(point.when, 5 if weekend else 0),
            length=2 if weekend else 7,
            vague=not weekend,
        )
    if match := _WEEK_BESIDE.search(before):
        when = moved(point.when, 1 if match.group(1) == "after" else -7)
        return replace(point, start=match.start(), when=when, length=7, vague=True)
    if _WEEKDAY_SAID.search(text[point.start : point.end]) and (match := _WEEK_ON.match(text, point.end)):
        return replace(point, end=match.end(), when=moved(point.when, 7 if match.group(1) == "week" else 14))
    if not point.festival and point.length == 1 and (match := _WEEK_OF.match(text, point.end)):
        return replace(point, end=match.end(), when=in_week(point.when, 0), length=7, vague=True)
    if (match := _BLUR.match(text, point.end)) and not _NO_BLUR.match(text, point.end):
        whole = _GOLDEN_WEEK.fullmatch(text[point.start : match.end()])
        return replace(point, end=match.end(), vague=True, length=7 if whole else point.length)
    return point


def _english(point: Point, match: re.Match[str], text: str) -> Point:
    """The day after Christmas, a fortnight from today; for two weeks from Friday is a length."""
    named, count, unit, side = match.groups()
    if side in {"from", "on"} and (named or unit == "day" or _FOR_SO_LONG.search(text[: match.start()])):
        return point
    days = 1 if named else (number(count) or 1) * {"day": 1, "week": 7, "fortnight": 14}[unit]
    return replace(
        point, start=match.start(), when=moved(point.when, -days if side == "before" else days), length=1
    )


def _weekday_beside(when: When, name: str, side: str) -> When:
    """The first Friday or weekend after another day, the last before it."""
    weekday = 5 if name == "weekend" else WEEKDAYS.index(name[:3])

    def beside(frame: Frame) -> date | None:
        day = when(frame)
        if day is None:
            return None
        if side == "before":
            return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
        return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)

    return beside


def _shift_of(match: re.Match[str]) -> int:
    side, count, ja_day, ja_count, ja_side, word = match.groups()
    if side:
        return (number(count) or 1) * (1 if side == "后" else -1)
    if ja_day:
        return {"翌日": 1, "次の日": 1, "翌々日": 2}.get(ja_day, -1)
    if ja_count:
        days = number(ja_count) or 1
        return days - 1 if ja_side == "目" else days if ja_side == "後" else -days
    return 1 if word in {"第二天", "次日", "隔天"} else -1
