"""Opinions over two databases: one a stay, their states, who answered when, what is counted (F005, F051–F056, F064)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from store import opinions, outbox, scores
from store.claims import confirm
from store.database import Database
from store.opinions import OVERDUE, TELLING, Opinion, Told
from tests.conftest import MORNING
from tests.store.kit import guest, record, wish

SOON, LATER = MORNING + timedelta(hours=4), MORNING + timedelta(hours=9)
BEFORE, AFTER = MORNING - timedelta(days=1), MORNING + timedelta(days=1)


def told(key: str = "said:1", **other: Any) -> Told:
    """A complaint that is to be answered soon, with anything else about it."""
    values: dict[str, Any] = {"kind": "complaint", "words": "太吵了", "severity": "plain", "due_at": SOON}
    return Told(key, **values | other)


async def said(inn: Database, *what: Told) -> list[Opinion]:
    return [await inn.write(opinions.record, one, MORNING) for one in what]


async def again(inn: Database, opinion: Opinion) -> Opinion:
    found = await inn.read(opinions.get, opinion.id)
    assert found is not None
    return found


async def test_opinion_comes_back_as_it_was_told(inn: Database) -> None:
    person, _ = await inn.write(guest)
    (opinion,) = await said(inn, told(score=2, person_id=person))
    assert await inn.read(opinions.by_key, "said:1") == opinion
    assert (opinion.kind, opinion.words, opinion.score, opinion.person_id) == (
        "complaint",
        "太吵了",
        2,
        person,
    )
    assert (opinion.state, opinion.due_at, opinion.step, opinion.step_at) == ("open", SOON, OVERDUE, SOON)


async def test_words_are_sealed(inn: Database) -> None:
    await said(inn, told(words="王女士住302"))

    def raw(connection: Connection) -> bytes:
        return bytes(connection.exec_driver_sql("SELECT words FROM opinions").scalar_one())

    assert "王女士".encode() not in await inn.read(raw)


async def test_what_needs_nothing_is_closed_at_once(inn: Database) -> None:
    (praise,) = await said(inn, told(kind="opinion", severity="none", due_at=None))
    assert (praise.state, praise.closed_at, praise.step_at) == ("closed", MORNING, None)
    assert await inn.read(opinions.live) == []


async def test_survey_told_twice_is_one_row_with_the_last_words(inn: Database) -> None:
    key = opinions.survey_key(7)
    first, second = await said(
        inn, told(key, kind="survey", score=3, words=""), told(key, kind="survey", score=2, words="热水慢")
    )
    assert second.id == first.id
    assert (second.score, second.words, second.state) == (2, "热水慢", "open")


async def test_survey_that_turns_bad_has_to_be_answered(inn: Database) -> None:
    key = opinions.survey_key(7)
    good = told(key, kind="survey", score=5, words="", severity="none", due_at=None)
    _, bad = await said(inn, good, told(key, kind="survey", score=2, tell_at=SOON))
    assert (bad.state, bad.severity, bad.closed_at, bad.step) == ("open", "plain", None, TELLING)


async def test_survey_answered_by_two_messages_at_once_is_one_row(inn: Database) -> None:
    key = opinions.survey_key(7)
    found = await asyncio.gather(
        *(inn.write(opinions.record, told(key, kind="survey", score=n), MORNING) for n in (1, 2, 3)),
        return_exceptions=True,
    )
    kept = [one for one in found if isinstance(one, Opinion)]
    assert kept
    assert {one.id for one in kept} == {kept[0].id}
    assert len(await inn.read(opinions.live)) == 1


async def test_first_answer_keeps_its_time(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    (opinion,) = await said(inn, told())
    assert await inn.write(opinions.answer, opinion.id, me, SOON)
    assert await inn.write(opinions.answer, opinion.id, me, LATER)
    found = await again(inn, opinion)
    assert (found.state, found.answered_at, found.answered_by, found.step_at) == ("answered", SOON, me, None)


async def test_closed_is_closed_once_with_what_came_of_it(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    (opinion,) = await said(inn, told())
    closed = [await inn.write(opinions.close, opinion.id, me, text, SOON) for text in ("换了", "又换了")]
    assert closed == [True, False]
    assert (await again(inn, opinion)).outcome == "换了"
    assert not await inn.write(opinions.answer, opinion.id, me, LATER)


async def test_closing_taken_back_waits_again_and_the_clock_goes_on(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    (opinion,) = await said(inn, told())
    await inn.write(opinions.close, opinion.id, me, "换了", SOON)
    assert await inn.write(opinions.reopen, opinion, "closed", "open")
    assert not await inn.write(opinions.reopen, opinion, "closed", "open")
    assert await again(inn, opinion) == opinion


async def test_talking_to_a_guest_answers_what_waits_of_theirs(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    may, _ = await inn.write(guest, "o-may")
    lee, _ = await inn.write(guest, "o-lee")
    mine, _, other = await said(
        inn, told(person_id=may), told("said:2", person_id=may), told("said:3", person_id=lee)
    )
    assert await inn.write(opinions.answer_all_of, may, me, SOON) == 2
    assert (await again(inn, mine)).state == "answered"
    assert (await again(inn, other)).state == "open"


async def test_those_nobody_answered_come_first_each_by_its_hour(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    late, soon, answered = await said(
        inn, told("a", due_at=LATER), told("b", due_at=SOON), told("c", due_at=MORNING)
    )
    await inn.write(opinions.answer, answered.id, me, SOON)
    assert [one.id for one in await inn.read(opinions.live)] == [soon.id, late.id, answered.id]


async def test_step_of_the_climb_is_taken_once(inn: Database) -> None:
    (opinion,) = await said(inn, told())
    assert await inn.read(opinions.climbing, SOON - timedelta(minutes=1)) == []
    assert await inn.read(opinions.climbing, SOON) == [opinion]
    taken = await asyncio.gather(
        *(inn.write(opinions.climb, opinion, opinions.OWNER, LATER) for _ in range(3))
    )
    assert sorted(taken) == [False, False, True]


async def test_opinions_of_a_guest_are_those_of_the_person_and_of_the_stay(inn: Database) -> None:
    await record(inn, wish("1"), wish("2", room_type="court"))
    may, _ = await inn.write(guest)
    await said(inn, told("a", person_id=may), told("b", booking_id=2), told("c", booking_id=1))
    found = await inn.read(opinions.of_guest, [may], [2])
    assert [one.key for one in found] == ["b", "a"]


async def test_stay_whose_complaint_is_open_is_known(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    await record(inn, wish("1"), wish("2", room_type="court"))
    opinion, _ = await said(inn, told(booking_id=1), told("said:2", booking_id=2, severity="light"))
    assert await inn.read(opinions.waits, 1)
    assert not await inn.read(opinions.waits, 2)
    await inn.write(opinions.close, opinion.id, me, "好了", SOON)
    assert not await inn.read(opinions.waits, 1)


async def test_answers_to_the_owners_questions_stand_in_order_and_are_replaced(inn: Database) -> None:
    (opinion,) = await said(inn, told())
    for place, question, words in ((2, "早餐？", "好"), (1, "还来？", "会"), (2, "早餐？", "一般")):
        await inn.write(opinions.put_answer, opinion, place, question, words)
    assert await inn.read(opinions.answers, opinion.id) == [("还来？", "会"), ("早餐？", "一般")]


async def test_forgotten_review_leaves_nothing(inn: Database) -> None:
    (review,) = await said(inn, told(kind="review", source="携程", severity="none", due_at=None))
    await inn.write(opinions.put_answer, review, 1, "还来？", "会")
    await inn.write(opinions.forget, review.id)
    assert await inn.read(opinions.get, review.id) is None
    assert await inn.read(opinions.answers, review.id) == []


async def test_scores_of_a_month_count_surveys_and_kept_times(inn: Database) -> None:
    me, _ = await inn.write(guest, "o-staff")
    first, second, *_ = await said(
        inn,
        told("survey:1", kind="survey", score=2),
        told("survey:2", kind="survey", score=3),
        told("survey:3", kind="survey", score=5, severity="none", due_at=None),
        told("survey:4", kind="survey", score=4, severity="none", due_at=None),
        told("review:1", kind="review", source="携程", score=4, severity="none", due_at=None),
        told("review:2", kind="review", source="携程", score=5, severity="none", due_at=None),
    )
    await inn.write(opinions.answer, first.id, me, SOON)
    await inn.write(opinions.answer, second.id, me, LATER)
    found = await inn.read(scores.scores, BEFORE, AFTER)
    assert found.counts == {2: 1, 3: 1, 4: 1, 5: 1}
    assert (found.total, found.average, found.good) == (4, 3.5, 2)
    assert (found.due, found.in_time) == (2, 1)
    assert await inn.read(scores.reviews, BEFORE, AFTER) == [("携程", 2, 4.5)]
    assert (await inn.read(scores.scores, AFTER, AFTER + timedelta(days=1))).total == 0


async def test_answer_that_was_not_sent_can_be_taken_back_and_one_that_left_cannot(inn: Database) -> None:
    _, address = await inn.write(guest)
    for key in ("waits", "left"):
        await inn.write(outbox.say, key, "opinion", address, "!", MORNING)
    await inn.write(
        lambda connection: connection.exec_driver_sql("UPDATE outbox SET status = 'sent' WHERE key = 'left'")
    )
    assert await inn.write(outbox.withdraw, "waits")
    assert not await inn.write(outbox.withdraw, "left")


def _surveyed(connection: Connection, booking: int, person: int, address: int, status: str) -> None:
    """The survey of this stay left the house."""
    confirm(connection, person, booking, MORNING)
    outbox.say(connection, f"asked:{booking}", opinions.ASKING[0], address, "?", MORNING, booking_id=booking)
    connection.exec_driver_sql(f"UPDATE outbox SET status = '{status}'")


async def test_person_is_known_to_have_been_asked_until_they_answer(inn: Database) -> None:
    await record(inn, wish("1"))
    person, address = await inn.write(guest)
    await inn.write(_surveyed, 1, person, address, "due")
    assert await inn.read(opinions.asked_about, person, BEFORE) is None
    await inn.write(lambda connection: connection.exec_driver_sql("UPDATE outbox SET status = 'sent'"))
    assert await inn.read(opinions.asked_about, person, BEFORE) == 1
    assert await inn.read(opinions.asked_about, person, AFTER) is None
    await said(inn, told(opinions.survey_key(1), kind="survey", score=4, booking_id=1))
    assert await inn.read(opinions.asked_about, person, BEFORE) is None
