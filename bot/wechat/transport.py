"""Makes one call to WeChat over aiohttp: timeouts, bounded repetition, and honesty about what left us.

Knows no endpoint and no token; never repeats what might be done twice, never puts an address into an error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.wechat.failures import Unanswered, Unreached
from store.world import World

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)  # seconds
FILE_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=2, sock_read=10)  # a video over a slow line
_WAITS = (0.5, 2.0, 8.0)  # before each repetition, and up to a quarter more
_BUSY = -1
_LARGEST = 32 * 1024 * 1024  # of an answer read whole


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `form` is made anew for each try, as a form can be sent once only."""

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    form: Callable[[], aiohttp.FormData] | None = field(default=None, repr=False)
    repeatable: bool = False  # doing it twice is harmless


def open_session(timeout: aiohttp.ClientTimeout = TIMEOUT) -> aiohttp.ClientSession:
    """The one session for WeChat: no cookies, and idle connections dropped before WeChat drops them."""
    connector = aiohttp.TCPConnector(keepalive_timeout=10, limit=64)
    return aiohttp.ClientSession(timeout=timeout, connector=connector, cookie_jar=aiohttp.DummyCookieJar())


async def perform(session: aiohttp.ClientSession, call: Call, world: World) -> Any:
    """The answer: a value of JSON, or bytes where it is none. Raises Unanswered and Unreached.

    Repeated are tries that never left, answers 500 and 503, and "system busy"; of repeatable calls also the
    unanswered. "System busy" after the last try is returned like any answer.
    """
    left = False
    answer: Any = None
    for wait in (*_WAITS, None):
        try:
            answer = await _once(session, call)
            if not (isinstance(answer, dict) and answer.get("errcode") == _BUSY):
                return answer
        except Unanswered:
            left = True
            if not call.repeatable:
                raise
        except Unreached:
            answer = None
        if wait is not None:
            await world.machine.sleep(wait * (1 + world.chance.bytes(1)[0] / 1024))
    if answer is not None:
        return answer
    if left:
        raise Unanswered("no answer from WeChat after several tries")
    raise Unreached("WeChat cannot be reached")


async def _once(session: aiohttp.ClientSession, call: Call) -> Any:
    data = call.form() if call.form else call.body
    timeout = FILE_TIMEOUT if call.form else session.timeout
    try:
        async with session.request(
            call.method, call.url, params=call.params, data=data, timeout=timeout, allow_redirects=False
        ) as response:
            if response.status in (500, 503):
                raise Unreached(f"WeChat answered HTTP {response.status}")
            if response.status >= 300:
                raise Unanswered(f"something before WeChat answered HTTP {response.status}")
            return _decode(await read_whole(response.content, _LARGEST))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Unreached(f"no connection to WeChat ({type(error).__name__})") from None
    except (aiohttp.ClientError, TimeoutError) as error:  # their words may hold the address, and it the token
        raise Unanswered(f"no answer from WeChat ({type(error).__name__})") from None


async def read_whole(stream: aiohttp.StreamReader, limit: int) -> bytes:
    """What `stream` holds. Raises Unanswered for more than `limit` bytes."""
    pieces: list[bytes] = []
    size = 0
    async for piece in stream.iter_any():
        size += len(piece)
        if size > limit:
            raise Unanswered(f"WeChat's answer is longer than {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _decode(content: bytes) -> Any:
    if content[:1] not in (b"{", b"["):
        return content
    try:
        return json.loads(
            content.decode("utf-8", "ignore"), strict=False
        )  # nicknames hold control characters
    except ValueError:
        return content
