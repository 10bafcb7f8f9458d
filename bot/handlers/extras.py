"""What the house says of extra beds, breakfast and children, in passing: its own words, and the price they lack."""

from __future__ import annotations

from decimal import Decimal

from bot.context import Turn
from bot.handlers.gaps import unknown
from locales import N_, join, money


def extra_bed(turn: Turn) -> str:
    """Whether a bed can be added, where, for how much."""
    bed = turn.house.extras.bed
    rooms = [turn.words(kind, "name") for code, kind in turn.house.room_types.items() if bed.fits(code)]
    price = bed.price if bed.enabled else None
    message = N_("An extra bed is {price} a night: {rooms}.")
    return _told(turn, "extra_bed", price, message, instead=True, rooms=join(turn.language, rooms))


def breakfast(turn: Turn) -> str:
    """When and what it is, and what more of it costs."""
    meal = turn.house.extras.breakfast
    return _told(
        turn, "breakfast", meal.price if meal.enabled else None, N_("One breakfast more is {price}.")
    )


def children(turn: Turn) -> str:
    """How children sleep, and from what age on they cost something."""
    child = turn.house.extras.child
    free = N_("A child without a bed of its own is {price} a night; under {n} years it is free.")
    always = N_("A child without a bed of its own is {price} a night.")
    price = child.price if child.enabled else None
    return _told(turn, "children", price, free if child.free_under else always, n=child.free_under)


def _told(
    turn: Turn, rule: str, yuan: Decimal | None, message: str, *, instead: bool = False, **values: object
) -> str:
    """The house's words, with the price as it is set where they do not name that sum, or that alone `instead`."""
    said = turn.words(turn.house.policies, rule)
    if yuan is None:
        return said or unknown(turn)
    if f"{yuan.normalize():f}" in said:
        return said
    price = turn.say(message, price=money(turn.language, int(yuan * 100)), **values)
    return f"{said}\n{price}" if said and not instead else price
