"""A new house is set up in chat: asked one thing at a time, kept at once, over days; read back, then opened with a yes.

Until then guests only hear that the house opens soon. What is not told stays empty: nobody invents it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Question, Result
from bot.flows.founding_answers import Founding, known, slots_of, values, whole
from bot.handlers import new_rooms
from locales import N_, join
from store import audit, house

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


def begin(turn: Turn) -> Founding:
    """What was kept before: nothing is asked twice."""
    return known(house.laid(turn.connection))


def proceed(turn: Turn, state: Founding) -> Result[Founding]:
    """Keep what is new, ask for what is missing; open the house after the yes."""
    if not turn.house.waiting:
        return Done(turn.say(N_("The house is open already. 设置 changes single things.")))
    state, kinds, lead = _rooms(turn, whole(state))
    new = {
        path: value
        for path, value in (kinds | values(state)).items()
        if house.overridden(turn.connection, path) != (True, value)
    }
    trouble = house.trouble(turn.connection, new)
    if trouble:
        return _once_more(turn, state, trouble)
    if new:
        house.override_all(turn.connection, new, turn.now)
        found = house.present(turn.connection)
        assert found is not None, "a house was just changed"
        turn.present = found
        audit.note(turn.connection, turn.now, turn.standing.person_id, "set", "house:founding", " ".join(new))
    step = _missing(state)
    if step:
        return Ask(step, state, lead=lead, alone=bool(lead))
    return _opened(turn, state)


def _once_more(turn: Turn, state: Founding, paths: Sequence[str]) -> Ask[Founding]:
    """What was refused is asked again, and that alone; the room types are what they were before."""
    kept = replace(
        state, **dict.fromkeys(slots_of(paths)), inn_kinds=True if turn.house.room_types else None, yes=None
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
    told = values(state)
    left = [turn.say(title) for path, title in TEXTS.items() if path not in told]
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
        Question(
            "name",
            "inn_name",
            N_("What is the house called?"),
            N_("Just its name, as it stands at the door."),
        ),
        Question(
            "address",
            "inn_address",
            N_("Where is it? Write the address, or send the location."),
            N_("The address, as you would tell a driver."),
        ),
        Question(
            "phone",
            "inn_phone",
            N_("Which phone number may guests call?"),
            N_("The number, for example 0872-2670000."),
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
        Question(
            "hours",
            "inn_hours",
            N_("When do guests check in, and until when check out?"),
            N_("Two hours, for example: check-in 14点, check-out 12点."),
            optional=True,
        ),
        Question(
            "staffed",
            "inn_staffed",
            N_("From when to when is somebody there?"),
            N_("For example 8点到23点; or 24小时."),
            optional=True,
        ),
        Question(
            "breakfast",
            "inn_breakfast",
            N_("How is it with breakfast?"),
            N_("For example: 8点到10点，含在房价里. Or “skip”."),
            optional=True,
        ),
        Question(
            "wifi",
            "inn_wifi",
            N_("The WiFi's name and password? Only guests who stay with you are told."),
            N_("Name and password, a space between. Or “skip”."),
            optional=True,
        ),
        Question(
            "parking",
            "inn_parking",
            N_("Where do guests park?"),
            N_("For example: 门口免费停6辆. Or “skip”."),
            optional=True,
        ),
        Question(
            "pets",
            "inn_pets",
            N_("May pets come along?"),
            N_("For example: 小型犬可以，一只50元. Or “skip”."),
            optional=True,
        ),
        Question(
            "deposit",
            "inn_deposit",
            N_("Do you take a deposit?"),
            N_("For example: 押金100元，退房时退. Or “skip”."),
            optional=True,
        ),
        Question(
            "cancellation",
            "inn_cancellation",
            N_("Until when may guests cancel free of charge, and what then?"),
            N_("For example: 入住前一天18点前免费取消. Or “skip”."),
            optional=True,
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
