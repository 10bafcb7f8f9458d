"""Reads what the owner's longer words name, in any order: nights, room types, rooms, a price, a reason. Pure; it guesses nothing."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.understanding.days import find_days
from bot.understanding.numerals import number
from bot.understanding.stay import read_stay
from bot.understanding.types import Hints

Nights = tuple[date, date]  # the first night and the last one
DAY = timedelta(days=1)
LONGEST = 370  # nights of one range


@dataclass(frozen=True, slots=True)
class Amount:
    """A new price in fen, or a step up or down: in fen, or in per cent."""

    fen: int | None = None
    step: int | None = None
    percent: int | None = None

    def of(self, before: int) -> int:
        """The price in fen after the change; steps in per cent round to whole yuan."""
        if self.fen is not None:
            return self.fen
        if self.step is not None:
            return before + self.step
        return round(before * (100 + (self.percent or 0)) / 10_000) * 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text names."""

    nights: tuple[Nights, ...] = ()  # in order of time
    kinds: tuple[str, ...] = ()  # "weekday", "weekend", "holiday": which of the nights, or every one of them
    room_types: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    everything: bool = False  # 所有房型
    amount: Amount | None = None
    rest: str = ""  # what else was said: a reason
    past: bool = False  # the days named are over
    unclear: bool = False  # a number was said that nobody has read, or more nights than anybody means


_ASKED = re.compile(
    r"改价格?|调价|改房价|(?<=[涨降])价|关房|锁房|停售|放房|解锁房间?|恢复售卖|房间?(?=\d{3})"
    r"|(?:重新|恢复|继续|可以|能)(?:开?卖|开放|售卖|开售|对外卖)了?|开卖了?|(?:[不别停]卖|[不别]对外卖|停用|[不别]开放)了?"
    r"|^关(?:掉|上|闭)?(?=\s*[a-z]?\d{3})|[先都要]?关(?:掉|闭|了|(?=到|[一两三四五六七八九十\d]+[天晚]))|一律|统一|统统"
)
_KINDS = (
    ("weekday", re.compile(r"平日|平时|周中|工作日|非周末")),
    ("weekend", re.compile(r"(?<![上下这本])(?<!上个|下个|这个|本个)(?:每个?)?(?:周末|双休日)")),
    ("holiday", re.compile(r"法定节假日|节假日|法定假日|节日|假日")),
)
_KIND_WORD = re.compile(r"^(?:所有|全部|周末|平日|一家|两张|最)")  # begins a name, and means something else
_A_WEEKEND = re.compile(r"(?:[上下]+|这|本)一?个?(?:周末|双休日)")
_EVERYTHING = re.compile(r"(?:所有|全部|全店|每个|各个?)(?:的?(?:房型|房间|房))?")
_MONTH = re.compile(
    r"(?P<next>下个?月)|(?P<this>这个?月|本月)|(?<![\d.])(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d|[一二三四五六七八九十廿初]|底|初|末|中)"
)
_WEEK = re.compile(
    r"(?P<next>下+)个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])|(?P<this>这|本)个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])"
)
_LINK = re.compile(r"\s?(?:号|日)?\s?(?:-+|~+|到|至|→)\s?")
_UP = r"\+|涨(?:价|到)?|加(?:价)?|上调|贵"
_DOWN = r"-|降(?:价)?|减(?:价)?|下调|便宜"
_STEP = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s?(?P<n>\d{{1,4}}(?:\.\d{{1,2}})?)\s?(?P<unit>%|元|块钱?)?(?![\d月号日./])"
)
_OFF = re.compile(r"打?\s?(?P<n>[5-9](?:\.?\d)?)\s?折")
_SUM = re.compile(
    r"(?:(?:改|调|定|卖|涨|降)?(?:成|到|为|价)|=|:|¥)?\s?¥?\s?(?<![\d.])(?P<n>\d{2,6}(?:\.\d{1,2})?)\s?(?:元|块钱?)?(?:一晚|每晚|/晚|一夜|/夜)?(?![\d月号日/:])"
)
# Too long for a day: read before days, which would make 26 and 688 of 26 688 one number.
_LONG_SUM = re.compile(
    _SUM.pattern.replace(r"(?<![\d.])(?P<n>\d{2,6}", r"(?<![\d.\-/~月])(?P<n>\d{3,6}").replace(
        r"(?![\d月号日/:])", r"(?![\d月号日年/:\-~.])"
    )
)
_RUN = re.compile(  # 圣诞那三天, 20号起三晚, 关三天
    r"(?<![了过修第前])(?:[号日]?(?:开始|[起那这的])+)?(?:连着?|一共|共)?(\d{1,2}|[一两二三四五六七八九十]{1,3})个?[天晚]上?(?![内后前])"
)
_FROM_THEN = re.compile(r"(?<=□)(?:开始|起)(?=[\s,，。]|$)")
_LEFT = re.compile(r"^[\s□,，。.、:：;；的把将给从]+|[\s□,，。.、:：;；的把将给从]+$")


