"""A change a guest asked for: the one that waits for the house's word, and what it means for the money. It changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from bot.context import Turn
from bot.handlers import giving_back
from locales import N_, money, say
from scheduler.too_much import Left
from store import extras, folio, todos
from store.bookings import DIRECT, Booking
from store.extras import Extra
from store.holds import Change


def kept(change: Change) -> dict[str, Any]:
    """A change as a to-do keeps it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(change).items()
    }


def read(detail: Mapping[str, Any]) -> Change:
    """A change as it was kept."""
    wished: dict[str, Any] = {one.name: detail.get(one.name) for one in fields(Change)}
    days = {name: date.fromisoformat(detail[name]) for name in ("arrival", "departure")}
    has = detail.get("on_top")
    on_top = None if has is None else tuple(Extra(**one) for one in has)
    return Change(**{**wished, **days, "on_top": on_top})


def as_it_is(booking: Booking) -> Change:
    """The booking, told like a change that changes nothing."""
    return Change(
        booking.arrival, booking.departure, booking.room_type, booking.adults, booking.children, booking.total
    )


def on_top_of(turn: Turn, booking: Booking, change: Change) -> tuple[Extra, ...]:
    """What is on top of the room with a change: what it has, where the change does not say."""
    return extras.of(turn.connection, booking.id) if change.on_top is None else change.on_top


def told_beside(turn: Turn, booking: Booking, change: Change, beside: int) -> int:
    """What is told of a change that is paid here: its nights `beside` the price, and what is on top of the room then."""
    if not beside:
        return 0
    more = (change.departure - booking.departure).days
    return beside + extras.cost(on_top_of(turn, booking, change), more)


def waiting(turn: Turn, booking: Booking) -> Change | None:
    """What was asked of the house for this booking and waits for its word; None where no change does."""
    wish = todos.pending(turn.connection, todos.WISHES, booking.id)
    return read(wish[2]) if wish is not None and wish[1] == "change" else None


def about_money(turn: Turn, booking: Booking, change: Change) -> list[str]:
    """How much more or less it costs, and what becomes of what is paid, a line each; nothing where the sum stays."""
    if booking.total is None or change.total is None or booking.source != DIRECT:
        return []
    more = change.total - booking.total
    if not more:
        return []
    words = N_("{sum} more than before.") if more > 0 else N_("{sum} less than before.")
    lines = [turn.say(words, sum=money(turn.language, abs(more)))]
    bill = folio.of(turn.connection, booking, turn.now)
    if bill.paid > 0:
        lines.append(_settled(turn, bill.paid, bill.open + more))
    return lines


def _settled(turn: Turn, paid: int, left: int) -> str:
    """What is still to be paid once it is changed, or comes back."""
    if left > 0:
        words = N_("You have paid {paid}; {sum} is then still to be paid.")
    elif left < 0:
        words = N_("You have paid {paid}; {sum} of it is then left over, for the house to give back.")
    else:
        words = N_("You have paid {paid}: then nothing more is to be paid.")
    return turn.say(words, paid=money(turn.language, paid), sum=money(turn.language, abs(left)))


def settled_now(turn: Turn, booking: Booking, left: Left, language: str) -> list[str]:
    """The same, once the booking is as it was wished for: what is left over, or still open of what was begun to pay."""
    if left.over:
        return giving_back.for_guest(language, left)
    bill = folio.of(turn.connection, booking, turn.now)
    if bill.paid <= 0 or bill.open <= 0:
        return []
    paid, still = money(language, bill.paid), money(language, bill.open)
    return [say(language, N_("{paid} paid, {open} open"), paid=paid, open=still)]
