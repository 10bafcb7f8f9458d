"""A WeCom app of the house as a way out: one text to one member of staff, at their own WeCom account. It never hears anything.

The secret fetches the token and stands nowhere else; WeCom itself keeps the same text from arriving twice within minutes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.wechat.failures import Declined, Unanswered, Unreached
from bot.wechat.token import TokenSource
from bot.wechat.transport import Call, perform
from bot.wechat.wecom import UNREACHED_WAIT, Pace, code_of, fitting, refused
from scheduler.channel import Abilities, Accepted, Outcome, Refusal, Refused, TemplateMap, Unknown
from store.shared import Shared
from store.world import World

A_MINUTE = 30  # to one member; what is more WeCom drops without a word
SAME_WITHIN = 300  # seconds in which WeCom takes an identical message for a repetition
_TOKEN_REFUSED = frozenset({40014, 42001})
_NOBODY = frozenset({60111, 81013, 46004})
_ADVICE: Mapping[int, str] = {
    40001: "The app's secret is wrong: copy it from the app's page into XIAOER_WECOM_SECRET.",
    40013: "The company's id is wrong: copy it from WeCom's console (My company) into XIAOER_WECOM_CORP_ID.",
    40056: "The app's number is wrong: copy the AgentId from the app's page into XIAOER_WECOM_AGENT_ID.",
    40091: "The app's secret is wrong: copy it from the app's page into XIAOER_WECOM_SECRET.",
    48002: "The app may not send messages: look at its permissions in WeCom's console.",
    50002: "This member is outside the app's visible range: add them on the app's page.",
    60011: "This member is outside the app's visible range: add them on the app's page.",
    60020: "WeCom does not trust this server's address: add the address above to the app's trusted IPs (企业可信IP).",
    60111: "WeCom knows no member of this name: let them write 企微 and their account once more.",
    81013: "Nobody gets it: the member is unknown, or outside the app's visible range.",
}


class WecomAppChannel:
    """A `scheduler.channel.Channel` to the members a WeCom app can see; `to` is a member's account (userid)."""

    def __init__(
        self,
        corp_id: str,
        agent_id: int,
        secret: str,
        session: aiohttp.ClientSession,
        shared: Shared,
        world: World,
        root: str,
    ) -> None:
        self.abilities = Abilities(customer_service=False, template=False, app=True)
        self._corp_id, self._agent_id, self._secret = corp_id, agent_id, secret
        self._session, self._world = session, world
        self._root = root.rstrip("/")
        self._paces: dict[str, Pace] = {}
        self._tokens = TokenSource(f"wecom:{corp_id}:{agent_id}", shared, self._fetch_token, world.chance)

    async def send_text(self, to: str, text: str) -> Outcome:
        fits = fitting(text)
        if isinstance(fits, Refused):
            return fits
        pace = self._paces.setdefault(to, Pace(self._world.machine, A_MINUTE))
        if wait := pace.wait():
            return Refused(Refusal.BUSY, f"{A_MINUTE} messages a minute are sent to one member", wait)
        message = {
            "touser": to,
            "msgtype": "text",
            "agentid": self._agent_id,
            "text": {"content": fits},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_WITHIN,
        }
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        return await self._asked("POST", "message/send", body)

    async def examined(self) -> Outcome:
        """Whether secret, number and trusted addresses are right: WeCom tells about the app, and nobody is told anything."""
        return await self._asked("GET", "agent/get", None, agentid=str(self._agent_id))

    async def _asked(self, method: str, path: str, body: bytes | None, **params: str) -> Outcome:
        try:
            return self._outcome(await self._call(method, path, body, params))
        except Declined as declined:  # at the token
            return self._refused(declined.code, declined.text)
        except Unanswered as failure:
            return Unknown(str(failure))
        except Unreached as failure:
            return Refused(Refusal.BUSY, str(failure), UNREACHED_WAIT)

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        return Refused(Refusal.NOT_AUTHORISED, "a WeCom app has no templates")

    async def _call(self, method: str, path: str, body: bytes | None, params: Mapping[str, str]) -> Any:
        """The answer; with another token once, where the first was refused."""
        token = await self._tokens.current()
        for last in (False, True):
            url = f"{self._root}/cgi-bin/{path}"
            call = Call(method, url, {**params, "access_token": token}, body, repeatable=True)
            answer = await perform(self._session, call, self._world)
            if last or code_of(answer) not in _TOKEN_REFUSED:
                return answer
            token = await self._tokens.renew(token)
        raise AssertionError("the second try returns")

    async def _fetch_token(self) -> tuple[str, int]:
        params = {"corpid": self._corp_id, "corpsecret": self._secret}
        call = Call("GET", f"{self._root}/cgi-bin/gettoken", params, repeatable=True)
        answer = await perform(self._session, call, self._world)
        code = code_of(answer)
        if code is None:
            raise Unanswered("something else than WeCom answered")
        if code:
            raise Declined(code, str(answer.get("errmsg", "")), at_token=True)
        return str(answer["access_token"]), int(answer.get("expires_in") or 0)

    def _outcome(self, answer: Any) -> Outcome:
        code = code_of(answer)
        if code is None:
            return Unknown("something else than WeCom answered")
        if code:
            return self._refused(code, str(answer.get("errmsg", "")))
        if answer.get("unlicenseduser"):
            return Refused(Refusal.CONFIGURATION, "this member has no licence for the app in WeCom")
        if answer.get("invaliduser"):
            return self._refused(60111, "invaliduser")
        return Accepted(str(answer.get("msgid") or ""))

    def _refused(self, code: int, said: str) -> Refused:
        advice = _ADVICE.get(code, "Look at the app's page in WeCom's console.")
        reason = Refusal.UNREACHABLE if code in _NOBODY else Refusal.CONFIGURATION
        return refused(code, said, self._secret, advice, reason)
