"""不晚退了: the hours after check-out that were given are taken back, by the guest, by the desk, by 撤销; the bill follows.

It gives no money back: what was paid too much is put before the owner.
"""

from __future__ import annotations

from datetime import datetime, time

from bot.context import Turn
from bot.handlers import bill, giving_back, late_checkout
from bot.handlers.desk_words import beside_code, rooms_had, where
from bot.handlers.naming import kept
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.topics import ON_TIME
from locales import N_, clock, join, money
from scheduler import telling
from store import audit, deeds, folio, late_checkouts, repayments
from store.bookings import Booking
from store.folio import Folio
from store.late_checkouts import Offer

HERE = ("confirmed", "in_house")  # states in which somebody is still to leave


def unwants(turn: Turn) -> bool:
    """Whether a guest says that they leave at the house's hour after all, and were given a later one."""
    return turn.understood.slots.get("topic") == ON_TIME and standing(turn) is not None


def standing(turn: Turn) -> tuple[Booking, Offer] | None:
    """The later hour this person has, while none of it has begun; None where there is none."""
    booking = late_checkout.leaving(turn)
    given = late_checkouts.given(turn.connection, booking) if booking is not None else None
    if booking is None or given is None:
        return None
    begins = datetime.combine(booking.departure, turn.house.check_out, tzinfo=turn.house.zone_info)
    return (booking, given) if turn.now < begins else None


def too_much_then(turn: Turn, booking: Booking, given: Offer) -> int:
    """What more of the guest's money would be too much without these hours, in fen."""
    now = folio.of(turn.connection, booking, turn.now)
    return _over(turn, booking, now, given.fen) - _over(turn, booking, now, 0)


def _over(turn: Turn, booking: Booking, bill_: Folio, less: int) -> int:
    paid = bill_.paid - repayments.under_way(turn.connection, booking.id)
    return max(0, min(paid, paid - bill_.charged + less))


def by_guest(turn: Turn, booking: Booking, given: Offer) -> str:
    """Taken back by whoever holds the booking; what they hear."""
    if not late_checkouts.take_back(turn.connection, booking, given):
        return turn.say(N_("Check-out is until {time}."), time=_usual(turn, turn.language))
    return _told_by_guest(turn, booking, given, turn.house.check_out)


def _told_by_guest(turn: Turn, booking: Booking, given: Offer, until: time) -> str:
    """Those on duty hear that they leave at this hour after all; what the guest hears of it and of money."""
    _note(turn, booking, given)
    turn.tell_staff(
        N_("[No late check-out after all] {rooms} {name} leaves at {time}, not at {late}."),
        rooms=lambda language: join(language, list(rooms_had(turn, booking))),
        name=booking.holder,
        time=lambda language: clock(language, until),
        late=lambda language: clock(language, given.until),
    )
    lines = [turn.say(N_("All right, check-out is at {time} again."), time=clock(turn.language, until))]
    if given.fen:
        less = given.fen - _fen(turn, booking)
        left = giving_back.put_before_owner(turn, booking)
        lines.append(turn.say(N_("{price} is off your bill."), price=money(turn.language, less)))
        lines += giving_back.for_guest(turn.language, left)
    return "\n".join(lines)


def _fen(turn: Turn, booking: Booking) -> int:
    """What the hours that stand cost."""
    given = late_checkouts.given(turn.connection, booking)
    return given.fen if given is not None else 0


def _note(turn: Turn, booking: Booking, given: Offer) -> None:
    me = turn.standing.person_id
    audit.note(turn.connection, turn.now, me, "late_checkout_off", f"booking:{booking.id}", str(given.fen))


def _usual(turn: Turn, language: str) -> str:
    return clock(language, turn.house.check_out)


# --- by the desk ---


def off(turn: Turn, command: Command) -> str | Proposal:
    """晚退取消302: shown first."""
    found = bill.meant(turn, command)
    if isinstance(found, str):
        return found
    given = late_checkouts.given(turn.connection, found)
    if given is None:
        said = N_("{code} {who} has no late check-out.")
        return turn.say(said, code=found.code, who=beside_code(turn, found))
    return Proposal("late_off", _detail(found, given))


def _detail(booking: Booking, given: Offer) -> Detail:
    """An offer as plain JSON."""
    until = given.until.strftime("%H:%M")
    return {"booking": booking.id, "until": until, "level": given.level, "fen": given.fen}


