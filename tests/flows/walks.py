"""How every flow is walked from its beginning to its end: declared sentence by sentence, for the suite of repairs.

A flow that is registered without its walk here fails that suite.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.flows import FLOWS, named
from bot.flows.flow import Question
from store import bookings, holds, registrations, todos
from store.database import Connection
from store.registrations import Registration
from tests.conftest import MORNING
from tests.flows.kit import GUEST, OTHER, STAFF, Inn

Setting = Callable[[Inn], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question that offers some: the ways to say it, and what it fills."""

    said: tuple[str, ...]
    slot: str
    value: Any


@dataclass(frozen=True, slots=True)
class Stop:
    """One question on the way."""

    step: str
    answer: str  # as most people give it
    in_words: str = ""  # the same inside a longer sentence; "" = as it is
    choice: Choice | None = None
    corrects: tuple[str, str, Any] | None = None  # (a sentence, the earlier slot it corrects, its new value)
    thumb: bool = False  # a thumb held up is an answer here


@dataclass(frozen=True, slots=True)
class Walk:
    """One way through a flow."""

    flow: str
    setting: Setting
    opening: str  # "" when the setting opens it
    stops: tuple[Stop, ...]
    end: str  # a part of what is said at the end
    at_once: str  # one sentence with every answer there is
    lands: str  # the step it leads to from everywhere; "" = the end
    second: str = "我的订单"  # begins another task, which is not over at once


async def _nobody(inn: Inn) -> None:
    """The guest has never written."""


async def _two_bookings(inn: Inn) -> None:
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.book("B", 28, 1, kind="court")


async def _a_lake_room_booked(inn: Inn) -> None:
    """Two days in a room that three sleep in."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)


async def _in_the_house(inn: Inn) -> None:
    """A stay that is over today, its nights not paid."""
    await inn.say("早餐几点")
    await inn.book("A", 1, 1)
    inn.clock.wind(MORNING + timedelta(days=1))


async def _a_booking_of_somebody(inn: Inn) -> None:
    """Known to the house, not yet to be this guest's."""
    await inn.say("早餐几点", OTHER)
    await inn.book("A", 24, 2, OTHER)


async def _reminded(inn: Inn) -> None:
    """The evening before arrival, the reminder went out."""
    await inn.say("早餐几点")
    booking_id = await inn.book("A", 2, 2)
    told = Registration(names=("王芳", "李雷"))  # else the names are asked for next
    await inn.database.write(registrations.keep, booking_id, told, None, inn.clock.now())
    inn.clock.wind(MORNING + timedelta(hours=8))
    await inn.tick()


async def _a_family(inn: Inn) -> None:
    """Two grown-ups and a child will come, nobody knows when."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2, children=1)


async def _two_who_are_under_18(inn: Inn) -> None:
    """Booked for a grown-up and a child, by two who are neither."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2, adults=1, children=1)


async def _asked_how_they_slept(inn: Inn) -> None:
    """The first morning, half past nine: the question of the house went out."""
    await inn.say("早餐几点")
    await inn.employ()
    await inn.book("A", 1, 2)
    await inn.say("入住B1", STAFF)
    inn.clock.wind(MORNING + timedelta(hours=23, minutes=30))
    await inn.tick()


async def _checked_in(inn: Inn) -> None:
    """Checked in today for two nights."""
    await inn.say("早餐几点")
    await inn.employ()
    await inn.book("A", 1, 2)
    await inn.say("入住B1", STAFF)


async def _offered_a_room(inn: Inn) -> None:
    """The loft was full, the guest waits for it, and now it is free."""
    await inn.say("早餐几点", OTHER)
    booking_id = await inn.book("A", 24, 2, OTHER, "loft")
    await inn.talk("12月24号住两晚，两个人，阁楼有房吗", "候补")
    await inn.database.write(_cancelled, booking_id)
    await inn.tick()


async def _offered_before_it_was_told_for_how_many(inn: Inn) -> None:
    """The same, asked for without a word on how many come."""
    await inn.say("早餐几点", OTHER)
    booking_id = await inn.book("A", 24, 2, OTHER, "loft")
    await inn.talk("12月24号住两晚，阁楼有房吗", "候补")
    await inn.database.write(_cancelled, booking_id)
    await inn.tick()


