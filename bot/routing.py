"""Decides what one turn is about: event > safety > global words > the role's commands > the waiting step > intents > fallback.

Plain functions over one open transaction; the only place where these orders of precedence are written down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.context import Turn
from bot.flows import (
    availability,
    booking,
    choosing,
    leaving_late,
    named,
    own_bookings,
    proposing,
    recording,
    registering,
    resuming,
)
from bot.flows.engine import ask_again, start, step_back
from bot.flows.flow import YES, Flow, Outcome
from bot.handlers import binding, files, founding, handover, on_time
from bot.handlers.commands import mistyped, obey
from bot.handlers.events import REVOKED, happened
from bot.handlers.proposals import Proposal
from bot.handlers.questions import QUESTIONS
from bot.talking import talk
from bot.understanding.commands import Command, read_command
from bot.waiting_tasks import at_rest, left_open, offered
from locales import LANGUAGES, N_, fallback, sorry
from store import people, replies
from store.places import Place

TASKS = frozenset({"record"})  # words of the house that hold a name and answer no question for one
WITH_REASONS = frozenset({"cancel_booking", "close_rooms", "refuse", "decline", "settings"}) | {
    "charge", "pay", "repay", "take_off", "ask_pay", "reprice", "adjust_points"
}  # fmt: skip


def route(turn: Turn) -> Outcome:
    """The words of this turn and the place it ends at. "" means that nothing is said."""
    place = turn.standing.place
    if (closed := _before_the_opening(turn, place)) is not None:
        return closed
    if turn.inbound.kind == "event" and not turn.understood.intents:
        return happened(turn)
    if turn.understood.has("emergency") and not _gives_a_reason(turn):
        return Outcome(QUESTIONS["emergency"](turn), replace(place, question_last=False))
    if place.muted_until is not None and place.muted_until > turn.now:
        handover.relay(turn)
        return Outcome("", place)
    if turn.inbound.kind not in ("text", "event"):
        return _without_words(turn, place)
    if (tapped := choosing.read(turn.inbound.choice)) is not None:
        return _tapped(turn, place, tapped)
    command = _command(turn, place)
    if command is not None:
        said = obey(turn, command)
        if isinstance(said, Outcome):
            return said
        if isinstance(said, Proposal):
            return start(proposing.FLOW, turn, proposing.proposed(said))
        if said is not None:
            return Outcome(said, replace(place, question_last=False, misses=0))
    elif not place.step and (slip := mistyped(turn)) is not None:
        return Outcome(slip, replace(place, question_last=False, misses=0))
    outcome = recording.pasted(turn, place) or _global(turn, place) or talk(turn, place)
    if turn.standing.role == "guest" and not place.step and not outcome.place.step:
        binding.notice_stranger(turn)
    return outcome


def _command(turn: Turn, place: Place) -> Command | None:
    """The word of the house that was said; a name alone answers who asked for one."""
    command = read_command(turn.inbound.text)
    named_ = command is not None and command.name not in TASKS and _names_somebody(turn, place)
    return None if named_ else command


def _before_the_opening(turn: Turn, place: Place) -> Outcome | None:
    """What guests hear of a house that is not open yet; None for all that goes on as ever."""
    if not turn.house.waiting or turn.standing.role != "guest":
        return None
    if turn.understood.has("emergency") or _of_the_house(turn):
        return None
    if turn.inbound.event in ("subscribe", "unsubscribe", *REVOKED):
        happened(turn)
    heard = turn.inbound.kind != "event" or turn.inbound.event in ("subscribe", "scan", "click")
    return Outcome(founding.not_open_yet(turn) if heard else "", place)


def _of_the_house(turn: Turn) -> bool:
    """Whether the words are those of somebody who becomes owner or staff with them."""
    command = read_command(turn.inbound.text)
    return command is not None and command.name in ("claim_house", "join_staff")


def _gives_a_reason(turn: Turn) -> bool:
    """Whether somebody of the house says why something is done, or a sum: 取消B23 水管爆了, 收款B23 120 call nobody."""
    command = read_command(turn.inbound.text) if turn.standing.role != "guest" else None
    return command is not None and command.name in WITH_REASONS


def _without_words(turn: Turn, place: Place) -> Outcome:
    """A picture, a voice message, a location."""
    if turn.inbound.kind == "location" and founding.located(turn):
        return talk(turn, place)
    listing = place.flow == registering.FLOW.name and place.step and not place.over(turn.now)
    if listing and turn.inbound.kind in ("image", "video"):
        asked = ask_again(registering.FLOW, turn, place, differently=False)  # a document, whatever it shows
        return asked.after(registering.documents(turn))
    return files.received(turn) or Outcome(_not_text(turn), replace(place, question_last=False))


def _not_text(turn: Turn) -> str:
    """A polite way on for what the bot cannot read."""
    kind = turn.inbound.kind
    if kind == "voice":
        return turn.say(
            N_("I can't listen to voice messages yet. The microphone on your keyboard writes what you say.")
        )
    if kind == "location":
        return QUESTIONS["location_directions"](turn)
    if kind == "link":
        return turn.say(N_("I can't open links. Tell me in a few words what you need."))
    return ""


def _names_somebody(turn: Turn, place: Place) -> bool:
    """Whether the words answer whose booking it is: 客人王芳 asks for no card there."""
    current = named(place.flow) if place.flow and place.step else None
    question = current.question(place.step) if current is not None else None
    return (
        question is not None
        and question.slot == "name"
        and place.question_last
        and "name" in turn.understood.slots
        and not place.over(turn.now)
    )


def _tapped(turn: Turn, place: Place, tapped: choosing.Named) -> Outcome:
    """The choice behind a link that was tapped; a link of a question that is over does nothing, and says so."""
    current = named(place.flow) if place.flow else None
    meant = choosing.meant(current, turn, place, tapped)
    if meant is not None:
        turn.understood = meant
        return talk(turn, place)
    if current is not None and place.step and not place.over(turn.now):
        passed = turn.say(N_("That choice belongs to an earlier question, so I left everything as it is."))
        return ask_again(current, turn, place, differently=False).after(passed)
    passed = N_(
        "That choice is no longer open, so I left everything as it is. Just write what you would like."
    )
    return Outcome(turn.say(passed), replace(place, question_last=False))


def _global(turn: Turn, place: Place) -> Outcome | None:
    """Words that mean the same at every step."""
    understood = turn.understood
    current = named(place.flow) if place.flow and place.step else None
    if understood.has("language_switch"):
        switched = _switch_language(turn)
        if current is None:
            return Outcome(switched, place)
        return ask_again(current, turn, place, differently=False).after(switched)
    gives_up = understood.has("cancel_flow") and (current is leaving_late.FLOW or not on_time.unwants(turn))
    if gives_up or _unbooks(turn, current):
        if current is not None:
            return _left(turn, place, current)
        nothing = N_("There is nothing open. Write “my booking” if you mean a booking.")
        return Outcome(turn.say(nothing), place.at_rest())
    if understood.has("go_back") and current is not None:
        return step_back(current, turn, place)
    if understood.has("repeat"):
        if current is not None:
            return ask_again(current, turn, place, differently=False)
        return Outcome(replies.last_said(turn.connection, turn.standing.address_id) or _hello(turn), place)
    return None


def _unbooks(turn: Turn, current: Flow[Any] | None) -> bool:
    """Whether “cancel it” can only mean what is being talked about: nothing was booked yet."""
    looking = current in (booking.FLOW, availability.FLOW)
    return looking and turn.understood.top() == "cancel_booking" and not own_bookings.own(turn)


def _left(turn: Turn, place: Place, current: Flow[Any]) -> Outcome:
    """What is open is given up. “Yes, cancel” to a question about cancelling may mean either: that is asked."""
    question = current.question(place.step)
    if question is not None and question.slot == YES and question.agrees and turn.understood.has("affirm"):
        return ask_again(current, turn, place, differently=True)
    waiting = left_open(turn, place)
    if current is resuming.FLOW:
        waiting = waiting[1:]
    if current is booking.FLOW:
        waiting = [task for task in waiting if task["flow"] not in booking.LOOKED]
    return offered(turn, Outcome(turn.say(current.left), at_rest(place, waiting)))


def _switch_language(turn: Turn) -> str:
    wanted = str(turn.understood.slots.get("language", turn.language))
    people.set_language(turn.connection, turn.standing.person_id, wanted)
    turn.language = fallback(wanted)
    if wanted in LANGUAGES:
        return turn.say(N_("Of course. From now on in English."))
    return sorry(wanted) or turn.say(N_("I'm sorry, I speak Chinese, Japanese and English so far."))


def _hello(turn: Turn) -> str:
    return QUESTIONS["greeting"](turn)
