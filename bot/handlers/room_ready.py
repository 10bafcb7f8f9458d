"""房间好了吗, 能提前入住吗: answered from how the rooms are and who has them. It promises no hour nobody can keep."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.handlers.passing_on import pass_on
from locales import N_, clock, join
from scheduler.cleaning import ASKED
from store import bookings, room_states, rooms, tickets
from store.bookings import Booking
from store.rights import may_see
from store.tickets import LIVE

DAY = timedelta(days=1)


def arriving(turn: Turn) -> Booking | None:
    """The booking whose room this person may be told of and moves into today; None when there is none."""
    coming = _coming(turn)
    return coming if coming is not None and coming.arrival <= turn.today else None


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
    """Whether the room of somebody who arrives today is ready; who asks before it is, is told as soon as it is."""
    booking = arriving(turn)
    if booking is None:
        return _usual(turn)
    numbers = rooms.rooms_of(turn.connection, booking.id)
    waits = room_states.not_ready(turn.connection, booking, turn.today)
    if not waits:
        ready = N_("Room {rooms} is ready: come whenever suits you.")
        return turn.say(ready, rooms=join(turn.language, numbers))
    not_yet = turn.say(
        N_("Room {rooms} is not ready yet; check-in is from {time}."),
        rooms=join(turn.language, waits),
        time=clock(turn.language, turn.house.check_in),
    )
    if not _will_hear(turn, waits):
        return f"{not_yet}\n{turn.say(N_('Here earlier? Leave your luggage with us.'))}"
    hears = turn.say(N_("I tell you as soon as it is. Here earlier? Leave your luggage with us."))
    return f"{not_yet}\n{hears}"


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
    if not rooms.all_free(turn.connection, numbers, coming.arrival - DAY):
        return turn.say(
            N_(
                "Somebody has the room the night before, so it is ready from {time}. "
                "You can leave your luggage with us before that; ask me on the day whether it is ready earlier."
            ),
            time=clock(turn.language, turn.house.check_in),
        )
    free = turn.say(N_("As it stands the room is free the night before."))
    return pass_on(turn, "early_checkin", lead=f"{_usual(turn)}{free}")
