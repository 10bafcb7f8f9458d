"""The one door: everything a guest, staff member or owner does comes in here, and is answered exactly once.

A turn reads in one short transaction, understands with nothing open, and writes in another: key, place, effects and
outgoing rows commit together or not at all. It never sends and is never cancelled.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot import metrics
from bot.context import Turn, vocabulary
from bot.flows import choosing, named
from bot.flows.choosing import Tap
from bot.flows.flow import YES, Outcome
from bot.flows.hearing import SURE, expecting, talked_about
from bot.inbound import SILENCE, Answer, Inbound
from bot.routing import route
from bot.understanding import understand
from bot.understanding.commands import read_command
from bot.understanding.types import Hints, Intent, Understood
from locales import LANGUAGES, N_, fallback, say, sorry
from store import answers, house, inbox, mailbox, opening, outbox, people, places, replies
from store.database import Connection, Database
from store.errors import Conflict, LostRace, Unavailable
from store.house import Present
from store.locks import Locks
from store.opening import Known
from store.people import Address
from store.places import TAPPED, TYPED, Place, Standing
from store.sealing import mask_secrets
from store.world import World

if TYPE_CHECKING:
    from bot.model import Chosen, Reader

LINGER = 0.8  # seconds a greeting alone waits for the sentence that usually follows
RACES = 5  # how often a turn that lost a race runs again
FRAGMENT = 6  # so short a text may be the beginning of one
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
FIRST_LANGUAGE = "zh_CN"
UPSET = frozenset({"complaint", "emergency"})  # after these words the house asks nothing of its own
OPENS_A_MINUTE = frozenset({"click", "scancode_push", "scancode_waitmsg", "subscribe", "scan"})

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Waiting:
    """One message on its way through the door."""

    inbound: Inbound
    answer: asyncio.Future[Answer]


@dataclass(slots=True)
class _Burst:
    """What one turn is about: messages of one person in order of arrival. It may grow until it is written."""

    queue: deque[_Waiting]  # what else waits of this person
    taken: list[_Waiting] = field(default_factory=list)
    lingered: bool = False
    read: dict[str, Chosen | None] = field(default_factory=dict)  # by the language model

    def take(self) -> bool:
        """Take what waits in a row: texts together, anything else alone. Whether there was something to take."""
        before = len(self.taken)
        while self.queue and (not self.taken or self._together(self.queue[0])):
            self.taken.append(self.queue.popleft())
        return len(self.taken) > before

    def _together(self, waiting: _Waiting) -> bool:
        both = self.taken[0].inbound, waiting.inbound
        return all(inbound.kind == "text" and not inbound.choice for inbound in both)

    @property
    def inbounds(self) -> list[Inbound]:
        return [waiting.inbound for waiting in self.taken]


@dataclass(slots=True)
class Door:
    """The one door. One a process; several processes may share a database."""

    database: Database
    world: World
    locks: Locks
    split: Callable[[str], Sequence[str]]  # a text in parts the channel can carry
    wecom: bool = False  # whether the house has a WeCom app that can tell its staff
    public_url: str = ""  # how the world reaches the web server; "": nobody said
    provider: str = ""  # who moves money online; "": nobody
    owner_code: str = ""  # what makes the first owner; "" accepts nobody
    wake: Callable[[], None] = lambda: None  # called when something became due
    link: Callable[[str, Sequence[Tap]], str] = lambda text, taps: text  # choices as the channel shows them
    model: Reader | None = None  # reads what the rules could not; None where the house allows none
    linger: float = LINGER
    _present: Present | None = None
    _vocabulary: Hints = field(default_factory=Hints)  # of the house at this revision
    _queues: dict[Address, deque[_Waiting]] = field(default_factory=dict)
    _arrived: dict[Address, asyncio.Event] = field(default_factory=dict)
    _in_flight: dict[str, asyncio.Task[Answer]] = field(default_factory=dict)

    async def handle(self, inbound: Inbound) -> Answer:
        """The answer to one message. The same message again gets the same answer, while it may still be given.

        Raises nothing: a failed turn is an apology with a code. Cancelling the caller does not cancel the turn.
        """
        return await asyncio.shield(self.begin(inbound))

    def begin(self, inbound: Inbound) -> asyncio.Task[Answer]:
        """The turn of one message, under way, for whoever will not wait for its end. Never to be cancelled."""
        task = self._in_flight.get(inbound.key)
        if task is None:
            masked, found = mask_secrets(inbound.text)
            task = asyncio.create_task(self._enter(replace(inbound, text=masked) if found else inbound))
            self._in_flight[inbound.key] = task
            task.add_done_callback(lambda _: self._in_flight.pop(inbound.key, None))
        return task

    async def drain(self) -> None:
        """Wait for the turns in flight: the last thing before the process ends."""
        while self._in_flight:
            await asyncio.wait(list(self._in_flight.values()))

    async def _enter(self, inbound: Inbound) -> Answer:
        """Queue, take the person's lock, and answer what waits until this message is answered."""
        address = inbound.address
        waiting = _Waiting(inbound, asyncio.get_running_loop().create_future())
        queue = self._queues.setdefault(address, deque())
        queue.append(waiting)
        if (event := self._arrived.get(address)) is not None:
            event.set()
        try:
            async with self.locks.hold(f"{address.channel}:{address.account}:{address.external_id}"):
                while not waiting.answer.done():
                    burst = _Burst(queue)
                    if (
                        not burst.take()
                    ):  # a turn that was not waited for, as it takes so long, has this message
                        break
                    await self._settle(burst)
        finally:
            if not queue:
                self._queues.pop(address, None)
        return await waiting.answer

    async def _settle(self, burst: _Burst) -> None:
        """Run the turn, and tell everybody whose message it had."""
        try:
            answers = await self._answered(burst)
        except Exception as error:  # even the apology failed: nobody may wait for ever
            for one in burst.taken:
                one.answer.set_exception(error)
            return
        for one, answer in zip(burst.taken, answers, strict=True):
            one.answer.set_result(answer)

    async def _grown(self, burst: _Burst) -> bool:
        """Wait a little, once, for the sentence that usually follows; whether something came."""
        burst.lingered = True
        if not burst.queue:
            await self._linger(burst.taken[0].inbound.address)
        return burst.take()

    async def _linger(self, address: Address) -> None:
        arrived = self._arrived.setdefault(address, asyncio.Event())
        try:
            await asyncio.wait_for(arrived.wait(), self.linger)
        except TimeoutError:
            return
        finally:
            self._arrived.pop(address, None)

    async def _answered(self, burst: _Burst) -> list[Answer]:
        """One answer a message, never an exception."""
        try:
            with metrics.TURNS.time():
                return await self._with_one_retry(burst)
        except Unavailable:
            log.exception("database unavailable")
            return [
                *([SILENCE] * (len(burst.taken) - 1)),
                Answer(
                    say(
                        FIRST_LANGUAGE,
                        N_("One moment, please: I can't reach my notes. Try again in a minute."),
                    )
                ),
            ]
        except (
            Exception
        ):  # whatever went wrong in a turn, the guest gets a next step and the operator a trace
            code = self.world.chance.token(4, CODE_LETTERS)
            log.exception("turn failed", code=code)
            metrics.FAILED_TURNS.inc()
            return await self._apologise(burst.inbounds, code)

    async def _with_one_retry(self, burst: _Burst) -> list[Answer]:
        try:
            return await self._raced(burst)
        except Unavailable:
            await self.world.machine.sleep(0.2)
            return await self._raced(burst)

    async def _raced(self, burst: _Burst) -> list[Answer]:
        races = 0
        while races < RACES:
            inbounds = burst.inbounds
            known = await self.database.read(
                opening.known, inbounds[-1].address, [one.key for one in inbounds]
            )
            answers = await self._again(known)
            fresh = [one for one, seen in zip(inbounds, known.seen, strict=True) if seen is None]
            if not fresh:
                return answers
            work = await self._thought(fresh, known)
            alone = len(inbounds) == 1 and not burst.lingered
            if alone and _fragment(work) and await self._grown(burst):
                continue
            if self.model is not None and _unread(work):
                work = await self._put_to(self.model, work, burst)
            try:
                answers[inbounds.index(fresh[-1])] = await self._written(work)
            except (LostRace, Conflict):
                races += 1
                continue
            return answers
        raise LostRace(f"lost {RACES} races in a row")

    async def _again(self, known: Known) -> list[Answer]:
        """What the keys already handled are answered: the same words while they may still be given."""
        answers = []
        for seen in known.seen:
            answer = SILENCE
            if seen is not None and seen.outbox_id is not None and seen.leads:
                text = await self.database.write(replies.again, seen.outbox_id)
                answer = SILENCE if text is None else Answer(text, seen.outbox_id)
            answers.append(answer)
        return answers

    async def _thought(self, burst: list[Inbound], known: Known) -> _Work:
        """What the messages come to, understood with nothing open."""
        present = await self._house(known.revision)
        now = self.world.clock.now()
        whole = replace(burst[-1], text="\n".join(i.text for i in burst)) if len(burst) > 1 else burst[-1]
        understood = _understood(whole, known.standing, present, self._vocabulary, now)
        return _Work(whole, [inbound.key for inbound in burst], known.standing, present, understood, now)

    async def _put_to(self, model: Reader, work: _Work, burst: _Burst) -> _Work:
        """The work with what the model read, asked once a burst however often the turn runs again."""
        text = work.inbound.text
        if text not in burst.read:
            burst.read[text] = await model(text, work.now.astimezone(work.present.house.zone_info))
        chosen = burst.read[text]
        if chosen is None:
            return work
        intents, slots = chosen
        return replace(work, understood=replace(work.understood, intents=intents, slots=slots))

    async def _written(self, work: _Work) -> Answer:
        answer, more = await self.database.write(_write, work, self)
        if more:
            self.wake()
        return answer

    async def _house(self, revision: int) -> Present:
        if self._present is None or self._present.revision != revision:
            self._present, taught = await self.database.read(_house_now)
            if self._present is not None:
                self._vocabulary = vocabulary(self._present, taught)
        if self._present is None:
            raise LookupError("no house file was loaded: run `xiaoer init`, then start again")
        return self._present

    async def _apologise(self, burst: list[Inbound], code: str) -> list[Answer]:
        silent = [SILENCE] * (len(burst) - 1)
        text = say(
            FIRST_LANGUAGE,
            N_(
                "Sorry, something went wrong on my side (code {code}). The house has been told; please try once more."
            ),
            code=code,
        )
        try:
            answer = await self.database.write(_write_apology, burst, text, self.world.clock.now(), code)
        except (Conflict, Unavailable):
            return [*silent, Answer(text)]
        self.wake()
        return [*silent, answer]


