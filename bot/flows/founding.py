"""A new house is set up in chat: asked one thing at a time, kept at once, over days; read back, then opened with a yes.

Until then guests only hear that the house opens soon. What is not told stays empty: nobody invents it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Question, Result
from bot.handlers import new_rooms
from locales import N_, join, say
from store import audit, house

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
TEXTS = {
    "name": N_("Name of the house"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "policies.breakfast": N_("Breakfast"),
    "parking": N_("Parking"),
    "policies.pets": N_("Pets"),
    "policies.deposit": N_("Deposit"),
    "policies.cancellation": N_("Cancelling"),
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


def begin(turn: Turn) -> Founding:
    """What was kept before: nothing is asked twice."""
    laid = house.laid(turn.connection)
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


def proceed(turn: Turn, state: Founding) -> Result[Founding]:
    """Keep what is new, ask for what is missing; open the house after the yes."""
    if not turn.house.waiting:
        return Done(turn.say(N_("The house is open already. 设置 changes single things.")))
    state, values, lead = _rooms(turn, _whole(state))
    values |= _values(state)
    values = {
        path: value
        for path, value in values.items()
        if house.overridden(turn.connection, path) != (True, value)
    }
    trouble = house.trouble(turn.connection, values)
    if trouble:
        return _once_more(turn, state, trouble)
    if values:
        house.override_all(turn.connection, values, turn.now)
        found = house.present(turn.connection)
        assert found is not None, "a house was just changed"
        turn.present = found
        audit.note(
            turn.connection, turn.now, turn.standing.person_id, "set", "house:founding", " ".join(values)
        )
    step = _missing(state)
    if step:
        return Ask(step, state, lead=lead, alone=bool(lead))
    return _opened(turn, state)


def _once_more(turn: Turn, state: Founding, paths: Sequence[str]) -> Ask[Founding]:
    """What was refused is asked again, and that alone; the room types are what they were before."""
    refused = {
        slot for at, slot in ANSWERED.items() if any(f"{path}.".startswith(f"{at}.") for path in paths)
    }
    kept = replace(
        state, **dict.fromkeys(refused), inn_kinds=True if turn.house.room_types else None, yes=None
    )
    step = _missing(kept) or "rooms"
    if any(path.startswith("room_types") for path in paths):
        step = "more" if kept.inn_kinds and kept.inn_more is None else "rooms"
    return Ask(step, kept, lead=_why(turn, paths))


def _opened(turn: Turn, state: Founding) -> Result[Founding]:
    if not turn.house.room_types:
        return Ask("rooms", replace(state, inn_kinds=None, yes=None))
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(
            turn.say(
                N_(
                    "Not yet, then; everything is kept. Write 开张 when you are ready, or with what is to be changed."
                )
            )
        )
    house.found(turn.connection, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "opened", "house")
    return Done(
        turn.say(
            N_(
                "The house is open: guests can write. 设置 changes single things, 改价 prices,"
                " 加员工 brings colleagues in; 帮助 shows all."
            )
        )
    )


def _whole(state: Founding) -> Founding:
    """The answers that were a bare yes or no, as sentences."""
    sentences: dict[str, Any] = {
        slot: say("zh_CN", words[said])
        for slot, words in WHOLE.items()
        if (said := getattr(state, slot)) in words
    }
    return replace(state, **sentences) if sentences else state


def _rooms(turn: Turn, state: Founding) -> tuple[Founding, dict[str, Any], str]:
    """The room types just said, put with those there are; and what one of them still lacks, in words."""
    if not state.inn_said:
        return state, {}, ""
    partial = json.loads(state.inn_partial) if state.inn_partial else None
    taken = new_rooms.take(turn, state.inn_said, partial)
    state = replace(
        state,
        inn_said=None,
        inn_kinds=True if taken.kinds else state.inn_kinds,
        inn_partial=json.dumps(taken.partial, ensure_ascii=False) if taken.partial else None,
    )
    return state, {"room_types": taken.kinds} if taken.kinds else {}, taken.said


def _values(state: Founding) -> dict[str, Any]:
    """Key paths and values of what was answered."""
    values: dict[str, Any] = {path: said for slot, path in PATHS.items() if (said := getattr(state, slot))}
    for slot, first, last in (
        ("inn_hours", "check_in", "check_out"),
        ("inn_staffed", "staffed_from", "staffed_to"),
    ):
        if said := getattr(state, slot):
            values[first], _, values[last] = said.partition("-")
    if state.inn_wifi:
        name, _, password = state.inn_wifi.partition(" ")
        values["wifi"] = {"name": name, "password": password}
    if state.inn_map:
        lat, _, lng = state.inn_map.partition(",")
        values["map"] = {"lat": float(lat), "lng": float(lng)}
    return values


def _missing(state: Founding) -> str:
    """The next question; "" when nothing is open."""
    steps = (
        ("name", state.inn_name),
        ("address", state.inn_address),
        ("phone", state.inn_phone),
        ("rooms", None if state.inn_partial else state.inn_kinds),
        ("more", state.inn_more),
        ("hours", state.inn_hours),
        ("staffed", state.inn_staffed),
        ("breakfast", state.inn_breakfast),
        ("wifi", state.inn_wifi),
        ("parking", state.inn_parking),
        ("pets", state.inn_pets),
        ("deposit", state.inn_deposit),
        ("cancellation", state.inn_cancellation),
    )
    return next((step for step, told in steps if told is None), "")


def _why(turn: Turn, paths: Sequence[str]) -> str:
    """Why an answer cannot be kept, in the owner's words."""
    if any(path in ("check_in", "check_out") for path in paths):
        return turn.say(N_("Guests have to leave before the next ones come, and after six in the morning."))
    if any(path.startswith("room_types") for path in paths):
        return turn.say(
            N_(
                "A room or a name stands in two room types; each belongs to one. Please say that line once more."
            )
        )
    return turn.say(N_("That does not fit; please say it once more."))


