"""The account under test: what the owner's console would show, and what an account of its kind may do.

Holds no running state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["service", "subscription", "unverified", "personal", "test"]
Mode = Literal["plain", "compatible", "safe"]
Format = Literal["xml", "json"]
Ability = Literal[
    "custom", "msgmenu", "template", "notice", "qrcode", "menu", "media", "people", "mass", "pages"
]

_ALL: frozenset[Ability] = frozenset(
    {"custom", "msgmenu", "template", "notice", "qrcode", "menu", "media", "people", "mass", "pages"}
)
ABILITIES: Mapping[Kind, frozenset[Ability]] = {
    "service": _ALL,  # 认证服务号
    "subscription": _ALL - {"template", "notice", "qrcode", "pages"},  # 认证订阅号
    "unverified": frozenset({"menu"}),  # 未认证服务号
    "personal": frozenset(),  # 个人订阅号: passive replies only
    "test": _ALL - {"msgmenu", "notice", "mass"},  # 测试号
}

# Calls a day that the vendor's documents name; what is not here is not counted.
A_DAY: dict[str, int] = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/message/mass/sendall": 100,
    "/cgi-bin/message/mass/send": 100,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/menu/create": 1_000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/user/info/updateremark": 10_000,
}
A_DAY_TESTING: dict[str, int] = {
    "/cgi-bin/token": 200,
    "/cgi-bin/message/custom/send": 50_000,
    "/cgi-bin/media/upload": 500,
    "/cgi-bin/media/get": 1_000,
    "/cgi-bin/qrcode/create": 10_000,
    "/cgi-bin/user/get": 100,
}


@dataclass(frozen=True, slots=True)
class Account:
    """One official account: its names, secrets, and how its console is set."""

    kind: Kind = "service"
    mode: Mode = "safe"
    format: Format = "xml"
    gh_id: str = "gh_xiaoer000001"
    appid: str = "wx0123456789abcdef"
    secret: str = "laptop-secret-of-the-simulator"  # noqa: S105 - opens nothing outside this process
    token: str = "laptoptoken"  # noqa: S105 - the same
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

    def may(self, ability: Ability) -> bool:
        """Whether this kind of account has the interface at all; where not, WeChat answers 48001."""
        return ability in ABILITIES[self.kind]

    def a_day(self, path: str) -> int | None:
        """How often an interface may be called a day; None where nobody counts."""
        return (A_DAY | A_DAY_TESTING if self.kind == "test" else A_DAY).get(path)
