"""What is kept about a person, in words: in a few lines, and all of it. Unmasked only to the person themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.context import Turn
from bot.handlers import bill
from locales import N_, money
from store import audit, erasures, greeted, optouts, personal, todos
from store.bookings import DIRECT
from store.house_file import Level, RoomType
from store.personal import Part
from store.sealing import mask_name, mask_phone

LINES = 80  # of one export in chat: what is longer the house hands over on paper or as a file
TITLES: Mapping[str, str] = {
    "profile": N_("About you"),
    "consents": N_("What you agreed to"),
    "bookings": N_("Your bookings"),
    "stays": N_("Your stays"),
    "bills": N_("Your bills"),
    "openings": N_("When your code opened the door"),
    "registrations": N_("Who comes along"),
    "tickets": N_("What you asked for"),
    "files": N_("Pictures and voice messages"),
    "preferences": N_("What you like"),
    "greetings": N_("Greetings you want"),
    "enquiries": N_("Days you asked for"),
    "waiting": N_("Waiting list"),
    "membership": N_("Membership"),
    "points": N_("Points"),
    "vouchers": N_("Vouchers"),
    "opinions": N_("What you think of us"),
    "answers": N_("What you answered"),
    "messages": N_("What you wrote"),
}
STATES: Mapping[str, str] = {
    "held": N_("waiting for the house to confirm"),
    "confirmed": N_("confirmed"),
    "in_house": N_("you are staying with us"),
    "departed": N_("stay completed"),
    "cancelled": N_("cancelled"),
    "no_show": N_("not arrived"),
    "unplaced": N_("received, the house is arranging a room"),
}  # of a booking, to whoever has it
YES_NO: Mapping[bool, str] = {True: N_("yes"), False: N_("no")}
# What a row keeps as a code, by part and name: the words for it.
CODES: Mapping[tuple[str, str], Mapping[Any, str]] = {
    ("bills", "kind"): bill.KINDS,
    ("bills", "method"): bill.METHODS,
    ("bookings", "state"): STATES,
    ("bookings", "source"): {DIRECT: N_("with us")},
    ("bookings", "reason"): {"lapsed": N_("not confirmed in time")},
    ("consents", "purpose"): {
        "match_booking": N_("your bookings"),
        "booking": N_("your bookings"),
        greeted.PURPOSE: N_("greetings"),
        optouts.PURPOSE: N_("messages unasked"),
    },
    ("consents", "version"): {
        greeted.WANTED: N_("wanted"),
        greeted.UNWANTED: N_("not wanted"),
        greeted.OFFERED: N_("offered"),
        greeted.BIRTHDAY_TOLD: N_("birthday told"),
        optouts.STOPPED: N_("stopped"),
        optouts.RESUMED: N_("wanted again"),
    },
    ("greetings", "festivals"): YES_NO,
    ("points", "reason"): {
        "earn": N_("a stay"),
        "reversal": N_("a stay taken back"),
        "redeem": N_("exchanged"),
        "undo": N_("exchange taken back"),
        "expire": N_("expired"),
        "adjust": N_("from the house"),
    },
    ("vouchers", "state"): {
        "issued": N_("can be used"),
        "used": N_("used"),
        "undone": N_("taken back"),
        "expired": N_("expired"),
    },
}
NAMES: Mapping[str, str] = {
    "name": N_("Name"),
    "holder": N_("Name"),
    "phone": N_("Phone"),
    "created_at": N_("Since"),
    "at": N_("On"),
    "purpose": N_("For"),
    "version": N_("Text"),
    "id": N_("Number"),
    "number": N_("Number"),
    "source": N_("Booked at"),
    "state": N_("State"),
    "arrival": N_("Arrival"),
    "departure": N_("Departure"),
    "room_type": N_("Room type"),
    "room": N_("Room"),
    "rooms": N_("Rooms"),
    "adults": N_("Adults"),
    "children": N_("Children"),
    "total": N_("Total"),
    "eta": N_("Comes about"),
    "notes": N_("Notes"),
    "reason": N_("Reason"),
    "registered": N_("Registered"),
    "names": N_("Names"),
    "ages": N_("Ages"),
    "wishes": N_("To prepare"),
    "guardian": N_("Guardian"),
    "arrived_at": N_("Came"),
    "departed_at": N_("Left"),
    "things": N_("Things"),
    "topic": N_("About"),
    "kind": N_("For"),
    "fen": N_("Sum"),
    "method": N_("How"),
    "words": N_("Words"),
    "festivals": N_("At festivals"),
    "birthday": N_("Birthday"),
    "level": N_("Level"),
    "balance": N_("Balance"),
    "nights": N_("Nights"),
    "joined_at": N_("Since"),
    "delta": N_("Change"),
    "score": N_("Score"),
    "outcome": N_("Outcome"),
    "question": N_("Question"),
    "expires_on": N_("Until"),
    "code": N_("Code"),
    "body": "",
}


def summary(turn: Turn) -> str:
    """What is kept, in a few lines with name and phone masked."""
    parts = personal.export(turn.connection, turn.standing.person_id)
    lines = [turn.say(N_("This is what we keep about you:"))]
    for part in parts:
        if part.title == "profile":
            lines.append("· " + (_who(part) or turn.say(N_("neither name nor phone"))))
        else:
            title = _title(turn, part.title)
            lines.append("· " + turn.say(N_("{title}: {n}"), title=title, n=len(part.rows)))
    if erasures.waits(turn.connection, turn.standing.person_id):
        lines.append(turn.say(N_("The rest goes by itself when your stay is over.")))
    lines.append(
        turn.say(N_("It is used for your bookings and stays alone, encrypted, never for advertising."))
    )
    return "\n".join(lines)


def everything(turn: Turn) -> str:
    """All of it, a line a row; what is too long for a chat the house hands over, and is told to."""
    parts = personal.export(turn.connection, turn.standing.person_id)
    lines: list[str] = []
    for part in parts:
        lines.append(f"【{_title(turn, part.title)}】")
        lines += [_line(turn, part.title, row) for row in part.rows]
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "exported", f"person:{turn.standing.person_id}"
    )
    if len(lines) <= LINES:
        return "\n".join(lines)
    todos.open_once(
        turn.connection,
        f"export:{turn.standing.person_id}:{turn.today.isoformat()}",
        "privacy",
        turn.now,
        person_id=turn.standing.person_id,
        detail={"text": f"xiaoer guest-data G{turn.standing.person_id}"},
    )
    turn.tell_staff(
        N_(
            "[Personal data] G{person} wants all of it and it is too long for a chat: xiaoer guest-data G{person}"
        ),
        person=turn.standing.person_id,
    )
    rest = turn.say(
        N_("… and {n} lines more, too many for a chat: the house gives you the whole list."),
        n=len(lines) - LINES,
    )
    return "\n".join([*lines[:LINES], rest])


def _title(turn: Turn, title: str) -> str:
    return turn.say(TITLES[title]) if title in TITLES else title


def _who(part: Part) -> str:
    row = part.rows[0]
    said = (mask_name(row["name"]) if row["name"] else "", mask_phone(row["phone"]) if row["phone"] else "")
    return " ".join(word for word in said if word)


def _line(turn: Turn, title: str, row: Mapping[str, Any]) -> str:
    found = []
    for name, value in row.items():
        shown = _shown(turn, title, name, value)
        if shown:
            label = turn.say(NAMES[name]) if NAMES.get(name) else ""
            found.append(f"{label} {shown}".strip())
    return "｜".join(found)


def _shown(turn: Turn, title: str, name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    codes = CODES.get((title, name))
    if codes is not None:
        return turn.say(codes[value]) if value in codes else str(value)
    named = _named(turn, title, name)
    if named is not None:
        return turn.words(named[value], "name") if value in named else str(value)
    match value:
        case datetime():
            return f"{value.astimezone(turn.house.zone_info):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case list():
            things = [thing if isinstance(thing, list) else [thing] for thing in value]
            return " ".join(
                "×".join(str(part) for part in thing if part not in (None, "")) for thing in things
            )
        case int() if name in ("total", "fen"):
            return money(turn.language, value)
    return str(value)


def _named(turn: Turn, title: str, name: str) -> Mapping[str, RoomType] | Mapping[str, Level] | None:
    """What the house calls by a name of its own."""
    match title, name:
        case "bookings", "room_type":
            return turn.house.room_types
        case "membership", "level":
            return turn.house.membership.levels
    return None
