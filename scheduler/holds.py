"""Holds that lapse, and those about to: the guest and the house are told, the nights are free again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from locales import N_, money, say
from scheduler import telling, too_much
from store import holds, house, payments, people, subjects, todos
from store.bookings import Booking
from store.database import Connection
from store.house import Present


def let_go(connection: Connection, now: datetime) -> int:
    """Release the holds whose time is up and warn of those about to; how many were released. Bounded; safe to repeat."""
    present = house.present(connection)
    if present is None:
        return 0
    released = holds.lapsed(connection, now)
    for booking in released:
        _tell_guest(connection, booking, _paid_all_the_same(connection, booking, now), present, now)
        _tell_staff(
            connection,
            f"lapsed:{booking.id}",
            N_("[Lapsed] {code} was not decided in time; its room is free again."),
            booking.code,
            now,
        )
    for booking in holds.lapsing(connection, now):
        if todos.open_once(connection, f"lapsing:{booking.id}", "lapsing", now, booking_id=booking.id):
            _tell_staff(
                connection,
                f"lapsing:{booking.id}",
                N_(
                    "[Still to decide] {code} lapses in a few minutes. Reply “确认{code}” or “拒{code} reason”."
                ),
                booking.code,
                now,
                links=[("accept", booking.id)],
                about=subjects.held(booking.id),
            )
    return len(released)


def _paid_all_the_same(connection: Connection, booking: Booking, now: datetime) -> int:
    """What the house took for a room nobody keeps, in fen: the owners are asked once."""
    payments.fit(connection, booking.id, now)
    left = too_much.left(connection, booking.id, now)
    if left:
        too_much.put_before_owners(connection, f"lapsed:{booking.id}", booking, left, now)
    return left.over


def _tell_guest(connection: Connection, booking: Booking, paid: int, present: Present, now: datetime) -> None:
    message = N_(
        "I'm sorry, nobody of the house could confirm {code} in time, so the room is free again.\n"
        "Shall I try once more? Just say so, or call {phone}."
    )
    if paid and telling.sums_may_be_told(connection, booking):
        message = N_(
            "I'm sorry, nobody of the house could confirm {code} in time, so the room is free again.\n"
            "You paid {paid}: the house has been asked to take the booking after all or give it back. "
            "Its number is {phone}."
        )
    language = telling.language_of_holder(connection, booking)
    telling.tell_holder(
        connection,
        f"lapsed:{booking.id}",
        "booking_cancelled",
        booking,
        present,
        message,
        now,
        phone=present.house.phone,
        paid=money(language, paid),
    )


def _tell_staff(
    connection: Connection,
    key: str,
    message: str,
    code: str,
    now: datetime,
    links: Sequence[tuple[str, int]] = (),
    about: str = "",
) -> None:
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        text = say(language, message, code=code)
        telling.tell(connection, f"{key}:staff:{number}", "notice", address_id, text, now, links, about=about)
