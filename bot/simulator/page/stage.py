"""Who holds a phone on the page, and everything written and received on it, in order. Never speaks with the product itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.simulator.page import views
from bot.simulator.page.feed import Feed
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.seen import Link, Shown
from bot.simulator.state import Entry

Role = Literal["guest", "staff", "owner"]
BUBBLES, LINES, PEOPLE = 300, 300, 30  # kept a phone; kept of the log; on the page


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a phone: written by its holder (`mine`) or received."""

    number: int  # of this phone, from 1
    at: datetime
    mine: bool
    kind: str
    text: str
    source: str = ""  # "" for the holder's own
    links: tuple[Link, ...] = ()
    media_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the platform's log."""

    number: int
    entry: Entry


@dataclass(slots=True)
class Person:
    """Somebody with a phone."""

    id: str
    name: str
    role: Role
    openid: str
    bubbles: deque[Bubble] = field(default_factory=lambda: deque(maxlen=BUBBLES))
    count: int = 0  # of bubbles so far


@dataclass(slots=True)
class Stage:
    """The people, their phones and the log as the page shows them."""

    platform: Platform
    feed: Feed
    people: dict[str, Person] = field(default_factory=dict)  # by id
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=LINES))
    line_count: int = 0
    group: deque[Bubble] = field(default_factory=lambda: deque(maxlen=BUBBLES))  # of the house's WeCom
    group_count: int = 0  # of bubbles so far

    def add(self, name: str, role: Role, openid: str = "") -> Person:
        """Give somebody a phone; a new one where no openid is given. Raises ValueError when there is no more room."""
        if len(self.people) >= PEOPLE:
            raise ValueError("people")
        person = Person(f"p{len(self.people) + 1}", name, role, openid or self.platform.new_openid())
        self.platform.phone(person.openid)
        self.people[person.id] = person
        return person

    def phone(self, person: Person) -> Phone:
        return self.platform.phone(person.openid)

    def wrote(self, person: Person, kind: str, text: str, media_id: str = "") -> None:
        """The holder sent something."""
        self._put(person, self.platform.state.now(), True, kind, text, media_id=media_id)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Inside, what reaches a phone and what the log notes is put on the page."""
        with ExitStack() as stack:
            stack.enter_context(self.platform.watched(self._received))
            stack.enter_context(self.platform.group_watched(self._in_group))
            stack.enter_context(self.platform.listened(self._noted))
            yield

    def _received(self, openid: str, shown: Shown) -> None:
        for person in self.people.values():
            if person.openid == openid:
                self._put(
                    person,
                    shown.at,
                    False,
                    shown.kind,
                    shown.text,
                    source=shown.source,
                    links=shown.links,
                    media_id=shown.media_id,
                )

    def _put(
        self,
        person: Person,
        at: datetime,
        mine: bool,
        kind: str,
        text: str,
        *,
        source: str = "",
        links: tuple[Link, ...] = (),
        media_id: str = "",
    ) -> None:
        person.count += 1
        bubble = Bubble(person.count, at, mine, kind, text, source, links, media_id)
        person.bubbles.append(bubble)
        self.feed.tell("bubble", {"person": person.id, "bubble": views.bubble(bubble)})

    def _in_group(self, shown: Shown) -> None:
        self.group_count += 1
        bubble = Bubble(
            self.group_count,
            shown.at,
            False,
            shown.kind,
            shown.text,
            shown.source,
            shown.links,
            shown.media_id,
        )
        self.group.append(bubble)
        self.feed.tell("bubble", {"person": views.GROUP, "bubble": views.bubble(bubble)})

    def _noted(self, entry: Entry) -> None:
        self.line_count += 1
        line = Line(self.line_count, entry)
        self.lines.append(line)
        self.feed.tell("line", views.line(line))
