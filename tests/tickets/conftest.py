"""A house with staff and a guest, on SQLite and on PostgreSQL."""

from tests.store.conftest import database, database_url, house, inn, sqlite_template, sqlite_url

__all__ = ["database", "database_url", "house", "inn", "sqlite_template", "sqlite_url"]
