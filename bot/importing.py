"""Bookings out of a CSV file, row by row: what a column may be called, what a cell may say, why a row is refused.

Pure: it reads the lines handed in and nothing else. No reason it gives repeats what a cell says.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from bot import import_cells as read
from bot.import_cells import Refused
from store.house_file import House
from store.intake import Wish
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
REASON = "reason"  # the column added to refused rows; ignored when such a file comes back
_NAMES = {name: column for column, names in COLUMNS.items() for name in (column, *names)}


class Unreadable(Exception):
    """The file as a whole cannot be read as bookings; says what to do. Caught by the command."""


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
        self.header = tuple(read.clean(cell) for cell in cells)
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
        except Refused as refused:
            return Bad(line, refused.column, refused.reason, tuple(self._masked(cells)))
        return Good(line, wish)

    def _wish(self, cells: Sequence[str]) -> Wish:
        if len(cells) > len(self.header) and any(cell.strip() for cell in cells[len(self.header) :]):
            raise Refused(
                "", "has more cells than the first line: put a cell with separators in quotation marks"
            )
        said = {
            column: read.clean(cells[place]) if place < len(cells) else ""
            for column, place in self._places.items()
        }
        for column, text in said.items():
            if "\ufffd" in text:
                raise Refused(column, "has characters that cannot be read: save the file as UTF-8")
        return wish_of(said, self.rules)

    def _only_once(self, wish: Wish) -> None:
        key = _digest(wish.source, wish.source_ref)
        content = _digest(*(str(getattr(wish, name)) for name in wish.__dataclass_fields__))
        if self._seen.setdefault(key, content) != content:
            raise Refused("order_no", "stands on an earlier line with something else: keep one of the two")

    def _masked(self, cells: Sequence[str]) -> Iterator[str]:
        order = self._places.get("order_no")
        for place, cell in enumerate(cells):
            yield read.order_masked(cell) if place == order else mask_secrets(cell)[0]


def words_for_types(house: House) -> dict[str, str]:
    """Code, name, English name and nicknames of each room type, as `read.word` folds them -> its code."""
    words = {
        read.word(name): code for code, kind in house.room_types.items() for name in (*kind.names(), code)
    }
    return words | {read.word(code): code for code in house.room_types}


def wish_of(said: Mapping[str, str], rules: Rules) -> Wish:
    """The booking that one row's cells, by column, say. Raises Refused."""
    arrival = read.day("arrival", said["arrival"])
    wish = Wish(
        source=read.needed("source", said.get("source") or rules.source, 40),
        source_ref=read.order(said.get("order_no", "")),
        state=read.state(said.get("state", "")),
        holder=read.needed("name", said["name"], 100),
        arrival=arrival,
        departure=read.departure(said, arrival),
        room_type=read.room_type(said["room_type"], rules.types),
        phone=read.phone(said.get("phone", ""), rules.region),
        rooms=read.count("rooms", said, 1, least=1, most=99),
        adults=read.count("adults", said, 1, least=1, most=999),
        children=read.count("children", said, 0, least=0, most=999),
        total=read.fen(said.get("total", "")),
        notes=mask_secrets(said.get("notes", ""))[0][:2000] or None,
    )
    return wish if wish.source_ref else replace(wish, source_ref=rules.own_ref(wish))


def _header_name(name: str) -> str:
    plain = re.sub(r"[(（\[【].*", "", unicodedata.normalize("NFKC", name)).strip().casefold()
    return re.sub(r"[\s\-_]+", "_", plain)


def _digest(*parts: str) -> bytes:
    return blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
