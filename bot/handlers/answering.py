"""What the house does about opinions: lists them, answers the guest, tells what came of it, takes a slip back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.context import Turn
from bot.handlers import handover
from bot.handlers.opinions import todo_key
from bot.handlers.proposals import Detail
from bot.understanding.commands import Command
from locales import N_, day, fallback, say
from scheduler import opinion_words as words
from scheduler.ticket_words import when
from store import audit, deeds, opinions, outbox, people, todos
from store.opinions import Opinion

SHOWN = 10
LETTERS = 40  # of the words in a list
ANSWERED, CLOSED, TAKEN_IN = "opinion_answered", "opinion_closed", "opinion_taken_in"  # deeds


def listing(turn: Turn, command: Command) -> str:
    """意见: what is not dealt with, masked, those nobody answered first; 意见7: one of them."""
    if "n" in command.words:
        found = _found(turn, command)
        return found if isinstance(found, str) else _whole(turn, found)
    waiting = opinions.live(turn.connection, SHOWN + 1)
    if not waiting:
        return turn.say(N_("No opinion waits. 评价 shows the scores."))
    lines = []
    for opinion in waiting[:SHOWN]:
        text = handover.masked(opinion.words)
        shown = f"{text[:LETTERS]}…" if len(text) > LETTERS else text
        lines.append(
            f"{words.line(turn.connection, turn.language, opinion, shown)}｜{_standing(turn, opinion)}"
        )
    if len(waiting) > SHOWN:
        lines.append("…")
    first = waiting[0].id
    lines.append(turn.say(N_("Answer: 回意见{n} and your words; settled: 意见{n} 已办 and how."), n=first))
    return "\n".join(lines)


def _standing(turn: Turn, opinion: Opinion) -> str:
    """答复前18:00; 已答复."""
    if opinion.state != "open" or opinion.due_at is None:
        return turn.say(words.STATES[opinion.state])
    time = when(turn.language, opinion.due_at, turn.present, turn.now)
    late = N_("late, was due {time}") if opinion.due_at < turn.now else N_("answer by {time}")
    return turn.say(late, time=time)


def _whole(turn: Turn, opinion: Opinion) -> str:
    """One of them in full: who, when, every word, what came of it. Looking is audited."""
    audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", f"opinion:{opinion.id}")
    said_on = opinion.created_at.astimezone(turn.house.zone_info).date()
    asked = opinions.answers(turn.connection, opinion.id)
    lines = [
        words.line(turn.connection, turn.language, opinion, day(turn.language, said_on, today=turn.today)),
        handover.masked(opinion.words),
        words.own_answers(turn.language, asked) if asked else "",
        _standing(turn, opinion),
        turn.say(N_("What came of it: {text}"), text=opinion.outcome) if opinion.outcome else "",
    ]
    return "\n".join(line for line in lines if line)


def answer(turn: Turn, command: Command) -> str:
    """回意见7 words: the words go to the guest."""
    found = _reachable(turn, command)
    if isinstance(found, str):
        return found
    opinion, (address_id, language) = found
    if not opinions.answer(turn.connection, opinion.id, turn.standing.person_id, turn.now):
        return turn.say(N_("Opinion {n} is dealt with already."), n=opinion.id)
    text = say(
        fallback(language),
        N_("About what you told us (opinion no. {n}), the house writes: {text}"),
        n=opinion.id,
        text=command.words["text"].strip(),
    )
    return _sent(turn, opinion, ANSWERED, address_id, text)


def close(turn: Turn, command: Command) -> str:
    """意见7 已办 how: it is dealt with, and the guest is told what came of it."""
    opinion = _found(turn, command)
    if isinstance(opinion, str):
        return opinion
    outcome = command.words.get("text", "").strip()
    if not outcome:
        return turn.say(
            N_("Add what was done, the guest reads it: 意见{n} 已办 the boiler has been replaced"),
            n=opinion.id,
        )
    if not opinions.close(turn.connection, opinion.id, turn.standing.person_id, outcome, turn.now):
        return turn.say(N_("Opinion {n} is dealt with already."), n=opinion.id)
    reached = people.reached_at(turn.connection, opinion.person_id) if opinion.person_id is not None else None
    if reached is None:
        _kept(turn, opinion, CLOSED, "")
        return turn.say(
            N_(
                "Opinion {n} is closed; the guest can't be reached here and was not told. A slip? Write 撤销."
            ),
            n=opinion.id,
        )
    address_id, language = reached
    text = say(
        fallback(language),
        N_("What you told us (opinion no. {n}) has been dealt with: {text}\nThank you for telling us."),
        n=opinion.id,
        text=outcome,
    )
    return _sent(turn, opinion, CLOSED, address_id, text)


def _found(turn: Turn, command: Command) -> Opinion | str:
    number = int(command.words["n"])
    found = opinions.get(turn.connection, number)
    return found or turn.say(N_("There is no opinion {n}. 意见 shows what waits."), n=number)


def _reachable(turn: Turn, command: Command) -> tuple[Opinion, tuple[int, str]] | str:
    """The opinion and where whoever gave it is reached; help when they cannot be."""
    found = _found(turn, command)
    if isinstance(found, str):
        return found
    if found.person_id is None:
        return turn.say(
            N_("Opinion {n} was taken in from {source}; please answer it there."),
            n=found.id,
            source=found.source,
        )
    reached = people.reached_at(turn.connection, found.person_id)
    if reached is None:
        who = words.whose(turn.connection, found, masked=False)
        return turn.say(N_("{who} no longer follows the account; please call instead."), who=who)
    return found, reached


def _sent(turn: Turn, opinion: Opinion, kind: str, address_id: int, text: str) -> str:
    """Put it out, tick off what waited, keep the deed; what whoever wrote it is told."""
    key = f"{kind}:{opinion.id}:{turn.inbound.key}"
    outbox.say(turn.connection, key, "opinion", address_id, text, turn.now, booking_id=opinion.booking_id)
    turn.noticed += 1
    _kept(turn, opinion, kind, key)
    who = words.whose(turn.connection, opinion, masked=False)
    if not handover.can_push(turn, address_id):
        return turn.say(
            N_(
                "{who} gets it with their next message: nothing can be pushed right now. Call if it can't wait."
            ),
            who=who,
        )
    if kind == CLOSED:
        return turn.say(
            N_("Sent to {who}; opinion {n} is closed. A slip? Write 撤销."), who=who, n=opinion.id
        )
    return turn.say(
        N_("Sent to {who}. Once it is settled: 意见{n} 已办 and how. A slip? Write 撤销."),
        who=who,
        n=opinion.id,
    )


def _kept(turn: Turn, opinion: Opinion, kind: str, row: str) -> None:
    """Tick off what waited; for 撤销 and for the audit. `row` names what goes out; "" when nothing does."""
    if kind == CLOSED:
        todos.finish_key(turn.connection, todo_key(opinion), turn.now)
    me = turn.standing.person_id
    done = {"opinion": opinion.id, "was": opinion.state, "closed": kind == CLOSED, "row": row}
    deeds.note(turn.connection, me, kind, done, turn.now)
    audit.note(turn.connection, turn.now, me, kind, f"opinion:{opinion.id}")


def _undo_sent(turn: Turn, detail: Detail) -> str:
    """Take an answer or a closing back. What has left the house cannot be called back, and that is said."""
    opinion = opinions.get(turn.connection, int(detail["opinion"]))
    was: opinions.State = "open" if detail["was"] == "open" else "answered"
    done: opinions.State = "closed" if detail["closed"] else "answered"
    if opinion is None or not opinions.reopen(turn.connection, opinion, done, was):
        return turn.say(N_("Too late: opinion {n} has moved on since."), n=detail["opinion"])
    if done == "closed":
        todos.wait_again(turn.connection, todo_key(opinion))
    if not detail["row"] or outbox.withdraw(turn.connection, str(detail["row"])):
        return turn.say(N_("Taken back: the guest gets nothing, opinion {n} waits again."), n=opinion.id)
    return turn.say(
        N_("Opinion {n} waits again. The words have left already: write 回意见{n} to put them right."),
        n=opinion.id,
    )


def _undo_taken_in(turn: Turn, detail: Detail) -> str:
    opinions.forget(turn.connection, int(detail["opinion"]))
    return turn.say(N_("Taken back: the review is gone."))


TAKING_BACK: Mapping[str, Callable[[Turn, Detail], str]] = {
    ANSWERED: _undo_sent,
    CLOSED: _undo_sent,
    TAKEN_IN: _undo_taken_in,
}
