"""`xiaoer understand` says how a sentence is read, one JSON object a line."""

from __future__ import annotations

import json

from click.testing import CliRunner

from bot.cli.understand import understand


def test_text_is_read_at_the_moment_given() -> None:
    out = CliRunner().invoke(understand, ["--now", "2026-11-21T15:00", "下周五有房吗"]).output
    got = json.loads(out)
    assert (got["lang"], got["intents"][0]["intent"], got["slots"], got["dates"]) == (
        "zh_CN",
        "availability_query",
        {"check_in": "2026-11-27"},
        [{"kind": "date", "start": "2026-11-27"}],
    )


def test_lines_are_read_one_by_one_and_a_bad_one_is_named() -> None:
    lines = [
        '{"text": "住两晚", "now": "2026-11-21T15:00"}',
        "no json",
        '{"now": "2026-11-21T15:00"}',
        '{"text": "2", "context": {"flow": "book", "step": "nights"}}',
    ]
    out = CliRunner().invoke(understand, ["--jsonl"], input="\n".join(lines)).output.splitlines()
    got = [json.loads(line) for line in out]
    assert [sorted(answer)[:1] for answer in got] == [["dates"], ["error"], ["error"], ["dates"]]
    assert (got[0]["slots"], got[3]["slots"]) == ({"nights": 2}, {"nights": 2})


def test_moment_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(understand, ["--now", "yesterday", "你好"])
    assert (result.exit_code, "2026-11-21T15:00" in result.output) == (2, True)


def test_nothing_understood_is_named_other() -> None:
    got = json.loads(CliRunner().invoke(understand, ["--now", "2026-11-21T15:00", "xqzw"]).output)
    assert got["intents"] == [{"intent": "other", "confidence": 0.3}]
