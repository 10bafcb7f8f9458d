"""Is a room free, and at what price? Answered from the store night by night; the phone is never asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from bot.context import Turn
from bot.flows import on_top
from bot.flows.flow import Answered, Done, Flow, Result
from bot.flows.slots import restored
from bot.flows.stays import QUESTIONS, agreed, missing, span
from bot.handlers import house_settings, waiting_list
from bot.understanding.floors import HIGH, LOW
from bot.understanding.slots import CHEAPEST, THIS
from locales import N_, day, days, join, money, say, stay
from scheduler import extra_words
from store import leads, quotes, rates
from store.extras import Wanted
from store.rates import Quote
from store.room_nights import Occupancy
from store.rooms import Span

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
    floor: str | None = None  # "1", "low", "high": as it was wished for
    extra_beds: int | None = None
    breakfasts: int | None = None
    child_breakfasts: int | None = None
    child_age: int | None = None
    child_ages: str | None = None
    offered: str | None = None  # the codes of the list that was shown, in its order


def proceed(turn: Turn, query: Query) -> Result[Query]:
    """Ask for the first thing missing; else look. While the house takes no bookings that is said at once, and nothing asked."""
    if house_settings.paused(turn.house, turn.today):
        return Done(house_settings.told_paused(turn))
    query = agreed(turn, query)
    return missing(turn, query) or _look(turn, query, span(query))


def _look(turn: Turn, query: Query, wish: Span) -> Answered[Query]:
    """The answer: what is free with its price, numbered, or the nearest free days."""
    heading = stay(turn.language, wish.arrival, wish.departure, today=turn.today)
    if "nights_disagree" in turn.understood.doubts:
        heading = turn.say(N_("I read it as {stay}. If not, tell me the day you leave."), stay=heading)
    occupied = around(turn, wish)
    small = too_small(turn, query)
    if small:
        heading, query = f"{heading}\n{small}", replace(query, room_type=None)
    free = offers(turn, query, wish, occupied)
    if free and turn.standing.role == "guest":  # the house's own look is no lead
        leads.note(turn.connection, turn.standing.person_id, _wanted(turn, query, wish), turn.now, full=False)
    if not free:
        return Answered(nothing(turn, query, wish, occupied, heading), replace(query, offered=None))
    lines = [_line(turn, n, *offer, query) for n, offer in enumerate(free, 1)]
    choose = turn.say(N_("Which one do you like? A number will do; other days or more people: just say so."))
    offered = ",".join(code for code, _, _ in free)
    said = [heading, *lines, floor_noted(turn, query.floor), choose]
    return Answered("\n".join(line for line in said if line), replace(query, offered=offered), offers=True)


def floor_noted(turn: Turn, floor: str | None) -> str:
    """What becomes of a wish for a floor: no file says which room lies where, so the house looks; "" for none."""
    if floor is None:
        return ""
    words = N_(
        "On which floor a room lies I don't know; I put “{floor}” on the booking, and the house looks."
    )
    return turn.say(words, floor=floor_words(turn.language, floor))


def floor_words(language: str, floor: str) -> str:
    """A floor as it was wished for."""
    if floor == LOW:
        return say(language, N_("a low floor"))
    return say(language, N_("a high floor")) if floor == HIGH else say(language, N_("floor {n}"), n=floor)


def offered(turn: Turn) -> list[str]:
    """The room types of the list that was shown, in its order."""
    codes = str((turn.standing.place.state or {}).get("slots", {}).get("offered") or "")
    return codes.split(",") if codes else []


def chosen(turn: Turn) -> str | None:
    """The room type somebody means by a number, 第二个 or 最便宜的 after a list, or by a yes to the only one; else None."""
    codes, said = offered(turn), turn.understood.slots.get("choice")
    if isinstance(said, int):
        return codes[said - 1] if 1 <= said <= len(codes) else None
    if said == CHEAPEST:
        return _cheapest(turn, codes)
    takes = said == THIS or turn.understood.has("affirm")
    return codes[0] if len(codes) == 1 and takes else None


def _cheapest(turn: Turn, codes: list[str]) -> str | None:
    """Which of the room types that were shown costs least, as it was told; None where none was shown."""
    known = [code for code in codes if code in turn.house.room_types]
    if not known:
        return None
    query, person = restored(FLOW, turn.standing.place), turn.standing.person_id
    wish, rooms = span(query), query.rooms or 1
    on_top_ = on_top.wanted(turn, query, rooms)
    prices = quotes.offered(turn.connection, turn.present, person, known, wish, turn.now, on_top_)
    return min(known, key=lambda code: prices[code].whole(rooms))


def around(turn: Turn, wish: Span) -> Occupancy:
    """What is taken around a wish: enough to answer it and to find the nearest free days."""
    margin = timedelta(days=SEARCH)
    return Occupancy(turn.connection, wish.arrival - margin, wish.departure + margin)


def offers(turn: Turn, query: Query, wish: Span, occupied: Occupancy) -> list[tuple[str, Quote, int]]:
    """The room types that can be sold for the wish: (code, price of one room, how many are left)."""
    wanted = query.rooms or 1
    if too_short(turn, wish):
        return []
    free = [(code, occupied.free(code, wish)) for code in _types(turn, query) if fits(turn, query, code)]
    left = {code: count for code, count in free if count >= wanted}
    person, extras = turn.standing.person_id, on_top.wanted(turn, query, wanted)
    prices = quotes.offered(turn.connection, turn.present, person, list(left), wish, turn.now, extras)
    return [(code, prices[code], count) for code, count in left.items()]


def priced(turn: Turn, code: str, stay: Span, extras: Wanted = MappingProxyType({})) -> Quote:
    """What one room costs for a stay, as it is told to this person, and then holds for a while."""
    person = turn.standing.person_id
    return quotes.offered(turn.connection, turn.present, person, [code], stay, turn.now, extras)[code]


def nothing(turn: Turn, query: Query, wish: Span, occupied: Occupancy, heading: str) -> str:
    """The answer when nothing can be sold: too many people for a room, or full, with the nearest days."""
    if too_short(turn, wish):
        return "\n".join([heading, too_short(turn, wish)])
    if any(fits(turn, query, code) for code in _types(turn, query)):
        return "\n".join([heading, _nothing(turn, query, wish, occupied, query.rooms or 1)])
    too_many = N_(
        "{people} people in one room is too many for us. Tell me how many rooms you'd like, for example “2 rooms”."
    )
    if query.rooms == 1:  # one was said: the same question again would not help
        return turn.say(
            N_("{people} people don't fit into one room. How many stay in it? Or shall it be more rooms?"),
            people=people_of(query),
        )
    return turn.say(too_many, people=people_of(query))


def too_short(turn: Turn, wish: Span) -> str:
    """That those nights are sold for longer stays only; "" when the stay is long enough."""
    least = rates.least_nights(turn.present, wish)
    if (wish.departure - wish.arrival).days >= least:
        return ""
    return turn.say(
        N_("Those days can be booked from {n} nights on. Would {n} nights suit you? Just tell me how long."),
        n=least,
    )


def too_small(turn: Turn, query: Query) -> str:
    """That the room named is too small for so many, where another one would do; "" otherwise."""
    kinds = turn.house.room_types
    kind = kinds.get(query.room_type or "")
    if (
        kind is None
        or fits(turn, query, query.room_type or "")
        or not any(fits(turn, query, c) for c in kinds)
    ):
        return ""
    return turn.say(
        N_("The {room} sleeps {n} at most; for {people} of you there is:"),
        room=turn.words(kind, "name"),
        n=kind.guests,
        people=people_of(query),
    )


def _types(turn: Turn, query: Query) -> list[str]:
    """The types to look at: the one that was named, else all."""
    kinds = turn.house.room_types
    return [query.room_type] if query.room_type and query.room_type in kinds else list(kinds)


def people_of(query: Query) -> int:
    return query.guests or (query.adults or 0) + (query.children or 0) or 1


def fits(turn: Turn, query: Query, code: str) -> bool:
    """Whether so many people fit into the rooms that are asked for."""
    kind = turn.house.room_types[code]
    per_room = -(-people_of(query) // (query.rooms or 1))
    adults = -(-(query.adults or 1) // (query.rooms or 1))
    return per_room <= kind.guests and adults <= kind.guests


def _line(turn: Turn, number: int, code: str, quote: Quote, free: int, query: Query) -> str:
    """One room type on two lines: its number and what it is; what it costs and how many are left."""
    kind = turn.house.room_types[code]
    details = [
        turn.words(kind, "beds"),
        turn.say(N_("sleeps {n}"), n=kind.guests),
        turn.words(kind, "includes"),
    ]
    what = turn.say(
        N_("{number} {room} ({details})"),
        number=number,
        room=turn.words(kind, "name"),
        details=beside(details),
    )
    left = turn.say(N_("{n} left"), n=free)
    priced_ = f"{what}\n   {beside([_price(turn, quote, query.rooms or 1), left])}"
    more = _about_beds(turn, code, query)
    return f"{priced_}\n   {more}" if more else priced_


def _about_beds(turn: Turn, code: str, query: Query) -> str:
    """That no extra bed fits there, or what one would cost those who may need it; "" where there is nothing to say."""
    if query.extra_beds and not turn.house.extras.bed.fits(code):
        return turn.say(N_("no extra bed fits here"))
    rooms = query.rooms or 1
    adults = query.adults or (query.guests or 1) - (query.children or 0)
    return on_top.offered(turn, query, code, adults, rooms) or on_top.young_are_free(turn, query, code)


def _price(turn: Turn, quote: Quote, wanted: int) -> str:
    """What the stay costs: a night and in all, night by night where nights differ."""
    total = money(turn.language, quote.whole(wanted))
    if quote.even is not None:
        nightly = turn.say(N_("{price} a night"), price=money(turn.language, quote.even))
    else:
        each = [
            f"{day(turn.language, on, festival=False)} {money(turn.language, fen)}"
            for on, fen in quote.nightly
        ]
        nightly = join(turn.language, each) if len(each) <= 7 else ""
    if quote.off:
        nightly = beside([nightly, turn.say(N_("{n}% off already"), n=quote.off)])
    nightly = beside([nightly, *extra_words.each(turn.language, quote.on_top)])
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
    extras = on_top.wanted(turn, query, wanted)
    near_by = [
        turn.say(
            N_("· {days}: {room}, {total} in all"),
            days=days(turn.language, span.arrival, span.departure, today=turn.today),
            room=turn.words(turn.house.room_types[code], "name"),
            total=money(turn.language, priced(turn, code, span, extras).whole(wanted)),
        )
        for span, code in _nearest(turn, query, wish, occupied, wanted)
    ]
    later = _waited_for(turn, _wanted(turn, query, wish))
    if not near_by:
        none = turn.say(
            N_("Nothing is free two weeks around it either; reply “a person” and the house will look.")
        )
        return f"{full}\n{none}\n{later}".rstrip()
    near = turn.say(N_("The nearest days with a room:"))
    choose = turn.say(N_("If one of them suits you, tell me the day."))
    return "\n".join([full, near, *near_by, choose, later]).rstrip()


def _waited_for(turn: Turn, enquiry: leads.Wish) -> str:
    """The line that offers the waiting list to a guest, whose wish is kept; the house's own look is no lead."""
    if turn.standing.role != "guest":
        return ""
    later = waiting_list.offer_to_wait(turn, enquiry)
    leads.note(turn.connection, turn.standing.person_id, enquiry, turn.now, full=True)
    return later


