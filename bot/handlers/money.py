"""What staff write down about money: 记账, 减免, 收款, 退款. Done after a yes, taken back by a further line; audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from bot.context import Turn
from bot.handlers import bill, giving_back, not_repaid, online
from bot.handlers.desk_words import beside_code
from bot.handlers.naming import kept
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.money_commands import fen, is_security, kind_of, method, without_security
from locales import N_, money
from scheduler import membership
from store import audit, deeds, folio, payments, repayments
from store.bookings import Booking
from store.folio import Entry, Folio, Kind

# Which command is which proposal; all four are one kind of change.
SAID: Mapping[str, str] = {
    "charge": N_("{code} {who}: write down {what} {sum}."),
    "discount": N_("{code} {who}: take {sum} off ({what})."),
    "payment": N_("{code} {who}: received {sum} ({what})."),
    "refund": N_("{code} {who}: given back {sum} ({what})."),
    "take_security": N_("{code} {who}: security deposit of {sum} taken ({what})."),
    "return_security": N_("{code} {who}: security deposit of {sum} given back ({what})."),
}
SAID_SHORT: Mapping[str, str] = {
    "take_security": N_("{code} {who}: security deposit of {sum} taken."),
    "return_security": N_("{code} {who}: security deposit of {sum} given back."),
}


def charge(turn: Turn, command: Command) -> str | Proposal:
    """记账302 矿泉水 20."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    words = _words(command)
    if not words:
        return turn.say(N_("What for? Write it like “记账{code} 矿泉水 20”."), code=found.code)
    return _proposal(turn, found, "charge", kind_of(words), command, words)


def take_off(turn: Turn, command: Command) -> str | Proposal:
    """减免302 50 热水慢: with the reason, which the guest reads on the bill."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    words = _words(command)
    if not words:
        return turn.say(N_("Please add why: “减免{code} 50 reason”; the guest sees it."), code=found.code)
    return _proposal(turn, found, "discount", "discount", command, words)


def pay(turn: Turn, command: Command) -> str | Proposal:
    """收款B23 定金 300 现金; 押金 is held and no part of what is open."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    words = _words(command)
    if is_security(words):
        return _proposal(turn, found, "take_security", "security", command, words)
    return _proposal(turn, found, "payment", "payment", command, words)


