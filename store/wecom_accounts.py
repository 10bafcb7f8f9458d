"""At which WeCom account somebody of the house is told, bound and let go. It tells nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from store.people import APP, NEW_ADDRESS, AddressRow


def set_app(connection: Connection, present: bool) -> None:
    """Whether the house has a WeCom app. Said at every start; it gives every bound account another chance."""
    bound = AddressRow.channel == APP, ~AddressRow.external_id.startswith("-")
    connection.execute(update(AddressRow).where(*bound).values(following=present))


def in_app(connection: Connection, person_id: int) -> str:
    """The WeCom account somebody is told at, "" when none."""
    bound = select(AddressRow.external_id).where(AddressRow.person_id == person_id, AddressRow.channel == APP)
    return connection.scalar(bound.where(AddressRow.following).limit(1)) or ""


def outside_app(connection: Connection, address_id: int) -> int | None:
    """Where else the person of a WeCom address is told something: their newest other address that follows."""
    person = select(AddressRow.person_id).where(AddressRow.id == address_id).scalar_subquery()
    return connection.scalar(
        select(AddressRow.id)
        .where(AddressRow.person_id == person, AddressRow.channel != APP, AddressRow.following)
        .order_by(AddressRow.id.desc())
        .limit(1)
    )


def bind_app(connection: Connection, person_id: int, userid: str, now: datetime) -> int | None:
    """From now on a member of staff is told at this WeCom account: the address; None when it is a colleague's."""
    unbind_app(connection, person_id)
    there = connection.execute(
        select(AddressRow.id, AddressRow.person_id, AddressRow.following).where(
            AddressRow.channel == APP, AddressRow.external_id == userid
        )
    ).first()
    if there is None:
        row = NEW_ADDRESS.one(
            connection, person=person_id, channel=APP, account="", external_id=userid, following=True, at=now
        )
        assert row is not None
        return int(row[0])
    if there.following and there.person_id != person_id:
        return None
    taken = update(AddressRow).where(AddressRow.id == there.id)
    connection.execute(taken.values(person_id=person_id, following=True))
    return int(there.id)


def unbind_app(connection: Connection, person_id: int) -> bool:
    """Somebody is told at their account again, not in WeCom; whether they were. The name there is forgotten."""
    bound = (
        AddressRow.person_id == person_id,
        AddressRow.channel == APP,
        ~AddressRow.external_id.startswith("-"),
    )
    ids = connection.scalars(select(AddressRow.id).where(*bound)).all()
    for address_id in ids:
        gone = update(AddressRow).where(AddressRow.id == address_id)
        connection.execute(gone.values(external_id=f"-{address_id}", following=False))
    return bool(ids)
