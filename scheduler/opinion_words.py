"""What people read about opinions: the question after a stay, the notice to staff, one line of it. Decides nothing."""

from __future__ import annotations

from locales import N_, join, say, stay
from scheduler.ticket_words import when
from store import bookings, people, rooms, stays
from store.bookings import Booking
from store.database import Connection
from store.house import Present, house_day
from store.opinions import Opinion
from store.sealing import mask_name

KINDS = {
    "survey": N_("After a stay"),
    "morning": N_("The morning after"),
    "complaint": N_("Complaint"),
    "suggestion": N_("Suggestion"),
    "opinion": N_("Opinion"),
    "review": N_("Review"),
}
STATES = {"open": N_("not answered"), "answered": N_("answered"), "closed": N_("dealt with")}


def question(language: str) -> str:
    """The question after a stay as its push asks it; the flow asks again in one line."""
    return say(
        language,
        N_(
            "How was your stay with us? One digit will do:\n"
            "5 very good, 4 good, 3 so-so, 2 not so good, 1 disappointing\n"
            "Write on if you like, for example “3 hot water was slow”.\n"
            "Only the house reads it; it goes to no platform."
        ),
    )


def kind(language: str, opinion: Opinion) -> str:
    """What it is: 投诉; 离店评价; of a review, where it stands. What asks nothing of the house is praise."""
    praise = opinion.kind == "opinion" and opinion.severity == "none"
    named = say(language, N_("Praise") if praise else KINDS[opinion.kind])
    return f"{opinion.source} {named}" if opinion.source else named


def score(language: str, opinion: Opinion) -> str:
    """3分; "" where it was said in words alone."""
    return say(language, N_("{n} of 5"), n=opinion.score) if opinion.score is not None else ""


def whose(connection: Connection, opinion: Opinion, *, masked: bool) -> str:
    """How staff know who said it: booking, room and name as far as known, else the guest's number."""
    booking = bookings.get(connection, opinion.booking_id) if opinion.booking_id else None
    if booking is not None:
        name = mask_name(booking.holder) if masked else booking.holder
        return " ".join([booking.code, *_rooms(connection, booking), name])
    if opinion.person_id is None:
        return ""
    name = people.name_of(connection, opinion.person_id) or ""
    return f"G{opinion.person_id} {mask_name(name) if masked and name else name}".strip()


def _rooms(connection: Connection, booking: Booking) -> tuple[str, ...]:
    """The rooms of a stay, also after it is over."""
    done = stays.of(connection, booking.id)
    return (done.rooms if done is not None else ()) or tuple(rooms.rooms_of(connection, booking.id))


def line(connection: Connection, language: str, opinion: Opinion, words: str) -> str:
    """One line of a list, masked: 意见7 投诉｜B1 301 王**｜热水慢."""
    head = say(language, N_("Opinion {n} {kind}"), n=opinion.id, kind=kind(language, opinion))
    parts = [head, whose(connection, opinion, masked=True), score(language, opinion), words]
    return "｜".join(part for part in parts if part)


def notice(connection: Connection, language: str, opinion: Opinion, present: Present, before: str) -> str:
    """The whole of it as it comes to staff, with what to answer; `before` is what the guest said earlier."""
    head = say(language, N_("[{kind}] Opinion {n}"), kind=kind(language, opinion), n=opinion.id)
    first = [head, whose(connection, opinion, masked=False), score(language, opinion)]
    lines = [
        "｜".join(part for part in first if part),
        opinion.words,
        say(language, N_("Before that: {words}"), words=before) if before else "",
        _stay(connection, language, opinion, present),
        _answers(language, opinion, present),
    ]
    return "\n".join(text for text in lines if text)


def _stay(connection: Connection, language: str, opinion: Opinion, present: Present) -> str:
    booking = bookings.get(connection, opinion.booking_id) if opinion.booking_id else None
    if booking is None:
        return ""
    asked_on = house_day(present.house, opinion.created_at)
    return stay(language, booking.arrival, booking.departure, today=asked_on)


def _answers(language: str, opinion: Opinion, present: Present) -> str:
    if opinion.due_at is None:
        return ""
    return say(
        language,
        N_("To be answered by {time}: 回意见{n} and your words; when it is settled: 意见{n} 已办 and how"),
        time=when(language, opinion.due_at, present, opinion.created_at),
        n=opinion.id,
    )


def own_answers(language: str, told: list[tuple[str, str]]) -> str:
    """What was answered to the owner's own questions, in one line."""
    return join(
        language,
        [say(language, N_("{question} {words}"), question=question, words=words) for question, words in told],
    )
