"""No code of ours in a booking's history or in a guest's own data, and no name in the audit (F121, F124)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.handlers.money import SAID
from bot.handlers.orders import ACTIONS, UNSAID
from bot.handlers.requests import KINDS
from store import greeted, people, points
from store.audit import AuditRow
from store.people import Person
from store.points import Entry, MemberRow
from tests.flows.kit import STAFF, Inn

ROOT = Path(__file__).parents[2]


def noted() -> Iterator[tuple[str, str]]:
    """(action, subject) as the code writes both, of every line of the audit."""
    for package in ("bot", "scheduler", "store"):
        for file in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.note":
                    yield _written(call.args[3]), _written(call.args[4])


def _written(word: ast.expr) -> str:
    """A word as the code writes it, without its quotes and the f of a filled one."""
    return re.sub(r"""^f?['"]|['"]$""", "", ast.unparse(word))


def test_every_action_about_a_booking_has_its_words() -> None:
    about = [action for action, subject in noted() if subject.startswith(("booking:", "subject"))]
    done = {action for action in about if "{" not in action} - UNSAID
    asked = {f"{verb}_{kind}" for verb in ("agreed", "declined") for kind in KINDS}
    booked = {f"folio_{deed}" for deed in SAID}
    assert {re.sub(r"\W*\{.*", "", action) for action in about if "{" in action} == {
        "agreed_",
        "declined_",
        "folio_",
    }
    assert ACTIONS.keys() == done | asked | booked | {"link_accept"}


async def test_own_data_is_told_in_words_and_not_in_codes(inn: Inn) -> None:
    await inn.say("你好")
    await inn.book("A1", 3, 2)
    await inn.database.write(_lives_here, inn)
    shown = [await inn.say("我的数据"), await inn.say("1")][-1]
    assert re.findall(r"[A-Za-z_]{2,}", shown) == []
    for words in (
        "来源 本店",
        "状态 已确认",
        "房型 湖景大床房",
        "用途 订单",
        "节日 是",
        "等级 银卡",
        "原因 店里调整",
    ):
        assert words in shown


def _lives_here(connection: Connection, inn: Inn) -> None:
    """What months of a guest leave behind."""
    now = inn.clock.now()
    person = connection.scalars(select(Person.id).order_by(Person.id)).all()[0]
    people.consent(connection, person, "match_booking", "1", now)
    greeted.want(connection, person, now)
    points.post(connection, Entry(person, 50, "adjust", "k"), now)
    connection.execute(update(MemberRow).values(level="silver"))


async def test_audit_keeps_how_many_bookings_were_found_and_not_by_whose_name(inn: Inn) -> None:
    await inn.say("你好")
    await inn.book("A1", 3, 2)
    await inn.employ(STAFF, "owner")
    assert "B1 王芳" in await inn.say("订单 王芳", STAFF)
    detail = await inn.database.read(_looked_up)
    assert detail == ["1"]


def _looked_up(connection: Connection) -> list[str]:
    rows = connection.execute(select(AuditRow.detail).where(AuditRow.subject == "bookings"))
    return list(rows.scalars())
