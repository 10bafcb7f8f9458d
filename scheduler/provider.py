"""What a payment provider is: the calls it takes, what comes of them, and what it tells of its own accord. It does nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody is to pay."""

    number: str
    fen: int
    about: str
    payer: str  # the external id of who pays
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Back:
    """What is to be paid back of a payment."""

    number: str
    payment: str
    fen: int
    of: int  # fen of the payment


@dataclass(frozen=True, slots=True)
class Ready:
    """The provider waits for the guest; what the page needs for it."""

    prepared: str


@dataclass(frozen=True, slots=True)
class Paid:
    """It is paid; the provider's own number for it."""

    fen: int
    ref: str


@dataclass(frozen=True, slots=True)
class Done:
    """It is as it was wished: given up, paid back."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing came of it yet."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not work; `again` when trying once more may help."""

    detail: str
    again: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """What the provider told of its own accord, and proved to be from it."""

    number: str
    fen: int
    ref: str
    paid: bool


class NotGenuine(Exception):
    """A notice that does not prove to be the provider's. Caught by the page that takes it: it is refused there."""


@dataclass(frozen=True, slots=True)
class Button:
    """How a page pays: a form posted to `url`, or the values WeChat's own dialog takes."""

    url: str = ""
    dialog: Mapping[str, str] | None = None


class Provider(Protocol):
    """Whoever moves the money. Every call may be made again with the same number; none raises for what the other side answers."""

    @property
    def name(self) -> str: ...

    async def order(self, order: Order) -> Ready | Failed: ...
    async def look(self, number: str) -> Paid | Waiting | Failed: ...
    async def close(self, number: str) -> Done | Paid | Failed: ...
    async def repay(self, back: Back) -> Done | Waiting | Failed: ...

    def heard(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """What a notice says. Raises NotGenuine."""
        ...

    def button(self, prepared: str) -> Button:
        """How the page pays what was prepared."""
        ...
