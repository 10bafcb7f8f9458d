"""退订推送, 恢复推送: whether a guest is written to unasked. What their booking needs goes out either way, as they are told."""

from __future__ import annotations

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_
from store import audit, greeted, optouts


def stop(turn: Turn) -> str:
    """No messages unasked; word about a booking of theirs is no such message."""
    person = turn.standing.person_id
    greeted.hold_back(turn.connection, person, "opted_out")
    if optouts.stop(turn.connection, person, turn.now):
        audit.note(turn.connection, turn.now, person, "pushes_stopped", f"person:{person}")
    return turn.say(
        N_(
            "Done: no more messages from us unasked. Only what a booking of yours needs still comes, "
            "such as the way before you arrive. Write 恢复推送 to change your mind."
        )
    )


def resume(turn: Turn, command: Command) -> str:
    """They may be written to again."""
    person = turn.standing.person_id
    if not optouts.resume(turn.connection, person, turn.now):
        return turn.say(N_("Messages are on. Write 退订推送 to stop them."))
    audit.note(turn.connection, turn.now, person, "pushes_resumed", f"person:{person}")
    return turn.say(N_("Done: messages are on again. Write 退订推送 to stop them."))
