"""A guest's wish becomes a ticket: one sentence, one ticket a wish, the right people told, a time the house can keep.

Asks only for what is missing (the room where nobody knows it, the hour of a wake-up call). What was asked before is joined.
Never says who stays in a room, and promises nothing but the times of the house file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from bot.context import Turn
from bot.flows.engine import SKIPPED, Ask, Done, Flow, Option, Question, Result
from bot.handlers.passing_on import pass_on
from bot.understanding.wishes import (
    UNDISTURBED,
    ThingSaid,
    WishSaid,
    is_chase,
    is_undone,
    read_wishes,
    urgent_kind,
)
from locales import N_, clock, say
from scheduler import ticket_words as words
from scheduler import tickets as telling
from store import bookings, rooms, tickets
from store.bookings import Share
from store.house_file import ServiceKind
from store.rights import may_see
from store.tickets import ANSWERED_FOR, REMINDING, TELLING, Thing, Ticket, Want

SURE = 0.5
WORDS_KEPT = 200
CHASE_PAUSE = timedelta(minutes=3)  # so soon after the last time staff are not told again
IN_A_ROOM = frozenset(
    {"amenity", "housekeeping", "maintenance", "meal", "wake_up", "hot_water", "power", "leak", "noise"}
)
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
    yes: str | bool | None = None  # the answer to the house's question: the words, or a plain yes or no


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is wanted, as far as known."""

    number: str | None
    booking_id: int | None = None
    bound: bool = False


def begin(turn: Turn) -> Wishing:
    """The wishes of this sentence, with those of the one before whose room is still asked for."""
    before = _before(turn)
    if before.ticket is not None:
        return replace(before, yes=turn.inbound.text)
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
        wishes = read_wishes(state.said, ("service_amenity",), turn.language) or (WishSaid("amenity"),)
    if not wishes:
        return _no_wish(turn, state)
    if any(wish.kind == "wake_up" for wish in wishes) and state.datetime is None:
        return Ask("when", state)
    room = where(turn, state.room_no)
    if room is None and any(wish.kind in IN_A_ROOM for wish in wishes) and state.room_no != SKIPPED:
        return _ask_room(turn, state)
    return Done(open_all(turn, wishes, state.said or "", room or Room(None), _moment(turn, state.datetime)))


def _no_wish(turn: Turn, state: Wishing) -> Result[Wishing]:
    if turn.understood.has("service_status"):
        return Done(how_it_goes(turn))
    if turn.understood.has("access_door"):
        return Done(pass_on(turn, "door"))
    return Ask("what", state)


def _ask_room(turn: Turn, state: Wishing) -> Ask[Wishing]:
    if state.room_no:
        lead = turn.say(N_("We have no room {room}."), room=state.room_no)
        return Ask("room", replace(state, room_no=None), lead=lead)
    return Ask("room", state)


# --- where and when ---


def where(turn: Turn, said: str | None) -> Room | None:
    """The room: the one said, if the house has it, else the only one of the guest's stay. None: it has to be asked."""
    mine = _my_rooms(turn)
    if said:
        number = said.upper()
        if number not in turn.house.rooms():
            return None
        share = mine.get(number)
        return Room(number, share.booking.id if share else None, share is not None)
    known = [number for number, share in mine.items() if may_see(share.part, share.level, "room")]
    if len(known) != 1:
        return None
    return Room(known[0], mine[known[0]].booking.id, bound=True)


def _my_rooms(turn: Turn) -> dict[str, Share]:
    """The rooms of stays this person has a part in today. Only what they may see is ever said."""
    found = {}
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        here = share.booking.arrival <= turn.today <= share.booking.departure
        if here and share.booking.state in ("confirmed", "in_house"):
            for number in rooms.rooms_of(turn.connection, share.booking.id):
                found[number] = share
    return found


def _rooms_offered(turn: Turn, state: Wishing) -> Sequence[Option]:
    """The guest's own rooms, where there are several."""
    seen = [number for number, share in _my_rooms(turn).items() if may_see(share.part, share.level, "room")]
    return [Option(number, number) for number in seen] if len(seen) > 1 else ()


def _moment(turn: Turn, said: str | None) -> datetime | None:
    if said is None:
        return None
    return datetime.fromisoformat(said).replace(tzinfo=turn.house.zone_info)


