"""Bringing bookings in from files: what cells may say, what is refused and how, and the whole command on a real database."""

from __future__ import annotations

import asyncio
import csv
import io
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cli.import_ import MOST, import_
from bot.importing import Bad, Good, Rules, Sheet, Unreadable, words_for_types
from store import todos
from store.bookings import BookingRow
from store.database import Connection, open_database
from store.house_file import demo_house
from store.intake import Wish
from store.sealing import KeyRing

KEY = "aa" * 32
HEAD = "来源,订单号,姓名,手机,房型,间数,入住,离店,成人,儿童,总价,状态,备注"
RULES = Rules(words_for_types(demo_house()), "CN", "", lambda wish: f"own-{wish.holder}")


def sheet(text: str, rules: Rules = RULES) -> Sheet:
    return Sheet(io.StringIO(text, newline=""), rules)


def rows(text: str, rules: Rules = RULES) -> list[Good | Bad]:
    return list(sheet(text, rules).rows())


def one(cells: dict[str, str], rules: Rules = RULES) -> Good | Bad:
    """What becomes of one row with these cells beside the ones it needs."""
    needed = {
        "source": "美团",
        "order_no": "1",
        "name": "王小明",
        "room_type": "lake",
        "arrival": "2026-12-24",
    }
    said = {**needed, "departure": "2026-12-26", **cells}
    text = io.StringIO()
    csv.writer(text).writerows([said.keys(), said.values()])
    (row,) = rows(text.getvalue(), rules)
    return row


def good(rules: Rules = RULES, **cells: str) -> Wish:
    row = one(cells, rules)
    assert isinstance(row, Good), row
    return row.wish


def refused(**cells: str) -> tuple[str, str]:
    row = one(cells)
    assert isinstance(row, Bad)
    return row.column, row.reason


# --- cells ---


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-24",
        "2026/12/24",
        "2026.12.24",
        "2026年12月24日",
        "20261224",
        "2026-12-24 14:00:00",
        "２０２６－１２－２４",
        "2026 年 12 月 24 日",
        '="2026-12-24"',
    ],
)
def test_day_in_the_ways_spreadsheets_write_it(text: str) -> None:
    assert good(arrival=text).arrival == date(2026, 12, 24)


@pytest.mark.parametrize("text", ["24.12.2026", "2026-02-30", "1899-12-30", "46380", "明天", ""])
def test_day_that_is_none_is_refused(text: str) -> None:
    assert refused(arrival=text)[0] == "arrival"


def test_departure_follows_from_nights() -> None:
    assert good(departure="", nights="2晚").departure == date(2026, 12, 26)
    assert refused(nights="3") == ("nights", "do not lead from arrival to departure")
    assert refused(departure="") == ("departure", "is empty, and so is nights")
    assert refused(departure="2026-12-24")[0] == "departure"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800008000", "+8613800008000"),
        ("138 0000 8000", "+8613800008000"),
        ("+86-138-0000-8000", "+8613800008000"),
        ("'13800008000", "+8613800008000"),
        ('="13800008000"', "+8613800008000"),
        ("13800008000\t", "+8613800008000"),
        ("13800008000.0", "+8613800008000"),
        ("13800008000转8012", "+8613800008000"),
        ("13800008000/13900009000", "+8613800008000"),
        ("+852 9123 4567", "+85291234567"),
        ("0872-2670000", "+868722670000"),
        ("138****8000", None),
        ("", None),
    ],
)
def test_phone_becomes_e164(text: str, number: str | None) -> None:
    assert good(phone=text).phone == number


def test_phone_of_the_region_asked_for() -> None:
    rules = Rules(RULES.types, "GB", "", RULES.own_ref)
    assert good(rules, phone="020 7946 0018").phone == "+442079460018"


