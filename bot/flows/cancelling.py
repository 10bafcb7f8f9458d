"""I'd like to cancel: which booking, the house's rule aloud, a yes; a hold goes at once, a confirmed one is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.context import Turn
from bot.flows.engine import YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers import requests
from locales import N_, stay
from store import audit, bookings, holds
from store.bookings import Booking


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Which booking, and whether to."""

    booking: int | None = None
    yes: bool | None = None


def proceed(turn: Turn, state: Cancelling) -> Result[Cancelling]:
    """Find the booking, read it back with the rule, then act."""
    mine = own(turn)
    if not mine:
        return Done(none_found(turn))
    other = named(turn, mine, by_day=True)
    if other is not None and other != state.booking:
        state = Cancelling(booking=other)
    if state.booking not in {booking.id for booking in mine}:
        if len(mine) > 1:
            return Ask("which", replace(state, booking=None, yes=None))
        state = replace(state, booking=mine[0].id)
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, the booking stays as it is.")))
    booking = next(booking for booking in mine if booking.id == state.booking)
    if booking.state == "confirmed":
        return Done(requests.ask_to_cancel(turn, booking))
    holds.cancel(turn.connection, booking, "guest", turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "cancelled", f"booking:{booking.id}")
    turn.tell_staff(
        N_("[Cancelled] {code} {name}: the guest let the hold go; its room is free again."),
        code=booking.code,
        name=booking.holder,
    )
    return Done(
        turn.say(N_("{code} is cancelled, nothing is charged. You are welcome any time."), code=booking.code)
    )


def own(turn: Turn) -> list[Booking]:
    """The bookings this person holds that have not begun."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return [
        share.booking
        for share in shares
        if share.part == "holder" and share.booking.state in ("held", "confirmed", "unplaced")
    ]


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


def which(turn: Turn, state: Any) -> list[Option]:
    """The bookings to choose from."""
    return [
        Option(
            booking.id,
            f"{booking.code} {stay(turn.language, booking.arrival, booking.departure, today=turn.today)}",
            slot="booking",
        )
        for booking in own(turn)
    ]


def _read_back(turn: Turn, state: Cancelling) -> str:
    booking = next(booking for booking in own(turn) if booking.id == state.booking)
    rule = turn.words(turn.house.policies, "cancellation")
    early = turn.understood.has("checkout_request")
    lines = [
        turn.say(N_("You have not checked in yet, so that would be a cancellation:")) if early else "",
        f"{booking.code} {stay(turn.language, booking.arrival, booking.departure, today=turn.today)}",
        turn.say(N_("The rule: {rule}"), rule=rule) if rule and booking.state == "confirmed" else "",
        turn.say(N_("Shall I cancel it?")),
    ]
    return "\n".join(line for line in lines if line)


def begin(turn: Turn) -> Cancelling:
    """Nothing is known yet."""
    return Cancelling()


FLOW = Flow(
    name="cancelling",
    version=1,
    title=N_("cancelling"),
    state=Cancelling,
    intents=("cancel_booking",),
    begin=begin,
    proceed=proceed,
    left=N_(
        "All right, nothing is cancelled, the booking stays as it is. If it shall go, write “cancel my booking”."
    ),
    questions=(
        Question(
            "which",
            "booking",
            N_("Which one do you mean?"),
            N_("The number before it will do:"),
            options=which,
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("To cancel it write “cancel my booking”; to keep it, “no”."),
            reads_back=True,
            agrees=("cancel_booking",),
        ),
    ),
)
