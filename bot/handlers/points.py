"""A guest's points, level and vouchers, as they stand in the ledger. Companions hear of their own alone; nothing is promised."""

from __future__ import annotations

from datetime import date, timedelta

from bot.context import Turn
from bot.handlers.passing_on import pass_on
from locales import N_, clock, day, join, money
from store import bookings, members, points, vouchers
from store.bookings import DIRECT
from store.house_file import Level
from store.members import Member
from store.points import Line

RECENT = 4  # lines of the ledger that are shown
LATELY = timedelta(days=60)  # so far back a stay is looked for

REASONS = {
    "earn": N_("stay {booking}"),
    "reversal": N_("stay {booking} taken back"),
    "redeem": N_("exchanged: {words}"),
    "undo": N_("exchange taken back: {words}"),
    "expire": N_("expired"),
    "adjust": N_("from the house: {words}"),
}


def points_balance(turn: Turn) -> str:
    """How many there are, what expires first, the last lines."""
    if not turn.house.membership.enabled:
        return no_programme(turn)
    me = members.member(turn.connection, turn.standing.person_id)
    recent = points.lines(turn.connection, turn.standing.person_id, RECENT)
    if me is None or not recent:
        return how_to_earn(turn)
    lines = [_balance(turn, me.balance), expiring(turn), turn.say(N_("Lately:"))]
    lines += [entry(turn, line) for line in recent]
    if turn.house.membership.rewards:
        lines.append(turn.say(N_("To exchange them write “redeem”.")))
    return "\n".join(line for line in lines if line)


def _balance(turn: Turn, balance: int) -> str:
    if balance < 0:
        owed = N_("You have spent {n} points more than your stays brought; the next ones make up for it.")
        return turn.say(owed, n=-balance)
    return turn.say_many("You have {n} point.", "You have {n} points.", balance)


def expiring(turn: Turn) -> str:
    """The points that expire first; "" where none are left."""
    lots = points.lots(turn.connection, turn.standing.person_id)
    if not lots:
        return ""
    until = _day(turn, lots[0].expires_on)
    if len(lots) == 1:
        return turn.say(N_("They are good until {day}."), day=until)
    return turn.say(N_("{n} of them are good until {day}."), n=lots[0].left, day=until)


def entry(turn: Turn, line: Line) -> str:
    """12-03 +1036 住店B1."""
    at = line.at.astimezone(turn.house.zone_info)
    on = f"{at:%m-%d}" if at.year == turn.today.year else f"{at:%Y-%m-%d}"
    booking = f"B{line.booking_id}" if line.booking_id is not None else ""
    return f"{on} {line.delta:+d} {turn.say(REASONS[line.reason], booking=booking, words=line.words or '')}"


def _day(turn: Turn, on: date) -> str:
    return day(turn.language, on, today=turn.today, festival=False)


def no_programme(turn: Turn) -> str:
    """The house has no points."""
    return turn.say(N_("This house has no points and no membership so far."))


def how_to_earn(turn: Turn) -> str:
    """For somebody without points: what earns them, and the next step."""
    rule = turn.house.membership
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today - LATELY)
    held = [one for one in shares if one.part == "holder" and one.booking.state != "cancelled"]
    if any(rule.counts(direct=one.booking.source == DIRECT) and one.level == "confirmed" for one in held):
        return (
            f"{turn.say(N_('You have no points yet: they come once this stay is completed.'))}\n{_rate(turn)}"
        )
    if any(one.level == "confirmed" for one in held):
        channel = N_("You have no points yet: only stays booked with us directly earn them.")
        return f"{turn.say(channel)}\n{_rate(turn)}"
    if shares and not held:
        companion = N_(
            "You have no points yet: they go to whoever holds the booking; your own stays earn yours."
        )
        return f"{turn.say(companion)}\n{_rate(turn)}"
    unknown = N_(
        "I don't see a stay of yours yet. Send me your five-letter code, or write “my booking”, and I find it."
    )
    return f"{turn.say(unknown)}\n{_rate(turn)}"


def _rate(turn: Turn) -> str:
    """What a stay earns."""
    rule = turn.house.membership
    if rule.points_per_yuan and rule.points_per_night:
        both = N_("A completed stay earns points: {yuan} for each yuan and {night} for each night.")
        return turn.say(both, yuan=rule.points_per_yuan, night=rule.points_per_night)
    if rule.points_per_night:
        return turn.say(
            N_("A completed stay earns points: {night} for each night."), night=rule.points_per_night
        )
    return turn.say(N_("A completed stay earns points: {yuan} for each yuan."), yuan=rule.points_per_yuan)


# --- levels ---


