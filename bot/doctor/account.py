"""Finds out what an account may do by calls that change nothing and reach nobody, and which kind of account that makes it.

A refusal for lack of permission (48001) is a no, an answer or any other refusal of the call itself a yes; silence is neither.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.wechat.failures import Declined, Unanswered, Unreached
from store.house_file.wechat import ABILITIES, Ability, Account

Kind = Literal["service", "test", "subscription", "unverified", "personal"]
ROW: Mapping[Kind, Account] = {  # the row of the house file's table that a kind belongs to
    "service": "service",
    "test": "test",
    "subscription": "subscription",
    "unverified": "personal",
    "personal": "personal",
}
_FORBIDDEN = frozenset({48001, 50001})
_NO_MENU, _NO_FILE = 46003, 40007
_AGENTS = range(65400, 65418)  # the account may, and has set up no agents in its console
_PROBED: tuple[Ability, ...] = ("customer_service", "template", "scene_qr", "menu", "media")
_TEST_READS = 100  # lists of followers a day: so many for a test account, five times as many for others
_FOLLOWERS = "/cgi-bin/user/get"
_CODE = {
    "expire_seconds": 60,
    "action_name": "QR_STR_SCENE",
    "action_info": {"scene": {"scene_str": "doctor"}},
}


class Api(Protocol):
    """What is needed of `bot.wechat.client.WeChatApi`."""

    def get(self, url: str, **kwargs: Any) -> Awaitable[Any]: ...

    def post(self, url: str, **kwargs: Any) -> Awaitable[Any]: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """How one call ended: its answer, or a code, or neither when nobody answered."""

    answer: Mapping[str, Any] = field(default_factory=dict)
    code: int | None = 0
    failure: str = ""

    def may(self, *also: int) -> bool | None:
        """Whether the account may make the call; `also` are refusals that say yes. None: nobody knows."""
        if self.code in _FORBIDDEN:
            return False
        return True if self.code == 0 or self.code in also else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the account answered. `refused` is why nothing could be asked at all."""

    refused: Declined | None = None
    unreached: str = ""
    kind: Kind | None = None
    abilities: Mapping[Ability, bool] = field(default_factory=dict)  # those that are known
    followers: Reply = field(default_factory=Reply)
    templates: Reply = field(default_factory=Reply)
    menu: Reply = field(default_factory=Reply)
    auto_reply: Reply = field(default_factory=Reply)

    @property
    def answered(self) -> bool:
        return self.refused is None and not self.unreached


async def look(api: Api) -> Seen:
    """Everything that can be found out; after a refused token nothing more is asked."""
    try:
        followers = await _reply(api.get("user/get"))
    except Declined as declined:  # at the token: the same would come of every call
        return Seen(refused=declined)
    if followers.code is None:
        return Seen(unreached=followers.failure)
    menu = await _reply(api.get("menu/get"))
    agents = await _reply(api.get("customservice/getkflist"))
    templates = await _reply(api.get("template/get_all_private_template"))
    code = await _reply(api.post("qrcode/create", data=_CODE))
    media = await _reply(api.get("media/get", params={"media_id": "doctor"}))
    quota = await _reply(api.post("openapi/quota/get", data={"cgi_path": _FOLLOWERS}))
    talks = agents.may(*_AGENTS)
    if talks is False and followers.may():
        talks = None  # a verified account whose agents are another matter: the house file's word holds
    found: dict[Ability, bool | None] = {
        "customer_service": talks,
        "template": templates.may(),
        "scene_qr": code.may(),
        "menu": menu.may(_NO_MENU),
        "media": media.may(_NO_FILE),
    }
    kind = kind_of(found, quota.answer)
    return Seen(
        kind=kind,
        abilities=_with_kind(found, kind),
        followers=followers,
        templates=templates,
        menu=await _reply(api.get("get_current_selfmenu_info")),
        auto_reply=await _reply(api.get("get_current_autoreply_info")),
    )


def kind_of(found: Mapping[Ability, bool | None], quota: Mapping[str, Any]) -> Kind | None:
    """Which kind of account may do just that; None when too little is known."""
    if found["template"] and found["scene_qr"]:
        limit = quota.get("quota", {}).get("daily_limit")
        return "test" if isinstance(limit, int) and limit <= _TEST_READS else "service"
    if found["template"] is False and found["customer_service"]:
        return "subscription"
    if found["template"] is False and found["customer_service"] is False:
        return "unverified" if found["menu"] else "personal"
    return None


def _with_kind(found: Mapping[Ability, bool | None], kind: Kind | None) -> dict[Ability, bool]:
    """What was found, and what no harmless call can find out by the kind."""
    known: dict[Ability, bool] = {name: may for name in _PROBED if (may := found[name]) is not None}
    if kind is not None:
        known["passive"] = True
        for name in ("oauth", "mass_send"):
            known[name] = name in ABILITIES[ROW[kind]]
    return known


async def _reply(call: Awaitable[Any]) -> Reply:
    """Raises Declined where it is our credentials that were refused."""
    try:
        answer = await call
    except Declined as declined:
        if declined.at_token:
            raise
        return Reply(code=declined.code, failure=str(declined))
    except (Unanswered, Unreached) as failure:
        return Reply(code=None, failure=str(failure))
    return Reply(answer if isinstance(answer, Mapping) else {})
