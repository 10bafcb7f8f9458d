"""Bookings from every channel, and the part each person has in them. A booking is shown to whoever proved a right to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Date,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store import rooms
from store.rooms import Span
from store.statements import Prepared
from store.tables import Base, BigId, Moment, RowId, Sealed, ring_of
from store.world import Chance

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0 O 1 I L
LETTERS, DIGITS = CODE_LETTERS[:-8], CODE_LETTERS[-8:]
CODE_LENGTH = 5
PHONE, CLAIM = "bookings.phone", "bookings.claim"
TAKING = ("held", "confirmed", "in_house")  # the states that take room-nights
WRONG_TRIES = 5
LOCKED_FOR = timedelta(days=1)

State = Literal["held", "confirmed", "in_house", "departed", "cancelled", "no_show", "unplaced"]


class BookingRow(Base):
    __tablename__ = "bookings"
    __table_args__ = (
        UniqueConstraint("source", "source_ref"),
        Index("bookings_replan", "id", sqlite_where=text("replan"), postgresql_where=text("replan")),
        Index("bookings_arrival", "arrival", "state"),
        Index("bookings_departure", "departure", "state"),
    )
    id: Mapped[RowId]
    source: Mapped[str]  # "direct", "美团", "携程" …
    source_ref: Mapped[str]  # the channel's own number; with `source` it names the booking for ever
    state: Mapped[str]
    holder: Mapped[str] = mapped_column(Sealed("bookings.holder"))
    phone: Mapped[str | None] = mapped_column(Sealed(PHONE))
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    arrival: Mapped[date] = mapped_column(Date)
    departure: Mapped[date] = mapped_column(Date)
    room_type: Mapped[str]
    rooms: Mapped[int]
    adults: Mapped[int]
    children: Mapped[int]
    total: Mapped[int | None]  # fen; None: not known, the channel did not say
    notes: Mapped[str | None] = mapped_column(Sealed("bookings.notes"))
    eta: Mapped[str | None]  # "15:00" on the day of arrival, as the guest said
    claim: Mapped[str | None] = mapped_column(Sealed(CLAIM))
    claim_hash: Mapped[str | None] = mapped_column(index=True)
    held_until: Mapped[datetime | None] = mapped_column(Moment)  # of a hold: when it lapses
    reason: Mapped[str | None] = mapped_column(Sealed("bookings.reason"))  # why it was refused or cancelled
    fingerprint: Mapped[str]  # of what the channel said last: the same again changes nothing
    replan: Mapped[bool]  # its pushes must be planned anew
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class PartyRow(Base):
    __tablename__ = "parties"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False, index=True
    )
    part: Mapped[str]  # "holder" or "companion"
    level: Mapped[str]  # "claimed" or "confirmed"
    since: Mapped[datetime] = mapped_column(Moment)


class ClaimTries(Base):
    __tablename__ = "claim_tries"
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    wrong: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Wish:
    """A booking as a channel, the owner or a guest says it should be."""

    source: str
    source_ref: str
    state: State
    holder: str
    arrival: date
    departure: date
    room_type: str
    phone: str | None = None  # E.164
    rooms: int = 1
    adults: int = 1
    children: int = 0
    total: int | None = None
    notes: str | None = None

    @property
    def stay(self) -> Span:
        return Span(self.arrival, self.departure)


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as the house has it."""

    id: int
    source: str
    source_ref: str
    state: State
    holder: str
    phone: str | None
    arrival: date
    departure: date
    room_type: str
    rooms: int
    adults: int
    children: int
    total: int | None
    notes: str | None
    claim: str | None
    eta: str | None
    held_until: datetime | None
    reason: str | None

    @property
    def code(self) -> str:
        """What people call it: B23. Short enough never to look like a phone number."""
        return f"B{self.id}"

    @property
    def stay(self) -> Span:
        return Span(self.arrival, self.departure)


