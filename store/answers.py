"""House answers: what the owner taught in chat, with the ways the question was put. It keeps words and never reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from locales import as_read
from store import revision
from store.tables import Base, BigId, Moment, RowId, SealedJson

State = Literal["active", "retired"]
KNOWN = 500  # answers a house may have in use; far more than anybody taught one
WAYS = 30  # of asking the same thing that are kept


class AnswerRow(Base):
    __tablename__ = "answers"
    id: Mapped[RowId]
    label: Mapped[str]  # what understanding took the question for; "" = nothing
    words: Mapped[Any] = mapped_column(SealedJson("answers.words"))  # language -> words
    phrasings: Mapped[Any] = mapped_column(
        SealedJson("answers.phrasings")
    )  # the first is the question as shown
    state: Mapped[str] = mapped_column(index=True)
    taught_by: Mapped[int] = mapped_column(BigId)  # a person
    taught_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of guests and what the house says to it."""

    id: int
    label: str
    words: Mapping[str, str]
    phrasings: Sequence[str]
    state: State
    taught_by: int
    taught_at: datetime

    @property
    def question(self) -> str:
        return self.phrasings[0]

    def said(self, language: str) -> tuple[str, bool]:
        """The words for a reader's language, and whether they are in it; else those the owner wrote first.

        Whoever reads Japanese gets English ones before Chinese; traditional characters are made of simplified ones.
        """
        if language in self.words:
            return self.words[language], True
        if language == "zh_TW" and "zh_CN" in self.words:
            return as_read(language, self.words["zh_CN"]), True
        if language == "ja" and "en" in self.words:
            return self.words["en"], False
        return next(iter(self.words.values())), False


_ANSWER = select(
    AnswerRow.id,
    AnswerRow.label,
    AnswerRow.words,
    AnswerRow.phrasings,
    AnswerRow.state,
    AnswerRow.taught_by,
    AnswerRow.taught_at,
)


def teach(
    connection: Connection,
    label: str,
    words: Mapping[str, str],
    phrasings: Sequence[str],
    person_id: int,
    now: datetime,
) -> int:
    """A new answer in use: its number."""
    row = insert(AnswerRow).values(
        label=label,
        words=dict(words),
        phrasings=list(dict.fromkeys(phrasings))[:WAYS],
        state="active",
        taught_by=person_id,
        taught_at=now,
        changed_at=now,
    )
    revision.move_on(connection)
    return connection.execute(row.returning(AnswerRow.id)).scalar_one()


def change(
    connection: Connection, answer: Answer, now: datetime, words: Mapping[str, str], phrasings: Sequence[str]
) -> None:
    """Other words or ways of asking for an answer."""
    kept = list(dict.fromkeys(phrasings))[:WAYS]
    _set(connection, answer.id, now, words=dict(words), phrasings=kept)


def set_state(connection: Connection, answer_id: int, state: State, now: datetime) -> None:
    """Use an answer, or use it no more."""
    _set(connection, answer_id, now, state=state)


def get(connection: Connection, answer_id: int) -> Answer | None:
    row = connection.execute(_ANSWER.where(AnswerRow.id == answer_id)).first()
    return None if row is None else Answer(*row)


def active(connection: Connection) -> list[Answer]:
    """The answers in use, in order of teaching."""
    rows = connection.execute(_ANSWER.where(AnswerRow.state == "active").order_by(AnswerRow.id).limit(KNOWN))
    return [Answer(*row) for row in rows]


def page(connection: Connection, number: int, size: int) -> tuple[list[Answer], int]:
    """A page of all answers, the newest first, counted from 1; and how many answers there are."""
    total = connection.scalar(select(func.count()).select_from(AnswerRow)) or 0
    rows = connection.execute(_ANSWER.order_by(AnswerRow.id.desc()).limit(size).offset((number - 1) * size))
    return [Answer(*row) for row in rows], total


def _set(connection: Connection, answer_id: int, now: datetime, **values: Any) -> None:
    connection.execute(update(AnswerRow).where(AnswerRow.id == answer_id).values(changed_at=now, **values))
    revision.move_on(connection)
