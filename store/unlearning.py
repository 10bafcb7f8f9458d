"""What somebody forgotten once asked, in the ways of asking that the house learned. It drops them, and teaches nothing.

A way of asking goes with the guest whose words it was, unless somebody else said the same. Where it is the last way that
leads to an answer it stays, as the house's question: the owner saw it and said yes to it. It must name nobody and have no
digit in it then (rooms, days, phones); else the answer is put aside, for the owner to give it a question of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, update

from store import revision
from store.answers import AnswerRow
from store.gaps import AskerRow

PAGE = 200  # answers looked through at once


def unlearn(connection: Connection, people: Sequence[int], marks: Collection[str], instead: str) -> int:
    """Drop what these people asked; how many answers changed. `marks` are words that would mention one of them."""
    said, changed, after = _said_by(connection, people), 0, 0
    while said:
        page = connection.execute(
            select(AnswerRow.id, AnswerRow.phrasings, AnswerRow.state)
            .where(AnswerRow.id > after)
            .order_by(AnswerRow.id)
            .limit(PAGE)
        ).all()
        for row in page:
            left = [way for way in row.phrasings if way not in said]
            if len(left) == len(row.phrasings):
                continue
            left = left or [way for way in row.phrasings if _of_nobody(way, marks)][:1]
            values = {"phrasings": left or [instead], "state": row.state if left else "retired"}
            connection.execute(update(AnswerRow).where(AnswerRow.id == row.id).values(**values))
            changed += 1
        if len(page) < PAGE:
            break
        after = page[-1].id
    if changed:
        revision.move_on(connection)
    return changed


def _said_by(connection: Connection, people: Sequence[int]) -> set[str]:
    """What they asked and nobody else did in the same words."""
    mine = connection.execute(
        select(AskerRow.gap, AskerRow.words).where(AskerRow.person_id.in_(people))
    ).all()
    gaps = {row.gap for row in mine}
    others = select(AskerRow.words).where(AskerRow.gap.in_(gaps), AskerRow.person_id.not_in(people))
    return {row.words for row in mine} - set(connection.scalars(others) if gaps else ())


def _of_nobody(way: str, marks: Collection[str]) -> bool:
    return not any(mark in way for mark in marks) and not any(letter.isdigit() for letter in way)
