"""Holds the simulator to this machine: it listens here alone, and speaks with no address elsewhere."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web


class NotLoopbackError(ValueError):
    """The simulator speaks with this machine alone."""


async def listen(runner: web.AppRunner, host: str = "127.0.0.1", port: int = 0) -> str:
    """Serve what the runner has; its base URL. Raises NotLoopbackError for another host, OSError for a port in use."""
    only_loopback(host)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    bound = runner.addresses[0][1]
    return f"http://{f'[{host}]' if ':' in host else host}:{bound}"


def only_here(url: str) -> str:
    """The URL, if it is of this machine; raises NotLoopbackError otherwise."""
    only_loopback(urlsplit(url).hostname or "")
    return url


def only_loopback(host: str) -> None:
    """Raise NotLoopbackError unless `host` is this machine."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopbackError(f"{host!r} is not a loopback address: the simulator stays on this machine")
