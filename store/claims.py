"""Who proves a right to a booking, by its code or by what its holder knows, and the part it gives them. Wrong tries lock."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import CLAIM, PHONE, TAKING, BookingRow, PartyRow
from store.codes import DIGITS, LETTERS
from store.tables import Base, BigId, Moment, ring_of
from store.world import Chance

CODE_LENGTH = 5
WRONG_TRIES = 5
LOCKED_FOR = timedelta(days=1)


class ClaimTries(Base):
    __tablename__ = "claim_tries"
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    wrong: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class Claim(StrEnum):
    """What became of somebody's claim to a booking."""

    GRANTED = "granted"
    WRONG = "wrong"
    LOCKED = "locked"  # too many wrong tries; staff have to help
    JUST_LOCKED = "just_locked"  # this try was the last one: tell staff
    HELD = "held"  # right, but somebody else is confirmed as its holder: that one is asked first


def claim_code(chance: Chance) -> str:
    """A new code such as K7M3Q: letters and digits by turns, so that nobody takes it for a word or a number."""
    return "".join(chance.token(1, DIGITS if place % 2 else LETTERS) for place in range(CODE_LENGTH))


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
            return grant(connection, person_id, row.id, "claimed", now)
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
    return grant(connection, person_id, booking_id, "confirmed", now)


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
    grant(connection, person_id, booking_id, "confirmed", now)


def wrong_tries(connection: Connection, person_id: int) -> int:
    """How many wrong tries in a row this person made."""
    return connection.scalar(select(ClaimTries.wrong).where(ClaimTries.person_id == person_id)) or 0


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


def grant(
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
