"""Tells what a guest means. Pure and deterministic; the only place that reads people's words."""

from __future__ import annotations

from datetime import datetime, time

from bot.understanding.types import Hints, Intent, Said, Understood

__all__ = ["Hints", "Intent", "Said", "Understood", "understand"]


def understand(text: str, now: datetime, hints: Hints, *, day_ends: time = time(6)) -> Understood:
    """The reading of `text` written at `now` (aware, in the house's zone). Never raises for any text.

    `day_ends` is when the house day ends: until then 今晚 is the night already running.
    """
    from bot.understanding.reader import read  # noqa: PLC0415 - the readers compile on first use: start fast

    return read(text, now, hints, day_ends)
