"""The end of a stay, by the guest's own word or the desk's, once; what is open then, and how to pay it. It charges nothing."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.context import Turn
from bot.handlers import leaving_early, online
from bot.handlers.desk_words import where
from bot.handlers.naming import kept
from bot.handlers.proposals import Detail
from locales import N_, day, join, money, say
from scheduler import membership
from store import audit, deeds, folio, rooms, stays
from store.bookings import Booking


def leave(turn: Turn, booking: Booking) -> str:
    """The departure itself, once; the words for the guest."""
    who, standing = where(turn, booking), folio.of(turn.connection, booking, turn.now)
    numbers = rooms.rooms_of(turn.connection, booking.id)
    if not end(turn, booking, "left"):
        return turn.say(N_("You are checked out already. Have a good journey."))
    turn.tell_staff(
        N_("[Checked out by the guest] {who}; {rooms} is to be cleaned.\n{money}")
        if booking.departure <= turn.local.date()
        else N_(
            "[Checked out by the guest] {who}; {rooms} is to be cleaned.\nThey had booked until {day}.\n{money}"
        ),
        day=lambda language: day(language, booking.departure),
        who=who,
        rooms=lambda language: join(language, numbers),
        money=lambda language: "\n".join(
            line
            for line in (
                _for_staff(language, standing),
                leaving_early.left_unslept(turn, booking, language),
            )
            if line
        ),
    )
    lines = [
        turn.say(N_("You are checked out. Thank you for staying with us.")),
        to_pay(turn, booking),
        turn.say(
            N_("Your security deposit of {sum} you get back at the desk."),
            sum=money(turn.language, standing.held),
        )
        if standing.held
        else "",
        turn.say(
            N_("Want to leave your luggage for a while? Just tell me. Not leaving after all? Write 撤销.")
        ),
    ]
    return "\n".join(line for line in lines if line)


def end(turn: Turn, booking: Booking, deed: Literal["left", "check_out"]) -> bool:
    """The stay is over, noted as a `deed` that may be taken back; False when it was over before."""
    me = turn.standing.person_id
    nights = stays.check_out(turn.connection, booking, me, turn.now)
    if nights is None:
        return False
    freed = [[room, night.isoformat()] for room, night in nights]
    morning = turn.local.date()  # the night before it was slept, also where the house day still runs
    if unslept := sum(night >= morning for _, night in nights):
        stays.left_early(turn.connection, booking.id, unslept)
    detail = {"booking": booking.id, "state": booking.state, "nights": freed}
    deeds.note(turn.connection, me, deed, detail, turn.now)
    audit.note(turn.connection, turn.now, me, "checked_out", f"booking:{booking.id}")
    membership.settle_by_id(turn.connection, booking.id, turn.present, turn.now)
    return True


def go_on(turn: Turn, detail: Detail) -> Booking | None:
    """The stay whose end is taken back goes on; None, with nothing done, when its rooms were given to others."""
    booking = kept(turn, detail)
    nights = [(str(room), date.fromisoformat(night)) for room, night in detail["nights"]]
    if not stays.undo_check_out(turn.connection, booking, detail["state"], nights, turn.now):
        return None
    membership.settle_by_id(turn.connection, booking.id, turn.present, turn.now)
    return booking


def to_pay(turn: Turn, booking: Booking) -> str:
    """How what is open can be paid, or comes back; "" when nothing is open."""
    standing = folio.of(turn.connection, booking, turn.now)
    if standing.open > 0:
        sum_, url = money(turn.language, standing.open), online.link(turn, booking, standing.open)
        if url:
            return turn.say(N_("{sum} is open, pay here: {url}\nOr at the desk."), sum=sum_, url=url)
        return turn.say(N_("{sum} is open: please pay at the desk."), sum=sum_)
    if standing.open < 0:
        return turn.say(N_("{sum} comes back to you at the desk."), sum=money(turn.language, -standing.open))
    return ""


def _for_staff(language: str, standing: folio.Folio) -> str:
    """What is left to do with money, in a line."""
    if standing.open > 0:
        line = say(language, N_("{sum} is still open."), sum=money(language, standing.open))
    elif standing.open < 0:
        line = say(language, N_("{sum} is to be given back."), sum=money(language, -standing.open))
    else:
        line = say(language, N_("Nothing is open."))
    held = say(language, N_("Security deposit to give back: {sum}."), sum=money(language, standing.held))
    return f"{line}\n{held}" if standing.held else line


def _take_back(turn: Turn, detail: Detail) -> str:
    """撤销 by the guest: they have not left after all."""
    booking = go_on(turn, detail)
    if booking is None:
        return turn.say(
            N_("That can't be taken back any more, please call the house: {phone}."), phone=turn.house.phone
        )
    turn.tell_staff(N_("[Not left after all] {who} took the check-out back."), who=where(turn, booking))
    return turn.say(N_("Taken back: you are still with us."))


TAKING_BACK = {"left": _take_back}
