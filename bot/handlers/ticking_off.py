"""待办7好了, 已告诉B23: a to-do is done. What a word of its own decides is left to that word; nobody is told."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.proposals import Detail
from bot.handlers.todo_list import Line, instead, lines, said
from bot.understanding.commands import Command
from locales import N_
from store import audit, deeds, stays, todos

BY_HAND = "unreachable"


def done(turn: Turn, command: Command) -> str:
    """Off the list, by its number or as what a guest of a booking was to be told."""
    if "n" not in command.words:
        return _told(turn, command)
    number = int(command.words["n"])
    line = next((one for one in lines(turn) if number in [todo.id for todo in one.todos]), None)
    if line is None:
        return turn.say(N_("No to-do {n} waits. 待办 shows what does."), n=number)
    if (word := instead(line.todos[0])) is not None:
        return turn.say(
            N_("“{what}” goes off the list with “{word}”."), what=said(turn, line).strip(), word=word
        )
    return _tick(turn, [line])


def _told(turn: Turn, command: Command) -> str:
    """已告诉B23: whatever their guests were to be told."""
    if "booking" in command.words:
        called, meant = f"B{int(command.words['booking'])}", {int(command.words["booking"])}
    else:
        called = command.words["room"].upper()
        meant = {one.id for one in stays.in_room(turn.connection, called, turn.today)}
    waits = [one for one in lines(turn) if one.kind == BY_HAND and one.todos[0].booking_id in meant]
    if not waits:
        return turn.say(N_("Nothing waits to be told to {who}. 待办 shows what does."), who=called)
    return _tick(turn, waits)


def _tick(turn: Turn, ticked: list[Line]) -> str:
    me, each = turn.standing.person_id, [todo for line in ticked for todo in line.todos]
    todos.finish_each(turn.connection, each, turn.now)
    deeds.note(turn.connection, me, "todo_done", {"todos": [todo.id for todo in each]}, turn.now)
    for todo in each:
        audit.note(turn.connection, turn.now, me, "todo_done", f"todo:{todo.id}", todo.kind)
    what = "\n".join(said(turn, line).strip() for line in ticked)
    return "\n".join([turn.say(N_("Off the list: {what}"), what=what), turn.say(N_("A slip? Write 撤销."))])


def _undo(turn: Turn, detail: Detail) -> str:
    numbers = [int(one) for one in detail["todos"]]
    todos.wait_again_each(turn.connection, numbers)
    return turn.say(N_("Taken back: to-do {n} waits again."), n=numbers[0])


TAKING_BACK = {"todo_done": _undo}
