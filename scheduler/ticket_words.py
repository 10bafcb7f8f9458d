"""What people read about a ticket: the notice to staff, one line of it, what the guest asked for, when. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from locales import N_, as_read, clock, day, join, say
from store.bookings import Booking
from store.house import Present, house_day
from store.tickets import OF_THE_HOUSE, Thing, Ticket

KINDS = {
    "amenity": N_("Bring"),
    "housekeeping": N_("Clean"),
    "turnover": N_("Clean for the next guests"),
    "maintenance": N_("Mend"),
    "meal": N_("Food"),
    "transport": N_("Car"),
    "wake_up": N_("Wake"),
    "luggage": N_("Bags"),
    "lost_found": N_("Lost item"),
    "special": N_("Wish"),
    "hot_water": N_("No hot water"),
    "power": N_("No electricity"),
    "leak": N_("Water leaks"),
    "door": N_("Cannot get in"),
    "noise": N_("Noise"),
}

DONE = {
    "amenity": N_("it has been brought"),
    "housekeeping": N_("the room is clean"),
    "turnover": N_("the room is ready"),
    "maintenance": N_("it is mended"),
    "meal": N_("your food is settled"),
    "transport": N_("your car is settled"),
    "wake_up": N_("you have been woken"),
    "luggage": N_("your bags are seen to"),
    "lost_found": N_("we have looked for it"),
    "special": N_("what you wished for is settled"),
    "hot_water": N_("there is hot water again"),
    "power": N_("the electricity is back"),
    "leak": N_("the leak is closed"),
    "door": N_("the door is seen to"),
    "noise": N_("we have asked them to be quiet"),
}


def title(language: str, ticket: Ticket) -> str:
    """The kind of a ticket: 送物."""
    return say(language, KINDS[ticket.kind])


def counted(language: str, things: tuple[Thing, ...]) -> str:
    """Things as a guest hears them: 浴巾2条、婴儿浴盆1个; 2 towels and a cot; タオル2点."""
    said = [_counted(language, thing) for thing in things]
    return "、".join(said) if language.startswith("zh") else join(language, said)


def _counted(language: str, thing: Thing) -> str:
    name = as_read(language, thing.name)
    if thing.count is None:
        return name
    if language.startswith("zh"):
        return f"{name}{thing.count}{as_read(language, thing.unit or '个')}"
    return f"{name}{thing.count}点" if language == "ja" else f"{thing.count} {name}"


def named(language: str, things: tuple[Thing, ...]) -> str:
    """Things without their numbers: 浴巾、婴儿浴盆."""
    names = [as_read(language, thing.name) for thing in things]
    return "、".join(names) if language.startswith("zh") else join(language, names)


def listed(things: tuple[Thing, ...]) -> str:
    """Things as staff read them: 浴巾×2、婴儿浴盆×1."""
    return "、".join(f"{thing.name}×{thing.count}" if thing.count else thing.name for thing in things)


def wish(language: str, ticket: Ticket) -> str:
    """What the guest asked for, in the guest's own terms: the things, else the kind and what it is about."""
    if ticket.things:
        return counted(language, ticket.things)
    topic = as_read(language, ticket.topic) if language.startswith("zh") else ""  # kept in Chinese
    return f"{topic}{title(language, ticket)}"


def done(language: str, ticket: Ticket) -> str:
    """That it is done, as the guest hears it: 浴巾已送到302; 空调修好了."""
    if ticket.kind == "maintenance" and ticket.topic:
        return say(language, N_("{device} is mended"), device=as_read(language, ticket.topic))
    if ticket.kind not in ("amenity", "lost_found") or not ticket.things:
        return say(language, DONE[ticket.kind])
    things = named(language, ticket.things)
    if ticket.kind == "lost_found":
        return say(language, N_("{things}: found"), things=things)
    if ticket.room is None:
        return say(language, N_("{things} brought"), things=things)
    return say(language, N_("{things} brought to {room}"), things=things, room=ticket.room)


def line(language: str, ticket: Ticket) -> str:
    """A ticket in one line: 12号 送物｜302｜浴巾×2."""
    head = say(language, N_("No. {number} {kind}"), number=ticket.number, kind=title(language, ticket))
    parts = [head, room(language, ticket), listed(ticket.things) or ticket.topic]
    return "｜".join(part for part in parts if part)


