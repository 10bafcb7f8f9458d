"""What an owner answers while a house is set up, and where in the house file each answer stands. It asks and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from locales import N_, say

# Slot -> its key path in the house file, where the answer is kept as it is.
PATHS = {
    "inn_name": "name",
    "inn_address": "address",
    "inn_phone": "phone",
    "inn_breakfast": "policies.breakfast",
    "inn_parking": "parking",
    "inn_pets": "policies.pets",
    "inn_deposit": "policies.deposit",
    "inn_cancellation": "policies.cancellation",
}
# Where a key path that was refused was answered.
ANSWERED = {path: slot for slot, path in PATHS.items()} | {
    "check_in": "inn_hours",
    "check_out": "inn_hours",
    "staffed_from": "inn_staffed",
    "staffed_to": "inn_staffed",
    "wifi": "inn_wifi",
    "map": "inn_map",
}

# A bare yes or no as the house file keeps it, in Chinese: it is read back before any guest hears it.
WHOLE = {
    "inn_breakfast": {
        "yes": N_("Breakfast is included in the price."),
        "no": N_("Breakfast is not included."),
    },
    "inn_parking": {"yes": N_("There is parking."), "no": N_("There is no parking.")},
    "inn_pets": {"yes": N_("Pets are welcome."), "no": N_("Pets can't stay.")},
    "inn_deposit": {"no": N_("No deposit is taken.")},
}


@dataclass(frozen=True, slots=True)
class Founding:
    """What was answered so far; "" = left out for now."""

    inn_name: str | None = None
    inn_address: str | None = None
    inn_map: str | None = None  # a point that was sent: lat,lng
    inn_phone: str | None = None
    inn_said: str | None = None  # room types as they were just said
    inn_kinds: bool | None = None  # at least one room type is whole
    inn_partial: str | None = None  # JSON: what a room type still lacks
    inn_more: str | None = None  # whether that were all of them
    inn_hours: str | None = None
    inn_staffed: str | None = None
    inn_breakfast: str | None = None
    inn_wifi: str | None = None
    inn_parking: str | None = None
    inn_pets: str | None = None
    inn_deposit: str | None = None
    inn_cancellation: str | None = None
    yes: bool | None = None


def known(laid: Mapping[str, Any]) -> Founding:
    """What was answered before, out of the key paths that were laid over the house file."""
    slots: dict[str, Any] = {slot: laid[path] for slot, path in PATHS.items() if path in laid}
    if "check_in" in laid and "check_out" in laid:
        slots["inn_hours"] = f"{laid['check_in']}-{laid['check_out']}"
    if "staffed_from" in laid and "staffed_to" in laid:
        slots["inn_staffed"] = f"{laid['staffed_from']}-{laid['staffed_to']}"
    if laid.get("wifi"):
        slots["inn_wifi"] = f"{laid['wifi']['name']} {laid['wifi']['password']}"
    if laid.get("room_types"):
        slots["inn_kinds"] = True
    return Founding(**slots)


def values(state: Founding) -> dict[str, Any]:
    """Key paths and values of what was answered."""
    found: dict[str, Any] = {path: said for slot, path in PATHS.items() if (said := getattr(state, slot))}
    for slot, first, last in (
        ("inn_hours", "check_in", "check_out"),
        ("inn_staffed", "staffed_from", "staffed_to"),
    ):
        if said := getattr(state, slot):
            found[first], _, found[last] = said.partition("-")
    if state.inn_wifi:
        name, _, password = state.inn_wifi.partition(" ")
        found["wifi"] = {"name": name, "password": password}
    if state.inn_map:
        lat, _, lng = state.inn_map.partition(",")
        found["map"] = {"lat": float(lat), "lng": float(lng)}
    return found


def whole(state: Founding) -> Founding:
    """The answers that were a bare yes or no, as sentences."""
    sentences: dict[str, Any] = {
        slot: say("zh_CN", words[said])
        for slot, words in WHOLE.items()
        if (said := getattr(state, slot)) in words
    }
    return replace(state, **sentences) if sentences else state


def slots_of(paths: Sequence[str]) -> set[str]:
    """Which answers these key paths, or what stands beneath them, came from."""
    return {slot for at, slot in ANSWERED.items() if any(f"{path}.".startswith(f"{at}.") for path in paths)}
