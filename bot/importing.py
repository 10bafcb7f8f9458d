"""Bookings out of a CSV file, row by row: what a column may be called, what a cell may say, why a row is refused.

Pure: it reads the lines handed in and nothing else. No reason it gives repeats what a cell says.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import get_args

from store.bookings import State, Wish
from store.house_file import House
from store.phones import e164
from store.sealing import mask_secrets

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "source": ("来源", "渠道", "平台", "channel"),
    "order_no": ("订单号", "订单编号", "单号", "order", "order_number", "booking_no"),
    "name": ("姓名", "客人", "客人姓名", "入住人", "预订人", "联系人", "guest", "holder"),
    "phone": ("手机", "电话", "手机号", "联系电话", "mobile", "tel"),
    "room_type": ("房型", "房间类型", "room"),
    "rooms": ("间数", "房间数", "房数", "数量"),
    "arrival": ("入住", "到店", "入住日期", "到店日期", "抵店", "check_in", "checkin"),
    "departure": ("离店", "退房", "离店日期", "退房日期", "check_out", "checkout"),
    "nights": ("晚数", "间夜", "天数"),
    "adults": ("成人", "成人数", "大人"),
    "children": ("儿童", "儿童数", "小孩"),
    "total": ("总价", "总额", "金额", "订单金额", "price", "amount"),
    "state": ("状态", "订单状态", "status"),
    "notes": ("备注", "说明", "要求", "remark", "note"),
}
STATES: Mapping[str, State] = {
    **{state: state for state in get_args(State)},
    "": "confirmed",
    "unplaced": "confirmed",  # it is for the house to find out whether there is a room
    "待安排": "confirmed",
    "已确认": "confirmed",
    "已预订": "confirmed",
    "预订成功": "confirmed",
    "待入住": "confirmed",
    "待确认": "held",
    "在住": "in_house",
    "已入住": "in_house",
    "已离店": "departed",
    "已退房": "departed",
    "已完成": "departed",
    "completed": "departed",
    "已取消": "cancelled",
    "取消": "cancelled",
    "canceled": "cancelled",
    "未到": "no_show",
    "no-show": "no_show",
    "noshow": "no_show",
}
REASON = "reason"  # the column added to refused rows; ignored when such a file comes back
MOST_NIGHTS = 366
MOST_FEN = 2**31 - 1

_NAMES = {name: column for column, names in COLUMNS.items() for name in (column, *names)}
_DAY = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d\d)(\d\d))(?:[T\s]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_SUM = re.compile(r"(?:[¥￥$]|rmb|cny)?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(?:元|rmb|cny)?", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?\s*[间晚天人位个]?")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_QUOTED = re.compile(r'="(.*)"')  # how spreadsheets keep a number as text
_HIDDEN = re.compile(r"[*＊]|[xX]{3,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


class Unreadable(Exception):
    """The file as a whole cannot be read as bookings; says what to do. Caught by the command."""


class _Refused(Exception):
    """A cell that cannot be taken, and why. Caught where its row is read."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass(frozen=True, slots=True)
class Good:
    """A row that says a booking."""

    line: int
    wish: Wish


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is refused: its cells with identity numbers and cards masked, to be put right and brought again."""

    line: int
    column: str  # "" where it is the whole row
    reason: str
    cells: tuple[str, ...]

    def __str__(self) -> str:
        return f"line {self.line}: {self.column + ': ' if self.column else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides how cells are read."""

    types: Mapping[str, str]  # every word for a room type -> its code
    region: str  # of phone numbers without a country code: "CN"
    source: str  # for rows that name none; "" = they must
    own_ref: Callable[[Wish], str]  # a lasting reference for a row without an order number


