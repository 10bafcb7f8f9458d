"""不晚退了: a guest who was given hours after check-out leaves at the usual one after all; read back first, with the money."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.context import Turn
from bot.flows.flow import LOSS, YES, Ask, Done, Flow, Question, Result
from bot.handlers import on_time
from locales import N_, clock, money


@dataclass(frozen=True, slots=True)
class LeavingOnTime:
    """The hour that was read back, and whether to."""

    shown: str | None = None  # "15:00 12000": until when, fen
    yes: bool | None = None


def proceed(turn: Turn, state: LeavingOnTime) -> Result[LeavingOnTime]:
    """Read back, then taken back. A yes counts for the hours that were read back, and no others."""
    found = on_time.standing(turn)
    if found is None:  # nothing is left of it, or the hours have begun
        usual = clock(turn.language, turn.house.check_out)
        return Done(turn.say(N_("Check-out is until {time}."), time=usual))
    booking, given = found
    shown = f"{given.until:%H:%M} {given.fen}"
    if state.yes is None or state.shown != shown:
        return Ask("confirm", replace(state, shown=shown, yes=None))
    if not state.yes:
        until = clock(turn.language, given.until)
        return Done(turn.say(N_("All right, the room stays yours until {time}."), time=until))
    return Done(on_time.by_guest(turn, booking, given))


def _read_back(turn: Turn, state: LeavingOnTime) -> str:
    found = on_time.standing(turn)
    usual = clock(turn.language, turn.house.check_out)
    if found is None:  # as things changed meanwhile
        return turn.say(N_("Shall check-out be at {time} again?"), time=usual)
    booking, given = found
    values = {"late": clock(turn.language, given.until), "price": money(turn.language, given.fen)}
    if not given.fen:
        return turn.say(
            N_("The room is yours until {late}. Shall check-out be at {time} again?"), time=usual, **values
        )
    over = on_time.too_much_then(turn, booking, given)
    lines = [turn.say(N_("The room is yours until {late}, for {price}."), **values)]
    if over:
        words = N_("Without it {over} of what you paid is too much; the house is told to give it back.")
        lines.append(turn.say(words, over=money(turn.language, over)))
    lines.append(
        turn.say(
            N_("Shall check-out be at {time} again, and the {price} off your bill?"), time=usual, **values
        )
    )
    return "\n".join(lines)


FLOW = Flow(
    name="leaving_on_time",
    version=1,
    title=N_("leaving at the usual hour"),
    state=LeavingOnTime,
    intents=(),
    proceed=proceed,
    questions=(
        Question(
            "confirm",
            YES,
            _read_back,
            N_("Yes gives the later hour up, no keeps it. Shall I give it up?"),
            reads_back=True,
            hint=LOSS,
        ),
    ),
    left=N_("All right, nothing has changed."),
)
