"""Reads a pasted notice of a booking, whatever platform wrote it: labelled lines first, then what the sentences say. Pure.

Nothing is guessed: what it does not find stays open and is asked for.
"""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from bot.understanding.house_terms import read_terms
from bot.understanding.names import SURNAMES
from bot.understanding.reader import house_day, read
from bot.understanding.types import Hints, SlotValue

LONGEST = 2000  # letters; what is longer is no notice

# How a platform is called in its own notices, and how the house calls it.
SOURCES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("美团", r"美团|榛果|meituan"),
        ("携程", r"携程|ctrip|trip\.com"),
        ("途家", r"途家|tujia"),
        ("飞猪", r"飞猪|fliggy"),
        ("去哪儿", r"去哪儿?|qunar"),
        ("同程", r"同程|艺龙|elong"),
        ("Airbnb", r"airbnb|爱彼迎"),
        ("Booking", r"booking\.com|缤客|\bbooking\b(?! (?:number|no|id|reference|details|confirmed|confirmation))"),
        ("Agoda", r"agoda|安可达"),
        ("Expedia", r"expedia"),
        ("抖音", r"抖音"),
        ("小红书", r"小红书"),
        ("木鸟", r"木鸟"),
        ("小猪", r"小猪"),
        ("直订", r"直订|直客|微信订|电话订|熟客|老客|散客"),
    )
)  # fmt: skip
_KEYS: Mapping[str, str] = {
    "stay": r"入[住离]离?(?:店)?(?:日期|时间)?\s*[/／]\s*离店(?:日期|时间)?|(?:住离|入离)(?:店)?(?:日期|时间)?|住宿日期|日期|行程|dates?|stay",
    "arrival": r"(?:入住|到店|抵店|到达)(?:日期|时间)?|check-? ?in(?: date)?|arrival(?: date)?",
    "departure": r"(?:离店|退房|离开)(?:日期|时间)?|check-? ?out(?: date)?|departure(?: date)?",
    "nights": r"间夜数?|晚数|天数|总晚数|(?:total )?length of stay|nights?|number of nights",
    "rooms": r"间数|房间?数量?|房量|预订间数|数量|(?:number of )?rooms|total rooms|units",
    "room": r"(?:预订)?房型(?:名称)?|房间类型|房源(?:名称)?|房间|产品(?:名称)?|room(?: type)?|listing|unit(?: type)?|accommodation",
    "name": r"(?:入住|预订|联系|下单)人(?:姓名)?|客人(?:姓名)?|住客(?:姓名)?|房客(?:姓名)?|姓名|guest(?: name)?|booker(?: name)?|booked by|name|customer",
    "phone": r"(?:客人|联系|预订人|房客)?(?:手机号?码?|电话(?:号码)?|联系方式)|虚拟号|转接号|(?:guest )?(?:phone|tel|mobile)(?: number)?",
    "people": r"(?:入住)?人数|入住客人数?|成人数?|guests|number of guests|adults?|occupancy|party",
    "amount": r"(?:订单|结算|房费|应付|实付|支付|到手|预计)?(?:总?金额|总价|总额|收入)|房费(?:合计)?|结算价|底价|实付|价格|合计|total(?: price| payout| cost| amount)?|(?:your )?payout|you(?:'ll)? earn|price|amount",
    "ref": r"(?:(?:美团|携程|途家|飞猪)?(?:订单|预订|确认)(?:编?号码?|ID|码)|单号|(?:booking|reservation|confirmation|order)\s?(?:number|code|id|no\.?|reference|ref))",
    "notes": r"(?:客人|用户|订单)?(?:备注|留言|特殊要求|要求|说明)|remarks?|special requests?|notes?|message(?: from guest)?",
}
_FIELD = re.compile(
    r"(?:^|(?<=[\n;；|｜,，。\]】]))[\s*·•\-【\[]*(?:"
    + "|".join(f"(?P<{key}>{words})" for key, words in _KEYS.items())
    + r")\s*[】\]]?\s*(?:[:：]|(?<=[】\]]))\s*",
    re.IGNORECASE,
)
_REF = re.compile(
    rf"(?:{_KEYS['ref']}|(?<![\w-])#)\s*(?:是|为|[:：#])?\s*(?P<ref>[A-Z0-9][A-Z0-9-]{{3,39}})", re.IGNORECASE
)
_AMOUNT = re.compile(
    rf"(?:{_KEYS['amount']})\s*(?:是|为|共|[:：])?\s*(?:[¥￥]|rmb|cny)?\s*(?P<n>\d[\d,]*(?:\.\d{{1,2}})?)"
    r"|(?:[¥￥]|rmb|cny)\s*(?P<n2>\d[\d,]*(?:\.\d{1,2})?)|(?P<n3>\d[\d,]*(?:\.\d{1,2})?)\s*(?:元|块|rmb|cny|yuan)",
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"(?<![\d.\-/#月])(?P<n>\d{2,5}(?:\.\d{1,2})?)\s*$")
_TITLED = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:女士|先生|小姐|姐|哥|总|老师|阿姨|叔)")
_BEFORE_BOOKED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?:预订|下单|预定|订了|于)"
)
_ALONE = re.compile(rf"(?:^|[\s,，])(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[\s,，]|$)")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_ROOMS = re.compile(r"(?P<n>[1-9]|[一二两三四五六])\s*(?:间|套|rooms?\b)|[×xX*]\s*(?P<n2>[1-9])(?!\d)")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_WEEKDAY = re.compile(
    r"[(（]\s*(?:周|星期|礼拜)[一二三四五六日天]\s*[)）]|(?<=[\d日号])\s*(?:周|星期|礼拜)[一二三四五六日天]"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+(?=\d|[a-z]{3,9}\.? \d)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[\s【\[]*(?:录单|加单|补单)[\s】\]:：,，]*")
_LABELS = "，"  # parts the sentences that are left


@dataclass(frozen=True, slots=True)
class Order:
    """What a notice of a booking says; None is not said."""

    source: str | None = None
    ref: str | None = None
    name: str | None = None
    phone: str | None = None
    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    room_type: str | None = None
    rooms: int | None = None
    adults: int | None = None
    children: int | None = None
    total: int | None = None  # fen
    notes: str | None = None


def read_order(text: str, now: datetime, hints: Hints, day_ends: time = time(6)) -> Order:
    """The booking a pasted text tells of, at the house's local moment `now`."""
    said = _HEADING.sub("", unicodedata.normalize("NFKC", text[:LONGEST])).strip()
    values, rest = _fields(said)
    plain = replace(hints, asked="", near=None)
    today = house_day(now, day_ends)
    order = _of_sentences(rest, now, plain, day_ends)
    labelled = _of_fields(values, now, plain, day_ends)
    found = _filled(_of_people(said, now, plain, day_ends)) | _filled(order) | _filled(labelled)
    types = read_terms(_without_days(values.get("room") or rest), today, plain).room_types
    found |= {"source": _source(said), "room_type": types[0] if len(types) == 1 else None}
    found["ref"] = _ref(said)
    found["rooms"] = found.get("rooms") or _rooms(_PHONE.sub(" ", said))
    found["total"] = _total(values.get("amount", ""), rest, hints.room_numbers)
    found["phone"] = _phone(values.get("phone", "") or said)
    return _agreeing(Order(**found))


def _filled(order: Order) -> dict[str, Any]:
    return {item.name: value for item in fields(order) if (value := getattr(order, item.name)) is not None}


def _fields(text: str) -> tuple[dict[str, str], str]:
    """The labelled values, and the text without them. Of a label said twice the first counts."""
    found: dict[str, str] = {}
    rest: list[str] = []
    at = 0
    for match in _FIELD.finditer(text):
        if match.start() < at:
            continue
        end = re.search(r"[\n;；|｜]|[,，。](?=\s*[^\d\s]{2,8}[:：])|$", text[match.end() :])
        assert end is not None
        stop = match.end() + end.start()
        rest.append(text[at : match.start()])
        found.setdefault(match.lastgroup or "", text[match.end() : stop].strip(" ,，。"))
        at = stop
    rest.append(text[at:])
    return found, _LABELS.join(part.strip() for part in rest if part.strip())


def _of_people(text: str, now: datetime, hints: Hints, day_ends: time) -> Order:
    """Head counts, wherever they stand."""
    slots = _slots(_PHONE.sub(" ", _REF.sub(" ", text)), now, hints, day_ends)
    return Order(adults=_number(slots.get("adults")), children=_number(slots.get("children")))


def _of_sentences(text: str, now: datetime, hints: Hints, day_ends: time) -> Order:
    bare = _PHONE.sub(" ", _REF.sub(" ", text))
    slots = _slots(bare, now, hints, day_ends)
    titled, booked = _TITLED.search(bare), _BEFORE_BOOKED.search(bare)
    name = titled[0] if titled else booked["name"] if booked else slots.get("name") or _alone(bare, hints)
    notes = re.search(r"(?:备注|要求)\s*[:：]?\s*(?P<text>[^\n]{2,200})$", text)
    return Order(
        name=str(name) if name else None,
        check_in=_day(slots.get("check_in")),
        check_out=_day(slots.get("check_out")),
        nights=_number(slots.get("nights")),
        rooms=_number(slots.get("rooms")),
        adults=_number(slots.get("adults") or slots.get("guests")),
        children=_number(slots.get("children")),
        notes=notes["text"].strip() if notes else None,
    )


def _alone(text: str, hints: Hints) -> str | None:
    """A name that stands by itself in a typed line: no room, no platform."""
    rooms = {name for called in hints.room_types.values() for name in called}
    found = (match["name"] for match in _ALONE.finditer(text))
    return next(
        (name for name in found if _source(name) is None and not any(name in room for room in rooms)), None
    )


def _of_fields(values: Mapping[str, str], now: datetime, hints: Hints, day_ends: time) -> Order:
    def slots(key: str) -> Mapping[str, SlotValue]:
        return _slots(values[key], now, hints, day_ends) if values.get(key) else {}

    stay, arrival, departure, people = slots("stay"), slots("arrival"), slots("departure"), slots("people")
    adults = people.get("adults") or people.get("guests") or _first_number(values.get("people", ""))
    name = re.sub(r"[(（].*|\s+(?=1[3-9]\d)[\d ]+$", "", values.get("name", "")).strip()
    return Order(
        name=name[:40] or None,
        check_in=_day(arrival.get("check_in") or stay.get("check_in")),
        check_out=_day(departure.get("check_in") or arrival.get("check_out") or stay.get("check_out")),
        nights=_first_number(values.get("nights", "")) or _number(stay.get("nights")),
        rooms=_first_number(values.get("rooms", "")),
        adults=_number(adults),
        children=_number(people.get("children")),
        notes=values.get("notes", "")[:200] or None,
    )


def _slots(text: str, now: datetime, hints: Hints, day_ends: time) -> Mapping[str, SlotValue]:
    return read(_without_days(text), now, hints, day_ends).slots


def _without_days(text: str) -> str:
    """Weekdays beside a date say it twice; a name before a date shall not lend it a numeral."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=\d)", ",", _WEEKDAY.sub(" ", text))


def _agreeing(order: Order) -> Order:
    """Days that contradict each other are not both believed: the departure wins over the nights."""
    if order.check_in is None or order.check_out is None:
        return order
    if order.check_out <= order.check_in:
        return replace(order, check_out=None)
    return replace(order, nights=(order.check_out - order.check_in).days)


def _source(text: str) -> str | None:
    """The platform that is named first."""
    found = [(match.start(), name) for name, pattern in SOURCES if (match := pattern.search(text))]
    return min(found)[1] if found else None


def _ref(text: str) -> str | None:
    match = _REF.search(text)
    return match["ref"].upper() if match and any(char.isdigit() for char in match["ref"]) else None


def _rooms(text: str) -> int | None:
    match = _ROOMS.search(text)
    said = (match["n"] or match["n2"]) if match else ""
    return _DIGITS.get(said) or (int(said) if said else None)


def _total(field: str, rest: str, rooms: Set[str]) -> int | None:
    """The sum in fen: labelled, with a sign of money, or the last number of a line somebody typed, if it is no room and no day."""
    if field:
        match = re.search(r"\d[\d,]*(?:\.\d{1,2})?", field)
        return _fen(match[0]) if match else None
    bare = _PHONE.sub(" ", _REF.sub(" ", rest))
    if match := _AMOUNT.search(bare):
        return _fen(match["n"] or match["n2"] or match["n3"])
    last = _LAST_NUMBER.search(bare) if "\n" not in rest else None
    return _fen(last["n"]) if last and last["n"] not in rooms else None


def _fen(said: str) -> int:
    return int(Decimal(said.replace(",", "")) * 100)


def _phone(text: str) -> str | None:
    match = _PHONE.search(text)
    return "".join(match.groups()) if match else None


def _first_number(text: str) -> int | None:
    match = re.search(r"\d{1,2}", text)
    return int(match[0]) if match and int(match[0]) else None


def _number(value: object) -> int | None:
    return value if type(value) is int else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
