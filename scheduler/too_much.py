"""What the house has of a guest's money beyond what their booking costs: a to-do, and the owners hear. It gives nothing back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from locales import N_, money, say
from scheduler import telling
from store import bookings, folio, holds, repayments, staff, subjects, todos
from store.bookings import Booking
from store.database import Connection

TODO = "give_back"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left over, in fen."""

    over: int = 0  # paid beyond what the booking costs, and not on its way back
    held: int = 0  # the security deposit, where its guests never came
    whole: bool = False  # whether `over` is all that was paid
    lapsed: bool = False  # whether it is over because nobody of the house decided in time

    def __bool__(self) -> bool:
        return self.fen > 0

    @property
    def fen(self) -> int:
        return self.over + self.held


def left(connection: Connection, booking_id: int, now: datetime, *, ended: bool = False) -> Left:
    """What a booking leaves over as it stands, or would leave over once it had `ended` before its guests came."""
    booking = bookings.known(connection, booking_id)
    bill = folio.of(connection, booking, now)
    paid = bill.paid - repayments.under_way(connection, booking_id)
    charged = bill.charged - (bill.nights if ended else 0)
    over = max(0, min(paid - charged, paid))
    held = bill.held if ended or booking.state in folio.OVER else 0
    return Left(over, max(0, held), over == bill.paid > 0, holds.was_let_lapse(booking))


def wait(connection: Connection, key: str, booking: Booking, fen: int, now: datetime) -> None:
    """It waits for a person, once a key."""
    detail = {"fen": str(fen)}
    todos.open_once(connection, _todo(booking, key), TODO, now, booking_id=booking.id, detail=detail)


def _todo(booking: Booking, key: str) -> str:
    return f"{TODO}:{booking.id}:{key}"


def put_before_owners(
    connection: Connection, key: str, booking: Booking, left_: Left, now: datetime, but: int | None = None
) -> int:
    """It waits, and all owners hear of it `but` the one at this address, who reads it in the answer; how many."""
    todos.finish(connection, TODO, booking.id, now)  # the new one is about all of it
    wait(connection, key, booking, left_.fen, now)
    told = 0
    for number, (address_id, language) in enumerate(staff.owners(connection)):
        if address_id != but:
            text = _words(language, booking, left_)
            about = subjects.todo(_todo(booking, key))
            telling.tell(connection, f"over:{key}:{number}", "notice", address_id, text, now, about=about)
            told += 1
    return told


def _words(language: str, booking: Booking, left_: Left) -> str:
    lines = []
    if left_.over and left_.lapsed:
        lines.append(
            N_(
                "[Paid, but lapsed] {code} {name}: {over} was paid, but nobody confirmed it in time. "
                "确认{code} takes the booking if a room is still free; 退款{code} gives the money back."
            )
        )
    elif left_.over:
        lines.append(N_("[To give back] {code} {name}: {over} was paid too much. 退款{code} gives it back."))
    if left_.held:
        lines.append(
            N_(
                "[To give back] {code} {name}: the security deposit of {held}. Once it is given back: 退款{code}押金."
            )
        )
    values = {"over": money(language, left_.over), "held": money(language, left_.held)}
    return "\n".join(say(language, one, code=booking.code, name=booking.holder, **values) for one in lines)