@dataclass(slots=True)
class Sheet:
    """A file being read: its header, then its rows, one at a time."""

    lines: Iterable[str]
    rules: Rules
    header: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # columns nobody asked for, as the file calls them
    _places: dict[str, int] = field(default_factory=dict)
    _seen: dict[bytes, bytes] = field(
        default_factory=dict
    )  # 16 bytes a row: to find order numbers said twice

    def rows(self) -> Iterator[Good | Bad]:
        """Every row that is not blank. Raises Unreadable when the header does not name what a booking needs."""
        lines = iter(self.lines)
        first = next(lines, "")
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(
            lines, delimiter=delimiter, strict=True
        )  # a lost quotation mark must not eat rows
        self._take_header(next(csv.reader([first], delimiter=delimiter), []))
        while True:
            line = reader.line_num + 2
            try:
                cells = next(reader, None)
            except csv.Error:
                yield Bad(
                    line, "", f"is not CSV up to line {reader.line_num + 1}: look at its quotation marks", ()
                )
                continue
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _take_header(self, cells: Sequence[str]) -> None:
        self.header = tuple(_clean(cell) for cell in cells)
        strange = []
        for place, name in enumerate(self.header):
            column = _NAMES.get(_header_name(name))
            if column is None:
                strange += [name] if name and name != REASON else []
            elif column in self._places:
                raise Unreadable(f"two columns mean {column}: keep one of them")
            else:
                self._places[column] = place
        needed = [name for name in ("name", "room_type", "arrival") if name not in self._places]
        needed += [] if {"departure", "nights"} & set(self._places) else ["departure or nights"]
        needed += [] if self.rules.source or "source" in self._places else ["source (or --source)"]
        if needed:
            raise Unreadable(f"the first line names no column for: {', '.join(needed)}")
        self.unknown = tuple(strange)

    def _row(self, line: int, cells: Sequence[str]) -> Good | Bad:
        try:
            wish = self._wish(cells)
            self._only_once(wish)
        except _Refused as refused:
            return Bad(line, refused.column, refused.reason, tuple(self._masked(cells)))
        return Good(line, wish)

    def _wish(self, cells: Sequence[str]) -> Wish:
        if len(cells) > len(self.header) and any(cell.strip() for cell in cells[len(self.header) :]):
            raise _Refused(
                "", "has more cells than the first line: put a cell with separators in quotation marks"
            )
        said = {
            column: _clean(cells[place]) if place < len(cells) else ""
            for column, place in self._places.items()
        }
        for column, text in said.items():
            if "\ufffd" in text:
                raise _Refused(column, "has characters that cannot be read: save the file as UTF-8")
        return wish_of(said, self.rules)

    def _only_once(self, wish: Wish) -> None:
        key = _digest(wish.source, wish.source_ref)
        content = _digest(*(str(getattr(wish, name)) for name in wish.__dataclass_fields__))
        if self._seen.setdefault(key, content) != content:
            raise _Refused("order_no", "stands on an earlier line with something else: keep one of the two")

    def _masked(self, cells: Sequence[str]) -> Iterator[str]:
        order = self._places.get("order_no")
        for place, cell in enumerate(cells):
            yield _order_masked(cell) if place == order else mask_secrets(cell)[0]


def words_for_types(house: House) -> dict[str, str]:
    """Code, name, English name and nicknames of each room type, as `_word` folds them -> its code."""
    words = {_word(name): code for code, kind in house.room_types.items() for name in (*kind.names(), code)}
    return words | {_word(code): code for code in house.room_types}


def wish_of(said: Mapping[str, str], rules: Rules) -> Wish:
    """The booking that one row's cells, by column, say. Raises _Refused."""
    arrival = _day("arrival", said["arrival"])
    wish = Wish(
        source=_needed("source", said.get("source") or rules.source, 40),
        source_ref=_order(said.get("order_no", "")),
        state=_state(said.get("state", "")),
        holder=_needed("name", said["name"], 100),
        arrival=arrival,
        departure=_departure(said, arrival),
        room_type=_room_type(said["room_type"], rules.types),
        phone=_phone(said.get("phone", ""), rules.region),
        rooms=_count("rooms", said, 1, least=1, most=99),
        adults=_count("adults", said, 1, least=1, most=999),
        children=_count("children", said, 0, least=0, most=999),
        total=_fen(said.get("total", "")),
        notes=mask_secrets(said.get("notes", ""))[0][:2000] or None,
    )
    return wish if wish.source_ref else replace(wish, source_ref=rules.own_ref(wish))


# --- cells ---


