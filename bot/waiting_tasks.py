"""Tasks set aside for another one: which of them still wait, offered again when nothing is open, taken up. Begins none anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import asked_back
from bot.context import Turn
from bot.flows import arriving, named, resuming
from bot.flows.engine import go_on, resumed, waiting_tasks
from bot.flows.flow import Outcome
from locales import N_
from store.asking import still_waits
from store.places import Place

OFFERED = "offered"  # of a task that waits: one offer is enough


def left_open(turn: Turn, place: Place) -> list[Mapping[str, Any]]:
    """The tasks that wait, the latest first: none left weeks ago or by another version, no question about a ticket that ended.

    Nor the hour of arrival, where it was told in another talk.
    """
    return [
        task
        for task in waiting_tasks(place)
        if still_waits(task, turn.now)
        and named(str(task["flow"])) is not None
        and not asked_back.moot(turn, task)
        and not arriving.told_meanwhile(turn, task)
    ]


def at_rest(place: Place, waiting: Sequence[Mapping[str, Any]]) -> Place:
    """The place with nothing open but the tasks that wait, the latest first."""
    left = list(reversed(waiting))
    return place.at_rest(state={"waiting": left} if left else None, misses=0)


def offered(turn: Turn, outcome: Outcome) -> Outcome:
    """When a task is done and another one waits, offer to go on with it."""
    tasks = left_open(turn, outcome.place)
    flow = named(str(tasks[0]["flow"])) if tasks and not outcome.place.flow else None
    if flow is None or not flow.offered or OFFERED in tasks[0] or not outcome.said:
        return outcome
    state = {**(outcome.place.state or {}), "slots": {"task": flow.title}}
    place = replace(
        outcome.place,
        flow=resuming.FLOW.name,
        flow_version=resuming.FLOW.version,
        step="resume",
        state=state,
        expires_at=turn.now + resuming.FLOW.lives,
        question_last=True,
    )
    question = resuming.ask(turn, resuming.Resuming(task=flow.title))
    return Outcome(f"{outcome.said}\n\n{question}", place)


def passed_over(turn: Turn, place: Place) -> Place:
    """The place once somebody went on to something else instead of an answer: the task still waits, and is not offered again."""
    tasks = left_open(turn, place)
    return at_rest(place, [{**task, OFFERED: True} if n == 0 else task for n, task in enumerate(tasks)])


def taken_up(turn: Turn, place: Place) -> Outcome | None:
    """The answer to the offer to go on with a task that waits; None when the sentence is about something else."""
    tasks = left_open(turn, place)
    if turn.understood.has("affirm") and tasks:
        flow = named(str(tasks[0]["flow"]))
        assert flow is not None
        return resumed(flow, turn, place, tasks[0])
    if turn.understood.has("deny") or turn.understood.has("affirm"):
        rest = at_rest(place, tasks[1:])
        return offered(turn, Outcome(turn.say(N_("All right, we leave that.")), rest))
    return None


def waited_for(turn: Turn, place: Place) -> Outcome | None:
    """A task that was set aside goes on by itself when its open question is answered after all."""
    for task in left_open(turn, place):
        flow = named(str(task["flow"]))
        question = flow.question(str(task["step"])) if flow is not None else None
        if flow is not None and question is not None and question.slot in turn.understood.slots:
            turn.standing = replace(turn.standing, place=resumed(flow, turn, place, task).place)
            return go_on(flow, turn)
    return None
