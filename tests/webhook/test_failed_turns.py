"""A bug in a handler: the guest hears an apology with a code, staff an alarm, and nothing is done twice or half."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.context import Turn
from bot.handlers.questions import QUESTIONS
from store import todos
from store.errors import Unavailable
from store.sqlite import SqliteDatabase
from tests.webhook.kit import BREAKFAST, Street

APOLOGY = re.compile(r"不好意思，我这边出了点差错（([A-Z2-9]{4})），请再发一次试试。")


def broken(turn: Turn) -> str:
    """Leaves something half done, and breaks."""
    todos.open_once(turn.connection, "half", "question", turn.now)
    raise RuntimeError("a bug")


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setitem(QUESTIONS, "breakfast", broken)
    return monkeypatch


async def test_failed_turn_apologises_with_a_code_and_alarms_staff(
    shop: Street, bug: pytest.MonkeyPatch
) -> None:
    staff = await shop.employ("staff")
    back = await shop.push(shop.message("早餐几点"))
    code = APOLOGY.fullmatch(back.text)
    assert code is not None
    await shop.running.round()
    assert staff.messages[-1].text == (
        f"【故障】一位客人的消息没处理成，代码{code[1]}，已请客人再发一次。请告诉管小二的人。"
    )
    assert await shop.count("todos") == 0  # what the broken handler had begun is undone


async def test_failed_turn_keeps_its_key(shop: Street, bug: pytest.MonkeyPatch) -> None:
    """A redelivery of the same message gets the same words, even when the bug is gone; a new one is served."""
    fields = shop.message("早餐几点")
    back = await shop.push(fields)
    bug.undo()
    assert (await shop.push(fields)).text == back.text
    assert (await shop.push(shop.message("早餐几点"))).text.startswith(BREAKFAST)


async def test_failed_turn_leaves_the_conversation_where_it_stood(
    shop: Street, bug: pytest.MonkeyPatch
) -> None:
    await shop.push(shop.message("有房吗"))
    assert APOLOGY.fullmatch((await shop.push(shop.message("早餐几点"))).text)
    assert (await shop.push(shop.message("24号"))).text == "住几晚？"


async def test_failed_turn_of_a_stranger_is_an_apology_too(shop: Street, bug: pytest.MonkeyPatch) -> None:
    assert APOLOGY.fullmatch((await shop.push(shop.message("早餐几点", sender="o_nobody_yet"))).text)
    assert (await shop.push(shop.message("有房吗", sender="o_nobody_yet"))).text == "您哪天入住？"


async def test_database_gone_is_a_polite_word(shop: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """One retry, then words without a row behind them; the next message is served."""

    async def gone(*_: object) -> None:
        raise Unavailable("no database")

    with monkeypatch.context() as away:
        away.setattr(SqliteDatabase, "read", gone)
        back = await shop.push(shop.message("早餐几点"))
        assert back.text == "稍等，我这边暂时查不了，请过一分钟再发一次。"
    assert await shop.count("inbox") == 0
    await shop.honest_guest_is_served()


async def test_database_back_at_the_retry_is_no_trouble(
    shop: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One failure of the database is retried within the budget, and nobody hears of it."""
    read, failures = SqliteDatabase.read, [1]

    async def once(self: SqliteDatabase, work: Callable[..., Any], *args: Any) -> Any:
        if failures:
            failures.pop()
            raise Unavailable("the database was restarted")
        return await read(self, work, *args)

    monkeypatch.setattr(SqliteDatabase, "read", once)
    assert (await shop.push(shop.message("早餐几点"))).text.startswith(BREAKFAST)
    assert not failures
