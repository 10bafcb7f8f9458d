"""Festivals by the names people call them. Never decides which year a guest means; the calendars are `store.lunar`."""

# ruff: noqa: E501 - lists are read row by row

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from store.lunar import LAST_YEAR, lunar_day, term_day

# (month, day) of the common calendar.
FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "女生节": (3, 7), "妇女节": (3, 8), "三八节": (3, 8), "女神节": (3, 8), "植树节": (3, 12), "白色情人节": (3, 14), "消费者权益日": (3, 15),
    "愚人节": (4, 1), "五一": (5, 1), "劳动节": (5, 1), "五四": (5, 4), "青年节": (5, 4), "护士节": (5, 12), "520": (5, 20), "六一": (6, 1), "儿童节": (6, 1), "618": (6, 18),
    "七一": (7, 1), "建党节": (7, 1), "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1), "双十": (10, 10), "万圣": (10, 31), "万圣夜": (10, 31),
    "双十一": (11, 11), "双11": (11, 11), "光棍节": (11, 11), "双十二": (12, 12), "双12": (12, 12), "平安夜": (12, 24), "圣诞夜": (12, 24), "圣诞": (12, 25), "跨年": (12, 31),
    "拆礼物日": (12, 26), "拆礼日": (12, 26), "节礼日": (12, 26), "八八节": (8, 8), "八八父亲节": (8, 8), "爸爸节": (8, 8), "行宪纪念日": (12, 25), "行宪": (12, 25), "耶诞夜": (12, 24), "耶诞": (12, 25), "和平纪念日": (2, 28), "光复节": (10, 25), "二二八": (2, 28), "回归纪念日": (7, 1), "七草": (1, 7), "台湾儿童节": (4, 4), "台湾教师节": (9, 28), "妇幼节": (4, 4), "228": (2, 28),
    "元日": (1, 1), "お正月": (1, 1), "ひな祭り": (3, 3), "雛祭り": (3, 3), "雏祭": (3, 3), "桃の節句": (3, 3), "エイプリルフール": (4, 1), "バレンタイン": (2, 14), "ホワイトデー": (3, 14),
    "建国記念": (2, 11), "建国记念": (2, 11), "天皇誕生日": (2, 23), "天皇诞生日": (2, 23), "昭和の日": (4, 29), "憲法記念日": (5, 3), "宪法记念日": (5, 3), "みどりの日": (5, 4),
    "こどもの日": (5, 5), "子供の日": (5, 5), "子どもの日": (5, 5), "山の日": (8, 11), "文化の日": (11, 3), "七五三": (11, 15), "勤労感謝の日": (11, 23), "ハロウィン": (10, 31),
    "クリスマスイブ": (12, 24), "クリスマスイヴ": (12, 24), "クリスマス": (12, 25), "ボクシングデー": (12, 26), "国慶": (10, 1), "労働節": (5, 1), "メーデー": (5, 1), "児童節": (6, 1), "独身の日": (11, 11), "憲法記念の日": (5, 3), "建国記念の日": (2, 11), "建国記念日": (2, 11),
    "年越し": (12, 31), "大晦日": (12, 31), "大みそか": (12, 31),
}  # fmt: skip
# (month, day) of the lunar calendar; day 30 of a 29-day month is its last day.
LUNAR = {
    "七夕情人节": (7, 7), "中国情人节": (7, 7), "春节": (1, 1), "过年": (1, 1), "破五": (1, 5), "元宵": (1, 15), "龙抬头": (2, 2), "三月街": (3, 15), "妈祖生日": (3, 23), "妈祖生": (3, 23), "妈祖诞": (3, 23), "天后诞": (3, 23), "佛诞": (4, 8), "浴佛": (4, 8), "端午": (5, 5), "火把节": (6, 24), "七夕": (7, 7), "中元": (7, 15),
    "鬼节": (7, 15), "盂兰": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "寒衣节": (10, 1), "下元节": (10, 15), "腊八": (12, 8), "尾牙": (12, 16), "小年": (12, 23), "除夕": (12, 30), "大年夜": (12, 30),
    "年夜": (12, 30), "旧正月": (1, 1), "春節": (1, 1), "中秋節": (8, 15), "七夕節": (7, 7), "重陽": (9, 9), "元宵節": (1, 15), "端午節": (5, 5), "人日": (1, 7),
    **{f"{year}{gap}{eve}": (12, 30) for year in ("旧正月", "旧暦", "春節", "中国") for gap in ("の", "") for eve in ("大晦日", "大みそか", "前夜")},
    **{f"{year}{gap}{first}": (1, 1) for year in ("旧正月", "旧暦", "春節", "中国") for gap in ("の", "") for first in ("元日", "元旦", "初日")},
}  # fmt: skip
# (month, weekday with Monday 0, which)
COUNTED = {
    "母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4), "母の日": (5, 6, 2), "父の日": (6, 6, 3),
    "成人の日": (1, 0, 2), "海の日": (7, 0, 3), "敬老の日": (9, 0, 3), "スポーツの日": (10, 0, 2), "体育の日": (10, 0, 2),
}  # fmt: skip
# Days counted from another festival or term, a day and so many days on: the nines of winter begin at its solstice.
MOVED = {
    "小年夜": ("除夕", -1), "做冬": ("冬至", 0), "冬节": ("冬至", 0), "节分": ("立春", -1), "節分": ("立春", -1), "黑五": ("感恩节", 1), "黑色星期五": ("感恩节", 1),
    **{f"{nine}九": ("冬至", 9 * at) for at, nine in enumerate("一二三四五六七八九")}, "数九": ("冬至", 0),
}  # fmt: skip
# English names, as they are written with an apostrophe: the name above, or a day of their own. Easter is reckoned.
ENGLISH_FIXED = {
    "new year's eve": (12, 31), "nye": (12, 31), "new year": (1, 1), "new year's day": (1, 1), "groundhog": (2, 2), "valentine's": (2, 14), "valentine": (2, 14), "women's day": (3, 8),
    "st patrick's": (3, 17), "saint patrick's": (3, 17), "april fool's": (4, 1), "april fool": (4, 1), "earth day": (4, 22), "anzac": (4, 25), "may day": (5, 1), "labour day": (5, 1),
    "labor day": (5, 1), "cinco de mayo": (5, 5), "children's day": (6, 1), "canada day": (7, 1), "4th of july": (7, 4), "fourth of july": (7, 4), "independence day": (7, 4),
    "bastille": (7, 14), "teacher's day": (9, 10), "national day": (10, 1), "halloween": (10, 31), "all saints'": (11, 1), "guy fawkes": (11, 5), "bonfire night": (11, 5),
    "singles' day": (11, 11), "singles day": (11, 11), "single's day": (11, 11), "veteran's day": (11, 11), "remembrance day": (11, 11), "christmas eve": (12, 24), "xmas eve": (12, 24), "christmas": (12, 25),
    "xmas": (12, 25), "boxing day": (12, 26), "hogmanay": (12, 31), "the epiphany": (1, 6), "three kings'": (1, 6), "orthodox christmas": (1, 7), "burns night": (1, 25), "burns' night": (1, 25), "burns supper": (1, 25),
    "australia day": (1, 26), "waitangi day": (2, 6), "st david's day": (3, 1), "pi day": (3, 14), "white day": (3, 14), "songkran": (4, 13), "st george's day": (4, 23), "king's day": (4, 27), "kings day": (4, 27), "walpurgis": (4, 30),
    "flag day": (6, 14), "juneteenth": (6, 19), "tanabata": (7, 7), "german unity": (10, 3), "day of german unity": (10, 3), "all souls'": (11, 2), "day of the dead": (11, 2), "armistice day": (11, 11), "st martin's day": (11, 11),
    "st andrew's day": (11, 30), "st nicholas' day": (12, 6), "st lucia's day": (12, 13), "st stephen's": (12, 26), "kwanzaa": (12, 26),
}  # fmt: skip
ENGLISH_LUNAR = {
    "chinese new year's eve": (12, 30), "lunar new year's eve": (12, 30), "chinese new year": (1, 1), "lunar new year": (1, 1), "spring festival": (1, 1),
    "lantern festival": (1, 15), "dragon boat": (5, 5), "qixi": (7, 7), "ghost festival": (7, 15), "mid-autumn": (8, 15), "mid autumn": (8, 15), "moon festival": (8, 15),
    "double ninth": (9, 9), "laba": (12, 8), "for tet": (1, 1), "during tet": (1, 1), "at tet": (1, 1), "over tet": (1, 1), "tet holiday": (1, 1), "tet nguyen dan": (1, 1), "vietnamese new year": (1, 1), "seollal": (1, 1), "korean new year": (1, 1), "tet eve": (12, 30),
    "vietnamese new year's eve": (12, 30), "korean new year's eve": (12, 30), "seollal eve": (12, 30), "chuseok": (8, 15), "korean thanksgiving": (8, 15), "tet trung thu": (8, 15), "chinese valentine's": (7, 7),
}  # fmt: skip
ENGLISH_TERMS = {
    "winter solstice": "冬至", "summer solstice": "夏至", "spring equinox": "春分", "vernal equinox": "春分", "autumn equinox": "秋分", "autumnal equinox": "秋分", "fall equinox": "秋分",
    "tomb sweeping": "清明", "tomb-sweeping": "清明", "qingming": "清明",
}  # fmt: skip
ENGLISH_COUNTED = {"mother's day": (5, 6, 2), "father's day": (6, 6, 3), "thanksgiving": (11, 3, 4), "mlk": (1, 0, 3), "memorial day": (5, 0, -1), "presidents' day": (2, 0, 3), "president's day": (2, 0, 3), "columbus day": (10, 0, 2), "indigenous peoples' day": (10, 0, 2), "melbourne cup day": (11, 1, 1),
    "early may bank holiday": (5, 0, 1), "may day bank holiday": (5, 0, 1), "spring bank holiday": (5, 0, -1), "late may bank holiday": (5, 0, -1), "august bank holiday": (8, 0, -1), "summer bank holiday": (8, 0, -1)}  # fmt: skip
