"""A guest's own money in chat: what is paid and open, a transfer they say they made, what comes back, how to pay.

Sums are told from the bill alone and to whoever may see it; that money came in only staff ever say.
"""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.handlers import bill, online
from bot.handlers.passing_on import pass_on
from locales import N_, money
from store import bookings, folio
from store.bookings import Booking
from store.rights import may_see

SENT, BACK, WAYS = "payment_said", "money_back", "ways_to_pay"
LATELY = timedelta(days=60)  # so far back money of a stay that ended is looked for


def my_bill(turn: Turn) -> str:
    """The bill to whoever holds a booking; others hear the house's rule, and how to be known."""
    share = bill.held(turn)
    if share is not None:
        return _with_link(turn, share.booking, bill.said(turn, share.booking))
    rule, ask = turn.words(turn.house.policies, "deposit"), _unknown(turn)
    return f"{rule}\n{ask}" if rule else ask


def standing(turn: Turn) -> str:
    """What is paid and open, in a line; "" for whoever has no bill, or an empty one."""
    share = bill.held(turn)
    return _stands(turn, share.booking) if share is not None else ""


def sent(turn: Turn) -> str:
    """They say that they paid: the house looks, and until it has the bill stays as it is."""
    share = bill.held(turn)
    if share is None:
        return f"{pass_on(turn, SENT)}\n{_unknown(turn)}"
    not_yet = N_("Whether it came in I can't see: the house looks and writes it on your bill.")
    lines = [_stands(turn, share.booking), turn.say(not_yet)]
    return pass_on(turn, SENT, lead="\n".join(line for line in lines if line), about=share.booking)


def back(turn: Turn) -> str:
    """What is to be given back, by the bill; when, is the house's to say."""
    owed = _owed(turn)
    if owed:
        lines = [line for booking in owed for line in _comes_back(turn, booking)]
        lines.append(turn.say(N_("When it goes back the house decides.")))
        return pass_on(turn, BACK, lead="\n".join(lines), about=owed[0])
    share = bill.held(turn)
    if share is None:
        return f"{pass_on(turn, BACK)}\n{_unknown(turn)}"
    nothing = N_("By the bill of {code} there is nothing to give back just now.")
    lines = [_stands(turn, share.booking), turn.say(nothing, code=share.booking.code)]
    return pass_on(turn, BACK, lead="\n".join(lines).strip(), about=share.booking)


def _comes_back(turn: Turn, booking: Booking) -> list[str]:
    """What is too much, and what is only kept, a line each."""
    bill_ = folio.of(turn.connection, booking, turn.now)
    lines = []
    if bill_.open < 0:
        over = N_("{code}: {sum} is to be given back to you.")
        lines.append(turn.say(over, code=booking.code, sum=money(turn.language, -bill_.open)))
    if bill_.held:
        held = N_("{code}: your security deposit of {sum} is with the house.")
        lines.append(turn.say(held, code=booking.code, sum=money(turn.language, bill_.held)))
    return lines


def ways(turn: Turn) -> str:
    """How to pay: by the link where something is open and there is one, else the house says."""
    share = bill.held(turn)
    if share is None:
        return pass_on(turn, WAYS)
    stands = _stands(turn, share.booking)
    linked = _with_link(turn, share.booking, stands)
    return linked if linked != stands else pass_on(turn, WAYS, lead=stands, about=share.booking)


def _stands(turn: Turn, booking: Booking) -> str:
    """合计¥1396，已付¥300，还差¥1096, and what is held."""
    bill_ = folio.of(turn.connection, booking, turn.now)
    if not bill_.lines:
        return ""
    return turn.say(N_("{code}: {bill}"), code=booking.code, bill=bill.summed(turn, bill_))


def _with_link(turn: Turn, booking: Booking, said: str) -> str:
    open_ = folio.of(turn.connection, booking, turn.now).open
    url = online.link(turn, booking, open_) if booking.state != "held" else ""
    return f"{said}\n{turn.say(N_('Pay here: {url}'), url=url)}" if url else said


def _owed(turn: Turn) -> list[Booking]:
    """The bookings of theirs that leave something to be given back, soonest first: of those to come and of the last weeks."""
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today - LATELY)
    owed = []
    for share in mine:
        if may_see(share.part, share.level, "bill"):
            bill_ = folio.of(turn.connection, share.booking, turn.now)
            if bill_.open < 0 or bill_.held:
                owed.append(share.booking)
    return owed


def _unknown(turn: Turn) -> str:
    return turn.say(N_("Your bill I show you once I know your booking: write “my booking”."))
