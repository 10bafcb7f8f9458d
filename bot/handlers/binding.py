"""Whose booking is this guest's? Staff say so, or are asked when it is likely; who comes second waits for the holder's yes."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.handlers.naming import numbered
from bot.understanding.commands import Command
from locales import N_, fallback, say
from store import asking, audit, bookings, claims, joins, outbox, people, rooms, stays, todos
from store.bookings import Booking
from store.joins import Join
from store.sealing import mask_name

ASKED_FOR = timedelta(days=1)  # how long 是302 answers the notice about a new guest
OPEN_FOR = 2 * 24 * 60  # minutes the holder may take to answer
TRIES = 2  # of finding a booking, before the house is asked


# --- the house says who it is ---


def identify(turn: Turn, command: Command) -> str:
    """G12是B23, G12是302, 是302: that guest is confirmed in that booking."""
    found = _meant(turn, command)
    if isinstance(found, str):
        return found
    person_id, booking = found
    claims.confirm(turn.connection, person_id, booking.id, turn.now)
    joins.settle(turn.connection, booking.id, person_id, True, turn.now)
    todos.finish_of_person(turn.connection, ("identify",), person_id, turn.now)
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "identified", f"person:{person_id}", booking.code
    )
    _tell_guest(
        turn,
        person_id,
        f"identified:{turn.inbound.key}",
        N_("The house has found your booking. Write “my booking” to see it."),
    )
    message = N_("Done: G{person} is {name}, {code}. From now on they see room and bill.")
    if person_id not in bookings.holders(turn.connection, booking.id):
        message = N_("Done: G{person} stays with {name}, {code}. They see room and wifi, never the price.")
    return turn.say(message, person=person_id, name=mask_name(booking.holder), code=booking.code)


def _meant(turn: Turn, command: Command) -> tuple[int, Booking] | str:
    """The guest and the booking; help when either is not clear."""
    words = command.words
    asked = todos.newest_of_kind(turn.connection, "identify", turn.now - ASKED_FOR)
    if "person" in words:
        person_id = int(words["person"])
        if not people.exists(turn.connection, person_id):
            return turn.say(N_("I know no G{person}."), person=person_id)
        asked = [one for one in asked if one[0] == person_id]
    elif not asked:
        return turn.say(N_("Who? Write it with the guest's number, for example “G12是B23”."))
    choices = [booking for _, number in asked if (booking := _get(turn, number)) is not None]
    named = _named(turn, command, choices)
    if isinstance(named, str):
        return named
    if "person" in words:
        return int(words["person"]), named
    about = next((one for one in asked if one[1] == named.id), asked[0])[0]
    assert about is not None, "a to-do about a guest names the guest"
    return about, named


def _get(turn: Turn, booking_id: int | None) -> Booking | None:
    return bookings.get(turn.connection, booking_id) if booking_id is not None else None


def _named(turn: Turn, command: Command, asked: list[Booking]) -> Booking | str:
    """The booking by its code or by its room: the one staff were asked about, else who has the room now."""
    if "booking" in command.words:
        return numbered(turn, command)
    room = command.words["room"].upper()
    found = [one for one in asked if room in rooms.rooms_of(turn.connection, one.id)]
    found = found[:1] or stays.in_room(turn.connection, room, turn.today)
    if len(found) == 1:
        return found[0]
    if not found:
        return turn.say(
            N_("Nobody stays in {where} or arrives there today. Have a look at 今天."), where=room
        )
    return turn.say(
        N_("{where} has two bookings just now; write it with the number, like “G12是B23”."), where=room
    )


# --- the house is asked ---


def notice_stranger(turn: Turn) -> None:
    """Somebody without a booking here writes about a stay and says who they are: the house may know them."""
    slots = turn.understood.slots
    if not turn.understood.intents or not ("name" in slots or "phone" in slots):
        return
    if not bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        wonder(turn, str(slots.get("name", "")), str(slots.get("phone", "")))


def wonder(turn: Turn, name: str, phone: str) -> None:
    """Ask the house whether this is the one arrival of today or tomorrow that name or phone fit; once a person a day."""
    likely = [
        booking
        for day in (turn.today, turn.today + timedelta(days=1))
        for booking in bookings.arriving(turn.connection, day)
        if _fits(booking, name, phone)
    ]
    person_id = turn.standing.person_id
    key = f"likely:{person_id}:{turn.today.isoformat()}"
    if len(likely) != 1 or not todos.open_once(
        turn.connection, key, "identify", turn.now, person_id=person_id, booking_id=likely[0].id
    ):
        return
    numbers = rooms.rooms_of(turn.connection, likely[0].id)
    turn.tell_staff(
        N_("New guest “{said}” (G{person}): is this {where} {name}? Reply “是{where}”."),
        said="，".join(part for part in (name, phone and f"…{phone[-4:]}") if part),
        person=person_id,
        where=numbers[0] if numbers else likely[0].code,
        name=likely[0].holder,
    )


def _fits(booking: Booking, name: str, phone: str) -> bool:
    tail = phone[-4:]
    return bool(name and claims.same_name(name, booking.holder)) or bool(
        len(tail) == 4 and booking.phone and booking.phone.endswith(tail)
    )


# --- the holder is asked ---


def ask_holder(turn: Turn, booking_id: int) -> str:
    """Somebody has the code of a booking that is held already: its holder decides. What the second one is told."""
    join, new = joins.ask(turn.connection, booking_id, turn.standing.person_id, turn.now)
    if join.answered and not join.granted:
        return turn.say(
            N_(
                "The person who booked did not agree, so I can't show you this booking. The house can help: {phone}."
            ),
            phone=turn.house.phone,
        )
    if new:
        audit.note(
            turn.connection, turn.now, turn.standing.person_id, "asked_to_join", f"booking:{booking_id}"
        )
        if not _put_to_holder(turn, join):
            _put_to_staff(turn, join)
            return turn.say(
                N_("Somebody else holds this booking, so I have asked the house. You hear from us.")
            )
    return turn.say(
        N_("Somebody else holds this booking; I am asking them, and tell you as soon as they agree.")
    )


def _put_to_holder(turn: Turn, join: Join) -> bool:
    """Ask whoever is confirmed as the holder; False when they cannot be reached."""
    holding = [
        person
        for person, part, level in bookings.parties(turn.connection, join.booking_id)
        if part == "holder" and level == "confirmed"
    ]
    reached = people.reached_at(turn.connection, holding[0]) if holding else None
    if reached is None:
        return False
    address_id, language = reached
    waiting = asking.set_aside(turn.connection, address_id, "arriving")  # nobody else waits for that answer
    place = {
        "flow": "joining",
        "version": 1,
        "step": "join",
        "slots": {"join": join.id},
        "waiting": waiting,
        "minutes": OPEN_FOR,
    }
    text = question(turn, fallback(language), join)
    outbox.ask(turn.connection, f"join:{join.id}", "join", address_id, text, place, turn.now)
    turn.noticed += 1
    return True


def question(turn: Turn, language: str, join: Join) -> str:
    """What the holder is asked."""
    name = people.name_of(turn.connection, join.person_id)
    values = {"name": name, "code": f"B{join.booking_id}"}
    if name:
        return say(
            language,
            N_(
                "{name} would like to join your booking {code}: they would see room and wifi, not the price.\n"
                "All right? Reply 1 for yes, 2 for no."
            ),
            **values,
        )
    return say(
        language,
        N_(
            "Somebody with your code would like to join your booking {code}: they would see room and wifi, not the price.\n"
            "All right? Reply 1 for yes, 2 for no."
        ),
        **values,
    )


def _put_to_staff(turn: Turn, join: Join) -> None:
    todos.open_once(
        turn.connection,
        f"join:{join.id}",
        "identify",
        turn.now,
        person_id=join.person_id,
        booking_id=join.booking_id,
    )
    turn.tell_staff(
        N_(
            "G{person} has the code of B{booking}, whose holder I can't reach.\n"
            "Do they stay there too? Reply “G{person}是B{booking}”."
        ),
        person=join.person_id,
        booking=join.booking_id,
    )


def answered(turn: Turn, join: Join, granted: bool) -> str:
    """The holder's yes or no; what the holder is told."""
    if not joins.settle(turn.connection, join.booking_id, join.person_id, granted, turn.now):
        return turn.say(N_("That is settled already."))
    subject = f"booking:{join.booking_id}"
    if granted:
        claims.confirm(turn.connection, join.person_id, join.booking_id, turn.now)
        audit.note(
            turn.connection, turn.now, turn.standing.person_id, "let_in", subject, f"person:{join.person_id}"
        )
        _tell_guest(
            turn,
            join.person_id,
            f"joined:{join.id}",
            N_("The person who booked agreed. Write “my booking” for the room, “wifi” for the password."),
        )
        return turn.say(N_("Done: they see room and wifi, never the price."))
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "kept_out", subject, f"person:{join.person_id}"
    )
    _tell_guest(
        turn,
        join.person_id,
        f"joined:{join.id}",
        N_("The person who booked did not agree, so I can't show you this booking."),
    )
    return turn.say(N_("All right, they see nothing."))


def _tell_guest(turn: Turn, person_id: int, key: str, message: str) -> None:
    reached = people.reached_at(turn.connection, person_id)
    if reached is not None:
        text = say(fallback(reached[1]), message)
        outbox.say(turn.connection, key, "answer", reached[0], text, turn.now)
        turn.noticed += 1
