"""Shortest stays, and what long stays and early bookings cost less, by the owner's word: shown, laid after a yes, taken back.

Touches no booking that is there, and no night's own price.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.context import Turn, vocabulary
from bot.handlers import laying
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.house_terms import read_terms
from bot.understanding.price_rules import Rule
from locales import N_, days
from store import house

HOLIDAYS = ("节假日", "法定节假日", "假期", "节日", "假日")
LEAST, ON_HOLIDAYS = "pricing.min_nights", "pricing.holiday_min_nights"
LONG, EARLY, SEASONS = "pricing.long_stay", "pricing.early_bird", "pricing.seasons"


def proposed(turn: Turn, rule: Rule) -> str | Proposal:
    """What a rule would lay, to be shown first; 价格规则 lists those that hold."""
    if rule.kind == "listed":
        return listed(turn)
    if rule.kind == "least":
        return _least(turn, rule)
    if rule.about:
        return turn.say(
            N_(
                "That can only hold for all rooms: write it without a room, “设置 连住5晚打9折”. “改价” is for one room."
            )
        )
    path, count = (LONG, "nights") if rule.kind == "long" else (EARLY, "days")
    others = [one for one in _now(turn, path) if one[count] != rule.count]
    new = [{count: rule.count, "percent": rule.percent}] if rule.percent else []
    return _proposal(turn, path, sorted([*others, *new], key=lambda one: int(one[count])))


def _least(turn: Turn, rule: Rule) -> str | Proposal:
    """The shortest stay: always, on public holidays, or over some nights."""
    if not rule.about or rule.about in HOLIDAYS:
        return _proposal(turn, ON_HOLIDAYS if rule.about else LEAST, rule.count)
    terms = read_terms(rule.about, turn.today, vocabulary(turn.present), turn.present.holidays)
    if len(terms.nights) != 1 or terms.room_types or terms.rooms or terms.unclear or terms.rest:
        return turn.say(N_("Over which nights? For example “设置 最少住 国庆 2晚”, “设置 最少住 2晚”."))
    first, last = (night.isoformat() for night in terms.nights[0])
    seasons = _now(turn, SEASONS)
    same = [one for one in seasons if (one["first_night"], one["last_night"]) == (first, last)]
    met = [one for one in seasons if one["first_night"] <= last and first <= one["last_night"]]
    if met and not same:
        return turn.say(
            N_(
                "Some of those nights have a rule already: {rule}. Name just the nights of that one to change it."
            ),
            rule=_season(turn, met[0]),
        )
    if not same:
        new = {"name": rule.about[:40], "first_night": first, "last_night": last, "min_nights": rule.count}
        return _proposal(turn, SEASONS, [*seasons, new])
    changed = [{**one, "min_nights": rule.count} if one in same else one for one in seasons]
    return _proposal(turn, SEASONS, [one for one in changed if _says(one)])


def _says(season: dict[str, Any]) -> bool:
    """Whether a season still is a rule: one of no price and any length is none."""
    return bool(season["min_nights"] > 1 or season.get("percent") or season.get("prices"))


def _proposal(turn: Turn, path: str, value: Any) -> Proposal:
    """What would hold, beside what stands now: the yes is to this step alone."""
    return Proposal("price_rule", {"path": path, "value": value, "stood": _now(turn, path)})


def _now(turn: Turn, path: str) -> Any:
    return turn.house.model_dump(mode="json")["pricing"][path.split(".")[1]]


# --- in words ---


def listed(turn: Turn) -> str:
    """Every rule over prices that holds, and how one is changed."""
    lines = [
        line
        for path in (LEAST, ON_HOLIDAYS, LONG, EARLY, SEASONS)
        for line in _lines(turn, path, _now(turn, path))
    ]
    how = turn.say(N_("To change one: “设置 最少住 国庆 2晚”, “设置 连住5晚打9折”, “设置 提前30天订打95折”."))
    return "\n".join([*(lines or [turn.say(N_("No rules over prices yet."))]), how])


def _lines(turn: Turn, path: str, value: Any) -> Sequence[str]:
    """A rule a line, as it is or would be."""
    if path == LEAST:
        return [turn.say(N_("Shortest stay, in nights: {n}"), n=value)]
    if path == ON_HOLIDAYS:
        return [turn.say(N_("Shortest stay on public holidays, in nights: {n}"), n=value)]
    if path == SEASONS:
        return [_season(turn, one) for one in value]
    long = N_("Long stay ({n} nights or more): {percent}% off")
    early = N_("Booked early ({n} days or more ahead): {percent}% off")
    return [
        turn.say(
            long if path == LONG else early,
            n=one["nights" if path == LONG else "days"],
            percent=one["percent"],
        )
        for one in value
    ]


def _season(turn: Turn, season: dict[str, Any]) -> str:
    first, last = date.fromisoformat(season["first_night"]), date.fromisoformat(season["last_night"])
    said = days(turn.language, first, last, today=turn.today)
    own = N_("{name}, {days}: prices of its own; shortest stay, in nights: {n}")
    plain = N_("{name}, {days}: shortest stay, in nights: {n}")
    priced = season.get("percent") or season.get("prices")
    return turn.say(own if priced else plain, name=season["name"], days=said, n=season["min_nights"])


# --- to do ---


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    path, then = str(detail["path"]), detail["value"]
    if _lines(turn, path, _now(turn, path)) == _lines(turn, path, then):
        return Refused(turn.say(N_("It is set like that already; nothing changes.")))
    if house.trouble(turn.connection, {path: then}):
        return Refused(turn.say(N_("That does not fit the rest of the house; nothing has changed.")))
    none = [turn.say(N_("no such rule"))]
    return turn.say(
        N_(
            "Until now:\n{before}\nFrom now on:\n{then}\nFor all rooms. Bookings that are there stay as they are."
        ),
        before="\n".join(_lines(turn, path, _now(turn, path)) or none),
        then="\n".join(_lines(turn, path, then) or none),
    )


def _lay(turn: Turn, detail: Detail) -> str:
    stands = _now(turn, str(detail["path"]))
    if detail.get("stood", stands) != stands:  # another owner's rule must not get lost
        return turn.say(N_("Too late: it was changed again since. 设置 shows what holds."))
    if not laying.lay(turn, "price_rule", {str(detail["path"]): detail["value"]}):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done. A slip? Write 撤销 within ten minutes."))


def _take_back(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: it was changed again since. 设置 shows what holds."))
    return turn.say(N_("Taken back: everything is set as before."))


CHANGES = {"price_rule": Change(_preview, _lay)}
TAKING_BACK = {"price_rule": _take_back}
