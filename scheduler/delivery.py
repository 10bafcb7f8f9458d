"""Sends what is due, once: claim, decide again, note the attempt, send, write down how it ended. Row by row.

Crash points: before the attempt is noted nothing left, so the row is claimed again. After it, whether the guest got it is
unknown: a template is sent again within WeChat's ten minutes of idempotency; an answer or a notice to the house's group,
whose repetition harms nobody, once; anything else becomes `doubtful` and is shown to the owner. That is the best possible:
WeChat gives customer-service messages no key and no receipt. `dropped` always means certainly not sent. What the group
cannot be told, everybody on duty is. A picture is drawn before all that, with nothing open; where none can go, its words do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from scheduler import checking_up, doors, fetching, mass_greetings, offers, paying, pushes, telling
from scheduler.by_hand import NOBODY, OF_NO_BOOKING, tell_by_hand
from scheduler.channel import (
    Abilities,
    Accepted,
    Channel,
    MassSender,
    Outcome,
    Refusal,
    Refused,
    Source,
    TemplateMap,
    Unknown,
)
from scheduler.looking_again import Content, Dropped, Later, decide, question
from scheduler.provider import Provider
from store import media, payments, people, places, sending
from store.database import Connection, Database
from store.errors import Unavailable
from store.people import APP, GROUP, Reach
from store.places import Place
from store.sending import IDEMPOTENT, Claimed
from store.world import World

BATCH = 20
TOGETHER = 8  # sends under way at once
WAITS = 60.0  # seconds a push that asks waits for the guest's own task
PASSING = ("answer", "picture")  # what somebody just asked for: it may take the last of a window
GIVE_UP = 6  # certain failures of one row after which a person takes over
EACH = ":each:"  # in the key of what is told to everybody on duty in place of one
_UNABLE = Abilities(customer_service=False, template=False)
_WORDS_INSTEAD = frozenset({Refusal.CONTENT, Refusal.NOT_AUTHORISED, Refusal.CONFIGURATION, Refusal.QUOTA})

Renderer = Callable[[Mapping[str, object]], Awaitable[bytes | None]]
"""Draws a picture from what `store.outbox.show` was given, without "of": PNG or JPEG; None when there is none any more."""

log = structlog.get_logger(__name__)


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


@dataclass(slots=True)
class Delivery:
    """Delivers the outbox. Any number may run at once, over processes too."""

    database: Database
    world: World
    channels: Mapping[str, Channel]
    public_url: str = ""  # where links lead; "": none are given
    pictures: Mapping[str, Renderer] = field(default_factory=dict)  # who draws them, by name
    source: Source | None = None  # where people's files are fetched from; None: nowhere
    examine: checking_up.Examine | None = None  # looks at account and server; None: nobody does
    mass: MassSender | None = None  # one message to many; None: nobody sends any
    provider: Provider | None = None  # who moves money; None: nobody does
    lock: doors.Lock | None = None  # the house's door locks; None: a person sees to them
    planned: bool = True  # False: only what has a recipient already, as a second voice beside `serve`
    together: int = TOGETHER
    refresh: Callable[[], Awaitable[None]] | None = None  # lets the channels follow what changed in the house

    async def deliver(self) -> dict[str, int]:
        """Send everything that is due now; how many rows ended in which way."""
        counts: dict[str, int] = {}
        if self.refresh is not None:
            await self.refresh()
        mine = (
            (*self.channels, APP) if self.planned else tuple(self.channels)
        )  # a second voice could only drop it
        while True:
            now = self.world.clock.now()
            rows = await self.database.write(sending.claim, now, BATCH, mine, planned=self.planned)
            if not rows:
                return counts
            limit = asyncio.Semaphore(self.together)
            for ended in await asyncio.gather(*(self._one(row, limit) for row in rows)):
                counts[ended] = counts.get(ended, 0) + 1

    async def _one(self, row: Claimed, limit: asyncio.Semaphore) -> str:
        async with limit:
            try:
                if row.kind == checking_up.CHECK_UP:
                    return await checking_up.check_up(self.database, self.examine, row, self.world.clock)
                if row.kind == doors.KIND:
                    return await doors.work(self.database, self.lock, row, self.world)
                if row.kind == mass_greetings.KIND:
                    return await mass_greetings.send(self.database, self.mass, row, self.world.clock)
                if row.kind in payments.KINDS:
                    return await paying.carry_out(self.database, self.provider, row, self.world.clock)
                if row.kind == media.FETCHING:
                    return await fetching.fetch(self.database, self.source, row, self.world.clock)
                file = await self._drawn(row)
                letter = await self.database.write(
                    prepare, row, self._abilities(), self.world.clock.now(), self.public_url, file
                )
                if isinstance(letter, str):
                    return letter
                outcome = await self._send(letter)
                return await self.database.write(settle, letter, outcome, self.world.clock.now())
            except TakenOver:
                return "taken_over"
            except Exception:  # one row must not keep the others; its lease ends and it is looked at again
                log.exception("delivery failed", row=row.id, kind=row.kind)
                return "failed"

    def _abilities(self) -> Mapping[str, Abilities]:
        return {name: channel.abilities for name, channel in self.channels.items()}

    async def _drawn(self, row: Claimed) -> bytes | None:
        """The picture or voice message of a row; None when it has none, or it could not be drawn: its words go."""
        wanted = (row.payload or {}).get("picture")
        draw = None if wanted is None else self.pictures.get(str(wanted["of"]))
        if wanted is None or draw is None or row.tries > GIVE_UP:
            return None
        try:
            return await draw({name: value for name, value in wanted.items() if name not in ("of", "spoken")})
        except Unavailable:  # the database, not the drawing: looked at again
            raise
        except Exception:  # whoever asked is not kept waiting for a picture: the words say the same
            log.exception("picture not drawn", row=row.id, of=wanted["of"])
            return None

    async def _send(self, letter: Letter) -> Outcome:
        channel = self.channels[letter.channel]
        if letter.file is not None:
            send = channel.send_voice if letter.spoken else channel.send_picture
            outcome = await send(letter.to, letter.file, letter.text)
            if not (isinstance(outcome, Refused) and outcome.reason in _WORDS_INSTEAD):
                return outcome
            log.warning("picture refused", row=letter.row.id, reason=outcome.reason, detail=outcome.detail)
        if letter.by == "template" and letter.template is not None and letter.values is not None:
            return await channel.send_template(letter.to, letter.template, letter.values, letter.row.key)
        return await channel.send_text(letter.to, letter.text)


def prepare(
    connection: Connection,
    row: Claimed,
    abilities: Mapping[str, Abilities],
    now: datetime,
    public_url: str = "",
    file: bytes | None = None,
) -> Letter | str:
    """Decide again, in one transaction, whether and how a row is sent; how it ended if it is not sent at all."""
    if row.doubt is not None and not _may_repeat(row):
        return _doubtful(connection, row, "interrupted", now)
    if row.expires_at is not None and row.expires_at <= now:
        return _drop(connection, row, "expired", now)
    content = decide(connection, row, question(connection, row, now), now)
    if isinstance(content, Dropped):
        return _drop(connection, row, content.reason, now)
    if isinstance(content, Later):
        sending.postpone(connection, row, content.until, content.reason)
        return "put_off"
    address_id, payload, asks = content.address_id, content.payload, content.asks
    address = people.address(connection, address_id)
    able = abilities.get(address.channel, _UNABLE) if address is not None else _UNABLE
    if address is not None and _is_gone(address, able):
        if address.channel == APP:
            return _to_account(connection, row, address_id, payload, "no_app", now)
        return _to_each(connection, row, payload, "no_group", now)
    if address is None or not address.following:
        return _unreachable(connection, row, "not_following", now)
    if asks is not None and row.doubt is None and not _free(connection, address_id, asks, now):
        sending.put_off(connection, row, WAITS, "conversation_open", tried=False)
        return "put_off"
    template = able.templates.get(row.kind) if able.template and "template" in content.ways else None
    if not able.media:
        file = None
    by = _way(connection, row, content, able, template, now, shown=file is not None)
    if by is None:
        return _keep(connection, row, content, now)
    if not sending.attempt(connection, row, address_id, by, payload):
        raise TakenOver  # undoes what was spent
    places.follow_with(connection, address_id)
    text, values = str(payload["text"]), payload.get("values")
    if by == "robot":
        text = offers.below(connection, text, payload.get("links", ()), public_url, now)
    file = file if by in ("picture", "robot") else None
    spoken = bool(payload.get("picture", {}).get("spoken"))
    return Letter(
        row, address_id, address.channel, address.external_id, by, text, template, values, asks, file, spoken
    )


def _is_gone(address: Reach, able: Abilities) -> bool:
    """Whether this is the house's group or somebody's WeCom account, and the house no longer tells anybody there."""
    if address.channel == GROUP.channel:
        return not (address.following and able.robot)
    return address.channel == APP and not (address.following and able.app)


def _free(connection: Connection, address_id: int, asks: Place, now: datetime) -> bool:
    """Whether no task of the guest's own stands open, which goes first: tried, and taken back until it is sent."""
    trial = connection.begin_nested()
    free = places.ask(connection, address_id, asks, now)
    trial.rollback()
    return free


