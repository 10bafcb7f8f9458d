"""账单: the bill of a booking in words, for staff, owner and the guest who holds it. Changes nothing but what the nights cost."""

from __future__ import annotations

from datetime import datetime

from bot.context import Turn
from bot.handlers.desk_words import beside_code
from bot.handlers.naming import no_such_room, numbered
from bot.understanding.commands import Command
from locales import N_, join, money
from store import audit, bookings, folio, stays
from store.bookings import DIRECT, Booking, Share
from store.folio import HELD, PAID, Folio, Line
from store.rights import may_see

KINDS = {
    "nights": N_("Room charge"),
    "extra_bed": N_("Extra bed"),
    "breakfast": N_("Breakfast"),
    "minibar": N_("Drinks and snacks"),
    "damage": N_("Damage"),
    "other": N_("Other"),
    "extension": N_("Nights on top"),
    "late_checkout": N_("Late check-out"),
    "fee": N_("Cancellation fee"),
    "discount": N_("Taken off"),
    "payment": N_("Paid"),
    "refund": N_("Given back"),
    "security": N_("Security deposit"),
    "sold_extra_bed": N_("Extra bed"),
    "sold_breakfast": N_("Breakfast"),
    "sold_child_breakfast": N_("Child's breakfast"),
    "sold_child": N_("Child"),
}
METHODS = {
    "现金": N_("cash"),
    "微信": N_("WeChat"),
    "支付宝": N_("Alipay"),
    "刷卡": N_("card"),
    "转账": N_("bank transfer"),
    "online": N_("paid online"),
}


def bill(turn: Turn, command: Command) -> str:
    """账单302: for whoever works here."""
    found = meant(turn, command)
    if isinstance(found, str):
        return found
    audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", f"bill:{found.id}")
    lines = [
        turn.say(N_("Bill of {code} {who}"), code=found.code, who=beside_code(turn, found)),
        *shown(turn, found, folio.of(turn.connection, found, turn.now)),
    ]
    return "\n".join(lines)


def meant(turn: Turn, command: Command) -> Booking | str:
    """The booking a word about money is about: by number, or by the room its guests are in, come to or left today."""
    if "booking" in command.words:
        return numbered(turn, command)
    room = command.words["room"].upper()
    if room not in turn.house.rooms():
        return no_such_room(turn, room)
    here = stays.staying_in(turn.connection, room, turn.today)
    day_began = datetime.combine(turn.today, turn.house.day_ends, tzinfo=turn.house.zone_info)
    found = here or stays.left_since(turn.connection, room, day_began)
    found = found or stays.expected_in(turn.connection, room, turn.today)
    if len(found) > 1:
        return turn.say(
            N_("Two bookings are about {room} today: {bookings}. Please write the number, like 账单{code}."),
            room=room,
            bookings=join(turn.language, [f"{one.code} {one.holder}" for one in found]),
            code=found[0].code,
        )
    if found:
        return found[0]
    return turn.say(
        N_("Nobody is in {room} or expected there today. With the booking's number: 账单B23."), room=room
    )


def said(turn: Turn, booking: Booking) -> str:
    """The bill in the words for the guest."""
    lines = shown(turn, booking, folio.of(turn.connection, booking, turn.now))
    return "\n".join([turn.say(N_("Your bill, {code}:"), code=booking.code), *lines])


def held(turn: Turn) -> Share | None:
    """The booking whose bill whoever writes may see: the one they are in, else the next."""
    return held_by(turn, turn.standing.person_id)


def held_by(turn: Turn, person_id: int) -> Share | None:
    """The same for anybody."""
    mine = [
        share
        for share in bookings.shares(turn.connection, person_id, turn.today)
        if may_see(share.part, share.level, "bill")
    ]
    for states in (("in_house",), ("departed",), ("confirmed", "held", "unplaced")):
        found = next((share for share in mine if share.booking.state in states), None)
        if found is not None:
            return found
    return None


