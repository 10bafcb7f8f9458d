"""What may never be read in a log, and that libraries' lines go the same way as ours."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import structlog

from bot.log import configure, masked_text


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800008000，谢谢", "电话138****8000，谢谢"),
        ("+86 13800008000", "+86 138****8000"),
        ("id 11010519491231002X", "id ******************"),
        ("card 4111111111111111", "card ************1111"),
        ("/cgi-bin/user?access_token=7_abc-DEF&openid=1", "/cgi-bin/user?access_token=***&openid=1"),
        ("appid=wx1&secret=0123abc", "appid=wx1&secret=***"),
        ('{"access_token": "7_abc", "expires_in": 7200}', '{"access_token": "***", "expires_in": 7200}'),
        ("{'secret': 'abc'}", "{'secret': '***'}"),
        ("postgresql://house:pass@db/x", "postgresql://house:***@db/x"),
        ("redis://:pass@cache/0", "redis://:***@cache/0"),
        ("to o6_bmjrPTlm6_2sgVt7hMZOPfL2M failed", "to o*** failed"),
        ("order 2026120112345 of room 301", "order 2026120112345 of room 301"),
    ],
)
def test_masked_text_hides_what_a_log_must_not_hold(text: str, masked: str) -> None:
    assert masked_text(text) == masked


@dataclass(frozen=True)
class Guest:
    phone: str


def test_event_is_masked_in_every_value_however_deep(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    structlog.get_logger("bot.turn").info(
        "turn_failed",
        token="abc",
        code=45015,
        guests=[{"phone": "13800008000"}, Guest("13800008000")],
    )
    [event] = written(capsys)
    del event["timestamp"]
    assert event == {
        "event": "turn_failed",
        "level": "info",
        "logger": "bot.turn",
        "token": "***",
        "code": 45015,
        "guests": [{"phone": "138****8000"}, "Guest(phone='138****8000')"],
    }


def test_traceback_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    try:
        raise ValueError("secret=abc 13800008000")
    except ValueError:
        structlog.get_logger("bot.turn").exception("broken")
    [event] = written(capsys)
    assert event["exception"].splitlines()[-1] == "ValueError: secret=*** 138****8000"


def test_library_line_has_the_same_form_and_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    logging.getLogger("aiohttp.server").error(
        "refused %s", "access_token=abc", extra={"phone": "13800008000"}
    )
    [event] = written(capsys)
    del event["timestamp"]
    assert event == {
        "event": "refused access_token=***",
        "level": "error",
        "logger": "aiohttp.server",
        "phone": "138****8000",
    }


def test_level_holds_for_us_and_libraries_are_quieter(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    structlog.get_logger("bot.turn").debug("no")
    logging.getLogger("apscheduler.executors").info("no")
    structlog.get_logger("bot.turn").info("yes")
    assert [event["event"] for event in written(capsys)] == ["yes"]


def test_configure_again_does_not_say_things_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    configure("info", json=True)
    structlog.get_logger("bot.turn").info("once")
    assert len(written(capsys)) == 1


def test_lines_for_people_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", json=False)
    structlog.get_logger("bot.turn").info("answered", phone="13800008000")
    assert "phone=138****8000" in capsys.readouterr().err


def test_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="log level 'loud': one of debug, info"):
        configure("loud", json=True)
