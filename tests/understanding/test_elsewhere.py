"""What is told of the rest of the world is no word to this house, and what is asked of the house beside it is heard (F025)."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.understanding import Hints, understand
from bot.understanding.elsewhere import GRAVE
from tests.understanding.sets import HOUSE

NOW = datetime(2026, 11, 21, 15, tzinfo=HOUSE)


def labels(text: str) -> set[str]:
    return {intent.label for intent in understand(text, NOW, Hints()).intents}


@pytest.mark.parametrize(
    "text",
    [
        "昨天去的那家烧烤店服务太差了我直接给了差评",
        "上次在别的酒店住，前台态度恶劣",
        "滴滴司机绕路，我要投诉",
        "帮我订两张电影票",
        "把闹钟取消掉",
        "我家空调坏了修了八百块",
        "公司年会改期了",
        "那部剧烂尾了，太差劲",
        "健身卡退不了，垃圾",
        "the courier was so rude",
        "my boss cancelled the meeting",
    ],
)
def test_talk_of_others_is_no_booking_cancelling_or_complaint(text: str) -> None:
    assert not labels(text) & GRAVE


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("航班取消了，房间能免费退吗", "cancel_booking"),
        ("公司团建，要20间房能接吗", "availability_query"),
        ("外卖送到前台了吗？另外我要投诉，房间太吵", "complaint"),
        ("滴滴司机绕路，晚到一小时，你们早餐还有吗", "breakfast"),
        ("看完电影回来房卡刷不开门", "access_door"),
        ("你们比那家酒店差远了，我要投诉", "complaint"),
        ("my flight got cancelled, can I cancel my room", "cancel_booking"),
    ],
)
def test_wish_beside_talk_of_others_is_heard(text: str, label: str) -> None:
    assert label in labels(text)
