"""What somebody told the house about itself: scores, complaints, suggestions, reviews of other places; one row each.

    open ──the guest is answered──> answered ──what came of it is told──> closed
      └────────────────── what came of it is told ─────────────────────────┘
    closed at once: whatever needs nothing from the house

Changes are conditional on the state. Nothing here decides who may read the words, which are sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, ForeignKey, Index, delete, func, insert, literal, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import PartyRow
from store.outbox import OutboxRow
from store.tables import Base, BigId, Moment, RowId, Sealed

Kind = Literal["survey", "morning", "complaint", "suggestion", "opinion", "review"]
Severity = Literal["none", "light", "plain", "grave"]
State = Literal["open", "answered", "closed"]
LIVE: tuple[State, ...] = ("open", "answered")
ASKING = ("thanks", "survey_again")  # the pushes that ask how it was
BAD = 3  # a score up to here needs somebody of the house
MANY = 20
TELLING, OVERDUE, OWNER, OVER = 0, 1, 2, 3  # the steps of the climb: what the clock does next


class OpinionRow(Base):
    __tablename__ = "opinions"
    __table_args__ = (
        Index("opinions_live", "due_at", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
        Index("opinions_step", "step_at", sqlite_where=text("step_at IS NOT NULL"), postgresql_where=text("step_at IS NOT NULL")),
        Index("opinions_said", "created_at"),
        Index("opinions_person", "person_id", "id"),
    )  # fmt: skip
    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(unique=True)  # survey:<booking>, else the message it came with
    kind: Mapped[str]
    source: Mapped[str]  # of a review: "携程"; "" = told here
    score: Mapped[int | None]  # 1 to 5; None: said in words only
    words: Mapped[str] = mapped_column(Sealed("opinions.words"))
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    severity: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)  # by when the guest is to be answered
    answered_at: Mapped[datetime | None] = mapped_column(Moment)  # for the first time
    answered_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    outcome: Mapped[str] = mapped_column(Sealed("opinions.outcome"))  # what came of it, as the guest was told
    step: Mapped[int]
    step_at: Mapped[datetime | None] = mapped_column(Moment)  # None: the clock has nothing to do


class AnswerRow(Base):
    __tablename__ = "opinion_answers"
    opinion_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("opinions.id"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # of the question, from 1
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), index=True)
    question: Mapped[str]  # as it was asked
    words: Mapped[str] = mapped_column(Sealed("opinion_answers.words"))


@dataclass(frozen=True, slots=True)
class Told:
    """What is told, before it is a row. Without severity nobody has to do anything."""

    key: str
    kind: Kind
    words: str
    score: int | None = None
    source: str = ""
    booking_id: int | None = None
    person_id: int | None = None
    severity: Severity = "none"
    due_at: datetime | None = None
    tell_at: datetime | None = (
        None  # when the clock tells the house; None: it was told, the clock waits for due_at
    )


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion as it stands."""

    id: int
    key: str
    kind: Kind
    source: str
    score: int | None
    words: str
    booking_id: int | None
    person_id: int | None
    severity: Severity
    state: State
    created_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    answered_by: int | None
    closed_at: datetime | None
    closed_by: int | None
    outcome: str
    step: int
    step_at: datetime | None


_OPINION = select(*(getattr(OpinionRow, item.name) for item in fields(Opinion)))


def survey_key(booking_id: int) -> str:
    """The key of a stay's survey: answered once, however often it is sent."""
    return f"survey:{booking_id}"


# --- writing down ---


def record(connection: Connection, told: Told, now: datetime) -> Opinion:
    """Write it down. Of the same key there is one: what is told again replaces words and score, never what was done."""
    known = by_key(connection, told.key)
    if known is None:
        row = insert(OpinionRow).values(
            key=told.key,
            kind=told.kind,
            source=told.source,
            booking_id=told.booking_id,
            person_id=told.person_id,
            created_at=now,
            outcome="",
            **_judged(told, now),
        )
        number = connection.execute(row.returning(OpinionRow.id)).scalar_one()
    else:
        number = known.id
        changed: dict[str, Any] = {"words": told.words, "score": told.score}
        if known.severity == "none" and told.severity != "none":  # it turned out worse than it sounded
            changed = {**_judged(told, now), "closed_at": None}
        connection.execute(update(OpinionRow).where(OpinionRow.id == number).values(**changed))
    found = get(connection, number)
    assert found is not None
    return found


