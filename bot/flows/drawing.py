"""Flows as people look at them: a list of steps and slots, a drawing in Mermaid, and the lock that a change must step over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_type_hints

from bot.flows.flow import Flow, Question

LOCK = Path(__file__).parent / "flows.lock"


def listed(flow: Flow[Any]) -> list[str]:
    """A flow in lines: name, what begins it, its slots, its steps."""
    slots = ", ".join(f"{name}: {kind}" for name, kind in _slots(flow).items())
    lines = [
        f"{flow.name} (version {flow.version})",
        f"  begins with: {', '.join(flow.intents) or 'a push or the router'}",
    ]
    lines.append(f"  slots: {slots}")
    lines += [f"  step {question.step} → {question.slot}{_marks(question)}" for question in flow.questions]
    return lines


def drawn(flow: Flow[Any]) -> str:
    """The flow in Mermaid. Every step may be skipped when its slot is known, and any earlier one corrected."""
    steps = [question.step for question in flow.questions]
    lines = ["stateDiagram-v2", f"    [*] --> {steps[0]}: {' / '.join(flow.intents) or 'asked by a push'}"]
    lines += [
        f"    {one} --> {two}: {question.slot}"
        for question, one, two in zip(flow.questions, steps, steps[1:], strict=False)
    ]
    lines.append(f"    {steps[-1]} --> [*]: {flow.questions[-1].slot}")
    return "\n".join(lines)


def _marks(question: Question[Any]) -> str:
    marks = {
        "numbered choices": question.options is not None,
        "may be skipped": question.optional,
        "free words": question.free,
        "reads everything back": question.reads_back,
    }
    named = [mark for mark, holds in marks.items() if holds]
    return f" ({', '.join(named)})" if named else ""


def locked(flows: Sequence[Flow[Any]]) -> dict[str, Any]:
    """What a place in flight relies on: version, steps, slots and their kinds."""
    return {
        flow.name: {
            "version": flow.version,
            "steps": {question.step: question.slot for question in flow.questions},
            "slots": _slots(flow),
        }
        for flow in flows
    }


def stale(flows: Sequence[Flow[Any]]) -> list[str]:
    """Flows that changed without a new version, or whose new version is not in the lock; each with what to do."""
    written = json.loads(LOCK.read_text("utf-8")) if LOCK.exists() else {}
    found = []
    for name, now in locked(flows).items():
        before = written.get(name)
        if before == now:
            continue
        if before is not None and before["version"] == now["version"]:
            found.append(
                f"flow {name}: steps or slots changed; raise its version (with an upgrade if places in flight need one), "
                "then run `xiaoer flows --lock`"
            )
        else:
            found.append(
                f"flow {name}: version {now['version']} is not in the lock; run `xiaoer flows --lock`"
            )
    return found + [
        f"flow {name} is gone; run `xiaoer flows --lock`" for name in written if name not in locked(flows)
    ]


def lock(flows: Sequence[Flow[Any]]) -> None:
    """Write the lock file."""
    LOCK.write_text(json.dumps(locked(flows), indent=2, ensure_ascii=False) + "\n", "utf-8")


def _slots(flow: Flow[Any]) -> dict[str, str]:
    return {
        name: str(kind).removeprefix("<class '").removesuffix("'>")
        for name, kind in get_type_hints(flow.state).items()
    }
