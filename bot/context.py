"""What a step or a handler sees of one turn: who, when, what was meant, and the open transaction. Nothing slow is in reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.inbound import Inbound
from bot.understanding.taught import learn
from bot.understanding.types import Hints, Understood
from locales import say, say_many
from store import outbox, people
from store.answers import Answer
from store.database import Connection
from store.house import Present, house_day
from store.house_file import House
from store.house_file.fields import Part
from store.places import Standing
from store.world import Chance

PAY = "/pay/"  # of the web server: what follows is a secret


@dataclass(frozen=True, slots=True)
class Server:
    """What the server a house runs on brings along, as its settings say."""

    owner_code: str = ""  # what the first owner types; "" accepts nobody
    public_url: str = ""  # how the world reaches the web server; "": nobody said
    wecom: bool = False  # whether the house has a WeCom app that can tell its staff
    provider: str = ""  # who moves money online; "": nobody


@dataclass(slots=True)
class Turn:
    """One turn, inside its write transaction. Text goes out by returning it; notices to others by `tell_staff`."""

    connection: Connection
    inbound: Inbound
    understood: Understood
    standing: Standing
    present: Present
    now: datetime  # house time, aware UTC
    chance: Chance
    language: str
    server: Server = field(default_factory=Server)
    noticed: int = field(default=0)  # how many notices this turn wrote: part of their keys

    @property
    def house(self) -> House:
        return self.present.house

    @property
    def local(self) -> datetime:
        """House time on the house's own clock."""
        return self.now.astimezone(self.house.zone_info)

    @property
    def pay_at(self) -> str:
        """What the address of a payment's page begins with; "" where nothing can be paid online."""
        server = self.server
        return f"{server.public_url}{PAY}" if server.provider and server.public_url else ""

    @property
    def today(self) -> date:
        """The house day: until the house day ends at night it is still yesterday."""
        return house_day(self.house, self.now)

    def say(self, message: str, /, **values: object) -> str:
        """`message` in the person's language."""
        return say(self.language, message, **values)

    def say_many(self, one: str, many: str, n: int, /, **values: object) -> str:
        return say_many(self.language, one, many, n, **values)

    def words(self, part: Part, name: str) -> str:
        """A text of the house's own, in the person's language as far as the owner wrote it."""
        return part.words(name, self.language)

    def show(self, of: str, text: str, /, **args: object) -> str:
        """Put a picture for whoever writes into the outbox: `of` names who draws it, `args` what from, as JSON takes it.

        Gives what is left to say: "" while the picture is on its way, `text` on an account that can send none.
        """
        able = self.house.wechat.can
        if not (able("media") and able("customer_service")):
            return text
        self.noticed += 1
        key = f"picture:{self.inbound.key}:{self.noticed}"
        address_id = self.standing.address_id
        drawn = {"of": of, **args}
        outbox.show(self.connection, key, "picture", address_id, drawn, text, self.now)
        return ""

    def tell_staff(self, message: str, /, **values: object) -> bool:
        """Put a notice to everybody on duty into the outbox; False when there is nobody to tell."""
        return self.tell(people.on_duty(self.connection), message, **values)

    def tell(self, reached: Iterable[tuple[int, str]], message: str, /, **values: object) -> bool:
        """Put a notice to these (address id, language) into the outbox; False when there is nobody.

        A value that is a function gives the words for a reader's language.
        """
        told = False
        for address_id, language in reached:
            self.noticed += 1
            key = f"notice:{self.inbound.key}:{self.noticed}"
            read = {name: value(language) if callable(value) else value for name, value in values.items()}
            outbox.say(self.connection, key, "notice", address_id, say(language, message, **read), self.now)
            told = True
        return told


def vocabulary(present: Present, taught: Iterable[Answer] = ()) -> Hints:
    """The house's own words: room types and numbers, what points are good for, questions the owner answered."""
    names = {code: kind.names() for code, kind in present.house.room_types.items()}
    rewards = {
        code: tuple(name for name in (reward.name, reward.name_en) if name)
        for code, reward in present.house.membership.rewards.items()
    }
    questions = learn((answer.id, asked) for answer in taught for asked in answer.phrasings)
    return Hints(
        room_types=names,
        room_numbers=frozenset(present.house.rooms()),
        rewards=rewards,
        answers=questions,
    )
