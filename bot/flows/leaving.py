"""退房 by the guest: the bill is read back, a yes is the departure. It takes no money itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Question, Result
from bot.flows.own_bookings import named
from bot.handlers import bill, departing, online
from bot.handlers.passing_on import pass_on
from locales import N_, day
from store import bookings, folio
from store.bookings import Booking
from store.rights import may_see


@dataclass(frozen=True, slots=True)
class Leaving:
    """Which stay ends, what was open when it was read back, and the yes."""

    booking: int | None = None
    shown: int | None = None  # fen that were open on the bill that was shown
    yes: bool | None = None


def proceed(turn: Turn, state: Leaving) -> Result[Leaving]:
    """Show the bill, then leave. A yes counts for the bill that was shown: one that changed since is shown again."""
    mine = here(turn)
    if not mine:
        return Done(_gone(turn) or pass_on(turn, "checkout"))
    chosen = named(turn, mine, by_day=False) or state.booking
    booking = next((one for one in mine if one.id == chosen), mine[0])
    open_ = folio.of(turn.connection, booking, turn.now).open
    if state.booking != booking.id or state.yes is None or state.shown != open_:
        return Ask("confirm", Leaving(booking=booking.id, shown=open_))
    if not state.yes:
        return Done(turn.say(N_("All right, take your time; the room stays yours.")))
    return Done(departing.leave(turn, booking), moot=("morning", "arriving"))


def here(turn: Turn) -> list[Booking]:
    """The stays this person may end: they hold them, are known to, and have slept here."""
    return [
        share.booking
        for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today)
        if may_see(share.part, share.level, "bill")
        and (
            share.booking.state == "in_house"
            or (share.booking.state == "confirmed" and share.booking.arrival < turn.today)
        )
    ]


def _gone(turn: Turn) -> str:
    """The words for somebody who left today already; "" for anybody else."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    left = any(one.booking.state == "departed" and may_see(one.part, one.level, "bill") for one in shares)
    return turn.say(N_("You are checked out already. Have a good journey.")) if left else ""


def _read_back(turn: Turn, state: Leaving) -> str:
    booking = next(one for one in here(turn) if one.id == state.booking)
    lines = [
        _early(turn, booking) if booking.departure > turn.local.date() else "",
        bill.said(turn, booking),
        _how_to_pay(turn, booking, state.shown or 0),
        turn.say(N_("Shall I check you out now? Reply “yes”, or “not yet”.")),
    ]
    return "\n".join(line for line in lines if line)


def _early(turn: Turn, booking: Booking) -> str:
    """That they booked for longer, and who says what becomes of the price, before anything else."""
    words = N_(
        "You booked until {day}, nights not slept: {n}. They are free again once you leave; "
        "what becomes of their price the house decides."
    )
    left = (booking.departure - max(turn.local.date(), booking.arrival)).days
    return turn.say(words, day=day(turn.language, booking.departure, today=turn.today), n=left)


def _how_to_pay(turn: Turn, booking: Booking, open_: int) -> str:
    """Where what is open is paid; "" when nothing is."""
    url = online.link(turn, booking, open_)
    if url:
        return turn.say(N_("Pay what is open here: {url}\nOr at the desk."), url=url)
    return turn.say(N_("What is open you pay at the desk.")) if open_ > 0 else ""


FLOW = Flow(
    name="leaving",
    version=1,
    title=N_("checking out"),
    state=Leaving,
    intents=("checkout_request",),
    proceed=proceed,
    left=N_("All right, you are still with us. Write “check out” when you leave."),
    questions=(
        Question(
            "confirm",
            YES,
            _read_back,
            N_("“Yes” checks you out, “not yet” leaves everything as it is. Shall I?"),
            reads_back=True,
            agrees=("checkout_request",),
        ),
    ),
)
