"""How one gets in: the code of whoever stays behind that door, else what the house wrote down for everybody."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers import door_codes
from bot.handlers.passing_on import pass_on
from locales import N_


def door(turn: Turn) -> str:
    """Their own code, where they may know one; the house's words; where it wrote none, a person is asked.

    Who stands outside has a word for that.
    """
    if mine := door_codes.own(turn):
        return mine
    written = turn.words(turn.house.policies, "door")
    stuck = turn.say(N_("Locked out? Write “I can't get in” and I call somebody at once."))
    if written:
        return f"{written}\n{stuck}"
    never = turn.say(N_("Door codes are never sent here."))
    if turn.inbound.kind == "event":
        return f"{never}\n{stuck}"
    return pass_on(turn, "door", lead=never)
