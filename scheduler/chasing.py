"""Reminds who is on duty of rooms still to be closed or opened on channels no calendar reaches, until it is done.

Twice a day, and only in a house whose file names such channels. It ticks nothing off.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from locales import N_, join, say
from scheduler import channel_words
from store import elsewhere, house, outbox, people, subjects, todos
from store.database import Connection

HOURS = (time(10), time(18))  # of the house's day, in which it is looked at
FRESH = timedelta(hours=2)  # what was asked so lately is not asked again
SHOWN = 6
LOOKED = 60  # to-dos of which they are


def chase(connection: Connection, now: datetime) -> int:
    """Ask once more, once an hour of those; how many rooms it was about. Bounded; safe to repeat."""
    present = house.present(connection)
    if present is None:
        return 0
    local = now.astimezone(present.house.zone_info)
    hour = next((at for at in reversed(HOURS) if local.time() >= at), None)
    if not present.house.channels or hour is None or not present.house.staffed_at(local.time()):
        return 0
    key = f"chase:{local.date()}:{hour:%H}"
    if outbox.exists_key(connection, f"{key}:0"):
        return 0
    waiting = todos.waiting(connection, elsewhere.KINDS, before=now - FRESH, limit=LOOKED)
    by_code: dict[str, list[str]] = {}
    for one in waiting:
        code = f"B{one.booking_id}" if one.booking_id else str(one.detail["room"])
        by_code.setdefault(code, []).append(elsewhere.channel_of(one))
    if not by_code:
        return 0
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        channel_words.put(
            connection, f"{key}:{number}", address_id, _words(language, by_code), now, subjects.CHASE
        )
    return len(by_code)


def _words(language: str, by_code: dict[str, list[str]]) -> str:
    """What waits, a line for each set of channels that has the same to do."""
    shown = list(by_code)[:SHOWN]
    together: dict[str, list[str]] = {}
    for code in shown:
        names = channel_words.there(language, list(dict.fromkeys(by_code[code])))
        together.setdefault(names, []).append(code)
    lines = [
        say(language, N_("{channels}: {codes}"), channels=names, codes=join(language, codes))
        for names, codes in together.items()
    ]
    if len(lines) == 1:
        message = N_("[Still to do] {what}. Is it closed, or open again? Then reply 已关{first}; see 待办.")
        return say(language, message, what=lines[0], first=shown[0])
    message = N_("[Still to do]\n{what}\nIs it closed, or open again? Then reply 已关{first}; see 待办.")
    return say(language, message, what="\n".join(lines), first=shown[0])
