"""Passing something on to the people of the house: a to-do, a notice to whoever is on duty, honest words to the guest."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers import handover
from locales import N_, clock, say
from store import bookings, people, rooms, todos
from store.bookings import Booking

KINDS = {
    "emergency": N_("Emergency"),
    "person": N_("Wants a person"),
    "complaint": N_("Complaint"),
    "recovery": N_("To be put right"),
    "question": N_("Question"),
    "booking": N_("Wants to book"),
    "change": N_("Wants to change a booking"),
    "stay_change": N_("Wants to change a booking"),  # in words, for a person to do
    "cancel": N_("Wants to cancel"),
    "extend": N_("Wants to stay longer"),
    "change_room": N_("Wants another room"),
    "early_checkin": N_("Wants to come early"),
    "late_checkout": N_("Wants to leave late"),
    "checkout": N_("Leaves"),
    "housekeeping": N_("Housekeeping"),
    "maintenance": N_("Repair"),
    "meal": N_("Meal"),
    "amenity": N_("Bring something"),
    "transport": N_("Transport"),
    "wake_up": N_("Wake-up call"),
    "luggage": N_("Luggage"),
    "lost_found": N_("Lost and found"),
    "door": N_("Door"),
    "special": N_("Special wish"),
    "room_control": N_("Room devices"),
    "registration": N_("Registration"),
    "status": N_("Asks how it goes"),
    "feedback": N_("Feedback"),
    "payment_said": N_("Says it is paid"),
    "money_back": N_("Asks for money back"),
    "ways_to_pay": N_("Asks how to pay"),
    "privacy": N_("About personal data"),
    "opt_out": N_("Wants no messages"),
}


AT_A_TAP = ("person", "emergency")  # where the tap itself is the message
OF_MONEY = ("payment_said", "money_back", "ways_to_pay")  # about the bill that was told of, or about none
TALKS = ("person", "complaint", "question")  # where somebody is called to talk with the guest


def pass_on(turn: Turn, kind: str, *, lead: str = "", about: Booking | None = None) -> str:
    """Put the guest's words on the list of `kind`, `about` a booking, and tell staff; what the guest is told of it."""
    if turn.inbound.kind == "event" and kind not in AT_A_TAP:
        # a tap on the menu has no words yet to pass on
        asked = turn.say(N_("Tell me in a few words, and I pass it on to the house."))
        return f"{lead}\n{asked}" if lead else asked
    answer = promised(turn, alarm(turn, kind, about))
    return f"{lead}\n{answer}" if lead else answer


def promised(turn: Turn, told: bool) -> str:
    """What may be said once something is on the list, and somebody was `told` or nobody could be."""
    if not told:
        return turn.say(
            N_("I have put it on the house's list. If it can't wait, call {phone}."), phone=turn.house.phone
        )
    if turn.house.staffed_at(turn.local.time()):
        return turn.say(N_("I have passed it on to the people of the house."))
    return turn.say(
        N_("I have passed it on; it will be read from {time}. If it can't wait, call {phone}."),
        time=clock(turn.language, turn.house.staffed_from),
        phone=turn.house.phone,
    )


def alarm(turn: Turn, kind: str, about: Booking | None = None) -> bool:
    """Put the guest's words on the list and tell whoever is on duty; False when nobody is. `about`: None for the soonest."""
    text = turn.inbound.text[:200]
    person = turn.standing.person_id
    booking_id = about.id if about else None if kind in OF_MONEY else _booking(turn)
    todos.open_once(
        turn.connection,
        f"{kind}:{turn.inbound.key}",
        kind,
        turn.now,
        person_id=person,
        booking_id=booking_id,
        detail={"text": text, "address": turn.standing.address_id},
    )
    message = N_("[{kind}] {who}\n{text}") if kind == "emergency" else N_("[{kind}] {who}\n{text}\n{more}")
    return turn.tell_staff(
        message,
        kind=lambda language: named(language, kind),
        who=who(turn),
        text=lambda language: text or handover.said_without_words(turn, language),
        more=lambda language: _more(turn, kind, language, about),
    )


def _more(turn: Turn, kind: str, language: str, about: Booking | None) -> str:
    """What was said before, where somebody is called to talk; and how the guest is answered."""
    before = handover.said_before(turn) if kind in TALKS else []
    lines = [say(language, N_("Before that: {words}"), words=" / ".join(before))] if before else []
    if kind == "payment_said" and about is not None:
        lines.append(say(language, N_("Once you see it: 收款B{booking} and the sum."), booking=about.id))
    lines.append(say(language, N_("Answer: 回{guest} and your words"), guest=handover.guest_code(turn)))
    return "\n".join(lines)


def named(language: str, kind: str) -> str:
    """A kind of wish in words; one that an older version put down is left as it is."""
    return say(language, KINDS[kind]) if kind in KINDS else kind


def _booking(turn: Turn) -> int | None:
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return mine[0].booking.id if mine else None


def who(turn: Turn) -> str:
    """How staff recognise the guest: room and name as far as known, else the guest's number."""
    name = people.name_of(turn.connection, turn.standing.person_id)
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    if not shares:
        return name or f"G{turn.standing.person_id}"
    first = shares[0]
    if (first.part, first.level) == ("holder", "confirmed"):
        name = name or first.booking.holder
    numbers = rooms.rooms_of(turn.connection, first.booking.id)
    return " ".join([*numbers, name or f"G{turn.standing.person_id}"])
