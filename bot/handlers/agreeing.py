"""The house's word on what a guest asked: 同意B23, 不行B23 原因. Old and new are told to both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.context import Turn
from bot.handlers import asked_changes, giving_back, leaving_early
from bot.handlers.beyond_recall import beyond_recall
from bot.handlers.deciding import reason_given
from bot.handlers.requests import KINDS, summary
from bot.understanding.commands import Command
from locales import N_, money, stay
from scheduler import reconciling, telling
from scheduler.reconciling import GONE
from store import audit, bookings, extras, feed_stays, folio, holds, todos
from store.bookings import Booking
from store.folio import Entry
from store.holds import Change, Decision
from store.todos import Pending


def agree(turn: Turn, command: Command) -> str:
    """同意B23: the wish is carried out and the guest told."""
    found = _wished(turn, command)
    if isinstance(found, str):
        return found
    booking, (wish_id, kind, detail) = found
    if kind == GONE:
        return _gone(turn, booking)
    if booking.state not in holds.STANDING:
        return turn.say(N_("{code} is over or was decided already; nothing has changed."), code=booking.code)
    if kind == "change":
        change, off = asked_changes.read(detail), ""
        early = leaving_early.of(turn, booking, change.departure)
        if early is not None:
            less = leaving_early.taken_off(turn, early, command)
            if isinstance(less, str):
                return less
            change, off = replace(change, total=early.total - less), str(less)
        done = _changed(turn, booking, wish_id, change, int(detail.get("beside", 0)))
    else:
        off = ""
        done = _cancelled(turn, booking, int(detail.get("fee", 0)))
    if done is None:
        return turn.say(
            N_("There is no room for it any more: {code} stays as it was. Please tell the guest."),
            code=booking.code,
        )
    todos.finish(turn.connection, kind, booking.id, turn.now)
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, f"agreed_{kind}", f"booking:{booking.id}", off
    )
    turn.noticed += 1
    beyond_recall(turn)
    return done


def _wished(turn: Turn, command: Command) -> tuple[Booking, Pending] | str:
    """The booking a word is about, and what waits for that word; in words where nothing does."""
    booking = bookings.get(turn.connection, int(command.words["booking"]))
    wish = todos.pending(turn.connection, (*KINDS, GONE), booking.id) if booking else None
    if booking is None or wish is None:
        return turn.say(
            N_("Nobody asked to change B{booking}. Have a look at 待办."), booking=command.words["booking"]
        )
    return booking, wish


def _gone(turn: Turn, booking: Booking) -> str:
    """A stay its channel no longer shows is over by the owner's word: its room is free."""
    if not reconciling.give_up(turn.connection, booking, turn.present, turn.now, turn.chance):
        return turn.say(N_("{code} is over or was decided already; nothing has changed."), code=booking.code)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "agreed_cancel", f"booking:{booking.id}")
    if booking.state == "unplaced":
        return turn.say(N_("{code} is cancelled; it had no room here."), code=booking.code)
    return turn.say(N_("{code} is cancelled, its room is on sale again."), code=booking.code)


def _stands(turn: Turn, booking: Booking) -> str:
    """The owner has looked: the stay stands, whatever the calendar leaves out."""
    feed_stays.keep(turn.connection, booking.id)
    todos.finish(turn.connection, GONE, booking.id, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "declined_cancel", f"booking:{booking.id}")
    return turn.say(N_("{code} stays as it is."), code=booking.code)


