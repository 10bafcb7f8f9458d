"""What waits for a person: what cannot wait first, page by page, ticked off under a number no ticket has (F055)."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Connection, select

from bot.understanding.commands import Command, read_command
from store import todos
from store.audit import AuditRow
from tests.flows.kit import STAFF, Inn


def _many(connection: Connection, now: datetime) -> None:
    for number in range(17):
        todos.open_once(connection, f"tell:{number}", "unreachable", now, detail={"text": f"G{number}"})
    todos.open_once(connection, "hurt", "minors", now, detail={})


def _ticked(connection: Connection) -> list[str]:
    lines = select(AuditRow.subject).where(AuditRow.action == "todo_done").order_by(AuditRow.id)
    return list(connection.scalars(lines))


async def test_list_of_todos_begins_with_what_cannot_wait_and_goes_on_by_pages(inn: Inn) -> None:
    await inn.employ()
    await inn.database.write(_many, inn.clock.now())
    first = (await inn.say("待办", STAFF)).splitlines()
    assert first[0] == "待办18：未成年人单独入住：办五件事"
    assert first[-2:] == ["……还有3件，发「待办第2页」看。", "办完一件回「待办1好了」。"]
    second = (await inn.say("待办第2页", STAFF)).splitlines()
    assert second == [f"待办{n}：请人工告诉客人 G{n - 1}" for n in (15, 16, 17)] + [
        "办完一件回「待办15好了」。"
    ]
    assert await inn.say("待办下一页", STAFF) == "\n".join(second)


async def test_todo_ticked_off_is_audited_and_waits_again_after_a_slip(inn: Inn) -> None:
    await inn.employ()
    await inn.database.write(_many, inn.clock.now())
    assert (await inn.say("待办2好了", STAFF)).startswith("划掉了：请人工告诉客人 G1")
    assert await inn.database.read(_ticked) == ["todo:2"]
    assert len(await inn.todos()) == 17
    assert await inn.say("撤销", STAFF) == "已撤销：待办2还在等着办。"
    assert len(await inn.todos()) == 18


async def test_todo_a_word_of_its_own_settles_is_not_ticked_off(inn: Inn) -> None:
    await inn.employ()
    await inn.database.write(_many, inn.clock.now())
    assert "五件事" in await inn.say("待办18好了", STAFF)
    assert "minors" in await inn.todos()


async def test_number_of_a_todo_finishes_no_ticket(inn: Inn) -> None:
    """Seen: 办好7 of a to-do made room 201 ready, and its door opened."""
    await inn.employ()
    await inn.database.write(_many, inn.clock.now())
    assert "待办7好了" in await inn.say("办好7", STAFF)
    assert len(await inn.todos()) == 18


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("待办7办好了", {"n": "7"}),
        ("待办 7 已告诉", {"n": "7"}),
        ("办完待办7", {"n": "7"}),
        ("好了待办7", {"n": "7"}),
        ("已告诉B204", {"booking": "204"}),
        ("B204已告诉", {"booking": "204"}),
        ("告诉B204了", {"booking": "204"}),
        ("已经通知302客人了", {"room": "302"}),
    ],
)
def test_word_for_a_todo_that_is_done_is_read_as_staff_write_it(text: str, words: dict[str, str]) -> None:
    assert read_command(text) == Command("todo_done", words)
