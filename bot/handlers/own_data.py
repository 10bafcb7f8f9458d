"""What is kept about a person, in words: in a few lines, and all of it. Unmasked only to the person themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.context import Turn
from locales import N_, money
from store import audit, erasures, personal, todos
from store.personal import Part
from store.sealing import mask_name, mask_phone

LINES = 80  # of one export in chat: what is longer the house hands over on paper or as a file
TITLES: Mapping[str, str] = {
    "profile": N_("About you"),
    "consents": N_("What you agreed to"),
    "bookings": N_("Your bookings"),
    "stays": N_("Your stays"),
    "tickets": N_("What you asked for"),
    "files": N_("Pictures and voice messages"),
    "greetings": N_("Greetings you want"),
    "membership": N_("Membership"),
    "points": N_("Points"),
    "vouchers": N_("Vouchers"),
    "opinions": N_("What you think of us"),
    "answers": N_("What you answered"),
    "messages": N_("What you wrote"),
}
STATES: Mapping[str, str] = {
    "held": N_("waiting for the house"),
    "confirmed": N_("confirmed"),
    "in_house": N_("in the house"),
    "departed": N_("departed"),
    "cancelled": N_("cancelled"),
    "no_show": N_("did not come"),
    "unplaced": N_("waiting for a room"),
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
    "arrived_at": N_("Came"),
    "departed_at": N_("Left"),
    "things": N_("Things"),
    "topic": N_("About"),
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
        lines += [_line(turn, row) for row in part.rows]
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


def _line(turn: Turn, row: Mapping[str, Any]) -> str:
    found = []
    for name, value in row.items():
        shown = _shown(turn, name, value)
        if shown:
            label = turn.say(NAMES[name]) if NAMES.get(name) else ""
            found.append(f"{label} {shown}".strip())
    return "｜".join(found)


def _shown(turn: Turn, name: str, value: Any) -> str:
    match value:
        case None | "" | []:
            return ""
        case datetime():
            return f"{value.astimezone(turn.house.zone_info):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case list():
            return " ".join("×".join(str(part) for part in thing if part) for thing in value)
        case str() if name == "state" and value in STATES:
            return turn.say(STATES[value])
        case int() if name == "total":
            return money(turn.language, value)
    return str(value)
