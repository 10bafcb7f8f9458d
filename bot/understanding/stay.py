"""Turns the days and lengths of a text into arrival, departure and nights, and names what must be asked back. It never guesses a day."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.day_frame import Day, Frame, Point
from bot.understanding.days import find_days
from bot.understanding.lengths import Length, find_lengths
from bot.understanding.periods import find_periods
from bot.understanding.said_days import all_said, day_doubts, still_to_come
from bot.understanding.stories import told
from bot.understanding.types import Said


@dataclass(frozen=True, slots=True)
class Stay:
    """What a text says about days."""

    days: tuple[Day, ...] = ()
    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    said: tuple[Said, ...] = ()
    doubts: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()  # where days and lengths stand in the text
    day_spans: tuple[tuple[int, int], ...] = ()  # where days alone stand


def read_stay(text: str, today: date, asked: str, near: date | None = None) -> Stay:
    """Days, lengths and roles in a cleaned text, read on the house day `today`; `near` is the day talked about before."""
    points = find_days(text, asked in {"check_in", "check_out", "date"})
    days = told(_resolve(points, text, today, near), text, today)
    masked = _masked(text, points)
    lengths = find_lengths(masked, asked)
    periods = find_periods(masked, today)
    said = all_said(days, lengths, periods, text)
    doubts = day_doubts(days, periods, text, today)
    live = still_to_come([day for day in days if day.role != "old"], today)
    check_in, check_out = _ends(live, today, asked)
    nights = _nights(masked, lengths)
    if check_in is not None and check_in < today:
        check_in = check_out = None
    if check_in and not check_out and nights is None:
        nights = _nights_named(live, check_in, text)
    if check_in and check_out and check_out <= check_in:
        check_out = None
    if check_in and check_out:
        counted = (check_out - check_in).days
        if nights is not None and nights != counted:
            doubts = (*doubts, "nights_disagree")
        nights = nights if nights is not None else counted
    elif check_in and nights:
        check_out = check_in + timedelta(days=nights)
    elif (
        check_out
        and nights
        and check_out - timedelta(days=nights) >= today
        and len(live) == 1
        and asked != "check_out"
    ):
        check_in = check_out - timedelta(days=nights)
    day_spans = tuple((point.start, point.end) for point in points)
    spans = (*day_spans, *((length.start, length.end) for length in lengths))
    return Stay(tuple(days), check_in, check_out, nights, said, doubts, spans, day_spans)


_INSTEAD = re.compile(
    r"(?:只|就|改|改成|改为|变成|换成|缩到|缩成|缩短到|减到|减成)(?:想|能|打算)?(?:住|订|定|要|睡)?$|\b(?:only|just|make (?:it|that)|to) $"
)


def _nights(text: str, lengths: list[Length]) -> int | None:
    """The nights said first, or what they came to: 订的两晚能少住一晚只住1晚不."""
    told = [length for length in lengths if length.nights]
    fixed = [length for length in told[1:] if _INSTEAD.search(text[: length.start])]
    return (fixed[-1] if fixed else told[0]).nights if told else None


# ---- days and their roles ---------------------------------------------------------------------------------------

_LINK = re.compile(
    r"\s?(?:号|日)?(?:\([^()]{1,3}\))?(?:的?[当那][天日])?(?:晚上?|夜|下午|早上|中午|凌晨)?(?:入住|开始|起|住|check ?in)?\s?,?\s?"
    r"(?:-+|~+|到|至|放到|休到|→|->|to|until|till|til|through|thru|から|より|住到|待到|玩到|呆到|一直到|直到|离店|and)\s?(?:the |on |就)?"
)
_BETWEEN = re.compile(r"between (?:the )?$")
_ARRIVE = re.compile(
    r"入住|到店|抵达|过来|过去|(?<![改换挪调延推移续迟])到(?!期|底|处)|来(?!得及|回|往)|住(?!到|客|宿证)|check(?:ing)?[ -]?in|arriv|チェックイン|着|から|より|开始|起|进$"
)
_LEAVE = re.compile(
    r"退房|离店|离开|走(?!路|廊)|回(?!复|答|来)|退(?!订|款|掉|钱)|check(?:ing)?[ -]?out|leav|depart|チェックアウト|出発|発(?!票)|まで|^出(?=$|[\s,。;!?])"
)
_ARRIVE_BEFORE = re.compile(
    r"(?:入住|到店|抵达|check(?:ing)?[ -]?in|arriv\w*|from|チェックイン)(?:日期|时间|日| date)?\s?(?:是|为|:)?\s?(?:on )?(?:the )?$"
)
_LEAVE_BEFORE = re.compile(
    r"(?:退房|离店|离开|check(?:ing)?[ -]?out|leav\w*|depart\w*|チェックアウト)(?:日期|时间|日| date)?\s?(?:是|为|:|改到|延到|推到)?\s?(?:on )?(?:the )?$"
    r"|(?:住|待|玩|呆|续|续住|延住|延|住宿)(?:到|至)$|\b(?:fly|flying|head|heading|go|going|set|setting) (?:out|off|home|back)(?: again)? (?:on )?(?:the )?$|\bout on (?:the )?$|(?:until|till|til) (?:the )?$|(?:续|延长|延期)(?:住)?到$|[天晚夜周],?(?:就|一直)?到$"
)  # fmt: skip
_NEW_BEFORE = re.compile(
    r"(?:改|换|推迟|推|延后|延迟|延|提前|挪|调整?|变更?)(?:到|成|为|至|在)$|(?:改|换)$|(?:这次|这回|这趟)(?:想|要|是|打算|准备|来)?$|(?:chang|mov|switch|postpon|reschedul|push|shift)\w*[^,.?!]{0,40} to (?:the )?$|not .{1,24} but (?:the )?$|而是$|はなく$|じゃなくて$|をやめて$"
)
# Words before the first of two days by which it is left: move my booking from the 2nd to the 4th.
_MOVED_FROM = re.compile(
    r"\b(?:chang|mov|switch|postpon|reschedul|push|shift|bring|swap)\w*[^,.?!]{0,40} from (?:the )?$"
)
_PUT_OFF = re.compile(r"(?:延|续|改|推|提前|挪|多住|多待|多玩|接着住)(?:住|期|后|迟)?(?:到|至|成|为)$")
_ELSEWHERE = re.compile(
    r"(?:晚上?|早上|下午|中午)?(?:才|就)?[到飞](?:昆明|大理市|丽江|成都|重庆|北京|上海|广州|深圳|杭州|西安|[\u4e00-\u9fff]{0,3}(?:机场|高铁站|火车站))"
)
_NOT_BEFORE = re.compile(r"不是(?:要|说)?$|\bnot (?:on )?(?:the )?$|(?:不要|别|唔系|不系)$")
# What was booked or meant before, where something else follows: 原定24号 现在改26号, 上次国庆住的.
_OLD_BEFORE = re.compile(
    r"(?:上次|上回|上一次|上一回|上趟|前年|原定|原计划|原来(?:[订定]的?|是|打算|说)?|原先(?:[订定]的?|是)?|本来(?:是|[订定]的?|想|打算|说|要)?|之前[订定]的?(?:是)?|订的是|last time(?: in| over| at)?|originally (?:on |for |from )?(?:the )?)$"
)
_MEANT_BEFORE = re.compile(
    r"本来(?:是|想|打算|说|要)?$"
)  # 本来明天走: tells nothing of what is wished, alone too
_NOT_AFTER = re.compile(
    r"(?:の?予約)?(?:じゃなくて|ではなく|をやめて)|(?:都|全|全都|已经)+(?:没|满|订|卖)(?:了|有|房|完|光|位)*"
    r"|(?:的)?(?:要是|如果)?(?:不行|不成|没房|没有房?|没位|满了?|不方便|来不了|不合适|订不到|住不了)(?:了)?(?:的话|就|那|,|的时候)"
)
_CHANGED_AFTER = re.compile(
    r"\s?(?:的?(?:订单|预订|预定|房间?|入住|那个单?|预约)?(?:想|要|能|可以|能不能|可不可以)?(?:给我们?|帮我们?|跟我)?(?:改期?|换|推迟|挪|延后|延期|调整?|变更)|の(?:予約|宿泊|分)を(?=[^、。]{0,8}に(?:変更|して|ずら|変え|移))|から(?:の|を)?(?:(?!まで).){0,8}に(?:変更|ずら|変え|移))"
)
_CLAUSE = re.compile(r"[,。;!?]|$")


def _resolve(points: list[Point], text: str, today: date, near: date | None = None) -> list[Day]:
    days: list[Day] = []
    words_end = 0  # where the words that gave the last day its part end
    for at, point in enumerate(points):
        linked = bool(days) and (point.joined or _is_link(text, days[-1], point))
        later = linked or (
            bool(days) and (_follows(text, days[-1], point) or _next_weekday(text, days[-1], point))
        )
        after = days[-1].day if later else None
        day = point.when(Frame(today, after))
        if (
            later and not linked and point.when(Frame(today)) == after
        ):  # 初四过来 2月20号: the same day said again
            day = after
        beside = near or (_named(days, text, today) if not linked else None)
        if beside is not None and (after is None or near is None) and point.number is not None:
            day = _nearest(point.number, beside, today) or day
        if day is None:
            continue
        following = points[at + 1].start if at + 1 < len(points) else len(text)
        role, words_end = ("", words_end) if linked else _role(text, point, following, words_end)
        vague = point.vague or point.weekday not in {None, day.weekday()}
        if role == "out" and _PUT_OFF.search(text[: point.start]):  # 本来27号退房，想延到29号
            days = [replace(other, role="old") if other.role == "out" else other for other in days]
        said = Day(point.start, point.end, day, point.length, role, linked, vague)
        if days and _held_on(points[at - 1], days[-1], said, text):
            days[-1] = replace(said, start=days[-1].start)
        elif days and _twice(days[-1], said, text):
            days[-1] = replace(days[-1], end=said.end, role=role or days[-1].role)
        else:
            days.append(said)
    days = _as_their_last(days, text)
    fixed = _CORRECTION.search(text)
    if fixed and any(day.start >= fixed.end() for day in days):
        return [replace(day, role="old") if day.end <= fixed.start() else day for day in days]
    return days


_MONTH_SAID = re.compile(r"月|[./]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
SOON = timedelta(days=75)


def _named(days: list[Day], text: str, today: date) -> date | None:
    """The day said last with its month, which a bare number behind it lies near to: 12月20号是纪念日，21号过来."""
    last = days[-1] if days else None
    if last is None or last.role == "old" or not _MONTH_SAID.search(text[last.start : last.end]):
        return None
    return last.day if last.day - today < SOON else None


def _as_their_last(days: list[Day], text: str) -> list[Day]:
    """The days of a list are as its last one is: 2号3号4号都满了, 周五周六都住."""
    for at in range(len(days) - 1, 0, -1):
        before, last = days[at - 1], days[at]
        if before.role or last.joined or not _BESIDE.fullmatch(text[before.end : last.start]):
            continue
        if last.role == "old" or (last.role in {"in", "new"} and last.day - before.day == timedelta(days=1)):
            days[at - 1] = replace(before, role=last.role)
    return days


_NIGHT = re.compile(r"晚|夜|\bnights?\b|tonight|泊")


def _nights_named(days: list[Day], first: date, text: str) -> int | None:
    """How many nights are named one by one, from the first on: 今晚和明晚, tonight and tomorrow night. None for one."""
    run = [day for day in days if day.day >= first]
    count = 1
    for before, day in pairwise(run):
        gap = text[before.end : day.start]
        if day.joined or day.day - before.day != timedelta(days=1) or not _BESIDE.fullmatch(gap):
            break
        count += 1
    if count == 1 or not _NIGHT.search(text[run[0].start : run[count - 1].end + 2]):
        return None
    return count


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


_KEPT_ON = re.compile(r"[^,。;!?\s]{0,4}(?:[订定办排摆放]|安排|约)(?:在|于)了?")
_SHORT_OF = re.compile(r"[^,。;!?]{0,12}")
_SAME = re.compile(r"[夜晚\s,(]*(?:的|就是|也就是|即|是|那天)?[\s,(]*")


def _nearest(number: int, near: date, today: date) -> date | None:
    """The coming day of a month with this number that lies nearest to `near`: 那17号呢, after the 16th of January."""
    first = near.replace(day=1)
    months = (first - timedelta(days=1), first, first + timedelta(days=32))
    days = []
    for month in months:
        try:
            days.append(month.replace(day=number))
        except ValueError:  # this month has no such day
            continue
    return min((day for day in days if day >= today), key=lambda day: abs(day - near), default=None)


_CORRECTION = re.compile(
    r"不对|说错|写错|打错|错了|更正|\bno wait\b|\bsorry,|\bi mean(?:t)?\b|\bactually\b|間違え|じゃなくて"
)


def _is_link(text: str, before: Day, point: Point) -> bool:
    gap = text[before.end : point.start]
    if gap.strip() == "and":
        return _BETWEEN.search(text[: before.start]) is not None
    if before.role == "old" or _MOVED_FROM.search(text[: before.start]):
        return False
    return _LINK.fullmatch(gap) is not None


def _follows(text: str, before: Day, point: Point) -> bool:
    """Whether the second day closes a stay the first one opens: 24号来26号走."""
    gap = text[before.end : point.start]
    leaves = _LEAVE_BEFORE.search(text[: point.start]) or _LEAVE.match(
        text[point.end : point.end + 6].lstrip()
    )
    return before.role == "in" or (len(gap) <= 6 and leaves is not None)


_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day")
_BESIDE = re.compile(r"\s?(?:、|,|和|跟|与|同|and|&)?\s?")


def _next_weekday(text: str, before: Day, point: Point) -> bool:
    """Whether a weekday stands beside another one, which it follows: 周五周六."""
    named = _WEEKDAY.fullmatch(text[point.start : point.end]) and _WEEKDAY.search(
        text[before.start : before.end]
    )
    return bool(named) and _BESIDE.fullmatch(text[before.end : point.start]) is not None


def _role(text: str, point: Point, following: int, words_end: int) -> tuple[str, int]:
    """The part a day plays and where the words after it that say so end."""
    before = text[min(max(words_end, point.start - 40), point.start) : point.start]
    stop = _CLAUSE.search(text, point.end)
    after = text[point.end : min(following, stop.start() if stop else len(text), point.end + 14)]
    if _NOT_BEFORE.search(before) and following < len(text):
        return "old", words_end
    if (following < len(text) and _OLD_BEFORE.search(before)) or _MEANT_BEFORE.search(before):
        return "old", words_end
    if following < len(text) and (_ELSEWHERE.match(after) or _MOVED_FROM.search(text[: point.start])):
        return "old", words_end
    if _NOT_AFTER.match(after) or (_CHANGED_AFTER.match(text[point.end :]) and following < len(text)):
        return "old", words_end
    for role, pattern in (("out", _LEAVE_BEFORE), ("new", _NEW_BEFORE), ("in", _ARRIVE_BEFORE)):
        if pattern.search(before):
            told, length = _role_after(after) if role == "new" else ("", 0)
            return (told, point.end + length) if told == "out" else (role, words_end)  # 改成26号退房
    role, length = _role_after(after)
    return role, point.end + length


def _role_after(after: str) -> tuple[str, int]:
    leave, arrive = _LEAVE.search(after), _ARRIVE.search(after)
    if leave and (not arrive or leave.start() < arrive.start()):
        return "out", leave.end()
    return ("in", arrive.end()) if arrive else ("", 0)


def _ends(days: list[Day], today: date, asked: str) -> tuple[date | None, date | None]:
    """Arrival and departure. A range gives both; a single day is an arrival unless its role says otherwise."""
    if not days:
        return None, None
    new = [day for day in days if day.role == "new"]
    if new:
        days = days[days.index(new[0]) :]
    for first, second in pairwise(days):
        if second.joined:
            return first.day, second.day
    arrivals = [day for day in days if day.role in {"in", "new"}] or [
        day for day in days if day.role != "out"
    ]
    departures = [day for day in days if day.role == "out"]
    if asked == "check_out" and len(days) == 1 and days[0].role in {"", "new"}:
        return None, days[0].day
    check_in = arrivals[0].day if arrivals else None
    check_out = next((day.day for day in departures if check_in is None or day.day > check_in), None)
    return check_in, check_out if check_out is None or check_out >= today else None


def _masked(text: str, points: list[Point]) -> str:
    for point in points:
        text = text[: point.start] + "□" * (point.end - point.start) + text[point.end :]
    return text
