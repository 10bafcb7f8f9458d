"""A house is set up in chat: from nothing to a house that guests can book, and as a file (F113)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.understanding.founding import Kind, room_kinds, told, two_hours
from store import house, migrations
from store.database import open_database
from store.house_file import blank_house, demo_house, house_text, new_house_text, parse_house
from tests.conftest import MORNING
from tests.flows.kit import GUEST, OTHER, RING, Inn, open_inn
from tests.flows.walks import EVERYTHING_OF_A_HOUSE

ANSWERS = (
    "云上小院",
    "大理市双廊镇大建旁村2号",
    "0872-2670000",
    "云景大床 2间 701 702 平时588 周末688",
    "标间 703-704 298元 住2人",
    "没有了",
    "下午2点入住，12点前退房",
    "早上8点到晚上11点",
    "没有",
    "YunShang 88888888",
    "跳过",
    "小型犬可以，一只50元",
    "不收",
    "入住前一天18点前免费取消",
)


@pytest.fixture
async def empty(tmp_path: Path) -> Inn:
    """A house that nobody has described, with somebody who owns it."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    await migrations.upgrade(url)
    async with open_database(url, RING) as database:
        await database.write(house.load, blank_house(), MORNING)
    inn = await open_inn(url)
    await inn.employ(GUEST, "owner")
    return inn


async def test_answers_become_the_house_and_the_yes_opens_it(empty: Inn) -> None:
    assert await empty.say("开张") == "您的店叫什么名字？"
    said = await empty.talk(*ANSWERS)
    assert "云景大床 701/702" in said[-1]
    assert "WiFi" in said[-1]
    assert "停车" in said[-1]
    assert "很快开张" in await empty.say("有房吗", OTHER)
    assert "开张了" in await empty.say("好")
    standing = await empty.database.read(house.present)
    assert standing is not None
    built = standing.house
    assert not built.waiting
    assert built.rooms() == {"701": "double", "702": "double", "703": "twin", "704": "twin"}
    assert built.room_types["double"].price.fen("weekend") == 68800
    assert (built.policies.breakfast, built.parking) == ("不含早餐。", "")
    assert await empty.database.read(house.laid) == {}
    assert "云景大床" in await empty.say("24号住两晚，两个人，有房吗", OTHER)
    await empty.close()


async def test_bare_word_that_a_deposit_is_taken_is_no_policy_yet(empty: Inn) -> None:
    await empty.say("开张")
    await empty.talk(*ANSWERS[:12])
    assert "押金100元" in await empty.say("收")
    await empty.talk("收100，退房退", ANSWERS[-1])
    await empty.say("好")
    standing = await empty.database.read(house.present)
    assert standing is not None
    assert standing.house.policies.deposit == "收100，退房退"
    await empty.close()


async def test_set_up_goes_on_where_it_stopped_after_never_mind_and_a_restart(empty: Inn) -> None:
    await empty.say("开张")
    await empty.talk(*ANSWERS[:4], "算了")
    await empty.restart()
    assert "还有别的房型吗" in await empty.say("开张")
    await empty.close()


async def test_room_type_said_by_half_is_asked_for_the_rest(empty: Inn) -> None:
    await empty.say("开张")
    await empty.talk(*ANSWERS[:3])
    assert "「云景大床」平时多少钱一晚？" in await empty.say("云景大床 701 702")
    assert "还有别的房型吗" in await empty.say("588")
    standing = await empty.database.read(house.present)
    assert standing is not None
    assert standing.house.room_types["double"].price.weekday == 588
    await empty.close()


async def test_room_in_two_types_is_said_and_nothing_is_kept(empty: Inn) -> None:
    await empty.say("开张")
    await empty.talk(*ANSWERS[:4])
    assert "同时在两种房型里" in await empty.say("标间 701 703 平时298")
    standing = await empty.database.read(house.present)
    assert standing is not None
    assert list(standing.house.room_types) == ["double"]
    await empty.close()


async def test_refused_room_lines_are_asked_again_and_nothing_else(empty: Inn) -> None:
    await empty.say("开张")
    await empty.talk(*ANSWERS[:3])
    said = await empty.say("云景大床 701 702 平时588\n标间 702 703 平时298")
    assert "同时在两种房型里" in said
    assert "有哪些房" in said
    assert (await empty.slots())["inn_phone"] == "0872-2670000"
    assert "有哪些房" in (await empty.talk("没有了", "好"))[-1]
    assert "还有别的房型吗" in await empty.say("云景大床 701 702 平时588\n标间 703 平时298")
    await empty.close()


