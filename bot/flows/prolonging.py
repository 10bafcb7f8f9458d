"""Who is here stays longer or leaves earlier: the room looked up, the difference in price, read back, then asked of the house."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Question, Result
from bot.flows.stays import LONGEST
from bot.handlers import requests
from bot.handlers.passing_on import pass_on
from locales import N_, day, join, money
from store import bookings, extras, holds, quotes, rooms
from store.bookings import DIRECT, Booking
from store.holds import Change
from store.room_nights import Occupancy
from store.rooms import Span


@dataclass(frozen=True, slots=True)
class Prolonging:
    """Until which day; None is not told yet."""

    check_out: date | None = None
    nights: int | None = None  # on top of what is booked
    fewer_nights: int | None = None  # than are booked
    yes: bool | None = None


def staying(turn: Turn) -> Booking | None:
    """The booking this person is confirmed to hold and whose guests are here."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return next(
        (
            share.booking
            for share in shares
            if (share.part, share.level, share.booking.state) == ("holder", "confirmed", "in_house")
        ),
        None,
    )


def proceed(turn: Turn, state: Prolonging) -> Result[Prolonging]:
    """The day, whether the room is free until then, the price; then the house is asked."""
    booking = staying(turn)
    if booking is None:
        return Done(pass_on(turn, "extend"))
    state = _agreed(turn, booking, state)
    until = state.check_out
    if until is None or until <= turn.today or (until - booking.departure).days > LONGEST:
        return Ask("until", Prolonging())
    if until == booking.departure:
        same = turn.say(N_("Until {day} the room is yours already."), day=_day(turn, until))
        return Ask("until", Prolonging(), lead=same)
    if until > booking.departure and not holds.could_become(turn.connection, booking, _as(booking, until)):
        return _taken(turn, booking, until)
    if until > booking.departure and booking.room_type not in turn.house.room_types:
        return Done(pass_on(turn, "extend"))  # of a type the house no longer prices
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, it stays at {day}."), day=_day(turn, booking.departure)))
    change, beside = _change(turn, booking, until)
    return Done(requests.ask_to_change(turn, booking, change, beside))


def _agreed(turn: Turn, booking: Booking, state: Prolonging) -> Prolonging:
    """One more night means one on top; a day is the day they leave."""
    said = turn.understood.slots
    if "check_out" in said or "nights" in said or "fewer_nights" in said:
        state = replace(state, yes=None)
    if state.fewer_nights is not None and ("fewer_nights" in said or state.check_out is None):
        fewer, state = state.fewer_nights, replace(state, nights=None)
        if "check_out" not in said:
            return replace(state, check_out=booking.departure - timedelta(days=min(fewer, LONGEST)))
    if state.nights is not None and ("nights" in said or state.check_out is None) and "check_out" not in said:
        return replace(state, check_out=booking.departure + timedelta(days=min(state.nights, LONGEST + 1)))
    return state


def _as(booking: Booking, until: date) -> Change:
    return Change(
        booking.arrival, until, booking.room_type, booking.adults, booking.children, booking.total
    )  # fmt: skip


def _change(turn: Turn, booking: Booking, until: date) -> tuple[Change, int]:
    """The changed booking, and what the nights on top cost beside it, in fen: where its price is not paid here, or not known.

    What it has on top of its room the bill follows by itself. What an early departure costs is the house's to say: the sum stays.
    """
    change = _as(booking, until)
    if until < booking.departure:
        return change, 0
    if booking.source != DIRECT or booking.total is None:
        return change, _more_nights(turn, booking, until)
    return replace(change, total=booking.total + _extra(turn, booking, until)), 0


def _extra(turn: Turn, booking: Booking, until: date) -> int:
    """What the nights on top cost with what is on top of the room, as it is told and then holds."""
    on_top = extras.cost(extras.of(turn.connection, booking.id), (until - booking.departure).days)
    return _more_nights(turn, booking, until) + on_top


def _more_nights(turn: Turn, booking: Booking, until: date) -> int:
    """What the nights on top cost by themselves."""
    more, code, person = Span(booking.departure, until), booking.room_type, turn.standing.person_id
    shown = quotes.offered(turn.connection, turn.present, person, [code], more, turn.now)
    return shown[code].total * booking.rooms


def _taken(turn: Turn, booking: Booking, until: date) -> Result[Prolonging]:
    """Somebody has the room: as long as it goes, else what else is free, for a person to settle."""
    last = booking.departure
    while holds.could_become(turn.connection, booking, _as(booking, last + timedelta(days=1))):
        last += timedelta(days=1)
    if last > booking.departure:
        so_far = N_(
            "Somebody has the room from {day} on, I'm sorry: until then it is free. Until which day shall it be?"
        )
        return Ask("until", Prolonging(), lead=turn.say(so_far, day=_day(turn, last)), alone=True)
    more = Span(booking.departure, until)
    occupied = Occupancy(turn.connection, more.arrival, more.departure)
    kinds = turn.house.room_types
    free = [
        turn.words(kind, "name") for code, kind in kinds.items() if occupied.free(code, more) >= booking.rooms
    ]
    lead = turn.say(N_("Your room is taken from {day} on, I'm sorry."), day=_day(turn, booking.departure))
    if free:
        other = N_("For those nights there is: {rooms}. Moving is for the house to settle with you.")
        lead = f"{lead}\n{turn.say(other, rooms=join(turn.language, free))}"
    return Done(pass_on(turn, "extend", lead=lead))


def _read_back(turn: Turn, state: Prolonging) -> str:
    booking = staying(turn)
    if (
        booking is None or state.check_out is None or booking.room_type not in turn.house.room_types
    ):  # as an older version may have left it
        return turn.say(N_("Shall I ask the house?"))
    numbers = join(turn.language, rooms.rooms_of(turn.connection, booking.id))
    values = {"rooms": numbers, "old": _day(turn, booking.departure), "new": _day(turn, state.check_out)}
    nights = abs((state.check_out - booking.departure).days)
    lines = [turn.say(N_("Room {rooms}: until {new} instead of {old}."), **values)]
    if state.check_out > booking.departure:
        extra = _extra(turn, booking, state.check_out)
        lines.append(
            turn.say_many(
                "{n} night more, {price} on top.",
                "{n} nights more, {price} on top.",
                nights,
                price=money(turn.language, extra),
            )
        )
    else:
        lines.append(turn.say_many("{n} night less.", "{n} nights less.", nights))
        rule = turn.words(turn.house.policies, "cancellation")
        lines.append(turn.say(N_("The rule: {rule}"), rule=rule) if rule else "")
        lines.append(turn.say(N_("What becomes of the price the house tells you.")))
    lines.append(turn.say(N_("Shall I ask the house?")))
    return "\n".join(line for line in lines if line)


def _day(turn: Turn, on: date) -> str:
    return day(turn.language, on, today=turn.today)


FLOW = Flow(
    name="prolonging",
    version=2,
    title=N_("staying longer"),
    state=Prolonging,
    intents=("extend_stay",),
    proceed=proceed,
    questions=(
        Question(
            "until",
            "check_out",
            N_("Until which day would you like to stay?"),
            N_(
                "A day or a number of nights, for example “until the 27th” or “one more night”. Until which day?"
            ),
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("Yes asks the house for it, no leaves it. Shall I ask?"),
            reads_back=True,
        ),
    ),
)