def membership_level(turn: Turn) -> str:
    """The level, what it rests on, what it brings, and how far the next one is; all levels to somebody who has none."""
    rule = turn.house.membership
    if not rule.enabled:
        return no_programme(turn)
    if not rule.levels:
        return points_balance(turn)
    me = members.member(turn.connection, turn.standing.person_id)
    if me is None:
        return "\n".join([*all_levels(turn), how_to_earn(turn)])
    level = rule.levels.get(me.level)
    if level is None:
        lines = [_standing(turn, me, None), *all_levels(turn), _next(turn, me)]
    else:
        benefits = _benefits(turn, level)
        brings = turn.say(N_("It brings {benefits}."), benefits=benefits) if benefits else ""
        lines = [_standing(turn, me, level), brings, _next(turn, me)]
    return "\n".join(line for line in lines if line)


def _standing(turn: Turn, me: Member, level: Level | None) -> str:
    months = turn.house.membership.period_months
    spent = money(turn.language, me.spend)
    nights = turn.say_many("{n} night", "{n} nights", me.nights)
    if level is None:
        none = N_("No level yet. In the last {months} months: {nights}, {spent}.")
        return turn.say(none, months=months, nights=nights, spent=spent)
    return turn.say(
        N_("You have {level}. In the last {months} months: {nights}, {spent}."),
        level=turn.words(level, "name"),
        months=months,
        nights=nights,
        spent=spent,
    )


def _benefits(turn: Turn, level: Level) -> str:
    """What a level brings; "" when the house wrote nothing."""
    found = []
    if level.late_checkout is not None:
        late = N_("check-out until {time} when the room is free that afternoon")
        found.append(turn.say(late, time=clock(turn.language, level.late_checkout)))
    if turn.words(level, "benefits"):
        found.append(turn.words(level, "benefits"))
    return join(turn.language, found)


def _next(turn: Turn, me: Member) -> str:
    """再住2晚，或再消费¥1200，就是金卡."""
    rule = turn.house.membership
    code = rule.after(me.level)
    if code is None:
        return ""
    level = rule.levels[code]
    name = turn.words(level, "name")
    nights = (
        "" if level.nights is None else turn.say_many("{n} night", "{n} nights", level.nights - me.nights)
    )
    spend = "" if level.spend is None else money(turn.language, int(level.spend * 100) - me.spend)
    if nights and spend:
        either = N_("{nights} more, or {spend} more, and it is {level}.")
        return turn.say(either, nights=nights, spend=spend, level=name)
    if nights:
        return turn.say(N_("{nights} more and it is {level}."), nights=nights, level=name)
    return turn.say(N_("{spend} more and it is {level}."), spend=spend, level=name)


def all_levels(turn: Turn) -> list[str]:
    """Each level in a line: what it takes within the period, and what it brings."""
    months = turn.house.membership.period_months
    lines = [turn.say(N_("Levels, by your stays of {months} months:"), months=months)]
    for level in turn.house.membership.levels.values():
        name, what, benefits = turn.words(level, "name"), _threshold(turn, level), _benefits(turn, level)
        words = N_("· {level}: {what}; it brings {benefits}.") if benefits else N_("· {level}: {what}.")
        lines.append(turn.say(words, level=name, what=what, benefits=benefits))
    return lines


def _threshold(turn: Turn, level: Level) -> str:
    """住满3晚或消费满¥2000."""
    nights = "" if level.nights is None else turn.say_many("{n} night", "{n} nights", level.nights)
    spend = "" if level.spend is None else money(turn.language, int(level.spend * 100))
    if nights and spend:
        return turn.say(N_("{nights} or {spend} spent"), nights=nights, spend=spend)
    return (
        turn.say(N_("{nights} stayed"), nights=nights)
        if nights
        else turn.say(N_("{spend} spent"), spend=spend)
    )


# --- vouchers ---


def my_vouchers(turn: Turn) -> str:
    """The vouchers that may still be used, with their codes."""
    mine = vouchers.of(turn.connection, turn.standing.person_id, turn.today)
    if not mine:
        if not turn.house.membership.enabled:
            return turn.say(N_("You have no vouchers."))
        return turn.say(N_("You have no vouchers. Write “redeem” to see what your points are good for."))
    lines = [
        turn.say(
            N_("{code} {name}, until {day}"),
            code=one.code,
            name=one.called(turn.language),
            day=_day(turn, one.expires_on),
        )
        for one in mine
    ]
    return "\n".join([*lines, turn.say(N_("Show the code to anybody of the house to use it."))])


def coupon(turn: Turn) -> str:
    """Whoever asks for discounts and has vouchers is shown them; else it is the house's to say."""
    if vouchers.of(turn.connection, turn.standing.person_id, turn.today):
        return my_vouchers(turn)
    return pass_on(turn, "question", lead=turn.say(N_("The house hasn't told me that yet.")))