def _offer(detail: Detail) -> Offer:
    until = time.fromisoformat(str(detail["until"]))
    return Offer(str(detail["level"]), until, None, int(detail["fen"]))


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    booking, given = kept(turn, detail), _offer(detail)
    if late_checkouts.given(turn.connection, booking) != given:
        said = N_("The late check-out of {code} is not what it was. Have a look at 离店.")
        return Refused(turn.say(said, code=booking.code))
    lines = [
        turn.say(
            N_("{code} {who}: check-out at {time} again, not at {late}."),
            code=booking.code,
            who=beside_code(turn, booking),
            time=_usual(turn, turn.language),
            late=clock(turn.language, given.until),
        )
    ]
    if given.fen:
        open_ = folio.of(turn.connection, booking, turn.now).open
        lines.append(turn.say(N_("{price} comes off the bill."), price=money(turn.language, given.fen)))
        lines.append(bill.then(turn, open_ - given.fen))
    if _hears(turn, booking):
        lines.append(turn.say(N_("The guest is told.")))
    return "\n".join(lines)


def _hears(turn: Turn, booking: Booking) -> bool:
    return booking.state in HERE and telling.sums_may_be_told(turn.connection, booking)


def _carry_out(turn: Turn, detail: Detail) -> str:
    booking, given = kept(turn, detail), _offer(detail)
    if not late_checkouts.take_back(turn.connection, booking, given):
        said = N_("The late check-out of {code} is not what it was. Have a look at 离店.")
        return turn.say(said, code=booking.code)
    _note(turn, booking, given)
    deeds.note(turn.connection, turn.standing.person_id, "late_off", detail, turn.now)
    _tell_guest(
        turn,
        booking,
        given,
        N_("For your booking {code} check-out is at {time}, not at {late}."),
        N_("For your booking {code} check-out is at {time}, not at {late}. {price} is off your bill."),
    )
    left = giving_back.put_before_owner(turn, booking)
    lines = [
        turn.say(
            N_("Done: {who} leaves at {time}."), who=where(turn, booking), time=_usual(turn, turn.language)
        )
    ]
    lines += [bill.left(turn, booking)] if given.fen else []
    lines += giving_back.for_house(turn, booking, left)
    return "\n".join([*lines, turn.say(N_("A slip? Write 撤销."))])


def _tell_guest(turn: Turn, booking: Booking, given: Offer, plain: str, priced: str) -> None:
    if not _hears(turn, booking):
        return
    language = telling.language_of_holder(turn.connection, booking, proved=True)
    turn.noticed += 1
    telling.tell_holder(
        turn.connection,
        f"late_off:{turn.inbound.key}:{turn.noticed}",
        "late_checkout",
        booking,
        turn.present,
        priced if given.fen else plain,
        turn.now,
        proved=True,
        time=_usual(turn, language),
        late=clock(language, given.until),
        price=money(language, given.fen),
    )


# --- 撤销 ---


def _stands_again(turn: Turn, detail: Detail) -> str:
    """撤销 by whoever took it back at the desk: the hours are theirs again, where nobody has the room by now."""
    booking, given = kept(turn, detail), _offer(detail)
    free = booking.state in HERE and late_checkouts.nobody_follows(turn.connection, booking)
    if not free or not late_checkouts.give(turn.connection, booking, given, turn.now):
        said = N_(
            "Too late: {code} can't have those hours back, the room was given to others or they have left."
        )
        return turn.say(said, code=booking.code)
    me = turn.standing.person_id
    audit.note(turn.connection, turn.now, me, "late_checkout", f"booking:{booking.id}", str(given.fen))
    _tell_guest(
        turn,
        booking,
        given,
        N_("For your booking {code} the room is yours until {late} after all."),
        N_("For your booking {code} the room is yours until {late} after all; {price} is on your bill."),
    )
    giving_back.weigh_again(turn, booking)
    until = clock(turn.language, given.until)
    return turn.say(N_("Taken back: {who} stays until {time}."), who=where(turn, booking), time=until)


def bought(turn: Turn, booking: Booking, given: Offer, before: Offer | None) -> None:
    """Keep what a guest was given and had `before`: their own 撤销 takes it back."""
    had = {"before": _detail(booking, before)} if before is not None else {}
    deeds.note(
        turn.connection,
        turn.standing.person_id,
        "late_checkout",
        {**_detail(booking, given), **had},
        turn.now,
    )


def _unbought(turn: Turn, detail: Detail) -> str:
    """撤销 by the guest: as it was before they asked."""
    booking, given = kept(turn, detail), _offer(detail)
    found = standing(turn)
    if found is None or found[1] != given or found[0].id != booking.id:
        return turn.say(
            N_("That can't be taken back any more, please call the house: {phone}."), phone=turn.house.phone
        )
    if not late_checkouts.take_back(turn.connection, booking, given) or "before" not in detail:
        return _told_by_guest(turn, booking, given, turn.house.check_out)
    before = _offer(detail["before"])
    late_checkouts.give(turn.connection, booking, before, turn.now)
    return _told_by_guest(turn, booking, given, before.until)


CHANGES = {"late_off": Change(_preview, _carry_out)}
TAKING_BACK = {"late_off": _stands_again, "late_checkout": _unbought}
