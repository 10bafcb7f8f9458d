"""Which of somebody's own bookings is meant, before it is changed or cancelled. Changes none."""

from __future__ import annotations

from typing import Any

from bot.context import Turn
from bot.flows.flow import Option, Question
from locales import N_, stay
from store import bookings
from store.bookings import Booking
from store.rights import may_see


def own(turn: Turn) -> list[Booking]:
    """The bookings this person holds that have not begun."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return [
        share.booking
        for share in shares
        if share.part == "holder" and share.booking.state in ("held", "confirmed", "unplaced")
    ]


def sees_bill(turn: Turn, booking: Booking) -> bool:
    """Whether whoever writes may be told sums of it: not by details that anybody may know."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return any(one.booking.id == booking.id and may_see(one.part, one.level, "bill") for one in shares)


def named(turn: Turn, mine: list[Booking], *, by_day: bool) -> int | None:
    """The booking the sentence names, by code, place in the list or day of arrival; None when that is none or several."""
    slots = turn.understood.slots
    code, number = str(slots.get("order_no", "")).upper(), slots.get("choice")
    found = [
        booking.id
        for place, booking in enumerate(mine, 1)
        if booking.code == code
        or place == number
        or (by_day and booking.arrival.isoformat() == slots.get("check_in"))
    ]
    return found[0] if len(found) == 1 else None


def none_found(turn: Turn) -> str:
    """The way on for somebody whose booking is not known to be theirs."""
    return turn.say(
        N_(
            "I can't see a booking of yours that could be changed. Write “my booking” first, then tell me again."
        )
    )


def _choices(turn: Turn, state: Any) -> list[Option]:
    """The bookings to choose from."""
    return [
        Option(
            booking.id,
            f"{booking.code} {stay(turn.language, booking.arrival, booking.departure, today=turn.today)}",
            slot="booking",
        )
        for booking in own(turn)
    ]


WHICH: Question[Any] = Question(
    "which",
    "booking",
    N_("Which one do you mean?"),
    N_("The number before it will do:"),
    options=_choices,
)
