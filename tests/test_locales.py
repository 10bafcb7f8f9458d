"""The catalogs are complete and true to the code; days, stays, sums and lists read as people write them."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from locales import (
    LANGUAGES,
    clock,
    day,
    days,
    fallback,
    festival,
    join,
    load,
    money,
    po,
    say,
    say_many,
    stay,
    yuan,
)
from locales.check import check, places
from locales.extract import update
from locales.source import Message, Unreadable, of_text

EVE = date(2027, 2, 5)


def test_catalogs_are_complete_and_true_to_the_code() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("language", "nearest"),
    [
        ("zh_CN", "zh_CN"),
        ("zh_TW", "zh_TW"),
        ("zh-HK", "zh_TW"),
        ("zh-Hant-CN", "zh_TW"),
        ("yue", "zh_TW"),
        ("zh-Hans", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("", "zh_CN"),
        ("en", "en"),
        ("en_GB", "en"),
        ("ja-JP", "ja"),
        ("ko", "en"),
        ("xx", "en"),
    ],
)
def test_fallback_is_the_nearest_language_shipped(language: str, nearest: str) -> None:
    assert fallback(language) == nearest


def test_say_in_a_language_not_shipped_uses_the_nearest() -> None:
    load()
    assert say("zh_HK", "{first} to {last}", first=1, last=3) == "1至3"
    assert say("fr", "{first} to {last}", first=1, last=3) == "1 to 3"


def test_say_of_an_unknown_message_says_it_in_english_and_logs_once() -> None:
    with structlog.testing.capture_logs() as logs:
        said = [
            say("zh_CN", "no catalog has {this}", this=n) for n in (1, 2)
        ]  # not under bot: never extracted
    assert said == ["no catalog has 1", "no catalog has 2"]
    assert [(entry["language"], entry["message_id"]) for entry in logs] == [
        ("zh_CN", "no catalog has {this}")
    ]


def test_say_many_chooses_the_form() -> None:
    said = [say_many(one, "{n} night", "{n} nights", n) for one in LANGUAGES for n in (1, 2)]
    assert said == ["1晚", "2晚", "1晚", "2晚", "1 night", "2 nights", "1泊", "2泊"]


def test_value_with_braces_is_said_as_it_is() -> None:
    assert say("zh_CN", "{first} to {last}", first="{last.__class__}", last="x") == "{last.__class__}至x"


@pytest.mark.parametrize(
    ("on", "chinese", "english"),
    [
        (date(2026, 12, 24), "12月24日（周四）", "Thu 24 Dec"),
        (EVE, "2月5日（周五·除夕）", "Fri 5 Feb (Lunar New Year's Eve)"),
        (date(2027, 2, 6), "2月6日（周六·初一）", "Sat 6 Feb (Lunar New Year's Day)"),
        (date(2027, 2, 12), "2月12日（周五·初七）", "Fri 12 Feb (Lunar New Year, day 7)"),
        (date(2027, 2, 13), "2月13日（周六）", "Sat 13 Feb"),
        (date(2026, 9, 25), "9月25日（周五·中秋节）", "Fri 25 Sep (Mid-Autumn Festival)"),
        (date(2026, 12, 22), "12月22日（周二·冬至）", "Tue 22 Dec (Winter Solstice)"),
        (date(2027, 1, 1), "1月1日（周五·元旦）", "Fri 1 Jan (New Year's Day)"),
    ],
)
def test_day_is_said_with_weekday_and_festival(on: date, chinese: str, english: str) -> None:
    assert (day("zh_CN", on), day("en", on)) == (chinese, english)


def test_festival_of_a_leap_month_is_none() -> None:
    # 2025 has two sixth months and 2028 two fifth ones: only the first of each has its festivals.
    assert festival("zh_CN", date(2028, 5, 28)) == "端午节"
    assert festival("zh_CN", date(2028, 6, 27)) == ""


def test_day_may_be_said_without_its_festival() -> None:
    assert day("zh_CN", EVE, festival=False) == "2月5日（周五）"


def test_day_far_from_today_is_said_with_its_year() -> None:
    today = date(2026, 3, 1)
    assert day("zh_CN", date(2027, 2, 5), today=today) == "2027年2月5日（周五·除夕）"
    assert day("en", date(2027, 2, 5), today=today) == "Fri 5 Feb 2027 (Lunar New Year's Eve)"
    assert day("zh_CN", date(2025, 3, 4), today=today) == "2025年3月4日（周二）"
    assert day("zh_CN", date(2027, 1, 13), today=today) == "1月13日（周三）"


def test_stay_is_echoed_in_full() -> None:
    assert stay("zh_CN", EVE, date(2027, 2, 7)) == "2月5日（周五·除夕）入住，2晚，2月7日（周日·初二）离店"
    assert (
        stay("en", date(2026, 12, 24), date(2026, 12, 25))
        == "arriving Thu 24 Dec, 1 night, leaving Fri 25 Dec"
    )


def test_stay_without_a_night_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one night"):
        stay("zh_CN", EVE, EVE)


def test_days_say_both_ends_or_the_one_day() -> None:
    assert days("zh_CN", date(2026, 12, 24), date(2026, 12, 26)) == "12月24日（周四）至12月26日（周六）"
    assert days("en", date(2026, 12, 24), date(2026, 12, 26)) == "Thu 24 Dec to Sat 26 Dec"
    assert days("zh_CN", date(2026, 12, 24), date(2026, 12, 24)) == "12月24日（周四）"


@pytest.mark.parametrize(
    ("fen", "said"), [(68800, "¥688"), (68850, "¥688.50"), (5, "¥0.05"), (0, "¥0"), (-5000, "-¥50")]
)
def test_money_is_said_in_yuan(fen: int, said: str) -> None:
    assert {money(language, fen) for language in ("zh_CN", "zh_TW", "en")} == {said}


def test_money_is_never_said_as_yen() -> None:
    assert [money("ja", fen) for fen in (68800, 68850, -5000)] == ["688元", "688.50元", "-50元"]


@pytest.mark.parametrize(
    ("fen", "said"), [(0, "0"), (46800, "468"), (1234567, "12345.67"), (150000000, "1500000")]
)
def test_sum_in_a_command_is_whole_however_large(fen: int, said: str) -> None:
    """The bug: a sum over ¥9,999.99 lost its fen, one of a million was written 1e+06."""
    assert yuan(fen) == said


def test_clock_has_two_digits_each() -> None:
    assert clock("zh_CN", time(9, 5)) == "09:05"


@pytest.mark.parametrize(
    ("items", "chinese", "english"),
    [
        ([], "", ""),
        (["301"], "301", "301"),
        (["301", "302"], "301、302", "301 and 302"),
        (["301", "302", "303"], "301、302、303", "301, 302 and 303"),
    ],
)
def test_join_lists_as_people_do(items: list[str], chinese: str, english: str) -> None:
    assert (join("zh_CN", items), join("en", items)) == (chinese, english)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2300, 1, 1)), st.integers(1, 400))
def test_any_stay_can_be_said(arrival: date, nights: int) -> None:
    for language in LANGUAGES:
        assert f"{nights}" in stay(language, arrival, arrival + timedelta(days=nights))


CODE = """
from locales import N_, say, say_many
import locales
TITLE = N_("A title")
def f(language, other):
    say(language, "Room {room} " "is free", room=1)
    say_many(language, "{n} room", "{n} rooms", 2)
    locales.say(language, "Hello")
    say(language, TITLE)
    other.say(language, "somebody else's say")
    say(language, "{a}", **other)
