"""May somebody join your booking? Put to the holder by a message; only the yes lets the other one in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers import binding
from locales import N_
from store import bookings, joins

ANSWERS = (Option(True, ""), Option(False, ""))  # "1", "2": the question says so itself


@dataclass(frozen=True, slots=True)
class Joining:
    """The wish it is about, and the holder's answer."""

    join: int | None = None
    yes: bool | None = None


def proceed(turn: Turn, state: Joining) -> Result[Joining]:
    """Yes or no from whoever holds the booking; from anybody else, or too late, nothing."""
    join = joins.get(turn.connection, state.join) if state.join is not None else None
    if join is None or turn.standing.person_id not in bookings.holders(turn.connection, join.booking_id):
        return Done(turn.say(N_("That is settled already.")))
    if state.yes is None and not join.answered:
        return Ask("join", state)
    return Done(binding.answered(turn, join, bool(state.yes)))


def ask(turn: Turn, state: Joining) -> str:
    """Who would like to join which booking."""
    join = joins.get(turn.connection, state.join) if state.join is not None else None
    return binding.question(turn, turn.language, join) if join is not None else ""


def begin(turn: Turn) -> Joining:
    """The holder says yes or no with no question open: it may be about the oldest wish that waits."""
    waiting = joins.waiting(turn.connection, turn.standing.person_id)
    return Joining(join=waiting.id if waiting is not None else None)


FLOW = Flow(
    name="joining",
    version=1,
    title=N_("who may join your booking"),
    state=Joining,
    intents=(),
    begin=begin,
    proceed=proceed,
    questions=(
        Question(
            "join",
            YES,
            ask,
            N_("A 1 or a 2 is enough: 1 lets them see room and wifi, 2 does not."),
            options=lambda turn, state: ANSWERS,
        ),
    ),
)
