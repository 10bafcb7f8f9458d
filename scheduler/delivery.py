"""Sends what is due, once: claim, decide again, note the attempt, send, write down how it ended. Row by row.

Crash points: before the attempt is noted nothing left, so the row is claimed again. After it, whether the guest got it is
unknown: a template is sent again within WeChat's ten minutes of idempotency; an answer, whose repetition harms nobody, once;
anything else becomes `doubtful` and is shown to the owner. That is the best possible: WeChat gives customer-service
messages no key and no receipt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from locales import fallback
from scheduler import pushes
from scheduler.by_hand import NOBODY, tell_by_hand
from scheduler.channel import (
    Abilities,
    Accepted,
    Channel,
    Outcome,
    Refusal,
    Refused,
    TemplateMap,
    UnderReview,
)
from store import bookings, house, outbox, people, places
from store.database import Connection, Database
from store.outbox import IDEMPOTENT, Claimed
from store.world import World

BATCH = 20
TOGETHER = 8  # sends under way at once
WAITS = 60.0  # seconds a push that asks waits for the guest's own task
GIVE_UP = 6  # certain failures of one row after which a person takes over

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one row has become: to whom, by which channel, in which words. Nothing is open any more."""

    row: Claimed
    address_id: int
    channel: str  # the address's channel: "wechat"
    to: str
    by: str  # "text" or "template"
    text: str
    template: TemplateMap | None = None
    values: Mapping[str, str] | None = None


@dataclass(slots=True)
class Delivery:
    """Delivers the outbox. Any number may run at once, over processes too."""

    database: Database
    world: World
    channels: Mapping[str, Channel]

    async def deliver(self) -> dict[str, int]:
        """Send everything that is due now; how many rows ended in which way."""
        counts: dict[str, int] = {}
        while True:
            now = self.world.clock.now()
            rows = await self.database.write(outbox.claim, now, BATCH)
            if not rows:
                return counts
            limit = asyncio.Semaphore(TOGETHER)
            for ended in await asyncio.gather(*(self._one(row, limit) for row in rows)):
                counts[ended] = counts.get(ended, 0) + 1

    async def _one(self, row: Claimed, limit: asyncio.Semaphore) -> str:
        async with limit:
            try:
                letter = await self.database.write(prepare, row, self._abilities(), self.world.clock.now())
                if isinstance(letter, str):
                    return letter
                outcome = await self._send(letter)
                return await self.database.write(settle, letter, outcome, self.world.clock.now())
            except Exception:  # one row must not keep the others; its lease ends and it is looked at again
                log.exception("delivery failed", row=row.id, kind=row.kind)
                return "failed"

    def _abilities(self) -> Mapping[str, Abilities]:
        return {name: channel.abilities for name, channel in self.channels.items()}

    async def _send(self, letter: Letter) -> Outcome:
        channel = self.channels[letter.channel]
        if letter.by == "template" and letter.template is not None and letter.values is not None:
            return await channel.send_template(letter.to, letter.template, letter.values, letter.row.key)
        return await channel.send_text(letter.to, letter.text)


def prepare(
    connection: Connection, row: Claimed, abilities: Mapping[str, Abilities], now: datetime
) -> Letter | str:
    """Decide again, in one transaction, whether and how a row is sent; how it ended if it is not sent at all."""
    if row.expires_at is not None and row.expires_at <= now:
        return _drop(connection, row, "expired", now)
    if row.doubt is not None and not _may_repeat(row):
        outbox.settle(connection, row.id, "doubtful", now, reason="interrupted")
        return "doubtful"
    content = _content(connection, row, now)
    if isinstance(content, str):
        return _drop(connection, row, content, now)
    address_id, payload = content
    address = people.address(connection, address_id)
    if address is None or not address.following:
        return _unreachable(connection, row, "not_following", now)
    able = abilities.get(address.channel, Abilities(customer_service=False, template=False))
    template = able.templates.get(row.kind) if able.template else None
    by = _way(connection, row, address_id, able, template, now)
    if by is None:
        return _keep(connection, row, address_id, payload, now)
    if not _question_opened(connection, row, address_id, now):
        outbox.put_off(connection, row.id, WAITS, "conversation_open")
        return "put_off"
    outbox.attempt(connection, row.id, address_id, by, payload)
    return Letter(
        row,
        address_id,
        address.channel,
        address.external_id,
        by,
        str(payload["text"]),
        template,
        payload.get("values"),
    )


def _may_repeat(row: Claimed) -> bool:
    """Whether a send whose end is unknown may be made again."""
    if row.channel == "template":
        return row.doubt is not None and row.doubt < IDEMPOTENT.total_seconds() - 60
    return row.kind == "answer" and row.tries <= 2


