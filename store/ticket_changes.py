"""Every change of a ticket, from the wish to its end: conditional on the state, and noted as a row of its own. Tells nobody.

    open ──taken──> accepted ──finished──> done ──guest content, or a day──> closed
      └───────────── finished ──────────────┘ └──not yet──> reopened, which is open again
    open, accepted, reopened ──> cancelled

Of two people who take a ticket one gets it. Numbers skip the house's rooms.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from store.house_file import ServiceKind
from store.revision import HouseState
from store.staff import Hand
from store.ticket_climb import CLOSING, OVERDUE, REMINDING
from store.tickets import (
    DONE,
    FINISHED,
    LIVE,
    UNTAKEN,
    State,
    Thing,
    Ticket,
    TicketRow,
    get,
    live_like,
    note,
)

TAKEN: tuple[State, ...] = ("accepted",)
ANSWERED_FOR = timedelta(days=1)  # how long a finished ticket waits for the guest's word
CALLS = ("110", "119", "120")  # no ticket has these numbers: 接110 would call the police


@dataclass(frozen=True, slots=True)
class Want:
    """A wish as it becomes a ticket."""

    kind: ServiceKind
    person_id: int
    address_id: int
    words: str
    room: str | None = None
    bound: bool = False
    booking_id: int | None = None
    things: tuple[Thing, ...] = ()
    topic: str = ""
    urgent: bool = False
    named_at: datetime | None = None


_ALONE = select(HouseState.id).with_for_update(key_share=True)


def open_one(
    connection: Connection,
    want: Want,
    *,
    due: datetime,
    step: int,
    step_at: datetime,
    rooms: Collection[str],
    now: datetime,
) -> Ticket:
    """A new ticket; its number is none of the house's rooms."""
    values: dict[str, Any] = {
        "kind": want.kind,
        "state": "open",
        "room": want.room,
        "bound": want.bound,
        "person_id": want.person_id,
        "address_id": want.address_id,
        "booking_id": want.booking_id,
        "things": [[thing.name, thing.count, thing.unit] for thing in want.things],
        "topic": want.topic,
        "words": want.words,
        "urgent": want.urgent,
        "named_at": want.named_at,
        "asked": 1,
        "asked_at": now,
        "created_at": now,
        "due_at": due,
        "promised": True,
        "step": step,
        "step_at": step_at,
    }
    number = _free_number(connection, rooms)
    connection.execute(insert(TicketRow).values(number=number, **values))
    note(connection, number, want.person_id, "opened", want.words, now)
    found = get(connection, number)
    assert found is not None
    return found


def _free_number(connection: Connection, rooms: Collection[str]) -> int:
    """The next number. Until the commit nobody else draws one: SQLite has one writer, PostgreSQL locks one row."""
    connection.execute(_ALONE)
    number = (connection.scalar(select(func.max(TicketRow.number))) or 0) + 1
    while str(number) in rooms or str(number) in CALLS:
        number += 1
    return number


def open_already(connection: Connection, want: Want) -> Ticket | None:
    """The live ticket this wish is about again: same place, kind and things; None when it is a new one."""
    rows = live_like(connection, want.kind, want.room, want.person_id)
    return next((ticket for ticket in rows if _same(want, ticket)), None)


def _same(want: Want, ticket: Ticket) -> bool:
    if want.kind in ("amenity", "lost_found") and want.things:
        known = {thing.name: thing.count for thing in ticket.things}
        return all(thing.name in known for thing in want.things)
    if want.kind in ("transport", "wake_up", "meal", "luggage", "special", "amenity", "lost_found"):
        return want.words == ticket.words and want.named_at == ticket.named_at
    return want.topic == ticket.topic or not want.topic


def ask_again(connection: Connection, number: int, person_id: int, words: str, now: datetime) -> None:
    """Count one more time that somebody asked."""
    connection.execute(
        update(TicketRow).where(TicketRow.number == number).values(asked=TicketRow.asked + 1, asked_at=now)
    )
    note(connection, number, person_id, "asked_again", words, now)


def wanted_by(
    connection: Connection, ticket: Ticket, due: datetime, step_at: datetime | None, booking_id: int | None
) -> None:
    """It is needed at another time, for another booking, while nobody has it."""
    connection.execute(
        update(TicketRow)
        .where(TicketRow.number == ticket.number, TicketRow.state.in_(UNTAKEN))
        .values(due_at=due, step_at=step_at, booking_id=booking_id)
    )


