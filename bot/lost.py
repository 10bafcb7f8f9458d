"""What is said when a sentence meant nothing: asked differently, then choices, then a person. Never the same words twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import asked_back
from bot.context import Turn
from bot.flows import availability, joining
from bot.flows.engine import PATIENCE, ask_again, start
from bot.flows.flow import Flow, Outcome
from bot.handlers.gaps import may_be_put, put_to_the_house, taught
from bot.handlers.passing_on import pass_on
from bot.handlers.questions import QUESTIONS
from bot.waiting_tasks import at_rest, left_open, offered
from locales import N_
from store import joins, replies
from store.places import Place


def lost(turn: Turn, place: Place, current: Flow[Any] | None) -> Outcome:
    """Not understood: ask differently, then offer choices, then a person. Never the same sentence twice, never a dead end."""
    if not place.step and _says_yes_or_no(turn) and joins.waiting(turn.connection, turn.standing.person_id):
        return start(joining.FLOW, turn)
    owed = asked_back.newest(left_open(turn, place))
    if owed is not None:
        return asked_back.passed_on(turn, place, current, owed)
    misses = place.misses + 1
    missed = replace(place, misses=misses)
    if misses >= PATIENCE:
        said = turn.say(N_("I still don't get it, so better a person."))
        return Outcome(pass_on(turn, "person", lead=said), missed.at_rest(misses=0))
    if current is not None and place.step and not place.over(turn.now):
        return _asked_once_more(turn, missed, current)
    if "room_type" in turn.understood.slots:
        return Outcome(QUESTIONS["room_info"](turn), replace(place, question_last=False, misses=0))
    if turn.understood.top() == "affirm" and not place.step and place.flow == availability.FLOW.name:
        return Outcome(turn.say(N_("All right.")), replace(place, question_last=False, misses=0))
    if turn.understood.top() in ("affirm", "deny"):
        return offered(turn, Outcome(turn.say(N_("All right.")), at_rest(place, left_open(turn, place))))
    if learned := taught(turn):
        return Outcome(learned, replace(place, question_last=False, misses=0))
    if _a_word_back(turn):
        heard = turn.say(N_("All right. If there is anything to do, just say so."))
        return Outcome(heard, replace(place, question_last=False, misses=0))
    return Outcome(_at_a_loss(turn, misses), replace(missed, question_last=False))


def _asked_once_more(turn: Turn, missed: Place, current: Flow[Any]) -> Outcome:
    """The open question again, each time otherwise, with a way out of it; what nobody knows goes to the house."""
    if _asks_beside(turn, current, missed):
        known = put_to_the_house(turn, turn.say(N_("That I don't know, so I have asked the house.")))
        rest = replace(missed, question_last=False, misses=0)
        question = current.question(missed.step)
        if question is not None and question.told:
            return Outcome(known, rest)
        return ask_again(current, turn, rest, differently=False).after(known)
    first = missed.misses == 1
    vague = first and "vague_date" in turn.understood.doubts
    denies = turn.understood.top() == "deny"
    asked = ask_again(current, turn, missed, differently=first and not vague and not denies)
    if vague:
        return asked.after(turn.say(N_("I'd rather have the exact day than guess.")))
    if denies:
        way_out = N_("All right. Write “never mind” to leave it; if something is wrong, just say what.")
        return asked.after(turn.say(way_out))
    if first:
        return asked
    ways_out = turn.say(
        N_("Sorry, I still don't get it. Write “never mind” to leave it, or “a person” to ask the house.")
    )
    return asked.after(ways_out)


def _a_word_back(turn: Turn) -> bool:
    """Whether this is a mere word said back to what the house sent unasked: 挺好的, 哈哈; never 有虫."""
    if turn.standing.role != "guest" or not turn.understood.word_back:
        return False
    return replies.unasked_last(turn.connection, turn.standing.address_id)


def _asks_beside(turn: Turn, current: Flow[Any], place: Place) -> bool:
    """Whether somebody asks something nobody knows where they were asked to tell: it goes to the house, the question waits."""
    question = current.question(place.step)
    return question is not None and (question.told or not turn.understood.slots) and may_be_put(turn)


def _at_a_loss(turn: Turn, misses: int) -> str:
    """Nothing is open and nothing was understood: a question goes to the house, anything else is asked about."""
    if turn.standing.role != "guest":
        return turn.say(
            N_("I didn't get that. 今天 shows the day, 订单 finds a booking, 帮助 shows every word.")
        )
    if misses > 1:
        return turn.say(
            N_(
                "Let me put it this way, write one of these:\n· free rooms\n· my booking\n· how to get there\n· a person"
            )
        )
    if may_be_put(turn):
        return put_to_the_house(turn, turn.say(N_("That I don't know, so I have asked the house.")))
    return turn.say(N_("I didn't quite get that. Is it about a free room, your booking, or your stay?"))


def _says_yes_or_no(turn: Turn) -> bool:
    """Whether this may answer a question that came with the mail, which opens none."""
    return turn.understood.top() in ("affirm", "deny") or turn.inbound.text.strip() in ("1", "2")
