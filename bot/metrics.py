"""What an operator counts (Prometheus). Served on a port of its own, never on the public one; no guest in a label."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from scheduler.tick import Report

PUSHES = Counter("xiaoer_pushes_total", "Deliveries from WeChat", ["ended"])
TURNS = Histogram(
    "xiaoer_turn_seconds",
    "Seconds a turn took",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
FAILED_TURNS = Counter("xiaoer_failed_turns_total", "Turns that ended in an apology")
MODEL = Counter("xiaoer_model_total", "Texts put to the language model", ["ended"])
DELIVERIES = Counter("xiaoer_deliveries_total", "Rows of the outbox", ["ended"])


def observe_tick(report: Report) -> None:
    """Count what one round of the clock delivered."""
    for ended, count in report.delivered.items():
        DELIVERIES.labels(ended).inc(count)
