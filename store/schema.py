"""All tables of the store together, for migrations and rotation of keys."""

from __future__ import annotations

from sqlalchemy import MetaData

from store import (
    answers,
    audit,
    bookings,
    closures,
    deeds,
    erasures,
    gaps,
    greeted,
    handovers,
    house,
    inbox,
    joins,
    late_checkouts,
    links,
    media,
    occasions,
    opinions,
    outbox,
    people,
    places,
    points,
    quotes,
    rates,
    revision,
    rooms,
    staff,
    stays,
    tickets,
    todos,
    vouchers,
)
from store.tables import Base

NOUNS = (
    answers,
    audit,
    bookings,
    closures,
    deeds,
    erasures,
    gaps,
    greeted,
    handovers,
    house,
    inbox,
    joins,
    late_checkouts,
    links,
    media,
    occasions,
    opinions,
    outbox,
    people,
    places,
    points,
    quotes,
    rates,
    revision,
    rooms,
    staff,
    stays,
    tickets,
    todos,
    vouchers,
)

metadata: MetaData = Base.metadata
