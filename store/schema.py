"""All tables of the store together, for migrations and rotation of keys."""

from __future__ import annotations

from sqlalchemy import MetaData

from store import audit, bookings, house, inbox, outbox, people, places, rates, rooms, tickets, todos
from store.tables import Base

NOUNS = (audit, bookings, house, inbox, outbox, people, places, rates, rooms, tickets, todos)

metadata: MetaData = Base.metadata