def _wanted(turn: Turn, query: Query, wish: Span) -> leads.Wish:
    """What was asked for, as it is kept."""
    children = query.children or 0
    told = query.adults or query.guests or children  # 0 adults: nobody told how many come
    adults = query.adults or (max((query.guests or 1) - children, 1) if told else 0)
    rooms = query.rooms or 1
    return leads.Wish(wish, query.room_type or "", rooms, adults, children, on_top.wanted(turn, query, rooms))


def _nearest(
    turn: Turn, query: Query, wish: Span, occupied: Occupancy, wanted: int
) -> list[tuple[Span, str]]:
    """The two stays of the same length nearest to the wish, in order of time, with the first type that is free."""
    found: list[tuple[Span, str]] = []
    for shift in sorted((n for n in range(-SEARCH, SEARCH + 1) if n), key=lambda n: (abs(n), n < 0)):
        span = Span(wish.arrival + timedelta(days=shift), wish.departure + timedelta(days=shift))
        if span.arrival < turn.today or too_short(turn, span):
            continue
        types = _types(turn, query)
        free = [c for c in types if fits(turn, query, c) and occupied.free(c, span) >= wanted]
        if free:
            found.append((span, free[0]))
        if len(found) == 2:
            break
    return sorted(found, key=lambda item: item[0].arrival)


FLOW = Flow(
    name="availability",
    version=4,
    title=N_("looking for a room"),
    state=Query,
    intents=("availability_query", "price_query"),
    proceed=proceed,
    questions=QUESTIONS,
)
