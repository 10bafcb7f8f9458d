"""What the channels that no calendar reaches must be told by a person when a booking takes, changes or frees a room.

A to-do a channel, as what was done on one says nothing of another; a house that names no channel has one for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from store import exports, feeds, house, rooms, todos
from store.bookings import Booking
from store.house_file.channels import SalesChannel
from store.todos import Waiting

CLOSE, OPEN = "close_elsewhere", "open_elsewhere"
KINDS = (CLOSE, OPEN)
ALL = ""  # as a channel: the others, whichever they are
READS = timedelta(days=2)  # a channel that read our calendar so lately closes and opens by itself


@dataclass(frozen=True, slots=True)
class Calendars:
    """How the channels stand: which the house names, and what calendars read from each other."""

    named: Sequence[SalesChannel] = ()
    rooms: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by type
    ours: Collection[tuple[str, str]] = ()  # (channel, room or type) of ours that was read lately
    theirs: Sequence[tuple[str, str]] = ()  # of theirs that we read

    def by_hand(self, room_types: Collection[str], source: str) -> list[str]:
        """Where a person must close and open these types: not where they were sold, and not where our own calendar does it."""
        if not self.named:
            return [ALL]
        about = {*room_types, *(number for kind in room_types for number in self.rooms.get(kind, ()))}
        told = {channel for channel, target in self.ours if target in about}
        by_hand = [one.name for one in self.named if one.by_hand and one.name not in told]
        untold = {channel for channel, target in set(self.theirs) - set(self.ours) if target in about}
        return [name for name in dict.fromkeys([*by_hand, *sorted(untold)]) if name != source]


def calendars(connection: Connection, now: datetime) -> Calendars:
    """As they stand in this transaction; whoever tells of many bookings reads them once."""
    present = house.present(connection)
    if present is None or not present.house.channels:
        return Calendars()
    ours = exports.read_since(connection, now - READS)
    named = tuple(present.house.channels.values())
    return Calendars(named, rooms.by_type(connection), ours, feeds.targets(connection))


def waiting(connection: Connection, booking_id: int, *kinds: str) -> list[Waiting]:
    """What is still to be done about a booking."""
    return todos.waiting(connection, kinds or KINDS, booking_id=booking_id)


def waiting_of_room(connection: Connection, room: str) -> list[Waiting]:
    """What is still to be done about a room that the house closed or opened."""
    return todos.waiting(connection, KINDS, prefix=f"stock:{room}:")


def named(found: Sequence[Waiting]) -> list[str]:
    """The channels of what waits, each once."""
    return list(dict.fromkeys(channel_of(one) for one in found))


def channel_of(one: Waiting) -> str:
    """The channel a to-do is about."""
    return str(one.detail.get("channel", ALL))


# --- bookings ---


def sold(connection: Connection, booking: Booking, now: datetime, known: Calendars | None = None) -> None:
    """It has a room: to be closed there, unless the same nights wait to be opened and are closed still."""
    opening = _by_channel(connection, booking.id, OPEN)
    places = (known or calendars(connection, now)).by_hand([booking.room_type], booking.source)
    for channel in dict.fromkeys([*places, *opening]):
        waits = opening.get(channel)
        if waits is not None and waits.detail.get("nights") == _nights(booking):
            todos.finish_each(connection, [waits], now)
            continue
        if waits is not None:  # the nights it had are to be opened nevertheless: it says which
            text = waits.detail.get("text") or waits.detail.get("nights", "")
            todos.reword(connection, waits.key, {**waits.detail, "text": text})
        _ask(connection, _sold_key(booking), CLOSE, booking.id, channel, {}, now)


def moved(
    connection: Connection, had: Booking, booking: Booking, now: datetime, known: Calendars | None = None
) -> None:
    """Its days or room became others: a to-do with what they have and what it is now. It takes the place of one that waits."""
    was, becomes = _in_words(connection, had), _in_words(connection, booking)
    if was == becomes:
        return
    closing = _by_channel(connection, booking.id, CLOSE)
    todos.finish(connection, CLOSE, booking.id, now)
    types = {had.room_type, booking.room_type}
    places = (known or calendars(connection, now)).by_hand(types, booking.source)
    for channel in dict.fromkeys([*places, *closing]):
        waits = closing.get(channel)
        old = waits.detail if waits is not None else {}
        never, first = waits is not None and _never_closed(old), old.get("was", was)
        if first == becomes and not never:
            continue
        detail = {"text": becomes if first == becomes else f"{first} → {becomes}", "was": first}
        if never:
            detail["never"] = "closed"
        _ask(connection, f"close:{booking.id}:{now.isoformat()}", CLOSE, booking.id, channel, detail, now)


def freed(connection: Connection, was: Booking, now: datetime, known: Calendars | None = None) -> None:
    """The nights it had are free again: to be opened there, unless nobody had closed them yet."""
    closing = _by_channel(connection, was.id, CLOSE)
    todos.finish(connection, CLOSE, was.id, now)
    places = (known or calendars(connection, now)).by_hand([was.room_type], was.source)
    for channel in dict.fromkeys([*places, *closing]):
        detail = closing[channel].detail if channel in closing else {}
        if channel in closing and _never_closed(detail):
            continue
        what = {"text": detail["was"]} if "was" in detail else {"nights": _nights(was)}
        _ask(connection, f"open:{was.id}", OPEN, was.id, channel, what, now)


def taken_again(connection: Connection, booking: Booking, now: datetime) -> None:
    """It is not cancelled after all: what was not opened yet stays closed, what was is to be closed again.

    What is closed still may be the nights it had before a change that nobody had made there.
    """
    opening = _by_channel(connection, booking.id, OPEN)
    todos.finish(connection, OPEN, booking.id, now)
    for channel in calendars(connection, now).by_hand([booking.room_type], booking.source):
        closed = opening[channel].detail if channel in opening else None
        if closed is None:
            _ask(connection, _sold_key(booking), CLOSE, booking.id, channel, {}, now)
        elif closed.get("nights") != _nights(booking):
            was = closed.get("text", "")
            what = {"text": f"{was} → {_in_words(connection, booking)}", "was": was}
            _ask(connection, _sold_key(booking), CLOSE, booking.id, channel, what, now)


def _sold_key(booking: Booking) -> str:
    return f"close:{booking.id}:{booking.arrival}"


def _nights(booking: Booking) -> str:
    return f"{booking.arrival:%m.%d}-{booking.departure:%m.%d} {booking.room_type}"


def _in_words(connection: Connection, booking: Booking) -> str:
    """Its days and room as the house calls them."""
    present = house.present(connection)
    kind = present.house.room_types.get(booking.room_type) if present is not None else None
    return f"{booking.arrival:%m.%d}-{booking.departure:%m.%d} {kind.name if kind else booking.room_type}"


def _never_closed(detail: Mapping[str, str]) -> bool:
    """Whether what waits is still the first word about a booking."""
    return "was" not in detail or "never" in detail


# --- rooms the house took off sale ---


@dataclass(frozen=True, slots=True)
class Stock:
    """One room to be closed or opened, on which nights in the house's words, and the channels where nothing is to be done."""

    room: str
    room_type: str
    text: str
    done: Collection[str] = ()


