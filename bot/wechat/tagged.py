"""One message to everybody who carries our tag (群发): keeps the tag in step by differences. Never retries a send itself."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, Protocol

from bot.wechat.failures import Declined, Unanswered, Unreached
from bot.wechat.reactions import outcome
from scheduler.channel import Accepted, MassOutcome, Refusal, Refused, TooSoon, Unknown

TAG = "店小二问候"
BATCH = 50  # people a call tags
IN_TIME = 40.0  # seconds: less than a lease, so that nobody tags for a row another worker has
_RETRIED_TOO_SOON = 45066
_WAIT = 30.0


class Api(Protocol):
    """What this needs of `bot.wechat.client.WeChatApi`."""

    tag: Any

    async def send_mass_text(self, tag_id: int, text: str, client_msg_id: str) -> str: ...


class TaggedPeople:
    """A `scheduler.channel.MassSender`."""

    def __init__(self, api: Api, wall: Callable[[], int]) -> None:
        self._api = api
        self._wall = wall

    async def gather(self, people: Collection[str]) -> int | Refused:
        """Have the tag carried by these people and nobody else; its id. Harmless to repeat."""
        try:
            async with asyncio.timeout(IN_TIME):
                tag = await self._tag()
                carrying = await self._carrying(tag)
                await self._each(self._api.tag.untag_user, tag, sorted(carrying - set(people)))
                await self._each(self._api.tag.tag_user, tag, sorted(set(people) - carrying))
                return tag
        except Declined as declined:
            found = outcome(declined, self._wall())
            return found if isinstance(found, Refused) else Refused(Refusal.CONTENT, declined.text)
        except (Unanswered, Unreached, TimeoutError) as failure:
            return Refused(Refusal.BUSY, f"the tag was not set: {failure or 'too slow'}", _WAIT)

    async def send(self, tag: int, text: str, key: str) -> MassOutcome:
        """The text to whoever carries the tag, once a key: a key WeChat had before counts as sent."""
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        try:
            return Accepted(await self._api.send_mass_text(tag, text, name))
        except Declined as declined:
            if declined.code == _RETRIED_TOO_SOON:
                return TooSoon()
            return outcome(declined, self._wall())
        except Unanswered as failure:
            return Unknown(str(failure))
        except Unreached as failure:
            return Refused(Refusal.BUSY, str(failure), _WAIT)

    async def _tag(self) -> int:
        for tag in await self._api.tag.get():
            if tag["name"] == TAG:
                return int(tag["id"])
        return int((await self._api.tag.create(TAG))["id"])

    async def _carrying(self, tag: int) -> set[str]:
        found: set[str] = set()
        last = ""
        while True:
            page = await self._api.tag.get_tag_users(tag, last or None)
            openids = page.get("data", {}).get("openid", [])
            found.update(openids)
            last = str(page.get("next_openid") or "")
            if not openids or not last:
                return found

    @staticmethod
    async def _each(
        call: Callable[[int, Sequence[str]], Awaitable[Any]], tag: int, people: list[str]
    ) -> None:
        for start in range(0, len(people), BATCH):
            await call(tag, people[start : start + BATCH])
