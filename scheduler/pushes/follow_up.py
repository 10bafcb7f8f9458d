"""A word some days after they left, where the owner wants it. Never names a stay: who else reads it is not known."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, say
from scheduler.pushes.kind import DAY, PushKind, Reader, Subject
from store.planning import Planned


def plan(subject: Subject, now: datetime) -> Planned | None:
    """At the rule's hour so many days after they left; a day late is too late."""
    stay, booking = subject.stay, subject.booking
    if stay is None:
        return None
    rule = subject.present.house.pushes.follow_up
    left = subject.day_of(stay.departed_at) if stay.departed_at is not None else booking.departure
    due = subject.moment(left + timedelta(days=rule.days), rule.hour)
    expires = due + DAY
    if expires <= now:
        return None
    due = subject.awake(now) if due < now else due
    return Planned(f"follow_up:{booking.id}:stay", "follow_up", booking.id, due, expires)


def words(subject: Subject, reader: Reader) -> str:
    return say(
        reader.language,
        N_("{name}, {house} here. Whatever you would like to tell us, this is the place; we read it all."),
        name=subject.booking.holder,
        house=subject.present.house.words("name", reader.language),
    )


FOLLOW_UP = PushKind(name="follow_up", states=frozenset({"departed"}), plan=plan, words=words, needed=False)
