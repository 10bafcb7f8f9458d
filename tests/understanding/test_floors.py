"""On which floor somebody wants to sleep, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.understanding.floors import HIGH, LOW, floor_wished


@pytest.mark.parametrize(
    ("said", "floor"),
    [
        ("有一楼的房吗", "1"),
        ("一樓有房嗎", "1"),
        ("最好二楼", "2"),
        ("第十二层", "12"),
        ("要低楼层", LOW),
        ("楼层低一点", LOW),
        ("高楼层的房间", HIGH),
        ("顶楼的房间有吗", HIGH),
        ("a room on the 1st floor", "1"),
        ("ground floor please", "1"),
        ("top floor room", HIGH),
        ("1階の部屋", "1"),
        ("最上階", HIGH),
        ("别给我安排一楼", None),
        ("不要顶楼", None),
        ("not on the ground floor", None),
        ("301房", None),
        ("一共几层楼", None),
        ("500楼", None),
    ],
)
def test_floor_is_read_where_one_is_wished_for(said: str, floor: str | None) -> None:
    assert floor_wished(said) == floor
