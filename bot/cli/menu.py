"""`xiaoer menu`: shows the account's menu and automatic replies, puts the guests' menu there, and takes it back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import run, settings
from bot.settings import Settings
from bot.wechat import menu as menus
from bot.wechat.failures import Declined, Unanswered, Unreached
from bot.wechat.menu import Found
from bot.wechat.reactions import entry
from store.shared import open_shared
from store.world import World

if TYPE_CHECKING:
    from bot.wechat.client import WeChatApi

NOT_AUTHORISED = 48001
BY_HAND = (
    "This account may not make its menu by program (48001). Make it by hand instead: in the account's console at "
    "mp.weixin.qq.com choose 自定义菜单, switch it on, and make these buttons, each sending a message (发送消息) that asks "
    "the guest to type the button's words:"
)


@click.group(invoke_without_command=True)
@click.pass_context
def menu(context: click.Context) -> None:
    """Show the account's menu and automatic replies as they are now.

    WeChat stops both as soon as xiaoer's address stands in the console: look at them, and keep them, before that.
    """
    if context.invoked_subcommand is None:
        chosen = settings()
        found = run(_asked(chosen, _read))
        for line in menus.described(found):
            click.echo(line)


@menu.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def push(yes: bool) -> None:
    """Put the guests' menu there. What stood there is shown and kept in a file beside the house file first."""
    chosen = settings()
    found = run(_asked(chosen, _read))
    if menus.is_guest_menu(found.menu):
        click.echo("The guests' menu is there already; nothing is changed.")
        return
    for line in menus.described(found):
        click.echo(line)
    _keep(_file(chosen), found)
    if not yes and not click.confirm("Put the guests' menu in its place?"):
        click.echo("Nothing is changed.")
        return
    run(_asked(chosen, lambda api: _create(api, menus.guest_buttons())))
    click.echo("The guests' menu is there; phones show it within five minutes. Back: `xiaoer menu restore`.")


@menu.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(yes: bool) -> None:
    """Put back the menu that was there before the first push, as far as a program can."""
    chosen = settings()
    found = _kept(_file(chosen))
    buttons, lost = menus.remade(found.menu)
    for line in menus.described(found):
        click.echo(line)
    if lost:
        click.echo(f"Only the console can make these again: {', '.join(lost)}.")
    if lost and not buttons:
        raise click.ClickException("nothing of that menu can be made by program; the present one stays")
    if not yes and not click.confirm(
        "Put this menu back?" if buttons else "There was none: remove the menu?"
    ):
        click.echo("Nothing is changed.")
        return
    run(_asked(chosen, lambda api: _create(api, buttons) if buttons else _remove(api)))
    click.echo("Done. Automatic replies are set in the console alone; the texts stand above.")


# --- the file ---


def _file(chosen: Settings) -> Path:
    return chosen.house.with_suffix(".menu.json")


def _keep(path: Path, found: Found) -> None:
    """Write what was there, unless it was written before: what a second push finds is not the owner's own."""
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(
                {"menu": found.menu, "auto_reply": found.auto_reply}, file, ensure_ascii=False, indent=2
            )
    except FileExistsError:
        click.echo(f"What was there before the first push stands in {path} and stays there.")
    except OSError as error:
        raise click.ClickException(f"cannot write {path}: {error.strerror}; nothing is changed") from error
    else:
        click.echo(f"Kept in {path}.")


def _kept(path: Path) -> Found:
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Found(dict(kept["menu"]), dict(kept["auto_reply"]))
    except OSError as error:
        raise click.ClickException(
            f"there is no {path}: `xiaoer menu push` writes it before it changes anything"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} is not what `xiaoer menu push` wrote") from error


# --- the API ---


async def _asked(chosen: Settings, work: Callable[[WeChatApi], Awaitable[Any]]) -> Any:
    """What `work` gets of WeChat. Ends the command with what to do when WeChat refuses."""
    try:
        async with _api(chosen) as api:
            return await work(api)
    except Declined as declined:
        if declined.code == NOT_AUTHORISED:
            raise click.ClickException("\n".join([BY_HAND, *menus.by_hand()])) from declined
        advice = entry(declined.code).advice
        raise click.ClickException(
            f"WeChat answered {declined.code} {declined.text} ({advice})"
        ) from declined
    except (Unanswered, Unreached) as failure:
        raise click.ClickException(f"{failure}; try again") from failure


@asynccontextmanager
async def _api(chosen: Settings) -> AsyncIterator[WeChatApi]:
    from bot.wechat.client import WeChatApi  # noqa: PLC0415 - half a second that --help need not pay
    from bot.wechat.transport import open_session  # noqa: PLC0415 - half a second that --help need not pay

    if chosen.wechat_app_id is None or chosen.wechat_app_secret is None:
        raise click.ClickException(
            "set XIAOER_WECHAT_APP_ID and XIAOER_WECHAT_APP_SECRET first: they stand in the account's console"
        )
    world = World()
    redis_url = chosen.redis_url.get_secret_value() if chosen.redis_url else None
    _, shared, close = open_shared(redis_url, world)
    try:
        async with open_session() as session:
            yield WeChatApi(
                chosen.wechat_app_id,
                chosen.wechat_app_secret.get_secret_value(),
                session,
                shared,
                world,
                chosen.wechat_api_base,
            )
    finally:
        await close()


async def _read(api: WeChatApi) -> Found:
    return Found(await api.menu.get_menu_info(), await api.message.get_autoreply_info())


async def _create(api: WeChatApi, buttons: menus.Buttons) -> None:
    await api.menu.create({"button": buttons})


async def _remove(api: WeChatApi) -> None:
    await api.menu.delete()
