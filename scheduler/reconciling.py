"""Brings our bookings in line with what a calendar of another channel says. Said again, it changes nothing.

A stay that finds no room is kept and rung about; one that is missing is believed only after several readings over hours,
and one that is near only by the owner's word. Our own stay come back from there is none of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from scheduler.calendars import Entry, Reading
from scheduler.matching import arrival_of, match
from store import (
    booking_marks,
    bookings,
    elsewhere,
    exports,
    feed_stays,
    house,
    intake,
    room_nights,
    rooms,
    todos,
)
from store.bookings import Booking, State
from store.database import Connection
from store.elsewhere import Calendars
from store.feed_stays import FeedStay
from store.feeds import Feed
from store.house import Present
from store.intake import Recorded, Wish
from store.rooms import Span
from store.world import Chance

AT_ONCE = 20  # bookings written in one transaction
SEVERAL = 3  # readings without it
HOURS, WHOLESALE = (
    timedelta(hours=6),
    timedelta(hours=24),
)  # without it; when half the calendar is gone at once
NEAR = timedelta(days=7)
GONE = "gone_elsewhere"  # the to-do that asks the owner


@dataclass(slots=True)
class Changes:
    """What one reading came to, for the house to be told."""

    new: list[Booking] = field(default_factory=list)
    changed: list[tuple[Booking, Booking]] = field(default_factory=list)  # was, is
    collided: list[Booking] = field(default_factory=list)
    cancelled: list[Booking] = field(default_factory=list)
    roomless: set[int] = field(default_factory=set)  # of these the ones that had no room to give back
    asked: list[Booking] = field(default_factory=list)  # missing there: the owner decides
    more: bool = False  # there is more than one transaction takes

    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.collided) + len(self.cancelled) + len(self.asked)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every step of one reading needs."""

    connection: Connection
    feed: Feed
    present: Present
    now: datetime
    chance: Chance
    changes: Changes
    ours: frozenset[date] = frozenset()  # nights the channel has from us
    calendars: Calendars | None = None  # read once where there may be much to tell

    @property
    def today(self) -> date:
        """The date of the calendar: a channel's day ends at midnight, whenever the house's does."""
        return self.now.astimezone(self.present.house.zone_info).date()

    @property
    def room_type(self) -> str:
        return self.present.house.rooms()[self.feed.target] if self.feed.by_room else self.feed.target


def reconcile(
    connection: Connection,
    feed: Feed,
    reading: Reading,
    present: Present,
    holder: str,
    now: datetime,
    chance: Chance,
) -> Changes:
    """Follow one reading, a bounded piece of it; call again while there is `more`. `holder` names guests who have no name."""
    ours = exports.known_to(connection, feed.channel, feed.target)
    standing = elsewhere.calendars(connection, now)
    desk = Desk(connection, feed, present, now, chance, Changes(), ours, standing)
    said = [one for one in reading.entries if one.departure > desk.today]
    single = feed.by_room or len(rooms.by_type(connection).get(feed.target, [])) < 2
    known = feed_stays.of(connection, feed.id)
    called_off = {one.uid for one in said if one.kind == "cancelled"}
    stays = [one for one in said if one.kind == "stay"]
    matched = match(
        known, stays, desk.today, single=single, called_off=called_off, bound=_bound(desk, known, stays)
    )
    for stay, entry in matched.pairs:
        _still(desk, stay, entry, holder)
        if desk.changes.count() >= AT_ONCE:
            desk.changes.more = True
            return desk.changes
    for entry in matched.fresh:
        _new(desk, entry, holder)
        if desk.changes.count() >= AT_ONCE:
            desk.changes.more = True
            return desk.changes
    gone = [one for one in matched.gone if one.uid not in reading.odd]
    _missing(desk, gone, called_off, len(known), empty=not said)
    feed_stays.forget_past(connection, feed.id, desk.today - timedelta(days=2))
    return desk.changes


def _bound(desk: Desk, known: list[FeedStay], stays: list[Entry]) -> dict[int, str]:
    """Booking id -> what was noted of it, of stays that are not there under their name and have guests who know them."""
    there = {one.uid for one in stays}
    gone = [one.booking_id for one in known if one.booking_id is not None and one.uid not in there]
    return bookings.bound(desk.connection, gone) if gone else {}


def unchanged(connection: Connection, feed: Feed, present: Present, now: datetime, chance: Chance) -> Changes:
    """The calendar says what it said before: what was missing still is."""
    desk = Desk(connection, feed, present, now, chance, Changes())
    known = feed_stays.of(connection, feed.id)
    gone = [one for one in known if one.missing]
    there = [one for one in known if not one.missing and one.departure > desk.today]
    _missing(desk, gone, frozenset(), len(known), empty=not there)
    return desk.changes


