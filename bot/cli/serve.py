"""`xiaoer serve`: the webhook and the clock in one process, until told to stop; then every turn in flight is finished."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import click
import structlog
from aiohttp import web
from prometheus_client import start_http_server

from bot import log as logging
from bot.app import Product, assembled
from bot.cli.common import run, settings
from bot.serve_problems import serve_problems
from bot.settings import Settings, SettingsError
from bot.ways_out import NotReady
from bot.web_server import web_app
from store import people
from store.world import World

log = structlog.get_logger(__name__)


@click.command()
def serve() -> None:
    """Run the webhook and the clock until stopped.

    Everything is set by XIAOER_… variables, in the environment or in a file .env beside house.toml.
    """
    chosen = settings()
    logging.configure(chosen.log_level, json=not sys.stderr.isatty())
    run(_serve(chosen))


async def _serve(chosen: Settings) -> None:
    if problems := serve_problems(chosen):
        raise SettingsError(problems)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with assembled(chosen, World()) as product:
        await _greet(product)
        await listen(product, stopped)


async def listen(product: Product, stopped: asyncio.Event) -> None:
    """Serve until `stopped`; then take no more, finish what is in flight, and end the clock."""
    chosen = product.settings
    runner = web.AppRunner(web_app(product), access_log=None, shutdown_timeout=6)
    await runner.setup()
    try:
        await web.TCPSite(runner, chosen.host, chosen.port, reuse_port=None).start()
        if chosen.metrics_port:
            start_http_server(chosen.metrics_port, addr="127.0.0.1")
    except OSError as error:
        await runner.cleanup()
        raise NotReady(_busy(chosen, error)) from error
    product.ticking.start()
    log.info("serving", host=chosen.host, port=chosen.port, path="/wechat")
    try:
        await stopped.wait()
    finally:
        log.info("stopping")
        await runner.cleanup()
        await product.webhook.drain()
        await product.ticking.stop()


def _busy(chosen: Settings, error: OSError) -> str:
    ports = f"{chosen.host}:{chosen.port}"
    if chosen.metrics_port:
        ports += f" and 127.0.0.1:{chosen.metrics_port}"
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"cannot listen on {ports}: {reason}. Set XIAOER_PORT or XIAOER_METRICS_PORT to one that is free."


async def _greet(product: Product) -> None:
    """A house without an owner tells how to become one."""
    if not await product.database.read(people.has_owner):
        code = product.owner_code
        click.echo(
            f"No owner yet. Follow your account in WeChat and send it: 认领 {code[:4]}-{code[4:]}", err=True
        )
