"""The owner's words about points: look, give or take, take an exchange back, count. Audited; the guest is told."""

from __future__ import annotations

from datetime import date

from bot.context import Turn
from bot.handlers.points import entry
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.membership_commands import signed
from locales import N_, day, fallback, say
from store import (
    audit,
    bookings,
    claims,
    deeds,
    guests,
    members,
    membership,
    outbox,
    people,
    points,
    stays,
    vouchers,
)
from store.guests import Held
from store.points import Entry, Posted
from store.vouchers import Ended

SHOWN = 6  # guests offered when several fit, lines of a ledger


# --- to look ---


def points_of(turn: Turn, command: Command) -> str:
    """积分 王女士, 积分 8000, 积分 B23, 积分 G12."""
    who = _who(turn, command)
    if isinstance(who, str):
        return who
    audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", f"points:{who}")
    rule, me = turn.house.membership, members.member(turn.connection, who)
    name = guests.name_of(turn.connection, who)
    level = rule.levels.get(me.level) if me is not None else None
    balance = points.balance(turn.connection, who)
    standing = turn.say(N_("{guest} G{number}: {n} points"), guest=name, number=who, n=balance)
    lines = [f"{standing}｜{turn.words(level, 'name')}" if level is not None else standing]
    lines += [entry(turn, line) for line in points.lines(turn.connection, who, SHOWN)]
    lines += [
        turn.say(
            N_("Voucher {code}: {reward}, until {day}"),
            code=one.code,
            reward=one.called(turn.language),
            day=_day(turn, one.expires_on),
        )
        for one in vouchers.of(turn.connection, who, turn.today)
    ]
    lines.append(turn.say(N_("To change: “积分 G{number} +200 reason”."), number=who))
    return "\n".join(lines)


def _day(turn: Turn, on: date) -> str:
    return day(turn.language, on, today=turn.today, festival=False)


def _who(turn: Turn, command: Command) -> int | str:
    """The one guest who is meant; else help."""
    found = _found(turn, command.words)
    if len(found) == 1:
        return next(iter(found))
    if not found:
        return turn.say(
            N_(
                "I find no guest for that whose booking is bound. Try a name, the phone's last four digits, or B23."
            )
        )
    lines = [turn.say(N_("Several fit. Which one?"))]
    lines += [f"积分 G{number} {name}" for number, name in list(found.items())[:SHOWN]]
    return "\n".join(lines)


def _found(turn: Turn, words: dict[str, str]) -> dict[int, str]:
    """The people who fit, with their names: by number, booking, room, the phone's end or a name."""
    if "person" in words:
        number = int(words["person"])
        known = people.exists(turn.connection, number)
        return {number: guests.name_of(turn.connection, number)} if known else {}
    about = words.get("about", "")
    if "booking" in words or about in turn.house.rooms():
        staying = stays.in_room(turn.connection, about, turn.today) if about else []
        ids = [int(words["booking"])] if "booking" in words else [one.id for one in staying]
        holding = [number for each in ids for number in bookings.holders(turn.connection, each)]
        return {number: guests.name_of(turn.connection, number) for number in holding}
    held = guests.held(turn.connection, turn.today)
    if about.isdecimal():
        return _names([one for one in held if len(about) >= 4 and (one.phone or "").endswith(about)])
    exact = [one for one in held if one.name == about]
    return _names(exact or [one for one in held if claims.same_name(about, one.name)])


def _names(held: list[Held]) -> dict[int, str]:
    return {one.person_id: one.name for one in reversed(held)}


def overview(turn: Turn, command: Command) -> str:
    """会员: how many, by level and by their last stay, and what the house owes in points."""
    rule = turn.house.membership
    counted = members.counts(turn.connection, turn.today)
    total = sum(counted.by_level.values())
    if not total:
        return turn.say(N_("No members yet: a guest becomes one by the first completed stay."))
    named = [
        turn.say(N_("{level} {n}"), level=turn.words(level, "name"), n=counted.by_level.get(code, 0))
        for code, level in reversed(list(rule.levels.items()))
    ]
    none = total - sum(counted.by_level.get(code, 0) for code in rule.levels)
    return "\n".join(
        [
            turn.say_many("{n} member", "{n} members", total),
            "｜".join([*named, turn.say(N_("without a level {n}"), n=none)]),
            turn.say(
                N_("Stayed within a year {active}, within two {asleep}, longer ago {lost}."),
                active=counted.active,
                asleep=counted.asleep,
                lost=counted.lost,
            ),
            turn.say(N_("Points out there: {n}. The rules: 会员设置."), n=counted.points),
        ]
    )


