"""What English words for a day mean: weekdays, months, days counted on and back. It finds no days; `days` puts the rules to a text."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding import almanac
from bot.understanding.day_edges import EDGE_RULES
from bot.understanding.day_frame import (
    MONTH,
    MONTHS,
    Frame,
    Maker,
    When,
    last_of,
    month_shift,
    on_day,
    on_weekday,
    same_day,
    yearly,
)
from bot.understanding.feasts_abroad import FEAST_RULES
from bot.understanding.numerals import EN_NUMBER, number

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_RELATIVE = {
    "today": 0, "tonight": 0, "this evening": 0, "this morning": 0, "this afternoon": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "yesterday": -1, "last night": -1, "the day before yesterday": -2, "day before yesterday": -2,
}  # fmt: skip
_WORD = {"next": "下", "last": "上", "this": "这", "coming": "下"}
_STEM = MONTH[1:-1].split(")", maxsplit=1)[0]
_OF_MONTH = rf"(?:(next|this|last|the|the current) month|(?:the )?month of ({_STEM})[a-z]*|({_STEM})[a-z]*\.?)(?:,? (20\d\d))?"
_FEASTS = "|".join(
    re.escape(name).replace("'", "'?").replace("st\\ ", r"st\.?\ ")
    for name in sorted(almanac.ENGLISH, key=len, reverse=True)
)
_NAMED = {re.sub("[' .]", "", name): name for name in almanac.ENGLISH}


def _relative(match: re.Match[str]) -> When | None:
    word = match.group(1)
    return lambda frame: frame.today + timedelta(days=_RELATIVE[word])


def _weekday(match: re.Match[str]) -> When | None:
    prefix, name, later = match.groups()
    word = {"next": "下", "last": "上"}.get((prefix or "").strip(), "")
    return on_weekday("下下" if later else word, WEEKDAYS.index(name[:3]))


def _weekday_of_week(match: re.Match[str]) -> When | None:
    """Tuesday next week, Sunday of last week; of Monday to Wednesday next week both days."""
    name, which, after = match.groups()
    return on_weekday("下下" if after else _WORD[which], WEEKDAYS.index(name[:3]))


def _weekday_before_last(match: re.Match[str]) -> When | None:
    return on_weekday("上上", WEEKDAYS.index(match.group("name")[:3]))


def _week_then_weekday(match: re.Match[str]) -> When | None:
    """Next week Wednesday."""
    name, which, after = match.group("name", "which", "after")
    return on_weekday("下下" if after else _WORD[which.removeprefix("the ")], WEEKDAYS.index(name[:3]))


def _month_day(match: re.Match[str]) -> When | None:
    parts = match.groupdict()
    month = MONTHS.index((parts.get("m1") or parts.get("m2") or "")[:3]) + 1
    day = int(parts.get("d1") or parts.get("d2") or 0)
    year = parts.get("y1") or parts.get("y2")
    return on_day(int(year), month, day) if year else yearly(month, day, None)


def _of_relative_month(match: re.Match[str]) -> When | None:
    """The 15th of next month."""
    day, ahead = int(match.group(1)), {"next": 1, "last": -1}.get(match.group(2), 0)

    def when(frame: Frame) -> date | None:
        year, month = month_shift(frame.today, ahead)
        return date(year, month, day) if 1 <= day <= last_of(year, month) else None

    return when


def _counted(match: re.Match[str]) -> When | None:
    """In three weeks, two months from now, ten days ago."""
    said = match.groupdict()
    count = number(re.sub(r" of$", "", said["count"].removeprefix("a ")) or "a")
    if said["count"] == "half a":
        return _half(said["unit"], -1 if said.get("ago") else 1)
    if count is None or (
        said.get("ago") in {"back", "earlier"} and _MOVED.search(match.string, 0, match.start())
    ):
        return None
    count *= -1 if said.get("ago") else 1
    unit = said["unit"]
    if unit[0] in "my":
        months = count * (12 if unit[0] == "y" else 1)
        return (lambda frame: same_day(frame.today, months)) if abs(months) <= 120 else None
    days = count * {"d": 1, "w": 7, "f": 14}[unit[0]]
    return (lambda frame: frame.today + timedelta(days=days)) if abs(days) < 800 else None


# One comes a day earlier than was booked: that day is not yesterday.
_MOVED = re.compile(
    r"\b(?:move|shift|push|bring|come|coming|arrive|arriving|leave|leaving|check(?:ing)?[ -]?(?:in|out)|change|instead|arrival|departure)\b[^.?!]*$"
)


def _half(unit: str, sign: int) -> When | None:
    """Half a year from now; half a month is fifteen days, as 半个月 is."""
    if unit[0] == "y":
        return lambda frame: same_day(frame.today, 6 * sign)
    return (lambda frame: frame.today + timedelta(days=15 * sign)) if unit[0] == "m" else None


def edge_of_month(match: re.Match[str]) -> When | None:
    """The last day of November, the first three days of next month; of several days the first."""
    edge, ahead, *months = match.group("edge", 3, 4, 5, 6)
    month, year = next((said for said in months[:2] if said), None), months[2]
    days = days_covered(match)

    def when(frame: Frame) -> date | None:
        first = _first_of(frame, ahead, month, year)
        if edge == "first":
            return first
        return first.replace(day=last_of(first.year, first.month)) - timedelta(days=days - 1)

    return when if days <= 20 else None


def days_covered(match: re.Match[str]) -> int:
    """How many days the last two days of November are."""
    return number(match.group("count") or "") or 1


def _first_of(frame: Frame, ahead: str | None, month: str | None, year: str | None) -> date:
    if month is None:
        return date(*month_shift(frame.today, {"next": 1, "last": -1}.get(ahead or "", 0)), 1)
    number_of = MONTHS.index(month[:3]) + 1
    return date(int(year) if year else frame.today.year + (number_of < frame.today.month), number_of, 1)


def _edge_of_year(match: re.Match[str]) -> When | None:
    edge, word, digits = match.groups()
    ahead = {"next": 1, "last": -1}.get(word or "", 0)

    def when(frame: Frame) -> date | None:
        year = int(digits) if digits else frame.today.year + ahead
        return date(year, 1, 1) if edge == "first" else date(year, 12, 31)

    return when


def feast(match: re.Match[str]) -> When | None:
    """Easter Monday, last Christmas, Mother's Day 2027."""
    which, said, year = match.groups()
    name = _NAMED.get(re.sub("[' .]", "", said))
    if name is None:
        return None

    def when(frame: Frame) -> date | None:
        if year:
            ahead = {"n": 1, "t": 0, "l": -1}.get(year[0])
            named = int(year) if ahead is None else frame.today.year + ahead
            return almanac.festival_of_year(name, named, frame.today)
        if which and which.startswith("last"):
            days = (
                almanac.festival_on_or_after(
                    name, frame.today.replace(year=frame.today.year - back, month=1, day=1)
                )
                for back in (0, 1)
            )
            return next((day for day in days if day and day < frame.today), None)
        return almanac.festival_on_or_after(name, frame.base)

    return when


