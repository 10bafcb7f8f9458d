"""Holds expressions for days, without a guest around them, to the lists beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.understanding import Hints, Said, Understood, understand
from tests.understanding.sets import HOUSE, SATURDAY

NOW = datetime.fromisoformat(SATURDAY).replace(tzinfo=HOUSE)
FOLDER = Path(__file__).parent / "expressions"


def rows(*files: Path) -> list[list[str]]:
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line.split("\t") for line in lines if line[:1] != "#"]


EXPRESSIONS = rows(FOLDER / "zh_CN.tsv")
WHOLE = rows(*sorted((FOLDER / "whole").glob("*.tsv")))


def written(said: Said) -> str:
    if said.kind == "date":
        return str(said.start)
    if said.kind == "range":
        return f"{said.start}..{said.end}"
    return "/".join(f"{count}{unit}" for count, unit in ((said.days, "d"), (said.nights, "n")) if count)


def readings(got: Understood) -> set[str]:
    """All that was told as one reading, and whether a day must be asked back."""
    told = " + ".join(map(written, got.dates))
    return ({told} if told else set()) | ({"vague"} if "vague_date" in got.doubts else set()) or {"none"}


@pytest.mark.parametrize(("expression", "wanted"), EXPRESSIONS, ids=[row[0] for row in EXPRESSIONS])
def test_expression_names_its_day(expression: str, wanted: str) -> None:
    got = understand(expression, NOW, Hints())
    assert ({written(said) for said in got.dates} | readings(got)) & set(wanted.split("|"))


@pytest.mark.parametrize("row", WHOLE, ids=[row[0] for row in WHOLE])
def test_expression_tells_its_days_and_nothing_else(row: list[str]) -> None:
    expression, wanted, *said_at = row
    now = datetime.fromisoformat(said_at[0]).replace(tzinfo=HOUSE) if said_at else NOW
    assert readings(understand(expression, now, Hints())) & set(wanted.split("|"))