# --- opening ---


def open_all(turn: Turn, wishes: Sequence[WishSaid], said: str, room: Room, named_at: datetime | None) -> str:
    """A ticket a wish; what the guest hears."""
    lines = [_open(turn, wish, said, room, named_at) for wish in wishes]
    return turn.say(N_("{said} To ask how it goes, write “progress”."), said="\n".join(lines))


def noise(turn: Turn) -> str:
    """The ticket of a complaint about noise by somebody who stays here tonight, in words; "" for any other complaint."""
    room = where(turn, None)
    if room is None or urgent_kind(turn.inbound.text, turn.language) != "noise":
        return ""
    return _open(turn, WishSaid("noise"), turn.inbound.text, room, None)


def _open(turn: Turn, wish: WishSaid, said: str, room: Room, named_at: datetime | None) -> str:
    want = _want(turn, wish, said, room, named_at)
    known = None if wish.more else tickets.open_already(turn.connection, want)
    if known is not None:
        return _join(turn, known, said)
    house = turn.house
    later = telling.waits(want.kind, want.named_at, house, turn.now)
    begins = telling.opening(house, turn.now) if later else turn.now
    crew = tickets.crew(turn.connection)
    hands = [] if later else telling.whom(want.kind, house.service, crew)
    ticket = tickets.open_one(
        turn.connection,
        want,
        due=_due(turn, want, begins),
        step=TELLING if later else REMINDING,
        step_at=begins if later else turn.now + telling.pause(house.service, want.urgent),
        rooms=frozenset(house.rooms()),
        now=turn.now,
    )
    tell(turn, ticket, hands, "new")
    if later or not hands:
        return _noted(turn, ticket, later=later)
    return _promise(turn, ticket)


def _want(turn: Turn, wish: WishSaid, said: str, room: Room, named_at: datetime | None) -> Want:
    kind = cast(ServiceKind, wish.kind)
    return Want(
        kind,
        turn.standing.person_id,
        turn.standing.address_id,
        said[:WORDS_KEPT],
        room=room.number,
        bound=room.bound,
        booking_id=room.booking_id,
        things=tuple(Thing(thing.name, thing.count, thing.unit) for thing in wish.things),
        topic=wish.topic,
        urgent=turn.house.service.rings(kind),
        named_at=named_at if named_at is not None and named_at > turn.now else None,
    )


def _due(turn: Turn, want: Want, begins: datetime) -> datetime:
    """The time the house can keep: its minutes from when somebody reads it, or the hour the guest named."""
    if want.named_at is not None and want.kind not in ("transport", "special", "lost_found"):
        return want.named_at
    return begins + timedelta(minutes=turn.house.service.minutes_for(want.kind))


def tell(turn: Turn, ticket: Ticket, hands: Sequence[tickets.Hand], what: str) -> None:
    """The whole ticket to people of the house."""
    text = telling.notice(turn.connection, ticket, turn.present, turn.now)
    telling.tell(turn.connection, ticket, hands, f"{what}:{turn.inbound.key}", text, turn.now)
    turn.noticed += len(hands)


def _promise(turn: Turn, ticket: Ticket) -> str:
    """What the guest hears when somebody was told: what, where, by when, the number."""
    values = {
        "n": ticket.number,
        "wish": words.wish(turn.language, ticket),
        "room": ticket.room or "",
        "time": words.when(turn.language, ticket.due_at, turn.present, turn.now),
        "phone": turn.house.service.phone or turn.house.phone,
    }
    if ticket.kind == "wake_up":
        return turn.say(N_("All right, we wake you at {time} (no. {n})."), **values)
    if ticket.topic == UNDISTURBED:
        return turn.say(N_("All right, nobody disturbs you; the house knows (no. {n})."), **values)
    if turn.house.service.rings(ticket.kind):
        return turn.say(
            N_("I have called somebody: they see to it by {time} (no. {n}). If it gets worse, call {phone}."),
            **values,
        )
    if ticket.kind in ("transport", "special", "lost_found", "meal") or ticket.room is None:
        return turn.say(N_("All right, noted: {wish}. You hear from us by {time} (no. {n})."), **values)
    if ticket.kind == "amenity" and ticket.things:
        return turn.say(N_("All right, {wish} to room {room} by {time} (no. {n})."), **values)
    if ticket.kind == "housekeeping":
        return turn.say(N_("All right, we clean room {room} by {time} (no. {n})."), **values)
    return turn.say(N_("All right, somebody comes to room {room} by {time} (no. {n})."), **values)


