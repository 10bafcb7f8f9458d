"""What the words for a day mean: rules of a pattern and a reading each. It finds no days; `days` puts the rules to a text."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding import almanac
from bot.understanding.day_english import ENGLISH_RULES
from bot.understanding.day_figures import FIGURE_RULES
from bot.understanding.day_frame import (
    YEAR,
    Frame,
    Maker,
    When,
    month_shift,
    monthly,
    on_day,
    on_weekday,
    safe,
    year_of,
    yearly,
)
from bot.understanding.day_japanese import JAPANESE_RULES
from bot.understanding.numerals import ZH_NUMBER, number
from bot.understanding.working_days import WORKING_DAYS
from store.lunar import TERMS

_N = ZH_NUMBER
WEEKDAYS_ZH = {
    char: at for at, chars in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for char in chars
}
_RELATIVE = {
    "大大前": -4,
    "大前": -3,
    "前": -2,
    "昨": -1,
    "寻": -1,
    "琴": -1,
    "今": 0,
    "明": 1,
    "听": 1,
    "后": 2,
    "大后": 3,
    "大大后": 4,
}
_NOT_A_DAY = r"(?!楼|房(?!型)|院|线|桌|车|店|门|出口|航站|单|客房|床|柜|室|间|栋|馆|厅|别墅|技师|套餐|の部屋|号|风[球波]|波|(?:台|烈)?风信号|信号|[0-9])"


# Counted things that are no day: our 25th, the 3rd floor, the 2nd person.
_OF_SOMEBODY = r"(?<!\bmy )(?<!\bour )(?<!\bher )(?<!\bhis )(?<!\byour )(?<!\btheir )(?<!'s )(?<!')"
_OF_ORDINALS = (
    r" (?:(?:wedding|work|dating|big|silver|golden) )?(?:anniversar|floor|time|b(?:irth)?-?day|visit|stay|trip|person|guest|child|kid|baby|room|bed\b|night|year|place|"
    r"century|grade|avenue|ave\b|street|st\b|flight|attempt|message|request|call\b|email|option|one\b|choice|cup|bottle|towel|key|wheel|generation|party|to none|best\b|hand\b|opinion|class\b|in line|language|nature)"
)


# ---- rules: a pattern and what it means -------------------------------------------------------------------------


def _exact(match: re.Match[str]) -> When | None:
    year, month, day = (int(part) for part in match.groups()[:3])
    return on_day(year if year > 99 else 2000 + year, month, day)


def _day_first(match: re.Match[str]) -> When | None:
    """24/12/2026 and 12/24/2026; of 3/4/2026 the month comes first, as in 3/4, of 3.4.2026 the day, as Europe writes it."""
    one, two, year = (int(part) for part in match.groups())
    first = one > 12 or (two <= 12 and "." in match.group())
    return on_day(year, two, one) if first else on_day(year, one, two)


def _month_day(match: re.Match[str]) -> When | None:
    month = 1 if match.group(2) == "元" else number(match.group(2))
    day = number(match.group(3))
    return None if month is None or day is None else yearly(month, day, match.group(1))


def _day_before_month(match: re.Match[str]) -> When | None:
    """24/12, which can only be a day before its month."""
    return yearly(int(match.group(2)), int(match.group(1)), None)


def _night_of(match: re.Match[str]) -> When | None:
    """25晚26晚: nights by their days; no one stays for both."""
    return monthly(int(match.group(1) or match.group(2)))


def month_day_pair(match: re.Match[str]) -> When | None:
    return yearly(int(match.group(1)), int(match.group(2)), None)


def day_only(match: re.Match[str]) -> When | None:
    day = number(match.group(1))
    return None if day is None or not 1 <= day <= 31 else monthly(day)


def _day_beside_words(match: re.Match[str]) -> When | None:
    """周六27号; 续住到25号，房间不换: written without a blank."""
    day = number(match.group(1) or match.group(2))
    return None if day is None or not 1 <= day <= 31 else monthly(day)


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


def relative_two(match: re.Match[str]) -> When | None:
    """明后两天, 今明两天: the first of them."""
    return _relative(match)


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
    year, leap, month, day = match.groups()
    return lunar_day(month, day, year, leap=bool(leap))


def _moon_feast(match: re.Match[str]) -> When | None:
    """八月十五 is the moon's feast or the 15th of August, whichever comes first; 八月半 is the feast."""
    feast = lunar_on(8, 15, None)
    plain = yearly(8, 15, None) if match.group(1) == "十五" else None

    def when(frame: Frame) -> date | None:
        days = [day for maker in (feast, plain) if maker and (day := maker(frame))]
        return min(days, default=None)

    return when


