"""The ground all tables stand on: their registry and the column types. No table of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, LargeBinary, MetaData, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from store.sealing import KeyRing

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only in INTEGER columns
Key = String().with_variant(
    String(collation="C"), "postgresql"
)  # in the order of its letters' numbers, in every house
RowId = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]


class Base(DeclarativeBase):
    """The registry of all tables. Classes below it describe tables; rows travel as plain dataclasses."""

    metadata = MetaData(
        naming_convention={  # a constraint without a name cannot be changed later
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def begins(key: InstrumentedAttribute[str], with_what: str) -> tuple[ColumnElement[bool], ...]:
    """Keys of a column of type `Key` that begin so, as a range of its index."""
    return key >= with_what, key < with_what[:-1] + chr(ord(with_what[-1]) + 1)


class Moment(TypeDecorator[datetime]):
    """A point of time: aware UTC in Python, whole milliseconds since 1970 in the database. Naive values raise ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(milliseconds=value)


def give_ring(dialect: Dialect, ring: KeyRing) -> None:
    """Hand an engine's dialect the keys with which its sealed columns are read and written."""
    dialect.xiaoer_ring = ring  # type: ignore[attr-defined]  # the one place where an engine carries state of ours


def ring_of(dialect: Dialect) -> KeyRing:
    """The keys of this engine. Raises RuntimeError when none were given: a mistake in assembling."""
    ring = getattr(dialect, "xiaoer_ring", None)
    if not isinstance(ring, KeyRing):
        raise RuntimeError("this engine was opened without a key ring")
    return ring


class Sealed(TypeDecorator[str]):
    """Text encrypted at rest; `context` is its ``table.column`` and is bound to the ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring_of(dialect).seal(self.context, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else ring_of(dialect).open(self.context, value)


class SealedBytes(TypeDecorator[bytes]):
    """Bytes encrypted at rest: files. They may be large, so nothing ever reads many of them at once."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring_of(dialect).seal(self.context, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring_of(dialect).open_bytes(self.context, value)


class SealedJson(TypeDecorator[Any]):
    """A JSON document encrypted at rest; comes back exactly as JSON would bring it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return ring_of(dialect).seal(
            self.context, json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        )

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(ring_of(dialect).open(self.context, value))


class database_now(FunctionElement[int]):  # noqa: N801 - it reads as the SQL function it is
    """Database time in milliseconds since 1970: what leases are counted in."""

    type = BigInteger()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: Any, **kw: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(database_now, "postgresql")
def _postgres_now(element: database_now, compiler: Any, **kw: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
