"""What a booking becomes by a guest's wish: its days, people, room and price, and whether they fit in. It asks nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from store.rooms import Span


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
    base = wished or asked_changes.as_it_is(booking)
    change = _told(turn, base, state)
    if change == base and not _tells_on_top(state):
        return None
    if change.departure <= change.arrival:
        return change
    change = _priced(turn, booking, base, state, change.stay, [change])[0]
    return None if change == base else change


def in_each_room(turn: Turn, booking: Booking, wished: Change | None, state: Changing) -> list[Change]:
    """The booking as it would be in each kind of room the people fit into; the house's prices are looked up once."""
    base = wished or asked_changes.as_it_is(booking)
    told = _told(turn, base, state)
    each = [replace(told, room_type=code) for code in turn.house.room_types]
    return _priced(turn, booking, base, state, told.stay, [one for one in each if fit_in(turn, booking, one)])


def _told(turn: Turn, base: Change, state: Changing) -> Change:
    """Days, people and room as they were told, at the price there was."""
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
    return Change(arrival, departure, room_type, adults, children, base.total, base.on_top)


def _priced(
    turn: Turn, booking: Booking, base: Change, state: Changing, stay: Span, changes: Sequence[Change]
) -> list[Change]:
    """With what they cost: nights that were sold, or told, keep their price; others have the one of today."""
    if not changes:
        return []
    wanted = _wanted(turn, booking, base, state, changes[0].children)
    known = {(one.stay, one.room_type): one for one in (base, asked_changes.as_it_is(booking))}
    kinds = [one.room_type for one in changes if one.room_type in turn.house.room_types]
    codes = [code for code in kinds if (stay, code) not in known]
    person = turn.standing.person_id
    prices = quotes.offered(turn.connection, turn.present, person, codes, stay, turn.now, wanted)

    def with_price(one: Change) -> Change:
        if (stay, one.room_type) in known:
            return _same_nights(turn, booking, known[stay, one.room_type], one, wanted)
        price = prices.get(one.room_type)
        return replace(one, total=price.whole(booking.rooms), on_top=price.on_top) if price else one

    return [with_price(one) for one in changes]


def _tells_on_top(state: Changing) -> bool:
    return any(getattr(state, slot) is not None for slot in on_top.SLOTS)


def _wanted(
    turn: Turn, booking: Booking, base: Change, state: Changing, children: int
) -> dict[ExtraKind, int]:
    """How many of each there are to be: as it is, or was wished for, but for what is told now."""
    has = {extra.kind: extra.count for extra in asked_changes.on_top_of(turn, booking, base)}
    aged = replace(state, child_age=None, child_ages=None) if state.children == 0 else state
    others_come = children != base.children
    return on_top.anew(turn, replace(aged, children=children), has, booking.rooms, others_come=others_come)


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
