"""The picture 房态: drawn in a process of its own, with our font, fast enough for fifty rooms (F021)."""

from __future__ import annotations

import struct
from datetime import date
from multiprocessing import active_children
from time import process_time

from bot.drawing.occupancy import layout
from bot.drawing.painter import Painter, fill, paint
from store.house_file import PriceClass, demo_house
from store.occupancy import Bar, Board, RoomLine, TypeLines

HOUSE = demo_house()
FIRST = date(2026, 12, 24)
BARS = (Bar(-1, 2, "in_house", "B23", "王*"), Bar(2, 5, "stay", "B31", "李**"), Bar(9, 14, "closed"))


def board(rooms: int = 12, days: int = 14, bars: tuple[Bar, ...] = BARS) -> Board:
    lines = tuple(RoomLine(str(300 + n), n % 3 == 0, bars) for n in range(rooms))
    weekday: PriceClass = "weekday"
    return Board(FIRST, (weekday,) * days, (TypeLines("lake", lines, (3,) * days),))


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


async def test_picture_comes_from_a_process_of_its_own() -> None:
    painter = Painter()
    try:
        png = await painter.paint("occupancy", layout(board(), HOUSE, "zh_CN", FIRST))
    finally:
        painter.close()
    assert size(png)[0] == 1200


async def test_process_that_died_is_replaced_and_the_picture_drawn_all_the_same() -> None:
    painter, others = Painter(), set(active_children())
    values = layout(board(), HOUSE, "zh_CN", FIRST)
    try:
        png = await painter.paint("occupancy", values)
        (process,) = set(active_children()) - others
        process.kill()
        process.join()
        assert await painter.paint("occupancy", values) == png
    finally:
        painter.close()


def test_fifty_rooms_are_drawn_in_under_a_second() -> None:
    values = layout(board(rooms=50), HOUSE, "zh_CN", FIRST)
    paint("occupancy", values)
    took = []
    for _ in range(3):
        began = process_time()
        paint("occupancy", values)
        took.append(process_time() - began)
    assert min(took) < 1.0


def test_letters_come_from_our_own_font() -> None:
    """Without it every Chinese letter would be the same empty box, or nothing."""
    one = paint("occupancy", layout(board(bars=(Bar(0, 9, "stay", "", "王"),)), HOUSE, "zh_CN", FIRST))
    other = paint("occupancy", layout(board(bars=(Bar(0, 9, "stay", "", "赵"),)), HOUSE, "zh_CN", FIRST))
    assert one != other


def test_what_people_are_called_is_never_markup() -> None:
    bars = (Bar(0, 9, "stay", "B1", "<b>&"),)
    svg = fill("occupancy", layout(board(bars=bars), HOUSE, "zh_CN", FIRST))
    assert "&lt;b&gt;&amp;" in svg
    assert "<b>" not in svg


def test_names_are_cut_to_their_bar() -> None:
    values = layout(board(bars=(Bar(0, 1, "stay", "B1", "欧阳**长长长长"),)), HOUSE, "zh_CN", FIRST)
    bar = values["types"][0]["rooms"][0]["bars"][0]
    assert "欧阳**长长长长".startswith(bar["text"])
    assert len(bar["text"]) * 8 < bar["width"]


def test_month_fits_the_width_of_a_phone() -> None:
    values = layout(board(days=31), HOUSE, "en", FIRST)
    last = values["days"][-1]
    assert last["x"] + values["step"] <= values["wide"]
