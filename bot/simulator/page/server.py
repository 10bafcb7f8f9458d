"""Serves the page on this machine: its files, the live feed, what its buttons do. Refuses other hosts and other sites."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.simulator.loopback import NotLoopbackError, listen, only_loopback
from bot.simulator.page.actions import ACTIONS, Hands, Refused, act, picture
from bot.simulator.page.feed import Event
from bot.simulator.state import LETTERS

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
BREATH = 15.0  # seconds between signs of life on a quiet line
PICTURES = ("image/jpeg", "image/png")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(hands: Hands, port: int, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """The page's address while it is served. Raises NotLoopbackError for another host, OSError for a port in use."""
    runner = web.AppRunner(application(hands), access_log=None, shutdown_timeout=2)
    looking = asyncio.create_task(hands.board.keep_looking())
    try:
        with hands.stage.watching():
            yield await listen(runner, host, port)
    finally:
        hands.stage.feed.close()
        looking.cancel()
        await runner.cleanup()


def application(hands: Hands) -> web.Application:
    """The page as a web application."""
    page = _Page(hands, {path.name: path.read_bytes() for path in STATIC.iterdir()})
    app = web.Application(client_max_size=8 << 20, middlewares=[_guard])
    app.router.add_get("/", page.index)
    app.router.add_get("/static/{name}", page.file)
    app.router.add_get("/events", page.events)
    app.router.add_get("/media/{media_id}", page.media)
    app.router.add_post("/act/{name}", page.act)
    app.router.add_post("/picture/{person}", page.picture)
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only this machine, by its own name, and only this page: no other site can press a button."""
    try:
        only_loopback(request.url.host or "")
    except NotLoopbackError as error:
        raise web.HTTPForbidden(text="this page is for this machine alone") from error
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="another site asks")
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


@dataclass(frozen=True, slots=True)
class _Page:
    hands: Hands
    files: Mapping[str, bytes]

    async def index(self, request: web.Request) -> web.Response:
        return self._file("index.html")

    async def file(self, request: web.Request) -> web.Response:
        return self._file(request.match_info["name"])

    def _file(self, name: str) -> web.Response:
        if name not in self.files:
            raise web.HTTPNotFound
        return web.Response(body=self.files[name], content_type=TYPES[Path(name).suffix], charset="utf-8")

    async def media(self, request: web.Request) -> web.Response:
        """A picture on a phone, which keeps what WeChat forgets; nothing that a browser would run."""
        media = self.hands.platform.state.media.get(request.match_info["media_id"])
        if media is None or media.content_type not in PICTURES:
            raise web.HTTPNotFound
        return web.Response(body=media.data, content_type=media.content_type)

    async def act(self, request: web.Request) -> web.Response:
        """One button. What cannot be done is said with a word."""
        name = request.match_info["name"]
        if name not in ACTIONS:
            raise web.HTTPNotFound
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            given = json.loads(await request.read())
        except ValueError as error:
            raise web.HTTPBadRequest(text="not JSON") from error
        if not isinstance(given, dict):
            raise web.HTTPBadRequest(text="not an object")
        return await _told(act(self.hands, name, given))

    async def picture(self, request: web.Request) -> web.Response:
        """A picture from a phone: the file itself is the body."""
        if request.content_type not in PICTURES:
            raise web.HTTPUnsupportedMediaType
        data = await request.read()
        return await _told(picture(self.hands, request.match_info["person"], data, request.content_type))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The live feed: everything at first, then what happens; after a broken line only what was missed."""
        feed = self.hands.stage.feed
        headers = {**HEADERS, "Content-Type": "text/event-stream; charset=utf-8"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        at = feed.known(request.headers.get("Last-Event-ID", ""))
        with suppress(ConnectionResetError):  # the page was closed
            await self._tell(response, at)
        return response

    async def _tell(self, response: web.StreamResponse, at: int | None) -> None:
        feed = self.hands.stage.feed
        while not feed.closed:
            events = None if at is None else feed.since(at)
            if events is None:
                events = [Event(feed.last, "whole", self.hands.board.whole())]
            for event in events:
                await response.write(feed.written(event))
                at = event.number
            if not events and not await feed.moved(BREATH):
                await response.write(b": here\n\n")


async def _told(work: Awaitable[None]) -> web.Response:
    try:
        await work
    except Refused as refused:
        return web.json_response({"why": refused.why}, status=409)
    return web.json_response({})


def new_run(token: Callable[[int, str], str]) -> str:
    """A name for this run, so that a page left open from an earlier one begins anew."""
    return token(8, LETTERS.replace("-", "").replace("_", ""))
