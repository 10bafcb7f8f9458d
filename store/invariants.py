"""What must hold of a house's tables at any moment: named checks, each giving the rows that break it. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from store import money_checks
from store.bookings import TAKING, BookingRow, PartyRow
from store.erasures import ErasureRow
from store.optouts import PURPOSE, STOPPED
from store.outbox import OutboxRow
from store.people import AddressRow, Consent
from store.places import PlaceRow
from store.points import MemberRow, PointsRow
from store.rooms import RoomNight
from store.tickets import LIVE, TicketRow
from store.todos import TodoRow

SHOWN = 20  # offending rows of one check
STUCK = timedelta(hours=1)  # so long after its time nothing may still wait to be sent
ENDED = ("cancelled", "no_show")
GIVEN_UP = ("expired", "no_open_channel", "not_following", "nobody_bound", "unknown_kind")


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of pushes as the scheduler has them: all, those a guest may refuse, those a person tells instead."""

    all: Sequence[str]
    refusable: Sequence[str]
    by_hand: Sequence[str]


@dataclass(frozen=True, slots=True)
class Moment:
    """When the tables are looked at."""

    now: datetime
    kinds: Kinds


Check = Callable[[Connection, Moment], list[str]]


def broken(connection: Connection, moment: Moment) -> dict[str, list[str]]:
    """The offending rows of each check, in words; an empty list where it holds."""
    return {name: check(connection, moment) for name, check in CHECKS.items()}


def _rows(connection: Connection, statement: Any, words: str) -> list[str]:
    return [words.format(*row) for row in connection.execute(statement.limit(SHOWN))]


def nights_of_the_living(connection: Connection, moment: Moment) -> list[str]:
    """Each booking that takes rooms has all of its nights, each in as many rooms as it is for."""
    taken = (
        select(RoomNight.booking_id, RoomNight.night, func.count().label("rooms"))
        .where(RoomNight.booking_id.is_not(None))
        .group_by(RoomNight.booking_id, RoomNight.night)
        .subquery()
    )
    living = (
        select(BookingRow.id, BookingRow.arrival, BookingRow.departure, BookingRow.rooms)
        .where(BookingRow.state.in_(TAKING), BookingRow.departure > moment.now.date() - timedelta(days=2))
        .order_by(BookingRow.id)
    )
    counts: dict[int, list[int]] = {}
    for row in connection.execute(select(taken)):
        counts.setdefault(row.booking_id, []).append(row.rooms)
    wrong = []
    for booking in connection.execute(living):
        wanted = [booking.rooms] * (booking.departure - booking.arrival).days
        if counts.get(booking.id, []) != wanted:
            wrong.append(f"B{booking.id} wants {wanted}, has {counts.get(booking.id, [])}")
    return wrong[:SHOWN]


def nights_of_the_dead(connection: Connection, moment: Moment) -> list[str]:
    """No night from today on belongs to a booking that takes none, or to none that exists."""
    outer = (
        select(RoomNight.room, RoomNight.night, RoomNight.booking_id, BookingRow.state)
        .outerjoin(BookingRow, BookingRow.id == RoomNight.booking_id)
        .where(
            RoomNight.booking_id.is_not(None),
            or_(BookingRow.id.is_(None), BookingRow.state.not_in(TAKING)),
        )
        .order_by(RoomNight.night, RoomNight.room)
    )
    return _rows(connection, outer, "{0} on {1}: B{2} is {3}")


def nights_outside(connection: Connection, moment: Moment) -> list[str]:
    """No booking has a room on a night it did not ask for."""
    outside = (
        select(RoomNight.room, RoomNight.night, RoomNight.booking_id)
        .join(BookingRow, BookingRow.id == RoomNight.booking_id)
        .where(or_(RoomNight.night < BookingRow.arrival, RoomNight.night >= BookingRow.departure))
        .order_by(RoomNight.night, RoomNight.room)
    )
    return _rows(connection, outside, "{0} on {1}: B{2} does not stay then")


