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
Ability = Literal["custom", "msgmenu", "template", "notice", "qrcode", "menu", "media", "people", "mass"]

_ALL: frozenset[Ability] = frozenset(
    {"custom", "msgmenu", "template", "notice", "qrcode", "menu", "media", "people", "mass"}
)
ABILITIES: Mapping[Kind, frozenset[Ability]] = {
    "service": _ALL,  # 认证服务号
    "subscription": _ALL - {"template", "notice", "qrcode"},  # 认证订阅号
    "unverified": frozenset({"menu"}),  # 未认证服务号
    "personal": frozenset(),  # 个人订阅号: passive replies only
    "test": _ALL - {"msgmenu", "notice", "mass"},  # 测试号
}

# Calls a day that the vendor's documents name; what is not here is not counted.
_UPLOAD, _DOWNLOAD = "/cgi-bin/media/upload", "/cgi-bin/media/get"
A_DAY: Mapping[str, int] = {_UPLOAD: 100_000, _DOWNLOAD: 200_000}
A_DAY_TESTING: Mapping[str, int] = {_UPLOAD: 500, _DOWNLOAD: 1_000}


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
        return (A_DAY_TESTING if self.kind == "test" else A_DAY).get(path)
