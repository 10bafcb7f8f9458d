"""待办: what only a person of the house can do, what cannot wait first. It ticks nothing off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.context import Turn
from bot.handlers import preparing
from bot.handlers.desk_words import where
from bot.handlers.passing_on import named
from bot.understanding.commands import Command
from locales import N_, join
from locales import money as sum_of
from scheduler import too_much
from scheduler.by_hand import named_reason
from store import bookings, elsewhere, todos
from store.todos import Waiting

READ, SHOWN = 200, 15  # to-dos that are looked at, and lines of a page: the same on several channels is one
ABOUT = 40  # letters of what one is about

KINDS = {
    elsewhere.CLOSE: N_("close it on the other channels, then reply 已关"),
    elsewhere.OPEN: N_("open it again on the other channels, then reply 已关"),
    "lapsing": N_("confirm or refuse it"),
    "identify": N_("who is this guest?"),
    "unreachable": N_("tell the guest by hand"),
    "unplaced": N_("find a room"),
    "repay": N_("give money back by hand, or look into a payment"),
    too_much.TODO: N_("paid too much: 退款 gives it back"),
    "recovery": N_("put it right while you can"),
    "gone_elsewhere": N_("no longer on its channel: reply 同意 or 不行"),
    "door_set": N_("set a code at the door"),
    "door_remove": N_("take a code off the door"),
    "minors": N_("under 18 alone: the five duties"),
}


ON_CHANNELS = {
    elsewhere.CLOSE: N_("close it on {channels}, then reply 已关"),
    elsewhere.OPEN: N_("open it again on {channels}, then reply 已关"),
}


# What settles a kind by a word of its own: the house's decision, or a thing whose state is kept beside the list.
KEYED = {
    "lapsing": "确认B{booking}",
    "change": "同意B{booking}",
    "cancel": "同意B{booking}",
    "gone_elsewhere": "同意B{booking}",
    "unplaced": "换房B{booking}",
    "minors": "五件事B{booking}",
    "door_set": "密码{room} 2468#",
    "door_remove": "密码{room} 已删",
    too_much.TODO: "退款B{booking}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: the same thing on several channels is one, under the number of the first."""

    number: int
    kind: str
    about: str  # the booking and a word of what it is about
    todos: tuple[Waiting, ...]


def show(turn: Turn, command: Command) -> str:
    """待办, 待办第2页: what waits for a person; 待办7: one of them."""
    found, to_prepare = lines(turn), preparing.waiting(turn)
    if not found and not to_prepare:
        return turn.say(N_("Nothing waits."))
    wanted = int(command.words.get("n", 0))
    one = next((line for line in found if line.number == wanted), None)
    if one is not None:
        return _one(turn, one)
    pages = max(1, -(-len(found) // SHOWN))
    page = int(command.words.get("page", 0)) or (2 if "next" in command.words else wanted or 1)
    if page > pages:
        return turn.say(
            N_("There is no to-do {n}, and the list has {pages} pages. 待办 shows it."), n=page, pages=pages
        )
    shown = found[(page - 1) * SHOWN : page * SHOWN]
    left = len(found) - page * SHOWN
    by_number = (line for line in shown if line.kind not in ON_CHANNELS and instead(line.todos[0]) is None)
    example = next(by_number, None)
    foot = [
        turn.say(N_("… and {n} more: 待办第{page}页."), n=left, page=page + 1) if left > 0 else "",
        turn.say(N_("One is done? Reply: todo {n} done."), n=example.number) if example else "",
    ]
    return "\n".join(
        [*(_listed(turn, line) for line in shown), *(to_prepare if page == 1 else []), *filter(None, foot)]
    )


def lines(turn: Turn) -> list[Line]:
    """What waits, what cannot wait first."""
    together: dict[tuple[str, ...], list[Waiting]] = {}
    for todo in todos.by_urgency(turn.connection, limit=READ):
        subject = f" B{todo.booking_id}" if todo.booking_id else ""
        about = f"{subject} {_about(turn, todo.detail)[:ABOUT]}".rstrip()
        alone = "" if todo.detail.get("channel") else str(todo.id)
        together.setdefault((todo.kind, about, alone), []).append(todo)
    return [Line(same[0].id, kind, about, tuple(same)) for (kind, about, _), same in together.items()]


def said(turn: Turn, line: Line) -> str:
    """What is to be done, and about which booking."""
    channels = [name for todo in line.todos if (name := todo.detail.get("channel"))]
    return f"{_what(turn, line.kind, channels)}{line.about}"


def instead(todo: Waiting) -> str | None:
    """The word that settles it, where ticking it off would leave something undecided; None where a person just does it."""
    if todo.kind in KEYED and not todos.in_words(todo.kind, todo.detail):
        return KEYED[todo.kind].format(booking=todo.booking_id, room=todo.detail.get("text", ""))
    subject, _, number = todo.key.partition(":")
    if todo.kind == "repay" and "fen" in todo.detail:
        return f"退款B{todo.booking_id}"
    return {"gap": f"答{number}", "opinion": f"回意见{number}"}.get(subject)


def _listed(turn: Turn, line: Line) -> str:
    return turn.say(N_("To-do {n}: {what}"), n=line.number, what=said(turn, line))


def _one(turn: Turn, line: Line) -> str:
    """One of them with all its words, whose it is, and how it goes off the list."""
    todo = line.todos[0]
    booking = bookings.get(turn.connection, todo.booking_id) if todo.booking_id else None
    word = instead(todo)
    parts = [
        _listed(turn, line),
        f"{booking.code} {where(turn, booking)}" if booking else "",
        todo.detail.get("text", "") if len(_about(turn, todo.detail)) > ABOUT else "",
        turn.say(N_("Settled by “{word}”."), word=word)
        if word
        else turn.say(N_("One is done? Reply: todo {n} done."), n=line.number),
    ]
    return "\n".join(part for part in parts if part)


def _what(turn: Turn, kind: str, channels_asked: list[str]) -> str:
    """What is to be done, and where, in a few words."""
    if channels_asked and kind in ON_CHANNELS:
        return turn.say(ON_CHANNELS[kind], channels=join(turn.language, channels_asked))
    return turn.say(KINDS[kind]) if kind in KINDS else named(turn.language, kind)


def _about(turn: Turn, detail: Mapping[str, str]) -> str:
    if "fen" in detail:
        return sum_of(turn.language, int(detail["fen"]))
    return detail.get("text") or named_reason(turn.language, detail.get("reason", ""))
