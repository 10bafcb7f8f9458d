"""One mass send for an occasion the owner said yes to: takes greetings out of mailboxes, by our tag, in one message.

Crash points: until the message is noted as begun nothing left, and tagging twice harms nobody. After it nobody knows, so
the greetings stay `doubtful` and are never sent again; only what WeChat certainly refused goes back to the mailboxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from locales import N_, fallback, say
from scheduler import greetings, pushes
from scheduler.channel import Accepted, MassOutcome, MassSender, Refusal, Refused, TooSoon, UnderReview
from scheduler.greeting_words import words
from store import audience, house, mass_sends, occasions, outbox, people, sending
from store.database import Connection, Database
from store.house import Present
from store.house_file import House
from store.mass_sends import MassSend
from store.sending import Claimed
from store.world import Clock

KIND = "mass"
GRACE = timedelta(minutes=5)  # after the hour: by then who can be reached at once was
BATCH, MOST = 500, 10_000
TRIES = 6
ROUNDS = 3  # of tagging before the crowd stands still
A_MINUTE, SOON = 61.0, 5.0  # machine seconds


class Changed(Exception):
    """The crowd is not what was tagged: caught by `send`, which tags anew."""


def allowed(house_: House) -> bool:
    """Whether this account sends mass messages a month: a verified service account."""
    return house_.wechat.account == "service" and house_.wechat.can("mass_send")


def text_of(house_: House, name: str) -> str:
    """The one text of an occasion, in the house's main language and naming nobody; "" for an occasion not greeted."""
    greeting = house_.greetings.all().get(name)
    if greeting is None or not (house_.greetings.enabled and greeting.enabled):
        return ""
    return words(house_, fallback(""), name, greeting, "")


