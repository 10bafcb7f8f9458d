"""Mass sends of greetings: after the owner's yes, to those whose window is closed, once, whatever happens (F077)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from scheduler import greetings, mass_greetings
from scheduler.channel import MassOutcome, MassSender, Refused, TooSoon, Unknown
from scheduler.delivery import Delivery
from scheduler.tick import Tick
from store import greeted, house, mass_sends, optouts, sending
from store.database import Connection
from store.mass_sends import MassSendRow
from tests.scheduler.kit import Inn, Row, _person

EVE = datetime(2026, 12, 31, 2, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 2, tzinfo=UTC)
GONE = NEW_YEAR + mass_greetings.GRACE
KEY, DAY = "元旦:2027", date(2027, 1, 1)


async def wanting(inn: Inn, *numbers: int, language: str = "zh_CN") -> list[int]:
    """Followers who want greetings: their people."""
    found = []
    for number in numbers:
        person = await inn.database.read(_person, await inn.guest(number, language))
        await inn.database.write(greeted.want, person, inn.now)
        found.append(person)
    return found


async def approved(inn: Inn) -> None:
    """The house greets, and its owner, guest 0, said yes to the mass send of New Year's Day."""
    inn.wind(EVE)
    await inn.database.write(house.override, "wechat.account", "service", inn.now)
    await inn.database.write(house.override, "greetings.enabled", True, inn.now)
    owner = await inn.database.read(_person, await inn.guest(0, role="owner"))
    await inn.database.write(_approve, owner, inn.now)


def _approve(connection: Connection, owner: int, now: datetime) -> None:
    present = house.present(connection)
    assert present is not None
    text = mass_greetings.text_of(present.house, "元旦")
    mass_sends.approve(connection, KEY, DAY, text, owner, now)
    mass_greetings.plan(connection, present, KEY, DAY, now)


async def round_of(inn: Inn, at: datetime) -> list[Row]:
    inn.wind(at)
    await inn.tick.run()
    return [row for row in await inn.rows() if row.kind == greetings.KIND]


async def state(inn: Inn) -> str:
    return await inn.database.read(_state)


def _state(connection: Connection) -> str:
    return str(connection.scalar(select(MassSendRow.state)))


async def test_those_with_a_closed_window_get_one_mass_message_and_others_their_own(inn: Inn) -> None:
    await wanting(inn, 1, 2)
    await approved(inn)
    await wanting(inn, 3, language="en")
    rows = await round_of(inn, NEW_YEAR)
    assert [row.status for row in rows] == ["mailbox"] * 3
    rows = await round_of(inn, GONE)
    assert [(row.status, row.channel) for row in rows] == [
        ("sent", "mass"),
        ("sent", "mass"),
        ("mailbox", ""),
    ]
    assert (len(inn.got(1)), len(inn.got(2)), len(inn.got(3))) == (1, 1, 0)
    assert await state(inn) == "sent"
    await round_of(inn, GONE + timedelta(hours=1))
    assert len(inn.got(1)) == 1


async def test_without_the_owners_yes_nothing_is_sent_to_many(inn: Inn) -> None:
    await wanting(inn, 1)
    inn.wind(EVE)
    await inn.database.write(house.override, "greetings.enabled", True, inn.now)
    await round_of(inn, NEW_YEAR)
    assert [row.status for row in await round_of(inn, GONE)] == ["mailbox"]
    assert inn.got(1) == []


async def test_who_opts_out_after_the_yes_leaves_the_crowd(inn: Inn) -> None:
    _, person = await wanting(inn, 1, 2)
    await approved(inn)
    await round_of(inn, NEW_YEAR)
    await inn.database.write(optouts.stop, person, inn.now)
    await round_of(inn, GONE)
    assert (len(inn.got(1)), len(inn.got(2))) == (1, 0)


async def test_tag_loses_whoever_is_not_of_this_crowd(inn: Inn) -> None:
    _, person = await wanting(inn, 1, 2)
    openids = [inn.phone(1).openid, inn.phone(2).openid]
    assert inn.delivery.mass is not None
    tag = await inn.delivery.mass.gather(openids)
    await approved(inn)
    await inn.database.write(optouts.stop, person, inn.now)
    await round_of(inn, NEW_YEAR)
    await round_of(inn, GONE)
    users = inn.platform.state.users
    assert [tag in users[openid].tags for openid in openids] == [True, False]


