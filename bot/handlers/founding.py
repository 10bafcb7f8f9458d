"""Whose house it is, and whether it is open: 认领 with the code of the server, 开张, and what guests hear before that."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Turn
from bot.flows import founding
from bot.flows.engine import start
from bot.flows.flow import Outcome
from bot.understanding.commands import Command
from locales import N_
from store import audit, people


def claim_house(turn: Turn, command: Command) -> str | Outcome:
    """The first owner takes the house with the code that `serve` printed. Once there is an owner, no code works."""
    if people.has_owner(turn.connection):
        return turn.say(N_("This house already has an owner."))
    if command.words["code"].replace("-", "") != turn.server.owner_code:
        audit.note(turn.connection, turn.now, turn.standing.person_id, "refused", "house:claim")
        return turn.say(N_("That is not the code. It stands in the window where xiaoer was started."))
    people.appoint(turn.connection, turn.standing.person_id, "owner")
    audit.note(turn.connection, turn.now, turn.standing.person_id, "claimed", "house")
    if not turn.house.waiting:
        return turn.say(N_("Welcome, innkeeper. Write 帮助 to see what you can do here."))
    turn.standing = replace(turn.standing, role="owner")
    lead = turn.say(
        N_(
            "Welcome, innkeeper! Let us set up the house, one question at a time. "
            "“Skip” leaves one out; “never mind” stops, and 开张 goes on another day."
        )
    )
    begun = start(founding.FLOW, turn)
    return replace(begun, said=f"{lead}\n\n{begun.said}")


def go_on(turn: Turn, command: Command) -> str | Outcome:
    """开张: the set-up goes on where it stopped."""
    if not turn.house.waiting:
        return turn.say(N_("The house is open already. 设置 changes single things."))
    return start(founding.FLOW, turn)


def not_open_yet(turn: Turn) -> str:
    """What guests hear while nobody has opened the house: no name, no promise of a day."""
    return turn.say(N_("Hello! The house is still getting ready and opens soon. Please come back then."))


def located(turn: Turn) -> bool:
    """Whether a location that was sent answers where the house is; then it counts as said."""
    details = turn.inbound.details
    if (
        turn.standing.place.flow != founding.FLOW.name
        or "Location_X" not in details
        or not turn.house.waiting
    ):
        return False
    slots = {"inn_map": f"{details['Location_X']},{details.get('Location_Y', '')}"}
    if label := details.get("Label", "").strip():
        slots["inn_address"] = label[:40]
    turn.understood = replace(turn.understood, slots=slots)
    return True
