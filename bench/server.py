"""The two servers that are compared, each a process of its own: `python -m bench.server full|bare FOLDER`.

It writes its port to standard output and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from aiohttp import web

from bench.filling import fill, settings
from bench.guests import ACCOUNT, GUESTS, openid
from bot import log as logging
from bot.app import assembled
from bot.web_server import web_app
from bot.wechat import envelope, messages, replies
from store import bookings
from store.database import Connection
from store.house_file import demo_house
from store.world import World

SERVER_CORE, LOAD_CORE = 0, 1


def pin(core: int) -> None:
    """Keep this process on one core, on a machine that has two and can."""
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[core]})


async def full(folder: Path) -> None:
    """The whole product as `xiaoer serve` runs it."""
    async with assembled(settings(folder), World(), demo_house()) as product:
        if not await product.database.read(_known):
            await fill(product)
        runner = web.AppRunner(web_app(product), access_log=None)
        product.ticking.start()
        await _serve(runner)
        await product.ticking.stop()


def _known(connection: Connection) -> bool:
    return bool(bookings.get(connection, 1))


async def bare(folder: Path) -> None:
    """The least that could answer: signature, decryption, parsing, a dict, encryption. No database and no thought."""
    world = World()
    answers = {openid(guest): f"B{guest} · 已确认\n湖景大床房" for guest in range(GUESTS)}

    async def push(request: web.Request) -> web.Response:
        opened = envelope.open_push(ACCOUNT, request.query, await request.read())
        inbound = messages.to_inbound(opened.fields)
        assert inbound is not None
        said = answers[inbound.address.external_id]
        wall, chance = world.machine.wall(), world.chance.bytes(16)
        content_type, body = replies.render(inbound, said, opened, ACCOUNT, wall, chance)
        return web.Response(body=body, headers={"Content-Type": content_type})

    app = web.Application()
    app.router.add_post("/wechat", push)
    await _serve(web.AppRunner(app, access_log=None))


async def _serve(runner: web.AppRunner) -> None:
    """Until standard input ends."""
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    pin(SERVER_CORE)
    logging.configure("warning", json=True)
    asyncio.run({"full": full, "bare": bare}[sys.argv[1]](Path(sys.argv[2])))
