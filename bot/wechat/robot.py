"""WeCom's group robot as a way out: one text or picture to the house's group, at most twenty a minute. It never hears anything.

The robot's key is its whole secret: it stands in the address of the call only, never in a log, an error or the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.wechat.failures import Unanswered, Unreached
from bot.wechat.fields import clean
from bot.wechat.files import LARGEST, SENDABLE, content_type
from bot.wechat.transport import Call, perform
from scheduler.channel import Abilities, Accepted, Outcome, Refusal, Refused, TemplateMap, Unknown
from store.world import MachineTime, World

LIMIT = 2048  # bytes of a text; what is longer WeCom cuts without a word
A_MINUTE = 20
_MINUTE = 60.0  # machine seconds
_UNREACHED_WAIT = 10.0
_BUSY, _TOO_MANY = -1, frozenset({45009, 45033})
_CONTENT = frozenset({40008, 40058, 44004, 45002})
_ADVICE: Mapping[int, str] = {
    93000: "The robot's key is wrong or the robot was removed: copy its webhook's key into XIAOER_WECOM_ROBOT_KEY.",
    93008: "The robot is no longer in the group: add it again and set its new key.",
    93017: "The robot was switched off in the group: switch it on.",
}


class RobotChannel:
    """A `scheduler.channel.Channel` to one group. Whom a text is for its words say: there is one address."""

    def __init__(self, key: str, session: aiohttp.ClientSession, world: World, root: str) -> None:
        self.abilities = Abilities(customer_service=False, template=False, robot=True, media=True)
        self._key = key
        self._session = session
        self._world = world
        self._url = f"{root.rstrip('/')}/cgi-bin/webhook/send"
        self._pace = Pace(world.machine)

    async def examined(self) -> Outcome:
        """Whether the robot is there: a message of no kind is refused after the key, and nobody sees it."""
        outcome = await self._say({"msgtype": "none"})
        nothing_wrong = isinstance(outcome, Refused) and outcome.reason is Refusal.CONTENT
        return Accepted() if nothing_wrong else outcome

    async def send_text(self, to: str, text: str) -> Outcome:
        text = clean(text).strip("\n")
        size = len(text.encode())
        if not text.strip() or size > LIMIT:
            return Refused(Refusal.CONTENT, f"a robot's text has 1 to {LIMIT} bytes, this one {size}")
        return await self._say({"msgtype": "text", "text": {"content": text}})

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        kind = content_type(picture)
        if kind not in SENDABLE["image"] or len(picture) > LARGEST:
            return Refused(Refusal.CONTENT, f"{len(picture)} bytes of {kind or 'no picture'} cannot be sent")
        digest = hashlib.md5(picture, usedforsecurity=False).hexdigest()
        image = {"base64": base64.b64encode(picture).decode(), "md5": digest}
        return await self._say({"msgtype": "image", "image": image})

    async def _say(self, message: Mapping[str, Any]) -> Outcome:
        if wait := self._pace.wait():
            return Refused(Refusal.BUSY, f"{A_MINUTE} messages a minute are sent", wait)
        body = json.dumps(message, ensure_ascii=False)
        call = Call("POST", self._url, {"key": self._key}, body.encode("utf-8", "replace"))
        try:
            answer = await perform(self._session, call, self._world)
        except Unanswered as failure:
            return Unknown(str(failure))
        except Unreached as failure:
            return Refused(Refusal.BUSY, str(failure), _UNREACHED_WAIT)
        return self._outcome(answer)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return Refused(Refusal.NOT_AUTHORISED, "a group robot does not speak")

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        return Refused(Refusal.NOT_AUTHORISED, "a group robot has no templates")

    def _outcome(self, answer: Any) -> Outcome:
        code = answer.get("errcode") if isinstance(answer, dict) else None
        if code == 0:
            return Accepted()
        if not isinstance(code, int):
            return Unknown("something else than WeCom answered")
        said = str(answer.get("errmsg", "")).replace(self._key, "***")[:200]
        detail = f"{code} {said}".strip()
        if code in _TOO_MANY:
            return Refused(Refusal.BUSY, detail, _MINUTE)
        if code == _BUSY:
            return Refused(Refusal.BUSY, detail, _UNREACHED_WAIT)
        if code in _CONTENT:
            return Refused(Refusal.CONTENT, detail)
        advice = _ADVICE.get(
            code, "Look at the robot in the group, and at its key in XIAOER_WECOM_ROBOT_KEY."
        )
        return Refused(Refusal.CONFIGURATION, f"{detail} ({advice})")


class Pace:
    """How fast somebody may be spoken to: never more than `a_minute` messages within any minute of machine time."""

    def __init__(self, machine: MachineTime, a_minute: int = A_MINUTE) -> None:
        self._machine = machine
        self._sent: deque[float] = deque(maxlen=a_minute)

    def wait(self) -> float:
        """0 when a text may go now, and it is counted; else the seconds until one may."""
        now = self._machine.seconds()
        if len(self._sent) == self._sent.maxlen and now - self._sent[0] < _MINUTE:
            return self._sent[0] + _MINUTE - now
        self._sent.append(now)
        return 0.0
