"""A due row becomes a letter: still wanted, to whom, by which channel, in which words. One transaction; never sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler import offers
from scheduler.channel import Abilities, TemplateMap
from scheduler.looking_again import Content, Dropped, Later, decide, question
from scheduler.other_ways import PASSING, doubtful, drop, keep, may_repeat, to_account, to_each, unreachable
from store import asking, people, places, sending
from store.database import Connection
from store.people import APP, GROUP, Reach
from store.places import Place
from store.sending import Claimed

WAITS = 60.0  # seconds a push that asks waits for the guest's own task
_UNABLE = Abilities(customer_service=False, template=False)


class TakenOver(Exception):
    """The lease ended before the send began, and another worker has the row. Caught by the delivery: it is done there."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one row has become: to whom, by which channel, in which words. Nothing is open any more."""

    row: Claimed
    address_id: int
    channel: str  # the address's channel: "wechat"
    to: str
    by: str  # "text", "picture", "template" or "robot"
    text: str
    template: TemplateMap | None = None
    values: Mapping[str, str] | None = None
    asks: Place | None = None  # the question it ends with
    file: bytes | None = None  # the picture or voice message that goes in place of the text
    spoken: bool = False  # it is a voice message


def prepare(
    connection: Connection,
    row: Claimed,
    abilities: Mapping[str, Abilities],
    now: datetime,
    public_url: str = "",
    file: bytes | None = None,
) -> Letter | str:
    """Decide again, in one transaction, whether and how a row is sent; how it ended if it is not sent at all."""
    content = _wanted(connection, row, now)
    if isinstance(content, str):
        return content
    address = people.address(connection, content.address_id)
    if address is None:
        return unreachable(connection, row, "not_following", now)
    able = abilities.get(address.channel, _UNABLE)
    if (ended := _held_up(connection, row, content, address, able, now)) is not None:
        return ended
    template = able.templates.get(row.kind) if able.template and "template" in content.ways else None
    if not able.media:
        file = None
    by = _way(connection, row, content, able, template, now, shown=file is not None)
    if by is None:
        return keep(connection, row, content, now)
    payload = content.payload
    if not sending.attempt(connection, row, content.address_id, by, payload):
        raise TakenOver  # undoes what was spent
    places.follow_with(connection, content.address_id)
    text = str(payload["text"])
    if by == "robot":
        text = offers.below(connection, text, payload.get("links", ()), public_url, now)
    return Letter(
        row,
        content.address_id,
        address.channel,
        address.external_id,
        by,
        text,
        template,
        payload.get("values"),
        content.asks,
        file if by in ("picture", "robot") else None,
        bool(payload.get("picture", {}).get("spoken")),
    )


def _wanted(connection: Connection, row: Claimed, now: datetime) -> Content | str:
    """What the row says now, and to whom; how it ended, or was put off, where it is not wanted now."""
    if row.doubt is not None and not may_repeat(row):
        return doubtful(connection, row, "interrupted", now)
    if row.expires_at is not None and row.expires_at <= now:
        return drop(connection, row, "expired", now)
    content = decide(connection, row, question(connection, row, now), now)
    if isinstance(content, Dropped):
        return drop(connection, row, content.reason, now)
    if isinstance(content, Later):
        sending.postpone(connection, row, content.until, content.reason)
        return "put_off"
    return content


def _held_up(
    connection: Connection, row: Claimed, content: Content, address: Reach, able: Abilities, now: datetime
) -> str | None:
    """How it ended or was put off because of who is to get it; None where nothing is in the way."""
    if _is_gone(address, able):
        if address.channel == APP:
            return to_account(connection, row, content.address_id, content.payload, "no_app", now)
        return to_each(connection, row, content.payload, "no_group", now)
    if not address.following:
        return unreachable(connection, row, "not_following", now)
    asks = content.asks
    if asks is not None and row.doubt is None and not _free(connection, content.address_id, asks, now):
        sending.put_off(connection, row, WAITS, "conversation_open", tried=False)
        return "put_off"
    return None


def _is_gone(address: Reach, able: Abilities) -> bool:
    """Whether this is the house's group or somebody's WeCom account, and the house no longer tells anybody there."""
    if address.channel == GROUP.channel:
        return not (address.following and able.robot)
    return address.channel == APP and not (address.following and able.app)


def _free(connection: Connection, address_id: int, asks: Place, now: datetime) -> bool:
    """Whether no task of the guest's own stands open, which goes first: tried, and taken back until it is sent."""
    trial = connection.begin_nested()
    free = asking.ask(connection, address_id, asks, now)
    trial.rollback()
    return free


def _way(
    connection: Connection,
    row: Claimed,
    content: Content,
    able: Abilities,
    template: TemplateMap | None,
    now: datetime,
    *,
    shown: bool,
) -> str | None:
    """The first channel that is open, its window spent; None when only the mailbox is left."""
    if row.doubt is not None:  # once more by the very same way, where it cannot be doubled
        return row.channel
    if able.robot:
        return "robot"
    if able.app:
        return "app"
    reserve = 0 if row.kind in PASSING else places.RESERVE
    said = able.customer_service and "text" in content.ways
    if said and places.spend(connection, content.address_id, now, reserve):
        return "picture" if shown else "text"
    return "template" if template is not None else None
