"""房间好了吗, 能提前入住吗: answered from how the rooms are and who has them. It promises no hour nobody can keep."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.handlers.passing_on import pass_on
from locales import N_, clock, day, join
from scheduler import ready
from scheduler.cleaning import ASKED
from store import bookings, room_nights, room_states, rooms, tickets
from store.bookings import Booking
from store.rights import may_see
from store.tickets import LIVE

DAY = timedelta(days=1)


def asks_after_room(turn: Turn) -> bool:
    """Whether it is about a room to come, or one to be had still: from who has theirs it is about what they wished for."""
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    here = any(share.booking.state == "in_house" for share in mine)
    return _waits_here(turn) is not None if here else _coming(turn) is not None


def _waits_here(turn: Turn) -> Booking | None:
    """The booking of somebody who was checked in today before the room was cleaned, and wished for nothing since."""
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    wishes = tickets.of_guest(turn.connection, turn.standing.person_id)
    if any(ticket.state != "done" for ticket in wishes):
        return None
    for share in mine:
        booking = share.booking
        waits = booking.state == "in_house" and booking.arrival == turn.today
        if waits and may_see(share.part, share.level, "room"):
            return booking if room_states.not_ready(turn.connection, booking, turn.today) else None
    return None


def _coming(turn: Turn) -> Booking | None:
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return next(
        (
            share.booking
            for share in shares
            if share.booking.state == "confirmed" and may_see(share.part, share.level, "room")
        ),
        None,
    )


def room_ready(turn: Turn) -> str:
    """Whether the room of somebody who comes is ready, or when it will be; who asks too early that day hears as soon as it is."""
    booking = _waits_here(turn) or _coming(turn)
    if booking is None:
        return _usual(turn)
    numbers = rooms.rooms_of(turn.connection, booking.id)
    if booking.arrival > turn.today:
        ahead = N_(
            "From {time} on {day} the room is ready for you. Here earlier? Ask me that day how far it is."
        )
        return turn.say(
            ahead,
            time=clock(turn.language, ready.for_booking(turn.connection, turn.house, booking).time()),
            day=day(turn.language, booking.arrival, today=turn.today),
        )
    waits = room_states.not_ready(turn.connection, booking, turn.today)
    if not waits:
        can_be_had = N_("Room {rooms} is ready: come whenever suits you.")
        return turn.say(can_be_had, rooms=join(turn.language, numbers))
    not_yet = _not_yet(turn, booking, waits)
    if not _will_hear(turn, waits):
        return f"{not_yet}\n{turn.say(N_('Here earlier? Leave your luggage with us.'))}"
    hears = turn.say(N_("I tell you as soon as it is. Here earlier? Leave your luggage with us."))
    return f"{not_yet}\n{hears}"


def _not_yet(turn: Turn, booking: Booking, waits: list[str]) -> str:
    """From when they can be had: the house's hour, or later where guests were given hours of the afternoon; none that is over."""
    inside = room_states.stayed_in(turn.connection, turn.today)
    before = [inside[room] for room in waits if room in inside]
    by = ready.after(turn.connection, turn.house, booking, before)
    if turn.local >= by:
        late = N_("Room {rooms} is not ready yet, I'm sorry.")
        return turn.say(late, rooms=join(turn.language, waits))
    from_then = N_("Room {rooms} is not ready yet; check-in is from {time}.")
    return turn.say(from_then, rooms=join(turn.language, waits), time=clock(turn.language, by.time()))


def _usual(turn: Turn) -> str:
    return turn.say(N_("Check-in is from {time}."), time=clock(turn.language, turn.house.check_in))


def _will_hear(turn: Turn, waits: list[str]) -> bool:
    """Note at the tickets that clean these rooms that somebody waits; False where one has none."""
    numbers = [room_states.cleaning_of(turn.connection, room) for room in waits]
    found = [tickets.get(turn.connection, number) for number in numbers if number is not None]
    live = [ticket for ticket in found if ticket is not None and ticket.state in LIVE]
    if len(live) < len(waits):
        return False
    me = turn.standing.person_id
    for ticket in live:
        known = tickets.events(turn.connection, ticket.number)
        if not any(one.what == ASKED and one.person_id == me for one in known):
            tickets.note(turn.connection, ticket.number, me, ASKED, "", turn.now)
    return True


def early(turn: Turn) -> str:
    """Who wants the room before check-in: today as the rooms are, before that where the night before is free."""
    coming = _coming(turn)
    if coming is None:
        return pass_on(turn, "early_checkin", lead=_usual(turn))
    if coming.arrival <= turn.today:
        return room_ready(turn)
    numbers = rooms.rooms_of(turn.connection, coming.id)
    if not room_nights.all_free(turn.connection, numbers, coming.arrival - DAY):
        return turn.say(
            N_(
                "Somebody has the room the night before, so it is ready from {time}. "
                "You can leave your luggage with us before that; ask me on the day whether it is ready earlier."
            ),
            time=clock(turn.language, ready.for_booking(turn.connection, turn.house, coming).time()),
        )
    free = turn.say(N_("As it stands the room is free the night before."))
    return pass_on(turn, "early_checkin", lead=f"{_usual(turn)}\n{free}")