@dataclass(frozen=True, slots=True)
class Share:
    """A booking with the part one person has in it: decides what that person may see."""

    booking: Booking
    part: Literal["holder", "companion"]
    level: Literal["claimed", "confirmed"]


class Recorded(StrEnum):
    """What became of a wish."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNPLACED = "unplaced"  # kept, but no room was free: somebody must act


class Claim(StrEnum):
    """What became of somebody's claim to a booking."""

    GRANTED = "granted"
    WRONG = "wrong"
    LOCKED = "locked"  # too many wrong tries; staff have to help
    JUST_LOCKED = "just_locked"  # this try was the last one: tell staff
    HELD = "held"  # right, but somebody else is confirmed as its holder: that one is asked first


FIELDS = (
    BookingRow.id,
    BookingRow.source,
    BookingRow.source_ref,
    BookingRow.state,
    BookingRow.holder,
    BookingRow.phone,
    BookingRow.arrival,
    BookingRow.departure,
    BookingRow.room_type,
    BookingRow.rooms,
    BookingRow.adults,
    BookingRow.children,
    BookingRow.total,
    BookingRow.notes,
    BookingRow.claim,
    BookingRow.eta,
    BookingRow.held_until,
    BookingRow.reason,
)
_GET = Prepared(select(*FIELDS).where(BookingRow.id == bindparam("booking_id")))
_SHARES = Prepared(
    select(PartyRow.part, PartyRow.level, *FIELDS)
    .join(BookingRow, BookingRow.id == PartyRow.booking_id)
    .where(PartyRow.person_id == bindparam("person_id"), BookingRow.departure >= bindparam("since"))
    .order_by(BookingRow.arrival, BookingRow.id)
    .limit(10)
)
_HOLDERS = select(PartyRow.person_id).where(PartyRow.part == "holder")


def get(connection: Connection, booking_id: int) -> Booking | None:
    """The booking with this id."""
    row = _GET.one(connection, booking_id=booking_id)
    return None if row is None else of_row(row)


def each(connection: Connection, booking_ids: Sequence[int]) -> list[Booking]:
    """The bookings with these ids, by their ids."""
    rows = connection.execute(select(*FIELDS).where(BookingRow.id.in_(booking_ids)).order_by(BookingRow.id))
    return [of_row(row) for row in rows]


def shares(connection: Connection, person_id: int, since: date) -> list[Share]:
    """The bookings a person has a part in that end on `since` or later, soonest first; ten at most."""
    rows = _SHARES.rows(connection, person_id=person_id, since=since)
    return [Share(of_row(row[2:]), row[0], row[1]) for row in rows]


def holders(connection: Connection, booking_id: int) -> list[int]:
    """The people who hold a booking: usually one; companions are not among them."""
    return list(connection.scalars(_HOLDERS.where(PartyRow.booking_id == booking_id)))


def confirmed_holders(connection: Connection, booking_id: int) -> list[int]:
    """Those who proved that they hold a booking: who may be told of its money."""
    mine = PartyRow.booking_id == booking_id, PartyRow.level == "confirmed"
    return list(connection.scalars(_HOLDERS.where(*mine)))


def record(
    connection: Connection, wishes: Sequence[Wish], today: date, now: datetime, chance: Chance
) -> list[Recorded]:
    """Bring bookings in line with what their channels say; the same again changes nothing. One answer a wish, in order.

    Departed stays take no rooms and get no pushes. A booking that finds no room is kept as `unplaced`.
    """
    known = _known(connection, wishes)
    results: list[Recorded] = []
    past: list[dict[str, Any]] = []
    for wish in wishes:
        prints = fingerprints(connection, wish)
        print_ = prints[0]
        before = known.get((wish.source, wish.source_ref))
        if before is not None and before[1] in prints:
            results.append(Recorded.UNCHANGED)
        elif before is None and wish.departure < today:
            past.append(_past_row(connection, wish, print_, now))
            known[(wish.source, wish.source_ref)] = (0, print_)
            results.append(Recorded.CREATED)
        else:
            if before is not None and before[0] == 0:  # twice in this call: what waits must be a row first
                _insert_all(connection, past)
                past = []
                before = _known(connection, [wish])[(wish.source, wish.source_ref)]
            booking_id, result = _settle(connection, wish, print_, before, today, now, chance)
            known[(wish.source, wish.source_ref)] = (booking_id, print_)
            results.append(result)
    _insert_all(connection, past)
    return results


