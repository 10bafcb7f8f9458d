"""What the clock does about rooms that wait for cleaning: a ticket each, due before whoever needs the room next.

Every way in which a room gets dirty ends here, so that no departure goes without its ticket. It asks nobody.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from locales import N_, fallback, join, say
from scheduler import ready, ticket_moves, ticket_telling
from store import bookings, house, outbox, people, room_states, rooms, staff, ticket_changes, tickets
from store.database import Connection
from store.house import Present
from store.house_file import House, ServiceKind
from store.room_states import Uncleaned
from store.ticket_changes import Want
from store.ticket_climb import REMINDING, TELLING
from store.tickets import LIVE, Ticket

KIND: ServiceKind = ready.CLEANING
ASKED = "guest_waits"  # the event of a guest who is to hear that the room is ready


def look(connection: Connection, now: datetime) -> int:
    """Open the tickets that lack, move those that are needed at another time, take away those nobody needs; how many."""
    present = house.present(connection)
    if present is None:
        return 0
    today = house.house_day(present.house, now)
    waiting = room_states.uncleaned(connection, today)
    known = {ticket.number: ticket for ticket in tickets.live_of_kind(connection, KIND)}
    wanted = {one.ticket for one in waiting}
    moot = [ticket for number, ticket in known.items() if number not in wanted]
    for ticket in moot:
        ticket_changes.cancel(connection, ticket, None, "", now)
    opened = [_open(connection, one, present, now) for one in waiting if one.ticket is None]
    moved = [
        _follow(connection, known[one.ticket], one, present.house, now)
        for one in waiting
        if one.ticket in known
    ]
    return len(moot) + sum(opened) + sum(moved)


def needed(house_: House, one: Uncleaned, now: datetime) -> datetime | None:
    """When the next guests need a room: from when they can have it, or a later hour they told; None where nobody waits."""
    following = one.next
    if following is None or following.state == "in_house":
        return None
    at = ready.by(house_, following.arrival, [one.late] if one.late else ())
    if following.eta:
        told = datetime.combine(following.arrival, time.fromisoformat(following.eta), tzinfo=house_.zone_info)
        at = max(at, told)
    return at.astimezone(now.tzinfo)


def _open(connection: Connection, one: Uncleaned, present: Present, now: datetime) -> bool:
    """A ticket of the house's own, told as any other is; False where nobody works here who could be told."""
    crew = staff.crew(connection)
    asker = next(iter(ticket_telling.owners(crew) or crew), None)
    if asker is None:
        return False
    service, later = present.house.service, ticket_moves.waits(KIND, None, present.house, now)
    begins = ticket_moves.opening(present.house, now) if later else now
    due = _due(present.house, one, begins, now)
    trial = connection.begin_nested()
    ticket = ticket_changes.open_one(
        connection,
        Want(
            KIND,
            asker.person_id,
            asker.address_id,
            "",
            room=one.number,
            booking_id=one.next.id if one.next else None,
        ),
        due=due,
        step=TELLING if later else REMINDING,
        step_at=begins if later else ticket_moves.reminded(present.house, due, now),
        rooms=frozenset(present.house.rooms()),
        now=now,
    )
    if not room_states.cleaned_by(connection, one.number, ticket.number):  # another worker was faster
        trial.rollback()
        return False
    trial.commit()
    hands = [] if later else ticket_telling.whom(KIND, service, crew)
    ticket_telling.tell(
        connection, ticket, hands, "new", ticket_telling.notice(connection, ticket, present, now), now
    )
    return True


def _due(house_: House, one: Uncleaned, begins: datetime, now: datetime) -> datetime:
    """Before the next guests; with nobody coming by tomorrow's check-in; at once where guests are in it already."""
    need = needed(house_, one, now)
    if need is not None and need > begins:
        return need
    if one.next is not None:
        return begins + timedelta(minutes=house_.service.minutes_for(KIND))
    tomorrow = house.house_day(house_, begins) + timedelta(days=1)
    return datetime.combine(tomorrow, house_.check_in, tzinfo=house_.zone_info).astimezone(now.tzinfo)


def _follow(connection: Connection, ticket: Ticket, one: Uncleaned, house_: House, now: datetime) -> bool:
    """Keep a ticket nobody has with whoever needs the room next; whether it moved."""
    if ticket.taken_by is not None:
        return False
    need, whose = needed(house_, one, now), one.next.id if one.next else None
    if need is None or need <= now or (need, whose) == (ticket.due_at, ticket.booking_id):
        return False
    step_at = ticket_moves.reminded(house_, need, now) if ticket.step == REMINDING else ticket.step_at
    ticket_changes.wanted_by(connection, ticket, need, step_at, whose)
    return True


# --- clean again ---


def cleaned(connection: Connection, room: str, person_id: int, present: Present, now: datetime) -> int:
    """A room is clean, by whoever says so: its ticket is done, guests who asked are told; how many."""
    ticket = _ready(connection, room)
    if ticket is not None and ticket.state in LIVE:
        ticket_changes.finish(connection, ticket, person_id, now)
    return _tell_askers(connection, ticket, present, now)


def never_dirty(connection: Connection, room: str, present: Present, now: datetime) -> int:
    """It was a slip, nothing is to be cleaned: the ticket goes, but guests who asked are told all the same; how many."""
    ticket = _ready(connection, room)
    if ticket is not None and ticket.state in LIVE:
        ticket_changes.cancel(connection, ticket, None, "", now)
    return _tell_askers(connection, ticket, present, now)


def _ready(connection: Connection, room: str) -> Ticket | None:
    """A room waits for cleaning no more; the ticket it was cleaned by."""
    number = room_states.cleaning_of(connection, room)
    rooms.set_dirty(connection, [room], False)
    return tickets.get(connection, number) if number is not None else None


def _tell_askers(connection: Connection, ticket: Ticket | None, present: Present, now: datetime) -> int:
    if ticket is None:
        return 0
    asked = [one.person_id for one in tickets.events(connection, ticket.number) if one.what == ASKED]
    return sum(
        _tell_ready(connection, ticket, asker, present, now)
        for asker in dict.fromkeys(asked)
        if asker is not None
    )


def _tell_ready(
    connection: Connection, ticket: Ticket, person_id: int, present: Present, now: datetime
) -> bool:
    """Tell somebody who asked, if all rooms of theirs are ready now; worth hearing today."""
    today = house.house_day(present.house, now)
    for share in bookings.shares(connection, person_id, today):
        numbers = rooms.rooms_of(connection, share.booking.id)
        if ticket.room not in numbers or room_states.not_ready(connection, share.booking, today):
            continue
        reached = people.reached_at(connection, person_id)
        if reached is None:
            return False
        address_id, language = reached[0], fallback(reached[1])
        text = say(
            language,
            N_("Room {rooms} is ready now: come whenever suits you."),
            rooms=join(language, numbers),
        )
        key = f"ready:{ticket.number}:{person_id}"
        if not outbox.exists_key(connection, key):
            outbox.say(connection, key, "answer", address_id, text, now, now + timedelta(hours=12))
        return True
    return False
