"""More or less than was booked, as people say it (F023): people and nights, never things."""

from __future__ import annotations

import pytest

from bot.understanding.changes import read_changes
from bot.understanding.reading import Reading


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("加一个人，我妹妹也来", {"more_guests": 1}),
        ("再加两个人", {"more_guests": 2}),
        ("明天我朋友也来", {"more_guests": 1}),
        ("少一个人", {"more_guests": -1}),
        ("one more person", {"more_guests": 1}),
        ("我要提前一天走", {"fewer_nights": 1}),
        ("少住两晚", {"fewer_nights": 2}),
        ("加一双拖鞋", {}),
        ("多少人民币", {}),
        ("三个人", {}),
        ("早点走", {}),
        ("早一天走", {"fewer_nights": 1}),
        ("提前两天回家", {"fewer_nights": 2}),
        ("my sister is coming too", {"more_guests": 1}),
        ("我们早晚回来", {}),
        ("望早日回复", {}),
        ("提前一天回复我", {}),
        ("我早晚走都行", {}),
        ("我朋友也来不了", {}),
        ("我朋友也要来接我们", {}),
        ("my dad is coming to pick us up", {}),
    ],
)
def test_more_or_less_than_was_booked_is_read(said: str, slots: dict[str, object]) -> None:
    reading = Reading(said)
    read_changes(reading, said)
    assert dict(reading.slots) == slots
