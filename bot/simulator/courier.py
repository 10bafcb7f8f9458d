"""Carries pushes to the webhook over HTTP: signed, sealed, at most three times, each within a few seconds.

Never changes what the person did; it only tells of it and shows the answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import aiohttp

from bot.simulator.crypto import encrypt, signature
from bot.simulator.loopback import only_here
from bot.simulator.messages import Fields, to_json, to_xml
from bot.simulator.replies import FAULT_TEXT, MalformedError, Reply, judge
from bot.simulator.seen import Shown
from bot.simulator.state import State

ATTEMPTS = 3
PATIENCE = 5.0  # seconds of machine time a webhook has


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery: the answer, or why there was none."""

    status: int | None
    body: bytes
    problem: str = ""  # "", "timeout", "connection", "lost", "http 500", or what is wrong with the reply
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One push and what became of it. `shown` is None where the person saw nothing."""

    fields: Fields
    attempts: tuple[Attempt, ...] = ()
    shown: Shown | None = None
    transfer: bool = False

    @property
    def text(self) -> str:
        """What the person saw, "" for nothing."""
        return self.shown.text if self.shown else ""


@dataclass(slots=True)
class Courier:
    """The way from the platform to one webhook."""

    state: State
    webhook: str = ""
    patience: float = PATIENCE
    session: aiohttp.ClientSession | None = None
    one_by_one: bool = (
        False  # what the API owes is pushed while somebody waits for it, in order: a year must not be a race
    )
    under_way: set[asyncio.Task[Delivery]] = field(default_factory=set)
    stamps: dict[tuple[str, str, str], int] = field(default_factory=dict)

    async def deliver(self, openid: str, fields: Fields, *, visible: bool = True) -> Delivery:
        """Push `fields` as coming from `openid`; `visible` False: nobody is looking, no fault is shown."""
        whole = self._whole(openid, fields)
        if not self.webhook:  # no server URL set in the console: WeChat keeps it to itself
            self._note(whole, [], None)
            return Delivery(whole)
        attempts: list[Attempt] = []
        reply: Reply | None = None
        while reply is None and len(attempts) < ATTEMPTS:
            attempt, reply = await self._attempt(openid, whole)
            attempts.append(attempt)
            if attempt.problem not in {"", "timeout", "connection", "lost"}:
                break
        if reply is None and visible:
            reply = Reply(Shown(self.state.now(), "system", FAULT_TEXT, "fault"))
        shown = reply.shown if reply else None
        if shown:
            self.state.show(openid, shown)
        self._note(whole, attempts, shown)
        return Delivery(whole, tuple(attempts), shown, bool(reply and reply.transfer))

    def launch(self) -> None:
        """Begin to push the events the API owes; `settled` waits for them."""
        if self.one_by_one:
            return
        owed, self.state.owed = self.state.owed, []
        for openid, fields in owed:
            task = asyncio.get_running_loop().create_task(self.deliver(openid, fields, visible=False))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def settled(self) -> None:
        """Return when nothing launched is under way."""
        while self.under_way or self.state.owed:
            while self.state.owed:
                openid, fields = self.state.owed.pop(0)
                await self.deliver(openid, fields, visible=False)
            await asyncio.gather(*self.under_way)

    async def handshake(self) -> bool:
        """The console's check of the URL: whether the webhook echoes `echostr` unchanged."""
        echo = self.state.world.chance.token(19, "123456789")
        try:
            async with self._post_session().get(
                only_here(self.webhook), params={**self._query(), "echostr": echo}, timeout=self._timeout()
            ) as answer:
                return answer.status == 200 and await answer.read() == echo.encode()
        except (TimeoutError, aiohttp.ClientError):
            return False

    async def close(self) -> None:
        await self.settled()
        if self.session is not None:
            await self.session.close()

    def _whole(self, openid: str, fields: Fields) -> Fields:
        """The fields with the common ones; a message keeps its MsgId over all deliveries."""
        created = int(self.state.now().timestamp())
        head: dict[str, str | int] = {"ToUserName": self.state.account.gh_id, "FromUserName": openid}
        if str(fields.get("MsgType", "")).lower() != "event":
            return {**head, "CreateTime": created, **fields, "MsgId": self.state.next_id()}
        # Events have no id. Nobody does the same thing twice in a second, but a standing clock would say so.
        key = (openid, str(fields.get("Event")), str(fields.get("EventKey", "")))
        created = max(created, self.stamps.get(key, created - 1) + 1)
        self.stamps[key] = created
        return {**head, "CreateTime": created, **fields}

    async def _attempt(self, openid: str, whole: Fields) -> tuple[Attempt, Reply | None]:
        query, body = self._sealed(openid, whole)
        began = self.state.world.machine.seconds()
        try:
            async with self._post_session().post(
                only_here(self.webhook),
                params=query,
                data=body.encode(),
                headers={"Content-Type": self._content_type()},
                timeout=self._timeout(),
                allow_redirects=False,
            ) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError:
            return Attempt(None, b"", "timeout", self.state.world.machine.seconds() - began), None
        except aiohttp.ClientError:
            return Attempt(None, b"", "connection", self.state.world.machine.seconds() - began), None
        took = self.state.world.machine.seconds() - began
        if status != 200:
            return Attempt(status, content, f"http {status}", took), None
        if self.state.faults.loses_answer():
            return Attempt(status, content, "lost", took), None
        try:
            reply = judge(self.state, openid, whole, query["nonce"], content)
        except MalformedError as error:
            return Attempt(status, content, str(error), took), None
        return Attempt(status, content, "", took), reply

    def _sealed(self, openid: str, whole: Fields) -> tuple[dict[str, str], str]:
        """Query and body of one delivery; each has its own nonce, as the contract leaves that open."""
        account, chance = self.state.account, self.state.world.chance
        query = {**self._query(), "openid": openid}
        write = to_xml if account.format == "xml" else to_json
        if account.mode == "plain":
            return query, write(whole)
        secret = encrypt(account.aes_key, account.appid, write(whole), chance.bytes(16))
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(account.token, query["timestamp"], query["nonce"], secret)
        if account.mode == "compatible":
            return query, write({**whole, "Encrypt": secret})
        return query, write({"ToUserName": account.gh_id, "Encrypt": secret})

    def _query(self) -> dict[str, str]:
        stamp = str(self.state.world.machine.wall())
        nonce = self.state.world.chance.token(10, "123456789")
        return {
            "signature": signature(self.state.account.token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
        }

    def _content_type(self) -> str:
        return "text/xml" if self.state.account.format == "xml" else "application/json"

    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self.patience)

    def _post_session(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession()
        return self.session

    def _note(self, whole: Fields, attempts: list[Attempt], shown: Shown | None) -> None:
        name = str(whole.get("MsgType", ""))
        if name == "event":
            name = f"event:{str(whole.get('Event')).lower()}"
        tries = ", ".join(attempt.problem or "ok" for attempt in attempts)
        answer = f"{tries} | {shown.text}" if shown else tries
        self.state.note("push", name, to_json(whole), answer)