def _may_repeat(row: Claimed) -> bool:
    """Whether a send whose end is unknown may be made again."""
    if row.channel == "template":
        return row.doubt is not None and row.doubt < IDEMPOTENT.total_seconds() - 60
    return _harmless(row) and row.tries <= 2


def _harmless(row: Claimed) -> bool:
    """Whether somebody who gets it twice only reads it twice."""
    return row.kind in PASSING or row.channel in ("robot", "app")


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


def _drop(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    if reason in {NOBODY, "not_following"}:
        return _unreachable(connection, row, reason, now)
    if row.doubt is not None:  # dropped means certainly not sent, and may be revived
        return _doubtful(connection, row, reason, now)
    sending.settle(connection, row, "dropped", reason)
    return "dropped"


def _unreachable(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    """Nobody gets it: dropped with its reason; what the house wanted to tell a guest becomes a to-do for a person."""
    if row.doubt is not None:
        return _doubtful(connection, row, reason, now)
    sending.settle(connection, row, "dropped", reason)
    if _for_a_person(row):
        tell_by_hand(connection, row, reason, now)
    return "dropped"


def _for_a_person(row: Claimed) -> bool:
    """Whether a person is to tell the guest what cannot be sent: word about the booking, and what a push says is worth it."""
    if row.kind in OF_NO_BOOKING:
        return True
    push = pushes.named(row.kind)
    return row.booking_id is not None and (push is None or push.by_hand)


def _to_each(
    connection: Connection,
    row: Claimed,
    payload: Mapping[str, Any],
    reason: str,
    now: datetime,
    but: int | None = None,
) -> str:
    """It cannot be told where it was to be, or perhaps was not: everybody on duty is, at their own address, `but` one."""
    text, picture = str(payload["text"]), payload.get("picture")
    for number, (address_id, _) in enumerate(people.on_duty_themselves(connection)):
        if address_id != but:
            key = f"{row.key}{EACH}{number}"
            telling.tell(connection, key, row.kind, address_id, text, now, picture=picture)
    ended = "dropped" if row.doubt is None else "doubtful"
    sending.settle(connection, row, ended, reason)
    return ended


def _to_account(
    connection: Connection,
    row: Claimed,
    address_id: int,
    payload: Mapping[str, Any],
    reason: str,
    now: datetime,
) -> str:
    """WeCom does not take it, or perhaps did not: the same member of staff is told in the house's account.

    Who is in no account is told nowhere: those on duty are in their place, once, not round and round.
    """
    other = people.outside_app(connection, address_id)
    if other is None and EACH not in row.key:
        return _to_each(connection, row, payload, reason, now, but=address_id)
    if other is not None:
        telling.tell(connection, f"{row.key}:account", row.kind, other, str(payload["text"]), now)
    ended = "dropped" if row.doubt is None else "doubtful"
    sending.settle(connection, row, ended, reason)
    return ended


def _doubtful(connection: Connection, row: Claimed, reason: str, now: datetime) -> str:
    """It may have arrived: never sent again, and what it asked may be answered."""
    if row.channel == "robot" and row.payload is not None:
        return _to_each(connection, row, row.payload, reason, now)
    if row.channel == "app" and row.payload is not None and row.address_id is not None:
        return _to_account(connection, row, row.address_id, row.payload, reason, now)
    sending.settle(connection, row, "doubtful", reason)
    asks = question(connection, row, now)
    if asks is not None and row.address_id is not None:
        places.ask(connection, row.address_id, asks, now)
    return "doubtful"


def _keep(connection: Connection, row: Claimed, content: Content, now: datetime) -> str:
    """No channel is open: the guest's next answer brings it from the mailbox, and a person is told where it matters."""
    if "mailbox" not in content.ways:
        return _unreachable(connection, row, "no_open_channel", now)
    _to_mailbox(connection, row, content.address_id, content.payload, content.asks, "no_open_channel", now)
    if _for_a_person(row):
        tell_by_hand(connection, row, "no_open_channel", now)
    return "mailbox"


def _to_mailbox(
    connection: Connection,
    row: Claimed,
    address_id: int,
    payload: Mapping[str, Any],
    asks: Place | None,
    reason: str,
    now: datetime,
) -> None:
    kept = {**payload, "asks": places.asked(asks, now)} if asks is not None else payload
    sending.to_mailbox(connection, row, address_id, kept, reason)


def settle(connection: Connection, letter: Letter, outcome: Outcome, now: datetime) -> str:
    """Write down how the send ended, and what follows from it. What asks opens its question as soon as it is sent."""
    row = letter.row
    if isinstance(outcome, Refused):
        return _refused(connection, letter, outcome, now)
    if isinstance(outcome, Unknown):
        doubted = replace(row, channel=letter.by, doubt=row.doubt or 0.0, address_id=letter.address_id)
        if _may_repeat(doubted) and row.tries <= 2:
            return "unknown"  # the lease ends, and it is sent once more by the same way
        return _doubtful(connection, doubted, outcome.detail[:200], now)
    ended = "sent" if isinstance(outcome, Accepted) else "under_review"
    sending.taken(connection, row, ended, now, outcome.receipt if isinstance(outcome, Accepted) else "")
    if letter.asks is not None:
        places.ask(connection, letter.address_id, letter.asks, now)
    return ended


def _refused(connection: Connection, letter: Letter, outcome: Refused, now: datetime) -> str:
    row, reason = letter.row, outcome.detail[:200]
    log.warning("refused", row=row.id, kind=row.kind, reason=outcome.reason, detail=outcome.detail)
    if outcome.reason is Refusal.WINDOW:
        places.close_window(connection, letter.address_id)
    if outcome.reason is Refusal.UNREACHABLE:
        people.set_following(connection, letter.address_id, False)
    if row.doubt is not None and not _harmless(row):
        return _refused_in_doubt(connection, row, outcome, now)
    match outcome.reason:
        case Refusal.WINDOW:
            sending.put_off(connection, row, 0, reason)
            return "put_off"
        case Refusal.UNREACHABLE if letter.by != "app":
            return _unreachable(connection, row, reason, now)
        case Refusal.BUSY | Refusal.QUOTA if row.tries < GIVE_UP:
            sending.put_off(connection, row, _pause(outcome, row.tries), reason)
            return "put_off"
    if letter.by == "robot" and row.payload is not None:
        return _to_each(connection, row, row.payload, reason, now)
    if letter.by == "app" and row.payload is not None:
        return _to_account(connection, row, letter.address_id, row.payload, reason, now)
    payload = {"text": letter.text, "values": dict(letter.values or {})}
    _to_mailbox(connection, row, letter.address_id, payload, letter.asks, reason, now)
    if _for_a_person(row):
        tell_by_hand(connection, row, str(outcome.reason), now)
    return "mailbox"


def _refused_in_doubt(connection: Connection, row: Claimed, outcome: Refused, now: datetime) -> str:
    """This time it certainly did not go, but it may have gone before: no other way may be tried."""
    if outcome.reason is Refusal.BUSY and row.tries < GIVE_UP:
        sending.put_off(connection, row, _pause(outcome, row.tries), outcome.detail[:200], doubted=True)
        return "put_off"
    return _doubtful(connection, row, outcome.detail[:200], now)


def _pause(outcome: Refused, tries: int) -> float:
    """Machine seconds to the next try: longer each time when WeChat is busy, to the quota's end when that is used up."""
    if outcome.reason is Refusal.QUOTA:
        return max(outcome.retry_after, 5.0)
    return max(outcome.retry_after, 5.0) * tries
