"""候补 and the words around it: a guest wants to be told when days that were full free up, or no longer does. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TELL = r"(?:请|麻烦|就|再|记得|要|能)?(?:告诉|通知|叫|提醒|联系|喊)(?:我|一下)(?:一声|一下)?(?:吧|哦|吗|么|好吗)?"
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "wait_off",
        re.compile(
            r"(?:取消|不用|退出|不要|别)(?:再)?(?:候补|排队)(?:了)?|(?:不用|别)等房了"
            r"|キャンセル待ち(?:を|は)?(?:取消|取り消し?(?:て(?:ください)?|ます)?|やめます|不要です?|やめて(?:ください)?)"
            r"|(?:no|cancel|off) (?:the |my )?waiting ?list(?: please)?",
            re.IGNORECASE,
        ),
    ),
    (
        "wait_for",
        re.compile(
            rf"(?:那|好的?|行)?[,\s]*(?:帮我|给我|我要|我想|想)?(?:登记|加入|进|排)?(?:个|一下)?候补(?:名单)?(?:吧|一下|谢谢)?"
            rf"|(?:那|好的?)?[,\s]*(?:如果|要是|等|一)?有(?:空)?(?:房|房间|位)(?:间)?(?:了|的话|出来)?[,\s]*{_TELL}"
            rf"|(?:如果|要是|等)?(?:有人)?(?:退|空|腾)(?:房|出来|出房)?(?:了|的话)?[,\s]*{_TELL}"
            r"|(?:please )?(?:put me on )?(?:the |your )?waiting ?list(?: please)?"
            r"|(?:please )?(?:tell me|notify me|let me know) (?:when|if) (?:a room|something|anything|one)"
            r" (?:is |becomes |gets |frees |opens )(?:free|up|available)"
            r"|キャンセル待ち(?:で|を|に)?(?:(?:お[願愿]い|希望)(?:し(?:ます|たい(?:です)?))?|したいです?|登[録录]して(?:ください)?)?",
            re.IGNORECASE,
        ),
    ),
)
EVERYDAY = frozenset({"wait_for", "wait_off"})
EXAMPLES: Mapping[str, tuple[str, ...]] = {"wait_for": ("候补",)}
