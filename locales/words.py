"""How days, stays, times, sums and lists are said, so that every part of the house says them alike.

Reads no clock: a day says its year only when it lies far from the `today` it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache

from locales.catalog import N_, say, say_many
from locales.festivals import festival_of

_FAR = 335  # days, about eleven months: nearer than that a day without a year cannot be mistaken
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


def day(language: str, on: date, *, today: date | None = None, festival: bool = True) -> str:
    """One day: 12月24日（周四）, 2月5日（周五·除夕）; Thu 24 Dec, Fri 5 Feb (Lunar New Year's Eve).

    With `today` given the year is said when the day is more than about eleven months away from it.
    """
    with_year = today is not None and abs((on - today).days) > _FAR
    return _day(language, on, with_year, festival)


@lru_cache(maxsize=2048)
def _day(language: str, on: date, with_year: bool, festival: bool) -> str:
    weekday, month = say(language, _WEEKDAYS[on.weekday()]), say(language, _MONTHS[on.month - 1])
    named = festival_of(on) if festival else ""
    if with_year and named:
        return say(
            language,
            "{weekday} {day} {month} {year} ({festival})",
            weekday=weekday,
            day=on.day,
            month=month,
            year=on.year,
            festival=say(language, named),
        )
    if with_year:
        return say(
            language, "{weekday} {day} {month} {year}", weekday=weekday, day=on.day, month=month, year=on.year
        )
    if named:
        return say(
            language,
            "{weekday} {day} {month} ({festival})",
            weekday=weekday,
            day=on.day,
            month=month,
            festival=say(language, named),
        )
    return say(language, "{weekday} {day} {month}", weekday=weekday, day=on.day, month=month)


def days(language: str, first: date, last: date, *, today: date | None = None) -> str:
    """From one day to another, both included; one day when they are the same."""
    if first == last:
        return day(language, first, today=today)
    return say(
        language,
        "{first} to {last}",
        first=day(language, first, today=today),
        last=day(language, last, today=today),
    )


def stay(language: str, arrival: date, departure: date, *, today: date | None = None) -> str:
    """A stay in full: 2月5日（周五·除夕）入住，2晚，2月7日（周日·初二）离店.

    Raises ValueError for a stay without a night.
    """
    nights = (departure - arrival).days
    if nights < 1:
        raise ValueError(f"a stay has at least one night: {arrival} to {departure}")
    return say(
        language,
        "arriving {arrival}, {nights}, leaving {departure}",
        arrival=day(language, arrival, today=today),
        nights=say_many(language, "{n} night", "{n} nights", nights),
        departure=day(language, departure, today=today),
    )


def party(language: str, adults: int, children: int) -> str:
    """Who comes: 2大1小; 2 adults and 1 child; 3人 where only grown-ups do."""
    if not children:
        return say_many(language, "{n} guest", "{n} guests", adults)
    return say_many(
        language, "{adults} adults and {n} child", "{adults} adults and {n} children", children, adults=adults
    )


def festival(language: str, on: date) -> str:
    """The festival of a day, such as 除夕; "" for an ordinary day."""
    named = festival_of(on)
    return say(language, named) if named else ""


def clock(language: str, at: time) -> str:
    """A time of day, as every language writes it in a guesthouse: 14:00, 09:30."""
    return at.strftime("%H:%M")


def money(language: str, fen: int) -> str:
    """A sum of fen in yuan: ¥688, ¥688.50, -¥50; 688元 in Japanese, where ¥ is yen. All are charged in yuan."""
    sum_, minus = yuan(abs(fen)), "-" if fen < 0 else ""
    return f"{minus}{sum_}元" if language == "ja" else f"{minus}¥{sum_}"


def yuan(fen: int) -> str:
    """A sum of fen, 0 or more, as it is typed in a command: 688, 688.50."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else f"{whole}"


def join(language: str, items: Sequence[str]) -> str:
    """A list in one breath: 301、302、303; 301, 302 and 303. "" for an empty one."""
    if len(items) < 2:
        return "".join(items)
    head = items[0]
    for item in items[1:-1]:
        head = say(language, "{before}, {item}", before=head, item=item)
    return say(language, "{before} and {item}", before=head, item=items[-1])
