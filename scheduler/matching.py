"""Which entry of a calendar is which one it had before. Pure: channels rename and shorten what stands, and it is the same stay.

Booking.com moves the start of a running stay to today each midnight and gives it a new UID; Airbnb moves a stay under its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.calendars import Entry
from store.feed_stays import FeedStay

DAY = timedelta(days=1)  # the channel's date and the house's may be a day apart

Alike = Callable[[FeedStay, Entry], bool]


@dataclass(frozen=True, slots=True)
class Matched:
    """What a reading comes to."""

    pairs: tuple[tuple[FeedStay, Entry], ...]
    fresh: tuple[Entry, ...]
    gone: tuple[FeedStay, ...]


_NUMBER = re.compile(r"[A-Z0-9]{8,}")  # of a reservation, as the platforms write it


def of_another(noted: str, note: str) -> bool:
    """Whether both name a reservation and not the same one; what was written by hand (要安静) names none."""
    numbers = _NUMBER.findall(noted)
    return (
        bool(numbers) and _NUMBER.search(note) is not None and not any(number in note for number in numbers)
    )


def match(
    known: Sequence[FeedStay],
    entries: Sequence[Entry],
    today: date,
    *,
    single: bool,
    called_off: Set[str] = frozenset(),
    bound: Mapping[int, str] | None = None,
) -> Matched:
    """Pair what is known with what is said now: by name, by the same days, as a running stay cut short at its start.

    `single`: it is the calendar of one room, in which a stay that overlaps a running one is that one, made longer or
    shorter. Our own stay come back goes by its name alone: under another one it might be somebody else's. What was
    `called_off` by its name is no stay under another one. What is `bound` to its guests (booking id -> what was noted of it)
    is not taken for a stay that may be another guest's: that one would be told their room and their bill.
    """
    theirs = bound or {}
    standing = [one for one in known if _stood_until_now(one) and one.uid not in called_off]
    ways: list[Alike] = [
        lambda stay, entry: stay.uid == entry.uid,
        lambda stay, entry: (
            stay.booking_id is not None
            and (stay.arrival, stay.departure) == (entry.arrival, entry.departure)
            and not of_another(theirs.get(stay.booking_id, ""), entry.note)
        ),
        lambda stay, entry: began_before(stay, entry, today) and stay.departure == entry.departure,
    ]
    if single:
        ways.append(lambda stay, entry: began_before(stay, entry, today) and entry.arrival < stay.departure)
    ways.append(
        lambda stay, entry: stay.booking_id not in theirs and _begins_as(stay, entry, standing, entries)
    )
    left, waiting = list(known), list(entries)
    pairs: list[tuple[FeedStay, Entry]] = []
    for alike in ways:
        for entry in list(waiting):
            found = next((stay for stay in left if alike(stay, entry)), None)
            if found is not None:
                pairs.append((found, entry))
                left.remove(found)
                waiting.remove(entry)
    return Matched(tuple(pairs), tuple(waiting), tuple(left))


def _begins_as(stay: FeedStay, entry: Entry, standing: Sequence[FeedStay], entries: Sequence[Entry]) -> bool:
    """Whether the entry is a stay that ends another day and got another name for it, in one and the same reading.

    Only where it can be no other: nothing else goes, and nothing else comes, with that first night; a reservation's
    number would be another reservation's.
    """
    said, had = {one.uid for one in entries}, {one.uid for one in standing}
    goes = [one for one in standing if one.arrival == entry.arrival and one.uid not in said]
    comes = [one for one in entries if one.arrival == entry.arrival and one.uid not in had]
    return goes == [stay] and comes == [entry] and not entry.note


def _stood_until_now(stay: FeedStay) -> bool:
    return stay.booking_id is not None and stay.standing == "stands" and not stay.missing


def began_before(stay: FeedStay, entry: Entry, today: date) -> bool:
    """Whether the entry is a stay that runs, told from today on."""
    runs = stay.booking_id is not None and stay.arrival <= today
    return runs and stay.arrival < entry.arrival <= today + DAY


def arrival_of(stay: FeedStay, entry: Entry, today: date) -> date:
    """The day the stay really began."""
    return stay.arrival if began_before(stay, entry, today) else entry.arrival
