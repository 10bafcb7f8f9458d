"""What becomes of a row that cannot go its way: told to others, kept for the next word, a to-do, dropped. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduler import pushes, telling
from scheduler.by_hand import NOBODY, OF_NO_BOOKING, tell_by_hand
from scheduler.looking_again import Content, question
from store import asking, people, sending, wecom_accounts
from store.database import Connection
from store.places import Place
from store.sending import IDEMPOTENT, Claimed

PASSING = ("answer", "picture")  # what somebody just asked for: it may take the last of a window
EACH = ":each:"  # in the key of what is told to everybody on duty in place of one


def may_repeat(row: Claimed) -> bool:
    """Whether a send whose end is unknown may be made again."""
    if row.channel == "template":
        return row.doubt is not None and row.doubt < IDEMPOTENT.total_seconds() - 60
    return harmless(row) and row.tries <= 2


def harmless(row: Claimed) -> bool:
    """Whether somebody who gets it twice only reads it twice."""
    return row.kind in PASSING or row.channel in ("robot", "app")


def drop(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    if reason in {NOBODY, "not_following"}:
        return unreachable(connection, row, reason, now)
    if row.doubt is not None:  # dropped means certainly not sent, and may be revived
        return doubtful(connection, row, reason, now)
    sending.settle(connection, row, "dropped", reason)
    return "dropped"


def unreachable(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    """Nobody gets it: dropped with its reason; what the house wanted to tell a guest becomes a to-do for a person."""
    if row.doubt is not None:
        return doubtful(connection, row, reason, now)
    sending.settle(connection, row, "dropped", reason)
    if for_a_person(row):
        tell_by_hand(connection, row, reason, now)
    return "dropped"


def for_a_person(row: Claimed) -> bool:
    """Whether a person is to tell the guest what cannot be sent: word about the booking, and what a push says is worth it."""
    if row.kind in OF_NO_BOOKING:
        return True
    push = pushes.named(row.kind)
    return row.booking_id is not None and (push is None or push.by_hand)


def to_each(
    connection: Connection,
    row: Claimed,
    payload: Mapping[str, Any],
    reason: str,
    now: datetime,
    but: int | None = None,
) -> str:
    """It cannot be told where it was to be, or perhaps was not: everybody on duty is, at their own address, `but` one."""
    text, picture, about = str(payload["text"]), payload.get("picture"), str(payload.get("about", ""))
    for number, (address_id, _) in enumerate(people.on_duty_themselves(connection)):
        if address_id != but:
            key = f"{row.key}{EACH}{number}"
            telling.tell(connection, key, row.kind, address_id, text, now, picture=picture, about=about)
    ended = "dropped" if row.doubt is None else "doubtful"
    sending.settle(connection, row, ended, reason)
    return ended


def to_account(
    connection: Connection,
    row: Claimed,
    address_id: int,
    payload: Mapping[str, Any],
    reason: str,
    now: datetime,
) -> str:
    """WeCom does not take it, or perhaps did not: the same member of staff is told in the house's account.

    Who is in no account is told nowhere: those on duty are in their place, once, not round and round.
    """
    other = wecom_accounts.outside_app(connection, address_id)
    if other is None and EACH not in row.key:
        return to_each(connection, row, payload, reason, now, but=address_id)
    if other is not None:
        text, about = str(payload["text"]), str(payload.get("about", ""))
        telling.tell(connection, f"{row.key}:account", row.kind, other, text, now, about=about)
    ended = "dropped" if row.doubt is None else "doubtful"
    sending.settle(connection, row, ended, reason)
    return ended


def doubtful(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    """It may have arrived: never sent again, and what it asked may be answered."""
    if row.channel == "robot" and row.payload is not None:
        return to_each(connection, row, row.payload, reason, now)
    if row.channel == "app" and row.payload is not None and row.address_id is not None:
        return to_account(connection, row, row.address_id, row.payload, reason, now)
    sending.settle(connection, row, "doubtful", reason)
    asks = question(connection, row, now)
    if asks is not None and row.address_id is not None:
        asking.ask(connection, row.address_id, asks, now)
    return "doubtful"


def keep(connection: Connection, row: Claimed, content: Content, now: datetime) -> str:
    """No channel is open: the guest's next answer brings it from the mailbox, and a person is told where it matters."""
    if "mailbox" not in content.ways:
        return unreachable(connection, row, "no_open_channel", now)
    to_mailbox(connection, row, content.address_id, content.payload, content.asks, "no_open_channel", now)
    if for_a_person(row):
        tell_by_hand(connection, row, "no_open_channel", now)
    return "mailbox"


def to_mailbox(
    connection: Connection,
    row: Claimed,
    address_id: int,
    payload: Mapping[str, Any],
    asks: Place | None,
    reason: str,
    now: datetime,
) -> None:
    kept = {**payload, "asks": asking.written(asks, now)} if asks is not None else payload
    sending.to_mailbox(connection, row, address_id, kept, reason)