def _cancelled(connection: Connection, booking_id: int) -> None:
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    holds.cancel(connection, booking, "guest", MORNING)
    todos.finish(connection, "open_elsewhere", booking_id, MORNING)


async def _asked_to_let_somebody_join(inn: Inn) -> None:
    """The guest's husband scans the code of her booking: she is asked."""
    await inn.say("早餐几点")
    booking_id = await inn.book("A", 24, 2)
    await inn.say(await inn.code(booking_id), OTHER)
    await inn.tick()


async def _left_for_a_second_task(inn: Inn) -> None:
    """Somebody who was asked for the day looked up a booking, which is done at once."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.talk("有房吗", "我的订单")


async def _asked_by_the_house(inn: Inn) -> None:
    """Staff want to know something about a ticket."""
    await inn.say("302要两条浴巾")
    await inn.say("问1 要大的还是小的？", STAFF)


async def _owner_wants_a_new_price(inn: Inn) -> None:
    """The one who writes owns the house."""
    await inn.employ(GUEST, "owner")
    await inn.say("改价 12.24-26 湖景 688")


async def _with_points(inn: Inn) -> None:
    """A stay was completed and brought points."""
    await inn.say("早餐几点")
    await inn.book("A", 1, 1)
    inn.clock.wind(MORNING + timedelta(days=2))
    await inn.tick()


async def _sent_a_picture(inn: Inn) -> None:
    """A picture came without a word."""
    await inn.show("image")


async def _asked_after_the_stay(inn: Inn) -> None:
    """Some hours after the stay: how was it?"""
    await inn.say("早餐几点")
    booking_id = await inn.book("A", 24, 2)
    await inn.set_place(
        flow="survey",
        flow_version=1,
        step="rating",
        state={"slots": {"booking": booking_id}},
        expires_at=inn.clock.now() + timedelta(days=2),
        question_last=True,
    )


async def _asked_more_by_the_owner(inn: Inn) -> None:
    """The owner wants to know one thing more."""
    question = {"text": "还会再来吗？", "kind": "choice", "choices": ["会再来", "说不好", "不会"]}
    await inn.change_house("survey.questions", [question])
    await _asked_after_the_stay(inn)


async def _an_owner(inn: Inn) -> None:
    """Whoever writes owns the house."""
    await inn.employ(GUEST, "owner")


async def _house_nobody_has_set_up(inn: Inn) -> None:
    """The one who writes owns a house that is not open yet."""
    await inn.change_house("waiting", True)
    await inn.employ(GUEST, "owner")


EVERYTHING_OF_A_HOUSE = """店名：云上小院
地址：大理市双廊镇大建旁村2号
电话：0872-2670000
房型：云景大床 701 702 平时588 周末688
房型：云景双床 703 平时488
入住退房：14点入住，12点退房
有人：8点到23点
早餐：8点到10点，含在房价里
wifi：YunShang 88888888
停车：门口免费停6辆
宠物：小型犬可以，一只50元
押金：不收
取消：入住前一天18点前免费取消"""

THE_25TH = ("不对，是25号", "check_in", "2026-12-25")


async def _leaving_tomorrow(inn: Inn) -> None:
    """The guest is known, stays until tomorrow, and nobody has the room after that."""
    await inn.say("你好")
    await inn.book("D1", 1, 1)


async def _leaves_late_tomorrow(inn: Inn) -> None:
    """Who stays until tomorrow has bought three hours more."""
    await _leaving_tomorrow(inn)
    for said in ("明天能下午三点再退房吗", "好"):
        await inn.say(said)


WALKS = (
    Walk(
        "waiting",
        _offered_a_room,
        "",
        (
            Stop("take", "好", "好的，要", choice=Choice(("1", "第一个", "可以"), "yes", True)),
            Stop("contact", "王芳", "我叫王芳"),
            Stop("phone", "13800008000", "电话13800008000"),
        ),
        end="单号B2",
        at_once="好的，我叫王芳，13800008000",
        lands="",
        second="我想订房",
    ),
    Walk(
        "waiting",
        _offered_a_room,
        "",
        (
            Stop("take", "好", "好的，要", choice=Choice(("1", "第一个", "可以"), "yes", True)),
            Stop("contact", "13800008000", "电话13800008000"),
            Stop("name", "王芳", "我叫王芳"),
        ),
        end="单号B2",
        at_once="好的，我叫王芳，13800008000",
        lands="",
        second="我想订房",
    ),
    Walk(
        "waiting",
        _offered_before_it_was_told_for_how_many,
        "",
        (
            Stop("take", "好", "好的，要", choice=Choice(("1", "第一个", "可以"), "yes", True)),
            Stop("guests", "两个人", "我们两个人"),
            Stop("contact", "王芳", "我叫王芳"),
            Stop("phone", "13800008000", "电话13800008000"),
        ),
        end="单号B2",
        at_once="好的，两个人，我叫王芳，13800008000",
        lands="",
        second="我想订房",
    ),
    Walk(
        "prolonging",
        _checked_in,
        "我想续住",
        (
            Stop("until", "5号", "住到5号"),
            Stop("confirm", "好", "可以", corrects=("不对，住到6号", "check_out", "2026-12-06")),
        ),
        end="已经跟店里说了",
        at_once="我想续住到5号",
        lands="confirm",
        second="我要订房",
    ),
    Walk(
        "leaving_late",
        _leaving_tomorrow,
        "能晚点退房吗",
        (
            Stop(
                "until",
                "下午三点",
                "就下午三点吧",
                choice=Choice(("3", "第三个"), "datetime", "2026-12-02T15:00"),
            ),
            Stop("confirm", "好", "可以"),
        ),
        end="记在账单上",
        at_once="明天能下午三点再退房吗",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "leaving_on_time",
        _leaves_late_tomorrow,
        "不晚退了",
        (Stop("confirm", "好", "可以"),),
        end="账单上去掉了",
        at_once="还是12点走吧",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "availability",
        _nobody,
        "有房吗",
        (Stop("check_in", "24号", "24号入住"), Stop("nights", "2", "住两晚", corrects=THE_25TH)),
        end="看中哪间",
        at_once="24号住两晚",
        lands="",
    ),
    Walk(
        "booking",
        _nobody,
        "我想订房",
        (
            Stop("check_in", "24号", "24号入住"),
            Stop("nights", "2", "住两晚", corrects=THE_25TH),
            Stop("guests", "2个人", "两个大人", corrects=THE_25TH),
            Stop(
                "room_type",
                "2",
                "庭院双床",
                choice=Choice(("2", "第二个", "庭院双床", "双床房吧"), "room_type", "court"),
                corrects=("改成三个人", "guests", 3),
            ),
            Stop("contact", "王芳", "我叫王芳", corrects=("还是住三晚", "nights", 3)),
            Stop("phone", "13800008000", corrects=("换成湖景房", "room_type", "lake")),
            Stop("confirm", "好", "可以", corrects=THE_25TH),
        ),
        end="单号B1",
        at_once="24号住两晚，两个大人，湖景房，我叫王芳，13800008000",
        lands="confirm",
    ),
    Walk(
        "booking",
        _nobody,
        "24号住两晚，两个人，订一间湖景",
        (
            Stop("contact", "13800008000"),
            Stop("name", "王芳", "我叫王芳", corrects=THE_25TH),
            Stop("confirm", "好"),
        ),
        end="单号B1",
        at_once="我叫王芳，13800008000",
        lands="confirm",
    ),
    Walk(
        "changing",
        _a_lake_room_booked,
        "订单改成5个人",
        (
            Stop(
                "what",
                "亲子套房",
                "换亲子套房",
                choice=Choice(("1", "第一个", "亲子套房"), "room_type", "family"),
            ),
            Stop("confirm", "好", corrects=("不对，改成30号", "check_in", "2026-12-30")),
        ),
        end="已经跟店里说了",
        at_once="亲子套房",
        lands="confirm",
        second="24号有房吗，想再订一间",
    ),
    Walk(
        "changing",
        _two_bookings,
        "我想改一下订单",
        (
            Stop("which", "2", "第二个", choice=Choice(("2", "第二个", "B2", "28号那个"), "booking", 2)),
            Stop("what", "改成29号入住", "29号入住"),
            Stop("confirm", "好", corrects=("不对，改成30号", "check_in", "2026-12-30")),
        ),
        end="已经跟店里说了",
        at_once="第二个，改成29号入住",
        lands="confirm",
        second="24号有房吗，想再订一间",
    ),
    Walk(
        "cancelling",
        _two_bookings,
        "我要取消订单",
        (
            Stop("which", "2", "第二个", choice=Choice(("2", "第二个", "B2", "28号那个"), "booking", 2)),
            Stop("confirm", "好"),
        ),
        end="已经跟店里说了",
        at_once="第二个",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "my_booking",
        _a_booking_of_somebody,
        "我的订单",
        (
            Stop("phone", "13800008000"),
            Stop("name", "王芳", "我叫王芳", corrects=("打错了，是13900009000", "phone", "13900009000")),
            Stop("check_in", "24号", "24号入住", corrects=("不对，我叫李雷", "name", "李雷")),
        ),
        end="查到了",
        at_once="我叫王芳，13800008000，12月24号入住",
        lands="",
        second="我想订房",
    ),
    Walk(
        "leaving",
        _in_the_house,
        "我要退房",
        (Stop("confirm", "好"),),
        end="退好了",
        at_once="我要退房",
        lands="",
        second="我想订房",
    ),
    Walk(
        "service",
        _nobody,
        "叫服务",
        (Stop("what", "送两条浴巾"), Stop("room", "302", "住302", choice=Choice(("302",), "room_no", "302"))),
        end="浴巾",
        at_once="302要两条浴巾",
        lands="",
    ),
    Walk(
        "service",
        _nobody,
        "叫醒服务",
        (Stop("when", "明早6点半"), Stop("room", "302", choice=Choice(("302",), "room_no", "302"))),
        end="6:30",
        at_once="明早6点半叫我，302",
        lands="",
    ),
    Walk(
        "service",
        _sent_a_picture,
        "",
        (
            Stop("about", "空调坏了"),
            Stop("room", "302", "住302", choice=Choice(("302",), "room_no", "302")),
        ),
        end="302",
        at_once="302空调坏了",
        lands="",
    ),
    Walk(
        "service",
        _asked_by_the_house,
        "",
        (Stop("answer", "要大的"),),
        end="转",
        at_once="要大的，谢谢",
        lands="",
    ),
    Walk(
        "arriving",
        _reminded,
        "",
        (
            Stop(
                "arrival_time",
                "下午三点左右到",
                choice=Choice(("下午三点", "15:00"), "arrival_time", "15:00"),
            ),
        ),
        end="15:00",
        at_once="我们明天下午三点到",
        lands="",
        second="我想订房",
    ),
    Walk(
        "registering",
        _a_family,
        "登记",
        (
            Stop("names", "王芳、李雷和李一一"),
            Stop("arrival_time", "下午三点左右到"),
            Stop("ages", "6岁"),
            Stop("wishes", "要荞麦枕"),
            Stop("confirm", "对"),
        ),
        end="名单3/3",
        at_once="登记：王芳、李雷、李一一6岁，下午三点到，怕吵",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "registering",
        _two_who_are_under_18,
        "登记",
        (
            Stop("names", "王芳17岁、李雷16岁"),
            Stop("arrival_time", "下午三点左右到"),
            Stop("guardian", "13800008000"),
            Stop("wishes", "要荞麦枕"),
            Stop("confirm", "对"),
        ),
        end="名单2/2",
        at_once="登记：王芳17岁、李雷16岁，下午三点到，家长电话13800008000，怕吵",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "morning",
        _asked_how_they_slept,
        "",
        (
            Stop(
                "slept",
                "2",
                "不太好",
                choice=Choice(("2", "第二个", "不太好"), "slept", "badly"),
            ),
            Stop("what", "隔壁有人半夜洗澡"),
        ),
        end="店里",
        at_once="半夜有人装修",
        lands="",
        second="我想订房",
    ),
    Walk(
        "joining",
        _asked_to_let_somebody_join,
        "",
        (Stop("join", "好", choice=Choice(("1", "第一个", "可以"), "yes", True)),),
        end="能看",
        at_once="可以的",
        lands="",
        second="我想订房",
    ),
    Walk(
        "recording",
        _an_owner,
        "录单 美团",
        (
            Stop("name", "王芳", "我叫王芳"),
            Stop("check_in", "24号", "24号入住", corrects=("不对，我叫李雷", "name", "李雷")),
            Stop("nights", "2", "住两晚", corrects=THE_25TH),
            Stop(
                "room_type",
                "2",
                "庭院双床",
                choice=Choice(("2", "第二个", "庭院双床"), "room_type", "court"),
                corrects=("还是住三晚", "nights", 3),
            ),
            Stop("confirm", "确认", "可以", corrects=("换成湖景房", "room_type", "lake")),
        ),
        end="记进订单了",
        at_once="我叫王芳，24号住两晚，湖景房",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "proposing",
        _owner_wants_a_new_price,
        "",
        (Stop("confirm", "好", "可以", choice=Choice(("1", "第一个"), "yes", True)),),
        end="改好了",
        at_once="好的",
        lands="",
        second="我想订房",
    ),
    Walk(
        "founding",
        _house_nobody_has_set_up,
        "开张",
        (
            Stop("name", "云上小院"),
            Stop("address", "大理市双廊镇大建旁村2号"),
            Stop("phone", "0872-2670000"),
            Stop("rooms", "云景大床 2间 701 702 平时588 周末688"),
            Stop("more", "没有了"),
            Stop("hours", "下午2点入住，12点前退房"),
            Stop("staffed", "早上8点到晚上11点"),
            Stop("breakfast", "8点到10点，含在房价里"),
            Stop("wifi", "YunShang 88888888"),
            Stop("parking", "门口免费停6辆"),
            Stop("pets", "小型犬可以，一只50元"),
            Stop("deposit", "押金100元，退房时退"),
            Stop("cancellation", "入住前一天18点前免费取消"),
            Stop("confirm", "好", "可以"),
        ),
        end="开张了",
        at_once=EVERYTHING_OF_A_HOUSE,
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "redeeming",
        _with_points,
        "兑换",
        (
            Stop("reward", "2", "第二个", choice=Choice(("2", "第二个", "延迟退房"), "reward", "late")),
            Stop("confirm", "好"),
        ),
        end="您的券是",
        at_once="兑换延迟退房",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "own_data",
        _nobody,
        "我的数据",
        (
            Stop("want", "2", "第二个", choice=Choice(("2", "删除我的信息"), "want", "forget")),
            Stop("confirm", "好"),
        ),
        end="忘掉",
        at_once="第二个",
        lands="confirm",
        second="我想订房",
    ),
    Walk(
        "opining",
        _nobody,
        "我要提意见",
        (Stop("said", "床垫有点硬，换个软的就好了"),),
        end="意见1号",
        at_once="床垫有点硬，换个软的就好了",
        lands="",
    ),
    Walk(
        "survey",
        _asked_after_the_stay,
        "",
        (
            Stop("rating", "5", "5分", thumb=True),
            Stop("words", "老板娘人特别好"),
        ),
        end="记下了",
        at_once="5，老板娘人特别好",
        lands="",
        second="我想订房",
    ),
    Walk(
        "survey",
        _asked_more_by_the_owner,
        "",
        (
            Stop("rating", "5"),
            Stop("words", "老板娘人特别好"),
            Stop("more", "1", "会再来", choice=Choice(("1", "第一个", "会再来"), "answer", "会再来")),
        ),
        end="记下了",
        at_once="会再来",
        lands="",
        second="我想订房",
    ),
    Walk(
        "resuming",
        _left_for_a_second_task,
        "",
        (Stop("resume", "好"),),
        end="哪天入住",
        at_once="好的",
        lands="",
        second="我要取消订单",
    ),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A walk, stopped where one of its questions is open."""

    walk: Walk
    at: int

    @property
    def stop(self) -> Stop:
        return self.walk.stops[self.at]

    @property
    def following(self) -> str:
        """The step that comes after the answer; "" = the end."""
        return self.walk.stops[self.at + 1].step if self.at + 1 < len(self.walk.stops) else ""

    @property
    def question(self) -> Question[Any]:
        flow = named(self.walk.flow)
        question = flow.question(self.stop.step) if flow is not None else None
        assert question is not None, f"{self} is no step of a registered flow"
        return question

    def __str__(self) -> str:
        return f"{self.walk.flow}-{self.stop.step}"


def points() -> list[Point]:
    """Every step that is walked, once."""
    found: dict[str, Point] = {}
    for walk in WALKS:
        for number in range(len(walk.stops)):
            point = Point(walk, number)
            found.setdefault(str(point), point)
    return list(found.values())


def unwalked() -> list[str]:
    """The steps of registered flows nobody walks to, each with what to add."""
    walked = {str(point) for point in points()}
    return [
        f"flow {flow.name}, step {question.step}: no walk comes by; add a Walk with a Stop there to WALKS in {__name__}"
        for flow in FLOWS
        for question in flow.questions
        if f"{flow.name}-{question.step}" not in walked
    ]
