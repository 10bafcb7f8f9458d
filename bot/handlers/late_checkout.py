"""晚点退房: given at once where a level brings it and the room is free that afternoon; what the house sells, and why not now."""

from __future__ import annotations

from datetime import datetime, time

from bot.context import Turn
from bot.handlers.passing_on import pass_on
from locales import N_, clock, join, money
from store import audit, bookings, late_checkouts, rooms
from store.bookings import Booking
from store.late_checkouts import Offer, Why


def late_checkout(turn: Turn) -> str:
    """Whoever asks to leave later."""
    booking = leaving(turn)
    if booking is None:
        return _asked(turn)
    offered = late_checkouts.offer(turn.connection, turn.house, booking, turn.standing.person_id, turn.today)
    if offered is None:
        return _without_a_level(turn, booking)
    if _too_late_today(turn, booking, offered):
        return _asked(turn)
    level = turn.words(turn.house.membership.levels[offered.level], "name")
    until = clock(turn.language, offered.until)
    if offered.why is Why.TOO_EARLY:
        early = N_(
            "With {level} you may stay until {time} if the room is free that afternoon. "
            "Ask me again the day before you leave, then I know."
        )
        return turn.say(early, level=level, time=until)
    if offered.why is Why.TAKEN:
        taken = N_("Somebody has the room that afternoon, so {level} doesn't bring {time} this time.")
        return pass_on(turn, "late_checkout", lead=turn.say(taken, level=level, time=until))
    said = _kept(turn, booking, offered)
    wished = _wished(turn)
    if wished is not None and wished > offered.until:
        return pass_on(turn, "late_checkout", lead=said)
    return "\n".join(part for part in (said, _longer(turn, booking, offered)) if part)


def with_the_level(turn: Turn, booking: Booking) -> str:
    """What a level brings is kept before more is paid for; the words for it, "" where there is none or it was kept before."""
    offered = _brought(turn, booking)
    if offered is None or stays_until(turn, booking) >= offered.until:
        return ""
    return _kept(turn, booking, offered)


def _kept(turn: Turn, booking: Booking, offered: Offer) -> str:
    _give(turn, booking, offered)
    level = turn.words(turn.house.membership.levels[offered.level], "name")
    until = clock(turn.language, offered.until)
    return turn.say(N_("Gladly: with {level} the room is yours until {time}."), level=level, time=until)


def _longer(turn: Turn, booking: Booking, offered: Offer) -> str:
    """That hours beyond what a level brings can be had at the house's price; "" where they can't."""
    sold = late_checkouts.for_sale(turn.connection, turn.house, booking, turn.today)
    if sold is None or sold.why is not None or sold.until <= offered.until:
        return ""
    words = N_("Longer than that is {price} an hour, until {time} at the latest: just tell me until when.")
    an_hour = late_checkouts.an_hour(turn.house, booking.rooms)
    return turn.say(words, price=money(turn.language, an_hour), time=clock(turn.language, sold.until))


def _brought(turn: Turn, booking: Booking) -> Offer | None:
    """What a level brings this time; None where it brings nothing, or not now."""
    offered = late_checkouts.offer(turn.connection, turn.house, booking, turn.standing.person_id, turn.today)
    return offered if offered is not None and offered.why is None else None


def price(turn: Turn, booking: Booking, until: time) -> int:
    """What staying until then costs, in fen: the hours a level brings are free."""
    offered = _brought(turn, booking)
    return late_checkouts.cost(
        turn.house, booking.rooms, until, offered.until if offered is not None else None
    )


def _asked(turn: Turn) -> str:
    """The house's hour; the rest is for a person to say."""
    usual = turn.say(N_("Check-out is until {time}."), time=clock(turn.language, turn.house.check_out))
    return pass_on(turn, "late_checkout", lead=usual)