def lunar_day(month_word: str, day_word: str, year: str | None = None, *, leap: bool = False) -> When | None:
    """The day of the lunar calendar with these names: 腊, 初八; None where there is none."""
    month = {"正": 1, "冬": 11, "腊": 12}.get(month_word) or number(month_word)
    day = number(day_word.removeprefix("初"))
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    return lunar_on(month, day, year, leap=leap)


def _folk_day(match: re.Match[str]) -> When | None:
    """八月十五 beside the moon, 二月二龙抬头: a day of the lunar calendar that is told by what is done on it."""
    month, day = (said for said in match.groups() if said)
    return lunar_on(number(month) or 1, 15 if day == "半" else number(day.removeprefix("初")) or 1, None)


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
    year, name = match.group(1), match.group(2)

    def when(frame: Frame) -> date | None:
        named = year_of(year, frame.today)
        if named is None:
            return almanac.festival_on_or_after(name, frame.base)
        return almanac.festival_of_year(name, named, frame.today)

    return when


_FESTIVALS = sorted(
    [
        *almanac.FIXED,
        *almanac.LUNAR,
        *TERMS,
        *almanac.COUNTED,
        *almanac.MOVED,
        *almanac.DOG_DAYS,
        *(name for name in almanac.EASTER if not name.isascii()),
    ],
    key=len,
    reverse=True,
)
_GUARDED = {
    "十一",
    "五一",
    "六一",
    "五四",
    "七一",
    "八一",
    "520",
    "618",
    "228",
    "二二八",
    "过年",
    "双十",
    "元日",
    "雨水",
    "人日",
    "小雪",
    "大雪",
    *(f"{nine}九" for nine in "一二三四五六七八九"),
}
FESTIVAL_NAMES = "|".join(re.escape(name) for name in _FESTIVALS if name not in _GUARDED)
# 初三4个人: behind a lunar day a figure counts something else; 初三2班 is a class.
_LUNAR_END = r"(?!(?<=[十廿])[一二三四五六七八九]|(?<=\d)\d|\d(?!\d{0,3}(?:[个位名口人间大小晚天夜张套家份点:块元房早多]|泊))|个|が)"
_NOT_COUNTED = (
    r"(?![一二两三四五六七八九]点)(?![\d月号日点个间人晚天岁块元楼时分年位条双十百名泊路广街桥村厂])"
)

RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(r"(?<![\d.])((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:日|号)?(?!\d)"), _exact),
    (re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.](20\d\d)(?!\d)"), _day_first),
    (re.compile(r"(?<!\d)(20[2-4]\d)([01]\d)([0-3]\d)(?!\d)"), _exact),
    (re.compile(r"(?P<month>八)月(?P<day>十五)(?=[^,。]{0,4}(?:中秋|月亮|赏月|月饼|团圆|看灯))|(?<!十)(?P<m2>二)月(?P<d2>二)(?=[^,。]{0,2}龙抬头)|(?P<m7>七)月(?P<d7>七|初七|十五|半)(?=[^,。]{0,3}(?:七夕|乞巧|鬼节|中元|烧纸))|(?<!十)(?P<m9>九)月(?P<d9>九|初九)(?=[^,。]{0,3}(?:重阳|登高))|(?P<m5>五)月(?P<d5>五|初五)(?=[^,。]{0,3}(?:端午|粽))"), _folk_day),
    (re.compile(rf"{YEAR}()(?<![十到至~-])(二)月(二)(?!\s?[号日十廿一二三四五六七八九\d到至~-])"), _lunar),  # 二月二 is 龙抬头
    (re.compile(r"(?<![\d年历十腊])八月(十五|半)(?![号日到至~-]|\d)"), _moon_feast),
    (re.compile(rf"{YEAR}(?<![\d.])(?<!第)({_N}|元)月份?({_N})(?:[日号](?=\d{{1,2}}[日号])|(?:日|号)?(?!\d|个|整|[.]\d|:\d))"), _month_day),
    (re.compile(r"()(?<![\d.:/¥$])(\d{1,2})[./](\d{1,2})(?:日|号)?(?!\d|[./]\d|折|元|块|分|星(?!期)|米|公里|km|%|斤|平|万|g|m|个|小时)"), _month_day),
    (re.compile(r"()(?<![\d一二三四五六七八九十廿初周期拜月第半])(五)([二三四五])(?=退房|离店|走人|(?:再|就)?走(?!路|廊))"), _month_day),  # 五一入住五三退房
    (re.compile(rf"((?:下|这|本|上){{1,5}})一?个?月份?的?({_N})(?:[日号]|(?![\d日号整]))"), _month_named),
    (re.compile(rf"((?:下|这|本){{0,5}})个?月底的?前({_N})[天日]"), _month_end),
    (re.compile(rf"(?:(?<![\d月.:/\-第年零一二三四五六七八九十廿卅])|(?<=统一)(?=\d)|(?<=万一)(?=\d))({_N})号(?:{_NOT_A_DAY}|(?=\d{{1,2}}号))"), day_only),
    (re.compile(rf"(?<=[周期拜][一二三四五六日天])(\d{{1,2}})[号日]{_NOT_A_DAY}|(?<=[住续延]到)({_N})号(?=房间?(?:不|也|还|能|可))"), _day_beside_words),
    (re.compile(r"((?:上|下){1,5}|这|本)一?个?(?:周|星期|礼拜)(?:的?,?|也?就?只有?|就是?)(?:周|星期|礼拜)([一二三四五六日天])"), _weekday_zh),
    (re.compile(r"(?<=[住待玩呆]到)([12]?\d|3[01])(?=$|[,。;!?\s]|退|走)"), day_only),
    (re.compile(rf"(?<![\d月.:/\-第年间泊])(\d{{1,2}})日(?!間|间|早[くめ]|遅[くれ]|ずら|延ば|游|遊|前|後|后|内|(?:ほど|くらい|ぐらい|ばかり)(?!に|[前後])|{_N}[夜晚泊]){_NOT_A_DAY}"), day_only),
    (re.compile(r"(?<![\d月年第零一二三四五六七八九十廿卅了咗过满等住玩放续每隔])(十[一二三四五六七八九]|二十[一二三四五六七八九]?|三十一?|(?<=[为是至到于])[一二三四五六七八九]|[一二三四五六七八九](?=日(?:离店|退房|入住|到店|抵达)))日(?![游内间元后前行票之以本子用常均])"), day_only),
    (re.compile(rf"{_OF_SOMEBODY}(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)\b(?!{_OF_ORDINALS})"), day_only),
    (re.compile(r"(大大前|大大后|大前|大后|(?<![提之以诞节旦秋庆のお])前(?!日[ぁ-ん])|(?<![之以最然])后|昨|今|明)(?:[天夭]|日(?!游)|晚上?|夜|儿个?晚?上?|个儿|早)(?!白|个?是?(?:几号|几月|周几|星期几|礼拜几|多少号)(?![楼房院线桌车门]))"), _relative),
    (re.compile(r"(?<![\d住订定共满、个])(?<!一共)(?<!总共)(1[3-9]|2\d|3[01]|十[三-九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十一|卅一)晚上(?!多少|□)"), day_only),
    (re.compile(r"(?<!\d)([12]\d|3[01])晚(?=[、,和跟]?[123]\d晚)|(?<=\d晚)(?<!\d)([12]\d|3[01])晚"), _night_of),
    (re.compile(r"(寻|琴|听)(?:日|晚|朝)"), _relative),
    (re.compile(r"(今|明)朝(?=$|[\s,。]|过来|来|有|到|走|退|住|我|早|中|下)"), _relative),  # as Shanghai says it
    (re.compile(r"(今(?=明)|明(?=后))[明后](?:两|俩|二|2)?天"), relative_two),
    (re.compile(r"(?<![说证声黎光文不简发聪表])(明|昨|(?<!如)(?<!至)今)(?=□)"), _relative),
    (re.compile(r"(?<![\d/.])(1[3-9]|2\d|3[01])/(1[0-2]|0?[1-9])(?![\d/.])(?<!24/7)"), _day_before_month),
    (re.compile(r"\b(?:tmr|tmrw|tmw|tomorow|tommorow|tommorrow|tomorrrow|2morrow)\b|明天后天"), _typed_tomorrow),
    (re.compile(rf"(?<![住待玩呆第\d])({_N})个?(天|日|周|星期|礼拜)间?(?:之|以)?后(?!天)(?:的?(?:今天|今日|这一?天))?"), _days_ahead),
    (re.compile(rf"再过({_N})个?(天|日|周|星期|礼拜)(?!后)"), _days_ahead),
    (re.compile(rf"(?<![再超])过(?![两几])({_N})个?(天|日|周|星期|礼拜)(?=再|就|来|去|回|到|我)"), _days_ahead),
    *WORKING_DAYS,
    (re.compile(r"((?:上|下){1,5}|这|本|今)?(?<![每两三几\d])一?个?(?:(?<!黄金)周|星期|礼拜)([一二三四五六日天1-7])(?!\d(?!\d?[号日])|个|月)"), _weekday_zh),
    (re.compile(r"((?:上|下){1,5}|这|本)?一?个?(?:周末|双休日|礼拜末|星期末|周六日|(?:周|星期)六天|礼拜六日)"), weekend),
    (re.compile(r"(今週|来週|再来週|[今来](?=週末)|再来(?=週末))?の?(?:週末|土日)"), weekend),
    (re.compile(r"\b(next |this |coming |the |last )?weekend\b"), weekend),
    (re.compile(rf"{YEAR}(?:农历|阴历|旧历)?(闰)?(正|冬|腊|{_N})月(初[一二三四五六七八九十]|初\d)"), _lunar),
    (re.compile(rf"{YEAR}(?:农历|阴历|旧历)?(闰)?(正|冬|腊)月({_N}){_LUNAR_END}"), _lunar),
    (re.compile(rf"{YEAR}(?:农历|阴历|旧历|旧暦)[的の]?(闰)?({_N})月の?({_N})(?:日|号)?(?!間)"), _lunar),
    (re.compile(rf"{YEAR}旧()(正)月の?({_N})日(?![間目前後])"), _lunar),
    (re.compile(rf"{YEAR}(?:大年|新年|年)?(?<!月)初(十[一二三四五]|[一二三四五六七八九十]|\d{{1,2}}){_LUNAR_END}(?!中|次|步|级)"), _new_year_day),
    (re.compile(r"(?<![今明去后每多几\d])()大?年(三十|卅|廿八|廿九|二十八|二十九|30|29|28)(?:日|号)?晚?"), _year_end_day),
    (re.compile(r"(?<![\d住共:.月])(1[3-9]|2\d|3[01])晚上?(?=[一两三1-3]晚)"), day_only),
    (re.compile(r"(?<=取消|去掉|退掉)(1[3-9]|2\d|3[01])晚(?!上)"), day_only),
    (re.compile(r"(?<![\d:./\-~月共住到至第#])(1[3-9]|2\d|3[01])(?=(?:早上|上午|中午|下午|傍晚|晚上)(?:就|才|能|会)*(?:到(?!期|\d)|来|走|入住|退))"), day_only),
    (re.compile(r"(?<![月年\d十号])()(三十|卅|廿八|廿九|二十八|二十九|30|29|28)(?=晚?(?:来|住)?(?:到|至|-|~)(?:大?年)?初[一二三四五六七八\d])"), _year_end_day),
    (re.compile(rf"{YEAR}({FESTIVAL_NAMES})(?!(?<=过年)(?:二十[七八九]|廿[七八九]|2[789](?!号|日)))节?"), festival_day),
    (re.compile(rf"{YEAR}(?<![一二两三四五六七八九十几每个大\d])(人日)(?=(?<=^人日)$|[那这]天|当天|节|前[一夜]|入住|的?晚|住|来|の)"), festival_day),
    (re.compile(rf"{YEAR}(雨水|小雪|大雪|[一二三四五六七八九]九)(?=那天|这天|当天|节气|的?第[一二三四五六七八九]天|的?头一天|前[一两]天|后[一两]天|(?<=雪|水)$)"), festival_day),
    (re.compile(rf"{YEAR}(?<![二三四五六七八九\d初月廿第双周期])(十一|五一)(?=[12]?\d号{_NOT_A_DAY})"), festival_day),
    (re.compile(rf"(?:(?<=五一)|(?<!双)(?<=十一))([12]?\d)号{_NOT_A_DAY}"), day_only),
    (re.compile(rf"{YEAR}(?<![二三四五六七八九\d初月廿第双周期])(十一|五一|六一|五四|七一|八一|520|618|双十|元日|(?:228|二二八)(?=连假|(?<=年228)$|(?<=年228)[,。去来回要想]|[那当这]天|长?假|纪念日|和平)){_NOT_COUNTED}节?"), festival_day),
    (re.compile(rf"{YEAR}(过年)(?!后|前|初|三十|二十[七八九]|廿[七八九]|2[789](?!号|日))"), festival_day),
    *FIGURE_RULES,
    *ENGLISH_RULES,
    *JAPANESE_RULES,
)  # fmt: skip
