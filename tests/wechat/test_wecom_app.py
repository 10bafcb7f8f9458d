"""A WeCom app against the simulated WeCom: what becomes of a text, how its token is kept, and that its secret stays secret."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.serve_problems import serve_problems
from bot.settings import Settings, SettingsError
from bot.simulator.account import Account
from bot.simulator.platform import Platform
from bot.wechat.transport import open_session
from bot.wechat.wecom_app import A_MINUTE, WecomAppChannel
from scheduler.channel import Accepted, Refusal, Refused, TemplateMap
from store.shared import open_shared
from store.world import World
from tests.chance import SeededChance
from tests.wechat.fake import StillMachine

CORP, AGENT, SECRET = "ww1234567890abcdef", 1000002, "s3cret-of-the-app-0123456789"
SEND, TOKEN = "/cgi-bin/message/send", "/cgi-bin/gettoken"


@dataclass
class Company:
    """A company's WeCom, and our end of it."""

    platform: Platform
    channel: WecomAppChannel
    machine: StillMachine


@asynccontextmanager
async def company(secret: str = SECRET, agent: int = AGENT, corp: str = CORP) -> AsyncIterator[Company]:
    machine = StillMachine()
    world = World(machine=machine, chance=SeededChance())
    async with (
        Platform(Account(), world) as platform,
        open_session(aiohttp.ClientTimeout(total=5)) as session,
    ):
        _, shared, close = open_shared(None, world)
        platform.add_app(CORP, AGENT, SECRET, members=("zhouxiao", "lixiao"))
        root = await platform.start()
        yield Company(platform, WecomAppChannel(corp, agent, secret, session, shared, world, root), machine)
        await close()


def refused(outcome: object) -> Refused:
    assert isinstance(outcome, Refused), outcome
    return outcome


async def test_text_reaches_the_member() -> None:
    async with company() as wecom:
        assert await wecom.channel.send_text("zhouxiao", "12号 送物｜302") == Accepted("m1")
        assert wecom.platform.told_in_app == (("zhouxiao", "12号 送物｜302"),)


async def test_token_is_fetched_once_for_many_texts() -> None:
    async with company() as wecom:
        for number in range(5):
            await wecom.channel.send_text("zhouxiao", str(number))
        assert wecom.platform.calls(TOKEN) == 1


async def test_token_taken_back_early_is_fetched_anew_once() -> None:
    async with company() as wecom:
        await wecom.channel.send_text("zhouxiao", "1")
        wecom.platform.end_app_token()
        assert isinstance(await wecom.channel.send_text("zhouxiao", "2"), Accepted)
        assert wecom.platform.calls(TOKEN) == 2


async def test_same_text_sent_again_after_a_lost_answer_arrives_once() -> None:
    async with company() as wecom:
        wecom.platform.fail_next(SEND, drop="after")
        assert isinstance(await wecom.channel.send_text("zhouxiao", "12号"), Accepted)
        assert wecom.platform.told_in_app == (("zhouxiao", "12号"),)


async def test_member_nobody_knows_is_unreachable() -> None:
    async with company() as wecom:
        outcome = refused(await wecom.channel.send_text("nobody", "12号"))
        assert outcome.reason is Refusal.UNREACHABLE
        assert "60111" in outcome.detail


async def test_member_outside_the_visible_range_is_unreachable_and_said_so() -> None:
    async with company() as wecom:
        wecom.platform.hide_from_app("lixiao")
        outcome = refused(await wecom.channel.send_text("lixiao", "12号"))
        assert outcome.reason is Refusal.UNREACHABLE
        assert "visible range" in outcome.detail


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (60020, Refusal.CONFIGURATION),
        (60011, Refusal.CONFIGURATION),
        (48002, Refusal.CONFIGURATION),
        (45009, Refusal.BUSY),
        (45033, Refusal.BUSY),
        (40058, Refusal.CONTENT),
        (99999, Refusal.CONFIGURATION),
    ],
)
async def test_refusal_has_its_reaction(code: int, reason: Refusal) -> None:
    async with company() as wecom:
        wecom.platform.fail_next(SEND, errcode=code)
        assert refused(await wecom.channel.send_text("zhouxiao", "12号")).reason is reason


async def test_untrusted_address_is_shown_with_what_to_do() -> None:
    async with company() as wecom:
        wecom.platform.fail_next(TOKEN, errcode=60020)
        assert "trusted IPs" in refused(await wecom.channel.send_text("zhouxiao", "12号")).detail


async def test_wrong_secret_is_the_owners_to_mend_and_is_not_told() -> None:
    async with company(secret="another-secret-0001") as wecom:
        outcome = refused(await wecom.channel.send_text("zhouxiao", "12号"))
        assert outcome.reason is Refusal.CONFIGURATION
        assert "XIAOER_WECOM_SECRET" in outcome.detail
        assert "another-secret-0001" not in outcome.detail


async def test_wrong_number_of_the_app_is_named() -> None:
    async with company(agent=7) as wecom:
        assert "XIAOER_WECOM_AGENT_ID" in refused(await wecom.channel.send_text("zhouxiao", "12号")).detail


async def test_thirty_first_text_of_a_minute_to_one_member_waits() -> None:
    """What is more WeCom drops without a word."""
    async with company() as wecom:
        for number in range(A_MINUTE):
            assert isinstance(await wecom.channel.send_text("zhouxiao", str(number)), Accepted)
        outcome = refused(await wecom.channel.send_text("zhouxiao", "31"))
        assert (outcome.reason, outcome.retry_after) == (Refusal.BUSY, 60.0)
        assert isinstance(await wecom.channel.send_text("lixiao", "1"), Accepted)
        wecom.machine.now += 60
        assert isinstance(await wecom.channel.send_text("zhouxiao", "31"), Accepted)


async def test_text_too_long_is_not_sent() -> None:
    async with company() as wecom:
        assert refused(await wecom.channel.send_text("zhouxiao", "好" * 700)).reason is Refusal.CONTENT
        assert wecom.platform.calls(SEND) == 0


async def test_app_has_no_templates() -> None:
    async with company() as wecom:
        outcome = await wecom.channel.send_template("zhouxiao", TemplateMap("t", {}), {}, "k")
        assert refused(outcome).reason is Refusal.NOT_AUTHORISED


def test_half_an_app_is_a_problem_at_start() -> None:
    """F-settings: all three or none."""
    settings = Settings.load({"XIAOER_WECOM_CORP_ID": CORP})
    assert any("WECOM" in problem.variable for problem in serve_problems(settings))


def test_company_id_is_checked() -> None:
    with pytest.raises(SettingsError):
        Settings.load({"XIAOER_WECOM_CORP_ID": "我的公司"})
