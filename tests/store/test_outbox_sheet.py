"""The outbox as a sheet: what waits, what is over, whose mail lies there; bounded, and without a word of what is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from store import outbox, replies
from store.database import Database
from store.outbox import OutboxRow
from store.outbox_sheet import sheet
from tests.conftest import MORNING
from tests.store.kit import guest


@pytest.fixture
async def may(inn: Database) -> int:
    """The address of a guest."""
    _, address = await inn.write(guest)
    return address


def settle(connection: Connection, key: str, status: str, reason: str) -> None:
    connection.execute(update(OutboxRow).where(OutboxRow.key == key).values(status=status, reason=reason))


async def test_sheet_parts_what_waits_from_what_is_over(inn: Database, may: int) -> None:
    for hours, key in ((2, "late"), (1, "soon"), (0, "gone"), (0, "kept")):
        await inn.write(outbox.say, key, "notice", may, "secret", MORNING + timedelta(hours=hours))
    await inn.write(replies.answer, "answered", may, "secret", MORNING)
    await inn.write(settle, "gone", "dropped", "moved")
    await inn.write(settle, "kept", "mailbox", "window")
    found = await inn.read(sheet)
    assert [line.due_at - MORNING for line in found.waiting] == [timedelta(hours=1), timedelta(hours=2)]
    assert [(line.status, line.reason) for line in found.over] == [
        ("mailbox", "window"),
        ("dropped", "moved"),
    ]
    assert found.mail == {found.over[0].to: 1}
    assert found.over[0].to
    assert "secret" not in repr(found)


async def test_sheet_is_bounded(inn: Database, may: int) -> None:
    for number in range(6):
        await inn.write(outbox.say, f"k{number}", "notice", may, "x", MORNING)
    assert len((await inn.read(sheet, 4)).waiting) == 4


async def test_sheet_of_an_empty_outbox_is_empty(inn: Database) -> None:
    found = await inn.read(sheet)
    assert (found.waiting, found.over, found.mail) == ((), (), {})
