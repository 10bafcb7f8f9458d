"""What a kind of push is: when it is planned, in which states of a booking, its words. Pure: nothing here reads or sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from locales import N_, as_read, clock, day, join, say, say_many
from store.bookings import Booking
from store.house import Present, house_day
from store.house_file.push_rules import Rule, fill
from store.places import Place
from store.planning import Planned
from store.rights import may_see
from store.stays import Stay

DAY = timedelta(days=1)
ANY_TIME = N_("Write to us any time")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a push is about: a booking, what the desk did about it, and the house."""

    booking: Booking
    present: Present
    stay: Stay | None = None  # None: the desk has done nothing yet
    late: time | None = None  # until when they may stay by a benefit; None: until the house's hour
    ready: time | None = None  # from when they can have the rooms; None: from the house's hour

    @property
    def leaves_by(self) -> time:
        """Until when the rooms are theirs on the day of departure."""
        return self.late or self.present.house.check_out

    @property
    def comes_from(self) -> time:
        """From when the rooms are theirs on the day of arrival."""
        return self.ready or self.present.house.check_in

    def moment(self, on: date, at: time) -> datetime:
        """House wall clock to aware moment, so that 18:00 stays 18:00 whatever the zone does."""
        return datetime.combine(on, at, tzinfo=self.present.house.zone_info)

    def day_of(self, at: datetime) -> date:
        """The house's day at a moment."""
        return house_day(self.present.house, at)

    def left_on(self, stay: Stay) -> date:
        """The house's day on which they left, as far as the desk knows."""
        return self.day_of(stay.departed_at) if stay.departed_at is not None else self.booking.departure

    def awake(self, at: datetime) -> datetime:
        """`at`, or the end of the quiet hours it lies in."""
        return awake(self.present, at)


def after_the_stay(
    subject: Subject, kind: str, due: datetime, of_use: timedelta, now: datetime
) -> Planned | None:
    """What is sent once when a stay is over: late it goes out at once, but not in the quiet hours; None once it is of no use."""
    if due + of_use <= now:
        return None
    number = subject.booking.id
    at = due if due >= now else subject.awake(now)
    return Planned(f"{kind}:{number}:stay", kind, number, at, due + of_use)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the words are for, and what this person may be told of the booking."""

    language: str
    part: str = "holder"
    level: str = "confirmed"

    def may(self, fact: str) -> bool:
        """Whether this person may be told the fact."""
        return may_see(self.part, self.level, fact)  # type: ignore[arg-type]  # a fact of that table


@dataclass(frozen=True, slots=True)
class Words:
    """A push in words: as a text, and as the values a template may show."""

    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PushKind:
    """One kind of push about a booking.

    `plan` gives when it is due, None when the booking deserves none from that moment on; it looks at no switch.
    """

    name: str  # also the rule's name, the template's purpose and the outbox row's kind
    states: frozenset[str]  # of the booking, in which it is wanted
    plan: Callable[[Subject, datetime], Planned | None]
    words: Callable[[Subject, Reader], str]  # the words it brings along
    needed: bool  # by the guest's own booking: sent whatever the guest said about messages, and not counted
    question: Callable[[Subject, Reader], str] | None = None  # what it ends with, whoever wrote the rest
    asks: Callable[[Subject, datetime], Place | None] | None = None  # the place it opens; the flow is bot's
    by_hand: bool = False  # a person is to tell the guest when nothing of ours can
    hint: str = ANY_TIME  # what a template invites to: a message id

    def rule(self, present: Present) -> Rule:
        """What the house says about it."""
        return present.house.pushes.rule(self.name)

    def planned(self, subject: Subject, now: datetime) -> Planned | None:
        """The row it deserves from `now` on, the house's rule and the booking's state in mind; None for none."""
        if not self.rule(subject.present).enabled or subject.booking.state not in self.states:
            return None
        return self.plan(subject, now)

    def unwanted(self, subject: Subject, key: str, now: datetime) -> str:
        """Why the row of this key is not sent after all; "" when it is."""
        if not self.rule(subject.present).enabled:
            return "switched_off"
        state = subject.booking.state
        if state not in self.states:
            return _OTHERWISE.get(state, state)
        plan = self.plan(subject, now)
        return "" if plan is not None and plan.key == key else "moved"

    def render(self, subject: Subject, reader: Reader) -> Words:
        """What is sent: the owner's own text where there is one, else the words it brings; then its question."""
        own = self.rule(subject.present).words("text", reader.language)
        text = fill(own, places(subject, reader)) if own else self.words(subject, reader)
        asked = self.question(subject, reader) if self.question is not None else ""
        values = {**stay_values(subject, reader.language), "hint": say(reader.language, self.hint)}
        return Words("\n".join(part for part in (text, asked) if part), values)


