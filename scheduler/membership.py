"""Points and levels as time goes by: completed stays are settled, old points expire with a word ahead, a new level is told.

Whoever falls back a level hears of it only when asking.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, fallback, say
from scheduler import member_words, pushes, telling
from store import bookings, guests, house, members, membership, outbox, people, points, vouchers
from store.bookings import Booking
from store.database import Connection
from store.house import Present, house_day
from store.members import Moved

LEVEL_TOLD, EXPIRY_TOLD = timedelta(days=7), timedelta(days=14)  # how long it is worth telling


def settle(connection: Connection, booking: Booking, present: Present, now: datetime) -> None:
    """Bring points and level in line with one stay, and tell of a level that was reached."""
    rule = present.house.membership
    settled = membership.settle(connection, booking, rule, house_day(present.house, now), now)
    if settled is not None and settled.moved is not None:
        tell_level(connection, settled.moved, present, now)


def settle_by_id(connection: Connection, booking_id: int, present: Present, now: datetime) -> None:
    """The same for a stay that was just checked out, or checked out by a slip."""
    booking = bookings.known(connection, booking_id)
    settle(connection, booking, present, now)


def look_again(connection: Connection, now: datetime) -> int:
    """See to the members about whom something is due; how many there were. Bounded; safe to repeat."""
    present = house.present(connection)
    if present is None or not present.house.membership.enabled:
        return 0
    today = house_day(present.house, now)
    vouchers.expire(connection, today)
    found = members.due(connection, today)
    for person_id in found:
        points.expire(connection, person_id, today, now)
        _warn(connection, person_id, present, now)
        moved = members.review(connection, person_id, present.house.membership, today)
        if moved is not None:
            tell_level(connection, moved, present, now)
    return len(found)


def tell_level(connection: Connection, moved: Moved, present: Present, now: datetime) -> None:
    """A level that was reached is told to the member and to whoever is on duty; going down is not."""
    rule = present.house.membership
    if not rule.above(moved.level, moved.before):
        return
    level, today = rule.levels[moved.level], house_day(present.house, now)
    key = f"level:{moved.person_id}:{moved.level}:{today.isoformat()}"
    _put(connection, key, "level_up", moved.person_id, present, now, LEVEL_TOLD)
    name = guests.name_of(connection, moved.person_id)
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        text = say(
            language,
            N_("[New level] {name} has reached {level}."),
            name=name,
            level=level.words("name", language),
        )
        telling.tell(connection, f"{key}:staff:{number}", "notice", address_id, text, now)


def _warn(connection: Connection, person_id: int, present: Present, now: datetime) -> None:
    """Tell a member of points that expire before long, once a day of expiry."""
    until = house_day(present.house, now) + timedelta(days=present.house.membership.warn_days)
    soon = [lot for lot in points.lots(connection, person_id) if lot.expires_on <= until]
    if soon:
        key = f"points_expiring:{person_id}:{soon[0].expires_on.isoformat()}"
        _put(connection, key, "points_expiring", person_id, present, now, EXPIRY_TOLD)


def _put(
    connection: Connection,
    key: str,
    kind: str,
    person_id: int,
    present: Present,
    now: datetime,
    worth: timedelta,
) -> None:
    """Put a word for a member out, once a key, outside the house's quiet hours."""
    reached = people.reached_at(connection, person_id)
    if reached is None or outbox.exists_key(connection, key):
        return
    address_id, language = reached
    text = member_words.words(connection, kind, person_id, present, fallback(language), now)
    at = pushes.awake(present, now).astimezone(now.tzinfo)
    outbox.say(connection, key, kind, address_id, text, at, expires=at + worth)
