"""Did you sleep well? Opened on the first morning by its push; what was not well goes to the house while the guest is here."""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Turn
from bot.flows.flow import SKIPPED, Ask, Done, Flow, Option, Question, Result
from bot.handlers.passing_on import promised
from bot.handlers.recovery import put_right
from bot.understanding.opinions import FAULTS
from locales import N_

WELL, BADLY = "well", "badly"
ANSWERS = (Option(WELL, N_("Well")), Option(BADLY, N_("Not so well")))
SLEPT_BADLY = N_("did not sleep well")


@dataclass(frozen=True, slots=True)
class Morning:
    """Which booking it is about, how they slept (or their own words), and what was wrong."""

    booking: int | None = None
    slept: str | None = None
    what: str | None = None


def proceed(turn: Turn, state: Morning) -> Result[Morning]:
    """A good night is over with a word; for a bad one the house is told at once, and again when they say why."""
    if state.slept is None:
        return Ask("slept", state)
    if state.slept == WELL:
        return Done(turn.say(N_("Good to hear. Enjoy your day.")))
    key = f"recovery:morning:{state.booking or turn.inbound.key}"
    if state.slept != BADLY:
        told = put_right(turn, key, state.booking, SLEPT_BADLY, state.slept)
        return Done("\n".join([turn.say(N_("Thank you for saying so.")), promised(turn, told)]))
    if state.what is None:
        put_right(turn, key, state.booking, SLEPT_BADLY)
        return Ask("what", state)
    if state.what == SKIPPED:
        return Done(turn.say(N_("All right. The house knows that the night was not good.")))
    told = put_right(turn, key, state.booking, SLEPT_BADLY, state.what)
    return Done("\n".join([turn.say(N_("I'm sorry about that.")), promised(turn, told)]))


FLOW = Flow(
    name="morning",
    version=1,
    title=N_("how you slept"),
    state=Morning,
    intents=(),
    proceed=proceed,
    offered=False,
    questions=(
        Question(
            "slept",
            "slept",
            N_("Did you sleep well?"),
            N_("A number will do, 1 or 2; or just say what was wrong."),
            options=lambda turn, state: [Option(one.value, turn.say(one.label)) for one in ANSWERS],
            typed=True,
            free=True,
            told=True,
            apart=True,
            hears=FAULTS,
        ),
        Question(
            "what",
            "what",
            N_("I'm sorry to hear that. What was it? A few words, and I pass them on to the house."),
            N_("What was wrong, in a few words? Or write “skip”."),
            free=True,
            told=True,
            apart=True,
            optional=True,
            hears=FAULTS,
            hint="slept",
        ),
    ),
)
