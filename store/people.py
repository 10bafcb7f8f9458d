"""People and the addresses they are reached at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: the only form in which an openid travels."""

    channel: str  # "wechat"
    account: str  # the account's gh_ id
    external_id: str  # the openid there