def claim_by_details(
    connection: Connection, person_id: int, *, phone: str, name: str, arrival: date, now: datetime
) -> tuple[Claim, int | None]:
    """Phone, holder's name and arrival day together show a booking's state: (claim, booking id)."""
    if locked(connection, person_id, now):
        return Claim.LOCKED, None
    rows = connection.execute(
        select(BookingRow.id, BookingRow.holder).where(
            BookingRow.phone_hash.in_(ring_of(connection.dialect).hashes(PHONE, phone)),
            BookingRow.arrival == arrival,
            BookingRow.state != "cancelled",
        )
    ).all()
    for row in rows:
        if same_name(name, row.holder):
            return _grant(connection, person_id, row.id, "claimed", now)
    return wrong_try(connection, person_id, now)


def claim_by_code(
    connection: Connection, person_id: int, code: str, now: datetime
) -> tuple[Claim, int | None]:
    """The five-letter code of a booking that is not over confirms the person: (claim, booking id).

    Where somebody else is confirmed as its holder, nothing is granted yet.
    """
    if locked(connection, person_id, now):
        return Claim.LOCKED, None
    booking_id = connection.scalar(
        select(BookingRow.id).where(
            BookingRow.claim_hash.in_(ring_of(connection.dialect).hashes(CLAIM, code.upper())),
            BookingRow.state.in_((*TAKING, "unplaced")),
        )
    )
    if booking_id is None:
        return wrong_try(connection, person_id, now)
    if _held_by_another(connection, person_id, booking_id):
        return Claim.HELD, booking_id
    return _grant(connection, person_id, booking_id, "confirmed", now)


def _held_by_another(connection: Connection, person_id: int, booking_id: int) -> bool:
    """Whether a booking has a confirmed holder, and this person is not yet confirmed in it."""
    confirmed = connection.execute(
        select(PartyRow.person_id, PartyRow.part).where(
            PartyRow.booking_id == booking_id, PartyRow.level == "confirmed"
        )
    ).all()
    inside = any(row.person_id == person_id for row in confirmed)
    return not inside and any(row.part == "holder" for row in confirmed)


def confirm(connection: Connection, person_id: int, booking_id: int, now: datetime) -> None:
    """A staff member says who this is."""
    _grant(connection, person_id, booking_id, "confirmed", now)


def parties(connection: Connection, booking_id: int) -> list[tuple[int, str, str]]:
    """(person id, part, level) of everybody with a part in a booking, the holder first."""
    rows = connection.execute(
        select(PartyRow.person_id, PartyRow.part, PartyRow.level)
        .where(PartyRow.booking_id == booking_id)
        .order_by(PartyRow.part.desc(), PartyRow.since)
        .limit(20)
    )
    return [(row.person_id, row.part, row.level) for row in rows]


def wrong_tries(connection: Connection, person_id: int) -> int:
    """How many wrong tries in a row this person made."""
    return connection.scalar(select(ClaimTries.wrong).where(ClaimTries.person_id == person_id)) or 0


def expect_at(connection: Connection, booking_id: int, eta: str) -> None:
    """The guest said when they come ("15:00"); what follows from it is planned anew."""
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(eta=eta, replan=True))


