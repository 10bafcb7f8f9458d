"""What the owner taught and what nobody could answer, on both databases."""

from __future__ import annotations

from datetime import timedelta

from store import answers, gaps, house
from store.database import Connection, Database
from tests.conftest import MORNING
from tests.store.kit import guest


def teach(connection: Connection, question: str = "有粥吗", words: str = "有") -> int:
    return answers.teach(connection, "breakfast", {"zh_CN": words}, [question], 1, MORNING)


async def revision(inn: Database) -> int:
    present = await inn.read(house.present)
    assert present is not None
    return present.revision


async def test_every_change_of_an_answer_moves_the_revision(inn: Database) -> None:
    """Running workers learn of a new answer by the revision alone."""
    seen = [await revision(inn)]
    number = await inn.write(teach)
    seen.append(await revision(inn))
    known = await inn.read(answers.get, number)
    assert known is not None
    await inn.write(answers.change, known, MORNING, {"zh_CN": "没有"}, known.phrasings)
    seen.append(await revision(inn))
    await inn.write(answers.set_state, number, "retired", MORNING)
    seen.append(await revision(inn))
    assert seen == [seen[0], seen[0] + 1, seen[0] + 2, seen[0] + 3]


async def test_retired_answer_is_kept_and_not_used(inn: Database) -> None:
    number = await inn.write(teach)
    await inn.write(answers.set_state, number, "retired", MORNING)
    assert await inn.read(answers.active) == []
    listed, total = await inn.read(answers.page, 1, 5)
    assert ([one.state for one in listed], total) == (["retired"], 1)


async def test_page_shows_the_newest_first(inn: Database) -> None:
    for question in ("一", "二", "三"):
        await inn.write(teach, question)
    first, total = await inn.read(answers.page, 1, 2)
    second, _ = await inn.read(answers.page, 2, 2)
    assert ([one.question for one in (*first, *second)], total) == (["三", "二", "一"], 3)


async def test_answer_is_said_in_the_language_it_was_written_in(inn: Database) -> None:
    number = await inn.write(teach)
    known = await inn.read(answers.get, number)
    assert known is not None
    assert (known.said("zh_CN"), known.said("en")) == (("有", True), ("有", False))


async def test_gap_counts_and_keeps_each_asker_once(inn: Database) -> None:
    (may, may_at), (ann, ann_at) = await inn.write(guest, "o-may"), await inn.write(guest, "o-ann")
    number = await inn.write(gaps.note, "有粥吗", "breakfast", may, may_at, MORNING)
    await inn.write(gaps.ask_again, number, "有粥么", ann, ann_at, MORNING)
    await inn.write(gaps.ask_again, number, "粥呢", ann, ann_at, MORNING + timedelta(hours=1))
    waiting = await inn.read(gaps.unanswered)
    assert [(gap.words, gap.asked) for gap in waiting] == [("有粥吗", 3)]
    assert [asker.words for asker in await inn.read(gaps.askers, number)] == ["有粥吗", "有粥么"]
    assert await inn.read(gaps.asked_lately, ann, MORNING) == 1


async def test_gap_number_is_no_room_of_the_house(inn: Database) -> None:
    may, address = await inn.write(guest, "o-may")
    number = await inn.write(gaps.note, "有粥吗", "", may, address, MORNING, {"1", "2"})
    assert number == 3


async def test_gap_is_closed_once_and_may_be_opened_again(inn: Database) -> None:
    may, address = await inn.write(guest, "o-may")
    number = await inn.write(gaps.note, "有粥吗", "", may, address, MORNING)
    answer = await inn.write(teach)
    closing = [await inn.write(gaps.close, number, answer, MORNING) for _ in range(2)]
    assert closing == [True, False]
    await inn.write(gaps.reopen, number)
    assert [gap.number for gap in await inn.read(gaps.unanswered)] == [number]


async def test_words_of_guests_are_sealed(inn: Database) -> None:
    may, address = await inn.write(guest, "o-may")
    await inn.write(gaps.note, "有粥吗", "", may, address, MORNING)
    await inn.write(teach)

    def kept(connection: Connection) -> list[bytes]:
        rows = [
            connection.exec_driver_sql("SELECT words FROM gaps").scalar_one(),
            connection.exec_driver_sql("SELECT words FROM gap_askers").scalar_one(),
            connection.exec_driver_sql("SELECT phrasings FROM answers").scalar_one(),
        ]
        return [bytes(row) for row in rows]

    assert not any("粥".encode() in blob for blob in await inn.read(kept))
