"""Telling people what happened to a booking: rows for the outbox, in each person's language, with a template's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from locales import fallback, say, stay
from scheduler import ready
from scheduler.pushes import Subject, stay_values
from store import bookings, late_checkouts, outbox, people
from store.bookings import Booking
from store.database import Connection
from store.house import Present, house_day
from store.rights import Fact, may_see


def tell(  # noqa: PLR0913, PLR0917 - all that a notice is, each with its own default
    connection: Connection,
    key: str,
    kind: str,
    address_id: int,
    text: str,
    now: datetime,
    links: Sequence[tuple[str, int]] = (),
    picture: Mapping[str, Any] | None = None,
    about: str = "",
) -> None:
    """Put one text into the outbox, once a key; `links` are the deeds the house's group may do at once.

    With a `picture` the text goes only where that cannot. What it is `about` is a subject of `store.subjects`.
    """
    if outbox.exists_key(connection, key):
        return
    if picture is not None:
        outbox.show(connection, key, kind, address_id, picture, text, now)
    elif links:
        outbox.offer(connection, key, kind, address_id, text, links, now, about)
    else:
        outbox.say(connection, key, kind, address_id, text, now, about=about)


def tell_holder(
    connection: Connection,
    key: str,
    kind: str,
    booking: Booking,
    present: Present,
    message: str,
    now: datetime,
    *,
    proved: bool = False,
    **values: object,
) -> bool:
    """Tell whoever holds a booking; `message` may use {code}, {stay} and `values`. False when nobody can be told.

    What is about money goes only to those who `proved` that they hold it.
    """
    reached = _reached(connection, booking, proved=proved)
    if not reached:
        return False
    person_id, address_id = reached[0]
    _tell_one(connection, key, kind, booking, present, message, now, (person_id, address_id), values)
    return True


def tell_those_who_may_see(
    connection: Connection,
    part: Fact,
    key: str,
    kind: str,
    booking: Booking,
    present: Present,
    message: str,
    now: datetime,
    **values: object,
) -> list[str]:
    """Tell everybody of a booking who may see this part of it, like "room": the keys of what they are told."""
    told = []
    for person_id, theirs, level in bookings.parties(connection, booking.id):
        reached = people.addresses_of(connection, [person_id])
        if not reached or not may_see(theirs, level, part):
            continue
        told.append(f"{key}:{person_id}")
        _tell_one(connection, told[-1], kind, booking, present, message, now, reached[0], values)
    return told


def _tell_one(  # noqa: PLR0913, PLR0917 - all that one of them is told, and how
    connection: Connection,
    key: str,
    kind: str,
    booking: Booking,
    present: Present,
    message: str,
    now: datetime,
    reached: tuple[int, int],
    values: Mapping[str, object],
) -> None:
    """A value that is a function gives the words for the reader's language."""
    person_id, address_id = reached
    language = fallback(people.language_of(connection, person_id))
    said = {name: value(language) if callable(value) else value for name, value in values.items()}
    words = stay(language, booking.arrival, booking.departure, today=house_day(present.house, now))
    text = say(language, message, code=booking.code, stay=words, **said)
    late = late_checkouts.until(connection, booking.id)
    comes = ready.for_booking(connection, present.house, booking).time()
    subject = Subject(booking, present, late=late, ready=comes)
    shown = {
        **stay_values(subject, language),
        **{name: str(value) for name, value in said.items()},
    }
    if not outbox.exists_key(connection, key):
        outbox.say(connection, key, kind, address_id, text, now, values=shown, booking_id=booking.id)


def sums_may_be_told(connection: Connection, booking: Booking) -> bool:
    """Whether `tell_holder` tells somebody who proved that they hold it."""
    return bool(_reached(connection, booking, proved=True))


def _reached(connection: Connection, booking: Booking, *, proved: bool) -> list[tuple[int, int]]:
    """(person id, address id) of those who hold a booking, who proved it before who only said so."""
    reached = people.addresses_of(connection, bookings.confirmed_holders(connection, booking.id))
    if reached or proved:
        return reached
    return people.addresses_of(connection, bookings.holders(connection, booking.id))


def language_of_holder(connection: Connection, booking: Booking, *, proved: bool = False) -> str:
    """The language in which the holder is told things; the house's own when nobody holds it."""
    reached = _reached(connection, booking, proved=proved)
    return fallback(people.language_of(connection, reached[0][0]) if reached else "")
