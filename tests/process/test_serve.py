"""One process from start to stop: what it answers, what it shows to whom, and that stopping it loses nothing."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import aiohttp
import pytest

from bot.simulator.account import Account, Mode
from bot.simulator.platform import Platform
from store.inbox import InboxRow
from store.world import World
from tests.process.kit import KEY, House, count, free_port, front, serving, statuses, until

WORDS = "请问早餐几点开始"
PHONE = "13800138000"


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_serve_answers_in_every_message_mode(home: House, mode: Mode) -> None:
    account = Account(mode=mode)
    async with Platform(account, World()) as platform:
        api = await platform.start()
        async with serving(replace(home, account=account), api) as serve:
            platform.webhook = f"{serve.base}/wechat"
            assert await platform.verify_url()
            phone = platform.phone(platform.new_openid())
            assert "小二家客栈" in (await phone.follow()).text
            assert "8:00" in (await phone.say(WORDS)).text
            assert await serve.stop() == 0


async def test_serve_shows_health_and_verification_files_and_nothing_else(home: House) -> None:
    metrics = free_port()
    folder = home.folder / "verify"
    folder.mkdir()
    (folder / "MP_verify_abc123.txt").write_text("abc123\n")
    (folder / "secret.txt").write_text("not for you")
    more = {"XIAOER_METRICS_PORT": str(metrics), "XIAOER_VERIFY_DIR": "verify"}
    async with (
        serving(replace(home, more=more), "http://127.0.0.1:9") as serve,
        aiohttp.ClientSession() as session,
    ):

        async def get(path: str, base: str = serve.base) -> tuple[int, str]:
            async with session.get(base + path) as answer:
                return answer.status, await answer.text()

        assert await get("/healthz") == (200, "ok")
        assert await get("/readyz") == (200, "ready")
        assert await get("/MP_verify_abc123.txt") == (200, "abc123")
        for path in ("/metrics", "/", "/secret.txt", "/MP_verify_none.txt", "/verify/secret.txt", "/docs"):
            assert (await get(path))[0] == 404
        assert (await get("/wechat"))[0] == 403
        async with session.post(f"{serve.base}/wechat", data=b"<xml>") as answer:
            assert (answer.status, await answer.text()) == (403, "")
        status, text = await get("/metrics", f"http://127.0.0.1:{metrics}")
        assert status == 200
        assert 'xiaoer_pushes_total{ended="refused"} 1.0' in text


async def test_serve_never_prints_a_secret_an_openid_or_a_guests_words(home: House) -> None:
    async with Platform(home.account, World()) as platform:
        api = await platform.start()
        async with serving(home, api) as serve:
            platform.webhook = f"{serve.base}/wechat"
            phone = platform.phone(platform.new_openid())
            await phone.follow()
            await phone.say(f"我的订单 {PHONE}")
            await phone.say(WORDS)
            await phone.say("我要投诉，热水坏了")
            platform.fail_next("/cgi-bin/message/custom/send", errcode=40001, times=5)
            await serve.stop()
            said = serve.output()
    account, tokens = home.account, platform.state.tokens
    secrets = [account.secret, account.token, account.aes_key, KEY.hex(), phone.openid, PHONE, WORDS]
    secrets += [home.environment(1, api)["XIAOER_DATA_KEY"], *tokens.alive]
    assert [secret for secret in secrets if secret in said] == []
    assert re.search(r"认领 [A-Z2-9]{4}-[A-Z2-9]{4}", said)  # the one code that is meant to be read
    assert '"event": "serving"' in said


async def test_stopping_finishes_the_turn_in_flight(home: House) -> None:
    """A greeting waits most of a second for the sentence that follows it; the process is told to stop meanwhile."""
    async with Platform(home.account, World()) as platform:
        api = await platform.start()
        async with (
            serving(home, api) as serve,
            front(serve) as (door, webhook),
            aiohttp.ClientSession() as session,
        ):
            platform.webhook = webhook
            phone = platform.phone(platform.new_openid())
            await phone.follow()
            saying = asyncio.create_task(phone.say("在吗"))
            await until(lambda: door.begun == 2, "the push to be on its way")
            async with session.get(f"{serve.base}/healthz") as answer:  # it has read what came before
                assert answer.status == 200
            assert not saying.done()
            assert await serve.stop() == 0
            assert "小二家客栈" in (await saying).text
    async with home.database() as database:
        assert await database.read(statuses, "answer") == ["sent", "sent"]


async def test_port_that_is_taken_is_told_in_words(home: House) -> None:
    async with serving(home, "http://127.0.0.1:9") as first:
        second = replace(home, more={"XIAOER_PORT": str(first.port)})
        with pytest.raises(AssertionError, match="cannot listen on") as raised:
            async with serving(second, "http://127.0.0.1:9"):
                raise RuntimeError("it must not start")
        assert "Traceback" not in str(raised.value)


async def test_memory_of_a_process_is_bounded_over_many_messages(home: House) -> None:
    async with Platform(replace(home.account, mode="plain"), World()) as platform:
        api = await platform.start()
        async with serving(replace(home, account=platform.account), api) as serve:
            platform.webhook = f"{serve.base}/wechat"
            phones = [platform.phone(platform.new_openid()) for _ in range(20)]
            await asyncio.gather(*(phone.follow() for phone in phones))

            async def talk(rounds: int) -> None:
                for _ in range(rounds):
                    said = await asyncio.gather(*(phone.say(WORDS) for phone in phones))
                    assert all(one.text for one in said)

            await talk(15)
            before = serve.memory()
            await talk(60)
            assert serve.memory() - before < 24 * 1024 * 1024
            await serve.stop()
    async with home.database() as database:
        assert await database.read(count, InboxRow) == 1520
        assert set(await database.read(statuses, "answer")) == {"sent"}
