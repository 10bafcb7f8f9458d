"""The account's own affairs: tokens, menu, what its console was set to, QR codes and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from bot.simulator.api.call import OK, ApiError, Call, Result, part_in, text_in
from bot.simulator.state import LETTERS, Code, State

_MAX_SECONDS = 2_592_000
_BUTTONS = {
    "click": ("key", 128, 40019),
    "view": ("url", 1024, 40020),
    "scancode_push": ("key", 128, 40019),
    "scancode_waitmsg": ("key", 128, 40019),
    "pic_sysphoto": ("key", 128, 40019),
    "pic_photo_or_album": ("key", 128, 40019),
    "pic_weixin": ("key", 128, 40019),
    "location_select": ("key", 128, 40019),
    "media_id": ("media_id", 128, 40007),
    "article_id": ("article_id", 128, 40007),
    "miniprogram": ("url", 1024, 40020),
}


_DOMAINS = 3


def token(state: State, call: Call) -> Result:
    """The old token call: a new token each time."""
    credentials(state, call.query)
    _trusted(state, call.ip)
    value, seconds = state.tokens.plain_token()
    return {"access_token": value, "expires_in": seconds}


def stable_token(state: State, call: Call) -> Result:
    credentials(state, call.body)
    _trusted(state, call.ip)
    value, seconds = state.tokens.stable_token(call.body.get("force_refresh") is True)
    return {"access_token": value, "expires_in": seconds}


def credentials(state: State, given: Mapping[str, Any], grant: str = "client_credential") -> None:
    """Raises ApiError unless these are the account's own."""
    if given.get("grant_type") != grant:
        raise ApiError(40002)
    if text_in(given, "appid", 41002) != state.account.appid:
        raise ApiError(40013)
    if text_in(given, "secret", 41004) != state.account.secret:
        raise ApiError(40125)


def _trusted(state: State, ip: str) -> None:
    """The console's IP whitelist; its refusal names the address."""
    if state.trusted_ips is not None and ip not in state.trusted_ips:
        raise ApiError(40164, f"invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist")


def create_menu(state: State, call: Call) -> Result:
    """menu/create: at most three buttons with five each."""
    menu = _buttons(call.body.get("button"), most=3, name_bytes=16, nested=True)
    if len(set(_domains(menu))) > _DOMAINS:
        raise ApiError(65316, "menu use too much domains")
    state.menu = menu
    return dict(OK)


def get_menu(state: State, call: Call) -> Result:
    if state.menu is None:
        raise ApiError(46003, "menu no exist")
    return {"menu": {"button": state.menu}}


def delete_menu(state: State, call: Call) -> Result:
    state.menu = None
    return dict(OK)


def current_menu(state: State, call: Call) -> Result:
    """get_current_selfmenu_info: the menu in force, made by the API or by hand."""
    menu = state.menu if state.menu is not None else state.console_menu
    if menu is None:
        return {"is_menu_open": 0}
    return {"is_menu_open": 1, "selfmenu_info": {"button": [_as_read(button) for button in menu]}}


def current_auto_reply(state: State, call: Call) -> Result:
    """get_current_autoreply_info."""
    return {"is_add_friend_reply_open": 0, "is_autoreply_open": 0, **state.auto_reply}


def _buttons(given: object, *, most: int, name_bytes: int, nested: bool) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not 1 <= len(given) <= most:
        raise ApiError(40016, "invalid button size")
    for button in given:
        if not isinstance(button, dict):
            raise ApiError(40016, "invalid button size")
        if not 1 <= len(text_in(button, "name", 40018).encode()) <= name_bytes:
            raise ApiError(40018, "invalid button name size")
        below = button.get("sub_button")
        if below and nested:
            _buttons(below, most=5, name_bytes=60, nested=False)
            continue
        if button.get("type") not in _BUTTONS:
            raise ApiError(40017, "invalid button type")
        field, size, code = _BUTTONS[button["type"]]
        if len(text_in(button, field, code).encode()) > size:
            raise ApiError(code, f"invalid button {field} size")
    return given


def _domains(buttons: list[dict[str, Any]]) -> list[str]:
    """The hosts that view buttons lead to. Raises ApiError for what is no address."""
    found = []
    for button in buttons:
        found += _domains(button.get("sub_button") or [])
        if button.get("type") == "view":
            address = urlsplit(button["url"])
            if address.scheme not in {"http", "https"} or not address.hostname:
                raise ApiError(65317)
            found.append(address.hostname)
    return found


def _as_read(button: Mapping[str, Any]) -> dict[str, Any]:
    """A button as get_current_selfmenu_info writes it: sub-buttons one level deeper, in `list`."""
    below = button.get("sub_button")
    if not below or isinstance(below, dict):
        return dict(button)
    return {"name": button["name"], "sub_button": {"list": [dict(one) for one in below]}}


def create_code(state: State, call: Call) -> Result:
    """qrcode/create. The scene of a code is told to whoever scans it."""
    action = call.body.get("action_name")
    if action not in {"QR_SCENE", "QR_STR_SCENE", "QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"}:
        raise ApiError(40035, "invalid action_name")
    scene = _scene(str(action), part_in(part_in(call.body, "action_info"), "scene"))
    lasting = str(action).startswith("QR_LIMIT")
    seconds = call.body.get("expire_seconds", 30)
    if not lasting and (not isinstance(seconds, int) or not 1 <= seconds <= _MAX_SECONDS):
        raise ApiError(40035, "invalid expire_seconds")
    ticket = state.world.chance.token(96, LETTERS)
    expires = None if lasting else state.now() + timedelta(seconds=seconds)
    state.codes[scene] = Code(scene, ticket, expires)
    life: dict[str, object] = {} if lasting else {"expire_seconds": seconds}
    return {"ticket": ticket, **life, "url": f"http://weixin.qq.com/q/{quote(ticket[:24])}"}


def _scene(action: str, given: Mapping[str, Any]) -> str:
    if action.endswith("_STR_SCENE"):
        scene = text_in(given, "scene_str")
        if len(scene) > 64:
            raise ApiError(40035, "scene_str has 1 to 64 letters")
        return scene
    number = given.get("scene_id")
    highest = 100_000 if action == "QR_LIMIT_SCENE" else 2**32 - 1
    if not isinstance(number, int) or not 1 <= number <= highest:
        raise ApiError(40035, "invalid scene_id")
    return str(number)


def clear_quota(state: State, call: Call) -> Result:
    """clear_quota: ten times a month."""
    if text_in(call.body, "appid", 41002) != state.account.appid:
        raise ApiError(40013)
    month = state.beijing().strftime("%Y-%m")
    if state.cleared[month] >= 10:
        raise ApiError(48006, "forbid to clear quota because of reaching the limit")
    state.cleared[month] += 1
    state.used.clear()
    return dict(OK)


def clear_quota_by_secret(state: State, call: Call) -> Result:
    """clear_quota/v2: by the AppSecret, without a token; it counts as the other does."""
    if text_in(call.body, "appsecret", 41004) != state.account.secret:
        raise ApiError(40125)
    return clear_quota(state, call)


def quota(state: State, call: Call) -> Result:
    """openapi/quota/get: what is left of one interface today."""
    path = text_in(call.body, "cgi_path", 40097)
    limit = state.a_day(path)
    if limit is None:
        raise ApiError(76021, "cgi_path not found")
    used = state.used[state.beijing().strftime("%Y-%m-%d"), path]
    return {**OK, "quota": {"daily_limit": limit, "used": used, "remain": max(limit - used, 0)}}
