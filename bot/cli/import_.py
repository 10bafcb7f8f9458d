"""`xiaoer import`: brings bookings in from a CSV file, in pieces that hold nobody up; refused rows come back with a reason."""

from __future__ import annotations

import codecs
import csv
import io
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.app import load_house
from bot.cli.common import run, settings
from bot.importing import REASON, Bad, Rules, Sheet, Unreadable, words_for_types
from bot.opening import opened
from bot.setting_values import variable
from bot.settings import Settings
from store import booking_marks, intake, todos
from store.database import Connection, Database
from store.house import house_day
from store.house_file import House
from store.intake import Recorded, Wish
from store.sealing import KeyRing
from store.world import World

MOST = 200  # rows a transaction
FIRST = 20
HEAVY = 10  # a stay to come has to find a room: it counts as so many that are over
HOLD = 0.03  # seconds of the writer one transaction may take; the size of the next follows from the last
TOLD = 20  # refused rows told one by one; the rest stands in the file
EVERY = 10_000  # rows between two counter lines where there is no terminal
LONGEST_LINE = 1 << 20
OUTCOMES = (*(str(kind) for kind in Recorded), "bad")


@click.group()
def import_() -> None:
    """Bring data in from a file."""


@import_.command("bookings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Where rows come from that do not say it, such as 美团.")
@click.option("--region", default="CN", show_default=True, help="Country of phone numbers without a + code.")
@click.option("--dry-run", is_flag=True, help="Only check the rows; change nothing.")
def import_bookings(file: Path, source: str, region: str, dry_run: bool) -> None:
    """Bring bookings in from FILE, a CSV file with a first line of column names. The same file again changes nothing.

    \b
    source 来源       where it was booked             order_no 订单号  its number there
    name 姓名         required                        phone 手机, 电话
    room_type 房型    code, name or nickname          rooms 间数       1
    arrival 入住      required, 2026-12-24            departure 离店   or nights 晚数
    adults 成人       1                               children 儿童    0
    total 总价        yuan                            state 状态       confirmed 已确认
    notes 备注

    UTF-8 or GB18030; commas, semicolons or tabs. Refused rows are told with their line and written to
    FILE.rejected.csv; then the exit code is 1. Everything else stands in docs/import.md.
    """
    counts = run(_import(settings(), World(), _Task(file, source.strip(), region.upper(), dry_run)))
    if dry_run:
        click.echo(f"dry run: {counts['good']} good, {counts['bad']} bad; nothing was changed")
    else:
        click.echo(", ".join(f"{counts[kind]} {kind}" for kind in OUTCOMES))
    if counts["bad"]:
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class _Task:
    """What the command was asked to do."""

    file: Path
    source: str
    region: str
    dry_run: bool


async def _import(chosen: Settings, world: World, task: _Task) -> Counter[str]:
    async with opened(chosen, world) as (database, ring):
        if chosen.data_key_previous is not None:
            raise click.ClickException(
                f"finish the change of keys first: run `xiaoer rekey`, then remove {variable('data_key_previous')}"
            )
        house = await load_house(database, chosen, world, None)
        with ExitStack() as stack:
            lines = stack.enter_context(_lines(task.file))
            sheet = Sheet(lines, _rules(house, ring, task))
            counter = stack.enter_context(_counter())
            refused = stack.enter_context(_Refused.beside(task.file, sheet))
            try:
                return await _bring(database, world, house, sheet, _Ends(counter, refused, task.dry_run))
            except Unreadable as error:
                raise click.ClickException(f"{task.file}: {error}") from error