def _read_back(turn: Turn, state: Founding) -> str:
    document = turn.house.model_dump(mode="json")
    lines = []
    for path, title in TEXTS.items():
        value: Any = document
        for key in path.split("."):
            value = value[key]
        if value:
            lines.append(turn.say(N_("{name}: {value}"), name=turn.say(title), value=value))
    lines[3:3] = [new_rooms.described(turn, kind) for kind in turn.house.room_types.values()]
    lines.append(
        turn.say(
            N_(
                "Check-in from {check_in}, check-out until {check_out}; somebody is there from {first} to {last}"
            ),
            check_in=document["check_in"],
            check_out=document["check_out"],
            first=document["staffed_from"],
            last=document["staffed_to"],
        )
    )
    if turn.house.wifi:
        lines.append(
            turn.say(
                N_("{name}: {value}"), name="WiFi", value=f"{turn.house.wifi.name} {turn.house.wifi.password}"
            )
        )
    left = [turn.say(title) for path, title in TEXTS.items() if not getattr(state, _slot(path))]
    if left:
        lines.append(
            turn.say(
                N_("Not told yet: {names}. When a guest asks, I ask you."), names=join(turn.language, left)
            )
        )
    lines.append(
        turn.say(
            N_(
                "Is that right, shall I open the house? Reply “yes”. To mend something write like “电话：0872-2670000”."
            )
        )
    )
    return "\n".join(lines)


def _slot(path: str) -> str:
    return next(slot for slot, kept in PATHS.items() if kept == path)


def _question(step: str, slot: str, ask: str, again: str, *, optional: bool = True) -> Question[Founding]:
    return Question(step, slot, ask, again, optional=optional)


FLOW = Flow(
    name="founding",
    version=1,
    title=N_("setting up the house"),
    state=Founding,
    intents=(),
    begin=begin,
    proceed=proceed,
    lives=timedelta(days=2),
    left=N_("All right, another time; what you told me is kept. 开张 goes on from here."),
    questions=(
        _question(
            "name",
            "inn_name",
            N_("What is the house called?"),
            N_("Just its name, as it stands at the door."),
            optional=False,
        ),
        _question(
            "address",
            "inn_address",
            N_("Where is it? Write the address, or send the location."),
            N_("The address, as you would tell a driver."),
            optional=False,
        ),
        _question(
            "phone",
            "inn_phone",
            N_("Which phone number may guests call?"),
            N_("The number, for example 0872-2670000."),
            optional=False,
        ),
        Question(
            "rooms",
            "inn_said",
            N_(
                "Which rooms are there? A line a room type, for example: 湖景大床 3间 301 302 303 平时588 周末688"
            ),
            N_("I need the name, the room numbers and the price, for example: 湖景大床 301 302 平时588"),
        ),
        Question(
            "more",
            "inn_more",
            N_("Is there another room type? Write it the same way; if that is all, say “no more”."),
            N_("Another room type, like 标间 201 202 平时298; or “no more”."),
            optional=True,
        ),
        _question(
            "hours",
            "inn_hours",
            N_("When do guests check in, and until when check out?"),
            N_("Two hours, for example: check-in 14点, check-out 12点."),
        ),
        _question(
            "staffed",
            "inn_staffed",
            N_("From when to when is somebody there?"),
            N_("For example 8点到23点; or 24小时."),
        ),
        _question(
            "breakfast",
            "inn_breakfast",
            N_("How is it with breakfast?"),
            N_("For example: 8点到10点，含在房价里. Or “skip”."),
        ),
        _question(
            "wifi",
            "inn_wifi",
            N_("The WiFi's name and password? Only guests who stay with you are told."),
            N_("Name and password, a space between. Or “skip”."),
        ),
        _question(
            "parking",
            "inn_parking",
            N_("Where do guests park?"),
            N_("For example: 门口免费停6辆. Or “skip”."),
        ),
        _question(
            "pets",
            "inn_pets",
            N_("May pets come along?"),
            N_("For example: 小型犬可以，一只50元. Or “skip”."),
        ),
        _question(
            "deposit",
            "inn_deposit",
            N_("Do you take a deposit?"),
            N_("For example: 押金100元，退房时退. Or “skip”."),
        ),
        _question(
            "cancellation",
            "inn_cancellation",
            N_("Until when may guests cancel free of charge, and what then?"),
            N_("For example: 入住前一天18点前免费取消. Or “skip”."),
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("“Yes” opens the house; “no” leaves it closed for now. Shall I open it?"),
            reads_back=True,
            hint="inn_confirm",
        ),
    ),
)
