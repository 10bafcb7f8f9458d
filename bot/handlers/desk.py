"""The front desk in chat, to read: the day in one screen, who comes and who goes. No money here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from bot.context import Turn, vocabulary
from bot.handlers import preparation_words, rooms_now
from bot.handlers.rooms_now import Conditions
from bot.understanding.commands import Command
from bot.understanding.house_terms import read_terms
from locales import N_, clock, day, join
from scheduler import channel_words, ready
from store import (
    bookings,
    late_checkouts,
    preferences,
    preparations,
    registrations,
    room_nights,
    rooms,
    stays,
    tickets,
    todos,
)
from store.bookings import Booking
from store.registrations import Registration
from store.stays import Stay

TOMORROW = timedelta(days=1)
A_WORD = 2  # letters by which 要乳胶枕 is longer than 乳胶枕
LATE = timedelta(hours=1)  # after the hour they told
SHOWN = 8  # of a list inside the day's screen
# Lines of the day that are asked for alone, by the part of the command that asks.
ASKED = {
    "uncounted": N_("Not registered"),
    "unbound": N_("Not bound"),
    "over": N_("Should have left"),
}
STATES = {
    "held": N_("waits for the house's yes"),
    "confirmed": N_("has not come yet"),
    "in_house": N_("is in the house"),
    "departed": N_("has left"),
    "cancelled": N_("is cancelled"),
    "no_show": N_("did not come"),
    "unplaced": N_("has no room yet"),
}


# --- the day ---


def today(turn: Turn, command: Command) -> str | None:
    """今天: one short screen of what the house has to do; 12.24: another day. A bare day may answer an open question."""
    if "day" in command.words:
        return None if turn.standing.place.step else _another_day(turn, command.words["day"])
    return _one_of(turn, command, _today(turn))


def _one_of(turn: Turn, command: Command, lines: Sequence[str]) -> str:
    """All of the day, or the line that was asked for: 没登记的有谁."""
    asked = next((ASKED[name] for name in ASKED if name in command.words), None)
    if asked is None:
        return "\n".join(lines)
    heading = turn.say(asked)
    if "unbound" in command.words:
        near = {
            one.id: one
            for one in (
                *bookings.arriving(turn.connection, turn.today),
                *stays.in_house(turn.connection, turn.today),
            )
        }
        nobody = [
            one
            for one in near.values()
            if one.state in ("confirmed", "in_house") and not bookings.holders(turn.connection, one.id)
        ]
        lines = [_listed(turn, heading, [where(turn, one) for one in nobody])] if nobody else []
    line = next((one for one in lines if one.startswith(heading)), "")
    return line or turn.say(N_("{heading}: nobody."), heading=heading)


def _today(turn: Turn) -> list[str]:
    coming = bookings.arriving(turn.connection, turn.today)
    late = [
        one for one in bookings.arriving(turn.connection, turn.today - TOMORROW) if one.state == "confirmed"
    ]
    going = stays.leaving(turn.connection, turn.today)
    here = stays.in_house(turn.connection, turn.today)
    longer = late_checkouts.of_each(turn.connection, [one.id for one in going])
    dirty = sorted(rooms.dirty(turn.connection))
    lines = [
        turn.say(N_("Today, {day}"), day=day(turn.language, turn.today)),
        _listed(turn, turn.say(N_("Arriving {n}"), n=len(coming)), [_comes(turn, one) for one in coming]),
        *_to_mind(turn, coming, frozenset(dirty)),
        _listed(turn, turn.say(N_("Not come yesterday")), [where(turn, one) for one in late]) if late else "",
        _listed(turn, turn.say(N_("Leaving {n}"), n=len(going)), [_goes(turn, one, longer) for one in going]),
        _listed(turn, turn.say(N_("In house {n}"), n=len(here)), [where(turn, one) for one in here]),
        *_of_those_here(turn, here, longer),
        turn.say(N_("To clean: {rooms}"), rooms=join(turn.language, dirty)) if dirty else "",
        _open_tickets(turn),
        _to_decide(turn, coming),
    ]
    return [line for line in lines if line]


def _to_mind(turn: Turn, coming: Sequence[Booking], dirty: frozenset[str]) -> list[str]:
    """Of those still to come today: whose room is not ready, who is late, whom nothing reaches."""
    waits = [one for one in coming if one.state == "confirmed"]
    theirs = {one.id: rooms.rooms_of(turn.connection, one.id) for one in waits}
    tight = _tight(turn, waits, theirs)
    groups = (
        (N_("Room not ready"), [one for one in waits if dirty & set(theirs[one.id])]),
        (N_("Late"), [one for one in waits if _late(turn, one)]),
        (N_("Not bound"), [one for one in waits if not bookings.holders(turn.connection, one.id)]),
    )
    lines = [_listed(turn, turn.say(N_("Tight today")), tight)] if tight else []
    return lines + [
        _listed(turn, turn.say(heading), [where(turn, one) for one in found])
        for heading, found in groups
        if found
    ]


def _of_those_here(turn: Turn, here: Sequence[Booking], longer: Mapping[int, time]) -> list[str]:
    """Of those in the house: who was not registered, and who should have left, with the guests who wait for the room."""
    known = stays.of_each(turn.connection, [one.id for one in here])
    uncounted = [one for one in here if one.id not in known or known[one.id].registered is None]
    clock_now = turn.local.time()
    over = [
        one
        for one in here
        if one.departure == turn.today
        and (turn.local.date() > turn.today or clock_now > longer.get(one.id, turn.house.check_out))
    ]
    groups = (
        (N_("Not registered"), [where(turn, one) for one in uncounted]),
        (N_("Should have left"), [_outstays(turn, one) for one in over]),
    )
    return [_listed(turn, turn.say(heading), found) for heading, found in groups if found]


def _outstays(turn: Turn, booking: Booking) -> str:
    """201李先生(王女士等着住), or without who waits."""
    numbers = rooms.rooms_of(turn.connection, booking.id)
    next_ = [one for room in numbers for one in stays.expected_in(turn.connection, room, turn.today)]
    said = turn.say(N_("{name} waits for it"), name=next_[0].holder) if next_ else ""
    return f"{where(turn, booking)}({said})" if said else where(turn, booking)


def _tight(turn: Turn, waits: Sequence[Booking], theirs: Mapping[int, Sequence[str]]) -> list[str]:
    """Those whose room others leave in the afternoon, with the hour from which they can have it: 501王女士(16:40起能住)."""
    now = rooms_now.conditions(turn)
    found = []
    for one in waits:
        before = {now.inside[room] for room in theirs[one.id] if room in now.inside}
        late = [now.longer[booking] for booking in before if booking in now.longer]
        if late:
            at = clock(turn.language, ready.by(turn.house, one.arrival, late).time())
            found.append(f"{where(turn, one)}({turn.say(N_('room from {time}'), time=at)})")
    return found


def _another_day(turn: Turn, said: str) -> str:
    """12.24, 后天: who comes, who goes, who is in the house that night."""
    named = read_terms(said, turn.today, vocabulary(turn.present)).nights
    if not named:
        return turn.say(N_("That day is over. 订单 finds what was."))
    on = named[0][0]
    if on == turn.today:
        return str(today(turn, Command("today", {})))
    coming, going = bookings.arriving(turn.connection, on), stays.leaving(turn.connection, on)
    here = room_nights.Occupancy(turn.connection, on, on + TOMORROW)
    night = rooms.Span(on, on + TOMORROW)
    free = sum(here.free(code, night) for code in turn.house.room_types)
    lines = [
        day(turn.language, on, today=turn.today),
        _listed(turn, turn.say(N_("Arriving {n}"), n=len(coming)), [_comes(turn, one) for one in coming]),
        _listed(turn, turn.say(N_("Leaving {n}"), n=len(going)), [where(turn, one) for one in going]),
        turn.say(N_("Free that night: {n} of {all}"), n=free, all=len(turn.house.rooms())),
        _to_decide(turn, coming) if any(one.state in ("held", "unplaced") for one in coming) else "",
    ]
    return "\n".join(line for line in lines if line)


def _listed(turn: Turn, heading: str, items: Sequence[str]) -> str:
    if not items:
        return heading
    shown = [*items[:SHOWN], "…"] if len(items) > SHOWN else items
    return turn.say(N_("{heading}: {items}"), heading=heading, items=join(turn.language, shown))


def _comes(turn: Turn, booking: Booking) -> str:
    """302王女士(约15:00)."""
    if booking.state == "in_house":
        return f"{where(turn, booking)}({turn.say(N_('here'))})"
    about = turn.say(N_("about {time}"), time=booking.eta) if booking.eta else ""
    return f"{where(turn, booking)}({about})" if about else where(turn, booking)


def _goes(turn: Turn, booking: Booking, longer: Mapping[int, time]) -> str:
    if booking.state == "departed":
        return f"{where(turn, booking)}({turn.say(N_('left'))})"
    if booking.id in longer and booking.state == "in_house":
        until = turn.say(N_("stays until {time}"), time=clock(turn.language, longer[booking.id]))
        return f"{where(turn, booking)}({until})"
    never = f"({turn.say(N_('was never checked in'))})" if booking.state == "confirmed" else ""
    return f"{where(turn, booking)}{never}"


def where(turn: Turn, booking: Booking) -> str:
    """Room and holder; the code where there is no room."""
    numbers = rooms_had(turn, booking)
    return f"{'/'.join(numbers) or booking.code}{booking.holder}"


def beside_code(turn: Turn, booking: Booking) -> str:
    """Room and holder, where the code stands before them."""
    return f"{'/'.join(rooms_had(turn, booking))}{booking.holder}"


def rooms_had(turn: Turn, booking: Booking) -> Sequence[str]:
    """Its rooms; of a stay that is over, those it had."""
    numbers = rooms.rooms_of(turn.connection, booking.id)
    if numbers:
        return numbers
    stay = stays.of(turn.connection, booking.id)
    return stay.rooms if stay is not None else ()


def _open_tickets(turn: Turn) -> str:
    live = [one for one in tickets.live(turn.connection) if one.kind not in tickets.OF_THE_HOUSE]
    if not live:
        return ""
    names = [turn.say(N_("No. {n} {room}"), n=one.number, room=one.room or "").strip() for one in live]
    return _listed(turn, turn.say(N_("Tickets {n}"), n=len(live)), names)


def _to_decide(turn: Turn, coming: Sequence[Booking]) -> str:
    """What only a person can settle, by name where it is about a booking."""
    waiting = todos.unfinished(turn.connection)
    codes = list(dict.fromkeys(f"B{booking_id}" for _, _, booking_id, _ in waiting if booking_id))
    codes += [one.code for one in coming if one.state in ("held", "unplaced") and one.code not in codes]
    if not waiting and not codes:
        return turn.say(N_("Nothing waits for a decision."))
    said = turn.say(N_("To decide {n}, see 待办"), n=max(len(waiting), len(codes)))
    return _listed(turn, said, codes)


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
    if _late(turn, booking):
        return turn.say(N_("was to come at {time}, late"), time=booking.eta)
    return turn.say(N_("about {time}"), time=booking.eta)


def _late(turn: Turn, booking: Booking) -> bool:
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


def at(turn: Turn, moment: datetime) -> str:
    return clock(turn.language, moment.astimezone(turn.house.zone_info).time())
