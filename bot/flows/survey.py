"""How was it? One digit, words if the guest likes, then the owner's own questions. Opened by the question after a stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.context import Turn
from bot.flows.flow import SKIPPED, Ask, Done, Flow, Option, Question, Result
from bot.handlers import being_greeted
from bot.handlers import opinions as taking
from bot.understanding.opinions import HEARD, leaves_out, read_rating
from locales import N_
from store import bookings, opinions
from store.house_file import SurveyQuestion
from store.opinions import Opinion


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Which stay it is about, and what was answered so far."""

    booking: int | None = None
    rating: int | None = None  # 1 to 5; None with words: they tell it alone
    words: str | None = None
    at: int | None = None  # which of the owner's questions is open, from 1
    answer: str | None = None


def begin(turn: Turn) -> Surveyed:
    """The stay this person was asked about and has not answered."""
    since = turn.now - taking.REMEMBERED
    return Surveyed(booking=opinions.asked_about(turn.connection, turn.standing.person_id, since))


def proceed(turn: Turn, state: Surveyed) -> Result[Surveyed]:
    """What is told is taken down at once, so that a digit alone counts; the rest is asked for, and may be left out."""
    if state.rating is None and not state.words:
        return Ask("rating", state)
    if state.booking is None or not _mine(turn, state.booking):
        return Done(turn.say(N_("Thank you. I no longer see that stay of yours.")))
    words = "" if leaves_out(state.words or "") else state.words or ""
    opinion, heard = taking.rate(turn, state.booking, state.rating, words)
    if state.words is None:
        lead = _answered(turn, opinion, heard=heard)
        return Ask("words", state, lead=lead)
    return _further(turn, state, opinion, heard=heard)


def _mine(turn: Turn, booking_id: int) -> bool:
    return turn.standing.person_id in bookings.holders(turn.connection, booking_id)


def _answered(turn: Turn, opinion: Opinion, *, heard: bool) -> str:
    """What follows a score without words."""
    if opinion.severity == "none":
        return turn.say(N_("Thank you!"))
    return f"{taking.sorry(turn)}\n{taking.promised(turn, opinion, heard=heard)}"


def _further(turn: Turn, state: Surveyed, opinion: Opinion, *, heard: bool) -> Result[Surveyed]:
    """The owner's questions, one at a time; thanks when none is left."""
    questions = turn.house.survey.questions
    at = state.at or 0
    if at and state.answer is not None and at <= len(questions):
        _keep(turn, opinion, at, questions[at - 1], state.answer)
        at += 1
    lead = "" if state.at else _said_on(turn, state, opinion, heard=heard)
    at = max(at, 1)
    if at <= len(questions):
        return Ask("more", replace(state, at=at, answer=None), lead=lead)
    said = lead or turn.say(N_("Thank you, all of it is noted; only the house reads it."))
    greeted = being_greeted.offered(turn) if opinion.severity == "none" else ""
    return Done("\n".join(part for part in (said, greeted) if part))


def _said_on(turn: Turn, state: Surveyed, opinion: Opinion, *, heard: bool) -> str:
    """What follows the words: those that came after a bad score were promised an answer a moment ago."""
    if opinion.severity == "none":
        return turn.say(N_("Thank you, that is noted; only the house reads it."))
    if state.words == SKIPPED or leaves_out(state.words or ""):
        return turn.say(N_("All right. The house gets in touch."))
    if turn.standing.place.step == "words":
        return turn.say(N_("Thank you for telling us; the house has this as well."))
    return f"{taking.sorry(turn)}\n{taking.promised(turn, opinion, heard=heard)}"


def _keep(turn: Turn, opinion: Opinion, at: int, question: SurveyQuestion, said: str) -> None:
    """The answer to one of the owner's questions; nothing where it was left out."""
    if said == SKIPPED or leaves_out(said):
        return
    score = read_rating(said).score if question.kind == "score" else None
    kept = str(score) if score is not None else said
    opinions.put_answer(turn.connection, opinion, at, question.text, kept)


# --- the questions ---


def _ask_words(turn: Turn, state: Surveyed) -> str:
    if (state.rating or 0) > opinions.BAD:
        return turn.say(N_("Anything the house should know, good or bad? Just write it, or “no”."))
    return turn.say(N_("What was wrong? Just write it, I pass it on word for word; or “no”."))


def _ask_more(turn: Turn, state: Surveyed) -> str:
    question = _open_question(turn, state)
    if question is None:
        return turn.say(N_("Anything else?"))
    asked = turn.words(question, "text")
    return turn.say(N_("{question} (1 to 5)"), question=asked) if question.kind == "score" else asked


def _open_question(turn: Turn, state: Surveyed) -> SurveyQuestion | None:
    questions = turn.house.survey.questions
    at = state.at or 0
    return questions[at - 1] if 1 <= at <= len(questions) else None


def _choices(turn: Turn, state: Surveyed) -> Sequence[Option]:
    question = _open_question(turn, state)
    if question is None:
        return ()
    return [
        Option(value, label)
        for value, label in zip(question.choices, question.offered(turn.language), strict=True)
    ]


FLOW = Flow(
    name="survey",
    version=1,
    title=N_("your word about the stay"),
    state=Surveyed,
    intents=(),
    begin=begin,
    proceed=proceed,
    lives=timedelta(days=2),
    left=N_("All right, I won't ask again."),
    questions=(
        Question(
            "rating",
            "rating",
            N_("How was your stay with us? A digit from 1 to 5 will do, 5 is very good."),
            N_("One digit from 1 to 5 is enough, 5 is very good; or just say how it was."),
            hears=HEARD,
        ),
        Question(
            "words",
            "words",
            _ask_words,
            N_("Just write it in your own words; or “no”."),
            optional=True,
            free=True,
            hears=HEARD,
        ),
        Question(
            "more",
            "answer",
            _ask_more,
            N_("Just say it in your own words; or “no”, and I leave it out."),
            options=_choices,
            optional=True,
            free=True,
            hears=HEARD,
        ),
    ),
)
