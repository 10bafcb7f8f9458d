"""How was it? The question that ends the word of thanks, and the one reminder of it, to whoever was asked and has not said."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, say
from scheduler import opinion_words
from scheduler.pushes.kind import DAY, PushKind, Reader, Subject, after_the_stay
from store.places import Place
from store.planning import Planned

OPEN_FOR = timedelta(days=2)  # the question; a digit two days later still counts


def question(subject: Subject, reader: Reader) -> str:
    """The question as the flow asks it, without the name, which was said above; "" where the owner wants none."""
    return opinion_words.question(reader.language) if subject.present.house.survey.enabled else ""


def place(subject: Subject, now: datetime) -> Place | None:
    """Answered in the flow `survey`."""
    if not subject.present.house.survey.enabled:
        return None
    slots = {"booking": subject.booking.id}
    return Place(
        flow="survey", flow_version=1, step="rating", state={"slots": slots}, expires_at=now + OPEN_FOR
    )


def plan(subject: Subject, now: datetime) -> Planned | None:
    """At the rule's hour on the day after they left; later is too late."""
    stay, house = subject.stay, subject.present.house
    if stay is None or not house.survey.enabled or not house.pushes.thanks.enabled:
        return None
    due = subject.moment(subject.left_on(stay) + DAY, house.pushes.survey_again.hour)
    return after_the_stay(subject, "survey_again", due, DAY, now)


def words(subject: Subject, reader: Reader) -> str:
    return say(
        reader.language,
        N_("{name}, one more time and then no more: your word helps us."),
        name=subject.booking.holder,
    )


SURVEY_AGAIN = PushKind(
    name="survey_again",
    states=frozenset({"departed"}),
    plan=plan,
    words=words,
    needed=False,
    question=question,
    asks=place,
)
