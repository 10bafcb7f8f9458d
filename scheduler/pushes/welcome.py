"""The welcome when the desk has checked them in: room, wifi, breakfast, how to ask for things. Once a stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, clock, day, join, say
from scheduler.pushes.kind import PushKind, Reader, Subject
from store.planning import Planned

OF_USE = timedelta(hours=6)


def plan(subject: Subject, now: datetime) -> Planned | None:
    """At once after the check-in, whatever the hour: they stand at the desk. None when nobody checked them in."""
    arrived = subject.stay.arrived_at if subject.stay is not None else None
    if arrived is None or arrived + OF_USE <= now:
        return None
    booking = subject.booking
    return Planned(f"welcome:{booking.id}:stay", "welcome", booking.id, arrived, arrived + OF_USE)


def words(subject: Subject, reader: Reader) -> str:
    """What this person may see of the stay."""
    booking, house, language = subject.booking, subject.present.house, reader.language
    numbers = subject.stay.rooms if subject.stay is not None else ()
    network = house.wifi
    lines = [
        say(
            language,
            N_("{name}, welcome to {house}."),
            name=booking.holder,
            house=house.words("name", language),
        ),
        say(
            language,
            N_("Your room: {rooms}, yours until {time} on {day}."),
            rooms=join(language, list(numbers)),
            time=clock(language, subject.leaves_by),
            day=day(language, booking.departure),
        )
        if numbers and reader.may("room")
        else "",
        say(language, N_("Wifi: {name}, password {password}"), name=network.name, password=network.password)
        if network is not None and network.password and reader.may("wifi")
        else "",
        say(language, N_("Breakfast: {breakfast}"), breakfast=breakfast)
        if (breakfast := house.policies.words("breakfast", language))
        else "",
        say(language, N_("Need anything? Just write it here, for example “two more towels”.")),
    ]
    return "\n".join(line for line in lines if line)


WELCOME = PushKind(name="welcome", states=frozenset({"in_house"}), plan=plan, words=words, needed=True)
