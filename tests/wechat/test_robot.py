"""The group robot against the simulated WeCom: what becomes of a text, how fast it speaks, and that its key stays secret."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.setting_values import SettingProblem
from bot.settings import Settings, SettingsError
from bot.simulator.account import Account
from bot.simulator.platform import Platform
from bot.wechat.robot import RobotChannel
from bot.wechat.transport import open_session
from scheduler.channel import Accepted, Refusal, Refused, TemplateMap, Unknown
from store.world import World
from tests.chance import SeededChance
from tests.pictures import PNG
from tests.wechat.fake import StillMachine

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
SEND = "/cgi-bin/webhook/send"


@dataclass
class Chat:
    """A group with its robot, and our end of it."""

    platform: Platform
    robot: RobotChannel
    machine: StillMachine


@asynccontextmanager
async def chat(key: str = KEY, patience: float = 5.0) -> AsyncIterator[Chat]:
    machine = StillMachine()
    world = World(machine=machine, chance=SeededChance())
    async with (
        Platform(Account(), world) as platform,
        open_session(aiohttp.ClientTimeout(total=patience)) as session,
    ):
        platform.add_robot(KEY)
        yield Chat(platform, RobotChannel(key, session, world, await platform.start()), machine)


async def test_text_stands_in_the_group() -> None:
    async with chat() as group:
        assert await group.robot.send_text("group", "12号 送物｜302") == Accepted()
        assert group.platform.group == ("12号 送物｜302",)


async def test_twenty_first_text_of_a_minute_waits_for_the_first_to_be_a_minute_old() -> None:
    async with chat() as group:
        for number in range(20):
            assert isinstance(await group.robot.send_text("group", str(number)), Accepted)
            group.machine.now += 1
        refused = await group.robot.send_text("group", "20")
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.retry_after) == (Refusal.BUSY, 40.0)
        group.machine.now += refused.retry_after
        assert isinstance(await group.robot.send_text("group", "20"), Accepted)
        assert isinstance(await group.robot.send_text("group", "21"), Refused)
        assert len(group.platform.group) == 21


async def test_texts_of_others_through_the_same_robot_make_it_wait_a_minute() -> None:
    async with chat() as group:
        group.platform.fail_next(SEND, errcode=45009)
        refused = await group.robot.send_text("group", "好了")
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.retry_after) == (Refusal.BUSY, 60.0)


async def test_wrong_key_is_the_owners_to_mend_and_is_not_told() -> None:
    async with chat("wrong-key-0001") as group:
        refused = await group.robot.send_text("group", "好了")
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.CONFIGURATION
        assert "XIAOER_WECOM_ROBOT_KEY" in refused.detail
        assert "wrong-key-0001" not in refused.detail


async def test_robot_taken_out_of_the_group_is_the_owners_to_mend() -> None:
    async with chat() as group:
        group.platform.remove_robot()
        refused = await group.robot.send_text("group", "好了")
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.CONFIGURATION
        assert refused.detail.startswith("93008")


async def test_broken_connection_leaves_it_open_and_tells_no_key() -> None:
    async with chat() as group:
        group.platform.fail_next(SEND, drop="after")
        outcome = await group.robot.send_text("group", "好了")
        assert isinstance(outcome, Unknown)
        assert KEY not in outcome.detail
        assert group.platform.group == ("好了",)


async def test_no_connection_at_all_is_tried_again() -> None:
    machine = StillMachine()
    async with open_session() as session:
        world = World(machine=machine, chance=SeededChance())
        robot = RobotChannel(KEY, session, world, "http://127.0.0.1:9")
        refused = await robot.send_text("group", "好了")
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.BUSY
    assert KEY not in refused.detail


@pytest.mark.parametrize("text", ["", " \n", "字" * 683])
async def test_text_the_group_would_not_see_whole_is_not_sent(text: str) -> None:
    async with chat() as group:
        refused = await group.robot.send_text("group", text)
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.CONTENT
        assert group.platform.group == ()


async def test_template_is_nothing_for_a_robot() -> None:
    async with chat() as group:
        outcome = await group.robot.send_template("group", TemplateMap("t", {}), {}, "k")
        assert isinstance(outcome, Refused)
        assert outcome.reason is Refusal.NOT_AUTHORISED


# --- its key in the settings ---


@pytest.mark.parametrize(
    "written", [KEY, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", f" {KEY} "]
)
def test_key_is_taken_alone_or_out_of_the_address_that_wecom_shows(written: str) -> None:
    settings = Settings.load({"XIAOER_WECOM_ROBOT_KEY": written})
    assert settings.wecom_robot_key is not None
    assert settings.wecom_robot_key.get_secret_value() == KEY
    assert KEY not in repr(settings)


def test_key_that_is_none_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.load({"XIAOER_WECOM_ROBOT_KEY": "not a key"})
    (problem,) = raised.value.problems
    assert isinstance(problem, SettingProblem)
    assert problem.variable == "XIAOER_WECOM_ROBOT_KEY"
    assert "not a key" not in str(problem)


async def test_picture_stands_in_the_group() -> None:
    async with chat() as group:
        assert await group.robot.send_picture("group", PNG, "12号") == Accepted()
        assert (group.platform.group, group.platform.group_pictures) == (("[图片]",), (PNG,))


@pytest.mark.parametrize("picture", [b"GIF89a", b"", PNG + bytes(2 << 20)], ids=["gif", "nothing", "large"])
async def test_picture_that_wecom_would_not_take_is_never_sent(picture: bytes) -> None:
    async with chat() as group:
        refused = await group.robot.send_picture("group", picture, "12号")
        assert isinstance(refused, Refused)
        assert (refused.reason, group.platform.log) == (Refusal.CONTENT, ())