@dataclass(frozen=True, slots=True)
class _Work:
    """Everything the write needs, decided before it began."""

    inbound: Inbound  # of a burst: the last message, with all the words
    keys: list[str]
    standing: Standing | None
    present: Present
    understood: Understood
    now: datetime


def _unread(work: _Work) -> bool:
    """Whether a guest wrote something no rule could make anything of, and nobody talks to them in the bot's place."""
    inbound, standing, understood = work.inbound, work.standing, work.understood
    if inbound.kind != "text" or inbound.choice or len(inbound.text.strip()) < FRAGMENT:
        return False
    current = named(standing.place.flow) if standing is not None and standing.place.step else None
    question = current.question(standing.place.step) if current is not None and standing is not None else None
    if question is not None and question.slot == YES:
        return False  # only the guest says yes
    heard = any(intent.confidence >= SURE for intent in understood.intents)
    if heard or understood.slots or understood.answer or read_command(inbound.text) is not None:
        return False
    if standing is None:
        return True
    muted = standing.place.muted_until
    return standing.role == "guest" and (muted is None or muted <= work.now)


def _house_now(connection: Connection) -> tuple[Present | None, list[answers.Answer]]:
    """The house as it stands and what it was taught, both of one revision."""
    return house.present(connection), answers.active(connection)


