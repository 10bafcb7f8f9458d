"""打扫, 房况: which rooms wait for cleaning and in which order, and how every room is now, also for 到店. It changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, clock, join
from scheduler import ticket_words as words
from scheduler.cleaning import needed
from store import late_checkouts, room_states, rooms, staff, tickets
from store.bookings import Booking
from store.room_states import RoomState, Uncleaned
from store.tickets import LIVE

LAST = datetime.max.replace(tzinfo=UTC)


def cleaning(turn: Turn, command: Command) -> str:
    """打扫: the rooms in the order in which arrivals need them."""
    waiting = room_states.uncleaned(turn.connection, turn.today)
    if not waiting:
        return turn.say(N_("No room waits for cleaning."))
    ordered = sorted(waiting, key=lambda one: _when(turn, one))
    return "\n".join(
        [
            turn.say(N_("To clean, the first needed first:")),
            *(_line(turn, one) for one in ordered),
            turn.say(N_("Reply “{room}好了” when it is clean."), room=ordered[0].number),
        ]
    )


def _when(turn: Turn, one: Uncleaned) -> tuple[bool, datetime]:
    """Rooms guests are in already come first, those nobody needs by tomorrow last."""
    here = one.next is not None and one.next.state == "in_house"
    return not here, needed(turn.house, one, turn.now) or LAST


def _line(turn: Turn, one: Uncleaned) -> str:
    return "｜".join(part for part in (one.number, _for_whom(turn, one), _who_has_it(turn, one)) if part)


def _for_whom(turn: Turn, one: Uncleaned) -> str:
    if one.next is None:
        return turn.say(N_("nobody comes by tomorrow"))
    if one.next.state == "in_house":
        return turn.say(N_("{name} is in it"), name=one.next.holder)
    at = needed(turn.house, one, turn.now)
    assert at is not None, "only who is here needs it at no hour"
    return turn.say(
        N_("{name} from {time}"),
        name=one.next.holder,
        time=words.when(turn.language, at, turn.present, turn.now),
    )


def _who_has_it(turn: Turn, one: Uncleaned) -> str:
    ticket = tickets.get(turn.connection, one.ticket) if one.ticket is not None else None
    if ticket is None or ticket.state not in LIVE:
        return ""
    names = {hand.person_id: hand.name for hand in staff.crew(turn.connection)}
    if ticket.taken_by is None:
        return turn.say(N_("No. {n}, nobody has it"), n=ticket.number)
    name = names.get(ticket.taken_by) or f"G{ticket.taken_by}"
    return turn.say(N_("No. {n}, {name} has it"), n=ticket.number, name=name)


def states(turn: Turn, command: Command) -> str:
    """房况: every room, clean or dirty, vacant, occupied or closed."""
    known = room_states.all_rooms(turn.connection, turn.today)
    groups = (
        (N_("Vacant and clean {n}: {rooms}"), "vacant", False),
        (N_("Vacant, to clean {n}: {rooms}"), "vacant", True),
        (N_("Occupied {n}: {rooms}"), "occupied", False),
        (N_("Occupied, to clean {n}: {rooms}"), "occupied", True),
        (N_("Closed {n}: {rooms}"), "closed", False),
        (N_("Closed, to clean {n}: {rooms}"), "closed", True),
    )
    return "\n".join(
        turn.say(message, n=len(found), rooms=join(turn.language, found))
        for message, use, dirty in groups
        if (found := _numbers(known, use, dirty=dirty))
    )


def _numbers(known: list[RoomState], use: str, *, dirty: bool) -> list[str]:
    return [one.number for one in known if (one.use, one.dirty) == (use, dirty)]


# --- for who comes ---


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the rooms are now: which wait for cleaning, whose guests are in which, and who of them stays into the afternoon."""

    dirty: frozenset[str]
    inside: Mapping[str, int]
    longer: Mapping[int, time]


def conditions(turn: Turn) -> Conditions:
    """All rooms at once, in three queries."""
    inside = room_states.stayed_in(turn.connection, turn.today)
    longer = late_checkouts.of_each(turn.connection, sorted(set(inside.values())))
    return Conditions(rooms.dirty(turn.connection), inside, longer)


def condition(turn: Turn, booking: Booking, numbers: Sequence[str], now: Conditions) -> str:
    """Whether a booking's rooms can be had: today others may still be in them, for some hours of the afternoon even."""
    if booking.state == "in_house" or not numbers:
        return ""
    others = {one for room in numbers if (one := now.inside.get(room, booking.id)) != booking.id}
    if others and booking.arrival == turn.today:
        late = max((now.longer[one] for one in others if one in now.longer), default=None)
        if late is not None:
            return turn.say(N_("guests in it until {time}"), time=clock(turn.language, late))
        return turn.say(N_("guests still in it"))
    clean = now.dirty.isdisjoint(numbers)
    return turn.say(N_("room ready")) if clean else turn.say(N_("room not ready"))
