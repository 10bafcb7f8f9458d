"""Who works for the house: one-time codes for new colleagues, departments, duty, leaving. It never says anything to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Connection, ForeignKey, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import claims, people
from store.claims import Claim
from store.codes import CODE_LETTERS
from store.people import APP, AddressRow, Person, StaffRow
from store.tables import Base, BigId, Moment, RowId, Sealed, ring_of
from store.world import Chance

CODE_LENGTH = 6
VALID = timedelta(days=1)
CODE = "staff_invites.code"
MANY = 100  # more people than a house of this kind has


class InviteRow(Base):
    __tablename__ = "staff_invites"
    id: Mapped[RowId]
    digest: Mapped[str] = mapped_column(unique=True)  # keyed hash of the code, which itself is nowhere
    name: Mapped[str] = mapped_column(Sealed("staff_invites.name"))
    department: Mapped[str]
    made_by: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # joined, or taken back


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for the house now."""

    person_id: int
    name: str  # "" while nobody gave one
    role: Literal["staff", "owner"]
    department: str  # "" = all
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """A colleague whose code waits to be used."""

    id: int
    name: str
    department: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody of the house who can be told something now."""

    person_id: int
    address_id: int
    language: str
    name: str  # what colleagues call them; "" when nobody said
    role: str
    department: str  # "" = all
    on_duty: bool


_MEMBERS = (
    select(StaffRow.person_id, StaffRow.name, StaffRow.role, StaffRow.department, StaffRow.on_duty)
    .where(StaffRow.active)
    .order_by(StaffRow.role, StaffRow.person_id)
    .limit(MANY)
)


def members(connection: Connection) -> list[Member]:
    """Everybody who works for the house, the owner first."""
    return [
        Member(
            row.person_id,
            row.name or "",
            cast(Literal["staff", "owner"], row.role),
            row.department,
            bool(row.on_duty),
        )
        for row in connection.execute(_MEMBERS)
    ]


def member(connection: Connection, person_id: int) -> Member | None:
    """What somebody is to the house; None for a guest."""
    return next((found for found in members(connection) if found.person_id == person_id), None)


def named(connection: Connection, name: str) -> list[Member]:
    """Those of the house who are called `name`; names are sealed, so all of them are read."""
    return [found for found in members(connection) if found.name == name]


def owners(connection: Connection) -> list[tuple[int, str]]:
    """(address id, language) of the owners who can be told something."""
    rows = connection.execute(
        select(AddressRow.id, AddressRow.person_id, AddressRow.channel, Person.language)
        .join(Person, Person.id == AddressRow.person_id)
        .join(StaffRow, StaffRow.person_id == AddressRow.person_id)
        .where(StaffRow.active, StaffRow.role == "owner", AddressRow.following)
        .order_by(AddressRow.id)
        .limit(MANY)
    )
    return people.preferred((row[0], row[1], row[2], row[3]) for row in rows)


def crew(connection: Connection) -> list[Hand]:
    """Everybody who works for the house and can be told something, each in WeCom or at their newest address."""
    rows = connection.execute(
        select(
            StaffRow.person_id,
            AddressRow.id,
            Person.language,
            StaffRow.name,
            Person.name,
            StaffRow.role,
            StaffRow.department,
            StaffRow.on_duty,
        )
        .join(AddressRow, AddressRow.person_id == StaffRow.person_id)
        .join(Person, Person.id == StaffRow.person_id)
        .where(StaffRow.active, AddressRow.following)
        .order_by(AddressRow.channel == APP, AddressRow.id)  # the last one counts
        .limit(MANY)
    )
    hands: dict[int, Hand] = {}
    for person_id, address_id, language, name, own_name, role, department, on_duty in rows:
        called = name or own_name or ""
        hands[person_id] = Hand(person_id, address_id, language, called, role, department, bool(on_duty))
    return list(hands.values())


def invite(
    connection: Connection, name: str, department: str, made_by: int, now: datetime, chance: Chance
) -> str:
    """A one-time code with which somebody becomes staff under this name; codes made for the name before end."""
    withdraw(connection, name, now)
    code = chance.token(CODE_LENGTH, CODE_LETTERS)
    connection.execute(
        insert(InviteRow).values(
            digest=ring_of(connection.dialect).hashes(CODE, code)[0],
            name=name,
            department=department,
            made_by=made_by,
            expires_at=now + VALID,
        )
    )
    return code


def invited(connection: Connection, now: datetime) -> list[Invited]:
    """Codes that may still be used, oldest first."""
    rows = connection.execute(
        select(InviteRow.id, InviteRow.name, InviteRow.department, InviteRow.expires_at)
        .where(InviteRow.expires_at > now, InviteRow.used_at.is_(None))
        .order_by(InviteRow.id)
        .limit(MANY)
    )
    return [Invited(*row) for row in rows]


def withdraw(connection: Connection, name: str, now: datetime) -> bool:
    """Let the codes made for `name` end; whether there were any."""
    ids = [waiting.id for waiting in invited(connection, now) if waiting.name == name]
    connection.execute(update(InviteRow).where(InviteRow.id.in_(ids)).values(used_at=now))
    return bool(ids)


def join(connection: Connection, person_id: int, code: str, now: datetime) -> Claim:
    """Become staff by a code, on duty at once. A wrong one counts like a wrong booking code."""
    if claims.locked(connection, person_id, now):
        return Claim.LOCKED
    row = connection.execute(
        select(InviteRow.id, InviteRow.name, InviteRow.department).where(
            InviteRow.digest.in_(ring_of(connection.dialect).hashes(CODE, code.upper())),
            InviteRow.expires_at > now,
            InviteRow.used_at.is_(None),
        )
    ).first()
    if row is None or not _used(connection, row.id, now):
        return claims.wrong_try(connection, person_id, now)[0]
    people.appoint(connection, person_id, "staff", row.department, row.name)
    return Claim.GRANTED


def _used(connection: Connection, invite_id: int, now: datetime) -> bool:
    """Use a code up; False when somebody was faster."""
    waiting = InviteRow.id == invite_id, InviteRow.used_at.is_(None)
    return connection.execute(update(InviteRow).where(*waiting).values(used_at=now)).rowcount == 1


def remove(connection: Connection, person_id: int) -> None:
    """From now on a guest like any other: no command is heard, no notice sent."""
    connection.execute(
        update(StaffRow).where(StaffRow.person_id == person_id).values(active=False, on_duty=False)
    )


def set_duty(connection: Connection, person_id: int, on_duty: bool) -> None:
    """Whether somebody is told what happens now; the owner always is."""
    connection.execute(update(StaffRow).where(StaffRow.person_id == person_id).values(on_duty=on_duty))
