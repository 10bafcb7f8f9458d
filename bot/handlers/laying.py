"""Values laid over the house file by the owner's word: noted for 撤销 and the audit, taken back whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.context import Turn
from bot.handlers.proposals import Detail
from store import audit, deeds, house
from store.house_file import HouseFileError


def lay(turn: Turn, kind: str, values: Mapping[str, Any], **known: Any) -> bool:
    """Lay values over the house file, at their key paths; False when the house would not hold, and nothing is laid.

    `kind` is the deed's name; `known` is what taking it back should also know.
    """
    rows = [[path, *house.overridden(turn.connection, path), then] for path, then in values.items()]
    try:
        house.override_all(turn.connection, values, turn.now)
    except HouseFileError:
        return False
    me = turn.standing.person_id
    deeds.note(turn.connection, me, kind, {**known, "rows": rows}, turn.now)
    for path, then in values.items():
        audit.note(turn.connection, turn.now, me, kind, f"house:{path}", str(then)[:200])
    return True


def take_back(turn: Turn, detail: Detail) -> bool:
    """Let what stood before hold again; False when one of the values was changed again since, or the house with it."""
    rows = detail["rows"]
    if any(house.overridden(turn.connection, path) != (True, then) for path, _, _, then in rows):
        return False
    before = {path: value for path, was_laid, value, _ in rows if was_laid}
    lifted = [path for path, was_laid, _, _ in rows if not was_laid]
    try:
        house.override_all(turn.connection, before, turn.now, lifted)
    except HouseFileError:
        return False
    return True
