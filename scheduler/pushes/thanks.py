"""A word of thanks some hours after they left, with help for lost things and invoices, and how was it. Never names the stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, say
from scheduler.pushes import survey
from scheduler.pushes.kind import PushKind, Reader, Subject, after_the_stay
from store.planning import Planned

OF_USE = timedelta(hours=24)


def plan(subject: Subject, now: datetime) -> Planned | None:
    """So many minutes after they left, never in the quiet hours; only after stays the desk knows of."""
    stay, house = subject.stay, subject.present.house
    if stay is None:
        return None
    left = stay.departed_at or subject.moment(subject.booking.departure, house.check_out)
    due = subject.awake(left + timedelta(minutes=house.pushes.thanks.minutes))
    return after_the_stay(subject, "thanks", due, OF_USE, now)


def words(subject: Subject, reader: Reader) -> str:
    language, house = reader.language, subject.present.house
    lines = [
        say(
            language,
            N_("{name}, thank you for coming. {house} wishes you a good trip."),
            name=subject.booking.holder,
            house=house.called(language),
        ),
        house.texts.words("farewell", language),
        say(language, N_("Left something behind, or need an invoice? Just say so here.")),
    ]
    return "\n".join(line for line in lines if line)


THANKS = PushKind(
    name="thanks",
    states=frozenset({"departed"}),
    plan=plan,
    words=words,
    needed=False,
    question=survey.question,
    asks=survey.place,
)
