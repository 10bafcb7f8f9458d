"""多少钱一晚, asked before the days are clear: what a room costs that night, else as a rule. It books nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.context import Turn
from locales import N_, day, money
from store import quotes
from store.rooms import Span


def nightly_price(turn: Turn) -> str:
    """A line a room type; the one already chosen alone."""
    known: Mapping[str, Any] = (turn.standing.place.state or {}).get("slots", {})
    wanted = turn.understood.slots.get("room_type") or known.get("room_type")
    kinds = turn.house.room_types
    codes = [str(wanted)] if wanted in kinds else list(kinds)
    arrival = date.fromisoformat(str(known["check_in"])) if known.get("check_in") else None
    if arrival is None or arrival < turn.today:
        return "\n".join(_usually(turn, code) for code in codes)
    night = Span(arrival, arrival + timedelta(days=1))
    priced = quotes.offered(turn.connection, turn.present, turn.standing.person_id, codes, night, turn.now)
    lines = [
        turn.say(
            N_("{room}: {price} a night"),
            room=turn.words(kinds[code], "name"),
            price=money(turn.language, priced[code].total),
        )
        for code in codes
    ]
    return "\n".join([day(turn.language, arrival, today=turn.today), *lines])


def _usually(turn: Turn, code: str) -> str:
    kind = turn.house.room_types[code]
    return turn.say(
        N_("{room}: {weekday} on weekdays, {weekend} at weekends"),
        room=turn.words(kind, "name"),
        weekday=money(turn.language, kind.price.fen("weekday")),
        weekend=money(turn.language, kind.price.fen("weekend")),
    )
