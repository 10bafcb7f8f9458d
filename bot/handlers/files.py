"""Pictures, voice messages and films: kept, put with a ticket, passed on. Nothing ever looks at what they show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.context import Turn
from bot.flows import service
from bot.flows.engine import ask_again, start
from bot.flows.flow import Outcome
from bot.handlers import handover, passing_on
from bot.handlers.asking_after import tell_hands
from bot.understanding.commands import Command
from locales import N_
from scheduler import ticket_files, ticket_telling
from store import media, tickets
from store.media import Kind, Media
from store.places import Place
from store.tickets import LIVE, Ticket

JUST_NOW = timedelta(minutes=10)  # several pictures in a row are about one thing
JUST_DONE = timedelta(hours=2)  # a proof may come after the word
SHOWN = 3  # files one command shows: each is a message of the window


def received(turn: Turn) -> Outcome | None:
    """What somebody sent that is no text; None for what is not kept, or has no ticket to go with."""
    if turn.inbound.kind not in media.KINDS:
        return None
    kind = turn.inbound.kind
    place = replace(turn.standing.place, question_last=False)
    if turn.standing.role != "guest":
        said = _proof(turn, kind)
        return Outcome(said, place) if said else None
    if not turn.house.wechat.can("media"):
        return Outcome(_unseen(turn, kind), place) if kind != "voice" else None
    before = media.sent_since(turn.connection, turn.standing.person_id, turn.now - media.KEPT)
    ticket = _about(turn)
    _keep(turn, kind, ticket)
    if ticket is not None:
        said = turn.say(
            N_("Thank you, I pass {what} on with no. {n}."),
            what=ticket_files.named(turn.language, kind),
            n=ticket.number,
        )
        return Outcome(_with_hint(turn, said, before), place)
    if kind == "voice":
        return None
    return _asked_about(turn, kind, before, place)


def _about(turn: Turn) -> Ticket | None:
    """The ticket a guest's file is about: the one the house asks about, else the newest that is open."""
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    live = [ticket for ticket in mine if ticket.state in LIVE]
    place = turn.standing.place
    if place.flow == service.FLOW.name and place.step:
        asked = (place.state or {}).get("slots", {}).get("ticket")
        return next((ticket for ticket in live if ticket.number == asked), None)
    return live[0] if live else None


def _keep(turn: Turn, kind: Kind, ticket: Ticket | None) -> None:
    """Have the file fetched; those who have the ticket hear that it comes."""
    me, number = turn.standing.person_id, ticket.number if ticket is not None else None
    media.expect(turn.connection, me, kind, turn.inbound.media_id, turn.now, ticket=number)
    turn.noticed += 1
    if ticket is not None:
        tickets.note(turn.connection, ticket.number, me, kind, "", turn.now)
        hands = ticket_telling.workers(turn.connection, ticket)
        tell_hands(turn, ticket, hands, "file", ticket_files.came(ticket, kind))


def _asked_about(turn: Turn, kind: Kind, before: list[Media], place: Place) -> Outcome:
    """Ask once what it is about; the next words open a ticket, and the file goes with it."""
    if any(one.at > turn.now - JUST_NOW and one.kind != "voice" and one.ticket is None for one in before):
        return Outcome("", turn.standing.place)
    if not place.step:
        begun = start(service.FLOW, turn)
        return replace(begun, said=_with_hint(turn, begun.said, before))
    if place.flow == service.FLOW.name:
        lead = turn.say(
            N_("Thank you, {what} goes to the house with the rest."),
            what=ticket_files.named(turn.language, kind),
        )
        asked = ask_again(service.FLOW, turn, place, differently=False)
        return replace(asked, said=f"{_with_hint(turn, lead, before)}\n{asked.said}")
    return Outcome(_with_hint(turn, service.about(turn), before), place)


def _with_hint(turn: Turn, said: str, before: list[Media]) -> str:
    """Said once, with the first picture: nobody can see whether it shows a document."""
    if turn.inbound.kind != "image" or any(one.kind == "image" for one in before):
        return said
    hint = turn.say(N_("By the way: ID documents are only shown at the desk, never sent here."))
    return f"{said}\n{hint}"


def _unseen(turn: Turn, kind: Kind) -> str:
    """An account that cannot fetch files says so, and the house hears that there was one: once for several."""
    me, ticket = turn.standing.person_id, _about(turn)
    again = media.sent_since(turn.connection, me, turn.now - JUST_NOW)
    media.missed(turn.connection, me, kind, turn.now, ticket.number if ticket is not None else None)
    if again:
        return ""
    if ticket is not None:
        hands = ticket_telling.workers(turn.connection, ticket)
        tell_hands(turn, ticket, hands, "file", ticket_files.unseen(ticket, kind))
        told = bool(hands)
    else:
        told = turn.tell_staff(
            N_("{who} sent {what}, which this account cannot open.\nAnswer: 回{guest} and your words"),
            who=passing_on.who(turn),
            what=lambda language: ticket_files.named(language, kind),
            guest=handover.guest_code(turn),
        )
    values = {"what": ticket_files.named(turn.language, kind), "phone": turn.house.phone}
    if told:
        return turn.say(
            N_(
                "{what} cannot be opened here; the house knows of it. Tell me in a few words what it is about, or call {phone}."
            ),
            **values,
        )
    return turn.say(
        N_("{what} cannot be opened here. Tell me in a few words what it is about, or call {phone}."),
        **values,
    )


# --- staff ---


def _proof(turn: Turn, kind: Kind) -> str | None:
    """A file of staff without a word belongs to the ticket they took last, or finished just now; None without one."""
    me = turn.standing.person_id
    mine = tickets.taken_by(turn.connection, me)
    open_still = bool(mine)
    mine = mine or tickets.finished_by(turn.connection, me, turn.now - JUST_DONE)
    if not mine:
        return None
    n = mine[0].number
    if not turn.house.wechat.can("media"):
        return turn.say(N_("This account cannot open it, so it is not with no. {n}."), n=n)
    media.expect(turn.connection, me, kind, turn.inbound.media_id, turn.now, ticket=n, proof=True)
    turn.noticed += 1
    tickets.note(turn.connection, n, me, kind, "", turn.now)
    if kind == "voice":
        return turn.say(
            N_("I can't listen to it, but it is kept with no. {n}. The microphone on your keyboard writes."),
            n=n,
        )
    if open_still:
        return turn.say(N_("Kept with no. {n}. Done? Write “{n}好了”."), n=n)
    return turn.say(N_("Kept with no. {n}."), n=n)


def show(turn: Turn, command: Command) -> str:
    """图12: what belongs to a ticket, the latest three."""
    number = int(command.words["n"])
    found = [one for one in media.of_ticket(turn.connection, number) if one.kind in ticket_files.SHOWABLE]
    here = [one for one in found if one.state == "here"][-SHOWN:]
    if not here and any(one.state == "coming" for one in found):
        return turn.say(N_("It is still being fetched for no. {n}; ask again in a moment."), n=number)
    if not here:
        return turn.say(N_("There are no pictures with no. {n}."), n=number)
    words = turn.say(N_("What belongs to no. {n} cannot be shown in this chat."), n=number)
    left = [turn.show("media", words, media=one.id, spoken=one.kind == "voice") for one in here]
    return left[0]