@pytest.mark.parametrize("text", ["12", "有", "1.38E+10"])
def test_phone_that_is_none_is_refused(text: str) -> None:
    assert refused(phone=text)[0] == "phone"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1136", 113600),
        ("1,136.50", 113650),
        ("¥1136.5", 113650),
        ("１１３６元", 113600),
        ("0.29", 29),  # 0.29 * 100 is 28.999… as a float
        ("", None),
    ],
)
def test_total_is_exact_to_the_fen(text: str, fen: int | None) -> None:
    assert good(total=text).total == fen


@pytest.mark.parametrize("text", ["-1", "1.005", "1e3", "NaN", "11,36", "99999999999", "约1000", "$500"])
def test_total_that_is_none_is_refused(text: str) -> None:
    assert refused(total=text)[0] == "total"


@pytest.mark.parametrize("word", ["lake", "湖景大床房", "湖 景", "看海的", "LAKE-VIEW DOUBLE"])
def test_room_type_by_any_word_of_the_house(word: str) -> None:
    assert good(room_type=word).room_type == "lake"


def test_room_type_unknown_is_refused() -> None:
    assert refused(room_type="总统套房")[0] == "room_type"


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("", "confirmed"),
        ("已取消", "cancelled"),
        ("No Show", "no_show"),
        ("在住", "in_house"),
        ("待安排", "confirmed"),
    ],
)
def test_state_in_words(word: str, state: str) -> None:
    assert good(state=word).state == state


def test_state_unknown_is_refused() -> None:
    assert refused(state="也许")[0] == "state"


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "很多", "100"])
def test_rooms_that_are_no_count_are_refused(text: str) -> None:
    assert refused(rooms=text)[0] == "rooms"


def test_identity_and_card_numbers_are_masked_in_every_column() -> None:
    wish = good(
        name="王11010519491231002X",
        source="美团 11010519491231002X",
        notes="卡4111111111111111 身份证11010519491231002X",
    )
    said = " ".join(str(value) for value in (wish.holder, wish.source, wish.notes))
    assert "11010519491231002X" not in said
    assert "411111" not in said


def test_order_number_of_a_card_s_shape_stays_and_an_identity_number_is_refused() -> None:
    """One order number in ten passes a card's check: starred out, many orders would become one."""
    assert good(order_no="4111111111111111").source_ref == "4111111111111111"
    assert refused(order_no="11010519491231002X")[0] == "order_no"


def test_order_number_rounded_by_a_spreadsheet_is_refused() -> None:
    assert refused(order_no="1.23457E+17")[0] == "order_no"
    assert good(order_no="8E12345").source_ref == "8E12345"


def test_order_number_missing_is_made_from_the_row() -> None:
    assert good(order_no="").source_ref == "own-王小明"


@given(
    st.dictionaries(st.sampled_from(["phone", "total", "rooms", "state", "notes", "departure"]), st.text())
)
def test_cell_of_any_text_is_taken_or_refused_without_repeating_it(cells: dict[str, str]) -> None:
    row = one(cells)
    if isinstance(row, Bad):
        assert not any(text in str(row) for text in cells.values() if len(text) > 8)


# --- files ---


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_file_with_any_delimiter(delimiter: str) -> None:
    text = delimiter.join(["姓名", "房型(元)", "Check-in", "晚数", "渠道"]) + "\n"
    text += delimiter.join(["王", "湖景", "2026-12-24", "1", "美团"]) + "\n\n"
    (row,) = rows(text)
    assert isinstance(row, Good)


def test_row_with_line_breaks_counts_lines_as_an_editor_does() -> None:
    text = f'{HEAD}\r\n美团,1,王,,湖景,1,2026-12-24,2026-12-25,,,,,"a\r\nb"\r\n\r\n美团,2,,,湖景,1,2026-12-24,2026-12-25\r\n'
    first, second = rows(text)
    assert isinstance(first, Good)
    assert (first.wish.notes, str(second)) == ("a b", "line 5: name: is empty")


