"""A due row looked at again at the moment of sending: whether it is wanted, to whom, in which words, which ways. Never sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from locales import fallback
from scheduler import greetings, member_words, pushes, ready
from scheduler.by_hand import NOBODY
from scheduler.pushes import PushKind, Reader, Subject
from store import asking, bookings, house, late_checkouts, opinions, optouts, people, planning, stays, todos
from store.database import Connection
from store.house import Present
from store.places import Place
from store.sending import Claimed

EVERY_WAY = ("text", "template", "mailbox")
GREETING_WAYS = ("text", "mailbox")  # to WeChat a greeting is marketing
COUNTED = (*pushes.COUNTED, greetings.KIND)
COMPLAINTS = (
    "complaint",
    "recovery",
)  # to-dos: while one waits, nothing comes that the booking does not need
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Content:
    """Who gets what, the question it ends with, and by which ways it may go."""

    address_id: int
    payload: Mapping[str, Any]
    asks: Place | None = None
    ways: tuple[str, ...] = EVERY_WAY


@dataclass(frozen=True, slots=True)
class Dropped:
    """It is not wanted any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It is not sent now."""

    until: datetime
    reason: str


def decide(
    connection: Connection, row: Claimed, asks: Place | None, now: datetime
) -> Content | Dropped | Later:
    """What becomes of a row: as written, or, for a push, rendered now from the booking, the stay and the house."""
    if row.kind == greetings.KIND:
        return _greeting(connection, row, now)
    push = pushes.named(row.kind)
    if row.kind in pushes.OF_MEMBERS and row.address_id is not None:
        return _to_a_member(connection, row, row.address_id, now)
    if push is None or row.booking_id is None:
        if row.address_id is None or row.payload is None:
            return Dropped("unknown_kind")
        return Content(row.address_id, row.payload, asks)
    subject = subject_of(connection, row.booking_id)
    if subject is None:
        return Dropped("booking_gone")
    reason = push.unwanted(subject, row.key, now)
    if reason:
        return Dropped(reason)
    began = pushes.quiet_since(subject.present, now)
    if began is not None and row.due_at < began and row.doubt is None:
        return Later(subject.awake(now), "quiet_hours")
    return _to_the_holder(connection, push, subject, row, asks, now)


def _greeting(connection: Connection, row: Claimed, now: datetime) -> Content | Dropped | Later:
    """A greeting rendered now, to the address it was planned for; never by template."""
    present = house.present(connection)
    if present is None or row.address_id is None:
        return Dropped("unknown_kind")
    found = greetings.look_again(connection, present, row.key, now)
    if found.why_not:
        return Dropped(found.why_not)
    if pushes.quiet_since(present, now) is not None and row.doubt is None:
        return Later(pushes.awake(present, now), "quiet_hours")
    if _too_often(connection, present, row.id, row.address_id, now):
        return Dropped("often_enough")
    return Content(row.address_id, {"text": found.text}, ways=GREETING_WAYS)


def subject_of(connection: Connection, booking_id: int) -> Subject | None:
    """A booking with what the desk did about it, in the house as it stands; None when either is gone."""
    booking, present = bookings.get(connection, booking_id), house.present(connection)
    if booking is None or present is None:
        return None
    late = late_checkouts.until(connection, booking_id)
    comes = ready.for_booking(connection, present.house, booking).time()
    return Subject(booking, present, stays.of(connection, booking_id), late, comes)


def question(connection: Connection, row: Claimed, now: datetime) -> Place | None:
    """The question a push or a text ends with, as a place; None for anything that asks nothing."""
    if row.payload is not None and "asks" in row.payload:
        return asking.read(row.payload["asks"], now)
    push = pushes.named(row.kind)
    if push is None or push.asks is None or row.booking_id is None:
        return None
    subject = subject_of(connection, row.booking_id)
    return push.asks(subject, now) if subject is not None else None


def _to_the_holder(
    connection: Connection, push: PushKind, subject: Subject, row: Claimed, asks: Place | None, now: datetime
) -> Content | Dropped:
    """The holder's newest address that still follows; companions get no pushes."""
    levels = {
        person: level
        for person, part, level in bookings.parties(connection, subject.booking.id)
        if part == "holder"
    }
    reached = people.addresses_of(connection, list(levels))
    if not reached:
        return Dropped("not_following" if levels else NOBODY)
    person_id, address_id = reached[0]
    if push.name == "survey_again" and not _owes_a_word(connection, subject, person_id, now):
        return Dropped("answered")
    reason = (
        "" if push.needed else _restrained(connection, subject.present, row.id, person_id, address_id, now)
    )
    if reason:
        return Dropped(reason)
    language = fallback(people.language_of(connection, person_id))
    words = push.render(subject, Reader(language, "holder", levels[person_id]))
    payload = {"text": words.text, "values": dict(words.values)}
    return Content(address_id, payload, asks, push.rule(subject.present).channels)


def _owes_a_word(connection: Connection, subject: Subject, person_id: int, now: datetime) -> bool:
    """Whether this person was asked how this stay was and has not said."""
    return opinions.asked_about(connection, person_id, now - WEEK) == subject.booking.id


def _to_a_member(
    connection: Connection, row: Claimed, address_id: int, now: datetime
) -> Content | Dropped | Later:
    """Points and levels: said as the ledger has them now, unless the person wants no messages."""
    present, person_id = house.present(connection), people.at_address(connection, address_id)
    if present is None or person_id is None:
        return Dropped("not_wanted")
    restrained = _restrained(connection, present, row.id, person_id, address_id, now)
    if restrained == "often_enough" and row.doubt is None:
        return Later(pushes.awake(present, now + DAY), restrained)
    if restrained:
        return Dropped(restrained)
    language = fallback(people.language_of(connection, person_id))
    text = member_words.words(connection, row.kind, person_id, present, language, now)
    if not text:
        return Dropped("not_wanted")
    until = pushes.awake(present, now)
    if until != now and row.doubt is None:
        return Later(until, "quiet_hours")
    return Content(address_id, {"text": text})


def _restrained(
    connection: Connection, present: Present, row_id: int, person_id: int, address_id: int, now: datetime
) -> str:
    """Why a person is not written to unasked; "" when nothing speaks against it."""
    if optouts.stopped(connection, person_id):
        return "opted_out"
    if todos.waits_for_person(connection, COMPLAINTS, person_id):
        return "complaint_open"
    return "often_enough" if _too_often(connection, present, row_id, address_id, now) else ""


def _too_often(connection: Connection, present: Present, row_id: int, address_id: int, now: datetime) -> bool:
    """Whether a person was written to unasked as often as the house allows: pushes and greetings together."""
    sent = planning.unasked_since(connection, row_id, address_id, COUNTED, now - WEEK)
    rules = present.house.pushes
    return len(sent) >= rules.most_a_week or sum(at > now - DAY for at in sent) >= rules.most_a_day
