"""录单: a booking that came another way, shown as it was read, and taken into the book once. Asks and reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.context import Turn
from bot.handlers.naming import kept
from bot.handlers.proposals import Detail
from locales import N_, join, money, party, stay
from scheduler import channel_words
from store import audit, booking_marks, bookings, claims, deeds, elsewhere, holds, intake, todos
from store.bookings import Booking
from store.holds import Decision
from store.intake import Recorded, Wish
from store.phones import e164
from store.room_nights import Occupancy
from store.rooms import Span
from store.sealing import mask_phone
from store.tables import ring_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking as it shall stand in the book; everything that must be there is."""

    source: str
    ref: str
    name: str
    arrival: date
    departure: date
    room_type: str
    phone: str | None
    rooms: int
    adults: int | None  # None: not said
    children: int
    total: int | None
    notes: str | None


def wish_of(turn: Turn, entry: Entry) -> Wish:
    """The entry as the book takes it. Without the platform's number it gets one that the same notice always gives."""
    phone = e164(entry.phone) if entry.phone else None
    wish = Wish(
        entry.source,
        entry.ref,
        "confirmed",
        entry.name,
        entry.arrival,
        entry.departure,
        entry.room_type,
        phone=phone,
        rooms=entry.rooms,
        adults=entry.adults or 1,
        children=entry.children,
        total=entry.total,
        notes=entry.notes,
    )
    if wish.source_ref:
        return wish
    ref = booking_marks.own_refs(ring_of(turn.connection.dialect), wish)[0]
    return Wish(**{name: getattr(wish, name) for name in Wish.__slots__} | {"source_ref": ref})


def known(turn: Turn, entry: Entry) -> str:
    """That the booking is in the book already; "" when it is not."""
    wish = wish_of(turn, entry)
    booking_id = booking_marks.id_of(turn.connection, wish.source, wish.source_ref)
    booking = bookings.get(turn.connection, booking_id) if booking_id is not None else None
    if booking is None:
        return ""
    return turn.say(
        N_("That one is in the book already: {code} {name}, {stay}. Nothing was changed."),
        code=booking.code,
        name=booking.holder,
        stay=stay(turn.language, booking.arrival, booking.departure, today=turn.today),
    )


def read_back(turn: Turn, entry: Entry) -> str:
    """Everything that was read, and what looks like the same booking."""
    kind = turn.house.room_types[entry.room_type]
    total = turn.say(N_("{total} in all"), total=money(turn.language, entry.total)) if entry.total else ""
    who = [
        entry.name,
        mask_phone(entry.phone) if entry.phone else "",
        party(turn.language, entry.adults, entry.children) if entry.adults else "",
    ]
    lines = [
        turn.say(N_("To be recorded · {source}"), source=channel_words.sold_by(turn.language, entry.source)),
        " ".join(part for part in who if part),
        stay(turn.language, entry.arrival, entry.departure, today=turn.today),
        f"{turn.words(kind, 'name')}×{entry.rooms} {total}".rstrip(),
        turn.say(N_("Order number {ref}"), ref=entry.ref) if entry.ref else "",
        turn.say(N_("Note: {notes}"), notes=entry.notes) if entry.notes else "",
        *_alike(turn, entry),
        _no_room(turn, entry),
    ]
    return "\n".join(line for line in lines if line)


def _alike(turn: Turn, entry: Entry) -> list[str]:
    """Bookings of the same name on the same day, which may be this one told twice."""
    same = [
        one.code
        for one in bookings.arriving(turn.connection, entry.arrival)
        if claims.same_name(entry.name, one.holder)
    ]
    if not same:
        return []
    return [
        turn.say(
            N_("{codes} arrives that day under the same name: is it not the same booking?"),
            codes=join(turn.language, same),
        )
    ]


def _no_room(turn: Turn, entry: Entry) -> str:
    """That no such room is free on those nights, and which others are; "" while there is one."""
    span = Span(entry.arrival, entry.departure)
    if Occupancy(turn.connection, span.arrival, span.departure).free(entry.room_type, span) >= entry.rooms:
        return ""
    found = channel_words.free_for(turn.connection, span, turn.present)
    if not found:
        return turn.say(N_("Mind: the house is full on those nights. Recorded, it waits on 待办 for a room."))
    names = channel_words.named_rooms(turn.language, found, turn.present)
    said = N_("Mind: no such room is free on those nights. Recorded, it waits on 待办; free are {rooms}.")
    return turn.say(said, rooms=join(turn.language, names))


def keep(turn: Turn, entry: Entry) -> str:
    """Take it into the book; what the owner is told."""
    already = known(turn, entry)
    if already:
        return already
    wish = wish_of(turn, entry)
    (result,) = intake.record(turn.connection, [wish], turn.today, turn.now, turn.chance)
    booking_id = booking_marks.id_of(turn.connection, wish.source, wish.source_ref)
    booking = bookings.get(turn.connection, booking_id) if booking_id is not None else None
    assert booking is not None, "it was written a moment ago"
    deeds.note(turn.connection, turn.standing.person_id, "recorded", {"booking": booking.id}, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "recorded", f"booking:{booking.id}")
    if result is Recorded.UNPLACED:
        key = f"unplaced:{booking.id}:{booking.arrival.isoformat()}"
        todos.open_once(turn.connection, key, "unplaced", turn.now, booking_id=booking.id)
        kept = N_(
            "{code} {name} is in the book, but no such room is free: it is on 待办 until it has one. 撤销 takes it out."
        )
        way_out = channel_words.way_out(turn.connection, turn.language, booking, turn.present)
        return f"{turn.say(kept, code=booking.code, name=booking.holder)}\n{way_out}"
    elsewhere.sold(turn.connection, booking, turn.now)
    asked = elsewhere.waiting(turn.connection, booking.id, elsewhere.CLOSE)
    if not asked:
        return turn.say(
            N_("{code} {name} is in the book. 撤销 takes it out."), code=booking.code, name=booking.holder
        )
    return turn.say(
        N_(
            "{code} {name} is in the book. Please close the room on {channels}, then reply 已关{code}. 撤销 takes it out."
        ),
        code=booking.code,
        name=booking.holder,
        channels=channel_words.there(turn.language, elsewhere.named(asked)),
    )


def _taken_out(turn: Turn, detail: Detail) -> str:
    """A slip of recording: the nights are free again, and the same notice may be recorded anew."""
    booking = kept(turn, detail)
    if _over(turn, booking):
        return turn.say(
            N_("Too late: {code} {name} has moved on since."), code=booking.code, name=booking.holder
        )
    booking_marks.let_go(turn.connection, booking.id)
    todos.finish(turn.connection, "unplaced", booking.id, turn.now)
    asked = elsewhere.waiting(turn.connection, booking.id, elsewhere.OPEN)
    if asked:
        return turn.say(
            N_(
                "Taken back: {code} {name} is out of the book. Open the room on {channels} again, then reply 已开{code}."
            ),
            code=booking.code,
            name=booking.holder,
            channels=channel_words.there(turn.language, elsewhere.named(asked)),
        )
    return turn.say(
        N_("Taken back: {code} {name} is out of the book."), code=booking.code, name=booking.holder
    )


def _over(turn: Turn, booking: Booking) -> bool:
    return holds.cancel(turn.connection, booking, "recorded by mistake", turn.now) is not Decision.DONE


TAKING_BACK: Mapping[str, Callable[[Turn, Detail], str]] = {"recorded": _taken_out}
