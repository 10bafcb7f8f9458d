"""Hours after check-out at the house's price: which, what they cost, read back; after a yes the room is kept, the bill knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.context import Turn
from bot.flows.flow import OFFER, YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers import late_checkout, on_time
from locales import N_, clock, day, join, money
from store import audit, late_checkouts, rooms
from store.bookings import Booking
from store.late_checkouts import Offer

HOUR = timedelta(hours=1)
ASKED = "late_at_a_price"  # a wish to leave late that the house's price answers: the router's word


@dataclass(frozen=True, slots=True)
class LeavingLate:
    """Until when, the price that was read back, and whether to."""

    datetime: str | None = None  # of which the hour counts: the day is the day they leave
    shown: int | None = None  # fen
    yes: bool | None = None


def proceed(turn: Turn, state: LeavingLate) -> Result[LeavingLate]:
    """The hour, the price, then it is kept. A yes counts for the price that was read back, and no other."""
    found = late_checkout.on_sale(turn)
    if found is None:
        return Done(late_checkout.late_checkout(turn))
    booking, most = found
    kept = late_checkout.with_the_level(turn, booking)
    until = _hour(state)
    if until is None:
        return Ask("until", replace(state, datetime=None, shown=None, yes=None), lead=kept)
    usual = late_checkout.stays_until(turn, booking)
    if until <= usual:
        return Done(turn.say(N_("Check-out is until {time}."), time=clock(turn.language, usual)))
    if until > most.until:
        late = N_("I'm sorry, {time} is the latest. Until what time would you like to stay?")
        said = turn.say(late, time=clock(turn.language, most.until))
        return Ask("until", LeavingLate(), lead=f"{kept}\n{said}".lstrip(), alone=True)
    fen = late_checkout.price(turn, booking, until)
    if state.yes is None or state.shown != fen:
        return Ask("confirm", replace(state, shown=fen, yes=None), lead=kept)
    if not state.yes:
        return Done(turn.say(N_("All right, check-out stays at {time}."), time=clock(turn.language, usual)))
    return Done(_keep(turn, booking, Offer("", until, None, fen)))


def _hour(state: LeavingLate) -> time | None:
    return datetime.fromisoformat(state.datetime).time() if state.datetime is not None else None


def _keep(turn: Turn, booking: Booking, wanted: Offer) -> str:
    """Keep the rooms, tell whoever is on duty; the price follows onto the bill."""
    until = clock(turn.language, wanted.until)
    before = late_checkouts.given(turn.connection, booking)
    if not late_checkouts.give(turn.connection, booking, wanted, turn.now):
        return late_checkout.late_checkout(turn)
    on_time.bought(turn, booking, wanted, before)
    me = turn.standing.person_id
    audit.note(turn.connection, turn.now, me, "late_checkout", f"booking:{booking.id}", str(wanted.fen))
    numbers = rooms.rooms_of(turn.connection, booking.id)
    turn.tell_staff(
        N_(
            "[Late check-out] {rooms} {name} stays until {time}: {price}, on the bill. Nobody has the room that night."
        ),
        rooms=lambda language: join(language, numbers),
        name=booking.holder,
        time=lambda language: clock(language, wanted.until),
        price=lambda language: money(language, wanted.fen),
    )
    kept = N_(
        "Gladly: the room is yours until {time}; {price} is on your bill. Changed your mind? Just tell me."
    )
    return turn.say(kept, time=until, price=money(turn.language, wanted.fen))


def _offered(turn: Turn, state: LeavingLate) -> str:
    found = late_checkout.on_sale(turn)
    if found is None:  # as things changed meanwhile
        return turn.say(N_("Until what time would you like to stay?"))
    return turn.say(
        N_(
            "Nobody has the room that night, so it can be yours until {time}. Until what time would you like to stay?"
        ),
        time=clock(turn.language, found[1].until),
    )


def _hours(turn: Turn, state: LeavingLate) -> Sequence[Option]:
    """Each whole hour after check-out, and the last one there is, with what it costs."""
    found = late_checkout.on_sale(turn)
    if found is None:
        return ()
    booking, most = found
    first = datetime.combine(booking.departure, late_checkout.stays_until(turn, booking))
    last = datetime.combine(booking.departure, most.until)
    hours = [first + HOUR * n for n in range(1, (last - first) // HOUR + 1)]
    return [
        Option(
            at.isoformat(timespec="minutes"),
            f"{clock(turn.language, at.time())} · "
            + money(turn.language, late_checkout.price(turn, booking, at.time())),
        )
        for at in dict.fromkeys([*hours, last])
    ]


def _read_back(turn: Turn, state: LeavingLate) -> str:
    found, until = late_checkout.on_sale(turn), _hour(state)
    if found is None or until is None or state.shown is None:
        return turn.say(N_("Shall I keep the room?"))
    return turn.say(
        N_("On {day} until {time}: {price}. Shall I keep the room?"),
        day=day(turn.language, found[0].departure, today=turn.today),
        time=clock(turn.language, until),
        price=money(turn.language, state.shown),
    )


FLOW = Flow(
    name="leaving_late",
    version=1,
    title=N_("a late check-out"),
    state=LeavingLate,
    intents=(ASKED,),
    proceed=proceed,
    questions=(
        Question(
            "until",
            "datetime",
            _offered,
            N_("The number before it will do, or an hour such as “3 pm”:"),
            options=_hours,
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("Yes keeps the room at that price, no leaves it. Shall I keep it?"),
            reads_back=True,
            hint=OFFER,
        ),
    ),
)
