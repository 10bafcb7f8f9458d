"""The house as it stands: the newest house file, with what the owner changed in chat laid over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store import bookings, members, revision, rooms
from store.house_file import House, HouseFileError, holiday_nights, house_from, merge
from store.statements import Prepared, Row
from store.tables import Base, Moment, RowId

FRESH = timedelta(days=30)  # after that, loading the same file anew refreshes the public holidays


class HouseFileRow(Base):
    __tablename__ = "house_files"
    id: Mapped[RowId]
    sha: Mapped[str]
    document: Mapped[str]
    holidays: Mapped[str]  # JSON list of days: worked out once while loading, as the calendar takes a second
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class HouseOverride(Base):
    __tablename__ = "house_overrides"
    path: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Present:
    """The house at one revision: what a worker may keep until the revision moves on."""

    revision: int
    house: House
    holidays: frozenset[date]


def load(connection: Connection, house: House, now: datetime) -> bool:
    """Take a house file in: rooms and types follow it, what the owner changed in chat stays. False: nothing was new."""
    document, sha = _written(house)
    if _newest(connection, sha, now):
        return False
    revision.move_on(
        connection
    )  # also keeps other workers waiting that load the same file at the same moment
    if _newest(connection, sha, now):
        return False
    years = range(now.year, now.year + 3)
    days = json.dumps(sorted(day.isoformat() for day in holiday_nights(years)))
    connection.execute(insert(HouseFileRow).values(sha=sha, document=document, holidays=days, loaded_at=now))
    _settle(connection)
    members.look_at_all(connection)
    return True


def override(connection: Connection, path: str, value: Any, now: datetime) -> None:
    """Lay one value over the house file, at its key path. Raises HouseFileError when the house would not hold."""
    override_all(connection, {path: value}, now)


def override_all(
    connection: Connection, values: Mapping[str, Any], now: datetime, lifted: Collection[str] = ()
) -> None:
    """Lay several values over the house file at once, and take those at `lifted` away: there the file's hold again.

    Raises HouseFileError when the house would not hold; then nothing of it is laid, whatever the caller commits.
    """
    if not values and not lifted:
        return
    with _holding(connection, [*values, *lifted]):
        connection.execute(delete(HouseOverride).where(HouseOverride.path.in_([*values, *lifted])))
        for path, value in values.items():
            kept = json.dumps(value, ensure_ascii=False)
            connection.execute(insert(HouseOverride).values(path=path, value=kept, at=now))


def lift(connection: Connection, path: str) -> None:
    """Take a value away again: the house file's holds. Raises HouseFileError when it would not, and leaves the value."""
    with _holding(connection, [path]):
        connection.execute(delete(HouseOverride).where(HouseOverride.path == path))


@contextmanager
def _holding(connection: Connection, paths: Collection[str]) -> Iterator[None]:
    """A change to what is laid over the house file, done whole or not at all: a house that does not hold stops every turn."""
    with connection.begin_nested():
        revision.move_on(connection)
        yield
        _settle(connection)
        if any(path.split(".")[0] == "membership" for path in paths):
            members.look_at_all(connection)


def overridden(connection: Connection, path: str) -> tuple[bool, Any]:
    """Whether the owner laid a value at this key path in chat, and that value."""
    value = connection.scalar(select(HouseOverride.value).where(HouseOverride.path == path))
    return (False, None) if value is None else (True, json.loads(value))


def laid(connection: Connection) -> dict[str, Any]:
    """Everything the owner laid over the house file in chat, by key path."""
    return {row.path: json.loads(row.value) for row in connection.execute(select(HouseOverride))}


def found(connection: Connection, now: datetime) -> None:
    """Open a house that was set up in chat: what was told becomes its file, with nothing laid over it any more."""
    file = connection.execute(select(HouseFileRow).order_by(HouseFileRow.id.desc()).limit(1)).one()
    house = house_from({**merge(json.loads(file.document), laid(connection)), "waiting": False})
    revision.move_on(connection)
    document, sha = _written(house)
    opened = {"sha": sha, "document": document, "holidays": file.holidays, "loaded_at": now}
    connection.execute(insert(HouseFileRow).values(**opened))
    connection.execute(delete(HouseOverride))
    _settle(connection)


def _written(house: House) -> tuple[str, str]:
    """A house as it is stored, and what tells two of them apart."""
    document = json.dumps(house.model_dump(mode="json"), ensure_ascii=False)
    return document, hashlib.sha256(document.encode()).hexdigest()


def trouble(connection: Connection, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The key paths at which the house would not hold with these values laid over it; empty when it would."""
    file = connection.execute(select(HouseFileRow.document).order_by(HouseFileRow.id.desc()).limit(1)).first()
    assert file is not None, "a house file was loaded"
    try:
        house_from(merge(json.loads(file.document), {**laid(connection), **values}))
    except HouseFileError as error:
        return tuple(problem.key for problem in error.problems)
    return ()


_FILE = Prepared(
    select(HouseFileRow.document, HouseFileRow.holidays).order_by(HouseFileRow.id.desc()).limit(1)
)
_LAID = Prepared(select(HouseOverride.path, HouseOverride.value).order_by(HouseOverride.path))


def present(connection: Connection) -> Present | None:
    """The house now; None while no house file was ever loaded."""
    file = _FILE.one(connection)
    if file is None:
        return None
    document, holidays = file
    return Present(revision.number(connection), *_read(document, tuple(_LAID.rows(connection)), holidays))


@lru_cache(maxsize=8)
def _read(document: str, laid: tuple[Row, ...], holidays: str) -> tuple[House, frozenset[date]]:
    """What stands in the tables, as a house: read once for as long as it stands there, as reading costs milliseconds."""
    house = house_from(merge(json.loads(document), {path: json.loads(value) for path, value in laid}))
    return house, frozenset(date.fromisoformat(day) for day in json.loads(holidays))


def house_day(house: House, now: datetime) -> date:
    """The house's day at `now` (aware): it ends at `day_ends`, not at midnight."""
    local = now.astimezone(house.zone_info)
    return local.date() - timedelta(days=local.time() < house.day_ends)


def _newest(connection: Connection, sha: str, now: datetime) -> bool:
    """Whether the newest file loaded is this one, and was loaded lately."""
    newest = connection.execute(
        select(HouseFileRow.sha, HouseFileRow.loaded_at).order_by(HouseFileRow.id.desc()).limit(1)
    ).first()
    return newest is not None and newest.sha == sha and now - newest.loaded_at < FRESH


def _settle(connection: Connection) -> None:
    """Let rooms follow the house as it stands now."""
    standing = present(connection)
    assert standing is not None
    rooms.follow(connection, standing.house)
    bookings.replan_coming(connection)
