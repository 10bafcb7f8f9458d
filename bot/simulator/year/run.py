"""Runs a year: furnishes the town, lets everybody act in order of time, checks what must hold, sums up."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from structlog.testing import capture_logs

from bot.handlers import passing_on
from bot.simulator.account import Account
from bot.simulator.platform import Platform
from bot.simulator.premises import furnished, template_content
from bot.simulator.seen import Shown
from bot.simulator.state import Entry, Template
from bot.simulator.year.agenda import Acts
from bot.simulator.year.calendar import Calendar
from bot.simulator.year.crew import Crew
from bot.simulator.year.elsewhere import Elsewhere
from bot.simulator.year.fate import Dice, Fated, HouseMachine
from bot.simulator.year.guests import invented
from bot.simulator.year.lives import Lives
from bot.simulator.year.purse import Purse
from bot.simulator.year.till import YearTill
from bot.simulator.year.town import Town
from scheduler import pushes
from store import invariants, money_checks, people, places, yearly
from store.database import Connection
from store.house_file import House
from store.invariants import Kinds, Moment
from store.people import Address, Role
from store.world import World, WoundClock

BEGINS = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # 8:00 in Shanghai
REFUSED = ("45015", "45047")  # the window was closed, or used up: our ledger of it was wrong
LIFE = 400  # writes worth dying of one life, on the average; fewer where there are few days
KINDS = Kinds(
    tuple(kind.name for kind in pushes.KINDS),
    pushes.COUNTED,
    tuple(kind.name for kind in pushes.KINDS if kind.by_hand),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for."""

    days: int
    rooms: int
    seed: int
    kills: bool = True


@dataclass(slots=True)
class Outcome:
    """How the year went."""

    broken: dict[str, list[str]]
    figures: list[tuple[str, str]]
    mark: str  # the same for the same seed: a hash over everything that every phone showed, and when
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        return not any(self.broken.values())


@dataclass(slots=True)
class _Witness:
    """Sees everything that reaches a phone and everything the platform answers."""

    mark: Any = field(default_factory=sha256)
    refused: list[str] = field(default_factory=list)

    def shown(self, openid: str, shown: Shown) -> None:
        self.mark.update(f"{openid} {shown.at.isoformat()} {shown.source} {shown.text}\n".encode())

    def logged(self, entry: Entry) -> None:
        if entry.way == "api" and any(code in entry.answer for code in REFUSED):
            self.refused.append(f"{entry.at.isoformat()} {entry.name}: {entry.answer}")


async def live(plan: Plan, folder: Path, progress: Callable[[str], None]) -> Outcome:
    """A whole year, or as many days of it; everything it leaves stands in `folder`."""
    began = perf_counter()
    clock = WoundClock(BEGINS)
    world = World(clock, HouseMachine(clock), Fated(f"{plan.seed}/product"))
    account = Account()
    house = with_rooms(furnished(account), plan.rooms)
    with capture_logs() as log:
        async with Platform(
            account, replace(world, chance=Fated(f"{plan.seed}/platform")), patience=600
        ) as platform:
            platform.courier.one_by_one = True
            for template in house.wechat.templates.values():
                platform.add_template(Template(template.id, "入住提醒", template_content(template.fields)))
            lasts = min(LIFE, 10 * plan.days) if plan.kills else None
            dice = Dice(f"{plan.seed}/kills")
            till = YearTill(Dice(f"{plan.seed}/till"), str(plan.seed).encode())
            api = await platform.start()
            key = Fated(f"{plan.seed}/key", sealing=False)
            async with Lives(folder, platform, api, world, house, key, till, dice, lasts, log) as lives:
                town = Town(house, platform, clock, lives, Dice(f"{plan.seed}/town"))
                outcome = await _Year(plan, town, progress).run(log)
    unsealed = await asyncio.to_thread(readable, folder, town.names)
    outcome.broken["nothing personal readable in the file"] = unsealed
    outcome.seconds = perf_counter() - began
    return outcome


