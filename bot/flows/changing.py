"""I'd like to change my booking: other days, people or room; checked, priced, read back old and new, then asked of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Turn
from bot.flows import on_top
from bot.flows.availability import too_short
from bot.flows.becoming import Changing, changed, crowded, in_each_room
from bot.flows.flow import YES, Ask, Done, Flow, Option, Question, Result
from bot.flows.own_bookings import WHICH, named, none_found, own, sees_bill
from bot.handlers import asked_changes, requests
from locales import N_, money, party, stay
from scheduler import extra_words
from store import holds
from store.bookings import Booking
from store.extras import Extra
from store.holds import Change

TOLD = (
    "check_in",
    "check_out",
    "nights",
    "adults",
    "children",
    "guests",
    "room_type",
    "more_guests",
    "fewer_nights",
    *on_top.SLOTS,
)


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
    return _of(turn, booking, state)


def _of(turn: Turn, booking: Booking, state: Changing) -> Result[Changing]:
    """The change of this booking, with what waits for the house's word already."""
    wished = asked_changes.waiting(turn, booking)
    code = state.room_type or (wished or booking).room_type
    if state.extra_beds and not turn.house.extras.bed.fits(code):
        no_bed = on_top.refused(turn, state, code, booking.rooms)
        return Ask("what", replace(state, extra_beds=None, yes=None), lead=no_bed)
    change = changed(turn, booking, wished, state)
    if change is None:
        told = replace(state, booking=None, yes=None) != Changing()
        if told and wished is not None:
            return Done(requests.still_waits(turn, booking))
        return Ask("what", replace(state, yes=None))
    if change == asked_changes.as_it_is(booking):
        return Done(requests.withdraw(turn, booking))
    if (refused := _cannot(turn, booking, change, state)) is not None:
        return refused
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, the booking stays as it is.")))
    return Done(requests.ask_to_change(turn, booking, change))


def _cannot(turn: Turn, booking: Booking, change: Change, state: Changing) -> Ask[Changing] | None:
    """Why it can't be, and what could; None where it can."""
    if change.arrival < turn.today or change.departure <= change.arrival:
        return Ask("what", _without_days(state), lead=_no_night(turn, change))
    moved = change.stay != booking.stay
    if moved and (longer := too_short(turn, change.stay)):
        anew = replace(state, check_out=None, nights=None, more=None, yes=None)
        return Ask("what", anew, lead=longer, alone=True)
    if crowded(turn, booking, change):
        return Ask("what", replace(state, yes=None), lead=_too_many(turn, booking, change, state), alone=True)
    if not holds.could_become(turn.connection, booking, change):
        full = N_(
            "There is no room for that, I'm sorry; your booking stays as it is. Other days, or another room?"
        )
        return Ask("what", Changing(booking=booking.id), lead=turn.say(full), alone=True)
    return None


def _without_days(state: Changing) -> Changing:
    return replace(state, check_in=None, check_out=None, nights=None, more=None, fewer_nights=None, yes=None)


def _no_night(turn: Turn, change: Change) -> str:
    """That nothing is left of the stay, and how to call it off; "" where a night is."""
    if change.departure > change.arrival:
        return ""
    return turn.say(N_("That leaves no night at all. If you can't come, just say “cancel my booking”."))


def _longer(turn: Turn, state: Changing) -> Changing:
    """想加一晚 means a night on top, also of a booking named by its day; a length said otherwise is the whole one."""
    slots = turn.understood.slots
    if "fewer_nights" in slots:  # 少住两晚 is no stay of two nights; a day to leave says it better
        state = replace(state, nights=None, more=None)
        return replace(state, fewer_nights=None) if "check_out" in slots else state
    said = slots.get("nights")
    if "check_out" in slots:  # the day to leave, or a length, that is told last counts alone
        state = replace(
            state, nights=state.nights if "nights" in slots else None, more=None, fewer_nights=None
        )
    elif "nights" in slots:
        state = replace(state, check_out=None, fewer_nights=None)
    if not isinstance(said, int):
        return state
    if turn.understood.has("extend_stay") and ("check_in" in slots) == ("check_out" in slots):
        return replace(state, more=said, nights=None, check_in=None, check_out=None)
    return state if "check_in" in slots else replace(state, more=None)


def _larger(turn: Turn, state: Changing) -> list[Option]:
    """Where too many are to come for the room: the kinds they fit into that are free, with their price."""
    booking = next((booking for booking in own(turn) if booking.id == state.booking), None)
    if booking is None:
        return []
    wished = asked_changes.waiting(turn, booking)
    change = changed(turn, booking, wished, state)
    if change is None or change.departure <= change.arrival or not crowded(turn, booking, change):
        return []
    return [
        Option(other.room_type, _larger_one(turn, booking, other), slot="room_type")
        for other in in_each_room(turn, booking, wished, state)
        if other.total is not None and holds.could_become(turn.connection, booking, other)
    ]


def _larger_one(turn: Turn, booking: Booking, other: Change) -> str:
    """The room, with the sum for whoever may be told sums."""
    name = turn.words(turn.house.room_types[other.room_type], "name")
    if other.total is None or not sees_bill(turn, booking):
        return name
    return turn.say(N_("{room}, {total} in all"), room=name, total=money(turn.language, other.total))


def _too_many(turn: Turn, booking: Booking, change: Change, state: Changing) -> str:
    """That they do not fit in, and what they do fit into."""
    kind = turn.house.room_types[change.room_type]
    small = turn.say(N_("The {room} sleeps {n} at most."), room=turn.words(kind, "name"), n=kind.guests)
    larger = _larger(turn, state)
    if not larger:
        none = N_("No room for so many is free then. Other days, or a second room beside it? Just tell me.")
        return f"{small}\n{turn.say(none)}"
    there_is = turn.say(N_("For {people} of you there is:"), people=change.adults + change.children)
    lines = [f"{number} {option.label}" for number, option in enumerate(larger, 1)]
    return "\n".join(
        [
            small,
            there_is,
            *lines,
            turn.say(N_("Shall it be that one?") if len(lines) == 1 else N_("Which one shall it be?")),
        ]
    )


def _read_back(turn: Turn, state: Changing) -> str:
    booking = next(booking for booking in own(turn) if booking.id == state.booking)
    wished = asked_changes.waiting(turn, booking)
    change = changed(turn, booking, wished, state)
    if change is None:
        return ""
    together = turn.say(N_("Together with what you asked before:")) if wished is not None else ""
    money_lines = asked_changes.about_money(turn, booking, change) if sees_bill(turn, booking) else []
    young = _young(turn, booking, state, change)
    ask = turn.say(N_("Shall I ask the house to change it like this?"))
    parts = (together, described(turn, booking, change), young, *money_lines, ask)
    return "\n".join(part for part in parts if part)


def _young(turn: Turn, booking: Booking, state: Changing, change: Change) -> str:
    """Under which age a child is free, where one is to cost something more and nobody told how old it is; else ""."""
    has, becomes = (
        sum(extra.count for extra in asked_changes.on_top_of(turn, booking, one) if extra.kind == "child")
        for one in (asked_changes.as_it_is(booking), change)
    )
    if becomes <= has:
        return ""
    return on_top.young_are_free(turn, replace(state, children=change.children), change.room_type)


def described(turn: Turn, booking: Booking, change: Change) -> str:
    """Old and new, line by line; room and price only for whoever may be told sums of it, and the room they name."""
    knows = sees_bill(turn, booking)
    has, becomes = (
        asked_changes.on_top_of(turn, booking, one) for one in (asked_changes.as_it_is(booking), change)
    )
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
    version=4,
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
            options=_larger,
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
