"""What a guest says about greetings: that they want them or not, when their birthday is. Nothing is kept without their word."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.greeting_commands import birthday_said
from locales import N_
from store import greeted, optouts
from store.house_file import Yearly, yearly


def want(turn: Turn, command: Command) -> str:
    """过节问候: they want a word at festivals."""
    if (refused := _not_for_them(turn)) is not None:
        return refused
    greeted.want(turn.connection, turn.standing.person_id, turn.now)
    optouts.resume(turn.connection, turn.standing.person_id, turn.now)
    return turn.say(
        N_(
            "Noted, thank you: when the house sends greetings, a few times a year, you get one."
            " No advertising; “no greetings” ends it."
        )
    )


def offered(turn: Turn) -> str:
    """A line about greetings for somebody content, once in a lifetime; "" where the house sends none or they decided."""
    person = turn.standing.person_id
    if not turn.house.greetings.enabled or greeted.is_companion_only(turn.connection, person):
        return ""
    if not greeted.offer_once(turn.connection, person, turn.now):
        return ""
    return turn.say(
        N_("Would you like a word from us at festivals? Write “festival greetings”; else nothing comes.")
    )


def unwant(turn: Turn, command: Command) -> str:
    """不要问候: none of any kind, and the birthday is forgotten."""
    greeted.unwant(turn.connection, turn.standing.person_id, turn.now)
    return turn.say(N_("All right, no greetings for you. What your bookings need still comes."))


def birthday(turn: Turn, command: Command) -> str | Proposal:
    """我生日是3月5号: month and day, kept after a yes."""
    day = birthday_said(command.words["said"])
    if day is None:
        return turn.say(
            N_("Which day is it? Month and day are enough, for example “my birthday is March 5”.")
        )
    if (refused := _not_for_them(turn)) is not None:
        return refused
    return Proposal("birthday", {"day": day.written()})


def forget_birthday(turn: Turn, command: Command) -> str:
    """忘掉我的生日."""
    greeted.forget_birthday(turn.connection, turn.standing.person_id)
    return turn.say(N_("Forgotten: we no longer know your birthday."))


def _not_for_them(turn: Turn) -> str | None:
    """Whoever the house knows through somebody else's booking alone is sent nothing, and told so."""
    if not greeted.is_companion_only(turn.connection, turn.standing.person_id):
        return None
    return turn.say(N_("That is kind. Greetings go to those who booked themselves, so I note nothing down."))


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    return turn.say(
        N_(
            "Your birthday, {day}: I would keep month and day for one thing alone, a word from the house on that day."
        ),
        day=_named(turn, detail),
    )


def _keep(turn: Turn, detail: Detail) -> str:
    found = yearly(str(detail["day"]))
    assert found is not None
    greeted.keep_birthday(turn.connection, turn.standing.person_id, found, turn.now)
    return turn.say(
        N_("Noted: {day}. Changed your mind? Write “forget my birthday”."), day=_named(turn, detail)
    )


def _named(turn: Turn, detail: Detail) -> str:
    found = yearly(str(detail["day"]))
    return "" if found is None else named(turn, found)


def named(turn: Turn, found: Yearly) -> str:
    """A day of the year in words, without a year."""
    if found.lunar:
        return turn.say(N_("day {day} of lunar month {month}"), day=found.day, month=found.month)
    return turn.say(N_("{month}/{day}"), month=found.month, day=found.day)


CHANGES = {"birthday": Change(_preview, _keep)}
