"""A language model as the last reader: what it is asked, what of its answer is believed, and that nothing depends on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.model import TRIES, Model, checked
from tests.flows.kit import GUEST, STAFF, Inn

MEANT = "那啥 就是 嗯 屋里那个热乎的 整两个行不行"  # nothing a rule could know
TODAY = date(2026, 12, 1)


@dataclass
class Endpoint:
    """Somebody's model: says what it is told to, and keeps what it was asked."""

    says: str = "{}"
    status: int = 200
    hold: asyncio.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        self.reached.set()
        if self.hold is not None:
            await self.hold.wait()
        body = json.dumps({"choices": [{"message": {"content": self.says}}]}).encode()
        response = web.StreamResponse(status=self.status, headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for piece in (body[:20], body[20:]):  # as behind a proxy: the answer comes in pieces
            await response.write(piece)
            await asyncio.sleep(0.01)
        return response

    def heard(self) -> str:
        return str(self.asked[-1]["messages"][-1]["content"])


@pytest.fixture
async def endpoint() -> AsyncIterator[tuple[Endpoint, str]]:
    one = Endpoint()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", one.answer)
    async with TestServer(app) as server:
        yield one, str(server.make_url("/v1"))


@pytest.fixture
async def inn_with_model(inn: Inn, endpoint: tuple[Endpoint, str]) -> AsyncIterator[tuple[Inn, Endpoint]]:
    one, url = endpoint
    async with ClientSession() as session:
        inn.door.model = Model(session, inn.world, url, "small", "sk-1").read
        yield inn, one


def chosen(*intents: str, **slots: object) -> str:
    return json.dumps({"intents": list(intents), "slots": slots})


async def test_model_reads_what_no_rule_could(inn_with_model: tuple[Inn, Endpoint]) -> None:
    inn, endpoint = inn_with_model
    endpoint.says = "Here you are: " + chosen("breakfast")
    assert "饵丝" in await inn.say(MEANT)
    assert (endpoint.asked[0]["model"], endpoint.keys) == ("small", ["Bearer sk-1"])


async def test_model_is_not_asked_what_rules_read_nor_about_staff_nor_scraps(
    inn_with_model: tuple[Inn, Endpoint],
) -> None:
    inn, endpoint = inn_with_model
    await inn.employ(STAFF)
    await inn.talk("早餐几点", "嗯", "积分")
    await inn.say(MEANT, STAFF)
    assert endpoint.asked == []


async def test_phone_never_reaches_the_model(inn_with_model: tuple[Inn, Endpoint]) -> None:
    inn, endpoint = inn_with_model
    await inn.say(f"{MEANT} 13800008000")
    if endpoint.asked:
        assert "13800008000" not in endpoint.heard()
    await inn.door.model("我是13800008000", datetime(2026, 12, 1, tzinfo=inn.world.clock.now().tzinfo))  # type: ignore[misc]
    assert "138****8000" in endpoint.heard()


@pytest.mark.parametrize(
    "says",
    ["not json", "[]", "{}", '{"intents": "wifi"}', '{"intents": ["take_over"]}', '{"intents": ["other"]}'],
)
async def test_answer_of_no_use_changes_nothing(inn_with_model: tuple[Inn, Endpoint], says: str) -> None:
    inn, endpoint = inn_with_model
    endpoint.says = says
    assert "得问问店里" in await inn.say(MEANT)


async def test_model_that_fails_is_left_alone_for_a_while(inn_with_model: tuple[Inn, Endpoint]) -> None:
    inn, endpoint = inn_with_model
    endpoint.status = 500
    answers = await inn.talk(*(f"{MEANT} {number}" for number in "甲乙丙丁戊"))
    assert len(endpoint.asked) == TRIES
    assert all(answers)


async def test_model_that_hangs_holds_up_neither_the_database_nor_other_guests(
    inn_with_model: tuple[Inn, Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    inn, endpoint = inn_with_model
    monkeypatch.setattr("bot.model.WAIT", 0.5)
    endpoint.hold = asyncio.Event()
    stuck = asyncio.create_task(inn.say(MEANT))
    await asyncio.wait_for(endpoint.reached.wait(), 5)
    assert "饵丝" in await inn.say("早餐几点", "oOther")
    assert "得问问店里" in await stuck
    endpoint.hold.set()


async def test_model_never_says_yes_in_a_guests_place(inn_with_model: tuple[Inn, Endpoint]) -> None:
    inn, endpoint = inn_with_model
    endpoint.says = chosen("affirm")
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.say("取消订单")
    await inn.say("那啥 我再跟老公合计合计呗")
    assert endpoint.asked == []
    assert await inn.bookings() == [("B1", "confirmed")]
    assert await inn.todos() == []
    assert checked({"intents": ["affirm", "deny"]}, "嗯", TODAY) is None


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ({"check_in": "2026-12-05", "nights": 2}, {"check_in": "2026-12-05", "nights": 2}),
        (
            {"check_in": "2026-12-05", "check_out": "2026-12-07"},
            {"check_in": "2026-12-05", "check_out": "2026-12-07"},
        ),
        ({"check_in": "2026-11-05", "check_out": "2026-12-07"}, {}),
        ({"check_in": "2026-12-05", "check_out": "2026-12-04"}, {"check_in": "2026-12-05"}),
        ({"check_in": "soon", "guests": 900, "nights": True, "adults": "2"}, {}),
        ({"item": "暖水袋", "destination": "月球", "arrival_time": "25:00"}, {"item": "暖水袋"}),
        ({"amount": 1, "price": 1, "phone": "1"}, {}),
    ],
)  # fmt: skip
def test_slots_are_believed_only_where_they_can_be_true(said: dict[str, Any], slots: dict[str, Any]) -> None:
    read = checked({"intents": ["make_booking"], "slots": said}, "两个暖水袋", TODAY)
    assert read is not None
    assert read[1] == slots


async def test_burst_is_put_to_the_model_once_however_often_the_turn_is_raced(
    inn_with_model: tuple[Inn, Endpoint],
) -> None:
    inn, endpoint = inn_with_model
    endpoint.says = chosen("wifi")
    first, second = await asyncio.gather(inn.say(MEANT, GUEST), inn.say(MEANT, "oOther"))
    assert first
    assert second
    assert len(endpoint.asked) == 2
