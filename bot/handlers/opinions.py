"""What a guest thinks of the house, taken down: who hears of it, by when it is answered, what the guest is told at once.

An apology where something was wrong; never blame, never a promise of money, never a request for praise in public.
"""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.handlers import handover, opening
from bot.understanding import opinions as reader
from bot.understanding.wishes import urgent_kind
from locales import N_, clock
from scheduler import opinions as telling
from scheduler.ticket_moves import opening as next_opening
from scheduler.ticket_words import when
from store import bookings, greeted, opinions, people, todos
from store.bookings import Booking
from store.house_file import Grade
from store.opinions import BAD, Kind, Opinion, Told

WORDS_KEPT = 600
REMEMBERED = timedelta(days=30)  # so long after a stay a word is about it
TODOS = {"complaint": "complaint", "survey": "recovery", "morning": "recovery"}  # else "feedback"


def complaint(turn: Turn) -> str:
    """Something was wrong. Noise around a known room is seen to as a ticket; anything else is answered by a person."""
    noise = opening.noise(turn)
    if noise:
        return f"{apology(turn)}\n{noise}"
    return take(turn, turn.inbound.text)


def apology(turn: Turn) -> str:
    return turn.say(N_("I'm sorry about that."))


def feedback(turn: Turn) -> str:
    """Praise, a suggestion, or something in between."""
    asked = opinions.asked_about(turn.connection, turn.standing.person_id, turn.now - REMEMBERED)
    rated = reader.read_rating(turn.inbound.text)
    if asked is not None and rated.score is not None:
        return after_stay(turn, asked, rated.score, rated.words)
    return take(turn, turn.inbound.text)


def take(turn: Turn, said: str, *, wrong: bool = False) -> str:
    """Take down what somebody says by themselves, `wrong` if they called it a complaint; what they are told."""
    said = said.strip()[:WORDS_KEPT]
    kind: Kind = "complaint" if wrong else _kind(turn, said)
    booking = _stay(turn)
    told = Told(
        f"said:{turn.inbound.key}",
        kind,
        said,
        booking_id=booking.id if booking is not None else None,
        person_id=turn.standing.person_id,
    )
    if kind == "opinion" and reader.praises(said):
        known = opinions.record(turn.connection, told, turn.now)
        heard = _tell(turn, known, "new")
        thanks = (
            N_("Thank you, I pass that on.") if heard else N_("Thank you, I have noted that for the house.")
        )
        return turn.say(thanks)
    grade = reader.grade_of(said, wishes=kind == "suggestion")
    opinion, heard = _open(turn, told, grade)
    return _taken(turn, opinion, heard=heard)


def _kind(turn: Turn, said: str) -> Kind:
    if turn.understood.has("complaint"):
        return "complaint"
    return "suggestion" if reader.wishes_something(said) else "opinion"


def _taken(turn: Turn, opinion: Opinion, *, heard: bool) -> str:
    """What the guest is told at once: sorry where something was wrong, the number, by when the house answers."""
    promise = promised(turn, opinion, heard=heard)
    if opinion.kind == "complaint" or opinion.severity == "grave":
        return f"{apology(turn)}\n{promise}"
    return f"{turn.say(N_('Thank you for telling us.'))}\n{promise}"


# --- after a stay ---


def after_stay(turn: Turn, booking_id: int, score: int | None, words: str) -> str:
    """Take down a survey's answer as far as it is told; what the guest hears about it. Told again it replaces the one before."""
    opinion, news = rate(turn, booking_id, score, words)
    if opinion.severity == "none":
        return turn.say(N_("Thank you, that is noted; only the house reads it."))
    return f"{sorry(turn)}\n{promised(turn, opinion, heard=news)}"


def sorry(turn: Turn) -> str:
    return turn.say(N_("I'm sorry your stay was not what it should have been."))


