"""What Japanese words for a day mean. It finds no days; `days` puts the rules to a text."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding import almanac
from bot.understanding.day_frame import (
    Frame,
    Maker,
    When,
    last_of,
    month_shift,
    monthly,
    on_weekday,
    same_day,
    yearly,
)
from bot.understanding.numerals import ZH_NUMBER, number

_N = ZH_NUMBER
_RELATIVE = {
    "本日": 0, "きょう": 0, "今晩": 0, "明晩": 1, "明朝": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2, "明々後日": 3, "しあさって": 3,
    "きのう": -1, "一昨日": -2, "おととい": -2, "おとつい": -2, "一昨々日": -3, "さきおととい": -3,
}  # fmt: skip
HALF_A_MONTH = 15
_MONTHS_ON = {"来月": 1, "再来月": 2, "今月": 0, "先月": -1, "先々月": -2}
_WEEKS_ON = {"今週": "这", "来週": "下", "再来週": "下下", "先週": "上", "先々週": "上上"}


def _relative(match: re.Match[str]) -> When | None:
    word = match.group(1)
    return lambda frame: frame.today + timedelta(days=_RELATIVE[word])


def _weekday(match: re.Match[str]) -> When | None:
    return on_weekday(_WEEKS_ON.get(match.group(1) or "", ""), "月火水木金土日".index(match.group(2)))


def _counted_weekday(match: re.Match[str]) -> When | None:
    """来月の第一土曜日; without a month the next such day."""
    word, which, weekday = match.group(1), number(match.group(2)) or 1, "月火水木金土日".index(match.group(3))
    ahead = (_MONTHS_ON[word],) if word else (0, 1)

    def when(frame: Frame) -> date | None:
        months = (month_shift(frame.today, months) for months in ahead)
        days = [almanac.counted_day(year, month, weekday, which) for year, month in months]
        return next((day for day in days if day >= frame.today), days[-1])

    return when


def _nth_weekday(match: re.Match[str]) -> When | None:
    """12月の第2土曜日, 来月の最後の金曜日."""
    digits, word, which, edge, weekday = match.groups()
    count = 1 if edge == "初" else -1 if edge else number(which) or 1
    if digits and not 1 <= int(digits) <= 12:
        return None

    def when(frame: Frame) -> date | None:
        year, month = month_shift(frame.today, _MONTHS_ON[word]) if word else (frame.today.year, int(digits))
        year += 0 if word else month < frame.today.month
        return almanac.counted_day(year, month, "月火水木金土日".index(weekday), count)

    return when


def _month_day(match: re.Match[str]) -> When | None:
    """来月の三日, 再来月10日; 末日 is a month's last."""
    ahead, word = _MONTHS_ON[match.group(1)], match.group(2)
    day = 31 if word == "末" else number(word)

    def when(frame: Frame) -> date | None:
        year, month = month_shift(frame.today, ahead)
        if word == "末":
            return date(year, month, last_of(year, month))
        return date(year, month, day) if day and 1 <= day <= last_of(year, month) else None

    return when


def _weekday_in_weeks(match: re.Match[str]) -> When | None:
    """2週間後の土曜日 lies in the week two weeks on."""
    count, weekday = number(match.group(1)), "月火水木金土日".index(match.group(2))
    if count is None or count > 52:
        return None
    return lambda frame: frame.today + timedelta(days=7 * count + weekday - frame.today.weekday())


def _counted(match: re.Match[str]) -> When | None:
    """三日後, 2週間前, 一ヶ月後."""
    half, word, unit, side = match.groups()
    count = 1 if half else number(word or "")
    if count is None:
        return None
    sign = 1 if side == "後" else -1
    if unit == "月":
        return lambda frame: frame.today + timedelta(days=sign * HALF_A_MONTH)
    if unit in {"年", "か月", "ヶ月", "ヵ月", "カ月", "ケ月", "箇月"}:
        months = sign * (6 if half else count * (12 if unit == "年" else 1))
        return (lambda frame: same_day(frame.today, months)) if abs(months) <= 120 else None
    days = sign * count * (7 if unit[0] == "週" else 1)
    return (lambda frame: frame.today + timedelta(days=days)) if abs(days) < 800 else None


