"""Passing something on to the people of the house: a to-do, a notice to whoever is on duty, honest words to the guest."""

from __future__ import annotations

from bot.context import Turn
from locales import N_, clock
from store import bookings, people, rooms, todos


def pass_on(turn: Turn, kind: str, *, lead: str = "") -> str:
    """Put the guest's words on the list of `kind` and tell staff; what the guest is told. Nothing is promised but that."""
    told = _tell(turn, kind)
    if not told:
        answer = turn.say(
            N_("I have put it on the house's list. If it can't wait, call {phone}."), phone=turn.house.phone
        )
    elif turn.house.staffed_at(turn.local.time()):
        answer = turn.say(N_("I have passed it on to the people of the house."))
    else:
        answer = turn.say(
            N_("I have passed it on; it will be read from {time}. If it can't wait, call {phone}."),
            time=clock(turn.language, turn.house.staffed_from),
            phone=turn.house.phone,
        )
    return f"{lead}\n{answer}" if lead else answer


def _tell(turn: Turn, kind: str) -> bool:
    text = turn.inbound.text[:200]
    person = turn.standing.person_id
    booking_id = _booking(turn)
    todos.open_once(
        turn.connection,
        f"{kind}:{turn.inbound.key}",
        kind,
        turn.now,
        person_id=person,
        booking_id=booking_id,
        detail={"text": text, "address": turn.standing.address_id},
    )
    return turn.tell_staff(
        N_("[{kind}] {who}\n{text}"), kind=kind, who=who(turn), text=text or f"({turn.inbound.kind})"
    )


def _booking(turn: Turn) -> int | None:
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return mine[0].booking.id if mine else None


def who(turn: Turn) -> str:
    """How staff recognise the guest: room and name as far as known, else the guest's number."""
    name = people.name_of(turn.connection, turn.standing.person_id)
    booking_id = _booking(turn)
    numbers = rooms.rooms_of(turn.connection, booking_id) if booking_id else []
    parts = [*numbers, name or f"G{turn.standing.person_id}"]
    return " ".join(parts)