def end_past(connection: Connection, today: date, now: datetime, limit: int = 200) -> int:
    """Stays whose day of departure is over become departed and leave their rooms, to be cleaned; how many there were."""
    ended = connection.execute(
        select(BookingRow.id, BookingRow.state)
        .where(BookingRow.state.in_(("confirmed", "in_house")), BookingRow.departure < today)
        .limit(limit)
    ).all()
    over = [row.id for row in ended]
    for row in ended:
        if row.state == "in_house":  # whom nobody checked in may never have been in the room
            rooms.set_dirty(connection, rooms.rooms_of(connection, row.id), True)
        rooms.release(connection, row.id)
    connection.execute(
        update(BookingRow)
        .where(BookingRow.id.in_(over))
        .values(state="departed", changed_at=now, replan=True)
    )
    return len(over)


def arriving(connection: Connection, day: date) -> list[Booking]:
    """Bookings that arrive on `day` and stand; a house's worth, so bounded by its rooms."""
    rows = connection.execute(
        select(*FIELDS)
        .where(BookingRow.arrival == day, BookingRow.state.in_((*TAKING, "unplaced")))
        .order_by(BookingRow.id)
        .limit(200)
    )
    return [of_row(row) for row in rows]


def arriving_between(connection: Connection, first: date, last: date, limit: int = 100) -> list[Booking]:
    """Bookings that arrive on one of these days, whatever became of them, soonest first."""
    rows = connection.execute(
        select(*FIELDS)
        .where(BookingRow.arrival >= first, BookingRow.arrival <= last)
        .order_by(BookingRow.arrival, BookingRow.id)
        .limit(limit)
    )
    return [of_row(row) for row in rows]


def unplaced(connection: Connection, today: date, limit: int) -> list[Booking]:
    """Bookings still to come that found no room, the soonest first."""
    rows = connection.execute(
        select(*FIELDS)
        .where(BookingRow.arrival >= today, BookingRow.state == "unplaced")
        .order_by(BookingRow.arrival, BookingRow.id)
        .limit(limit)
    )
    return [of_row(row) for row in rows]


def made_since(connection: Connection, moment: datetime | None, limit: int = 100) -> list[Booking]:
    """Bookings made since a moment, newest first; None: the newest there are."""
    newest = select(BookingRow.id).order_by(BookingRow.id.desc()).limit(limit)
    asked = select(*FIELDS).where(BookingRow.id.in_(newest)).order_by(BookingRow.id.desc())
    rows = connection.execute(asked if moment is None else asked.where(BookingRow.created_at >= moment))
    return [of_row(row) for row in rows]


def times(connection: Connection, booking_id: int) -> tuple[datetime, datetime]:
    """When a booking was made, and when it changed last."""
    row = connection.execute(
        select(BookingRow.created_at, BookingRow.changed_at).where(BookingRow.id == booking_id)
    ).one()
    return row.created_at, row.changed_at


def to_replan(connection: Connection, limit: int = 100) -> list[Booking]:
    """Bookings that changed since their pushes were planned, oldest first."""
    rows = connection.execute(select(*FIELDS).where(BookingRow.replan).order_by(BookingRow.id).limit(limit))
    return [of_row(row) for row in rows]


def replan_coming(connection: Connection) -> None:
    """The house changed its hours or rules: the pushes of every booking that stands are planned anew."""
    standing = BookingRow.state.in_((*TAKING, "unplaced"))
    connection.execute(update(BookingRow).where(standing).values(replan=True))


def planned(connection: Connection, booking_ids: Sequence[int]) -> None:
    """Their pushes now follow the bookings."""
    connection.execute(update(BookingRow).where(BookingRow.id.in_(booking_ids)).values(replan=False))


def same_name(said: str, holder: str) -> bool:
    """Whether a name given in chat is the holder's, whatever the case, blanks and the word for Mr or Ms.

    Where the channel gave a surname only (王女士, 王**), the surname decides.
    """
    given, known = _bare(said), _bare(holder)
    if not given or not known:
        return False
    if len(known) == 1 and given[0] == known:  # a Chinese surname is all the channel told
        return True
    return given == known


_TITLES = re.compile(r"(先生|女士|小姐|太太|老师|\*|＊|\b(mr|mrs|ms|miss)\b\.?)", re.IGNORECASE)


