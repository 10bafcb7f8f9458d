"""Sorts what a sentence means by what it asks of the bot: a conversation to begin, the one in flight, questions in passing.

Knows the person and the conversation in flight; reads no words itself and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.context import Turn
from bot.flows import (
    arriving,
    availability,
    begun_by,
    booking,
    leaving_on_time,
    registering,
)
from bot.flows.flow import Flow
from bot.flows.hearing import COURTESY, SURE
from bot.handlers import on_time
from bot.handlers.gaps import taught
from bot.handlers.questions import QUESTIONS
from bot.meaning import asks_rule, chooses, meant, of_a_running_stay, takes_cheapest
from bot.understanding.company import asks_to_join
from bot.understanding.taught import ALIKE, SAME
from store import bookings

# What a taught answer never stands in the way of: safety, people, tasks, and words that answer a question.
OWN_WORDS = frozenset(
    {
        "emergency",
        "human_agent",
        "complaint",
        "make_booking",
        "my_booking",
        "change_booking",
        "cancel_booking",
    }
    | {"privacy_delete", "privacy_export", "marketing_optout", "affirm", "deny", "checkout_request"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The intents of a sentence, sorted by what they ask of the bot."""

    begins: Flow[Any] | None  # another conversation than the one in flight
    resumes: bool  # the one in flight was named again
    questions: tuple[str, ...]  # to be answered in passing


def sorted_intents(turn: Turn, current: Flow[Any] | None) -> Reading:
    """What this sentence asks for, with the conversation in flight and the person in mind."""
    sure = [intent.label for intent in turn.understood.intents if intent.confidence >= SURE]
    if asks_to_join(turn.inbound.text) and not bookings.shares(
        turn.connection, turn.standing.person_id, turn.today
    ):
        return Reading(None, False, ("joining_how",))
    if on_time.unwants(turn):
        return Reading(*_anew_or_again(leaving_on_time.FLOW, current), ())
    if _was_taught(turn, sure):
        return Reading(None, False, ("taught",))
    labels = [meant(turn, current, label) for label in sure]
    if not labels and not turn.standing.place.step and (running := of_a_running_stay(turn, "")):
        labels = [running]
    if not labels and asks_rule(turn):
        labels = [f"topic:{turn.understood.slots['topic']}"]
    if registering.ASKED in labels:  # when they come and what they wish for is part of it
        labels = [label for label in labels if label not in (arriving.SAID, *registering.IN_WORDS)]
    flows = [flow for flow in map(begun_by, labels) if flow is not None]
    begins = next((flow for flow in flows if flow is not current), None)
    if begins is None and (set(labels) <= {"affirm"} or takes_cheapest(turn)) and chooses(turn, current):
        return Reading(booking.FLOW, False, ())
    asked = [label for label in dict.fromkeys(labels) if label in QUESTIONS and begun_by(label) is None]
    if (
        begins in (availability.FLOW, booking.FLOW) or "facility_info" in asked
    ):  # those tell of rooms, or ask the house
        asked = [label for label in asked if label != "room_info"]
    if flows or len(asked) > 1 or (current is not None and turn.standing.place.step):
        asked = [label for label in asked if label not in COURTESY]
    return Reading(begins, current is not None and current in flows, tuple(asked))


def _anew_or_again(flow: Flow[Any], current: Flow[Any] | None) -> tuple[Flow[Any] | None, bool]:
    """A flow that is wanted: to be begun, or named again while it is in flight."""
    return (None, True) if flow is current else (flow, False)


def _was_taught(turn: Turn, labels: Sequence[str]) -> bool:
    """Whether the owner taught what to say: to these very words before anything but tasks, else where nothing is understood."""
    likeness = turn.understood.likeness
    known = likeness >= SAME and OWN_WORDS.isdisjoint(labels)
    return (known or (likeness >= ALIKE and not labels)) and taught(turn) != ""