def take(connection: Connection, ticket: Ticket, person_id: int, step_at: datetime, now: datetime) -> bool:
    """Somebody does it, and is reminded at `step_at`; False when it is no longer to be had."""
    return _change(
        connection, ticket, UNTAKEN, person_id, "accepted", now,
        state="accepted", taken_by=person_id, taken_at=now, step=OVERDUE, step_at=step_at,
    )  # fmt: skip


def finish(connection: Connection, ticket: Ticket, person_id: int, now: datetime) -> bool:
    """It is done; the guest has a day to say it is not. False when it was over already."""
    return _change(
        connection, ticket, LIVE, person_id, "done", now,
        state="done", taken_by=person_id, done_at=now, step=CLOSING, step_at=now + ANSWERED_FOR,
    )  # fmt: skip


def put_off(
    connection: Connection,
    ticket: Ticket,
    person_id: int,
    due: datetime,
    reason: str,
    now: datetime,
    *,
    promised: bool = True,
) -> bool:
    """Whoever says why it takes longer has it from now on; promised anew for `due`, or only looked at again then."""
    return _change(
        connection, ticket, LIVE, person_id, "put_off", now, reason,
        state="accepted", taken_by=person_id, taken_at=now, due_at=due, promised=promised, step=OVERDUE, step_at=due,
    )  # fmt: skip


def as_before(
    connection: Connection,
    number: int,
    person_id: int,
    taken_by: int | None,
    due: datetime,
    now: datetime,
    *,
    promised: bool,
) -> bool:
    """Putting it off was a slip: whoever had it has it, due as before; False when it has moved on since."""
    ticket = get(connection, number)
    if ticket is None or ticket.taken_by != person_id or ticket.state != "accepted":
        return False
    open_again = taken_by is None
    return _change(
        connection, ticket, TAKEN, person_id, "put_off", now,
        state="open" if open_again else "accepted", taken_by=taken_by, taken_at=None if open_again else now,
        due_at=due, promised=promised, step=REMINDING if open_again else OVERDUE, step_at=max(due, now),
    )  # fmt: skip


def hand_over(
    connection: Connection, ticket: Ticket, person_id: int, to: Hand, step_at: datetime, now: datetime
) -> bool:
    """Somebody else is to take it: open again, and climbing again, until they do."""
    return _change(
        connection, ticket, LIVE, person_id, "handed_over", now, to.name,
        state="open", taken_by=None, taken_at=None, step=REMINDING, step_at=step_at,
    )  # fmt: skip


def reopen(
    connection: Connection,
    ticket: Ticket,
    person_id: int,
    words: str,
    *,
    due: datetime,
    step: int,
    step_at: datetime,
    now: datetime,
) -> bool:
    """The guest says it is not done after all; False when the ticket no longer waits for the guest's word."""
    return _change(
        connection, ticket, FINISHED, person_id, "reopened", now, words,
        state="reopened", taken_by=None, taken_at=None, done_at=None, ended_at=None,
        due_at=due, promised=True, step=step, step_at=step_at,
    )  # fmt: skip


def close(connection: Connection, ticket: Ticket, person_id: int | None, now: datetime) -> bool:
    """The guest is content, or said nothing for a day (person None)."""
    return _change(
        connection, ticket, DONE, person_id, "closed", now,
        state="closed", ended_at=now, step_at=None,
    )  # fmt: skip


def cancel(connection: Connection, ticket: Ticket, person_id: int | None, words: str, now: datetime) -> bool:
    """Nobody needs it any more; person None: the clock saw so."""
    return _change(
        connection, ticket, LIVE, person_id, "cancelled", now, words,
        state="cancelled", ended_at=now, step_at=None,
    )  # fmt: skip


def _change(
    connection: Connection,
    ticket: Ticket,
    was: Collection[State],
    person_id: int | None,
    what: str,
    now: datetime,
    words: str = "",
    **values: Any,
) -> bool:
    changed = connection.execute(
        update(TicketRow).where(TicketRow.number == ticket.number, TicketRow.state.in_(was)).values(**values)
    )
    if not changed.rowcount:
        return False
    note(connection, ticket.number, person_id, what, words, now)
    return True
