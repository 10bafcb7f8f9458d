"""Choices as links: which choices may be tapped below the words just said, and which one a tap means.

An id names flow, step, choice and what was known when it was offered: it never stands for another question. Reads no words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.context import Turn
from bot.flows.engine import asked
from bot.flows.flow import YES, Flow, Question
from bot.flows.slots import restored
from bot.understanding.types import Intent, Understood
from locales import N_
from store.places import Place

AGREE, REFUSE = "y", "n"
MOST = 9  # choices of one list that become links
_ID = re.compile(r"x\.(?P<flow>\w+)\.(?P<step>\w*)\.(?P<choice>\d|[yn])\.(?P<mark>[0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Tap:
    """One link: the number of its line, or 0 for a yes or no, which has none; what a tap says; what it names."""

    number: int
    says: str
    id: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the id of a tapped link names."""

    flow: str
    step: str
    choice: str
    mark: str


def read(menu_id: str) -> Named | None:
    """The choice an id names; None for an id that is none of ours."""
    match = _ID.fullmatch(menu_id)
    return None if match is None else Named(**match.groupdict())


def taps(flow: Flow[Any] | None, turn: Turn, place: Place, said: str) -> Sequence[Tap]:
    """What may be tapped below `said`: the choices it ends with. Nothing where the answer is to be typed.

    A yes to what was read back, and whatever leads to a push, is typed: a tap opens one minute, a typed word two days.
    """
    if flow is None or not place.question_last:
        return ()
    question = flow.question(place.step) if place.step else None
    if question is None:
        return [_numbered(place, number) for number in range(1, MOST + 1)] if not place.step else ()
    if question.typed or question.reads_back:
        return ()
    if question.slot == YES:
        return _yes_or_no(flow, turn, place, question, said)
    options = question.options(turn, restored(flow, place)) if question.options is not None else ()
    return [_numbered(place, number) for number, option in enumerate(options[:MOST], 1) if option.label]


def meant(flow: Flow[Any] | None, turn: Turn, place: Place, tapped: Named) -> Understood | None:
    """The tap as if it had been said; None when it belongs to a question that is not the open one any more."""
    if flow is None or (tapped.flow, tapped.step) != (place.flow, place.step):
        return None
    if tapped.mark != _mark(place, tapped.choice):
        return None
    if not place.step and (place.expires_at is None or place.expires_at <= turn.now):
        return None
    if tapped.choice in (AGREE, REFUSE):
        label = "affirm" if tapped.choice == AGREE else "deny"
        return Understood(turn.understood.language, (Intent(label, 1.0),))
    return Understood(turn.understood.language, slots={"choice": int(tapped.choice)})


def _yes_or_no(
    flow: Flow[Any], turn: Turn, place: Place, question: Question[Any], said: str
) -> Sequence[Tap]:
    """A yes and a no below the question, if it was asked just now."""
    words = (asked(turn, question, restored(flow, place)), turn.say(question.again))
    if not any(part and part in said for part in words):
        return ()
    return (
        Tap(0, turn.say(N_("Yes")), _id(place, AGREE)),
        Tap(0, turn.say(N_("No")), _id(place, REFUSE)),
    )


def _numbered(place: Place, number: int) -> Tap:
    return Tap(number, str(number), _id(place, str(number)))


def _id(place: Place, choice: str) -> str:
    return f"x.{place.flow}.{place.step}.{choice}.{_mark(place, choice)}"


def _mark(place: Place, choice: str) -> str:
    """Of the choice and of all that is known: whatever was corrected since makes an old link another one."""
    known = json.dumps((place.state or {}).get("slots", {}), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{place.flow_version}\0{choice}\0{known}".encode()).hexdigest()[:8]
