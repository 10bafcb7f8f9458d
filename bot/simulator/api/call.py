"""One API call as the handlers see it, and the ways to refuse it. Knows no particular interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.simulator.account import Ability
from bot.simulator.api.codes import TEXTS
from bot.simulator.state import State, User


class ApiError(Exception):
    """The call is refused with this code. Caught by the server, which answers it."""

    def __init__(self, code: int, text: str = "", **more: object) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text or TEXTS.get(code, "invalid argument")
        self.more = more


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded or downloaded file."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """What arrived: the query, the JSON object of the body, or a file."""

    query: Mapping[str, str]
    body: Mapping[str, Any] = field(default_factory=dict)
    upload: File | None = None
    base: str = ""  # where this API is served
    ip: str = ""  # of the caller


Result: TypeAlias = "dict[str, object] | File"
Handler: TypeAlias = Callable[[State, Call], Result]
OK: Mapping[str, object] = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True, slots=True)
class Route:
    """An interface: method, path, who answers, and what the account must be able to do (None: nothing)."""

    method: str
    path: str
    handler: Handler
    ability: Ability | None = None
    with_token: bool = True


def text_in(body: Mapping[str, Any], key: str, missing: int = 40035) -> str:
    """A string field that must be there. Raises ApiError."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise ApiError(missing, f"{key} is missing or no string")
    return value


def part_in(body: Mapping[str, Any], key: str, missing: int = 40035) -> Mapping[str, Any]:
    """An object field that must be there. Raises ApiError."""
    value = body.get(key)
    if not isinstance(value, dict):
        raise ApiError(missing, f"{key} is missing or no object")
    return value


def known(state: State, openid: object) -> User:
    """The person of this account. Raises ApiError 40003."""
    if not isinstance(openid, str) or openid not in state.users:
        raise ApiError(40003)
    return state.users[openid]


def follower(state: State, openid: object) -> User:
    """The person, who must follow. Raises ApiError 40003 or 43004."""
    user = known(state, openid)
    if not user.following:
        raise ApiError(43004)
    if user.blacklisted:
        raise ApiError(43019)
    return user
