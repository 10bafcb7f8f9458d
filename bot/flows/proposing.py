"""A change to the house that was shown to the owner waits for a yes: 改价, 关房, 放房, 设置, 暂停. Nothing is done before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers import (
    being_greeted,
    cancelling_by_house,
    channels,
    closing,
    greetings,
    mass_sending,
    money,
    moving,
    not_coming,
    on_time,
    push_rules,
    repricing,
    survey_questions,
    vouchers,
)
from bot.handlers.house_settings import CHANGES as SETTINGS
from bot.handlers.lessons import CHANGES as LESSONS
from bot.handlers.membership_rules import CHANGES as MEMBERSHIP
from bot.handlers.owner_points import CHANGES as POINTS
from bot.handlers.price_rules import CHANGES as PRICE_RULES
from bot.handlers.proposals import Change, Proposal, Refused
from locales import N_

CHANGES: Mapping[str, Change] = {
    **repricing.CHANGES,
    **PRICE_RULES,
    **LESSONS,
    **closing.CHANGES,
    **channels.CHANGES,
    **SETTINGS,
    **moving.CHANGES,
    **push_rules.CHANGES,
    **not_coming.CHANGES,
    **cancelling_by_house.CHANGES,
    **survey_questions.CHANGES,
    **POINTS,
    **MEMBERSHIP,
    **greetings.CHANGES,
    **mass_sending.CHANGES,
    **being_greeted.CHANGES,
    **money.CHANGES,
    **vouchers.CHANGES,
    **on_time.CHANGES,
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is to be changed, and the yes."""

    kind: str | None = None
    detail: str | None = None  # JSON
    yes: bool | None = None


def proposed(proposal: Proposal) -> Proposed:
    """The conversation about a proposal, from its beginning."""
    return Proposed(proposal.kind, json.dumps(proposal.detail, ensure_ascii=False))


def proceed(turn: Turn, state: Proposed) -> Result[Proposed]:
    """Show it, then do it or leave it. What can no longer be done is said instead of asked."""
    change = CHANGES.get(state.kind or "")
    if change is None or state.detail is None:  # as another version may have left it
        return Done(turn.say(N_("Nothing waits for a yes any more. Please write it once more.")))
    shown = change.preview(turn, _detail(state))
    if isinstance(shown, Refused):
        return Done(shown.said)
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, nothing has changed.")))
    return Done(change.carry_out(turn, _detail(state)))


def _preview(turn: Turn, state: Proposed) -> str:
    shown = CHANGES[state.kind or ""].preview(turn, _detail(state))
    words = shown.said if isinstance(shown, Refused) else shown
    return f"{words}\n{turn.say(N_('Shall I do it? Reply “yes”, or “no”.'))}"


def _detail(state: Proposed) -> dict[str, Any]:
    detail = json.loads(state.detail or "{}")
    assert isinstance(detail, dict)
    return detail


def _choices(turn: Turn, state: Proposed) -> list[Option]:
    """A bare 1 is a yes, a bare 2 a no; the question says so in words already."""
    return [Option(True, ""), Option(False, "")]


FLOW = Flow(
    name="proposing",
    version=1,
    title=N_("a change to the house"),
    state=Proposed,
    intents=(),
    proceed=proceed,
    questions=(
        Question(
            "confirm",
            YES,
            _preview,
            N_("“Yes” does it, “no” leaves everything as it is. Shall I do it?"),
            options=_choices,
            reads_back=True,
        ),
    ),
    left=N_("All right, nothing has changed."),
)
