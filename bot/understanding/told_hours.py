"""Reads words that tell hours and little more: 8点到22, 下午3点半后. It knows no wishes and no days."""

from __future__ import annotations

import re
from datetime import time

from bot.understanding.times import Clock, find_times

# A bare hour among words that tell hours and no more: 8点到22, 15.
_BARE = re.compile(r"(?<![\d:.点时時])(\d{1,2})(?!\d|[:.点时時分])")
_ABOUT = re.compile(r"\s*(?:钟|整|左右|开始|之?后|以后|之?前|以前)?\s*")
_TO = re.compile(r"\s*(?:-|~|—|到|至)\s*")
_WAIT_FOR = re.compile(r"(?:可能|大概|大约|差不多|预计|估计)?(?:要|得)?(?:等)?到?约?\s*$")
_AND_THEN = re.compile(r"^\s*(?:左右|之?前|以前|钟)?(?:能|才能|可以)?(?:送到|弄好|修好|好|送|到)?")
_OF_DAY = re.compile(r"^(?:今天|明天|后天|今晚)")
_AROUND = " ,，:：。"


def told_times(said: str) -> list[Clock]:
    """The clock times of words that tell hours and no more, in order: there a bare 15 is 15点. Their places are not `said`'s."""
    return find_times(_BARE.sub(r"\1点", said.casefold()))


def one_time(said: str) -> Clock | None:
    """The time of day that `said` tells, and nothing else: 下午3点半后, 15. None where it says more or less."""
    told = _BARE.sub(r"\1点", said.casefold())
    clocks = find_times(told)
    if len(clocks) != 1 or not _ABOUT.fullmatch(told[: clocks[0].start] + told[clocks[0].end :]):
        return None
    return clocks[0]


def afternoon(clock: Clock) -> time:
    """Where nobody means the night: guests come and go at 14:00 when 2点 is said."""
    early = not clock.sure and clock.at.hour < 8
    return clock.at.replace(hour=clock.at.hour + 12) if early else clock.at


def from_to(said: str) -> tuple[time, time] | None:
    """The two times that `said` tells, and nothing else: 早8点到晚10点, 7-22. None where it says more or less."""
    told = _BARE.sub(r"\1点", said.casefold())
    clocks = find_times(told)
    if len(clocks) != 2 or not _TO.fullmatch(told[clocks[0].end : clocks[1].start]):
        return None
    if told[: clocks[0].start].strip() or told[clocks[1].end :].strip():
        return None
    return clocks[0].at, clocks[1].at


def beside(said: str, clock: Clock) -> str:
    """What is left of 要等配件，到9点左右 beside its time: 要等配件."""
    rest = _WAIT_FOR.sub("", said[: clock.start]) + _AND_THEN.sub("", said[clock.end :])
    return _OF_DAY.sub("", rest.strip(_AROUND)).strip(_AROUND)
