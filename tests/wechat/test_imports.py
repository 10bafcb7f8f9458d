"""The webhook's way must stay light: wechatpy and requests cost half a second to import."""

from __future__ import annotations

import subprocess
import sys

LIGHT = "bot.wechat.envelope, bot.wechat.messages, bot.wechat.replies, bot.wechat.texts, bot.wechat.channel"


def test_import_of_the_hot_path_without_wechatpy() -> None:
    code = f"import sys, {LIGHT}; print(sorted({{'wechatpy', 'requests', 'aiohttp'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
