"""Prices by the owner's word: shown, changed after a yes, taken back. A booking keeps the price it was sold for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from bot.context import Turn, vocabulary
from bot.handlers import laying
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.house_terms import Amount, Terms, read_terms
from locales import N_, days, money
from store import audit, deeds, rates
from store.house_file import PriceClass, price_class
from store.rooms import Span

DAY = timedelta(days=1)
SHOWN = 12  # lines of a list of prices
SHOWN_DAYS = 14  # of 价格 without days
CLASSES: Mapping[str, str] = {
    "weekday": N_("weekday nights"),
    "weekend": N_("weekend nights"),
    "holiday": N_("public holidays"),
}


def reprice(turn: Turn, command: Command) -> str | Proposal:
    """改价 国庆 湖景688, in any order: to be shown first."""
    terms = read_terms(
        command.words.get("about", ""),
        turn.today,
        vocabulary(turn.present),
        turn.present.holidays,
        priced=True,
    )
    missing = _missing(turn, terms)
    if missing:
        return missing
    detail = {
        "types": list(_types(turn, terms)),
        "nights": [[first.isoformat(), last.isoformat()] for first, last in terms.nights],
        "kinds": list(terms.kinds),
        "fen": terms.amount.fen if terms.amount else None,
        "step": terms.amount.step if terms.amount else None,
        "percent": terms.amount.percent if terms.amount else None,
    }
    return Proposal("reprice" if terms.nights else "base_price", detail)


def _missing(turn: Turn, terms: Terms) -> str:
    """What is still to be said, with how to say it; "" when all is there."""
    example = next(iter(turn.house.room_types.values())).name
    if terms.past:
        return turn.say(N_("Those days are over; only nights from today on can have a new price."))
    if terms.amount is None:
        return turn.say(
            N_("Which price? For example “改价 12.24-26 {room} 688”, or “+50”, “打9折”."), room=example
        )
    if not _types(turn, terms):
        return turn.say(
            N_("Which room? For example “改价 12.24-26 {room} 688”; for all of them write 全部."),
            room=example,
        )
    if terms.unclear or (not terms.nights and not terms.kinds):
        return turn.say(
            N_(
                "Which days? For example “改价 12.24-26 {room} 688”; “改价 周末 {room} 688” changes every weekend from now on."
            ),
            room=example,
        )
    return ""


def _types(turn: Turn, terms: Terms) -> Sequence[str]:
    """The types meant. A step may be for all of them; a price is one type's, or said to be for all."""
    codes = list(turn.house.room_types)
    if terms.room_types:
        return terms.room_types
    stepwise = terms.amount is not None and terms.amount.fen is None
    return codes if terms.everything or stepwise or len(codes) == 1 else ()


# --- prices of nights ---


def _wanted(turn: Turn, detail: Detail) -> dict[tuple[str, date], tuple[int, int]]:
    """(type, night) -> (price now, price then), for what would change."""
    amount = Amount(detail["fen"], detail["step"], detail["percent"])
    found = {}
    for first, last in _ranges(turn, detail):
        for code in detail["types"]:
            if code not in turn.house.room_types:
                continue
            now = rates.nightly(turn.connection, turn.present, code, Span(first, last + DAY))
            for night, fen in now:
                kind = price_class(turn.house, night, turn.present.holidays)
                then = amount.of(fen)
                if then != fen and (not detail["kinds"] or kind in detail["kinds"]):
                    found[(code, night)] = (fen, then)
    order = list(turn.house.room_types)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])))


def _ranges(turn: Turn, detail: Detail) -> Iterator[tuple[date, date]]:
    for first, last in detail["nights"]:
        if date.fromisoformat(last) >= turn.today:
            yield max(date.fromisoformat(first), turn.today), date.fromisoformat(last)


def _preview_nights(turn: Turn, detail: Detail) -> str | Refused:
    wanted = _wanted(turn, detail)
    if not wanted:
        return Refused(turn.say(N_("Those nights have that price already; nothing changes.")))
    if any(then <= 0 for _, then in wanted.values()):
        return Refused(turn.say(N_("That would make a night cost nothing. Please write the price itself.")))
    lines = _runs(turn, wanted)
    shown = [*lines[:SHOWN], "…"] if len(lines) > SHOWN else lines
    return "\n".join(
        [
            turn.say(N_("New prices:")),
            *shown,
            turn.say_many(
                "{n} night in all. Bookings that are confirmed keep their price.",
                "{n} nights in all. Bookings that are confirmed keep their price.",
                len(wanted),
            ),
        ]
    )


def _runs(turn: Turn, wanted: Mapping[tuple[str, date], tuple[int, int]]) -> list[str]:
    """Neighbouring nights of the same old and new price as one line."""
    lines = []
    items = list(wanted.items())
    keyed = groupby(
        enumerate(items),
        key=lambda pair: (pair[1][0][0], pair[1][1], pair[1][0][1].toordinal() - pair[0]),
    )
    for (code, (before, then), _), run in keyed:
        nights = [item[0][1] for _, item in run]
        lines.append(
            turn.say_many(
                "{room} {days}, {n} night: {before} → {then}",
                "{room} {days}, {n} nights: {before} → {then}",
                len(nights),
                room=turn.words(turn.house.room_types[code], "name"),
                days=days(turn.language, nights[0], nights[-1], today=turn.today),
                before=money(turn.language, before),
                then=money(turn.language, then),
            )
        )
    return lines