# --- what is there ---


def _still(desk: Desk, stay: FeedStay, entry: Entry, holder: str) -> None:
    """It was there before: perhaps under another name, or with other days."""
    if stay.booking_id is None or (stay.standing == "gone" and _is_ours(desk, entry)):
        if stay.booking_id is None and _is_ours(desk, entry, stay):
            _follow(desk, stay, entry.uid, None, entry.arrival, entry.departure)
        else:
            feed_stays.forget(desk.connection, stay.id)
            _new(desk, entry, holder)
        return
    arrival = arrival_of(stay, entry, desk.today)
    if stay.standing == "asked":
        todos.finish(desk.connection, GONE, stay.booking_id, desk.now)
    back = stay.standing == "gone"
    if back or (arrival, entry.departure) != (stay.arrival, stay.departure):
        booking = bookings.known(desk.connection, stay.booking_id)
        _record(desk, booking, replace(entry, arrival=arrival), holder)
    _follow(desk, stay, entry.uid, stay.booking_id, arrival, entry.departure)


def _follow(
    desk: Desk, stay: FeedStay, uid: str, booking_id: int | None, arrival: date, departure: date
) -> None:
    """Written only when something is other than it was: most readings change nothing."""
    same = (stay.uid, stay.booking_id, stay.arrival, stay.departure) == (uid, booking_id, arrival, departure)
    if not same or stay.missing or stay.standing != "stands":
        feed_stays.follow(desk.connection, stay, uid, booking_id, arrival, departure)


def _new(desk: Desk, entry: Entry, holder: str) -> None:
    if _is_ours(desk, entry):
        feed_stays.add(desk.connection, desk.feed.id, entry.uid, None, entry.arrival, entry.departure)
        return
    booking = _known(desk, entry)
    if booking is None:
        booking = _record(desk, None, entry, holder)
    feed_stays.add(desk.connection, desk.feed.id, entry.uid, booking.id, entry.arrival, entry.departure)


def _is_ours(desk: Desk, entry: Entry, stay: FeedStay | None = None) -> bool:
    """Whether all its nights are nights this channel has from us: it could not have sold them.

    What it tells a reservation's number of, it sold, before it heard from us.
    """
    if entry.note:
        return False
    nights = {night for night in rooms.nights(Span(entry.arrival, entry.departure)) if night >= desk.today}
    if stay is not None and nights <= set(rooms.nights(Span(stay.arrival, stay.departure))):
        return True
    return nights <= desk.ours


def _known(desk: Desk, entry: Entry) -> Booking | None:
    """The booking somebody wrote down by hand, from this channel, before the calendar told it."""
    for one in bookings.arriving(desk.connection, entry.arrival):
        same = (one.source, one.departure, one.room_type) == (
            desk.feed.channel,
            entry.departure,
            desk.room_type,
        )
        if same and not feed_stays.channel_of(desk.connection, one.id):
            return one
    return None


def _record(desk: Desk, before: Booking | None, entry: Entry, holder: str) -> Booking:
    """Write the stay down, in its own room where it has one; a stay without a room is rung about."""
    connection, ref = desk.connection, f"ical:{desk.feed.id}:{entry.uid}"
    state: State = "in_house" if before is not None and before.state == "in_house" else "confirmed"
    wish = Wish(
        desk.feed.channel, ref, state, holder, entry.arrival, entry.departure, desk.room_type, notes=entry.note or None
    )  # fmt: skip
    had: list[str] = []
    if before is not None:
        had = rooms.rooms_of(connection, before.id)
        keep = ("source_ref", "holder", "phone", "rooms", "adults", "children", "total", "notes")
        wish = replace(wish, **{name: getattr(before, name) for name in keep})
    house_day = house.house_day(desk.present.house, desk.now)
    (result,) = intake.record(connection, [wish], house_day, desk.now, desk.chance)
    booking_id = booking_marks.id_of(connection, wish.source, wish.source_ref)
    assert booking_id is not None, "it was written a moment ago"
    if result is not Recorded.UNPLACED:
        _in_its_room(desk, booking_id, had)
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    if result is not Recorded.UNCHANGED:
        note(connection, before, booking, desk.changes, desk.now, desk.calendars)
    return booking


