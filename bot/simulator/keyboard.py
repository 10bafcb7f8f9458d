"""Lines from a keyboard, pipe or file for an event loop. Never holds up the end of the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator


async def read_lines(descriptor: int) -> AsyncIterator[str]:
    """The UTF-8 lines of an open file descriptor (0: standard input) as they come, until its end.

    Read unbuffered: a thread waiting inside `sys.stdin` holds its lock, and Python aborts on the way out.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    stream = open(descriptor, "rb", buffering=0, closefd=False)  # noqa: SIM115, ASYNC230 - read in the thread

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
