"""Requests of guests about a booking: put before the house, who answers in its own time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.context import Turn
from bot.handlers import asked_changes, leaving_early
from locales import N_, clock, money, say, stay
from scheduler import extra_words, telling
from store import extras, people, subjects, todos
from store.bookings import Booking
from store.extras import Extra
from store.holds import Change

KINDS = todos.WISHES
TAKES_IN = N_("What was asked before is in it: one answer is enough.")
REPLACES = N_("It takes the place of what was asked before, which no longer counts.")


def ask_to_change(turn: Turn, booking: Booking, change: Change, beside: int = 0) -> str:
    """Put the wish before the house; what the guest is told. `beside`: fen its nights cost here beside its price."""
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
            beside=money(language, asked_changes.told_beside(turn, booking, change, beside)),
            code=booking.code,
            name=booking.holder,
            old=stay(language, booking.arrival, booking.departure, today=turn.today),
            new=stay(language, change.arrival, change.departure, today=turn.today),
            before=summary(turn, booking, language, had),
            after=summary(turn, change, language, becomes),
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
            before=summary(turn, booking, language, had),
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


def summary(turn: Turn, what: Booking | Change, language: str, has: Sequence[Extra]) -> str:
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
