"""`xiaoer understand`: shows how a sentence is read, as JSON. It reads no database and no house file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot import understanding
from bot.understanding import Hints, Said, Understood
from store.world import SystemClock

ZONE = ZoneInfo("Asia/Shanghai")
# The steps of the flows by the slot their question asks for; any other step name that is a slot stands for itself.
_ASKS = {
    "dates": "check_in",
    "date_in": "check_in",
    "date_out": "check_out",
    "people": "guests",
    "guest_count": "guests",
}


@click.command(name="understand")
@click.option(
    "--now", "moment", metavar="ISO", help="The house's local time, e.g. 2026-11-21T15:00. Default: now."
)
@click.option("--lang", default="", metavar="L", help="The guest's language so far: zh_CN, zh_TW, en or ja.")
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line from stdin, write one a line.")
@click.argument("text", required=False)
def understand(moment: str | None, lang: str, jsonl: bool, text: str | None) -> None:
    """Show the language, intents, slots and dates of TEXT (or of each line of stdin)."""
    if jsonl:
        for line in _answers(sys.stdin, moment, lang):
            click.echo(line)
            sys.stdout.flush()
        return
    if text is None:
        text = sys.stdin.read()
    try:
        reading = understanding.understand(text, house_time(moment), Hints(language=lang))
    except ValueError as error:
        raise click.BadParameter(f"{error}; write it as 2026-11-21T15:00", param_hint="--now") from error
    click.echo(json.dumps(as_json(reading), ensure_ascii=False))


def house_time(moment: str | None) -> datetime:
    """A moment as written (the house's zone where none is said), or the present one. Raises ValueError."""
    if moment is None:
        return SystemClock().now().astimezone(ZONE)
    at = datetime.fromisoformat(moment)
    return at.replace(tzinfo=ZONE) if at.tzinfo is None else at.astimezone(ZONE)


def _answers(lines: Iterable[str], moment: str | None, lang: str) -> Iterator[str]:
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, moment, lang), ensure_ascii=False)


def _answer(line: str, moment: str | None, lang: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            return {"error": 'each line is an object with a "text", e.g. {"text": "明天有房吗"}'}
        at = house_time(asked.get("now") or moment)
        hints = Hints(asked=_asked(asked.get("context")), language=asked.get("lang") or lang)
    except (ValueError, TypeError) as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return as_json(understanding.understand(asked["text"], at, hints))


def _asked(context: object) -> str:
    """The slot the open step asks for, from {"flow", "step"}; "" when none is open."""
    step = context.get("step") if isinstance(context, Mapping) else ""
    if not isinstance(step, str):
        return ""
    name = step.removeprefix("ask_")
    return _ASKS.get(name, name)


def as_json(reading: Understood) -> dict[str, Any]:
    """A reading in plain JSON types; what was not understood is named `other`."""
    intents = [{"intent": intent.label, "confidence": intent.confidence} for intent in reading.intents]
    if not intents and not reading.slots:
        intents = [{"intent": "other", "confidence": 0.3}]
    out: dict[str, Any] = {
        "lang": reading.language,
        "intents": intents,
        "slots": dict(reading.slots),
        "dates": [_said(said) for said in reading.dates],
    }
    if reading.doubts:
        out["doubts"] = list(reading.doubts)
    return out


def _said(said: Said) -> dict[str, Any]:
    if said.kind == "date":
        return {"kind": "date", "start": said.start.isoformat() if said.start else None}
    if said.kind == "range":
        return {
            "kind": "range",
            "start": said.start.isoformat() if said.start else None,
            "end": said.end.isoformat() if said.end else None,
        }
    lengths = {"days": said.days, "nights": said.nights}
    return {"kind": "duration"} | {name: value for name, value in lengths.items() if value is not None}
