"""How a send ended, written down, and what follows from it: the question it opens, another try, another way. Never sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from scheduler.by_hand import tell_by_hand
from scheduler.channel import Accepted, Outcome, Refusal, Refused, Unknown
from scheduler.letters import Letter
from scheduler.other_ways import (
    doubtful,
    for_a_person,
    harmless,
    may_repeat,
    to_account,
    to_each,
    to_mailbox,
    unreachable,
)
from store import asking, people, places, sending
from store.database import Connection
from store.sending import Claimed

log = structlog.get_logger(__name__)

GIVE_UP = 6  # certain failures of one row after which a person takes over


def settle(connection: Connection, letter: Letter, outcome: Outcome, now: datetime) -> str:
    """Write down how the send ended, and what follows from it. What asks opens its question as soon as it is sent."""
    row = letter.row
    if isinstance(outcome, Refused):
        return _refused(connection, letter, outcome, now)
    if isinstance(outcome, Unknown):
        doubted = replace(row, channel=letter.by, doubt=row.doubt or 0.0, address_id=letter.address_id)
        if may_repeat(doubted) and row.tries <= 2:
            return "unknown"  # the lease ends, and it is sent once more by the same way
        return doubtful(connection, doubted, outcome.detail[:200], now)
    ended = "sent" if isinstance(outcome, Accepted) else "under_review"
    sending.taken(connection, row, ended, now, outcome.receipt if isinstance(outcome, Accepted) else "")
    if letter.asks is not None:
        asking.ask(connection, letter.address_id, letter.asks, now)
    return ended


def _refused(connection: Connection, letter: Letter, outcome: Refused, now: datetime) -> str:
    row, reason = letter.row, outcome.detail[:200]
    log.warning("refused", row=row.id, kind=row.kind, reason=outcome.reason, detail=outcome.detail)
    if outcome.reason is Refusal.WINDOW:
        places.close_window(connection, letter.address_id)
    if outcome.reason is Refusal.UNREACHABLE:
        people.set_following(connection, letter.address_id, False)
    if row.doubt is not None and not harmless(row):
        return _refused_in_doubt(connection, row, outcome, now)
    match outcome.reason:
        case Refusal.WINDOW:
            sending.put_off(connection, row, 0, reason)
            return "put_off"
        case Refusal.UNREACHABLE if letter.by != "app":
            return unreachable(connection, row, reason, now)
        case Refusal.BUSY | Refusal.QUOTA if row.tries < GIVE_UP:
            sending.put_off(connection, row, _pause(outcome, row.tries), reason)
            return "put_off"
    if letter.by == "robot" and row.payload is not None:
        return to_each(connection, row, row.payload, reason, now)
    if letter.by == "app" and row.payload is not None:
        return to_account(connection, row, letter.address_id, row.payload, reason, now)
    payload = {"text": letter.text, "values": dict(letter.values or {})}
    if row.payload is not None and "about" in row.payload:
        payload["about"] = row.payload["about"]
    to_mailbox(connection, row, letter.address_id, payload, letter.asks, reason, now)
    if for_a_person(row):
        tell_by_hand(connection, row, str(outcome.reason), now)
    return "mailbox"


def _refused_in_doubt(connection: Connection, row: Claimed, outcome: Refused, now: datetime) -> str:
    """This time it certainly did not go, but it may have gone before: no other way may be tried."""
    if outcome.reason is Refusal.BUSY and row.tries < GIVE_UP:
        sending.put_off(connection, row, _pause(outcome, row.tries), outcome.detail[:200], doubted=True)
        return "put_off"
    return doubtful(connection, row, outcome.detail[:200], now)


def _pause(outcome: Refused, tries: int) -> float:
    """Machine seconds to the next try: longer each time when WeChat is busy, to the quota's end when that is used up."""
    if outcome.reason is Refusal.QUOTA:
        return max(outcome.retry_after, 5.0)
    return max(outcome.retry_after, 5.0) * tries
