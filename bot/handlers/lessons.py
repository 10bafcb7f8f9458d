"""What an owner's lesson comes to: which answer it makes or changes, what it replaces, who is told. Reads nobody's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.context import Turn
from bot.handlers.proposals import Change, Detail, Refused
from bot.understanding.taught import like
from locales import N_, join, say
from store import answers, audit, deeds, gaps, outbox, todos
from store.answers import Answer
from store.gaps import Gap

TOLD_FOR = timedelta(days=3)  # an answer that comes later helps nobody
SHOWN = 6  # ways of asking that are read back, and so many are learned: none the owner did not see


@dataclass(frozen=True, slots=True)
class Lesson:
    """One answer as it shall be."""

    phrasings: tuple[str, ...]
    words: str
    language: str
    gap: Gap | None = None
    changes: Answer | None = None  # the answer whose words these become
    replaces: Answer | None = None  # one in use that says something else to the same question


def _lesson(turn: Turn, detail: Detail) -> Lesson | str:
    """What is taught, as things are now; the reason when it cannot be."""
    gap, answer = detail["gap"], detail["answer"]
    words, language = str(detail["words"]), str(detail["language"])
    if gap is not None:
        waits = gaps.get(turn.connection, gap)
        if waits is None or waits.closed:
            return turn.say(N_("Question {n} is settled already. 问答 shows what is left."), n=gap)
        ways = dict.fromkeys((waits.words, *(one.words for one in gaps.askers(turn.connection, gap))))
        return _beside(turn, Lesson(tuple(ways)[:SHOWN], words, language, gap=waits))
    if answer is not None:
        known = answers.get(turn.connection, answer)
        if known is None:
            return no_such(turn, answer)
        return Lesson(tuple(known.phrasings), words, language, changes=known)
    return _beside(turn, Lesson((str(detail["asked"]),), words, language))


def no_such(turn: Turn, number: int) -> str:
    return turn.say(N_("There is no answer {n}. 问答 shows all of them."), n=number)


def _beside(turn: Turn, new: Lesson) -> Lesson:
    """The lesson with the answer in use it would disagree with, if there is one."""
    other = same_question(turn, new.phrasings)
    if other is None:
        return new
    return Lesson(new.phrasings, new.words, new.language, gap=new.gap, replaces=other)


def same_question(turn: Turn, phrasings: tuple[str, ...], but: int = 0) -> Answer | None:
    """The answer in use to a question like one of these."""
    known = [answer for answer in answers.active(turn.connection) if answer.id != but]
    ways = [(answer, way) for answer in known for way in answer.phrasings]
    found = (like(phrasing, [way for _, way in ways]) for phrasing in phrasings)
    return next((ways[at][0] for at in found if at is not None), None)


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    """Question and answer as guests will have them, what stands now, and what a yes does."""
    new = _lesson(turn, detail)
    if isinstance(new, str):
        return Refused(new)
    if new.changes is not None:
        was = new.changes.words.get(new.language, "")
        lines = [
            turn.say(N_("Answer {n}: {question}"), n=new.changes.id, question=new.changes.question),
            turn.say(N_("So far: {words}"), words=was) if was else "",
            turn.say(N_("From now on: {words}"), words=new.words),
        ]
        return "\n".join(line for line in lines if line)
    lines = [
        turn.say(N_("Guests ask: {ways}"), ways=join(turn.language, new.phrasings)),
        turn.say(N_("I answer: {words}"), words=new.words),
    ]
    if new.replaces is not None:
        was = new.replaces.said(new.language)[0]
        disagrees = N_(
            "But answer {n} says so far: {words}\nA yes puts the new words in its place, a no keeps the old."
        )
        lines.append(turn.say(disagrees, n=new.replaces.id, words=was))
    elif new.gap is not None:
        lines.append(turn.say(N_("I tell whoever asked, and answer so from now on.")))
    return "\n".join(lines)


def _learn(turn: Turn, detail: Detail) -> str:
    """Use the answer from now on, tell who asked; what the owner is told."""
    new = _lesson(turn, detail)
    if isinstance(new, str):
        return new
    if new.changes is not None:
        return _change(turn, new.changes, new)
    if new.replaces is not None:
        answers.set_state(turn.connection, new.replaces.id, "retired", turn.now)
    label = new.gap.label if new.gap is not None else ""
    me = turn.standing.person_id
    number = answers.teach(turn.connection, label, {new.language: new.words}, _ways(new), me, turn.now)
    settled, told = settle_alike(turn, number)
    replaced = new.replaces.id if new.replaces is not None else None
    _done(turn, "taught", number, replaced=replaced, gaps=settled)
    if told:
        return turn.say_many(
            "Remembered as answer {number}; {n} guest who asked is told. 撤销 takes it back.",
            "Remembered as answer {number}; {n} guests who asked are told. 撤销 takes it back.",
            told,
            number=number,
        )
    return turn.say(N_("Remembered as answer {n}. 撤销 takes it back."), n=number)


def _ways(new: Lesson) -> tuple[str, ...]:
    """The ways of asking it, those of the answer it replaces too: they led to it as well."""
    return (*new.phrasings, *(new.replaces.phrasings if new.replaces is not None else ()))


def _change(turn: Turn, known: Answer, new: Lesson) -> str:
    words = {**known.words, new.language: new.words}
    answers.change(turn.connection, known, turn.now, words, known.phrasings)
    _done(turn, "answer_changed", known.id, words=dict(known.words), way="", gaps=[])
    if "en" not in words and new.language == turn.language:
        return turn.say(
            N_("Changed. Other languages: 问答{n} 英文 … adds one. 撤销 takes it back."), n=known.id
        )
    return turn.say(N_("Changed. 撤销 takes it back."))


def settle_alike(turn: Turn, number: int) -> tuple[list[int], int]:
    """Questions that wait and that an answer in use is for: their numbers, and how many people who asked are told."""
    answer = answers.get(turn.connection, number)
    waiting = gaps.unanswered(turn.connection)
    assert answer is not None
    found = (like(gap.words, answer.phrasings) is not None for gap in waiting)
    alike = [gap for gap, same in zip(waiting, found, strict=True) if same]
    return [gap.number for gap in alike], sum(_tell_askers(turn, gap, number) for gap in alike)


def _tell_askers(turn: Turn, gap: Gap, number: int) -> int:
    """Whoever asked hears it, in a window, with the next answer or not at all; how many."""
    gaps.close(turn.connection, gap.number, number, turn.now)
    todos.finish_key(turn.connection, f"gap:{gap.number}", turn.now)
    answer = answers.get(turn.connection, number)
    assert answer is not None
    asked = gaps.askers(turn.connection, gap.number)
    for one in asked:
        words, own = answer.said(one.language)
        message = (
            N_("You asked: “{question}”\n{words}")
            if own
            else N_("You asked: “{question}”\nIn the house's own words: {words}")
        )
        text = say(one.language, message, question=one.words, words=words)
        key = f"taught:{number}:{gap.number}:{one.address_id}"
        outbox.say(turn.connection, key, "answer", one.address_id, text, turn.now, turn.now + TOLD_FOR)
        turn.noticed += 1
    return len(asked)


def _done(turn: Turn, kind: str, number: int, **detail: Any) -> None:
    """Note it for the audit and for 撤销."""
    me = turn.standing.person_id
    deeds.note(turn.connection, me, kind, {"answer": number, **detail}, turn.now)
    audit.note(turn.connection, turn.now, me, kind, f"answer:{number}")


def _was_changed(turn: Turn, detail: Detail) -> str:
    answer = answers.get(turn.connection, int(detail["answer"]))
    assert answer is not None, "answers are never deleted"
    ways = [way for way in answer.phrasings if way != detail.get("way")]
    answers.change(turn.connection, answer, turn.now, detail["words"], ways)
    return _wait_again(turn, detail) or turn.say(N_("Taken back: answer {n} is as it was."), n=answer.id)


def _was_switched(turn: Turn, detail: Detail) -> str:
    answers.set_state(turn.connection, int(detail["answer"]), detail["was"], turn.now)
    as_it_was = turn.say(N_("Taken back: answer {n} is as it was."), n=detail["answer"])
    return _wait_again(turn, detail) or as_it_was


def _was_taught(turn: Turn, detail: Detail) -> str:
    number = int(detail["answer"])
    answers.set_state(turn.connection, number, "retired", turn.now)
    if detail["replaced"] is not None:
        answers.set_state(turn.connection, int(detail["replaced"]), "active", turn.now)
    not_used = turn.say(N_("Taken back: answer {n} is not used any more."), n=number)
    return _wait_again(turn, detail) or not_used


def _wait_again(turn: Turn, detail: Detail) -> str:
    """Questions wait again; who was told already cannot be untold, and the owner hears it. "" when none was settled."""
    number, untold = int(detail["answer"]), True
    for gap in detail["gaps"]:
        gaps.reopen(turn.connection, gap)
        todos.wait_again(turn.connection, f"gap:{gap}")
        for one in gaps.askers(turn.connection, gap):
            untold &= outbox.withdraw(turn.connection, f"taught:{number}:{gap}:{one.address_id}")
    if not detail["gaps"]:
        return ""
    if not untold:
        return turn.say(
            N_("Taken back: question {n} waits again. The guest was told already, though."),
            n=detail["gaps"][0],
        )
    return turn.say(
        N_("Taken back: question {n} waits again; nobody had been told yet."), n=detail["gaps"][0]
    )


CHANGES: Mapping[str, Change] = {"teach": Change(_preview, _learn)}
TAKING_BACK: Mapping[str, Callable[[Turn, Detail], str]] = {
    "taught": _was_taught,
    "answer_changed": _was_changed,
    "answer_switched": _was_switched,
}
