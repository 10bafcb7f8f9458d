"""I'd like to cancel: which booking, the rule and what it costs now, a yes; a hold goes at once, anything else is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.context import Turn
from bot.flows.flow import LOSS, YES, Ask, Done, Flow, Question, Result
from bot.flows.own_bookings import WHICH, named, none_found, own, sees_bill
from bot.handlers import giving_back, requests
from locales import N_, clock, day, money, stay
from store import audit, fees, holds
from store.bookings import Booking


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Which booking, the fee that was told with it, in fen, and whether to."""

    booking: int | None = None
    told: int | None = None
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
            return Ask("which", Cancelling())
        state = Cancelling(booking=mine[0].id)
    if state.yes is False:
        return Done(turn.say(N_("All right, the booking stays as it is.")))
    booking = next(booking for booking in mine if booking.id == state.booking)
    fee = fees.due(turn.connection, turn.present, booking, turn.now, "guest")
    costs = fee.fen if fee is not None else 0
    if state.yes is None or state.told is None or costs > state.told:  # nobody pays more than they were told
        return Ask("confirm", replace(state, told=costs, yes=None))
    if booking.state != "held":
        return Done(requests.ask_to_cancel(turn, booking, costs))
    holds.cancel(turn.connection, booking, "guest", turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "cancelled", f"booking:{booking.id}")
    turn.tell_staff(
        N_("[Cancelled] {code} {name}: the guest let the hold go; its room is free again."),
        code=booking.code,
        name=booking.holder,
    )
    left = giving_back.put_before_owner(turn, booking)
    said = turn.say(
        N_("{code} is cancelled, nothing is charged. You are welcome any time."), code=booking.code
    )
    if not sees_bill(turn, booking):
        return Done(said)
    return Done("\n".join([said, *giving_back.for_guest(turn.language, left)]))


def _read_back(turn: Turn, state: Cancelling) -> str:
    booking = next(booking for booking in own(turn) if booking.id == state.booking)
    rule = turn.words(turn.house.policies, "cancellation")
    early = turn.understood.has("checkout_request")
    lines = [
        turn.say(N_("You have not checked in yet, so that would be a cancellation:")) if early else "",
        f"{booking.code} {stay(turn.language, booking.arrival, booking.departure, today=turn.today)}",
        turn.say(N_("The rule: {rule}"), rule=rule) if rule and booking.state == "confirmed" else "",
        _free_until(turn, booking),
        _shall_i(turn, booking),
    ]
    return "\n".join(line for line in lines if line)


def _free_until(turn: Turn, booking: Booking) -> str:
    """Until when it costs nothing; "" when it costs something now, or the rule says nothing about it."""
    until = fees.free_until(turn.present, booking)
    if until is None or until <= turn.now or booking.state != "confirmed":
        return ""
    return turn.say(
        N_("Nothing is charged if you cancel before {time} on {day}."),
        day=day(turn.language, until.date(), today=turn.today),
        time=clock(turn.language, until.time()),
    )


def _shall_i(turn: Turn, booking: Booking) -> str:
    fee = fees.due(turn.connection, turn.present, booking, turn.now, "guest")
    if fee is None:
        return turn.say(N_("Shall I cancel it?"))
    if not sees_bill(turn, booking):
        words = N_("Cancelling now costs {share}. Shall I cancel it?")
        return turn.say(words, share=giving_back.share(turn.language, fee))
    return turn.say(
        N_("Cancelling now costs {fee} ({share}). Shall I cancel it?"),
        fee=money(turn.language, fee.fen),
        share=giving_back.share(turn.language, fee),
    )


FLOW = Flow(
    name="cancelling",
    version=2,
    title=N_("cancelling"),
    state=Cancelling,
    intents=("cancel_booking",),
    proceed=proceed,
    left=N_(
        "All right, nothing is cancelled, the booking stays as it is. If it shall go, write “cancel my booking”."
    ),
    questions=(
        WHICH,
        Question(
            "confirm",
            YES,
            _read_back,
            N_("To cancel it write “cancel my booking”; to keep it, “no”."),
            reads_back=True,
            hint=LOSS,
            agrees=("cancel_booking",),
        ),
    ),
)
