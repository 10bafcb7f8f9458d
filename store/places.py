"""Where the conversation at an address stands, and how much may still be sent there unasked (the window ledger).

A place is data: flow name, version, step name, typed state as JSON. Its version decides which of two turns happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, ForeignKey, bindparam, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.people import Address, AddressRow, Person, Role, StaffRow
from store.revision import HouseState
from store.statements import Prepared
from store.tables import Base, BigId, Moment, SealedJson

# What each action opens (WeChat, customer-service messages): messages and time. Not cumulative: the larger counts.
TYPED = (5, timedelta(hours=48))
TAPPED = (3, timedelta(minutes=1))
LEFT = timedelta(days=1)  # after an open question lapsed, in which its task is still offered again
RESERVE = 1  # kept back for "somebody will contact you"
TASKS_WAITING = 2  # at most, beside the one that is talked about
RESUMING = "resuming"  # the flow that offers what waits again: no task itself


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
_REVISION = Prepared(select(func.max(HouseState.revision)))
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


def revision(connection: Connection) -> int:
    """The house's revision: when it differs from the one a worker holds, the worker loads the house again."""
    row = _REVISION.one(connection)
    return 0 if row is None or row[0] is None else int(row[0])


def begin(connection: Connection, address_id: int, place: Place) -> None:
    """The first place of a new address."""
    _ADD.change(connection, p_address=address_id, **_values(place))


def move(connection: Connection, address_id: int, was: int, place: Place) -> bool:
    """Set the place if its version is still `was`; False when another turn came first."""
    return _MOVE.change(connection, p_address=address_id, p_was=was, **_values(place)) == 1


def ask(connection: Connection, address_id: int, place: Place, now: datetime) -> bool:
    """Open a question at an address from outside a turn; False when a conversation stands open there: it goes first."""
    here = of(connection, address_id, hold=True)
    same = (here.flow, here.step) == (place.flow, place.step)  # its own earlier question, unanswered
    lapsed = here.expires_at is not None and here.expires_at <= now
    if here.step and not lapsed and not same:
        return False
    opened = asked_at(here, place, now)
    _touch(
        connection,
        address_id,
        flow=opened.flow,
        flow_version=opened.flow_version,
        step=opened.step,
        state=opened.state,
        expires_at=opened.expires_at,
        question_last=True,
        misses=0,
    )
    return True


def asked_at(here: Place, question: Place, now: datetime) -> Place:
    """The place `here` with a question of the house's open: what stood or waited there, and waits with it, still waits."""
    brought = (question.state or {}).get("waiting", ())
    tasks = {task["flow"]: task for task in (*brought, *tasks_behind(here, question.flow))}
    waiting = [task for task in tasks.values() if task["flow"] != question.flow and still_waits(task, now)]
    state = {name: value for name, value in (question.state or {}).items() if name != "waiting"}
    return replace(
        here,
        flow=question.flow,
        flow_version=question.flow_version,
        step=question.step,
        state={**state, "waiting": waiting[-TASKS_WAITING:]} if waiting else state,
        expires_at=question.expires_at,
        question_last=True,
        misses=0,
    )


def tasks_behind(place: Place, flow: str) -> list[dict[str, Any]]:
    """The tasks that wait once another conversation begins at a place, the one that stood open there the last."""
    waiting = [task for task in (place.state or {}).get("waiting", ()) if task["flow"] != flow]
    if place.step and place.flow not in (flow, RESUMING):
        waiting = [*(task for task in waiting if task["flow"] != place.flow), task_left(place)]
    return waiting[-TASKS_WAITING:]


def asking(document: Mapping[str, Any], now: datetime) -> Place:
    """The place a text opens: flow, its version, step, slots, and for how many minutes it stands open."""
    return Place(
        flow=str(document["flow"]),
        flow_version=int(document["version"]),
        step=str(document["step"]),
        state={"slots": dict(document["slots"]), "waiting": list(document.get("waiting", ()))},
        expires_at=now + timedelta(minutes=int(document["minutes"])),
    )


def asked(place: Place, now: datetime) -> dict[str, Any]:
    """What `asking` reads: how a place is kept in a text until it is sent."""
    left = (place.expires_at - now) // timedelta(minutes=1) if place.expires_at is not None else 0
    return {
        "flow": place.flow,
        "version": place.flow_version,
        "step": place.step,
        "slots": dict((place.state or {}).get("slots", {})),
        "minutes": left,
    }


def set_aside(connection: Connection, address_id: int, flow: str) -> list[dict[str, Any]]:
    """Take an open question of this flow away from an address; the tasks that wait there then, this one the last."""
    place = of(connection, address_id)
    waiting = list((place.state or {}).get("waiting", ()))
    if place.flow != flow or not place.step:
        return waiting
    rest = {"waiting": waiting} if waiting else None
    _touch(connection, address_id, flow="", flow_version=0, step="", state=rest, question_last=False)
    return [*waiting, task_left(place)]


def task_left(place: Place) -> dict[str, Any]:
    """The open question of a place as it is kept while another task is talked about."""
    task = {
        "flow": place.flow,
        "version": place.flow_version,
        "step": place.step,
        "slots": (place.state or {}).get("slots", {}),
    }
    return task if place.expires_at is None else {**task, "until": (place.expires_at + LEFT).isoformat()}


def still_waits(task: Mapping[str, Any], now: datetime) -> bool:
    """Whether a task left open may be offered again: not weeks later."""
    until = task.get("until")
    return until is None or datetime.fromisoformat(str(until)) > now


def wait(connection: Connection, address_id: int, place: Place) -> None:
    """Let the question of `place` wait behind the task that stands open at an address, as the last of those that wait."""
    here = of(connection, address_id)
    waiting = [task for task in (here.state or {}).get("waiting", ()) if task["flow"] != place.flow]
    _touch(connection, address_id, state={**(here.state or {}), "waiting": [*waiting, task_left(place)]})


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
    _touch(connection, address_id, window_left=0)


def set_mail(connection: Connection, address_id: int, waiting: bool) -> None:
    """Whether the next passive reply has something to carry."""
    _touch(connection, address_id, mail=waiting)


def mute(connection: Connection, address_id: int, until: datetime | None) -> None:
    """Silence the bot at an address until a moment, as a person has taken over; None lets it speak again."""
    _touch(connection, address_id, muted_until=until)


def of(connection: Connection, address_id: int, *, hold: bool = False) -> Place:
    """The place of an address that is known to have one; `hold` keeps others from moving it in this transaction."""
    columns = (getattr(PlaceRow, name) for name in _COLUMNS)
    wanted = select(*columns).where(PlaceRow.address_id == address_id)
    row = connection.execute(wanted.with_for_update() if hold else wanted).one()
    return Place(**dict(zip(_COLUMNS, row, strict=True)))


def follow_with(connection: Connection, address_id: int) -> None:
    """Something else was said to this address after its open question: a bare digit no longer answers it."""
    _touch(connection, address_id, question_last=False)


def _touch(connection: Connection, address_id: int, **values: Any) -> None:
    """Change a part of the place; the version moves, so a turn under way runs again and sees it."""
    connection.execute(
        update(PlaceRow)
        .where(PlaceRow.address_id == address_id)
        .values(version=PlaceRow.version + 1, **values)
    )


def _values(place: Place) -> dict[str, Any]:
    return {f"p_{name}": getattr(place, name) for name in _COLUMNS}