def _without_a_level(turn: Turn, booking: Booking) -> str:
    """What was given stands; else why the house's hours cannot be had now, and what they would cost."""
    given = late_checkouts.until(turn.connection, booking.id)
    if given is not None:
        stands = turn.say(N_("This time the room is yours until {time}."), time=clock(turn.language, given))
        wished = _wished(turn)
        return pass_on(turn, "late_checkout", lead=stands) if wished and wished > given else stands
    sold = late_checkouts.for_sale(turn.connection, turn.house, booking, turn.today)
    if sold is None or _too_late_today(turn, booking, sold):
        return _asked(turn)
    if sold.why is Why.TOO_EARLY:
        an_hour = late_checkouts.an_hour(turn.house, booking.rooms)
        early = N_(
            "If nobody has the room that night you can stay until {time}, for {price} an hour. "
            "Ask me again the day before you leave, then I know."
        )
        return turn.say(early, time=clock(turn.language, sold.until), price=money(turn.language, an_hour))
    taken = N_("Somebody has the room that day from {time}, so check-out is until {until}.")
    values = {"time": turn.house.check_in, "until": turn.house.check_out}
    said = turn.say(taken, **{name: clock(turn.language, at) for name, at in values.items()})
    return pass_on(turn, "late_checkout", lead=said)


def on_sale(turn: Turn) -> tuple[Booking, Offer] | None:
    """The booking that may stay longer now at the house's price, and how long at most; None where no price answers."""
    booking = leaving(turn)
    if booking is None:
        return None
    me = turn.standing.person_id
    offered = late_checkouts.offer(turn.connection, turn.house, booking, me, turn.today)
    if offered is not None and (offered.why is not None or not _beyond(turn, booking, offered)):
        return None
    sold = late_checkouts.for_sale(turn.connection, turn.house, booking, turn.today)
    if sold is None or sold.why is not None or _too_late_today(turn, booking, sold):
        return None
    return (booking, sold) if sold.until > stays_until(turn, booking) else None


def _beyond(turn: Turn, booking: Booking, offered: Offer) -> bool:
    """Whether more is wished for than a level brings: a later hour, or that was kept before."""
    wished = _wished(turn)
    return stays_until(turn, booking) >= offered.until or (wished is not None and wished > offered.until)


def stays_until(turn: Turn, booking: Booking) -> time:
    """The hour they leave as things are: the house's, or the later one that was given."""
    return late_checkouts.until(turn.connection, booking.id) or turn.house.check_out


def leaving(turn: Turn) -> Booking | None:
    """The booking this person is confirmed to hold and stays in, or soon will."""
    shares = bookings.shares(turn.connection, turn.standing.person_id, turn.today)
    return next(
        (
            share.booking
            for share in shares
            if (share.part, share.level) == ("holder", "confirmed")
            and share.booking.state in ("confirmed", "in_house")
        ),
        None,
    )


def _too_late_today(turn: Turn, booking: Booking, offered: Offer) -> bool:
    return booking.departure == turn.today and turn.local.time() >= offered.until


def _give(turn: Turn, booking: Booking, offered: Offer) -> None:
    """Keep it and tell whoever is on duty; asked twice, it is given once."""
    if not late_checkouts.give(turn.connection, booking, offered, turn.now):
        return
    audit.note(turn.connection, turn.now, turn.standing.person_id, "late_checkout", f"booking:{booking.id}")
    numbers = rooms.rooms_of(turn.connection, booking.id)
    level = turn.house.membership.levels[offered.level]
    turn.tell_staff(
        N_("[Late check-out] {rooms} {name} stays until {time}: {level}, nobody has the room that night."),
        rooms=lambda language: join(language, numbers),
        name=booking.holder,
        time=lambda language: clock(language, offered.until),
        level=lambda language: level.words("name", language),
    )


def _wished(turn: Turn) -> time | None:
    """The hour the guest named."""
    said = turn.understood.slots.get("datetime")
    return datetime.fromisoformat(said).time() if isinstance(said, str) else None