"""


def test_source_finds_the_messages_of_a_file() -> None:
    assert list(of_text(CODE, "bot/x.py")) == [
        Message("A title", "", "bot/x.py", 4, None),
        Message("Room {room} is free", "", "bot/x.py", 6, frozenset({"room"})),
        Message("{n} room", "{n} rooms", "bot/x.py", 7, frozenset({"n"})),
        Message("Hello", "", "bot/x.py", 8, frozenset()),
        Message("{a}", "", "bot/x.py", 11, None),
    ]


def test_source_refuses_a_message_it_cannot_read() -> None:
    text = 'from locales import N_, say\nsay("en", f"x{1}")\nN_(name)\n'
    assert list(of_text(text, "bot/x.py")) == [
        Unreadable("bot/x.py", 2, "say needs its message as one plain text"),
        Unreadable("bot/x.py", 3, "N_ needs its message as one plain text"),
    ]
    assert list(of_text("def", "bot/x.py")) == [Unreadable("bot/x.py", 1, "is not Python")]


def say_it(found: list[Message]) -> str:
    """A right translation of the last of these messages."""
    return found[-1].plural or found[-1].text


def tree(root: Path, code: str, chinese: str) -> Path:
    """A project of one file, with catalogs brought up to date and `chinese` as its only translation."""
    for folder in ("bot", "scheduler", "locales"):
        (root / folder).mkdir()
    (root / "bot" / "x.py").write_text("from locales import N_, say, say_many\n" + code, "utf-8")
    found = of_text((root / "bot" / "x.py").read_text("utf-8"), "bot/x.py")
    messages = [item for item in found if isinstance(item, Message)]
    for language in LANGUAGES:
        path = po.path_of(language, root / "locales")
        update(path, language, messages)
        told = chinese if language == "zh_CN" else "" if language == "en" else say_it(messages)
        if told:
            path.write_text(path.read_text("utf-8")[::-1].replace('""', f'"{told}"'[::-1], 1)[::-1], "utf-8")
    return root


@pytest.mark.parametrize(
    ("code", "chinese", "problems"),
    [
        ('say("en", "Room {room}", room=1)', "{room}号房", []),
        ('say("en", "Room {room}", room=1)', "", ["zh_CN: has no translation: “Room {room}”"]),
        (
            'say("en", "Room {room}", room=1)',
            "{rooms}号房",
            ["zh_CN: has other places (room, rooms): “Room {room}”"],
        ),
        ('say("en", "Room {room}", room=1)', "{room} 号房 ", ["zh_CN: has a stray space: “Room {room}”"]),
        (
            'say("en", "Room {room}", rom=1)',
            "{room}号房",
            ["bot/x.py:2: places and values differ in “Room {room}”: rom, room"],
        ),
        ('say_many("en", "{n} bed", "{n} beds", 2)', "{n}张床", []),
        ('say_many("en", "One bed", "{n} beds", 2)', "{n}张床", []),
    ],
)
def test_check_names_what_is_wrong(tmp_path: Path, code: str, chinese: str, problems: list[str]) -> None:
    assert check(tree(tmp_path, code, chinese)) == problems


def test_check_names_messages_missing_and_no_longer_used(tmp_path: Path) -> None:
    root = tree(tmp_path, 'N_("Old")', "旧")
    (root / "bot" / "x.py").write_text('from locales import N_\nN_("New")\n')
    assert check(root) == [
        line
        for language in LANGUAGES
        for line in (
            f"{language}: missing “New”: run python -m locales.extract",
            f"{language}: no longer used “Old”: run python -m locales.extract",
        )
    ]


def test_extract_keeps_translations_and_comments_and_changes_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "xiaoer.po"
    old = Message("Old", "", "bot/x.py", 1, None)
    kept = Message('Line one\nand "two" \\ {n}', "", "bot/x.py", 2, None)
    beds = Message("{n} bed", "{n} beds", "bot/x.py", 3, None)
    assert update(path, "en", [old, kept, beds]) == "3 messages, 3 new, 0 gone"
    written = path.read_text("utf-8").replace('msgstr[1] ""', 'msgstr[1] "many"')
    path.write_text(
        written.replace('#: bot/x.py\nmsgid "{n} bed"', '# said at night\n#: bot/x.py\nmsgid "{n} bed"')
    )
    assert update(path, "en", [kept, beds]) == "2 messages, 0 new, 1 gone"
    once = path.read_text("utf-8")
    assert update(path, "en", [kept, beds]) == "2 messages, 0 new, 0 gone"
    assert path.read_text("utf-8") == once
    assert "# said at night\n" in once
    assert [(po.first(entry), po.forms(entry)) for entry in po.read(path, "en") if entry.id] == [
        (kept.text, ("",)),
        ("{n} bed", ("", "many")),
    ]


@pytest.mark.parametrize("text", ["{a.b}", "{a[0]}", "{}", "{0}", "{a!r}", "{a:>5}"])
def test_place_that_is_no_plain_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain place"):
        places(text)
