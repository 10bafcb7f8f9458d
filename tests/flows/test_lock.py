"""Places in flight survive a deploy only if a changed flow says so: the lock file holds the flows to it."""

from __future__ import annotations

from dataclasses import replace

from bot import flows
from bot.flows import FLOWS, drawing
from bot.flows.flow import Question


def test_flows_are_in_order() -> None:
    assert flows.problems() == []


def test_lock_is_up_to_date() -> None:
    assert drawing.stale(FLOWS) == []


def test_lock_refuses_a_new_step_without_a_new_version() -> None:
    flow = FLOWS[0]
    grown = replace(
        flow, questions=(*flow.questions, Question("extra", "rooms", "How many rooms?", "How many?"))
    )
    assert drawing.stale([grown, *FLOWS[1:]]) == [
        f"flow {flow.name}: steps or slots changed; raise its version (with an upgrade if places in flight need one), "
        "then run `xiaoer flows --lock`"
    ]


def test_lock_wants_a_new_version_written() -> None:
    flow = replace(FLOWS[0], version=FLOWS[0].version + 1)
    assert drawing.stale([flow, *FLOWS[1:]]) == [
        f"flow {flow.name}: version {flow.version} is not in the lock; run `xiaoer flows --lock`"
    ]


def test_lock_names_a_flow_that_is_gone() -> None:
    assert drawing.stale(FLOWS[1:]) == [f"flow {FLOWS[0].name} is gone; run `xiaoer flows --lock`"]


def test_every_flow_can_be_drawn_and_listed() -> None:
    for flow in FLOWS:
        assert drawing.drawn(flow).startswith("stateDiagram-v2")
        assert drawing.listed(flow)[0] == f"{flow.name} (version {flow.version})"
