"""One-shot answers to guests' questions, from the house file. What the house has not written down is passed on, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.context import Turn
from bot.flows import my_booking
from bot.flows.arriving import the_way
from bot.flows.saying import beside
from bot.handlers import door_codes, extras, opinions, own_money, points, room_ready, unasked
from bot.handlers.gaps import taught, unknown
from bot.handlers.late_checkout import late_checkout
from bot.handlers.night_prices import nightly_price
from bot.handlers.passing_on import alarm, pass_on
from locales import N_, clock, money
from store import bookings, late_checkouts
from store.house_file.model import RoomType
from store.rights import may_see

Handler = Callable[[Turn], str]
STAYING = ("confirmed", "in_house")


def greeting(turn: Turn) -> str:
    """A short hello that leaves the next word to the guest."""
    return turn.say(
        N_("Hello, this is {house}. Ask me about free rooms, your booking, or anything about your stay."),
        house=turn.words(turn.house, "name"),
    )


def thanks(turn: Turn) -> str:
    """A short word back, nothing that asks again."""
    return turn.say(N_("You're welcome."))


def checkin_info(turn: Turn) -> str:
    return turn.say(
        N_("Check-in is from {time}. Arriving earlier? Leave your luggage with us."),
        time=clock(turn.language, turn.house.check_in),
    )


def checkout_info(turn: Turn) -> str:
    """The house's hour, or a later one for whom it was given; the button asks about staying longer too."""
    until = _until(turn)
    if turn.inbound.kind != "event":
        return until
    return f"{until}\n{turn.say(N_('Staying longer? Tell me until which day.'))}"  # the button names both


def _until(turn: Turn) -> str:
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        given = late_checkouts.until(turn.connection, share.booking.id)
        if given is not None and share.level == "confirmed" and share.booking.state in STAYING:
            return turn.say(N_("This time the room is yours until {time}."), time=clock(turn.language, given))
    return turn.say(N_("Check-out is until {time}."), time=clock(turn.language, turn.house.check_out))


def wifi(turn: Turn) -> str:
    """The password goes to those who stay here now; others are told that there is wifi. A bare 密码 may mean the door."""
    said = _wifi(turn)
    mine = door_codes.own(turn) if turn.inbound.text.strip() in ("密码", "password") else ""
    return f"{mine}\n{said}" if mine else said


def _wifi(turn: Turn) -> str:
    network = turn.house.wifi
    if network is None:
        return unknown(turn)
    mine = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    for share in mine:
        here = share.booking.arrival <= turn.today <= share.booking.departure
        if (
            here
            and share.booking.state in ("confirmed", "in_house")
            and may_see(share.part, share.level, "wifi")
        ):
            if not network.password:
                return turn.say(N_("Wifi: {name}, no password."), name=network.name)
            return turn.say(
                N_("Wifi: {name}\nPassword: {password}"), name=network.name, password=network.password
            )
    if any(share.level == "confirmed" and share.booking.state == "confirmed" for share in mine):
        return turn.say(
            N_(
                "There is wifi in every room. Ask me again on the day you arrive, and I tell you the password."
            )
        )
    return turn.say(
        N_(
            "There is wifi in every room; the password is on the room card. Send me your five-letter code and I tell you here."
        )
    )


def location_directions(turn: Turn) -> str:
    """Address, directions, parking."""
    return the_way(turn)


def room_info(turn: Turn) -> str:
    """What a named room type is like, or those that have what was asked about; all in a line each when neither was named.

    What no room is said to have nobody knows: the house is asked.
    """
    code = str(turn.understood.slots.get("room_type", ""))
    kind = turn.house.room_types.get(code)
    kinds = [kind] if kind is not None else list(turn.house.room_types.values())
    feature = str(turn.understood.slots.get("feature", ""))
    if feature:
        told = [_told(turn, kind) for kind in kinds]
        return "\n".join(one for one in told if feature in one.lower()) or unknown(turn)
    if kind is not None:
        return _told(turn, kind)
    lines = [
        turn.say(
            N_("· {room}, sleeps {n}, from {price} a night"),
            room=turn.words(kind, "name"),
            n=kind.guests,
            price=money(turn.language, kind.price.fen("weekday")),
        )
        for kind in turn.house.room_types.values()
    ]
    return "\n".join([*lines, turn.say(N_("For which days shall I look?"))])


