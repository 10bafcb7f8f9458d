"""体检 in chat: asked for by the owner, looked at after the commit, answered once, by whatever way is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.doctor.examination import Report
from bot.doctor.findings import Finding
from bot.simulator.account import Account
from bot.wechat.texts import split_text
from store.world import World
from tests.template import migrated
from tests.webhook.kit import street


async def test_owner_is_told_what_came_of_it(tmp_path: Path, world: World) -> None:
    """What is off, and what to do; the examination runs after the answer, not within the turn."""
    async with street(Account(), migrated(tmp_path), world) as house:
        owner = await house.employ("掌柜", "owner")
        await owner.say("体检")
        assert house.platform.calls("/cgi-bin/user/get") == 0
        assert owner.messages[-1].text.startswith("正在给公众号和服务器体检")
        await owner.say("体检")  # one a minute, however often it is asked for
        assert owner.messages[-1].text == "刚看过，或者正在看；过一分钟再发「体检」。"
        await house.running.round()
        await house.running.round()
        said = [message.text for message in owner.messages if "认证服务号" in message.text]
        assert len(said) == 1
        assert said[0].startswith("这是认证服务号，样样都能用。")
        assert "菜单要看一下：还没有菜单。" in said[0]
        assert house.platform.calls("/cgi-bin/user/get") == 1


async def test_examination_on_a_personal_account_waits_for_the_next_word(
    tmp_path: Path, world: World
) -> None:
    async with street(Account(kind="personal"), migrated(tmp_path), world) as house:
        owner = await house.employ("掌柜", "owner")
        await owner.say("体检")
        await house.running.round()
        await house.running.round()
        assert not any("未认证的号" in message.text for message in owner.messages)
        await owner.say("帮助")
        assert "这是个人或未认证的号，只能回话" in owner.messages[-1].text


@pytest.mark.parametrize("role", ["staff", "guest"])
async def test_nobody_but_the_owner_has_it_made(tmp_path: Path, world: World, role: str) -> None:
    async with street(Account(), migrated(tmp_path), world) as house:
        somebody = (
            await house.employ("小周")
            if role == "staff"
            else house.platform.phone(house.platform.new_openid())
        )
        if role == "guest":
            await somebody.follow()
        await somebody.say("体检")
        await house.running.round()
        assert house.platform.calls("/cgi-bin/user/get") == 0


@pytest.mark.parametrize("count", [5, 20])
def test_long_outcome_fits_into_two_messages_and_ends_with_how_many_more(count: int) -> None:
    """The bug: what did not fit was cut off by the sender, and nobody read that there was more."""
    words = {"advice": "换上新的菜单，" * 60}
    report = Report(findings=(Finding("menu", "wrong", "{advice}", values=words),) * count)
    parts = split_text(report.short("zh_CN"))
    assert len(parts) == 2
    *_, last = parts[-1].splitlines()
    assert last == f"……还有{count - 3}条，在服务器上运行xiaoer doctor看全。"