def test_quotation_mark_never_closed_is_refused_and_eats_no_row_silently() -> None:
    text = f'{HEAD}\n美团,1,王,,湖景,1,2026-12-24,2026-12-25,,,,,"早到\n美团,2,李,,湖景,1,2026-12-24,2026-12-25\n'
    (row,) = rows(text)
    assert str(row) == "line 2: is not CSV up to line 3: look at its quotation marks"


def test_order_number_twice_is_refused_unless_nothing_differs() -> None:
    line = "美团,1,王,,湖景,1,2026-12-24,2026-12-25"
    first, second, third = rows(f"{HEAD}\n{line}\n{line}\n{line[:-1]}6\n")
    assert isinstance(first, Good)
    assert isinstance(second, Good)
    assert isinstance(third, Bad)
    assert (third.line, third.column) == (4, "order_no")


@pytest.mark.parametrize(
    "header", ["", "a,b", "姓名,房型,入住,来源", "姓名,房型,入住,离店", "姓名,客人,房型,入住,离店,来源"]
)
def test_header_that_will_not_do_is_told(header: str) -> None:
    with pytest.raises(Unreadable):
        rows(header + "\n")


def test_row_with_too_many_cells_is_refused() -> None:
    (row,) = rows(f"{HEAD}\n美团,1,王,,湖景,1,2026-12-24,2026-12-25,2,0,1,136.50,,,x\n")
    assert isinstance(row, Bad)
    assert row.column in ("", "state")


