"""Who may see what: the one table, and the questions put to it."""

from __future__ import annotations

from typing import Literal

Fact = Literal["state", "dates", "room_type", "room", "wifi", "bill", "code", "door"]

# part and level of a person in a booking -> what may be told. Companions never get price, bill or history.
MAY_SEE: dict[tuple[str, str], frozenset[Fact]] = {
    ("holder", "claimed"): frozenset({"state", "dates"}),
    ("holder", "confirmed"): frozenset(
        {"state", "dates", "room_type", "room", "wifi", "bill", "code", "door"}
    ),
    ("companion", "claimed"): frozenset({"state", "dates"}),
    ("companion", "confirmed"): frozenset({"state", "dates", "room_type", "room", "wifi", "door"}),
}

OWN_TICKETS = frozenset({"ticket_done", "ticket_undone", "ticket_cancel"})  # of a guest: about their own
TICKETS = (
    frozenset({"tickets", "ticket_take", "ticket_later", "ticket_hand", "ticket_ask", "ticket_pictures"})
    | OWN_TICKETS
)
WAITING = frozenset({"wait_for", "wait_off"})  # said by guests; staff see the list
DESK = frozenset(
    {
        "today",
        "arrivals",
        "departures",
        "check_in",
        "check_out",
        "not_come",
        "late_off",
        "prepared",
        "door_code",
        "duties",
        "undo",
        "card",
    }
    | {"ready", "dirty", "cleaning", "room_states"}
)
TALK = frozenset(
    {"paste", "resume_pushes", "reply", "answer_gap", "give_back", "identify", "duty", "roster", "wecom"}
)
DECIDING = frozenset({"todos", "todo_done", "accept", "refuse", "closed", "agree", "decline"})
ROOMS = frozenset({"occupancy", "move_booking", "orders"})
MEMBERSHIP = frozenset({"check_off"})
MONEY = frozenset({"bill", "charge", "pay", "repay", "ask_pay"})
TEACHING = frozenset(
    {
        "record",
        "answers",
        "answer_show",
        "answer_new",
        "answer_change",
        "answer_way",
        "answer_off",
        "answer_on",
        "drop_gap",
    }
)
OPINIONS = frozenset({"opinions", "opinion_answer", "opinion_close"})
STAFF = (
    frozenset({"wait_for"})
    | TICKETS
    | DESK
    | TALK
    | DECIDING
    | ROOMS
    | MEMBERSHIP
    | OPINIONS
    | MONEY
    | {"help"}
)
GREETED = frozenset({"greet_me", "greet_me_not", "birthday", "birthday_forget"})  # said by guests
POINTS = frozenset({"points_of", "adjust_points", "take_back_voucher", "members", "membership_rules"})
PRICES = frozenset(
    {"prices", "reprice", "close_rooms", "open_rooms", "settings", "channels", "check_up", "pause", "resume"}
)
OWNER = (
    frozenset({"pushes", "push_rules", "push_rule", "invite", "crew", "add_staff", "remove_staff"})
    | {"scores", "review", "survey", "greetings", "found", "take_off", "not_repaid", "cancel_booking"}
    | {"unmet", "gap_nights", "openings"}
    | PRICES
    | POINTS
    | TEACHING
)

# role -> commands it may give. A follower may only prove to be somebody of the house.
MAY_COMMAND: dict[str, frozenset[str]] = {
    "guest": frozenset({"claim_house", "join_staff", "resume_pushes", "undo"})
    | OWN_TICKETS
    | GREETED
    | WAITING,
    "staff": STAFF,
    "owner": STAFF | OWNER,
}


def may_see(part: str, level: str, fact: Fact) -> bool:
    """Whether somebody with this part and level in a booking may be told the fact."""
    return fact in MAY_SEE.get((part, level), frozenset())


def may_command(role: str, command: str) -> bool:
    """Whether a role may give a command."""
    return command in MAY_COMMAND.get(role, frozenset())