def rate(turn: Turn, booking_id: int, score: int | None, words: str) -> tuple[Opinion, bool]:
    """Write the answer down, and tell the house where something was wrong: the opinion, and whether somebody hears of it.

    Words that come after a bad score reach the house as well.
    """
    words = words.strip()[:WORDS_KEPT]
    before = opinions.by_key(turn.connection, opinions.survey_key(booking_id))
    bad = (score is not None and score <= BAD) or (score is None and not reader.praises(words))
    told = Told(
        opinions.survey_key(booking_id),
        "survey",
        words or (before.words if before is not None else ""),
        score=score,
        booking_id=booking_id,
        person_id=turn.standing.person_id,
    )
    if before is not None and (before.severity != "none" or not bad):
        opinion = opinions.record(turn.connection, told, turn.now)
        changed = (before.score, before.words) != (opinion.score, opinion.words)
        if changed and before.severity != "none":
            _tell(turn, opinion, f"more:{turn.inbound.key}", N_("[The guest goes on]"))
        return opinion, bool(people.on_duty(turn.connection))
    if not bad:
        return opinions.record(turn.connection, told, turn.now), False
    grade = "grave" if score == 1 else reader.grade_of(words, wishes=False)
    return _open(turn, told, grade)


# --- to the house ---


def _open(turn: Turn, told: Told, grade: Grade) -> tuple[Opinion, bool]:
    """Write down what the house has to answer, put it before a person; whether somebody hears of it, now or in the morning."""
    due = telling.answer_by(turn.house, turn.now, grade)
    later = not _rings(turn, told.words) and next_opening(turn.house, turn.now) > turn.now
    tell_at = next_opening(turn.house, turn.now) if later else None
    judged = Told(
        told.key,
        told.kind,
        told.words,
        told.score,
        told.source,
        told.booking_id,
        told.person_id,
        grade,
        due,
        tell_at,
    )
    opinion = opinions.record(turn.connection, judged, turn.now)
    greeted.hold_back(turn.connection, turn.standing.person_id, "complaint_open")
    todos.open_once(
        turn.connection,
        todo_key(opinion),
        TODOS.get(opinion.kind, "feedback"),
        turn.now,
        booking_id=opinion.booking_id,
        person_id=opinion.person_id,
        detail={"text": f"意见{opinion.id} {opinion.words}", "address": turn.standing.address_id},
    )
    if later:
        return opinion, bool(people.on_duty(turn.connection))
    return opinion, _tell(turn, opinion, "new")


def todo_key(opinion: Opinion) -> str:
    return f"opinion:{opinion.id}"


def _rings(turn: Turn, words: str) -> bool:
    """Whether it cannot wait for the morning."""
    kind = urgent_kind(words, turn.language)
    return kind in turn.house.service.rings_at_night or reader.grade_of(words, wishes=False) == "grave"


def _tell(turn: Turn, opinion: Opinion, key: str, lead: str = "") -> bool:
    before = " / ".join(handover.said_before(turn)) if opinion.kind == "complaint" else ""
    reached = people.on_duty(turn.connection)
    turn.noticed += len(reached)
    return telling.tell(turn.connection, opinion, reached, turn.present, key, turn.now, lead, before)


def promised(turn: Turn, opinion: Opinion, *, heard: bool) -> str:
    """Who reads it and by when it is answered: no more than the row says. Where nothing can be pushed, how the answer comes."""
    assert opinion.due_at is not None, "only what has to be answered is promised an answer"
    values = {
        "n": opinion.id,
        "time": when(turn.language, opinion.due_at, turn.present, turn.now),
        "from": clock(turn.language, turn.house.staffed_from),
        "phone": turn.house.phone,
    }
    if not heard:
        said = turn.say(
            N_("It is on the house's list (opinion no. {n}). If it can't wait, call {phone}."), **values
        )
    elif opinion.step == opinions.TELLING:
        said = turn.say(
            N_(
                "Noted (opinion no. {n}): it is read from {from}, and you are answered by {time}. If it can't wait, call {phone}."
            ),
            **values,
        )
    elif next_opening(turn.house, turn.now) > turn.now:
        said = turn.say(
            N_("I have called the people of the house (opinion no. {n}). If it can't wait, call {phone}."),
            **values,
        )
    else:
        said = turn.say(N_("I have passed it on (opinion no. {n}); you are answered by {time}."), **values)
    if turn.house.wechat.can("customer_service"):
        return said
    waits = turn.say(N_("The answer waits here for your next message."))
    return f"{said}\n{waits}"


def _stay(turn: Turn) -> Booking | None:
    """The stay it is probably about: the one this person is in, else their last."""
    since = turn.today - REMEMBERED
    mine = bookings.shares(turn.connection, turn.standing.person_id, since)
    begun = [one.booking for one in mine if one.booking.arrival <= turn.today and one.booking.state in _STAYS]
    return begun[-1] if begun else None


_STAYS = ("confirmed", "in_house", "departed")
