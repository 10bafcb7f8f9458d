"""Which rows are about a person, and what becomes of each when the person wants to be forgotten: one rule a table, none left out.

It reads by those rules alone, so that a table without one fails the build and not a guest. Erasing is `store.forgetting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    func,
    or_,
    select,
)

from store.bookings import BookingRow, PartyRow
from store.claims import ClaimTries
from store.door_codes import DoorCodeRow
from store.folio import FolioRow
from store.gaps import AskerRow, GapRow
from store.greeted import GreetedRow
from store.handovers import HandoverRow
from store.inbox import MessageRow
from store.joins import JoinRow
from store.leads import LeadRow
from store.media import MediaRow
from store.openings import OpeningRow
from store.opinions import AnswerRow, OpinionRow
from store.people import AddressRow, Consent, Person
from store.places import PlaceRow
from store.points import MemberRow, PointsRow
from store.preferences import PreferenceRow
from store.quotes import QuoteRow
from store.registrations import RegistrationRow
from store.stays import StayRow
from store.tables import Base
from store.tickets import TicketEvent, TicketRow
from store.todos import TodoRow
from store.vouchers import VoucherRow
from store.waits import WaitRow

Of = Literal["person", "address", "booking", "ticket"]
NOBODY = "—"  # stands where the name of somebody forgotten stood
MOST = 1_000  # rows of one table in one export: more than any guest has


@dataclass(frozen=True, slots=True)
class Rule:
    """The rows of one table that are about a person, how they are shown, and how they are erased."""

    row: type[Base]
    of: Mapping[str, Of]  # column -> whose number it holds; a row is the person's by any of them
    title: str  # of its part in what the person is given to read; "" = not shown: it repeats what is
    shows: tuple[str, ...] = ()  # columns worth reading, in order
    blank: Mapping[str, Any] | None = None  # what the row keeps instead; None: the row is deleted
    stays: bool = False  # needed until the person's last stay is over

    @property
    def table(self) -> Table:
        table = self.row.__table__
        assert isinstance(table, Table)
        return table

    def theirs(self, mine: Subject) -> ColumnElement[bool]:
        """Which rows those are."""
        return or_(*(self.table.c[name].in_(mine.numbers(of)) for name, of in self.of.items()))


@dataclass(frozen=True, slots=True)
class Subject:
    """The numbers under which the store knows a person, or several."""

    people: tuple[int, ...]
    addresses: tuple[int, ...]
    bookings: tuple[int, ...]  # those they are known to hold, not those they share or only claim
    tickets: tuple[int, ...]

    def numbers(self, of: Of) -> Sequence[int]:
        match of:
            case "person":
                return self.people
            case "address":
                return self.addresses
            case "booking":
                return self.bookings
        return self.tickets


# In this order they are shown; erased in the other, so that nothing is left that points to what is gone.
RULES: tuple[Rule, ...] = (
    Rule(
        Person,
        {"id": "person"},
        "profile",
        ("name", "phone", "created_at"),
        {"name": None, "phone": None, "phone_hash": None, "language": ""},
        stays=True,
    ),
    Rule(Consent, {"person_id": "person"}, "consents", ("at", "purpose", "version"), stays=True),
    Rule(
        BookingRow,
        {"id": "booking"},
        "bookings",
        (
            "id", "source", "state", "holder", "phone", "arrival", "departure", "room_type", "rooms", "adults",
            "children", "total", "eta", "notes", "reason",
        ),
        {"holder": NOBODY, "phone": None, "phone_hash": None, "notes": None, "reason": None, "claim": None, "claim_hash": None},
        stays=True,
    ),
    Rule(StayRow, {"booking_id": "booking"}, "stays", ("rooms", "registered", "arrived_at", "departed_at"), {}),
    Rule(FolioRow, {"booking_id": "booking"}, "bills", ("at", "kind", "fen", "words", "method"), {"words": ""}, stays=True),
    Rule(DoorCodeRow, {"booking_id": "booking"}, "", blank={"code": None}, stays=True),
    # The lock tells of an opening again: one that was deleted would come back with its booking.
    Rule(OpeningRow, {"booking_id": "booking"}, "openings", ("at", "room"), {"booking_id": None}, stays=True),
    Rule(
        RegistrationRow,
        {"booking_id": "booking"},
        "registrations",
        ("names", "ages", "wishes", "guardian"),
        {"names": [], "ages": [], "wishes": None, "guardian": None},
        stays=True,
    ),
    Rule(PartyRow, {"person_id": "person"}, "", stays=True),
    Rule(
        TicketRow,
        {"person_id": "person", "number": "ticket"},
        "tickets",
        ("number", "room", "things", "topic", "words", "created_at"),
        {"words": ""},
        stays=True,
    ),
    Rule(TicketEvent, {"number": "ticket"}, "", blank={"note": ""}, stays=True),
    Rule(MediaRow, {"person_id": "person", "ticket": "ticket"}, "files", ("at",)),
    Rule(PreferenceRow, {"person_id": "person"}, "preferences", ("words",)),
    Rule(GreetedRow, {"person_id": "person"}, "greetings", ("festivals", "birthday")),
    Rule(MemberRow, {"person_id": "person"}, "membership", ("level", "balance", "nights", "joined_at")),
    Rule(PointsRow, {"person_id": "person"}, "points", ("at", "delta", "reason", "expires_on", "words")),
    Rule(VoucherRow, {"person_id": "person"}, "vouchers", ("code", "name", "state", "expires_on")),
    Rule(
        OpinionRow,
        {"person_id": "person", "booking_id": "booking"},
        "opinions",
        ("created_at", "score", "words", "outcome"),
        {"words": "", "outcome": ""},
    ),
    Rule(AnswerRow, {"person_id": "person"}, "answers", ("question", "words")),
    Rule(MessageRow, {"address_id": "address"}, "messages", ("at", "body")),
    Rule(GapRow, {"asked_by": "person"}, "", blank={"words": NOBODY}),
    Rule(AskerRow, {"person_id": "person"}, ""),
    Rule(TodoRow, {"person_id": "person", "booking_id": "booking"}, "", blank={"detail": {}}, stays=True),
    Rule(JoinRow, {"person_id": "person"}, "", stays=True),
    Rule(ClaimTries, {"person_id": "person"}, ""),
    Rule(HandoverRow, {"person_id": "person"}, ""),
    Rule(QuoteRow, {"person_id": "person"}, ""),
    Rule(LeadRow, {"person_id": "person"}, "enquiries", ("asked_at", "arrival", "departure", "adults", "children")),
    Rule(WaitRow, {"person_id": "person"}, "waiting", ("created_at", "arrival", "departure", "state")),
    Rule(
        PlaceRow,
        {"address_id": "address"},
        "",
        blank={"flow": "", "flow_version": 0, "step": "", "state": None, "expires_at": None, "window_left": 0, "mail": False},
        stays=True,
    ),
    Rule(AddressRow, {"person_id": "person"}, "", blank={"following": False}, stays=True),
)  # fmt: skip
# Tables with nothing about a guest, or with numbers only, each with the reason.
IMPERSONAL: Mapping[str, str] = {
    "answers": "the house's words; ways to ask for them that were a guest's go by a rule of their own, `store/unlearning.py`",
    "audit": "who did what, by numbers: the duty to account for it outlives the person",
    "closures": "rooms the house closed",
    "deeds": "what the house may take back within ten minutes, by numbers",
    "erasures": "that somebody was forgotten, by number",
    "exports": "nights that are taken, not by whom",
    "extras": "how many beds, breakfasts and children at a price a booking has on top of its room, by its number",
    "feed_stays": "days and numbers of bookings that other channels told of",
    "feeds": "links to calendars of other channels",
    "house_files": "the house",
    "house_overrides": "the house",
    "house_state": "the house",
    "inbox": "keys that name no person, for three days",
    "late_checkouts": "until when a booking may stay, by its number",
    "links": "numbers of tickets and bookings",
    "mass_sends": "words to everybody alike, and which of the house said yes, by number",
    "occasions": "days on which the house greets",
    "outbox": "erased by a rule of its own in `store/forgetting.py`: what was said to the person, and about them to the house",
    "preparations": "what a room is made ready with, by the number of a booking and the code of a rule",
    "payments": "sums and the provider's numbers by booking, which accounts must keep",
    "rates": "the house",
    "repayments": "sums and the provider's numbers, which accounts must keep",
    "room_nights": "which nights were taken, not by whom",
    "room_types": "the house",
    "rooms": "the house",
    "staff": "people who work here: their entry goes when they leave",
    "staff_invites": "codes for colleagues, for a day",
    "ticket_told": "which colleague was told",
}


def unruled() -> list[str]:
    """Tables nobody said anything about: read by a test, so that no new one is forgotten."""
    ruled = {rule.row.__tablename__ for rule in RULES}
    return sorted(set(Base.metadata.tables) - ruled - set(IMPERSONAL))


def subject(connection: Connection, *people: int) -> Subject:
    """Everything the store knows these people by."""
    addresses = connection.scalars(select(AddressRow.id).where(AddressRow.person_id.in_(people))).all()
    held = connection.scalars(
        select(PartyRow.booking_id).where(
            PartyRow.person_id.in_(people), PartyRow.part == "holder", PartyRow.level == "confirmed"
        )
    ).all()
    wishes = connection.scalars(
        select(TicketRow.number).where(or_(TicketRow.person_id.in_(people), TicketRow.booking_id.in_(held)))
    ).all()
    return Subject(people, tuple(addresses), tuple(held), tuple(wishes))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is kept about a person: rows as column to value, the newest last."""

    title: str
    rows: tuple[Mapping[str, Any], ...] = field(default=())


