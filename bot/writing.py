"""The one write of a turn, or of its apology: key, place, effects and outgoing rows, in a transaction others commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.context import Server, Turn
from bot.flows import choosing, named
from bot.flows.choosing import Tap
from bot.flows.flow import Outcome
from bot.inbound import SILENCE, Answer, Inbound
from bot.routing import route
from bot.understanding.types import Understood
from bot.work import FIRST_LANGUAGE, Work
from locales import LANGUAGES, N_, fallback, say, sorry
from store import asking, inbox, mailbox, outbox, people, places, replies
from store.database import Connection
from store.errors import LostRace
from store.places import TAPPED, TYPED, Place, Standing
from store.world import Chance

UPSET = frozenset({"complaint", "emergency"})  # after these words the house asks nothing of its own
OPENS_A_MINUTE = frozenset({"click", "scancode_push", "scancode_waitmsg", "subscribe", "scan"})


@dataclass(frozen=True, slots=True)
class Means:
    """What a turn is written with, beside the work itself."""

    chance: Chance
    server: Server
    split: Callable[[str], Sequence[str]]  # a text in parts the channel can carry
    link: Callable[[str, Sequence[Tap]], str]  # choices as the channel shows them


def write(connection: Connection, work: Work, means: Means) -> tuple[Answer, bool]:
    """The one write of a turn. Also whether it made something due."""
    standing = work.standing or _new(connection, work)
    before = standing.place
    turn = _turn(connection, work, standing, means)
    outcome = route(turn)
    if outcome.said and (beg := _unspoken(work)):
        outcome = replace(outcome, said=f"{beg}\n\n{outcome.said}")
    said, outcome_place = (
        _with_mail(connection, work, standing.address_id, outcome)
        if before.mail
        else ([outcome.said] if outcome.said else [], outcome.place)
    )
    waits = before.mail and (not said or mailbox.has_mail(connection, standing.address_id, work.now))
    place = replace(outcome_place, version=before.version + 1, mail=waits)
    if not places.move(connection, standing.address_id, before.version, place):
        raise LostRace("another turn of this person came first")
    whole = "\n\n".join(said)
    taps = choosing.taps(named(place.flow), turn, place, whole) if outcome.said else ()
    whole = means.link(whole, taps) if taps else whole
    row_id, text, more = _put_out(connection, work, standing.address_id, whole, means.split)
    _keep(connection, work, standing.address_id, row_id)
    return Answer(text, row_id) if text else SILENCE, more or turn.noticed > 0


def _turn(connection: Connection, work: Work, standing: Standing, means: Means) -> Turn:
    opened = standing.place.opened(min(work.inbound.sent_at, work.now), _opening(work.inbound))
    return Turn(
        connection=connection,
        inbound=work.inbound,
        understood=work.understood,
        standing=replace(standing, place=opened),
        present=work.present,
        now=work.now,
        chance=means.chance,
        language=_speak(connection, standing, work.understood),
        server=means.server,
    )


def _with_mail(
    connection: Connection, work: Work, address_id: int, outcome: Outcome
) -> tuple[list[str], Place]:
    """The answer with what waits in the mailbox before it; a question out of it comes last, and is open then."""
    said = [outcome.said] if outcome.said else []
    if work.inbound.event == "unsubscribe":
        return said, outcome.place
    muted = outcome.place.muted_until is not None and outcome.place.muted_until > work.now
    upset = any(intent.label in UPSET for intent in work.understood.intents)
    free = not outcome.place.step and not muted and not upset
    mail = mailbox.take_mail(connection, address_id, work.now, free=free)
    if not mail or mail[-1].asks is None:
        return [*(one.text for one in mail), *said], outcome.place
    place = asking.asked_at(outcome.place, asking.read(mail[-1].asks, work.now), work.now)
    return [*(one.text for one in mail[:-1]), *said, mail[-1].text], place


def _new(connection: Connection, work: Work) -> Standing:
    """Somebody who writes for the first time."""
    language = work.understood.language or FIRST_LANGUAGE
    person_id, address_id = people.add(connection, work.inbound.address, language, work.now)
    places.begin(connection, address_id, Place())
    return Standing(address_id, person_id, True, language, "guest", Place())


def _opening(inbound: Inbound) -> tuple[int, timedelta] | None:
    if inbound.kind == "event":
        return TAPPED if inbound.event in OPENS_A_MINUTE else None
    return TAPPED if inbound.tapped else TYPED


def _speak(connection: Connection, standing: Standing, understood: Understood) -> str:
    """The language to answer in; remembered when a guest's words show another one. The house's people ask for theirs."""
    said = understood.language
    telling = understood.intents or understood.slots or said not in LANGUAGES
    if standing.role == "guest" and said and said != standing.language and telling:
        people.set_language(connection, standing.person_id, said)
        return fallback(said)
    return fallback(standing.language)


def _unspoken(work: Work) -> str:
    """To a guest whose words are in a language we do not speak, once and in that language: how we go on."""
    said, known = work.understood.language, work.standing
    guest = known is None or (known.role == "guest" and known.language != said)
    return sorry(said) if guest and not work.understood.has("language_switch") else ""


def _put_out(
    connection: Connection, work: Work, address_id: int, text: str, split: Callable[[str], Sequence[str]]
) -> tuple[int | None, str | None, bool]:
    """The passive answer, and what does not fit into one message as rows of their own."""
    if not text:
        return None, None, False
    first, *rest = split(text)
    row_id = replies.answer(connection, f"answer:{work.keys[-1]}", address_id, first, work.now)
    for number, part in enumerate(rest, 2):
        outbox.say(connection, f"answer:{work.keys[-1]}:{number}", "answer", address_id, part, work.now)
    return row_id, first, bool(rest)


def _keep(connection: Connection, work: Work, address_id: int, row_id: int | None) -> None:
    for key in work.keys:
        inbox.keep(connection, key, row_id, leads=key == work.keys[-1], now=work.now)
    if work.inbound.kind != "event":
        inbox.note(
            connection, address_id, work.inbound.kind, work.understood.top(), work.inbound.text, work.now
        )


def apologise(connection: Connection, burst: list[Inbound], text: str, now: datetime, code: str) -> Answer:
    """The minimal turn after a failed one: the keys, an apology, an alarm. The place stays where it was."""
    last = burst[-1]
    standing = places.standing(connection, last.address)
    if standing is None:
        _, address_id = people.add(connection, last.address, FIRST_LANGUAGE, now)
        places.begin(connection, address_id, Place())
    else:
        address_id = standing.address_id
    row_id = replies.answer(connection, f"answer:{last.key}", address_id, text, now)
    for inbound in burst:
        inbox.keep(connection, inbound.key, row_id, leads=inbound is last, now=now)
    for number, (staff_address, language) in enumerate(people.on_duty(connection)):
        alarm = say(
            language,
            N_(
                "[Fault] A guest's message failed with code {code}. The guest was asked to try again; tell whoever runs xiaoer."
            ),
            code=code,
        )
        outbox.say(connection, f"alarm:{last.key}:{number}", "notice", staff_address, alarm, now)
    return Answer(text, row_id)