ENGLISH_MOVED = {"black friday": ("thanksgiving", 1), "cyber monday": ("thanksgiving", 4)}
# The Sundays of Advent, the fourth of which is the last one before Christmas; 0 is the first.
ADVENT = {
    "advent sunday": 0,
    **{f"{nth} {said}": at for at, nths in enumerate((("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"))) for nth in nths for said in ("sunday of advent", "sunday in advent", "advent sunday", "advent")},
}  # fmt: skip
# By India's calendar of moons.
DIWALI = {2024: (11, 1), 2025: (10, 20), 2026: (11, 8), 2027: (10, 29), 2028: (10, 17), 2029: (11, 5), 2030: (10, 26), 2031: (11, 14), 2032: (11, 2), 2033: (10, 22), 2034: (11, 10), 2035: (10, 30)}  # fmt: skip
_INDIAN = ("diwali", "deepavali", "divali")
_VICTORIA = "victoria day"  # the last Monday before 25 May
_ORTHODOX = {"orthodox easter": 0, "greek easter": 0, "orthodox good friday": -2}
EASTER = {
    "shrove tuesday": -47, "pancake day": -47, "pancake tuesday": -47, "fat tuesday": -47, "mardi gras": -47, "mothering sunday": -21, "maundy thursday": -3, "ascension": 39, "whit sunday": 49, "pentecost": 49, "whit monday": 50, "corpus christi": 60,
    "good friday": -2, "holy saturday": -1, "easter sunday": 0, "easter monday": 1, "easter": 0, "palm sunday": -7, "ash wednesday": -46, "耶稣受难节": -2, "受难节": -2, "耶稣受难日": -2, "受难日": -2, "复活节星期一": 1, "复活节周一": 1, "复活节": 0, "イースター": 0}  # fmt: skip
