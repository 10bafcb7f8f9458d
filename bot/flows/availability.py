"""Is a room free, and at what price? Answered from the store night by night; the phone is never asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.context import Turn
from bot.flows.engine import Answered, Ask, Done, Flow, Question, Result
from locales import N_, day, days, join, money, stay
from store import rates
from store.rates import Quote
from store.rooms import Occupancy, Span

LONGEST = 30  # nights a stay may be asked for in chat
FARTHEST = 400  # days ahead that are quoted: beyond, prices are not set
SEARCH = 14  # days before and after the wish in which free nights are looked for


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for; None is not told yet."""

    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    rooms: int | None = None
    room_type: str | None = None


def proceed(turn: Turn, query: Query) -> Result[Query]:
    """Ask for the first thing missing; else look."""
    query = _agreed(turn, query)
    if "vague_date" in turn.understood.doubts and query.check_in is None:
        return Ask("check_in", query, lead=turn.say(N_("I'd rather have the exact day than guess.")))
    if query.check_in is None:
        return Ask("check_in", query)
    if query.check_in < turn.today:
        past = turn.say(N_("{day} is already over."), day=_day(turn, query.check_in))
        return Ask("check_in", replace(query, check_in=None, check_out=None), lead=past)
    if query.nights is None or query.check_out is None:
        return Ask("nights", query)
    if query.nights < 1:
        return Ask("nights", replace(query, nights=None, check_out=None))
    if query.nights > LONGEST or (query.check_in - turn.today).days > FARTHEST:
        far = N_(
            "That is longer or later than I can quote. Reply “person” and the innkeeper will work it out with you."
        )
        return Done(turn.say(far))
    return Answered(_look(turn, query, Span(query.check_in, query.check_out)), query)


def _agreed(turn: Turn, query: Query) -> Query:
    """Let arrival, nights and departure agree: what this sentence said counts, the third follows from the other two."""
    said = turn.understood.slots
    if query.check_in is None:
        return query
    moved = "check_in" in said
    if query.nights is not None and ("nights" in said or (moved and "check_out" not in said)):
        return _leaving(query, query.check_in, query.nights)
    if query.check_out is not None and query.check_out > query.check_in:
        return replace(query, nights=(query.check_out - query.check_in).days)
    if query.nights is not None:
        return _leaving(query, query.check_in, query.nights)
    return replace(query, check_out=None)


def _leaving(query: Query, arrival: date, nights: int) -> Query:
    """The query with the departure that follows; a length nobody can mean is left for `proceed` to refuse."""
    return replace(query, check_out=arrival + timedelta(days=min(max(nights, 0), LONGEST + 1)))


def _look(turn: Turn, query: Query, wish: Span) -> str:
    """The answer: what is free with its price, or the nearest free days."""
    occupied = Occupancy(
        turn.connection, wish.arrival - timedelta(days=SEARCH), wish.departure + timedelta(days=SEARCH)
    )
    wanted = query.rooms or 1
    heading = stay(turn.language, wish.arrival, wish.departure, today=turn.today)
    if "nights_disagree" in turn.understood.doubts:
        heading = turn.say(N_("I read it as {stay}. If not, tell me the day you leave."), stay=heading)
    lines = []
    fits_any = False
    for code in _types(turn, query):
        fits = _fits(turn, query, code)
        fits_any = fits_any or fits
        free = occupied.free(code, wish)
        if fits and free >= wanted:
            quote = rates.quote(turn.connection, turn.present, code, wish)
            lines.append(_line(turn, code, quote, free, wanted))
    if lines:
        return "\n".join(
            [heading, *lines, turn.say(N_("Which one do you like? Other days or more people: just say so."))]
        )
    if not fits_any:
        return turn.say(
            N_(
                "{people} people in one room is too many for us. Tell me how many rooms you'd like, for example “2 rooms”."
            ),
            people=_people(query),
        )
    return "\n".join([heading, _nothing(turn, query, wish, occupied, wanted)])


def _types(turn: Turn, query: Query) -> list[str]:
    """The types to look at: the one that was named, else all."""
    kinds = turn.house.room_types
    return [query.room_type] if query.room_type and query.room_type in kinds else list(kinds)


def _people(query: Query) -> int:
    return query.guests or (query.adults or 0) + (query.children or 0) or 1


