"""What could not be pushed to somebody and leads the answer to their next message. Puts nothing in: `store.sending` does.

What is settled by then is not said any more, and of reminders of the same the newest alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from store import subjects
from store.outbox import OutboxRow
from store.tables import Moment

AT_ONCE = 5  # texts before one answer
LOOKED = 60  # of which they are: some are settled

_MAIL = (
    select(OutboxRow.id, OutboxRow.payload)
    .where(
        OutboxRow.address_id == bindparam("address_id"),
        OutboxRow.status == "mailbox",
        or_(OutboxRow.expires_at.is_(None), OutboxRow.expires_at > bindparam("now", type_=Moment)),
    )
    .order_by(OutboxRow.id)
    .limit(LOOKED)
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One text out of the mailbox."""

    text: str
    asks: Mapping[str, Any] | None = None  # the place its question opens, as `asking.read` reads it


def has_mail(connection: Connection, address_id: int, now: datetime) -> bool:
    """Whether something still waits in the mailbox of this address."""
    return connection.execute(_MAIL.limit(1), {"address_id": address_id, "now": now}).first() is not None


def take_mail(connection: Connection, address_id: int, now: datetime, *, free: bool = True) -> list[Mail]:
    """What could not be pushed to this address, oldest first: the answer this turn gives carries it, and it is then sent.

    What ends with a question waits until the conversation is `free`. Of several the newest comes last: it is the open one.
    """
    rows = connection.execute(_MAIL, {"address_id": address_id, "now": now}).all()
    found = [(row.id, row.payload) for row in rows]
    over = _over(connection, found)
    _drop(connection, over)
    mails = [
        (row_id, Mail(str(said["text"]), said.get("asks"))) for row_id, said in found if row_id not in over
    ]
    taken = [(row_id, mail) for row_id, mail in mails if free or mail.asks is None][:AT_ONCE]
    connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_([row_id for row_id, _ in taken]))
        .values(status="sent", channel="passive", sent_at=now)
    )
    asking = max((row_id for row_id, mail in taken if mail.asks is not None), default=0)
    return [mail for _, mail in sorted(taken, key=lambda pair: pair[0] == asking)]


def _over(connection: Connection, found: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[int, str]:
    """The rows nobody needs to hear any more, each with the reason."""
    abouts = {row_id: str(said["about"]) for row_id, said in found if said.get("about")}
    settled = subjects.settled(connection, set(abouts.values())) if abouts else set()
    newest = {about: row_id for row_id, about in abouts.items()}  # they come in order
    over = {}
    for row_id, about in abouts.items():
        if about in settled:
            over[row_id] = "settled"
        elif subjects.told_anew(about) and newest[about] != row_id:
            over[row_id] = "told_anew"
    return over


def _drop(connection: Connection, over: Mapping[int, str]) -> None:
    for reason in sorted(set(over.values())):
        these = [row_id for row_id, why in over.items() if why == reason]
        connection.execute(
            update(OutboxRow).where(OutboxRow.id.in_(these)).values(status="dropped", reason=reason)
        )
