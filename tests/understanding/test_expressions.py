"""Holds Chinese expressions for days, without a guest around them, to the list beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.understanding import Hints, Said, understand
from tests.understanding.sets import HOUSE, SATURDAY

NOW = datetime.fromisoformat(SATURDAY).replace(tzinfo=HOUSE)
LIST = Path(__file__).parent / "expressions" / "zh_CN.tsv"
EXPRESSIONS = [line.split("\t") for line in LIST.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]


def written(said: Said) -> str:
    if said.kind == "date":
        return str(said.start)
    if said.kind == "range":
        return f"{said.start}..{said.end}"
    return "/".join(f"{count}{unit}" for count, unit in ((said.days, "d"), (said.nights, "n")) if count)


@pytest.mark.parametrize(("expression", "wanted"), EXPRESSIONS, ids=[row[0] for row in EXPRESSIONS])
def test_expression_names_its_day(expression: str, wanted: str) -> None:
    got = understand(expression, NOW, Hints())
    readings = {written(said) for said in got.dates}
    readings |= {"vague"} if "vague_date" in got.doubts else set()
    assert (readings or {"none"}) & set(wanted.split("|"))
