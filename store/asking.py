"""Questions the house opens at an address from outside a turn, and the tasks that wait there behind another one. Words none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from store.places import Place, of, touch

LEFT = timedelta(days=1)  # after an open question lapsed, in which its task is still offered again
TASKS_WAITING = 2  # at most, beside the one that is talked about
RESUMING = "resuming"  # the flow that offers what waits again: no task itself


def ask(connection: Connection, address_id: int, place: Place, now: datetime) -> bool:
    """Open a question at an address from outside a turn; False when a conversation stands open there: it goes first."""
    here = of(connection, address_id, hold=True)
    same = (here.flow, here.step) == (place.flow, place.step)  # its own earlier question, unanswered
    lapsed = here.expires_at is not None and here.expires_at <= now
    if here.step and not lapsed and not same:
        return False
    opened = asked_at(here, place, now)
    touch(
        connection,
        address_id,
        flow=opened.flow,
        flow_version=opened.flow_version,
        step=opened.step,
        state=opened.state,
        expires_at=opened.expires_at,
        question_last=True,
        misses=0,
    )
    return True


def asked_at(here: Place, question: Place, now: datetime) -> Place:
    """The place `here` with a question of the house's open: what stood or waited there, and waits with it, still waits."""
    brought = (question.state or {}).get("waiting", ())
    tasks = {task["flow"]: task for task in (*brought, *tasks_behind(here, question.flow))}
    waiting = [task for task in tasks.values() if task["flow"] != question.flow and still_waits(task, now)]
    state = {name: value for name, value in (question.state or {}).items() if name != "waiting"}
    return replace(
        here,
        flow=question.flow,
        flow_version=question.flow_version,
        step=question.step,
        state={**state, "waiting": waiting[-TASKS_WAITING:]} if waiting else state,
        expires_at=question.expires_at,
        question_last=True,
        misses=0,
    )


def tasks_behind(place: Place, flow: str) -> list[dict[str, Any]]:
    """The tasks that wait once another conversation begins at a place, the one that stood open there the last."""
    waiting = [task for task in (place.state or {}).get("waiting", ()) if task["flow"] != flow]
    if place.step and place.flow not in (flow, RESUMING):
        waiting = [*(task for task in waiting if task["flow"] != place.flow), task_left(place)]
    return waiting[-TASKS_WAITING:]


def read(document: Mapping[str, Any], now: datetime) -> Place:
    """The place a text opens: flow, its version, step, slots, and for how many minutes it stands open."""
    return Place(
        flow=str(document["flow"]),
        flow_version=int(document["version"]),
        step=str(document["step"]),
        state={"slots": dict(document["slots"]), "waiting": list(document.get("waiting", ()))},
        expires_at=now + timedelta(minutes=int(document["minutes"])),
    )


def written(place: Place, now: datetime) -> dict[str, Any]:
    """What `read` reads: how a place is kept in a text until it is sent."""
    left = (place.expires_at - now) // timedelta(minutes=1) if place.expires_at is not None else 0
    return {
        "flow": place.flow,
        "version": place.flow_version,
        "step": place.step,
        "slots": dict((place.state or {}).get("slots", {})),
        "minutes": left,
    }


def set_aside(connection: Connection, address_id: int, flow: str) -> list[dict[str, Any]]:
    """Take an open question of this flow away from an address; the tasks that wait there then, this one the last."""
    place = of(connection, address_id)
    waiting = list((place.state or {}).get("waiting", ()))
    if place.flow != flow or not place.step:
        return waiting
    rest = {"waiting": waiting} if waiting else None
    touch(connection, address_id, flow="", flow_version=0, step="", state=rest, question_last=False)
    return [*waiting, task_left(place)]


def task_left(place: Place) -> dict[str, Any]:
    """The open question of a place as it is kept while another task is talked about."""
    task = {
        "flow": place.flow,
        "version": place.flow_version,
        "step": place.step,
        "slots": (place.state or {}).get("slots", {}),
    }
    return task if place.expires_at is None else {**task, "until": (place.expires_at + LEFT).isoformat()}


def still_waits(task: Mapping[str, Any], now: datetime) -> bool:
    """Whether a task left open may be offered again: not weeks later."""
    until = task.get("until")
    return until is None or datetime.fromisoformat(str(until)) > now


def wait(connection: Connection, address_id: int, place: Place) -> None:
    """Let the question of `place` wait behind the task that stands open at an address, as the last of those that wait."""
    here = of(connection, address_id)
    waiting = [task for task in (here.state or {}).get("waiting", ()) if task["flow"] != place.flow]
    touch(connection, address_id, state={**(here.state or {}), "waiting": [*waiting, task_left(place)]})
