"""Hours and switches in the owner's words about pushes and membership: the same clock as guests have (F065)."""

from __future__ import annotations

import pytest

from bot.understanding.membership_commands import RuleSaid, read_rule
from bot.understanding.push_commands import changes

LEVELS = {"silver": "银卡", "gold": "金卡"}


@pytest.mark.parametrize(
    ("kind", "said", "changed"),
    [
        ("check_out", "前一晚8点", {"day": "before", "hour": "20:00"}),
        ("check_out", "前一天 晚上八点半", {"day": "before", "hour": "20:30"}),
        ("check_out", "前一晚", {"day": "before"}),
        ("check_out", "当天 9点", {"day": "same", "hour": "09:00"}),
        ("arrival", "晚上七点", {"hour": "19:00"}),
        ("arrival", "前一天9点", None),
        ("arrival", "下午", None),
    ],
)
def test_hour_of_a_push_is_read_with_its_part_of_the_day(
    kind: str, said: str, changed: dict[str, str] | None
) -> None:
    assert changes(kind, said) == changed


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("金卡 退房到下午2点", "14:00"),
        ("金卡 延到2点", "14:00"),
        ("金卡 退房14:30", "14:30"),
        ("金卡 晚退 13点", "13:00"),
    ],
)
def test_late_check_out_of_a_level_is_after_noon(said: str, until: str) -> None:
    assert read_rule(said, LEVELS, {}) == RuleSaid("levels.gold.late_checkout", until)


@pytest.mark.parametrize(
    "said", ["携程不给积分", "平台不积分", "别给平台积分", "平台积分关掉", "美团的没积分"]
)
def test_points_for_other_channels_are_refused_by_any_no(said: str) -> None:
    assert read_rule(said, LEVELS, {}) == RuleSaid("other_channels", False)


@pytest.mark.parametrize("said", ["平台也积分", "别的平台也积分"])
def test_points_for_other_channels_are_given_without_a_no(said: str) -> None:
    assert read_rule(said, LEVELS, {}) == RuleSaid("other_channels", True)
