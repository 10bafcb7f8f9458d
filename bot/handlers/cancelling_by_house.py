"""取消B23 原因: the house cancels. The guest hears the reason and what is free instead; shown first, taken back for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.context import Turn
from bot.handlers import giving_back, instead
from bot.handlers.deciding import reason_given
from bot.handlers.desk_words import STATES
from bot.handlers.naming import kept, room_gone
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from locales import N_, money, say, stay
from scheduler import telling, too_much
from scheduler.too_much import Left
from store import audit, bookings, deeds, holds, rooms, stays
from store.bookings import Booking
from store.holds import Decision

CANCELLABLE = ("held", "confirmed", "unplaced")


def cancel(turn: Turn, command: Command) -> str | Proposal:
    """Which booking and why: to be shown first."""
    booking = bookings.get(turn.connection, int(command.words["booking"]))
    if booking is None:
        return turn.say(N_("I know no B{booking}. Have a look at 订单."), booking=command.words["booking"])
    refused = _not_that(turn, booking)
    if refused:
        return refused
    reason = reason_given(command)
    if not reason:
        return turn.say(
            N_("The guest is told why: “取消{code} reason”, for example “取消{code} 水管爆了，那间住不了”."),
            code=booking.code,
        )
    return Proposal("cancel_booking", {"booking": booking.id, "reason": reason})


def _not_that(turn: Turn, booking: Booking) -> str:
    """Why the house cannot cancel it; "" when it can."""
    if booking.state in CANCELLABLE:
        return ""
    return turn.say(
        N_("{code} {name} {state}."),
        code=booking.code,
        name=booking.holder,
        state=turn.say(STATES[booking.state]),
    )


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    booking = kept(turn, detail)
    refused = _not_that(turn, booking)
    if refused:
        return Refused(refused)
    kind = turn.house.room_types.get(booking.room_type)
    total = money(turn.language, booking.total) if booking.total is not None else ""
    about = [stay(turn.language, booking.arrival, booking.departure, today=turn.today)]
    about += [turn.words(kind, "name") if kind else booking.room_type, total]
    lines = [
        turn.say(N_("Cancel {code} {name}?"), code=booking.code, name=booking.holder),
        " · ".join(part for part in about if part),
        turn.say(N_("Reason: {reason}"), reason=detail["reason"]),
        _another_room(turn, booking),
        _what_the_guest_hears(turn, booking),
        *_what_goes_back(turn, booking),
    ]
    return "\n".join(line for line in lines if line)


def _what_goes_back(turn: Turn, booking: Booking) -> list[str]:
    """What would be left over without the nights, a line each."""
    left = too_much.left(turn.connection, booking.id, turn.now, ended=True)
    if not left.whole:
        return giving_back.for_house(turn, booking, left)
    whole = turn.say(N_("What was paid goes back to the guest in full."))
    return [whole, *giving_back.for_house(turn, booking, replace(left, over=0))]


def _another_room(turn: Turn, booking: Booking) -> str:
    """A room of the same type that is free all the while makes the cancellation needless."""
    free = instead.same_type(turn, booking)
    if not free:
        return ""
    return turn.say(
        N_("{room} of the same type is free those nights: “换房{code} {room}” keeps the booking."),
        code=booking.code,
        room=free,
    )


def _what_the_guest_hears(turn: Turn, booking: Booking) -> str:
    if not bookings.holders(turn.connection, booking.id):
        return turn.say(
            N_("I can't reach the guest of {code}: please tell them yourself, and why."), code=booking.code
        )
    found = instead.alternatives(turn, booking)
    if not found:
        return turn.say(N_("The guest hears the reason; two weeks around it nothing else is free."))
    return "\n".join(
        [
            turn.say(N_("The guest hears the reason, and what is free instead:")),
            *instead.listed(turn, found, turn.language),
        ]
    )


def _cancel(turn: Turn, detail: Detail) -> str:
    booking, reason = kept(turn, detail), str(detail["reason"])
    nights = stays.nights_of(turn.connection, booking.id)
    if holds.cancel(turn.connection, booking, reason, turn.now) is not Decision.DONE:
        return turn.say(N_("A colleague was faster; have a look at 订单{code}."), code=booking.code)
    me = turn.standing.person_id
    freed = [[room, night.isoformat()] for room, night in nights]
    deeds.note(
        turn.connection,
        me,
        "cancelled_booking",
        {
            "booking": booking.id,
            "state": booking.state,
            "nights": freed,
            "held_until": booking.held_until.isoformat() if booking.held_until is not None else None,
        },
        turn.now,
    )
    audit.note(turn.connection, turn.now, me, "house_cancelled", f"booking:{booking.id}", reason)
    left = giving_back.put_before_owner(turn, booking)
    told = _tell(turn, booking, reason, left)
    turn.noticed += 1
    words = (
        N_("{code} is cancelled; {name} has been told, with what is free instead. A slip? Write 撤销.")
        if told
        else N_(
            "{code} is cancelled. {name} can't be reached from here: please tell them. A slip? Write 撤销."
        )
    )
    said = turn.say(words, code=booking.code, name=booking.holder)
    return "\n".join([said, *giving_back.for_house(turn, booking, left)])


def _tell(turn: Turn, booking: Booking, reason: str, left: Left) -> bool:
    """The holder hears why, and what could be had instead at a price that then holds for them."""
    language = telling.language_of_holder(turn.connection, booking)
    found = instead.alternatives(turn, booking, for_guest=True)
    if found:
        more = "\n".join(
            [
                say(language, N_("This is free instead:")),
                *instead.listed(turn, found, language),
                say(language, N_("Tell me the days or the room you like and I book it at once.")),
            ]
        )
    else:
        more = say(language, N_("Other days? Tell me and I look at once; or reply “a person”."))
    if left and telling.sums_may_be_told(turn.connection, booking):
        more = "\n".join([*_back(language, left), more])
    return telling.tell_holder(
        turn.connection,
        f"house_cancelled:{turn.inbound.key}",
        "booking_cancelled",
        booking,
        turn.present,
        N_("I'm very sorry: the house can't keep {code} ({stay}): {reason}.\n{more}"),
        turn.now,
        reason=reason,
        more=more,
    )


def _back(language: str, left: Left) -> list[str]:
    """What the guest hears about money."""
    if not left.whole:
        return giving_back.for_guest(language, left)
    deposit = replace(left, over=0)
    return [
        say(language, N_("What you paid is given back in full.")),
        *giving_back.for_guest(language, deposit),
    ]


def _take_back(turn: Turn, detail: Detail) -> str:
    booking = kept(turn, detail)
    nights = [(str(room), date.fromisoformat(night)) for room, night in detail["nights"]]
    held_until = datetime.fromisoformat(detail["held_until"]) if detail.get("held_until") else None
    if not holds.uncancel(turn.connection, booking, detail["state"], nights, turn.now, held_until):
        return room_gone(turn, booking)
    giving_back.after_all(turn, booking)
    told = telling.tell_holder(
        turn.connection,
        f"uncancelled:{turn.inbound.key}",
        "booking_confirmed",
        booking,
        turn.present,
        N_("Good news: {code} stands after all.\n{stay}\nI'm sorry for the fright."),
        turn.now,
    )
    turn.noticed += 1
    words = (
        N_("Taken back: {code} stands, in {rooms}; {name} has been told.")
        if told
        else N_("Taken back: {code} stands, in {rooms}.")
    )
    numbers = "/".join(rooms.rooms_of(turn.connection, booking.id))
    return turn.say(words, code=booking.code, name=booking.holder, rooms=numbers)


CHANGES = {"cancel_booking": Change(_preview, _cancel)}
TAKING_BACK = {"cancelled_booking": _take_back}
