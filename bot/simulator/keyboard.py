"""Lines from a keyboard, pipe or file for an event loop. Never holds up the end of the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import BinaryIO


async def read_lines(stream: BinaryIO) -> AsyncIterator[str]:
    """The UTF-8 lines of `stream` as they come, until its end."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    def feed() -> None:
        while True:
            line = stream.readline()
            try:
                loop.call_soon_threadsafe(queue.put_nowait, line)
            except RuntimeError:  # the loop is closed: nobody reads any more
                return
            if not line:
                return

    threading.Thread(target=feed, name="keyboard", daemon=True).start()
    while line := await queue.get():
        yield line.decode("utf-8", "replace")
