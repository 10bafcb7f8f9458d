"""问候 of the owner: what comes next, to whom by which way, in which words; on and off, words, days. Shown before it is done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.context import Turn
from bot.handlers import laying, mass_sending
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.greeting_commands import Said, greeting_said
from locales import N_, clock, day
from scheduler.greeting_words import words
from store import audience, house, occasions
from store.audience import Guest
from store.house_file import BIRTHDAY, Festival, Greeting, day_of
from store.house_file.fields import LONGEST_TEXT
from store.house_file.push_rules import GREETING, allowed, misfit

MANY = 2_000  # people looked at for one preview
NEXT = 3  # occasions named
REASONS: Mapping[str, str] = {
    "not_following": N_("no longer follow the account"),
    "opted_out": N_("want no messages"),
    "complaint_open": N_("have a complaint open"),
    "companion": N_("only came along with others"),
    "arriving": N_("arrive that day and hear from us anyway"),
    "talking": N_("are talking with somebody of the house"),
    "works_here": N_("work here"),
}
STATUSES: Mapping[str, str] = {
    "due": N_("planned"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "doubtful": N_("perhaps not received"),
    "mailbox": N_("waiting for their next message"),
    "dropped": N_("not sent"),
}


def greetings(turn: Turn, command: Command) -> str | Proposal:
    """What follows 问候 decides."""
    said = greeting_said(command.words.get("text", ""))
    acts: Mapping[str, Callable[[Turn, Said], str | Proposal]] = {
        "on": _switch, "off": _switch, "hour": _hour, "words": _reword, "add": _add,
        "approve": mass_sending.approve,
    }  # fmt: skip
    act = acts.get(said.what)
    if act is not None:
        return act(turn, said)
    return _one(turn, said.name) if said.name else _overview(turn)


# --- to read ---


def _overview(turn: Turn) -> str:
    """Whether they are on, what comes next, who would get it, in which words."""
    rules = turn.house.greetings
    coming = rules.coming(turn.local.date())
    lines = [_state(turn)]
    for on, name, _ in coming[:NEXT]:
        lines.append(_day(turn, on, name))
    if coming:
        on, name, year = coming[0]
        lines += ["", *_who(turn, on, name, year), "", turn.say(N_("The words:")), _words(turn, name)]
    switch = N_("“问候 关” ends them.") if rules.enabled else N_("“问候 开” begins.")
    how = N_("“问候 中秋” shows one, “问候 中秋 文案 …” rewrites it, “问候 加 腊八” adds one.")
    return "\n".join([*lines, "", turn.say(switch) + turn.say(how)])


def _state(turn: Turn) -> str:
    rules = turn.house.greetings
    if not rules.enabled:
        return turn.say(N_("Greetings are off; nothing is sent. Next would be:"))
    return turn.say(N_("Greetings are on, at {time}. Next:"), time=clock(turn.language, rules.hour))


def _one(turn: Turn, name: str) -> str:
    """One festival: its day, its words, who would get it."""
    greeting = _greeting(turn, name)
    if greeting is None:
        return _unknown(turn, name)
    if name == BIRTHDAY or not isinstance(greeting, Festival):
        lines = [turn.say(N_("Birthdays, of guests who told theirs:"))]
    else:
        where = day_of(name, greeting)
        coming = where.next(turn.local.date()) if where is not None else None
        lines = [_day(turn, coming[0], name) if coming is not None else name]
        lines += _who(turn, coming[0], name, coming[1]) if coming is not None else []
    if not greeting.enabled:
        lines.append(turn.say(N_("It is switched off.")))
    return "\n".join([*lines, turn.say(N_("The words:")), _words(turn, name)])


def _words(turn: Turn, name: str, greeting: Greeting | None = None) -> str:
    """As a guest would read them; a name stands where the owner's own words want one."""
    chosen = greeting or _greeting(turn, name) or Greeting()
    return words(turn.house, turn.language, name, chosen, turn.say(N_("Ms Wang")))


def _who(turn: Turn, on: date, name: str, year: int) -> list[str]:
    """Who would get it, by which way, and why others would not; what became of it once it began."""
    people = audience.audience(turn.connection, on, turn.now, 0, MANY)
    wanted = [guest for guest in people if not guest.why_not]
    more = "+" if len(people) == MANY else ""
    lines = [
        turn.say(N_("Would get it: {n}"), n=f"{len(wanted)}{more}") + _ways(turn, wanted),
        *_reasons(turn, people),
        turn.say(N_("Only guests who said that they want greetings are asked for at all.")),
    ]
    ended = occasions.outcomes(turn.connection, f"{name}:{year}")
    by_status = Counter[str]()
    for (status, _), count in ended.items():
        by_status[status] += count
    done = [f"{turn.say(STATUSES.get(status, status))} {count}" for status, count in by_status.items()]
    return [*lines, *([turn.say(N_("So far: {what}"), what="、".join(done))] if done else [])]


def _ways(turn: Turn, wanted: Sequence[Guest]) -> str:
    able = turn.house.wechat.can("customer_service")
    now = sum(guest.open for guest in wanted) if able else 0
    ways = []
    if now:
        ways.append(turn.say(N_("{n} at once, their window is open"), n=now))
    if len(wanted) > now:
        ways.append(turn.say(N_("{n} with their next message that day"), n=len(wanted) - now))
    return turn.say(N_(" (as of now: {ways})"), ways="，".join(ways)) if ways else ""


