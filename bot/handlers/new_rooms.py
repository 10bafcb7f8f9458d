"""The room types of a house that is being set up, put together as they were said; what one lacks is asked. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.context import Turn
from bot.understanding.founding import Kind, code_of, room_kinds
from locales import N_, join
from store.house_file import RoomType

ADULTS = 2  # where nobody said how many


@dataclass(frozen=True, slots=True)
class Taken:
    """The room types as they would stand; the one that lacks something, and the words that ask for it."""

    kinds: dict[str, Any]  # every type; empty when nothing is new
    partial: dict[str, Any] | None
    said: str


def take(turn: Turn, text: str, partial: Mapping[str, Any] | None) -> Taken:
    """Put what was said with the types there are: a name said again replaces its type."""
    open_kind = replace(Kind(**partial), rooms=tuple(partial["rooms"])) if partial else None
    document = turn.house.model_dump(mode="json")["room_types"]
    kinds: dict[str, Any] = dict(document)
    for kind in room_kinds(text):
        whole = _joined(open_kind, kind) if open_kind and kind.name in ("", open_kind.name) else kind
        if whole.name and whole.rooms and whole.weekday:
            kinds[_code(whole, kinds)] = _written(whole)
            open_kind = None if open_kind and open_kind.name == whole.name else open_kind
        else:
            open_kind = whole
    changed = kinds if kinds != document else {}
    if open_kind is None:
        return Taken(changed, None, "")
    return Taken(changed, asdict(open_kind), _lacks(turn, open_kind))


def _joined(before: Kind, now: Kind) -> Kind:
    """A type with what was said of it later; a lone number is the price that is missing."""
    rooms, price = now.rooms, now.weekday
    if before.rooms and not before.weekday and price is None and len(rooms) == 1 and rooms[0].isdigit():
        price = int(rooms[0])
        rooms = ()
    return Kind(
        before.name or now.name,
        rooms or before.rooms,
        price or before.weekday,
        now.weekend or before.weekend,
        now.holiday or before.holiday,
        now.people or before.people,
        now.count or before.count,
    )


def _lacks(turn: Turn, kind: Kind) -> str:
    if not kind.name:
        return turn.say(N_("What is this room type called?"))
    if not kind.rooms:
        return turn.say(N_("Which room numbers does {name} have?"), name=kind.name)
    return turn.say(N_("{name}: what does a night cost?"), name=kind.name)


def _code(kind: Kind, kinds: Mapping[str, Any]) -> str:
    """The code of the type with this name, else a new one."""
    for code, known in kinds.items():
        if known["name"] == kind.name:
            return code
    base = code_of(kind.name)
    return next(code for code in (base, *(f"{base}{n}" for n in range(2, 99))) if code not in kinds)


def _written(kind: Kind) -> dict[str, Any]:
    people = kind.people or ADULTS
    prices = {"weekday": kind.weekday, "weekend": kind.weekend, "holiday": kind.holiday}
    return {
        "name": kind.name,
        "adults": min(people, 20),
        "guests": min(people, 20),
        "price": {name: price for name, price in prices.items() if price},
        "rooms": list(kind.rooms),
    }


def described(turn: Turn, kind: RoomType) -> str:
    """One room type in a line, as it is read back."""
    price = kind.price
    parts = [turn.say(N_("¥{price} on weekdays"), price=price.weekday)]
    if price.weekend is not None:
        parts.append(turn.say(N_("¥{price} at weekends"), price=price.weekend))
    if price.holiday is not None:
        parts.append(turn.say(N_("¥{price} on holidays"), price=price.holiday))
    return turn.say(
        N_("{name} {rooms}, {adults} adults, {prices}"),
        name=kind.name,
        rooms="/".join(kind.rooms),
        adults=kind.adults,
        prices=join(turn.language, parts),
    )