def repay(turn: Turn, command: Command) -> str | Proposal:
    """退款B23 100 现金; without a sum, what is too much, or the whole security deposit."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    words, standing = _words(command), folio.of(turn.connection, found, turn.now)
    if is_security(words):
        return _proposal(turn, found, "return_security", "security", command, words, standing.held)
    usual = max(0, -standing.open - repayments.under_way(turn.connection, found.id))
    if not method(words)[0]:
        sum_ = fen(command.words["sum"]) if "sum" in command.words else usual
        back = online.repay(turn, found, sum_)
        if back is not None:
            return back
    return _proposal(turn, found, "refund", "refund", command, words, usual)


def _words(command: Command) -> str:
    return " ".join(command.words.get(name, "").strip() for name in ("before", "between", "after")).strip()


def _proposal(
    turn: Turn, booking: Booking, deed: str, kind: str, command: Command, words: str, usual: int = 0
) -> str | Proposal:
    """What is to be written down, to be shown first."""
    sum_ = fen(command.words["sum"]) if "sum" in command.words else usual
    if not 0 < sum_ <= folio.LARGEST:
        return turn.say(N_("How much? Write it like “退款{code} 100 现金”."), code=booking.code)
    how, about = method(words) if deed not in ("charge", "discount") else ("", words)
    return Proposal(
        "folio",
        {
            "deed": deed,
            "booking": booking.id,
            "kind": kind,
            "fen": sum_,
            "words": without_security(about)[:40],
            "method": how,
            "key": f"said:{turn.inbound.key}",
        },
    )


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    booking, standing = _now(turn, detail)
    refused = _too_much(turn, booking, detail, standing)
    if refused:
        return Refused(refused)
    how = str(detail["method"])
    about = [str(detail["words"]), turn.say(bill.METHODS[how]) if how in bill.METHODS else ""]
    deed, what = str(detail["deed"]), " ".join(part for part in about if part)
    said = turn.say(
        SAID[deed] if what else SAID_SHORT.get(deed, SAID[deed]),
        code=booking.code,
        who=beside_code(turn, booking),
        what=what or turn.say(bill.KINDS[str(detail["kind"])]),
        sum=money(turn.language, detail["fen"]),
    )
    if detail["kind"] == "security":
        return said
    return f"{said}\n{bill.then(turn, standing.open + _signed(detail))}"


def _too_much(turn: Turn, booking: Booking, detail: Detail, standing: Folio) -> str:
    """Why so much cannot be given back or taken off; "" when it can."""
    way = repayments.under_way(turn.connection, booking.id) if detail["deed"] == "refund" else 0
    most = {
        "refund": standing.paid - way,
        "return_security": standing.held,
        "discount": standing.charged,
    }.get(str(detail["deed"]))
    if most is None or detail["fen"] <= most:
        return ""
    if way:
        return online.on_its_way(turn, booking, way)
    words = {
        "refund": N_("{code} has paid {most} so far; no more can be given back."),
        "return_security": N_("The security deposit held for {code} is {most}; no more can be given back."),
        "discount": N_("The bill of {code} is {most}; no more can be taken off."),
    }[str(detail["deed"])]
    return turn.say(words, code=booking.code, most=money(turn.language, max(0, most)))


def _carry_out(turn: Turn, detail: Detail) -> str:
    booking, standing = _now(turn, detail)
    refused = _too_much(turn, booking, detail, standing)
    if refused:
        return refused
    me = turn.standing.person_id
    entry = Entry(
        cast(Kind, detail["kind"]),
        _signed(detail),
        str(detail["key"]),
        str(detail["words"]),
        str(detail["method"]),
        me,
    )
    line = folio.post(turn.connection, booking.id, entry, turn.now)
    if line is None:
        return turn.say(N_("That is written down already."))
    payments.fit(turn.connection, booking.id, turn.now)
    deeds.note(turn.connection, me, "folio", {"line": line, "booking": booking.id}, turn.now)
    audit.note(
        turn.connection,
        turn.now,
        me,
        f"folio_{detail['deed']}",
        f"booking:{booking.id}",
        str(detail["fen"]),
    )
    giving_back.weigh(turn, booking)
    membership.settle_by_id(
        turn.connection, booking.id, turn.present, turn.now
    )  # nothing may be open any more
    if detail["deed"] == "payment":
        giving_back.came_in(turn, booking)
    elif detail["deed"] == "refund":
        giving_back.went_back(turn, booking)
    return "\n".join(
        [turn.say(N_("Written down.")), bill.left(turn, booking), turn.say(N_("A slip? Write 撤销."))]
    )


def _signed(detail: Detail) -> int:
    """What the line adds to what is open, or to what is held."""
    sum_ = int(detail["fen"])
    return -sum_ if detail["deed"] in ("discount", "payment", "return_security") else sum_


def _now(turn: Turn, detail: Mapping[str, Any]) -> tuple[Booking, Folio]:
    booking = kept(turn, detail)
    return booking, folio.of(turn.connection, booking, turn.now)


def _take_back(turn: Turn, detail: Detail) -> str:
    """撤销: the line is turned round by a further one."""
    booking, _ = _now(turn, detail)
    folio.turn_round(turn.connection, int(detail["line"]), turn.standing.person_id, turn.now)
    payments.fit(turn.connection, booking.id, turn.now)
    giving_back.weigh_again(turn, booking)
    return f"{turn.say(N_('Taken back.'))}\n{bill.left(turn, booking)}"


CHANGES = {"folio": Change(_preview, _carry_out), **online.CHANGES, **not_repaid.CHANGES}
TAKING_BACK = {"folio": _take_back, **not_repaid.TAKING_BACK}
