"""The owner's words about questions and answers: 答7, 问答, 问答3 改, 问答3 停用. Nothing is used before a yes."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers import handover
from bot.handlers.lessons import no_such, same_question, settle_alike
from bot.handlers.proposals import Proposal
from bot.understanding.commands import Command
from bot.understanding.teaching_commands import language_of
from locales import N_
from store import answers, audit, deeds, gaps, todos
from store.answers import Answer
from store.gaps import Gap
from store.rights import may_command

PAGE = 8
SHOWN = 30  # letters of a question or an answer in a list


def answer_gap(turn: Turn, command: Command) -> str | Proposal:
    """答7 words: read back, then remembered. 答302 words is a reply to the room, as 回302 is."""
    number = command.words["gap"]
    if gaps.get(turn.connection, int(number)) is None:
        if number in turn.house.rooms():
            words = {"room": number, "text": command.words["text"]}
            return handover.reply(turn, Command("reply", words))
        return turn.say(N_("There is no question {n}. 问答 shows what waits."), n=number)
    if not may_command(turn.standing.role, "answer_new"):
        return turn.say(
            N_("What guests are told from now on is the innkeeper's word. You can reply with 回.")
        )
    return teach(turn, command)


def teach(turn: Turn, command: Command) -> Proposal:
    """问答 新 question=answer, 问答3 改 words: read back, then used."""
    words = command.words
    return Proposal(
        "teach",
        {
            "gap": int(words["gap"]) if "gap" in words else None,
            "answer": int(words["answer"]) if "answer" in words else None,
            "asked": words.get("asked", ""),
            "words": words["text"],
            "language": language_of(words, turn.language),
        },
    )


def listing(turn: Turn, command: Command) -> str:
    """问答: what waits for an answer, then the answers there are, the newest first."""
    page = max(1, int(command.words.get("page", 1)))
    known, total = answers.page(turn.connection, page, PAGE)
    pages = max(1, -(-total // PAGE))
    lines = []
    waiting = gaps.unanswered(turn.connection, PAGE) if page == 1 else []
    if waiting:
        lines.append(turn.say(N_("Waiting for your answer, as “答{n} words”:"), n=waiting[0].number))
        lines += [_waits(turn, gap) for gap in waiting]
    if known:
        lines.append(turn.say(N_("Answers, page {page} of {pages}:"), page=page, pages=pages))
        lines += [_line(turn, answer) for answer in known]
    if not lines:
        return turn.say(
            N_(
                "Nothing was taught yet. “问答 新 question=answer” teaches me; what I can't answer comes to you by itself."
            )
        )
    if page < pages:
        lines.append(turn.say(N_("More: 问答 {page}页"), page=page + 1))
    return "\n".join(lines)


def _waits(turn: Turn, gap: Gap) -> str:
    return turn.say_many(
        "{number}. {words}",
        "{number}. {words} (asked {n} times)",
        gap.asked,
        number=gap.number,
        words=_short(gap.words),
    )


def _line(turn: Turn, answer: Answer) -> str:
    line = f"{answer.id}. {_short(answer.question)} → {_short(answer.said(turn.language)[0])}"
    return line if answer.state == "active" else turn.say(N_("{line} (not in use)"), line=line)


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= SHOWN else f"{one_line[: SHOWN - 1]}…"


def show(turn: Turn, command: Command) -> str:
    """问答3: the whole of one answer."""
    answer = _named(turn, command)
    if isinstance(answer, str):
        return answer
    lines = [turn.say(N_("Answer {n}: {question}"), n=answer.id, question=answer.question)]
    if len(answer.phrasings) > 1:
        lines.append(turn.say(N_("Also asked: {ways}"), ways=" / ".join(answer.phrasings[1:])))
    lines += [
        f"{language}: {words}" if len(answer.words) > 1 else words for language, words in answer.words.items()
    ]
    if answer.state == "active":
        lines.append(turn.say(N_("In use. 问答{n} 改 …, 问答{n} 英文 …, 问答{n} 停用"), n=answer.id))
    else:
        lines.append(turn.say(N_("Not in use. 问答{n} 启用 brings it back."), n=answer.id))
    return "\n".join(lines)


def switch_off(turn: Turn, command: Command) -> str:
    """问答3 停用: guests are not told it any more."""
    answer = _named(turn, command)
    if isinstance(answer, str):
        return answer
    if answer.state == "retired":
        return turn.say(N_("Answer {n} is not in use."), n=answer.id)
    _switch(turn, answer, "retired")
    return turn.say(N_("Answer {n} is not used any more. 撤销 takes it back."), n=answer.id)


def switch_on(turn: Turn, command: Command) -> str:
    """问答3 启用: used again, unless another one answers the same question by now."""
    answer = _named(turn, command)
    if isinstance(answer, str):
        return answer
    if answer.state == "active":
        return turn.say(N_("Answer {n} is in use."), n=answer.id)
    other = same_question(turn, tuple(answer.phrasings), but=answer.id)
    if other is not None:
        return turn.say(
            N_(
                "Answer {other} is used for that question: {words}\nOnly one can be: 问答{other} 停用 first, then 问答{n} 启用."
            ),
            other=other.id,
            words=other.said(turn.language)[0],
            n=answer.id,
        )
    told = _switch(turn, answer, "active")
    if told:
        return turn.say_many(
            "Answer {number} is used again; {n} guest who asked is told. 撤销 takes it back.",
            "Answer {number} is used again; {n} guests who asked are told. 撤销 takes it back.",
            told,
            number=answer.id,
        )
    return turn.say(N_("Answer {n} is used again. 撤销 takes it back."), n=answer.id)


def _switch(turn: Turn, answer: Answer, state: answers.State) -> int:
    """Use it, or no longer; how many people whose question it settles are told."""
    me = turn.standing.person_id
    answers.set_state(turn.connection, answer.id, state, turn.now)
    settled, told = settle_alike(turn, answer.id) if state == "active" else ([], 0)
    done = {"answer": answer.id, "was": answer.state, "gaps": settled}
    deeds.note(turn.connection, me, "answer_switched", done, turn.now)
    audit.note(turn.connection, turn.now, me, f"answer_{state}", f"answer:{answer.id}")
    return told


def add_way(turn: Turn, command: Command) -> str:
    """问答3 问法 words: another way to ask for the same answer, unless it belongs to another one."""
    answer = _named(turn, command)
    if isinstance(answer, str):
        return answer
    way = command.words["text"]
    other = same_question(turn, (way,), but=answer.id)
    if other is not None:
        return turn.say(N_("That is what answer {n} is for: {question}"), n=other.id, question=other.question)
    answers.change(turn.connection, answer, turn.now, answer.words, [*answer.phrasings, way])
    settled, told = settle_alike(turn, answer.id)
    kept = {
        "words": dict(answer.words),
        "way": way if way not in answer.phrasings else "",
        "answer": answer.id,
        "gaps": settled,
    }
    deeds.note(turn.connection, turn.standing.person_id, "answer_changed", kept, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "answer_changed", f"answer:{answer.id}")
    if told:
        return turn.say_many(
            "Noted: “{way}” gets answer {number} too; {n} guest who asked is told. 撤销 takes it back.",
            "Noted: “{way}” gets answer {number} too; {n} guests who asked are told. 撤销 takes it back.",
            told,
            way=way,
            number=answer.id,
        )
    return turn.say(N_("Noted: “{way}” gets answer {n} too. 撤销 takes it back."), way=way, n=answer.id)


def drop_gap(turn: Turn, command: Command) -> str:
    """忽略7: the question needs no answer."""
    number = int(command.words["gap"])
    if not gaps.close(turn.connection, number, None, turn.now):
        return turn.say(N_("Question {n} is settled already. 问答 shows what is left."), n=number)
    todos.finish_key(turn.connection, f"gap:{number}", turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "gap_dropped", f"gap:{number}")
    return turn.say(N_("All right, question {n} is off the list."), n=number)


def _named(turn: Turn, command: Command) -> Answer | str:
    number = int(command.words["answer"])
    return answers.get(turn.connection, number) or no_such(turn, number)
