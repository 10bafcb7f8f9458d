"""The engine of conversations with memory: fills slots, asks for what is missing, repairs what goes wrong.

A flow says which slots it has, how each is asked for, and what to do when nothing is missing. The engine does the
rest, at every step alike: over-answering, correction, going back, skipping, choices, tasks that wait, and places
left by an older version. It never reads words itself and never sends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from bot.context import Turn
from bot.flows.flow import Answered, Ask, Done, Flow, Option, Outcome, Question, Result, Resume, S
from bot.flows.hearing import answers, nothing_else
from bot.flows.saying import beside, said_back
from bot.flows.slots import filled, restored, stored
from locales import N_
from store.asking import tasks_behind
from store.places import Place

PATIENCE = 3  # misunderstandings in a row before a person is called
STEPS_BACK = 6


def start(flow: Flow[S], turn: Turn, state: S | None = None) -> Outcome:
    """Begin a flow with what the sentence already told, or with `state`; an open question of another flow waits."""
    here = turn.standing.place
    place = _set_aside(here, flow.name)
    told = turn.understood.slots if state is None else {}
    if state is None:
        state = filled(flow.begun(turn), turn.understood.slots)
    result = flow.proceed(turn, state)
    same = (
        flow.question(here.step) if here.step and told else None
    )  # days are asked for in several flows alike
    return _arrive(flow, turn, place, _not_twice(turn, same, told, result, news=True) if same else result)


def go_on(flow: Flow[S], turn: Turn, *, named: bool = False) -> Outcome | None:
    """Take the sentence as an answer, a correction or a refinement; None when it is none of these.

    `named`: it names the task anew, which loses nothing that was told, and may begin with more.
    """
    place = turn.standing.place
    before = restored(flow, place)
    question = flow.question(place.step) if place.step else None
    slots = answers(turn, place, question, before)
    after = filled(_begun_anew(flow, turn, before) if named else before, slots)
    moved = flow.version != place.flow_version or (place.step != "" and question is None)
    open_ = question is not None or (place.question_last and nothing_else(turn))  # or a list was shown
    told = open_ and not slots.keys().isdisjoint(item.name for item in fields(after))
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
    result = _not_twice(turn, question, slots, result, news=after != before)
    kept = _remember(place, question, before, after)
    outcome = _arrive(flow, turn, kept, result)
    if not moved:
        return outcome
    return replace(
        outcome, said=f"{turn.say(N_('I was updated a moment ago, so let me make sure.'))}\n{outcome.said}"
    )


def _begun_anew(flow: Flow[S], turn: Turn, before: S) -> S:
    """What was told before, with what the task would begin with now."""
    fresh = flow.begun(turn)
    news = {item.name: value for item in fields(fresh) if (value := getattr(fresh, item.name)) is not None}
    return replace(before, **news)


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


def _part(place: Place, name: str) -> list[Any]:
    return list((place.state or {}).get(name, []))


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


def _not_twice(
    turn: Turn, question: Question[S] | None, slots: Mapping[str, Any], result: Result[S], *, news: bool
) -> Result[S]:
    """The question that was open already is asked again after what was heard beside it, else in other words."""
    if question is None or question.reads_back or not isinstance(result, Ask):
        return result
    if result.step != question.step or result.lead or result.alone:
        return result
    told = slots.keys() - {question.slot, *(("guests",) if "adults" in slots else ())}
    known = [
        item.name for item in fields(result.state) if item.name in told and getattr(result.state, item.name)
    ]
    words = [said for name in known if (said := said_back(turn, name, getattr(result.state, name)))]
    lead = turn.say(N_("Got it: {told}."), told=beside(turn.language, words)) if words else ""
    if news:  # more was told, or more of the same is asked for, as from a list of many
        return replace(result, lead=lead)
    options = question.options(turn, result.state) if question.options else ()
    parts = [lead, turn.say(question.again), *_numbered(options)]
    return replace(result, lead="\n".join(part for part in parts if part), alone=True)


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
