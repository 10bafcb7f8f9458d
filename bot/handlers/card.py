"""What the house knows of a guest: 客人 王女士, 客人 8000, 客人302. Revenue is the owner's alone; looking is audited."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.desk_words import STATES, at, rooms_had, where
from bot.understanding.commands import Command
from locales import N_, day, join, money, stay
from scheduler import channel_words, extra_words, opinion_words, ticket_words
from store import (
    audit,
    bookings,
    claims,
    extras,
    guests,
    opinions,
    people,
    registrations,
    rooms,
    staff,
    stays,
    tickets,
)
from store.bookings import Booking
from store.opinions import Opinion
from store.sealing import mask_phone

OF_THEIR_WORDS = 60  # letters of an opinion
SHOWN = 5  # guests that are offered when several fit
LANGUAGES = {
    "zh_CN": N_("Chinese"),
    "zh_TW": N_("traditional Chinese"),
    "en": N_("English"),
    "ja": N_("Japanese"),
}


def card(turn: Turn, command: Command) -> str | None:
    """One card where one guest fits; else the few that do; else help. A bare room or name may answer an open question."""
    if "bare" in command.words and turn.standing.place.step:
        return None
    found = _found(turn, command)
    if len(found) == 1:
        audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", f"booking:{found[0].id}")
        return _card(turn, found[0])
    audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", "guests", str(len(found)))
    if not found:
        return turn.say(
            N_(
                "I find nobody for that a month back and two ahead. Try a room, a name, or the phone's last four digits."
            )
        )
    lines = [turn.say(N_("Several fit. Which one? Reply 客人B23."))]
    lines += [
        f"{one.code} {where(turn, one)}｜{stay(turn.language, one.arrival, one.departure, today=turn.today)}"
        for one in found[:SHOWN]
    ]
    return "\n".join([*lines, "…"] if len(found) > SHOWN else lines)


def _found(turn: Turn, command: Command) -> list[Booking]:
    """Bookings that fit what was written: a booking's number, a guest's, a room, a phone's end, a name."""
    words = command.words
    if "booking" in words:
        booking = bookings.get(turn.connection, int(words["booking"]))
        return [booking] if booking is not None else []
    if "person" in words:
        shares = bookings.shares(turn.connection, int(words["person"]), turn.today)
        return [share.booking for share in shares[:1]]
    about = words.get("about", "").strip()
    if about.upper() in turn.house.rooms():
        return stays.in_room(turn.connection, about.upper(), turn.today)
    near = guests.near(turn.connection, turn.today)
    if about.isdecimal():
        fitting = [one for one in near if len(about) >= 4 and (one.phone or "").endswith(about)]
    else:
        fitting = [one for one in near if one.holder == about]
        fitting = fitting or [one for one in near if claims.same_name(about, one.holder)]
        fitting = fitting or [one for one in near if about in one.holder]
    return _one_each(fitting)


def _one_each(found: list[Booking]) -> list[Booking]:
    """The nearest booking of each guest: the same phone is the same guest."""
    seen: dict[str, Booking] = {}
    for booking in found:
        seen.setdefault(booking.phone or booking.code, booking)
    return list(seen.values())


def _card(turn: Turn, booking: Booking) -> str:
    past = guests.past(turn.connection, booking)
    lines = [
        _who(turn, booking),
        _stay(turn, booking),
        _desk(turn, booking),
        "｜".join(extra_words.short(turn.language, extras.of(turn.connection, booking.id))),
        turn.say(N_("Notes: {notes}"), notes=booking.notes) if booking.notes else "",
        *_list(turn, booking),
        _tickets(turn, booking),
        *_opinions(turn, booking, past),
        turn.say_many("Was here {n} time before", "Was here {n} times before", len(past)) if past else "",
        _money(turn, booking, past),
    ]
    return "\n".join(line for line in lines if line)


def _who(turn: Turn, booking: Booking) -> str:
    """王女士｜138****8000｜已绑定 G12｜中文."""
    holding = bookings.holders(turn.connection, booking.id)
    language = people.language_of(turn.connection, holding[0]) if holding else ""
    parts = [
        booking.holder,
        mask_phone(booking.phone).removeprefix("+86") if booking.phone else "",
        f"{turn.say(N_('bound'))} G{holding[0]}" if holding else turn.say(N_("not bound")),
        turn.say(LANGUAGES[language]) if language in LANGUAGES else language,
    ]
    return "｜".join(part for part in parts if part)