# --- giving and taking points ---


def adjust(turn: Turn, command: Command) -> str | Proposal:
    """积分 8000 +200 补上次早餐: to be shown first."""
    who = _who(turn, command)
    if isinstance(who, str):
        return who
    reason = command.words.get("reason", "").strip()
    if not reason:
        return turn.say(
            N_("Please add the reason, the guest sees it: “积分 G{number} +200 reason”."), number=who
        )
    return Proposal(
        "adjust_points", {"person": who, "delta": signed(command.words["delta"]), "reason": reason}
    )


def _preview_adjust(turn: Turn, detail: Detail) -> str | Refused:
    person, delta, balance = _adjustment(turn, detail)
    name = guests.name_of(turn.connection, person)
    if balance + delta < 0:
        short = N_("{guest} has {n} points only; no more can be taken.")
        return Refused(turn.say(short, guest=name, n=balance))
    lines = [
        turn.say(
            N_("{guest} G{number}: {delta} points, {before} → {after}"),
            guest=name,
            number=person,
            delta=f"{delta:+d}",
            before=balance,
            after=balance + delta,
        ),
        turn.say(N_("The guest is told why: {reason}"), reason=str(detail["reason"])),
    ]
    return "\n".join(lines)


def _adjustment(turn: Turn, detail: Detail) -> tuple[int, int, int]:
    """(person id, points, balance now)."""
    person = int(detail["person"])
    return person, int(detail["delta"]), points.balance(turn.connection, person)


def _adjust(turn: Turn, detail: Detail) -> str:
    me, (person, delta, _) = turn.standing.person_id, _adjustment(turn, detail)
    key = f"adjust:{turn.inbound.key}"
    if _post(turn, person, delta, key, str(detail["reason"])) is not Posted.DONE:
        return turn.say(N_("The balance has changed meanwhile; nothing was done. Please look again."))
    deeds.note(
        turn.connection, me, "adjusted_points", {"person": person, "delta": delta, "key": key}, turn.now
    )
    audit.note(turn.connection, turn.now, me, "adjusted_points", f"person:{person}", f"{delta:+d}")
    told = _tell(
        turn,
        person,
        key,
        N_("The house gave you {n} points: {reason}.")
        if delta > 0
        else N_("The house took {n} points back: {reason}."),
        n=abs(delta),
        reason=str(detail["reason"]),
    )
    words = (
        N_("Done: {guest} now has {n} points and is told. A slip? Write 撤销 within ten minutes.")
        if told
        else N_("Done: {guest} now has {n} points. A slip? Write 撤销 within ten minutes.")
    )
    name, balance = guests.name_of(turn.connection, person), points.balance(turn.connection, person)
    return turn.say(words, guest=name, n=balance)


def _post(turn: Turn, person: int, delta: int, key: str, words: str) -> Posted:
    expires = membership.expiry(turn.house.membership, turn.today) if delta > 0 else None
    entry_ = Entry(person, delta, "adjust", key, expires, words=words, by_id=turn.standing.person_id)
    posted = points.post(turn.connection, entry_, turn.now)
    members.review(turn.connection, person, turn.house.membership, turn.today)
    return posted


def _take_back_adjustment(turn: Turn, detail: Detail) -> str:
    """撤销: the same number the other way, unless it is spent."""
    person, delta, _ = _adjustment(turn, detail)
    name, key = guests.name_of(turn.connection, person), str(detail["key"])
    words = say(fallback(people.language_of(turn.connection, person)), N_("taken back"))
    if _post(turn, person, -delta, f"{key}:undone", words) is not Posted.DONE:
        return turn.say(N_("Too late: {guest} has spent them already."), guest=name)
    if not outbox.withdraw(turn.connection, key):
        _tell(
            turn, person, f"{key}:undone", N_("The last change of your points by the house was taken back.")
        )
    return turn.say(
        N_("Taken back: {guest} has {n} points again."),
        guest=name,
        n=points.balance(turn.connection, person),
    )


