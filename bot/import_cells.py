"""What a cell of a bookings file may say: days, phones, sums, states, in the ways spreadsheets and platforms write them.

Pure. A cell that cannot be taken raises Refused, whose reason never repeats what the cell says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from store.bookings import State
from store.phones import e164
from store.sealing import mask_secrets

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
MOST_NIGHTS = 366
MOST_FEN = 2**31 - 1

_DAY = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d\d)(\d\d))(?:[T\s]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_SUM = re.compile(r"(?:[¥￥]|rmb|cny)?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(?:元|rmb|cny)?", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?\s*[间晚天人位个]?")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_QUOTED = re.compile(r'="(.*)"')  # how spreadsheets keep a number as text
_HIDDEN = re.compile(r"[*＊]|[xX]{3,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


class Refused(Exception):
    """A cell that cannot be taken, and why. Caught where its row is read."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def clean(cell: str) -> str:
    """A cell without blanks around it and without what nobody sees; a spreadsheet's ="…" and leading ' taken off."""
    text = _CONTROL.sub(" ", cell).strip()
    if match := _QUOTED.fullmatch(text):
        text = match[1].strip()
    return text[1:].strip() if text.startswith("'") else text


def word(text: str) -> str:
    """A name as it is compared: without blanks, case and width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def figures(text: str) -> str:
    """Full-width digits and signs as the plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def needed(column: str, text: str, longest: int) -> str:
    """A text that must be there, masked."""
    if not text:
        raise Refused(column, "is empty")
    if len(text) > longest:
        raise Refused(column, f"is longer than {longest} letters")
    return mask_secrets(text)[0]


def order_masked(text: str) -> str:
    """Identity numbers starred out. Half of what looks like a card here is an order number: those stay."""
    return mask_secrets(f"订单号：{text}")[0].removeprefix("订单号：")


def order(text: str) -> str:
    """The channel's number; "" when it gave none."""
    if _ROUNDED.fullmatch(text):
        raise Refused("order_no", "was rounded by a spreadsheet: format the column as text and export again")
    if len(text) > 100:
        raise Refused("order_no", "is longer than 100 letters")
    if order_masked(text) != text:
        raise Refused("order_no", "is an identity number: leave it empty or give the order's number")
    return text


def state(text: str) -> State:
    """The state of a booking in our word or a platform's; empty: confirmed."""
    found = STATES.get(figures(text).casefold().replace(" ", "_"))
    if found is None:
        raise Refused("state", "is no state we know: see the table in docs/import.md")
    return found


def room_type(text: str, types: Mapping[str, str]) -> str:
    """The code of the room type called so."""
    code = types.get(word(text))
    if code is None:
        raise Refused("room_type", "is no room type of the house file: add it there as a nickname")
    return code


def day(column: str, text: str) -> date:
    """A day with its year first; a time behind it is not used."""
    match = _DAY.fullmatch(figures(text))
    if match is None:
        raise Refused(column, "is not a day: write it as 2026-12-24" if text else "is empty")
    try:
        found = date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        raise Refused(column, "is a day that does not exist") from None
    if not 2000 <= found.year <= 2100:
        raise Refused(column, "is not between 2000 and 2100")
    return found


def departure(said: Mapping[str, str], arrival: date) -> date:
    """The day of departure, from itself or the nights."""
    nights = count("nights", said, 0, least=1, most=MOST_NIGHTS)
    if not said.get("departure"):
        if not nights:
            raise Refused("departure", "is empty, and so is nights")
        return arrival + timedelta(days=nights)
    departure = day("departure", said["departure"])
    if not 1 <= (departure - arrival).days <= MOST_NIGHTS:
        raise Refused("departure", f"is not 1 to {MOST_NIGHTS} nights after arrival")
    if nights and departure != arrival + timedelta(days=nights):
        raise Refused("nights", "do not lead from arrival to departure")
    return departure


def phone(text: str, region: str) -> str | None:
    """E.164; None where the channel says nothing or hides digits (138****8000)."""
    first = re.split(r"[/、;；,，]|\s{2,}|转|\.0+$", figures(text), maxsplit=1)[0].strip()
    if not first or _HIDDEN.search(first):
        return None
    number = e164(first, region)
    if number is None:
        raise Refused("phone", f"is no phone number of {region}: those of other countries begin with +")
    return number


def count(column: str, said: Mapping[str, str], default: int, *, least: int, most: int) -> int:
    """A whole number within bounds; `default` where the column is empty or missing."""
    text = figures(said.get(column, ""))
    if not text:
        return default
    match = _COUNT.fullmatch(text)
    if match is None or not least <= int(match[1]) <= most:
        raise Refused(column, f"is not a whole number from {least} to {most}")
    return int(match[1])


def fen(text: str) -> int | None:
    """A sum in yuan as fen; None: not said."""
    if not text:
        return None
    match = _SUM.fullmatch(figures(text))
    if match is None:
        raise Refused("total", "is not a sum in yuan such as 1280.50")
    fen = Decimal(match[1].replace(",", "") + (match[2] or "")) * 100
    if fen != int(fen):
        raise Refused("total", "has parts of a fen")
    if fen > MOST_FEN:
        raise Refused("total", "is more than a booking can cost")
    return int(fen)
