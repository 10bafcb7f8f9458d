"""The page's server: who may ask, what it tells, what its buttons do. A browser looks at it in tests/browser."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestServer

from bot.simulator.account import Kind
from bot.simulator.loopback import NotLoopbackError
from bot.simulator.page.actions import Hands
from bot.simulator.page.board import Board
from bot.simulator.page.feed import KEPT, Feed
from bot.simulator.page.server import served
from bot.simulator.page.stage import PEOPLE, Stage
from bot.simulator.platform import Platform
from bot.simulator.seen import Link, Shown
from store.outbox_sheet import Line, Sheet
from tests.pictures import PNG
from tests.simulator.kit import GUEST, NOON, OTHER, Api, Times, Webhook, nothing, says

Event = tuple[str, str, dict[str, Any]]  # id, name, data


@dataclass
class Inn:
    """A house beside the page that does as it is told."""

    name: str = "小二家"
    rooms: tuple[str, ...] = ("302",)
    paper: Sheet = field(default_factory=lambda: Sheet((), (), {}))
    ticks: int = 0
    due: tuple[datetime, ...] = ()
    kinds: list[Kind] = field(default_factory=list)
    free: int = 1  # rooms that another platform may sell

    async def tick(self) -> None:
        self.ticks += 1

    async def next_due(self, after: datetime) -> datetime | None:
        return min((due for due in self.due if due > after), default=None)

    async def sheet(self) -> Sheet:
        return self.paper

    async def sold_elsewhere(self) -> bool:
        self.free -= 1
        return self.free >= 0

    async def opens(self, room: str, code: str) -> bool:
        return (room, code) == ("302", "135790")

    async def reopen(self, kind: Kind) -> None:
        self.kinds.append(kind)


@dataclass
class Browser:
    """What a page would ask, without drawing anything."""

    url: str
    session: aiohttp.ClientSession

    async def press(self, button: str, **given: object) -> tuple[int, dict[str, Any]]:
        async with self.session.post(f"{self.url}/act/{button}", json=given) as answer:
            return answer.status, await answer.json()

    async def events(self, after: str = "") -> AsyncIterator[Event]:
        headers = {"Last-Event-ID": after} if after else {}
        async with self.session.get(f"{self.url}/events", headers=headers) as answer:
            assert answer.content_type == "text/event-stream"
            while True:
                yield await _event(answer)

    async def whole(self) -> dict[str, Any]:
        return (await self.first("whole"))[2]

    async def first(self, name: str, after: str = "") -> Event:
        """The first event of this name."""
        async with asyncio.timeout(5):
            async for event in self.events(after):
                if event[1] == name:
                    return event
        raise AssertionError("a feed ends only with the server")


async def _event(answer: ClientResponse) -> Event:
    parts: dict[str, str] = {}
    while line := (await answer.content.readline()).decode().rstrip("\n"):
        name, _, value = line.partition(": ")
        parts[name] = value
    return (parts["id"], parts["event"], json.loads(parts["data"])) if "id" in parts else await _event(answer)


@pytest.fixture
def inn() -> Inn:
    return Inn()


@pytest.fixture
async def stage(platform: Platform, webhook: Webhook) -> Stage:
    stage = Stage(platform, Feed("run"))
    stage.add("客人", "guest", GUEST)
    stage.add("店主", "owner", OTHER)
    return stage


@pytest.fixture
async def browser(stage: Stage, inn: Inn, times: Times) -> AsyncIterator[Browser]:
    board = Board(stage, inn)
    await board.look()
    async with (
        served(Hands(stage, board, times.clock), 0) as url,
        aiohttp.ClientSession() as session,
    ):
        yield Browser(url, session)


# --- who may ask ---


async def test_page_is_served_on_this_machine_alone(stage: Stage, inn: Inn, times: Times) -> None:
    hands = Hands(stage, Board(stage, inn), times.clock)
    with pytest.raises(NotLoopbackError):
        async with served(hands, 0, "0.0.0.0"):  # noqa: S104 - it is refused
            pass


async def test_page_names_no_other_site_and_runs_no_inline_script(browser: Browser) -> None:
    async with browser.session.get(browser.url) as answer:
        policy, text = answer.headers["Content-Security-Policy"], await answer.text()
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in text
    assert "<script>" not in text
    assert "style=" not in text


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
async def test_another_site_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    async with browser.session.post(f"{browser.url}/act/expire", json={}, headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(("body", "status"), [("x", 400), ("[]", 400)])
async def test_button_with_a_broken_body_is_refused(browser: Browser, body: str, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    async with browser.session.post(f"{browser.url}/act/say", data=body, headers=headers) as answer:
        assert answer.status == status


async def test_button_without_json_is_refused(browser: Browser) -> None:
    """What a form of another site can send is never JSON by its type."""
    async with browser.session.post(f"{browser.url}/act/say", data="{}") as answer:
        assert answer.status == 415


async def test_button_and_file_there_are_not_are_404(browser: Browser) -> None:
    for method, path in (("post", "/act/nothing"), ("get", "/static/nothing.js"), ("get", "/media/nothing")):
        async with browser.session.request(method, browser.url + path, json={}) as answer:
            assert answer.status == 404


# --- the feed ---


async def test_page_that_opens_is_told_everything(browser: Browser, inn: Inn) -> None:
    whole = await browser.whole()
    assert [(one["name"], one["role"], one["following"]) for one in whole["people"]] == [
        ("客人", "guest", False),
        ("店主", "owner", False),
    ]
    assert whole["house"] == {"name": "小二家", "rooms": ["302"]}
    assert whole["clock"] == {"now": "2026-12-01T12:00:00+08:00"}
    assert whole["bubbles"] == {"group": [], "p1": [], "p2": []}
    assert whole["account"] == {"kind": "service", "menu": True}


async def test_message_and_its_answer_reach_the_page(
    browser: Browser, platform: Platform, webhook: Webhook
) -> None:
    webhook.answer = nothing
    await browser.press("follow", person="p1")
    webhook.answer = says(
        platform, '有，<a href="weixin://bizmsgmenu?msgmenucontent=订&msgmenuid=1">订房</a>吗'
    )
    assert await browser.press("say", person="p1", text="有房吗") == (200, {})
    mine, theirs = (await browser.whole())["bubbles"]["p1"]
    assert (mine["mine"], mine["text"]) == (True, "有房吗")
    assert (theirs["mine"], theirs["text"], theirs["source"]) == (False, "有，订房吗", "passive")
    assert theirs["links"] == [{"label": "订房", "at": 2, "menu": True, "url": ""}]


async def test_broken_line_goes_on_where_it_was(browser: Browser, stage: Stage) -> None:
    at = (await browser.first("whole"))[0]
    for text in ("一", "二"):
        stage.platform.state.show(GUEST, Shown(NOON, "service", text))
    number, _, data = await browser.first("bubble", after=at)
    assert data["bubble"]["text"] == "一"
    assert (await browser.first("bubble", after=number))[2]["bubble"]["text"] == "二"


@pytest.mark.parametrize("after", ["other.1", "run.999999", "run.-1", "nonsense"])
async def test_id_of_another_run_gets_everything_anew(browser: Browser, after: str) -> None:
    async with asyncio.timeout(5):
        async for event in browser.events(after):
            assert event[1] == "whole"
            break


def test_feed_admits_what_it_no_longer_keeps() -> None:
    feed = Feed("run")
    for number in range(KEPT + 2):
        feed.tell("bubble", {"number": number})
    assert feed.since(1) is None
    assert [event.number for event in feed.since(KEPT) or ()] == [KEPT + 1, KEPT + 2]
    assert feed.since(feed.last) == []


async def test_outbox_shows_what_waits_what_is_over_and_whose_mail_lies_there(
    browser: Browser, inn: Inn
) -> None:
    inn.paper = Sheet(
        (Line(7, "arrival", "due", "", "", NOON, None, 23, ""),),
        (Line(6, "notice", "dropped", "text", "window", NOON, None, None, OTHER),),
        {GUEST: 2},
    )
    _, _, state = await browser.first("state", after=(await browser.first("whole"))[0])
    assert state["outbox"]["waiting"][0]["booking"] == "B23"
    assert state["outbox"]["waiting"][0]["named"] == ["到店提醒", "arrival reminder"]
    assert (state["outbox"]["over"][0]["reason"], state["outbox"]["over"][0]["to"]) == ("window", "p2")
    assert [one["mail"] for one in state["people"]] == [2, 0]


async def test_log_line_tells_push_and_answer(browser: Browser) -> None:
    await browser.press("follow", person="p1")
    (line,) = (await browser.whole())["lines"]
    assert (line["way"], line["name"], line["answer"]) == ("push", "event:subscribe", "ok")
    assert json.loads(line["sent"])["FromUserName"] == GUEST


# --- the buttons ---


async def test_who_writes_follows_first(browser: Browser, stage: Stage) -> None:
    await browser.press("say", person="p1", text="有房吗")
    assert stage.phone(stage.people["p1"]).following


async def test_picture_is_sent_and_can_be_looked_at(browser: Browser, stage: Stage) -> None:
    picture, headers = b"\xff\xd8\xff\xe0 a lake", {"Content-Type": "image/jpeg"}
    async with browser.session.post(f"{browser.url}/picture/p1", data=picture, headers=headers) as answer:
        assert answer.status == 200
    media = (await browser.whole())["bubbles"]["p1"][-1]["media"]
    async with browser.session.get(f"{browser.url}/media/{media}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", picture)


async def test_file_that_is_no_picture_is_refused(browser: Browser) -> None:
    headers = {"Content-Type": "text/html"}
    async with browser.session.post(f"{browser.url}/picture/p1", data=b"<b>", headers=headers) as answer:
        assert answer.status == 415


async def test_voice_place_menu_scan_and_leaving_reach_the_product(
    browser: Browser, platform: Platform
) -> None:
    for name, given in (
        ("follow", {}),
        ("voice", {}),
        ("place", {}),
        ("press", {"type": "click", "key": "wifi"}),
        ("press", {"type": "view", "key": "https://example.com"}),
        ("scan", {"scene": "room_302"}),
        ("unfollow", {}),
    ):
        assert await browser.press(name, person="p1", **given) == (200, {})
    assert [entry.name for entry in platform.log] == [
        "event:subscribe",
        "voice",
        "location",
        "event:click",
        "event:view",
        "event:scan",
        "event:unsubscribe",
    ]


async def test_link_is_tapped_in_the_message_it_stands_in(
    browser: Browser, platform: Platform, stage: Stage
) -> None:
    await browser.press("follow", person="p1")
    shown = Shown(
        NOON, "service", "满意 网页", links=(Link("满意", "5", "101"), Link("网页", url="https://x.cn"))
    )
    platform.state.show(GUEST, shown)
    number = stage.people["p1"].count
    assert await browser.press("tap", person="p1", number=number, link=0) == (200, {})
    assert json.loads(platform.log[-1].sent)["bizmsgmenuid"] == "101"
    assert stage.people["p1"].bubbles[-1].text == "5"
    for wrong in ({"number": number, "link": 1}, {"number": number, "link": 9}, {"number": 999, "link": 0}):
        assert await browser.press("tap", person="p1", **wrong) == (409, {"why": "gone"})


async def test_link_tapped_by_somebody_who_left_is_drawn_only_because_they_follow_first(
    browser: Browser, platform: Platform, stage: Stage
) -> None:
    await browser.press("follow", person="p1")
    platform.state.show(GUEST, Shown(NOON, "service", "满意", links=(Link("满意", "5", "101"),)))
    await browser.press("unfollow", person="p1")
    assert await browser.press("tap", person="p1", number=1, link=0) == (200, {})
    assert [entry.name for entry in platform.log][-2:] == ["event:subscribe", "text"]
    assert stage.people["p1"].bubbles[-1].text == "5"


async def test_half_a_letter_is_refused_and_the_page_goes_on(browser: Browser) -> None:
    """A lone surrogate is JSON, but no text: told to the pages, it ended every one of them."""
    assert await browser.press("say", person="p1", text="在吗\ud83d") == (409, {"why": "text"})
    assert await browser.press("add", name="\udc00") == (409, {"why": "text"})
    assert (await browser.whole())["bubbles"]["p1"] == []


async def test_clock_is_wound_in_steps_and_never_back(browser: Browser, times: Times, inn: Inn) -> None:
    assert await browser.press("wind", to="+2h") == (200, {})
    assert times.clock.now().hour == NOON.hour + 2
    assert inn.ticks == 4
    for wrong in ("2026-11-30 18:00", "gestern", "+99999999d"):
        assert await browser.press("wind", to=wrong) == (409, {"why": "clock"})
    assert (await browser.whole())["clock"] == {"now": "2026-12-01T14:00:00+08:00"}


async def test_clock_wound_far_halts_where_something_is_due(browser: Browser, inn: Inn, times: Times) -> None:
    """Sixty days take steps of fifteen hours: a reminder of 18:00 would have come at night, or the next day."""
    evening = NOON + timedelta(days=40, hours=6)
    inn.due = (evening, evening + timedelta(minutes=1))
    at = (await browser.first("whole"))[0]
    halts = []
    assert await browser.press("wind", to="+60d") == (200, {})
    async for _, name, data in browser.events(at):
        if name == "clock":
            halts.append(datetime.fromisoformat(data["now"]))
            if halts[-1] == times.clock.now():
                break
    assert set(inn.due) <= set(halts)
    assert inn.ticks == len(halts) == 98


async def test_clock_waits_for_a_message_under_way(
    browser: Browser, platform: Platform, webhook: Webhook, times: Times
) -> None:
    """Wound in the middle of an answer, the ticket it finished would have been late."""
    asked, heard = asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        asked.set()
        await heard.wait()
        return web.Response(text="success")

    app = web.Application()
    app.router.add_post("/wechat", slow)
    async with TestServer(app) as server, asyncio.TaskGroup() as tasks:
        platform.webhook = str(server.make_url("/wechat"))
        tasks.create_task(browser.press("follow", person="p1"))
        await asked.wait()
        winding = tasks.create_task(browser.press("wind", to="+1h"))
        await asyncio.wait([winding], timeout=0.2)
        assert times.clock.now() == NOON
        heard.set()
    assert times.clock.now() == NOON + timedelta(hours=1)


async def test_account_of_another_kind_and_a_restart_open_the_product_anew(
    browser: Browser, inn: Inn
) -> None:
    assert await browser.press("account", kind="personal") == (200, {})
    assert await browser.press("restart") == (200, {})
    assert await browser.press("account", kind="royal") == (409, {"why": "gone"})
    assert inn.kinds == ["personal", "service"]


async def test_notices_go_to_the_group_while_the_robot_is_in_it(
    browser: Browser, inn: Inn, platform: Platform
) -> None:
    assert (await browser.whole())["group"] is False
    assert await browser.press("group", on=True) == (200, {})
    assert (await browser.whole())["group"] is True
    assert platform.robot
    assert await browser.press("group", on=False) == (200, {})
    assert (await browser.whole())["group"] is False
    assert inn.kinds == ["service", "service"]


async def test_group_shows_what_the_robot_says_with_addresses_to_tap(
    browser: Browser, platform: Platform, api: Api
) -> None:
    """An address can be tapped, markup is only letters, a picture is fetched like any other."""
    await browser.press("group", on=True)
    robot = f"/cgi-bin/webhook/send?key={platform.robot}"
    text = "7号 送物\n接单 http://127.0.0.1:8080/s/7-ab\n<a href='x'>完成</a>"
    assert (await api.raw(robot, {"msgtype": "text", "text": {"content": text}}))["errcode"] == 0
    image = {"base64": b64encode(PNG).decode(), "md5": md5(PNG, usedforsecurity=False).hexdigest()}
    assert (await api.raw(robot, {"msgtype": "image", "image": image}))["errcode"] == 0
    notice, picture = (await browser.whole())["bubbles"]["group"]
    address = "http://127.0.0.1:8080/s/7-ab"
    assert notice["text"] == text
    assert notice["links"] == [{"label": address, "at": text.index("http"), "menu": False, "url": address}]
    async with browser.session.get(f"{browser.url}/media/{picture['media']}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", PNG)


async def test_account_is_told_the_language_of_the_phone(browser: Browser, stage: Stage, api: Api) -> None:
    assert await browser.press("speak", person="p1", language="ja") == (200, {})
    assert (await browser.whole())["people"][0]["language"] == "ja"
    await browser.press("follow", person="p1")
    info = await api.get("/cgi-bin/user/info", openid=GUEST)
    assert info["language"] == "ja"


async def test_new_guest_gets_a_phone_once(browser: Browser, stage: Stage) -> None:
    assert await browser.press("add", name="小美") == (200, {})
    assert await browser.press("add", name="小美") == (409, {"why": "name"})
    assert [one["name"] for one in (await browser.whole())["people"]] == ["客人", "店主", "小美"]
    for number in range(PEOPLE - 3):
        await browser.press("add", name=f"客{number}")
    assert await browser.press("add", name="太多了") == (409, {"why": "people"})


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("say", {"person": "p9", "text": "在吗"}, "gone"),
        ("say", {"person": "p1", "text": " "}, "text"),
        ("say", {"person": "p1", "text": "长" * 2001}, "text"),
        ("scan", {"person": "p1"}, "text"),
        ("unfollow", {"person": "p1"}, "following"),
        ("speak", {"person": "p1", "language": "tlh"}, "gone"),
    ],
)
async def test_what_cannot_be_done_is_said(
    browser: Browser, name: str, given: dict[str, Any], why: str
) -> None:
    assert await browser.press(name, **given) == (409, {"why": why})


# --- trouble ---


async def test_answer_that_got_lost_is_asked_for_again(
    browser: Browser, platform: Platform, webhook: Webhook
) -> None:
    await browser.press("follow", person="p1")
    await browser.press("twice")
    webhook.answer = says(platform, "好")
    await browser.press("say", person="p1", text="在吗")
    assert platform.log[-1].answer == "lost, ok | 好"
    assert [shown.text for shown in platform.phone(GUEST).messages] == ["好"]


async def test_trouble_is_ordered_and_shown(browser: Browser, platform: Platform) -> None:
    for name in ("expire", "away", "busy", "review", "twice", "calendar"):
        assert await browser.press(name) == (200, {})
    faults = (await browser.whole())["faults"]
    assert faults == {"away": 60, "twice": 1, "ordered": 2, "reviews": 1, "in_review": 0, "calendar": True}


async def test_booking_comes_in_on_another_platform_until_it_has_none_left(browser: Browser) -> None:
    assert await browser.press("sold") == (200, {})
    assert await browser.press("sold") == (409, {"why": "full"})


async def test_door_opens_to_its_code_alone(browser: Browser) -> None:
    assert await browser.press("open", room="302", code="135790") == (200, {})
    assert await browser.press("open", room="302", code="000000") == (409, {"why": "shut"})
    assert await browser.press("open", room="302", code="") == (409, {"why": "text"})
