"""My booking: shown to whoever proved a right to it. Phone, holder's name and arrival day together show its state;
the five-letter code, a scene QR or a staff member's word shows room and bill.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.context import Turn
from bot.flows.flow import Ask, Done, Flow, Question, Result
from bot.handlers import bill, binding
from bot.handlers.own_data import STATES
from locales import N_, join, money, stay
from scheduler import extra_words
from store import bookings, claims, extras, folio, people, rooms, todos
from store.bookings import Share
from store.claims import CODE_LENGTH, Claim
from store.codes import CODE_LETTERS
from store.phones import e164
from store.rights import may_see

PURPOSE, NOTICE = "match_booking", "1"  # what the guest agrees to by answering, and the version of its words
CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the guest gave to find the booking."""

    phone: str | None = None
    name: str | None = None
    check_in: date | None = None
    order_no: str | None = None


def proceed(turn: Turn, lookup: Lookup) -> Result[Lookup]:
    """A code decides at once; a person already known is shown what is theirs; else the three answers are asked for."""
    if lookup.order_no and CODE.fullmatch(lookup.order_no.upper()):
        return by_code(turn, lookup.order_no)
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    if mine:
        return Done("\n\n".join(shown(turn, share) for share in mine))
    phone = e164(lookup.phone) if lookup.phone else None
    if phone is None:
        return Ask("phone", replace(lookup, phone=None))
    people.consent(turn.connection, turn.standing.person_id, PURPOSE, NOTICE, turn.now)
    if lookup.name is None:
        return Ask("name", lookup)
    if lookup.check_in is None:
        return Ask("check_in", lookup)
    claim, booking_id = claims.claim_by_details(
        turn.connection,
        turn.standing.person_id,
        phone=phone,
        name=lookup.name,
        arrival=lookup.check_in,
        now=turn.now,
    )
    if claim is not Claim.GRANTED:
        if claims.wrong_tries(turn.connection, turn.standing.person_id) >= binding.TRIES:
            binding.wonder(turn, lookup.name, phone)
        return Done(refused(turn, claim))
    people.set_contact(turn.connection, turn.standing.person_id, name=lookup.name, phone=phone)
    return Done(_found(turn, booking_id))


def by_code(turn: Turn, code: str) -> Done:
    """Try a booking code: it confirms the person, or counts as a wrong try."""
    claim, booking_id = claims.claim_by_code(turn.connection, turn.standing.person_id, code, turn.now)
    if claim is Claim.WRONG:
        return Done(
            turn.say(
                N_(
                    "That code doesn't match a booking of ours, please look again. Without a code, write “my booking”."
                )
            )
        )
    if claim is Claim.HELD and booking_id is not None:
        return Done(binding.ask_holder(turn, booking_id))
    if claim is not Claim.GRANTED:
        return Done(refused(turn, claim))
    return Done(_found(turn, booking_id))


def _found(turn: Turn, booking_id: int | None) -> str:
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    share = next((share for share in mine if share.booking.id == booking_id), None)
    if share is None:
        return turn.say(N_("Found it. That stay is already over; thank you for having been with us."))
    return f"{turn.say(N_('Found it:'))}\n{shown(turn, share)}"


def refused(turn: Turn, claim: Claim) -> str:
    """The words for a claim that was not granted: the same whether the booking exists or not."""
    if claim is Claim.WRONG:
        return turn.say(
            N_(
                "These don't match a booking of ours. Please check phone, the booker's name and the day of arrival, "
                "then write “my booking” to try again; the five-letter code from the house works too."
            )
        )
    if claim is Claim.JUST_LOCKED:
        person = turn.standing.person_id
        key = f"locked:{person}:{turn.today.isoformat()}"
        todos.open_once(turn.connection, key, "identify", turn.now, person_id=person)
        turn.tell_staff(
            N_(
                "[Who is this?] Guest G{person} failed to match a booking five times and is locked for a day.\n"
                "If you know which booking it is, reply “G{person}是B23” (with the right number)."
            ),
            person=person,
        )
    return turn.say(
        N_("Too many tries didn't match, so I stop here for today to keep everybody's booking safe. {help}"),
        help=reach(turn),
    )


def reach(turn: Turn) -> str:
    """How to reach a person: by telling staff if there are any, always by the house's phone."""
    if people.on_duty(turn.connection):
        return turn.say(
            N_("The people of the house have been told; you can also call {phone}."), phone=turn.house.phone
        )
    return turn.say(N_("Please call the house: {phone}."), phone=turn.house.phone)


def shown(turn: Turn, share: Share) -> str:
    """A booking in the words and to the extent this person may see it."""
    booking, part, level = share.booking, share.part, share.level
    code = f"{booking.code} · " if may_see(part, level, "code") else ""
    lines = [f"{code}{turn.say(STATES[booking.state])}"]
    kind = turn.house.room_types.get(booking.room_type)
    if may_see(part, level, "room_type") and kind is not None:
        numbers = rooms.rooms_of(turn.connection, booking.id) if may_see(part, level, "room") else []
        name = turn.words(kind, "name")
        lines.append(
            turn.say(N_("{room}, room {number}"), room=name, number=join(turn.language, numbers))
            if numbers
            else name
        )
    lines.append(stay(turn.language, booking.arrival, booking.departure, today=turn.today))
    if may_see(part, level, "bill") and booking.state not in folio.OVER:
        lines += extra_words.each(turn.language, extras.of(turn.connection, booking.id))
    if may_see(part, level, "bill") and booking.state in folio.OVER:
        lines += bill.ended(turn, booking)
    elif may_see(part, level, "bill") and booking.total is not None:
        total = turn.say(N_("{total} in all"), total=money(turn.language, booking.total))
        paid = bill.state(turn, booking)
        lines.append(turn.say(N_("{total}: {paid}"), total=total, paid=paid) if paid else total)
    if not may_see(part, level, "room"):
        lines.append(turn.say(N_("To see room and bill, send me the five-letter code from the house.")))
    return "\n".join(lines)


FLOW = Flow(
    name="my_booking",
    version=1,
    title=N_("finding your booking"),
    state=Lookup,
    intents=("my_booking",),
    proceed=proceed,
    questions=(
        Question(
            "phone",
            "phone",
            N_(
                "Which phone number was the booking made with?\n"
                "It is only used to find your booking, never for advertising; write “delete my data” at any time."
            ),
            N_("I need the number the booking was made with, for example 138 0000 8000. Which one is it?"),
        ),
        Question(
            "name",
            "name",
            N_("And the booker's name?"),
            N_("Please write just the name the booking was made in, for example “Wang Fang”."),
        ),
        Question(
            "check_in",
            "check_in",
            N_("Which day do you arrive?"),
            N_("I didn't catch the day. For example “24 December”: which day do you arrive?"),
        ),
    ),
)