def _understood(
    inbound: Inbound, standing: Standing | None, present: Present, vocabulary: Hints, now: datetime
) -> Understood:
    language = standing.language if standing else ""
    if inbound.kind == "event":
        label, _, spoken = inbound.event_key.partition(":") if inbound.event == "click" else ("", "", "")
        slots = {"language": spoken} if spoken else {}  # of the button "English"
        meant = tuple(Intent(one, 1.0) for one in label.split("+") if one)
        spoken_here = language or _of_the_phone(inbound)
        return Understood(spoken_here or FIRST_LANGUAGE, meant, slots)
    if inbound.kind != "text" or choosing.read(inbound.choice) is not None:
        return Understood(language or FIRST_LANGUAGE)
    place = standing.place if standing else Place()
    hints = replace(
        vocabulary,
        asked=expecting(named(place.flow), place, inbound.text),
        works_here=standing is not None and standing.role != "guest",
        near=talked_about(place),
        language=language,
    )
    return understand(
        inbound.text, now.astimezone(present.house.zone_info), hints, day_ends=present.house.day_ends
    )


def _of_the_phone(inbound: Inbound) -> str:
    """The language a new follower's WeChat is set to, as far as we were told; "" where we were not."""
    told = inbound.details.get("Language", "")
    return "" if told == FIRST_LANGUAGE else fallback(told) if told else ""


