"""The house's scores over a span of time: survey, reviews, who answered, whether the house kept its times. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from store.opinions import ASKING, MANY, OpinionRow
from store.outbox import OutboxRow


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one span of time: how many of each, and how many complaints were answered in time."""

    counts: dict[int, int]  # score -> how often
    due: int  # what had to be answered
    in_time: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def average(self) -> float:
        """Raises ZeroDivisionError where there is no score: ask `total` first."""
        return sum(score * count for score, count in self.counts.items()) / self.total

    @property
    def good(self) -> int:
        """How many gave 4 or 5."""
        return self.counts.get(4, 0) + self.counts.get(5, 0)


def scores(connection: Connection, start: datetime, end: datetime) -> Scores:
    """The survey's scores of a span of time, and how the house kept its times in it."""
    here = OpinionRow.created_at >= start, OpinionRow.created_at < end
    rows = connection.execute(
        select(OpinionRow.score, func.count())
        .where(OpinionRow.kind == "survey", OpinionRow.score.is_not(None), *here)
        .group_by(OpinionRow.score)
    )
    counts = {score: count for score, count in rows if score is not None}
    needed = OpinionRow.due_at.is_not(None)
    kept = or_(OpinionRow.answered_at <= OpinionRow.due_at, OpinionRow.closed_at <= OpinionRow.due_at)
    due = connection.scalar(select(func.count()).where(needed, *here)) or 0
    in_time = connection.scalar(select(func.count()).where(needed, kept, *here)) or 0
    return Scores(counts, due, in_time)


def reviews(connection: Connection, start: datetime, end: datetime) -> list[tuple[str, int, float]]:
    """(source, how many, average score) of the reviews taken in from other places."""
    rows = connection.execute(
        select(OpinionRow.source, func.count(), func.avg(OpinionRow.score))
        .where(
            OpinionRow.kind == "review",
            OpinionRow.score.is_not(None),
            OpinionRow.created_at >= start,
            OpinionRow.created_at < end,
        )
        .group_by(OpinionRow.source)
        .order_by(OpinionRow.source)
        .limit(MANY)
    )
    return [(source, int(count), float(average)) for source, count, average in rows]


def asked(connection: Connection, start: datetime, end: datetime) -> int:
    """How many surveys left the house in a span of time; rows older than the outbox keeps are not counted."""
    sent = OutboxRow.sent_at >= start, OutboxRow.sent_at < end
    return connection.scalar(select(func.count()).where(OutboxRow.kind == ASKING[0], *sent)) or 0
