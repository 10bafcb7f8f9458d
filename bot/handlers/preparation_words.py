"""What is made ready for a booking, in words for staff: the house's names, and how it stands. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Turn
from locales import N_, join
from store.preparations import Preparation


def named(turn: Turn, rules: Sequence[str]) -> str:
    """Rules in the house's words; one it no longer has by its code."""
    known = turn.house.preparations.rules
    return join(turn.language, [turn.words(known[rule], "name") if rule in known else rule for rule in rules])


def part(turn: Turn, found: Sequence[Preparation]) -> str:
    """How it stands in the line of an arrival: what is to be made ready, else that it is; "" where nothing is wanted."""
    left = [one.rule for one in found if not one.done]
    if left:
        return turn.say(N_("to prepare: {things}"), things=named(turn, left))
    return turn.say(N_("prepared")) if found else ""
