"""Somebody has something to say to the house and has not said it yet: asked once what it is, then taken down."""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Turn
from bot.flows.flow import Ask, Done, Flow, Question, Result
from bot.handlers import opinions
from bot.understanding.opinions import names_only as only_named
from locales import N_

ASKED = "opinion"  # told that there is something, not what: the router's word
HEARD = ("complaint", "feedback", "special_request", "facility_info", "breakfast", "room_info", "price_query")


@dataclass(frozen=True, slots=True)
class Opining:
    """What somebody has to say."""

    said: str | None = None
    wrong: bool | None = None  # it was called a complaint


def names_only(turn: Turn) -> bool:
    """Whether this turn only says that there is something to say: a tap on the menu, 我要投诉."""
    return turn.inbound.kind == "event" or only_named(turn.inbound.text)


def begin(turn: Turn) -> Opining:
    return Opining(wrong=turn.understood.has("complaint") or None)


def proceed(turn: Turn, state: Opining) -> Result[Opining]:
    """Once it is said it is taken down; what to make of it, its words tell."""
    return (
        Ask("said", state)
        if not state.said
        else Done(opinions.take(turn, state.said, wrong=bool(state.wrong)))
    )


FLOW = Flow(
    name="opining",
    version=1,
    title=N_("what you wanted to tell the house"),
    state=Opining,
    intents=(ASKED,),
    begin=begin,
    proceed=proceed,
    questions=(
        Question(
            "said",
            "said",
            N_(
                "Please say it as it comes: what was wrong, or what could be better. I pass it on word for word."
            ),
            N_("Just write it in your own words, I pass it on."),
            free=True,
            hears=HEARD,
        ),
    ),
)
