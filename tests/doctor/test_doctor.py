"""`xiaoer doctor` as its user types it, against each kind of simulated account, with things wrong on order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from click.testing import CliRunner, Result

from bot.app import assembled
from bot.cli import xiaoer
from bot.settings import Settings
from bot.simulator.account import Account, Kind
from bot.simulator.platform import Platform
from bot.simulator.state import Template
from bot.web_server import web_app
from bot.wechat.menu import guest_buttons
from store import house, migrations
from store.house_file.samples import demo_house
from store.world import World
from tests.chance import SeededChance
from tests.conversations.running import ARRIVAL_LINES, DATA_KEY, house_of, settings_of
from tests.template import migrated

DEMO = Path(__file__).parents[2] / "store/house_file/demo_house.toml"
KINDS: tuple[Kind, ...] = ("service", "test", "subscription", "unverified", "personal")
CORP, AGENT, APP_SECRET = "ww0123456789abcdef", 1000002, "the-secret-of-an-app-0000000000000000000000"
ROBOT = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@dataclass
class Ward:
    """A house, its account's console and the command, called from the house file's folder."""

    platform: Platform
    folder: Path
    api: str
    database_url: str
    patch: pytest.MonkeyPatch
    more: dict[str, str] = field(default_factory=dict)

    def house_says(self, account: str) -> None:
        """Write a house file for an account of this kind."""
        text = DEMO.read_text("utf-8")
        if account != "service":
            text = text.replace('account = "service"', f'account = "{account}"')
        if account in ("personal", "subscription"):
            text = text[: text.index("[wechat.templates.arrival]")]
        (self.folder / "house.toml").write_text(text, encoding="utf-8")

    def set(self, **more: str) -> None:
        """Further settings."""
        for name, value in more.items():
            self.patch.setenv(f"XIAOER_{name.upper()}", value)
        self.more |= more

    @property
    def settings(self) -> Settings:
        return settings_of(self.platform.account, self.database_url, self.api, **self.more)

    async def call(self, *words: str) -> Result:
        """`xiaoer doctor …`."""
        return await asyncio.to_thread(CliRunner().invoke, xiaoer, ["doctor", *words])

    async def report(self) -> dict[str, Any]:
        """What `xiaoer doctor --json` prints."""
        result = await self.call("--json")
        assert result.exit_code in (0, 1), result.output
        report = json.loads(result.stdout)
        assert isinstance(report, dict)
        assert result.exit_code == (0 if report["sound"] else 1)
        return report

    async def finding(self, subject: str) -> dict[str, Any]:
        """The gravest finding about a subject."""
        order = ("wrong", "attention", "ok")
        found = [one for one in (await self.report())["findings"] if one["subject"] == subject]
        assert found, f"nothing is said of {subject}"
        return min(found, key=lambda one: order.index(one["level"]))


@pytest.fixture
async def ward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Ward]:
    """The account is of the kind the test asks for; the house file says "personal", as a new one does."""
    account = Account(kind=getattr(request, "param", "service"))
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XIAOER_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    database_url = migrated(tmp_path)
    async with Platform(account, World(chance=SeededChance())) as platform:
        (demo,) = demo_house().wechat.templates.values()
        platform.add_template(Template(demo.id, "入住提醒", ARRIVAL_LINES))
        ward = Ward(platform, tmp_path, await platform.start(), database_url, monkeypatch)
        ward.house_says("service" if account.may("template") else "personal")
        ward.set(
            database_url=database_url,
            wechat_app_id=account.appid,
            wechat_app_secret=account.secret,
            wechat_token=account.token,
            wechat_aes_key=account.aes_key,
            wechat_api_base=ward.api,
            data_key=DATA_KEY,
        )
        ward.more.clear()
        async with assembled(ward.settings, World(), house_of(account)):
            pass  # the house is in the database, as after a first `xiaoer serve`
        yield ward


# --- the account ---


@pytest.mark.parametrize("ward", KINDS, indirect=True)
async def test_doctor_tells_which_kind_of_account_it_is(ward: Ward) -> None:
    """By calls that reach nobody; the table's row of house.md says what such an account can do."""
    report = await ward.report()
    kind = ward.platform.account.kind
    assert report["kind"] == kind
    assert report["abilities"]["passive"] is True
    assert report["abilities"]["template"] is (kind in ("service", "test"))
    assert report["abilities"]["customer_service"] is (kind in ("service", "test", "subscription"))
    assert report["abilities"]["menu"] is (kind != "personal")
    assert report["abilities"]["mass_send"] is (kind in ("service", "subscription"))
    assert not ward.platform.state.users
    assert ward.platform.calls("/cgi-bin/menu/create") == 0