def _told(turn: Turn, kind: RoomType) -> str:
    """All that the house wrote of a room type."""
    details = [
        turn.words(kind, "beds"),
        turn.say(N_("sleeps {n}"), n=kind.guests),
        turn.words(kind, "includes"),
    ]
    about = beside(turn.language, [detail for detail in details if detail])
    return "\n".join(
        part for part in (turn.words(kind, "name"), about, turn.words(kind, "description")) if part
    )


def emergency(turn: Turn) -> str:
    """Fixed words for safety, before anything else, and an alarm to everybody on duty, if there is anybody."""
    safety = turn.say(
        N_(
            "Your safety first: if there is danger, leave the room now and get to a safe place.\n"
            "Fire 119, ambulance 120, police 110. The house: {phone}."
        ),
        phone=turn.house.phone,
    )
    if alarm(turn, "emergency"):
        return f"{safety}\n{turn.say(N_('Everybody on duty has been alarmed.'))}"
    return f"{safety}\n{turn.say(N_('I can reach nobody of the house from here: please call.'))}"


def human_agent(turn: Turn) -> str:
    return pass_on(turn, "person")


def policy(name: str) -> Handler:
    """The handler that tells one policy of the house."""

    def tell(turn: Turn) -> str:
        return turn.words(turn.house.policies, name) or unknown(turn)

    return tell


def parking(turn: Turn) -> str:
    return turn.words(turn.house, "parking") or unknown(turn)


def passed(kind: str) -> Handler:
    """The handler that passes a wish on."""
    return lambda turn: pass_on(turn, kind)


def discount(turn: Turn) -> str:
    """Prices are the house's: nothing is promised, a person is offered."""
    return turn.say(
        N_(
            "The prices are set by the house and I can't change them. Reply “a person” and I ask the innkeeper."
        )
    )


def deposit(turn: Turn) -> str:
    """The house's rule, and under it what stands on the bill of whoever has one."""
    rule, mine = policy("deposit")(turn), own_money.standing(turn)
    return f"{rule}\n{mine}" if mine else rule


def own_room(turn: Turn) -> str:
    """Which room is theirs: to whoever may know it."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    mine = [share for share in shares if share.booking.state in STAYING]
    if not mine:
        return turn.say(N_("Your room I tell you once I know your booking: write “my booking”."))
    return "\n\n".join(my_booking.shown(turn, share) for share in mine)


# What a question is about, where several rules of the house share one intent.
TOPICS: Mapping[str, Handler] = {
    "extra_bed": extras.extra_bed,
    "children": extras.children,
    "cancellation": policy("cancellation"),
    "discount": discount,
    "weather": unknown,  # what the house wrote of the neighbourhood says nothing about it
    "vouchers": points.my_vouchers,
    "room_ready": room_ready.room_ready,
    "own_room": own_room,
    "bill": own_money.my_bill,
    "money_sent": own_money.sent,
    "money_back": own_money.back,
    "money_way": own_money.ways,
}


def joining_how(turn: Turn) -> str:
    """How somebody comes into a booking another one holds: by its code and the holder's yes, or by the desk."""
    return turn.say(
        N_(
            "Send me the five-letter code of that booking; whoever booked has it. I ask them, and with their yes you are in. "
            "Without the code the desk can add you: {phone}."
        ),
        phone=turn.house.phone,
    )


QUESTIONS: Mapping[str, Handler] = {
    **{f"topic:{name}": handler for name, handler in TOPICS.items()},
    "emergency": emergency,
    "taught": taught,
    "greeting": greeting,
    "thanks": thanks,
    "checkin_info": checkin_info,
    "checkout_info": checkout_info,
    "wifi": wifi,
    "parking": parking,
    "breakfast": extras.breakfast,
    "pet_policy": policy("pets"),
    "invoice": policy("invoice"),
    "deposit_payment": deposit,
    "location_directions": location_directions,
    "room_info": room_info,
    "change_room": passed("change_room"),
    "stay_request": passed("stay_change"),
    "early_checkin": room_ready.early,
    "nightly_price": nightly_price,
    "late_checkout": late_checkout,
    "room_control": passed("room_control"),
    "registration": passed("registration"),
    "joining_how": joining_how,
    "facility_info": unknown,
    "nearby_tips": policy("nearby"),
    "feedback": opinions.feedback,
    "complaint": opinions.complaint,
    "coupon": points.coupon,
    "points_balance": points.points_balance,
    "membership_level": points.membership_level,
    "marketing_optout": unasked.stop,
    "human_agent": human_agent,
}
