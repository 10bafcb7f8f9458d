"""Keeps one access token per account for all who call, fetched once however many ask at the same time.

Never shows the token in an error, and never fetches in a loop: a token refused for good is a wrong setting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.wechat.failures import Declined
from store.shared import Shared
from store.world import Chance

_SPARE = 300  # seconds before its end at which a token is given up: then WeChat hands out the next one
_JITTER = 60  # so that several processes do not give it up in the same second
_SHORTEST = 30  # old and new are both valid for five minutes, so this is safe for any answer
_REFUSED_FOR = 60  # how long a token stays known as refused: no more than one fetch a minute for it
_NOT_A_CURE = 40001


Fetch = Callable[[], Awaitable[tuple[str, int]]]  # the token and its life in seconds


class TokenSource:
    """The token of one app id. Processes meet in `store`; what is lost there is fetched again."""

    def __init__(self, app_id: str, store: Shared, fetch: Fetch, chance: Chance) -> None:
        self._key = f"wechat:token:{app_id}"
        self._store = store
        self._fetch = fetch
        self._chance = chance
        self._lock = asyncio.Lock()

    async def current(self) -> str:
        """A token with some life left. Raises what `fetch` raises."""
        if token := await self._store.get(self._key):
            return token
        async with self._lock:
            return await self._store.get(self._key) or await self._fetch_new()

    async def renew(self, refused: str) -> str:
        """Another token than the one WeChat just refused. Raises Declined(40001) where there is none."""
        async with self._lock:
            token = await self._store.get(self._key)
            if token and token != refused:
                return token  # somebody else renewed it
            await self._store.delete_if(self._key, refused)
            if await self._store.get(self._key + ":refused") != refused:
                token = await self._fetch_new()
                if token != refused:
                    return token
                await self._store.set(self._key + ":refused", refused, _REFUSED_FOR)
        raise Declined(_NOT_A_CURE, "the only token WeChat gives for this app id is refused", at_token=True)

    async def _fetch_new(self) -> str:
        token, life = await self._fetch()
        jitter = self._chance.bytes(1)[0] * _JITTER // 256
        await self._store.set(self._key, token, max(life - _SPARE - jitter, _SHORTEST))
        return token
