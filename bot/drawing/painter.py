"""Fills a template and draws it as PNG, in a process of its own: drawing holds the interpreter, and nobody may wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from importlib.resources import as_file, files
from multiprocessing import get_context
from typing import Any

FONT = "NotoSansCJKsc-Regular-cut.otf"
FAMILY = "Noto Sans CJK SC"
SHARPNESS = 1.6  # dots a unit: a phone's screen is finer than a template's units
TALLEST = 2700  # dots: what is higher is drawn less finely, for a picture of fifty rooms takes as long as it has dots
COARSEST = 1.0


class Painter:
    """Draws pictures one after the other, in one process beside this one. It begins with the first picture."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def paint(self, template: str, values: Mapping[str, Any]) -> bytes:
        """The PNG of a template filled with plain values. A process that died is replaced, and it is drawn once more."""
        pool = self._running()
        try:
            return await self._drawn(pool, template, values)
        except BrokenProcessPool:
            if self._pool is pool:  # nobody else replaced it meanwhile
                self.close()
            return await self._drawn(self._running(), template, values)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._pool

    async def _drawn(self, pool: ProcessPoolExecutor, template: str, values: Mapping[str, Any]) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(pool, paint, template, dict(values))

    def close(self) -> None:
        """End the process; pictures under way are given up."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def paint(template: str, values: Mapping[str, Any]) -> bytes:
    """The PNG of a template filled with these values, of which `high` is how high it is in units, here and now."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - lazy: only the drawing process needs it

    with as_file(files("bot.drawing").joinpath("fonts", FONT)) as font:
        return bytes(
            svg_to_bytes(
                svg_string=fill(template, values),
                zoom=min(SHARPNESS, max(COARSEST, TALLEST / float(values["high"]))),
                skip_system_fonts=True,
                font_files=[str(font)],
                font_family=FAMILY,
                sans_serif_family=FAMILY,
            )
        )


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The SVG of a template; every value is escaped."""
    return str(_templates().get_template(f"{template}.svg").render(**values))


@cache
def _templates() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - lazy: as above

    return Environment(
        loader=PackageLoader("bot.drawing", "templates"), autoescape=True, undefined=StrictUndefined
    )
