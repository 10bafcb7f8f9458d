"""Planned pushes follow what the planner wants, and leave what went out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from store import mailbox, planning, sending
from store.database import Database
from store.planning import Planned
from tests.conftest import MORNING
from tests.store.kit import record, rows, wish


def plan(key: str, hours: int = 1) -> Planned:
    at = MORNING + timedelta(hours=hours)
    return Planned(key, "arrival", 1, at, at + timedelta(days=1))


@pytest.fixture
async def replan(inn: Database) -> Callable[..., Any]:
    """Make these the pushes of booking 1."""
    await record(inn, wish())

    async def call(*wanted: Planned) -> dict[str, tuple[str, str, str]]:
        await inn.write(planning.replan, [1], ["arrival"], wanted, MORNING)
        return await rows(inn)

    return call


async def test_replan_same_again_changes_nothing(replan: Callable[..., Any]) -> None:
    for _ in range(2):
        assert await replan(plan("a")) == {"a": ("due", "", "")}


async def test_replan_moves_what_is_due_at_another_time(inn: Database, replan: Callable[..., Any]) -> None:
    await replan(plan("a"))
    await replan(plan("a", 5))
    (push,) = await inn.read(planning.pushes_between, MORNING, MORNING + timedelta(days=1))
    assert (push.kind, push.booking_id, push.status, push.due_at) == (
        "arrival",
        1,
        "due",
        MORNING + timedelta(hours=5),
    )


async def test_replan_drops_the_unwanted_with_a_reason_and_revives_it(replan: Callable[..., Any]) -> None:
    await replan(plan("a"))
    assert await replan(plan("b")) == {"a": ("dropped", "", "not_wanted"), "b": ("due", "", "")}
    assert await replan(plan("a"), plan("b")) == {"a": ("due", "", ""), "b": ("due", "", "")}


async def test_replan_drops_what_waits_in_the_mailbox(
    inn: Database, may: int, replan: Callable[..., Any]
) -> None:
    await replan(plan("a", 0))
    (row,) = await inn.write(sending.claim, MORNING)
    await inn.write(sending.to_mailbox, row, may, {"text": "x"}, "window_closed")
    assert await replan() == {"a": ("dropped", "", "not_wanted")}
    assert await inn.write(mailbox.take_mail, may, MORNING) == []


async def test_replan_leaves_what_was_sent_or_is_being_sent(
    inn: Database, may: int, replan: Callable[..., Any]
) -> None:
    await replan(plan("a", 0), plan("b", 0))
    first, second = await inn.write(sending.claim, MORNING)
    await inn.write(sending.attempt, first, may, "text", {"text": "x"})
    await inn.write(sending.taken, first, "sent", MORNING)
    assert await replan() == {"a": ("sent", "text", ""), "b": ("sending", "", "")}
    assert await replan(plan("a", 9)) == {"a": ("sent", "text", ""), "b": ("sending", "", "")}
    assert second.payload is None


async def test_replan_leaves_other_kinds_and_bookings_alone(
    inn: Database, replan: Callable[..., Any]
) -> None:
    await record(inn, wish("2"))
    await replan(plan("a"))
    await inn.write(planning.replan, [2], ["arrival"], [], MORNING)
    await inn.write(planning.replan, [1], ["survey"], [], MORNING)
    assert await rows(inn) == {"a": ("due", "", "")}