_OTHERWISE = {"in_house": "already_here", "confirmed": "not_here", "held": "not_here", "unplaced": "not_here"}


def quiet_since(present: Present, at: datetime) -> datetime | None:
    """When the quiet hours began in which `at` lies; None when it lies in none."""
    rules = present.house.pushes
    local = at.astimezone(present.house.zone_info)
    if not rules.quiet_at(local.time()):
        return None
    began = datetime.combine(local.date(), rules.quiet_from, tzinfo=present.house.zone_info)
    return began if began <= at else began - DAY


def awake(present: Present, at: datetime) -> datetime:
    """`at`, or the end of the house's quiet hours it lies in."""
    began = quiet_since(present, at)
    if began is None:
        return at
    ends = datetime.combine(began.date(), present.house.pushes.quiet_to, tzinfo=present.house.zone_info)
    return ends if ends > began else ends + DAY


def stay_values(subject: Subject, language: str) -> dict[str, str]:
    """What a template about a booking may show, each short enough for its field."""
    booking, house = subject.booking, subject.present.house
    room, nights = room_words(subject, language), nights_words(subject, language)
    arrival = subject.moment(booking.arrival, subject.comes_from)
    leaving = subject.moment(booking.departure, subject.leaves_by)
    return {
        "house": house.called(language),
        "room": f"{room}{as_read(language, f'{booking.rooms}间')}{nights}"
        if language.startswith("zh")
        else f"{room}, {nights}",
        "nights": str((booking.departure - booking.arrival).days),
        "arrival": f"{arrival.year}年{arrival.month}月{arrival.day}日 {arrival:%H:%M}",
        "departure": f"{leaving.year}年{leaving.month}月{leaving.day}日 {leaving:%H:%M}",
        "guest": booking.holder,
        "code": booking.code,
        "price": f"¥{(booking.total or 0) / 100:.2f}",
        "hint": say(language, ANY_TIME),
    }


def places(subject: Subject, reader: Reader) -> dict[str, str]:
    """What an owner's own text may name, as far as this reader may be told it."""
    booking, house, language = subject.booking, subject.present.house, reader.language
    network = house.wifi if reader.may("wifi") else None
    numbers = subject.stay.rooms if subject.stay is not None and reader.may("room") else ()
    return {
        "guest": booking.holder,
        "house": house.words("name", language),
        "phone": house.phone,
        "room": room_words(subject, language),
        "rooms": join(language, list(numbers)),
        "nights": nights_words(subject, language),
        "arrival": day(language, booking.arrival),
        "departure": day(language, booking.departure),
        "check_in": clock(language, subject.comes_from),
        "check_out": clock(language, subject.leaves_by),
        "address": house.words("address", language),
        "parking": house.words("parking", language),
        "directions": house.words("directions", language),
        "breakfast": house.policies.words("breakfast", language),
        "wifi": network.name if network is not None else "",
        "password": network.password if network is not None else "",
    }


def room_words(subject: Subject, language: str) -> str:
    """The name of the room type; its code when the house no longer sells it."""
    kind = subject.present.house.room_types.get(subject.booking.room_type)
    return kind.words("name", language) if kind else subject.booking.room_type


def nights_words(subject: Subject, language: str) -> str:
    """How many nights."""
    booking = subject.booking
    return say_many(language, "{n} night", "{n} nights", (booking.departure - booking.arrival).days)
