"""What the clock does about the waiting list: nights that freed up are kept for the first who waits, then for the next.

Nobody is woken for it, and what is kept for one is promised to nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from locales import N_, clock, fallback, money, say, stay
from scheduler import extra_words
from store import holds, house, outbox, people, quotes, room_nights, waits
from store.database import Connection
from store.house import Present
from store.room_nights import Occupancy
from store.waits import Wait

FLOW, VERSION, STEP = "waiting", 3, "take"
KIND = "room_free"  # of the message that offers
OFFERS = 5  # a look: the next one goes on
TOLD_FOR = timedelta(days=1)


def look(connection: Connection, now: datetime) -> int:
    """End what is over, then offer what is free, the first who asked first; how many changed."""
    present = house.present(connection)
    if present is None:
        return 0
    today = house.house_day(present.house, now)
    over = waits.done_with(connection, today, now)
    ended = sum(_over(connection, wait, met, today, now) for wait, met in over)
    if not present.house.staffed_at(now.astimezone(present.house.zone_info).time()):
        return ended
    return ended + _offer_what_is_free(connection, present, today, now)


def _over(connection: Connection, wait: Wait, met: bool, today: date, now: datetime) -> bool:
    """End an offer whose time is up, a day that came, a wish that was met otherwise."""
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
    if not (met or wait.arrival < today) or not waits.end(connection, wait, "over", now):
        return False
    if wait.state == "offered" and met:
        said = N_(
            "You have booked some of those nights: the room I kept for you from {stay} goes to the next one."
        )
        _tell(connection, wait, "met", said, now)
    return True


def _offer_what_is_free(connection: Connection, present: Present, today: date, now: datetime) -> int:
    """Offer OFFERS rooms at most, in order of asking; how many. Who waits and the nights are read again after each offer."""
    minute = int(now.timestamp()) // 60
    for offered in range(OFFERS):
        standing = waits.first_of_each(connection, today, minute)
        if not standing or not _offer_one(connection, standing, present, now):
            return offered
    return OFFERS


def _offer_one(connection: Connection, standing: Sequence[Wait], present: Present, now: datetime) -> bool:
    """Offer a room to the first of these who can have one; False when nobody can."""
    first, end = min(wait.arrival for wait in standing), max(wait.departure for wait in standing)
    occupied = Occupancy(connection, first, end)
    return any(_offer(connection, wait, occupied, present, now) for wait in standing)


def _offer(connection: Connection, wait: Wait, occupied: Occupancy, present: Present, now: datetime) -> bool:
    """Keep a room for somebody and ask them; False when none is free."""
    found = next(
        (
            (code, room_nights.readiest(connection, rooms, wait.arrival, wait.rooms))
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
    kept = replace(wait, offered_type=found[0], offered_until=until)
    text = offer_words(
        connection, kept, present, fallback(people.language_of(connection, wait.person_id)), now
    )
    minutes = max(1, int((until - now).total_seconds() // 60))
    asks = {"flow": FLOW, "version": VERSION, "step": STEP, "slots": {"wait": wait.id}, "minutes": minutes}
    outbox.ask(connection, waits.offer_key(wait.id), KIND, wait.address_id, text, asks, now, until)
    return True


def offer_words(
    connection: Connection, wait: Wait, present: Present, language: str, now: datetime, *, beside: str = ""
) -> str:
    """What is offered to somebody, at the price they were or are told, and until when it is kept; `beside`: a line more."""
    code, until = wait.offered_type, wait.offered_until
    assert until is not None
    price = quotes.offered(connection, present, wait.person_id, [code], wait.stay, now, wait.on_top)[code]
    on_top = extra_words.each(language, price.on_top)
    if wait.on_top.get("extra_bed") and not present.house.extras.bed.fits(code):
        on_top.append(say(language, N_("no extra bed fits here")))
    on_top += [beside] if beside else []
    return say(
        language,
        N_(
            "A room is free for you:\n{stay}\n{room}×{rooms}, {total} in all{on_top}\nI keep it until {time}. Do you take it?"
        ),
        on_top="".join(f"\n{line}" for line in on_top),
        stay=stay(language, wait.arrival, wait.departure, today=house.house_day(present.house, now)),
        room=present.house.room_types[code].words("name", language),
        rooms=wait.rooms,
        total=money(language, price.whole(wait.rooms)),
        time=clock(language, until.astimezone(present.house.zone_info).time()),
    )


def _big_enough(present: Present, wait: Wait, code: str) -> bool:
    people_ = -(-(wait.adults + wait.children) // wait.rooms)
    return people_ <= present.house.room_types[code].guests


def _tell(connection: Connection, wait: Wait, what: str, message: str, now: datetime) -> None:
    language = fallback(people.language_of(connection, wait.person_id))
    text = say(language, message, stay=stay(language, wait.arrival, wait.departure))
    outbox.say(connection, f"wait:{wait.id}:{what}", "answer", wait.address_id, text, now, now + TOLD_FOR)
