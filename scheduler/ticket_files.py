"""Pictures and voice messages of tickets, given to those who have the ticket: each once. Never looks at what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from locales import N_, fallback, say
from scheduler import telling
from scheduler import ticket_words as words
from store import media, people
from store.database import Connection
from store.media import Media
from store.staff import Hand
from store.tickets import Ticket

SOON = timedelta(minutes=30)  # so long a picture waits for the words that say what it is about
SHOWABLE = frozenset({"image", "voice"})  # films cannot be passed on

KINDS = {"image": N_("a picture"), "voice": N_("a voice message"), "video": N_("a film")}


def named(language: str, kind: str) -> str:
    """A kind of file as it is spoken of."""
    return say(language, KINDS[kind])


def claim(connection: Connection, ticket: Ticket, person_id: int, now: datetime) -> list[Media]:
    """What the guest sent shortly before goes with the ticket: the files."""
    found = media.loose(connection, person_id, now - SOON)
    if found:
        media.attach(connection, [one.id for one in found], ticket.number)
    return found


def give(
    connection: Connection,
    ticket: Ticket,
    hands: Sequence[Hand],
    now: datetime,
    only: Sequence[Media] | None = None,
) -> None:
    """Give people of the house what the guest sent, as far as it is here; `only` these of it."""
    for found in media.of_ticket(connection, ticket.number) if only is None else only:
        if found.state == "here" and not found.proof:
            for address_id, language in _reached(connection, hands):
                put(connection, found, ticket, address_id, language, now)


def give_to(connection: Connection, found: Media, now: datetime) -> None:
    """Give a file to whoever talks to the guest."""
    reached = people.reached_at(connection, found.for_id) if found.for_id is not None else None
    if reached is not None:
        put(connection, found, None, *reached, now)


def put(
    connection: Connection, found: Media, ticket: Ticket | None, address_id: int, language: str, now: datetime
) -> None:
    """Put one file out to one address, once."""
    telling.tell(
        connection,
        f"media:{found.id}:{address_id}",
        "notice",
        address_id,
        instead(fallback(language), found, ticket),
        now,
        picture=drawn(found) if found.kind in SHOWABLE else None,
    )


def drawn(found: Media) -> dict[str, Any]:
    """What the outbox needs to send a file."""
    return {"of": "media", "media": found.id, "spoken": found.kind == "voice"}


def instead(language: str, found: Media, ticket: Ticket | None) -> str:
    """What is said where the file itself cannot go."""
    what = named(language, found.kind)
    if ticket is None:
        return say(language, N_("The guest sent {what} that cannot be shown here."), what=what)
    if found.kind not in SHOWABLE:
        return say(
            language,
            N_("No. {n}: the guest sent {what}, which I cannot pass on; please have a look in the room."),
            what=what,
            n=ticket.number,
        )
    return say(
        language,
        N_("No. {n}: the guest sent {what} that could not be shown just now. Write “图{n}” to see it."),
        what=what,
        n=ticket.number,
    )


def came(ticket: Ticket, kind: str) -> Callable[[str], str]:
    """The line that goes before a file of a ticket that was told long ago."""
    return lambda language: say(
        language,
        N_("[{what} from the guest] {ticket}"),
        what=named(language, kind),
        ticket=words.line(language, ticket),
    )


def unseen(ticket: Ticket, kind: str) -> Callable[[str], str]:
    """That there is a file which this account cannot open."""
    return lambda language: say(
        language,
        N_("[{what} from the guest] {ticket}\nThis account cannot open it; please have a look or ask."),
        what=named(language, kind),
        ticket=words.line(language, ticket),
    )


def went(ticket: Ticket, missing: Callable[[str], str]) -> Callable[[str], str]:
    """That a file could not be fetched, and why."""
    return lambda language: say(
        language,
        N_("[Not received] {ticket}\n{missing}"),
        ticket=words.line(language, ticket),
        missing=missing(language),
    )


def _reached(connection: Connection, hands: Sequence[Hand]) -> list[tuple[int, str]]:
    """The group once, where the house has one; else everybody by themselves."""
    group = people.group(connection)
    if group is not None and hands:
        return [(group.address_id, group.language)]
    return [(hand.address_id, hand.language) for hand in hands]