ENGLISH = (*ENGLISH_FIXED, *ENGLISH_LUNAR, *ENGLISH_TERMS, *ENGLISH_COUNTED, *ENGLISH_MOVED, *(name for name in EASTER if name.isascii()), *ADVENT, *_INDIAN, _VICTORIA, *_ORTHODOX)  # fmt: skip
DOG_DAYS = ("初伏", "头伏", "入伏", "中伏", "二伏", "末伏", "三伏第一天")
_FIXED, _LUNAR = FIXED | ENGLISH_FIXED, LUNAR | ENGLISH_LUNAR
_COUNTED, _MOVED = COUNTED | ENGLISH_COUNTED, MOVED | ENGLISH_MOVED
_NEW_YEAR = {
    "春节",
    "过年",
    "除夕",
    "大年夜",
    "年夜",
    "小年",
    "腊八",
    "尾牙",
    "小年夜",
    *(name for name, (month, day) in ENGLISH_LUNAR.items() if (month, day) in {(1, 1), (12, 30)}),
}  # 今年过年, said in autumn, is the coming one


def counted_day(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`-th `weekday` (Monday 0) of a month, the last where `which` is -1."""
    if which < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def lunar_days_from(base: date, month: int, day: int, leap: bool = False) -> Iterator[date]:
    """The lunar day's occurrences on or after `base`, soonest first, as far as the tables go."""
    for year in range(base.year - 1, LAST_YEAR + 1):
        found = lunar_day(year, month, day, leap)
        if found is not None and found >= base:
            yield found


def festival_of_year(name: str, year: int, today: date) -> date | None:
    """The festival in a year that was named; of this year's New Year's days the one that comes."""
    if year == today.year and name in _NEW_YEAR:
        return festival_on_or_after(name, today)
    return festival_on_or_after(name, date(year, 1, 1))


def festival_on_or_after(name: str, base: date) -> date | None:
    """The next day of the festival `name`, `base` included; None past the tables' end."""
    if name in _MOVED:
        other, days = _MOVED[name]
        found = festival_on_or_after(other, base - timedelta(days=days))
        return None if found is None else found + timedelta(days=days)
    if name in _LUNAR:
        return next(lunar_days_from(base, *_LUNAR[name]), None)
    return next(
        (day for year in (base.year, base.year + 1) if (day := _festival_in(year, name)) and day >= base),
        None,
    )


def _festival_in(year: int, name: str) -> date | None:
    if name in ADVENT:
        eve = date(year, 12, 24)
        return eve - timedelta(days=(eve.weekday() + 1) % 7 + 7 * (3 - ADVENT[name]))
    if name in _INDIAN:
        return date(year, *DIWALI[year]) if year in DIWALI else None
    if name == _VICTORIA:
        return date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday())
    if name in _ORTHODOX:
        return _easter(year, orthodox=True) + timedelta(days=_ORTHODOX[name])
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _COUNTED:
        return counted_day(year, *_COUNTED[name])
    if name in EASTER:
        return _easter(year) + timedelta(days=EASTER[name])
    if name in DOG_DAYS:
        return _dog_day(year, name)
    return term_day(min(year, LAST_YEAR), ENGLISH_TERMS.get(name, name))


_TENTH = date(2026, 7, 15)  # a 庚 day, which every tenth day is


def _dog_day(year: int, name: str) -> date:
    """初伏 is the third 庚 day from 夏至 on, 中伏 the fourth, 末伏 the first from 立秋 on."""
    base = term_day(min(year, LAST_YEAR), "立秋" if name == "末伏" else "夏至")
    first = base + timedelta(days=(_TENTH - base).days % 10)
    return first + timedelta(days={"末伏": 0, "中伏": 30, "二伏": 30}.get(name, 20))


def _easter(year: int, *, orthodox: bool = False) -> date:
    from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter  # noqa: PLC0415 - first use only: start fast

    sunday: date = easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN)
    return sunday
