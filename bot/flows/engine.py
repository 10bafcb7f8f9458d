"""The engine of conversations with memory: fills slots, asks for what is missing, repairs what goes wrong.

A flow says which slots it has, how each is asked for, and what to do when nothing is missing. The engine does the
rest, at every step alike. It never reads words itself and never sends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_type_hints

from bot.context import Turn
from locales import N_
from store.places import Place


class State(Protocol):
    """A frozen dataclass of slots with defaults; fields are str, int, bool or date, or None."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=State)
LIVES = timedelta(minutes=30)
PATIENCE = 3  # misunderstandings in a row before a person is called


@dataclass(frozen=True, slots=True)
class Ask(Generic[S]):
    """Ask the question of `step`; `lead` is said before it."""

    step: str
    state: S
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The conversation is over with these words."""

    said: str


@dataclass(frozen=True, slots=True)
class Answered(Generic[S]):
    """Answered, with no question open: a word that changes a slot soon after is answered anew."""

    said: str
    state: S


Result = Ask[S] | Done | Answered[S]


@dataclass(frozen=True, slots=True)
class Question:
    """One step: the slot it is about, how it is asked, and how it is asked when the answer was not understood."""

    step: str
    slot: str
    ask: str
    again: str
    choices: int = 0  # how many numbered choices it offers: a bare digit up to it fills the slot "choice"


@dataclass(frozen=True, slots=True)
class Flow(Generic[S]):
    """A conversation with memory. `intents` begin it; `proceed` decides what comes next from what is known."""

    name: str
    version: int
    state: type[S]
    intents: tuple[str, ...]
    questions: tuple[Question, ...]
    proceed: Callable[[Turn, S], Result[S]]
    begin: Callable[[Turn], S]
    lives: timedelta = LIVES

    def question(self, step: str) -> Question | None:
        """The question of a step; None for a step this version does not have."""
        return next((question for question in self.questions if question.step == step), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn of a flow came to: the words, and the place to stand at."""

    said: str
    place: Place


def start(flow: Flow[S], turn: Turn) -> Outcome:
    """Begin a flow with what the sentence already told."""
    state = filled(flow.begin(turn), turn.understood.slots)
    return _arrive(flow, turn, turn.standing.place, flow.proceed(turn, state))


def go_on(flow: Flow[S], turn: Turn) -> Outcome | None:
    """Take the sentence as an answer, a correction or a refinement; None when it is none of these."""
    place = turn.standing.place
    before = restored(flow.state, place.state)
    after = filled(before, turn.understood.slots)
    current = flow.version == place.flow_version and (not place.step or flow.question(place.step) is not None)
    if after == before and current:
        return None
    outcome = _arrive(flow, turn, place, flow.proceed(turn, after))
    if current:
        return outcome
    return replace(
        outcome, said=f"{turn.say(N_('I was updated a moment ago, so let me make sure.'))}\n{outcome.said}"
    )


def ask_again(flow: Flow[S], turn: Turn, place: Place, *, differently: bool) -> Outcome:
    """Put the open question once more: in other words when it was not understood, in the same after an interruption."""
    question = flow.question(place.step)
    if question is None:
        return Outcome("", place)
    said = turn.say(question.again if differently else question.ask)
    return Outcome(said, replace(place, question_last=True, expires_at=turn.now + flow.lives))


def expecting(flow: Flow[Any] | None, place: Place, text: str) -> str:
    """The slot the open question is about, as a hint for understanding; "" when no question is open.

    A bare number counts only if the question was the last thing this person got.
    """
    question = flow.question(place.step) if flow is not None and place.step else None
    if question is None:
        return ""
    digit = text.strip()
    if not (digit.isdecimal() and len(digit) < 3):
        return question.slot
    if not place.question_last:
        return ""
    return "choice" if 1 <= int(digit) <= question.choices else question.slot


def filled(state: S, slots: Mapping[str, Any]) -> S:
    """The state with every slot the sentence told. What it did not mention stays; what it says anew replaces the old."""
    hints = get_type_hints(type(state))
    changes = {
        item.name: _typed(hints[item.name], slots[item.name]) for item in fields(state) if item.name in slots
    }
    return replace(state, **changes) if changes else state


def stored(state: State) -> dict[str, Any]:
    """The state as JSON keeps it; only what differs from a beginning."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(state).items()
        if value is not None
    }


def restored(kind: type[S], document: Mapping[str, Any] | None) -> S:
    """The state a document tells, as far as today's slots still fit it."""
    hints = get_type_hints(kind)
    known = {item.name for item in fields(kind)}
    return kind(
        **{name: _typed(hints[name], value) for name, value in (document or {}).items() if name in known}
    )


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(value, str) and "date" in str(hint):
        return date.fromisoformat(value)
    return value


def _arrive(flow: Flow[S], turn: Turn, place: Place, result: Result[S]) -> Outcome:
    """Turn a result into words and the place that follows from it."""
    if isinstance(result, Done):
        return Outcome(result.said, replace(place.at_rest(), misses=0))
    kept = replace(
        place,
        flow=flow.name,
        flow_version=flow.version,
        state=stored(result.state),
        expires_at=turn.now + flow.lives,
        misses=0,
    )
    if isinstance(result, Answered):
        return Outcome(result.said, replace(kept, step="", question_last=False))
    question = flow.question(result.step)
    assert question is not None, f"{flow.name} has no step {result.step}"  # checked at start for every flow
    said = "\n".join(part for part in (result.lead, turn.say(question.ask)) if part)
    return Outcome(said, replace(kept, step=result.step, question_last=True))
