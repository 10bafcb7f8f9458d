"""Where the conversation at an address stands, and how much may still be sent there unasked (the window ledger).

A place is data: flow name, version, step name, typed state as JSON. Its version decides which of two turns happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, ForeignKey, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.people import Address, AddressRow, Person, Role, StaffRow
from store.statements import Prepared
from store.tables import Base, BigId, Moment, SealedJson

# What each action opens (WeChat, customer-service messages): messages and time. Not cumulative: the larger counts.
TYPED = (5, timedelta(hours=48))
TAPPED = (3, timedelta(minutes=1))
RESERVE = 1  # kept back for "somebody will contact you"


class PlaceRow(Base):
    __tablename__ = "places"
    address_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("addresses.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
    flow: Mapped[str]  # "" = no conversation in flight
    flow_version: Mapped[int]
    step: Mapped[str]
    state: Mapped[Any] = mapped_column(SealedJson("places.state"), nullable=True)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    misses: Mapped[int]  # how often in a row nothing was understood
    question_last: Mapped[bool]  # the open question is the last thing this address got: a bare digit counts
    window_until: Mapped[datetime] = mapped_column(Moment)
    window_left: Mapped[int]
    mail: Mapped[bool]  # something waits in the mailbox
    muted_until: Mapped[datetime | None] = mapped_column(Moment)  # a person has taken over: the bot is silent


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation stands; the default is a conversation that has not begun."""

    version: int = 0
    flow: str = ""
    flow_version: int = 0
    step: str = ""
    state: Mapping[str, Any] | None = None
    expires_at: datetime | None = None
    misses: int = 0
    question_last: bool = False
    window_until: datetime = field(default=datetime.fromisoformat("1970-01-01T00:00:00+00:00"))
    window_left: int = 0
    mail: bool = False
    muted_until: datetime | None = None

    def opened(self, at: datetime, opening: tuple[int, timedelta] | None) -> Place:
        """The place after an action of the guest's that opens a window; None opens nothing."""
        if opening is None:
            return self
        count, span = opening
        left = self.window_left if self.window_until > at else 0
        return replace(self, window_left=max(left, count), window_until=max(self.window_until, at + span))

    def over(self, now: datetime) -> bool:
        """Whether the open question was left for longer than it lives: nobody is reminded of it any more."""
        return self.step != "" and self.expires_at is not None and self.expires_at < now

    def at_rest(self, **changes: Any) -> Place:
        """The place with no conversation in flight, and with `changes`."""
        rest = {
            "flow": "",
            "flow_version": 0,
            "step": "",
            "state": None,
            "expires_at": None,
            "question_last": False,
        }
        return replace(self, **{**rest, **changes})


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a turn knows before it begins: who, in which role, where the talk stands."""

    address_id: int
    person_id: int
    following: bool
    language: str
    role: Role
    place: Place


STANDING = (
    select(
        AddressRow.id,
        AddressRow.person_id,
        AddressRow.following,
        Person.language,
        StaffRow.role,
        PlaceRow.version,
        PlaceRow.flow,
        PlaceRow.flow_version,
        PlaceRow.step,
        PlaceRow.state,
        PlaceRow.expires_at,
        PlaceRow.misses,
        PlaceRow.question_last,
        PlaceRow.window_until,
        PlaceRow.window_left,
        PlaceRow.mail,
        PlaceRow.muted_until,
    )
    .select_from(AddressRow)
    .join(Person, Person.id == AddressRow.person_id)
    .join(PlaceRow, PlaceRow.address_id == AddressRow.id)
    .outerjoin(StaffRow, (StaffRow.person_id == AddressRow.person_id) & StaffRow.active)
    .where(
        AddressRow.channel == bindparam("channel"),
        AddressRow.account == bindparam("account"),
        AddressRow.external_id == bindparam("external_id"),
    )
)
_STANDING = Prepared(STANDING)
_COLUMNS: dict[str, BindParameter[Any]] = {
    name: bindparam(f"p_{name}")
    for name in (
        "version",
        "flow",
        "flow_version",
        "step",
        "state",
        "expires_at",
        "misses",
        "question_last",
        "window_until",
        "window_left",
        "mail",
        "muted_until",
    )
}
_ADD = Prepared(insert(PlaceRow).values(address_id=bindparam("p_address"), **_COLUMNS))
_MOVE = Prepared(
    update(PlaceRow)
    .where(PlaceRow.address_id == bindparam("p_address"), PlaceRow.version == bindparam("p_was"))
    .values(**_COLUMNS)
)


def standing(connection: Connection, address: Address) -> Standing | None:
    """What is known of whoever is reached at `address`; None for a stranger."""
    row = _STANDING.one(
        connection, channel=address.channel, account=address.account, external_id=address.external_id
    )
    return None if row is None else standing_of(row)


def standing_of(row: tuple[Any, ...]) -> Standing:
    """A row of `STANDING`."""
    place = Place(**dict(zip(_COLUMNS, row[5:], strict=True)))
    return Standing(row[0], row[1], bool(row[2]), row[3], row[4] or "guest", place)


def begin(connection: Connection, address_id: int, place: Place) -> None:
    """The first place of a new address."""
    _ADD.change(connection, p_address=address_id, **_values(place))


def move(connection: Connection, address_id: int, was: int, place: Place) -> bool:
    """Set the place if its version is still `was`; False when another turn came first."""
    return _MOVE.change(connection, p_address=address_id, p_was=was, **_values(place)) == 1


def of(connection: Connection, address_id: int, *, hold: bool = False) -> Place:
    """The place of an address that is known to have one; `hold` keeps others from moving it in this transaction."""
    columns = (getattr(PlaceRow, name) for name in _COLUMNS)
    wanted = select(*columns).where(PlaceRow.address_id == address_id)
    row = connection.execute(wanted.with_for_update() if hold else wanted).one()
    return Place(**dict(zip(_COLUMNS, row, strict=True)))


def spend(connection: Connection, address_id: int, now: datetime, reserve: int = RESERVE) -> bool:
    """Take one message of the window for a push, leaving `reserve`; False when it is closed or too low.

    Whatever is pushed comes after the open question: a bare digit no longer answers it.
    """
    spent = connection.execute(
        update(PlaceRow)
        .where(PlaceRow.address_id == address_id, PlaceRow.window_until > now, PlaceRow.window_left > reserve)
        .values(window_left=PlaceRow.window_left - 1, question_last=False, version=PlaceRow.version + 1)
    )
    return spent.rowcount == 1


def close_window(connection: Connection, address_id: int) -> None:
    """WeChat said 45015 or 45047: believe it."""
    touch(connection, address_id, window_left=0)


def set_mail(connection: Connection, address_id: int, waiting: bool) -> None:
    """Whether the next passive reply has something to carry."""
    touch(connection, address_id, mail=waiting)


def mute(connection: Connection, address_id: int, until: datetime | None) -> None:
    """Silence the bot at an address until a moment, as a person has taken over; None lets it speak again."""
    touch(connection, address_id, muted_until=until)


def follow_with(connection: Connection, address_id: int) -> None:
    """Something else was said to this address after its open question: a bare digit no longer answers it."""
    touch(connection, address_id, question_last=False)


def touch(connection: Connection, address_id: int, **values: Any) -> None:
    """Change a part of the place; the version moves, so a turn under way runs again and sees it."""
    connection.execute(
        update(PlaceRow)
        .where(PlaceRow.address_id == address_id)
        .values(version=PlaceRow.version + 1, **values)
    )


def _values(place: Place) -> dict[str, Any]:
    return {f"p_{name}": getattr(place, name) for name in _COLUMNS}
