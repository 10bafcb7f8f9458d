"""没退成B23: the owner looked, and what nobody knew the outcome of did not go back: it is owed again. It asks no provider."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers import bill, giving_back
from bot.handlers.desk_words import beside_code
from bot.handlers.naming import kept
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from locales import N_, money
from scheduler import payment_words, too_much
from store import audit, deeds, repayments, todos
from store.bookings import Booking
from store.repayments import Repayment


def not_repaid(turn: Turn, command: Command) -> str | Proposal:
    """没退成B23, B23退款没到: shown first."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    doubted = repayments.doubted(turn.connection, found.id)
    if not doubted:
        return _none(turn, found)
    return Proposal("not_repaid", {"booking": found.id, "repayments": [one.id for one in doubted]})


def _none(turn: Turn, booking: Booking) -> str:
    """Why there is nothing to be said about: it is on its way, or nothing is."""
    way = repayments.under_way(turn.connection, booking.id)
    said = N_("{code}: no repayment is in doubt.")
    if way:
        said = N_("{code}: {way} is on its way back just now; I tell you how that ends.")
    return turn.say(said, code=booking.code, way=money(turn.language, way))


def _meant(turn: Turn, booking: Booking, detail: Detail) -> list[Repayment]:
    """What was shown, where all of it is still in doubt."""
    shown = [int(one) for one in detail["repayments"]]
    doubted = [one for one in repayments.doubted(turn.connection, booking.id) if one.id in shown]
    return doubted if len(doubted) == len(shown) else []


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    booking = kept(turn, detail)
    doubted = _meant(turn, booking, detail)
    if not doubted:
        return Refused(_none(turn, booking))
    return turn.say(
        N_(
            "{code} {who}: {sum} did not go back, as the merchant platform shows? "
            "It is owed again then, and 退款{code} gives it back anew. If it did go back, it would go back twice."
        ),
        code=booking.code,
        who=beside_code(turn, booking),
        sum=money(turn.language, sum(one.fen for one in doubted)),
    )


def _carry_out(turn: Turn, detail: Detail) -> str:
    booking, me = kept(turn, detail), turn.standing.person_id
    doubted = _meant(turn, booking, detail)
    if not doubted:
        return _none(turn, booking)
    for one in doubted:
        repayments.not_paid_back(turn.connection, one, "as the owner says", turn.now)
    sum_ = sum(one.fen for one in doubted)
    audit.note(turn.connection, turn.now, me, "not_repaid", f"booking:{booking.id}", str(sum_))
    deeds.note(turn.connection, me, "not_repaid", detail, turn.now)
    _owe(turn, booking, doubted)
    said = N_("Noted: {sum} of {code} did not go back. 退款{code} gives it back; till then it waits in 待办.")
    lines = [turn.say(said, sum=money(turn.language, sum_), code=booking.code)]
    return "\n".join([*lines, turn.say(N_("A slip? Write 撤销."))])


def _owe(turn: Turn, booking: Booking, doubted: list[Repayment]) -> None:
    """It waits to be given back: as too much paid where the bill says so, else as what a person gives back."""
    giving_back.weigh_again(turn, booking)
    owed = bool(too_much.left(turn.connection, booking.id, turn.now))
    for one in doubted:
        key = payment_words.waits_under(one)
        if owed:
            todos.finish_key(turn.connection, key, turn.now)
        else:
            todos.wait_again(turn.connection, key)


def _take_back(turn: Turn, detail: Detail) -> str:
    """撤销: it is in doubt once more, where none of it was given back meanwhile."""
    booking = kept(turn, detail)
    shown = [int(one) for one in detail["repayments"]]
    if not repayments.doubt_again(turn.connection, booking, shown, turn.now):
        return turn.say(N_("Too late: {code} has moved on since."), code=booking.code)
    for one in repayments.doubted(turn.connection, booking.id):
        todos.wait_again(turn.connection, payment_words.waits_under(one))
    giving_back.weigh_again(turn, booking)
    return turn.say(N_("Taken back: whether it went back is unknown, as before."))


CHANGES = {"not_repaid": Change(_preview, _carry_out)}
TAKING_BACK = {"not_repaid": _take_back}
