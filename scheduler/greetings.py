"""Greetings at festivals and birthdays: planned on their day, looked at again when sent. Never by template, never of a stay.

Only to whom the store says wants them. An occasion is planned in small batches, so that a follower more costs one row more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from locales import fallback
from scheduler.greeting_words import words
from store import audience, greeted, house, occasions, people
from store.audience import Guest
from store.database import Connection
from store.house import Present
from store.house_file import BIRTHDAY, House, days_called

KIND = "greeting"
BATCH = 500
DAY = timedelta(days=1)
A_YEAR = timedelta(days=300)  # between two birthdays, whichever calendar each was told in


@dataclass(frozen=True, slots=True)
class Today:
    """One occasion of a day: its key, and who might be greeted on it."""

    key: str  # 中秋:2027, 生日:2027-03-05
    day: date
    people: Callable[[Connection, int, int], list[Guest]]  # behind a person, so many
    birthday: bool = False


def plan(connection: Connection, now: datetime) -> int:
    """Plan the next batch of today's greetings; how many people it looked at, 0 when all is planned."""
    present = house.present(connection)
    if present is None or not present.house.greetings.enabled:
        return 0
    for today in _today(present, now):
        seen = occasions.occasion(connection, today.key, today.day)
        if not seen.planned:
            return _plan_batch(connection, present.house, today, seen, now)
    return 0


def _plan_batch(
    connection: Connection, house_: House, today: Today, seen: occasions.Occasion, now: datetime
) -> int:
    """The next people of an occasion, unless another worker has them. What speaks against them now is decided when it is sent."""
    found = today.people(connection, seen.reached, BATCH)
    reached = found[-1].person_id if found else seen.reached
    if not occasions.go_on(connection, seen, reached, planned=len(found) < BATCH):
        return 0
    due, until = moment(house_, today.day, house_.greetings.hour), moment(house_, today.day + DAY, time())
    key = _yearly(today)
    rows: list[tuple[str, int | None]] = [
        (f"{KIND}:{key}:{guest.person_id}", guest.address_id)
        for guest in found
        if guest.address_id is not None and not guest.why_not
    ]
    occasions.put(connection, KIND, rows, max(due, now), until, now)
    if today.birthday:
        greeted.wished(connection, [guest.person_id for guest in found if not guest.why_not], now)
    return max(len(found), 1)


def _today(present: Present, now: datetime) -> Iterator[Today]:
    """The occasions of the calendar's day, not the house's: nobody is greeted for yesterday."""
    rules, day = present.house.greetings, now.astimezone(present.house.zone_info).date()

    def everybody(connection: Connection, after: int, limit: int) -> list[Guest]:
        return audience.audience(connection, day, now, after, limit)

    def born(connection: Connection, after: int, limit: int) -> list[Guest]:
        return audience.born(connection, days_called(day), now - A_YEAR, day, now, after, limit)

    for name, year in rules.occasions(day):
        yield Today(f"{name}:{year}", day, everybody)
    if rules.birthday.enabled:
        yield Today(f"{BIRTHDAY}:{day.isoformat()}", day, born, birthday=True)


def _yearly(today: Today) -> str:
    """What the rows of an occasion are about: somebody's birthday comes once a year."""
    return f"{BIRTHDAY}:{today.day.year}" if today.birthday else today.key


def moment(house_: House, on: date, at: time) -> datetime:
    """House wall clock to aware moment."""
    return datetime.combine(on, at, tzinfo=house_.zone_info)


# --- looked at again ---


@dataclass(frozen=True, slots=True)
class Now:
    """A greeting at the moment of sending: to whom, in which words; or why not after all."""

    person_id: int = 0
    text: str = ""
    why_not: str = ""


def look_again(connection: Connection, present: Present, key: str, now: datetime) -> Now:
    """What becomes of the greeting of this key."""
    _, name, _, person = key.split(":")
    rules = present.house.greetings
    greeting = rules.birthday if name == BIRTHDAY else rules.all().get(name)
    if greeting is None or not (rules.enabled and greeting.enabled):
        return Now(why_not="switched_off")
    day = now.astimezone(present.house.zone_info).date()
    guest = audience.one(connection, int(person), day, now)
    if guest is None or not _still_wanted(connection, guest, name):
        return Now(why_not="opted_out")
    if guest.why_not:
        return Now(why_not=guest.why_not)
    language = fallback(people.language_of(connection, guest.person_id))
    guest_name = people.name_of(connection, guest.person_id)
    text = words(present.house, language, name, greeting, guest_name, in_house=guest.in_house)
    return Now(guest.person_id, text)


def _still_wanted(connection: Connection, guest: Guest, name: str) -> bool:
    if name == BIRTHDAY:
        return greeted.birthday(connection, guest.person_id) is not None
    return greeted.wants(connection, guest.person_id)