def plan(connection: Connection, present: Present, key: str, day: date, now: datetime) -> None:
    """Have the mass send of an approved occasion made on its day, after the hour of greetings."""
    hour = greetings.moment(present.house, day, present.house.greetings.hour) + GRACE
    until = greetings.moment(present.house, day + greetings.DAY, datetime.min.time())
    outbox.withdraw(connection, f"{KIND}:{key}")  # of an earlier yes that was taken back
    occasions.put(connection, KIND, [(f"{KIND}:{key}", None)], max(hour, now), until, now)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is to get one message, and its words."""

    key: str
    text: str
    people: Mapping[str, int]  # openid -> greeting in the mailbox


async def send(database: Database, sender: MassSender | None, row: Claimed, clock: Clock) -> str:
    """Make the mass send of one row; how it ended."""
    if sender is None:
        return await database.write(_leave, row, "no_mass_sender", clock.now())
    for _ in range(ROUNDS):
        crowd = await database.write(gather, row, clock.now())
        if isinstance(crowd, str):
            return crowd
        tag = await sender.gather(crowd.people)
        if isinstance(tag, Refused):
            return await database.write(settle, row, crowd.key, tag, clock.now())
        try:
            await database.write(begin, row, crowd, clock.now())
        except Changed:
            continue
        outcome = await sender.send(tag, crowd.text, row.key)
        return await database.write(settle, row, crowd.key, outcome, clock.now())
    return await database.write(_wait, row, "the crowd changed")


def gather(connection: Connection, row: Claimed, now: datetime) -> Crowd | str:
    """Who gets it as things are now; how the row ended when it is not sent."""
    key = row.key.removeprefix(f"{KIND}:")
    approved, present = mass_sends.get(connection, key), house.present(connection)
    if approved is None or present is None:
        return _drop(connection, row, "not_approved")
    if row.doubt is not None and approved.state != "again":
        return _doubtful(connection, row, approved, now)
    if row.expires_at is not None and row.expires_at <= now:
        return _leave(connection, row, "expired", now)
    if approved.state == "again":
        return Crowd(key, approved.text, mass_sends.taken(connection, key))
    if not allowed(present.house) or text_of(present.house, key.split(":")[0]) != approved.text:
        return _leave(connection, row, "changed_since", now)
    if mass_sends.used(connection, approved.day, key) >= mass_sends.A_MONTH:
        return _leave(connection, row, "quota", now)
    if pushes.quiet_since(present, now) is not None:
        sending.postpone(connection, row, pushes.awake(present, now), "quiet_hours")
        return "put_off"
    found = crowd_of(connection, key, approved.day, now)
    if not found:
        mass_sends.end(connection, key, "nobody")
        return _drop(connection, row, "nobody")
    return Crowd(key, approved.text, found)


def crowd_of(connection: Connection, key: str, day: date, now: datetime) -> dict[str, int]:
    """Whose greeting waits in the mailbox, in the language of the one text, and whom nothing speaks against."""
    found: dict[str, int] = {}
    after = 0
    while len(found) < MOST:
        batch = audience.audience(connection, day, now, after, BATCH)
        keys = [
            f"greeting:{key}:{guest.person_id}" for guest in batch if not guest.why_not and not guest.in_house
        ]
        for waits in mass_sends.waiting(connection, keys):
            if fallback(waits.language) == fallback(""):
                found[waits.openid] = waits.row_id
        if len(batch) < BATCH:
            break
        after = batch[-1].person_id
    return found


def begin(connection: Connection, row: Claimed, crowd: Crowd, now: datetime) -> None:
    """Note that the message leaves now, to exactly the tagged people. Raises Changed when they are others by now."""
    approved = mass_sends.get(connection, crowd.key)
    if approved is None:
        raise Changed
    if approved.state != "again":
        if crowd_of(connection, crowd.key, approved.day, now).keys() != crowd.people.keys():
            raise Changed
        ids = list(crowd.people.values())
        taken = sum(
            mass_sends.take(connection, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)
        )
        if taken != len(ids) or not mass_sends.begin(connection, crowd.key, len(ids)):
            raise Changed
    if not sending.attempt(connection, row, None, mass_sends.WAY, {"text": crowd.text}):
        raise Changed  # another worker has the row: the next look finds it begun, or waits


def settle(connection: Connection, row: Claimed, key: str, outcome: MassOutcome, now: datetime) -> str:
    """Write down how it ended, and what follows for the greetings it took."""
    approved = mass_sends.get(connection, key)
    assert approved is not None
    if isinstance(outcome, Accepted | UnderReview):
        mass_sends.went(connection, key, now)
        mass_sends.end(connection, key, "sent", outcome.receipt if isinstance(outcome, Accepted) else "")
        sending.taken(connection, row, "sent", now)
        return "sent"
    if isinstance(outcome, TooSoon) and row.tries < TRIES:
        mass_sends.end(connection, key, "again")
        sending.put_off(connection, row, A_MINUTE, "45066", doubted=True)
        return "put_off"
    if not isinstance(outcome, Refused) or approved.state == "again":
        return _doubtful(connection, row, approved, now)
    mass_sends.came_back(connection, key)
    if outcome.reason is Refusal.BUSY and row.tries < TRIES:
        mass_sends.end(connection, key, "approved")
        sending.put_off(connection, row, max(outcome.retry_after, SOON) * row.tries, outcome.detail[:200])
        return "put_off"
    return _leave(connection, row, outcome.detail[:200], now)


def _leave(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    """No mass send: the greetings stay in the mailboxes, and whoever said yes is told."""
    key = row.key.removeprefix(f"{KIND}:")
    approved = mass_sends.get(connection, key)
    if approved is not None:
        mass_sends.end(connection, key, "refused")
        _tell(connection, approved, NOT_SENT, "left", now)
    return _drop(connection, row, reason)


def _drop(connection: Connection, row: Claimed, reason: str) -> str:
    sending.settle(connection, row, "dropped", reason)
    return "dropped"


def _doubtful(connection: Connection, row: Claimed, approved: MassSend, now: datetime) -> str:
    mass_sends.end(connection, approved.key, "doubtful")
    sending.settle(connection, row, "doubtful", "interrupted")
    _tell(connection, approved, IN_DOUBT, "doubtful", now)
    return "doubtful"


def _wait(connection: Connection, row: Claimed, reason: str) -> str:
    sending.put_off(connection, row, SOON, reason)
    return "put_off"


NOT_SENT = N_(
    "The mass greeting for {name} was not sent: WeChat or the house's settings did not allow it. "
    "The guests get it with their next message that day."
)
IN_DOUBT = N_(
    "The mass greeting for {name} may or may not have gone out: WeChat did not answer. It is not sent again; "
    "the console shows whether it went."
)
FAILED = N_("WeChat took the mass greeting for {name} and sent it to nobody. The console says why.")


def result(connection: Connection, receipt: str, status: str, now: datetime) -> None:
    """What WeChat reports of a message it took: of one it sent to nobody the owner is told."""
    if status == "send success":
        return
    failed = mass_sends.result(connection, receipt)
    if failed is not None:
        mass_sends.undelivered(connection, failed.key, status)
        _tell(connection, failed, FAILED, "failed", now)


def _tell(connection: Connection, approved: MassSend, message: str, what: str, now: datetime) -> None:
    """Tell whoever said yes, once a matter."""
    reached, key = people.reached_at(connection, approved.approved_by), f"mass_told:{approved.key}:{what}"
    if reached is not None and not outbox.exists_key(connection, key):
        text = say(fallback(reached[1]), message, name=approved.key.split(":")[0])
        outbox.say(connection, key, "notice", reached[0], text, now)
