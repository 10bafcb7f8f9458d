"""体检 has its bounds: one a minute, half a lease; what it found is told whole."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from scheduler import checking_up
from tests.scheduler.kit import Inn


async def for_ever(language: str) -> Sequence[str]:
    await asyncio.Event().wait()
    return ()


async def at_length(language: str) -> Sequence[str]:
    return [f"{n}" for n in range(3)]


async def told(inn: Inn, examine: checking_up.Examine) -> list[str]:
    """What the owner hears who has everything looked at."""
    owner = await inn.guest(1, role="owner")
    await inn.writes(owner)
    inn.delivery.examine = examine
    assert await inn.database.write(checking_up.ask, owner, "zh_CN", inn.now)
    assert not await inn.database.write(checking_up.ask, owner, "zh_CN", inn.now)
    await inn.deliver()
    await inn.deliver()
    return [message.text for message in inn.phone(1).messages]


async def test_examination_that_does_not_end_is_given_up(inn: Inn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug: a silent WeChat held it for minutes, past its lease, and another worker began it anew."""
    monkeypatch.setattr(checking_up, "WITHIN", 0.05)
    assert await told(inn, for_ever) == ["微信这会儿回得太慢，没能全看完。过一会儿再发「体检」。"]


async def test_long_outcome_is_told_to_its_end(inn: Inn) -> None:
    """The bug: what came after the second message was cut off, the word about the rest among it."""
    assert await told(inn, at_length) == ["0", "1", "2"]