def _way(
    connection: Connection,
    row: Claimed,
    address_id: int,
    able: Abilities,
    template: TemplateMap | None,
    now: datetime,
) -> str | None:
    """The first channel that is open, its window spent; None when only the mailbox is left."""
    if row.doubt is not None:  # once more by the very same way, where it cannot be doubled
        return row.channel
    reserve = 0 if row.kind == "answer" else places.RESERVE
    if able.customer_service and places.spend(connection, address_id, now, reserve):
        return "text"
    return "template" if template is not None else None


def _question_opened(connection: Connection, row: Claimed, address_id: int, now: datetime) -> bool:
    """A push that asks opens its question with the attempt; False when the guest's own task stands open, which goes first.

    Anything else that is pushed comes after the open question: a bare digit no longer answers it.
    """
    push = pushes.named(row.kind)
    booking = bookings.get(connection, row.booking_id) if push and push.asks and row.booking_id else None
    if push is None or push.asks is None or booking is None:
        places.follow_with(connection, address_id)
        return True
    return places.ask(connection, address_id, push.asks(booking, now), now)


def _content(connection: Connection, row: Claimed, now: datetime) -> tuple[int, Mapping[str, Any]] | str:
    """Who gets what: as written, or rendered now for a push; a reason when it is not wanted any more."""
    push = pushes.named(row.kind)
    if push is None or row.booking_id is None:
        if row.address_id is None or row.payload is None:
            return "unknown_kind"
        return row.address_id, row.payload
    booking = bookings.get(connection, row.booking_id)
    present = house.present(connection)
    if booking is None or present is None:
        return "booking_gone"
    plan = push.plan(booking, present, now)
    reason = push.unwanted(booking, present, plan if plan is not None and plan.key == row.key else None)
    if reason:
        return reason
    recipient = _recipient(connection, row.booking_id)
    if recipient is None:
        return NOBODY
    address_id, language = recipient
    words = push.render(booking, present, fallback(language))
    return address_id, {"text": words.text, "values": dict(words.values)}


def _recipient(connection: Connection, booking_id: int) -> tuple[int, str] | None:
    """The holder's newest address that still follows; companions get no pushes."""
    holding = bookings.holders(connection, booking_id)
    found = people.addresses_of(connection, holding)
    return (found[0][1], people.language_of(connection, found[0][0])) if found else None


def _drop(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    if reason == NOBODY:
        return _unreachable(connection, row, reason, now)
    outbox.settle(connection, row.id, "dropped", now, reason=reason)
    return "dropped"


def _unreachable(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    """Nobody gets it: dropped with its reason; what the house wanted to tell a guest becomes a to-do for a person."""
    outbox.settle(connection, row.id, "dropped", now, reason=reason)
    if row.booking_id is not None:
        tell_by_hand(connection, row, reason, now)
    return "dropped"


def _keep(
    connection: Connection, row: Claimed, address_id: int, payload: Mapping[str, Any], now: datetime
) -> str:
    """No channel is open: the mailbox leads the guest's next answer, and a person is told where it matters."""
    outbox.to_mailbox(connection, row, address_id, payload, "no_open_channel")
    if row.booking_id is not None:
        tell_by_hand(connection, row, "no_open_channel", now)
    return "mailbox"


def settle(connection: Connection, letter: Letter, outcome: Outcome, now: datetime) -> str:
    """Write down how the send ended, and what follows from it."""
    row = letter.row
    if isinstance(outcome, Accepted):
        outbox.settle(connection, row.id, "sent", now, receipt=outcome.receipt)
        return "sent"
    if isinstance(outcome, UnderReview):
        outbox.settle(connection, row.id, "under_review", now, reason="40252")
        return "under_review"
    if isinstance(outcome, Refused):
        return _refused(connection, letter, outcome, now)
    if _may_repeat(replace(row, channel=letter.by, doubt=0.0)) and row.tries <= 2:
        return "unknown"  # the lease ends, and it is sent once more by the same way
    outbox.settle(connection, row.id, "doubtful", now, reason=outcome.detail[:200])
    return "doubtful"


def _refused(connection: Connection, letter: Letter, outcome: Refused, now: datetime) -> str:
    row = letter.row
    payload = {"text": letter.text, "values": dict(letter.values or {})}
    log.warning("refused", row=row.id, kind=row.kind, reason=outcome.reason, detail=outcome.detail)
    match outcome.reason:
        case Refusal.WINDOW:
            places.close_window(connection, letter.address_id)
            outbox.put_off(connection, row.id, 0, outcome.detail[:200])
            return "put_off"
        case Refusal.UNREACHABLE:
            people.set_following(connection, letter.address_id, False)
            return _unreachable(connection, row, outcome.detail[:200], now)
        case Refusal.BUSY | Refusal.QUOTA if row.tries < GIVE_UP:
            outbox.put_off(
                connection, row.id, max(outcome.retry_after, 5.0) * row.tries, outcome.detail[:200]
            )
            return "put_off"
    outbox.to_mailbox(connection, row, letter.address_id, payload, outcome.detail[:200])
    if row.booking_id is not None:
        tell_by_hand(connection, row, str(outcome.reason), now)
    return "mailbox"