def _bare(name: str) -> str:
    return re.sub(r"[\s·•.]+", "", _TITLES.sub("", name)).casefold()


def of_row(row: Sequence[Any]) -> Booking:
    """A row of `FIELDS`."""
    return Booking(*row)


def claim_code(chance: Chance) -> str:
    """A new code such as K7M3Q: letters and digits by turns, so that nobody takes it for a word or a number."""
    return "".join(chance.token(1, DIGITS if place % 2 else LETTERS) for place in range(CODE_LENGTH))


def _known(connection: Connection, wishes: Sequence[Wish]) -> dict[tuple[str, str], tuple[int, str]]:
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for source in {wish.source for wish in wishes}:
        refs = [wish.source_ref for wish in wishes if wish.source == source]
        rows = connection.execute(
            select(BookingRow.source_ref, BookingRow.id, BookingRow.fingerprint).where(
                BookingRow.source == source, BookingRow.source_ref.in_(refs)
            )
        )
        found |= {(source, row.source_ref): (row.id, row.fingerprint) for row in rows}
    return found


def fingerprints(connection: Connection, wish: Wish) -> tuple[str, ...]:
    """Of a wish, under the present key and the previous one. Keyed, since a bare hash of a phone number can be undone."""
    said = "\x1f".join(str(value) for value in asdict(wish).values())
    return ring_of(connection.dialect).hashes("bookings.fingerprint", said)


def _columns(connection: Connection, wish: Wish, print_: str, now: datetime) -> dict[str, Any]:
    values = asdict(wish)
    values["phone_hash"] = ring_of(connection.dialect).hashes(PHONE, wish.phone)[0] if wish.phone else None
    return {**values, "fingerprint": print_, "changed_at": now}


def _past_row(connection: Connection, wish: Wish, print_: str, now: datetime) -> dict[str, Any]:
    state = wish.state if wish.state in ("cancelled", "no_show") else "departed"
    return {**_columns(connection, wish, print_, now), "state": state, "replan": False, "created_at": now}


def _insert_all(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(BookingRow), rows)


def _settle(
    connection: Connection,
    wish: Wish,
    print_: str,
    before: tuple[int, str] | None,
    today: date,
    now: datetime,
    chance: Chance,
) -> tuple[int, Recorded]:
    """Write one booking and see to its rooms."""
    values = {**_columns(connection, wish, print_, now), "replan": True}
    if before is None:
        code = claim_code(chance)
        values |= {
            "claim": code,
            "claim_hash": ring_of(connection.dialect).hashes(CLAIM, code)[0],
            "created_at": now,
        }
        booking_id = connection.execute(
            insert(BookingRow).values(**values).returning(BookingRow.id)
        ).scalar_one()
    else:
        booking_id = before[0]
        here = _in_house(connection, booking_id, wish)
        if here is not None:
            return booking_id, _stays_on(connection, here, wish, values)
        state = _at_the_desk(connection, booking_id, wish)
        if state is not None:
            values["state"] = state
        connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(**values))
        if state is not None:
            return booking_id, Recorded.CHANGED
        rooms.release(connection, booking_id)
    if wish.departure < today and wish.state in TAKING:
        connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(state="departed"))
    elif (
        wish.state in TAKING
        and rooms.take(connection, booking_id, wish.room_type, wish.stay, wish.rooms) is None
    ):
        connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(state="unplaced"))
        return booking_id, Recorded.UNPLACED
    return booking_id, Recorded.CREATED if before is None else Recorded.CHANGED


def _in_house(connection: Connection, booking_id: int, wish: Wish) -> Booking | None:
    """The booking, if its guests are here and its channel says no more than other days or another room."""
    known = get(connection, booking_id)
    here = known is not None and known.state == "in_house" and wish.state in ("held", "confirmed")
    return known if here and known is not None and wish.departure > known.arrival else None


