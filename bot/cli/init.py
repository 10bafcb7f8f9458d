"""`xiaoer init`: writes a house file, an .env file and a data key to begin with. Overwrites nothing."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.data_key import make_data_key
from bot.setting_values import SettingsError, variable
from bot.settings import Settings
from store.house_file import new_house_text
from store.world import SystemChance

_NEEDED = {
    "wechat_app_id": "公众平台「设置与开发 → 开发接口管理」里的 AppID",
    "wechat_app_secret": "同一页的 AppSecret；只答不推可以空着",
    "wechat_token": "「服务器配置」里您自己定的令牌 Token",
    "wechat_aes_key": "「服务器配置」里的消息加解密密钥 EncodingAESKey",
    "public_url": "外面怎么访问这台服务器，如 https://inn.example.com",
}
_ENV_HEAD = """\
# 这台服务器的设置；`xiaoer` 在这个文件夹里运行时会读它。里面有密钥，别发给别人。
# Settings of this server, read when xiaoer runs in this folder. It holds secrets: keep it to yourself.
# 空着等于没写。An empty one counts as not set.
"""


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), default=Path(), required=False)
def init(directory: Path) -> None:
    """Write house.toml, .env and var/data.key to DIRECTORY (here, when it is left out)."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _write(directory / "house.toml", new_house_text(), 0o644)
        _write(directory / ".env", env_example(), 0o600)
        _make_key(directory / "var" / "data.key")
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    click.echo(_next_steps(directory))


def env_example() -> str:
    """A .env file: what a WeChat account needs, empty, and the rest with its default, commented out."""
    lines = [_ENV_HEAD]
    for name, chinese in _NEEDED.items():
        lines += [f"# {chinese}", f"# {Settings.model_fields[name].description}", f"{variable(name)}=", ""]
    lines += ["# 下面的一般不用改。The rest seldom needs a change.", ""]
    needed = {variable(name) for name in _NEEDED}
    for line in Settings.describe():
        assignment, _, description = line.partition("  # ")
        if assignment.partition("=")[0] not in needed:
            lines += [f"# {description}", f"# {assignment}", ""]
    return "\n".join(lines)


def _write(path: Path, text: str, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        click.echo(f"kept   {path} (it was there 原来就有)")
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"wrote  {path}")


def _make_key(path: Path) -> None:
    try:
        make_data_key(path, SystemChance())
    except SettingsError:
        click.echo(f"kept   {path} (it was there 原来就有)")
        return
    click.echo(f"wrote  {path}")


def _next_steps(directory: Path) -> str:
    here = "" if directory == Path() else f"cd {directory}\n     "
    return f"""
Next 接下来：
  1. Keep a copy of var/data.key elsewhere: without it what is sealed is lost.
     把 var/data.key 另存一份，丢了就读不回客人资料。
  2. Write your house into house.toml. 把店里的事写进 house.toml。
     {here}xiaoer chat     (try it here 先在这里聊聊看)
  3. Write the account's AppID, Token and keys into .env. 把公众号的 AppID、Token 和密钥写进 .env。
  4. xiaoer serve    (open the house 开张)"""
