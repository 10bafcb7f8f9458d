"""The words of the house, each variant of the table that guests, staff and owner were promised: what it is read as."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.context import vocabulary
from bot.understanding import understand
from bot.understanding.commands import read_command
from store.house import Present
from store.house_file import demo_house
from store.rights import may_command

STAFF = {
    "today": ("今天", "12.24", "12月24日", "后天"),
    "arrivals": ("到店", "今天来几间", "抵店", "明天"),
    "departures": ("离店", "今天走几间", "明天退房", "今天谁走", "今天都有谁退房", "明天几间走"),
    "ticket_take": ("接12", "12收到", "收到", "我去", "接"),
    "ticket_done": ("好了12", "302好了", "搞定", "搞定12", "完成", "完成12"),
    "ticket_later": ("12 等配件", "做不了12", "12 没有浴盆"),
    "ticket_hand": ("转12小李", "转12给小李"),
    "ticket_ask": ("问12 要几条？",),
    "check_in": ("入住302", "302到了", "办入住302", "入住302 登记2人"),
    "check_out": ("退房302", "302走了", "查房302"),
    "ready": ("302可住", "302打扫完了", "302干净"),
    "dirty": ("302脏",),
    "reply": ("回302 马上到", "回G12 马上到"),
    "give_back": ("交还", "交还302"),
    "duty": ("上班", "下班", "交班", "值班"),
    "identify": ("是302",),
}
OWNER = {
    "occupancy": ("房态", "看房", "下周房态"),
    "record": ("录单", "加单", "补单", "录单 美团 王女士 12.24两晚 湖景 688"),
    "accept": ("确认B23", "确认 b23"),
    "refuse": ("拒B23", "拒B23 满房了"),
    "closed": ("已关B23",),
    "reprice": ("改价 国庆 湖景688", "国庆湖景改价688"),
    "close_rooms": ("关房302 12.24-26", "锁房302 12.24-26"),
    "open_rooms": ("放房302 12.24-26", "放房"),
    "card": ("客人 王女士", "客人8000", "客人302", "王女士", "8000", "302"),
    "invite": ("邀请B23", "绑定码B23"),
    "paste": ("文案B23",),
    "undo": ("撤销", "改回来"),
    "settings": ("设置",),
    "crew": ("员工",),
    "pause": ("暂停", "暂停接单"),
    "answers": ("问答",),
    "help": ("帮助", "帮助 房价"),
}
GUEST = {
    "availability_query": ("有房吗", "空房", "还有房没"),
    "price_query": ("多少钱",),
    "my_booking": ("我的订单", "订单", "查订单"),
    "change_booking": ("改期",),
    "cancel_booking": ("取消订单", "退订", "不去了"),
    "service_status": ("进度", "到哪了", "催一下", "还没好"),
    "wifi": ("密码", "WiFi"),
    "access_door": ("门锁", "怎么进门"),
    "human_agent": ("人工", "老板", "电话"),
    "feedback": ("意见",),
    "complaint": ("投诉",),
    "extend_stay": ("续住",),
    "late_checkout": ("晚点走",),
    "checkout_request": ("退房",),
    "privacy_export": ("我的数据",),
    "privacy_delete": ("删除我的信息",),
    "marketing_optout": ("退订推送",),
}  # fmt: skip


def _rows(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(said, name) for name, ways in table.items() for said in ways]


@pytest.mark.parametrize(("said", "name"), _rows(STAFF))
def test_word_of_staff_is_their_command(said: str, name: str) -> None:
    read = read_command(said)
    assert read is not None
    assert read.name == name
    assert may_command("staff", name)
    assert may_command("owner", name)


@pytest.mark.parametrize(("said", "name"), _rows(OWNER))
def test_word_of_the_owner_is_their_command(said: str, name: str) -> None:
    read = read_command(said)
    assert read is not None
    assert read.name == name
    assert may_command("owner", name)


@pytest.mark.parametrize(("said", "label"), _rows(GUEST))
def test_word_of_a_guest_is_what_they_mean(said: str, label: str) -> None:
    hints = vocabulary(Present(1, demo_house(), frozenset()))
    assert understand(said, datetime(2026, 12, 1, 2, tzinfo=UTC), hints).has(label)