def _judged(told: Told, now: datetime) -> dict[str, Any]:
    """What follows from how bad it is."""
    quiet = told.severity == "none"
    return {
        "words": told.words,
        "score": told.score,
        "severity": told.severity,
        "state": "closed" if quiet else "open",
        "closed_at": now if quiet else None,
        "due_at": told.due_at,
        "step": TELLING if told.tell_at is not None else OVERDUE,
        "step_at": None if quiet else told.tell_at or told.due_at,
    }


def put_answer(connection: Connection, opinion: Opinion, place: int, question: str, words: str) -> None:
    """The answer to one of the owner's own questions; said again it replaces the one before."""
    here = AnswerRow.opinion_id == opinion.id, AnswerRow.place == place
    connection.execute(delete(AnswerRow).where(*here))
    row = {"person_id": opinion.person_id, "question": question, "words": words}
    connection.execute(insert(AnswerRow).values(opinion_id=opinion.id, place=place, **row))


# --- what is there ---


def get(connection: Connection, opinion_id: int) -> Opinion | None:
    """The opinion with this number."""
    return _one(connection, OpinionRow.id == opinion_id)


def by_key(connection: Connection, key: str) -> Opinion | None:
    """What was told under this key."""
    return _one(connection, OpinionRow.key == key)


def answers(connection: Connection, opinion_id: int) -> list[tuple[str, str]]:
    """(question, answer) of the owner's own questions, in their order."""
    rows = connection.execute(
        select(AnswerRow.question, AnswerRow.words)
        .where(AnswerRow.opinion_id == opinion_id)
        .order_by(AnswerRow.place)
        .limit(MANY)
    )
    return [(row.question, row.words) for row in rows]


def live(connection: Connection, limit: int = MANY) -> list[Opinion]:
    """What the house has not closed yet: those nobody answered first, each by when it is due."""
    rows = _OPINION.where(OpinionRow.closed_at.is_(None), OpinionRow.state.in_(LIVE))
    order = OpinionRow.state.desc(), OpinionRow.due_at, OpinionRow.id  # "open" stands after "answered"
    return _many(connection, rows.order_by(*order), limit)


def of_guest(
    connection: Connection, person_ids: Sequence[int], booking_ids: Sequence[int], limit: int = 5
) -> list[Opinion]:
    """What these people said, or what was said about these stays; the newest first."""
    theirs = or_(OpinionRow.person_id.in_(person_ids), OpinionRow.booking_id.in_(booking_ids))
    return _many(connection, _OPINION.where(theirs).order_by(OpinionRow.id.desc()), limit)


def between(connection: Connection, start: datetime, end: datetime, limit: int = 5) -> list[Opinion]:
    """What was said in words or scored in a span of time, the newest first."""
    spoken = _OPINION.where(OpinionRow.created_at >= start, OpinionRow.created_at < end)
    return _many(connection, spoken.order_by(OpinionRow.created_at.desc(), OpinionRow.id.desc()), limit)


