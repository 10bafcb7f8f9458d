"""The board of rooms and days, laid out for the template `occupancy.svg`: where each bar stands and what it says. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from locales import N_, festival, say
from store.house_file import House
from store.occupancy import Bar, Board, RoomLine

WIDE = 750.0  # units: a phone's width, drawn twice as fine
SIDE = 92.0  # the column of room numbers
EDGE = 14.0
HEAD = 132.0  # title and days
ROW, TYPE, FOOT = 38.0, 40.0, 58.0
LETTERS = 15.0  # the size of a bar's words
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
COLOURS = {  # of a bar: ground, letters
    "stay": ("#4C7D6E", "#FFFFFF"),
    "in_house": ("#2E5A4E", "#FFFFFF"),
    "held": ("#F6DDA6", "#6B4A0A"),
    "closed": ("#E3DED5", "#5B564C"),
    "kept": ("#DCE6F2", "#3A5478"),
}
LEGEND = (
    ("in_house", N_("in house")),
    ("stay", N_("booked")),
    ("held", N_("to confirm")),
    ("closed", N_("closed")),
    ("kept", N_("kept")),
)
OFF_SALE = {
    kind: text for kind, text in LEGEND if kind in ("closed", "kept")
}  # nights that are no stay of anybody
LEGEND_STEP = 112


def layout(board: Board, house: House, language: str, today: date) -> dict[str, Any]:
    """What the template needs, in plain values."""
    days = len(board.kinds)
    step = (WIDE - SIDE - EDGE) / days
    y = HEAD
    types = []
    for kind in board.types:
        known = house.room_types.get(kind.code)
        name = known.words("name", language) if known else kind.code
        lines = []
        for row, room in enumerate(kind.rooms):
            lines.append(_line(room, y + TYPE + row * ROW - 4, step, days, language))
        types.append(
            {
                "name": name,
                "size": min(16.0, (SIDE - EDGE) / _ems(name)),
                "y": y,
                "free": [
                    {"x": _x(step, n) + step / 2, "n": left, "none": left == 0}
                    for n, left in enumerate(kind.free)
                ],
                "rooms": lines,
            }
        )
        y += TYPE + ROW * len(kind.rooms) + 6
    return {
        "wide": WIDE,
        "high": y + FOOT,
        "bottom": y,
        "side": SIDE,
        "edge": EDGE,
        "step": step,
        "row": ROW,
        "type_row": TYPE,
        "title": say(language, N_("Rooms · {house}"), house=house.words("name", language)),
        "span": f"{board.first:%m.%d} – {board.days[-1]:%m.%d}",
        "free_label": say(language, N_("free")),
        "days": [_day(board, n, step, language, today) for n in range(days)],
        "types": types,
        "legend": [
            {"x": EDGE + 8 + n * LEGEND_STEP, "colour": COLOURS[kind][0], "text": say(language, text)}
            for n, (kind, text) in enumerate(LEGEND)
        ],
        "note": say(language, N_("to clean")),
        "note_x": EDGE + 20 + len(LEGEND) * LEGEND_STEP,
    }


def _ems(text: str) -> float:
    """How wide a text is, in its own size: Chinese letters are as wide as they are high."""
    return sum(1.0 if char > "\u2e7f" else 0.55 for char in text)


def _cut(text: str, ems: float) -> str:
    """As much of a text as fits."""
    while text and _ems(text) > ems:
        text = text[:-1]
    return text


def _x(step: float, day: float) -> float:
    return SIDE + day * step


def _day(board: Board, n: int, step: float, language: str, today: date) -> dict[str, Any]:
    on = board.first + timedelta(days=n)
    named = festival(language, on)
    number = str(on.day) if n and on.day > 1 else f"{on.month}.{on.day}"
    return {
        "x": _x(step, n),
        "number": number,
        "size": min(19.0, (step - 6) / _ems(number)),
        "weekday": say(language, WEEKDAYS[on.weekday()])[-1:]
        if language.startswith("zh")
        else say(language, WEEKDAYS[on.weekday()]),
        "festival": named[:2] if language.startswith("zh") else "",
        "kind": board.kinds[n],
        "today": on == today,
        "free": board.free[n],
    }


def _line(room: RoomLine, y: float, step: float, days: int, language: str) -> dict[str, Any]:
    return {
        "number": room.number,
        "dirty": room.dirty,
        "y": y,
        "bars": [_bar(bar, y, step, days, language) for bar in room.bars],
    }


def _bar(bar: Bar, y: float, step: float, days: int, language: str) -> dict[str, Any]:
    """A bar reaches from the middle of the day of arrival to the middle of the day of departure, as stays do."""
    left = SIDE if bar.start < 0 else _x(step, bar.start) + (2 if bar.kind in OFF_SALE else step * 0.12)
    right = (
        WIDE - EDGE if bar.end >= days else _x(step, bar.end) - (2 if bar.kind in OFF_SALE else step * 0.06)
    )
    ground, letters = COLOURS[bar.kind]
    width = right - left
    words = say(language, OFF_SALE[bar.kind]) if bar.kind in OFF_SALE else bar.name
    shown = _cut(words, (width - 8) / LETTERS)
    code = bar.code if width > 20 + LETTERS * _ems(shown) + 12 * _ems(bar.code) else ""
    return {
        "x": left,
        "y": y + 4,
        "width": width,
        "height": ROW - 8,
        "ground": ground,
        "letters": letters,
        "text": shown,
        "code": code,
        "open_left": bar.start < 0,
        "open_right": bar.end >= days,
        "closed": bar.kind in OFF_SALE,
    }
