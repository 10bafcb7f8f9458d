"""My data: what the house keeps about somebody, all of it on wish, and forgotten after one yes. Never anybody else's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.context import Turn
from bot.flows.flow import LOSS, YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers import own_data
from locales import N_, day
from store import erasures, personal


@dataclass(frozen=True, slots=True)
class OwnData:
    """What somebody wants done with their data."""

    want: str | None = None  # "show" or "forget"
    yes: bool | None = None


def proceed(turn: Turn, state: OwnData) -> Result[OwnData]:
    """Say what is kept; give all of it, or read back what goes and forget it."""
    labels = {intent.label for intent in turn.understood.intents}
    if "privacy_delete" in labels and state.want != "forget":
        state = replace(state, want="forget")
    if state.want is None:
        return Ask("want", state)
    if state.want == "show":
        return Done(own_data.everything(turn))
    if erasures.works_here(turn.connection, turn.standing.person_id):
        return Done(turn.say(N_("You work here: your entry goes when you leave the house's staff.")))
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, everything stays as it is.")))
    until = erasures.forget(turn.connection, turn.standing.person_id, turn.now, turn.today)
    return Done(_forgotten(turn, until))


def _forgotten(turn: Turn, until: date | None) -> str:
    if until is None:
        return turn.say(
            N_(
                "Done, we have forgotten you. Should you write again, we begin anew. All the best on your way."
            )
        )
    return turn.say(
        N_("Done. What your stay still needs, the booking with name and phone, goes by itself after {day}."),
        day=day(turn.language, until),
    )


def _summary(turn: Turn, state: OwnData) -> str:
    lines = [own_data.summary(turn), turn.say(N_("What would you like?"))]
    return "\n".join(lines)


def _wants(turn: Turn, state: OwnData) -> list[Option]:
    return [
        Option("show", turn.say(N_("Send me all of it"))),
        Option("forget", turn.say(N_("Delete my data"))),
    ]


def _read_back(turn: Turn, state: OwnData) -> str:
    until = personal.needed_until(turn.connection, turn.standing.person_id, turn.today)
    lines = [
        turn.say(
            N_(
                "Gone for good: your name and phone, what we wrote to each other, your wishes and tickets, opinions and points."
            )
        ),
        turn.say(N_("Kept, as the law wants it: the days, rooms and sums of past stays, without your name.")),
        turn.say(
            N_("Your stay until {day} goes on; what it needs goes when it is over."),
            day=day(turn.language, until),
        )
        if until is not None
        else "",
        turn.say(N_("Shall I delete it? This cannot be undone.")),
    ]
    return "\n".join(line for line in lines if line)


FLOW = Flow(
    name="own_data",
    version=1,
    title=N_("your data"),
    state=OwnData,
    intents=("privacy_export", "privacy_delete"),
    proceed=proceed,
    left=N_("All right, nothing is deleted."),
    questions=(
        Question("want", "want", _summary, N_("1 to see all of it, 2 to delete it:"), options=_wants),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("To delete it write “delete my data”; to keep it, “no”."),
            reads_back=True,
            hint=LOSS,
            agrees=("privacy_delete",),
        ),
    ),
)
