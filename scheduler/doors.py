"""Door codes: who may have one is looked up again and again, a lock is told after the commit, guests only what a door knows.

Crash points: the digits are kept before the lock hears of them and a job is harmless to repeat under its key, so a kill between
makes no second code. What ends waits for a job under way and then takes the code away, whatever became of that job.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

import structlog

from locales import N_, clock, day, fallback, say
from scheduler.channel import Accepted, Outcome, Refusal, Refused, UnderReview, Unknown
from store import audit, bookings, door_codes, house, outbox, people, sending, todos
from store.database import Connection, Database
from store.door_codes import DoorCode, InRoom
from store.house import Present, house_day
from store.rights import may_see
from store.sending import Claimed
from store.world import World

KIND = "lock"  # of the outbox rows that have a lock do something
TOLD = "door_code"  # of those that tell guests
DIGITS, LENGTH = "0123456789", 6
TRIES = 6
SOON = 2.0  # machine seconds

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A try at a door, as the lock tells it."""

    event: str  # its name there, always the same
    at: datetime
    room: str
    key: str  # under which the lock knows the code; "": none of ours
    opened: bool


class Lock(Protocol):
    """The house's door locks. It is told once a key; the same again changes nothing, and it never raises."""

    async def set(self, room: str, code: str, opens_at: datetime, ends_at: datetime, key: str) -> Outcome:
        """Let this code open the room for that time; under a key it knows the time alone may be another."""
        ...

    async def remove(self, room: str, key: str) -> Outcome:
        """Let what was set under this key open nothing any more; a key it does not know is removed already."""
        ...

    async def openings(self, since: datetime) -> Sequence[Opened]:
        """The tries at its doors from a moment on, oldest first, `openings.MOST` at most; none while it can't be asked."""
        ...


# --- who may have one ---


def look(connection: Connection, now: datetime) -> int:
    """Make codes for whoever may have one now, end those whose guests may not any more; how many changed."""
    present = house.present(connection)
    live = door_codes.live(connection)
    if present is None or not (live or present.house.door.codes):
        return 0
    here = {
        (one.booking_id, one.room): one
        for one in door_codes.in_rooms(connection, house_day(present.house, now))
    }
    done = sum(
        _follow(connection, code, here.get((code.booking_id, code.room)), present, now) for code in live
    )
    if not present.house.door.codes:
        return done
    known = {(code.booking_id, code.room) for code in live}
    for place, one in here.items():
        if place not in known and one.may_have_one:
            code_id = door_codes.want(connection, *place, now, ends_at(present, one), now)
            _job(connection, code_id, now)
            done += 1
    return done


def ends_at(present: Present, one: InRoom) -> datetime:
    """When a code of theirs ends: at the hour they leave by."""
    hour = time.fromisoformat(one.late) if one.late else present.house.check_out
    return datetime.combine(one.departure, hour, tzinfo=present.house.zone_info)


def _follow(
    connection: Connection, code: DoorCode, one: InRoom | None, present: Present, now: datetime
) -> bool:
    """Let a code follow its guests; whether it changed."""
    if one is None or one.alone:
        end(connection, code, now)
        return True
    until = ends_at(present, one)
    if until == code.ends_at:
        return False
    door_codes.lasts(connection, code.id, until)
    if not code.by_hand and code.state != "failed":
        _job(connection, code.id, now)
    return True


def end(connection: Connection, code: DoorCode, now: datetime) -> None:
    """It opens nothing any more: the lock is told, or the house where somebody typed it; what was not sent is not sent."""
    for person_id, _, _ in bookings.parties(connection, code.booking_id):
        outbox.withdraw(connection, _told(code.id, person_id))
    audit.note(connection, now, None, "door_code_ended", f"booking:{code.booking_id}", code.room)
    waiting = todos.waiting(connection, ["door_set"], prefix=f"door:{code.id}:set:")
    todos.finish_each(connection, waiting, now)
    if code.by_hand or code.state == "failed":
        door_codes.becomes(connection, code.id, "ended", *door_codes.LIVE)
        if code.by_hand:
            _by_hand(connection, code, "remove", now)
        return
    if door_codes.becomes(connection, code.id, "ending", "wanted", "active"):
        _job(connection, code.id, now)


def _job(connection: Connection, code_id: int, now: datetime) -> None:
    number = door_codes.job(connection, code_id)
    outbox.do(connection, f"{KIND}:{code_id}:{number}", KIND, {"code": code_id, "job": number}, now)


def _told(code_id: int, person_id: int) -> str:
    return f"{TOLD}:{code_id}:{person_id}"


# --- what the lock does ---


@dataclass(frozen=True, slots=True)
class Job:
    """What the lock is to do now. Nothing is open any more."""

    code: DoorCode
    removes: bool

    @property
    def key(self) -> str:
        """Under which the lock knows the code."""
        return f"xiaoer:{self.code.id}"


