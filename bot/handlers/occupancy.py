"""房态: what is free and who has what over some days, as a picture, in words where none can go. It changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

from bot.context import Turn, vocabulary
from bot.understanding.commands import Command
from bot.understanding.house_terms import read_terms
from locales import N_, as_read, days, festival, join
from store import occupancy
from store.house_file import RoomType
from store.occupancy import Board

DAY = timedelta(days=1)
USUAL = 14  # days that are shown when none, or one, is named
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def show(turn: Turn, command: Command) -> str:
    """房态, 下周房态, 房态 12.24, 国庆房态."""
    first, count = asked(turn, command)
    board = occupancy.board(turn.connection, turn.present, first, count)
    words = in_words(turn, board)
    return turn.show(
        "occupancy", words, first=first.isoformat(), days=len(board.kinds), language=turn.language
    )


def asked(turn: Turn, command: Command) -> tuple[date, int]:
    """The first day and how many: the days that were named, else two weeks."""
    terms = read_terms(
        command.words.get("about", ""), turn.today, vocabulary(turn.present), turn.present.holidays
    )
    if not terms.nights:
        return turn.today, USUAL
    first, last = terms.nights[0][0], max(last for _, last in terms.nights)
    return first, (last - first).days + 1 if last > first else USUAL


def in_words(turn: Turn, board: Board) -> str:
    """A line a day: how many rooms of each type are free, what is full last."""
    kinds = turn.house.room_types
    names = {
        kind.code: _short(turn, kinds[kind.code]) if kind.code in kinds else kind.code for kind in board.types
    }
    lines = [turn.say(N_("Free rooms, {n} in all:"), n=board.rooms)]
    for n, on in enumerate(board.days):
        free = [f"{names[kind.code]}{kind.free[n]}" for kind in board.types if kind.free[n]]
        full = [names[kind.code] for kind in board.types if not kind.free[n]]
        said = " ".join(free)
        if not free:
            said = turn.say(N_("full"))
        elif full:
            said = turn.say(N_("{free}; full: {full}"), free=said, full=join(turn.language, full))
        lines.append(f"{_day(turn, on, holiday=board.kinds[n] == 'holiday')} {said}")
    return "\n".join([*lines, *_kept(turn, board)])


def _kept(turn: Turn, board: Board) -> list[str]:
    """A line for what is neither free nor sold: kept for somebody of the waiting list."""
    found = [
        f"{room.number} {days(turn.language, board.days[max(bar.start, 0)], board.days[bar.end - 1], today=turn.today)}"
        for kind in board.types
        for room in kind.rooms
        for bar in room.bars
        if bar.kind == "kept"
    ]
    if not found:
        return []
    return [turn.say(N_("Kept for the waiting list: {rooms}"), rooms=join(turn.language, found))]


def _day(turn: Turn, on: date, *, holiday: bool) -> str:
    """12.24 周四, with its festival, or that it is a holiday."""
    named = festival(turn.language, on) or (turn.say(N_("holiday")) if holiday else "")
    return " ".join(
        part for part in (f"{on.month}.{on.day}", turn.say(WEEKDAYS[on.weekday()]), named) if part
    )


def _short(turn: Turn, kind: RoomType) -> str:
    """What the house calls it for short."""
    if not turn.language.startswith("zh"):
        return f"{turn.words(kind, 'name')} "
    short = min((name for name in (*kind.nicknames, kind.name) if len(name) > 1), key=len)
    return as_read(turn.language, short)
