"""录单: what a pasted notice does not say is asked for, one thing at a time; all of it is read back before it is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bot.context import Turn, vocabulary
from bot.flows import stays
from bot.flows.engine import start
from bot.flows.flow import YES, Ask, Done, Flow, Option, Outcome, Question, Result
from bot.flows.slots import restored
from bot.handlers import recording
from bot.handlers.recording import Entry
from bot.understanding.commands import Command
from bot.understanding.order_texts import read_order
from locales import N_
from store.bookings import DIRECT
from store.places import Place


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of the booking."""

    source: str | None = None
    ref: str | None = None
    name: str | None = None
    phone: str | None = None
    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    room_type: str | None = None
    rooms: int | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    amount: int | None = None  # yuan, as a correction says it
    total: int | None = None  # fen
    notes: str | None = None
    yes: bool | None = None


NOTICE = 3  # things a message tells at least that is a notice, and no answer to what was asked
IN_A_LINE = "美团 王女士 12.24两晚 {room}"  # typed by staff, whatever language they are answered in
CHANGES = frozenset(Recording.__dataclass_fields__) - {"yes"}


def record(turn: Turn, command: Command) -> Outcome:
    """The command: read the notice, ask for what it lacks."""
    return start(FLOW, turn, Recording(**_read(turn, command.words.get("text", ""))))


def pasted(turn: Turn, place: Place) -> Outcome | None:
    """A notice that comes after 录单, in a message of its own: the booking it tells of, whatever else its words could mean."""
    if place.flow != FLOW.name or not place.step or place.over(turn.now):
        return None
    told = {name: value for name, value in _read(turn, turn.inbound.text).items() if value is not None}
    if len(told) < NOTICE or not {"check_in", "ref"} & told.keys():
        return None
    known = {name: value for name, value in asdict(restored(FLOW, place)).items() if value is not None}
    if any(known[name] != told[name] for name in known.keys() & told.keys()):
        return None
    return start(FLOW, turn, Recording(**(known | told)))


def _read(turn: Turn, text: str) -> dict[str, Any]:
    order = read_order(text, turn.local, vocabulary(turn.present), turn.house.day_ends)
    return {name: getattr(order, name) for name in order.__slots__}


def proceed(turn: Turn, state: Recording) -> Result[Recording]:
    """Ask for what a booking cannot be without, read everything back, then write it down."""
    state = _put_right(turn, stays.agreed(turn, state))
    if not state.name:
        return Ask("name", replace(state, name=None))
    open_days = stays.missing(turn, state)
    if open_days is not None:
        return open_days
    if state.room_type not in turn.house.room_types:
        return Ask("room_type", replace(state, room_type=None))
    entry = _entry(state)
    if known := recording.known(turn, entry):
        return Done(known)
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Done(turn.say(N_("All right, nothing is recorded.")))
    return Done(recording.keep(turn, entry))


def _put_right(turn: Turn, state: Recording) -> Recording:
    """A corrected sum is in yuan; whatever was corrected is read back again."""
    if state.amount is not None:
        state = replace(state, total=round(state.amount * 100), amount=None)
    if state.guests is not None and "adults" not in turn.understood.slots:
        state = replace(state, adults=max(1, state.guests - (state.children or 0)), guests=None)
    said = CHANGES & turn.understood.slots.keys()
    return replace(state, yes=None) if said and state.yes is not None else state


def _entry(state: Recording) -> Entry:
    span = stays.span(state)
    return Entry(
        state.source or DIRECT,
        state.ref or "",
        state.name or "",
        span.arrival,
        span.departure,
        state.room_type or "",
        state.phone,
        state.rooms or 1,
        state.adults,
        state.children or 0,
        state.total,
        state.notes,
    )


def _read_back(turn: Turn, state: Recording) -> str:
    return f"{recording.read_back(turn, _entry(state))}\n{turn.say(N_('Shall I record it? Reply 确认, or say what is wrong.'))}"


def _whose(turn: Turn, state: Recording) -> str:
    if state == Recording():
        begin = N_(
            "Paste the notice here, or say it in a line, for example “{example}”. Whose booking is it?"
        )
        room = _rooms(turn, state)[0].label
        return turn.say(begin, example=IN_A_LINE.format(room=room))
    return turn.say(N_("Whose booking is it?"))


def _rooms(turn: Turn, state: Any) -> list[Option]:
    return [Option(code, turn.words(kind, "name")) for code, kind in turn.house.room_types.items()]


FLOW = Flow(
    name="recording",
    version=1,
    title=N_("recording a booking"),
    state=Recording,
    intents=(),
    proceed=proceed,
    left=N_("All right, nothing is recorded."),
    questions=(
        Question(
            "name",
            "name",
            _whose,
            N_("The name is enough, for example 王女士. Whose booking is it?"),
        ),
        Question(
            "check_in",
            "check_in",
            N_("Which day do they arrive?"),
            N_("I didn't catch the day. For example 12.24: which day do they arrive?"),
        ),
        Question(
            "nights",
            "nights",
            N_("How many nights do they stay?"),
            N_("A number will do, for example 2: how many nights do they stay?"),
        ),
        Question(
            "room_type",
            "room_type",
            N_("Which room?"),
            N_("The number before it will do. Which room?"),
            options=_rooms,
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("Reply 确认 to record it, “no” to leave it; or say what is wrong, for example 改成三晚."),
            reads_back=True,
        ),
    ),
)
