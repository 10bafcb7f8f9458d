"""体检: whether the account, the server and the house are in order, in short. It looks at nothing itself."""

from __future__ import annotations

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_
from scheduler import checking_up
from store import audit


def check_up(turn: Turn, command: Command) -> str:
    """Have everything looked at; the outcome comes when it is there."""
    if not checking_up.ask(turn.connection, turn.standing.address_id, turn.language, turn.now):
        return turn.say(N_("I have just looked, or am looking: ask again in a minute."))
    turn.noticed += 1
    audit.note(turn.connection, turn.now, turn.standing.person_id, "examined", "house")
    if turn.house.wechat.can("customer_service"):
        return turn.say(N_("Looking at the account and the server. I tell you in a moment."))
    return turn.say(
        N_("Looking at the account and the server. In a minute write anything, and you see what came of it.")
    )
