"""The short words of staff and owner. Every one is checked against the table of rights; refused ones are audited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.context import Turn
from bot.handlers import deciding, own_tickets, requests, tickets
from bot.handlers.passing_on import named
from bot.understanding.commands import Command
from bot.understanding.ticket_commands import EVERYDAY
from locales import N_, day, join
from scheduler.by_hand import named_kind, named_reason
from store import audit, bookings, outbox, people, rooms, todos
from store.bookings import Booking
from store.rights import may_command
from store.sealing import mask_name

Handler = Callable[[Turn, Command], str | None]


def obey(turn: Turn, command: Command) -> str | None:
    """Carry a command out; None when this person may not give it, or it fits nothing, so that it is taken as anybody's words."""
    if not may_command(turn.standing.role, command.name):
        if command.name not in EVERYDAY:
            audit.note(
                turn.connection, turn.now, turn.standing.person_id, "refused", f"command:{command.name}"
            )
        return None
    return COMMANDS[command.name](turn, command)


def claim_house(turn: Turn, command: Command) -> str:
    """The first owner takes the house with the code that `serve` printed. Once there is an owner, no code works."""
    if people.has_owner(turn.connection):
        return turn.say(N_("This house already has an owner."))
    if command.words["code"].replace("-", "") != turn.owner_code:
        audit.note(turn.connection, turn.now, turn.standing.person_id, "refused", "house:claim")
        return turn.say(N_("That is not the code. It stands in the window where xiaoer was started."))
    people.appoint(turn.connection, turn.standing.person_id, "owner")
    audit.note(turn.connection, turn.now, turn.standing.person_id, "claimed", "house")
    return turn.say(N_("Welcome, innkeeper. Write 帮助 to see what you can do here."))


def arrivals(turn: Turn, command: Command) -> str:
    """Who arrives today or tomorrow: what staff need at the door, nothing of money."""
    on = turn.today + timedelta(days="tomorrow" in command.words)
    coming = bookings.arriving(turn.connection, on)
    heading = turn.say_many(
        "Arriving on {day}: {n} booking",
        "Arriving on {day}: {n} bookings",
        len(coming),
        day=day(turn.language, on),
    )
    return "\n".join([heading, *(_arrival(turn, booking) for booking in coming)])


def _arrival(turn: Turn, booking: Booking) -> str:
    numbers = rooms.rooms_of(turn.connection, booking.id)
    kind = turn.house.room_types.get(booking.room_type)
    bound = bool(bookings.holders(turn.connection, booking.id))
    parts = [
        f"{booking.code} {join(turn.language, numbers) or turn.say(N_('no room yet!'))}",
        turn.words(kind, "name") if kind else booking.room_type,
        booking.holder,
        turn.say_many("{n} guest", "{n} guests", booking.adults + booking.children),
        turn.say(N_("about {time}"), time=booking.eta) if booking.eta else "",
        turn.say(N_("direct")) if booking.source == "direct" else booking.source,
        turn.say(N_("bound")) if bound else turn.say(N_("not bound")),
    ]
    return "｜".join(part for part in parts if part)


KINDS = {
    "close_elsewhere": N_("close it on the other channels, then reply 已关"),
    "lapsing": N_("confirm or refuse it"),
    "identify": N_("who is this guest?"),
    "unreachable": N_("tell the guest by hand"),
    "unplaced": N_("find a room"),
}


def list_todos(turn: Turn, command: Command) -> str:
    """What waits for a person, oldest first."""
    waiting = todos.unfinished(turn.connection, limit=15)
    if not waiting:
        return turn.say(N_("Nothing waits."))
    lines = []
    for todo_id, kind, booking_id, detail in waiting:
        what = turn.say(KINDS[kind]) if kind in KINDS else named(turn.language, kind)
        subject = f" B{booking_id}" if booking_id else ""
        lines.append(f"{todo_id}. {what}{subject} {_about(turn, detail)[:40]}".rstrip())
    return "\n".join(lines)


def _about(turn: Turn, detail: Mapping[str, str]) -> str:
    return detail.get("text") or named_reason(turn.language, detail.get("reason", ""))


