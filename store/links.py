"""Links that do one thing once: made for a deed, signed, good for a day. It keeps and checks them; it does nothing itself.

A token is the row's number and a keyed hash over everything the row says, so that neither can be guessed or altered.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Connection, ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import EPOCH, Base, BigId, Moment, RowId, ring_of

Action = Literal["take", "done", "accept"]
SUBJECTS: Mapping[Action, str] = {"take": "ticket", "done": "ticket", "accept": "booking"}
VALID = timedelta(hours=24)
SIGNATURE = 32  # hex digits: 128 bits nobody guesses, and still short enough for a text
_TOKEN = re.compile(rf"([0-9a-z]{{1,12}})-([0-9a-f]{{{SIGNATURE}}})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class LinkRow(Base):
    __tablename__ = "links"
    id: Mapped[RowId]
    action: Mapped[str]
    subject: Mapped[int] = mapped_column(BigId)  # a ticket's number or a booking's id
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose token was genuine."""

    id: int
    action: Action
    subject: int
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None

    @property
    def about(self) -> str:
        """What the audit calls its subject."""
        return f"{SUBJECTS[self.action]}:{self.subject}"


_LINK = select(
    LinkRow.id, LinkRow.action, LinkRow.subject, LinkRow.expires_at, LinkRow.used_at, LinkRow.used_by
)


def make(connection: Connection, action: Action, subject: int, now: datetime) -> str:
    """The token of a new link."""
    expires = now + VALID
    row = insert(LinkRow).values(action=action, subject=subject, expires_at=expires).returning(LinkRow.id)
    link_id = connection.execute(row).scalar_one()
    return f"{_short(link_id)}-{_signatures(connection, link_id, action, subject, expires)[0]}"


def find(connection: Connection, token: str) -> Link | None:
    """The link of a genuine token, used or expired though it may be; None for anything else."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    row = connection.execute(_LINK.where(LinkRow.id == int(match[1], 36))).first()
    if row is None or row.action not in SUBJECTS:
        return None
    good = _signatures(connection, row.id, row.action, row.subject, row.expires_at)
    if not any(hmac.compare_digest(match[2], one) for one in good):
        return None
    return Link(row.id, cast(Action, row.action), row.subject, row.expires_at, row.used_at, row.used_by)


def use(connection: Connection, link: Link, person_id: int, now: datetime) -> bool:
    """Use a link up; False when it is over or somebody was faster."""
    fresh = LinkRow.id == link.id, LinkRow.used_at.is_(None), LinkRow.expires_at > now
    used = update(LinkRow).where(*fresh).values(used_at=now, used_by=person_id)
    return connection.execute(used).rowcount == 1


def prune(connection: Connection, before: datetime, limit: int = 2_000) -> int:
    """Forget links that ended before a moment, `limit` at most; how many went."""
    over = select(LinkRow.id).where(LinkRow.expires_at < before).limit(limit).scalar_subquery()
    return connection.execute(delete(LinkRow).where(LinkRow.id.in_(over))).rowcount


def _signatures(
    connection: Connection, link_id: int, action: str, subject: int, expires: datetime
) -> tuple[str, ...]:
    """By the present key, and by the one before it while there is one."""
    until = (expires - EPOCH) // timedelta(milliseconds=1)
    said = f"{link_id} {action} {subject} {until}"
    return tuple(digest[:SIGNATURE] for digest in ring_of(connection.dialect).hashes("links.token", said))


def _short(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits
