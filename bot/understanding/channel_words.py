"""What the owner says after 渠道: a link to read, one to pause, our own calendar for somebody. Pure; it knows no channel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

_URL = re.compile(r"(?:https?|webcal)://[^\s，。；,;]{4,800}", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:(?P<pause>暂停|停用|停)|(?P<resume>恢复|启用|继续)|(?P<remove>删除|移除|删掉|去掉))\s*(?P<n>\d{1,6})\s*号?"
)
_OUT = re.compile(r"(?:对外|导出|输出|给)\s*(?P<rest>\S.{0,80})")
_BY_HAND = re.compile(
    r"(?P<off>不用|不要|不再|取消|停止?)?(?:手动|手動|人工)(?:关房|關房)?(?P<off2>不用|取消)?\s*[:：]?\s*(?P<rest>\S.{0,80})"
)
_BETWEEN = re.compile(r"[、,，;；和跟&/\s]+")
CODES = {
    "美团": "meituan", "携程": "ctrip", "途家": "tujia", "木鸟": "muniao", "小红书": "xiaohongshu", "飞猪": "fliggy",
    "同程": "tongcheng", "去哪儿": "qunar", "抖音": "douyin", "爱彼迎": "airbnb",
}  # fmt: skip
_DOOR = re.compile(r"接口\s*(?P<rest>\S.{0,40})")
_FILLER = re.compile(r"^(?:加|添加|新增|接入|读)|(?:的|日历|链接|渠道|房间|房型|对外)+")
_ROOM = re.compile(r"(?<![0-9A-Za-z.])(?:[A-Z]?\d{2,5})(?![0-9A-Za-z.])")
LONGEST_NAME = 20

Does = Literal[
    "by_hand", "not_by_hand", "list", "add", "pause", "resume", "remove", "export", "door", "unclear"
]


@dataclass(frozen=True, slots=True)
class ChannelSaid:
    """What is to be done."""

    does: Does
    number: int = 0
    channel: str = ""
    target: str = ""  # a room's number, or the code of a type; "": not said
    by_room: bool = False
    url: str = ""
    names: tuple[str, ...] = ()  # of channels that are told by hand


def read_channel(text: str, rooms: Mapping[str, str], types: Mapping[str, str]) -> ChannelSaid:
    """`rooms` are the house's numbers; `types` every name of a room type with its code."""
    link = _URL.search(text)
    said = unicodedata.normalize("NFKC", _URL.sub(" ", text)).strip(" 。.!！,，:：")
    if link is not None:
        url = re.sub(r"^webcal", "https", link[0], flags=re.IGNORECASE)
        return _named("add", said, rooms, types, url)
    if not said:
        return ChannelSaid("list")
    if (match := _NUMBERED.fullmatch(said)) is not None:
        does: Does = "pause" if match["pause"] else "resume" if match["resume"] else "remove"
        return ChannelSaid(does, int(match["n"]))
    if (match := _BY_HAND.fullmatch(said)) is not None:
        names = tuple(dict.fromkeys(one[:LONGEST_NAME] for one in _BETWEEN.split(match["rest"]) if one))
        return ChannelSaid("not_by_hand" if match["off"] or match["off2"] else "by_hand", names=names)
    if (match := _DOOR.fullmatch(said)) is not None:
        return ChannelSaid("door", channel=match["rest"].strip())
    if (match := _OUT.fullmatch(said)) is not None:
        return _named("export", match["rest"], rooms, types)
    return ChannelSaid("unclear")


def channels_in(text: str, names: Sequence[str]) -> list[str]:
    """Which of these channels a text names: whole, or by the beginning of their names."""
    said = [one.casefold() for one in _BETWEEN.split(text) if one]
    return [
        name
        for name in names
        if any(name.casefold().startswith(one) or one.startswith(name.casefold()) for one in said)
    ]


def code_of(name: str) -> str:
    """What the house file calls a channel of this name; "" where its letters make no code."""
    plain = "".join(
        letter for letter in name.casefold() if letter.isascii() and (letter.isalnum() or letter == "_")
    )
    return CODES.get(name, plain[:32] if plain[:1].isalpha() else "")


def _named(
    does: Does, said: str, rooms: Mapping[str, str], types: Mapping[str, str], url: str = ""
) -> ChannelSaid:
    """Which channel, and which room or type: the rest of what was said is the channel's name."""
    target, by_room = "", False
    for match in _ROOM.finditer(said):
        if match[0].upper() in rooms:
            target, by_room = match[0].upper(), True
            said = said.replace(match[0], " ", 1)
            break
    if not target:
        for name in sorted(types, key=len, reverse=True):
            if name.casefold() in said.casefold():
                at = said.casefold().index(name.casefold())
                target, said = types[name], f"{said[:at]} {said[at + len(name) :]}"
                break
    channel = " ".join(_FILLER.sub(" ", said).split()).strip(" ,，:：")[:LONGEST_NAME]
    return ChannelSaid(does, 0, channel, target, by_room, url)
