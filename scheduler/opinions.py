"""By when a guest's opinion is answered, who hears of it, and the climb: what the clock does while nobody answers.

Every step is taken once: the row says which one comes next, and the outbox knows its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from locales import N_, fallback, say
from scheduler import opinion_words as words
from scheduler.ticket_moves import opening
from scheduler.ticket_telling import owners
from store import house, opinions, outbox, people, staff
from store.database import Connection
from store.house import Present
from store.house_file import Grade, House
from store.opinions import OVER, OVERDUE, OWNER, TELLING, Opinion

NOTICE = "notice"
PAUSE = timedelta(hours=2)  # between the house's being late and the owner's hearing of it
DAY = timedelta(days=1)


def answer_by(house_: House, now: datetime, grade: Grade) -> datetime:
    """By when the guest is to be answered: so many hours in which somebody is up, as the house file says."""
    left = timedelta(hours=house_.opinions.hours_for(grade))
    if house_.staffed_from == house_.staffed_to:
        return now + left
    at = opening(house_, now)
    while (up := _closing(house_, at) - at) < left:
        left -= up
        at = opening(house_, at + up)
    return at + left


def _closing(house_: House, at: datetime) -> datetime:
    """The next moment after `at` when nobody is up any more."""
    local = at.astimezone(house_.zone_info)
    until = datetime.combine(
        local.date(), time(house_.staffed_to.hour, house_.staffed_to.minute), local.tzinfo
    )
    return until if until > local else until + DAY


def tell(
    connection: Connection,
    opinion: Opinion,
    reached: Iterable[tuple[int, str]],
    present: Present,
    key: str,
    now: datetime,
    lead: str = "",
    before: str = "",
) -> bool:
    """The whole of it to these (address id, language); `key` names the occasion, `lead` is a message said above it.

    False when there is nobody to tell.
    """
    told = False
    for address_id, spoken in reached:
        language = fallback(spoken)
        text = words.notice(connection, language, opinion, present, before)
        above = f"{say(language, lead)}\n" if lead else ""
        row = f"opinion:{opinion.id}:{key}:{address_id}"
        outbox.say(connection, row, NOTICE, address_id, f"{above}{text}", now)
        told = True
    return told


def climb(connection: Connection, now: datetime) -> int:
    """Take every step that is due; how many opinions had one."""
    due = opinions.climbing(connection, now)
    present = house.present(connection) if due else None
    if present is None:
        return 0
    for opinion in due:
        _climb_one(connection, opinion, present, now)
    return len(due)


def _climb_one(connection: Connection, opinion: Opinion, present: Present, now: datetime) -> None:
    """One step. At night nobody is woken for an answer that is late."""
    morning = opening(present.house, now)
    if morning > now:
        opinions.climb(connection, opinion, opinion.step, morning)
        return
    key = f"{opinion.step}:{int((opinion.step_at or now).timestamp())}"
    match opinion.step:
        case s if s == TELLING:
            if opinions.climb(connection, opinion, OVERDUE, opinion.due_at):
                tell(connection, opinion, people.on_duty(connection), present, key, now)
        case s if s == OVERDUE:
            if opinions.climb(connection, opinion, OWNER, now + PAUSE):
                late = N_("[Nobody has answered this guest yet]")
                tell(connection, opinion, people.on_duty(connection), present, key, now, late)
        case s if s == OWNER:
            if opinions.climb(connection, opinion, OVER, None):
                hands = owners(staff.crew(connection))
                reached = [(hand.address_id, hand.language) for hand in hands]
                late = N_("[Still nobody has answered this guest]")
                tell(connection, opinion, reached, present, key, now, late)