def asked_about(connection: Connection, person_id: int, since: datetime) -> int | None:
    """The last stay this person holds whose survey left the house since then and was not answered: its booking's id."""
    asked = (
        select(OutboxRow.booking_id)
        .join(PartyRow, PartyRow.booking_id == OutboxRow.booking_id)
        .where(
            PartyRow.person_id == person_id,
            PartyRow.part == "holder",
            OutboxRow.kind.in_(ASKING),
            OutboxRow.status.in_(("sent", "under_review", "doubtful", "mailbox")),
            OutboxRow.created_at >= since,
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    booking_id = connection.scalar(asked)
    if booking_id is None or by_key(connection, survey_key(booking_id)) is not None:
        return None
    return int(booking_id)


def waits(connection: Connection, booking_id: int) -> bool:
    """Whether something that was wrong with this stay still waits to be closed. A mere suggestion does not count."""
    wrong = OpinionRow.severity.in_(("plain", "grave")), OpinionRow.closed_at.is_(None)
    found = select(OpinionRow.id).where(OpinionRow.booking_id == booking_id, *wrong).limit(1)
    return connection.scalar(found) is not None


# --- what becomes of it ---


def answer(connection: Connection, opinion_id: int, staff_id: int, now: datetime) -> bool:
    """The guest was answered; False when it was closed already. The first answer keeps its time."""
    changed = connection.execute(
        update(OpinionRow)
        .where(OpinionRow.id == opinion_id, OpinionRow.state.in_(LIVE))
        .values(
            state="answered",
            answered_at=func.coalesce(OpinionRow.answered_at, literal(now, Moment)),
            answered_by=staff_id,
            step=OVER,
            step_at=None,
        )
    )
    return changed.rowcount == 1


def answer_all_of(connection: Connection, person_id: int, staff_id: int, now: datetime) -> int:
    """Somebody of the house talks to this guest: what waited of theirs counts as answered; how many."""
    ids = connection.scalars(
        select(OpinionRow.id).where(OpinionRow.person_id == person_id, OpinionRow.state == "open").limit(MANY)
    ).all()
    return sum(answer(connection, opinion_id, staff_id, now) for opinion_id in ids)


def close(connection: Connection, opinion_id: int, staff_id: int, outcome: str, now: datetime) -> bool:
    """It is dealt with, and what came of it was told; False when it was closed already."""
    changed = connection.execute(
        update(OpinionRow)
        .where(OpinionRow.id == opinion_id, OpinionRow.state.in_(LIVE))
        .values(state="closed", closed_at=now, closed_by=staff_id, outcome=outcome, step=OVER, step_at=None)
    )
    return changed.rowcount == 1


def reopen(connection: Connection, opinion: Opinion, done: State, was: State) -> bool:
    """Take an answer or a closing back: the state from `done` to what it `was`; False when something else happened since."""
    changes: dict[str, Any] = {"state": was, "closed_at": None, "closed_by": None, "outcome": ""}
    if was == "open":  # the clock goes on where it stood
        changes |= {"answered_at": None, "answered_by": None, "step": OVERDUE, "step_at": opinion.due_at}
    stands = OpinionRow.id == opinion.id, OpinionRow.state == done
    return connection.execute(update(OpinionRow).where(*stands).values(**changes)).rowcount == 1


def forget(connection: Connection, opinion_id: int) -> None:
    """As if it had never been written down: a review that was taken in by mistake."""
    connection.execute(delete(AnswerRow).where(AnswerRow.opinion_id == opinion_id))
    connection.execute(delete(OpinionRow).where(OpinionRow.id == opinion_id))


# --- the clock ---


def climbing(connection: Connection, now: datetime, limit: int = MANY) -> list[Opinion]:
    """Those whose next step is due, the longest due first."""
    due = _OPINION.where(OpinionRow.step_at <= now, OpinionRow.state == "open")
    return _many(connection, due.order_by(OpinionRow.step_at, OpinionRow.id), limit)


def climb(connection: Connection, opinion: Opinion, step: int, step_at: datetime | None) -> bool:
    """The step was taken: what comes next, and when; False when another worker took it."""
    changed = connection.execute(
        update(OpinionRow)
        .where(OpinionRow.id == opinion.id, OpinionRow.step == opinion.step, OpinionRow.state == "open")
        .values(step=step, step_at=step_at)
    )
    return changed.rowcount == 1


def _one(connection: Connection, condition: Any) -> Opinion | None:
    row = connection.execute(_OPINION.where(condition)).first()
    return None if row is None else Opinion(*row)


def _many(connection: Connection, statement: Any, limit: int) -> list[Opinion]:
    return [Opinion(*row) for row in connection.execute(statement.limit(limit))]