def _noted(turn: Turn, ticket: Ticket, *, later: bool) -> str:
    """What the guest hears when nobody was told yet, and why."""
    values = {
        "n": ticket.number,
        "wish": words.wish(turn.language, ticket),
        "phone": turn.house.service.phone or turn.house.phone,
        "time": clock(turn.language, turn.house.staffed_from),
    }
    if later:
        return turn.say(
            N_(
                "Noted (no. {n}): {wish}. It is read from {time} and seen to first. If it can't wait, call {phone}."
            ),
            **values,
        )
    return turn.say(
        N_(
            "Noted (no. {n}): {wish}. Nobody of the house is in this chat just now: if it can't wait, call {phone}."
        ),
        **values,
    )


def _join(turn: Turn, ticket: Ticket, said: str) -> str:
    """The same wish again: counted, and passed on only if the guest presses."""
    pressed = is_chase(said) and chase(turn, ticket)
    if not pressed:
        tickets.ask_again(turn.connection, ticket.number, turn.standing.person_id, said, turn.now)
    values = {
        "n": ticket.number,
        "wish": words.wish(turn.language, ticket),
        "time": words.when(turn.language, ticket.due_at, turn.present, turn.now),
    }
    if ticket.person_id != turn.standing.person_id:  # somebody else's of that room: not a word of it
        return turn.say(N_("All right, that is on its way already (no. {n})."), **values)
    if pressed:
        return turn.say(N_("No. {n} ({wish}) is on its way, by {time}; I have pressed them again."), **values)
    return turn.say(N_("No. {n} ({wish}) is on its way already, by {time}."), **values)


# --- how it goes ---


def chase(turn: Turn, ticket: Ticket) -> bool:
    """Count that the guest presses; tell whoever has it, unless they heard it just now. Whether they were told."""
    just_now = ticket.asked > 1 and turn.now - ticket.asked_at < CHASE_PAUSE
    tickets.ask_again(turn.connection, ticket.number, turn.standing.person_id, turn.inbound.text, turn.now)
    if just_now or telling.waits(ticket.kind, ticket.named_at, turn.house, turn.now):
        return False
    crew = tickets.crew(turn.connection)
    known = {ticket.taken_by} if ticket.taken_by else tickets.told(turn.connection, ticket.number)
    hands = [hand for hand in crew if hand.person_id in known]
    hands = hands or telling.whom(ticket.kind, turn.house.service, crew)
    said = turn.inbound.text[:WORDS_KEPT]

    def text(language: str) -> str:
        return say(
            language,
            N_("[Asked again, {times} times now] {ticket}\nGuest: {words}"),
            times=ticket.asked + 1,
            ticket=words.line(language, ticket),
            words=said,
        )

    telling.tell(turn.connection, ticket, hands, f"chase:{turn.inbound.key}", text, turn.now)
    turn.noticed += len(hands)
    return bool(hands)


def how_it_goes(turn: Turn) -> str:
    """Where the guest's tickets stand. Who presses, or waits longer than promised, is passed on; not done is opened again."""
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    live = [ticket for ticket in mine if ticket.state != "done"]
    pressing = is_chase(turn.inbound.text)
    if not live and pressing and is_undone(turn.inbound.text):
        again = reopen_last(turn)
        if again is not None:
            return again
    shown = live or [ticket for ticket in mine if _fresh(turn, ticket)][:1]
    if not shown:
        if pressing:
            return pass_on(turn, "status", lead=turn.say(N_("Sorry to keep you waiting.")))
        return turn.say(N_("Nothing is open just now. Need something? Just say it: “two towels, please”."))
    pressed = [ticket for ticket in live if (pressing or ticket.due_at < turn.now) and chase(turn, ticket)]
    lines = [_progress(turn, ticket) for ticket in shown[:5]]
    if pressed:
        lines.append(turn.say(N_("Sorry for the wait; I have pressed them again.")))
    return "\n".join(lines)


def _fresh(turn: Turn, ticket: Ticket) -> bool:
    """Whether the guest may still say that it is not done."""
    return ticket.state == "done" and ticket.done_at is not None and turn.now - ticket.done_at <= ANSWERED_FOR


