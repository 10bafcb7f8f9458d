"""Days of an invented house, the product killed again and again: nothing is lost, and the same seed gives the same days."""

from __future__ import annotations

import asyncio
from pathlib import Path

from click.testing import CliRunner

from bot.cli.simulate import simulate
from bot.simulator.year.mortal import Mortal
from bot.simulator.year.run import Outcome, Plan, live
from bot.turn import Door
from bot.wechat.texts import split_text
from store.locks import MemoryLocks
from tests.flows.conftest import furnished as furnished  # noqa: PLC0414 - the house below stands on it
from tests.flows.conftest import inn as inn  # noqa: PLC0414 - a house with a door
from tests.flows.kit import Inn


async def lived(plan: Plan, folder: Path) -> Outcome:
    await asyncio.to_thread(folder.mkdir)
    return await live(plan, folder, lambda line: None)


def broken(outcome: Outcome) -> dict[str, list[str]]:
    return {name: rows for name, rows in outcome.broken.items() if rows}


async def test_ten_days_with_kills_lose_nothing(tmp_path: Path) -> None:
    outcome = await lived(Plan(days=10, rooms=12, seed=3), tmp_path / "year")
    figures = dict(outcome.figures)
    assert broken(outcome) == {}
    assert int(figures["kills"]) >= 5
    assert int(figures["guests' messages"]) >= 50
    assert int(figures["wishes"]) >= 3


async def test_product_dies_around_a_guests_turn(inn: Inn) -> None:
    """The bug: deaths went by the name of a write; when a turn's write was renamed, no guest's turn was worth one."""
    mortal = Mortal(inn.database, fuse=1)
    door = Door(mortal, inn.world, MemoryLocks(), split_text, linger=0.0)
    turn = asyncio.create_task(door.handle(inn.inbound("在吗")))
    async with asyncio.timeout(5):
        await mortal.died.wait()
    turn.cancel()


async def test_same_seed_gives_the_same_days_to_the_last_letter_on_every_phone(tmp_path: Path) -> None:
    plan = Plan(days=3, rooms=6, seed=5)
    first, again = await lived(plan, tmp_path / "first"), await lived(plan, tmp_path / "again")
    assert (first.mark, first.figures) == (again.mark, again.figures)
    other = await lived(Plan(days=3, rooms=6, seed=6), tmp_path / "other")
    assert other.mark != first.mark


def test_command_says_what_held_and_keeps_the_database_where_it_is_told(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    result = CliRunner().invoke(simulate, ["--days", "1", "--rooms", "4", "--keep", str(kept)])
    assert result.exit_code == 0, result.output
    assert "holds  every message answered" in result.output
    assert "BROKEN" not in result.output
    assert (kept / "xiaoer.db").exists()
    assert CliRunner().invoke(simulate, ["--days", "1", "--keep", str(kept)]).exit_code == 1
