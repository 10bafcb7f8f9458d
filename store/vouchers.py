"""Vouchers: what points were exchanged for. Made with the points taken, used once, or taken back and the points with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import BigInteger, Connection, Date, ForeignKey, Index, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from locales import as_read
from store import points
from store.codes import DIGITS, LETTERS
from store.house_file.membership import Reward
from store.points import Entry, Posted
from store.tables import Base, BigId, Moment, RowId
from store.world import Chance

State = Literal["issued", "used", "undone", "expired"]
LENGTH = 6  # letters and digits by turns; a booking's code has five
SHOWN = 10


class VoucherRow(Base):
    __tablename__ = "vouchers"
    __table_args__ = (
        Index("vouchers_person", "person_id", "id"),
        Index("vouchers_expiry", "state", "expires_on"),
    )
    id: Mapped[RowId]
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    reward: Mapped[str]  # the house file's code, and what it was when it was issued
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    points: Mapped[int]
    fen: Mapped[int | None] = mapped_column(BigInteger)  # what it takes off a bill
    percent: Mapped[int | None]  # or how much of one
    state: Mapped[str]
    expires_on: Mapped[date] = mapped_column(Date)  # the last day it may be used
    issued_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # used or taken back
    ended_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher as it stands."""

    id: int
    code: str
    person_id: int
    reward: str
    name: str
    name_en: str
    kind: str
    points: int
    fen: int | None
    percent: int | None
    state: State
    expires_on: date
    issued_at: datetime
    ended_at: datetime | None
    ended_by: int | None

    def off(self, charged: int) -> int:
        """What it takes off a bill of so much, in fen; 0 for a voucher of another kind."""
        if self.percent is not None:
            return max(0, charged) * self.percent // 100
        return max(0, min(self.fen or 0, charged))

    def called(self, language: str) -> str:
        """What it is for, in the reader's language as far as the owner wrote it."""
        return as_read(language, self.name) if language.startswith("zh") else self.name_en or self.name

    @property
    def of_a_bill(self) -> bool:
        """Whether it is worth a known part of a bill."""
        return self.fen is not None or self.percent is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reward as it is to be issued."""

    reward: str
    name: str
    name_en: str
    kind: str
    points: int
    valid_days: int
    fen: int | None = None
    percent: int | None = None


class Ended(StrEnum):
    """What became of a wish to use a voucher or take it back."""

    DONE = "done"
    NOT_OPEN = "not_open"  # used, taken back or expired before
    EXPIRED = "expired"


_VOUCHER = select(*(getattr(VoucherRow, name) for name in Voucher.__dataclass_fields__))


def wanted(code: str, reward: Reward) -> Wanted:
    """A reward of the house as it is now."""
    off = int(reward.off * 100) if reward.off is not None else None
    return Wanted(
        code,
        reward.name,
        reward.name_en,
        reward.kind,
        reward.points,
        reward.valid_days,
        off,
        reward.percent,
    )


def issue(
    connection: Connection,
    person_id: int,
    wish: Wanted,
    key: str,
    today: date,
    now: datetime,
    chance: Chance,
) -> Voucher | None:
    """Take the points and make the voucher; None when the balance does not suffice. The same key again issues nothing more."""
    entry = Entry(person_id, -wish.points, "redeem", f"redeem:{key}", words=wish.name)
    if points.post(connection, entry, now) is not Posted.DONE:
        return None
    row: dict[str, Any] = {
        "code": _new_code(connection, chance),
        "person_id": person_id,
        "reward": wish.reward,
        "name": wish.name,
        "name_en": wish.name_en,
        "kind": wish.kind,
        "points": wish.points,
        "fen": wish.fen,
        "percent": wish.percent,
        "state": "issued",
        "expires_on": today + timedelta(days=wish.valid_days),
        "issued_at": now,
    }
    voucher_id = connection.execute(insert(VoucherRow).values(**row).returning(VoucherRow.id)).scalar_one()
    return Voucher(id=voucher_id, ended_at=None, ended_by=None, **row)


def _new_code(connection: Connection, chance: Chance) -> str:
    while True:
        code = "".join(chance.token(1, DIGITS if place % 2 else LETTERS) for place in range(LENGTH))
        if by_code(connection, code) is None:
            return code


def by_code(connection: Connection, code: str) -> Voucher | None:
    """The voucher with this code, however it is written."""
    row = connection.execute(_VOUCHER.where(VoucherRow.code == code.upper())).first()
    return None if row is None else Voucher(*row)


def of(connection: Connection, person_id: int, today: date) -> list[Voucher]:
    """The vouchers a person may still use, the one that ends first at the front."""
    rows = connection.execute(
        _VOUCHER.where(
            VoucherRow.person_id == person_id,
            VoucherRow.state == "issued",
            VoucherRow.expires_on >= today,
        )
        .order_by(VoucherRow.expires_on, VoucherRow.id)
        .limit(SHOWN)
    )
    return [Voucher(*row) for row in rows]


def usable(voucher: Voucher, today: date) -> bool:
    """Whether it may be used today."""
    return voucher.state == "issued" and voucher.expires_on >= today


def use(connection: Connection, voucher: Voucher, actor_id: int, today: date, now: datetime) -> Ended:
    """Somebody of the house gives what the voucher is for. Whoever comes second gets NOT_OPEN."""
    if voucher.state == "issued" and not usable(voucher, today):
        return Ended.EXPIRED
    return Ended.DONE if _end(connection, voucher, "used", actor_id, now) else Ended.NOT_OPEN


def undo_use(connection: Connection, voucher_id: int) -> bool:
    """It was not given after all; False when it is not marked as used."""
    back = update(VoucherRow).where(VoucherRow.id == voucher_id, VoucherRow.state == "used")
    return connection.execute(back.values(state="issued", ended_at=None, ended_by=None)).rowcount == 1


def take_back(
    connection: Connection, voucher: Voucher, actor_id: int, key: str, expires_on: date, now: datetime
) -> Ended:
    """The owner undoes the exchange: the voucher is void, its points are back, good until `expires_on`."""
    if not _end(connection, voucher, "undone", actor_id, now):
        return Ended.NOT_OPEN
    entry = Entry(
        voucher.person_id,
        voucher.points,
        "undo",
        f"undo:{key}",
        expires_on,
        words=voucher.name,
        by_id=actor_id,
    )
    points.post(connection, entry, now)
    return Ended.DONE


def reopen(connection: Connection, voucher: Voucher, key: str, now: datetime) -> bool:
    """It was not to be taken back after all: its points are taken again. False, with nothing done, when they are spent."""
    trial = connection.begin_nested()
    entry = Entry(voucher.person_id, -voucher.points, "redeem", f"redeem:again:{key}", words=voucher.name)
    back = update(VoucherRow).where(VoucherRow.id == voucher.id, VoucherRow.state == "undone")
    opened = connection.execute(back.values(state="issued", ended_at=None, ended_by=None))
    if opened.rowcount != 1 or points.post(connection, entry, now) is not Posted.DONE:
        trial.rollback()
        return False
    trial.commit()
    return True


def _end(connection: Connection, voucher: Voucher, state: State, actor_id: int, now: datetime) -> bool:
    ended = connection.execute(
        update(VoucherRow)
        .where(VoucherRow.id == voucher.id, VoucherRow.state == "issued")
        .values(state=state, ended_at=now, ended_by=actor_id)
    )
    return ended.rowcount == 1


def expire(connection: Connection, today: date, limit: int = 200) -> int:
    """Vouchers whose last day is over; how many."""
    over = list(
        connection.scalars(
            select(VoucherRow.id)
            .where(VoucherRow.state == "issued", VoucherRow.expires_on < today)
            .limit(limit)
        )
    )
    if over:
        connection.execute(update(VoucherRow).where(VoucherRow.id.in_(over)).values(state="expired"))
    return len(over)