@pytest.mark.parametrize("ward", ["personal"], indirect=True)
async def test_what_is_off_is_told_with_what_replaces_it(ward: Ward) -> None:
    output = (await ward.call()).output
    assert "✓ answers to messages" in output
    assert "✗ messages within 48 hours → what comes later waits" in output
    assert "✗ menu by program → the menu is made by hand" in output


@pytest.mark.parametrize("ward", ["subscription"], indirect=True)
async def test_delivery_goes_by_what_the_doctor_found(ward: Ward) -> None:
    """The house file says personal, as a new one does; the account can write within 48 hours, and a running house does."""
    async with assembled(ward.settings, World()) as product:
        before = product.channel.abilities
        await ward.report()
        await product.tick.run()
        after = product.channel.abilities
        assert (before.customer_service, before.media, before.template) == (False, False, False)
        assert (after.customer_service, after.media, after.template) == (True, True, False)
    async with assembled(ward.settings, World()) as product:
        assert product.channel.abilities.customer_service


async def test_ability_that_is_lost_is_no_longer_used(ward: Ward) -> None:
    """A service account whose verification ran out; once it is verified again nothing is left of that."""
    service = ward.platform.account
    ward.platform.account = replace(service, kind="unverified")
    report = await ward.report()
    assert report["kind"] == "unverified"
    async with assembled(ward.settings, World()) as product:
        assert not product.channel.abilities.customer_service
        ward.platform.account = service
        await ward.report()
        await product.tick.run()
        assert product.channel.abilities.template
        present = await product.database.read(house.present)
        assert present is not None
        assert present.house.wechat.abilities == {}


@pytest.mark.parametrize("ward", ["subscription"], indirect=True)
async def test_house_file_of_another_kind_is_told(ward: Ward) -> None:
    found = await ward.finding("account")
    assert found["level"] == "attention"
    assert 'account = "subscription"' in found["advice"]


async def test_nothing_is_taken_down_while_wechat_is_silent(ward: Ward) -> None:
    ward.platform.fail_next("/cgi-bin/template/get_all_private_template", errcode=50002)
    report = await ward.report()
    assert "template" not in report["abilities"]
    assert report["kind"] is None
    async with assembled(ward.settings, World()) as product:
        assert product.channel.abilities.template


@pytest.mark.parametrize(
    ("errcode", "words"), [(40013, "XIAOER_WECHAT_APP_ID"), (40125, "XIAOER_WECHAT_APP_SECRET")]
)
async def test_refused_credentials_say_what_to_copy(ward: Ward, errcode: int, words: str) -> None:
    ward.platform.fail_next("/cgi-bin/stable_token", errcode=errcode)
    found = await ward.finding("account")
    assert (found["level"], words in found["advice"]) == ("wrong", True)
    assert ward.platform.account.secret not in json.dumps(found)


async def test_address_that_is_not_on_the_ip_list_is_shown(ward: Ward) -> None:
    """40164."""
    ward.platform.trust_only("203.0.113.7")
    found = await ward.finding("account")
    assert found["level"] == "wrong"
    assert "127.0.0.1" in found["advice"]
    assert "IP白名单" in found["advice"]


# --- menu and templates ---


async def test_menu_that_is_not_the_guests_is_told(ward: Ward) -> None:
    assert "xiaoer menu push" in (await ward.finding("menu"))["advice"]
    ward.platform.state.menu = guest_buttons()
    assert (await ward.finding("menu"))["level"] == "ok"


async def test_automatic_replies_are_told_before_they_end(ward: Ward) -> None:
    ward.platform.set_console(None, {"is_autoreply_open": 1})
    ward.platform.state.menu = guest_buttons()
    assert "Automatic replies" in (await ward.finding("menu"))["text"]


async def test_template_that_fits_is_in_order(ward: Ward) -> None:
    assert (await ward.finding("templates"))["level"] == "ok"


async def test_template_with_another_field_is_named(ward: Ward) -> None:
    """WeChat would refuse each send (47003)."""
    (demo,) = demo_house().wechat.templates.values()
    ward.platform.add_template(Template(demo.id, "入住", ARRIVAL_LINES.replace("thing4", "thing9")))
    found = await ward.finding("templates")
    assert found["level"] == "wrong"
    assert "thing4" in found["text"]
    assert "thing9" in found["text"]


