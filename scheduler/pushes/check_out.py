"""The reminder before check-out: until when, what of the luggage, and how to stay longer. Follows the day of departure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from locales import N_, clock, day, say
from scheduler.pushes.kind import DAY, PushKind, Reader, Subject
from store.planning import Planned

JUST_ARRIVED = timedelta(hours=2)  # nobody is told how to leave with the key still warm
ON_THE_DAY = time(9)


def plan(subject: Subject, now: datetime) -> Planned | None:
    """At the house's hour on the evening before or on the day; who has only just come hears it in the morning."""
    booking, house = subject.booking, subject.present.house
    rule = house.pushes.check_out
    due = subject.moment(booking.departure - DAY * (rule.day == "before"), rule.hour)
    arrived = subject.stay.arrived_at if subject.stay is not None else None
    if arrived is not None and due < arrived + JUST_ARRIVED:
        due = subject.awake(subject.moment(booking.departure, min(ON_THE_DAY, house.check_out)))
    expires = subject.moment(booking.departure, house.check_out)
    if expires <= now:
        return None
    if due < now:
        due = subject.awake(now)
    key = f"check_out:{booking.id}:{booking.departure.isoformat()}"
    return Planned(key, "check_out", booking.id, due, expires)


def words(subject: Subject, reader: Reader) -> str:
    """Written for the evening before as well as for the day: it names the day."""
    language = reader.language
    lines = [
        say(
            language,
            N_("{name}, check-out is until {time} on {day}; just leave the key at the desk."),
            name=subject.booking.holder,
            day=day(language, subject.booking.departure),
            time=clock(language, subject.leaves_by),
        ),
        say(language, N_("You can leave your luggage with us afterwards.")),
        say(language, N_("Would you like to stay longer or leave later? Say so here, and I ask the house.")),
    ]
    return "\n".join(lines)


CHECK_OUT = PushKind(
    name="check_out",
    states=frozenset({"in_house"}),
    plan=plan,
    words=words,
    needed=True,
    hint=N_("To stay longer, write to us"),
)
