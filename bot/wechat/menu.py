"""The account's menu: the guests' one that a house needs, what stands there now in words, and back as it was. It asks nobody.

A click's key is the label of what the guest means, as `bot/understanding` names it, of two with + between; the door
takes it for a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Buttons = list[dict[str, Any]]

# What is under each of the three buttons: the words on it, and what they mean.
GUEST_MENU: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "订房",
        (
            ("有房吗", "availability_query"),
            ("我的订单", "my_booking"),
            ("看房型", "room_info"),
            ("怎么到", "location_directions"),
            ("找店主", "human_agent"),
        ),
    ),
    (
        "住店",
        (
            ("叫服务", "service_amenity"),
            ("WiFi门锁", "wifi+access_door"),
            ("早餐周边", "breakfast+nearby_tips"),
            ("进度", "service_status"),
            ("续住退房", "checkout_info"),
        ),
    ),
    (
        "我的",
        (
            ("积分", "points_balance"),
            ("发票", "invoice"),
            ("意见", "feedback"),
            ("我的数据", "privacy_export"),
            ("English", "language_switch:en"),
        ),
    ),
)
# What each kind of button needs to be made anew by the API; kinds that are not here exist in the console alone.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "click": ("key",),
    "view": ("url",),
    "miniprogram": ("url", "appid", "pagepath"),
    "scancode_push": ("key",),
    "scancode_waitmsg": ("key",),
    "pic_sysphoto": ("key",),
    "pic_photo_or_album": ("key",),
    "pic_weixin": ("key",),
    "location_select": ("key",),
    "media_id": ("media_id",),
    "article_id": ("article_id",),
}
_PICTURES = frozenset({"img", "photo", "voice"})  # the console's names; by the API they are media ids


@dataclass(frozen=True, slots=True)
class Found:
    """What the account answers with now, as WeChat tells it."""

    menu: Mapping[str, Any]
    auto_reply: Mapping[str, Any]


def guest_buttons() -> Buttons:
    """The guests' menu as menu/create takes it."""
    return [
        {
            "name": name,
            "sub_button": [{"type": "click", "name": words, "key": key} for words, key in below],
        }
        for name, below in GUEST_MENU
    ]


def buttons_of(menu: Mapping[str, Any]) -> Buttons:
    """The buttons of get_current_selfmenu_info, as it writes them; empty where there is no menu."""
    info = menu.get("selfmenu_info")
    found = info.get("button") if isinstance(info, Mapping) and menu.get("is_menu_open") else None
    return [button for button in found if isinstance(button, dict)] if isinstance(found, list) else []


def is_guest_menu(menu: Mapping[str, Any]) -> bool:
    """Whether the guests' menu stands there already."""
    return remade(menu)[0] == guest_buttons()


def remade(menu: Mapping[str, Any]) -> tuple[Buttons, list[str]]:
    """A menu that was read, as menu/create takes it, and the names of what only the console can make."""
    made: Buttons = []
    lost: list[str] = []
    for button in buttons_of(menu):
        below = _below(button)
        if not below:
            made += _again(button, lost, "")
            continue
        subs = [one for sub in below for one in _again(sub, lost, f"{_name(button)} · ")]
        if subs:
            made.append({"name": _name(button), "sub_button": subs})
    return made, lost


def described(found: Found) -> list[str]:
    """What stands there now, a line a thing."""
    lines = ["menu:"]
    for button in buttons_of(found.menu):
        below = _below(button)
        lines.append(f"  {_name(button)}" if below else f"  {_line(button)}")
        lines += [f"    · {_line(sub)}" for sub in below]
    if len(lines) == 1:
        lines.append("  (none)")
    return [*lines, "automatic replies:", *(_auto_replies(found.auto_reply) or ["  (none)"])]


def by_hand() -> list[str]:
    """The guests' menu for an account whose menu only its console can make: what each button is to answer with."""
    lines = []
    for name, below in GUEST_MENU:
        lines.append(f"  {name}")
        lines += [f"    · {words}" for words, _ in below]
    return lines


def _below(button: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The buttons under one: in a `list` as it is read, bare as it is written."""
    below = button.get("sub_button")
    listed = below.get("list") if isinstance(below, Mapping) else below
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _name(button: Mapping[str, Any]) -> str:
    return str(button.get("name", ""))


def _again(button: Mapping[str, Any], lost: list[str], lead: str) -> Buttons:
    kind = str(button.get("type", ""))
    if kind in _PICTURES and button.get("value"):
        return [{"type": "media_id", "name": _name(button), "media_id": str(button["value"])}]
    wanted = _FIELDS.get(kind)
    if wanted is None or any(not button.get(field) for field in wanted):
        lost.append(f"{lead}{_name(button)}")
        return []
    return [{"type": kind, "name": _name(button), **{field: button[field] for field in wanted}}]


def _line(button: Mapping[str, Any]) -> str:
    """One button and what it does: 官网 → view https://…"""
    content = next(
        (str(button[field]) for field in ("key", "url", "value", "media_id") if button.get(field)), ""
    )
    return f"{_name(button)} → {button.get('type', '?')} {_short(content)}".rstrip()


def _auto_replies(auto: Mapping[str, Any]) -> list[str]:
    lines = []
    for switch, part, words in (
        ("is_add_friend_reply_open", "add_friend_autoreply_info", "to a new follower"),
        ("is_autoreply_open", "message_default_autoreply_info", "to any message"),
    ):
        info = auto.get(part)
        if auto.get(switch) and isinstance(info, Mapping):
            lines.append(f"  {words}: {_content(info)}")
    keywords = auto.get("keyword_autoreply_info")
    rules = keywords.get("list") if isinstance(keywords, Mapping) else None
    return lines + [_rule(rule) for rule in rules or () if isinstance(rule, Mapping)]


def _rule(rule: Mapping[str, Any]) -> str:
    said = [str(one.get("content", "")) for one in _parts(rule, "keyword_list_info")]
    answers = [_content(one) for one in _parts(rule, "reply_list_info")]
    return f"  {'/'.join(said) or rule.get('rule_name', '?')}: {' + '.join(answers)}"


def _parts(rule: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = rule.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _content(info: Mapping[str, Any]) -> str:
    """A text as it is, anything else by its kind."""
    if info.get("type") == "text":
        return _short(str(info.get("content", "")))
    return f"({info.get('type', '?')})"


def _short(text: str, longest: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
