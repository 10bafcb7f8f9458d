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
from dataclasses import dataclass, field

import structlog

from scheduler import checking_up, doors, fetching, mass_greetings, paying
from scheduler.channel import Abilities, Channel, MassSender, Outcome, Refusal, Refused, Source
from scheduler.endings import GIVE_UP, settle
from scheduler.letters import Letter, TakenOver, prepare
from scheduler.provider import Provider
from store import media, payments, sending
from store.database import Database
from store.errors import Unavailable
from store.people import APP
from store.sending import Claimed
from store.world import World

BATCH = 20
TOGETHER = 8  # sends under way at once
_WORDS_INSTEAD = frozenset({Refusal.CONTENT, Refusal.NOT_AUTHORISED, Refusal.CONFIGURATION, Refusal.QUOTA})
Renderer = Callable[[Mapping[str, object]], Awaitable[bytes | None]]
"""Draws a picture from what `store.outbox.show` was given, without "of": PNG or JPEG; None when there is none any more."""
log = structlog.get_logger(__name__)


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
