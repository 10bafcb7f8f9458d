"""The product put together: what it refuses to start without, what it shows the world, and what it keeps over a restart."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Product, assembled, owner_code
from bot.settings import Settings
from bot.ways_out import abilities
from bot.web_server import web_app
from bot.webhook import Webhook
from store import house
from store.errors import Unavailable
from store.house_file import HouseFileError, demo_house, new_house_text, parse_house
from store.sealing import KeyRing
from store.world import World
from tests.chance import SeededChance

KEY = bytes(range(32))


def settings(folder: Path, **more: str) -> Settings:
    return Settings.load(
        {
            "XIAOER_DATABASE_URL": f"sqlite:///{folder}/xiaoer.db",
            "XIAOER_HOUSE": f"{folder}/house.toml",
            "XIAOER_WECHAT_APP_ID": "wx0123456789abcdef",
            "XIAOER_WECHAT_TOKEN": "token",
            "XIAOER_WECHAT_AES_KEY": "S" * 43,
            "XIAOER_WECHAT_API_BASE": "http://127.0.0.1:9",
            "XIAOER_DATA_KEY": base64.b64encode(KEY).decode(),
            **more,
        }
    )


async def asked(product: Product, path: str, method: str = "GET") -> tuple[int, str]:
    """What the public web server answers."""
    client: TestClient[web.Request, web.Application] = TestClient(TestServer(web_app(product)))
    async with client, client.request(method, path) as answer:
        return answer.status, await answer.text()


# --- starting ---


async def test_product_without_a_house_file_waits_for_its_owner(tmp_path: Path, world: World) -> None:
    async with assembled(settings(tmp_path), world) as product:
        found = await product.database.read(house.present)
    assert found is not None
    assert found.house.waiting
    assert found.house.rooms() == {}


async def test_product_with_a_wrong_house_file_does_not_start(tmp_path: Path, world: World) -> None:
    (tmp_path / "house.toml").write_text("name = 1")
    with pytest.raises(HouseFileError):
        async with assembled(settings(tmp_path), world):
            raise AssertionError("it started")


async def test_product_starts_on_the_house_it_knows_when_the_file_is_gone(
    tmp_path: Path, world: World
) -> None:
    async with assembled(settings(tmp_path), world, demo_house()):
        pass
    async with assembled(settings(tmp_path), world) as product:
        present = await product.database.read(house.present)
        assert present is not None
        assert present.house.name == "小二家客栈"


async def test_changed_house_file_is_taken_in_at_the_next_start(tmp_path: Path, world: World) -> None:
    file = tmp_path / "house.toml"
    revisions = []
    for text in (new_house_text(), new_house_text(), new_house_text().replace('name = "', 'name = "新', 1)):
        file.write_text(text)
        async with assembled(settings(tmp_path), world) as product:
            present = await product.database.read(house.present)
            assert present is not None
            assert present.house.name == parse_house(text.encode()).name
            revisions.append(present.revision)
    assert revisions == [1, 1, 2]


async def test_owner_code_is_the_same_at_every_start_and_another_under_another_key() -> None:
    chance = SeededChance()
    codes = [owner_code(KeyRing(key, None, chance)) for key in (KEY, KEY, KEY[::-1])]
    assert codes[0] == codes[1] != codes[2]
    assert len(codes[0]) == 8


def test_abilities_of_the_demo_are_those_of_a_service_account() -> None:
    able = abilities(demo_house())
    assert (able.customer_service, able.template) == (True, True)
    assert "arrival" in able.templates


# --- what the world sees ---


async def test_ready_is_503_while_the_database_is_away_and_healthy_is_not(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with assembled(settings(tmp_path), world, demo_house()) as product:
        assert await asked(product, "/readyz") == (200, "ready")

        async def gone(*args: object) -> object:
            raise Unavailable("away")

        with monkeypatch.context() as patch:
            patch.setattr(product.database, "read", gone)
            assert await asked(product, "/readyz") == (503, "database unavailable")
            assert await asked(product, "/healthz") == (200, "ok")


@pytest.mark.parametrize(
    "path",
    [
        "/MP_verify_a.txt/../secret.txt",
        "/MP_verify_..%2fsecret.txt",
        "/MP_verify_%2e%2e.txt",
        "/mp_verify_abc.txt",
        "/MP_verify_abc.html",
        "/MP_verify_" + "a" * 200 + ".txt",
        "/metrics",
        "/.env",
        "/house.toml",
    ],
)
async def test_files_that_are_no_verification_files_are_not_served(
    tmp_path: Path, world: World, path: str
) -> None:
    verify = tmp_path / "verify"
    verify.mkdir()
    (verify / "MP_verify_abc.txt").write_text("abc\n")
    (tmp_path / "secret.txt").write_text("secret")
    chosen = settings(tmp_path, XIAOER_VERIFY_DIR=str(verify))
    async with assembled(chosen, world, demo_house()) as product:
        assert await asked(product, "/MP_verify_abc.txt") == (200, "abc")
        status, text = await asked(product, path)
        assert status == 404
        assert "secret" not in text


async def test_webhook_that_breaks_inside_still_answers_wechat_well(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeChat shows its guests a fault for anything but 200 with something well-formed."""
    async with assembled(settings(tmp_path), world, demo_house()) as product:

        async def broken(webhook: Webhook, request: object) -> object:
            raise RuntimeError("a bug")

        monkeypatch.setattr(Webhook, "push", broken)
        assert await asked(product, "/wechat", "POST") == (200, "success")


async def test_stranger_at_the_webhook_learns_nothing(tmp_path: Path, world: World) -> None:
    async with assembled(settings(tmp_path), world, demo_house()) as product:
        for method in ("GET", "POST"):
            assert await asked(product, "/wechat", method) == (403, "")
        assert await asked(product, "/none") == (404, "404: Not Found")
