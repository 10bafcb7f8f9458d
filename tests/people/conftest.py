"""A house on SQLite and on PostgreSQL, as the store's tests have it."""

from tests.store.conftest import database, database_url, house, inn, sqlite_template, sqlite_url

__all__ = ["database", "database_url", "house", "inn", "sqlite_template", "sqlite_url"]
