"""Makes one range of days that were said one by one or by a day and a length: 28、29号两天, 周五起连续四天, the 5th and 6th. It finds no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bot.understanding.day_frame import MONTH_NAMED, Day
from bot.understanding.lengths import Length

ONE_DAY = timedelta(days=1)


def in_runs(days: list[Day], lengths: list[Length], text: str) -> tuple[list[Day], list[Length]]:
    """The days and lengths of a text once those that tell one range together are one."""
    days, lengths = _counted_at_the_end(days, lengths, text)
    days, lengths = _from_a_day_on(days, lengths, text)
    return _going_on(_one_after_the_other(days, text), text), lengths


_TOGETHER = re.compile(r"\s?(?:、|,|和|跟|与|加|and|&)?\s?")
_ALL_OF_THEM = re.compile(r"[\s的这]*(?:连着|连续|接连|一连|连|一共|总共|共|都)?")


def _counted_at_the_end(days: list[Day], lengths: list[Length], text: str) -> tuple[list[Day], list[Length]]:
    """Days one after the other, counted at their end: 平安夜跟圣诞节两天, 28、29、30连着三天."""
    for length in lengths:
        count = length.days or 0
        run = [day for day in days if day.end <= length.start][-count:] if count > 1 else []
        if not run or len(run) != count or not _ALL_OF_THEM.fullmatch(text[run[-1].end : length.start]):
            continue
        if all(
            second.day - first.day == ONE_DAY and _TOGETHER.fullmatch(text[first.end : second.start])
            for first, second in pairwise(run)
        ):
            return _whole(days, run), [one for one in lengths if one is not length]
    return days, lengths


# Between the day and its length; 后天起三天 alone stay two.
_ON_FROM_IT = re.compile(
    r"(?:[当那]天)?(?:的?[早晚]上?)?(?:(?:起|开始|算起|往后)[\s,]?(?:[我他她你咱]们?|要|得|会|有|就|都|一共|总共){0,2})?"
    r"(?:连续|连着|接连|一连|连)[^,。;!?\s\d住订定续租待呆一二两三四五六七八九十]{0,3}"
)
_WHAT_LASTS = re.compile(r"の(?!宿|予約|滞在|空|部屋|料金|泊|お泊)")  # 6月1日から7日間のキャンペーン
_FROM = re.compile(r"\b(?:from|starting|beginning)(?: on)?(?: (?:the|this|next|coming)){0,2} $")
_STARTS_ON = re.compile(r"\b(?:starting|beginning|commencing|from)(?: on)?(?: the)? ?$")
_IN_DAYS = re.compile(r"天|日|周|星期|礼拜|days?|weeks?|fortnight")
_OF_A_STAY = re.compile(r"[住订定续租待呆]|stay|spend|book|nights?|room")


def _from_a_day_on(days: list[Day], lengths: list[Length], text: str) -> tuple[list[Day], list[Length]]:
    """从周五起连续四天, four days starting Thursday; what is stayed is a day and a length."""
    for length in lengths:
        if (
            (length.nights and not length.reckoned)
            or not 1 < (length.days or 0) <= 60
            or not _counts_days(length, text)
        ):
            continue
        for day in days:
            if day.length == 1 and not day.joined and _begins(day, length, text):
                whole = replace(day, length=length.days or 1)
                return [whole if one is day else one for one in days], [
                    one for one in lengths if one is not length
                ]
    return days, lengths


def _counts_days(length: Length, text: str) -> bool:
    said = text[length.start : length.end]
    if said.startswith("续") and text[length.start - 1 : length.start] == "连":
        said = said.removeprefix("续")
    return _IN_DAYS.search(said) is not None and not _OF_A_STAY.search(said)


def _begins(day: Day, length: Length, text: str) -> bool:
    """Whether so many days are counted from this one."""
    if day.end <= length.start:
        gap = text[day.end : length.start]
        if _FROM.search(text[: day.start]):
            return gap == " " and text.startswith("for ", length.start)
        if gap == "から":
            return _WHAT_LASTS.match(text, length.end) is not None
        return _ON_FROM_IT.fullmatch(gap) is not None
    return (
        length.end <= day.start
        and _STARTS_ON.search(text, length.start, day.start) is not None
        and (day.start - length.end <= len(" commencing on the "))
    )


_ALSO = re.compile(r"\s?(?:、|,|和|跟|与|,? and|&)\s?(?:the |on )?")
_A_WEEKDAY = re.compile(
    r"(?:[下上]{1,5}|这|本)?一?个?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|(?:(?:next|this|last|coming) )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
_A_NUMBER = re.compile(
    rf"(?:.{{0,5}}?月份?)?(?:\d{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])号?|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: (?:of )?{MONTH_NAMED})?|{MONTH_NAMED} \d{{1,2}}(?:st|nd|rd|th)?"
)


def _one_after_the_other(days: list[Day], text: str) -> list[Day]:
    """Two or more weekdays, or numbers of a month, that follow each other: 本周三、周四, the 7th and 8th of February."""
    run: list[Day] = []
    for day in [*days]:
        if run and _follows(run[-1], day, text):
            run.append(day)
            continue
        days, run = _told_as_one(days, run, text), [day]
    return _told_as_one(days, run, text)


_SO_MANY_NIGHTS = re.compile(r"[\s的这]*[两二三四五2-5]个?[晚夜]|,? (?:two|three|[23]) nights\b")


def _told_as_one(days: list[Day], run: list[Day], text: str) -> list[Day]:
    """25号和26号两晚 are nights, each told by its day; a comma needs an "and" behind it."""
    if len(run) > 1 and text[run[-2].end : run[-1].start].strip() == ",":
        return days
    return days if run and _SO_MANY_NIGHTS.match(text, run[-1].end) else _whole(days, run)


def _follows(before: Day, day: Day, text: str) -> bool:
    return (
        day.day - before.day == ONE_DAY
        and before.length == day.length == 1
        and before.role == day.role
        and not (before.joined or day.joined or before.vague or day.vague)
        and _ALSO.fullmatch(text[before.end : day.start]) is not None
        and any(
            kind.fullmatch(text[before.start : before.end]) and kind.fullmatch(text[day.start : day.end])
            for kind in (_A_WEEKDAY, _A_NUMBER)
        )
    )


def _whole(days: list[Day], run: list[Day]) -> list[Day]:
    """The days with those of a run as one that covers them all."""
    if len(run) < 2:
        return days
    whole = replace(run[0], length=len(run))
    return [whole if day is run[0] else day for day in days if day not in run[1:]]


# 3月2号开学上到7月10号: what goes on between two days lasts from the one to the other.
_GOES_ON = re.compile(
    r"[^,。;!?\s\d]{0,4}(?:上|放|休|忙|干|做|开|排|持续|延续|展|学|训|连|一直|拍|练|病|值班)到"
    r"|,? (?:(?:and|then|it|they) )*(?:will )?(?:go|run|last|continue)(?:es|s)?(?: on| right| all the way)* (?:to|till?|until|through) (?:the )?"
)


def _going_on(days: list[Day], text: str) -> list[Day]:
    for first, last in pairwise(days):
        if (
            first.length == 1
            and not (first.joined or last.joined)
            and ONE_DAY < last.day - first.day < timedelta(days=366)
            and _GOES_ON.fullmatch(text[first.end : last.start])
        ):
            whole = replace(first, length=(last.last - first.day).days + 1)
            return [whole if day is first else day for day in days if day is not last]
    return days
