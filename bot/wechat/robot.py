"""WeCom's group robot as a way out: one text or picture to the house's group, at most twenty a minute. It never hears anything.

The robot's key is its whole secret: it stands in the address of the call only, never in a log, an error or the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.wechat.failures import Unanswered, Unreached
from bot.wechat.files import LARGEST, SENDABLE, content_type
from bot.wechat.transport import Call, perform
from bot.wechat.wecom import UNREACHED_WAIT, Pace, code_of, fitting, refused
from scheduler.channel import Abilities, Accepted, Outcome, Refusal, Refused, TemplateMap, Unknown
from store.world import World

A_MINUTE = 20
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
        self._pace = Pace(world.machine, A_MINUTE)

    async def examined(self) -> Outcome:
        """Whether the robot is there: a message of no kind is refused after the key, and nobody sees it."""
        outcome = await self._say({"msgtype": "none"})
        nothing_wrong = isinstance(outcome, Refused) and outcome.reason is Refusal.CONTENT
        return Accepted() if nothing_wrong else outcome

    async def send_text(self, to: str, text: str) -> Outcome:
        fits = fitting(text)
        if isinstance(fits, Refused):
            return fits
        return await self._say({"msgtype": "text", "text": {"content": fits}})

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
            return Refused(Refusal.BUSY, str(failure), UNREACHED_WAIT)
        return self._outcome(answer)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return Refused(Refusal.NOT_AUTHORISED, "a group robot does not speak")

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        return Refused(Refusal.NOT_AUTHORISED, "a group robot has no templates")

    def _outcome(self, answer: Any) -> Outcome:
        code = code_of(answer)
        if code == 0:
            return Accepted()
        if code is None:
            return Unknown("something else than WeCom answered")
        otherwise = "Look at the robot in the group, and at its key in XIAOER_WECOM_ROBOT_KEY."
        return refused(code, str(answer.get("errmsg", "")), self._key, _ADVICE.get(code, otherwise))
