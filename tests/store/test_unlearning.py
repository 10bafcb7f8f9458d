"""What a forgotten guest asked leaves what the house learned (F121), and many are forgotten in as few looks as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, select

from store import answers, erasures, gaps, people
from store.answers import Answer
from store.database import Database
from tests.conftest import MORNING
from tests.store.kit import TODAY, guest

LATER = MORNING + erasures.GRACE + timedelta(days=1)


def asks(connection: Connection, words: str, name: str) -> int:
    """Somebody new asks what nobody can answer: the question's number."""
    person, address = guest(connection, f"o-{name}")
    connection.execute(
        people.Person.__table__.update().where(people.Person.id == person).values(name=name)  # type: ignore[attr-defined]  # typed as FromClause
    )
    return gaps.note(connection, words, "", person, address, MORNING)


def taught(connection: Connection, gap: int, *ways: str) -> int:
    number = answers.teach(connection, "", {"zh_CN": "可以，湖边那块空地"}, ways, 99, MORNING)
    gaps.close(connection, gap, number, MORNING)
    return number


def forget(connection: Connection, name: str) -> None:
    person = connection.scalars(select(people.Person.id).where(people.Person.name.is_not(None))).all()
    known = {
        connection.scalar(select(people.Person.name).where(people.Person.id == one)): one for one in person
    }
    erasures.forget(connection, known[name], MORNING, TODAY)


async def answer(inn: Database, number: int) -> Answer:
    found = await inn.read(answers.get, number)
    assert found is not None
    return found


async def test_way_of_asking_goes_with_the_guest_whose_words_it_was(inn: Database) -> None:
    """The bug: what a guest had asked stayed word for word among the house's questions after 删除我的信息."""
    gap = await inn.write(asks, "我奶奶想看无人机能飞吗", "诸葛青岚")
    number = await inn.write(taught, gap, "能飞无人机吗", "我奶奶想看无人机能飞吗")
    await inn.write(forget, "诸葛青岚")
    left = await answer(inn, number)
    assert (left.phrasings, left.state) == (["能飞无人机吗"], "active")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("能飞无人机吗", (["能飞无人机吗"], "active")),
        ("我是诸葛青岚，能飞无人机吗", (["—"], "retired")),
        ("我住302，能飞无人机吗", (["—"], "retired")),
    ],
)
async def test_last_way_to_an_answer_stays_where_it_names_nobody(
    inn: Database, words: str, kept: tuple[list[str], str]
) -> None:
    """The owner read it and said yes to it: the house's question, unless somebody could be known by it."""
    gap = await inn.write(asks, words, "诸葛青岚")
    number = await inn.write(taught, gap, words)
    await inn.write(forget, "诸葛青岚")
    left = await answer(inn, number)
    assert (left.phrasings, left.state) == kept


async def test_words_somebody_else_said_too_stay(inn: Database) -> None:
    gap = await inn.write(asks, "能飞无人机吗", "诸葛青岚")
    ann, address = await inn.write(guest, "o-ann")
    await inn.write(gaps.ask_again, gap, "能飞无人机吗", ann, address, MORNING)
    number = await inn.write(taught, gap, "能飞无人机吗", "无人机")
    await inn.write(forget, "诸葛青岚")
    assert (await answer(inn, number)).phrasings == ["能飞无人机吗", "无人机"]


def leave(connection: Connection, names: list[str]) -> None:
    for name in names:
        person, _ = guest(connection, f"o-{name}")
        erasures.later(connection, person, "unfollowed", MORNING)


def statements(connection: Connection) -> list[str]:
    """The clock forgets whose time has come: what it asked the database, but for one line of audit each."""
    said: list[str] = []

    def heard(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", heard)
    erasures.carry_out(connection, LATER, LATER.date())
    event.remove(connection, "before_cursor_execute", heard)
    return [one for one in said if "INTO audit" not in one]


async def test_many_are_forgotten_in_as_many_statements_as_one(inn: Database) -> None:
    """The bug: every table was looked through once a person."""
    await inn.write(leave, ["a"])
    one = await inn.write(statements)
    await inn.write(leave, ["b", "c", "d", "e"])
    many = await inn.write(statements)
    assert one
    assert len(many) == len(one)
