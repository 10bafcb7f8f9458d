"""The HTTP edge: WeChat's handshake and pushes, within its five seconds. Decides nothing about what is said.

Anything that is not WeChat's own gets 403 and nothing else; anything that is gets a well-formed answer, never a 5xx.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import structlog
from aiohttp import web

from bot import metrics
from bot.inbound import SILENCE, Answer, Inbound
from bot.turn import Door
from bot.wechat import envelope, messages, replies
from bot.wechat.envelope import Account, Forgery, Opened
from locales import N_, say
from store.world import World

BODY_LIMIT = 64 * 1024
READ_SECONDS = 3.0  # for a sender's body: a slow one is not WeChat
BUDGET = 4.5  # seconds of the five after which the answer goes another way
CUT = 5.2  # when WeChat itself hangs up on a delivery
LAST_DELIVERY = 3
REMEMBERED = 10_000  # keys whose deliveries are counted

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Webhook:
    """`GET` and `POST /wechat`."""

    door: Door
    account: Account
    world: World
    customer_service: Callable[[], bool]  # whether an answer can be sent later
    written: Callable[[int], None]  # told after an answer's response was written
    late: Callable[[int], Awaitable[None]]  # told of an answer nobody waits for any more
    language_of: Callable[[str], Awaitable[str]]  # of a new follower's WeChat; "" where it cannot be told
    budget: float = BUDGET
    cut: float = CUT
    _deliveries: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _afterwards: set[asyncio.Task[None]] = field(default_factory=set)

    async def handshake(self, request: web.Request) -> web.Response:
        """The console checks that the address is ours."""
        try:
            return web.Response(text=envelope.verify_handshake(self.account, request.query))
        except Forgery:
            return _forbidden()

    async def push(self, request: web.Request) -> web.StreamResponse:
        """One delivery of one message or event."""
        try:
            body = await _body(request)
            opened = envelope.open_push(self.account, request.query, body)
        except (Forgery, TimeoutError, web.HTTPRequestEntityTooLarge, web.RequestPayloadError):
            metrics.PUSHES.labels("refused").inc()
            return _forbidden()
        inbound = messages.to_inbound(opened.fields)
        if inbound is None:
            metrics.PUSHES.labels("passed_over").inc()
            return web.Response(body=replies.SUCCESS[1], headers={"Content-Type": replies.SUCCESS[0]})
        if inbound.event == "subscribe":  # the one thing about somebody new that is not in the push
            told = await self.language_of(inbound.address.external_id)
            inbound = replace(inbound, details={**inbound.details, "Language": told})
        answer = await self._within_budget(inbound)
        return await self._respond(request, inbound, opened, answer)

    async def drain(self) -> None:
        """Wait for the turns that outlived their request."""
        await self.door.drain()
        while self._afterwards:
            await asyncio.wait(self._afterwards)

    async def _within_budget(self, inbound: Inbound) -> Answer:
        """The turn's answer if it comes in time. The turn itself goes on whatever happens here."""
        turn = self.door.begin(inbound)
        delivery = self._count(inbound.key)
        later = self.customer_service()
        patience = self.budget if later or delivery >= LAST_DELIVERY else self.cut
        done, _ = await asyncio.wait({turn}, timeout=patience)
        if done:
            metrics.PUSHES.labels("answered").inc()
            return turn.result()
        metrics.PUSHES.labels("late").inc()
        if not later and delivery < LAST_DELIVERY:
            return SILENCE  # WeChat has hung up by now and asks again: the next delivery collects the answer
        self._afterwards.add(after := asyncio.create_task(self._send_later(turn)))
        after.add_done_callback(self._afterwards.discard)
        if later:
            return SILENCE
        return Answer(say("zh_CN", N_("One moment, please. Write any word and the answer comes with it.")))

    async def _send_later(self, turn: asyncio.Future[Answer]) -> None:
        answer = await turn
        if answer.outbox_id is not None:
            await self.late(answer.outbox_id)

    def _count(self, key: str) -> int:
        count = self._deliveries.pop(key, 0) + 1
        self._deliveries[key] = count
        if len(self._deliveries) > REMEMBERED:
            self._deliveries.popitem(last=False)
        return count

    async def _respond(
        self, request: web.Request, inbound: Inbound, opened: Opened, answer: Answer
    ) -> web.StreamResponse:
        content_type, body = replies.render(
            inbound,
            answer.text,
            opened,
            self.account,
            self.world.machine.wall(),
            self.world.chance.bytes(16),
            transfer=answer.transfer,
        )
        response = web.Response(body=body, headers={"Content-Type": content_type})
        if answer.outbox_id is None:
            return response
        await response.prepare(request)
        await response.write_eof()
        self.written(answer.outbox_id)
        return response


async def _body(request: web.Request) -> bytes:
    """The body; a timer only where it has not come whole yet. Raises TimeoutError for a slow sender."""
    if request.content.is_eof():
        return await request.read()
    async with asyncio.timeout(READ_SECONDS):
        return await request.read()


def _forbidden() -> web.Response:
    return web.Response(status=403)


@dataclass(slots=True)
class Written:
    """Gathers the answers whose responses were written, and marks them sent together."""

    mark: Callable[[list[int]], Awaitable[None]]
    pause: float = 0.05
    _ids: list[int] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    def note(self, row_id: int) -> None:
        """This answer is out. Marked within `pause` seconds; a crash before that may repeat it once."""
        self._ids.append(row_id)
        if self._task is None:
            self._task = asyncio.create_task(self._soon())

    async def _soon(self) -> None:
        await asyncio.sleep(self.pause)
        self._task = None
        await self.flush()

    async def flush(self) -> None:
        """Mark what was noted, now."""
        ids, self._ids = self._ids, []
        if ids:
            try:
                await self.mark(ids)
            except Exception:  # they stay `reply`, become due, and may be repeated: better than lost
                log.exception("answers not marked", count=len(ids))
