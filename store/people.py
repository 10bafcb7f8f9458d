"""People, the addresses they are reached at, and their work for the house. No other table holds an openid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    Connection,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.errors import Conflict
from store.statements import Prepared
from store.tables import Base, BigId, Moment, RowId, Sealed, ring_of

Role = Literal["guest", "staff", "owner"]
NAME, PHONE = "people.name", "people.phone"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: the only form in which an openid travels."""

    channel: str  # "wechat", "wecom_robot" or "wecom_app"
    account: str  # the account's gh_ id
    external_id: str  # the openid there


GROUP = Address("wecom_robot", "", "group")  # one a house; which group it is the robot's key says
APP = "wecom_app"  # the channel of a WeCom app; the external id is a member's account there
GROUP_LANGUAGE = "zh_CN"


class Person(Base):
    __tablename__ = "people"
    id: Mapped[RowId]
    created_at: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str | None] = mapped_column(Sealed(NAME))
    phone: Mapped[str | None] = mapped_column(Sealed(PHONE))
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str]


class AddressRow(Base):
    __tablename__ = "addresses"
    __table_args__ = (UniqueConstraint("channel", "account", "external_id"),)
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"), index=True)
    channel: Mapped[str]
    account: Mapped[str]
    external_id: Mapped[str]
    following: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)


class StaffRow(Base):
    __tablename__ = "staff"
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    role: Mapped[str]  # "staff" or "owner"
    name: Mapped[str | None] = mapped_column(Sealed("staff.name"))  # what colleagues call them: 小周
    department: Mapped[str]  # "" = all
    on_duty: Mapped[bool]
    active: Mapped[bool]


class Consent(Base):
    __tablename__ = "consents"
    __table_args__ = (Index("consents_person_purpose", "person_id", "purpose"),)
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    purpose: Mapped[str]
    version: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


_ADD_PERSON = (
    insert(Person).values(created_at=bindparam("at"), language=bindparam("language")).returning(Person.id)
)
_ADD_ADDRESS = (
    insert(AddressRow)
    .values(
        person_id=bindparam("person"),
        channel=bindparam("channel"),
        account=bindparam("account"),
        external_id=bindparam("external_id"),
        following=bindparam("following"),
        created_at=bindparam("at"),
    )
    .returning(AddressRow.id)
)
_NEW_PERSON, NEW_ADDRESS = Prepared(_ADD_PERSON), Prepared(_ADD_ADDRESS)
_GROUP = (
    select(AddressRow.person_id, AddressRow.id, Person.language)
    .join(Person, Person.id == AddressRow.person_id)
    .where(
        AddressRow.channel == GROUP.channel,
        AddressRow.account == GROUP.account,
        AddressRow.external_id == GROUP.external_id,
    )
)


def add(connection: Connection, address: Address, language: str, now: datetime) -> tuple[int, int]:
    """A person nobody knew, reached at `address`: (person id, address id). Raises Conflict when somebody was faster."""
    person = _NEW_PERSON.one(connection, at=now, language=language)
    assert person is not None
    row = NEW_ADDRESS.one(
        connection,
        person=person[0],
        channel=address.channel,
        account=address.account,
        external_id=address.external_id,
        following=True,
        at=now,
    )
    assert row is not None
    return person[0], row[0]


def set_following(connection: Connection, address_id: int, following: bool) -> None:
    """Whether this address can be pushed to at all: unfollowing stops every push at once."""
    connection.execute(update(AddressRow).where(AddressRow.id == address_id).values(following=following))


def set_language(connection: Connection, person_id: int, language: str) -> None:
    connection.execute(update(Person).where(Person.id == person_id).values(language=language))


def set_contact(
    connection: Connection, person_id: int, *, name: str | None = None, phone: str | None = None
) -> None:
    """Keep what the person gave of name and phone (digits with country code); None leaves what was known."""
    values: dict[str, str] = {}
    if name is not None:
        values["name"] = name
    if phone is not None:
        values["phone"] = phone
        values["phone_hash"] = ring_of(connection.dialect).hashes(PHONE, phone)[0]
    if values:
        connection.execute(update(Person).where(Person.id == person_id).values(**values))


def name_of(connection: Connection, person_id: int) -> str:
    """The person's name as far as given, else ""."""
    return connection.scalar(select(Person.name).where(Person.id == person_id)) or ""


def contact(connection: Connection, person_id: int) -> tuple[str | None, str | None]:
    """Name and phone (E.164) as far as the person gave them."""
    row = connection.execute(select(Person.name, Person.phone).where(Person.id == person_id)).first()
    return (None, None) if row is None else (row.name, row.phone)


def exists(connection: Connection, person_id: int) -> bool:
    return connection.scalar(select(Person.id).where(Person.id == person_id)) is not None


