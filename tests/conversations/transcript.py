"""The plain text of a golden conversation: which lines do something, which say what must be seen. Runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["service", "personal", "test"]
BREAK = "⏎"  # an empty line inside a message, or a line break in what is typed
SILENCE = "(silence)"
ZONE = ZoneInfo("Asia/Shanghai")

_HEADER = re.compile(
    r"house (?P<house>demo|empty); account (?P<account>service|personal|test);"
    r" at (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)(?P<till>; paid online)?(?P<also>; also on PostgreSQL)?"
)
_KINDS: dict[str, Kind] = {"service": "service", "personal": "personal", "test": "test"}
_SEEN = re.compile(r"(?:\S+ )?<(?:service|template|system)? ")
WORDS = (
    "guest",
    "stranger",
    "staff",
    "owner",
    "booking",
    "cancel",
    "full",
    "clock",
    "restart",
    ">+",
    ">",
    "*",
)


class Misspelt(Exception):
    """A line that is no line of a transcript. Nobody catches it: the test fails and names the line."""


@dataclass(frozen=True, slots=True)
class Header:
    """The world a conversation begins in."""

    account: Kind
    at: datetime
    on_postgres: bool
    empty: bool = False  # nobody has described the house yet
    till: bool = False  # a provider takes payments


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a comment or blank (`word` ""), or an action: its word, and the rest of the line."""

    number: int
    raw: str
    word: str = ""
    rest: str = ""


def header(text: str) -> Header:
    """What the first line that is no comment says. Raises Misspelt."""
    first = next((raw for raw in text.splitlines() if raw and not raw.startswith("#")), "")
    match = _HEADER.fullmatch(first)
    if match is None:
        raise Misspelt(f"a conversation begins with its house, account and time, not with {first!r}")
    at = datetime.strptime(match["at"], "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    return Header(
        _KINDS[match["account"]],
        at,
        bool(match["also"]),
        match["house"] == "empty",
        bool(match["till"]),
    )


def lines(text: str) -> Iterator[Line]:
    """All lines but what was seen, in order. Raises Misspelt."""
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw or raw.startswith("#") or _HEADER.fullmatch(raw):
            yield Line(number, raw)
        elif raw == SILENCE or raw.startswith("  ") or _SEEN.match(raw):
            continue
        else:
            word, _, rest = raw.partition(" ")
            if word not in WORDS:
                raise Misspelt(f"line {number}: {raw!r}")
            yield Line(number, raw, word, rest)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on a phone; `who` is "" for the phone that acted."""

    who: str
    source: str
    text: str

    def written(self) -> str:
        """The lines that stand for it: passive answers have no source."""
        source = "" if self.source == "passive" else self.source
        first, *rest = self.text.split("\n")
        head = f"{self.who} <{source} {first}".strip() if self.who else f"<{source} {first}"
        return "\n".join([head, *(f"  {line or BREAK}" for line in rest)])
