"""The days of a stay in a conversation: made to agree, asked for while missing, refused while impossible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

from bot.context import Turn
from bot.flows.flow import Ask, Done, Question
from locales import N_, day, stay
from store.rooms import Span

LONGEST = 30  # nights a stay may be asked for in chat
FARTHEST = 400  # days ahead that are quoted: beyond, prices are not set


class Days(Protocol):
    """Slots that hold a stay; None is not told yet."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def check_in(self) -> date | None: ...

    @property
    def check_out(self) -> date | None: ...

    @property
    def nights(self) -> int | None: ...


D = TypeVar("D", bound=Days)


def agreed(turn: Turn, state: D) -> D:
    """Let arrival, nights and departure agree: what this sentence said counts, the third follows from the other two."""
    said = turn.understood.slots
    if state.check_in is None:
        return state
    moved = "check_in" in said
    if state.check_out is not None and (state.check_out - state.check_in).days == state.nights:
        return state
    if state.nights is not None and ("nights" in said or (moved and "check_out" not in said)):
        return _leaving(state, state.check_in, state.nights)
    if state.check_out is not None and state.check_out > state.check_in:
        return replace(state, nights=(state.check_out - state.check_in).days)
    if state.nights is not None:
        return _leaving(state, state.check_in, state.nights)
    return replace(state, check_out=None)


def _leaving(state: D, arrival: date, nights: int) -> D:
    """With the departure that follows; a length nobody can mean is left for `missing` to refuse."""
    return replace(state, check_out=arrival + timedelta(days=min(max(nights, 0), LONGEST + 1)))


def missing(turn: Turn, state: D) -> Ask[D] | Done | None:
    """The question about days that is still open; Done when no answer would help; None when the stay is clear."""
    if state.check_in is None:
        return Ask("check_in", state, lead=_doubt(turn))
    if state.check_in < turn.today:
        past = turn.say(
            N_("{day} is already over."), day=day(turn.language, state.check_in, today=turn.today)
        )
        return Ask("check_in", replace(state, check_in=None, check_out=None), lead=past)
    if state.nights is None or state.check_out is None:
        return Ask("nights", state)
    if state.nights < 1:
        return Ask("nights", replace(state, nights=None, check_out=None))
    if state.nights > LONGEST or (state.check_in - turn.today).days > FARTHEST:
        far = N_(
            "That is longer or later than I can quote. Reply “person” and the innkeeper will work it out with you."
        )
        read = stay(turn.language, state.check_in, state.check_out, today=turn.today)
        whole = (state.check_out - state.check_in).days == state.nights  # a length nobody can mean is cut
        return Done("\n".join([read, turn.say(far)]) if whole else turn.say(far))
    return None


def _doubt(turn: Turn) -> str:
    """Why a day that was said was not taken."""
    if "vague_date" in turn.understood.doubts:
        return turn.say(N_("I'd rather have the exact day than guess."))
    if "past_date" in turn.understood.doubts:
        return turn.say(N_("That day is already over."))
    return ""


def span(state: Days) -> Span:
    """The stay, once nothing is missing."""
    assert state.check_in is not None
    assert state.check_out is not None
    return Span(state.check_in, state.check_out)


QUESTIONS: tuple[Question[Any], ...] = (
    Question(
        "check_in",
        "check_in",
        N_("Which day will you arrive?"),
        N_("I didn't catch the day. For example “24 December” or “next Friday”: which day will you arrive?"),
    ),
    Question(
        "nights",
        "nights",
        N_("How many nights will you stay?"),
        N_("How many nights is it? A number will do, for example “2”."),
    ),
)
