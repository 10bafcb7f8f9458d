"""iCalendar read and written: which nights a channel says are taken, and our own for it. Knows no booking, opens nothing.

Real calendars break rules: lines end in LF, DTSTAMP or DTEND is missing, an entry has no UID or an impossible day. Such an
entry is read as far as it goes, or named as `odd`; a file that is no whole calendar is refused, as it was cut short.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

MOST = 2_000  # entries of one calendar
LONGEST_UID = 200
LONGEST_STAY = timedelta(days=400)
DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)
# Airbnb's own: nights its host or its rules closed there, and other calendars come back. Never a guest.
_HOUSE_CLOSED = re.compile(r"^\s*airbnb \(not available\)", re.IGNORECASE)
_RESERVATION = re.compile(r"\b(HM[A-Z0-9]{8})\b")
_TAIL = re.compile(r"Last 4 Digits\):\s*(\d{4})")

Kind = Literal["stay", "cancelled", "closed"]


class Unreadable(Exception):
    """This is no whole calendar. The message is a short code; caught by the polling."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: nights from the day of arrival to the day of departure."""

    uid: str
    arrival: date
    departure: date
    kind: Kind
    note: str = ""  # what the channel tells of the guest: its number, the last digits of a phone


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says."""

    entries: tuple[Entry, ...] = ()
    odd: frozenset[str] = frozenset()  # entries that are there and could not be read


def read(content: bytes, zone: ZoneInfo) -> Reading:
    """The entries of a calendar; times become days of the house's zone. Raises Unreadable."""
    text = content.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if not text.upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable("no_calendar")
    if not text.upper().endswith("END:VCALENDAR"):
        raise Unreadable("cut_short")
    try:
        events = [part for part in Calendar.from_ical(text).walk("VEVENT") if isinstance(part, Event)]
    except (ValueError, IndexError, KeyError):  # what the library raises for lines that are none
        raise Unreadable("broken") from None
    if len(events) > MOST:
        raise Unreadable("too_many_entries")
    found: dict[str, tuple[int, Entry]] = {}
    odd: set[str] = set()
    for event in events:
        entry = _entry(event, zone)
        if entry is None:
            odd.add(_text(event, "UID")[:LONGEST_UID])
            continue
        sequence = _sequence(event)
        if entry.uid not in found or sequence >= found[entry.uid][0]:
            found[entry.uid] = (sequence, entry)
    return Reading(tuple(entry for _, entry in found.values()), frozenset(odd - set(found)))


def _entry(event: Event, zone: ZoneInfo) -> Entry | None:
    """One entry; None when it says no days."""
    start, end, lasts = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(start, date):
        return None
    if not isinstance(end, date):
        end = start + lasts if isinstance(lasts, timedelta) else start
    arrival, departure = _day(start, zone), _day(end, zone, ends=True)
    departure = max(departure, arrival + DAY)
    if departure - arrival > LONGEST_STAY * 3:
        return None
    uid = _text(event, "UID") or f"{arrival}/{departure}"
    if len(uid) > LONGEST_UID:
        uid = blake2b(uid.encode(), digest_size=32).hexdigest()
    return Entry(uid, arrival, departure, _kind(event), _note(_text(event, "DESCRIPTION")))


def _kind(event: Event) -> Kind:
    if _text(event, "STATUS").upper() == "CANCELLED":
        return "cancelled"
    free = _text(event, "TRANSP").upper() == "TRANSPARENT"
    return "closed" if free or _HOUSE_CLOSED.match(_text(event, "SUMMARY")) else "stay"


def _note(description: str) -> str:
    found = [match[1] for match in (_RESERVATION.search(description), _TAIL.search(description)) if match]
    return " ".join(found)


def _value(event: Event, name: str) -> Any:
    """A property's day, moment or length; None when it is missing, said twice or broken."""
    value = event.get(name)
    try:
        return getattr(value, "dt", None)
    except (ValueError, AttributeError):  # a property that could not be parsed says so only now
        return None


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    return str(value).strip() if isinstance(value, str) else ""


def _sequence(event: Event) -> int:
    value = event.get("SEQUENCE")
    return value if isinstance(value, int) else 0


def _day(moment: date, zone: ZoneInfo, *, ends: bool = False) -> date:
    """The day of a date or time in the house's zone; a time without a zone is the house's. A last minute belongs to the night."""
    if not isinstance(moment, datetime):
        return moment
    local = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    return local.date() + (DAY if ends and local.time() >= LAST_MINUTE else timedelta(0))


def write(runs: Sequence[tuple[date, date]], name: str) -> bytes:
    """A calendar of taken nights, the same bytes for the same nights. `name` tells one run of ours from others'."""
    calendar = Calendar()
    calendar.add("prodid", "-//xiaoer//availability//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for first, end in runs:
        event = Event()
        event.add("uid", f"{name}-{first:%Y%m%d}-{end:%Y%m%d}@xiaoer")
        event.add("dtstamp", datetime.combine(first, time(), UTC))
        event.add("dtstart", first)
        event.add("dtend", end)
        event.add("summary", "Not available")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
