"""Fetches calendars of other channels over HTTP: asked only for what is new, bounded in time and size. Reads no calendar.

Only https, and for the demo's invented platform http on this machine: a link comes from a chat and must open nothing else.
Another server's answer leads to none of the house's own machines.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp

from scheduler.polling import Failed, Fetched

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=8, sock_read=15)  # seconds
HERE = ("127.0.0.1", "localhost")
REDIRECTS = 4


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Reads links."""

    session: aiohttp.ClientSession
    here: bool = False  # whether it opens http on this machine too: in the demo and tests alone

    async def fetch(self, url: str, etag: str, modified: str, limit: int) -> Fetched | Failed:
        """The calendar at `url`; never raises for what the other side does."""
        headers = {"Accept": "text/calendar, */*;q=0.1", "User-Agent": "xiaoer"}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        first = url
        try:
            for _ in range(REDIRECTS):
                if not (may_open(url, here=self.here) and may_follow(first, url)):
                    return Failed("refused_address")
                async with self.session.get(url, headers=headers, allow_redirects=False) as response:
                    target = response.headers.get("Location", "")
                    if response.status in (301, 302, 303, 307, 308) and target:
                        url = str(response.url.join(type(response.url)(target)))
                        continue
                    return await _answer(response, limit)
        except TimeoutError:
            return Failed("timeout")
        except (aiohttp.ClientError, ValueError):  # their words may hold the address, and it is a secret
            return Failed("unreachable")
        return Failed("refused_address")


async def _answer(response: aiohttp.ClientResponse, limit: int) -> Fetched | Failed:
    etag, modified = response.headers.get("ETag", "")[:200], response.headers.get("Last-Modified", "")[:80]
    if response.status == 304:
        return Fetched(None, etag, modified)
    if response.status != 200:
        return Failed(f"http_{response.status}")
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        size += len(piece)
        if size > limit:
            return Failed("too_large")
        pieces.append(piece)
    return Fetched(b"".join(pieces), etag, modified)


def may_open(url: str, *, here: bool = False) -> bool:
    """Whether a link may be opened; `here` is where http on this machine may be."""
    parts = urlsplit(url)
    if parts.username or parts.password or not parts.hostname:
        return False
    return parts.scheme == "https" or (here and parts.scheme == "http" and parts.hostname in HERE)


def may_follow(first: str, url: str) -> bool:
    """Whether a link may lead there: one that begins at another machine never leads to this one or its network."""
    return not _inside(url) or _inside(first)


def _inside(url: str) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@asynccontextmanager
async def open_reader(*, here: bool = False) -> AsyncIterator[FeedReader]:
    """A reader with connections of its own, and no cookies."""
    connector = aiohttp.TCPConnector(limit=8, keepalive_timeout=5)
    async with aiohttp.ClientSession(
        timeout=TIMEOUT, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield FeedReader(session, here)
