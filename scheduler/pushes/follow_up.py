"""A word some days after they left, where the owner wants it. Never names a stay: who else reads it is not known."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, say
from scheduler.pushes.kind import DAY, PushKind, Reader, Subject, after_the_stay
from store.planning import Planned


def plan(subject: Subject, now: datetime) -> Planned | None:
    """At the rule's hour so many days after they left; a day late is too late."""
    if subject.stay is None:
        return None
    rule = subject.present.house.pushes.follow_up
    due = subject.moment(subject.left_on(subject.stay) + timedelta(days=rule.days), rule.hour)
    return after_the_stay(subject, "follow_up", due, DAY, now)


def words(subject: Subject, reader: Reader) -> str:
    return say(
        reader.language,
        N_("{name}, {house} here. Whatever you would like to tell us, this is the place; we read it all."),
        name=subject.booking.holder,
        house=subject.present.house.words("name", reader.language),
    )


FOLLOW_UP = PushKind(name="follow_up", states=frozenset({"departed"}), plan=plan, words=words, needed=False)
