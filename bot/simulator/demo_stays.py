"""The demo's calendar: stays drawn room by room around those that are given, so that nothing is sold twice.

Only says what is to be booked; who books it is `demo_data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.simulator.year.fate import Dice
from store import rates
from store.bookings import DIRECT, State
from store.database import Connection
from store.house import Present
from store.intake import Wish
from store.rooms import Span

MONTHS_BACK = 3
BACK, AHEAD = 45, 50  # days of the calendar
SOURCES = (DIRECT, "美团", "美团", "美团", "携程", "携程", "途家", "小红书")
SURNAMES = "李王张刘陈杨黄周吴徐孙马朱胡林郭罗高梁宋郑谢韩唐冯于董萧"
GIVEN = (
    "思源",
    "佳怡",
    "子墨",
    "晓",
    "明",
    "雪",
    "浩然",
    "雨桐",
    "志强",
    "文静",
    "一诺",
    "俊",
    "梦琪",
    "海",
    "婷",
    "宇轩",
)
TITLES = ("女士", "先生")
NOTES = (
    "大概晚上十点到", "想要安静一点的房间", "带一只小狗", "过生日，能不能摆个小蛋糕", "自驾，要停车位", "第二天早班飞机",
    "要婴儿床", "两张床分开", "素食", "能看日出最好",
)  # fmt: skip
VIRTUAL = ("美团", "携程")  # they show no phone of the guest's own


@dataclass(frozen=True, slots=True)
class Fixed:
    """A stay that is given: its guest has a name the demo knows."""

    holder: str
    phone: str
    arrival: date
    nights: int
    kind: str
    notes: str

    @property
    def departure(self) -> date:
        return self.arrival + timedelta(days=self.nights)


def calendar(
    connection: Connection, present: Present, today: date, fixed: Sequence[Fixed], dice: Dice
) -> list[tuple[Wish, int]]:
    """Every booking with the days it was made before its arrival, the earliest arrival first."""
    found = [(_of(connection, present, one, number), 20) for number, one in enumerate(fixed)]
    for code, kind in present.house.room_types.items():
        given = _shared_out([one for one in fixed if one.kind == code], len(kind.rooms))
        for place in range(len(kind.rooms)):
            taken = [*given[place], *_kept(code, place, len(kind.rooms), today)]
            sure = [one for one in _sure(code, place, today) if not any(one.meets(other) for other in taken)]
            for stay in (*sure, *_drawn(present, today, [*taken, *sure], dice)):
                found.append(
                    (_drawn_wish(connection, present, code, stay, len(found), dice), dice.whole(0, 20))
                )
    found += _not_coming(connection, present, today, len(found), dice)
    return sorted(found, key=lambda one: (one[0].arrival, one[0].source_ref))


def _shared_out(fixed: Sequence[Fixed], rooms: int) -> list[list[Span]]:
    """The given stays of a type, a list for each of its rooms."""
    shared: list[list[Span]] = [[] for _ in range(rooms)]
    for one in sorted(fixed, key=lambda one: one.arrival):
        stay = Span(one.arrival, one.departure)
        room = next(room for room in shared if not any(stay.meets(other) for other in room))
        room.append(stay)
    return shared


def _kept(code: str, place: int, rooms: int, today: date) -> list[Span]:
    """Nights that stay free, so that whoever tries the demo finds a room: one room a type, but for the loft."""
    if rooms == 1 or place != rooms - 1:
        return []
    friday = _friday(today)
    soon = [Span(today, today + timedelta(days=5))]
    return soon if code == "lake" else [*soon, Span(friday, friday + timedelta(days=2))]


def _sure(code: str, place: int, today: date) -> list[Span]:
    """Stays there are on any day: somebody comes today, somebody leaves, and the lake is full on a weekend."""
    spans = {
        ("lake", 2): [Span(today, today + timedelta(days=2))],
        ("court", 1): [Span(today - timedelta(days=2), today), Span(today, today + timedelta(days=1))],
        ("court", 2): [
            Span(today - timedelta(days=1), today),
            Span(today + timedelta(days=1), today + timedelta(days=3)),
        ],
        ("family", 0): [Span(today, today + timedelta(days=3))],
    }
    weekend = Span(_friday(today), _friday(today) + timedelta(days=2))
    return [*spans.get((code, place), []), *([weekend] if code == "lake" else [])]


def _friday(today: date) -> date:
    """Of the weekend after the next seven days: then the lake view is full."""
    return today + timedelta(days=(4 - today.weekday()) % 7 + 7)


def _drawn(present: Present, today: date, taken: Sequence[Span], dice: Dice) -> Iterator[Span]:
    """Stays of one room in the gaps between those that are taken."""
    day, end = today - timedelta(days=BACK), today + timedelta(days=AHEAD)
    while day < end:
        stay = Span(day, day + timedelta(days=1 + dice.one((0, 0, 1, 1, 2))))
        if dice.happens(_wanted(present, today, day) / 100) and not any(stay.meets(other) for other in taken):
            yield stay
            day = stay.departure
        else:
            day += timedelta(days=1)


def _wanted(present: Present, today: date, day: date) -> int:
    """How many in a hundred begin a stay on a free day: more at weekends and festivals, fewer the later it is."""
    if day in present.holidays:
        return 80
    base = 45 if day <= today else 36 if day <= today + timedelta(days=14) else 14
    return base * 3 // 2 if day.weekday() in (4, 5) else base


def _of(connection: Connection, present: Present, one: Fixed, number: int) -> Wish:
    total = rates.quote(connection, present, one.kind, Span(one.arrival, one.departure)).total
    child = "孩子" in one.notes
    return Wish(
        DIRECT, f"D{number + 1:03}", "confirmed", one.holder, one.arrival, one.departure, one.kind,
        phone=one.phone, adults=2, children=int(child), total=total, notes=one.notes or None,
    )  # fmt: skip


def _drawn_wish(
    connection: Connection, present: Present, code: str, stay: Span, number: int, dice: Dice,
    state: State = "confirmed",
) -> Wish:  # fmt: skip
    source = dice.one(SOURCES)
    surname = dice.one(SURNAMES)
    holder = surname + dice.one(TITLES if source in VIRTUAL else GIVEN)
    phone = None if source in VIRTUAL else f"+861390000{2000 + number}"
    children = dice.whole(1, 2) if code == "family" else 0
    adults = 1 + dice.happens(0.8)
    total = rates.quote(connection, present, code, stay).total
    notes = dice.one(NOTES) if dice.happens(0.15) else None
    return Wish(
        source, f"{'D' if source == 'direct' else 'O'}{1000 + number}", state, holder, stay.arrival, stay.departure,
        code, phone=phone, adults=adults, children=children, total=total, notes=notes,
    )  # fmt: skip


def _not_coming(
    connection: Connection, present: Present, today: date, count: int, dice: Dice
) -> list[tuple[Wish, int]]:
    """A few that were cancelled, and one whose guests never came."""
    found = []
    for place, (days, state) in enumerate(
        ((-30, "no_show"), (-18, "cancelled"), (-4, "cancelled"), (9, "cancelled"))
    ):
        arrival = today + timedelta(days=days)
        stay = Span(arrival, arrival + timedelta(days=2))
        gone: State = "no_show" if state == "no_show" else "cancelled"
        wish = _drawn_wish(connection, present, "court", stay, count + place, dice, gone)
        found.append((wish, 12))
    return found
