"""待办: what only a person of the house can do, oldest first. It ticks nothing off."""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Turn
from bot.handlers import preparing
from bot.handlers.passing_on import named
from bot.understanding.commands import Command
from locales import N_, join
from locales import money as sum_of
from scheduler import too_much
from scheduler.by_hand import named_reason
from store import elsewhere, todos

READ, SHOWN = 90, 15  # to-dos that are looked at, and lines: the same on several channels is one

KINDS = {
    elsewhere.CLOSE: N_("close it on the other channels, then reply 已关"),
    elsewhere.OPEN: N_("open it again on the other channels, then reply 已关"),
    "lapsing": N_("confirm or refuse it"),
    "identify": N_("who is this guest?"),
    "unreachable": N_("tell the guest by hand"),
    "unplaced": N_("find a room"),
    "repay": N_("give money back by hand, or look into a payment"),
    too_much.TODO: N_("paid too much: 退款 gives it back"),
    "recovery": N_("put it right while you can"),
    "gone_elsewhere": N_("no longer on its channel: reply 同意 or 不行"),
    "door_set": N_("set a code at the door"),
    "door_remove": N_("take a code off the door"),
    "minors": N_("under 18 alone: the five duties"),
}


ON_CHANNELS = {
    elsewhere.CLOSE: N_("close it on {channels}, then reply 已关"),
    elsewhere.OPEN: N_("open it again on {channels}, then reply 已关"),
}


def show(turn: Turn, command: Command) -> str:
    """What waits for a person, oldest first."""
    waiting, to_prepare = todos.unfinished(turn.connection, limit=READ), preparing.waiting(turn)
    if not waiting and not to_prepare:
        return turn.say(N_("Nothing waits."))
    together: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for todo_id, kind, booking_id, detail in waiting:
        subject = f" B{booking_id}" if booking_id else ""
        about, channel = f"{subject} {_about(turn, detail)[:40]}".rstrip(), detail.get("channel", "")
        together.setdefault((kind, about, "" if channel else str(todo_id)), []).append((todo_id, channel))
    lines = [
        f"{same[0][0]}. {_what(turn, kind, [channel for _, channel in same if channel])}{about}"
        for (kind, about, _), same in together.items()
    ]
    hidden = len(lines) - SHOWN
    more = [turn.say(N_("… and {n} more, once these are done."), n=hidden)] if hidden > 0 else []
    return "\n".join([*lines[:SHOWN], *more, *to_prepare])


def _what(turn: Turn, kind: str, channels_asked: list[str]) -> str:
    """What is to be done, and where, in a few words."""
    if channels_asked and kind in ON_CHANNELS:
        return turn.say(ON_CHANNELS[kind], channels=join(turn.language, channels_asked))
    return turn.say(KINDS[kind]) if kind in KINDS else named(turn.language, kind)


def _about(turn: Turn, detail: Mapping[str, str]) -> str:
    if "fen" in detail:
        return sum_of(turn.language, int(detail["fen"]))
    return detail.get("text") or named_reason(turn.language, detail.get("reason", ""))
