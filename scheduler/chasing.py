"""Reminds who is on duty of rooms still to be closed or opened on channels no calendar reaches, until it is done.

Twice a day, and only in a house whose file names such channels. It ticks nothing off.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from locales import N_, join, say
from scheduler import channel_words
from store import house, outbox, people, todos
from store.database import Connection

HOURS = (time(10), time(18))  # of the house's day, in which it is looked at
FRESH = timedelta(hours=2)  # what was asked so lately is not asked again
SHOWN = 6


def chase(connection: Connection, now: datetime) -> int:
    """Ask once more, once an hour of those; how many rooms it was about. Bounded; safe to repeat."""
    present = house.present(connection)
    if present is None:
        return 0
    channels = [one for one in present.house.channels.values() if one.by_hand]
    local = now.astimezone(present.house.zone_info)
    hour = next((at for at in reversed(HOURS) if local.time() >= at), None)
    if not channels or hour is None or not present.house.staffed_at(local.time()):
        return 0
    key = f"chase:{local.date()}:{hour:%H}"
    if outbox.exists_key(connection, f"{key}:0"):
        return 0
    waiting = todos.older(connection, ("close_elsewhere", "open_elsewhere"), now - FRESH, SHOWN + 1)
    if not waiting:
        return 0
    codes = list(
        dict.fromkeys(f"B{booking}" if booking else detail["room"] for _, booking, detail in waiting)
    )
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        names = join(language, [one.words("name", language) for one in channels])
        text = say(
            language,
            N_(
                "[Still to do] On {channels}: {codes}. Is it closed, or open again? Then reply 已关{first}; see 待办."
            ),
            channels=names,
            codes=join(language, codes[:SHOWN]),
            first=codes[0],
        )
        channel_words.put(connection, f"{key}:{number}", address_id, text, now)
    return len(codes)
