"""Turns the days and lengths of a text into arrival, departure and nights, and names what must be asked back. It never guesses a day."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.day_rules import Frame, Point
from bot.understanding.days import find_days
from bot.understanding.lengths import Length, find_lengths
from bot.understanding.types import Said


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was said, resolved, with the part it plays."""

    start: int
    end: int
    day: date
    length: int
    role: str  # "in", "out", "old" (replaced or denied) or ""
    joined: bool
    vague: bool

    @property
    def last(self) -> date:
        return self.day + timedelta(days=self.length - 1)


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
    days = _told(_resolve(points, text, today, near), text, today)
    lengths = find_lengths(_masked(text, points), asked)
    said = _said(days, lengths, text)
    doubts = _doubts(days, text, today)
    live = _still_to_come([day for day in days if day.role != "old"], today)
    check_in, check_out = _ends(live, today, asked)
    nights = next((length.nights for length in lengths if length.nights), None)
    if check_in is not None and check_in < today:
        check_in = check_out = None
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


# ---- days and their roles ---------------------------------------------------------------------------------------

_LINK = re.compile(
    r"\s?(?:号|日)?(?:晚上?|下午|早上|中午|凌晨)?(?:入住|开始|起|住|check ?in)?\s?,?\s?"
    r"(?:-+|~+|到|至|→|->|to|until|till|til|through|thru|から|より|住到|待到|玩到|呆到|一直到|直到|离店|and)\s?(?:the |on |就)?"
)
_BETWEEN = re.compile(r"between (?:the )?$")
_ARRIVE = re.compile(
    r"入住|到店|抵达|过来|过去|到(?!期|底|处)|来(?!得及|回|往)|住(?!到|客|宿证)|check(?:ing)?[ -]?in|arriv|チェックイン|着|から|より|开始|起"
)
_LEAVE = re.compile(
    r"退房|离店|离开|走(?!路|廊)|回(?!复|答|来)|退(?!订|款|掉|钱)|check(?:ing)?[ -]?out|leav|depart|チェックアウト|出発|発(?!票)|まで"
)
_ARRIVE_BEFORE = re.compile(
    r"(?:入住|到店|抵达|check(?:ing)?[ -]?in|arriv\w*|from|チェックイン)(?:日期|时间|日| date)?\s?(?:是|为|:)?\s?(?:on |date |the )?$"
)
_LEAVE_BEFORE = re.compile(
    r"(?:退房|离店|离开|check(?:ing)?[ -]?out|leav\w*|depart\w*|チェックアウト)(?:日期|时间|日| date)?\s?(?:是|为|:|改到|延到|推到)?\s?(?:on |date |the )?$"
    r"|(?:住|待|玩|呆|续|续住|延住|延|住宿)(?:到|至)$|(?:until|till|til) (?:the )?$|(?:续|延长|延期)(?:住)?到$"
)  # fmt: skip
_NEW_BEFORE = re.compile(
    r"(?:改|换|推迟|推|延后|延迟|延|提前|挪|调整?|变更?)(?:到|成|为|至|在)$|(?:chang|mov|switch|postpon|reschedul|push|shift)\w*[^,.?!]{0,40} to (?:the )?$|not .{1,24} but (?:the )?$|而是$|はなく$|じゃなくて$|をやめて$"
)
_NOT_BEFORE = re.compile(r"不是(?:要|说)?$|\bnot (?:on )?(?:the )?$|(?:不要|别|唔系|不系)$")
_NOT_AFTER = re.compile(
    r"(?:の?予約)?(?:じゃなくて|ではなく|をやめて)"
    r"|(?:的)?(?:要是|如果)?(?:不行|不成|没房|没有房?|没位|满了?|不方便|来不了|不合适|订不到|住不了)(?:了)?(?:的话|就|那|,|的时候)"
)
_CHANGED_AFTER = re.compile(
    r"\s?(?:的?(?:订单|预订|预定|房间?|入住|那个单?|预约)?(?:想|要|能|可以|能不能|可不可以)?(?:改期?|换|推迟|挪|延后|延期|调整?|变更)|からの?.{0,4}に変更)"
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
        if near is not None and after is None and point.number is not None:
            day = _nearest(point.number, near, today) or day
        if day is None:
            continue
        following = points[at + 1].start if at + 1 < len(points) else len(text)
        role, words_end = ("", words_end) if linked else _role(text, point, following, words_end)
        days.append(Day(point.start, point.end, day, point.length, role, linked, point.vague))
    fixed = _CORRECTION.search(text)
    if fixed and any(day.start >= fixed.end() for day in days):
        return [replace(day, role="old") if day.end <= fixed.start() else day for day in days]
    return days


# Words behind a day by which somebody tells of a stay that is over, and words that only then make 住的 such a story.
_STAYED = re.compile(
    r"(?:号|日)?(?:晚上?|那天|的时候)?(?:在?(?:你们|您|贵|这|那)[^,。;!?]{0,4})?(?:入?住过|来过|去过|退的|走的|离的?店的|刚?住完)"
)
_STAYED_IN = re.compile(
    r"(?:号|日)?(?:晚上?|那天)?(?:在?(?:你们|您|贵|这|那)[^,。;!?]{0,4})?(?:入?住的|住了|离店)"
)
_AFTERWARDS = re.compile(r"发票|押金|落在|落了|忘[在了记]|丢[在了]|遗[失落]|好评|差评|评价|还没收到|没给我")
_STAYED_EN = re.compile(r"\b(?:stayed|was there|were there|checked out|i left|visited)\b[^,.;!?]{0,24}$")


def _told(days: list[Day], text: str, today: date) -> list[Day]:
    """Days of a stay that is told of lie behind: 11月20号住过 is not next November. They keep their order and parts."""
    found = list(days)
    for at, day in enumerate(days):
        last = at + 1 == len(days) or not days[at + 1].joined
        after = text[day.end :]
        over = _STAYED.match(after) or (_STAYED_IN.match(after) and _AFTERWARDS.search(text))
        if not last or not (over or _STAYED_EN.search(text[: day.start])):
            continue
        first = at
        while found[first].joined and first:
            first -= 1
        for place in range(first, at + 1):
            found[place] = _a_year_back(found[place], today)
    return found


def _a_year_back(day: Day, today: date) -> Day:
    """The same day of the year before, unless that is further away than the coming one."""
    try:
        before = day.day.replace(year=day.day.year - 1)
    except ValueError:  # the 29th of February
        return day
    return replace(day, day=before) if day.day > today and today - before < day.day - today else day


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
    return before.role != "old" and _LINK.fullmatch(gap) is not None


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
    if _NOT_AFTER.match(after) or (_CHANGED_AFTER.match(text[point.end :]) and following < len(text)):
        return "old", words_end
    for role, pattern in (("out", _LEAVE_BEFORE), ("new", _NEW_BEFORE), ("in", _ARRIVE_BEFORE)):
        if pattern.search(before):
            return role, words_end
    role, length = _role_after(after)
    return role, point.end + length


def _role_after(after: str) -> tuple[str, int]:
    leave, arrive = _LEAVE.search(after), _ARRIVE.search(after)
    if leave and (not arrive or leave.start() < arrive.start()):
        return "out", leave.end()
    return ("in", arrive.end()) if arrive else ("", 0)


def _still_to_come(days: list[Day], today: date) -> list[Day]:
    """Without days gone by, where others were named: 这周三过了，那就下周三."""
    coming = [day for day in days if day.day >= today]
    return coming if coming and not any(day.joined for day in days) else days


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
    arrivals = [day for day in days if day.role != "out"]
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


# ---- what was said and what is in doubt -------------------------------------------------------------------------

_VAGUE = re.compile(
    r"月底|月末|月初|月中|年底|年初|过几天|过两天|过些天|过一?段时间|过阵子|过一阵|改天|最近几天|这几天|近期|哪天(?!$)|没定|不确定哪|中旬|上旬|下旬|"
    r"下+个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])|(?:下+|这|本)个?月(?!\d|[一二三四五六七八九十廿])|寒假|暑假|开春|入冬|"
    r"(?<![\d一二两三四五六七八九十半几多个])年[前后](?!一天)|过完年|过了年|(?:[一二三四五六七八九]|十[一二]?|(?<!\d)1?\d)月份?(?![\d一二三四五六七八九十初底初末]|号|日)|"
    r"\bnext (?:week(?!end)|month)\b|\bend of (?:the |this |next )?(?:month|year)|\b(?:early|mid|late) (?:next |this )?(?:month|january|february|march|april|"
    r"june|july|august|september|october|november|december)|\bsome ?(?:time|day)\b|\bin a few (?:days|weeks)|\bthis month\b|"
    r"来週(?!の?[月火水木金土日末])|来月(?!の?\d)|月末|下旬|近いうち|数日後|そのうち|年末年始|年末|年始|お盆|ゴールデンウィーク|シルバーウィーク|(?<![a-z])gw(?![a-z])|三が日|年明け|(?:春|夏|秋|冬)休み|連休"
)


def _said(days: list[Day], lengths: list[Length], text: str) -> tuple[Said, ...]:
    days, lengths = _in_a_row(days, lengths, text)
    out: list[tuple[int, Said]] = []
    skip = False
    for at, day in enumerate(days):
        if skip:
            skip = False
            continue
        following = days[at + 1] if at + 1 < len(days) else None
        if following is not None and following.joined and following.day > day.day:
            out.append((day.start, Said("range", day.day, following.last)))
            skip = True
        elif day.length > 1 and day.last > day.day:
            out.append((day.start, Said("range", day.day, day.last)))
        else:
            out.append((day.start, Said("date", day.day)))
    out += [(item.start, Said("duration", days=item.days, nights=item.nights)) for item in lengths]
    return tuple(said for _, said in sorted(out, key=lambda pair: pair[0]))


_TOGETHER = re.compile(r"\s?(?:、|,|和|跟|与|加|and|&)?\s?")


def _in_a_row(days: list[Day], lengths: list[Length], text: str) -> tuple[list[Day], list[Length]]:
    """Days one after the other, counted at their end, are one range: 平安夜跟圣诞节两天."""
    for length in lengths:
        count = length.days or 0
        run = [day for day in days if day.end <= length.start][-count:] if count > 1 else []
        if not run or len(run) != count or text[run[-1].end : length.start].strip(" 的这"):
            continue
        if all(
            second.day - first.day == timedelta(days=1)
            and _TOGETHER.fullmatch(text[first.end : second.start])
            for first, second in pairwise(run)
        ):
            whole = replace(run[0], length=count)
            return [whole if day is run[0] else day for day in days if day not in run[1:]], [
                one for one in lengths if one is not length
            ]
    return days, lengths


def _doubts(days: list[Day], text: str, today: date) -> tuple[str, ...]:
    doubts = []
    live = [day for day in days if day.role != "old"]
    if any(day.day < today for day in _still_to_come(live, today)):
        doubts.append("past_date")
    if any(day.vague for day in days) or (not days and _VAGUE.search(text)):
        doubts.append("vague_date")
    return tuple(doubts)