def identify(turn: Turn, command: Command) -> str:
    """A staff member says which booking a guest belongs to: that guest is confirmed."""
    person_id, booking_id = int(command.words["person"]), int(command.words["booking"])
    booking = bookings.get(turn.connection, booking_id)
    if booking is None or not people.exists(turn.connection, person_id):
        return turn.say(
            N_("I know no B{booking} or no G{person}. Have a look at 到店."),
            booking=booking_id,
            person=person_id,
        )
    bookings.confirm(turn.connection, person_id, booking_id, turn.now)
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "identified", f"person:{person_id}", booking.code
    )
    return turn.say(
        N_("Done: G{person} is {name}, {code}. From now on they see room and bill."),
        person=person_id,
        name=mask_name(booking.holder),
        code=booking.code,
    )


def invite(turn: Turn, command: Command) -> str:
    """The five-letter code with which the holder binds a booking, and words to hand it over."""
    booking = bookings.get(turn.connection, int(command.words["booking"]))
    if booking is None or booking.claim is None:
        return turn.say(N_("There is no such upcoming booking. Have a look at 到店."))
    audit.note(turn.connection, turn.now, turn.standing.person_id, "invited", f"booking:{booking.id}")
    return turn.say(
        N_(
            "{code} {name}: the code is {claim}. The guest sends these five letters here and sees the booking."
        ),
        code=booking.code,
        name=mask_name(booking.holder),
        claim=booking.claim,
    )


AROUND = timedelta(days=3)
STATUSES = {
    "due": N_("planned"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "under_review": N_("under WeChat's review"),
    "doubtful": N_("perhaps not received"),
    "dropped": N_("not sent"),
    "mailbox": N_("waits for the guest's next message"),
}


def pushes(turn: Turn, command: Command) -> str:
    """What was and will be due around today: planned, sent, dropped or doubtful, with the reason."""
    rows = outbox.pushes_between(turn.connection, turn.now - AROUND, turn.now + AROUND)
    if not rows:
        return turn.say(N_("No pushes three days around today."))
    lines = []
    for push in rows:
        when = push.due_at.astimezone(turn.house.zone_info)
        status = turn.say(STATUSES[push.status]) if push.status in STATUSES else push.status
        kind, why = named_kind(turn.language, push.kind), named_reason(turn.language, push.reason)
        parts = [f"{when:%m-%d %H:%M}", f"B{push.booking_id}", kind, status, why]
        lines.append("｜".join(part for part in parts if part))
    return "\n".join(lines)


def help_(turn: Turn, command: Command) -> str:
    """The commands this role may give, each with what to write."""
    texts = {
        "arrivals": N_("到店 — who arrives today; 明天 — tomorrow"),
        "accept": N_("确认B23 — take a new booking"),
        "refuse": N_("拒B23 reason — refuse it, the guest hears why"),
        "agree": N_("同意B23 — grant a guest's wish to change or cancel"),
        "decline": N_("不行B23 reason — the booking stays, the guest hears why"),
        "closed": N_("已关B23 — its room is closed on the other channels"),
        "tickets": N_("工单 — what guests asked for and nobody finished"),
        "ticket_take": N_("接12, or 接 — you take it"),
        "ticket_done": N_("好了12, 302好了, or 好了 — it is done, the guest is told"),
        "ticket_later": N_("12 等配件, or 12 21:00 — it takes longer, the guest is told"),
        "ticket_hand": N_("转12小李 — hand it to a colleague"),
        "ticket_ask": N_("问12 要几条？ — ask the guest"),
        "todos": N_("待办 — what waits for you"),
        "identify": N_("G12是B23 — tell me whose booking it is"),
        "invite": N_("邀请B23 — the code with which the guest binds a booking"),
        "pushes": N_("推送 — reminders planned, sent, dropped, and why"),
    }
    lines = [turn.say(text) for name, text in texts.items() if may_command(turn.standing.role, name)]
    return "\n".join([turn.say(N_("You can write:")), *lines])


COMMANDS: Mapping[str, Handler] = {
    "claim_house": claim_house,
    "arrivals": arrivals,
    "todos": list_todos,
    "identify": identify,
    "invite": invite,
    "pushes": pushes,
    "help": help_,
    "accept": deciding.accept,
    "refuse": deciding.refuse,
    "closed": deciding.closed_elsewhere,
    "agree": requests.agree,
    "decline": requests.decline,
    "tickets": tickets.listing,
    "ticket_take": tickets.take,
    "ticket_done": tickets.finish,
    "ticket_undone": own_tickets.undone,
    "ticket_later": tickets.put_off,
    "ticket_hand": tickets.hand_over,
    "ticket_ask": tickets.ask_back,
    "ticket_cancel": tickets.cancel,
}
