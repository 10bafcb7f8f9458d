"""Opens tickets: where it is wanted, who is told, what the guest is promised. A wish that is open already is joined.

Promises nothing but the times of the house file, and says nothing about who stays where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from bot.context import Turn
from bot.handlers.asking_after import chase
from bot.understanding.wishes import UNDISTURBED, WishSaid, is_chase, urgent_kind
from locales import N_, clock
from scheduler import lost_files, ticket_files, ticket_moves, ticket_telling
from scheduler import ticket_words as words
from store import bookings, rooms, staff, subjects, ticket_changes, tickets
from store.bookings import Share
from store.house_file import ServiceKind
from store.media import Media
from store.rights import may_see
from store.staff import Hand
from store.ticket_changes import Want
from store.ticket_climb import REMINDING, TELLING
from store.tickets import Thing, Ticket

WORDS_KEPT = 200
A_WHILE = timedelta(hours=3)  # so long a room that was named holds for the next wish
IN_A_ROOM = frozenset(
    {"amenity", "housekeeping", "maintenance", "meal", "wake_up", "hot_water", "power", "leak", "noise"}
)


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is wanted, as far as known."""

    number: str | None
    booking_id: int | None = None
    bound: bool = False


def where(turn: Turn, said: str | None) -> Room | None:
    """The room: the one said, if the house has it, else the only one of the guest's stay. None: it has to be asked."""
    mine = my_rooms(turn)
    if said:
        number = said.upper()
        if number not in turn.house.rooms():
            return None
        share = mine.get(number)
        return Room(number, share.booking.id if share else None, share is not None)
    known = [number for number, share in mine.items() if may_see(share.part, share.level, "room")]
    if not mine:
        return _named_before(turn)
    if len(known) != 1:
        return None
    return Room(known[0], mine[known[0]].booking.id, bound=True)


# What the house says yes or no to first: it answers within its own minutes, whatever hour was named.
ANSWERED = ("transport", "special", "lost_found", "luggage")


def _named_before(turn: Turn) -> Room | None:
    """The room a guest nobody knows named for what was asked last, a short while ago: nobody is asked at every wish."""
    live = tickets.of_guest(turn.connection, turn.standing.person_id)
    last = next((ticket for ticket in live if ticket.created_at > turn.now - A_WHILE), None)
    return Room(last.room) if last is not None and last.room in turn.house.rooms() else None


def my_rooms(turn: Turn) -> dict[str, Share]:
    """The rooms of stays this person has a part in today. Only what they may see is ever said."""
    found = {}
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        here = share.booking.arrival <= turn.today <= share.booking.departure
        if here and share.booking.state in ("confirmed", "in_house"):
            for number in rooms.rooms_of(turn.connection, share.booking.id):
                found[number] = share
    return found


def open_all(turn: Turn, wishes: Sequence[WishSaid], said: str, room: Room, named_at: datetime | None) -> str:
    """A ticket a wish; what the guest hears."""
    lines = [_open(turn, wish, said, room, named_at) for wish in wishes]
    heard = "\n".join(lines)
    if all(wish.topic == UNDISTURBED for wish in wishes):
        return heard
    return turn.say(N_("{said} To ask how it goes, write “progress”."), said=heard)


def noise(turn: Turn) -> str:
    """The ticket of a complaint about noise by somebody who stays here tonight, in words; "" for any other complaint."""
    room = where(turn, None)
    if room is None or urgent_kind(turn.inbound.text, turn.language) != "noise":
        return ""
    return _open(turn, WishSaid("noise"), turn.inbound.text, room, None)


def _open(turn: Turn, wish: WishSaid, said: str, room: Room, named_at: datetime | None) -> str:
    want = _want(turn, wish, said, room, named_at)
    known = None if wish.more else ticket_changes.open_already(turn.connection, want)
    if known is not None and (want.bound or known.person_id == want.person_id):
        return _join(turn, known, said)
    house = turn.house
    later = ticket_moves.waits(want.kind, want.named_at, house, turn.now)
    begins = ticket_moves.opening(house, turn.now) if later else turn.now
    crew = staff.crew(turn.connection)
    hands = [] if later else ticket_telling.whom(want.kind, house.service, crew)
    ticket = ticket_changes.open_one(
        turn.connection,
        want,
        due=_due(turn, want, begins),
        step=TELLING if later else REMINDING,
        step_at=begins if later else turn.now + ticket_moves.pause(house.service, want.urgent),
        rooms=frozenset(house.rooms()),
        now=turn.now,
    )
    tell(turn, ticket, hands, "new")
    ticket_files.give(turn.connection, ticket, hands, turn.now, _claimed(turn, ticket))
    if (later or not hands) and ticket.topic != UNDISTURBED:
        return _noted(turn, ticket, later=later)
    promise = _promise(turn, ticket)
    if house.wechat.can("customer_service") or house.service.rings(want.kind):
        return promise
    return turn.say(  # notices wait until somebody of the house writes: the guest gets a way that does not
        N_("{said} If it can't wait, call {phone}."), said=promise, phone=house.service.phone or house.phone
    )


def _claimed(turn: Turn, ticket: Ticket) -> list[Media]:
    """What the guest sent just before goes with the ticket; of what never came whoever does it hears."""
    found = ticket_files.claim(turn.connection, ticket, turn.standing.person_id, turn.now)
    for one in found:
        if one.state == "lost":
            lost_files.tell_hands(turn.connection, one, ticket, turn.now)
    return found


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
    if want.named_at is not None and want.kind not in ANSWERED:
        return want.named_at
    return begins + timedelta(minutes=turn.house.service.minutes_for(want.kind))


def tell(turn: Turn, ticket: Ticket, hands: Sequence[Hand], what: str) -> None:
    """The whole ticket to people of the house."""
    text = ticket_telling.notice(turn.connection, ticket, turn.present, turn.now)
    key, about = f"{what}:{turn.inbound.key}", subjects.ticket(ticket.number)
    ticket_telling.tell(turn.connection, ticket, hands, key, text, turn.now, about)
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
        return turn.say(N_("All right, nobody disturbs you; it is noted (no. {n})."), **values)
    if turn.house.service.rings(ticket.kind):
        return turn.say(
            N_("I have called somebody: they see to it by {time} (no. {n}). If it gets worse, call {phone}."),
            **values,
        )
    if (
        ticket.kind in ANSWERED and ticket.named_at is not None
    ):  # 六点 may be either: it is said as it was read
        at = words.when(turn.language, ticket.named_at, turn.present, turn.now)
        return turn.say(
            N_("All right, noted: {wish}, {at}. You hear from us by {time} (no. {n})."), at=at, **values
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
        ticket_changes.ask_again(turn.connection, ticket.number, turn.standing.person_id, said, turn.now)
    hands = ticket_telling.workers(turn.connection, ticket)
    ticket_files.give(turn.connection, ticket, hands, turn.now, _claimed(turn, ticket))
    values = {
        "n": ticket.number,
        "wish": words.wish(turn.language, ticket),
        "time": words.when(turn.language, ticket.due_at, turn.present, turn.now),
    }
    if ticket.person_id != turn.standing.person_id:  # somebody else's of that room: not a word of it
        return turn.say(N_("All right, that is on its way already (no. {n})."), **values)
    if not ticket.promised:
        return turn.say(
            N_("No. {n} ({wish}) is noted; it takes longer, and the time is not sure yet."), **values
        )
    if pressed:
        return turn.say(N_("No. {n} ({wish}) is on its way, by {time}; I have pressed them again."), **values)
    return turn.say(N_("No. {n} ({wish}) is on its way already, by {time}."), **values)
