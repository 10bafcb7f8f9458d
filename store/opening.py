"""The one read a turn begins with: who it is, where the talk stands, whether the message was handled before. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from store import inbox, places, revision
from store.inbox import InboxRow, Seen
from store.people import Address
from store.places import STANDING, Standing
from store.revision import HouseState
from store.statements import Prepared


@dataclass(frozen=True, slots=True)
class Known:
    """What a turn knows before it begins."""

    standing: Standing | None  # None: a stranger
    revision: int  # of the house
    seen: tuple[Seen | None, ...]  # by key, in order; None: the message is new


_SEEN = select(InboxRow.leads).where(InboxRow.key == bindparam("key")).scalar_subquery()
_REVISION = select(func.max(HouseState.revision)).scalar_subquery()
_OPENING = Prepared(STANDING.add_columns(_REVISION.label("revision"), _SEEN.label("seen")))


def known(connection: Connection, address: Address, keys: Sequence[str]) -> Known:
    """Everything in one query where somebody known writes one new message, which is nearly always."""
    row = _OPENING.one(
        connection,
        channel=address.channel,
        account=address.account,
        external_id=address.external_id,
        key=keys[-1],
    )
    if row is None:
        return Known(None, revision.number(connection), tuple(inbox.seen(connection, key) for key in keys))
    *standing, house_revision, leads = row
    new = len(keys) == 1 and leads is None
    seen = (None,) if new else tuple(inbox.seen(connection, key) for key in keys)
    return Known(places.standing_of(tuple(standing)), int(house_revision or 0), seen)