_WEEKDAY_SAID = rf"\b(next |this |coming |upcoming |last )?({WEEKDAY}|mon|tues?|wed(?! (?:love|like|be|prefer|want|need|rather|have|also|all|really|appreciate)\b)|thu(?:rs?)?|fri|(?<=next )sat|(?<=next )sun|(?<=this )sat|(?<=this )sun|(?<=on )sat|(?<=on )sun|(?<=to )sun|(?<=-)sun|(?<=fri )sat|sat(?= ?(?:to|till?|until|through|thru) (?:sun|mon|tue|wed|thu|fri))|(?<=till )sun|(?<=until )sun|(?<=thru )sun|(?<=through )sun)\b( after next)?"
_UNIT = r"(?P<unit>days?|weeks?|fortnights?|months?|years?)"
_COUNT = rf"(?P<count>{EN_NUMBER}|a couple of|couple of|half a)"
ENGLISH_RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(r"\b((?:the )?day after tomorrow|(?:the )?day before yesterday|tomorrow|today|tonight|this (?:evening|morning|afternoon)|yesterday|(?<!the )(?<!my )(?<!our )last night(?! (?:of (?:our|the|my|this)|is|being|will|would)\b))\b"), _relative),
    (re.compile(rf"\b({WEEKDAY}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b(?=(?:\s?(?:-|to|through|thru|until|till|and|or|,|&)\s?(?:{WEEKDAY}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)){{0,4}},? (?:of |in |the )*(next|last|this|coming) week( after next)?\b)"), _weekday_of_week),
    (re.compile(rf"\b(?P<which>next|last|this|the coming|coming) week(?P<after> after next)?,? (?:on |is |- )?(?P<name>{WEEKDAY})\b"), _week_then_weekday),
    (re.compile(rf"\b(?:the )?(?P<name>{WEEKDAY}) before last\b"), _weekday_before_last),
    (re.compile(_WEEKDAY_SAID), _weekday),
    (re.compile(rf"\bin (?:exactly |precisely |just )?{_COUNT} {_UNIT}\b(?: time|'s? time|s' time)?(?!-)"), _counted),
    (re.compile(rf"(?<!make it )(?<!make this )(?<!move it )(?<!make that )(?<!come )(?<!coming )(?<!arrive )(?<!arriving )(?<!leave )(?<!leaving )(?<!start )\b{_COUNT} {_UNIT} (?:later(?![^.?!]*\b(?:instead of|rather than)\b)|from now|from today|today|hence)\b"), _counted),
    (re.compile(rf"\b{_COUNT} {_UNIT} (?P<ago>ago|back|earlier(?! than))(?: today)?\b"), _counted),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th) (?:day )?of (?:the )?(next|this|last) month\b"), _of_relative_month),
    (re.compile(rf"\b(?:the )?(?:very )?(?P<edge>first|last)(?: (?P<count>two|three|four|five|six|seven|ten|[2-9]|10))? days? (?:of|in) {_OF_MONTH}\b"), edge_of_month),
    (re.compile(r"\b(?:the )?(first|last) day of (?:the |this )?(?:(next|last)? ?year|(20\d\d))\b"), _edge_of_year),
    (re.compile(rf"\b(next |this |last |this coming )?({_FEASTS})(?:'s|s')?(?: day| festival)?\b(?! card| gift| tree| song| movie)(?:(?: in (?:the )?[a-z]+)?,? (?:of |in )?(20\d\d|next year|this year|last year)\b)?"), feast),
    *FEAST_RULES,
    *EDGE_RULES,
    (re.compile(rf"\b(?P<m1>{_STEM})[a-z]*\.?,?\s*(?:the )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s*(?P<y1>20\d\d))?"), _month_day),
    (re.compile(rf"\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of )?(?P<m2>{_STEM})[a-z]*\b\.?(?:,?\s*(?P<y2>20\d\d))?"), _month_day),
)  # fmt: skip