def _at_year_end(match: re.Match[str]) -> When | None:
    """年末30日, 年始の3日: of the December or January to come."""
    return yearly(12 if match.group(1) == "末" else 1, int(match.group(2)), None)


def _day_of_month(match: re.Match[str]) -> When | None:
    """2月の1日."""
    return yearly(int(match.group(2)), int(match.group(3)), None)


def _last_day(match: re.Match[str]) -> When | None:
    """11月末日."""
    month = int(match.group(1))
    if not 1 <= month <= 12:
        return None

    def when(frame: Frame) -> date:
        year = frame.base.year + (month < frame.base.month)
        return date(year, month, last_of(year, month))

    return when


def _of_equinox(match: re.Match[str]) -> When:
    """彼岸の中日 is the next equinox; the week around it begins three days before."""
    days = {"入り": -3, "中日": 0, "明け": 3}[match.group(1)]

    def when(frame: Frame) -> date | None:
        base = frame.base - timedelta(days=days)
        coming = [almanac.festival_on_or_after(name, base) for name in ("春分", "秋分")]
        first = min((day for day in coming if day is not None), default=None)
        return None if first is None else first + timedelta(days=days)

    return when


def _kanji_day(match: re.Match[str]) -> When | None:
    """十五日火曜日より, where what stands behind shows that no length is meant."""
    day = number(match.group(1))
    return monthly(day) if day is not None and 1 <= day <= 31 else None


_MONTH_WORD = "(先々月|先月|今月|再来月|来月)"
_WEEK_WORD = "(先々週|先週|今週|再来週|来週|今度|次)"
JAPANESE_RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(r"(?<![ァ-ヶー])イ[ブヴ](?![ァ-ヶー])"), lambda _match: yearly(12, 24, None)),
    (re.compile(r"(本日|きょう|今晩|明晩|明朝(?=の|\d)|あした|あす(?!か)|明後日|明々後日|しあさって|(?<!し)あさって|きのう|一昨日|一昨々日|さきおととい|(?<!さき)おととい|おとつい)"), _relative),
    (re.compile(rf"{_WEEK_WORD}?の?(?<!第[一二三四1-4])([月火水木金土日])曜日?"), _weekday),
    (re.compile(rf"{_MONTH_WORD}?の?第([一二三四1-4])([月火水木金土日])曜日?"), _counted_weekday),
    (re.compile(rf"(?:(\d{{1,2}})月|{_MONTH_WORD})の?(?:第([一二三四1-4])|最(初|後))の?([月火水木金土日])曜日?"), _nth_weekday),
    (re.compile(rf"{_WEEK_WORD}の?([月火水木金土日])(?<!次の日)(?<!次日)(?![\d曜本])"), _weekday),
    (re.compile(rf"{_MONTH_WORD}の?(\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|末)日(?!間|间)"), _month_day),
    (re.compile(r"(?<![\d月先週一二三四五六七八九十])(十[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十一?)日(?=から|より|まで|に|は|の|[月火水木金土日]曜|\()"), _kanji_day),
    (re.compile(r"(?<![\d月先週一二三四五六七八九十])([一二三四五六七八九])日(?=から|より|に(?:着|入|泊|出|帰|伺|チェック)|[月火水木金土日]曜|\()"), _kanji_day),
    (re.compile(r"彼岸の?(入り|中日|明け)"), _of_equinox),
    (re.compile(r"(?<!\d)()(1[0-2]|[1-9])月の([12]\d|3[01]|[1-9])日(?!間)"), _day_of_month),
    (re.compile(r"年(末|始)の?(\d{1,2})日(?!間)"), _at_year_end),
    (re.compile(r"(?<!\d)(\d{1,2})月の?末日"), _last_day),
    (re.compile(rf"({_N})週間後の([月火水木金土日])曜日?"), _weekday_in_weeks),
    (re.compile(rf"()({_N})(日|週間|年|か月|ヶ月|ヵ月|カ月|ケ月|箇月)(?:ほど|くらい|ぐらい)?(後|前)(?!か)"), _counted),
    (re.compile(r"(半)()(年|月)(後|前)"), _counted),
)  # fmt: skip
