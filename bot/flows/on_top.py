"""What a guest wants on top of a room, inside a conversation: counted, put in words, and where it cannot be had.

It asks nothing by itself and writes nothing down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Protocol

from bot.context import Turn
from bot.understanding.extras import of_ages
from locales import N_, join, money
from store import extras
from store.house_file import RoomType
from store.house_file.extras import ExtraKind

SLOTS = frozenset({"extra_beds", "breakfasts", "child_breakfasts", "child_age", "child_ages"})
THINGS = frozenset(
    {"extra_beds", "breakfasts", "child_breakfasts"}
)  # what is put into a room or on the table


class OnTop(Protocol):
    """Slots that hold it; None is not told yet."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def extra_beds(self) -> int | None: ...

    @property
    def breakfasts(self) -> int | None: ...

    @property
    def child_breakfasts(self) -> int | None: ...

    @property
    def children(self) -> int | None: ...

    @property
    def child_age(self) -> int | None: ...

    @property
    def child_ages(self) -> str | None: ...


def wanted(turn: Turn, state: OnTop, rooms: int) -> dict[ExtraKind, int]:
    """How many of each every night; no more beds than the rooms take."""
    most = turn.house.extras.bed.most * rooms
    return {
        "extra_bed": min(state.extra_beds or 0, most),
        "breakfast": state.breakfasts or 0,
        "child_breakfast": state.child_breakfasts or 0,
        "child": _children_at_a_price(turn, state),
    }


def _children_at_a_price(turn: Turn, state: OnTop) -> int:
    """The children that are old enough to cost something, as far as their ages were told, and have no bed of their own."""
    free_under = turn.house.extras.child.free_under
    ages = of_ages(state.child_ages or "") or (() if state.child_age is None else (state.child_age,))
    count = max(state.children or 0, len(ages))
    paid = count - sum(age < free_under for age in ages)
    return max(paid - (state.extra_beds or 0), 0)


def anew(
    turn: Turn, state: OnTop, has: extras.Wanted, rooms: int, *, others_come: bool
) -> dict[ExtraKind, int]:
    """What there `has` been so far, but for what is told now; `others_come` where the children are not those there were."""
    beds = has.get("extra_bed", 0) if state.extra_beds is None else state.extra_beds
    asked = wanted(turn, replace(state, extra_beds=beds), rooms)
    told: dict[ExtraKind, bool] = {
        "extra_bed": state.extra_beds is not None,
        "breakfast": state.breakfasts is not None,
        "child_breakfast": state.child_breakfasts is not None,
        "child": others_come or state.child_age is not None or state.child_ages is not None,
    }
    kept = {kind: asked[kind] if told[kind] else has.get(kind, 0) for kind in told}
    if told["extra_bed"] and not told["child"]:  # a child with a bed pays for the bed alone
        moved = kept["extra_bed"] - has.get("extra_bed", 0)
        kept["child"] = min(max(kept["child"] - moved, 0), max(state.children or 0, kept["child"]))
    return kept


def refused(turn: Turn, state: OnTop, code: str, rooms: int) -> str:
    """That no bed, or not so many, can be put there, with where it can; "" where nothing is in the way."""
    beds, bed = state.extra_beds or 0, turn.house.extras.bed
    kinds = turn.house.room_types
    if not beds or code not in kinds:
        return ""
    if not bed.fits(code):
        others = [turn.words(kind, "name") for other, kind in kinds.items() if bed.fits(other)]
        return turn.say(
            N_("No extra bed fits the {room}; one does fit: {others}."),
            room=turn.words(kinds[code], "name"),
            others=join(turn.language, others),
        )
    if beds > bed.most * rooms:
        return turn.say(N_("At most {n} extra beds there, so I count {n}."), n=bed.most * rooms)
    return ""


def offered(turn: Turn, state: OnTop, code: str, adults: int, rooms: int) -> str:
    """That there is an extra bed and what it costs, where more grown people come than there are beds; else ""."""
    kind: RoomType = turn.house.room_types[code]
    price = turn.house.extras.price("extra_bed", code)
    if price is None or state.extra_beds is not None or adults <= kind.adults * rooms:
        return ""
    return turn.say(N_("extra bed {price} a night if you like"), price=money(turn.language, price))


def young_are_free(turn: Turn, state: OnTop, code: str) -> str:
    """Under which age a child costs nothing, where one is counted whose age nobody told; else ""."""
    child = turn.house.extras.child
    untold = state.child_age is None and not state.child_ages
    if not (state.children and untold and child.free_under) or turn.house.extras.price("child", code) is None:
        return ""
    return turn.say(N_("Under {n} years a child is free; tell me if yours is."), n=child.free_under)
