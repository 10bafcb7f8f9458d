"""Who lives and works in the demo's house, and what was booked there: three months around today, the same for a day and a seed.

Everything is written by the store's own functions, as the desk or a guest would have done it; no row is made by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.simulator.demo_life import Scene, live
from bot.simulator.demo_stays import MONTHS_BACK, Fixed, calendar
from bot.simulator.year.fate import Dice, Fated
from store import bookings, claims, house, intake, membership, opinions, people, places
from store.bookings import Booking
from store.claims import Claim
from store.database import Connection
from store.house import Present, house_day
from store.opinions import Told
from store.people import Address, Role

SEED = 1
GUEST, GUEST_PHONE = "王芳", "+8613800008000"
COMING, HERE = "王芳（明天到）", "赵明轩（在住）"
PHONES = {  # who holds a phone in the demo; the first is a newcomer whom nobody knows yet
    "客人": "o_guest_demo_000000000000001",
    COMING: "o_guest_demo_000000000000002",
    HERE: "o_guest_demo_000000000000003",
    "员工": "o_staff_demo_000000000000001",
    "店主": "o_owner_demo_000000000000001",
}


@dataclass(frozen=True, slots=True)
class Regular:
    """Somebody who comes back: known by name and phone, following the account."""

    openid: str
    name: str
    phone: str
    past: tuple[tuple[int, int, str, str], ...]  # days ago, nights, room type, what they said afterwards
    now: tuple[int, int, str] | None = None  # days from today, nights, room type
    notes: str = ""
    language: str = "zh_CN"


REGULARS = (
    Regular(
        PHONES[COMING],
        GUEST,
        GUEST_PHONE,
        (
            (75, 2, "lake", "5 孩子天天念叨掌柜的（那只猫）"),
            (40, 1, "court", "4 早餐好吃，WiFi在院子里弱一点"),
        ),
        (1, 2, "lake"),
        "带一个5岁的孩子，怕黑，想要个小夜灯",
    ),
    Regular(
        PHONES[HERE], "赵明轩", "+8613900001003", ((60, 2, "court", "5 安静"),), (-1, 3, "lake"), "爱喝手冲"
    ),
    Regular(
        "o_guest_demo_000000000000004",
        "陈雨桐",
        "+8613900001002",
        (
            (82, 3, "court", "5"),
            (52, 2, "court", "5 老板娘推荐的菌子火锅绝了"),
            (20, 2, "loft", "4 星星很亮，楼梯有点陡"),
        ),
        (-2, 4, "court"),
        "怕吵，尽量安排里面的房间",
    ),
    Regular(
        "o_guest_demo_000000000000005",
        "何建国",
        "+8613900001010",
        (
            (70, 4, "court", "5"),
            (33, 3, "court", "3 热水早上来得慢"),
            (12, 2, "court", "5 这次热水好了，谢谢"),
        ),
        (16, 3, "court"),
        "带老人，要一楼",
    ),
    Regular(
        "o_guest_demo_000000000000006",
        "Anna Keller",
        "+8613900001008",
        ((25, 3, "loft", "5 The sky at night!"),),
        (6, 2, "loft"),
        language="en",
    ),
)
STAFF: tuple[tuple[str, Role, str, str], ...] = (  # openid, role, department, what colleagues call them
    (PHONES["员工"], "staff", "", "小周"),
    ("o_staff_demo_000000000000002", "staff", "housekeeping", "李姨"),
    ("o_staff_demo_000000000000003", "staff", "maintenance", "老杨"),
    ("o_staff_demo_000000000000004", "staff", "front", "阿梅"),
    (PHONES["店主"], "owner", "", "段姐"),
)
FOLLOWERS = (
    tuple(  # everybody who follows the account before the demo begins, but for whom the demo lets follow
        openid
        for openid in (*(one.openid for one in REGULARS), *(row[0] for row in STAFF))
        if openid not in {PHONES["员工"], PHONES["店主"]}
    )
)


def move_in(connection: Connection, account: str, now: datetime, seed: int = SEED) -> None:
    """People and bookings, once: nothing is changed where somebody moved in before."""
    present = house.present(connection)
    assert present is not None
    if places.standing(connection, Address("wechat", account, PHONES["店主"])) is not None:
        return
    dice, chance = Dice(f"demo {seed}"), Fated(f"demo {seed}")
    today = house_day(present.house, now)
    crew = {
        name: _employ(connection, Address("wechat", account, openid), role, department, name, now)
        for openid, role, department, name in STAFF
    }
    _book(connection, present, today, now, dice, chance)
    guests = {one.name: _welcome(connection, present, account, one, today, now) for one in REGULARS}
    live(connection, Scene(present, today, now, chance, crew, guests))


def _employ(
    connection: Connection, address: Address, role: Role, department: str, name: str, now: datetime
) -> int:
    person_id, address_id = people.add(connection, address, "zh_CN", now)
    places.begin(connection, address_id, places.Place())
    people.appoint(connection, person_id, role, department, name)
    return person_id


def _book(
    connection: Connection, present: Present, today: date, now: datetime, dice: Dice, chance: Fated
) -> None:
    """Every booking on the day it was made; in order of arrival, so that each finds its room at once."""
    fixed = [
        Fixed(one.name, one.phone, today + timedelta(days=start), nights, kind, one.notes)
        for one in REGULARS
        for start, nights, kind in ((-ago, long, kind) for ago, long, kind, _ in one.past)
    ]
    fixed += [
        Fixed(one.name, one.phone, today + timedelta(days=one.now[0]), one.now[1], one.now[2], one.notes)
        for one in REGULARS
        if one.now is not None
    ]
    drawn = calendar(connection, present, today, fixed, dice)
    over = [wish for wish, _ in drawn if wish.departure < today]
    intake.record(connection, over, today, now - timedelta(days=MONTHS_BACK * 30), chance)
    for wish, lead in drawn:
        if wish.departure < today:
            continue
        ago = (
            lead - (wish.arrival - today).days
        )  # who comes later than that booked it lately, but before today
        made = now - timedelta(days=ago if ago > 0 else 1 + lead)
        intake.record(connection, [wish], today, made, chance)


def _welcome(
    connection: Connection, present: Present, account: str, one: Regular, today: date, now: datetime
) -> tuple[int, int]:
    """A guest who claimed each stay by phone, name and day, and earned what it was worth: (person id, address id)."""
    since = now - timedelta(days=MONTHS_BACK * 30)
    person_id, address_id = people.add(
        connection, Address("wechat", account, one.openid), one.language, since
    )
    places.begin(connection, address_id, places.Place())
    people.set_contact(connection, person_id, name=one.name, phone=one.phone)
    people.consent(connection, person_id, "booking", "1", since)
    for ago, nights, _, said in one.past:
        booking = _bind(connection, person_id, one, today - timedelta(days=ago), since)
        left = booking.departure
        membership.settle(
            connection, booking, present.house.membership, left, now - timedelta(days=ago - nights)
        )
        _survey(connection, booking, person_id, said, now - timedelta(days=ago - nights))
    if one.now is not None:
        booking = _bind(connection, person_id, one, today + timedelta(days=one.now[0]), since)
        if booking.arrival == today + timedelta(days=1):
            bookings.expect_at(connection, booking.id, "15:30")
    return person_id, address_id


def _bind(connection: Connection, person_id: int, one: Regular, arrival: date, at: datetime) -> Booking:
    claim, booking_id = claims.claim_by_details(
        connection, person_id, phone=one.phone, name=one.name, arrival=arrival, now=at
    )
    assert claim is Claim.GRANTED, (claim, one.name, arrival)
    assert booking_id is not None
    claims.confirm(connection, person_id, booking_id, at)
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    return booking


def _survey(connection: Connection, booking: Booking, person_id: int, said: str, at: datetime) -> None:
    score, _, words = said.partition(" ")
    key = opinions.survey_key(booking.id)
    opinions.record(
        connection,
        Told(key, "survey", words, int(score), booking_id=booking.id, person_id=person_id),
        at + timedelta(hours=3),
    )