def _clean(cell: str) -> str:
    """A cell without blanks around it and without what nobody sees; a spreadsheet's ="…" and leading ' taken off."""
    text = _CONTROL.sub(" ", cell).strip()
    if match := _QUOTED.fullmatch(text):
        text = match[1].strip()
    return text[1:].strip() if text.startswith("'") else text


def _header_name(name: str) -> str:
    plain = re.sub(r"[(（\[【].*", "", unicodedata.normalize("NFKC", name)).strip().casefold()
    return re.sub(r"[\s\-_]+", "_", plain)


def _word(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _figures(text: str) -> str:
    """Full-width digits and signs as the plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _needed(column: str, text: str, longest: int) -> str:
    if not text:
        raise _Refused(column, "is empty")
    if len(text) > longest:
        raise _Refused(column, f"is longer than {longest} letters")
    return mask_secrets(text)[0]


def _order_masked(text: str) -> str:
    """Identity numbers starred out. Half of what looks like a card here is an order number: those stay."""
    return mask_secrets(f"订单号：{text}")[0].removeprefix("订单号：")


def _order(text: str) -> str:
    if _ROUNDED.fullmatch(text):
        raise _Refused("order_no", "was rounded by a spreadsheet: format the column as text and export again")
    if len(text) > 100:
        raise _Refused("order_no", "is longer than 100 letters")
    if _order_masked(text) != text:
        raise _Refused("order_no", "is an identity number: leave it empty or give the order's number")
    return text


def _state(text: str) -> State:
    state = STATES.get(_figures(text).casefold().replace(" ", "_"))
    if state is None:
        raise _Refused("state", "is no state we know: see the table in docs/import.md")
    return state


def _room_type(text: str, types: Mapping[str, str]) -> str:
    code = types.get(_word(text))
    if code is None:
        raise _Refused("room_type", "is no room type of the house file: add it there as a nickname")
    return code


def _day(column: str, text: str) -> date:
    match = _DAY.fullmatch(_figures(text))
    if match is None:
        raise _Refused(column, "is not a day: write it as 2026-12-24" if text else "is empty")
    try:
        found = date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        raise _Refused(column, "is a day that does not exist") from None
    if not 2000 <= found.year <= 2100:
        raise _Refused(column, "is not between 2000 and 2100")
    return found


def _departure(said: Mapping[str, str], arrival: date) -> date:
    nights = _count("nights", said, 0, least=1, most=MOST_NIGHTS)
    if not said.get("departure"):
        if not nights:
            raise _Refused("departure", "is empty, and so is nights")
        return arrival + timedelta(days=nights)
    departure = _day("departure", said["departure"])
    if not 1 <= (departure - arrival).days <= MOST_NIGHTS:
        raise _Refused("departure", f"is not 1 to {MOST_NIGHTS} nights after arrival")
    if nights and departure != arrival + timedelta(days=nights):
        raise _Refused("nights", "do not lead from arrival to departure")
    return departure


def _phone(text: str, region: str) -> str | None:
    """E.164; None where the channel says nothing or hides digits (138****8000)."""
    first = re.split(r"[/、;；,，]|\s{2,}|转|\.0+$", _figures(text), maxsplit=1)[0].strip()
    if not first or _HIDDEN.search(first):
        return None
    number = e164(first, region)
    if number is None:
        raise _Refused("phone", f"is no phone number of {region}: those of other countries begin with +")
    return number


def _count(column: str, said: Mapping[str, str], default: int, *, least: int, most: int) -> int:
    text = _figures(said.get(column, ""))
    if not text:
        return default
    match = _COUNT.fullmatch(text)
    if match is None or not least <= int(match[1]) <= most:
        raise _Refused(column, f"is not a whole number from {least} to {most}")
    return int(match[1])


def _fen(text: str) -> int | None:
    if not text:
        return None
    match = _SUM.fullmatch(_figures(text))
    if match is None:
        raise _Refused("total", "is not a sum in yuan such as 1280.50")
    fen = Decimal(match[1].replace(",", "") + (match[2] or "")) * 100
    if fen != int(fen):
        raise _Refused("total", "has parts of a fen")
    if fen > MOST_FEN:
        raise _Refused("total", "is more than a booking can cost")
    return int(fen)


def _digest(*parts: str) -> bytes:
    return blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
