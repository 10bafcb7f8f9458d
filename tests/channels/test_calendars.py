"""Calendars as channels really write them: what is read, what is refused, and our own for them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendars import Entry, Unreadable, read, write
from tests.channels.kit import calendar, entry

HOUSE = ZoneInfo("Asia/Shanghai")
CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 26))


def event(*lines: str) -> bytes:
    return calendar("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))


def only(content: bytes) -> Entry:
    (found,) = read(content, HOUSE).entries
    return found


@pytest.mark.parametrize(
    "lines",
    [
        ("UID:a", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226"),
        ("UID:a", "DTSTART:20261224", "DTEND:20261226"),
        ("UID:a", "DTSTART;VALUE=DATE:20261224", "DURATION:P2D"),
        ("UID:a", "DTSTART;TZID=Asia/Shanghai:20261224T150000", "DTEND;TZID=Asia/Shanghai:20261226T110000"),
        ("UID:a", "DTSTART:20261224T060000Z", "DTEND:20261226T040000Z"),
        ("UID:a", "DTSTART:20261223T160000Z", "DTEND:20261225T160000Z"),
        ("UID:a", "DTSTART:20261224T140000", "DTEND:20261226T120000"),
        ("UID:a", "DTSTART;VALUE=DATE:20261224", "DTEND:20261225T235900"),
    ],
    ids=["dates", "bare dates", "duration", "zone", "utc", "utc midnight", "floating", "last minute"],
)
def test_days_are_the_houses_whatever_way_they_are_written(lines: tuple[str, ...]) -> None:
    found = only(event(*lines))
    assert (found.arrival, found.departure) == CHRISTMAS


@pytest.mark.parametrize("end", ["DTEND;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261220", "X-NOTHING:1"])
def test_entry_without_a_sensible_end_is_one_night(end: str) -> None:
    found = only(event("UID:a", "DTSTART;VALUE=DATE:20261224", end))
    assert (found.departure - found.arrival).days == 1


def test_lines_ending_in_lf_and_folded_ones_are_read() -> None:
    text = calendar(entry("a", 24, 26, "CLOSED - Not available")).decode()
    folded = text.replace("SUMMARY:CLOSED - Not available", "SUMMARY:CLOSED - No\r\n t available")
    plain = "\ufeff" + folded.replace("\r\n", "\n").replace("DTSTAMP:20261101T000000Z\n", "")
    assert read(plain.encode(), HOUSE) == read(text.encode(), HOUSE)


def test_entries_are_told_apart_by_what_channels_write() -> None:
    """Airbnb blocks are nobody's stay; Booking.com calls every stay closed; a cancelled entry is called off."""
    content = calendar(
        entry("a", 3, 5),
        entry("b", 5, 7, "Airbnb (Not available)"),
        entry("c", 7, 9, "CLOSED - Not available"),
        entry("d", 9, 11, "Reserved", "STATUS:CANCELLED"),
        entry("e", 11, 13, "Free", "TRANSP:TRANSPARENT"),
    )
    kinds = [one.kind for one in read(content, HOUSE).entries]
    assert kinds == ["stay", "closed", "stay", "cancelled", "closed"]


def test_number_of_the_reservation_and_end_of_the_phone_are_kept() -> None:
    said = "Reservation URL: https://www.airbnb.com/hosting/reservations/details/HMABCDEF12\\nPhone Number (Last 4 Digits): 8000"
    assert only(calendar(entry("a", 24, 26, "Reserved", f"DESCRIPTION:{said}"))).note == "HMABCDEF12 8000"


def test_entry_without_a_name_gets_one_that_stays() -> None:
    lines = ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226")
    assert only(event(*lines)) == only(event(*lines))


def test_newest_version_of_an_entry_counts() -> None:
    content = calendar(entry("a", 24, 26, "x", "SEQUENCE:2"), entry("a", 20, 22, "x", "SEQUENCE:1"))
    assert only(content).arrival.day == 24


def test_entry_with_an_impossible_day_is_named_and_the_others_are_read() -> None:
    bad = "BEGIN:VEVENT\r\nUID:bad\r\nDTSTART;VALUE=DATE:20261399\r\nEND:VEVENT"
    found = read(calendar(bad, entry("a", 24, 26)), HOUSE)
    assert ([one.uid for one in found.entries], found.odd) == (["a"], frozenset({"bad"}))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no_calendar"),
        (b"<html>Log in</html>", "no_calendar"),
        (calendar(entry("a", 24, 26))[:-40], "cut_short"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "broken"),
        (b"\xff\xfe\x00\x01", "no_calendar"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(content, HOUSE)


def test_our_own_calendar_is_read_back_and_says_nothing_about_guests() -> None:
    written = write([CHRISTMAS], "7")
    assert written == write([CHRISTMAS], "7")
    assert [(one.arrival, one.departure) for one in read(written, HOUSE).entries] == [CHRISTMAS]
    assert b"SUMMARY:Not available" in written
