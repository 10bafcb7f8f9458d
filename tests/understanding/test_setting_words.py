"""A setting in one line: which one, and the value as the house file has it; what is missing is named."""

from __future__ import annotations

import pytest

from bot.handlers.house_settings import NAMES
from bot.understanding.setting_words import Value, Wanted, read_setting
from locales import say


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("入住 15点", {"check_in": "15:00"}),
        ("入住时间改成15:30", {"check_in": "15:30"}),
        ("入住 下午3点半", {"check_in": "15:30"}),
        ("退房 11点前", {"check_out": "11:00"}),
        ("入住 三点", {"check_in": "15:00"}),
        ("退房 中午1点", {"check_out": "13:00"}),
        ("有人 早8点到晚10点", {"staffed_from": "08:00", "staffed_to": "22:00"}),
        ("有人 7-23", {"staffed_from": "07:00", "staffed_to": "23:00"}),
        ("保留 60分钟", {"hold_minutes": 60}),
        ("保留2小时", {"hold_minutes": 120}),
        ("取消费 不收", {"cancellation.fee": "none"}),
        (
            "取消费 提前1天18点 首晚",
            {
                "cancellation.fee": "first_night",
                "cancellation.free_days": 1,
                "cancellation.free_until": "18:00",
            },
        ),
        (
            "取消费：当天下午2点前免费，之后收一半房费的50%",
            {
                "cancellation.fee": "percent",
                "cancellation.percent": 50,
                "cancellation.free_days": 0,
                "cancellation.free_until": "14:00",
            },
        ),
        (
            "取消费 入住前三天免费，之后全款",
            {"cancellation.fee": "percent", "cancellation.percent": 100, "cancellation.free_days": 3},
        ),
        (
            "晚退 16点 每小时40",
            {"late_checkout.enabled": True, "late_checkout.until": "16:00", "late_checkout.price": 40},
        ),
        ("延迟退房 50元一小时", {"late_checkout.enabled": True, "late_checkout.price": 50}),
        ("晚退 一小时30.5", {"late_checkout.enabled": True, "late_checkout.price": 30.5}),
        ("晚退 关", {"late_checkout.enabled": False}),
        ("保留 半个小时", {"hold_minutes": 30}),
        ("自动确认 开", {"instant_confirmation": True}),
        ("免确认关掉", {"instant_confirmation": False}),
        ("有人 7点到22点半", {"staffed_from": "07:00", "staffed_to": "22:30"}),
        ("到店提醒 关", {"pushes.arrival.enabled": False}),
        ("到店提醒 17点", {"pushes.arrival.hour": "17:00"}),
        ("欢迎语 您好", {"texts.welcome": "您好"}),
    ],
)
def test_setting_is_read_with_its_value(text: str, values: dict[str, Value]) -> None:
    wanted = read_setting(text)
    assert isinstance(wanted, Wanted)
    assert dict(wanted.values) == values


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("入住", "time"),
        ("入住 25点", "time"),
        ("保留 很久", "minutes"),
        ("取消费 提前1天", "fee"),
        ("晚退 16点", "late"),
        ("晚退 免费", "late"),
        ("晚退 开", "late"),
        ("取消费 首晚或者50%", "fee"),
        ("自动确认", "switch"),
        ("门锁", None),
    ],
)
def test_what_is_missing_is_named_and_what_is_no_setting_is_none(text: str, missing: str | None) -> None:
    assert read_setting(text) == missing


@pytest.mark.parametrize(
    ("said", "values"),
    [
        (
            "加床 100 湖景",
            {"extras.bed.enabled": True, "extras.bed.price": 100, "extras.bed.types": ["lake"]},
        ),
        ("加床 100元 每间2张", {"extras.bed.enabled": True, "extras.bed.price": 100, "extras.bed.most": 2}),
        ("加床 所有房型", {"extras.bed.enabled": True, "extras.bed.types": []}),
        ("加床 关", {"extras.bed.enabled": False}),
        ("早餐 25", {"extras.breakfast.enabled": True, "extras.breakfast.price": 25}),
        (
            "早餐 25 儿童12.5",
            {
                "extras.breakfast.enabled": True,
                "extras.breakfast.price": 25,
                "extras.breakfast.child_price": 12.5,
            },
        ),
        (
            "儿童 50 6岁以下免费",
            {"extras.child.enabled": True, "extras.child.price": 50, "extras.child.free_under": 6},
        ),
        ("儿童 免费", {"extras.child.enabled": False}),
    ],
)
def test_what_is_on_top_of_a_room_is_set_in_one_line(said: str, values: dict[str, Value]) -> None:
    """F021: extra bed, breakfast and children have prices of the owner's."""
    wanted = read_setting(said, {"lake": ("湖景大床房", "湖景"), "court": ("庭院双床房",)})
    assert isinstance(wanted, Wanted)
    assert dict(wanted.values) == values


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW", "ja", "en"])
def test_setting_is_found_by_the_name_the_list_shows(language: str) -> None:
    """Seen: 设置 微信里发门锁密码 开 was no setting, and the list that followed named it so."""
    shown = {path: say(language, name) for path, name in NAMES.items()}
    assert [name for name in shown.values() if read_setting(name, shown=shown) is None] == []
    assert read_setting(f"{shown['door.codes']} 开", shown=shown) == Wanted((("door.codes", True),))