def read_terms(
    text: str, today: date, hints: Hints, holidays: Collection[date] = frozenset(), *, priced: bool = False
) -> Terms:
    """What `text` names on the house day `today`. Days are nights, both ends included; a festival is its holiday nights.

    Where it is `priced` a number is a price, else a room.
    """
    said = unicodedata.normalize("NFKC", text).casefold()
    said = _ASKED.sub(lambda match: "□" * len(match[0]), said)
    said, types = _room_types(said, hints)
    said, rooms = (said, ()) if priced else _rooms(said, hints)
    said, amount = _steps(said) if priced else (said, None)
    if priced and amount is None:
        said, amount = _amount(said, _LONG_SUM)
    said, everything = _taken(said, _EVERYTHING)
    said, kinds = _kinds(said)
    of_weekends = _A_WEEKEND.search(said) is not None
    said, nights, past, endless = _nights(said, today, holidays)
    if of_weekends and nights and not kinds:
        kinds = ("weekend",)
    if priced and amount is None:
        said, amount = _amount(said, _SUM)
    rest = _left(said)
    everything = everything and not types and not rooms
    unclear = endless or (priced and any(char.isdecimal() for char in rest))
    return Terms(nights, kinds, types, rooms, everything, amount, rest, past, unclear)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "□" * (end - start) + text[end:]


def _taken(text: str, pattern: re.Pattern[str]) -> tuple[str, bool]:
    match = pattern.search(text)
    return (_blank(text, *match.span()), True) if match else (text, False)


def _left(text: str) -> str:
    """What nobody has read, without the signs around it."""
    return _LEFT.sub("", re.sub(r"[□\s]+", " ", text)).strip()


