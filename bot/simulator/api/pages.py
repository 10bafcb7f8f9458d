"""Web pages opened in WeChat (OAuth2): who opens one is told to the account's server, by a code it exchanges once.

Serves no page itself; the phone follows the redirect.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.simulator.api.call import ApiError, Call, Result, text_in
from bot.simulator.api.console import credentials
from bot.simulator.state import LETTERS, Grant, State

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
CODE_LIFE = 300.0  # machine seconds
TOKEN_LIFE = 7200
_SCOPES = frozenset({"snsapi_base", "snsapi_userinfo"})
_STATE = re.compile(r"[A-Za-z0-9]{0,128}")


class PageError(ValueError):
    """WeChat's own page says that this link is wrong. Raised to whoever holds the phone."""


def opened(state: State, openid: str, url: str, *, snapshot: bool = False) -> str:
    """Where opening an authorize link leads: its redirect_uri with a fresh code. Raises PageError."""
    bare, _, end = url.partition("#")
    query = {name: values[0] for name, values in parse_qs(urlsplit(bare).query).items()}
    target = urlsplit(query.get("redirect_uri", ""))
    if not bare.startswith(f"{AUTHORIZE}?") or end != "wechat_redirect":
        raise PageError("this is no authorize link that ends in #wechat_redirect")
    if query.get("appid") != state.account.appid or query.get("response_type") != "code":
        raise PageError("AppID 参数错误")
    if query.get("scope") not in _SCOPES or not state.account.may("pages"):
        raise PageError("Scope 参数错误或没有 Scope 权限")
    if not target.hostname or state.page_domain not in {"", target.hostname}:
        raise PageError("redirect_uri 参数错误")
    if not _STATE.fullmatch(query.get("state", "")):
        raise PageError("state 参数错误")
    code = state.world.chance.token(32, LETTERS)
    who = "o" + state.world.chance.token(27, LETTERS) if snapshot else openid
    state.grants[code] = Grant(who, query["scope"], state.world.machine.seconds(), snapshot)
    more = urlencode({"code": code, "state": query.get("state", "")})
    return target._replace(query="&".join(part for part in (target.query, more) if part)).geturl()


def exchange(state: State, call: Call) -> Result:
    """sns/oauth2/access_token: the openid behind a code. Its token is no access_token of the API."""
    credentials(state, call.query, "authorization_code")
    grant = state.grants.get(text_in(call.query, "code", 41008))
    if grant is None:
        raise ApiError(40029)
    if grant.used:
        raise ApiError(40163)
    if state.world.machine.seconds() - grant.at >= CODE_LIFE:
        raise ApiError(42003)
    grant.used = True
    told: dict[str, object] = {
        "access_token": state.world.chance.token(110, LETTERS),
        "expires_in": TOKEN_LIFE,
        "refresh_token": state.world.chance.token(110, LETTERS),
        "openid": grant.openid,
        "scope": grant.scope,
    }
    return told | ({"is_snapshotuser": 1} if grant.snapshot else {})