def _stay(turn: Turn, booking: Booking) -> str:
    kind = turn.house.room_types.get(booking.room_type)
    numbers = join(turn.language, list(rooms_had(turn, booking)))
    parts = [
        f"{booking.code} {numbers}".strip(),
        turn.words(kind, "name") if kind else booking.room_type,
        turn.say_many("{n} guest", "{n} guests", booking.adults + booking.children),
        turn.say(STATES[booking.state]),
        channel_words.sold_by(turn.language, booking.source),
    ]
    days = stay(turn.language, booking.arrival, booking.departure, today=turn.today)
    return "｜".join(part for part in parts if part) + f"\n{days}"


def _desk(turn: Turn, booking: Booking) -> str:
    """What the desk did: since when, by whom, how many were registered; before that, when they come."""
    done = stays.of(turn.connection, booking.id)
    if done is None or done.arrived_at is None:
        if booking.eta and booking.state == "confirmed":
            return turn.say(N_("comes about {time}"), time=booking.eta)
        return ""
    by = staff.member(turn.connection, done.arrived_by) if done.arrived_by is not None else None
    parts = [
        turn.say(N_("checked in at {time}"), time=at(turn, done.arrived_at)),
        by.name if by is not None else "",
        turn.say(N_("{n} people registered"), n=done.registered) if done.registered is not None else "",
        turn.say(N_("left at {time}"), time=at(turn, done.departed_at))
        if done.departed_at is not None
        else "",
    ]
    return "｜".join(part for part in parts if part)


def _list(turn: Turn, booking: Booking) -> list[str]:
    """Who comes along and what they wish for, as they told before; a guardian's number for whoever has to call it."""
    told, n = registrations.of(turn.connection, booking.id), registrations.expected(booking)
    ages = [str(age) for age in told.ages]
    return [
        turn.say(N_("Names {k}/{n}: {names}"), k=len(told.names), n=n, names=join(turn.language, list(told.names)))
        if told.names
        else "",
        turn.say(N_("Ages: {ages}"), ages=join(turn.language, ages)) if ages else "",
        turn.say(N_("To prepare: {wishes}"), wishes=told.wishes) if told.wishes else "",
        turn.say(N_("Guardian: {phone}"), phone=told.guardian) if told.guardian and told.alone else "",
    ]  # fmt: skip


def _tickets(turn: Turn, booking: Booking) -> str:
    numbers = rooms.rooms_of(turn.connection, booking.id)
    live = [one for number in numbers for one in tickets.live_in(turn.connection, number)]
    if not live:
        return ""
    return turn.say(
        N_("Open: {tickets}"),
        tickets=join(turn.language, [ticket_words.line(turn.language, one) for one in live]),
    )


def _opinions(turn: Turn, booking: Booking, past: list[Booking]) -> list[str]:
    """What they said about the house, in this stay and before, the newest first, each with its day and booking."""
    holding = bookings.holders(turn.connection, booking.id)
    said = opinions.of_guest(turn.connection, holding, [booking.id, *(one.id for one in past)])
    return [turn.say(N_("Said: {what}"), what=_opinion(turn, one)) for one in said]


def _opinion(turn: Turn, one: Opinion) -> str:
    """昨天｜B12｜离店评价｜3分｜热水慢｜已答复."""
    on = one.created_at.astimezone(turn.house.zone_info).date()
    parts = [
        day(turn.language, on, today=turn.today),
        f"B{one.booking_id}" if one.booking_id else "",
        opinion_words.kind(turn.language, one),
        opinion_words.score(turn.language, one),
        one.words[:OF_THEIR_WORDS],
        turn.say(opinion_words.STATES[one.state]) if one.severity != "none" else "",
    ]
    return "｜".join(part for part in parts if part)


def _money(turn: Turn, booking: Booking, past: list[Booking]) -> str:
    """What they pay and paid: for the owner alone."""
    if turn.standing.role != "owner":
        return ""
    now = money(turn.language, booking.total) if booking.total is not None else "—"
    before = sum(one.total or 0 for one in past)
    if not past:
        return turn.say(N_("This stay: {now}"), now=now)
    return turn.say(N_("This stay: {now}; before: {before}"), now=now, before=money(turn.language, before))
