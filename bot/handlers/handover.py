"""A person of the house talks to a guest through the account, and gives the guest back to the bot.

While they talk the bot is mute for the guest, and the guest's words go to whoever spoke last. Safety is heard all the same.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.context import Turn
from bot.handlers.beyond_recall import beyond_recall
from bot.understanding.commands import Command
from locales import N_, join, say
from store import (
    audit,
    bookings,
    claims,
    codes,
    handovers,
    inbox,
    media,
    opinions,
    outbox,
    people,
    places,
    rooms,
    staff,
    stays,
    todos,
)
from store.sealing import mask_phone

RECENT = timedelta(hours=12)  # what was said before that belongs to another talk
LINES = 3
ANSWERED = (
    "person",
    "question",
    "complaint",
    "recovery",
    "feedback",
)  # to-dos that a word of the house settles
_PHONE = re.compile(r"(?<!\d)\+?\d[\d -]{5,16}\d(?!\d)")


def masked(text: str) -> str:
    """A guest's words as staff see them in passing: phone numbers starred out."""
    return _PHONE.sub(lambda match: mask_phone(match[0]), text)


def said_before(turn: Turn) -> list[str]:
    """The guest's last few lines before this one, for whoever is called."""
    lines = inbox.recent(turn.connection, turn.standing.address_id, turn.now - RECENT, LINES)
    return [masked(line)[:60] for line in lines if not _is_code(line)]


def _is_code(line: str) -> bool:
    """Whether a line is the code of a booking: a guest's secret, no part of the talk."""
    said = line.strip().upper()
    return len(said) == claims.CODE_LENGTH and set(said) <= set(codes.CODE_LETTERS)


def guest_code(turn: Turn) -> str:
    """How staff address the guest of this turn: 302 where they hold the stay in it, else G12."""
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        if share.booking.state == "in_house" and (share.part, share.level) == ("holder", "confirmed"):
            numbers = rooms.rooms_of(turn.connection, share.booking.id)
            if numbers:
                return numbers[0]
    return f"G{turn.standing.person_id}"


def reply(turn: Turn, command: Command) -> str:
    """回302 马上到: the words go to the guest; from now on the bot is mute there for an hour."""
    found = _guest(turn, command)
    if isinstance(found, str):
        return found
    person_id, called = found
    if staff.member(turn.connection, person_id) is not None:
        return turn.say(N_("G{person} is a colleague; I only pass words on to guests."), person=person_id)
    reached = people.reached_at(turn.connection, person_id)
    if reached is None:
        return turn.say(N_("{who} no longer follows the account; please call instead."), who=called)
    address_id, language = reached
    me = staff.member(turn.connection, turn.standing.person_id)
    name = me.name if me is not None and me.name else ""
    heading = N_("{name} of the house: {text}") if name else N_("The house: {text}")
    text = say(language, heading, name=name, text=command.words["text"])
    outbox.say(turn.connection, f"relay:{turn.inbound.key}", "answer", address_id, text, turn.now)
    turn.noticed += 1
    before = handovers.take(turn.connection, person_id, address_id, turn.standing.person_id, turn.now)
    todos.finish_of_person(turn.connection, ANSWERED, person_id, turn.now)
    opinions.answer_all_of(turn.connection, person_id, turn.standing.person_id, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "replied", f"person:{person_id}")
    beyond_recall(turn)
    if before is not None and before.staff_id != turn.standing.person_id:
        _tell_colleague(turn, before.staff_id, called)
    if not can_push(turn, address_id):
        return turn.say(
            N_(
                "{who} gets it with their next message: nothing can be pushed right now. Call if it can't wait."
            ),
            who=called,
        )
    if before is not None and before.staff_id == turn.standing.person_id:
        return turn.say(N_("Sent."))
    return turn.say(
        N_(
            "Sent to {who}. For an hour I keep quiet and pass their words on to you; write 交还 when you are done."
        ),
        who=called,
    )


def _tell_colleague(turn: Turn, staff_id: int, called: str) -> None:
    reached = people.reached_at(turn.connection, staff_id)
    if reached is not None:
        turn.tell([reached], N_("A colleague goes on with {who}."), who=called)


def can_push(turn: Turn, address_id: int) -> bool:
    """Whether a text can be pushed to an address now."""
    place = places.of(turn.connection, address_id)
    able = turn.house.wechat.can("customer_service")
    return able and place.window_until > turn.now and place.window_left > 0


