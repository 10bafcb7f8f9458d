"""A guest's own money in chat: what is paid and open, a transfer they say they made, what comes back, how to pay.

Sums are told from the bill alone and to whoever may see it; that money came in only staff ever say.
"""

from __future__ import annotations

from bot.context import Turn
from bot.handlers import bill, online
from bot.handlers.passing_on import pass_on
from locales import N_, money
from store import bookings, folio
from store.bookings import Booking
from store.rights import may_see

SENT, BACK, WAYS = "payment_said", "money_back", "ways_to_pay"


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
    return pass_on(turn, SENT, lead="\n".join(line for line in lines if line))


def back(turn: Turn) -> str:
    """What is to be given back, by the bill; when, is the house's to say."""
    found = _owed(turn)
    if found is None:
        share = bill.held(turn)
        if share is None:
            return f"{pass_on(turn, BACK)}\n{_unknown(turn)}"
        nothing = turn.say(N_("By the bill there is nothing to give back just now."))
        return pass_on(turn, BACK, lead="\n".join([_stands(turn, share.booking), nothing]).strip())
    bill_ = folio.of(turn.connection, found, turn.now)
    lines = []
    if bill_.open < 0:
        over = N_("{code}: {sum} is to be given back to you.")
        lines.append(turn.say(over, code=found.code, sum=money(turn.language, -bill_.open)))
    if bill_.held:
        held = N_("{code}: your security deposit of {sum} is with the house.")
        lines.append(turn.say(held, code=found.code, sum=money(turn.language, bill_.held)))
    lines.append(turn.say(N_("When it goes back the house decides.")))
    return pass_on(turn, BACK, lead="\n".join(lines))


def ways(turn: Turn) -> str:
    """How to pay: by the link where something is open and there is one, else the house says."""
    share = bill.held(turn)
    if share is None:
        return pass_on(turn, WAYS)
    stands = _stands(turn, share.booking)
    linked = _with_link(turn, share.booking, stands)
    return linked if linked != stands else pass_on(turn, WAYS, lead=stands)


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


def _owed(turn: Turn) -> Booking | None:
    """The booking of theirs that leaves something to be given back, ended or not."""
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        if may_see(share.part, share.level, "bill"):
            bill_ = folio.of(turn.connection, share.booking, turn.now)
            if bill_.open < 0 or bill_.held:
                return share.booking
    return None


def _unknown(turn: Turn) -> str:
    return turn.say(N_("Your bill I show you once I know your booking: write “my booking”."))
