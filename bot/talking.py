"""The conversation in flight, other conversations, questions in passing: what a sentence means to them, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot import asked_back
from bot.context import Turn
from bot.flows import named, service
from bot.flows.engine import ask_again, ask_anew, go_on, start
from bot.flows.flow import YES, Flow, Outcome
from bot.flows.hearing import COURTESY, agreed_to
from bot.handlers.questions import QUESTIONS
from bot.lost import lost
from bot.reading import Reading, sorted_intents
from bot.waiting_tasks import left_open, offered, passed_over, taken_up, waited_for
from locales import N_
from store.places import Place

LOOKING = "availability"  # a list that was just shown: “the cheapest” asks of it, and begins nothing anew
HANDS_OVER = frozenset({"human_agent", "complaint"})  # after them nobody is asked the open question again


def talk(turn: Turn, place: Place) -> Outcome:
    """The conversation in flight, other conversations, questions in passing; in the end, honest helplessness."""
    current = named(place.flow) if place.flow else None
    reading = sorted_intents(turn, current)
    in_passing = [QUESTIONS[label](turn) for label in reading.questions]
    if current is not None and current.name == "resuming":
        outcome = taken_up(turn, place)
        if outcome is not None:
            return outcome.after(*in_passing)
        if in_passing or reading.begins is not None:
            place, current = passed_over(turn, place), None
            turn.standing = replace(turn.standing, place=place)
    owed = asked_back.newest(left_open(turn, place))
    if owed is not None and reading.begins is service.FLOW and asked_back.says_more(turn, owed):
        return asked_back.passed_on(turn, place, current, owed)
    if reading.begins is not None:
        return offered(turn, start(reading.begins, turn).after(*in_passing))
    if current is not None:
        outcome = _in_flight(turn, place, current, reading, in_passing)
        if outcome is not None:
            return outcome
    if in_passing:
        rest = place.at_rest() if place.over(turn.now) else place
        return Outcome("\n\n".join(in_passing), replace(rest, question_last=False, misses=0))
    return waited_for(turn, place) or lost(turn, place, current)


def _in_flight(
    turn: Turn, place: Place, current: Flow[Any], reading: Reading, in_passing: Sequence[str]
) -> Outcome | None:
    """What the sentence means to the conversation in flight; None when it means nothing to it."""
    if place.step or not in_passing:
        lead = _late(turn, place)
        if lead and _reads_back(place, current) and agreed_to(current, turn, place):
            return ask_anew(current, turn, place).after(*in_passing, *lead)
        outcome = go_on(
            current, turn, named=reading.resumes and bool(place.step) and not place.over(turn.now)
        )
        if outcome is not None:
            return offered(turn, outcome.after(*in_passing, *lead))
    fresh = not place.step and place.expires_at is not None and place.expires_at > turn.now
    if reading.resumes and fresh and current.name == LOOKING:
        return ask_anew(current, turn, place).after(*in_passing)
    if reading.resumes:
        return offered(turn, start(current, turn).after(*in_passing))
    if not HANDS_OVER.isdisjoint(reading.questions):
        return Outcome("\n\n".join(in_passing), replace(place, misses=0, question_last=False))
    if in_passing and place.step and not place.over(turn.now):
        return ask_again(current, turn, replace(place, misses=0), differently=False).after(*in_passing)
    if place.step and turn.understood.top() in COURTESY and not place.over(turn.now):
        if turn.understood.has("thanks"):
            return Outcome(_thanked(turn, place, current), place)
        return ask_again(current, turn, place, differently=False).after(turn.say(N_("I'm here.")))
    return None


def _thanked(turn: Turn, place: Place, current: Flow[Any]) -> str:
    """A short word back; where a yes is waited for, that it was none: nobody may think that it is done."""
    question = current.question(place.step)
    if question is not None and question.slot == YES and not question.free:
        return turn.say(N_("Just say “yes” and I do it."))
    return turn.say(N_("All right.")) if turn.understood.gesture else QUESTIONS["thanks"](turn)


def _reads_back(place: Place, current: Flow[Any]) -> bool:
    question = current.question(place.step)
    return question is not None and question.reads_back


def _late(turn: Turn, place: Place) -> list[str]:
    """A kind word when the conversation had been left for longer than it lives."""
    if place.over(turn.now):
        return [turn.say(N_("Let us go on where we stopped."))]
    return []