async def work(database: Database, lock: Lock | None, row: Claimed, world: World) -> str:
    """Have the lock do what one row asks for; how that ended."""
    digits = world.chance.token(LENGTH, DIGITS)
    job = await database.write(take, row, digits, lock is not None, world.clock.now())
    if isinstance(job, str) or lock is None:
        return str(job)
    code = job.code
    outcome = (
        await lock.remove(code.room, job.key)
        if job.removes
        else await lock.set(code.room, code.code, code.opens_at, code.ends_at, job.key)
    )
    return await database.write(settle, row, job, outcome, world.clock.now())


def take(connection: Connection, row: Claimed, digits: str, has_lock: bool, now: datetime) -> Job | str:
    """What is to be done by a row as things are now; how it ended where nothing is."""
    wanted = row.payload or {}
    code = door_codes.get(connection, int(wanted["code"]))
    removes = code is not None and code.state == "ending"
    if code is None or code.jobs != wanted["job"] or code.state in ("ended", "failed"):
        ended = "dropped" if row.doubt is None else "doubtful"
        sending.settle(connection, row, ended, "superseded")
        return ended
    if not has_lock:
        return _give_up(connection, row, Job(code, removes), "no_lock", now)
    if outbox.under_way(connection, [f"{KIND}:{code.id}:{before}" for before in range(1, code.jobs)]):
        sending.put_off(
            connection, row, SOON, "before_it", tried=False
        )  # what is asked of the lock now ends first
        return "put_off"
    if not removes:
        door_codes.name(connection, code.id, digits)
        code = door_codes.get(connection, code.id)
        assert code is not None, "codes are never deleted"
    if not sending.attempt(connection, row, None, KIND, wanted):
        return "taken_over"
    return Job(code, removes)


def settle(connection: Connection, row: Claimed, job: Job, outcome: Outcome, now: datetime) -> str:
    """Write down what the lock did, and what follows from it."""
    if isinstance(outcome, Accepted):
        sending.taken(connection, row, "sent", now)
        if job.removes:
            door_codes.becomes(connection, job.code.id, "ended", "ending")
        elif door_codes.becomes(connection, job.code.id, "active", "wanted"):
            audit.note(
                connection, now, None, "door_code_made", f"booking:{job.code.booking_id}", job.code.room
            )
            tell(connection, job.code, now)
        return "sent"
    again = isinstance(outcome, Unknown | UnderReview) or outcome.reason in (Refusal.BUSY, Refusal.QUOTA)
    if again and row.tries < TRIES:
        pause = max(outcome.retry_after if isinstance(outcome, Refused) else 0.0, SOON) * row.tries
        sending.put_off(connection, row, pause, "lock", doubted=True)
        return "put_off"
    log.warning("lock refused", row=row.id, room=job.code.room, removes=job.removes)
    return _give_up(connection, row, job, "lock_refused", now)


def _give_up(connection: Connection, row: Claimed, job: Job, reason: str, now: datetime) -> str:
    """The lock does not do it: somebody of the house goes to the door."""
    if job.removes:
        door_codes.becomes(connection, job.code.id, "ended", "ending")
    elif job.code.state == "wanted":
        door_codes.becomes(connection, job.code.id, "failed", "wanted")
    _by_hand(connection, job.code, "remove" if job.removes else "set", now)
    ended = "dropped" if row.doubt is None else "doubtful"
    sending.settle(connection, row, ended, reason)
    return ended


SET = N_(
    "[Door] {room}: the lock took no code for {code}. Set one at the door, then write: 密码{room} and the digits."
)
REMOVE = N_(
    "[Door] {room}: take the code of {code} off the lock by hand, it ended. Then write: 密码{room} 已删."
)


def _by_hand(connection: Connection, code: DoorCode, what: str, now: datetime) -> None:
    key = f"door:{code.id}:{what}:{code.jobs}"
    if not todos.open_once(
        connection, key, f"door_{what}", now, booking_id=code.booking_id, detail={"text": code.room}
    ):
        return
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        message = SET if what == "set" else REMOVE
        text = say(language, message, room=code.room, code=f"B{code.booking_id}")
        outbox.say(connection, f"{key}:{number}", "notice", address_id, text, now)


# --- what guests hear ---


def tell(connection: Connection, code: DoorCode, now: datetime) -> int:
    """Tell a code to everybody of the booking who may know it, once each; how many."""
    present = house.present(connection)
    if present is None:
        return 0
    told = 0
    for person_id, part, level in bookings.parties(connection, code.booking_id):
        reached = people.addresses_of(connection, [person_id])
        key = _told(code.id, person_id)
        if not reached or not may_see(part, level, "door") or outbox.exists_key(connection, key):
            continue
        language = fallback(people.language_of(connection, person_id))
        text = words(language, code, present, house_day(present.house, now))
        outbox.say(connection, key, TOLD, reached[0][1], text, now, code.ends_at, booking_id=code.booking_id)
        told += 1
    return told


def words(language: str, code: DoorCode, present: Present, today: date) -> str:
    """A code for those it is for: room, digits, until when."""
    until = code.ends_at.astimezone(present.house.zone_info)
    return say(
        language,
        N_(
            "The door code of room {room}: {digits}\nIt works until {time} on {day}; please keep it to yourselves."
        ),
        room=code.room,
        digits=code.code,
        time=clock(language, until.time()),
        day=day(language, until.date(), today=today),
    )