def _tell(turn: Turn, person: int, key: str, message: str, **values: object) -> bool:
    """Tell the guest in their own language; False when they cannot be reached."""
    reached = people.reached_at(turn.connection, person)
    if reached is None:
        return False
    text = say(fallback(reached[1]), message, **values)
    outbox.say(turn.connection, key, "points_changed", reached[0], text, turn.now)
    return True


# --- taking an exchange back ---


def take_back_voucher(turn: Turn, command: Command) -> str | Proposal:
    """撤销兑换 K7M3Q4: to be shown first."""
    found = vouchers.by_code(turn.connection, command.words["code"])
    if found is None:
        return turn.say(
            N_("There is no voucher {code}. Have another look?"), code=command.words["code"].upper()
        )
    return Proposal("take_back_voucher", {"code": found.code})


def _preview_voucher(turn: Turn, detail: Detail) -> str | Refused:
    found = vouchers.by_code(turn.connection, str(detail["code"]))
    assert found is not None, "vouchers are never deleted"
    if found.state != "issued":
        used = N_("{code} is no longer open: it was used, taken back or has expired.")
        return Refused(turn.say(used, code=found.code))
    return turn.say(
        N_("{code} {reward}, {guest}: the voucher is void, {n} points go back. The guest is told."),
        code=found.code,
        reward=found.called(turn.language),
        guest=guests.name_of(turn.connection, found.person_id),
        n=found.points,
    )


def _take_back_voucher(turn: Turn, detail: Detail) -> str:
    found = vouchers.by_code(turn.connection, str(detail["code"]))
    assert found is not None, "vouchers are never deleted"
    me, rule = turn.standing.person_id, turn.house.membership
    expires, key = membership.expiry(rule, turn.today), f"undo:{turn.inbound.key}"
    if vouchers.take_back(turn.connection, found, me, key, expires, turn.now) is not Ended.DONE:
        return turn.say(N_("Somebody was a moment faster; nothing has changed."))
    members.review(turn.connection, found.person_id, rule, turn.today)
    deeds.note(turn.connection, me, "took_back_voucher", {"code": found.code, "key": key}, turn.now)
    audit.note(turn.connection, turn.now, me, "took_back_voucher", f"voucher:{found.id}")
    reward, n = found.called("zh_CN"), found.points
    message = N_("Voucher {code} ({reward}) was taken back by the house; your {n} points are yours again.")
    _tell(turn, found.person_id, key, message, code=found.code, reward=reward, n=n)
    name = guests.name_of(turn.connection, found.person_id)
    return turn.say(
        N_("Done: {n} points are back with {guest}. A slip? Write 撤销 within ten minutes."), n=n, guest=name
    )


def _reissue(turn: Turn, detail: Detail) -> str:
    """撤销 of taking back: the voucher may be used again, its points are taken once more."""
    found, key = vouchers.by_code(turn.connection, str(detail["code"])), str(detail["key"])
    assert found is not None, "vouchers are never deleted"
    if not vouchers.reopen(turn.connection, found, key, turn.now):
        return turn.say(
            N_("Too late: {guest} has spent them already."),
            guest=guests.name_of(turn.connection, found.person_id),
        )
    if not outbox.withdraw(turn.connection, key):
        message = N_("Voucher {code} is good again after all; {n} points are taken for it.")
        _tell(turn, found.person_id, f"{key}:undone", message, code=found.code, n=found.points)
    return turn.say(N_("Taken back: {code} may be used again."), code=found.code)


CHANGES = {
    "adjust_points": Change(_preview_adjust, _adjust),
    "take_back_voucher": Change(_preview_voucher, _take_back_voucher),
}
TAKING_BACK = {"adjusted_points": _take_back_adjustment, "took_back_voucher": _reissue}
