"""The house decides about bookings: 确认B23, 拒B23 原因, 已关B23; and hears of new ones with what it needs to decide."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.context import Turn
from bot.handlers import giving_back
from bot.handlers.beyond_recall import beyond_recall
from bot.handlers.naming import numbered
from bot.understanding.channel_words import channels_in
from bot.understanding.commands import Command
from locales import N_, clock, day, days, join, money, party, say, say_many
from scheduler import extra_words, offers, telling, too_much
from scheduler.channel_words import there
from store import audit, elsewhere, extras, holds, people, stays, subjects, todos
from store.bookings import Booking
from store.holds import Decision
from store.sealing import mask_phone
from store.todos import Waiting

_FULL_WIDTH = dict(zip(",;:!?", "，；：！？", strict=True))
_SIGN = re.compile(r"(?<!\d)[,;:!?]|[,;:!?](?!\d)")  # 7:00 keeps its own


def tell_of_new(turn: Turn, booking: Booking) -> None:
    """Staff at once, with everything needed to decide; and the to-do to close the room elsewhere."""
    elsewhere.sold(turn.connection, booking, turn.now)
    for number, (address_id, language) in enumerate(people.on_duty(turn.connection)):
        telling.tell(
            turn.connection,
            f"new:{booking.id}:{number}",
            "notice",
            address_id,
            _notice(turn, booking, language),
            turn.now,
            links=[("accept", booking.id)],
            about=subjects.held(booking.id) if booking.state == "held" else "",
        )
    turn.noticed += 1


def _notice(turn: Turn, booking: Booking, language: str) -> str:
    """New booking, as house.md §4 has it."""
    kind = turn.house.room_types.get(booking.room_type)
    room = kind.words("name", language) if kind else booking.room_type
    nights = say_many(language, "{n} night", "{n} nights", (booking.departure - booking.arrival).days)
    last = booking.departure - timedelta(days=1)
    head = (
        N_("[New booking · to confirm] {code} direct")
        if booking.state == "held"
        else N_("[New booking] {code} direct")
    )
    lines = [
        say(language, head, code=booking.code),
        say(
            language,
            N_("{name}, phone ending {tail}, {people}"),
            name=booking.holder,
            tail=mask_phone(booking.phone or "")[-4:],
            people=party(language, booking.adults, booking.children),
        ),
        f"{day(language, booking.arrival, today=turn.today)}→{day(language, booking.departure, today=turn.today)} {nights}",
        say(
            language,
            N_("{room}×{rooms}, {total} in all"),
            room=room,
            rooms=booking.rooms,
            total=money(language, booking.total or 0),
        ),
        *extra_words.short(language, extras.of(turn.connection, booking.id)),
    ]
    if booking.notes:
        lines.append(say(language, N_("Note: {notes}"), notes=booking.notes))
    if booking.state == "held" and booking.held_until is not None:
        until = clock(language, booking.held_until.astimezone(turn.house.zone_info).time())
        lines.append(
            say(
                language,
                N_("Kept until {time}. Reply “确认{code}” or “拒{code} reason”."),
                time=until,
                code=booking.code,
            )
        )
    asked = elsewhere.named(elsewhere.waiting(turn.connection, booking.id, elsewhere.CLOSE))
    if asked:
        lines.append(
            say(
                language,
                N_("Also: please close {n} {room} for {days} on {channels}, then reply “已关{code}”."),
                n=booking.rooms,
                room=room,
                days=days(language, booking.arrival, last, today=turn.today),
                channels=there(language, asked),
                code=booking.code,
            )
        )
    return "\n".join(lines)


def accept(turn: Turn, command: Command) -> str:
    """确认B23: the guest is told at once."""
    booking = numbered(turn, command)
    if isinstance(booking, str):
        return booking
    decided, told = offers.accept(turn.connection, booking, turn.standing.person_id, turn.present, turn.now)
    if decided is Decision.ALREADY:
        return turn.say(N_("{code} is confirmed already."), code=booking.code)
    if decided is Decision.OVER:
        left = too_much.left(turn.connection, booking.id, turn.now)
        words = N_("{code} can't be taken any more: no room is free for it. 退款{code} gives the money back.")
        return turn.say(words, code=booking.code) if left.lapsed and left.over else _over(turn, booking)
    turn.noticed += 1
    beyond_recall(turn)
    return _done(
        turn,
        N_("{code} is confirmed; {name} has been told."),
        N_("{code} is confirmed; please tell {name}."),
        booking,
        told,
    )


def refuse(turn: Turn, command: Command) -> str:
    """拒B23 原因: the nights are free again, the guest hears the reason and a way on."""
    booking = numbered(turn, command)
    if isinstance(booking, str):
        return booking
    reason = reason_given(command)
    if not reason:
        return turn.say(N_("Please add the reason for the guest: “拒{code} reason”."), code=booking.code)
    decided = holds.refuse(turn.connection, booking, reason, turn.now)
    if decided is not Decision.DONE:
        return _over(turn, booking)
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "refused_booking", f"booking:{booking.id}", reason
    )
    told = telling.tell_holder(
        turn.connection,
        f"refused:{booking.id}",
        "booking_cancelled",
        booking,
        turn.present,
        N_(
            "I'm sorry, {code} could not be kept: {reason}.\nOther days or another room? Just tell me and I look at once."
        ),
        turn.now,
        reason=reason,
    )
    left = giving_back.put_before_owner(turn, booking)
    turn.noticed += 1
    beyond_recall(turn)
    said = _done(
        turn,
        N_("{code} is refused; {name} has been told."),
        N_("{code} is refused; please tell {name}."),
        booking,
        told,
    )
    return "\n".join([said, *giving_back.for_house(turn, booking, left)])


def closed_elsewhere(turn: Turn, command: Command) -> str:
    """已关B23, 已关302: the room is off the other channels; 已关B23 携程: off that one."""
    if "room" in command.words:
        code = command.words["room"].upper()
        subject, found = f"room:{code}", elsewhere.waiting_of_room(turn.connection, code)
        for guests in stays.in_room(turn.connection, code, turn.today) if not found else ():
            found = found or elsewhere.waiting(turn.connection, guests.id)
    else:
        booking = numbered(turn, command)
        if isinstance(booking, str):
            return booking
        code, subject = booking.code, f"booking:{booking.id}"
        found = elsewhere.waiting(turn.connection, booking.id)
    return _settled(turn, code, subject, found, command.words.get("channel", ""))


def _settled(turn: Turn, code: str, subject: str, found: list[Waiting], said: str) -> str:
    """Tick off what waits on the channels that were named, or on all where none was."""
    if not found:
        return turn.say(N_("Nothing is left to do on the other channels for {code}."), code=code)
    waits = elsewhere.named(found)
    if said and elsewhere.ALL in waits:
        return turn.say(
            N_("For {code} there is one to-do for all channels. Once it is done on all, reply 已关{code}."),
            code=code,
        )
    meant = channels_in(said, waits) if said else waits
    if not meant:
        return turn.say(
            N_("Nothing of {code} waits there. What waits: {channels}."),
            code=code,
            channels=join(turn.language, waits),
        )
    me, done = turn.standing.person_id, [one for one in found if elsewhere.channel_of(one) in meant]
    todos.finish_each(turn.connection, done, turn.now)
    beyond_recall(turn)  # else 撤销 would forget that what is closed there is to be opened again
    audit.note(turn.connection, turn.now, me, "closed_elsewhere", subject, "、".join(meant))
    left = [one for one in waits if one not in meant]
    if left:
        return turn.say(
            N_("Noted: {code} is settled on {channels}. Still to do: {left}."),
            code=code,
            channels=join(turn.language, meant),
            left=join(turn.language, left),
        )
    return turn.say(N_("Noted: {code} is settled on the other channels."), code=code)


def reason_given(command: Command) -> str:
    """The reason as the guest shall read it: a command is read in half width, Chinese has its own punctuation."""
    return own_punctuation(command.words.get("reason", "").strip())


def own_punctuation(reason: str) -> str:
    """Words as they are shown: Chinese ones with Chinese signs."""
    if not any("\u4e00" <= char <= "\u9fff" for char in reason):
        return reason
    return _SIGN.sub(lambda sign: _FULL_WIDTH[sign[0]], reason)


def _over(turn: Turn, booking: Booking) -> str:
    return turn.say(N_("{code} is over or was decided already; nothing has changed."), code=booking.code)


def _done(turn: Turn, told_words: str, untold_words: str, booking: Booking, told: bool) -> str:
    return turn.say(told_words if told else untold_words, code=booking.code, name=booking.holder)
