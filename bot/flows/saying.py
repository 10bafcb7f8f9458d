"""How a slot is said back to the person who filled it. Knows no flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.context import Turn
from locales import N_, day
from store.sealing import mask_phone


def said_back(turn: Turn, slot: str, value: object) -> str:
    """A slot's new value in a few words; "" for slots nobody needs to hear about."""
    if isinstance(value, date):
        on = day(turn.language, value, today=turn.today)
        return (
            turn.say(N_("arriving {day}"), day=on)
            if slot == "check_in"
            else turn.say(N_("leaving {day}"), day=on)
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return _counted(turn, slot, value)
    if slot == "room_type":
        kind = turn.house.room_types.get(str(value))
        return turn.words(kind, "name") if kind else ""
    if slot == "phone":
        return mask_phone(str(value))
    return str(value) if slot in ("name", "room_no", "arrival_time") else ""


def beside(language: str, parts: Sequence[str]) -> str:
    """Parts of one sentence, with the comma of the language."""
    return {"zh": "，", "ja": "、"}.get(language[:2], ", ").join(parts)


def _counted(turn: Turn, slot: str, n: int) -> str:
    match slot:
        case "nights":
            return turn.say_many("{n} night", "{n} nights", n)
        case "guests":
            return turn.say_many("{n} guest", "{n} guests", n)
        case "adults":
            return turn.say_many("{n} adult", "{n} adults", n)
        case "children":
            return turn.say_many("{n} child", "{n} children", n)
        case "rooms":
            return turn.say_many("{n} room", "{n} rooms", n)
        case "extra_beds":
            return turn.say(N_("extra bed ×{n}"), n=n)
        case "breakfasts":
            return turn.say(N_("breakfast +{n}"), n=n)
        case "child_breakfasts":
            return turn.say(N_("child's breakfast +{n}"), n=n)
    return ""
