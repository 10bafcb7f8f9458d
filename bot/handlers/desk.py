"""The front desk in chat, to read: the day in one screen, who comes and who goes. No money here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from bot.context import Turn, vocabulary
from bot.handlers import rooms_now
from bot.handlers.desk_lists import late
from bot.handlers.desk_words import where
from bot.understanding.commands import Command
from bot.understanding.house_terms import read_terms
from locales import N_, clock, day, join
from scheduler import ready
from store import bookings, late_checkouts, room_nights, rooms, stays, tickets, todos
from store.bookings import Booking

TOMORROW = timedelta(days=1)
SHOWN = 8  # of a list inside the day's screen
# Lines of the day that are asked for alone, by the part of the command that asks.
ASKED = {
    "uncounted": N_("Not registered"),
    "unbound": N_("Not bound"),
    "over": N_("Should have left"),
}


# --- the day ---


def today(turn: Turn, command: Command) -> str | None:
    """今天: one short screen of what the house has to do; 12.24: another day. A bare day may answer an open question."""
    if "day" in command.words:
        return None if turn.standing.place.step else _another_day(turn, command.words["day"])
    return _one_of(turn, command, _today(turn))


def _one_of(turn: Turn, command: Command, lines: Sequence[str]) -> str:
    """All of the day, or the line that was asked for: 没登记的有谁."""
    asked = next((ASKED[name] for name in ASKED if name in command.words), None)
    if asked is None:
        return "\n".join(lines)
    heading = turn.say(asked)
    if "unbound" in command.words:
        near = {
            one.id: one
            for one in (
                *bookings.arriving(turn.connection, turn.today),
                *stays.in_house(turn.connection, turn.today),
            )
        }
        nobody = [
            one
            for one in near.values()
            if one.state in ("confirmed", "in_house") and not bookings.holders(turn.connection, one.id)
        ]
        lines = [_listed(turn, heading, [where(turn, one) for one in nobody])] if nobody else []
    line = next((one for one in lines if one.startswith(heading)), "")
    return line or turn.say(N_("{heading}: nobody."), heading=heading)


def _today(turn: Turn) -> list[str]:
    coming = bookings.arriving(turn.connection, turn.today)
    late = [
        one for one in bookings.arriving(turn.connection, turn.today - TOMORROW) if one.state == "confirmed"
    ]
    going = stays.leaving(turn.connection, turn.today)
    here = stays.in_house(turn.connection, turn.today)
    longer = late_checkouts.of_each(turn.connection, [one.id for one in going])
    dirty = sorted(rooms.dirty(turn.connection))
    lines = [
        turn.say(N_("Today, {day}"), day=day(turn.language, turn.today)),
        _listed(turn, turn.say(N_("Arriving {n}"), n=len(coming)), [_comes(turn, one) for one in coming]),
        *_to_mind(turn, coming, frozenset(dirty)),
        _listed(turn, turn.say(N_("Not come yesterday")), [where(turn, one) for one in late]) if late else "",
        _listed(turn, turn.say(N_("Leaving {n}"), n=len(going)), [_goes(turn, one, longer) for one in going]),
        _listed(turn, turn.say(N_("In house {n}"), n=len(here)), [where(turn, one) for one in here]),
        *_of_those_here(turn, here, longer),
        turn.say(N_("To clean: {rooms}"), rooms=join(turn.language, dirty)) if dirty else "",
        _open_tickets(turn),
        _to_decide(turn, coming),
    ]
    return [line for line in lines if line]


def _to_mind(turn: Turn, coming: Sequence[Booking], dirty: frozenset[str]) -> list[str]:
    """Of those still to come today: whose room is not ready, who is late, whom nothing reaches."""
    waits = [one for one in coming if one.state == "confirmed"]
    theirs = {one.id: rooms.rooms_of(turn.connection, one.id) for one in waits}
    tight = _tight(turn, waits, theirs)
    groups = (
        (N_("Room not ready"), [one for one in waits if dirty & set(theirs[one.id])]),
        (N_("Late"), [one for one in waits if late(turn, one)]),
        (N_("Not bound"), [one for one in waits if not bookings.holders(turn.connection, one.id)]),
    )
    lines = [_listed(turn, turn.say(N_("Tight today")), tight)] if tight else []
    return lines + [
        _listed(turn, turn.say(heading), [where(turn, one) for one in found])
        for heading, found in groups
        if found
    ]


def _of_those_here(turn: Turn, here: Sequence[Booking], longer: Mapping[int, time]) -> list[str]:
    """Of those in the house: who was not registered, and who should have left, with the guests who wait for the room."""
    known = stays.of_each(turn.connection, [one.id for one in here])
    uncounted = [one for one in here if one.id not in known or known[one.id].registered is None]
    clock_now = turn.local.time()
    over = [
        one
        for one in here
        if one.departure == turn.today
        and (turn.local.date() > turn.today or clock_now > longer.get(one.id, turn.house.check_out))
    ]
    groups = (
        (N_("Not registered"), [where(turn, one) for one in uncounted]),
        (N_("Should have left"), [_outstays(turn, one) for one in over]),
    )
    return [_listed(turn, turn.say(heading), found) for heading, found in groups if found]


def _outstays(turn: Turn, booking: Booking) -> str:
    """201李先生(王女士等着住), or without who waits."""
    numbers = rooms.rooms_of(turn.connection, booking.id)
    next_ = [one for room in numbers for one in stays.expected_in(turn.connection, room, turn.today)]
    said = turn.say(N_("{name} waits for it"), name=next_[0].holder) if next_ else ""
    return f"{where(turn, booking)}({said})" if said else where(turn, booking)


def _tight(turn: Turn, waits: Sequence[Booking], theirs: Mapping[int, Sequence[str]]) -> list[str]:
    """Those whose room others leave in the afternoon, with the hour from which they can have it: 501王女士(16:40起能住)."""
    now = rooms_now.conditions(turn)
    found = []
    for one in waits:
        before = {now.inside[room] for room in theirs[one.id] if room in now.inside}
        late = [now.longer[booking] for booking in before if booking in now.longer]
        if late:
            at = clock(turn.language, ready.by(turn.house, one.arrival, late).time())
            found.append(f"{where(turn, one)}({turn.say(N_('room from {time}'), time=at)})")
    return found


def _another_day(turn: Turn, said: str) -> str:
    """12.24, 后天: who comes, who goes, who is in the house that night."""
    named = read_terms(said, turn.today, vocabulary(turn.present)).nights
    if not named:
        return turn.say(N_("That day is over. 订单 finds what was."))
    on = named[0][0]
    if on == turn.today:
        return str(today(turn, Command("today", {})))
    coming, going = bookings.arriving(turn.connection, on), stays.leaving(turn.connection, on)
    here = room_nights.Occupancy(turn.connection, on, on + TOMORROW)
    night = rooms.Span(on, on + TOMORROW)
    free = sum(here.free(code, night) for code in turn.house.room_types)
    lines = [
        day(turn.language, on, today=turn.today),
        _listed(turn, turn.say(N_("Arriving {n}"), n=len(coming)), [_comes(turn, one) for one in coming]),
        _listed(turn, turn.say(N_("Leaving {n}"), n=len(going)), [where(turn, one) for one in going]),
        turn.say(N_("Free that night: {n} of {all}"), n=free, all=len(turn.house.rooms())),
        _to_decide(turn, coming) if any(one.state in ("held", "unplaced") for one in coming) else "",
    ]
    return "\n".join(line for line in lines if line)


def _listed(turn: Turn, heading: str, items: Sequence[str]) -> str:
    if not items:
        return heading
    shown = [*items[:SHOWN], "…"] if len(items) > SHOWN else items
    return turn.say(N_("{heading}: {items}"), heading=heading, items=join(turn.language, shown))


def _comes(turn: Turn, booking: Booking) -> str:
    """302王女士(约15:00)."""
    if booking.state == "in_house":
        return f"{where(turn, booking)}({turn.say(N_('here'))})"
    about = turn.say(N_("about {time}"), time=booking.eta) if booking.eta else ""
    return f"{where(turn, booking)}({about})" if about else where(turn, booking)


def _goes(turn: Turn, booking: Booking, longer: Mapping[int, time]) -> str:
    if booking.state == "departed":
        return f"{where(turn, booking)}({turn.say(N_('left'))})"
    if booking.id in longer and booking.state == "in_house":
        until = turn.say(N_("stays until {time}"), time=clock(turn.language, longer[booking.id]))
        return f"{where(turn, booking)}({until})"
    never = f"({turn.say(N_('was never checked in'))})" if booking.state == "confirmed" else ""
    return f"{where(turn, booking)}{never}"


def _open_tickets(turn: Turn) -> str:
    live = [one for one in tickets.live(turn.connection) if one.kind not in tickets.OF_THE_HOUSE]
    if not live:
        return ""
    names = [turn.say(N_("No. {n} {room}"), n=one.number, room=one.room or "").strip() for one in live]
    return _listed(turn, turn.say(N_("Tickets {n}"), n=len(live)), names)


def _to_decide(turn: Turn, coming: Sequence[Booking]) -> str:
    """What only a person can settle, by name where it is about a booking."""
    waiting = todos.unfinished(turn.connection)
    codes = list(dict.fromkeys(f"B{booking_id}" for _, _, booking_id, _ in waiting if booking_id))
    codes += [one.code for one in coming if one.state in ("held", "unplaced") and one.code not in codes]
    if not waiting and not codes:
        return turn.say(N_("Nothing waits for a decision."))
    said = turn.say(N_("To decide {n}, see 待办"), n=max(len(waiting), len(codes)))
    return _listed(turn, said, codes)
