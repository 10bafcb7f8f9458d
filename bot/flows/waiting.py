"""A room is free for somebody on the waiting list, and kept for a while: do they take it? Booked at the price that was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context import Turn
from bot.flows import contact, my_booking, on_top
from bot.flows.flow import OFFER, YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers import deciding
from locales import N_, clock
from scheduler.waiting import offer_words
from store import bookings, extras, holds, people, quotes, waits
from store.bookings import DIRECT
from store.extras import Extra
from store.intake import Wish
from store.phones import e164
from store.waits import Wait

ANSWERS = (Option(True, ""), Option(False, ""))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which offer, the answer, for whom it is booked, and what comes on top of what was wished for at first."""

    wait: int | None = None
    yes: bool | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    name: str | None = None
    phone: str | None = None
    extra_beds: int | None = None
    breakfasts: int | None = None
    child_breakfasts: int | None = None
    child_age: int | None = None
    child_ages: str | None = None
    read: str | None = None  # what was on top when the price was told last; None: as the offer came


def proceed(turn: Turn, state: Waiting) -> Result[Waiting]:
    """A yes or no while the room is kept; then a name and a phone, where they are not known; then it is booked."""
    wait = _offered(turn, state)
    if wait is None:
        return Done(
            turn.say(N_("That room is no longer kept, I'm sorry. Tell me the days and I look at once."))
        )
    if state.yes is None and {"name", "phone"} <= turn.understood.slots.keys() and not turn.understood.asks:
        state = replace(state, yes=True)  # for whom it is: nobody leaves that and does not want it
    if state.yes is None:
        return _asked(turn, wait, state)
    if not state.yes:
        waits.end(turn.connection, wait, "declined", turn.now)
        return Done(turn.say(N_("All right, it goes to the next one. Other days? Just tell me.")))
    if (uncounted := _how_many(turn, wait, state)) is not None:
        return uncounted
    if extras.written(_on_top(turn, wait, state)) != _read(wait, state):
        return _asked(turn, wait, state)
    known = people.contact(turn.connection, turn.standing.person_id)
    state = replace(state, name=state.name or known[0], phone=state.phone or known[1])
    if state.name is None and state.phone is None:
        return Ask("contact", state)
    people.consent(turn.connection, turn.standing.person_id, my_booking.PURPOSE, my_booking.NOTICE, turn.now)
    if state.phone is None or e164(state.phone) is None:
        return Ask("phone", replace(state, phone=None))
    if state.name is None:
        return Ask("name", state)
    return Done(_book(turn, wait, state))


def _asked(turn: Turn, wait: Wait, state: Waiting) -> Ask[Waiting]:
    """The offer, with everything that is wanted by now and what it costs: a yes counts for what was read."""
    lead = ""
    if state.extra_beds and turn.house.extras.bed.fits(
        wait.offered_type
    ):  # where none fits, the offer says it
        lead = on_top.refused(turn, state, wait.offered_type, wait.rooms)
    read = extras.written(_on_top(turn, wait, state))
    as_it_came = read == extras.written(wait.on_top)
    return Ask("take", replace(state, yes=None, read=None if as_it_came else read), lead=lead)


def _read(wait: Wait, state: Waiting) -> str:
    return extras.written(wait.on_top) if state.read is None else state.read


def _on_top(turn: Turn, wait: Wait, state: Waiting) -> extras.Wanted:
    """What was wished for with the days, but for what was told since."""
    children = _people(wait, state)[1]
    return on_top.anew(
        turn,
        replace(state, children=children),
        wait.on_top,
        wait.rooms,
        others_come=children != wait.children,
    )


def _offered(turn: Turn, state: Waiting) -> Wait | None:
    """This person's offer, until the clock passed it on: a yes that comes late but before that is a yes."""
    wait = waits.get(turn.connection, state.wait) if state.wait is not None else None
    if wait is None or wait.person_id != turn.standing.person_id or wait.state != "offered":
        return None
    return wait if wait.offered_type in turn.house.room_types else None


