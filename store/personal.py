"""Which rows are about a person, and what becomes of each when the person wants to be forgotten: one rule a table, none left out.

It reads and erases by those rules alone, so that a table without one fails the build and not a guest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Table,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
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
from store.outbox import UNSENT, OutboxRow
from store.people import GROUP, AddressRow, Consent, Person, StaffRow
from store.places import PlaceRow
from store.points import MemberRow, PointsRow
from store.preferences import PreferenceRow
from store.quotes import QuoteRow
from store.registrations import RegistrationRow
from store.stays import StayRow
from store.tables import Base
from store.tickets import TicketEvent, TicketRow
from store.todos import TodoRow
from store.unlearning import unlearn
from store.vouchers import VoucherRow
from store.waits import WaitRow

Of = Literal["person", "address", "booking", "ticket"]
NOBODY = "—"  # stands where the name of somebody forgotten stood
PAGE = 500  # rows read at once
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
    "outbox": "erased by a rule of its own, `_unsay`: what was said to the person, and about them to the house",
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
            select(*columns).where(_theirs(rule, mine)).order_by(*(key.desc() for key in keys)).limit(MOST)
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


def erase(connection: Connection, people: Sequence[int], *, all_of_it: bool) -> int:
    """Erase what is about these people by the rules; how many rows changed or went. Doing it twice is doing it once.

    As many statements for many people as for one. Not `all_of_it`: what a stay still needs is left.
    """
    if not people:
        return 0
    mine = subject(connection, *people)
    marks = _marks_of(connection, mine)
    count = unlearn(connection, mine.people, marks, NOBODY)
    if all_of_it:
        _unmention(connection, marks)
    for rule in reversed(RULES):
        if rule.stays and not all_of_it:
            continue
        if rule.blank is None:
            count += connection.execute(delete(rule.table).where(_theirs(rule, mine))).rowcount
        elif rule.blank:
            count += connection.execute(
                update(rule.table).where(_theirs(rule, mine)).values(**rule.blank)
            ).rowcount
    if all_of_it:
        _unname(connection, mine)
    return count + _unsay(connection, mine, all_of_it=all_of_it)


def _theirs(rule: Rule, mine: Subject) -> Any:
    return or_(*(rule.table.c[name].in_(mine.numbers(of)) for name, of in rule.of.items()))


def _unname(connection: Connection, mine: Subject) -> None:
    """An address nobody is reached at any more: who writes from there next is somebody new."""
    erased = literal("erased:").concat(cast(AddressRow.id, String))
    connection.execute(update(AddressRow).where(AddressRow.id.in_(mine.addresses)).values(external_id=erased))


def _unsay(connection: Connection, mine: Subject, *, all_of_it: bool) -> int:
    """What was said to the person, and to whoever works here, loses its words: notices name guests, and are over once sent."""
    house = _of_the_house(connection)
    said: ColumnElement[bool] = OutboxRow.address_id.in_([*mine.addresses, *house])
    if all_of_it:
        theirs = or_(OutboxRow.address_id.in_(mine.addresses), OutboxRow.booking_id.in_(mine.bookings))
        connection.execute(
            update(OutboxRow)
            .where(theirs, OutboxRow.status.in_(("due", "mailbox")))
            .values(status="dropped", reason="erased")
        )
        said = or_(said, theirs)
    return connection.execute(
        update(OutboxRow)
        .where(said, OutboxRow.status.not_in((*UNSENT, "mailbox")))
        .values(payload={"text": ""})
    ).rowcount


def _of_the_house(connection: Connection) -> list[int]:
    """Addresses of whoever works here, the group's among them."""
    ours = or_(AddressRow.person_id.in_(select(StaffRow.person_id)), AddressRow.channel == GROUP.channel)
    return list(connection.scalars(select(AddressRow.id).where(ours).limit(500)))


def _unmention(connection: Connection, marks: Collection[str]) -> None:
    """Names and phones in what the house wrote here (客人 王芳), and in what it is still to read."""
    if not marks:
        return
    house = _of_the_house(connection)
    wrote = select(MessageRow.id, MessageRow.body).where(MessageRow.address_id.in_(house))
    for chosen in _naming(connection, wrote, MessageRow.id, marks):
        connection.execute(update(MessageRow).where(MessageRow.id.in_(chosen)).values(body=""))
    waits = OutboxRow.status.in_(("due", "mailbox"))
    to_read = select(OutboxRow.id, OutboxRow.payload).where(OutboxRow.address_id.in_(house), waits)
    for chosen in _naming(connection, to_read, OutboxRow.id, marks):
        connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(chosen), waits)
            .values(status="dropped", reason="erased", payload={"text": ""})
        )


def _naming(connection: Connection, rows: Any, number: Any, marks: Collection[str]) -> Iterator[list[int]]:
    """The rows that have one of these marks in their words, a page of rows at a time."""
    after = 0
    while page := connection.execute(rows.where(number > after).order_by(number).limit(PAGE)).all():
        after = page[-1][0]
        if naming := [row[0] for row in page if any(mark in str(row[1]) for mark in marks)]:
            yield naming


def _marks_of(connection: Connection, mine: Subject) -> set[str]:
    """By what words of these people somebody would know them."""
    people = connection.execute(select(Person.name, Person.phone).where(Person.id.in_(mine.people))).all()
    held = connection.execute(
        select(BookingRow.holder, BookingRow.phone).where(BookingRow.id.in_(mine.bookings))
    ).all()
    return {mark for row in (*held, *people) for mark in _marks(row[0], row[1])}


def _marks(name: str | None, phone: str | None) -> list[str]:
    """By what words would mention somebody: a single letter is nobody's name."""
    found = [name] if name and len(name) > 1 and name != NOBODY else []
    return [*found, phone[-8:]] if phone else found
