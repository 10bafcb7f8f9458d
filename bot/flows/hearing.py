"""What a sentence is to the open question: a choice, a yes or no, a refusal to say, free words. Reads no words itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.context import Turn
from bot.flows.flow import SKIPPED, YES, Flow, Option, Question, S
from store.places import Place

SURE = 0.5  # below it an intent is asked about, not acted on
COURTESY = frozenset({"greeting", "thanks"})
LONGEST_COURTESY = 4  # letters; what is longer says something beside it


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


def talked_about(place: Place) -> date | None:
    """The day of arrival the conversation is about, as a hint for what a bare 17号 means."""
    day = (place.state or {}).get("slots", {}).get("check_in")
    try:
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:  # as another version may have kept it
        return None


def answers(turn: Turn, place: Place, question: Question[S] | None, state: S) -> dict[str, Any]:
    """The slots this sentence fills, the open question in mind: a choice, a yes or no, a refusal to say, free words."""
    slots: dict[str, Any] = dict(turn.understood.slots)
    choice = slots.pop("choice", None)
    if question is None:
        return slots
    chosen = _chosen(turn, question, state, choice) if question.options is not None else None
    chosen = chosen or _only(turn, question, state, slots)
    if chosen is not None:
        slots[chosen.slot or question.slot] = chosen.value
    deny = turn.understood.has("deny")
    if question.slot == YES and (deny or agrees(turn, question)):
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


def agreed_to(flow: Flow[Any], turn: Turn, place: Place) -> bool:
    """Whether the sentence is a yes to the open question."""
    question = flow.question(place.step) if place.step else None
    return question is not None and question.slot == YES and agrees(turn, question)


def agrees(turn: Turn, question: Question[Any]) -> bool:
    return any(turn.understood.has(label) for label in ("affirm", *question.agrees))


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


def _only(turn: Turn, question: Question[S], state: S, slots: Mapping[str, Any]) -> Option | None:
    """The one option there is, where somebody says yes to it."""
    if question.options is None or question.slot in slots or not agrees(turn, question):
        return None
    options = question.options(turn, state)
    return options[0] if len(options) == 1 else None


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


def nothing_else(turn: Turn) -> bool:
    """Whether the sentence has no wish of its own: 两个人, where a list was shown."""
    return not _sure(turn)


def _sure(turn: Turn) -> set[str]:
    return {intent.label for intent in turn.understood.intents if intent.confidence >= SURE}


def _bare_number(text: str) -> bool:
    digits = text.strip()
    return digits.isdecimal() and len(digits) < 3
