"""Guests who leave before the day they booked: what the nights they don't sleep were sold for, and the house's word on it.

It changes no booking and promises nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.context import Turn
from bot.understanding.commands import Command
from bot.understanding.money_commands import fen
from bot.understanding.numerals import number
from locales import N_, day, money, say, yuan
from store import fees, folio
from store.bookings import Booking


@dataclass(frozen=True, slots=True)
class Early:
    """What the house weighs: what each night not slept was sold for, what the whole was, what is paid; all fen."""

    code: str
    old: date
    new: date
    each: tuple[int, ...]
    total: int
    paid: int

    @property
    def unslept(self) -> int:
        return sum(self.each)


def of(turn: Turn, booking: Booking, departure: date) -> Early | None:
    """None where nobody leaves early, or the nights are not paid here."""
    if booking.state != "in_house" or departure >= booking.departure:
        return None
    each = fees.unslept(turn.connection, turn.present, booking, departure)
    if not each or booking.total is None:
        return None
    paid = folio.of(turn.connection, booking, turn.now).paid
    return Early(booking.code, booking.departure, departure, each, booking.total, paid)


def notice(turn: Turn, early: Early, name: str, language: str) -> str:
    """The wish for staff, with what they need to decide about the money."""
    words = N_(
        "[Early departure] {code} {name}: leaves {new} instead of {old}, nights less: {n}.\n"
        "Sold for {total}, {paid} paid; those nights come to {unslept}.\n"
        "Reply “同意{code} 照收” to keep the price, “同意{code} 退{n}晚” to take it off, or “不行{code} reason”."
    )
    return say(
        language,
        words,
        code=early.code,
        name=name,
        new=day(language, early.new, today=turn.today),
        old=day(language, early.old, today=turn.today),
        n=len(early.each),
        total=money(language, early.total),
        paid=money(language, early.paid),
        unslept=money(language, early.unslept),
    )


def taken_off(turn: Turn, early: Early, command: Command) -> int | str:
    """The fen that a word takes off the price: 照收 none, 退一晚 the last night, 退100; words where it says neither.

    Never more than the nights not slept were sold for: more is 减免, which only who may waive says, and sees first.
    """
    said = command.words
    if "keep" in said:
        return 0
    if "off_all" in said:
        return early.unslept
    if "off_sum" in said and fen(said["off_sum"]) <= early.unslept:
        return fen(said["off_sum"])
    count = number(said.get("off_nights", "")) or 0
    if 0 < count <= len(early.each):
        return sum(early.each[-count:])
    ask = N_(
        "{code} leaves early: nights not slept {n}, sold for {unslept}. What about the price? "
        "“同意{code} 照收” keeps it, “同意{code} 退{n}晚” takes them off, “同意{code} 退100” so much."
    )
    return turn.say(ask, code=early.code, n=len(early.each), unslept=money(turn.language, early.unslept))


def left_unslept(turn: Turn, booking: Booking, language: str) -> str:
    """For staff, of guests who checked out early by themselves: what those nights were sold for, and how to take it off."""
    each = fees.unslept(turn.connection, turn.present, booking, turn.local.date())
    if not each:
        return ""
    words = N_(
        "Nights not slept: {n}, sold for {sum}, still on the bill. To take it off: 减免{code} {yuan} 提前离店."
    )
    values = {"n": len(each), "sum": money(language, sum(each)), "yuan": yuan(sum(each))}
    return say(language, words, code=booking.code, **values)
