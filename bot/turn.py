"""The one door: everything a guest, staff member or owner does comes in here, and is answered exactly once.

A turn reads in one short transaction, understands with nothing open, and writes in another: key, place, effects and
outgoing rows commit together or not at all. It never sends and is never cancelled.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from bot import metrics
from bot.burst import Burst, Waiting
from bot.context import Server, vocabulary
from bot.flows.choosing import Tap
from bot.inbound import SILENCE, Answer, Inbound
from bot.understanding.types import Hints
from bot.work import FIRST_LANGUAGE, Work, fragment, understood_by, unread
from bot.writing import Means, apologise, write
from locales import N_, say
from store import answers, house, opening, replies
from store.database import Connection, Database
from store.errors import Conflict, LostRace, Unavailable
from store.house import Present
from store.locks import Locks
from store.opening import Known
from store.people import Address
from store.sealing import mask_secrets
from store.world import World

if TYPE_CHECKING:
    from bot.model import Reader

LINGER = 0.8  # seconds a greeting alone waits for the sentence that usually follows
RACES = 5  # how often a turn that lost a race runs again
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Door:
    """The one door. One a process; several processes may share a database."""

    database: Database
    world: World
    locks: Locks
    split: Callable[[str], Sequence[str]]  # a text in parts the channel can carry
    server: Server = field(default_factory=Server)
    wake: Callable[[], None] = lambda: None  # called when something became due
    link: Callable[[str, Sequence[Tap]], str] = lambda text, taps: text  # choices as the channel shows them
    model: Reader | None = None  # reads what the rules could not; None where the house allows none
    linger: float = LINGER
    _present: Present | None = None
    _vocabulary: Hints = field(default_factory=Hints)  # of the house at this revision
    _queues: dict[Address, deque[Waiting]] = field(default_factory=dict)
    _arrived: dict[Address, asyncio.Event] = field(default_factory=dict)
    _in_flight: dict[str, asyncio.Task[Answer]] = field(default_factory=dict)

    async def handle(self, inbound: Inbound) -> Answer:
        """The answer to one message. The same message again gets the same answer, while it may still be given.

        Raises nothing: a failed turn is an apology with a code. Cancelling the caller does not cancel the turn.
        """
        return await asyncio.shield(self.begin(inbound))

    def begin(self, inbound: Inbound) -> asyncio.Task[Answer]:
        """The turn of one message, under way, for whoever will not wait for its end. Never to be cancelled."""
        task = self._in_flight.get(inbound.key)
        if task is None:
            masked, found = mask_secrets(inbound.text)
            task = asyncio.create_task(self._enter(replace(inbound, text=masked) if found else inbound))
            self._in_flight[inbound.key] = task
            task.add_done_callback(lambda _: self._in_flight.pop(inbound.key, None))
        return task

    async def drain(self) -> None:
        """Wait for the turns in flight: the last thing before the process ends."""
        while self._in_flight:
            await asyncio.wait(list(self._in_flight.values()))

    async def _enter(self, inbound: Inbound) -> Answer:
        """Queue, take the person's lock, and answer what waits until this message is answered."""
        address = inbound.address
        waiting = Waiting(inbound, asyncio.get_running_loop().create_future())
        queue = self._queues.setdefault(address, deque())
        queue.append(waiting)
        if (event := self._arrived.get(address)) is not None:
            event.set()
        try:
            async with self.locks.hold(f"{address.channel}:{address.account}:{address.external_id}"):
                while not waiting.answer.done():
                    burst = Burst(queue)
                    if (
                        not burst.take()
                    ):  # a turn that was not waited for, as it takes so long, has this message
                        break
                    await self._settle(burst)
        finally:
            if not queue:
                self._queues.pop(address, None)
        return await waiting.answer

    async def _settle(self, burst: Burst) -> None:
        """Run the turn, and tell everybody whose message it had."""
        try:
            answers = await self._answered(burst)
        except Exception as error:  # even the apology failed: nobody may wait for ever
            for one in burst.taken:
                one.answer.set_exception(error)
            return
        for one, answer in zip(burst.taken, answers, strict=True):
            one.answer.set_result(answer)

    async def _grown(self, burst: Burst) -> bool:
        """Wait a little, once, for the sentence that usually follows; whether something came."""
        burst.lingered = True
        if not burst.queue:
            await self._linger(burst.taken[0].inbound.address)
        return burst.take()

    async def _linger(self, address: Address) -> None:
        arrived = self._arrived.setdefault(address, asyncio.Event())
        try:
            await asyncio.wait_for(arrived.wait(), self.linger)
        except TimeoutError:
            return
        finally:
            self._arrived.pop(address, None)

    async def _answered(self, burst: Burst) -> list[Answer]:
        """One answer a message, never an exception."""
        try:
            with metrics.TURNS.time():
                return await self._with_one_retry(burst)
        except Unavailable:
            log.exception("database unavailable")
            return [
                *([SILENCE] * (len(burst.taken) - 1)),
                Answer(
                    say(
                        FIRST_LANGUAGE,
                        N_("One moment, please: I can't reach my notes. Try again in a minute."),
                    )
                ),
            ]
        except (
            Exception
        ):  # whatever went wrong in a turn, the guest gets a next step and the operator a trace
            code = self.world.chance.token(4, CODE_LETTERS)
            log.exception("turn failed", code=code)
            metrics.FAILED_TURNS.inc()
            return await self._apologise(burst.inbounds, code)

    async def _with_one_retry(self, burst: Burst) -> list[Answer]:
        try:
            return await self._raced(burst)
        except Unavailable:
            await self.world.machine.sleep(0.2)
            return await self._raced(burst)

    async def _raced(self, burst: Burst) -> list[Answer]:
        races = 0
        while races < RACES:
            inbounds = burst.inbounds
            known = await self.database.read(
                opening.known, inbounds[-1].address, [one.key for one in inbounds]
            )
            answers = await self._again(known)
            fresh = [one for one, seen in zip(inbounds, known.seen, strict=True) if seen is None]
            if not fresh:
                return answers
            work = await self._thought(fresh, known)
            alone = len(inbounds) == 1 and not burst.lingered
            if alone and fragment(work) and await self._grown(burst):
                continue
            if self.model is not None and unread(work):
                work = await self._put_to(self.model, work, burst)
            try:
                answers[inbounds.index(fresh[-1])] = await self._written(work)
            except (LostRace, Conflict):
                races += 1
                continue
            return answers
        raise LostRace(f"lost {RACES} races in a row")

    async def _again(self, known: Known) -> list[Answer]:
        """What the keys already handled are answered: the same words while they may still be given."""
        answers = []
        for seen in known.seen:
            answer = SILENCE
            if seen is not None and seen.outbox_id is not None and seen.leads:
                text = await self.database.write(replies.again, seen.outbox_id)
                answer = SILENCE if text is None else Answer(text, seen.outbox_id)
            answers.append(answer)
        return answers

    async def _thought(self, burst: list[Inbound], known: Known) -> Work:
        """What the messages come to, understood with nothing open."""
        present = await self._house(known.revision)
        now = self.world.clock.now()
        whole = replace(burst[-1], text="\n".join(i.text for i in burst)) if len(burst) > 1 else burst[-1]
        understood = understood_by(whole, known.standing, present, self._vocabulary, now)
        return Work(whole, [inbound.key for inbound in burst], known.standing, present, understood, now)

    async def _put_to(self, model: Reader, work: Work, burst: Burst) -> Work:
        """The work with what the model read, asked once a burst however often the turn runs again."""
        text = work.inbound.text
        if text not in burst.read:
            burst.read[text] = await model(text, work.now.astimezone(work.present.house.zone_info))
        chosen = burst.read[text]
        if chosen is None:
            return work
        intents, slots = chosen
        return replace(work, understood=replace(work.understood, intents=intents, slots=slots))

    async def _written(self, work: Work) -> Answer:
        means = Means(self.world.chance, self.server, self.split, self.link)
        answer, more = await self.database.write(write, work, means)
        if more:
            self.wake()
        return answer

    async def _house(self, revision: int) -> Present:
        if self._present is None or self._present.revision != revision:
            self._present, taught = await self.database.read(_house_now)
            if self._present is not None:
                self._vocabulary = vocabulary(self._present, taught)
        if self._present is None:
            raise LookupError("no house file was loaded: run `xiaoer init`, then start again")
        return self._present

    async def _apologise(self, burst: list[Inbound], code: str) -> list[Answer]:
        silent = [SILENCE] * (len(burst) - 1)
        text = say(
            FIRST_LANGUAGE,
            N_(
                "Sorry, something went wrong on my side (code {code}). The house has been told; please try once more."
            ),
            code=code,
        )
        try:
            answer = await self.database.write(apologise, burst, text, self.world.clock.now(), code)
        except (Conflict, Unavailable):
            return [*silent, Answer(text)]
        self.wake()
        return [*silent, answer]


def _house_now(connection: Connection) -> tuple[Present | None, list[answers.Answer]]:
    """The house as it stands and what it was taught, both of one revision."""
    return house.present(connection), answers.active(connection)
