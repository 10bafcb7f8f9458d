"""What one label means to this person, here: who is in the house and asks for days stays longer, who asks the price has a bill.

Knows the person, their stays and the conversation in flight; reads no words itself and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.context import Turn
from bot.flows import (
    arriving,
    availability,
    booking,
    changing,
    leaving,
    leaving_late,
    on_top,
    opining,
    own_bookings,
    prolonging,
    recording,
    registering,
    waiting,
)
from bot.flows.flow import Flow
from bot.handlers import late_checkout, room_ready
from bot.handlers.questions import QUESTIONS
from bot.understanding.company import asks_how
from bot.understanding.slots import CHEAPEST, THIS
from store import bookings

LOOKING = frozenset({"availability_query", "make_booking"})
DAYS = frozenset({"check_in", "check_out", "nights"})
CONTACT = frozenset({"name", "phone"})
OTHER_DAYS = LOOKING | {"change_booking", "checkout_request"}  # what may mean another day to leave
PEOPLE = frozenset({"more_guests", "guests", "adults", "children", "extra_beds"})
OF_MONEY = (
    "price_query",
    "cancel_booking",
    "",
)  # under which who is here may say that they leave; "": under none
ASKED_OF_HOUSE = "stay_request"  # a change only a person can make
OPINION = frozenset({"feedback", "complaint", "thanks", "affirm", "deny"})
# Under which more beds and breakfasts are heard.
ON_TOP = frozenset({"room_info", "breakfast", "price_query", "special_request", "service_amenity", "service_meal"}) | {
    "service_housekeeping", "change_booking", "facility_info", "other"
}  # fmt: skip
# The intents under which a question about a rule of the house is heard.
TOPIC_OF: Mapping[str, tuple[str, ...]] = {
    "discount": ("price_query", "coupon", "room_info"),
    "children": ("price_query", "room_info", "facility_info"),
    "extra_bed": ("price_query", "room_info", "facility_info"),
    "cancellation": ("cancel_booking",),
    "weather": ("nearby_tips",),
    "vouchers": ("coupon", "redeem_points"),
    "own_room": (
        "location_directions",
        "price_query",
        "room_info",
        "my_booking",
        "facility_info",
        "access_door",
    ),
    "room_ready": ("service_status", "early_checkin", "checkin_info", "room_info"),
    "bill": ("deposit_payment", "price_query", "checkout_info", "service_status"),
    "money_sent": ("deposit_payment", "price_query", "my_booking", "checkout_info", "checkout_request"),
    "money_back": ("deposit_payment", "price_query", "cancel_booking", "checkout_info", "complaint"),
    "money_way": ("deposit_payment",),
}


def meant(turn: Turn, current: Flow[Any] | None, label: str) -> str:
    """What a wish about a stay means to this person, here: nobody stays longer who has not come yet."""
    if _only_words(turn, current, label):
        return ""
    if label in ON_TOP and (on_top_ := _on_top(turn, current)) is not None:
        aside = turn.understood.asks and label in QUESTIONS and bool(turn.standing.place.step)
        return label if aside else on_top_
    if label in ("complaint", "feedback") and opining.names_only(turn):
        return opining.ASKED
    topic = str(turn.understood.slots.get("topic", ""))
    if label in TOPIC_OF.get(topic, ()) and asks_rule(turn):
        return f"topic:{topic}"
    label = _of_their_stay(turn, label)
    if (looked_for := _wished_of_a_room(turn, current, label)) is not None:
        return looked_for
    if label == "change_booking" and current is not None and _refines(turn, current):
        return ""
    label = _of_their_hour(turn, current, label)
    if label in OPINION and _answers(turn, current, "slept"):
        return ""
    if (known := _of_a_known_guest(turn, label)) is not None:
        return known
    if label == "price_query" and _asks_price_first(turn, current):
        return "nightly_price"
    if label in availability.FLOW.intents:
        return _looks(turn, current, label)
    if label == "human_agent" and turn.standing.place.step and "phone" in turn.understood.slots:
        return ""  # “my phone is 138…” wants nobody to call
    return label


def _wished_of_a_room(turn: Turn, current: Flow[Any] | None, label: str) -> str | None:
    """What a wish about a room means where no stay is booked: a quiet room from the 30th on is first of all a room."""
    if label not in ("special_request", "room_info"):
        return None
    floor = "floor" in turn.understood.slots
    if floor and current is booking.FLOW and turn.standing.place.step:
        return ""
    if (floor or label == "special_request") and _asks_for_stay(turn):
        return "availability_query"
    return (
        "availability_query" if floor and current is availability.FLOW and _refines(turn, current) else None
    )


def _on_top(turn: Turn, current: Flow[Any] | None) -> str | None:
    """What more beds or breakfasts are part of: the talk in hand (""), else a booking still to come; None: neither."""
    if on_top.THINGS.isdisjoint(turn.understood.slots):
        return None
    if current in (booking.FLOW, availability.FLOW, changing.FLOW, waiting.FLOW) and _refines(turn, current):
        return ""
    return changing.FLOW.intents[0] if own_bookings.own(turn) else None


def of_a_running_stay(turn: Turn, label: str) -> str:
    """What is meant by who is here: another day to leave, today even, another room, more people; "" for nothing of it."""
    booking = None if own_bookings.own(turn) else prolonging.staying(turn)
    if booking is None:
        return ""
    slots = turn.understood.slots
    until = slots.get("check_out") if "check_in" not in slots else None
    if until == turn.today.isoformat() and booking.departure > turn.today:
        return leaving.FLOW.intents[0]
    if label == "change_booking" and "room_type" in slots:
        return "change_room"
    if label == "change_booking" and not PEOPLE.isdisjoint(slots):
        return ASKED_OF_HOUSE
    earlier = label == "checkout_request" and slots.get("topic") == "leaving_early"
    other_day = until is not None and label != "checkout_request"
    if earlier or other_day or "fewer_nights" in slots or label == "change_booking":
        return prolonging.FLOW.intents[0]
    return ""


def _wants_fewer_rooms(turn: Turn) -> bool:
    """Whether somebody who booked several rooms wants only so many: 只要一间了. Which one goes is for a person to settle."""
    rooms = turn.understood.slots.get("rooms")
    alone = set(turn.understood.slots) <= {"rooms", "room_type"}
    return isinstance(rooms, int) and alone and any(rooms < one.rooms for one in own_bookings.own(turn))


def _of_their_stay(turn: Turn, label: str) -> str:
    """Who is here changes nothing but the day they leave; who has not come yet changes a booking, or is asked to cancel."""
    if label in (*OTHER_DAYS, *OF_MONEY) and (meant := of_a_running_stay(turn, label)):
        return meant
    if label in LOOKING and _wants_fewer_rooms(turn):
        return ASKED_OF_HOUSE
    if label == "extend_stay" and not _in_house(turn):
        return "change_booking" if own_bookings.own(turn) else "availability_query"
    if label == "checkout_request" and not leaving.here(turn) and own_bookings.own(turn):
        return "cancel_booking"
    return label


def _of_their_hour(turn: Turn, current: Flow[Any] | None, label: str) -> str:
    """What an hour to come at means: a wish to have the room early, or no more than the answer to what was asked."""
    if label not in ("checkin_info", "early_checkin"):
        return label
    if arriving.wishes_early(turn):
        return "early_checkin"
    return "" if _tells_their_hour(turn, current) else label


def _of_a_known_guest(turn: Turn, label: str) -> str | None:
    """What somebody with a booking tells of it unasked: when they come, who comes along; None for anything else."""
    if label == "checkin_info" and "arrival_time" in turn.understood.slots and arriving.begin(turn).booking:
        return arriving.SAID
    if label == "late_checkout" and late_checkout.on_sale(turn) is not None:
        return leaving_late.ASKED
    how = label in ("registration", "checkin_info") and asks_how(turn.inbound.text)
    if (how or label == "registration") and registering.share_of(turn) is not None:
        if {"check_in", "nights"} <= turn.understood.slots.keys():  # 我和妹妹8号想住一晚: a stay of its own
            return "availability_query"
        return None if turn.understood.asks and not how else registering.ASKED
    return None


def _only_words(turn: Turn, current: Flow[Any] | None, label: str) -> bool:
    """Whether an intent is no more than an answer to the open question: “hot water was slow” where an opinion is asked for."""
    question = current.question(turn.standing.place.step) if current is not None else None
    if question is None or (question.apart and turn.understood.bids):
        return False
    if question.told and turn.understood.asks and not _part_of_a_list(current, label):
        return False
    return label in question.hears


def _part_of_a_list(current: Flow[Any] | None, label: str) -> bool:
    """Whether a wish said where wishes are asked for stays one, even beside a question."""
    return current is registering.FLOW and label not in QUESTIONS


def _looks(turn: Turn, current: Flow[Any] | None, label: str) -> str:
    """A question about rooms: inside a booking or a change it is part of that; with a phone number it is a wish to book."""
    if turn.standing.place.step and current in (booking.FLOW, recording.FLOW):
        return ""
    if turn.standing.place.step == "what" and current is changing.FLOW and _refines(turn, current):
        return ""
    return booking.FLOW.intents[0] if "phone" in turn.understood.slots else label


def _asks_price_first(turn: Turn, current: Flow[Any] | None) -> bool:
    """Whether somebody asked for days wants the price of a night first: 住几晚？ 多少钱一晚啊."""
    return (
        current in (booking.FLOW, availability.FLOW)
        and turn.standing.place.step in ("check_in", "nights")
        and DAYS.isdisjoint(turn.understood.slots)
    )


def _answers(turn: Turn, current: Flow[Any] | None, slot: str) -> bool:
    """Whether the open question is about this slot and the sentence fills it: then it asks nothing itself."""
    question = current.question(turn.standing.place.step) if current is not None else None
    return question is not None and question.slot == slot and slot in turn.understood.slots


def _tells_their_hour(turn: Turn, current: Flow[Any] | None) -> bool:
    """Whether an hour of arrival belongs to what is being asked: alone, or told with the names of who comes along."""
    listing = current is registering.FLOW and bool(turn.standing.place.step)
    return _answers(turn, current, "arrival_time") or (listing and "arrival_time" in turn.understood.slots)


def takes_cheapest(turn: Turn) -> bool:
    """Whether the sentence only picks whatever costs least, which sounds like a question about prices."""
    return turn.understood.slots.get("choice") == CHEAPEST


def chooses(turn: Turn, current: Flow[Any] | None) -> bool:
    """Whether the sentence names one of the rooms just offered, or its number: then it is a wish to book."""
    if current is not availability.FLOW or turn.standing.place.step:
        return False
    expires_at = turn.standing.place.expires_at
    if expires_at is None or expires_at <= turn.now:
        return False
    if turn.understood.slots.get("choice") == THIS:  # also after a question in passing
        return bool(availability.offered(turn))
    if turn.understood.has("affirm"):
        return turn.standing.place.question_last and bool(availability.offered(turn))
    if availability.chosen(turn) is not None:
        return True
    told = turn.understood.slots.keys()
    if told >= CONTACT and told <= CONTACT | {"room_type", "rooms"} and availability.offered(turn):
        return True  # for whom it is: nobody leaves name and phone only to look
    named_only = told <= CONTACT | {"room_type", "rooms"}
    asked_for = (turn.standing.place.state or {}).get("slots", {}).get("room_type")
    return (
        "room_type" in turn.understood.slots
        and asked_for in (None, turn.understood.slots["room_type"])
        and named_only
    )


def _in_house(turn: Turn) -> bool:
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return any(share.booking.state == "in_house" for share in shares)


def _refines(turn: Turn, current: Flow[Any]) -> bool:
    """Whether the sentence tells anew what the talk in hand, or the one just answered, is about."""
    place = turn.standing.place
    fresh = bool(place.step) or (place.expires_at is not None and place.expires_at > turn.now)
    return fresh and not turn.understood.slots.keys().isdisjoint(current.state.__dataclass_fields__)


def _asks_for_stay(turn: Turn) -> bool:
    """Whether somebody without a booking names a whole stay."""
    whole = {"check_in", "nights"} <= turn.understood.slots.keys()
    return whole and not bookings.shares(turn.connection, turn.standing.person_id, turn.today)


def asks_rule(turn: Turn) -> bool:
    """Whether a rule of the house is asked about; with days it is about a stay after all.

    Whether the room is ready is asked by who is to come, or waits for it, whatever day they name with it; from anybody
    else it is about what they wished for.
    """
    if turn.understood.slots.get("topic") == "room_ready":
        return room_ready.asks_after_room(turn)
    return "topic" in turn.understood.slots and turn.understood.slots.keys().isdisjoint(DAYS)
