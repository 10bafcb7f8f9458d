"""A person talks to a guest; a second guest asks to join: what the store keeps of it, and what the clock does."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from scheduler.handover import give_back
from store import asking, bookings, claims, handovers, joins, people, places
from store.claims import Claim
from store.database import Connection, Database
from store.handovers import QUIET
from store.outbox import OutboxRow
from store.places import Place
from tests.conftest import MORNING
from tests.store.kit import guest, record, wish


def texts(connection: Connection) -> list[tuple[int | None, str]]:
    rows = connection.execute(select(OutboxRow.address_id, OutboxRow.payload).order_by(OutboxRow.id))
    return [(row.address_id, row.payload["text"]) for row in rows]


async def test_each_word_of_the_house_mutes_the_bot_for_an_hour(inn: Database) -> None:
    (may, address), (staff, _) = await inn.write(guest, "o-may"), await inn.write(guest, "o-staff")
    await inn.write(handovers.take, may, address, staff, MORNING)
    later = MORNING + timedelta(minutes=50)
    await inn.write(handovers.take, may, address, staff, later)
    assert (await inn.read(places.of, address)).muted_until == later + QUIET
    assert await inn.read(handovers.over, MORNING + QUIET) == []


async def test_who_speaks_last_has_the_guest(inn: Database) -> None:
    (may, address), (zhou, _), (li, _) = [await inn.write(guest, name) for name in ("o-m", "o-z", "o-l")]
    assert await inn.write(handovers.take, may, address, zhou, MORNING) is None
    before = await inn.write(handovers.take, may, address, li, MORNING)
    assert before is not None
    assert before.staff_id == zhou
    assert await inn.read(handovers.of_staff, zhou) == []


async def test_silent_hour_gives_the_guest_back_and_says_so_once(inn: Database) -> None:
    (may, address), (staff, desk) = await inn.write(guest, "o-may"), await inn.write(guest, "o-staff")
    await inn.write(people.appoint, staff, "staff")
    await inn.write(handovers.take, may, address, staff, MORNING)
    assert await inn.write(give_back, MORNING + QUIET - timedelta(seconds=1)) == 0
    assert await inn.write(give_back, MORNING + QUIET) == 1
    assert await inn.write(give_back, MORNING + QUIET) == 0
    assert (await inn.read(places.of, address)).muted_until is None
    assert await inn.read(texts) == [
        (desk, f"一小时没说话了，G{may}由我接待。还想接着说，回「回G{may} 您的话」。")
    ]


async def test_code_of_a_held_booking_grants_nothing_until_the_holder_agrees(inn: Database) -> None:
    await record(inn, wish())
    code = await inn.read(lambda c: bookings.arriving(c, wish().arrival)[0].claim)
    assert code is not None
    (may, _), (ann, _) = await inn.write(guest, "o-may"), await inn.write(guest, "o-ann")
    assert (await inn.write(claims.claim_by_code, may, code, MORNING))[0] is Claim.GRANTED
    assert await inn.write(claims.claim_by_code, ann, code, MORNING) == (Claim.HELD, 1)
    assert await inn.read(bookings.parties, 1) == [(may, "holder", "confirmed")]
    assert (await inn.write(claims.claim_by_code, may, code, MORNING))[0] is Claim.GRANTED


async def test_wish_to_join_is_asked_once_and_answered_once(inn: Database) -> None:
    await record(inn, wish())
    (may, _), (ann, _) = await inn.write(guest, "o-may"), await inn.write(guest, "o-ann")
    await inn.write(claims.confirm, may, 1, MORNING)
    asked = [(await inn.write(joins.ask, 1, ann, MORNING))[1] for _ in range(2)]
    assert asked == [True, False]
    assert await inn.read(joins.waiting, ann) is None
    waiting = await inn.read(joins.waiting, may)
    assert waiting is not None
    assert waiting.person_id == ann
    answers = [await inn.write(joins.settle, 1, ann, granted, MORNING) for granted in (False, True)]
    assert answers == [True, False]
    settled = await inn.read(joins.get, waiting.id)
    assert settled is not None
    assert (settled.answered, settled.granted) == (True, False)


async def test_question_set_aside_waits_with_what_waited_before(inn: Database) -> None:
    _, address = await inn.write(guest, "o-may")
    earlier = {"flow": "booking", "version": 1, "step": "name", "slots": {}}
    standing = Place(
        flow="arriving",
        flow_version=1,
        step="arrival_time",
        state={"slots": {"booking": 1}, "waiting": [earlier]},
    )
    await inn.write(lambda c: places.move(c, address, 0, standing))
    arriving = {"flow": "arriving", "version": 1, "step": "arrival_time", "slots": {"booking": 1}}
    assert await inn.write(asking.set_aside, address, "arriving") == [earlier, arriving]
    rest = await inn.read(places.of, address)
    assert (rest.flow, rest.step, rest.state) == ("", "", {"waiting": [earlier]})
    assert await inn.write(asking.set_aside, address, "arriving") == [earlier]
