"""Vouchers at the desk: 核销 checks one off, once; a second try hears when and by whom; 撤销 takes a slip back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from bot.context import Turn
from bot.handlers import bill, giving_back
from bot.handlers.desk_words import beside_code
from bot.handlers.naming import kept
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from locales import N_, day, money
from store import audit, deeds, extras, folio, guests, payments, rates, staff, vouchers
from store.bookings import DIRECT, Booking
from store.folio import Entry
from store.vouchers import Ended, Voucher

FREED = "free_night:"  # how the keys of lines that free a night begin; the night follows
# What the house has to do for a voucher of this kind.
TO_DO = {
    "night": N_(
        "Its nights are settled elsewhere, the bill here stays as it is: please settle the free night with the guest."
    ),
    "late_checkout": N_("Tell housekeeping that the room stays taken."),
    "gift": N_("Please hand it over."),
    "discount": N_("Please take it off the bill."),
}


def check_off(turn: Turn, command: Command) -> str | Proposal:
    """核销 K7M3Q4; what takes something off a bill is shown first, a free night too unless its nights are settled elsewhere."""
    found = vouchers.by_code(turn.connection, command.words["code"])
    if found is None:
        return turn.say(
            N_("There is no voucher {code}. Have another look?"), code=command.words["code"].upper()
        )
    taken_off = _takes_off(turn, found)
    elsewhere = "booking" in taken_off and "night" not in taken_off
    if found.of_a_bill or (found.kind == "night" and not elsewhere):
        return Proposal("voucher_off", taken_off)
    if not _used(turn, found):
        return _why_not(turn, found)
    _note(turn, found, {})
    lines = [
        _checked_off(turn, found),
        turn.say(TO_DO[found.kind]) if found.kind in TO_DO else "",
        turn.say(N_("A slip? Write 撤销.")),
    ]
    return "\n".join(line for line in lines if line)


def _used(turn: Turn, found: Voucher) -> bool:
    """Whether it is used by this very word."""
    me = turn.standing.person_id
    return vouchers.use(turn.connection, found, me, turn.today, turn.now) is Ended.DONE


def _note(turn: Turn, found: Voucher, done: Mapping[str, int]) -> None:
    """Keep what was `done`, to be taken back."""
    me = turn.standing.person_id
    kept = {"voucher": found.id, "code": found.code, **done}
    deeds.note(turn.connection, me, "voucher", kept, turn.now)
    audit.note(turn.connection, turn.now, me, "checked_off", f"voucher:{found.id}")


def _checked_off(turn: Turn, found: Voucher) -> str:
    return turn.say(
        N_("Checked off: {reward}, {guest}."),
        reward=found.called(turn.language),
        guest=guests.name_of(turn.connection, found.person_id),
    )


# --- what takes something off a bill ---


def _takes_off(turn: Turn, found: Voucher) -> Detail:
    """What a yes would be about: the booking, and the fen taken off its bill; without them where there is none."""
    share = bill.held_by(turn, found.person_id)
    if share is None:
        return {"code": found.code}
    if found.kind == "night":
        return _frees(turn, found, share.booking)
    charged = folio.of(turn.connection, share.booking, turn.now).charged
    return {"code": found.code, "booking": share.booking.id, "fen": found.off(charged)}


def _frees(turn: Turn, found: Voucher, booking: Booking) -> Detail:
    """The cheapest night that is still paid for here, in one room; no word of a night where they are settled elsewhere."""
    detail = {"code": found.code, "booking": booking.id}
    if booking.source != DIRECT:
        return detail
    if not booking.total:
        return {**detail, "night": "", "fen": 0}
    total = extras.nights_alone(turn.connection, booking) // booking.rooms
    each = rates.sold_for(turn.connection, turn.present, booking.room_type, booking.stay, total)
    paid_for = Counter({night: booking.rooms for night, _ in each})
    for key in folio.standing_keys(turn.connection, booking.id, FREED):
        paid_for[date.fromisoformat(key.split(":")[1])] -= 1
    left = [(fen, night) for night, fen in each if paid_for[night] > 0]
    if not left:
        return {**detail, "night": "", "fen": 0}
    fen, night = min(left)
    charged = folio.of(turn.connection, booking, turn.now).charged
    return {**detail, "night": night.isoformat(), "fen": max(0, min(fen, charged))}


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    found, booking = _of(turn, detail)
    if not vouchers.usable(found, turn.today):
        return Refused(_why_not(turn, found))
    if booking is None:
        said = N_("{guest} has no booking here that it could be taken off; {code} stays good until {day}.")
        guest = guests.name_of(turn.connection, found.person_id)
        until = day(turn.language, found.expires_on, today=turn.today, festival=False)
        return Refused(turn.say(said, guest=guest, code=found.code, day=until))
    if _takes_off(turn, found) != detail:
        said = N_("The bill of {booking} is not what it was. Please write 核销{code} once more.")
        return Refused(turn.say(said, booking=booking.code, code=found.code))
    bill_, sum_ = folio.of(turn.connection, booking, turn.now), int(detail["fen"])
    if not sum_:
        said = N_("Nothing is on the bill of {booking} yet that {code} could be taken off.")
        return Refused(turn.say(said, booking=booking.code, code=found.code))
    words, night = N_("{code} {who}: take {sum} off ({what})."), detail.get("night")
    if night:
        words = N_("{code} {who}: the night of {day} is free, take {sum} off ({what}).")
    shown = turn.say(
        words,
        day=day(turn.language, date.fromisoformat(night), today=turn.today) if night else "",
        code=booking.code,
        who=beside_code(turn, booking),
        sum=money(turn.language, sum_),
        what=found.called(turn.language),
    )
    return f"{shown}\n{bill.then(turn, bill_.open - sum_)}"


def _carry_out(turn: Turn, detail: Detail) -> str:
    found, booking = _of(turn, detail)
    refused = _preview(turn, detail)
    if isinstance(refused, Refused):
        return refused.said
    assert booking is not None, "what was shown is of a booking"
    me, sum_ = turn.standing.person_id, int(detail["fen"])
    if not _used(turn, found):
        return _why_not(turn, found)
    about = f"{FREED}{detail['night']}:" if "night" in detail else "voucher:"
    entry = Entry("discount", -sum_, f"{about}{found.id}:{turn.inbound.key}", found.name, by_id=me)
    line = folio.post(turn.connection, booking.id, entry, turn.now)
    assert line is not None, "a message is carried out once"
    _note(turn, found, {"line": line, "booking": booking.id})
    payments.fit(turn.connection, booking.id, turn.now)
    audit.note(turn.connection, turn.now, me, "folio_discount", f"booking:{booking.id}", str(sum_))
    slip = turn.say(N_("A slip? Write 撤销."))
    return "\n".join([_checked_off(turn, found), bill.left(turn, booking), slip])


def _of(turn: Turn, detail: Detail) -> tuple[Voucher, Booking | None]:
    """The voucher, and the booking whose bill it is taken off: the one its guest is in, else the next."""
    found = vouchers.by_code(turn.connection, str(detail["code"]))
    assert found is not None, "vouchers are never deleted"
    share = bill.held_by(turn, found.person_id)
    return found, share.booking if share is not None else None


def _why_not(turn: Turn, voucher: Voucher) -> str:
    """When a voucher was used, and by whom; or that it is void."""
    found = vouchers.by_code(turn.connection, voucher.code) or voucher
    values = {"code": found.code, "reward": found.called(turn.language)}
    if found.state == "used" and found.ended_at is not None:
        local = found.ended_at.astimezone(turn.house.zone_info)
        return turn.say(
            N_("{code} ({reward}) was used already: {day} {time}, checked off by {who}."),
            **values,
            day=day(turn.language, local.date(), today=turn.today, festival=False),
            time=f"{local:%H:%M}",
            who=_colleague(turn, found.ended_by),
        )
    if found.state == "undone":
        return turn.say(N_("{code} ({reward}) was taken back, its points went back to the guest."), **values)
    return turn.say(
        N_("{code} ({reward}) has expired: it was good until {day}."),
        **values,
        day=day(turn.language, found.expires_on, today=turn.today, festival=False),
    )


def _colleague(turn: Turn, person_id: int | None) -> str:
    member = staff.member(turn.connection, person_id) if person_id is not None else None
    return member.name if member is not None and member.name else turn.say(N_("a colleague"))


def _undo_check_off(turn: Turn, detail: Detail) -> str:
    """撤销: the voucher may be used again, and what it took off the bill is back on it."""
    if not vouchers.undo_use(turn.connection, int(detail["voucher"])):
        return turn.say(N_("Too late: {code} has moved on since."), code=str(detail["code"]))
    if "line" in detail:
        folio.turn_round(turn.connection, int(detail["line"]), turn.standing.person_id, turn.now)
        booking = kept(turn, detail)
        giving_back.weigh_again(turn, booking)
    return turn.say(N_("Taken back: {code} may be used again."), code=str(detail["code"]))


CHANGES = {"voucher_off": Change(_preview, _carry_out)}
TAKING_BACK = {"voucher": _undo_check_off}