def _in_its_room(desk: Desk, booking_id: int, had: list[str]) -> None:
    """The room the calendar is about, or the one the stay had, if it is free; else any of its type will do."""
    wanted = had[0] if had else desk.feed.target if desk.feed.by_room else ""
    now_in = rooms.rooms_of(desk.connection, booking_id)
    if wanted and len(now_in) == 1 and now_in[0] != wanted:
        room_nights.move(desk.connection, booking_id, now_in[0], wanted, date.min)


def note(
    connection: Connection,
    before: Booking | None,
    booking: Booking,
    changes: Changes,
    now: datetime,
    calendars: Calendars | None,
) -> None:
    """What became of a booking its channel spoke of: for the house to be told, and for the channels no calendar reaches."""
    had = before if before is not None and before.state in bookings.TAKING else None
    if booking.state == "unplaced":
        if had is not None:
            elsewhere.freed(connection, had, now, calendars)
        key = f"unplaced:{booking.id}:{booking.arrival}:{booking.departure}"
        todos.open_once(connection, key, "unplaced", now, booking_id=booking.id)
        changes.collided.append(booking)
    elif booking.state not in bookings.TAKING:
        todos.finish(connection, "unplaced", booking.id, now)
        if had is not None:
            elsewhere.freed(connection, had, now, calendars)
        if before is not None and (had is not None or before.state == "unplaced"):
            _called_off(changes, before, booking)
    elif had is None:
        todos.finish(connection, "unplaced", booking.id, now)
        elsewhere.sold(connection, booking, now, calendars)
        changes.new.append(booking)
    else:
        elsewhere.moved(connection, had, booking, now, calendars)
        changes.changed.append((had, booking))


# --- what is not there ---


def _missing(
    desk: Desk, gone: list[FeedStay], called_off: frozenset[str] | set[str], known: int, *, empty: bool
) -> None:
    """Stays the calendar does not say: counted, and after long enough given up, or shown to the owner.

    A calendar that is `empty` says nothing of anybody, be it of one stay alone: channels serve such ones by mistake.
    """
    standing = [one for one in gone if one.standing != "gone" and one.departure > desk.today]
    wholesale = empty or (len(standing) >= 2 and len(standing) * 2 > known)
    for stay in standing:
        if stay.booking_id is None:
            feed_stays.forget(desk.connection, stay.id)
            continue
        booking = bookings.known(desk.connection, stay.booking_id)
        if booking.state not in ("confirmed", "held", "unplaced") or stay.standing == "kept":
            continue  # the desk has them in the house, or it is over, or the owner has said that it stands
        if stay.uid in called_off:
            _cancel(desk, stay, booking)
            continue
        feed_stays.miss(desk.connection, stay, desk.now)
        since, count = stay.missing_since or desk.now, stay.missing + 1
        if count < SEVERAL or desk.now - since < (WHOLESALE if wholesale else HOURS):
            continue
        if wholesale or booking.arrival <= desk.today + NEAR:
            _ask(desk, stay, booking)
        else:
            _cancel(desk, stay, booking)


def _ask(desk: Desk, stay: FeedStay, booking: Booking) -> None:
    """Nothing is freed before the owner has said so."""
    if stay.standing == "asked":
        return
    feed_stays.stand(desk.connection, stay.id, "asked")
    key = f"gone:{stay.id}:{stay.missing_since}"
    todos.open_once(desk.connection, key, GONE, desk.now, booking_id=booking.id)
    desk.changes.asked.append(booking)


def _cancel(desk: Desk, stay: FeedStay, booking: Booking) -> None:
    if give_up(desk.connection, booking, desk.present, desk.now, desk.chance):
        _called_off(desk.changes, booking, booking)


def _called_off(changes: Changes, before: Booking, booking: Booking) -> None:
    changes.cancelled.append(booking)
    if before.state == "unplaced":
        changes.roomless.add(booking.id)


def give_up(
    connection: Connection, booking: Booking, present: Present, now: datetime, chance: Chance
) -> bool:
    """A stay its channel no longer has is cancelled, so that the channel's next word on it counts; False when it is over."""
    if booking.state not in ("confirmed", "held", "unplaced"):
        return False
    names = [name for name in Wish.__slots__ if name != "state"]
    wish = Wish(**{name: getattr(booking, name) for name in names}, state="cancelled")
    intake.record(connection, [wish], house.house_day(present.house, now), now, chance)
    feed_stays.lost(connection, booking.id)
    for kind in ("unplaced", GONE):
        todos.finish(connection, kind, booking.id, now)
    if booking.state != "unplaced":
        elsewhere.freed(connection, booking, now)
    return True