def ledgers(connection: Connection, moment: Moment) -> list[str]:
    """What was given and taken sums to each member's balance."""
    summed = (
        select(PointsRow.person_id, func.sum(PointsRow.delta).label("total"))
        .group_by(PointsRow.person_id)
        .subquery()
    )
    differing = (
        select(MemberRow.person_id, MemberRow.balance, func.coalesce(summed.c.total, 0))
        .outerjoin(summed, summed.c.person_id == MemberRow.person_id)
        .where(MemberRow.balance != func.coalesce(summed.c.total, 0))
        .order_by(MemberRow.person_id)
    )
    return _rows(connection, differing, "G{0}: the balance is {1}, the ledger sums to {2}")


def tickets_waiting(connection: Connection, moment: Moment) -> list[str]:
    """A ticket that lives is somebody's, or the clock has a next step for it, or its climb is over and all were told."""
    forgotten = (
        select(TicketRow.number, TicketRow.state, TicketRow.step, TicketRow.due_at)
        .where(
            TicketRow.state.in_(LIVE),
            TicketRow.taken_by.is_(None),
            TicketRow.step_at.is_(None),
            TicketRow.step == 0,
            TicketRow.due_at < moment.now - STUCK,
        )
        .order_by(TicketRow.number)
    )
    late = (
        select(TicketRow.number, TicketRow.state, TicketRow.step, TicketRow.step_at)
        .where(TicketRow.step_at < moment.now - STUCK, TicketRow.ended_at.is_(None))
        .order_by(TicketRow.number)
    )
    return _rows(connection, forgotten, "ticket {0} is {1}, nobody has it, step {2}, due {3}") + _rows(
        connection, late, "ticket {0} is {1}, step {2} was due {3}"
    )


def pushes_to_the_cancelled(connection: Connection, moment: Moment) -> list[str]:
    """Nothing is pushed about a booking after it was cancelled or its guest did not come."""
    sent = (
        select(OutboxRow.key, OutboxRow.sent_at, BookingRow.id, BookingRow.state, BookingRow.changed_at)
        .join(BookingRow, BookingRow.id == OutboxRow.booking_id)
        .where(
            OutboxRow.kind.in_(moment.kinds.all),
            OutboxRow.status.in_(("sent", "under_review", "doubtful")),
            BookingRow.state.in_(ENDED),
            OutboxRow.sent_at > BookingRow.changed_at,
        )
        .order_by(OutboxRow.id)
    )
    return _rows(connection, sent, "{0} went at {1}, B{2} is {3} since {4}")


def pushes_ended(connection: Connection, moment: Moment) -> list[str]:
    """A push whose time came was sent, was not wanted any more, or a person was told to say it."""
    told = select(TodoRow.id).where(TodoRow.key == "unreachable:" + OutboxRow.key).exists()
    lost = (
        select(OutboxRow.key, OutboxRow.reason, OutboxRow.due_at)
        .where(
            OutboxRow.kind.in_(moment.kinds.by_hand),
            OutboxRow.status == "dropped",
            OutboxRow.reason.in_(GIVEN_UP),
            ~told,
        )
        .order_by(OutboxRow.id)
    )
    return _rows(connection, lost, "{0} was dropped ({1}), due {2}, and nobody was told")


def outbox_moves(connection: Connection, moment: Moment) -> list[str]:
    """Nothing stands in the outbox an hour after its time, except a push that waits for its quiet hours to end."""
    late = moment.now - STUCK
    stuck = (
        select(OutboxRow.key, OutboxRow.status, OutboxRow.reason, OutboxRow.due_at, OutboxRow.tries)
        .where(
            or_(
                and_(OutboxRow.status.in_(("due", "sending")), OutboxRow.due_at < late),
                and_(OutboxRow.status == "reply", OutboxRow.created_at < late),
            )
        )
        .order_by(OutboxRow.id)
    )
    return _rows(connection, stuck, "{0} is {1} ({2}) since {3}, {4} tries")


