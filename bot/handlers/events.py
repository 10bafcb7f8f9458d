"""What somebody did rather than said: followed, left, scanned, tapped the menu; and what WeChat reports back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.context import Turn
from bot.flows import my_booking
from bot.flows.flow import Outcome
from locales import N_
from scheduler import mass_greetings
from store import erasures, people, sending
from store.sealing import mask_name

BOOKING_SCENE = "bk_"  # a QR for one booking: the rest of the scene is its code
CONSOLE = timedelta(
    hours=1
)  # how long WeChat's own customer-service session silences the bot without a close event

REVOKED = ("user_authorization_revoke", "user_authorization_cancellation")  # may keep nothing about them


def happened(turn: Turn) -> Outcome:
    """The answer to an event; silence for all that need none, known or not."""
    event = turn.inbound.event
    place = turn.standing.place
    if event == "subscribe":
        people.set_following(turn.connection, turn.standing.address_id, True)
        erasures.stay_known(turn.connection, turn.standing.person_id)
        return Outcome(_joined(welcome(turn), _scanned(turn)), place)
    if event == "unsubscribe":
        people.set_following(turn.connection, turn.standing.address_id, False)
        erasures.later(turn.connection, turn.standing.person_id, "unfollowed", turn.now)
        return Outcome("", place.at_rest(window_left=0))
    if event in REVOKED:
        erasures.later(turn.connection, turn.standing.person_id, "revoked", turn.now)
        return Outcome("", place)
    if event == "scan":
        return Outcome(_scanned(turn) or _at_hand(turn), place)
    if event == "templatesendjobfinish":
        status = turn.inbound.details.get("Status", "")
        sending.result_event(
            turn.connection, turn.inbound.details.get("MsgID", ""), status == "success", status
        )
    if event == "masssendjobfinish":
        details = turn.inbound.details
        mass_greetings.result(turn.connection, details.get("MsgID", ""), details.get("Status", ""), turn.now)
    if event == "kf_create_session":
        return Outcome("", replace(place, muted_until=turn.now + CONSOLE))
    if event == "kf_close_session":
        return Outcome("", replace(place, muted_until=None))
    return Outcome("", place)


def welcome(turn: Turn) -> str:
    """Three lines for somebody new: who this is, and what can be asked."""
    own = turn.words(turn.house.texts, "welcome")
    lines = [
        turn.say(N_("Welcome, this is {house}."), house=turn.words(turn.house, "name")),
        own,
        turn.say(
            N_(
                "Just write what you need: “anything free this weekend?”, “my booking”, “how do I get there?”."
            )
        ),
    ]
    return "\n".join(line for line in lines if line)


def _scanned(turn: Turn) -> str:
    """A booking's own QR binds it; any other code grants nothing: last month's guest may have photographed it."""
    scene = turn.inbound.event_key
    if not scene.startswith(BOOKING_SCENE):
        return ""
    return my_booking.by_code(turn, scene.removeprefix(BOOKING_SCENE)).said


def _at_hand(turn: Turn) -> str:
    name = people.name_of(turn.connection, turn.standing.person_id)
    if name:
        return turn.say(N_("{name}, I'm here. Just write what you need."), name=mask_name(name))
    return turn.say(N_("I'm here. Just write what you need."))


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