async def test_used_up_quota_leaves_all_in_the_mailbox_and_the_owner_is_told(inn: Inn) -> None:
    await wanting(inn, 1)
    await approved(inn)
    await round_of(inn, NEW_YEAR)
    inn.platform.state.users[inn.phone(1).openid].massed += [inn.now] * 4
    assert [row.status for row in await round_of(inn, GONE)] == ["mailbox"]
    assert await state(inn) == "refused"
    assert [row.key for row in await inn.rows() if row.kind == "notice"] == [f"mass_told:{KEY}:left"]


class Answering:
    """A sender whose tag is real and whose send ends as told, for what a simulator cannot leave open."""

    def __init__(self, inner: MassSender, *first: Unknown | TooSoon) -> None:
        self.inner, self.first, self.sends = inner, list(first), 0

    async def gather(self, people: Collection[str]) -> int | Refused:
        return await self.inner.gather(people)

    async def send(self, tag: int, text: str, key: str) -> MassOutcome:
        self.sends += 1
        outcome = await self.inner.send(tag, text, key)
        return self.first.pop(0) if self.first else outcome


async def test_message_nobody_knows_the_end_of_is_doubtful_and_never_repeated(inn: Inn) -> None:
    await wanting(inn, 1)
    await approved(inn)
    assert inn.delivery.mass is not None
    sender = inn.delivery.mass = Answering(inn.delivery.mass, Unknown("gone"))
    await round_of(inn, NEW_YEAR)
    assert [row.status for row in await round_of(inn, GONE)] == ["doubtful"]
    await inn.database_time_passes(300)
    await round_of(inn, GONE + timedelta(minutes=10))
    assert (sender.sends, len(inn.got(1)), await state(inn)) == (1, 1, "doubtful")


async def test_tried_too_soon_is_asked_again_after_a_minute_and_known_as_sent(inn: Inn) -> None:
    await wanting(inn, 1)
    await approved(inn)
    assert inn.delivery.mass is not None
    sender = inn.delivery.mass = Answering(inn.delivery.mass, TooSoon())
    await round_of(inn, NEW_YEAR)
    assert [row.status for row in await round_of(inn, GONE)] == ["doubtful"]
    await inn.database_time_passes(120)
    assert [row.status for row in await round_of(inn, GONE + timedelta(minutes=2))] == ["sent"]
    assert (sender.sends, len(inn.got(1))) == (2, 1)


async def test_killed_after_it_began_is_doubtful_and_not_sent(inn: Inn) -> None:
    await wanting(inn, 1)
    await approved(inn)
    await round_of(inn, NEW_YEAR)
    inn.wind(GONE)
    (row,) = await inn.database.write(sending.claim, inn.now, 20)
    crowd = await inn.database.write(mass_greetings.gather, row, inn.now)
    assert isinstance(crowd, mass_greetings.Crowd)
    await inn.database.write(mass_greetings.begin, row, crowd, inn.now)  # and here the process is gone
    await inn.database_time_passes(120)
    assert [row.status for row in await round_of(inn, GONE + timedelta(minutes=3))] == ["doubtful"]
    assert (inn.got(1), await state(inn)) == ([], "doubtful")


async def test_killed_before_it_began_is_sent_by_the_next(inn: Inn) -> None:
    await wanting(inn, 1)
    await approved(inn)
    await round_of(inn, NEW_YEAR)
    inn.wind(GONE)
    await inn.database.write(sending.claim, inn.now, 20)  # and here the process is gone
    await inn.database_time_passes(120)
    assert [row.status for row in await round_of(inn, GONE)] == ["sent"]


async def test_two_workers_send_it_once(inn: Inn) -> None:
    await wanting(inn, *range(1, 6))
    await approved(inn)
    await round_of(inn, NEW_YEAR)
    inn.wind(GONE)
    second = Delivery(inn.database, inn.world, inn.delivery.channels, mass=inn.delivery.mass)
    await asyncio.gather(inn.tick.run(), Tick(inn.database, inn.world, second).run())
    assert [len(inn.got(number)) for number in range(1, 6)] == [1] * 5


async def test_message_wechat_sent_to_nobody_is_told_to_the_owner(inn: Inn) -> None:
    await wanting(inn, 1)
    await approved(inn)
    await round_of(inn, NEW_YEAR)
    await round_of(inn, GONE)
    await inn.database.write(_judged, inn.now)
    assert [row.status for row in await inn.rows() if row.kind == greetings.KIND] == ["dropped"]
    assert await state(inn) == "failed"


def _judged(connection: Connection, now: datetime) -> None:
    receipt = str(connection.scalar(select(MassSendRow.receipt)))
    mass_greetings.result(connection, receipt, "err(10001)", now)
