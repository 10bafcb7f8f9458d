"""When somebody is up, and what the clock does next about a ticket: a plain decision. It reads no database and tells nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from store.house_file import House, Service, ServiceKind
from store.ticket_climb import CLOSING, EVERYBODY, GUEST, OVERDUE, OVERDUE_OWNER, OWNER, REMINDING, TELLING
from store.tickets import OF_THE_HOUSE, Ticket

OVER = GUEST + 1
Audience = Literal["department", "told", "others", "owner", "taker", "guest", "nobody"]


@dataclass(frozen=True, slots=True)
class Move:
    """What the clock does about one ticket now, and what comes next."""

    what: str  # the event it leaves; "" for none
    audience: Audience
    step: int
    step_at: datetime | None


def opening(house_: House, at: datetime) -> datetime:
    """The first moment from `at` on when somebody is up."""
    local = at.astimezone(house_.zone_info)
    if house_.staffed_at(local.time()):
        return at
    morning = local.replace(
        hour=house_.staffed_from.hour, minute=house_.staffed_from.minute, second=0, microsecond=0
    )
    return morning if morning > local else morning + timedelta(days=1)


def waits(kind: ServiceKind, named_at: datetime | None, house_: House, now: datetime) -> bool:
    """Whether a wish waits for the morning: nobody is up, it is nothing urgent, and not wanted before they are."""
    if house_.service.rings(kind):
        return False
    morning = opening(house_, now)
    if morning == now:
        return False
    return named_at is None or named_at > morning + timedelta(minutes=house_.service.minutes_for(kind))


def pause(service: Service, ticket_urgent: bool) -> timedelta:
    """How long each step of the climb waits for the one before."""
    return timedelta(minutes=service.climb_minutes_urgent if ticket_urgent else service.climb_minutes)


def reminded(house_: House, due: datetime, now: datetime) -> datetime:
    """When a ticket of the house's own that nobody has is told again: an hour before it is needed."""
    return max(due - timedelta(hours=1), now + pause(house_.service, False))


def next_move(ticket: Ticket, house_: House, now: datetime) -> Move:
    """What is due for a ticket whose time has come. Pure."""
    if ticket.step == CLOSING:
        return Move("closed", "nobody", CLOSING, None)
    morning = opening(house_, now)
    if not house_.service.rings(ticket.kind) and ticket.kind != "wake_up" and morning > now:
        return Move("", "nobody", ticket.step, morning)
    later = now + pause(house_.service, ticket.urgent)
    if ticket.kind in OF_THE_HOUSE and ticket.step < OVERDUE:
        return _own_move(ticket, house_, later, now)
    match ticket.step:
        case s if s == TELLING:
            return Move("told", "department", REMINDING, later)
        case s if s == REMINDING:
            return Move("reminded", "told", EVERYBODY, later)
        case s if s == EVERYBODY:
            return Move("climbed_to_all", "others", OWNER, later)
        case s if s == OWNER:
            return Move("climbed_to_owner", "owner", GUEST, later)
        case s if s == GUEST:
            return Move("guest_called_in", "guest", OVER, None)
        case s if s == OVERDUE:
            return Move("overdue", "taker", OVERDUE_OWNER, later)
        case s if s == OVERDUE_OWNER:
            return Move("overdue_to_owner", "owner", OVER, None)
    return Move("", "nobody", ticket.step, None)


def _own_move(ticket: Ticket, house_: House, later: datetime, now: datetime) -> Move:
    """The climb of what no guest asked for: it waits until it is nearly needed, and no guest is called in."""
    match ticket.step:
        case s if s == TELLING:
            return Move("told", "department", REMINDING, reminded(house_, ticket.due_at, now))
        case s if s == REMINDING:
            return Move("reminded", "told", EVERYBODY, max(ticket.due_at, later))
        case s if s == EVERYBODY:
            return Move("climbed_to_all", "others", OWNER, later)
    return Move("climbed_to_owner", "owner", OVER, None)
