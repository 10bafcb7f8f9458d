"""What a booking becomes by a guest's wish: its days, people, room and price, and whether they fit in. It asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.context import Turn
from bot.flows import on_top, stays
from bot.flows.availability import Query, fits
from bot.handlers import asked_changes
from store import extras, quotes
from store.bookings import DIRECT, Booking
from store.holds import Change
from store.house_file.extras import ExtraKind
from store.rates import Quote


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
    more_guests: int | None = None  # than are booked; below zero: fewer
    fewer_nights: int | None = None
    more: int | None = None  # nights on top of what is booked
    yes: bool | None = None


def changed(turn: Turn, booking: Booking, wished: Change | None, state: Changing) -> Change | None:
    """The booking as it would be, with what was `wished` before and waits; None when that would be no different."""
    now = asked_changes.as_it_is(booking)
    base = wished or now
    arrival = state.check_in or base.arrival
    if state.nights is not None:
        departure = arrival + timedelta(days=state.nights)
    elif state.check_out is not None:
        departure = state.check_out
    else:
        departure = arrival + (base.departure - base.arrival) if state.check_in else base.departure
    departure += timedelta(days=min(state.more or 0, stays.LONGEST))
    departure -= timedelta(days=min(state.fewer_nights or 0, stays.LONGEST))
    wanted = state.room_type or ""
    room_type = wanted if wanted in turn.house.room_types else base.room_type
    adults, children = _people(base, state)
    change = Change(arrival, departure, room_type, adults, children, base.total, base.on_top)
    if change == base and not _tells_on_top(state):
        return None
    if departure <= arrival:
        return change
    change = _priced(turn, booking, base, change, state)
    return None if change == base else change


def _priced(turn: Turn, booking: Booking, base: Change, change: Change, state: Changing) -> Change:
    """With what it costs: nights that were sold, or told, keep their price; others have the one of today."""
    wanted = _wanted(turn, booking, base, state, change.children)
    for known in (asked_changes.as_it_is(booking), base):
        if (change.stay, change.room_type) == (known.stay, known.room_type):
            return _same_nights(turn, booking, known, change, wanted)
    if change.room_type not in turn.house.room_types:
        return change
    price = _price(turn, change, wanted)
    return replace(change, total=price.whole(booking.rooms), on_top=price.on_top)


def _tells_on_top(state: Changing) -> bool:
    return any(getattr(state, slot) is not None for slot in on_top.SLOTS)


def _wanted(
    turn: Turn, booking: Booking, base: Change, state: Changing, children: int
) -> dict[ExtraKind, int]:
    """How many of each there are to be: as it is, or was wished for, but for what is told now."""
    asked = on_top.wanted(turn, replace(state, children=children), booking.rooms)
    has = {extra.kind: extra.count for extra in asked_changes.on_top_of(turn, booking, base)}
    told: Mapping[ExtraKind, object] = {
        "extra_bed": state.extra_beds,
        "breakfast": state.breakfasts,
        "child_breakfast": state.child_breakfasts,
        "child": state.children or state.child_age or state.child_ages,
    }
    return {kind: asked[kind] if told[kind] is not None else has.get(kind, 0) for kind in told}


def _same_nights(
    turn: Turn, booking: Booking, known: Change, change: Change, wanted: Mapping[ExtraKind, int]
) -> Change:
    """The nights keep the price they are known at; what comes on top is added, each at the price it has or had."""
    before = asked_changes.on_top_of(turn, booking, known)
    sold = {extra.kind: extra.fen for extra in before}
    after = tuple(
        replace(extra, fen=sold.get(extra.kind, extra.fen))
        for extra in extras.priced(turn.house, change.room_type, wanted)
    )
    if after == before:
        return replace(change, total=known.total, on_top=known.on_top)
    lasts = (change.departure - change.arrival).days
    more = extras.cost(after, lasts) - extras.cost(before, lasts)
    here = booking.source == DIRECT and known.total is not None
    return replace(change, on_top=after, total=(known.total or 0) + more if here else known.total)


def _price(turn: Turn, change: Change, wanted: Mapping[ExtraKind, int]) -> Quote:
    """What a room costs for the other stay, as it is told and then holds."""
    person, code = turn.standing.person_id, change.room_type
    return quotes.offered(turn.connection, turn.present, person, [code], change.stay, turn.now, wanted)[code]


def _people(base: Change, state: Changing) -> tuple[int, int]:
    children = base.children if state.children is None else state.children
    if state.adults is not None:
        return state.adults, children
    if state.guests is not None:
        return max(state.guests - (state.children or 0), 1), state.children or 0
    return max(base.adults + (state.more_guests or 0), 1), children


def crowded(turn: Turn, booking: Booking, change: Change) -> bool:
    """Whether more people are to come, or a smaller room is wished for, than fit into it."""
    now = asked_changes.as_it_is(booking)
    same = (change.adults, change.children, change.room_type) == (now.adults, now.children, now.room_type)
    return not same and not fit_in(turn, booking, change)


def fit_in(turn: Turn, booking: Booking, change: Change) -> bool:
    """Whether so many people fit into the rooms of a change; of a kind the house sells no more nobody knows."""
    if change.room_type not in turn.house.room_types:
        return True
    query = Query(
        guests=change.adults + change.children,
        adults=change.adults,
        children=change.children,
        rooms=booking.rooms,
    )
    return fits(turn, query, change.room_type)
