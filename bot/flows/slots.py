"""The slots of a flow: filled by what a sentence told, kept as JSON, brought from an older version to today's. Asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from functools import cache
from typing import Any, get_args, get_type_hints

from bot.flows.flow import Flow, S, State
from store.places import Place


def filled(state: S, slots: Mapping[str, Any]) -> S:
    """The state with every slot the sentence told. What it did not mention stays; what it says anew replaces the old."""
    hints = _kinds(type(state))
    changes = {
        item.name: _typed(hints[item.name], slots[item.name]) for item in fields(state) if item.name in slots
    }
    return replace(state, **changes) if changes else state


def stored(state: State) -> dict[str, Any]:
    """The slots as JSON keeps them; only what was told."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(state).items()
        if value is not None
    }


def restored(flow: Flow[S], place: Place) -> S:
    """The slots a place tells, brought to today's version as far as they still fit it."""
    slots = dict((place.state or {}).get("slots", {}))
    for version in range(place.flow_version, flow.version):
        if version in flow.upgrades:
            slots = flow.upgrades[version](slots)
    hints = _kinds(flow.state)
    return flow.state(
        **{
            name: value
            for name, kept in slots.items()
            if (value := _fitting(hints.get(name), kept)) is not None
        }
    )


@cache
def _kinds(state: type) -> Mapping[str, Any]:
    """The kinds of a flow's slots. Looked up once: it takes longer than the rest of the step."""
    return get_type_hints(state)


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(value, str) and "date" in str(hint):
        return date.fromisoformat(value)
    return value


def _fitting(hint: Any, kept: Any) -> Any:
    """What was kept in a slot, if the slot still takes it; else None: it is asked for anew."""
    try:
        value = _typed(hint, kept)
    except ValueError:
        return None
    return value if type(value) in (get_args(hint) or (hint,)) else None
