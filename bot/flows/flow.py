"""What a flow is: its slots, its questions, what its steps may come to. Data alone; `bot.flows.engine` makes it talk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from bot.context import Turn
from locales import N_
from store.places import Place

LIVES = timedelta(minutes=30)
YES = "yes"  # the slot of a question that is answered by yes or no
OFFER = "offer"  # the hint of such a question where a yes takes something: 给我留着吧 is one
LOSS = "loss"  # ... and where it gives something up: the same words are a no
SKIPPED = ""  # the value of an optional slot somebody did not want to fill


class State(Protocol):
    """A frozen dataclass of slots with defaults; fields are str, int, bool or date, or None for not told yet."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Ask(Generic[S]):
    """Ask the question of `step`; `lead` is said before it, or `alone` in its place, as it asks by itself."""

    step: str
    state: S
    lead: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The conversation is over with these words, and so are tasks that waited in flows which are `moot` by it."""

    said: str
    moot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered(Generic[S]):
    """Answered, with no question open: a word that changes a slot soon after is answered anew.

    `offers` says that the answer was a numbered list: a number now means one of it.
    """

    said: str
    state: S
    offers: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """Take up the task that waited longest where it stood."""


Result = Ask[S] | Done | Answered[S] | Resume


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers a question offers: by number, by its place in the list, or by its words."""

    value: Any
    label: str
    slot: str = ""  # the slot it fills; "" = the question's own


@dataclass(frozen=True, slots=True)
class Question(Generic[S]):
    """One step: the slot it is about, how it is asked, and how it is asked when the answer was not understood."""

    step: str
    slot: str
    ask: str | Callable[[Turn, S], str]
    again: str
    options: Callable[[Turn, S], Sequence[Option]] | None = None
    optional: bool = False  # "no", "skip" leave it out
    free: bool = False  # takes the words as they are
    told: bool = False  # takes them only where they tell something: a question is no answer
    apart: bool = (
        False  # a wish to have something brought or mended is no answer either: it is seen to by itself
    )
    typed: bool = False  # is to be typed, never tapped: something is pushed later, and a tap opens one minute
    reads_back: bool = False  # says everything back before something is done
    agrees: tuple[str, ...] = ()  # intents that are a yes here: “cancel it” where cancelling is asked about
    hears: tuple[
        str, ...
    ] = ()  # intents that are only words here: “hot water was slow” where an opinion is asked for
    hint: str = ""  # what understanding is told it is about, where that is not its slot
    formerly: tuple[str, ...] = ()  # names this step had in older versions


@dataclass(frozen=True, slots=True)
class Flow(Generic[S]):
    """A conversation with memory. `intents` begin it; `proceed` decides what comes next from what is known.

    `upgrades` maps a version to the function that brings its slots to the next one; the newest is `version`.
    """

    name: str
    version: int
    title: str  # what the task is called when it is offered again
    state: type[S]
    intents: tuple[str, ...]
    questions: tuple[Question[S], ...]
    proceed: Callable[[Turn, S], Result[S]]
    begin: Callable[[Turn], S] | None = None  # what is known before the sentence is heard; None: nothing
    lives: timedelta = LIVES
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    offered: bool = (
        True  # to go on with it, once what came between is done; the house's own small questions are not
    )
    left: str = N_("All right, we leave it at that. I'm here when you need me.")  # said when it is given up

    def begun(self, turn: Turn) -> S:
        """What is known before the sentence is heard."""
        return self.begin(turn) if self.begin is not None else self.state()

    def question(self, step: str) -> Question[S] | None:
        """The question of a step, by its present or a former name; None for a step this version does not have."""
        return next((q for q in self.questions if q.step == step or step in q.formerly), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to: the words, and the place to stand at."""

    said: str
    place: Place

    def after(self, *said: str) -> Outcome:
        """What was answered in passing, then the conversation's own words."""
        return Outcome("\n\n".join(part for part in (*said, self.said) if part), self.place)
