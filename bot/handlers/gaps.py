"""Questions nobody could answer: kept, put to the house once, and answered from what the owner taught. Nothing is invented."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.flows.hearing import SURE
from bot.handlers import handover
from bot.handlers.passing_on import pass_on, promised, who
from bot.understanding.taught import ALIKE, like
from locales import N_, say
from scheduler.ticket_moves import opening
from store import answers, gaps, outbox, people, todos

A_DAY = timedelta(days=1)
MANY = 5  # questions of one person a day that are put to the house
LONGEST = 200


def taught(turn: Turn) -> str:
    """What the owner taught to say to such a question, read from its row now; "" when there is nothing."""
    understood = turn.understood
    found = answers.get(turn.connection, understood.answer) if understood.likeness >= ALIKE else None
    if found is None or found.state != "active":
        return ""
    words, own = found.said(turn.language)
    return words if own else turn.say(N_("In the house's own words: {words}"), words=words)


def unknown(turn: Turn) -> str:
    """What the house has not written down: the owner's answer if it was taught, else said so, and asked."""
    return taught(turn) or put_to_the_house(turn, turn.say(N_("The house hasn't told me that yet.")))


def may_be_put(turn: Turn) -> bool:
    """Whether words that were not understood are worth the owner's time: a question, and not this person's sixth today."""
    text = turn.inbound.text.strip()
    if turn.standing.role != "guest" or not turn.understood.asks or not 3 <= len(text) <= LONGEST:
        return False
    lately = gaps.asked_lately(turn.connection, turn.standing.person_id, turn.now - A_DAY)
    understood = any(one.confidence >= SURE or one.label == "other" for one in turn.understood.intents)
    return not understood and lately < MANY


def put_to_the_house(turn: Turn, lead: str) -> str:
    """Keep the question, tell the house of it unless it knows, and what the guest is told."""
    words = handover.masked(turn.inbound.text.strip())[:LONGEST]
    if not words:  # a button of the menu
        return pass_on(turn, "question", lead=lead)
    person, address = turn.standing.person_id, turn.standing.address_id
    open_ones = gaps.unanswered(turn.connection)
    at = like(words, [gap.words for gap in open_ones])
    if at is not None:
        gaps.ask_again(turn.connection, open_ones[at].number, words, person, address, turn.now)
        return f"{lead}\n{promised(turn, _reachable(turn))}"
    rooms = turn.house.rooms()
    number = gaps.note(turn.connection, words, turn.understood.top(), person, address, turn.now, rooms)
    todos.open_once(
        turn.connection,
        f"gap:{number}",
        "question",
        turn.now,
        person_id=person,
        detail={"text": f"{words} → 答{number}", "address": address},
    )
    return f"{lead}\n{promised(turn, _tell(turn, number, words))}"


def _reachable(turn: Turn) -> bool:
    return bool(people.on_duty(turn.connection))


def _tell(turn: Turn, number: int, words: str) -> bool:
    """A notice to whoever is on duty; at night it waits for the morning. False when there is nobody."""
    reached = people.on_duty(turn.connection)
    before = handover.said_before(turn)
    for address_id, language in reached:
        lines = [
            say(language, N_("[Question {n}] {who}"), n=number, who=who(turn)),
            words,
            say(language, N_("Before that: {words}"), words=" / ".join(before)) if before else "",
            say(
                language,
                N_("I had no answer. “答{n} the answer”: I tell the guest, and everybody who asks after."),
                n=number,
            ),
            say(
                language, N_("To this guest alone: 回{guest} and your words"), guest=handover.guest_code(turn)
            ),
        ]
        text = "\n".join(line for line in lines if line)
        key = f"gap:{number}:{address_id}"
        outbox.say(turn.connection, key, "notice", address_id, text, opening(turn.house, turn.now))
        turn.noticed += 1
    return bool(reached)