async def test_template_that_is_not_in_the_account_is_named(ward: Ward) -> None:
    ward.platform.state.templates.clear()
    assert "[wechat.templates.arrival]" in (await ward.finding("templates"))["advice"]


# --- server and street ---


async def test_domain_is_asked_as_the_console_would(ward: Ward) -> None:
    """The handshake with our Token, and each file that proves the domain."""
    proofs = ward.folder / "proofs"
    proofs.mkdir()
    (proofs / "MP_verify_abc123.txt").write_text("abc123", encoding="utf-8")
    ward.set(verify_dir=str(proofs))
    async with assembled(ward.settings, World()) as product, TestServer(web_app(product)) as server:
        ward.set(public_url=str(server.make_url("/")).rstrip("/"))
        texts = [one["text"] for one in (await ward.report())["findings"] if one["subject"] == "domain"]
        assert any("answers as WeChat wants it" in text for text in texts)
        assert "MP_verify_abc123.txt is served." in texts
        assert any("80 and 443" in text for text in texts)  # the test's port is another
        ward.set(wechat_token="anothertoken")
        texts = [one["text"] for one in (await ward.report())["findings"] if one["subject"] == "domain"]
        assert any("refuses the Token" in text for text in texts)


async def test_domain_that_leads_nowhere_is_wrong(ward: Ward) -> None:
    ward.set(public_url=f"http://127.0.0.1:{unused_port()}")
    report = await ward.report()
    assert not report["sound"]
    assert any("cannot be reached" in one["text"] for one in report["findings"])


async def test_clock_that_is_off_is_told(ward: Ward) -> None:
    async def late(request: web.Request) -> web.Response:
        return web.Response(headers={"Date": "Tue, 01 Dec 2020 02:00:00 GMT"})

    away = web.Application()
    away.router.add_route("*", "/{path:.*}", late)
    async with TestServer(away) as server:
        ward.set(wechat_api_base=str(server.make_url("/")).rstrip("/"))
        found = await ward.finding("clock")
    assert found["level"] == "wrong"
    assert "timedatectl" in found["advice"]


async def test_clock_that_is_right_is_in_order(ward: Ward) -> None:
    assert (await ward.finding("clock"))["level"] == "ok"


async def test_redis_that_is_gone_is_told(ward: Ward) -> None:
    ward.set(redis_url=f"redis://127.0.0.1:{unused_port()}/0")
    assert (await ward.finding("redis"))["level"] == "wrong"


async def test_house_file_that_does_not_hold_is_told(ward: Ward) -> None:
    (ward.folder / "house.toml").write_text("name = 7\n", encoding="utf-8")
    assert (await ward.finding("house"))["level"] == "wrong"


async def test_database_that_is_not_there_yet_is_not_made(ward: Ward) -> None:
    ward.set(database_url=f"sqlite:///{ward.folder / 'none.db'}")
    assert (await ward.finding("database"))["level"] == "attention"
    assert not (ward.folder / "none.db").exists()


async def test_old_database_is_told_and_left_as_it_is(ward: Ward) -> None:
    old = f"sqlite:///{ward.folder / 'old.db'}"
    await migrations.upgrade(old, "0001")
    ward.set(database_url=old)
    assert "0001" in (await ward.finding("database"))["text"]
    assert await migrations.standing(old) == "0001"


# --- WeCom ---


async def test_robot_and_app_are_asked_without_telling_anybody(ward: Ward) -> None:
    ward.platform.add_robot(ROBOT)
    ward.platform.add_app(CORP, AGENT, APP_SECRET, ["zhouxiao"])
    ward.set(
        wecom_api_base=ward.api,
        wecom_robot_key=ROBOT,
        wecom_corp_id=CORP,
        wecom_agent_id=str(AGENT),
        wecom_secret=APP_SECRET,
    )
    assert (await ward.finding("robot"))["level"] == "ok"
    assert (await ward.finding("app"))["level"] == "ok"
    assert list(ward.platform.group) == []
    assert list(ward.platform.told_in_app) == []
    ward.platform.remove_robot()
    assert ward.platform.state.app is not None
    ward.platform.state.app.trusts_us = False
    assert (await ward.finding("robot"))["level"] == "wrong"
    assert "60020" in (await ward.finding("app"))["detail"]