def _set_nights(turn: Turn, detail: Detail) -> str:
    wanted = {key: then for key, (_, then) in _wanted(turn, detail).items()}
    before = rates.set_prices(turn.connection, wanted, turn.now)
    rows = [[code, night.isoformat(), before[(code, night)], fen] for (code, night), fen in wanted.items()]
    _note(turn, "repriced", {"rows": rows}, f"{len(rows)} nights")
    return turn.say_many(
        "Done: {n} night has its new price. A slip? Write 撤销 within ten minutes.",
        "Done: {n} nights have their new price. A slip? Write 撤销 within ten minutes.",
        len(rows),
    )


def _take_back_nights(turn: Turn, detail: Detail) -> str:
    """撤销 of new prices: the nights nobody changed since."""
    keys = [(str(code), date.fromisoformat(night)) for code, night, _, _ in detail["rows"]]
    before = {key: row[2] for key, row in zip(keys, detail["rows"], strict=True)}
    after = {key: row[3] for key, row in zip(keys, detail["rows"], strict=True)}
    left = rates.take_back(turn.connection, before, after, turn.now)
    said = turn.say(N_("Taken back: the old prices hold again."))
    if not left:
        return said
    kept = turn.say_many(
        "{n} night was changed again since and stays.", "{n} nights were changed again since and stay.", left
    )
    return f"{said}{kept}"


# --- prices of a kind of night ---


def _steps(turn: Turn, detail: Detail) -> list[tuple[str, PriceClass, int, int]]:
    """(type, kind of night, price now, price then), for what would change."""
    amount = Amount(detail["fen"], detail["step"], detail["percent"])
    found: list[tuple[str, PriceClass, int, int]] = []
    for code in detail["types"]:
        for kind in detail["kinds"]:
            if code in turn.house.room_types:
                before = turn.house.room_types[code].price.fen(kind)
                found.append((code, kind, before, amount.of(before)))
    return [step for step in found if step[2] != step[3]]


def _preview_base(turn: Turn, detail: Detail) -> str | Refused:
    steps = _steps(turn, detail)
    if not steps:
        return Refused(turn.say(N_("Those nights have that price already; nothing changes.")))
    if any(then <= 0 for _, _, _, then in steps):
        return Refused(turn.say(N_("That would make a night cost nothing. Please write the price itself.")))
    lines = [
        turn.say(
            N_("{room}, {kind}: {before} → {then}"),
            room=turn.words(turn.house.room_types[code], "name"),
            kind=turn.say(CLASSES[kind]),
            before=money(turn.language, before),
            then=money(turn.language, then),
        )
        for code, kind, before, then in steps
    ]
    rest = N_("From now on, until you change it. Days with a price of their own and confirmed bookings stay.")
    return "\n".join([turn.say(N_("New prices:")), *lines, turn.say(rest)])


def _set_base(turn: Turn, detail: Detail) -> str:
    values = {f"room_types.{code}.price.{kind}": _yuan(then) for code, kind, _, then in _steps(turn, detail)}
    if not laying.lay(turn, "base_price", values):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done. A slip? Write 撤销 within ten minutes."))


def _take_back_base(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: the price was changed again since. 价格 shows what holds."))
    return turn.say(N_("Taken back: the old prices hold again."))


def _yuan(fen: int) -> int | float:
    """As a house file has it."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def _note(turn: Turn, kind: str, detail: Detail, about: str) -> None:
    deeds.note(turn.connection, turn.standing.person_id, kind, detail, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, kind, "house", about)


CHANGES = {
    "reprice": Change(_preview_nights, _set_nights),
    "base_price": Change(_preview_base, _set_base),
}
TAKING_BACK = {"repriced": _take_back_nights, "base_price": _take_back_base}


# --- to read ---


def prices(turn: Turn, command: Command) -> str:
    """价格, 房价 湖景 12月: what the nights cost, neighbours of one price together."""
    terms = read_terms(
        command.words.get("about", ""), turn.today, vocabulary(turn.present), turn.present.holidays
    )
    spans = list(terms.nights) or [(turn.today, turn.today + DAY * (SHOWN_DAYS - 1))]
    lines: list[str] = []
    for code in terms.room_types or tuple(turn.house.room_types):
        lines.append(turn.words(turn.house.room_types[code], "name"))
        nightly = [
            night
            for first, last in spans
            for night in rates.nightly(turn.connection, turn.present, code, Span(first, last + DAY))
        ]
        runs = groupby(enumerate(nightly), key=lambda pair: (pair[1][1], pair[1][0].toordinal() - pair[0]))
        for (fen, _), run in runs:
            nights = [item[0] for _, item in run]
            lines.append(f"  {_short(nights[0], nights[-1])} {money(turn.language, fen)}")
    shown = lines[:60]
    return "\n".join([*shown, "…"] if len(lines) > len(shown) else shown)


def _short(first: date, last: date) -> str:
    """12.24, 12.24–26."""
    if first == last:
        return f"{first.month}.{first.day}"
    end = str(last.day) if last.month == first.month else f"{last.month}.{last.day}"
    return f"{first.month}.{first.day}–{end}"