def shown(turn: Turn, booking: Booking, bill_: Folio) -> list[str]:
    """Line by line, then what it comes to and what is open."""
    charges = [line for line in bill_.lines if line.kind not in (*PAID, HELD)]
    moved = [line for line in bill_.lines if line.kind in PAID]
    lines = [_line(turn, booking, line) for line in (*charges, *moved)]
    if booking.source != DIRECT:
        settled = N_("The nights are settled with {source}.")
        lines.insert(0, turn.say(settled, source=booking.source))
    elif booking.total is None:
        lines.insert(0, turn.say(N_("The price of the nights is not written down yet.")))
    return [*lines, summed(turn, bill_)]


def summed(turn: Turn, bill_: Folio) -> str:
    """What it comes to, what is paid and open, and what is held."""
    held_ = N_("Security deposit with the house: {sum}, given back when you leave.")
    deposit = [turn.say(held_, sum=money(turn.language, bill_.held))] if bill_.held else []
    return "\n".join([_sum(turn, bill_), *deposit])


def _line(turn: Turn, booking: Booking, line: Line) -> str:
    """· 矿泉水 ¥20."""
    name = line.words or turn.say(KINDS[line.kind])
    if line.kind == "nights":
        count = (booking.departure - booking.arrival).days
        nights = turn.say_many("{n} night", "{n} nights", count)
        name = turn.say(N_("{what}, {nights}"), what=turn.say(KINDS["nights"]), nights=nights)
    elif line.kind in PAID and line.words:
        name = turn.say(N_("{what} ({about})"), what=turn.say(KINDS[line.kind]), about=line.words)
    how = turn.say(METHODS[line.method]) if line.method in METHODS else line.method
    sum_ = abs(line.fen) if line.kind in PAID else line.fen
    return "· " + " ".join(part for part in (name, how, money(turn.language, sum_)) if part)


def _sum(turn: Turn, bill_: Folio) -> str:
    """合计¥1396，已付¥300，还差¥1096."""
    values = {
        "charged": money(turn.language, bill_.charged),
        "paid": money(turn.language, bill_.paid),
        "open": money(turn.language, abs(bill_.open)),
    }
    if not bill_.charged and not bill_.paid:
        return turn.say(N_("Nothing is open."))
    if not bill_.paid:
        return turn.say(N_("{charged} in all, nothing paid yet."), **values)
    if bill_.open > 0:
        return turn.say(N_("{charged} in all, {paid} paid, {open} open."), **values)
    if bill_.open < 0:
        return turn.say(N_("{charged} in all, {paid} paid, {open} to be given back."), **values)
    return turn.say(N_("{charged} in all, all paid."), **values)


def then(turn: Turn, left: int) -> str:
    """What will be open after a change that is shown first."""
    words = N_("Then {open} is open.") if left > 0 else N_("Then {open} is to be given back.")
    return turn.say(words if left else N_("Then nothing is open."), open=money(turn.language, abs(left)))


def left(turn: Turn, booking: Booking) -> str:
    """What is open after something was written down."""
    after = folio.of(turn.connection, booking, turn.now)
    words = N_("{code}: {open} open.") if after.open > 0 else N_("{code}: {open} to be given back.")
    sum_ = money(turn.language, abs(after.open))
    return turn.say(words if after.open else N_("{code}: nothing is open."), code=booking.code, open=sum_)


def ended(turn: Turn, booking: Booking) -> list[str]:
    """What became of the money of a booking that is over before it began: its charges and the sum; nothing where none moved."""
    found = folio.of(turn.connection, booking, turn.now)
    if not found.charged and not found.paid:
        return []
    charges = [line for line in found.lines if line.kind not in (*PAID, HELD)]
    return [*(_line(turn, booking, line) for line in charges), _sum(turn, found)]


def state(turn: Turn, booking: Booking) -> str:
    """What is paid of a booking and what is open, in a few words; "" while nothing is."""
    found = folio.of(turn.connection, booking, turn.now)
    if not found.paid:
        return ""
    if found.open > 0:
        paid, left = money(turn.language, found.paid), money(turn.language, found.open)
        return turn.say(N_("{paid} paid, {open} open"), paid=paid, open=left)
    return turn.say(N_("all paid"))
