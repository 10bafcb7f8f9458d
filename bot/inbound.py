"""One thing somebody did in a chat, as the rest of the system sees it: no XML, no platform words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from store.people import Address

Kind = Literal["text", "image", "voice", "video", "location", "link", "event", "other"]


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message or event. Two deliveries of the same one have the same `key`."""

    key: str  # identifies the message for ever, account included; never empty
    address: Address  # who wrote, and where the answer goes
    kind: Kind
    sent_at: datetime  # the platform's time stamp, aware UTC
    text: str = ""  # what was typed or tapped; "" for anything else
    event: str = (
        ""  # lower-case event name (subscribe, unsubscribe, scan, click, …); "" unless kind is "event"
    )
    event_key: str = ""  # menu key, or QR scene without any prefix
    media_id: str = ""  # of a picture, voice or video
    tapped: bool = False  # came from a message-menu link: opens one minute, not 48 hours
    choice: str = ""  # what the tapped link names: `bot.flows.choosing` reads it
    details: Mapping[str, str] = field(
        default_factory=dict
    )  # other fields, flat: MsgID, Status, Format, Label …


@dataclass(frozen=True, slots=True)
class Answer:
    """What the HTTP edge says back at once. `text` None means nothing (WeChat's `success`)."""

    text: str | None
    outbox_id: int | None = None  # the row to mark sent once the response is written
    transfer: bool = False  # hand the chat to WeChat's own customer-service console


SILENCE = Answer(None)