def consent(connection: Connection, person_id: int, purpose: str, version: str, now: datetime) -> None:
    """Note that the person was told `purpose` in the words of `version` and went on. Said once a version."""
    known = select(Consent.id).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.version == version
    )
    if connection.scalar(known.limit(1)) is None:
        connection.execute(
            insert(Consent).values(person_id=person_id, purpose=purpose, version=version, at=now)
        )


def appoint(
    connection: Connection, person_id: int, role: Role, department: str = "", name: str | None = None
) -> None:
    """Make a person staff or owner, on duty. Appointing again changes role, department and name."""
    connection.execute(delete(StaffRow).where(StaffRow.person_id == person_id))
    connection.execute(
        insert(StaffRow).values(
            person_id=person_id, role=role, name=name, department=department, on_duty=True, active=True
        )
    )


def has_owner(connection: Connection) -> bool:
    return (
        connection.scalar(
            select(StaffRow.person_id).where(StaffRow.role == "owner", StaffRow.active).limit(1)
        )
        is not None
    )


@dataclass(frozen=True, slots=True)
class Group:
    """The house's group chat, as one person at one address."""

    person_id: int
    address_id: int
    language: str


def group(connection: Connection) -> Group | None:
    """The group that hears notices in place of each member of staff; None when the house has none."""
    row = connection.execute(_GROUP.where(AddressRow.following)).first()
    return None if row is None else Group(*row)


def set_group(connection: Connection, present: bool, now: datetime) -> None:
    """Whether the house has a group that hears notices. Said at every start; making it twice is making it once."""
    row = connection.execute(_GROUP).first()
    if row is not None:
        set_following(connection, row.id, present)
    elif present:
        _add_group(connection, now)


def _add_group(connection: Connection, now: datetime) -> None:
    """Make the group known, unless another worker starting at the same moment was faster."""
    trial = connection.begin_nested()
    try:
        add(connection, GROUP, GROUP_LANGUAGE, now)
    except Conflict:
        trial.rollback()
    else:
        trial.commit()


def on_duty(connection: Connection) -> list[tuple[int, str]]:
    """(address id, language) of where it is told what happens now: the group, else everybody on duty themselves."""
    found = group(connection)
    return on_duty_themselves(connection) if found is None else [(found.address_id, found.language)]


def on_duty_themselves(connection: Connection) -> list[tuple[int, str]]:
    """(address id, language) of staff on duty and the owner, each at their own address: in WeCom if they have one there."""
    rows = connection.execute(
        select(AddressRow.id, AddressRow.person_id, AddressRow.channel, Person.language)
        .join(Person, Person.id == AddressRow.person_id)
        .join(StaffRow, StaffRow.person_id == AddressRow.person_id)
        .where(StaffRow.active, AddressRow.following, StaffRow.on_duty | (StaffRow.role == "owner"))
        .order_by(AddressRow.id)
        .limit(50)
    )
    return preferred((row[0], row[1], row[2], row[3]) for row in rows)


def preferred(rows: Iterable[tuple[int, int, str, str]]) -> list[tuple[int, str]]:
    """(address id, language) of (address, person, channel, language): who is reached in WeCom is told there alone."""
    known = list(rows)
    in_wecom = {person_id for _, person_id, channel, _ in known if channel == APP}
    return [
        (address_id, language)
        for address_id, person_id, channel, language in known
        if channel == APP or person_id not in in_wecom
    ]


def addresses_of(connection: Connection, person_ids: list[int]) -> list[tuple[int, int]]:
    """(person id, address id) of the addresses that still follow, newest first."""
    rows = connection.execute(
        select(AddressRow.person_id, AddressRow.id)
        .where(AddressRow.person_id.in_(person_ids), AddressRow.following)
        .order_by(AddressRow.id.desc())
    )
    return [(row.person_id, row.id) for row in rows]


def reached_at(connection: Connection, person_id: int) -> tuple[int, str] | None:
    """(address id, language) where a person can be told something: in WeCom, else the newest address that follows."""
    row = connection.execute(
        select(AddressRow.id, Person.language)
        .join(Person, Person.id == AddressRow.person_id)
        .where(AddressRow.person_id == person_id, AddressRow.following)
        .order_by((AddressRow.channel == APP).desc(), AddressRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.id, row.language)


@dataclass(frozen=True, slots=True)
class Reach:
    """An address as delivery needs it."""

    channel: str
    external_id: str
    following: bool


def address(connection: Connection, address_id: int) -> Reach | None:
    """How an address is reached; None when it no longer exists."""
    row = connection.execute(
        select(AddressRow.channel, AddressRow.external_id, AddressRow.following).where(
            AddressRow.id == address_id
        )
    ).first()
    return None if row is None else Reach(row.channel, row.external_id, bool(row.following))


def at_address(connection: Connection, address_id: int) -> int | None:
    """The person reached at an address."""
    return connection.scalar(select(AddressRow.person_id).where(AddressRow.id == address_id))


def language_of(connection: Connection, person_id: int) -> str:
    """The language the person is answered in, "" when unknown."""
    return connection.scalar(select(Person.language).where(Person.id == person_id)) or ""
