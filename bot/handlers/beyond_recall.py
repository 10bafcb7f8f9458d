"""What somebody of the house did and 撤销 cannot take back: noted, so that 撤销 says so and touches nothing older by mistake."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.proposals import Detail
from locales import N_
from store import deeds

SHOWN = 20  # letters of the word that did it


def beyond_recall(turn: Turn) -> None:
    """The word of this turn is done, and others go by it already."""
    said = turn.inbound.text.strip()[:SHOWN]
    deeds.note(turn.connection, turn.standing.person_id, "beyond_recall", {"said": said}, turn.now)


def _stays(turn: Turn, detail: Detail) -> str:
    lines = [
        turn.say(
            N_("“{said}” can't be taken back: others have heard of it or go by it."), said=detail["said"]
        )
    ]
    if deeds.last(turn.connection, turn.standing.person_id, turn.now) is not None:
        lines.append(turn.say(N_("Write 撤销 once more for what you did before it.")))
    return "\n".join(lines)


TAKING_BACK = {"beyond_recall": _stays}
