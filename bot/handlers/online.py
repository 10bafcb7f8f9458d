"""Paying by a link in the chat, and having it paid back: 付款链接B23 300, 退款B23 100. Only where there is a provider."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers import bill, giving_back
from bot.handlers.desk_words import beside_code
from bot.handlers.naming import kept
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.money_commands import fen
from locales import N_, fallback, money
from scheduler import telling
from store import audit, bookings, folio, payments, people, repayments
from store.bookings import Booking


def link(turn: Turn, booking: Booking, sum_: int) -> str:
    """Where whoever writes pays so much of a booking; "" where that is not possible."""
    if not turn.pay_at or sum_ <= 0:
        return ""
    return _link(turn, booking, turn.standing.address_id, sum_)


def _link(turn: Turn, booking: Booking, address_id: int, sum_: int) -> str:
    payment = payments.ask(
        turn.connection, booking, address_id, sum_, turn.server.provider, turn.now, turn.chance
    )
    return turn.pay_at + payments.token(turn.connection, payment)


def ask_pay(turn: Turn, command: Command) -> str | Proposal:
    """付款链接B23 定金 300: sent to the guest after a yes."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    if not turn.pay_at:
        return turn.say(
            N_("This house takes no payments online yet. 收款{code} writes down what you received."),
            code=found.code,
        )
    sum_ = (
        fen(command.words["sum"])
        if "sum" in command.words
        else folio.of(turn.connection, found, turn.now).open
    )
    words = " ".join(command.words.get(name, "").strip() for name in ("before", "after")).strip()
    return Proposal("ask_pay", {"booking": found.id, "fen": sum_, "words": words[:40]})


def _preview_ask(turn: Turn, detail: Detail) -> str | Refused:
    booking = kept(turn, detail)
    open_ = folio.of(turn.connection, booking, turn.now).open
    if not 0 < detail["fen"] <= open_:
        said = N_("{code} has {open} open; a link can't be about more.")
        return Refused(turn.say(said, code=booking.code, open=money(turn.language, max(0, open_))))
    if not people.addresses_of(turn.connection, bookings.confirmed_holders(turn.connection, booking.id)):
        return Refused(turn.say(N_("Nobody is bound to {code} yet: 邀请{code}."), code=booking.code))
    about, plain = (
        N_("{code} {who} gets a link to pay {sum} ({about})."),
        N_("{code} {who} gets a link to pay {sum}."),
    )
    return turn.say(
        about if detail["words"] else plain,
        code=booking.code,
        who=beside_code(turn, booking),
        sum=money(turn.language, detail["fen"]),
        about=str(detail["words"]),
    )


def _carry_out_ask(turn: Turn, detail: Detail) -> str:
    booking = kept(turn, detail)
    refused = _preview_ask(turn, detail)
    if isinstance(refused, Refused):
        return refused.said
    person_id, address_id = people.addresses_of(
        turn.connection, bookings.confirmed_holders(turn.connection, booking.id)
    )[0]
    url = _link(turn, booking, address_id, int(detail["fen"]))
    language = fallback(people.language_of(turn.connection, person_id))
    telling.tell_holder(
        turn.connection,
        f"ask_pay:{turn.inbound.key}",
        "payment",
        booking,
        turn.present,
        N_("For your booking {code} ({stay}) please pay {sum} here:\n{url}"),
        turn.now,
        proved=True,
        sum=money(language, int(detail["fen"])),
        url=url,
    )
    me = turn.standing.person_id
    audit.note(turn.connection, turn.now, me, "asked_to_pay", f"booking:{booking.id}", str(detail["fen"]))
    turn.noticed += 1
    return turn.say(N_("The link is on its way; I tell you when it is paid."))


def repay(turn: Turn, booking: Booking, sum_: int) -> str | Proposal | None:
    """退款B23 100 where it was paid online: back the same way, by the owner's yes; None where nothing was."""
    most, way = _most(turn, booking), repayments.under_way(turn.connection, booking.id)
    if way and turn.standing.role == "owner" and repayments.ask_again(turn.connection, booking.id):
        turn.noticed += 1
        said = N_(
            "{code}: whether {way} went back was unknown; I ask once more. It goes back once, however often I ask."
        )
        return turn.say(said, code=booking.code, way=money(turn.language, way))
    if way and not 0 < sum_ <= most:
        return on_its_way(turn, booking, way)
    if not turn.server.provider or not 0 < sum_ <= most:
        return None
    if turn.standing.role != "owner":
        return turn.say(
            N_(
                "That was paid online: the owner has it paid back. Given back in cash? “退款{code} 100 现金”."
            ),
            code=booking.code,
        )
    return Proposal("repay", {"booking": booking.id, "fen": sum_, "key": turn.inbound.key})


def _preview_repay(turn: Turn, detail: Detail) -> str | Refused:
    booking = kept(turn, detail)
    if detail["fen"] > _most(turn, booking):
        return Refused(_no_more(turn, booking))
    return turn.say(
        N_("{code} {who}: {sum} goes back the way it was paid. This can't be taken back."),
        code=booking.code,
        who=beside_code(turn, booking),
        sum=money(turn.language, detail["fen"]),
    )


def _carry_out_repay(turn: Turn, detail: Detail) -> str:
    booking, me = kept(turn, detail), turn.standing.person_id
    key = str(detail["key"])
    sum_ = int(detail["fen"])
    if sum_ > _most(turn, booking) or not repayments.pay_back(
        turn.connection, booking.id, sum_, key, me, turn.now
    ):
        return _no_more(turn, booking)
    audit.note(turn.connection, turn.now, me, "repaid_online", f"booking:{booking.id}", str(sum_))
    giving_back.weigh(turn, booking)
    giving_back.went_back(turn, booking)
    turn.noticed += 1
    return turn.say(N_("It is on its way back; the guest is told, and the bill follows."))


def on_its_way(turn: Turn, booking: Booking, way: int) -> str:
    """The answer to whoever wants to give back what goes back already."""
    most = folio.of(turn.connection, booking, turn.now).paid - way
    said = N_("{code}: {way} is on its way back already; beside it {most} can be given back at most.")
    if most <= 0:
        said = N_("{code}: {way} is on its way back already; no more can be given back.")
    return turn.say(
        said, code=booking.code, way=money(turn.language, way), most=money(turn.language, max(0, most))
    )


def _most(turn: Turn, booking: Booking) -> int:
    """What can go back the way it was paid: what moved online, and neither went back nor is on its way."""
    way = repayments.under_way(turn.connection, booking.id)
    paid = folio.of(turn.connection, booking, turn.now).paid - way
    return max(0, min(paid, repayments.returnable(turn.connection, booking.id)))


def _no_more(turn: Turn, booking: Booking) -> str:
    way, most = repayments.under_way(turn.connection, booking.id), _most(turn, booking)
    if way:
        return on_its_way(turn, booking, way)
    said = N_("{code} has paid {most} so far; no more can be given back.")
    return turn.say(said, code=booking.code, most=money(turn.language, most))


CHANGES = {
    "ask_pay": Change(_preview_ask, _carry_out_ask),
    "repay": Change(_preview_repay, _carry_out_repay),
}
