"""问卷: what guests are asked after a stay, beside the score; the owner's questions are shown first, changed after a yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.context import Turn
from bot.handlers import laying
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.opinions import AskedFor, read_question
from locales import N_
from scheduler import opinion_words
from store.house_file import SurveyQuestion
from store.house_file.opinions import MOST_QUESTIONS

QUESTIONS, ENABLED, DEED = "survey.questions", "survey.enabled", "survey_changed"
LONGEST = 40  # letters of a question or an answer: it is read on a phone
CHOICES = range(2, 7)
SWITCHES = {"开": True, "关": False}


def show(turn: Turn, command: Command) -> str | Proposal:
    """问卷: what is asked; 问卷加, 问卷改2, 问卷删2, 问卷关: a change, to be shown first."""
    what, text = command.words.get("what", ""), command.words.get("text", "").strip()
    if not what:
        return _listed(turn)
    if what in SWITCHES:
        return Proposal("survey", {"enabled": SWITCHES[what], "questions": _now(turn)})
    questions = _now(turn)
    number = int(command.words.get("n", 0))
    if what != "加" and not 1 <= number <= len(questions):
        return turn.say(N_("Which question? 问卷 shows them with their numbers."))
    if what == "删":
        del questions[number - 1]
    else:
        asked = read_question(text)
        wrong = _misfit(turn, asked, len(questions) + (what == "加"))
        if wrong:
            return wrong
        row = SurveyQuestion(text=asked.text, kind=asked.kind, choices=asked.choices).model_dump(mode="json")
        if what == "改":
            questions[number - 1] = row
        else:
            questions.append(row)
    return Proposal("survey", {"enabled": turn.house.survey.enabled, "questions": questions})


def _now(turn: Turn) -> list[dict[str, Any]]:
    """The questions as they stand, as an override keeps them."""
    return [question.model_dump(mode="json") for question in turn.house.survey.questions]


def _misfit(turn: Turn, asked: AskedFor, count: int) -> str:
    """Why a question cannot be asked; "" when it can."""
    if not asked.text:
        return turn.say(N_("Write the question too: “问卷加 Did you like the breakfast? yes/so-so/no”."))
    if count > MOST_QUESTIONS:
        return turn.say(N_("Five questions are enough: what is longer nobody answers on a phone."))
    if any(len(words) > LONGEST for words in (asked.text, *asked.choices)):
        return turn.say(N_("Please make it shorter, {n} letters at most."), n=LONGEST)
    if asked.kind == "choice" and len(asked.choices) not in CHOICES:
        return turn.say(N_("Two to six answers to choose from, please."))
    return ""


def _listed(turn: Turn) -> str:
    """What guests are asked now, and how to change it."""
    survey = turn.house.survey
    lines = [
        opinion_words.question(turn.language)
        if survey.enabled
        else turn.say(N_("Guests are not asked how it was. 问卷开 asks them.")),
        *_numbered(turn, survey.questions),
        turn.say(N_("问卷加 and a question adds one, 问卷改2, 问卷删2 change it; 问卷关 asks nobody.")),
    ]
    return "\n".join(lines)


def _numbered(turn: Turn, questions: Sequence[SurveyQuestion]) -> list[str]:
    return [f"{number}. {_line(turn, question)}" for number, question in enumerate(questions, 1)]


def _line(turn: Turn, question: SurveyQuestion) -> str:
    if question.kind == "choice":
        return f"{question.text}（{'／'.join(question.choices)}）"
    if question.kind == "score":
        return turn.say(N_("{question} (1 to 5)"), question=question.text)
    return question.text


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    """The survey as it will be."""
    if detail == {"enabled": turn.house.survey.enabled, "questions": _now(turn)}:
        return Refused(turn.say(N_("The survey is like that already; nothing changes.")))
    if not detail["enabled"]:
        return turn.say(
            N_("Guests will not be asked any more how it was: neither the content nor the others.")
        )
    questions = [SurveyQuestion.model_validate(row, strict=False) for row in detail["questions"]]
    first = turn.say(N_("After the score and their words guests are asked:"))
    none = turn.say(N_("(nothing more)"))
    return "\n".join([first, *(_numbered(turn, questions) or [none])])


def _change(turn: Turn, detail: Detail) -> str:
    if not laying.lay(turn, DEED, {ENABLED: detail["enabled"], QUESTIONS: list(detail["questions"])}):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done; it holds from the next survey on. A slip? Write 撤销."))


def _undo(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: the survey was changed again since."))
    return turn.say(N_("Taken back: the survey is as it was."))


CHANGES: Mapping[str, Change] = {"survey": Change(_preview, _change)}
TAKING_BACK: Mapping[str, Callable[[Turn, Detail], str]] = {DEED: _undo}