def _changed(turn: Turn, booking: Booking, wish_id: int, change: Change, beside: int) -> str | None:
    had = extras.of(turn.connection, booking.id)
    becomes = had if change.on_top is None else change.on_top
    told = asked_changes.told_beside(turn, booking, change, beside)
    if not holds.become(turn.connection, booking, change, turn.now):
        return None
    _post(turn, booking, wish_id, beside)
    left = giving_back.put_before_owner(turn, booking)  # it may cost less than was paid
    moved = bookings.known(turn.connection, booking.id)
    message = N_("{code} is changed:\n{old}\nis now\n{new}")
    if not telling.sums_may_be_told(turn.connection, booking):
        message = N_("{code} is changed; it is for {days} now.")
    elif beside:
        message = N_("{code} is changed:\n{old}\nis now\n{new}\n{beside} for it is on your bill here.")
    elif asked_changes.settled_now(turn, moved, left, turn.language):
        message = N_("{code} is changed:\n{old}\nis now\n{new}\n{more}")
    reached = _tell(
        turn,
        booking,
        "booking_confirmed",
        message,
        days=lambda language: stay(language, change.arrival, change.departure, today=turn.today),
        old=lambda language: (
            f"{stay(language, booking.arrival, booking.departure, today=turn.today)} · {summary(turn, booking, language, had)}"
        ),
        new=lambda language: (
            f"{stay(language, change.arrival, change.departure, today=turn.today)} · {summary(turn, change, language, becomes)}"
        ),
        beside=lambda language: money(language, told),
        more=lambda language: "\n".join(asked_changes.settled_now(turn, moved, left, language)),
    )
    words = (
        N_("{code} is changed; {name} has been told.")
        if reached
        else N_("{code} is changed; please tell {name}.")
    )
    said = turn.say(words, code=booking.code, name=booking.holder)
    return "\n".join([said, *giving_back.for_house(turn, booking, left)])


def _post(turn: Turn, booking: Booking, wish_id: int, beside: int) -> None:
    """Put what the guest said yes to beside the price on the bill."""
    if beside:
        me = turn.standing.person_id
        entry = Entry("extension", beside, f"extension:{wish_id}", by_id=me)
        folio.post(turn.connection, booking.id, entry, turn.now)
        audit.note(turn.connection, turn.now, me, "folio_extension", f"booking:{booking.id}", str(beside))


def _cancelled(turn: Turn, booking: Booking, fee: int) -> str | None:
    if holds.cancel(turn.connection, booking, "guest", turn.now) is not Decision.DONE:
        return None
    if fee:
        me = turn.standing.person_id
        folio.post(turn.connection, booking.id, Entry("fee", fee, f"fee:{booking.id}", by_id=me), turn.now)
        audit.note(turn.connection, turn.now, me, "folio_fee", f"booking:{booking.id}", str(fee))
    left = giving_back.put_before_owner(turn, booking)
    told = _tell(
        turn,
        booking,
        "booking_cancelled",
        N_("{code} is cancelled.\n{more}\nYou are welcome any time.")
        if (fee or left) and telling.sums_may_be_told(turn.connection, booking)
        else N_("{code} is cancelled. You are welcome any time."),
        more=lambda language: "\n".join(giving_back.for_guest(language, left, fee)),
    )
    words = (
        N_("{code} is cancelled; {name} has been told.")
        if told
        else N_("{code} is cancelled; please tell {name}.")
    )
    said = turn.say(words, code=booking.code, name=booking.holder)
    return "\n".join([said, *giving_back.for_house(turn, booking, left, fee)])


def decline(turn: Turn, command: Command) -> str:
    """不行B23 原因: the booking stays, the guest hears why."""
    found = _wished(turn, command)
    if isinstance(found, str):
        return found
    booking, (_, kind, _) = found
    if kind == GONE:
        return _stands(turn, booking)
    reason = reason_given(command)
    if not reason:
        return turn.say(N_("Please add the reason for the guest: “不行{code} reason”."), code=booking.code)
    todos.finish(turn.connection, kind, booking.id, turn.now)
    audit.note(
        turn.connection,
        turn.now,
        turn.standing.person_id,
        f"declined_{kind}",
        f"booking:{booking.id}",
        reason,
    )
    told = _tell(
        turn,
        booking,
        "notice",
        N_(
            "I'm sorry, the house can't do that: {reason}.\n{code} stays as it was. Anything else I can look at?"
        ),
        reason=lambda language: reason,
    )
    turn.noticed += 1
    beyond_recall(turn)
    words = (
        N_("{code} stays as it was; {name} has been told.")
        if told
        else N_("{code} stays as it was; please tell {name}.")
    )
    return turn.say(words, code=booking.code, name=booking.holder)


def _tell(turn: Turn, booking: Booking, kind: str, message: str, **values: Any) -> bool:
    """Tell the holder in their own language; values are made for that language."""
    language = telling.language_of_holder(turn.connection, booking)
    said = {name: make(language) for name, make in values.items()}
    key = f"told:{turn.inbound.key}"
    return telling.tell_holder(turn.connection, key, kind, booking, turn.present, message, turn.now, **said)
