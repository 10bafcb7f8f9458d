"""打扫, 房况: which rooms wait for cleaning and in which order, and how every room is now. It changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, join
from scheduler import ticket_words as words
from scheduler.cleaning import needed
from store import room_states, staff, tickets
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
    return not here, needed(turn.house, one.next, turn.now) or LAST


def _line(turn: Turn, one: Uncleaned) -> str:
    return "｜".join(part for part in (one.number, _for_whom(turn, one), _who_has_it(turn, one)) if part)


def _for_whom(turn: Turn, one: Uncleaned) -> str:
    if one.next is None:
        return turn.say(N_("nobody comes by tomorrow"))
    if one.next.state == "in_house":
        return turn.say(N_("{name} is in it"), name=one.next.holder)
    at = needed(turn.house, one.next, turn.now)
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