def _write(connection: Connection, work: _Work, door: Door) -> tuple[Answer, bool]:
    """The one write of a turn. Also whether it made something due."""
    standing = work.standing or _new(connection, work)
    before = standing.place
    opened = before.opened(min(work.inbound.sent_at, work.now), _opening(work.inbound))
    turn = Turn(
        connection=connection,
        inbound=work.inbound,
        understood=work.understood,
        standing=replace(standing, place=opened),
        present=work.present,
        now=work.now,
        chance=door.world.chance,
        language=_speak(connection, standing, work.understood),
        owner_code=door.owner_code,
        wecom=door.wecom,
        public_url=door.public_url,
        provider=door.provider,
    )
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
    whole = door.link(whole, taps) if taps else whole
    row_id, text, more = _put_out(connection, work, standing.address_id, whole, door)
    _keep(connection, work, standing.address_id, row_id)
    return Answer(text, row_id) if text else SILENCE, more or turn.noticed > 0


def _with_mail(
    connection: Connection, work: _Work, address_id: int, outcome: Outcome
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
    place = places.asked_at(outcome.place, places.asking(mail[-1].asks, work.now), work.now)
    return [*(one.text for one in mail[:-1]), *said, mail[-1].text], place


def _new(connection: Connection, work: _Work) -> Standing:
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


def _unspoken(work: _Work) -> str:
    """To a guest whose words are in a language we do not speak, once and in that language: how we go on."""
    said, known = work.understood.language, work.standing
    guest = known is None or (known.role == "guest" and known.language != said)
    return sorry(said) if guest and not work.understood.has("language_switch") else ""


def _put_out(
    connection: Connection, work: _Work, address_id: int, text: str, door: Door
) -> tuple[int | None, str | None, bool]:
    """The passive answer, and what does not fit into one message as rows of their own."""
    if not text:
        return None, None, False
    first, *rest = door.split(text)
    row_id = replies.answer(connection, f"answer:{work.keys[-1]}", address_id, first, work.now)
    for number, part in enumerate(rest, 2):
        outbox.say(connection, f"answer:{work.keys[-1]}:{number}", "answer", address_id, part, work.now)
    return row_id, first, bool(rest)


def _keep(connection: Connection, work: _Work, address_id: int, row_id: int | None) -> None:
    for key in work.keys:
        inbox.keep(connection, key, row_id, leads=key == work.keys[-1], now=work.now)
    if work.inbound.kind != "event":
        inbox.note(
            connection, address_id, work.inbound.kind, work.understood.top(), work.inbound.text, work.now
        )


def _write_apology(
    connection: Connection, burst: list[Inbound], text: str, now: datetime, code: str
) -> Answer:
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


def _fragment(work: _Work) -> bool:
    """Whether a text looks like the beginning of one: a greeting, or a few letters that mean nothing yet."""
    inbound, understood = work.inbound, work.understood
    text = inbound.text.strip()
    if inbound.kind != "text" or inbound.tapped or not text or len(text) > FRAGMENT:
        return False
    return not understood.slots and all(intent.label == "greeting" for intent in understood.intents)
