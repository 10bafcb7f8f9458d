"""Vouchers at the desk: 核销 checks one off, once; a second try hears when and by whom; 撤销 takes a slip back."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.proposals import Detail
from bot.understanding.commands import Command
from locales import N_, day
from store import audit, deeds, guests, staff, vouchers
from store.vouchers import Ended, Voucher

# What the house has to do for a voucher of this kind.
TO_DO = {
    "night": N_("This night is not charged."),
    "late_checkout": N_("Tell housekeeping that the room stays taken."),
    "gift": N_("Please hand it over."),
    "discount": N_("Please take it off the bill."),
}


def check_off(turn: Turn, command: Command) -> str:
    """核销 K7M3Q4."""
    found = vouchers.by_code(turn.connection, command.words["code"])
    if found is None:
        return turn.say(
            N_("There is no voucher {code}. Have another look?"), code=command.words["code"].upper()
        )
    me = turn.standing.person_id
    ended = vouchers.use(turn.connection, found, me, turn.today, turn.now)
    if ended is not Ended.DONE:
        return _why_not(turn, vouchers.by_code(turn.connection, found.code) or found)
    deeds.note(turn.connection, me, "voucher", {"voucher": found.id, "code": found.code}, turn.now)
    audit.note(turn.connection, turn.now, me, "checked_off", f"voucher:{found.id}")
    lines = [
        turn.say(
            N_("Checked off: {reward}, {guest}."),
            reward=found.called(turn.language),
            guest=guests.name_of(turn.connection, found.person_id),
        ),
        turn.say(TO_DO[found.kind]) if found.kind in TO_DO else "",
        turn.say(N_("A slip? Write 撤销.")),
    ]
    return "\n".join(line for line in lines if line)


def _why_not(turn: Turn, found: Voucher) -> str:
    """When a voucher was used, and by whom; or that it is void."""
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
    """撤销: the voucher may be used again."""
    if not vouchers.undo_use(turn.connection, int(detail["voucher"])):
        return turn.say(N_("Too late: {code} has moved on since."), code=str(detail["code"]))
    return turn.say(N_("Taken back: {code} may be used again."), code=str(detail["code"]))


TAKING_BACK = {"voucher": _undo_check_off}
