"""The menu: what a house needs, what stood there before, and back; by the command's own words against the simulated console."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import xiaoer
from bot.settings import Settings
from bot.simulator.account import Account
from bot.simulator.platform import Platform
from bot.understanding.types import LABELS
from bot.wechat.menu import GUEST_MENU, Found, described, guest_buttons, is_guest_menu, remade
from store.world import World
from tests.chance import SeededChance
from tests.template import migrated
from tests.webhook.kit import street

OLD_MENU: list[dict[str, Any]] = [
    {
        "name": "关于我们",
        "sub_button": [
            {"type": "view", "name": "官网", "url": "https://inn.example.com/"},
            {"type": "text", "name": "电话", "value": "0872-1234567"},
        ],
    },
    {"type": "img", "name": "房价表", "value": "MEDIA_1"},
]
OLD_REPLIES: dict[str, Any] = {
    "is_add_friend_reply_open": 1,
    "add_friend_autoreply_info": {"type": "text", "content": "欢迎光临"},
    "is_autoreply_open": 0,
    "keyword_autoreply_info": {
        "list": [
            {
                "rule_name": "早餐",
                "keyword_list_info": [
                    {"type": "text", "content": "早餐"},
                    {"type": "text", "content": "早饭"},
                ],
                "reply_list_info": [
                    {"type": "text", "content": "8点到10点"},
                    {"type": "img", "content": "M"},
                ],
            }
        ]
    },
}


@dataclass
class Console:
    """The account's console, and the house file's folder from which the command is called."""

    platform: Platform
    folder: Path

    async def call(self, *words: str, answer: str = "") -> Result:
        """`xiaoer menu …` as its user types it."""
        return await asyncio.to_thread(CliRunner().invoke, xiaoer, ["menu", *words], input=answer)

    def kept(self) -> object:
        return json.loads((self.folder / "house.menu.json").read_text("utf-8"))


@pytest.fixture
async def console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Console]:
    account = Account(kind=getattr(request, "param", "service"))
    for field in Settings.model_fields:
        monkeypatch.delenv(f"XIAOER_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    async with Platform(account, World(chance=SeededChance())) as platform:
        platform.set_console(OLD_MENU, OLD_REPLIES)
        monkeypatch.setenv("XIAOER_WECHAT_APP_ID", account.appid)
        monkeypatch.setenv("XIAOER_WECHAT_APP_SECRET", account.secret)
        monkeypatch.setenv("XIAOER_WECHAT_API_BASE", await platform.start())
        yield Console(platform, tmp_path)


# --- the menu itself ---


def test_menu_keeps_wechats_limits() -> None:
    assert len(GUEST_MENU) <= 3
    for name, below in GUEST_MENU:
        assert len(name.encode()) <= 16
        assert 1 <= len(below) <= 5
        for words, key in below:
            assert len(words.encode()) <= 60
            assert len(key.encode()) <= 128


def test_every_button_means_something_the_bot_understands() -> None:
    keys = {
        label for _, below in GUEST_MENU for _, key in below for label in key.partition(":")[0].split("+")
    }
    assert keys - LABELS == set()


def test_menu_that_was_pushed_is_known_again() -> None:
    as_read = [{"name": top["name"], "sub_button": {"list": top["sub_button"]}} for top in guest_buttons()]
    assert is_guest_menu({"is_menu_open": 1, "selfmenu_info": {"button": as_read}})
    assert not is_guest_menu({"is_menu_open": 1, "selfmenu_info": {"button": as_read[:2]}})
    assert not is_guest_menu({"is_menu_open": 0})


def test_menu_of_kinds_nobody_knows_is_shown_and_lost() -> None:
    odd = {
        "is_menu_open": 1,
        "selfmenu_info": {"button": [{"name": "新"}, {"type": "finder", "name": "号"}, 7]},
    }
    assert remade(odd) == ([], ["新", "号"])
    assert "  号 → finder" in described(Found(odd, {}))


@pytest.mark.parametrize(("words", "key"), [button for _, below in GUEST_MENU for button in below])
async def test_every_button_is_answered_as_what_it_says(
    words: str, key: str, tmp_path: Path, world: World
) -> None:
    async with street(Account(), migrated(tmp_path), world) as house:
        guest = house.platform.phone(house.platform.new_openid())
        await guest.follow()
        shown = len(guest.messages)
        await guest.click(key)
        (answer,) = guest.messages[shown:]
        assert "没看懂" not in answer.text
        assert "出了点差错" not in answer.text
        if words == "English":
            assert "English" in answer.text


# --- the command ---


async def test_show_tells_menu_and_replies_and_changes_nothing(console: Console) -> None:
    shown = await console.call()
    assert shown.exit_code == 0, shown.output
    for words in (
        "    · 官网 → view https://inn.example.com/",
        "    · 电话 → text 0872-1234567",
        "  to a new follower: 欢迎光临",
        "  早餐/早饭: 8点到10点 + (img)",
    ):
        assert words in shown.output
    assert console.platform.state.menu is None
    assert list(console.folder.iterdir()) == []


async def test_push_shows_keeps_asks_and_puts_the_menu_there(console: Console) -> None:
    pushed = await console.call("push", answer="y\n")
    assert pushed.exit_code == 0, pushed.output
    assert "官网" in pushed.output
    assert console.platform.state.menu == guest_buttons()
    assert console.kept() == {
        "menu": {
            "is_menu_open": 1,
            "selfmenu_info": {
                "button": [
                    {"name": "关于我们", "sub_button": {"list": OLD_MENU[0]["sub_button"]}},
                    OLD_MENU[1],
                ]
            },
        },
        "auto_reply": OLD_REPLIES,
    }


async def test_push_without_a_yes_changes_nothing(console: Console) -> None:
    refused = await console.call("push", answer="\n")
    assert refused.exit_code == 0
    assert console.platform.state.menu is None


async def test_second_push_keeps_what_the_first_kept(console: Console) -> None:
    await console.call("push", "--yes")
    first = console.kept()
    assert "already" in (await console.call("push", "--yes")).output
    console.platform.state.menu = [{"type": "view", "name": "别的", "url": "https://inn.example.com/2"}]
    assert (await console.call("push", "--yes")).exit_code == 0
    assert console.kept() == first
    assert console.platform.state.menu == guest_buttons()


async def test_restore_puts_back_what_a_program_can_and_names_the_rest(console: Console) -> None:
    await console.call("push", "--yes")
    restored = await console.call("restore", "--yes")
    assert restored.exit_code == 0, restored.output
    assert "关于我们 · 电话" in restored.output
    assert console.platform.state.menu == [
        {
            "name": "关于我们",
            "sub_button": [{"type": "view", "name": "官网", "url": "https://inn.example.com/"}],
        },
        {"type": "media_id", "name": "房价表", "media_id": "MEDIA_1"},
    ]


async def test_restore_where_there_was_no_menu_removes_ours(console: Console) -> None:
    console.platform.set_console()
    await console.call("push", "--yes")
    assert (await console.call("restore", "--yes")).exit_code == 0
    assert console.platform.state.menu is None


async def test_restore_without_a_push_before_says_so(console: Console) -> None:
    refused = await console.call("restore", "--yes")
    assert refused.exit_code == 1
    assert "xiaoer menu push" in refused.output


@pytest.mark.parametrize("console", ["personal"], indirect=True)
async def test_account_without_the_menu_api_gets_it_as_a_list_to_make_by_hand(console: Console) -> None:
    refused = await console.call("push", "--yes")
    assert refused.exit_code == 1
    assert "自定义菜单" in refused.output
    assert all(words in refused.output for _, below in GUEST_MENU for words, _ in below)


async def test_wrong_secret_says_what_to_compare_and_not_the_secret(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOER_WECHAT_APP_SECRET", "wrong-secret-0001")
    refused = await console.call()
    assert refused.exit_code == 1
    assert "40125" in refused.output
    assert "wrong-secret-0001" not in refused.output


async def test_without_the_accounts_settings_it_names_them(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XIAOER_WECHAT_APP_SECRET")
    refused = await console.call()
    assert refused.exit_code == 1
    assert "XIAOER_WECHAT_APP_SECRET" in refused.output