def _stays_on(connection: Connection, here: Booking, wish: Wish, values: dict[str, Any]) -> Recorded:
    """Guests who are here keep their room and have come: only the day they leave is the channel's to say.

    Where others have the room by then nothing changes, and somebody must act; the same word is tried again.
    """
    if wish.departure < here.departure:
        rooms.shorten(connection, here.id, wish.departure)
    elif wish.departure > here.departure:
        numbers = rooms.rooms_on(connection, here.id, here.departure - timedelta(days=1))
        if not rooms.prolong(connection, here.id, numbers, Span(here.departure, wish.departure)):
            return Recorded.UNPLACED
    kept = {"state": here.state, "arrival": here.arrival, "room_type": here.room_type, "rooms": here.rooms}
    connection.execute(update(BookingRow).where(BookingRow.id == here.id).values(**{**values, **kept}))
    return Recorded.CHANGED


def _at_the_desk(connection: Connection, booking_id: int, wish: Wish) -> State | None:
    """The state a booking keeps whatever its channel says, as the desk checked it in or out; None where the channel decides.

    A cancellation, other days or another room are the channel's to say even then.
    """
    known = get(connection, booking_id)
    if (
        known is None
        or known.state not in ("in_house", "departed")
        or wish.state not in ("held", "confirmed")
    ):
        return None
    same = (known.stay, known.room_type, known.rooms) == (wish.stay, wish.room_type, wish.rooms)
    return known.state if same else None


def _grant(
    connection: Connection, person_id: int, booking_id: int, level: str, now: datetime
) -> tuple[Claim, int | None]:
    """Give a person a part. The first to be confirmed holds the booking; until then, the first to claim it does."""
    parts = connection.execute(select(PartyRow).where(PartyRow.booking_id == booking_id)).all()
    mine = next((row for row in parts if row.person_id == person_id), None)
    others = [row for row in parts if row.person_id != person_id and row.part == "holder"]
    reached = "confirmed" if "confirmed" in (level, mine.level if mine else "") else "claimed"
    yields = [row for row in others if row.level == "claimed"] if reached == "confirmed" else []
    part = "companion" if len(others) > len(yields) else "holder"
    for row in yields:
        _set_part(connection, booking_id, row.person_id, part="companion")
    if mine is None:
        connection.execute(
            insert(PartyRow).values(
                booking_id=booking_id, person_id=person_id, part=part, level=reached, since=now
            )
        )
    else:
        _set_part(connection, booking_id, person_id, part=part, level=reached)
    connection.execute(delete(ClaimTries).where(ClaimTries.person_id == person_id))
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(replan=True))
    return Claim.GRANTED, booking_id


def _set_part(connection: Connection, booking_id: int, person_id: int, **values: str) -> None:
    connection.execute(
        update(PartyRow)
        .where(PartyRow.booking_id == booking_id, PartyRow.person_id == person_id)
        .values(**values)
    )


def locked(connection: Connection, person_id: int, now: datetime) -> bool:
    """Whether too many wrong tries of this person's keep every code from being looked at."""
    until = connection.scalar(select(ClaimTries.locked_until).where(ClaimTries.person_id == person_id))
    return until is not None and until > now


def wrong_try(connection: Connection, person_id: int, now: datetime) -> tuple[Claim, None]:
    """Count a wrong try; the fifth locks for a day. An old lock that has passed begins a new count."""
    row = connection.execute(
        select(ClaimTries.wrong, ClaimTries.locked_until).where(ClaimTries.person_id == person_id)
    ).first()
    if row is None:
        connection.execute(insert(ClaimTries).values(person_id=person_id, wrong=1, locked_until=None))
        return Claim.WRONG, None
    wrong = 1 if row.locked_until is not None else row.wrong + 1
    locked = now + LOCKED_FOR if wrong >= WRONG_TRIES else None
    connection.execute(
        update(ClaimTries).where(ClaimTries.person_id == person_id).values(wrong=wrong, locked_until=locked)
    )
    return (Claim.JUST_LOCKED if locked else Claim.WRONG), None
