"""Rooms off sale and back by the owner's word. Whoever has booked stays: a booking in the way is named, never moved by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from bot.context import Turn, vocabulary
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.house_terms import Terms, read_terms
from locales import N_, clock, days, join
from scheduler.channel_words import there
from store import audit, bookings, closures, deeds, elsewhere, people, room_nights, rooms, waits
from store.closures import Night
from store.elsewhere import Stock
from store.rooms import Span

DAY = timedelta(days=1)
IN_THE_WAY = 5  # bookings named in one answer


def close(turn: Turn, command: Command) -> str | Proposal:
    """关房302 12.24-26 原因: to be shown first."""
    return _proposed(turn, command, "close_rooms")


def reopen(turn: Turn, command: Command) -> str | Proposal:
    """放房302 12.24-26: to be shown first."""
    return _proposed(turn, command, "open_rooms")


def _proposed(turn: Turn, command: Command, kind: str) -> str | Proposal:
    terms = read_terms(
        command.words.get("about", ""), turn.today, vocabulary(turn.present), turn.present.holidays
    )
    numbers = _numbers(turn, terms)
    word = "关房" if kind == "close_rooms" else "放房"
    if not numbers:
        return turn.say(
            N_("Which room? For example “{word}{room} 12.24-26”. The rooms are {rooms}."),
            word=word,
            room=next(iter(turn.house.rooms())),
            rooms=join(turn.language, list(turn.house.rooms())),
        )
    if terms.past:
        return turn.say(N_("Those days are over; only nights from today on can be changed."))
    if not terms.nights:
        return turn.say(N_("Which nights? For example “{word}{room} 12.24-26”."), word=word, room=numbers[0])
    detail = {
        "rooms": list(numbers),
        "nights": [[first.isoformat(), last.isoformat()] for first, last in terms.nights],
        "reason": terms.rest[:60],
    }
    return Proposal(kind, detail)


def _numbers(turn: Turn, terms: Terms) -> Sequence[str]:
    """The rooms meant: by number, or all rooms of a type that was named."""
    known = turn.house.rooms()
    of_types = [room for room, code in known.items() if code in terms.room_types or terms.everything]
    return list(dict.fromkeys([*terms.rooms, *of_types]))


def _nights(turn: Turn, detail: Detail) -> list[date]:
    found = []
    for first, last in detail["nights"]:
        night = max(date.fromisoformat(first), turn.today)
        while night <= date.fromisoformat(last):
            found.append(night)
            night += DAY
    return sorted(set(found))


def _named(turn: Turn, nights: Sequence[Night]) -> str:
    """302 12月24日（周四）至12月26日（周六）: a line a run, the longest ten."""
    found = closures.runs(nights)
    lines = [
        turn.say_many(
            "{room} {days}, {n} night",
            "{room} {days}, {n} nights",
            (last - first).days + 1,
            room=room,
            days=days(turn.language, first, last, today=turn.today),
        )
        for room, first, last in found
    ]
    return "\n".join([*lines[:10], "…"] if len(lines) > 10 else lines)


def _kept_for(turn: Turn, kept: Sequence[tuple[str, date, int]]) -> list[str]:
    """What is kept for the waiting list is neither closed nor put on sale by a word: for whom, and until when."""
    lines = []
    for room, wait_id in list(dict.fromkeys((room, wait_id) for room, _, wait_id in kept))[:IN_THE_WAY]:
        wait = waits.get(turn.connection, wait_id)
        if wait is None or wait.offered_until is None:
            continue
        name = people.name_of(turn.connection, wait.person_id)
        lines.append(
            turn.say(
                N_("{room} {days} is kept for {name} of the waiting list until {time}: it stays as it is."),
                room=room,
                days=days(turn.language, wait.arrival, wait.departure - DAY, today=turn.today),
                name=f"{name} G{wait.person_id}".strip(),
                time=clock(turn.language, wait.offered_until.astimezone(turn.house.zone_info).time()),
            )
        )
    return lines


# --- closing ---


def _preview_close(turn: Turn, detail: Detail) -> str | Refused:
    found = closures.look(turn.connection, detail["rooms"], _nights(turn, detail))
    if found.sold:
        return Refused(_in_the_way(turn, found.sold))
    kept = _kept_for(turn, found.kept)
    if not found.free:
        closed = turn.say(N_("Those nights are closed already; nothing changes.")) if found.closed else ""
        return Refused("\n".join(line for line in (*kept, closed) if line))
    lines = [turn.say(N_("To be closed:")), _named(turn, found.free), *kept]
    if detail["reason"]:
        lines.append(turn.say(N_("Reason: {reason}"), reason=detail["reason"]))
    return "\n".join(lines)


def _in_the_way(turn: Turn, sold: Sequence[tuple[str, date, int]]) -> str:
    """Who has the room on those nights, and where they could go: nobody is moved by itself."""
    lines = [turn.say(N_("It can't be closed like this, somebody has booked:"))]
    pairs = list(dict.fromkeys((booking_id, room) for room, _, booking_id in sold))
    for booking_id, room in pairs[:IN_THE_WAY]:
        booking = bookings.get(turn.connection, booking_id)
        if booking is None:
            continue
        lines.append(
            turn.say(
                N_("{room}: {code} {name}, {days}"),
                room=room,
                code=booking.code,
                name=booking.holder,
                days=days(turn.language, booking.arrival, booking.departure, today=turn.today),
            )
        )
        free = _free_instead(turn, room, booking.stay)
        if free:
            lines.append(
                turn.say(
                    N_("→ {rooms} would be free: “换房{code} {room}” moves them."),
                    rooms=join(turn.language, free[:3]),
                    code=booking.code,
                    room=free[0],
                )
            )
    lines.append(turn.say(N_("Settle that first, or name nights without guests. Nothing has changed.")))
    return "\n".join(lines)


def _free_instead(turn: Turn, room: str, stay: Span) -> list[str]:
    """Rooms of the same type that are free for what is left of the stay."""
    known = turn.house.rooms()
    numbers = [one for one, code in known.items() if code == known.get(room) and one != room]
    nights = [night for night in rooms.nights(stay) if night >= turn.today]
    found = closures.look(turn.connection, numbers, nights)
    free = [one for one, _ in found.free]
    return [one for one in numbers if free.count(one) == len(nights)]


def _close(turn: Turn, detail: Detail) -> str:
    found = closures.look(turn.connection, detail["rooms"], _nights(turn, detail))
    me = turn.standing.person_id
    if found.sold or not closures.close(turn.connection, found.free, detail["reason"], me, turn.now):
        return turn.say(
            N_("Somebody was a moment faster and booked one of those nights; nothing has changed.")
        )
    _noted(turn, "closed_rooms", found.free, detail["reason"])
    asked = _ask_elsewhere(turn, found.free, elsewhere.CLOSE)
    words = (
        N_(
            "Closed. Please close it on {channels} too, then reply “已关{room}”. A slip? Write 撤销 within ten minutes."
        )
        if asked
        else N_("Closed. A slip? Write 撤销 within ten minutes.")
    )
    return turn.say(words, channels=there(turn.language, asked), room=detail["rooms"][0])


def _take_back_closing(turn: Turn, detail: Detail) -> str:
    nights = _kept(detail)
    opened = room_nights.reopen(turn.connection, nights)
    if not opened:
        return turn.say(N_("They are on sale already."))
    lines = [turn.say(N_("Taken back, on sale again:")), _named(turn, opened)]
    asked = _elsewhere_again(turn, detail, elsewhere.OPEN)
    if asked:
        lines.append(
            turn.say(
                N_("On {channels} they are closed: please open them there as well."),
                channels=there(turn.language, asked),
            )
        )
    return "\n".join(lines)


# --- opening ---


def _preview_open(turn: Turn, detail: Detail) -> str | Refused:
    found = closures.look(turn.connection, detail["rooms"], _nights(turn, detail))
    kept = _kept_for(turn, found.kept)
    if not found.closed:
        nothing = turn.say(N_("Nothing is closed there on those nights; nothing changes."))
        return Refused("\n".join([*kept, nothing]))
    lines = [turn.say(N_("To be on sale again:")), _named(turn, found.closed), *kept]
    said = closures.reason(turn.connection, *found.closed[0])
    if said:
        lines.append(turn.say(N_("It was closed for: {reason}"), reason=said))
    return "\n".join(lines)


def _open(turn: Turn, detail: Detail) -> str:
    found = closures.look(turn.connection, detail["rooms"], _nights(turn, detail))
    opened = room_nights.reopen(turn.connection, found.closed)
    _noted(turn, "opened_rooms", opened, "")
    asked = _ask_elsewhere(turn, opened, elsewhere.OPEN)
    words = (
        N_(
            "On sale again. Please open it on {channels}, then reply “已开{room}”. A slip? Write 撤销 within ten minutes."
        )
        if asked
        else N_("On sale again. A slip? Write 撤销 within ten minutes.")
    )
    return turn.say(words, channels=there(turn.language, asked), room=detail["rooms"][0])


def _take_back_opening(turn: Turn, detail: Detail) -> str:
    nights = _kept(detail)
    if not closures.close(turn.connection, nights, detail["reason"], turn.standing.person_id, turn.now):
        return turn.say(N_("Too late: one of those nights was booked meanwhile. They stay on sale."))
    lines = [turn.say(N_("Taken back, closed again:")), _named(turn, nights)]
    asked = _elsewhere_again(turn, detail, elsewhere.CLOSE)
    if asked:
        lines.append(
            turn.say(
                N_("On {channels} they are open: please close them there as well."),
                channels=there(turn.language, asked),
            )
        )
    return "\n".join(lines)


# --- what the other channels must be told ---


def _noted(turn: Turn, kind: str, nights: Sequence[Night], reason: str) -> None:
    """What was done, for 撤销 and for the audit."""
    me = turn.standing.person_id
    kept = [[room, night.isoformat()] for room, night in nights]
    deeds.note(
        turn.connection, me, kind, {"nights": kept, "reason": reason, "by": turn.inbound.key}, turn.now
    )
    for room in dict.fromkeys(room for room, _ in nights):
        first, *_, last = sorted(night for of, night in nights if of == room) * 2
        audit.note(turn.connection, turn.now, me, kind, f"room:{room}", f"{first}..{last} {reason}".strip())


def _ask_elsewhere(
    turn: Turn, nights: Sequence[Night], kind: str, done: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> list[str]:
    """What was sold here can no longer be sold there: a to-do a room and channel; the channels asked.

    `done` are channels, by room, where nothing is to be done.
    """
    types, stock = turn.house.rooms(), []
    for room in dict.fromkeys(room for room, _ in nights):
        said = _named(turn, [night for night in nights if night[0] == room]).replace("\n", "; ")
        stock.append(Stock(room, types.get(room, ""), said, done.get(room, ())))
    return elsewhere.ask_of_rooms(turn.connection, stock, kind, turn.inbound.key, turn.now)


def _elsewhere_again(turn: Turn, detail: Detail, kind: str) -> list[str]:
    """A change taken back: what nobody did elsewhere need not be done; what was done is to be undone there, and is told.

    What other changes of the same room ask of the channels waits on.
    """
    nights = _kept(detail)
    other = next(one for one in elsewhere.KINDS if one != kind)
    undone = {
        room: elsewhere.not_asked_of_room(turn.connection, room, other, detail["by"], turn.now)
        for room in dict.fromkeys(room for room, _ in nights)
    }
    return _ask_elsewhere(turn, nights, kind, undone)


def _kept(detail: Detail) -> list[Night]:
    return [(str(room), date.fromisoformat(night)) for room, night in detail["nights"]]


CHANGES = {
    "close_rooms": Change(_preview_close, _close),
    "open_rooms": Change(_preview_open, _open),
}
TAKING_BACK = {"closed_rooms": _take_back_closing, "opened_rooms": _take_back_opening}
