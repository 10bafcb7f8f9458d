"""By when a guest is answered, counted in hours when somebody is up (F057–F059)."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.opinions import answer_by
from store.house_file import Grade, House, demo_house
from store.house_file.opinions import Opinions

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


def house(hours: dict[Grade, int] | None = None) -> House:
    """The demo's house, awake from 8 to 23."""
    return demo_house().model_copy(update={"opinions": Opinions(hours=hours or {})})


@pytest.mark.parametrize(
    ("said", "grade", "due"),
    [
        (at(1, 10), "plain", at(1, 15)),
        (at(1, 10), "grave", at(1, 11)),
        (at(1, 21), "plain", at(2, 11)),  # two hours in the evening, three in the morning
        (at(1, 1), "grave", at(1, 9)),
        (at(1, 23, 30), "grave", at(2, 9)),
        (at(1, 8), "light", at(3, 23)),  # three days of fifteen hours
    ],
)
def test_time_runs_while_somebody_is_up(said: datetime, grade: Grade, due: datetime) -> None:
    assert answer_by(house(), said, grade) == due


def test_owner_says_how_many_hours() -> None:
    assert answer_by(house({"plain": 2}), at(1, 10), "plain") == at(1, 12)


def test_house_that_never_sleeps_counts_straight_on() -> None:
    always = house().model_copy(update={"staffed_from": time(0), "staffed_to": time(0)})
    assert answer_by(always, at(1, 23), "plain") == at(2, 4)
