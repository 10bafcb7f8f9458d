"""The terminal chat: what each line does, what is printed, how it ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.simulator.keyboard import read_lines
from bot.simulator.platform import Platform
from bot.simulator.seen import Shown
from bot.simulator.terminal import converse
from bot.simulator.winding import parse_moment, stops
from tests.simulator.kit import GUEST, NOON, OTHER, Answer, Times, Webhook, opened, plain_reply, sealed_reply

ROOT = Path(__file__).parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def echo(platform: Platform) -> Answer:
    """A webhook that says back what was written, and greets who follows."""

    def answer(request: web.Request, body: str) -> str:
        pushed = opened(platform, body)
        text = "欢迎" if pushed.get("Event") == "subscribe" else "收到：" + pushed.get("Content", "?")
        nonce = request.query["nonce"]
        return sealed_reply(platform, nonce, plain_reply(platform, text, pushed["FromUserName"]))

    return answer


async def _chat(
    platform: Platform, times: Times, *lines: str, due: tuple[datetime, str] | None = None
) -> str:
    """What the terminal shows for these lines; `due` is a push the product would send at that moment."""
    out, left = io.StringIO(), [due] if due else []

    async def tick() -> str:
        if left and left[0][0] <= times.clock.now():
            _, text = left.pop()
            platform.state.show(GUEST, Shown(times.clock.now(), "template", text))
            return "1 sent"
        return ""

    async def next_due(after: datetime) -> datetime | None:
        return left[0][0] if left and left[0][0] > after else None

    async def outbox() -> str:
        return "空的"

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            yield line + "\n"

    phones = {"客人": GUEST, "店主": OTHER}
    await converse(platform, phones, times.clock, tick, next_due, outbox, typed(), out)
    return out.getvalue()


async def test_a_piped_chat_follows_says_and_ends(platform: Platform, webhook: Webhook, times: Times) -> None:
    webhook.answer = echo(platform)
    shown = await _chat(platform, times, "有房吗", "", "/as owner", "今天", "/quit", "不会发出")
    assert shown.splitlines() == [
        "输入 /help 看命令。 /help lists the commands.",
        "12-01 12:00 客人 › 有房吗",
        "（客人 先关注了公众号 / follows the account first）",
        "12-01 12:00 客人 ‹ 欢迎",
        "12-01 12:00 客人 ‹ 收到：有房吗",
        "12-01 12:00 客人 › /as owner",
        "12-01 12:00 店主 › 今天",
        "（店主 先关注了公众号 / follows the account first）",
        "12-01 12:00 店主 ‹ 欢迎",
        "12-01 12:00 店主 ‹ 收到：今天",
        "12-01 12:00 店主 › /quit",
    ]


async def test_winding_the_clock_lets_a_push_arrive_at_its_own_time(platform: Platform, times: Times) -> None:
    shown = await _chat(platform, times, "/clock +1d", due=(NOON + timedelta(hours=6), "明天入住"))
    assert shown.splitlines()[2:] == [
        "12-01 18:00 客人 ‹ 【模板消息】明天入住",
        "1 sent",
        "现在是 / it is now 2026-12-02 12:00",
    ]


async def test_winding_the_clock_far_lets_a_push_arrive_at_its_own_time(
    platform: Platform, times: Times
) -> None:
    due = NOON + timedelta(days=40, hours=6)
    shown = await _chat(platform, times, "/clock +60d", due=(due, "明天入住"))
    assert shown.splitlines()[2] == "01-10 18:00 客人 ‹ 【模板消息】明天入住"


async def test_fault_is_ordered_for_one_interface(platform: Platform, times: Times) -> None:
    shown = await _chat(platform, times, "/fail 45015 message/custom/send", "/fail 45015 nowhere")
    assert "不行 / cannot: the simulator has no /cgi-bin/nowhere" in shown
    fault = platform.state.faults.take("/cgi-bin/message/custom/send", 0.0)
    assert fault is not None
    assert fault.errcode == 45015


async def test_a_message_at_any_time_is_printed_over_the_prompt(platform: Platform, times: Times) -> None:
    out = io.StringIO()

    async def nothing() -> str:
        return ""

    async def typed() -> AsyncIterator[str]:
        platform.state.show(GUEST, Shown(NOON, "service", "毛巾送到了\n门外"))
        yield "/quit\n"

    async def never(after: datetime) -> None:
        return None

    await converse(platform, {"客人": GUEST}, times.clock, nothing, never, nothing, typed(), out, prompt=True)
    assert out.getvalue().splitlines()[1:] == [
        "客人 › ",
        "12-01 12:00 客人 ‹ 毛巾送到了",
        "    门外",
        "客人 › ",
    ]
    assert platform.state.watchers == []


async def test_every_command_does_its_work(platform: Platform, webhook: Webhook, times: Times) -> None:
    await _chat(
        platform,
        times,
        "/scan room_302",
        "/click MENU",
        "/photo",
        "/voice",
        "/where",
        "/burst 在吗 | 有房吗",
        "/unfollow",
        "/follow",
    )
    names = [entry.name for entry in platform.log]
    assert names[:5] == ["event:subscribe", "event:click", "image", "voice", "location"]
    assert names[5:] == ["text", "text", "event:unsubscribe", "event:subscribe"]


async def test_links_are_listed_and_tapped(platform: Platform, webhook: Webhook, times: Times) -> None:
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=满意&msgmenuid=1">满意</a>'
    webhook.answer = lambda request, body: sealed_reply(
        platform, request.query["nonce"], plain_reply(platform, f"如何？{link}")
    )
    shown = await _chat(platform, times, "/follow", "/tap", "/tap 满意", "/tap 无")
    assert "    [满意]\n" in shown
    assert "可以点 / to tap: 满意\n" in shown
    assert opened(platform, webhook.bodies[-1])["bizmsgmenuid"] == "1"
    assert "不行 / cannot: " in shown


async def test_what_cannot_be_done_is_said_and_the_chat_goes_on(
    platform: Platform, webhook: Webhook, times: Times
) -> None:
    webhook.answer = lambda request, body: "half an answer"
    shown = await _chat(
        platform,
        times,
        "/dance",
        "/clock 昨天",
        "/clock 2020-01-01",
        "/as",
        "/scan",
        "/unfollow",
        "你好",
        "/outbox",
    )
    assert shown.count("不行 / cannot: ") == 5
    assert "没有 /dance 这个命令" in shown
    assert "客人 ‹ 【微信】该公众号提供的服务出现故障，请稍后再试" in shown
    assert "    ! text: not well-formed XML" in shown
    assert shown.endswith("空的\n")


async def test_people_log_and_help_are_printed(platform: Platform, times: Times) -> None:
    shown = await _chat(platform, times, "/as 王女士", "/follow", "/who", "/log 1", "/help")
    assert "新手机 / a new phone: 王女士" in shown
    assert "  店主  未关注 not following\n* 王女士  已关注 following\n" in shown
    assert "push event:subscribe" in shown
    assert "/burst" in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1h", "2026-12-01 13:00"),
        ("+1d2h30m", "2026-12-02 14:30"),
        ("18:00", "2026-12-01 18:00"),
        ("9：05", "2026-12-02 09:05"),
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        ("2026-12-24", "2026-12-24 00:00"),
    ],
)
def test_moment_is_read_in_the_house_zone(text: str, expected: str) -> None:
    assert f"{parse_moment(text, NOON, SHANGHAI).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize("text", ["", "soon", "+h", "25:00", "2026-12-01 11:59", "2026-13-01"])
def test_moment_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_moment(text, NOON, SHANGHAI)


def test_stops_end_where_the_clock_shall_stand() -> None:
    assert list(stops(NOON, NOON + timedelta(minutes=10))) == [NOON + timedelta(minutes=10)]
    assert list(stops(NOON, NOON + timedelta(hours=1))) == [
        NOON + timedelta(minutes=30),
        NOON + timedelta(hours=1),
    ]
    year = list(stops(NOON, datetime(2027, 12, 1, tzinfo=UTC)))
    assert (len(year), year[-1]) == (96, datetime(2027, 12, 1, tzinfo=UTC))


async def test_lines_of_a_pipe_are_read_to_the_end() -> None:
    reading, writing = os.pipe()
    os.write(writing, "有房吗\n/quit\n最后一行".encode())
    os.close(writing)
    assert [line async for line in read_lines(reading)] == ["有房吗\n", "/quit\n", "最后一行"]
    os.close(reading)


def test_program_ends_while_the_keyboard_is_still_open() -> None:
    program = (
        "import asyncio\n"
        "from bot.simulator.keyboard import read_lines\n"
        "async def first():\n"
        "    async for line in read_lines(0):\n"
        "        return line\n"
        "print(asyncio.run(first()).strip())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"/quit\n")
        process.stdin.flush()
        assert process.stdout.read() == b"/quit\n"
        assert process.wait(20) == 0
