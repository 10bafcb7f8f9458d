"""推送: what the house sends unasked on a day, what became of it and why, and whom of tomorrow's arrivals nothing reaches."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.context import Turn, vocabulary
from bot.understanding.commands import Command
from bot.understanding.house_terms import read_terms
from locales import N_, day, join
from scheduler import pasting
from scheduler.by_hand import named_kind, named_reason
from store import bookings, people, planning
from store.sealing import mask_name

DAY = timedelta(days=1)
SHOWN = 25
STATUSES = {
    "due": N_("planned"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "under_review": N_("under WeChat's review"),
    "doubtful": N_("perhaps not received"),
    "dropped": N_("not sent"),
    "mailbox": N_("waits for the guest's next message"),
}


def pushes(turn: Turn, command: Command) -> str:
    """推送, 推送 明天, 推送 12.24: in order of time, with the reason."""
    about = command.words.get("about", "")
    terms = read_terms(about, turn.today, vocabulary(turn.present), turn.present.holidays)
    if about and not terms.nights:
        return turn.say(N_("For which day? Write 推送 明天 or 推送 12.24; the rules are in 推送设置."))
    on = terms.nights[0][0] if terms.nights else turn.local.date()
    first = datetime.combine(on, time(0), tzinfo=turn.house.zone_info)
    rows = planning.pushes_between(turn.connection, first, first + DAY, SHOWN)
    named = {one.id: one for one in bookings.each(turn.connection, [row.booking_id or 0 for row in rows])}
    lines = [
        turn.say(N_("Pushes of {day}"), day=day(turn.language, on, today=turn.today))
        if rows
        else turn.say(N_("No pushes on {day}."), day=day(turn.language, on, today=turn.today))
    ]
    for push in rows:
        when = push.due_at.astimezone(turn.house.zone_info)
        holder = named.get(push.booking_id or 0)
        who = f"B{push.booking_id} {mask_name(holder.holder) if holder else ''}".rstrip()
        status = turn.say(STATUSES[push.status]) if push.status in STATUSES else push.status
        kind, why = named_kind(turn.language, push.kind), named_reason(turn.language, push.reason)
        lines.append("｜".join(part for part in (f"{when:%H:%M}", who, kind, status, why) if part))
    return "\n".join([*lines, *_unreached(turn)])


def _unreached(turn: Turn) -> list[str]:
    """Whom of tomorrow's arrivals nothing of ours reaches, counted with the reason."""
    found = pasting.unreachable(turn.connection, turn.present, turn.today + DAY, turn.now)
    if not found:
        return []
    reasons = {reason: [one.code for one, why in found if why == reason] for _, reason in found}
    said = [
        f"{join(turn.language, codes)}｜{named_reason(turn.language, reason)}"
        for reason, codes in reasons.items()
    ]
    head = turn.say_many(
        "Of tomorrow's arrivals {n} can't be reached:",
        "Of tomorrow's arrivals {n} can't be reached:",
        len(found),
    )
    return [head, *said, turn.say(N_("文案B23 gives the words to paste."))]


def paste(turn: Turn, command: Command) -> str:
    """文案B23: the words to paste into another channel's chat, and nothing else, so that a long press copies them."""
    booking = bookings.get(turn.connection, int(command.words["booking"]))
    if booking is None or booking.departure < turn.today:
        return turn.say(N_("There is no such upcoming booking. Have a look at 到店."))
    reached = people.addresses_of(turn.connection, bookings.holders(turn.connection, booking.id))
    language = people.language_of(turn.connection, reached[0][0]) if reached else ""
    return pasting.words(turn.connection, turn.present, booking, language)
