"""Conversations with memory: an engine and one file a flow. FLOWS is all there are."""

from __future__ import annotations

from typing import Any

from bot.flows import (
    arriving,
    availability,
    booking,
    cancelling,
    changing,
    founding,
    joining,
    leaving,
    leaving_late,
    leaving_on_time,
    morning,
    my_booking,
    opining,
    own_data,
    prolonging,
    proposing,
    recording,
    redeeming,
    registering,
    resuming,
    service,
    survey,
    waiting,
)
from bot.flows.flow import Flow

FLOWS: tuple[Flow[Any], ...] = (
    availability.FLOW,
    booking.FLOW,
    changing.FLOW,
    cancelling.FLOW,
    prolonging.FLOW,
    my_booking.FLOW,
    leaving.FLOW,
    leaving_late.FLOW,
    leaving_on_time.FLOW,
    arriving.FLOW,
    registering.FLOW,
    service.FLOW,
    redeeming.FLOW,
    joining.FLOW,
    proposing.FLOW,
    founding.FLOW,
    recording.FLOW,
    morning.FLOW,
    own_data.FLOW,
    opining.FLOW,
    survey.FLOW,
    waiting.FLOW,
    resuming.FLOW,
)


def named(name: str) -> Flow[Any] | None:
    """The flow of this name; None for one that no longer exists."""
    return next((flow for flow in FLOWS if flow.name == name), None)


def begun_by(intent: str) -> Flow[Any] | None:
    """The flow an intent begins, if any."""
    return next((flow for flow in FLOWS if intent in flow.intents), None)


def problems() -> list[str]:
    """What is wrong with the flows, all at once: read at start, so that no guest finds out."""
    found = []
    for flow in FLOWS:
        steps = [question.step for question in flow.questions]
        slots = set(flow.state.__dataclass_fields__)
        found += [
            f"flow {flow.name}: step {step} stands twice" for step in set(steps) if steps.count(step) > 1
        ]
        found += [
            f"flow {flow.name}, step {question.step}: there is no slot {question.slot}"
            for question in flow.questions
            if question.slot not in slots
        ]
        found += [
            f"intent {intent} begins both {flow.name} and {other.name}"
            for other in FLOWS
            for intent in flow.intents
            if other.name < flow.name and intent in other.intents
        ]
    return found
