"""Payments over a provider in words: what the guest, those on duty and the owners hear, and what a person must look into.

Sums are told to a guest only who proved that they hold the booking. It moves no money.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from locales import N_, money, say
from scheduler import telling
from scheduler.provider import Notice
from store import bookings, house, people, staff, todos
from store.database import Connection
from store.payments import Payment
from store.repayments import Repayment

DIFFERS, REPAYING = "differs:", "repay:"  # how the keys of what a person looks into begin


def tell_received(connection: Connection, key: str, payment: Payment, left: int, now: datetime) -> None:
    """The guest and those on duty hear what was paid and what is open, or too much."""
    guest = N_("{sum} received, thank you. Everything is paid.")
    house_ = N_("[Paid online] B{booking} {name}: {sum}. Everything is paid.")
    if left > 0:
        guest = N_("{sum} received, thank you. {left} is still open.")
        house_ = N_("[Paid online] B{booking} {name}: {sum}. {left} is open.")
    elif left < 0:
        guest = N_("{sum} received. That is {left} too much; the house has been told to give it back.")
        house_ = N_("[Paid online] B{booking} {name}: {sum}. {left} too much was paid.")
    _tell_guest(connection, key, payment.booking_id, guest, payment.fen, now, left=abs(left))
    _tell_staff(
        connection,
        key,
        lambda language: say(
            language,
            house_,
            booking=payment.booking_id,
            name=_holder(connection, payment.booking_id),
            sum=money(language, payment.fen),
            left=money(language, abs(left)),
        ),
        now,
    )


def tell_dead_link(connection: Connection, payment: Payment, reason: str, now: datetime) -> None:
    """The provider took no order: nobody can pay by this link, and whoever can mend it hears so."""
    message = N_(
        "[Link can't be paid] B{booking}: {sum} can't be paid online ({reason}). "
        "Please take it another way and look into the payment settings."
    )
    for number, (address_id, language) in enumerate(staff.owners(connection)):
        text = say(
            language,
            message,
            booking=payment.booking_id,
            sum=money(language, payment.fen),
            reason=reason,
        )
        telling.tell(connection, f"no_order:{payment.number}:{number}", "notice", address_id, text, now)


def have_looked_into(
    connection: Connection, back: Repayment, payment: Payment, reason: str, now: datetime
) -> None:
    """Nobody knows whether it went back: a person looks before anything else is done."""
    _wait_by_hand(connection, back, payment, now)
    _tell_staff(
        connection,
        f"unknown:{back.number}:{reason}",
        lambda language: say(
            language,
            N_(
                "[Paid back? Unknown] B{booking}: nobody knows whether {sum} went back ({reason}).\n"
                "Please look in the merchant platform first and give nothing by hand. "
                "The owner's 退款B{booking} asks once more; it goes back once. It certainly did not? 没退成B{booking}."
            ),
            booking=payment.booking_id,
            sum=money(language, back.fen),
            reason=reason,
        ),
        now,
    )


def have_given_back(
    connection: Connection, back: Repayment, payment: Payment, reason: str, now: datetime
) -> None:
    """The provider refuses: a person gives it back."""
    _wait_by_hand(connection, back, payment, now)
    _tell_staff(
        connection,
        waits_under(back),
        lambda language: say(
            language,
            N_(
                "[Not paid back] B{booking}: {sum} could not go back ({reason}).\n"
                "Please give it back by hand, then write “退款B{booking} …”."
            ),
            booking=payment.booking_id,
            sum=money(language, back.fen),
            reason=reason,
        ),
        now,
    )


def _wait_by_hand(connection: Connection, back: Repayment, payment: Payment, now: datetime) -> None:
    key = waits_under(back)
    detail = {"fen": str(back.fen)}
    if not todos.open_once(connection, key, "repay", now, booking_id=payment.booking_id, detail=detail):
        todos.wait_again(connection, key)


def tell_paid_back(connection: Connection, back: Repayment, payment: Payment, now: datetime) -> None:
    """The guest hears that it goes back."""
    message = N_("{sum} is on its way back to you, the way you paid.")
    _tell_guest(connection, f"repaid:{back.number}", payment.booking_id, message, back.fen, now)


def waits_under(back: Repayment) -> str:
    """The key of the to-do about something to be paid back."""
    return f"{REPAYING}{back.number}"


def tell_difference(connection: Connection, payment: Payment, notice: Notice, now: datetime) -> None:
    """Another sum than was asked for: nothing is written into the bill, a person looks."""
    key = f"{DIFFERS}{payment.number}:{notice.ref}"
    new = todos.open_once(
        connection, key, "repay", now, booking_id=payment.booking_id, detail={"text": notice.ref}
    )
    if new:
        _tell_staff(
            connection,
            key,
            lambda language: say(
                language,
                N_("[Payment differs] B{booking}: asked for {asked}, paid {paid}. Please look into it."),
                booking=payment.booking_id,
                asked=money(language, payment.fen),
                paid=money(language, notice.fen),
            ),
            now,
        )


def _holder(connection: Connection, booking_id: int) -> str:
    booking = bookings.get(connection, booking_id)
    return booking.holder if booking is not None else ""


def _tell_guest(
    connection: Connection, key: str, booking_id: int, message: str, fen: int, now: datetime, left: int = 0
) -> None:
    booking, present = bookings.get(connection, booking_id), house.present(connection)
    if booking is None or present is None:
        return
    language = telling.language_of_holder(connection, booking, proved=True)
    values = {"sum": money(language, fen), "left": money(language, left)}
    telling.tell_holder(
        connection, f"{key}:guest", "payment", booking, present, message, now, proved=True, **values
    )


def _tell_staff(connection: Connection, key: str, words: Callable[[str], str], now: datetime) -> None:
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        telling.tell(connection, f"{key}:{number}", "notice", address_id, words(language), now)
