"""What staff asked about a ticket while the guest was in the middle of something: the question waits, the answer is told.

Decides only whether words are that answer; reads no words itself and tells nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.context import Turn
from bot.flows import service
from bot.flows.engine import waiting_tasks
from store import tickets
from store.places import Place, still_waits

QUESTION = (service.FLOW.name, "answer")  # the flow and step of a question staff put to a guest


def asked(turn: Turn, place: Place) -> Mapping[str, Any] | None:
    """The newest question of the house's that waits behind the guest's own task."""
    return next((task for task in waiting(turn, place) if (task["flow"], task["step"]) == QUESTION), None)


def waiting(turn: Turn, place: Place) -> list[Mapping[str, Any]]:
    """The tasks that wait, the latest first: none left weeks ago, no question about a ticket that has ended."""
    return [
        task
        for task in waiting_tasks(place)
        if still_waits(task, turn.now)
        and ((task["flow"], task["step"]) != QUESTION or _is_open(turn, ticket_of(task)))
    ]


def _is_open(turn: Turn, number: int) -> bool:
    ticket = tickets.get(turn.connection, number)
    return ticket is not None and ticket.state in tickets.LIVE


def ticket_of(task: Mapping[str, Any]) -> int:
    """The number of the ticket a question is about."""
    return int(task["slots"]["ticket"])


def says_more(turn: Turn, task: Mapping[str, Any]) -> bool:
    """Whether a wish is for nothing but what that ticket is about: then it is no new wish, but the answer."""
    ticket = tickets.get(turn.connection, ticket_of(task))
    wishes = service.wishes_of(turn)
    if ticket is None or not wishes:
        return False
    things = {thing.name for thing in ticket.things}
    return all(
        wish.kind == ticket.kind and not wish.more and {thing.name for thing in wish.things} <= things
        for wish in wishes
    )


def settled(place: Place, task: Mapping[str, Any]) -> Place:
    """The place with that question answered: only the guest's own tasks still wait."""
    left = [other for other in reversed(waiting_tasks(place)) if other != task]
    return replace(place, state={**(place.state or {}), "waiting": left}, misses=0)
