"""What a guest wants to book, and which rooms can be sold for it at what price. It books nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.context import Turn
from bot.flows.availability import Query, around, fits, nothing, offers, too_short
from bot.flows.flow import Ask, Option
from bot.flows.stays import span
from locales import N_, money, stay
from store.rates import Quote


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the guest wants; None is not told yet."""

    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    rooms: int | None = None
    room_type: str | None = None
    extra_beds: int | None = None
    breakfasts: int | None = None
    child_breakfasts: int | None = None
    child_age: int | None = None
    child_ages: str | None = None
    name: str | None = None
    phone: str | None = None
    floor: str | None = None  # as it was wished for
    quoted: int | None = None  # fen, as it was read back
    yes: bool | None = None


def sellable(turn: Turn, wanted: Wanted) -> dict[str, Quote]:
    """The types that can be sold for the wish, with their prices for the stay."""
    wish = span(wanted)
    occupied = around(turn, wish)
    return {code: quote for code, quote, _ in offers(turn, _query(wanted), wish, occupied)}


def choices(turn: Turn, wanted: Wanted) -> list[Option]:
    """What is free, with its price for all rooms wanted."""
    if wanted.check_in is None or wanted.check_out is None:  # as an older version may have left it
        return []
    kinds = turn.house.room_types
    return [
        Option(
            code,
            turn.say(
                N_("{room}, {total} in all"),
                room=turn.words(kinds[code], "name"),
                total=money(turn.language, quote.whole(wanted.rooms or 1)),
            ),
        )
        for code, quote in sellable(turn, wanted).items()
    ]


def why_not(turn: Turn, wanted: Wanted, *, again: bool) -> str:
    """Why the room that was named is not among the choices; "" when none was named. `again`: it was told already."""
    kind = turn.house.room_types.get(wanted.room_type or "")
    if kind is None:
        return ""
    name, count = turn.words(kind, "name"), wanted.rooms or 1
    if not fits(turn, _query(wanted), wanted.room_type or ""):
        return turn.say(N_("The {room} sleeps {n} at most."), room=name, n=kind.guests)
    if count == 1 and again:  # what would help is said
        return turn.say(
            N_("The {room} really is gone for those days. Other days: just say so. Or take one of these."),
            room=name,
        )
    if count > 1:
        return turn.say(N_("There are not {n} of the {room} left then, I'm sorry."), room=name, n=count)
    return turn.say(N_("The {room} is full then, I'm sorry."), room=name)


def nothing_left(turn: Turn, wanted: Wanted) -> Ask[Wanted]:
    """Nothing can be sold: said with what is near it. All but what stands in the way is kept."""
    wish, query = span(wanted), _query(wanted)
    heading = stay(turn.language, wish.arrival, wish.departure, today=turn.today)
    said = nothing(turn, query, wish, around(turn, wish), heading)
    if too_short(turn, wish):
        return Ask("nights", replace(wanted, nights=None, check_out=None, yes=None), lead=said, alone=True)
    if any(fits(turn, query, code) for code in turn.house.room_types):
        return Ask(
            "check_in", replace(wanted, check_in=None, check_out=None, yes=None), lead=said, alone=True
        )
    return Ask("guests", replace(wanted, yes=None), lead=said, alone=True)


def _query(wanted: Wanted) -> Query:
    return Query(
        wanted.check_in,
        wanted.check_out,
        wanted.nights,
        wanted.guests,
        wanted.adults,
        wanted.children,
        wanted.rooms,
        None,
        extra_beds=wanted.extra_beds,
        breakfasts=wanted.breakfasts,
        child_breakfasts=wanted.child_breakfasts,
        child_age=wanted.child_age,
        child_ages=wanted.child_ages,
    )
