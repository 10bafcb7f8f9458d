"""What staff asked about a ticket while the guest was in the middle of something: the question waits, the answer is passed on.

Decides whether words are that answer; reads no words itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.context import Turn
from bot.flows import service
from bot.flows.engine import ask_again, waiting_tasks
from bot.flows.flow import Flow, Outcome
from bot.handlers.asking_after import pass_answer
from store import tickets
from store.places import Place

QUESTION = (service.FLOW.name, "answer")  # the flow and step of a question staff put to a guest


def newest(tasks: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The newest question of the house's among the tasks that wait behind the guest's own."""
    return next((task for task in tasks if _is_one(task)), None)


def moot(turn: Turn, task: Mapping[str, Any]) -> bool:
    """Whether it is such a question, about a ticket that has ended."""
    if not _is_one(task):
        return False
    ticket = tickets.get(turn.connection, _ticket_of(task))
    return ticket is None or ticket.state not in tickets.LIVE


def _is_one(task: Mapping[str, Any]) -> bool:
    return (task["flow"], task["step"]) == QUESTION


def says_more(turn: Turn, task: Mapping[str, Any]) -> bool:
    """Whether a wish is for nothing but what that ticket is about: then it is no new wish, but the answer."""
    ticket = tickets.get(turn.connection, _ticket_of(task))
    wishes = service.wishes_of(turn)
    if ticket is None or not wishes:
        return False
    things = {thing.name for thing in ticket.things}
    return all(
        wish.kind == ticket.kind and not wish.more and {thing.name for thing in wish.things} <= things
        for wish in wishes
    )


def passed_on(turn: Turn, place: Place, current: Flow[Any] | None, task: Mapping[str, Any]) -> Outcome:
    """The words answer what the house asked about a ticket; the guest's own task goes on."""
    said = pass_answer(turn, _ticket_of(task))
    rest = _settled(place, task)
    if current is None or not place.step or place.over(turn.now):
        return Outcome(said, replace(rest, question_last=False))
    return ask_again(current, turn, rest, differently=False).after(said)


def _settled(place: Place, task: Mapping[str, Any]) -> Place:
    """The place with that question answered: only the guest's own tasks still wait."""
    left = [other for other in reversed(waiting_tasks(place)) if other != task]
    return replace(place, state={**(place.state or {}), "waiting": left}, misses=0)


def _ticket_of(task: Mapping[str, Any]) -> int:
    """The number of the ticket a question is about."""
    return int(task["slots"]["ticket"])