def export(connection: Connection, person_id: int) -> list[Part]:
    """All that is kept about a person, part by part; empty parts are left out. Unmasked: for the person's own eyes."""
    mine, parts = subject(connection, person_id), []
    for rule in RULES:
        if not rule.title:
            continue
        columns = [rule.table.c[name] for name in rule.shows]
        keys = list(rule.table.primary_key.columns)
        rows = connection.execute(
            select(*columns).where(rule.theirs(mine)).order_by(*(key.desc() for key in keys)).limit(MOST)
        ).all()
        found = [dict(zip(rule.shows, row, strict=True)) for row in reversed(rows)]
        if rule.row is BookingRow:
            found = sorted([*found, *_shared(connection, mine)], key=lambda one: one["id"])
        if found:
            parts.append(Part(rule.title, tuple(found)))
    return parts


def _shared(connection: Connection, mine: Subject) -> list[dict[str, Any]]:
    """Bookings of others, or whose holder they only say they are: no more than anybody with a part may see."""
    shown = ("id", "state", "arrival", "departure")
    rows = connection.execute(
        select(*(BookingRow.__table__.c[name] for name in shown))
        .join(PartyRow, PartyRow.booking_id == BookingRow.id)
        .where(PartyRow.person_id.in_(mine.people), BookingRow.id.not_in(mine.bookings))
        .order_by(BookingRow.id.desc())
        .limit(MOST)
    )
    return [dict(zip(shown, row, strict=True)) for row in rows]


def needed_until(connection: Connection, person_id: int, today: date) -> date | None:
    """The day the last stay the person holds or shares ends; None when none is running or coming."""
    return needed(connection, (person_id,), today).get(person_id)


def needed(connection: Connection, people: Sequence[int], today: date) -> dict[int, date]:
    """Of whom a stay is running or coming, and the day the last of theirs ends."""
    rows = connection.execute(
        select(PartyRow.person_id, func.max(BookingRow.departure))
        .join(BookingRow, BookingRow.id == PartyRow.booking_id)
        .where(
            PartyRow.person_id.in_(people),
            BookingRow.state.in_(("held", "confirmed", "in_house", "unplaced")),
            BookingRow.departure >= today,
        )
        .group_by(PartyRow.person_id)
    )
    return {row[0]: row[1] for row in rows}
