"""咨询未成交: who asked for rooms and has not booked (F046); 空档: nights between stays nobody has (F029). It changes nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, days, money
from store import gap_nights, leads, rates
from store.leads import Lead
from store.rooms import Span

LATELY = timedelta(days=30)
GAPS_SHOWN = 10


def unmet(turn: Turn, command: Command) -> str:
    """The list, the last who asked first."""
    found = leads.open_ones(turn.connection, turn.today, turn.now - LATELY)
    if not found:
        return turn.say(N_("Everybody who asked for days to come has booked, or nobody asked."))
    lines = [turn.say_many("{n} asked and has not booked:", "{n} asked and have not booked:", len(found))]
    lines += [_line(turn, one) for one in found]
    lines.append(turn.say(N_("Reply “回G{n} …” to write to one of them."), n=found[0].person_id))
    return "\n".join(lines)


def _line(turn: Turn, one: Lead) -> str:
    """王女士 G12｜12月24日→26日｜2人｜湖景大床房｜当时满房｜12-01 10:30."""
    kind = turn.house.room_types.get(one.room_type)
    parts = [
        f"{one.name} G{one.person_id}".strip(),
        days(turn.language, one.stay.arrival, one.stay.departure, today=turn.today),
        turn.say_many("{n} guest", "{n} guests", one.adults + one.children) if one.adults else "",
        turn.words(kind, "name") if kind else "",
        turn.say(N_("was full")) if one.full else "",
        f"{one.asked_at.astimezone(turn.house.zone_info):%m-%d %H:%M}",
    ]
    return "｜".join(part for part in parts if part)


def gaps(turn: Turn, command: Command) -> str:
    """Short runs of free nights between stays, with what they cost now: to be offered cheaper, or to those who are here."""
    found = gap_nights.coming(turn.connection, turn.today)
    if not found:
        return turn.say(N_("No gaps between stays in the next two weeks."))
    lines = [turn.say(N_("Nights between stays that nobody has:"))]
    for gap in found[:GAPS_SHOWN]:
        span = Span(gap.first, gap.first + timedelta(days=gap.nights))
        total = rates.quote(turn.connection, turn.present, gap.room_type, span, turn.today).total
        kind = turn.house.room_types[gap.room_type]
        lines.append(
            "｜".join(
                (
                    gap.room,
                    turn.words(kind, "name"),
                    days(turn.language, span.arrival, span.departure, today=turn.today),
                    money(turn.language, total),
                )
            )
        )
    first = found[0]
    kind = turn.house.room_types[first.room_type]
    example = f"改价 {first.first.month}.{first.first.day} {kind.name} 9折"
    lines.append(
        turn.say(
            N_("A special price fills them: “{example}”, for example; or ask who is here to stay on."),
            example=example,
        )
    )
    return "\n".join(lines)
