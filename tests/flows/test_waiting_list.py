"""The waiting list in chat (F021): a person tells what no channel carries, and nothing counts as booked without a room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, update

from store import leads, places, room_nights, rooms, todos, waits
from store.leads import Wish
from store.people import Person
from store.rooms import Span
from store.waits import Wait
from tests.flows.kit import GUEST, OTHER, STAFF, Inn, address_of
from tests.store.kit import span

LOFT = Wish(span(23, 25), "loft", 1, 2, 0)


async def waits_for(inn: Inn, who: str = GUEST) -> None:
    """Somebody waits for the loft, and it is free."""
    await inn.say("你好", who)

    def ask(connection: Connection) -> None:
        standing = places.standing(connection, address_of(who))
        assert standing is not None
        waits.ask(connection, standing.person_id, standing.address_id, LOFT, inn.clock.now())

    await inn.database.write(ask)


async def wait(inn: Inn) -> Wait:
    found = await inn.database.read(waits.get, 1)
    assert found is not None
    return found


async def give_away(inn: Inn, stay: Span) -> None:
    """What was kept is somebody else's, as it can be where the house changes its rooms."""
    nights = [("501", night) for night in rooms.nights(stay)]
    await inn.database.write(room_nights.reopen, nights, 1)
    await inn.book("other", 24, 2, OTHER, kind="loft")


async def test_offer_whose_room_is_gone_is_over_and_counts_as_no_booking(inn: Inn) -> None:
    await inn.say("你好", OTHER)
    await waits_for(inn)
    await inn.tick()
    await give_away(inn, LOFT.stay)
    said = (await inn.talk("要", "王芳 13800008000"))[-1]
    assert said.startswith("不好意思，那间房店里收回了")
    assert ((await wait(inn)).state, await inn.bookings()) == ("lapsed", [("B1", "confirmed")])


async def test_offer_of_a_type_the_house_gave_up_is_no_longer_kept(inn: Inn) -> None:
    await waits_for(inn)
    await inn.tick()
    offered = replace(await wait(inn), offered_type="gone")

    def retire(connection: Connection) -> None:
        connection.execute(
            waits.WaitRow.__table__.update().values(offered_type=offered.offered_type)  # type: ignore[attr-defined]
        )

    await inn.database.write(retire)
    assert (await inn.say("要")).startswith("不好意思，那间房已经不留了")


async def test_what_a_person_should_tell_somebody_names_nobody_once_they_are_forgotten(inn: Inn) -> None:
    """The bug: the to-do to tell of a free room kept name and phone of a guest without a booking."""
    await inn.employ(STAFF)
    await waits_for(inn)

    def is_named(connection: Connection) -> None:
        connection.execute(
            update(Person).where(Person.id == 2).values(name="诸葛青岚", phone="+8613877776666")
        )

    await inn.database.write(is_named)
    inn.post.abilities = replace(inn.post.abilities, customer_service=False)
    await inn.tick()

    async def details() -> list[str]:
        return [detail.get("text", "") for *_, detail in await inn.database.read(todos.unfinished)]

    assert await details() == ["诸葛青岚 13877776666 G2"]
    await inn.talk("删除我的信息", "好")
    assert not any(await details())


@pytest.mark.parametrize(("minutes", "waiting"), [(0, ["unreachable"]), (45, [])])
async def test_offer_that_no_channel_carries_is_told_by_a_person_while_it_stands(
    inn: Inn, minutes: int, waiting: list[str]
) -> None:
    await inn.employ(STAFF)
    await waits_for(inn)
    inn.post.abilities = replace(inn.post.abilities, customer_service=False)
    await inn.tick()
    inn.clock.wind(inn.clock.now() + timedelta(minutes=minutes))
    await inn.tick()
    assert await inn.todos() == waiting
    if not minutes:
        (_, _, _, detail) = (await inn.database.read(todos.unfinished))[0]
        assert detail["text"] == "G2"
        assert "有房了：" in await inn.say("在吗")


async def test_house_that_looks_at_full_days_is_no_lead_and_offered_no_list(inn: Inn) -> None:
    await inn.employ(STAFF)
    await inn.say("你好")
    await inn.book("loft", 24, 2, kind="loft")
    said = await inn.say("24号阁楼有房吗，住一晚", STAFF)
    assert "满了" in said
    assert "候补" not in said
    assert await inn.database.read(leads.open_ones, date(2026, 12, 1), inn.clock.now() - timedelta(1)) == []


async def test_child_told_with_the_yes_is_counted(inn: Inn) -> None:
    """The bug: who had waited for two and came with a child was booked for two, in a room that sleeps two."""
    await waits_for(inn)
    await inn.tick()
    assert "最多住2人" in await inn.say("要的，两大一小")
    assert await inn.bookings() == []
