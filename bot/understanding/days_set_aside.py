"""Sets days aside that several days together show not to be one's own: of who goes first, of a night begun the day before, of what was written down wrong."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bot.understanding.day_frame import Day


def set_aside(days: list[Day], text: str) -> list[Day]:
    """The days of a text, those that are not one's own marked as old."""
    gone = (
        _gone_before(days, text)
        | _before_morning(days, text)
        | _written_wrong(days, text)
        | _of_a_ticket(days, text)
    )
    days = [replace(day, role="old") if day.start in gone else day for day in days] if gone else days
    for at, (one, other) in enumerate(pairwise(days)):
        if one.role == "old" and other.role == "new" and _LEAVING_MOVED.search(text, 0, one.start):
            return [*days[: at + 1], replace(other, role="out"), *days[at + 2 :]]  # 退房从27号改到28号
    return days


_LEAVING_MOVED = re.compile(
    r"(?:退房|离店)(?:的?(?:日期|时间|日子|那天))?(?:想|要|能|可以|请|麻烦|帮我)*(?:从|由|原定|原来是?)$"
)
_ONE_OF_US = r"(?:老公|老婆|媳妇|对象|爸妈|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|公婆|[哥姐弟妹]{1,2}|儿子|女儿|闺女|孩子|娃|朋友|闺蜜|同事|同学|领导|[他她]们?)们?"
_GOES_FIRST = re.compile(
    rf"(?:早上|上午|中午|下午|晚上?)?(?:我|俺|咱)?(?:们|家)?{_ONE_OF_US}?(?:就|要|得|会|是)*先(?:走|回|退|离开|撤)"
)


_NAMED = re.compile(rf"{_ONE_OF_US}$")
_FIRST = re.compile(
    r"(?:早上|上午|中午|下午|晚上?)?(?:就|要|得|会|是)*(?:先(?:走|回|退|离开|撤)|(?:走|回去?)(?=,?我))"
)


def _gone_before(days: list[Day], text: str) -> set[int]:
    """27号我老公先走,我跟孩子住到29号: the day one of us leaves on first, where the rest leave later."""
    leaving = [day for day in days if day.role == "out" and not day.joined]
    return {
        day.start
        for day in leaving
        if (
            _GOES_FIRST.match(text, day.end)
            or (_NAMED.search(text, 0, day.start) and _FIRST.match(text, day.end))
        )
        and any(other.day > day.day and other.start > day.start for other in leaving)
    }


_BEFORE_MORNING = re.compile(r"的?(?:凌晨|半夜|后半夜|(?P<hour>□))[^,。;!?]{0,8}(?:到|来|入住)")
_ROOM_OF, _NIGHT_OF = re.compile(r"(?:晚上?)?的(?:房|单|那)?"), re.compile(r"晚上?的")
_BOOKED, _COUNTED = (
    re.compile(r"(?:[订定](?:的|了)?房?间?是?|(?:算|按|是)[是成在]?)$"),
    re.compile(r"(?:算|按)[是成在]?$"),
)


def _before_morning(days: list[Day], text: str) -> set[int]:
    """我订的是28号,29号凌晨才到; 5号凌晨两点到算4号的房: the night is that of the day before."""
    open_ = [day for day in days if not day.joined and day.role in {"", "in", "new"}]
    nights = {
        day.day: day for day in open_ if _ROOM_OF.match(text, day.end) or _BOOKED.search(text, 0, day.start)
    }
    gone = set()
    for day in open_:
        night, comes = nights.get(day.day - timedelta(days=1)), _BEFORE_MORNING.match(text, day.end)
        if (
            night
            and comes
            and (
                not comes["hour"] or _NIGHT_OF.match(text, night.end) or _COUNTED.search(text, 0, night.start)
            )
        ):
            gone.add(day.start)
    return gone


_WRITTEN = re.compile(r"(?:登记|写|填|报|记|录|备注)(?:的|成|了)?(?:是|到)?$")
_IN_TRUTH = re.compile(
    r"(?:其实|实际上?|应该|明明)(?:我们?|咱们?)?(?:想|是|要|住到|[要定订]的是?)*$|我们?(?:想)?要的(?:是)?$"
)


def _written_wrong(days: list[Day], text: str) -> set[int]:
    """昨天是不是登记到31号走?我们其实6月1号走: what was written down gives way to what is true."""
    gone: set[int] = set()
    for at, one in enumerate(days):
        last = at + 1 if at + 1 < len(days) and days[at + 1].joined else at
        if one.joined or last + 1 >= len(days) or not _WRITTEN.search(text, 0, one.start):
            continue
        true = days[last + 1]
        if true.day != one.day and _IN_TRUTH.search(text, days[last].end, true.start):
            gone |= {day.start for day in days[at : last + 1]}
    return gone


_TICKET = re.compile(r"票(?:已经|都|也)?(?:改签?|换)(?:到|成|为|在)了?$")


def _of_a_ticket(days: list[Day], text: str) -> set[int]:
    """机票改成周三了,房间也续到周三: the day of the journey, where it is also told of the room."""
    return {
        one.start
        for one, other in pairwise(days)
        if one.day == other.day and _TICKET.search(text, 0, one.start)
    }