async def test_refused_room_line_in_one_message_with_the_rest_does_not_open_a_house_without_rooms(
    empty: Inn,
) -> None:
    await empty.say("开张")
    rooms = "客房：云景大床 701 702 平时588\n客房：云景双床 702 平时398"
    others = [line for line in EVERYTHING_OF_A_HOUSE.splitlines() if not line.startswith("房型")]
    said = await empty.say("\n".join([*others, rooms]))
    assert "有哪些房" in said
    assert "出了点差错" not in await empty.say("好")
    assert "现在开张" in await empty.say("云景大床 701 702 平时588")
    assert "开张了" in await empty.say("好")
    await empty.close()


async def test_location_that_is_sent_is_the_address(empty: Inn) -> None:
    await empty.talk("开张", "云上小院")
    where = {"Location_X": "25.9066", "Location_Y": "100.1924", "Label": "大理市双廊镇大建旁村"}
    await empty.door.handle(replace(empty.inbound("", GUEST), kind="location", details=where))
    standing = await empty.database.read(house.present)
    assert standing is not None
    assert standing.house.address == "大理市双廊镇大建旁村"
    assert standing.house.map is not None
    assert standing.house.map.lat == 25.9066
    await empty.close()


async def test_everything_in_one_message_needs_only_the_yes(empty: Inn) -> None:
    await empty.say("开张")
    said = await empty.say(EVERYTHING_OF_A_HOUSE)
    assert "云景双床 703" in said
    assert "现在开张" in said
    await empty.close()


async def test_owner_of_a_house_without_rooms_may_look_around(empty: Inn) -> None:
    for word in (
        "今天",
        "到店",
        "离店",
        "房态",
        "价格",
        "订单",
        "工单",
        "待办",
        "设置",
        "推送",
        "302",
        "12.24",
    ):
        assert "出了点差错" not in await empty.say(word), word
    await empty.close()


@pytest.mark.parametrize("text", [house_text(demo_house()), house_text(parse_house(new_house_text()))])
def test_house_that_is_written_down_is_the_same_house(text: str) -> None:
    assert house_text(parse_house(text)) == text


def test_demo_house_written_down_and_read_is_the_demo_house() -> None:
    assert parse_house(house_text(demo_house())) == demo_house()
    assert parse_house(house_text(blank_house())) == blank_house()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (
            "湖景大床 3间 301 302 303 平时588 周末688",
            Kind("湖景大床", ("301", "302", "303"), 588, 688, count=3),
        ),
        (
            "标间 201-203 平日298元，节假日588，住3人",
            Kind("标间", ("201", "202", "203"), 298, None, 588, people=3),
        ),
        ("大床房2间 201 202 300", Kind("大床房", ("201", "202"), 300, count=2)),
        ("301 302", Kind("", ("301", "302"))),
        ("湖景大床 301 302 25平米 588元", Kind("湖景大床", ("301", "302"), 588)),
        ("湖景大床 301 302 平时588 押金100", Kind("湖景大床", ("301", "302"), 588)),
        ("湖景大床 301 302 加床80元 588元", Kind("湖景大床", ("301", "302"), 588)),
        ("湖景大床 301 302 588", Kind("湖景大床", ("301", "302"))),
        ("标间 201 202 301", Kind("标间", ("201", "202", "301"))),
        ("标间 901 1001", Kind("标间", ("901", "1001"))),
    ],
)
def test_room_type_is_read_from_one_line(line: str, kind: Kind) -> None:
    assert room_kinds(line) == (kind,)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("在水一方", "在水一方"),
        ("是日小院", "是日小院"),
        ("么么客栈", "么么客栈"),
        ("店名：云上小院", "云上小院"),
        ("我们店叫云上小院", "云上小院"),
        ("名字是云上小院", "云上小院"),
        ("叫云上小院", "云上小院"),
    ],
)
def test_name_of_the_house_is_kept_as_it_is_said(said: str, name: str) -> None:
    assert told("inn_name", said) == ({"inn_name": name}, "")


def test_question_instead_of_a_name_is_no_name() -> None:
    assert told("inn_name", "你们收费吗？") == ({}, "你们收费吗？")


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("下午2点入住，12点前退房", "14:00-12:00"),
        ("12点退房，14点入住", "14:00-12:00"),
        ("8:00-23:00", "08:00-23:00"),
        ("早上8点到晚上12点", "08:00-00:00"),
        ("早8点到晚10点", "08:00-22:00"),
        ("7点到二十三点", "07:00-23:00"),
        ("2点入住，中午1点退房", "14:00-13:00"),
        ("24小时", "00:00-00:00"),
        ("不一定", ""),
    ],
)
def test_two_hours_are_read_in_either_order(said: str, hours: str) -> None:
    assert two_hours(said) == hours