def room(language: str, ticket: Ticket) -> str:
    """Where it is."""
    return ticket.room or say(language, N_("room not said"))


def when(language: str, at: datetime, present: Present, now: datetime) -> str:
    """A moment on the house's clock, with the day where it is not today's."""
    house = present.house
    local = at.astimezone(house.zone_info)
    time = clock(language, local.time())
    if local.date() == now.astimezone(house.zone_info).date() or house_day(house, at) == house_day(
        house, now
    ):
        return time
    return say(language, N_("{day} {time}"), day=day(language, local.date()), time=time)


def notice(
    language: str,
    ticket: Ticket,
    booking: Booking | None,
    present: Present,
    now: datetime,
    likes: Sequence[str] = (),
) -> str:
    """The whole ticket as it comes to staff, with what its guests like and what to answer."""
    if ticket.kind in OF_THE_HOUSE:
        return _turnover(language, ticket, booking, present, now)
    lines = [
        _heading(language, ticket, booking),
        listed(ticket.things) or ticket.topic,
        say(language, N_("Guest: {words}"), words=ticket.words) if ticket.words else "",
        _times(language, ticket, present, now),
        _mind(language, ticket, booking, likes),
        _answers(language, ticket),
    ]
    return "\n".join(text for text in lines if text)


def _turnover(language: str, ticket: Ticket, booking: Booking | None, present: Present, now: datetime) -> str:
    """A room to be cleaned, for whom and by when."""
    due = when(language, ticket.due_at, present, now)
    lines = [
        line(language, ticket),
        _for_whom(language, booking, due),
        say(language, N_("Mind: {notes}"), notes=booking.notes) if booking and booking.notes else "",
        say(language, N_("Reply 接 to take it, “{room}好了” when it is clean"), room=ticket.room),
    ]
    return "\n".join(text for text in lines if text)


def _for_whom(language: str, booking: Booking | None, due: str) -> str:
    if booking is None:
        return say(language, N_("Nobody comes today; by {due}"), due=due)
    if booking.state == "in_house":
        return say(language, N_("{name} is in it already; by {due}"), name=booking.holder, due=due)
    return say(language, N_("{name} comes next; by {due}"), name=booking.holder, due=due)


def _heading(language: str, ticket: Ticket, booking: Booking | None) -> str:
    urgent = say(language, N_("[Urgent]")) if ticket.urgent else ""
    head = say(language, N_("No. {number} {kind}"), number=ticket.number, kind=title(language, ticket))
    return f"{urgent}{head}｜{room(language, ticket)} {whose(language, ticket, booking)}"


def whose(language: str, ticket: Ticket, booking: Booking | None) -> str:
    """The guest's name if they are known to stay in that room; said so if not."""
    if ticket.bound and booking is not None:
        return booking.holder
    return say(language, N_("not bound G{person}"), person=ticket.person_id)


def _times(language: str, ticket: Ticket, present: Present, now: datetime) -> str:
    asked = when(language, ticket.created_at, present, now)
    due = when(language, ticket.due_at, present, now)
    if ticket.kind == "wake_up":
        return say(language, N_("Asked at {asked}, to be woken at {due}"), asked=asked, due=due)
    if ticket.kind == "amenity":
        return say(language, N_("Asked at {asked}, to be there by {due}"), asked=asked, due=due)
    return say(language, N_("Asked at {asked}, to be seen to by {due}"), asked=asked, due=due)


def _mind(language: str, ticket: Ticket, booking: Booking | None, likes: Sequence[str]) -> str:
    if not ticket.bound or booking is None:
        return ""
    parts = [part for part in (booking.notes, *likes) if part]
    return say(language, N_("Mind: {notes}"), notes=join(language, parts)) if parts else ""


def _answers(language: str, ticket: Ticket) -> str:
    if ticket.things:
        return say(
            language,
            N_("Reply 接 to take it, 好了 when done; if it can't be done: “{number} 没有{thing}”"),
            number=ticket.number,
            thing=ticket.things[-1].name,
        )
    return say(
        language,
        N_("Reply 接 to take it, 好了 when done; if it takes longer: “{number} 等配件”"),
        number=ticket.number,
    )