def _rules(house: House, ring: KeyRing, task: _Task) -> Rules:
    return Rules(
        words_for_types(house), task.region, task.source, lambda wish: booking_marks.own_refs(ring, wish)[0]
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where what is found out goes."""

    counter: _Counter
    refused: _Refused
    dry_run: bool


async def _bring(database: Database, world: World, house: House, sheet: Sheet, ends: _Ends) -> Counter[str]:
    """Every row of the sheet, in transactions sized by how long the last one took."""
    counts: Counter[str] = ends.counter.counts
    chunk: list[Wish] = []
    size, weight = FIRST, 0
    today = house_day(house, world.clock.now())

    async def put() -> None:
        nonlocal size, weight
        took, results = await database.write(record, tuple(chunk), today, world.clock.now(), world)
        counts.update(map(str, results))
        size = max(1, min(MOST, int(weight * HOLD / max(took, 1e-6)), size * 2))
        weight = 0
        chunk.clear()
        await world.machine.sleep(took / 4)  # a moment for the writers of other processes

    for row in sheet.rows():
        if ends.counter.rows == 0 and sheet.unknown:
            ends.counter.say(f"columns not used: {', '.join(sheet.unknown)}")
        ends.counter.next()
        if isinstance(row, Bad):
            counts["bad"] += 1
            ends.refused.take(row, ends.counter)
        elif ends.dry_run:
            counts["good"] += 1
        else:
            chunk.append(row.wish)
            weight += 1 if row.wish.departure < today else HEAVY
            if weight >= size:
                await put()
    if chunk:
        await put()
    return counts


def record(
    connection: Connection, wishes: tuple[Wish, ...], today: date, now: datetime, world: World
) -> tuple[float, list[Recorded]]:
    """Seconds it took, and what became of each; for what found no room somebody is told."""
    began = world.machine.seconds()
    results = intake.record(connection, wishes, today, now, world.chance)
    for wish, result in zip(wishes, results, strict=True):
        if result is Recorded.UNPLACED:
            booking_id = booking_marks.id_of(connection, wish.source, wish.source_ref)
            key = f"unplaced:{booking_id}:{wish.arrival.isoformat()}"
            todos.open_once(connection, key, "unplaced", now, booking_id=booking_id)
    return world.machine.seconds() - began, results


# --- the file ---


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text file in whatever encoding spreadsheets here write; nothing longer than LONGEST_LINE at once."""
    with path.open("rb") as raw:
        encoding = _encoding(raw)
        raw.seek(0)
        text = io.TextIOWrapper(raw, encoding, errors="replace", newline="")
        yield iter(partial(text.readline, LONGEST_LINE), "")


def _encoding(raw: io.BufferedIOBase) -> str:
    """UTF-16 and UTF-8 by their marks, UTF-8 where the whole file is, else GB18030."""
    start = raw.read(3)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = start
    try:
        while piece:
            decoder.decode(piece)
            piece = raw.read(1 << 16)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


@dataclass(slots=True)
class _Refused:
    """Refused rows: the first told on stderr, all of them in a file beside the one that is read."""

    path: Path
    sheet: Sheet
    stack: ExitStack
    told: int = 0
    writer: Any = None  # a csv writer once there is something to write

    @classmethod
    @contextmanager
    def beside(cls, file: Path, sheet: Sheet) -> Iterator[_Refused]:
        with ExitStack() as stack:
            yield cls(file.with_suffix(".rejected.csv"), sheet, stack)

    def take(self, bad: Bad, counter: _Counter) -> None:
        if self.writer is None:
            self._open()
            counter.say(f"refused rows go to {self.path}")
        width = len(self.sheet.header)
        cells = [*bad.cells, *[""] * (width - len(bad.cells))]
        self.writer.writerow([*cells[:width], str(bad)])
        self.told += 1
        if self.told <= TOLD:
            counter.say(str(bad))
        elif self.told == TOLD + 1:
            counter.say("more refused rows are only written to the file")

    def _open(self) -> None:
        """Readable by its owner alone from the first byte on: it holds guests' names and numbers."""
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            os.fchmod(descriptor, 0o600)
        except OSError as error:
            raise click.ClickException(f"{self.path} cannot be written: {error.strerror}") from error
        file = self.stack.enter_context(os.fdopen(descriptor, "w", encoding="utf-8-sig", newline=""))
        self.writer = csv.writer(file)
        self.writer.writerow([*self.sheet.header, REASON])


@dataclass(slots=True)
class _Counter:
    """The line that counts: repainted on a terminal, now and then a new one elsewhere."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    painted: bool = False

    def next(self) -> None:
        self.rows += 1
        terminal = sys.stderr.isatty()
        if self.rows % (100 if terminal else EVERY) == 0:
            click.echo(("\r" if terminal else "") + self._text(), nl=not terminal, err=True)
            self.painted = terminal

    def say(self, text: str) -> None:
        self.end()
        click.echo(text, err=True)

    def end(self) -> None:
        if self.painted:
            click.echo(err=True)
            self.painted = False

    def _text(self) -> str:
        return f"{self.rows} rows, {self.counts['bad']} bad"


@contextmanager
def _counter() -> Iterator[_Counter]:
    counter = _Counter()
    try:
        yield counter
    finally:
        counter.end()
