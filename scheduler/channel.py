"""What delivery needs from the outside: the protocol a channel (WeChat, WeCom, a test) implements.

A channel sends one thing once and says what became of it. It never retries beyond what is safe for that call,
never looks into the database, and never raises for what the other side answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TemplateMap:
    """One of the owner's templates: its id, and which of our values goes into which of its fields.

    `fields` maps the template's key (``thing1``) to our value's name (``house``).
    """

    template_id: str
    fields: Mapping[str, str]


class Refusal(StrEnum):
    """Why the other side did not take a message: each has one reaction in `scheduler.endings`."""

    WINDOW = "window"  # 45015, 45047: the reply window is closed or used up
    UNREACHABLE = "unreachable"  # 43004, 46004, 43019 …: this person cannot be reached on this channel
    NOT_AUTHORISED = "not_authorised"  # 48001 …: the account cannot do this at all
    QUOTA = "quota"  # 45009, 45028: nothing more today or this month
    BUSY = "busy"  # -1, 45011, no connection made: try again after `retry_after`
    CONFIGURATION = "configuration"  # wrong template, secret, IP list …: the owner must act
    CONTENT = "content"  # the message itself is not acceptable: a bug of ours, logged


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken. `receipt` is the other side's message id, "" where it gives none; a result event may follow."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """40252: taken to WeChat's own review, delivered by itself or never; must not be sent again or elsewhere."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and no answer came back: it may have been delivered."""

    detail: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Certainly not delivered."""

    reason: Refusal
    detail: str  # code and text of the other side, without secrets
    retry_after: float = 0.0  # machine seconds; only for BUSY and QUOTA


@dataclass(frozen=True, slots=True)
class TooSoon:
    """45066: a mass message of this key was tried within the last minute; after a minute WeChat says what became of it."""


Outcome = Accepted | UnderReview | Unknown | Refused
MassOutcome = Outcome | TooSoon


@dataclass(frozen=True, slots=True)
class Abilities:
    """What an account can do, from the house file or `doctor`, never from failures."""

    customer_service: bool  # 客服消息
    template: bool  # 模板消息
    templates: Mapping[str, TemplateMap] = field(default_factory=dict)  # purpose -> template
    robot: bool = False  # a group's robot: texts at any time, seen by the whole group, harmless to repeat
    app: bool = (
        False  # an app of the house's own: texts to one member of staff at any time, harmless to repeat
    )
    media: bool = False  # pictures can be sent, and what guests send can be fetched


class Channel(Protocol):
    """One way out, for all people whose address names this channel."""

    abilities: Abilities

    async def send_text(self, to: str, text: str) -> Outcome:
        """One text to the external id `to`, at most 2,000 bytes of UTF-8. Not idempotent at the other side."""
        ...

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        """One picture, PNG or JPEG, counted as one message. `caption` is what it shows, for a channel that can only say so.

        Not idempotent at the other side; what is refused never reached anybody.
        """
        ...

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        """One voice message, AMR or MP3, in all else like a picture."""
        ...

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        """One template message; `key` makes a repetition within ten minutes harmless."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """What somebody sent that is no text. `mime` is by its content, "" for what nobody here knows."""

    data: bytes = field(repr=False)
    mime: str


class Lack(StrEnum):
    """Why a file cannot be had: each has its words for the sender and for the house in `scheduler.lost_files`."""

    LARGE = "large"  # more than we take in
    GONE = "gone"  # 40007: the other side does not have it any more
    KIND = "kind"  # no picture, voice message or film anybody here could open
    LINE = "line"  # not reached, too slow, too many calls
    ACCOUNT = "account"  # the account may not, or its settings are wrong


@dataclass(frozen=True, slots=True)
class Unfetched:
    """No file. `again`: it may be had later, after `retry_after` machine seconds at the earliest."""

    lack: Lack
    detail: str  # code and text of the other side, without secrets
    again: bool = False
    retry_after: float = 0.0


class Source(Protocol):
    """Where the files lie that people send."""

    async def fetch(self, source: str, limit: int) -> File | Unfetched:
        """The file under the other side's id."""
        ...


class MassSender(Protocol):
    """One message to many followers at once, counted against the month's few."""

    async def gather(self, people: Collection[str]) -> int | Refused:
        """Have our tag carried by exactly these people; its id. Harmless to repeat."""
        ...

    async def send(self, tag: int, text: str, key: str) -> MassOutcome:
        """The text to whoever carries the tag, once a key."""
        ...
