"""What a notice to the house is about, and whether that is settled: decided, taken care of, over. It drops and sends nothing.

A subject is written with the notice: "held:326" is a booking to decide, "todo:KEY" a to-do, "unplaced:326" a stay without
a room, "ticket:12" a wish, "reminder:12" that it waits still, "chase" rooms to close elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from store import elsewhere
from store.bookings import BookingRow
from store.tickets import LIVE, TicketRow
from store.todos import TodoRow

CHASE = "chase"
NEWEST_ONLY = ("chase", "reminder")  # kinds of which the newest says all that those before it said


def held(booking_id: int) -> str:
    """A booking the house has not decided."""
    return f"held:{booking_id}"


def unplaced(booking_id: int) -> str:
    """A stay that has no room."""
    return f"unplaced:{booking_id}"


def todo(key: str) -> str:
    """What waits on the list under this key."""
    return f"todo:{key}"


def ticket(number: int) -> str:
    """A wish, told in full."""
    return f"ticket:{number}"


def reminder(number: int) -> str:
    """Word that a wish still waits."""
    return f"reminder:{number}"


def told_anew(about: str) -> bool:
    """Whether of several notices about it the newest is enough."""
    return about.partition(":")[0] in NEWEST_ONLY


def settled(connection: Connection, abouts: Collection[str]) -> set[str]:
    """Which of these nobody needs to hear of any more; what is not known here stands."""
    named = [(about, *about.partition(":")[::2]) for about in abouts]
    over = set()
    for kind, standing in _STANDING.items():
        asked = {name: about for about, its, name in named if its == kind}
        stand = standing(connection, list(asked)) if asked else ()
        over |= {about for name, about in asked.items() if name not in stand}
    return over


def _bookings(state: str) -> Callable[[Connection, Sequence[str]], set[str]]:
    def standing(connection: Connection, names: Sequence[str]) -> set[str]:
        mine = BookingRow.id.in_([int(name) for name in names]), BookingRow.state == state
        return {str(number) for number in connection.scalars(select(BookingRow.id).where(*mine))}

    return standing


def _todos(connection: Connection, names: Sequence[str]) -> set[str]:
    waiting = TodoRow.key.in_(names), TodoRow.done_at.is_(None)
    return set(connection.scalars(select(TodoRow.key).where(*waiting)))


def _tickets(connection: Connection, names: Sequence[str]) -> set[str]:
    live = TicketRow.number.in_([int(name) for name in names]), TicketRow.state.in_(LIVE)
    return {str(number) for number in connection.scalars(select(TicketRow.number).where(*live))}


def _elsewhere(connection: Connection, names: Sequence[str]) -> Sequence[str]:
    waiting = TodoRow.kind.in_(elsewhere.KINDS), TodoRow.done_at.is_(None)
    return names if connection.scalar(select(TodoRow.id).where(*waiting).limit(1)) is not None else ()


_STANDING: Mapping[str, Callable[[Connection, Sequence[str]], Collection[str]]] = {
    "held": _bookings("held"),
    "unplaced": _bookings("unplaced"),
    "todo": _todos,
    "ticket": _tickets,
    "reminder": _tickets,
    "chase": _elsewhere,
}  # by kind: which of the names still stand
