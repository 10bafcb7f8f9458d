"""What staff paste into another channel's chat for arrivals nothing of ours reaches. Never a phone, a link, an account in it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from locales import N_, clock, day, fallback, say
from scheduler import ready
from scheduler.by_hand import NOBODY, named_reason
from scheduler.pushes import Subject
from scheduler.pushes.kind import nights_words, room_words
from store import bookings, house, outbox, people, reach, todos
from store.bookings import Booking
from store.database import Connection
from store.house import Present

DAY = timedelta(days=1)
# What the other channel takes for leading its guests away, and punishes the house for.
_CONTACT = re.compile(
    r"\d[\d\s-]{5,}\d|https?:|www\.|\.(?:com|cn|net|top|cc)\b|@|微信|薇信|威信|公众号|二维码|加我|扫码|"
    r"\b(?:we ?chat|vx|wx|weixin|whatsapp|telegram|qq)\b|电话|手机|phone|call us",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")


def free_of_contacts(text: str) -> str:
    """The text without any sentence that says how else to be reached."""
    return "".join(part for part in _SENTENCE.findall(text) if not _CONTACT.search(part)).strip()


def words(connection: Connection, present: Present, booking: Booking, language: str = "") -> str:
    """The reminder for a chat of another channel, whole as it stands."""
    spoken, home = fallback(language), present.house
    comes = ready.for_booking(connection, present.house, booking).time()
    subject = Subject(booking, present, ready=comes)
    parts = [
        say(
            spoken,
            N_("{name}, this is {house}: you arrive on {day}, from {time}, {nights}, {room}."),
            name=booking.holder,
            house=home.words("name", spoken),
            day=day(spoken, booking.arrival),
            time=clock(spoken, subject.comes_from),
            nights=nights_words(subject, spoken),
            room=room_words(subject, spoken),
        ),
        say(spoken, N_("Address: {address}"), address=home.words("address", spoken)),
        free_of_contacts(home.words("directions", spoken)),
        free_of_contacts(home.words("parking", spoken)),
        free_of_contacts(home.texts.words("arrival_note", spoken)),
        say(spoken, N_("About what time will you arrive? Tell me, and we leave the light on.")),
    ]
    return "\n".join(part for part in parts if part)


def unreachable(
    connection: Connection, present: Present, arrival: date, now: datetime
) -> list[tuple[Booking, str]]:
    """The arrivals of a day that no reminder reaches, each with the reason; those that got one are left out."""
    coming = [one for one in bookings.arriving(connection, arrival) if one.state != "in_house"]
    ways = reach.of_each(connection, [one.id for one in coming])
    reminded = outbox.reached_by(connection, [f"arrival:{one.id}:{arrival.isoformat()}" for one in coming])
    found = []
    for one in coming:
        reason = _why_not(present, ways.get(one.id), now)
        if reason and f"arrival:{one.id}:{arrival.isoformat()}" not in reminded:
            found.append((one, reason))
    return found


def _why_not(present: Present, way: reach.Way | None, now: datetime) -> str:
    """Why nothing of ours reaches the holder; "" when something does."""
    account = present.house.wechat
    if way is None:
        return NOBODY
    if not way.following:
        return "not_following"
    if account.can("template") and "arrival" in account.templates:
        return ""
    open_ = account.can("customer_service") and way.window_until > now and way.spare > 0
    return "" if open_ else "no_open_channel"


def hand_out(connection: Connection, now: datetime) -> int:
    """From the rule's hour on, in waking hours: one text for each arrival of tomorrow that nothing reaches, once; how many."""
    present = house.present(connection)
    if present is None or not present.house.pushes.paste.enabled:
        return 0
    local = now.astimezone(present.house.zone_info)
    rule, today = present.house.pushes, house.house_day(present.house, now)
    if local.date() != today or local.time() < rule.paste.hour or rule.quiet_at(local.time()):
        return 0
    missed = unreachable(connection, present, today + DAY, now)
    for (
        booking,
        reason,
    ) in missed:  # where the reminder itself put it on the list before, it stands there once
        key = todos.by_hand(f"arrival:{booking.id}:{booking.arrival.isoformat()}")
        detail = {"reason": reason}
        todos.open_once(connection, key, "unreachable", now, booking_id=booking.id, detail=detail)
    given = outbox.known(connection, [_key(booking) for booking, _ in missed])
    found = [(booking, reason) for booking, reason in missed if _key(booking) not in given]
    readers = people.on_duty(connection) if found else []
    for number, (address_id, language) in enumerate(readers):
        _to(connection, present, found, number, address_id, language, now)
    return len(found) if readers else 0


def _key(booking: Booking, number: int = 0) -> str:
    """Under which the text about a booking goes to the first, second … of those on duty."""
    return f"paste:{booking.id}:{booking.arrival.isoformat()}:{number}"


def _to(
    connection: Connection,
    present: Present,
    found: list[tuple[Booking, str]],
    number: int,
    address_id: int,
    language: str,
    now: datetime,
) -> None:
    """To one of those on duty: which arrivals these are, then a text each and nothing with it, so that it can be copied."""
    listed = [f"{one.code} {one.holder}｜{named_reason(language, reason)}" for one, reason in found]
    head = say(
        language,
        N_("[To paste] These arrive tomorrow and can't be reached from here. Below is a text for each."),
    )
    first = found[0][0]
    over = datetime.combine(first.arrival + DAY, present.house.day_ends, tzinfo=present.house.zone_info)
    outbox.say(
        connection,
        f"{_key(first, number)}:head",
        "notice",
        address_id,
        "\n".join([head, *listed]),
        now,
        over,
    )
    for one, _ in found:
        text = words(connection, present, one)
        outbox.say(connection, _key(one, number), "notice", address_id, text, now, over)
