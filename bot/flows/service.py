"""A guest's wish becomes a ticket: one sentence, one ticket a wish. Asks only for what is missing: the room where nobody
knows it, the hour of a wake-up call. Never says who stays in a room.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context import Turn
from bot.flows.flow import SKIPPED, Ask, Done, Flow, Option, Question, Result
from bot.handlers.ahead import wished_ahead
from bot.handlers.asking_after import how_it_goes, pass_answer
from bot.handlers.getting_in import door
from bot.handlers.opening import IN_A_ROOM, WORDS_KEPT, Room, my_rooms, open_all, where
from bot.understanding.wishes import ThingSaid, WishSaid, read_wishes
from locales import N_
from store.rights import may_see

SURE = 0.5
SHOWN = frozenset({"image", "video"})
INTENTS = (
    "service_amenity",
    "service_housekeeping",
    "service_maintenance",
    "service_meal",
    "service_transport",
    "wake_up_call",
    "luggage",
    "lost_found",
    "special_request",
    "service_status",
    "access_door",
)


@dataclass(frozen=True, slots=True)
class Wishing:
    """What the guest wants, as far as told; or the ticket a question of the house's is about."""

    wishes: str | None = None  # JSON, as `_packed` writes it
    said: str | None = None
    room_no: str | None = None
    datetime: str | None = None
    ticket: int | None = None
    picture: bool | None = None  # it began with one: what it shows is asked
    yes: str | bool | None = None  # the answer to the house's question: the words, or a plain yes or no


def begin(turn: Turn) -> Wishing:
    """The wishes of this sentence, with those of the one before whose room is still asked for."""
    before = _before(turn)
    if before.ticket is not None:
        return replace(before, yes=turn.inbound.text)
    if turn.inbound.kind in SHOWN:
        return replace(before, picture=True)
    fresh = wishes_of(turn)
    known = _unpacked(before.wishes)
    merged = {wish.kind: wish for wish in (*known, *fresh)}
    if not merged:
        return Wishing()
    said = "，".join(part for part in (before.said, turn.inbound.text.strip() if fresh else "") if part)
    return replace(before, wishes=_packed(tuple(merged.values())), said=said[:WORDS_KEPT])


def _before(turn: Turn) -> Wishing:
    place = turn.standing.place
    if place.flow != FLOW.name or not place.step:
        return Wishing()
    slots = dict((place.state or {}).get("slots", {}))
    known = set(Wishing.__dataclass_fields__)
    return Wishing(**{name: value for name, value in slots.items() if name in known})


def wishes_of(turn: Turn) -> tuple[WishSaid, ...]:
    """The service requests of this turn's sentence."""
    labels = [intent.label for intent in turn.understood.intents if intent.confidence >= SURE]
    return read_wishes(turn.inbound.text, labels, turn.understood.language or turn.language)


def proceed(turn: Turn, state: Wishing) -> Result[Wishing]:
    """Ask for what is missing, else open the tickets."""
    if state.ticket is not None:
        return _answered(turn, state)
    wishes = _unpacked(state.wishes)
    if not wishes and state.said:
        wishes = read_wishes(state.said, ("service_amenity",), turn.language) or (
            WishSaid("special" if state.picture else "amenity"),
        )
    if not wishes:
        return _no_wish(turn, state)
    if any(wish.kind == "wake_up" for wish in wishes) and state.datetime is None:
        return Ask("when", state)
    room = where(turn, state.room_no)
    if room is None and any(wish.kind in IN_A_ROOM for wish in wishes) and state.room_no != SKIPPED:
        ahead = "" if state.room_no else wished_ahead(turn, wishes, state.said or "")
        return Done(ahead) if ahead else _ask_room(turn, state)
    return Done(open_all(turn, wishes, state.said or "", room or Room(None), _moment(turn, state.datetime)))


def _no_wish(turn: Turn, state: Wishing) -> Result[Wishing]:
    if state.picture:
        return Ask("about", state)
    if turn.understood.has("service_status"):
        return Done(how_it_goes(turn))
    if turn.understood.has("access_door"):
        return Done(door(turn))
    return Ask("what", state)


def about(turn: Turn) -> str:
    """What is asked of somebody who sent a picture without a word."""
    return turn.say(ABOUT)


def _ask_room(turn: Turn, state: Wishing) -> Ask[Wishing]:
    if state.room_no:
        lead = turn.say(N_("We have no room {room}."), room=state.room_no)
        return Ask("room", replace(state, room_no=None), lead=lead)
    return Ask("room", state)


def _rooms_offered(turn: Turn, state: Wishing) -> Sequence[Option]:
    """The guest's own rooms, where there are several."""
    seen = [number for number, share in my_rooms(turn).items() if may_see(share.part, share.level, "room")]
    return [Option(number, number) for number in seen] if len(seen) > 1 else ()


def _moment(turn: Turn, said: str | None) -> datetime | None:
    if said is None:
        return None
    return datetime.fromisoformat(said).replace(tzinfo=turn.house.zone_info)


def _answered(turn: Turn, state: Wishing) -> Result[Wishing]:
    """The answer to the house's question, word for word."""
    assert state.ticket is not None
    return Ask("answer", state) if state.yes is None else Done(pass_answer(turn, state.ticket))


# --- as JSON keeps it ---


def _packed(wishes: Sequence[WishSaid]) -> str:
    rows = [
        [wish.kind, [[thing.name, thing.count, thing.unit] for thing in wish.things], wish.topic, wish.more]
        for wish in wishes
    ]
    return json.dumps(rows, ensure_ascii=False)


def _unpacked(packed: str | None) -> tuple[WishSaid, ...]:
    if not packed:
        return ()
    return tuple(
        WishSaid(kind, tuple(ThingSaid(*thing) for thing in things), topic, more)
        for kind, things, topic, more in json.loads(packed)
    )


ABOUT = N_("I have it. What is it about? A few words are enough, and I pass both on to the house.")

FLOW = Flow(
    name="service",
    version=2,
    title=N_("what you asked for"),
    state=Wishing,
    intents=INTENTS,
    begin=begin,
    proceed=proceed,
    questions=(
        Question(
            "what",
            "said",
            N_("What do you need? Towels, cleaning, something broken: just say it."),
            N_("Tell me in a few words, for example “two towels” or “the lamp is broken”: what do you need?"),
            free=True,
        ),
        Question(
            "about",
            "said",
            ABOUT,
            N_("Tell me in a few words what the picture is about, for example “the lamp is broken”."),
            free=True,
        ),
        Question(
            "when",
            "datetime",
            N_("At what time shall we wake you?"),
            N_("I need the time, for example “tomorrow at 6:30”: when shall we wake you?"),
        ),
        Question(
            "room",
            "room_no",
            N_("Which room are you in?"),
            N_(
                "I need the number on your door, for example 302; if you don't know it, write “skip”. Which room is it?"
            ),
            options=_rooms_offered,
            typed=True,
            optional=True,
        ),
        Question(
            "answer",
            "yes",
            N_("The house is waiting for your answer."),
            N_("Just write it as it comes, I pass it on."),
            free=True,
        ),
    ),
)
