"""When will you arrive? Opened by the arrival reminder; the answer stands on staff's arrival list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot.context import Turn
from bot.flows import registering
from bot.flows.flow import Ask, Done, Flow, Option, Question, Result
from locales import N_
from store import bookings

WAY = (Option(True, "", slot="way"),)  # "1", as the reminder invites to; it says so itself


SAID = "arrival_time"  # told without being asked, by somebody whose booking is known: the router's word


@dataclass(frozen=True, slots=True)
class Arriving:
    """Which booking it is about, and what was answered."""

    booking: int | None = None
    arrival_time: str | None = None
    way: bool | None = None


def wishes_early(turn: Turn) -> bool:
    """Whether the hour that was said is a wish to have the room before check-in, and no time of arrival: 能十点就入住吗."""
    said, understood = turn.understood.slots.get("arrival_time"), turn.understood
    if not isinstance(said, str):
        return False
    wished = understood.has("early_checkin") or (understood.asks and understood.has("checkin_info"))
    return wished and turn.house.day_ends <= time.fromisoformat(said) < turn.house.check_in


def proceed(turn: Turn, state: Arriving) -> Result[Arriving]:
    """A time is noted, and who comes along may be told too; "1" gets the way, and the question stays open."""
    if wishes_early(turn):  # answered beside it; the hour is the house's to say
        return Ask("arrival_time", replace(state, arrival_time=None), alone=True)
    if state.arrival_time is not None and state.booking is not None:
        return _noted(turn, state.booking, state.arrival_time)
    if state.way:
        return Ask("arrival_time", replace(state, way=None), lead=the_way(turn))
    return Ask("arrival_time", state)


def _noted(turn: Turn, booking_id: int, at: str) -> Done:
    mine = {
        share.booking.id for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    }
    if booking_id not in mine:
        return Done(
            turn.say(
                N_("Thank you. I no longer see that booking of yours; write “my booking” to have a look.")
            )
        )
    bookings.expect_at(turn.connection, booking_id, at)
    said = turn.say(N_("Noted: about {time}. Have a good trip."), time=at)
    return Done(f"{said}\n{offer}" if (offer := registering.offer(turn, booking_id)) else said)


def told_meanwhile(turn: Turn, task: Mapping[str, Any]) -> bool:
    """Whether a task that waits asks when they come, and the hour was told with something else."""
    if task["flow"] != FLOW.name:
        return False
    number = task["slots"].get("booking")
    booking = bookings.get(turn.connection, int(number)) if number is not None else None
    return booking is not None and (booking.eta is not None or booking.state == "in_house")


def the_way(turn: Turn) -> str:
    """Address, directions and parking, as far as the house wrote them."""
    parts = [
        turn.say(N_("Address: {address}"), address=turn.words(turn.house, "address")),
        turn.words(turn.house, "directions"),
        turn.words(turn.house, "parking"),
    ]
    return "\n".join(part for part in parts if part)


def begin(turn: Turn) -> Arriving:
    """Somebody says by themselves when they come: it is about their soonest booking."""
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return Arriving(booking=mine[0].booking.id if mine else None)


FLOW = Flow(
    name="arriving",
    version=1,
    title=N_("your time of arrival"),
    state=Arriving,
    intents=(SAID,),
    begin=begin,
    proceed=proceed,
    questions=(
        Question(
            "arrival_time",
            "arrival_time",
            N_("About what time will you arrive?"),
            N_("A time will do, for example “3 pm”. Or reply 1 for the way and parking."),
            options=lambda turn, state: WAY,
            typed=True,
        ),
    ),
)
