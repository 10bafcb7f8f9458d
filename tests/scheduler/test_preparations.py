"""Preparations by rule (F035, F036): what calls for what, once a booking and rule, following the booking."""

from __future__ import annotations

from datetime import date

import pytest

from store import preparations, registrations
from store.database import Connection
from store.house_file.preparations import Preparation, Preparations, Told
from store.registrations import Registration
from tests.scheduler.kit import Inn


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (Told(), []),
        (Told(children=1), ["child"]),
        (Told(children=1, ages=(6,)), ["child"]),
        (Told(children=1, ages=(1,)), ["crib"]),
        (Told(children=1, ages=(16,)), []),
        (Told(words="要婴儿床"), ["crib"]),
        (Told(words="结婚纪念日"), ["decoration"]),
        (Told(words="with my dog"), ["pet"]),
        (Told(words="a quiet location"), []),
        (Told(arrival_time="21:00"), ["light"]),
        (Told(arrival_time="20:59"), []),
        (Told(children=1, arrival_time="23:00", words="生日"), ["child", "decoration", "light"]),
    ],
)
def test_what_guests_told_calls_for_preparations(told: Told, wanted: list[str]) -> None:
    assert Preparations().wanted(told) == wanted


def test_house_that_wants_none_makes_none_and_one_with_its_own_rules_only_those() -> None:
    assert Preparations(enabled=False).wanted(Told(children=1)) == []
    own = Preparations(rules={"tea": Preparation(name="姜茶", said=("感冒",))})
    assert own.wanted(Told(children=1, words="有点感冒")) == ["tea"]


async def test_preparation_is_made_once_follows_the_day_and_goes_with_the_booking(inn: Inn) -> None:
    await inn.book()
    told = Registration(names=("王芳",), ages=(6,), wishes="生日")
    await inn.database.write(registrations.keep, 1, told, None, inn.now)
    for _ in range(2):
        await inn.plan()
    assert await inn.database.read(_open) == ["child", "decoration"]
    assert await inn.database.write(preparations.finish, 1, ["child"], 1, inn.now) == ["child"]
    assert await inn.database.write(preparations.finish, 1, ["child"], 1, inn.now) == []
    await inn.database.write(registrations.keep, 1, Registration(names=("王芳",), ages=(6,)), None, inn.now)
    await inn.plan()
    assert await inn.database.read(_open) == []
    await inn.database.write(registrations.keep, 1, told, None, inn.now)
    await inn.plan()
    assert await inn.database.read(_open) == ["decoration"]
    await inn.book(state="cancelled")
    await inn.plan()
    assert await inn.database.read(preparations.of_each, [1]) == {}


def _open(connection: Connection) -> list[str]:
    return [one.rule for one in preparations.waiting(connection, date(2026, 12, 1), date(2027, 12, 1))]
