"""The engine of conversations with memory: fills slots, asks for what is missing, repairs what goes wrong.

A flow says which slots it has, how each is asked for, and what to do when nothing is missing. The engine does the
rest, at every step alike: over-answering, correction, going back, skipping, choices, tasks that wait, and places
left by an older version. It never reads words itself and never sends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args, get_type_hints

from bot.context import Turn
from bot.flows.saying import beside, said_back
from locales import N_
from store.places import Place, tasks_behind


class State(Protocol):
    """A frozen dataclass of slots with defaults; fields are str, int, bool or date, or None for not told yet."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=State)
LIVES = timedelta(minutes=30)
SURE = 0.5  # below it an intent is asked about, not acted on
PATIENCE = 3  # misunderstandings in a row before a person is called
YES = "yes"  # the slot of a question that is answered by yes or no
COURTESY = frozenset({"greeting", "thanks"})
LONGEST_COURTESY = 4  # letters; what is longer says something beside it
SKIPPED = ""  # the value of an optional slot somebody did not want to fill
STEPS_BACK = 6


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
    begin: Callable[[Turn], S]
    lives: timedelta = LIVES
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    offered: bool = (
        True  # to go on with it, once what came between is done; the house's own small questions are not
    )
    left: str = N_("All right, we leave it at that. I'm here when you need me.")  # said when it is given up

    def question(self, step: str) -> Question[S] | None:
        """The question of a step, by its present or a former name; None for a step this version does not have."""
        return next((q for q in self.questions if q.step == step or step in q.formerly), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to: the words, and the place to stand at."""

    said: str
    place: Place


def start(flow: Flow[S], turn: Turn, state: S | None = None) -> Outcome:
    """Begin a flow with what the sentence already told, or with `state`; an open question of another flow waits."""
    place = _set_aside(turn.standing.place, flow.name)
    if state is None:
        state = filled(flow.begin(turn), turn.understood.slots)
    return _arrive(flow, turn, place, flow.proceed(turn, state))


def go_on(flow: Flow[S], turn: Turn, *, named: bool = False) -> Outcome | None:
    """Take the sentence as an answer, a correction or a refinement; None when it is none of these.

    `named`: it names the task anew, which loses nothing that was told, and may begin with more.
    """
    place = turn.standing.place
    before = restored(flow, place)
    question = flow.question(place.step) if place.step else None
    slots = _answers(turn, place, question, before)
    after = filled(_begun_anew(flow, turn, before) if named else before, slots)
    moved = flow.version != place.flow_version or (place.step != "" and question is None)
    told = question is not None and not slots.keys().isdisjoint(item.name for item in fields(after))
    hinted = question is not None and question.options is not None and bool(slots)  # at one of the choices
    if after == before and not (moved or told or named or hinted):
        return None
    result = flow.proceed(turn, after)
    if (
        after == before
        and not (moved or told or named)
        and isinstance(result, Ask)
        and result.step == place.step
    ):
        return None
    result = _said_back(turn, flow, question, before, after, result)
    kept = _remember(place, question, before, after)
    outcome = _arrive(flow, turn, kept, result)
    if not moved:
        return outcome
    return replace(
        outcome, said=f"{turn.say(N_('I was updated a moment ago, so let me make sure.'))}\n{outcome.said}"
    )


def _begun_anew(flow: Flow[S], turn: Turn, before: S) -> S:
    """What was told before, with what the task would begin with now."""
    fresh = flow.begin(turn)
    news = {item.name: value for item in fields(fresh) if (value := getattr(fresh, item.name)) is not None}
    return replace(before, **news)


def agreed_to(flow: Flow[Any], turn: Turn, place: Place) -> bool:
    """Whether the sentence is a yes to the open question."""
    question = flow.question(place.step) if place.step else None
    return question is not None and question.slot == YES and _agrees(turn, question)


def ask_anew(flow: Flow[S], turn: Turn, place: Place) -> Outcome:
    """Put the open question as things are now: what is read back is looked up once more."""
    return _arrive(flow, turn, place, flow.proceed(turn, restored(flow, place)))


def ask_again(flow: Flow[S], turn: Turn, place: Place, *, differently: bool) -> Outcome:
    """Put the open question once more: in other words when it was not understood, in the same after an interruption."""
    question = flow.question(place.step)
    if question is None or place.flow_version != flow.version:
        return ask_anew(flow, turn, place)
    state = restored(flow, place)
    options = question.options(turn, state) if question.options else ()
    said = turn.say(question.again) if differently else asked(turn, question, state)
    if options:
        said = "\n".join([said, *_numbered(options)])
    return Outcome(said, replace(place, question_last=True, expires_at=turn.now + flow.lives))


def step_back(flow: Flow[S], turn: Turn, place: Place) -> Outcome:
    """Return to the question before the present one, with what was known then."""
    trail = _part(place, "back")
    if not trail:
        outcome = ask_again(flow, turn, place, differently=False)
        return replace(outcome, said=f"{turn.say(N_('This is the first question.'))}\n{outcome.said}")
    *rest, last = trail
    state = {**(place.state or {}), "slots": last["slots"], "back": rest}
    return ask_again(flow, turn, replace(place, step=last["step"], state=state, misses=0), differently=False)


def resumed(flow: Flow[S], turn: Turn, place: Place, task: Mapping[str, Any]) -> Outcome:
    """A task that waited goes on: its question is asked again."""
    waiting = [other for other in _part(place, "waiting") if other != task]
    kept = replace(
        place,
        flow=flow.name,
        flow_version=int(task["version"]),
        step=str(task["step"]),
        state={"slots": task["slots"], "waiting": waiting},
        expires_at=turn.now + flow.lives,
        misses=0,
    )
    return ask_anew(flow, turn, kept)


def waiting_tasks(place: Place) -> list[Mapping[str, Any]]:
    """The tasks that wait while another one is talked about, the latest first."""
    return list(reversed(_part(place, "waiting")))


def expecting(flow: Flow[Any] | None, place: Place, text: str) -> str:
    """The slot the open question is about, as a hint for understanding; "" when no question is open.

    A bare number counts only if the question was the last thing this person got.
    """
    number = _bare_number(text)
    if (
        flow is not None and place.flow and not place.step
    ):  # a list was offered, if that was the last thing said
        return "choice" if number and place.question_last else ""
    question = flow.question(place.step) if flow is not None and place.step else None
    if question is None:
        return ""
    if not number:
        return question.hint or question.slot
    if not place.question_last:
        return ""
    return "choice" if question.options else question.hint or question.slot


def _bare_number(text: str) -> bool:
    digits = text.strip()
    return digits.isdecimal() and len(digits) < 3


def talked_about(place: Place) -> date | None:
    """The day of arrival the conversation is about, as a hint for what a bare 17号 means."""
    day = (place.state or {}).get("slots", {}).get("check_in")
    try:
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:  # as another version may have kept it
        return None


@cache
def _kinds(state: type) -> Mapping[str, Any]:
    """The kinds of a flow's slots. Looked up once: it takes longer than the rest of the step."""
    return get_type_hints(state)


def filled(state: S, slots: Mapping[str, Any]) -> S:
    """The state with every slot the sentence told. What it did not mention stays; what it says anew replaces the old."""
    hints = _kinds(type(state))
    changes = {
        item.name: _typed(hints[item.name], slots[item.name]) for item in fields(state) if item.name in slots
    }
    return replace(state, **changes) if changes else state


def stored(state: State) -> dict[str, Any]:
    """The slots as JSON keeps them; only what was told."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(state).items()
        if value is not None
    }


def restored(flow: Flow[S], place: Place) -> S:
    """The slots a place tells, brought to today's version as far as they still fit it."""
    slots = dict((place.state or {}).get("slots", {}))
    for version in range(place.flow_version, flow.version):
        if version in flow.upgrades:
            slots = flow.upgrades[version](slots)
    hints = _kinds(flow.state)
    return flow.state(
        **{
            name: value
            for name, kept in slots.items()
            if (value := _fitting(hints.get(name), kept)) is not None
        }
    )


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(value, str) and "date" in str(hint):
        return date.fromisoformat(value)
    return value


def _fitting(hint: Any, kept: Any) -> Any:
    """What was kept in a slot, if the slot still takes it; else None: it is asked for anew."""
    try:
        value = _typed(hint, kept)
    except ValueError:
        return None
    return value if type(value) in (get_args(hint) or (hint,)) else None


def _part(place: Place, name: str) -> list[Any]:
    return list((place.state or {}).get(name, []))


def _answers(turn: Turn, place: Place, question: Question[S] | None, state: S) -> dict[str, Any]:
    """The slots this sentence fills, the open question in mind: a choice, a yes or no, a refusal to say, free words."""
    slots: dict[str, Any] = dict(turn.understood.slots)
    choice = slots.pop("choice", None)
    if question is None:
        return slots
    chosen = _chosen(turn, question, state, choice) if question.options is not None else None
    if chosen is not None:
        slots[chosen.slot or question.slot] = chosen.value
    deny = turn.understood.has("deny")
    if question.slot == YES and (deny or _agrees(turn, question)):
        slots[YES] = not deny
    elif question.optional and deny and question.slot not in slots and not _heard(turn, question.hears):
        slots[question.slot] = SKIPPED
    elif (question.told and turn.understood.asks) or (
        question.apart and turn.understood.bids and _sure(turn)
    ):
        return slots
    elif question.free and question.slot not in slots and _in_own_words(turn, place, question.hears):
        slots[question.slot] = turn.inbound.text.strip()[:200]
    return slots


def _chosen(turn: Turn, question: Question[S], state: S, number: object) -> Option | None:
    """The option that is meant: by its number, else by its own words, when they fit no other."""
    assert question.options is not None
    options = question.options(turn, state)
    if isinstance(number, int):
        return options[number - 1] if 1 <= number <= len(options) else None
    said = turn.inbound.text.strip().casefold()
    if len(said) < 2:
        return None
    first = [option for option in options if option.label.casefold().split()[:1] == [said]]
    found = first or [option for option in options if said in option.label.casefold()]
    return found[0] if len(found) == 1 else None


def _in_own_words(turn: Turn, place: Place, hears: Sequence[str]) -> bool:
    """Whether the sentence is an answer in free words: nothing else was meant, or a courtesy with something to say."""
    said = turn.inbound.text.strip()
    if not said or (_bare_number(said) and not place.question_last):
        return False
    if _heard(turn, hears):
        return True
    labels = _sure(turn)
    return not labels or (labels <= COURTESY and len(said) > LONGEST_COURTESY)


def _heard(turn: Turn, hears: Sequence[str]) -> bool:
    """Whether all that was meant is only words here: a no or a courtesy may lead them."""
    labels = _sure(turn)
    return bool(labels & set(hears)) and labels <= {*hears, *COURTESY, "deny"}


def _sure(turn: Turn) -> set[str]:
    return {intent.label for intent in turn.understood.intents if intent.confidence >= SURE}


def _agrees(turn: Turn, question: Question[Any]) -> bool:
    return any(turn.understood.has(label) for label in ("affirm", *question.agrees))


def _said_back(
    turn: Turn, flow: Flow[S], question: Question[S] | None, before: S, after: S, result: Result[S]
) -> Result[S]:
    """A correction is said back at once, unless the next question reads everything back anyway."""
    if not isinstance(result, Ask) or question is None or result.lead:
        return result
    following = flow.question(result.step)
    if following is None or following.reads_back:
        return result
    changed = [
        item.name
        for item in fields(after)
        if getattr(before, item.name) not in (None, getattr(after, item.name)) and item.name != question.slot
    ]
    words = [said for name in changed if (said := said_back(turn, name, getattr(after, name)))]
    return (
        replace(result, lead=turn.say(N_("All right, {changes}."), changes=beside(turn.language, words)))
        if words
        else result
    )


def _remember(place: Place, question: Question[S] | None, before: S, after: S) -> Place:
    """Keep the way back to the question that was just answered."""
    state = {**(place.state or {}), "slots": stored(after)}
    if question is not None and after != before:
        state["back"] = [*_part(place, "back"), {"step": question.step, "slots": stored(before)}][
            -STEPS_BACK:
        ]
    return replace(place, state=state)


def _set_aside(place: Place, name: str) -> Place:
    """Let an open question of another flow wait."""
    waiting = tasks_behind(place, name)
    return place.at_rest(state={"waiting": waiting} if waiting else None)


def _arrive(flow: Flow[S], turn: Turn, place: Place, result: Result[S]) -> Outcome:
    """Turn a result into words and the place that follows from it."""
    waiting = _part(place, "waiting")
    if isinstance(result, Done | Resume):
        said = result.said if isinstance(result, Done) else ""
        moot = result.moot if isinstance(result, Done) else ()
        waiting = [task for task in waiting if task["flow"] not in moot]
        rest = place.at_rest(misses=0, state={"waiting": waiting} if waiting else None)
        return Outcome(said, rest)
    kept = replace(
        place,
        flow=flow.name,
        flow_version=flow.version,
        state={**(place.state or {}), "slots": stored(result.state)},
        expires_at=turn.now + flow.lives,
        misses=0,
    )
    if isinstance(result, Answered):
        return Outcome(result.said, replace(kept, step="", question_last=result.offers))
    question = flow.question(result.step)
    assert question is not None, f"{flow.name} has no step {result.step}"
    options = question.options(turn, result.state) if question.options else ()
    parts_asked = [] if result.alone else [asked(turn, question, result.state), *_numbered(options)]
    parts = [result.lead, *parts_asked]
    return Outcome(
        "\n".join(part for part in parts if part), replace(kept, step=question.step, question_last=True)
    )


def asked(turn: Turn, question: Question[S], state: S) -> str:
    """The question in the words in which it is first put."""
    return turn.say(question.ask) if isinstance(question.ask, str) else question.ask(turn, state)


def _numbered(options: Sequence[Option]) -> list[str]:
    return [f"{number} {option.label}" for number, option in enumerate(options, 1) if option.label]
