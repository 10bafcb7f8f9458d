"""Mass sends of greetings: one row an occasion the owner said yes to, and how its one message ended. It sends nothing.

A greeting is in the mailbox before a mass send takes it, and goes back there when WeChat certainly refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Date, ForeignKey, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.outbox import OutboxRow
from store.people import AddressRow, Person
from store.places import PlaceRow
from store.tables import Base, BigId, Moment, begins

A_MONTH = 4  # mass messages of a service account
WAY = "mass"  # the channel its greetings name
UNDER_WAY = "mass_under_way"
SPENT = ("approved", "begun", "again", "sent", "doubtful", "failed")


class MassSendRow(Base):
    __tablename__ = "mass_sends"
    key: Mapped[str] = mapped_column(primary_key=True)  # the occasion: 中秋:2027
    day: Mapped[date] = mapped_column(Date, index=True)
    text: Mapped[str]  # as the owner saw it
    approved_by: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    approved_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str]  # approved, begun, again, sent, doubtful, failed, refused, nobody
    people: Mapped[int]  # how many it went to
    receipt: Mapped[str] = mapped_column(index=True)  # WeChat's message id


@dataclass(frozen=True, slots=True)
class MassSend:
    """One occasion's mass send as it stands."""

    key: str
    day: date
    text: str
    approved_by: int
    state: str
    people: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A greeting in the mailbox that a mass send may take."""

    row_id: int
    key: str
    openid: str
    language: str


def get(connection: Connection, key: str) -> MassSend | None:
    """The mass send of an occasion; None before the owner's yes."""
    row = connection.execute(_KNOWN.where(MassSendRow.key == key)).first()
    return None if row is None else MassSend(*row)


_KNOWN = select(
    MassSendRow.key,
    MassSendRow.day,
    MassSendRow.text,
    MassSendRow.approved_by,
    MassSendRow.state,
    MassSendRow.people,
)


def approve(connection: Connection, key: str, day: date, text: str, person_id: int, now: datetime) -> None:
    """The owner's yes to these words on this occasion; a newer yes replaces one that has not begun."""
    connection.execute(delete(MassSendRow).where(MassSendRow.key == key, MassSendRow.state == "approved"))
    connection.execute(
        insert(MassSendRow).values(
            key=key, day=day, text=text, approved_by=person_id, approved_at=now, state="approved", people=0,
            receipt="",
        )
    )  # fmt: skip


def revoke(connection: Connection, key: str) -> bool:
    """Take the yes back; False when it began."""
    mine = MassSendRow.key == key, MassSendRow.state == "approved"
    return connection.execute(delete(MassSendRow).where(*mine)).rowcount == 1


def used(connection: Connection, day: date, but: str) -> int:
    """How many of the month's mass sends the other occasions of this month use, or will."""
    first = day.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    others = MassSendRow.day >= first, MassSendRow.day < after, MassSendRow.key != but
    counted = select(func.count()).where(*others, MassSendRow.state.in_(SPENT))
    return int(connection.scalar(counted) or 0)


def waiting(connection: Connection, keys: Sequence[str]) -> list[Waiting]:
    """Those of these greetings that wait in the mailbox of somebody who follows the WeChat account."""
    rows = connection.execute(
        select(OutboxRow.id, OutboxRow.key, AddressRow.external_id, Person.language)
        .join(AddressRow, AddressRow.id == OutboxRow.address_id)
        .join(Person, Person.id == AddressRow.person_id)
        .where(
            OutboxRow.key.in_(keys),
            OutboxRow.status == "mailbox",
            AddressRow.channel == "wechat",
            AddressRow.following,
        )
    )
    return [Waiting(*row) for row in rows]


def take(connection: Connection, row_ids: Sequence[int]) -> int:
    """These greetings leave the mailbox: from now on they may have arrived. How many were still there."""
    mine = OutboxRow.id.in_(row_ids), OutboxRow.status == "mailbox"
    taken = update(OutboxRow).where(*mine).values(status="doubtful", channel=WAY, reason=UNDER_WAY)
    return connection.execute(taken).rowcount


def taken(connection: Connection, key: str) -> dict[str, int]:
    """Whom the message under way is for: openid to greeting."""
    rows = connection.execute(
        select(AddressRow.external_id, OutboxRow.id)
        .join(AddressRow, AddressRow.id == OutboxRow.address_id)
        .where(*_taken(key), AddressRow.following)
    )
    return {row[0]: row[1] for row in rows}


def begin(connection: Connection, key: str, people: int) -> bool:
    """The message leaves now; False when somebody took the yes back meanwhile."""
    mine = MassSendRow.key == key, MassSendRow.state == "approved"
    return (
        connection.execute(update(MassSendRow).where(*mine).values(state="begun", people=people)).rowcount
        == 1
    )


def end(connection: Connection, key: str, state: str, receipt: str = "") -> None:
    """How it ended, or that it is to be tried again."""
    changed = update(MassSendRow).where(MassSendRow.key == key)
    connection.execute(changed.values(state=state, receipt=receipt))


def went(connection: Connection, key: str, now: datetime) -> None:
    """WeChat has it: the greetings it took are sent."""
    done = update(OutboxRow).where(*_taken(key))
    connection.execute(done.values(status="sent", reason="", sent_at=now))


def came_back(connection: Connection, key: str) -> None:
    """WeChat certainly refused: the greetings wait for the people's next messages again."""
    theirs = select(OutboxRow.address_id).where(*_taken(key))
    connection.execute(
        update(PlaceRow)
        .where(PlaceRow.address_id.in_(theirs))
        .values(mail=True, version=PlaceRow.version + 1)
    )
    connection.execute(
        update(OutboxRow).where(*_taken(key)).values(status="mailbox", channel="", reason="mass_refused")
    )


def result(connection: Connection, receipt: str) -> MassSend | None:
    """The sent message that WeChat found fault with, now failed; None when it is none of ours, or known to have failed."""
    if not receipt:
        return None
    mine = MassSendRow.receipt == receipt, MassSendRow.state == "sent"
    row = connection.execute(_KNOWN.where(*mine)).first()
    if row is None:
        return None
    connection.execute(update(MassSendRow).where(*mine).values(state="failed"))
    return MassSend(*row)


def undelivered(connection: Connection, key: str, detail: str) -> None:
    """WeChat sent the message to nobody: its greetings are dropped, as the words are what it refused."""
    sent = OutboxRow.channel == WAY, OutboxRow.status == "sent"
    failed = update(OutboxRow).where(*_of(key), *sent)
    connection.execute(failed.values(status="dropped", reason=detail[:200], sent_at=None))


def _of(key: str) -> tuple[ColumnElement[bool], ...]:
    return begins(OutboxRow.key, f"greeting:{key}:")


def _taken(key: str) -> tuple[ColumnElement[bool], ...]:
    return *_of(key), OutboxRow.status == "doubtful", OutboxRow.reason == UNDER_WAY