def relay(turn: Turn) -> None:
    """While a person talks to this guest: their words go to that person, or to everybody on duty."""
    talk = handovers.of_guest(turn.connection, turn.standing.person_id)
    if talk is None:
        return  # muted by WeChat's own console, where people read for themselves
    if turn.inbound.kind in media.KINDS and turn.house.wechat.can("media"):
        kind, source = turn.inbound.kind, turn.inbound.media_id
        me = turn.standing.person_id
        media.expect(turn.connection, me, kind, source, turn.now, for_id=talk.staff_id)
    reached = people.reached_at(turn.connection, talk.staff_id)
    to = [reached] if reached is not None else people.on_duty(turn.connection)
    turn.tell(
        to,
        N_("{who}: {text}"),
        who=_called(turn, turn.standing.person_id),
        text=lambda language: turn.inbound.text[:300] or said_without_words(turn, language),
    )


SHOWN_AS = {
    "image": N_("(a picture)"),
    "voice": N_("(a voice message)"),
    "video": N_("(a video)"),
    "location": N_("(a place on the map)"),
    "link": N_("(a link)"),
}


def said_without_words(turn: Turn, language: str) -> str:
    """What somebody sent that is no text."""
    kind = turn.inbound.kind
    return say(language, SHOWN_AS[kind]) if kind in SHOWN_AS else f"({kind})"


def give_back(turn: Turn, command: Command) -> str:
    """交还302, 交还: the bot speaks again."""
    mine = [talk.person_id for talk in handovers.of_staff(turn.connection, turn.standing.person_id)]
    if "person" in command.words or "room" in command.words:
        found = _guest(turn, command)
        if isinstance(found, str):
            return found
        if handovers.of_guest(turn.connection, found[0]) is None:
            return turn.say(N_("{who} is talking to me already."), who=found[1])
        mine = [found[0]]
    if not mine:
        return turn.say(N_("You are talking to nobody right now; I look after everybody."))
    names = [_called(turn, person_id) for person_id in mine]
    for person_id in mine:
        handovers.give_back(turn.connection, person_id)
        audit.note(turn.connection, turn.now, turn.standing.person_id, "gave_back", f"person:{person_id}")
    return turn.say(N_("I look after {who} again."), who=join(turn.language, names))


def end_all(turn: Turn, staff_id: int) -> None:
    """Somebody goes: the guests they talked to are the bot's again."""
    for talk in handovers.of_staff(turn.connection, staff_id):
        handovers.give_back(turn.connection, talk.person_id)


def _guest(turn: Turn, command: Command) -> tuple[int, str] | str:
    """(person id, how staff know them) of the guest a command is about; help when there is none to reach."""
    words = command.words
    if "person" in words:
        person_id = int(words["person"])
        if not people.exists(turn.connection, person_id):
            return turn.say(N_("I know no G{person}."), person=person_id)
        return person_id, _called(turn, person_id)
    if "booking" in words:
        booking = bookings.get(turn.connection, int(words["booking"]))
        found = [] if booking is None else [booking]
        where = f"B{words['booking']}"
    else:
        where = words["room"].upper()
        found = stays.in_room(turn.connection, where, turn.today)
    if not found:
        return turn.say(
            N_("Nobody stays in {where} or arrives there today. Have a look at 今天."), where=where
        )
    if len(found) > 1:
        return turn.say(
            N_("Two bookings have {where}: {bookings}. Which one? Write 回B23 and your words."),
            where=where,
            bookings=join(turn.language, [f"{one.code} {one.holder}" for one in found]),
        )
    holding = bookings.holders(turn.connection, found[0].id)
    if not holding:
        return turn.say(
            N_("{where} {name} is not bound to WeChat yet, so I can't reach them. Phone ending {tail}."),
            where=where,
            name=found[0].holder,
            tail=(found[0].phone or "—")[-4:],
        )
    return holding[0], f"{where} {found[0].holder}"


def _called(turn: Turn, person_id: int) -> str:
    """How staff know a guest: room and name as far as known, else the number."""
    shares = bookings.shares(turn.connection, person_id, turn.today)
    share = next((one for one in shares if one.booking.state in ("in_house", "confirmed")), None)
    name = people.name_of(turn.connection, person_id)
    if share is None:
        return f"G{person_id} {name}".strip()
    numbers = rooms.rooms_of(turn.connection, share.booking.id)
    return " ".join([*numbers, name or share.booking.holder])
