"""问候 确认: the owner's yes to one mass send for an occasion, its people and the month's quota shown first. Sends nothing."""

from __future__ import annotations

from datetime import date

from bot.context import Turn
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.greeting_commands import Said
from locales import N_, day
from scheduler import mass_greetings
from store import audience, audit, deeds, house, mass_sends, outbox
from store.house_file import day_of

MANY = 2_000  # people looked at for one preview
KIND = "mass_greeting"


def approve(turn: Turn, said: Said) -> str | Proposal:
    """问候 确认, 问候 中秋 确认: the next occasion, or the one named."""
    coming = _coming(turn, said.name)
    if coming is None:
        return turn.say(N_("There is no such greeting to come. 问候 shows which there are."))
    on, name, year = coming
    text = mass_greetings.text_of(turn.house, name)
    detail = {"key": f"{name}:{year}", "day": on.isoformat(), "name": name, "text": text}
    return Proposal(KIND, detail)


def _coming(turn: Turn, name: str) -> tuple[date, str, int] | None:
    today = turn.local.date()
    if not name:
        return next(iter(turn.house.greetings.coming(today)), None)
    greeting = turn.house.greetings.all().get(name)
    where = day_of(name, greeting) if greeting is not None else None
    found = where.next(today) if where is not None else None
    return None if found is None else (found[0], name, found[1])


def _refused(turn: Turn, detail: Detail) -> str:
    """Why it cannot be; "" when it can."""
    name, on, key = str(detail["name"]), date.fromisoformat(str(detail["day"])), str(detail["key"])
    if not mass_greetings.allowed(turn.house):
        return turn.say(
            N_("This account can't send to many at once; guests get greetings with their next message.")
        )
    if (
        on < turn.local.date()
        or mass_greetings.text_of(turn.house, name) != detail["text"]
        or not detail["text"]
    ):
        return turn.say(
            N_("Greetings for {name} are off or have changed. 问候 shows how things are."), name=name
        )
    known = mass_sends.get(turn.connection, key)
    if known is not None:
        return turn.say(N_("You said yes to that already."))
    if mass_sends.used(turn.connection, on, key) >= mass_sends.A_MONTH:
        return turn.say(N_("All {n} mass messages of that month are taken."), n=mass_sends.A_MONTH)
    return ""


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    if refused := _refused(turn, detail):
        return Refused(refused)
    on = date.fromisoformat(str(detail["day"]))
    people = audience.audience(turn.connection, on, turn.now, 0, MANY)
    wanted = [guest for guest in people if not guest.why_not and not guest.in_house and not guest.open]
    used = mass_sends.used(turn.connection, on, str(detail["key"]))
    name, shown = str(detail["name"]), day(turn.language, on, today=turn.today)
    return "\n".join((
        turn.say(
            N_("{day}: one mass message to the guests who want greetings and can't be written to singly."),
            day=shown if name in shown else f"{shown} {name}",
        ),
        turn.say(
            N_("As of now: {n}. Used of that month's {most} mass messages: {used}, with this one {then}."),
            n=f"{len(wanted)}{'+' if len(people) == MANY else ''}", most=mass_sends.A_MONTH, used=used, then=used + 1,
        ),
        turn.say(N_("Guests with another language get theirs with their next message that day.")),
        turn.say(N_("The words:")),
        str(detail["text"]),
    ))  # fmt: skip


def _carry_out(turn: Turn, detail: Detail) -> str:
    if refused := _refused(turn, detail):
        return refused
    present = house.present(turn.connection)
    assert present is not None
    key, on = str(detail["key"]), date.fromisoformat(str(detail["day"]))
    actor = turn.standing.person_id
    mass_sends.approve(turn.connection, key, on, str(detail["text"]), actor, turn.now)
    mass_greetings.plan(turn.connection, present, key, on, turn.now)
    deeds.note(turn.connection, actor, KIND, detail, turn.now)
    audit.note(turn.connection, turn.now, actor, KIND, "house", key)
    return turn.say(N_("Noted: it goes out that day. A slip? Write 撤销 within ten minutes."))


def _take_back(turn: Turn, detail: Detail) -> str:
    """撤销 of the yes, as long as nothing left."""
    key = str(detail["key"])
    if not mass_sends.revoke(turn.connection, key):
        return turn.say(N_("Too late: the message has gone out."))
    outbox.withdraw(turn.connection, f"{mass_greetings.KIND}:{key}")
    return turn.say(N_("Taken back: nothing is sent to many at once."))


CHANGES = {KIND: Change(_preview, _carry_out)}
TAKING_BACK = {KIND: _take_back}