def _room_types(text: str, hints: Hints) -> tuple[str, tuple[str, ...]]:
    """The types called by a name or nickname, longest names first."""
    names = sorted(
        ((name.casefold(), code) for code, called in hints.room_types.items() for name in called),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[str, int] = {}
    for name, code in [*names, *_beginnings(names)]:
        while (at := text.find(name)) >= 0:
            found.setdefault(code, at)
            text = _blank(text, at, at + len(name))
    return text, tuple(sorted(found, key=lambda code: found[code]))


def _beginnings(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The beginnings of names that only one type has, longest first: 庭院 of 庭院双床."""
    owners: dict[str, set[str]] = {}
    for name, code in names:
        for length in range(2, len(name)):
            owners.setdefault(name[:length], set()).add(code)
    alone = [(part, codes.copy().pop()) for part, codes in owners.items() if len(codes) == 1]
    return sorted(
        ((part, code) for part, code in alone if part[0] > "\u2e7f" and not _KIND_WORD.search(part)),
        key=lambda pair: -len(pair[0]),
    )


def _rooms(text: str, hints: Hints) -> tuple[str, tuple[str, ...]]:
    """The rooms named by their numbers."""
    found: dict[str, int] = {}
    for room in sorted(hints.room_numbers, key=len, reverse=True):
        ends = r"\d./a-z" if len(room) > 2 else r"\d.\-/a-z"  # 24-26 is no room 26
        pattern = rf"(?<![{ends}]){re.escape(room.casefold())}(?:号?房)?(?![\d./]|号(?!房)|日|月)"
        if match := re.search(pattern, text):
            found[room] = match.start()
            text = _blank(text, *match.span())
    return text, tuple(sorted(found, key=lambda room: found[room]))


def _kinds(text: str) -> tuple[str, tuple[str, ...]]:
    found = []
    for kind, pattern in _KINDS:
        text, said = _taken(text, pattern)
        if said:
            found.append(kind)
    return text, tuple(found)


# ---- prices -----------------------------------------------------------------------------------------------------


def _steps(text: str) -> tuple[str, Amount | None]:
    """+50, 涨100, 打9折, 降10%: told from days by their sign. A minus counts only where nothing stands before it."""
    if match := _OFF.search(text):
        share = Decimal(match["n"])
        percent = int(share * 10) if share < 10 else int(share)
        return _blank(text, *match.span()), Amount(percent=percent - 100)
    for match in _STEP.finditer(text):
        before = text[: match.start()]
        if text[match.start()] in "+-" and re.search(r"[\d号日.]$", before.rstrip()):
            continue
        sign = 1 if match["up"] else -1
        if match["up"] and match["up"].endswith("到"):
            continue
        if match["unit"] == "%":
            return _blank(text, *match.span()), Amount(percent=sign * int(Decimal(match["n"])))
        return _blank(text, *match.span()), Amount(step=sign * _fen(match["n"]))
    return text, None


def _amount(text: str, pattern: re.Pattern[str]) -> tuple[str, Amount | None]:
    """688, 改成688, ¥688.50."""
    found = list(pattern.finditer(text))
    if not found:
        return text, None
    return _blank(text, *found[-1].span()), Amount(fen=_fen(found[-1]["n"]))


def _fen(said: str) -> int:
    return int(Decimal(said) * 100)


# ---- nights -----------------------------------------------------------------------------------------------------


def _nights(text: str, today: date, holidays: Collection[date]) -> tuple[str, tuple[Nights, ...], bool, bool]:
    """Months, weeks, festivals, days and ranges of them, as nights; whether all that was named is over, or something too long."""
    found: list[Nights] = []
    for pattern, reader in ((_MONTH, _month), (_WEEK, _week)):
        for match in pattern.finditer(text):
            found.append(reader(match, today))
            text = _blank(text, *match.span())
    text, days = _days(text, today, holidays)
    coming = tuple(sorted((max(first, today), last) for first, last in [*found, *days] if last >= today))
    short = tuple(pair for pair in coming if (pair[1] - pair[0]).days < LONGEST)
    return text, short, bool(found or days) and not coming, len(short) < len(coming)


def _month(match: re.Match[str], today: date) -> Nights:
    """A whole month: the one that is on, or the next of its name."""
    if match["month"]:
        month = number(match["month"]) or today.month
        year = today.year + (month < today.month)
    else:
        year, month = today.year, today.month + bool(match["next"])
        year, month = (year + 1, 1) if month > 12 else (year, month)
    first = date(year, month, 1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def _week(match: re.Match[str], today: date) -> Nights:
    monday = today - timedelta(days=today.weekday()) + 7 * DAY * len(match["next"] or "")
    return monday, monday + 6 * DAY


def _days(text: str, today: date, holidays: Collection[date]) -> tuple[str, list[Nights]]:
    """Days as they are read everywhere; 12.24-26 are the nights of all three days, 圣诞那三天 begin on the eve."""
    festivals = {(point.start, point.end) for point in find_days(text, asked=False) if point.festival}
    found: list[Nights] = []
    before, eve = None, 0 * DAY
    for day in read_stay(text, today, "").days:
        nights = (day.day, day.last)
        if any(start <= day.start < end for start, end in festivals):
            nights = _festival(day.day, holidays)
            eve = DAY if nights == (day.day, day.day) else eve
        elif day.length > 1:  # a weekend: the house's own nights from Friday to Sunday
            nights = (day.day - DAY, day.last)
        linked = before is not None and _LINK.fullmatch(text[before : day.start]) is not None
        if found and before is not None and (day.joined or linked) and day.day > found[-1][0]:
            found[-1] = (found[-1][0], nights[1])
            text = _blank(text, before, day.start)
        else:
            found.append(nights)
        text = _blank(text, day.start, day.end)
        before = day.end
    run = _RUN.search(text) if len(found) == 1 else None
    many = (number(run[1]) or 1) if run is not None else 1
    if many > 1 and run is not None and (eve or found[0][0] == found[0][1] or run.start() == before):
        found = [(found[0][0] - eve, found[0][0] - eve + (many - 1) * DAY)]
        text = _blank(text, *run.span())
    return _FROM_THEN.sub("□", text), found


def _festival(day: date, holidays: Collection[date]) -> Nights:
    """The holiday nights around a festival, the night before its first free day included; the day itself without any."""
    inside: Sequence[date] = [one for one in (day, day - DAY) if one in holidays]
    if not inside:
        return day, day
    first = last = inside[0]
    while first - DAY in holidays:
        first -= DAY
    while last + DAY in holidays:
        last += DAY
    return first, last