def ask_of_rooms(
    connection: Connection, stock: Sequence[Stock], kind: str, by: str, now: datetime
) -> list[str]:
    """What one word of the house (`by`) asks of the other channels about these rooms; the channels asked, each once."""
    standing = calendars(connection, now)
    asked: dict[str, None] = {}
    for one in stock:
        for channel in standing.by_hand([one.room_type], ""):
            if channel not in one.done:
                detail = {"text": one.text, "room": one.room}
                _ask(connection, _stock_key(one.room, by, kind), kind, None, channel, detail, now)
                asked[channel] = None
    return list(asked)


def not_asked_of_room(connection: Connection, room: str, kind: str, by: str, now: datetime) -> list[str]:
    """That word is taken back: the channels where nobody had done it yet, and nobody need."""
    found = todos.waiting(connection, [kind], prefix=_stock_key(room, by, kind))
    todos.finish_each(connection, found, now)
    return named(found)


def _stock_key(room: str, by: str, kind: str) -> str:
    return f"stock:{room}:{by}:{kind}"


# --- to-dos ---


def _by_channel(connection: Connection, booking_id: int, kind: str) -> dict[str, Waiting]:
    """The newest that waits for each channel."""
    return {channel_of(one): one for one in waiting(connection, booking_id, kind)}


def _ask(
    connection: Connection,
    key: str,
    kind: str,
    booking_id: int | None,
    channel: str,
    detail: Mapping[str, str],
    now: datetime,
) -> None:
    """A to-do; one that was ticked off under this key waits again: the same may happen twice to a booking."""
    key, said = _of_channel(key, channel), {**detail, **({"channel": channel} if channel else {})}
    if not todos.open_once(connection, key, kind, now, booking_id=booking_id, detail=said):
        todos.reword(connection, key, said)
        todos.wait_again(connection, key)


def _of_channel(key: str, channel: str) -> str:
    return f"{key}:{channel}" if channel else key