def opted_out(connection: Connection, moment: Moment) -> list[str]:
    """Who wants no messages gets none but what the booking itself needs."""
    newest = (
        select(Consent.person_id, func.max(Consent.id).label("id"))
        .where(Consent.purpose == PURPOSE)
        .group_by(Consent.person_id)
        .subquery()
    )
    sent = (
        select(OutboxRow.key, OutboxRow.sent_at, AddressRow.person_id, Consent.at)
        .join(AddressRow, AddressRow.id == OutboxRow.address_id)
        .join(newest, newest.c.person_id == AddressRow.person_id)
        .join(Consent, Consent.id == newest.c.id)
        .where(
            Consent.version == STOPPED,
            OutboxRow.kind.in_(moment.kinds.refusable),
            OutboxRow.sent_at > Consent.at,
        )
        .order_by(OutboxRow.id)
    )
    return _rows(connection, sent, "{0} went at {1} to G{2}, who stopped them at {3}")


def holders_told(connection: Connection, moment: Moment) -> list[str]:
    """A push never goes to a companion: what it says may be the holder's business alone."""
    astray = (
        select(OutboxRow.key, AddressRow.person_id, OutboxRow.booking_id)
        .join(AddressRow, AddressRow.id == OutboxRow.address_id)
        .join(
            PartyRow,
            and_(PartyRow.booking_id == OutboxRow.booking_id, PartyRow.person_id == AddressRow.person_id),
        )
        .where(OutboxRow.kind.in_(moment.kinds.all), OutboxRow.status == "sent", PartyRow.part == "companion")
        .order_by(OutboxRow.id)
    )
    return _rows(connection, astray, "{0} went to G{1}, a companion of B{2}")


def strangers_told(connection: Connection, moment: Moment) -> list[str]:
    """A push about a booking goes to nobody whose booking it is not: it may carry a room or a code.

    Who was forgotten since has no part in anything any more.
    """
    astray = (
        select(OutboxRow.key, AddressRow.person_id, OutboxRow.booking_id)
        .join(AddressRow, AddressRow.id == OutboxRow.address_id)
        .outerjoin(
            PartyRow,
            and_(PartyRow.booking_id == OutboxRow.booking_id, PartyRow.person_id == AddressRow.person_id),
        )
        .where(
            OutboxRow.kind.in_(moment.kinds.all),
            OutboxRow.booking_id.is_not(None),
            OutboxRow.status == "sent",
            PartyRow.person_id.is_(None),
            ~select(ErasureRow.id).where(ErasureRow.person_id == AddressRow.person_id).exists(),
        )
        .order_by(OutboxRow.id)
    )
    return _rows(connection, astray, "{0} went to G{1}, who has no part in B{2}")


CHECKS: Mapping[str, Check] = {
    "every booking has its nights": nights_of_the_living,
    "no night of a booking that ended": nights_of_the_dead,
    "no night outside its stay": nights_outside,
    "ledgers equal balances": ledgers,
    "no ticket forgotten": tickets_waiting,
    "no push to a cancelled booking": pushes_to_the_cancelled,
    "every due push sent or given to a person": pushes_ended,
    "no outbox row stuck": outbox_moves,
    "nobody pushed who opted out": opted_out,
    "no push to a companion": holders_told,
    "no push to a stranger": strangers_told,
    "bills are turned round by their opposite": money_checks.bills_turned_round,
    "every payment online stands on its bill, once": money_checks.payments_on_bills,
    "no more goes back than was paid": money_checks.given_back,
}


def wish_kept(connection: Connection, external_id: str, asked: datetime, words: str) -> bool:
    """Whether what somebody asked for at a moment is a ticket, or a person of the house has it or talks to them."""
    theirs = AddressRow.external_id == external_id
    ticket = select(TicketRow.number).join(AddressRow, AddressRow.id == TicketRow.address_id)
    talk = select(PlaceRow.address_id).join(AddressRow, AddressRow.id == PlaceRow.address_id)
    told = (
        select(TodoRow.detail)
        .join(AddressRow, AddressRow.person_id == TodoRow.person_id)
        .where(theirs, TodoRow.done_at.is_(None), TodoRow.kind == "recovery")
        .order_by(TodoRow.id.desc())
        .limit(1)
    )
    return (
        connection.scalar(ticket.where(theirs, TicketRow.asked_at >= asked).limit(1)) is not None
        or connection.scalar(talk.where(theirs, PlaceRow.muted_until > asked).limit(1)) is not None
        or (connection.scalar(told) or {}).get("text") == words
    )
