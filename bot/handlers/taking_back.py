"""撤销: the last thing somebody of the house did by a word, within ten minutes; each subject says how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.context import Turn
from bot.handlers import (
    answering,
    beyond_recall,
    cancelling_by_house,
    channels,
    closing,
    departing,
    greetings,
    mass_sending,
    money,
    moving,
    not_coming,
    on_time,
    preparing,
    push_rules,
    putting_off,
    reception,
    repricing,
    survey_questions,
    ticking_off,
    vouchers,
)
from bot.handlers.house_settings import TAKING_BACK as SETTINGS
from bot.handlers.lessons import TAKING_BACK as LESSONS
from bot.handlers.membership_rules import TAKING_BACK as MEMBERSHIP
from bot.handlers.owner_points import TAKING_BACK as POINTS
from bot.handlers.price_rules import TAKING_BACK as PRICE_RULES
from bot.handlers.proposals import Detail
from bot.handlers.recording import TAKING_BACK as RECORDING
from bot.understanding.commands import Command
from locales import N_
from store import audit, deeds

TAKING_BACK: Mapping[str, Callable[[Turn, Detail], str]] = {
    **reception.TAKING_BACK,
    **repricing.TAKING_BACK,
    **PRICE_RULES,
    **LESSONS,
    **RECORDING,
    **closing.TAKING_BACK,
    **channels.TAKING_BACK,
    **SETTINGS,
    **moving.TAKING_BACK,
    **vouchers.TAKING_BACK,
    **not_coming.TAKING_BACK,
    **cancelling_by_house.TAKING_BACK,
    **preparing.TAKING_BACK,
    **answering.TAKING_BACK,
    **survey_questions.TAKING_BACK,
    **POINTS,
    **MEMBERSHIP,
    **push_rules.TAKING_BACK,
    **greetings.TAKING_BACK,
    **mass_sending.TAKING_BACK,
    **money.TAKING_BACK,
    **departing.TAKING_BACK,
    **on_time.TAKING_BACK,
    **ticking_off.TAKING_BACK,
    **putting_off.TAKING_BACK,
    **beyond_recall.TAKING_BACK,
}


def undo(turn: Turn, command: Command) -> str | None:
    """The newest deed of this person that stands. A guest who did none says no more than anybody's word."""
    deed = deeds.last(turn.connection, turn.standing.person_id, turn.now)
    if deed is None and turn.standing.role == "guest":
        return None
    if deed is None:
        return turn.say(N_("There is nothing of yours from the last ten minutes to take back."))
    deeds.undone(turn.connection, deed.id, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "undone", f"deed:{deed.id}", deed.kind)
    return TAKING_BACK[deed.kind](turn, deed.detail)
