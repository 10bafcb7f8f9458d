"""I'd like to change my booking: other days, people or room; checked, priced, read back old and new, then asked of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.context import Turn
from bot.flows import on_top, stays
from bot.flows.availability import too_short
from bot.flows.flow import YES, Ask, Done, Flow, Question, Result
from bot.flows.own_bookings import WHICH, named, none_found, own, sees_bill
from bot.handlers import requests
from locales import N_, money, party, stay
from scheduler import extra_words
from store import extras, holds, quotes
from store.bookings import DIRECT, Booking
from store.extras import Extra
from store.holds import Change
from store.house_file.extras import ExtraKind
from store.rates import Quote

TOLD = ("check_in", "check_out", "nights", "adults", "children", "guests", "room_type", *on_top.SLOTS)


@dataclass(frozen=True, slots=True)
class Changing:
    """Which booking, and what is to be different; None stays as it is."""

    booking: int | None = None
    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    room_type: str | None = None
    extra_beds: int | None = None
    breakfasts: int | None = None
    child_breakfasts: int | None = None
    child_age: int | None = None
    child_ages: str | None = None
    more: int | None = None  # nights on top of what is booked
    yes: bool | None = None


def proceed(turn: Turn, state: Changing) -> Result[Changing]:
    """Find the booking and the change, see whether it can be, read it back, then ask the house."""
    mine = own(turn)
    if not mine:
        return Done(none_found(turn))
    if set(TOLD) & set(turn.understood.slots):
        state = replace(_longer(turn, state), yes=None)
    other = named(turn, mine, by_day=state.booking is None)
    if other is not None and other != state.booking:
        state = replace(state, booking=other, yes=None)
    if state.booking not in {booking.id for booking in mine}:
        if len(mine) > 1:
            return Ask("which", replace(state, booking=None, yes=None))
        state = replace(state, booking=mine[0].id)
    booking = next(booking for booking in mine if booking.id == state.booking)
    code = state.room_type or booking.room_type
    if state.extra_beds and not turn.house.extras.bed.fits(code):
        no_bed = on_top.refused(turn, state, code, booking.rooms)
        return Ask("what", replace(state, extra_beds=None, yes=None), lead=no_bed)
    change = changed(turn, booking, state)
    if change is None:
        return Ask("what", replace(state, yes=None))
    if change.arrival < turn.today or change.departure <= change.arrival:
        return Ask("what", replace(state, check_in=None, check_out=None, nights=None, yes=None))
    moved = change.stay != booking.stay
    if moved and (longer := too_short(turn, change.stay)):
        anew = replace(state, check_out=None, nights=None, more=None, yes=None)
        return Ask("what", anew, lead=longer, alone=True)
    if not holds.could_become(turn.connection, booking, change):
        full = N_(
            "There is no room for that, I'm sorry; your booking stays as it is. Other days, or another room?"
        )
        return Ask("what", Changing(booking=booking.id), lead=turn.say(full), alone=True)
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, the booking stays as it is.")))
    return Done(requests.ask_to_change(turn, booking, change))


def _longer(turn: Turn, state: Changing) -> Changing:
    """想加一晚 means a night on top, also of a booking named by its day; a length said otherwise is the whole one."""
    slots = turn.understood.slots
    said = slots.get("nights")
    if not isinstance(said, int):
        return state
    if turn.understood.has("extend_stay") and ("check_in" in slots) == ("check_out" in slots):
        return replace(state, more=said, nights=None, check_in=None, check_out=None)
    return state if "check_in" in slots else replace(state, more=None)


def changed(turn: Turn, booking: Booking, state: Changing) -> Change | None:
    """The booking as it would be; None when nothing would be different."""
    length = (booking.departure - booking.arrival).days
    arrival = state.check_in or booking.arrival
    if state.nights is not None:
        departure = arrival + timedelta(days=state.nights)
    elif state.check_out is not None:
        departure = state.check_out
    else:
        departure = arrival + timedelta(days=length) if state.check_in else booking.departure
    departure += timedelta(days=min(state.more or 0, stays.LONGEST))
    wanted = state.room_type or ""
    room_type = wanted if wanted in turn.house.room_types else booking.room_type
    adults, children = _people(booking, state)
    change = Change(arrival, departure, room_type, adults, children, booking.total)
    same = Change(
        booking.arrival, booking.departure, booking.room_type, booking.adults, booking.children, booking.total
    )
    if change == same and not _tells_on_top(state):
        return None
    if departure <= arrival:
        return change
    if (arrival, departure, room_type) == (same.arrival, same.departure, same.room_type):
        change = _same_nights(turn, booking, change, state)
        return None if change == same else change
    if room_type not in turn.house.room_types:
        return change
    price = _price(turn, room_type, change, _wanted(turn, booking, state, children))
    return replace(change, total=price.whole(booking.rooms), on_top=price.on_top)


def _tells_on_top(state: Changing) -> bool:
    return any(getattr(state, slot) is not None for slot in on_top.SLOTS)


def _wanted(turn: Turn, booking: Booking, state: Changing, children: int) -> dict[ExtraKind, int]:
    """How many of each there are to be: as it is, but for what was told."""
    asked = on_top.wanted(turn, replace(state, children=children), booking.rooms)
    has = {extra.kind: extra.count for extra in extras.of(turn.connection, booking.id)}
    told: Mapping[ExtraKind, object] = {
        "extra_bed": state.extra_beds,
        "breakfast": state.breakfasts,
        "child_breakfast": state.child_breakfasts,
        "child": state.children or state.child_age or state.child_ages,
    }
    return {kind: asked[kind] if told[kind] is not None else has.get(kind, 0) for kind in told}


def _same_nights(turn: Turn, booking: Booking, change: Change, state: Changing) -> Change:
    """The nights keep the price they were sold for; what comes on top is added, each at the price it has or had."""
    before = extras.of(turn.connection, booking.id)
    sold = {extra.kind: extra.fen for extra in before}
    wanted = _wanted(turn, booking, state, change.children)
    after = tuple(
        replace(extra, fen=sold.get(extra.kind, extra.fen))
        for extra in extras.priced(turn.house, booking.room_type, wanted)
    )
    if after == before:
        return change
    lasts = (booking.departure - booking.arrival).days
    more = extras.cost(after, lasts) - extras.cost(before, lasts)
    here = booking.source == DIRECT and booking.total is not None
    return replace(change, on_top=after, total=(booking.total or 0) + more if here else booking.total)


def _price(turn: Turn, code: str, change: Change, wanted: Mapping[ExtraKind, int]) -> Quote:
    """What a room costs for the other stay, as it is told and then holds."""
    person = turn.standing.person_id
    return quotes.offered(turn.connection, turn.present, person, [code], change.stay, turn.now, wanted)[code]


def _people(booking: Booking, state: Changing) -> tuple[int, int]:
    children = booking.children if state.children is None else state.children
    if state.adults is not None:
        return state.adults, children
    if state.guests is not None:
        return max(state.guests - (state.children or 0), 1), state.children or 0
    return booking.adults, children


def _read_back(turn: Turn, state: Changing) -> str:
    booking = next(booking for booking in own(turn) if booking.id == state.booking)
    change = changed(turn, booking, state)
    return (
        "\n".join(
            [described(turn, booking, change), turn.say(N_("Shall I ask the house to change it like this?"))]
        )
        if change
        else ""
    )


def described(turn: Turn, booking: Booking, change: Change) -> str:
    """Old and new, line by line; room and price only for whoever may be told sums of it, and the room they name."""
    knows = sees_bill(turn, booking)
    has = extras.of(turn.connection, booking.id)
    becomes = has if change.on_top is None else change.on_top
    lines = [
        turn.say(N_("{code}, from:"), code=booking.code),
        _line(turn, booking, has, room=knows, sum_=knows),
        turn.say(N_("to:")),
        _line(turn, change, becomes, room=knows or change.room_type != booking.room_type, sum_=knows),
    ]
    return "\n".join(lines)


def _line(turn: Turn, what: Booking | Change, has: Sequence[Extra], *, room: bool, sum_: bool) -> str:
    kind = turn.house.room_types.get(what.room_type)
    called = turn.words(kind, "name") if kind else what.room_type
    people = party(turn.language, what.adults, what.children)
    total = money(turn.language, what.total) if what.total is not None and sum_ else ""
    days = stay(turn.language, what.arrival, what.departure, today=turn.today)
    on_top_ = extra_words.each(turn.language, has) if sum_ else extra_words.short(turn.language, has)
    return " · ".join(part for part in (days, called if room else "", people, *on_top_, total) if part)


FLOW = Flow(
    name="changing",
    version=3,
    title=N_("changing your booking"),
    state=Changing,
    intents=("change_booking",),
    proceed=proceed,
    questions=(
        WHICH,
        Question(
            "what",
            "check_in",
            N_("What shall be different: the days, the people, or the room?"),
            N_(
                "For example “from the 25th, two nights”, “three of us”, or the name of a room. What shall be different?"
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
