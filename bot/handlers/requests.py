"""Requests of guests about a booking, and the house's word on them: 同意B23, 不行B23 原因. Old and new are told to both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.context import Turn
from bot.handlers import asked_changes, giving_back, leaving_early
from bot.handlers.beyond_recall import beyond_recall
from bot.handlers.deciding import reason_given
from bot.understanding.commands import Command
from locales import N_, clock, money, say, stay
from scheduler import extra_words, reconciling, telling
from scheduler.reconciling import GONE
from store import audit, bookings, extras, feed_stays, folio, holds, people, subjects, todos
from store.bookings import Booking
from store.extras import Extra
from store.folio import Entry
from store.holds import Change, Decision
from store.todos import Pending

KINDS = todos.WISHES
TAKES_IN = N_("What was asked before is in it: one answer is enough.")
REPLACES = N_("It takes the place of what was asked before, which no longer counts.")


def ask_to_change(turn: Turn, booking: Booking, change: Change, beside: int = 0) -> str:
    """Put the wish before the house; what the guest is told. `beside`: fen the guest was told to pay here beside its price."""
    detail = asked_changes.kept(change)
    if beside:
        detail["beside"] = beside
    before_it = todos.pending(turn.connection, KINDS, booking.id)
    taken_in = before_it is not None and before_it[1] == "change" and booking.state != "in_house"
    _request(turn, "change", booking, detail)
    had = extras.of(turn.connection, booking.id)
    becomes = had if change.on_top is None else change.on_top
    early = leaving_early.of(turn, booking, change.departure)
    for number, (address_id, language) in enumerate(people.on_duty(turn.connection)):
        text = say(
            language,
            N_(
                "[Change wanted] {code} {name}\nfrom {old}, {before}\nto {new}, {after}\n"
                "There is a room for it. Reply “同意{code}” or “不行{code} reason”."
            )
            if not beside
            else N_(
                "[Change wanted] {code} {name}\nfrom {old}, {before}\nto {new}, {after}\n"
                "The guest was told {beside} for it, to be paid here.\n"
                "There is a room for it. Reply “同意{code}” or “不行{code} reason”."
            ),
            beside=money(language, beside),
            code=booking.code,
            name=booking.holder,
            old=stay(language, booking.arrival, booking.departure, today=turn.today),
            new=stay(language, change.arrival, change.departure, today=turn.today),
            before=_summary(turn, booking, language, had),
            after=_summary(turn, change, language, becomes),
        )
        if early is not None:
            text = leaving_early.notice(turn, early, booking.holder, language)
        if before_it is not None:
            text = f"{text}\n{say(language, TAKES_IN if taken_in else REPLACES)}"
        telling.tell(
            turn.connection,
            f"change:{turn.inbound.key}:{number}",
            "notice",
            address_id,
            text,
            turn.now,
            about=subjects.todo(f"change:{turn.inbound.key}"),
        )
    return still_waits(turn, booking, falls=before_it is not None and not taken_in)


def withdraw(turn: Turn, booking: Booking) -> str:
    """The guest wants it as it is booked after all: what they asked before needs no answer, and staff hear so."""
    todos.finish_wishes(turn.connection, booking.id, turn.now)
    turn.tell_staff(
        N_("[No change after all] {code} {name}: what was asked before needs no answer; the booking stays."),
        code=booking.code,
        name=booking.holder,
    )
    return turn.say(N_("All right, {code} stays as it is booked; the house knows."), code=booking.code)


def ask_to_cancel(turn: Turn, booking: Booking, fee: int) -> str:
    """Put the wish to cancel before the house, with the fee in fen the guest said yes to; what the guest is told."""
    before_it = todos.pending(turn.connection, KINDS, booking.id)
    before = todos.pending(turn.connection, ("cancel",), booking.id)
    if before is not None and before[2] == {"fee": fee}:
        return _waiting(turn, booking)  # the house knows
    _request(turn, "cancel", booking, {"fee": fee})
    had = extras.of(turn.connection, booking.id)
    free = N_(
        "[Cancellation wanted] {code} {name}\n{stay}, {before}\nReply “同意{code}” or “不行{code} reason”."
    )
    costs = N_(
        "[Cancellation wanted] {code} {name}\n{stay}, {before}\nThe fee by the rule is {fee}; the guest knows.\n"
        "Reply “同意{code}” or “不行{code} reason”."
    )
    for number, (address_id, language) in enumerate(people.on_duty(turn.connection)):
        text = say(
            language,
            costs if fee else free,
            fee=money(language, fee),
            code=booking.code,
            name=booking.holder,
            stay=stay(language, booking.arrival, booking.departure, today=turn.today),
            before=_summary(turn, booking, language, had),
        )
        if before_it is not None:
            text = f"{text}\n{say(language, REPLACES)}"
        telling.tell(
            turn.connection,
            f"cancel:{turn.inbound.key}:{number}",
            "notice",
            address_id,
            text,
            turn.now,
            about=subjects.todo(f"cancel:{turn.inbound.key}"),
        )
    return still_waits(turn, booking, falls=before_it is not None and before_it[1] != "cancel")


def _summary(turn: Turn, what: Booking | Change, language: str, has: Sequence[Extra]) -> str:
    kind = turn.house.room_types.get(what.room_type)
    room = kind.words("name", language) if kind else what.room_type
    people_ = f"{what.adults}+{what.children}" if what.children else str(what.adults)
    count = say(language, N_("{n} people"), n=people_)
    total = f" {money(language, what.total)}" if what.total is not None else ""
    on_top = "".join(f" {words}" for words in extra_words.short(language, has))
    return f"{room} {count}{on_top}{total}"


def _request(turn: Turn, kind: str, booking: Booking, detail: dict[str, Any]) -> None:
    for other in KINDS:  # the newest wish counts
        todos.finish(turn.connection, other, booking.id, turn.now)
    todos.open_once(
        turn.connection,
        f"{kind}:{turn.inbound.key}",
        kind,
        turn.now,
        booking_id=booking.id,
        person_id=turn.standing.person_id,
        detail=detail,
    )
    turn.noticed += 1


def still_waits(turn: Turn, booking: Booking, *, falls: bool = False) -> str:
    """That the house has it and will answer; that what was asked before `falls` with it."""
    waits = _waiting(turn, booking)
    fallen = turn.say(N_("What you asked before about it no longer counts.")) if falls else ""
    return "\n".join(part for part in (waits, fallen) if part)


def _waiting(turn: Turn, booking: Booking) -> str:
    if turn.house.staffed_at(turn.local.time()):
        return turn.say(
            N_(
                "I have put it to the house: {code}. Until they answer, your booking stays as it is; I tell you here."
            ),
            code=booking.code,
        )
    return turn.say(
        N_(
            "I have put it to the house: {code}. They are up from {time}; until then your booking stays as it is."
        ),
        code=booking.code,
        time=clock(turn.language, turn.house.staffed_from),
    )


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
    told = _tell(
        turn,
        booking,
        "booking_confirmed",
        message,
        days=lambda language: stay(language, change.arrival, change.departure, today=turn.today),
        old=lambda language: (
            f"{stay(language, booking.arrival, booking.departure, today=turn.today)} · {_summary(turn, booking, language, had)}"
        ),
        new=lambda language: (
            f"{stay(language, change.arrival, change.departure, today=turn.today)} · {_summary(turn, change, language, becomes)}"
        ),
        beside=lambda language: money(language, beside),
        more=lambda language: "\n".join(asked_changes.settled_now(turn, moved, left, language)),
    )
    words = (
        N_("{code} is changed; {name} has been told.")
        if told
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
