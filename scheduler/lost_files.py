"""What people hear of a file that never came, by why it did not: what to do next. Fetches nothing, and knows no picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from locales import N_, fallback, say
from scheduler import ticket_files, ticket_telling
from scheduler.channel import Lack
from store import outbox, people
from store import tickets as store_tickets
from store.database import Connection
from store.media import Media

_SENDER: Mapping[Lack, str] = {
    Lack.LARGE: N_("What you sent is too large for me to take in. A smaller one, or a few words, will do."),
    Lack.GONE: N_(
        "WeChat no longer has what you sent, so I couldn't fetch it. Please send it once more, or tell me in a few words."
    ),
    Lack.KIND: N_(
        "I can't open what you sent. Please send it as a photo or a screenshot, or tell me in a few words."
    ),
    Lack.LINE: N_(
        "Sorry: the connection was down, and what you sent never reached me. If it still matters, send it once more, "
        "or tell me in a few words."
    ),
    Lack.ACCOUNT: N_(
        "Pictures and voice don't get through to me at the moment. Please tell me in a few words."
    ),
}
_HOUSE: Mapping[Lack, str] = {
    Lack.LARGE: N_("The guest sent {what} that is too large to fetch; please ask them."),
    Lack.GONE: N_("The guest sent {what} that WeChat no longer gives out; please ask them."),
    Lack.KIND: N_("The guest sent {what} in a form nobody here can open; please ask them."),
    Lack.LINE: N_("The guest sent {what} that the connection to WeChat never let through; please ask them."),
    Lack.ACCOUNT: N_("The guest sent {what} that this account may not fetch; please ask them."),
}


def tell(connection: Connection, gone: Media, why: Lack, now: datetime) -> None:
    """Whoever sent it hears what to do, and those who wait for it that it will not come."""
    ticket = store_tickets.get(connection, gone.ticket) if gone.ticket is not None else None
    key = f"lost:{gone.id}"
    if gone.proof or (
        ticket is None and gone.kind != "voice"
    ):  # who speaks is asked for written words anyway
        _tell(connection, key, gone.person_id, lambda language: say(language, _SENDER[why]), now)
    elif ticket is not None:
        ticket_telling.tell_guest(connection, ticket, key, lambda language: say(language, _SENDER[why]), now)
    if gone.for_id is not None:
        _tell(connection, f"{key}:house", gone.for_id, _missing(gone, why), now)
    if ticket is not None and not gone.proof:
        tell_hands(connection, gone, ticket, now, why)


def tell_hands(
    connection: Connection, gone: Media, ticket: store_tickets.Ticket, now: datetime, why: Lack | None = None
) -> None:
    """Those who have the ticket hear that a file of it will not come."""
    hands, missing = ticket_telling.workers(connection, ticket), _missing(gone, why)
    line = ticket_files.went(ticket, missing)
    ticket_telling.tell(connection, ticket, hands, f"lost:{gone.id}", line, now)


def _missing(gone: Media, why: Lack | None) -> Callable[[str], str]:
    message = (
        _HOUSE[why]
        if why is not None
        else N_("The guest sent {what} that could not be fetched; please ask them.")
    )
    return lambda language: say(language, message, what=ticket_files.named(language, gone.kind))


def _tell(
    connection: Connection, key: str, person_id: int, text: Callable[[str], str], now: datetime
) -> None:
    reached = people.reached_at(connection, person_id)
    if reached is not None and not outbox.exists_key(connection, key):
        outbox.say(connection, key, "notice", reached[0], text(fallback(reached[1])), now)
