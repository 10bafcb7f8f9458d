"""What goes on in the demo's house on the day it opens: guests in their rooms, tickets, complaints, answers, prices.

Says nothing to anybody; the product finds it as it would find a day's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.simulator.year.fate import Fated
from store import (
    answers,
    bookings,
    closures,
    gaps,
    opinions,
    rates,
    rooms,
    stays,
    ticket_changes,
    ticket_climb,
    ticket_told,
    tickets,
    vouchers,
)
from store.bookings import Booking
from store.database import Connection
from store.house import Present
from store.house_file import ServiceKind
from store.opinions import Told
from store.ticket_changes import Want
from store.tickets import Thing, Ticket

TAUGHT = (
    (
        "附近有药店吗",
        "有，才村小学对面「一心堂」，走路六分钟，开到晚上九点半。",
        ("最近的药店在哪", "哪里能买药"),
    ),
    ("可以放烟花吗", "湖边和院里都不能放，古城也禁放。想热闹，周六晚上码头有篝火。", ("能放烟花吗",)),
    (
        "环海骑行怎么租车",
        "门口就能租：小电驴一天60元，自行车30元，跟店里说一声给您留。",
        ("可以租电动车吗", "在哪租自行车"),
    ),
    ("能寄存行李吗", "可以，前台免费放，退房后当天都行。", ("行李可以放店里吗",)),
)
ASKED = ("院子里晚上可以弹吉他吗", "你们家附近有教堂吗")  # nobody has answered these yet
FESTIVAL_DAYS = 75  # how far ahead the owner has set prices


@dataclass(frozen=True, slots=True)
class Scene:
    """The house on its day: staff by name, guests by name (person id, address id)."""

    present: Present
    today: date
    now: datetime
    chance: Fated
    crew: Mapping[str, int]
    guests: Mapping[str, tuple[int, int]]

    def at(self, day: date, clock: time) -> datetime:
        """That hour of that day in the house, though never later than now."""
        return min(self.now, datetime.combine(day, clock, self.present.house.zone_info))


def live(connection: Connection, scene: Scene) -> None:
    """All of it, in the order in which it happened."""
    _price_the_festival(connection, scene)
    _close_for_repair(connection, scene)
    _check_in_who_is_here(connection, scene)
    _tickets(connection, scene)
    _opinions(connection, scene)
    _lessons(connection, scene)
    _voucher(connection, scene)


def _price_the_festival(connection: Connection, scene: Scene) -> None:
    """The next public holiday: the owner asks a little more for the lake."""
    coming = sorted(day for day in scene.present.holidays if day > scene.today)
    first = next(iter(coming), None)
    if first is None or (first - scene.today).days > FESTIVAL_DAYS:
        return
    nights = [first + timedelta(days=number) for number in range(3)]
    usual = scene.present.house.room_types["lake"].price.fen("holiday")
    rates.set_prices(
        connection, {("lake", night): usual + 8_000 for night in nights}, scene.now - timedelta(days=3)
    )


def _close_for_repair(connection: Connection, scene: Scene) -> None:
    """Two nights off sale, in the first room and from the first day that allow it."""
    numbers = scene.present.house.room_types["court"].rooms
    for ahead in range(8, 30):
        night = scene.today + timedelta(days=ahead)
        for room in numbers:
            nights = [(room, night), (room, night + timedelta(days=1))]
            made = scene.now - timedelta(days=1)
            if closures.close(connection, nights, "换空调外机", scene.crew["段姐"], made):
                return


def _check_in_who_is_here(connection: Connection, scene: Scene) -> None:
    """Whoever came before today is in their room; who leaves today and was early has left, and the room waits."""
    before = bookings.arriving_between(
        connection, scene.today - timedelta(days=7), scene.today - timedelta(days=1)
    )
    here = [one for one in before if one.state == "confirmed" and one.departure >= scene.today]
    desk = scene.crew["阿梅"]
    for one in here:
        arrived = scene.at(one.arrival, time(14 + one.id % 6, one.id * 7 % 60))
        stays.check_in(connection, one, one.adults + one.children, desk, arrived)
    leaving = [one for one in here if one.departure == scene.today]
    for one in leaving[: len(leaving) // 2]:
        left = scene.at(scene.today, time(9, 20))
        stays.check_out(connection, replace(one, state="in_house"), desk, left)
        if left < scene.now - timedelta(hours=2):
            rooms.set_dirty(connection, rooms.rooms_of(connection, one.id), False)


def _booking_of(connection: Connection, scene: Scene, name: str) -> Booking:
    """The stay of a guest who is here."""
    shares = bookings.shares(connection, scene.guests[name][0], scene.today)
    return next(share.booking for share in shares if share.booking.state == "in_house")


def _ticket(
    connection: Connection,
    scene: Scene,
    name: str,
    kind: ServiceKind,
    words: str,
    asked: datetime,
    *,
    things: tuple[Thing, ...] = (),
    topic: str = "",
) -> Ticket:
    booking, (person_id, address_id) = _booking_of(connection, scene, name), scene.guests[name]
    service = scene.present.house.service
    want = Want(
        kind, person_id, address_id, words, room=rooms.rooms_of(connection, booking.id)[0], bound=True,
        booking_id=booking.id, things=things, topic=topic,
    )  # fmt: skip
    ticket = ticket_changes.open_one(
        connection,
        want,
        due=asked + timedelta(minutes=service.minutes_for(kind)),
        step=ticket_climb.REMINDING,
        step_at=asked + timedelta(minutes=service.climb_minutes),
        rooms=frozenset(scene.present.house.rooms()),
        now=asked,
    )
    ticket_told.tell(connection, ticket.number, [scene.crew["小周"]], asked)
    return ticket


def _tickets(connection: Connection, scene: Scene) -> None:
    """One that was done yesterday, one somebody is at, one that nobody has taken yet."""
    yesterday = scene.at(scene.today - timedelta(days=1), time(19, 12))
    towels = (Thing("浴巾", 2, "条"),)
    done = _ticket(connection, scene, "赵明轩", "amenity", "麻烦送两条浴巾", yesterday, things=towels)
    ticket_changes.finish(connection, done, scene.crew["李姨"], yesterday + timedelta(minutes=11))
    finished = tickets.get(connection, done.number)
    assert finished is not None
    ticket_changes.close(connection, finished, scene.guests["赵明轩"][0], yesterday + timedelta(minutes=14))
    asked = scene.now - timedelta(minutes=25)
    cold = _ticket(
        connection, scene, "陈雨桐", "maintenance", "空调开了半天不热，能来看看吗", asked, topic="空调"
    )
    ticket_changes.take(connection, cold, scene.crew["老杨"], cold.due_at, asked + timedelta(minutes=4))
    bin_full = scene.now - timedelta(minutes=2)
    _ticket(
        connection, scene, "陈雨桐", "housekeeping", "垃圾桶满了，方便的时候收一下", bin_full, topic="收垃圾"
    )


def _opinions(connection: Connection, scene: Scene) -> None:
    """A complaint that waits for its answer, one that was put right, a review from elsewhere."""
    noise = _booking_of(connection, scene, "陈雨桐")
    person_id = scene.guests["陈雨桐"][0]
    told = scene.at(scene.today, time(8, 40))
    opinions.record(
        connection,
        Told(
            "demo:noise", "complaint", "昨晚楼上拖椅子拖到快一点，没怎么睡着", booking_id=noise.id,
            person_id=person_id, severity="plain", due_at=told + timedelta(hours=4),
        ),
        told,
    )  # fmt: skip
    past = scene.now - timedelta(days=33)
    cold = opinions.record(
        connection,
        Told(
            "demo:water", "complaint", "早上洗澡等了十分钟才有热水", person_id=scene.guests["何建国"][0],
            severity="plain", due_at=past + timedelta(hours=4),
        ),
        past,
    )  # fmt: skip
    opinions.answer(connection, cold.id, scene.crew["段姐"], past + timedelta(hours=1))
    outcome = "热水循环泵当天换了新的，送了两杯手冲"
    opinions.close(connection, cold.id, scene.crew["段姐"], outcome, past + timedelta(days=1))
    review = "推窗就是洱海，掌柜的会来蹭腿。早餐饵丝好吃，停车位再多两个就好了"
    opinions.record(
        connection, Told("demo:review", "review", review, 4, source="携程"), scene.now - timedelta(days=5)
    )


def _lessons(connection: Connection, scene: Scene) -> None:
    """What the owner taught, and what still waits for her."""
    for days, (question, words, ways) in enumerate(TAUGHT):
        taught = scene.now - timedelta(days=30 - days)
        answers.teach(connection, "", {"zh_CN": words}, (question, *ways), scene.crew["段姐"], taught)
    for question, name in zip(ASKED, ("赵明轩", "何建国"), strict=True):
        person_id, address_id = scene.guests[name]
        asked = scene.now - timedelta(days=1)
        gaps.note(
            connection, question, "", person_id, address_id, asked, frozenset(scene.present.house.rooms())
        )


def _voucher(connection: Connection, scene: Scene) -> None:
    """A coffee that was exchanged and not drunk yet."""
    code, reward = "coffee", scene.present.house.membership.rewards["coffee"]
    wanted = vouchers.wanted(code, reward)
    since = scene.now - timedelta(days=10)
    vouchers.issue(
        connection, scene.guests["赵明轩"][0], wanted, "demo:coffee", scene.today, since, scene.chance
    )