@dataclass(slots=True)
class _Year:
    plan: Plan
    town: Town
    progress: Callable[[str], None]
    witness: _Witness = field(default_factory=_Witness)
    broken: dict[str, list[str]] = field(default_factory=dict)
    pushes: Counter[str] = field(default_factory=Counter)
    counted: datetime = BEGINS  # pushes that were due before are counted
    told: Counter[str] = field(default_factory=Counter)  # so many of these were told already

    async def run(self, log: list[Any]) -> Outcome:
        town, plan = self.town, self.plan
        crew = await self._crew()
        last = town.today + timedelta(days=plan.days - 1)
        elsewhere = Elsewhere(town, Dice(f"{plan.seed}/elsewhere"), str(plan.seed), 0.26 * plan.rooms)
        calendar = Calendar(town, Dice(f"{plan.seed}/calendar"))
        town.lives.reads(calendar)
        for acts in (crew.rounds(last), crew.owns(last), elsewhere.works(last), calendar.works(last)):
            town.agenda.enter(town.now, acts)
        town.agenda.enter(town.now, self._direct(last))
        with (
            town.platform.watched(crew.shown),
            town.platform.watched(Purse(town, Dice(f"{plan.seed}/purse"), town.lives.till).shown),
            town.platform.watched(self.witness.shown),
            town.platform.listened(self.witness.logged),
        ):
            for day in range(1, plan.days + 1):
                await self._until(BEGINS + timedelta(days=day))
                await town.lives.prune()
                if day % 30 == 0 or day == plan.days:
                    await self._check()
                    await self._count(town.now - timedelta(days=7))
                self._tell(day)
            await self._settle()
            await self._check()
        failures = [
            f"{entry['event']}: {entry.get('exc_info', '')}" for entry in log if entry["log_level"] == "error"
        ]
        self.broken["no turn, tick or send failed inside"] = failures[: invariants.SHOWN]
        self.broken["no 45015 or 45047 at the platform"] = self.witness.refused[: invariants.SHOWN]
        self.broken["every message answered"] = town.unanswered[: invariants.SHOWN]
        self.broken["bills hold what was paid"] = await town.lives.looked(money_checks.unpaid, town.paid)
        till = town.lives.till
        self.broken["house and till agree"] = await town.lives.looked(
            money_checks.till_differs, till.paid(), till.repaid()
        )
        town.counts += till.counts
        self.broken["no wish lost"] = town.lost_wishes[: invariants.SHOWN]
        await self._count(town.now)
        sums = await town.lives.looked(yearly.sums, tuple(passing_on.KINDS))
        return Outcome(self.broken, self._figures(sums), self.witness.mark.hexdigest()[:16])

    async def _until(self, moment: datetime) -> None:
        """Everybody acts whose time comes before `moment`."""
        while (upcoming := self.town.agenda.next(moment)) is not None:
            at, acts = upcoming
            await self.town.wind(at)
            await self._act(acts)
        await self.town.wind(moment)

    async def _act(self, acts: Acts) -> None:
        try:
            upcoming = await anext(acts)
        except StopAsyncIteration:
            return
        self.town.agenda.enter(upcoming, acts)

    async def _settle(self) -> None:
        """Nobody says anything more; what is under way ends."""
        self.town.lives.spare()
        await self.town.wind(self.town.now + timedelta(hours=3))

    async def _check(self) -> None:
        found = await self.town.lives.looked(invariants.broken, Moment(self.town.now, KINDS))
        for name, rows in found.items():
            kept = self.broken.setdefault(name, [])
            fresh = [row for row in rows if row not in kept]
            kept.extend(fresh)
            self._tell_broken(name, fresh)

    async def _direct(self, last: date) -> Acts:
        """Guests who find the house in WeChat."""
        dice, number = Dice(f"{self.plan.seed}/direct"), 0
        while self.town.today <= last:
            for _ in range(dice.whole(0, max(1, self.plan.rooms // 5))):
                number += 1
                guest = invented(self.town, str(self.plan.seed), number)
                arrival = self.town.today + timedelta(days=min(dice.whole(0, 40), dice.whole(0, 60)))
                moment = self.town.at(self.town.today, dice.whole(8, 22), dice.whole(0, 59))
                self.town.agenda.enter(moment, guest.books(arrival, dice.whole(1, 3)))
            yield self.town.at(self.town.today + timedelta(days=1), 7, 0)

    async def _crew(self) -> Crew:
        staff = tuple(self.town.platform.phone(f"oStaff{n:022d}") for n in (1, 2))
        owner = self.town.platform.phone(f"oOwner{1:022d}")
        crew = Crew(self.town, Dice(f"{self.plan.seed}/crew"), (staff[0], staff[1]), owner)
        roles: tuple[tuple[Any, Role, str], ...] = (
            (staff[0], "staff", "小周"),
            (staff[1], "staff", "小李"),
            (owner, "owner", "掌柜"),
        )
        for phone, role, name in roles:
            await phone.follow()
            address = Address("wechat", self.town.platform.account.gh_id, phone.openid)
            await self.town.lives.risen()
            await self.town.lives.done(_appoint, address, role, name)
        return crew

    def _tell_broken(self, name: str, rows: Iterable[str]) -> None:
        """At once, as the end of a year is far off."""
        for row in rows:
            self.progress(f"BROKEN {name}: {row}\n")

    def _tell(self, day: int) -> None:
        town = self.town
        said = town.counts["messages"] + town.counts["words of the house"]
        for name, rows in (("every message answered", town.unanswered), ("no wish lost", town.lost_wishes)):
            told = self.told[name]
            self.told[name] = len(rows)
            self._tell_broken(name, rows[told:])
        faults = sum(map(len, self.broken.values())) + len(town.unanswered) + len(town.lost_wishes)
        self.progress(
            f"day {day}/{self.plan.days}: {said} messages, {town.lives.deaths} kills, {faults} broken"
        )

    async def _count(self, until: datetime) -> None:
        """How pushes ended, before they are old enough to be forgotten."""
        if until > self.counted:
            self.pushes += await self.town.lives.looked(yearly.pushes, KINDS.all, self.counted, until)
            self.counted = until

    def _figures(self, sums: yearly.Sums) -> list[tuple[str, str]]:
        town, minutes = self.town, sorted(self.town.ticket_minutes)
        said = town.counts["messages"]
        alone = 100 * (1 - sums.passed_on / said) if said else 0
        middle = f"{minutes[len(minutes) // 2]:.0f} minutes" if minutes else "-"
        return [
            ("bookings", _listed(sums.bookings)),
            ("nights", str(sums.nights)),
            ("occupancy", f"{100 * sums.nights / (self.plan.days * self.plan.rooms):.0f}%"),
            ("guests' messages", str(said)),
            ("answered without staff", f"{alone:.1f}%"),
            ("tickets", _listed(sums.tickets)),
            ("from told to done, median", middle),
            ("pushes", _listed(self.pushes)),
            ("kills", str(town.lives.deaths)),
            *((name, str(count)) for name, count in sorted(town.counts.items()) if name != "messages"),
        ]


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "0"


def _appoint(connection: Connection, address: Address, role: Role, name: str) -> None:
    standing = places.standing(connection, address)
    assert standing is not None, "whoever follows has a place"
    people.appoint(connection, standing.person_id, role, "", name)


def with_rooms(house: House, count: int) -> House:
    """The demo's house with so many rooms, spread over its types as before; every type keeps one."""
    document = house.model_dump(mode="json")
    kinds = list(document["room_types"].values())
    have = sum(len(kind["rooms"]) for kind in kinds)
    for number in range(have, count):
        kinds[number % len(kinds)]["rooms"].append(f"{600 + number}")
    while have > count and any(len(kind["rooms"]) > 1 for kind in kinds):
        max(kinds, key=lambda kind: len(kind["rooms"]))["rooms"].pop()
        have -= 1
    return House.model_validate_json(json.dumps(document))


def readable(folder: Path, words: set[str]) -> list[str]:
    """Names and numbers that can be read in the files of the database, where everything personal must be sealed."""
    found = []
    wanted = {word: word.encode() for word in sorted(words)}
    for path in sorted(folder.glob("xiaoer.db*")):
        content = path.read_bytes()
        found += [f"{path.name}: {word}" for word, letters in wanted.items() if letters in content]
    return found[: invariants.SHOWN]


def to_stderr(line: str) -> None:
    """One line that is painted over on a terminal, and told now and then elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}\x1b[K")
        sys.stderr.flush()
    elif "0/" in line or line.endswith("\n"):  # every tenth day, and what broke
        sys.stderr.write(line.rstrip() + "\n")