def _reasons(turn: Turn, people: Sequence[Guest]) -> list[str]:
    counted = Counter(guest.why_not for guest in people if guest.why_not)
    return [
        turn.say(N_("Not: {n} {why}"), n=count, why=turn.say(REASONS.get(why, why)))
        for why, count in counted.most_common()
    ]


def _greeting(turn: Turn, name: str) -> Greeting | None:
    rules = turn.house.greetings
    return rules.birthday if name == BIRTHDAY else rules.all().get(name)


def _unknown(turn: Turn, name: str) -> str:
    known = "、".join([*turn.house.greetings.all(), BIRTHDAY])
    return turn.say(N_("I don't know “{name}”. There are {known}."), name=name, known=known)


def _day(turn: Turn, on: date, name: str) -> str:
    """The day with its festival, which the day may name by itself."""
    shown = day(turn.language, on, today=turn.today)
    return shown if name in shown else f"{shown} {name}"


# --- to change: shown first ---


def _switch(turn: Turn, said: Said) -> str | Proposal:
    """问候 开, 问候 关, 问候 中秋 关."""
    wanted = said.what == "on"
    greeting = _greeting(turn, said.name) if said.name else None
    if said.name and greeting is None:
        return _unknown(turn, said.name)
    if greeting is None:
        if turn.house.greetings.enabled == wanted:
            return turn.say(N_("That is so already.")) + "\n" + _overview(turn)
        detail = {"path": "greetings.enabled", "value": wanted, "name": ""}
    else:
        detail = _changed(turn, said.name, {"enabled": wanted})
    return Proposal("greetings", detail) if wanted else _carry_out(turn, detail)


def _hour(turn: Turn, said: Said) -> str | Proposal:
    """问候 10:30."""
    return Proposal("greetings", {"path": "greetings.hour", "value": said.text, "name": ""})


def _reword(turn: Turn, said: Said) -> str | Proposal:
    """问候 中秋 文案 …"""
    if _greeting(turn, said.name) is None:
        return _unknown(turn, said.name)
    if trouble := _misfit(turn, said.text):
        return trouble
    return Proposal("greetings", _changed(turn, said.name, {"text": said.text}))


def _add(turn: Turn, said: Said) -> str | Proposal:
    """问候 加 腊八 文案, 问候 加 店庆 5-20 文案."""
    if said.name in turn.house.greetings.all() or said.name == BIRTHDAY:
        return _reword(turn, said) if said.text else _one(turn, said.name)
    if not said.day:
        return turn.say(
            N_("On which day is {name}? For example “问候 加 {name} 5-20 words” or “问候 加 {name} 农历12-08 words”."),
            name=said.name,
        )  # fmt: skip
    if trouble := _misfit(turn, said.text):
        return trouble
    return Proposal("greetings", _changed(turn, said.name, {"day": said.day, "text": said.text}))


def _misfit(turn: Turn, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return turn.say(N_("Please make it shorter, {n} letters at most."), n=LONGEST_TEXT)
    if not misfit(GREETING, text):
        return ""
    return turn.say(
        N_("Those words name something I can't fill in. They may name {places}."), places=allowed(GREETING)
    )


def _changed(turn: Turn, name: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A greeting laid over the house file as a whole, with what changes of it."""
    known = _greeting(turn, name) or Festival()
    value = {**known.model_dump(mode="json"), **changes}
    path = "greetings.birthday" if name == BIRTHDAY else f"greetings.festivals.{name}"
    return {"path": path, "value": value, "name": name}


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    name, value = str(detail["name"]), detail["value"]
    if house.trouble(turn.connection, {str(detail["path"]): value}):
        return Refused(turn.say(N_("That does not fit the rest of the house; nothing has changed.")))
    if name:
        greeting = (Greeting if name == BIRTHDAY else Festival).model_validate_json(json.dumps(value))
        where = day_of(name, greeting) if isinstance(greeting, Festival) else None
        coming = where.next(turn.local.date()) if where is not None else None
        head = _day(turn, coming[0], name) if coming is not None else name
        return "\n".join([head, _words(turn, name, greeting)])
    if detail["path"] == "greetings.hour":
        return turn.say(N_("Greetings would go out at {time}."), time=value)
    lines = [turn.say(N_("Greetings would be on, at {time}, to guests who want them."), time=_at(turn))]
    coming_ = turn.house.greetings.coming(turn.local.date())
    if coming_:
        on, first, year = coming_[0]
        lines += [_day(turn, on, first), *_who(turn, on, first, year), _words(turn, first)]
    return "\n".join(lines)


def _at(turn: Turn) -> str:
    return clock(turn.language, turn.house.greetings.hour)


def _carry_out(turn: Turn, detail: Detail) -> str:
    if not laying.lay(turn, "greetings", {str(detail["path"]): detail["value"]}):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done. A slip? Write 撤销 within ten minutes."))


def _take_back(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: the greetings were changed again since. 问候 shows what holds."))
    return turn.say(N_("Taken back: the greetings are as they were."))


CHANGES = {"greetings": Change(_preview, _carry_out)}
TAKING_BACK = {"greetings": _take_back}
