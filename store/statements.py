"""Statements of the hot path: built once per module, compiled once per engine, run on the driver.

SQLAlchemy's execution costs ten times what SQLite needs for an indexed row; these skip it, but keep the typed tables
as the only place where columns and their types are written down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.compiler import SQLCompiler

from store.errors import Conflict

Row = tuple[Any, ...]
Convert = Callable[[Any], Any] | None


class Prepared:
    """One statement with named parameters. `columns` are its results' types, in order."""

    __slots__ = ("_plans", "_statement")

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._plans: WeakKeyDictionary[Dialect, _Plan] = WeakKeyDictionary()

    def rows(self, connection: Connection, **values: Any) -> list[Row]:
        """All rows. Only for results that are bounded by their meaning or a LIMIT."""
        plan = self._plan(connection.dialect)
        return [plan.convert(row) for row in plan.execute(connection, values).fetchall()]

    def one(self, connection: Connection, **values: Any) -> Row | None:
        """The first row, or None."""
        plan = self._plan(connection.dialect)
        row = plan.execute(connection, values).fetchone()
        return None if row is None else plan.convert(row)

    def change(self, connection: Connection, **values: Any) -> int:
        """How many rows were changed. Raises Conflict when a unique key is taken."""
        return int(self._plan(connection.dialect).execute(connection, values).rowcount)

    def _plan(self, dialect: Dialect) -> _Plan:
        plan = self._plans.get(dialect)
        if plan is None:
            plan = self._plans[dialect] = _Plan(self._statement, dialect)
        return plan


class _Plan:
    """A statement as one engine wants it: its text, the order of its parameters, the conversions both ways."""

    __slots__ = ("_converts", "_defaults", "_names", "_native", "_results", "_sql")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every ClauseElement has it
        assert isinstance(compiled, SQLCompiler)
        self._sql = compiled.string
        self._native = dialect.name == "sqlite"
        self._names = tuple(compiled.positiontup or ())
        self._defaults = {name: compiled.binds[name].value for name in self._names}
        self._converts: list[tuple[int, Callable[[Any], Any]]] = []  # by place; most values need none
        for place, name in enumerate(self._names):
            convert = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            if convert is not None:
                self._converts.append((place, convert))
        columns = getattr(statement, "exported_columns", ())
        converts = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]
        self._results: list[Convert] | None = converts if any(converts) else None

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        given = {**self._defaults, **values}
        parameters = [given[name] for name in self._names]
        for place, convert in self._converts:
            parameters[place] = convert(parameters[place])
        try:
            if self._native:
                return connection.connection.driver_connection.execute(self._sql, parameters)  # type: ignore[union-attr]
            return connection.exec_driver_sql(self._sql, tuple(parameters))
        except (sqlite3.IntegrityError, IntegrityError) as error:
            raise Conflict(type(error).__name__) from error

    def convert(self, row: Any) -> Row:
        if self._results is None:
            return tuple(row)
        return tuple([c(v) if c else v for c, v in zip(self._results, row, strict=True)])
