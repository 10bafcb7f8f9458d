"""The house's scores for its owner: by month, the latest words, reviews pasted from other places."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.context import Turn
from bot.handlers import answering, handover
from bot.understanding.commands import Command
from locales import N_
from scheduler import opinion_words
from store import audit, deeds, opinions, scores
from store.opinions import Told

MONTHS = 6
LATEST = 5
LETTERS = 60


def by_month(turn: Turn, command: Command) -> str:
    """评价: the last half year, a line a month; 评价 11月: that month. Then the latest words, masked."""
    said = command.words
    named = "month" in said or "last" in said or "now" in said
    month = _named(turn, command)
    months = [month] if named else [_back(month, n) for n in range(MONTHS)]
    lines = [line for one in months if (line := _line(turn, one))]
    start, end = _bounds(turn, months[-1])[0], _bounds(turn, months[0])[1]
    latest = opinions.between(turn.connection, start, end, LATEST)
    if not latest and not lines:
        return turn.say(N_("No opinions in that time yet. Guests are asked a few hours after they leave."))
    audit.note(turn.connection, turn.now, turn.standing.person_id, "looked_up", "opinions")
    meaning = turn.say(
        N_("(scores of the survey; answered: per survey sent; in time: by the house's own deadline)")
    )
    return "\n".join([*lines, meaning, *(_latest(turn, opinion) for opinion in latest)])


def _named(turn: Turn, command: Command) -> date:
    """The first day of the month that is meant: of this year, or of the last one where it would be to come."""
    this = turn.today.replace(day=1)
    if "last" in command.words:
        return _back(this, 1)
    if "month" not in command.words:
        return this
    month = int(command.words["month"])
    if "year" in command.words:
        return date(int(command.words["year"]), month, 1)
    return date(this.year - (month > this.month), month, 1)


def _back(month: date, count: int) -> date:
    """The first day of the month so many months before."""
    months = month.year * 12 + month.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def _bounds(turn: Turn, month: date) -> tuple[datetime, datetime]:
    """The month on the house's clock."""
    zone = turn.house.zone_info
    following = _back(month, -1)
    return datetime.combine(month, time(0), zone), datetime.combine(following, time(0), zone)


def _line(turn: Turn, month: date) -> str:
    """2026-12｜4.5｜90% 4–5｜10 of 20 answered; "" for a month with nothing in it."""
    start, end = _bounds(turn, month)
    told = scores.scores(turn.connection, start, end)
    asked = scores.asked(turn.connection, start, end)
    from_elsewhere = scores.reviews(turn.connection, start, end)
    parts = [f"{month:%Y-%m}"]
    if told.total:
        parts += [
            turn.say(N_("{average} on average"), average=f"{told.average:.1f}"),
            turn.say(N_("{share}% gave 4 or 5"), share=round(100 * told.good / told.total)),
            turn.say_many("{n} score", "{n} scores", told.total),
        ]
    if asked:
        parts.append(turn.say(N_("{share}% answered"), share=min(100, round(100 * told.total / asked))))
    if told.due:
        parts.append(turn.say(N_("in time {kept} of {all}"), kept=told.in_time, all=told.due))
    parts += [
        turn.say(N_("{source} {average} ({n})"), source=source, average=f"{average:.1f}", n=count)
        for source, count, average in from_elsewhere
    ]
    return "｜".join(parts) if len(parts) > 1 else ""


def _latest(turn: Turn, opinion: opinions.Opinion) -> str:
    text = handover.masked(opinion.words)
    shown = f"{text[:LETTERS]}…" if len(text) > LETTERS else text
    return opinion_words.line(turn.connection, turn.language, opinion, shown)


def take_in(turn: Turn, command: Command) -> str:
    """录评价 携程 4 words: a review from another place, kept with its source."""
    words = command.words
    score = float(words["score"])
    if not score.is_integer():
        return turn.say(
            N_("Only whole scores from 1 to 5 are kept. Which is nearest? For example “录评价 {source} {score}”."),
            source=words["source"],
            score=int(score),
        )  # fmt: skip
    told = Told(
        f"review:{turn.inbound.key}",
        "review",
        words.get("text", "").strip(),
        score=int(score),
        source=words["source"],
    )
    opinion = opinions.record(turn.connection, told, turn.now)
    me = turn.standing.person_id
    deeds.note(turn.connection, me, answering.TAKEN_IN, {"opinion": opinion.id}, turn.now)
    audit.note(turn.connection, turn.now, me, answering.TAKEN_IN, f"opinion:{opinion.id}")
    return turn.say(
        N_("Kept: {line}\nA slip? Write 撤销."),
        line=opinion_words.line(turn.connection, turn.language, opinion, opinion.words),
    )