def _fits(turn: Turn, query: Query, code: str) -> bool:
    """Whether so many people fit into the rooms that are asked for."""
    kind = turn.house.room_types[code]
    per_room = -(-_people(query) // (query.rooms or 1))
    adults = -(-(query.adults or 1) // (query.rooms or 1))
    return per_room <= kind.guests and adults <= kind.guests


def _line(turn: Turn, code: str, quote: Quote, free: int, wanted: int) -> str:
    """One room type on two lines: what it is; what it costs and how many are left."""
    kind = turn.house.room_types[code]
    details = [
        turn.words(kind, "beds"),
        turn.say(N_("sleeps {n}"), n=kind.guests),
        turn.words(kind, "includes"),
    ]
    what = turn.say(N_("· {room} ({details})"), room=turn.words(kind, "name"), details=beside(details))
    left = turn.say(N_("{n} left"), n=free)
    return f"{what}\n  {beside([_price(turn, quote, wanted), left])}"


def _price(turn: Turn, quote: Quote, wanted: int) -> str:
    """What the stay costs: a night and in all, night by night where nights differ."""
    total = money(turn.language, quote.total * wanted)
    if quote.even is not None:
        nightly = turn.say(N_("{price} a night"), price=money(turn.language, quote.even))
    else:
        each = [
            f"{day(turn.language, on, festival=False)} {money(turn.language, fen)}"
            for on, fen in quote.nightly
        ]
        nightly = join(turn.language, each) if len(each) <= 7 else ""
    if wanted > 1:
        return beside([nightly, turn.say(N_("{n} rooms {total} in all"), n=wanted, total=total)])
    return beside([nightly, turn.say(N_("{total} in all"), total=total)])


def beside(parts: list[str]) -> str:
    """Details side by side, as they stand on a card."""
    return " · ".join(part for part in parts if part)


def _nothing(turn: Turn, query: Query, wish: Span, occupied: Occupancy, wanted: int) -> str:
    """What to say when the wish cannot be met: that it is full, and the nearest days when it is not."""
    named = turn.house.room_types.get(query.room_type or "")
    if named is not None:
        full = turn.say(N_("The {room} is full then, I'm sorry."), room=turn.words(named, "name"))
    else:
        full = turn.say(N_("We are full then, I'm sorry."))
    offers = [
        turn.say(
            N_("{days} ({room}, {total} in all)"),
            days=days(turn.language, span.arrival, span.departure, today=turn.today),
            room=turn.words(turn.house.room_types[code], "name"),
            total=money(turn.language, rates.quote(turn.connection, turn.present, code, span).total * wanted),
        )
        for span, code in _nearest(turn, query, wish, occupied, wanted)
    ]
    if not offers:
        none = turn.say(
            N_("Nothing is free two weeks around it either; reply “a person” and the house will look.")
        )
        return f"{full}\n{none}"
    near = turn.say(N_("Nearest free days: {offers}. Would that do?"), offers=join(turn.language, offers))
    return f"{full}\n{near}"


def _nearest(
    turn: Turn, query: Query, wish: Span, occupied: Occupancy, wanted: int
) -> list[tuple[Span, str]]:
    """The two stays of the same length nearest to the wish, in order of time, with the first type that is free."""
    found: list[tuple[Span, str]] = []
    for shift in sorted((n for n in range(-SEARCH, SEARCH + 1) if n), key=lambda n: (abs(n), n < 0)):
        span = Span(wish.arrival + timedelta(days=shift), wish.departure + timedelta(days=shift))
        if span.arrival < turn.today:
            continue
        types = _types(turn, query)
        free = [c for c in types if _fits(turn, query, c) and occupied.free(c, span) >= wanted]
        if free:
            found.append((span, free[0]))
        if len(found) == 2:
            break
    return sorted(found, key=lambda item: item[0].arrival)


def _day(turn: Turn, on: date) -> str:
    return day(turn.language, on, today=turn.today)


def begin(turn: Turn) -> Query:
    """A new question about rooms."""
    return Query()


FLOW = Flow(
    name="availability",
    version=1,
    title=N_("looking for a room"),
    state=Query,
    intents=("availability_query", "price_query"),
    begin=begin,
    proceed=proceed,
    questions=(
        Question(
            "check_in",
            "check_in",
            N_("Which day will you arrive?"),
            N_(
                "I didn't catch the day. For example “24 December” or “next Friday”: which day will you arrive?"
            ),
        ),
        Question(
            "nights",
            "nights",
            N_("How many nights will you stay?"),
            N_("How many nights is it? A number will do, for example “2”."),
        ),
    ),
)
