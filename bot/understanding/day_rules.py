"""What the words for a day mean: rules of a pattern and a reading each. It finds no days; `days` puts the rules to a text."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding import almanac
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number


@dataclass(frozen=True, slots=True)
class Frame:
    """What a day is read against."""

    today: date  # the house day
    after: date | None = None  # the day must be later than this one: the start of the range it ends

    @property
    def base(self) -> date:
        return self.today if self.after is None else self.after + timedelta(days=1)


When = Callable[[Frame], date | None]


@dataclass(frozen=True, slots=True)
class Point:
    """A day named in a text, not yet a date: the end of a range is read against its start."""

    start: int  # where in the text
    end: int
    when: When
    length: int = 1  # days it covers: 2 for a weekend
    joined: bool = False  # the second half of a range written in one piece, as 20-23
    festival: bool = False
    number: int | None = None  # the bare day of a month, where no more was said
    vague: bool = False  # the words around it blur it: 国庆期间


Maker = Callable[[re.Match[str]], "When | None"]

_N = ZH_NUMBER
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?"
)
YEAR = r"(?:(今年|明年|后年|去年|来年|前年|(?:20)?\d\d年)的?)?"
_WEEKDAYS_EN = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
WEEKDAYS_ZH = {
    char: at for at, chars in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for char in chars
}
_RELATIVE = {
    "大前": -3, "前": -2, "昨": -1, "寻": -1, "琴": -1, "今": 0, "明": 1, "听": 1, "后": 2, "大后": 3,
    "本日": 0, "きょう": 0, "今晩": 0, "明晩": 1, "明朝": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2, "明々後日": 3, "しあさって": 3, "きのう": -1, "おととい": -2,
    "today": 0, "tonight": 0, "this evening": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "yesterday": -1, "last night": -1, "the day before yesterday": -2, "day before yesterday": -2,
}  # fmt: skip
_NOT_A_DAY = (
    r"(?!楼|房|院|线|桌|车|店|门|出口|航站|单|客房|床|柜|室|间|栋|馆|厅|别墅|技师|套餐|の部屋|号|[0-9])"
)


# ---- rules: a pattern and what it means -------------------------------------------------------------------------


def _exact(match: re.Match[str]) -> When | None:
    year, month, day = (int(part) for part in match.groups()[:3])
    return _on(year if year > 99 else 2000 + year, month, day)


def _day_first(match: re.Match[str]) -> When | None:
    """24/12/2026 and 12/24/2026; of 3/4/2026 the month comes first, as in 3/4."""
    one, two, year = (int(part) for part in match.groups())
    return _on(year, two, one) if one > 12 else _on(year, one, two)


def _on(year: int, month: int, day: int) -> When | None:
    found = safe(year, month, day)
    return None if found is None else lambda _: found


def safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_of(said: str | None, today: date) -> int | None:
    if not said:
        return None
    if said[0] in "今明后去来前":
        return today.year + {"今": 0, "明": 1, "来": 1, "后": 2, "去": -1, "前": -2}[said[0]]
    digits = int(said.rstrip("年"))
    return digits if digits > 99 else 2000 + digits


def _month_day(match: re.Match[str]) -> When | None:
    month = 1 if match.group(2) == "元" else number(match.group(2))
    day = number(match.group(3))
    return None if month is None or day is None else yearly(month, day, match.group(1))


def month_day_pair(match: re.Match[str]) -> When | None:
    return yearly(int(match.group(1)), int(match.group(2)), None)


def yearly(month: int, day: int, year: str | None) -> When | None:
    if safe(2024, month, day) is None:  # a leap year: 2月29号 is a day
        return None

    def when(frame: Frame) -> date | None:
        named = year_of(year, frame.today)
        if named is not None:
            return safe(named, month, day)
        years = range(frame.base.year, frame.base.year + 9)
        return next((d for y in years if (d := safe(y, month, day)) and d >= frame.base), None)

    return when


def day_only(match: re.Match[str]) -> When | None:
    day = number(match.group(1))
    return None if day is None or not 1 <= day <= 31 else monthly(day)


def monthly(day: int) -> When:
    def when(frame: Frame) -> date | None:
        months = (month_shift(frame.base, ahead) for ahead in range(12))
        return next((d for y, m in months if (d := safe(y, m, day)) and d >= frame.base), None)

    return when


def month_shift(base: date, ahead: int) -> tuple[int, int]:
    months = base.year * 12 + base.month - 1 + ahead
    return months // 12, months % 12 + 1


def _month_named(match: re.Match[str]) -> When | None:
    word, day = match.group(1), number(match.group(2))
    if day is None:
        return None
    ahead = {"来月": 1, "再来月": 2, "今月": 0}.get(word, word.count("下") - word.count("上"))
    return lambda frame: safe(*month_shift(frame.today, ahead), day)


def _month_end(match: re.Match[str]) -> When | None:
    before = number(match.group(2)) or 0
    ahead = match.group(1).count("下") if match.group(1) else 0

    def when(frame: Frame) -> date | None:
        year, month = month_shift(frame.today, ahead + 1)
        return date(year, month, 1) - timedelta(days=1 + before)

    return when


def _relative(match: re.Match[str]) -> When | None:
    word = match.group(1)
    return lambda frame: frame.today + timedelta(days=_RELATIVE[word])


def _typed_tomorrow(match: re.Match[str]) -> When | None:
    return lambda frame: frame.today + timedelta(days=1)


def _days_ahead(match: re.Match[str]) -> When | None:
    count = number(match.group(1))
    unit = match.group(2)
    if count is None:
        return None
    days = count * (7 if unit[0] in "周星礼週w" else 1)
    return lambda frame: frame.today + timedelta(days=days) if days < 800 else None


def _weekday_zh(match: re.Match[str]) -> When | None:
    return on_weekday(match.group(1) or "", WEEKDAYS_ZH[match.group(2)])


def _weekday_ja(match: re.Match[str]) -> When | None:
    prefix = {"今週": "这", "来週": "下", "再来週": "下下", "先週": "上"}.get(match.group(1) or "", "")
    return on_weekday(prefix, "月火水木金土日".index(match.group(2)))


def _counted_weekday(match: re.Match[str]) -> When | None:
    """来月の第一土曜日; without a month the next such day."""
    word, which, weekday = (
        match.group(1),
        number(match.group(2)) or 1,
        "月火水木金土日".index(match.group(3)),
    )
    ahead = {"今月": (0,), "来月": (1,), "再来月": (2,)}.get(word or "", (0, 1))

    def when(frame: Frame) -> date | None:
        months = (month_shift(frame.today, months) for months in ahead)
        days = [almanac.counted_day(year, month, weekday, which) for year, month in months]
        return next((day for day in days if day >= frame.today), days[-1])

    return when


def _weekday_en(match: re.Match[str]) -> When | None:
    prefix, name, later = match.groups()
    word = {"next": "下", "last": "上"}.get((prefix or "").strip(), "")
    return on_weekday("下下" if later else word, _WEEKDAYS_EN[name[:3]])


def on_weekday(prefix: str, weekday: int) -> When:
    """这 and 本 stay in this week even when the day is gone; a bare weekday is the next one; each 下 is a week on."""

    def when(frame: Frame) -> date | None:
        if not prefix:
            return frame.base + timedelta(days=(weekday - frame.base.weekday()) % 7)
        weeks = prefix.count("下") - prefix.count("上")
        monday = frame.today - timedelta(days=frame.today.weekday())
        return monday + timedelta(days=weekday + 7 * weeks)

    return when


def weekend(match: re.Match[str]) -> When | None:
    word = (match.group(1) or "").strip()
    weeks = {"next": 1, "来週": 1, "来": 1, "再来週": 2, "再来": 2, "last": -1, "上": -1}.get(
        word, word.count("下")
    )

    def when(frame: Frame) -> date | None:
        saturday = frame.today + timedelta(days=5 - frame.today.weekday() + 7 * weeks)
        return max(saturday, frame.today) if weeks == 0 else saturday

    return when


def _lunar(match: re.Match[str]) -> When | None:
    year, leap, month_word, day_word = match.groups()
    month = {"正": 1, "冬": 11, "腊": 12}.get(month_word) or number(month_word)
    day = number(day_word.removeprefix("初"))
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    return lunar_on(month, day, year, leap=bool(leap))


def _new_year_day(match: re.Match[str]) -> When | None:
    day = number(match.group(2))
    return None if day is None or not 1 <= day <= 15 else lunar_on(1, day, match.group(1))


def _year_end_day(match: re.Match[str]) -> When | None:
    day = number(match.group(2))
    return None if day is None else lunar_on(12, day, match.group(1))


def lunar_on(month: int, day: int, year: str | None, *, leap: bool = False) -> When:
    def when(frame: Frame) -> date | None:
        base = frame.base
        named = year_of(year, frame.today)
        if named is not None and named != frame.today.year:
            base = date(named, 1, 1)
        return next(almanac.lunar_days_from(base, month, day, leap), None)

    return when


def festival_day(match: re.Match[str]) -> When | None:
    year, name = match.group(1), match.group(2).replace("’", "'")

    def when(frame: Frame) -> date | None:
        named = year_of(year, frame.today)
        base = frame.base if named in {None, frame.today.year} else date(named or 1, 1, 1)
        return almanac.festival_on_or_after(name, base)

    return when


def _english(match: re.Match[str]) -> When | None:
    parts = match.groupdict()
    month = MONTHS.index((parts.get("m1") or parts.get("m2") or "")[:3]) + 1
    day = int(parts.get("d1") or parts.get("d2") or 0)
    year = parts.get("y1") or parts.get("y2")
    return _on(int(year), month, day) if year else yearly(month, day, None)


_FESTIVALS = sorted([*almanac.FIXED, *almanac.LUNAR, *almanac.TERMS, *almanac.COUNTED], key=len, reverse=True)
_GUARDED = {"十一", "五一", "六一", "五四", "520", "过年", "双十", "new year", "元日", "christmas"}
FESTIVAL_NAMES = "|".join(re.escape(name) for name in _FESTIVALS if name not in _GUARDED)
_NOT_COUNTED = r"(?![\d月号日点个间人晚天岁块元楼时分年位条双十百名泊])"

RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(r"(?<![\d.])(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:日|号)?(?!\d)"), _exact),
    (re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.](20\d\d)(?!\d)"), _day_first),
    (re.compile(r"(?<!\d)(20[2-4]\d)([01]\d)([0-3]\d)(?!\d)"), _exact),
    (re.compile(rf"{YEAR}(?<![\d.])(?<!第)({_N}|元)月份?({_N})(?:日|号)?(?!\d|个|[.]\d|:\d)"), _month_day),
    (re.compile(r"()(?<![\d.:/¥$])(\d{1,2})[./](\d{1,2})(?:日|号)?(?!\d|[./]\d|折|元|块|分|星|米|公里|km|%|斤|平|万|g|m|个|小时)"), _month_day),
    (re.compile(rf"((?:下|这|本|上)+)一?个?月份?的?({_N})(?:日|号)?(?!\d)"), _month_named),
    (re.compile(r"(来月|再来月|今月)の?(\d{1,2})日"), _month_named),
    (re.compile(rf"((?:下|这|本)*)个?月底的?前({_N})[天日]"), _month_end),
    (re.compile(rf"(?<![\d月.:/\-第年零一二三四五六七八九十廿卅])({_N})号{_NOT_A_DAY}"), day_only),
    (re.compile(rf"(?<![\d月.:/\-第年间泊])(\d{{1,2}})日(?!間|间|游|遊|前|後|后|内|{_N}[夜晚泊]){_NOT_A_DAY}"), day_only),
    (re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)\b(?! floor| time| birthday)"), day_only),
    (re.compile(r"(大前|大后|(?<![提之以诞节旦秋庆])前|(?<![之以最然])后|昨|今|明)(?:天|日(?!游)|晚上?|夜|儿个?晚?上?|个儿|早)(?!白)"), _relative),
    (re.compile(r"(寻|琴|听)(?:日|晚|朝)"), _relative),
    (re.compile(r"(本日|きょう|今晩|明晩|明朝(?=の|\d)|あした|あす(?!か)|明後日|あさって|明々後日|しあさって|きのう|おととい)"), _relative),
    (re.compile(r"\b((?:the )?day after tomorrow|(?:the )?day before yesterday|tomorrow|today|tonight|this evening|yesterday|last night)\b"), _relative),
    (re.compile(r"\b(?:tmr|tmrw|tmw|tomorow|tommorow|tommorrow|tomorrrow|2morrow)\b|明天后天"), _typed_tomorrow),
    (re.compile(rf"(?<![住待玩呆第\d])({_N})个?(天|日|周|星期|礼拜)(?:之|以)?后(?!天)"), _days_ahead),
    (re.compile(rf"({_N})(日|週間)後"), _days_ahead),
    (re.compile(rf"再过({_N})个?(天|日|周|星期|礼拜)(?!后)"), _days_ahead),
    (re.compile(rf"\bin ({EN_NUMBER}) (days?|weeks?)\b(?! time)"), _days_ahead),
    (re.compile(rf"\b({EN_NUMBER}) (days?|weeks?) (?:later|from now|from today)\b"), _days_ahead),
    (re.compile(r"((?:上|下)+|这|本|今)?(?<![每两三几\d])一?个?(?:周|星期|礼拜)([一二三四五六日天1-7])(?!\d|个)"), _weekday_zh),
    (re.compile(r"(今週|来週|再来週|先週|今度|次)?の?(?<!第[一二三四1-4])([月火水木金土日])曜日?"), _weekday_ja),
    (re.compile(r"(今月|来月|再来月)?の?第([一二三四1-4])([月火水木金土日])曜日?"), _counted_weekday),
    (re.compile(r"(今週|来週|再来週|先週)の?([月火水木金土日])(?![\d曜本])"), _weekday_ja),
    (re.compile(r"\b(next |this |coming |upcoming |last )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu(?:rs?)?|fri|(?<=next )sat|(?<=next )sun|(?<=this )sat|(?<=this )sun|(?<=on )sat|(?<=on )sun|(?<=to )sun|(?<=-)sun|(?<=fri )sat)\b( after next)?"), _weekday_en),
    (re.compile(r"((?:上|下)+|这|本)?一?个?(?:周末|双休日|礼拜末|星期末|周六日|(?:周|星期)六天|礼拜六日)"), weekend),
    (re.compile(r"(今週|来週|再来週|[今来](?=週末)|再来(?=週末))?の?(?:週末|土日)"), weekend),
    (re.compile(r"\b(next |this |coming |the |last )?weekend\b"), weekend),
    (re.compile(rf"{YEAR}(?:农历|阴历|旧历)?(闰)?(正|冬|腊|{_N})月(初[一二三四五六七八九十]|初\d)"), _lunar),
    (re.compile(rf"{YEAR}(?:农历|阴历|旧历)?(闰)?(正|冬|腊)月({_N})(?!\d|个|が)"), _lunar),
    (re.compile(rf"{YEAR}(?:农历|阴历|旧历)(?:的)?(闰)?({_N})月({_N})(?:日|号)?"), _lunar),
    (re.compile(rf"{YEAR}(?:大年|新年|年)?(?<!月)初(十[一二三四五]|[一二三四五六七八九十]|\d{{1,2}})(?!\d|中|次|步|级)"), _new_year_day),
    (re.compile(r"(?<![今明去后每多几\d])()大?年(三十|卅|廿八|廿九|二十八|二十九|30|29|28)(?:日|号)?晚?"), _year_end_day),
    (re.compile(rf"{YEAR}({FESTIVAL_NAMES})(?:'s day|'s|s day| day)?节?"), festival_day),
    (re.compile(r"\b()(new year(?!'?s eve)|christmas(?! eve))(?:'s day|s day|'s| day)?\b"), festival_day),
    (re.compile(rf"{YEAR}(?<![二三四五六七八九\d初月廿第双周期])(十一|五一|六一|五四|520|双十|元日){_NOT_COUNTED}节?"), festival_day),
    (re.compile(rf"{YEAR}(过年)(?!后|前)"), festival_day),
    (re.compile(rf"\b(?P<m1>{MONTH[1:-1].split(')', maxsplit=1)[0]})[a-z]*\.?,?\s*(?:the )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s*(?P<y1>20\d\d))?"), _english),
    (re.compile(rf"\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of )?(?P<m2>{MONTH[1:-1].split(')', maxsplit=1)[0]})[a-z]*\b\.?(?:,?\s*(?P<y2>20\d\d))?"), _english),
)  # fmt: skip