def _progress(turn: Turn, ticket: Ticket) -> str:
    values = {
        "n": ticket.number,
        "wish": words.wish(turn.language, ticket),
        "time": words.when(turn.language, ticket.done_at or ticket.due_at, turn.present, turn.now),
    }
    if ticket.state == "done":
        return turn.say(
            N_("No. {n} {wish}: done at {time}. If something is still wrong, write “not done”."), **values
        )
    if ticket.due_at < turn.now:
        return turn.say(N_("No. {n} {wish}: promised for {time}, and late."), **values)
    if ticket.state == "accepted":
        return turn.say(N_("No. {n} {wish}: somebody is on it, by {time}."), **values)
    if ticket.step == TELLING:
        return turn.say(N_("No. {n} {wish}: noted, by {time}."), **values)
    return turn.say(N_("No. {n} {wish}: the house has been told, by {time}."), **values)


# --- the guest's last word ---


def reopen_last(turn: Turn, number: int | None = None) -> str | None:
    """The guest says that it is not done: the ticket last finished is open again. None when there is none."""
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    done = [ticket for ticket in mine if _fresh(turn, ticket) and number in (None, ticket.number)]
    if not done:
        return None
    ticket = max(done, key=lambda one: (one.done_at or one.created_at, one.number))
    house, worker = turn.house, ticket.taken_by
    later = telling.waits(ticket.kind, None, house, turn.now)
    begins = telling.opening(house, turn.now) if later else turn.now
    due = begins + timedelta(minutes=house.service.minutes_for(ticket.kind))
    step_at = begins + telling.pause(house.service, ticket.urgent)
    said = turn.inbound.text[:WORDS_KEPT]
    if not tickets.reopen(turn.connection, ticket, turn.standing.person_id, said, due, step_at, turn.now):
        return None
    crew = tickets.crew(turn.connection)
    hands = telling.whom(ticket.kind, house.service, crew)
    hands = [*hands, *(hand for hand in crew if hand.person_id == worker and hand not in hands)]

    def text(language: str) -> str:
        return say(
            language,
            N_("[Not done after all] {ticket}\nGuest: {words}\nReply “接{number}” to take it."),
            ticket=words.line(language, ticket),
            words=said,
            number=ticket.number,
        )

    telling.tell(turn.connection, ticket, hands, f"again:{turn.inbound.key}", text, turn.now)
    turn.noticed += len(hands)
    return turn.say(
        N_("I'm sorry. No. {n} is open again and the house has been told: {time} at the latest."),
        n=ticket.number,
        time=words.when(turn.language, due, turn.present, turn.now),
    )


def content(turn: Turn) -> str | None:
    """The guest is content: what was finished is closed. None when nothing waits for that word."""
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    closed = [
        ticket
        for ticket in mine
        if _fresh(turn, ticket) and tickets.close(turn.connection, ticket, turn.standing.person_id, turn.now)
    ]
    return turn.say(N_("Good to hear. I'm here when you need me.")) if closed else None


def _answered(turn: Turn, state: Wishing) -> Result[Wishing]:
    """The guest's answer to the house's question goes to whoever has the ticket."""
    assert state.ticket is not None
    if state.yes is None:
        return Ask("answer", state)
    ticket = tickets.get(turn.connection, state.ticket)
    if ticket is None or ticket.person_id != turn.standing.person_id:
        return Done(turn.say(N_("Thank you, noted.")))
    said = turn.inbound.text.strip()[:WORDS_KEPT]
    tickets.note(turn.connection, ticket.number, turn.standing.person_id, "answered", said, turn.now)
    crew = tickets.crew(turn.connection)
    known = {ticket.taken_by} if ticket.taken_by else tickets.told(turn.connection, ticket.number)
    hands = [hand for hand in crew if hand.person_id in known]

    def text(language: str) -> str:
        return say(
            language,
            N_("[Answer] {ticket}\nGuest: {words}"),
            ticket=words.line(language, ticket),
            words=said,
        )

    telling.tell(turn.connection, ticket, hands, f"answer:{turn.inbound.key}", text, turn.now)
    turn.noticed += len(hands)
    return Done(turn.say(N_("Thank you, I have passed it on.")))


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


FLOW = Flow(
    name="service",
    version=1,
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
