"""I'd like to book: days, people, room, name and phone in any order; read back in full, confirmed, then held for the house.

Nothing is taken before the guest says yes; what was read back as the price is what is booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from bot.context import Turn
from bot.flows import availability, contact, my_booking, on_top
from bot.flows.availability import priced
from bot.flows.flow import OFFER, YES, Ask, Done, Flow, Question, Result
from bot.flows.saying import beside
from bot.flows.slots import restored
from bot.flows.stays import QUESTIONS, agreed, missing, span
from bot.flows.wanted import Wanted, choices, nothing_left, sellable, why_not
from bot.handlers import deciding, house_settings
from locales import N_, clock, fallback, money, party, say, stay
from scheduler import extra_words
from store import bookings, holds, people
from store.bookings import DIRECT
from store.extras import Extra
from store.intake import Wish
from store.phones import e164
from store.sealing import mask_phone

STAY = frozenset({"check_in", "check_out", "nights", "guests", "adults", "children", "rooms", "room_type"})
CHANGES = STAY | on_top.SLOTS | {"name", "phone", "floor"}
LOOKED = (availability.FLOW.name,)  # nobody who has booked is asked whether to go on looking
LET_GO_LATELY = timedelta(days=1)


def proceed(turn: Turn, wanted: Wanted) -> Result[Wanted]:
    """Ask for the first thing missing; read back; then book. A yes counts for what was read back, and nothing else."""
    result = _next(turn, wanted)
    if isinstance(result, Ask) and result.step != "confirm":
        lead = result.lead or _no_bed(turn, result.state)
        return replace(result, state=replace(result.state, yes=None, quoted=None), lead=lead)
    return result


def _no_bed(turn: Turn, wanted: Wanted) -> str:
    """That the bed just asked for does not fit the room that was chosen; "" otherwise."""
    if "extra_beds" not in turn.understood.slots:
        return ""
    return on_top.refused(turn, wanted, wanted.room_type or "", wanted.rooms or 1)


def _next(turn: Turn, wanted: Wanted) -> Result[Wanted]:
    if house_settings.paused(turn.house, turn.today):
        return Done(house_settings.told_paused(turn))
    wanted = agreed(turn, _corrected(turn, wanted))
    open_days = missing(turn, wanted)
    if open_days is not None:
        return open_days
    if not (wanted.guests or wanted.adults):
        return Ask("guests", wanted)
    prices = sellable(turn, wanted)
    if not prices:
        return nothing_left(turn, wanted)
    if wanted.room_type not in prices:
        return _which_room(turn, wanted)
    if wanted.name is None and wanted.phone is None:
        return Ask("contact", wanted)
    people.consent(turn.connection, turn.standing.person_id, my_booking.PURPOSE, my_booking.NOTICE, turn.now)
    if wanted.phone is None or e164(wanted.phone) is None:
        return Ask("phone", replace(wanted, phone=None))
    if wanted.name is None:
        return Ask("name", wanted)
    total = prices[wanted.room_type].whole(wanted.rooms or 1)
    if wanted.yes is None or wanted.quoted is None:
        return Ask("confirm", replace(wanted, yes=None, quoted=total))
    if not wanted.yes:
        return Ask(
            "confirm",
            replace(wanted, yes=None),
            lead=turn.say(N_("Nothing is booked yet. What shall I change?")),
            alone=True,
        )
    return _book(turn, wanted, prices[wanted.room_type].on_top)


def _which_room(turn: Turn, wanted: Wanted) -> Ask[Wanted]:
    place = turn.standing.place
    again = place.flow == FLOW.name and place.step == "room_type"
    return Ask("room_type", replace(wanted, room_type=None), lead=why_not(turn, wanted, again=again))


def _corrected(turn: Turn, wanted: Wanted) -> Wanted:
    """A sentence that changes something is no yes and no no: it is read back again, with its own price."""
    if CHANGES & set(turn.understood.slots):
        return replace(wanted, yes=None, quoted=None)
    return wanted


def _read_back(turn: Turn, wanted: Wanted) -> str:
    """Everything, once, before anything is done."""
    code, rooms = wanted.room_type or "", wanted.rooms or 1
    kind, wish = turn.house.room_types[code], span(wanted)
    extras = priced(turn, code, wish, on_top.wanted(turn, wanted, rooms)).on_top
    beds = [on_top.refused(turn, wanted, code, rooms), on_top.young_are_free(turn, wanted, code)]
    lines = [
        turn.say(N_("Let me read it back:")),
        stay(turn.language, wish.arrival, wish.departure, today=turn.today),
        turn.say(
            N_("{room}×{rooms}, {people}"),
            room=turn.words(kind, "name"),
            rooms=rooms,
            people=_people(turn, wanted),
        ),
        *extra_words.each(turn.language, extras),
        *(line for line in beds if line),
        turn.say(N_("{total} in all"), total=money(turn.language, wanted.quoted or 0)),
        _wished_floor(turn.language, wanted),
        beside(turn.language, [wanted.name or "", mask_phone((wanted.phone or "").removeprefix("+86"))]),
        turn.say(N_("Shall I book it like this?")),
    ]
    return "\n".join(line for line in lines if line)


def _wished_floor(language: str, wanted: Wanted) -> str:
    """The floor as a note for the house, which sees what it can do; "" where none was wished for."""
    if wanted.floor is None:
        return ""
    words = N_("Wish: {floor}, if the house can arrange it")
    return say(language, words, floor=availability.floor_words(language, wanted.floor))


def _people(turn: Turn, wanted: Wanted) -> str:
    if wanted.adults and wanted.children:
        return party(turn.language, wanted.adults, wanted.children)
    return party(turn.language, wanted.guests or wanted.adults or 1, 0)


def _book(turn: Turn, wanted: Wanted, extras: Sequence[Extra]) -> Result[Wanted]:
    """Take the room: held until somebody of the house decides, or confirmed at once where the owner chose so."""
    house = turn.house
    until: datetime | None = None
    if not house.instant_confirmation:
        until = holds.staffed_deadline(house, turn.now, house.hold_minutes)
    booking_id = holds.place(
        turn.connection,
        _wish(turn, wanted),
        turn.standing.person_id,
        until,
        turn.today,
        turn.now,
        turn.chance,
        extras,
    )
    if booking_id is None:
        gone = turn.say(N_("I'm sorry, somebody was a moment faster and that room is gone."))
        rest = proceed(turn, replace(wanted, room_type=None, yes=None, quoted=None))
        return replace(rest, lead=f"{gone}\n{rest.lead}".rstrip()) if isinstance(rest, Ask) else rest
    people.set_contact(
        turn.connection, turn.standing.person_id, name=wanted.name, phone=e164(wanted.phone or "")
    )
    booking = bookings.get(turn.connection, booking_id)
    assert booking is not None
    deciding.tell_of_new(turn, booking)
    if until is None:
        return Done(turn.say(N_("Booked: {code}. See you then!"), code=booking.code), moot=LOOKED)
    local = until.astimezone(house.zone_info)
    if local.date() == turn.local.date() and house.staffed_at(turn.local.time()):
        words = N_(
            "I keep the room for you until {time}: {code}. As soon as the house confirms, I tell you here."
        )
    else:
        words = N_(
            "I keep the room for you: {code}. The house is up from {open} and decides by {time}; I tell you here."
        )
    opening = clock(turn.language, house.staffed_from)
    said = turn.say(words, time=clock(turn.language, local.time()), code=booking.code, open=opening)
    return Done(said, moot=LOOKED)


def _wish(turn: Turn, wanted: Wanted) -> Wish:
    adults = wanted.adults or max((wanted.guests or 1) - (wanted.children or 0), 1)
    wish = span(wanted)
    return Wish(
        source=DIRECT,
        source_ref=turn.inbound.key,
        state="held",
        holder=wanted.name or "",
        arrival=wish.arrival,
        departure=wish.departure,
        room_type=wanted.room_type or "",
        phone=e164(wanted.phone or ""),
        rooms=wanted.rooms or 1,
        adults=adults,
        children=wanted.children or 0,
        total=wanted.quoted,
        notes=_wished_floor(fallback(""), wanted) or None,
    )


def begin(turn: Turn) -> Wanted:
    """With what was just looked at, and with the contact the person gave before."""
    place = turn.standing.place
    seen: dict[str, Any] = {}
    if place.flow == availability.FLOW.name:
        seen = asdict(restored(availability.FLOW, place))
        del seen["offered"]
        seen["room_type"] = availability.chosen(turn) or seen["room_type"]
    if not seen and not STAY & set(turn.understood.slots):
        seen = _let_go(turn)
    known = people.contact(turn.connection, turn.standing.person_id)
    return Wanted(**{**seen, "name": known[0], "phone": known[1]})


def _let_go(turn: Turn) -> dict[str, Any]:
    """What was booked last, when the house let it lapse a short while ago: “once more” means that."""
    mine = [share.booking for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today)]
    last = max(mine, key=lambda booking: booking.id, default=None)
    if last is None or last.held_until is None or last.state != "cancelled" or last.arrival < turn.today:
        return {}
    if turn.now - last.held_until > LET_GO_LATELY:
        return {}
    return {
        "check_in": last.arrival,
        "check_out": last.departure,
        "nights": (last.departure - last.arrival).days,
        "adults": last.adults,
        "children": last.children or None,
        "rooms": last.rooms,
        "room_type": last.room_type,
    }


FLOW = Flow(
    name="booking",
    version=3,
    title=N_("booking a room"),
    state=Wanted,
    intents=("make_booking",),
    begin=begin,
    proceed=proceed,
    questions=(
        *QUESTIONS,
        Question(
            "guests",
            "guests",
            N_("How many of you are coming?"),
            N_("How many people is it? For example “2 adults and a child”."),
        ),
        Question(
            "room_type",
            "room_type",
            N_("Which room would you like?"),
            N_("The number or the name of a room will do:"),
            options=choices,
            agrees=("make_booking",),
        ),
        *contact.QUESTIONS,
        Question(
            "confirm",
            YES,
            _read_back,
            N_("Yes books it; or tell me what to change. Shall I book it?"),
            reads_back=True,
            hint=OFFER,
            agrees=("make_booking",),
        ),
    ),
)
