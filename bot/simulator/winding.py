"""Reads what `/clock` is told, and winds a clock there, halting wherever something is due. Never does what is due itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta, tzinfo

from store.world import WoundClock

SHORTEST_STEP = timedelta(minutes=30)
MOST_STEPS = 96
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_LEAP = re.compile(r"\+((?:\d+[dhm])+)")
_PART = re.compile(r"(\d+)([dhm])")

NextDue = Callable[[datetime], Awaitable[datetime | None]]  # when the first thing after a moment is due


def parse_moment(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment meant by ``+1d2h``, ``18:00`` (the next one) or ``2026-12-24 18:00`` in `zone`, aware.

    Raises ValueError for anything else, and for a moment before `now`.
    """
    moment = _read(text, now, zone)
    if moment is None:
        raise ValueError("/clock +1h | +2d | 18:00 | 2026-12-24 18:00")
    if moment < now:
        raise ValueError("钟只能往后拨 / the house clock is never wound back")
    return moment


def stops(start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments to halt at on the way from `start` to `end`, the last of them `end` itself."""
    step = max(SHORTEST_STEP, (end - start) / MOST_STEPS)
    moment = start + step
    while moment < end:
        yield moment
        moment += step
    yield end


async def wound(clock: WoundClock, to: datetime, next_due: NextDue) -> AsyncIterator[datetime]:
    """Wind `clock` on to `to`: each moment it halts at, where what is due by then can be done."""
    for stop in stops(clock.now(), to):
        while (due := await next_due(clock.now())) is not None and due < stop:
            clock.wind(max(due, clock.now()))
            yield clock.now()
        clock.wind(max(stop, clock.now()))
        yield clock.now()


def _read(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    if leap := _LEAP.fullmatch(text):
        parts = {_UNITS[unit]: int(count) for count, unit in _PART.findall(leap[1])}
        return now + timedelta(**parts)
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    clock = re.fullmatch(r"(\d{1,2})[:：](\d{2})", text)
    if clock is None:
        return None
    local = now.astimezone(zone)
    moment = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    return moment if moment >= local else moment + timedelta(days=1)
