"""Runs the bench and prints its figures; `docs/performance.md` tells what they mean."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.asking import asked
from bench.drawing import drawn
from bench.load import Measured, Numbers, as_fast_as_answered, at_rate
from bench.server import LOAD_CORE, pin
from bot.understanding import Hints, understand

FOLDER = Path("var/bench")
SENTENCES = (
    "我的订单",
    "下周五住两晚，两个大人，还有湖景房吗",
    "帮我加床被子，另外几点退房",
    "do you have a room next Friday for two nights?",
    "不对，是25号",
    "从大理站怎么过去，能停车吗",
    "12月24号到26号，三个人，亲子房多少钱",
    "明天可以晚点退房吗，下午两点",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server under test."""

    port: int
    process: subprocess.Popen[str]

    def memory(self) -> float:
        """Megabytes it occupies (resident set); 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return 0.0
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def server(kind: str) -> Iterator[Server]:
    """A server of `kind`, ready; stopped at the end."""
    command = [sys.executable, "-m", "bench.server", kind, str(FOLDER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Server(int(process.stdout.readline()), process)
        finally:
            process.stdin.close()
            process.wait(30)


async def rounds(bare: Server, full: Server, count: int, seconds: float) -> float:
    """Both servers in turn, `count` times; the full one's median rate."""
    numbers = Numbers()
    rates = {}
    for name, one in (("bare", bare), ("full", full)):  # warm, and how many requests a round needs
        rates[name] = (await as_fast_as_answered(one.port, numbers.requests(1_600))).rate
    found: dict[str, list[Measured]] = {"bare": [], "full": []}
    for _ in range(count):
        for name, one in (("bare", bare), ("full", full)):
            prepared = numbers.requests(int(rates[name] * seconds))
            found[name].append(await as_fast_as_answered(one.port, prepared))
    for name, measured in found.items():
        report(name, measured)
    ratios = [f.rate / b.rate for b, f in zip(found["bare"], found["full"], strict=True)]
    print(f"{'ratio full/bare':24} {spread(ratios, '{:.3f}')}")
    rate = median(m.rate for m in found["full"])
    paced = [
        await at_rate(full.port, numbers.requests(int(rate / 2 * seconds)), rate / 2) for _ in range(count)
    ]
    report("full at half its maximum", paced)
    return rate


def report(name: str, measured: Sequence[Measured]) -> None:
    wrong = sum(m.wrong for m in measured)
    assert wrong == 0, f"{name}: {wrong} answers were none"
    print(
        f"{name:24} {spread([m.rate for m in measured], '{:.0f}')} turns/s"
        f"   p50 {spread([m.share(0.5) * 1000 for m in measured], '{:.1f}')} ms"
        f"   p99 {spread([m.share(0.99) * 1000 for m in measured], '{:.1f}')} ms"
    )


def spread(values: Sequence[float], form: str) -> str:
    """Median, least and most."""
    return f"{form.format(median(values))} ({form.format(min(values))}..{form.format(max(values))})"


async def memory(full: Server, turns: int) -> None:
    """How much the full server occupies after so many turns, and how much of it came in their second half."""
    numbers, done = Numbers(), 0
    readings: list[float] = []
    for _ in range(2):
        while done < turns // 2 * (len(readings) + 1):
            piece = min(5_000, turns // 2)
            measured = await as_fast_as_answered(full.port, numbers.requests(piece))
            done += len(measured.latencies)
        readings.append(full.memory())
    print(
        f"{'memory':24} {readings[1]:.0f} MB after {done} more turns, {readings[1] - readings[0]:+.1f} MB in the second half"
    )


def reading() -> None:
    """Microseconds a sentence takes to be understood."""
    now, hints = datetime(2026, 12, 1, 10, tzinfo=UTC), Hints()
    for text in SENTENCES:
        understand(text, now, hints)
    took = []
    for text in SENTENCES:
        began = perf_counter()
        for _ in range(200):
            understand(text, now, hints)
        took.append((perf_counter() - began) / 200 * 1e6)
    print(f"{'understanding':24} {spread(took, '{:.0f}')} µs a sentence, “{SENTENCES[0]}” {took[0]:.0f} µs")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each server (default 3)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of one round (default 4)")
    parser.add_argument("--turns", type=int, default=10_000, help="for the memory figure (default 10000)")
    parser.add_argument("--long", action="store_true", help="100,000 turns for the memory figure")
    parser.add_argument("--keep", action="store_true", help="use the database of the last run again")
    chosen = parser.parse_args()
    pin(LOAD_CORE)
    if not chosen.keep:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    began = perf_counter()
    with server("full") as full, server("bare") as bare:
        print(f"{'ready':24} 100,000 bookings in {perf_counter() - began:.0f} s")
        asyncio.run(rounds(bare, full, chosen.rounds, chosen.seconds))
        asyncio.run(memory(full, 100_000 if chosen.long else chosen.turns))
    for name, took in asyncio.run(asked(FOLDER)).items():
        print(f"{name:24} {spread(took, '{:.2f}')} ms beside 100,000 bookings")
    fifty = FOLDER / "fifty"
    shutil.rmtree(fifty, ignore_errors=True)
    fifty.mkdir()
    took = asyncio.run(drawn(fifty))
    print(f"{'房态 as a picture':24} {spread(took, '{:.0f}')} ms for 50 rooms over 14 days")
    reading()
    if not chosen.keep:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
