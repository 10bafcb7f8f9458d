"""The public web server: the webhook, pages behind links, calendars, health, verification files; nothing else answers."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channel_pages import ChannelPages
from bot.context import PAY
from bot.links import LinkPages
from bot.pay_pages import PayPages
from bot.webhook import BODY_LIMIT
from store import house
from store.database import Database
from store.errors import Unavailable

if TYPE_CHECKING:
    from bot.app import Product

log = structlog.get_logger(__name__)

LINKS, ICAL = "/s/", "/ical/"  # what follows is a secret, and never logged
VERIFY_FILE = re.compile(r"(MP|WW)_verify_[A-Za-z0-9]{1,64}\.txt")


def web_app(product: Product) -> web.Application:
    """The public web server: the webhook, links to press, health, verification files; nothing else."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_guard])
    app.router.add_get("/wechat", product.webhook.handshake, allow_head=False)
    app.router.add_post("/wechat", product.webhook.push)
    pages = LinkPages(product.database, product.world, product.ticking.wake)
    app.router.add_get(f"{LINKS}{{token}}", pages.show)
    app.router.add_post(f"{LINKS}{{token}}", pages.press)
    channels = ChannelPages(product.database, product.world, product.ticking.wake)
    app.router.add_get(f"{ICAL}{{token:[0-9a-z-]+}}.ics", channels.calendar, allow_head=False)
    app.router.add_post("/channel/{name:[a-z0-9_]+}", channels.take)
    if product.provider is not None:
        pay = PayPages(product.database, product.world, product.provider, product.ticking.wake)
        app.router.add_post(f"{PAY}notify", pay.notified)
        app.router.add_get(f"{PAY}{{token}}", pay.show)
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/readyz", partial(_ready, product.database))
    app.router.add_get(
        "/{name:(?:MP|WW)_verify_[A-Za-z0-9]+\\.txt}", partial(_verify_file, product.settings.verify_dir)
    )
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever breaks inside, WeChat gets something well-formed and the operator a trace."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:  # the edge of the process: nothing behind it may show
        secret = next((start for start in (LINKS, ICAL, PAY) if request.path.startswith(start)), "")
        log.exception("request failed", path=secret or request.path)
        if request.path == "/wechat":
            return web.Response(text="success")
        return web.Response(status=503, text="try again later")


async def _healthy(request: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok")


async def _ready(database: Database, request: web.Request) -> web.Response:
    """The database answers too, and there is a house."""
    try:
        present = await database.read(house.present)
    except Unavailable:
        return web.Response(status=503, text="database unavailable")
    return web.Response(text="ready") if present else web.Response(status=503, text="no house")


async def _verify_file(folder: Path | None, request: web.Request) -> web.Response:
    """A file with which WeChat or WeCom makes sure that the domain is ours."""
    name = request.match_info["name"]
    if folder is None or not VERIFY_FILE.fullmatch(name) or not (folder / name).is_file():
        raise web.HTTPNotFound
    return web.Response(text=(folder / name).read_text("utf-8").strip())
