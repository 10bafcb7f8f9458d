"""订单: the newest bookings, or those that fit a name, phone or day; 订单B23 with all that happened to it. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.context import Turn, vocabulary
from bot.handlers.desk_words import STATES, rooms_had
from bot.handlers.naming import numbered
from bot.understanding.commands import Command
from bot.understanding.house_terms import read_terms
from locales import N_, days, join, money, party, stay
from scheduler import channel_words
from store import audit, bookings, claims, guests, staff
from store.bookings import Booking
from store.sealing import mask_phone

PAGE = 8
ACTIONS = {
    "recorded": N_("written down by the house"),
    "invited": N_("code given out"),
    "confirmed": N_("confirmed"),
    "link_accept": N_("confirmed by the link in the group"),
    "refused_booking": N_("refused"),
    "cancelled": N_("cancelled"),
    "placed": N_("found a room at last"),
    "house_cancelled": N_("cancelled by the house"),
    "closed_elsewhere": N_("settled on the other channels"),
    "checked_in": N_("checked in"),
    "checked_out": N_("checked out"),
    "registered": N_("registered"),
    "prepared": N_("prepared"),
    "duties": N_("duties of under 18s done"),
    "door_code_made": N_("door code made"),
    "door_code_typed": N_("door code typed in"),
    "door_code_said": N_("door code told"),
    "door_code_ended": N_("door code ended"),
    "moved": N_("given another room"),
    "folio_charge": N_("put on the bill"),
    "folio_discount": N_("taken off the bill"),
    "folio_payment": N_("payment taken"),
    "asked_to_pay": N_("a link to pay was sent"),
    "paid_online": N_("paid online"),
    "repaid_online": N_("paid back online"),
    "not_repaid": N_("did not go back, as the owner says"),
    "folio_fee": N_("cancellation fee charged"),
    "folio_extension": N_("nights on top put on the bill"),
    "folio_refund": N_("money given back"),
    "folio_take_security": N_("security deposit taken"),
    "folio_return_security": N_("security deposit given back"),
    "not_come": N_("did not come"),
    "late_checkout": N_("may stay longer"),
    "late_checkout_off": N_("leaves at the usual hour after all"),
    "agreed_change": N_("the change agreed to"),
    "agreed_cancel": N_("cancelling agreed to"),
    "declined_change": N_("the change declined"),
    "declined_cancel": N_("cancelling declined"),
    "asked_to_join": N_("somebody asked to join"),
    "let_in": N_("somebody let in"),
    "kept_out": N_("somebody not let in"),
}
WOMEN, MEN = ("女士", "小姐", "太太"), ("先生",)
UNSAID = frozenset({"looked_up"})  # somebody only looked


def orders(turn: Turn, command: Command) -> str:
    """One booking in full, or a page of those that fit."""
    if "booking" in command.words:
        booking = numbered(turn, command)
        return booking if isinstance(booking, str) else _in_full(turn, booking)
    about, page = command.words.get("about", "").strip(), int(command.words.get("page", 1))
    found, heading = _found(turn, about)
    if not found:
        return turn.say(
            N_(
                "No booking fits. Try 订单 alone, a name, the phone's last four digits, B23 or a day like 12.24."
            )
        )
    audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", "bookings", str(len(found)))
    pages = -(-len(found) // PAGE)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    lines = [heading, *(_line(turn, one) for one in shown)]
    if page < pages:
        more = N_("Page {page} of {pages}: “订单{about} 第{next}页” shows more.")
        lines.append(turn.say(more, page=page, pages=pages, about=f" {about}".rstrip(), next=page + 1))
    if len(found) == 1:
        lines.append(turn.say(N_("Reply 订单{code} for all of it."), code=found[0].code))
    return "\n".join(lines)


def _found(turn: Turn, about: str) -> tuple[Sequence[Booking], str]:
    """Bookings that fit what was written, and what they are."""
    if not about:
        began = datetime.combine(turn.today, turn.house.day_ends, tzinfo=turn.house.zone_info)
        new = bookings.made_since(turn.connection, began)
        if new:
            return new, turn.say_many("{n} new booking today:", "{n} new bookings today:", len(new))
        return bookings.made_since(turn.connection, None, PAGE), turn.say(
            N_("Nothing new today. The latest ones:")
        )
    if about.isdecimal() and len(about) >= 4:
        near = guests.near(turn.connection, turn.today)
        fitting = [one for one in near if (one.phone or "").endswith(about)]
        return fitting, turn.say(N_("Phone ending {tail}:"), tail=about[-4:])
    terms = read_terms(about, turn.today, vocabulary(turn.present), turn.present.holidays)
    if terms.nights:
        first, last = terms.nights[0]
        return bookings.arriving_between(turn.connection, first, last), turn.say(
            N_("Arriving {days}:"), days=days(turn.language, first, last, today=turn.today)
        )
    near = guests.near(turn.connection, turn.today)
    fitting = [one for one in near if _called(about, one.holder)]
    return fitting, turn.say(N_("In the name of {name}:"), name=about)


def _called(about: str, holder: str) -> bool:
    """Whether somebody may be meant by a name; 陈先生 is no 陈女士."""
    if (about.endswith(WOMEN) and holder.endswith(MEN)) or (about.endswith(MEN) and holder.endswith(WOMEN)):
        return False
    return claims.same_name(about, holder) or about in holder


def _line(turn: Turn, booking: Booking) -> str:
    """B23 王女士｜12.24–26｜湖景大床房｜已确认｜美团."""
    kind = turn.house.room_types.get(booking.room_type)
    parts = [
        f"{booking.code} {booking.holder}",
        f"{booking.arrival.month}.{booking.arrival.day}–{booking.departure.month}.{booking.departure.day}",
        turn.words(kind, "name") if kind else booking.room_type,
        turn.say(STATES[booking.state]),
        channel_words.sold_by(turn.language, booking.source),
    ]
    return "｜".join(parts)


def _in_full(turn: Turn, booking: Booking) -> str:
    """Everything about one booking, what happened to it last. What it costs is the owner's to see."""
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "looked_up", f"booking:{booking.id}", "order"
    )
    numbers = rooms_had(turn, booking)
    phone = mask_phone(booking.phone).removeprefix("+86") if booking.phone else ""
    total = booking.total if turn.standing.role == "owner" else None
    lines = [
        _line(turn, booking),
        stay(turn.language, booking.arrival, booking.departure, today=turn.today),
        "｜".join(
            part
            for part in (
                join(turn.language, list(numbers)),
                party(turn.language, booking.adults, booking.children),
                phone,
            )
            if part
        ),
        turn.say(N_("{total} in all"), total=money(turn.language, total)) if total is not None else "",
        turn.say(N_("Notes: {notes}"), notes=booking.notes) if booking.notes else "",
        turn.say(N_("Reason: {reason}"), reason=booking.reason)
        if booking.reason and booking.reason not in ("lapsed", "guest")
        else "",
        *_history(turn, booking),
    ]
    return "\n".join(line for line in lines if line)


def _history(turn: Turn, booking: Booking) -> list[str]:
    """What happened, when and by whom, oldest first."""
    made, changed = bookings.times(turn.connection, booking.id)
    lines = [f"{_at(turn, made)} {turn.say(N_('booking made'))}"]
    happened = audit.of(turn.connection, f"booking:{booking.id}", UNSAID)
    for entry in happened:
        who = staff.member(turn.connection, entry.actor_id) if entry.actor_id else None
        name = (who.name or turn.say(N_("the owner"))) if who is not None else ""
        what = turn.say(ACTIONS[entry.action]) if entry.action in ACTIONS else entry.action
        lines.append(" ".join(part for part in (_at(turn, entry.at), what, name) if part))
    if not happened and changed > made:
        lines.append(f"{_at(turn, changed)} {turn.say(N_('changed'))}")
    return lines


def _at(turn: Turn, moment: datetime) -> str:
    return f"{moment.astimezone(turn.house.zone_info):%m-%d %H:%M}"
