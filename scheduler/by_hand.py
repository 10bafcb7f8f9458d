"""What a person must tell a guest because the house cannot: a to-do with the reason, and a notice to whoever is on duty."""

from __future__ import annotations

from datetime import datetime

from locales import N_, say
from scheduler import waiting
from store import outbox, people, subjects, todos
from store.database import Connection
from store.sending import Claimed

NOBODY = "nobody_bound"
KINDS = {
    "arrival": N_("arrival reminder"),
    "welcome": N_("welcome"),
    "morning_after": N_("question of the first morning"),
    "check_out": N_("check-out reminder"),
    "thanks": N_("word of thanks"),
    "follow_up": N_("follow-up"),
    "paste": N_("texts to paste"),
    "survey_again": N_("reminder of the survey"),
    "opinion": N_("answer to an opinion"),
    "booking_confirmed": N_("word about the booking"),
    "booking_cancelled": N_("word about the cancellation"),
    "payment": N_("word about a payment"),
    "late_checkout": N_("word about a late check-out"),
    "door_code": N_("door code"),
    "level_up": N_("a new level"),
    "points_expiring": N_("points that expire"),
    "points_changed": N_("points changed by the house"),
    waiting.KIND: N_("offer of a room to the waiting list"),
}
OF_NO_BOOKING = (waiting.KIND,)  # what a person tells although it is about no booking yet
REASONS = {
    NOBODY: N_("no guest is bound to it yet"),
    "not_following": N_("the guest no longer follows the account"),
    "not_wanted": N_("the booking changed"),
    "moved": N_("the booking changed"),
    "cancelled": N_("the booking was cancelled"),
    "answered": N_("the guest has answered, or was not asked"),
    "expired": N_("it was too late"),
    "already_here": N_("the guest is already here"),
    "no_open_channel": N_(
        "the reply window is closed and there is no template; it waits for the guest's next message"
    ),
    "not_here": N_("the guest is not checked in"),
    "in_house": N_("the guest is still here"),
    "departed": N_("the guest has left"),
    "no_show": N_("the guest never came"),
    "switched_off": N_("it is switched off"),
    "opted_out": N_("the guest wants no messages"),
    "complaint_open": N_("a complaint waits for an answer"),
    "often_enough": N_("the guest was written to often enough"),
    "quiet_hours": N_("not in the quiet hours"),
    "conversation_open": N_("the guest is in the middle of something"),
    "interrupted": N_("the sending was interrupted"),
    "under_review": N_("WeChat is still reviewing it"),
    "failed:user block": N_("the guest refuses such messages"),
    "failed: system failed": N_("WeChat could not deliver it"),
}


def tell_by_hand(connection: Connection, row: Claimed, reason: str, now: datetime) -> None:
    """Give it to a person, once a row. Guests of other channels who are not bound are everyday life: listed, not rung."""
    person_id, whom = (None, f"B{row.booking_id}") if row.booking_id is not None else _who(connection, row)
    new = todos.open_once(
        connection,
        todos.by_hand(row.key),
        "unreachable",
        now,
        booking_id=row.booking_id,
        person_id=person_id,
        detail={"reason": reason} if row.booking_id is not None else {"text": whom},
    )
    if not new or reason == NOBODY:
        return
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        notice = say(
            language,
            N_("[Tell by hand] {whom}: the {kind} could not be sent, as {reason}. Please tell the guest."),
            whom=whom,
            kind=named_kind(language, row.kind),
            reason=named_reason(language, reason),
        )
        key, about = f"{todos.by_hand(row.key)}:{number}", subjects.todo(todos.by_hand(row.key))
        outbox.say(connection, key, "notice", address_id, notice, now, about=about)


def _who(connection: Connection, row: Claimed) -> tuple[int | None, str]:
    """Somebody without a booking, and how the house reaches them: name and phone as far as told, and their number here."""
    person_id = people.at_address(connection, row.address_id) if row.address_id is not None else None
    if person_id is None:
        return None, ""
    name, phone = people.contact(connection, person_id)
    said = (name, phone.removeprefix("+86") if phone else "", f"G{person_id}")
    return person_id, " ".join(part for part in said if part)


def named_kind(language: str, kind: str) -> str:
    """A push's kind in words."""
    return say(language, KINDS[kind]) if kind in KINDS else kind


def named_reason(language: str, reason: str) -> str:
    """Why something was not sent, in words; what the platform itself said is left as it is."""
    return say(language, REASONS[reason]) if reason in REASONS else reason
