"""Tells whether an English text names a weekday beside a date that has another one: leaving Monday 27. It reads no day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.understanding.clean import Clean
from bot.understanding.day_frame import MONTHS, Day

_NAMES = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SHORT = r"mon|tues?|weds?|thu|thur|thurs|fri|sat|sun"
_MONTH = "|".join(MONTHS)
_END = r"(?=\s*(?:$|[,.;!?)~-]|(?:to|till?|until|through|and|for|at|please|pls|of|in|out|leav\w*|with|we|i|is)\b))"
_WEEKDAY_AND_DATE = re.compile(
    rf"\b(?P<name>{_NAMES}|{_SHORT})\b[.,]?\s*(?:the\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?P<month>{_MONTH})[a-z]*|{_END})"
    rf"|(?P<month2>{_MONTH})[a-z]*\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:))"
)
_ORDER = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def with_weekdays(doubts: tuple[str, ...], said: Clean, days: Sequence[Day]) -> tuple[str, ...]:
    """The doubts; of an English text also a weekday that its date does not have."""
    live = [day.day for day in days if day.role != "old"]
    if "vague_date" in doubts or not said.plain.isascii() or not _disagree(said.raw, live):
        return doubts
    return (*doubts, "vague_date")


def _disagree(said: str, known: Sequence[date]) -> bool:
    """Whether one of the days that were read stands in `said` beside a weekday it does not have."""
    for match in _WEEKDAY_AND_DATE.finditer(said.lower()):
        number = int(match["day"] or match["day2"])
        month = match["month"] or match["month2"]
        for day in known:
            meant = day.day == number and (month is None or MONTHS[day.month - 1] == month)
            if meant and day.weekday() != _ORDER.index(match["name"][:3]):
                return True
    return False
