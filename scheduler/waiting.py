"""What the clock does about the waiting list: nights that freed up are kept for the first who waits, then for the next.

Nobody is woken for it, and what is kept for one is promised to nobody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, clock, fallback, money, say, stay
from store import bookings, holds, house, outbox, people, quotes, waits
from store.database import Connection
from store.house import Present
from store.rooms import Occupancy
from store.waits import Wait

FLOW, VERSION, STEP = "waiting", 1, "take"
OFFERS = 5  # a look: the next one goes on
TOLD_FOR = timedelta(days=1)


def look(connection: Connection, now: datetime) -> int:
    """End what is over, then offer what is free, the first who asked first; how many changed."""
    present = house.present(connection)
    if present is None:
        return 0
    today = house.house_day(present.house, now)
    listed = waits.live(connection)
    ended = [wait for wait in listed if _over(connection, wait, present, now)]
    standing = [wait for wait in listed if wait.state == "waiting" and wait not in ended]
    if not standing or not present.house.staffed_at(now.astimezone(present.house.zone_info).time()):
        return len(ended)
    offered = 0
    for wait in standing:
        if wait.arrival >= today and _offer(connection, wait, present, now):
            offered += 1
        if offered == OFFERS:
            break
    return len(ended) + offered


def _over(connection: Connection, wait: Wait, present: Present, now: datetime) -> bool:
    """End an offer whose time is up, a day that came, a wish that was met otherwise."""
    today = house.house_day(present.house, now)
    if wait.offered_until is not None and wait.offered_until <= now:
        ended = waits.end(connection, wait, "lapsed", now)
        if ended:
            _tell(
                connection,
                wait,
                "lapsed",
                N_("The room I kept for you from {stay} goes to the next one now. Still want it? Just ask."),
                now,
            )
        return ended
    if wait.arrival < today or _has_booked(connection, wait):
        return waits.end(connection, wait, "over", now)
    return False


def _has_booked(connection: Connection, wait: Wait) -> bool:
    """Whether they hold a booking for some of these nights by now."""
    mine = bookings.shares(connection, wait.person_id, wait.arrival)
    return any(
        share.part == "holder"
        and share.booking.state in bookings.TAKING
        and share.booking.stay.meets(wait.stay)
        for share in mine
    )


def _offer(connection: Connection, wait: Wait, present: Present, now: datetime) -> bool:
    """Keep a room for somebody and ask them; False when none is free."""
    occupied = Occupancy(connection, wait.arrival, wait.departure)
    found = next(
        (
            (code, rooms[: wait.rooms])
            for code in present.house.room_types
            if wait.room_type in ("", code) and _big_enough(present, wait, code)
            if len(rooms := occupied.whole(code, wait.stay)) >= wait.rooms
        ),
        None,
    )
    if found is None:
        return False
    until = holds.staffed_deadline(present.house, now, present.house.hold_minutes)
    if not waits.offer(connection, wait, found[1], found[0], until):
        return False
    price = quotes.offered(connection, present, wait.person_id, [found[0]], wait.stay, now)[found[0]]
    language = fallback(people.language_of(connection, wait.person_id))
    local = until.astimezone(present.house.zone_info)
    text = say(
        language,
        N_(
            "A room is free for you:\n{stay}\n{room}×{rooms}, {total} in all\nI keep it until {time}. Do you take it?"
        ),
        stay=stay(language, wait.arrival, wait.departure),
        room=present.house.room_types[found[0]].words("name", language),
        rooms=wait.rooms,
        total=money(language, price.total * wait.rooms),
        time=clock(language, local.time()),
    )
    minutes = max(1, int((until - now).total_seconds() // 60))
    asks = {"flow": FLOW, "version": VERSION, "step": STEP, "slots": {"wait": wait.id}, "minutes": minutes}
    outbox.ask(connection, waits.offer_key(wait.id), "answer", wait.address_id, text, asks, now, until)
    return True


def _big_enough(present: Present, wait: Wait, code: str) -> bool:
    people_ = -(-(wait.adults + wait.children) // wait.rooms)
    return people_ <= present.house.room_types[code].guests


def _tell(connection: Connection, wait: Wait, what: str, message: str, now: datetime) -> None:
    language = fallback(people.language_of(connection, wait.person_id))
    text = say(language, message, stay=stay(language, wait.arrival, wait.departure))
    outbox.say(connection, f"wait:{wait.id}:{what}", "answer", wait.address_id, text, now, now + TOLD_FOR)