def _how_many(turn: Turn, wait: Wait, state: Waiting) -> Ask[Waiting] | None:
    """The question how many come, where nobody told it before, or more than the room sleeps; None where it is known."""
    adults, children = _people(wait, state)
    if not adults:
        return Ask("guests", state)
    kind = turn.house.room_types[wait.offered_type]
    if adults + children <= kind.guests * wait.rooms:
        return None
    small = turn.say(N_("The {room} sleeps {n} at most."), room=turn.words(kind, "name"), n=kind.guests)
    return Ask("guests", replace(state, guests=None, adults=None, children=None), lead=small)


def _people(wait: Wait, state: Waiting) -> tuple[int, int]:
    """Grown people and children: as they are told now, else as they were when the days were asked for; 0 where nobody did."""
    if state.guests is not None and state.adults is None:
        children = state.children or 0
        return max(state.guests - children, 1), children
    adults = wait.adults if state.adults is None else state.adults
    return adults, wait.children if state.children is None else state.children


def _book(turn: Turn, wait: Wait, state: Waiting) -> str:
    """What was kept becomes a booking, in one transaction: nobody can come between."""
    house, person = turn.house, turn.standing.person_id
    code = wait.offered_type
    price = quotes.offered(
        turn.connection, turn.present, person, [code], wait.stay, turn.now, _on_top(turn, wait, state)
    )[code]
    until = (
        None if house.instant_confirmation else holds.staffed_deadline(house, turn.now, house.hold_minutes)
    )
    adults, children = _people(wait, state)
    wish = Wish(
        source=DIRECT, source_ref=f"wait:{wait.id}", state="held", holder=state.name or "",
        arrival=wait.arrival, departure=wait.departure, room_type=code, phone=e164(state.phone or ""),
        rooms=wait.rooms, adults=adults, children=children, total=price.whole(wait.rooms),
    )  # fmt: skip
    booking_id = _placed(turn, wait, wish, until, price.on_top)
    if booking_id is None:
        return turn.say(N_("I'm sorry, the house has taken that room back. Other days? Just tell me."))
    people.set_contact(turn.connection, person, name=state.name, phone=e164(state.phone or ""))
    booking = bookings.get(turn.connection, booking_id)
    assert booking is not None
    deciding.tell_of_new(turn, booking)
    if until is None:
        return turn.say(N_("Booked: {code}. See you then!"), code=booking.code)
    return turn.say(
        N_("It's yours, {code}; the house still says yes to it by {time}. I tell you here."),
        code=booking.code,
        time=clock(turn.language, until.astimezone(house.zone_info).time()),
    )


def _placed(
    turn: Turn, wait: Wait, wish: Wish, until: datetime | None, extras: Sequence[Extra]
) -> int | None:
    """The booking's id; None when there is no room for it: then the offer is over, and counts as no booking."""
    trial = turn.connection.begin_nested()
    if waits.end(turn.connection, wait, "booked", turn.now):
        person = turn.standing.person_id
        made = holds.place(turn.connection, wish, person, until, turn.today, turn.now, turn.chance, extras)
        if made is not None:
            trial.commit()
            return made
    trial.rollback()
    waits.end(turn.connection, wait, "lapsed", turn.now)
    return None


def _question(turn: Turn, state: Waiting) -> str:
    wait = _offered(turn, state)
    if wait is None or wait.offered_until is None:
        return ""
    with_it = replace(wait, on_top=_on_top(turn, wait, state))
    counted = replace(state, children=_people(wait, state)[1])
    young = on_top.young_are_free(turn, counted, wait.offered_type)
    return offer_words(turn.connection, with_it, turn.present, turn.language, turn.now, beside=young)


def begin(turn: Turn) -> Waiting:
    """A yes or no with no question open: about the offer that stands."""
    mine = waits.live_of(turn.connection, turn.standing.person_id)
    offered = next((one.id for one in mine if one.state == "offered"), None)
    return Waiting(wait=offered)


FLOW = Flow(
    name="waiting",
    version=3,
    title=N_("a room that became free"),
    state=Waiting,
    intents=(),
    begin=begin,
    proceed=proceed,
    questions=(
        Question(
            "take",
            YES,
            _question,
            N_("“Yes” takes the room, “no” leaves it to the next one. Do you take it?"),
            options=lambda turn, state: ANSWERS,
            reads_back=True,
            hint=OFFER,
        ),
        Question(
            "guests",
            "guests",
            N_("How many of you are coming?"),
            N_("How many people is it? For example “2 adults and a child”."),
        ),
        *contact.QUESTIONS,
    ),
)
