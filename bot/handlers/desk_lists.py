"""到店 and 离店: who comes and who goes, with what staff need at the door. No money here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.context import Turn
from bot.handlers import preparation_words, rooms_now
from bot.handlers.desk_words import STATES, at, rooms_had
from bot.handlers.rooms_now import Conditions
from bot.understanding.commands import Command
from locales import N_, clock, day, join
from scheduler import channel_words
from store import bookings, late_checkouts, preferences, preparations, registrations, rooms, stays
from store.bookings import Booking
from store.registrations import Registration
from store.stays import Stay

TOMORROW = timedelta(days=1)
A_WORD = 2  # letters by which 要乳胶枕 is longer than 乳胶枕
LATE = timedelta(hours=1)  # after the hour they told


def arrivals(turn: Turn, command: Command) -> str:
    """到店, 明天: who arrives and what staff need at the door, nothing of money."""
    on = turn.today + TOMORROW * ("tomorrow" in command.words)
    coming = bookings.arriving(turn.connection, on)
    states = rooms_now.conditions(turn)
    heading = turn.say_many(
        "Arriving on {day}: {n} booking",
        "Arriving on {day}: {n} bookings",
        len(coming),
        day=day(turn.language, on, today=turn.today),
    )
    ids = [booking.id for booking in coming]
    lists, here = registrations.of_each(turn.connection, ids), stays.of_each(turn.connection, ids)
    ready, likes = preparations.of_each(turn.connection, ids), preferences.of_bookings(turn.connection, ids)
    lines = [
        heading,
        *(
            _arrival(
                turn,
                one,
                states,
                _registered(turn, one, here.get(one.id), lists.get(one.id)),
                preparation_words.part(turn, ready.get(one.id, ())),
                _wished(turn, likes.get(one.id, []), lists.get(one.id)),
            )
            for one in coming
        ),
    ]
    first = next((one for one in coming if one.state == "confirmed" and rooms_had(turn, one)), None)
    if first is not None and on == turn.today:
        lines.append(
            turn.say(
                N_("Reply 入住{room} to check in, 客人{room} to see the guest."),
                room=rooms_had(turn, first)[0],
            )
        )
    return "\n".join(lines)


def _registered(turn: Turn, booking: Booking, stay: Stay | None, told: Registration | None) -> str:
    """Before they come, how many names are known; once they are here, how many the desk registered."""
    if booking.state == "in_house":
        if stay is None or stay.registered is None:
            return turn.say(N_("not registered"))
        return turn.say(N_("{n} people registered"), n=stay.registered)
    named, n = len(told.names) if told is not None else 0, registrations.expected(booking)
    under = turn.say(N_("under 18 alone")) if told is not None and told.alone else ""
    listed = turn.say(N_("{n} of {all} named"), n=named, all=n) if named else turn.say(N_("nobody named"))
    return f"{listed}｜{under}" if under else listed


def _wished(turn: Turn, likes: Sequence[str], told: Registration | None) -> str:
    """What the guests like, and what else they asked to have ready: a wish that says little more than a like is said with it."""
    wishes = told.wishes.split("，") if told is not None and told.wishes else []
    more = [
        wish for wish in wishes if not any(one in wish and len(wish) <= len(one) + A_WORD for one in likes)
    ]
    alone = [one for one in likes if not any(one in wish for wish in more)]
    return join(turn.language, [*alone, *more])


def _arrival(turn: Turn, booking: Booking, states: Conditions, *known: str) -> str:
    """A booking in one line; `known` is how its list and preparations stand, and what its guests like."""
    numbers = rooms.rooms_of(turn.connection, booking.id)
    kind = turn.house.room_types.get(booking.room_type)
    bound = bool(bookings.holders(turn.connection, booking.id))
    parts = [
        f"{booking.code} {join(turn.language, numbers) or turn.say(N_('no room yet!'))}",
        turn.words(kind, "name") if kind else booking.room_type,
        booking.holder,
        turn.say_many("{n} guest", "{n} guests", booking.adults + booking.children),
        _expected(turn, booking),
        rooms_now.condition(turn, booking, numbers, states),
        *known,
        channel_words.sold_by(turn.language, booking.source),
        turn.say(N_("bound")) if bound else turn.say(N_("not bound")),
        booking.notes or "",
    ]
    return "｜".join(part for part in parts if part)


def _expected(turn: Turn, booking: Booking) -> str:
    if booking.state == "in_house":
        return turn.say(N_("checked in"))
    if not booking.eta:
        return ""
    if late(turn, booking):
        return turn.say(N_("was to come at {time}, late"), time=booking.eta)
    return turn.say(N_("about {time}"), time=booking.eta)


def late(turn: Turn, booking: Booking) -> bool:
    """Whether somebody who told their hour has not come an hour after it."""
    if not booking.eta or booking.state != "confirmed" or booking.arrival != turn.today:
        return False
    at_ = datetime.combine(booking.arrival, time.fromisoformat(booking.eta), tzinfo=turn.house.zone_info)
    return turn.now > at_ + LATE


def departures(turn: Turn, command: Command) -> str:
    """离店: who leaves, and who has left."""
    on = turn.today + TOMORROW * ("tomorrow" in command.words)
    going = stays.leaving(turn.connection, on)
    heading = turn.say_many(
        "Leaving on {day}: {n} booking",
        "Leaving on {day}: {n} bookings",
        len(going),
        day=day(turn.language, on, today=turn.today),
    )
    longer = late_checkouts.of_each(turn.connection, [one.id for one in going])
    lines = [heading, *(_departure(turn, booking, longer.get(booking.id)) for booking in going)]
    still = next((one for one in going if one.state == "in_house" and rooms_had(turn, one)), None)
    if still is not None and on == turn.today:
        lines.append(turn.say(N_("Reply 退房{room} when they have left."), room=rooms_had(turn, still)[0]))
    return "\n".join(lines)


def _departure(turn: Turn, booking: Booking, longer: time | None) -> str:
    stay = stays.of(turn.connection, booking.id)
    left = stay.departed_at if stay is not None else None
    state = turn.say(STATES[booking.state])
    if booking.state in ("confirmed", "departed") and (stay is None or stay.arrived_at is None):
        state = turn.say(N_("was never checked in"))
    if left is not None:
        state = turn.say(N_("left at {time}"), time=at(turn, left))
    until = longer if left is None else None
    parts = [
        f"{booking.code} {join(turn.language, list(rooms_had(turn, booking)))}".strip(),
        booking.holder,
        state,
        turn.say(N_("stays until {time}"), time=clock(turn.language, until)) if until else "",
    ]
    return "｜".join(part for part in parts if part)