# --- the command ---


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`xiaoer import bookings` of these bytes, in a house of its own."""
    demo = Path(__file__).parent.parent / "store" / "house_file" / "demo_house.toml"
    (tmp_path / "house.toml").write_text(demo.read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XIAOER_DATA_KEY", KEY)
    monkeypatch.setenv("XIAOER_DATABASE_URL", "sqlite:///var/xiaoer.db")

    def call(content: bytes | str, *options: str) -> Result:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "b.csv").write_bytes(data)
        return CliRunner().invoke(import_, ["bookings", "b.csv", *options])

    return call


def stored(work: Callable[[Connection], Any]) -> Any:
    async def read() -> Any:
        async with open_database("sqlite:///var/xiaoer.db", KeyRing(bytes.fromhex(KEY))) as database:
            return await database.read(work)

    return asyncio.run(read())


def line(number: int, **other: str) -> str:
    cells = {
        "name": "王小明",
        "type": "湖景",
        "arrival": "2099-12-24",
        "departure": "2099-12-26",
        "phone": "",
    } | other
    return "美团,{},{name},{phone},{type},1,{arrival},{departure},2,0,500,,".format(number, **cells)


def file_of(*lines: str) -> str:
    return "\n".join([HEAD, *lines, ""])


def test_import_twice_changes_nothing(bring: Callable[..., Result]) -> None:
    text = file_of(
        *(line(number, arrival="2020-01-01", departure="2020-01-02") for number in range(500)), line(500)
    )
    first, second = bring(text), bring(text)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == "501 created, 0 changed, 0 unchanged, 0 unplaced, 0 bad\n"
    assert second.stdout == "0 created, 0 changed, 501 unchanged, 0 unplaced, 0 bad\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_import_reads_what_spreadsheets_write(bring: Callable[..., Result], encoding: str) -> None:
    assert bring(file_of(line(1)).encode(encoding)).exit_code == 0
    assert stored(lambda c: c.scalars(select(BookingRow.holder)).all()) == ["王小明"]


def test_import_broken_bytes_are_refused_not_kept(bring: Callable[..., Result]) -> None:
    result = bring(file_of(line(1)).encode("gb18030").replace("王小明".encode("gb18030"), b"\xff\xff"))
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_import_bad_rows_come_back_with_a_reason_and_the_good_ones_stay(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    result = bring(file_of(line(1), line(2, type="宫殿", name="11010519491231002X"), line(3, arrival="x")))
    assert result.exit_code == 1
    assert result.stdout == "1 created, 0 changed, 0 unchanged, 0 unplaced, 2 bad\n"
    assert "line 3: room_type:" in result.stderr
    assert "line 4: arrival:" in result.stderr
    rejected = tmp_path / "b.rejected.csv"
    assert stat.S_IMODE(rejected.stat().st_mode) == 0o600
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        head, *back = csv.reader(file)
    assert head == [*HEAD.split(","), "reason"]
    assert [row[1] for row in back] == ["2", "3"]
    assert back[0][2] == "*" * 18
    assert back[0][-1].startswith("line 3: room_type: ")


def test_import_rejected_file_put_right_can_be_brought(bring: Callable[..., Result], tmp_path: Path) -> None:
    bring(file_of(line(1, type="宫殿")))
    mended = (tmp_path / "b.rejected.csv").read_text("utf-8-sig").replace("宫殿", "湖景")
    result = bring(mended)
    assert (result.exit_code, result.stderr) == (0, "")


def test_import_says_nothing_of_what_cells_say(bring: Callable[..., Result]) -> None:
    result = bring(
        file_of(line(1, name="赵钱孙", phone="99", type="宫殿"), line(2, name="赵钱孙", phone="99"))
    )
    assert result.exit_code == 1
    assert "赵钱孙" not in result.output
    assert "宫殿" not in result.output


def test_import_many_bad_rows_are_told_only_in_the_file(bring: Callable[..., Result], tmp_path: Path) -> None:
    result = bring(file_of(*(line(number, type="宫殿") for number in range(100))))
    assert result.stderr.count("room_type") == 20
    assert len((tmp_path / "b.rejected.csv").read_text("utf-8-sig").splitlines()) == 101


def test_import_without_room_opens_one_todo(bring: Callable[..., Result]) -> None:
    """Four lake rooms, five stays."""
    text = file_of(*(line(number) for number in range(5)))
    for expected in (
        "4 created, 0 changed, 0 unchanged, 1 unplaced",
        "0 created, 0 changed, 5 unchanged, 0 unplaced",
    ):
        assert bring(text).stdout == f"{expected}, 0 bad\n"
    assert stored(todos.unfinished) == [(1, "unplaced", 5, {})]


def test_import_without_order_numbers_is_the_same_again(bring: Callable[..., Result]) -> None:
    text = file_of(line(1), line(2, name="李")).replace("美团,1,", "美团,,").replace("美团,2,", "美团,,")
    assert bring(text).stdout.startswith("2 created")
    assert bring(text).stdout.startswith("0 created, 0 changed, 2 unchanged")
    refs = stored(lambda c: c.scalars(select(BookingRow.source_ref)).all())
    assert all(ref.startswith("row-") for ref in refs)


def test_import_source_option_names_where_rows_come_from(bring: Callable[..., Result]) -> None:
    text = "姓名,房型,入住,晚数\n王,湖景,2099-12-24,1\n"
    assert bring(text).exit_code == 1
    assert bring(text, "--source", "飞猪").exit_code == 0
    assert stored(lambda c: c.scalars(select(BookingRow.source)).all()) == ["飞猪"]


def test_import_dry_run_changes_nothing(bring: Callable[..., Result]) -> None:
    result = bring(file_of(line(1), line(2, type="宫殿")), "--dry-run")
    assert (result.exit_code, result.stdout) == (1, "dry run: 1 good, 1 bad; nothing was changed\n")
    assert stored(lambda c: c.scalars(select(BookingRow.id)).all()) == []


def test_import_while_keys_change_is_refused(
    bring: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOER_DATA_KEY_PREVIOUS", "bb" * 32)
    result = bring(file_of(line(1)))
    assert result.exit_code == 1
    assert "xiaoer rekey" in result.stderr


def test_import_holds_no_more_rows_than_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is read as it is asked for: nothing runs ahead of the rows that were taken."""
    taken = 0

    def lines() -> Any:
        nonlocal taken
        yield HEAD + "\n"
        for number in range(100 * MOST):
            taken = number
            yield line(number) + "\n"

    found = Sheet(lines(), RULES).rows()
    for _ in range(10):
        next(found)
    assert taken <= 10
