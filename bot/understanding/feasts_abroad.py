"""Feasts that a named country keeps on a day of its own: Singapore National Day, US Labor Day, 加拿大感恩节. It knows no feast that needs no country."""

# ruff: noqa: E501 - lists are read row by row

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from bot.understanding import almanac
from bot.understanding.day_frame import YEAR, Frame, When, year_of

# The country: what English and Chinese call it and its people.
_COUNTRIES = {
    "us": (r"(?<!for )(?<!give )(?<!tell )(?<!let )(?<!of )(?<!with )(?<!to )us|u\.s\.?|usa|u\.s\.a\.?|america|american|the states|united states", "美国"), "ca": ("canada|canadian", "加拿大"), "gb": ("uk|u\\.k\\.?|britain|british|england|english", "英国"),
    "au": ("australia|australian|aussie", "澳大利亚|澳洲"), "nz": ("new zealand|nz|kiwi", "新西兰"), "sg": ("singapore|singaporean", "新加坡"), "my": ("malaysia|malaysian", "马来西亚|大马"),
    "id": ("indonesia|indonesian", "印度尼西亚|印尼"), "in": ("india|indian", "印度(?!尼)"), "th": ("thailand|thai", "泰国"), "vn": ("vietnam|vietnamese", "越南"), "ph": ("philippines?|filipino|philippine", "菲律宾"),
    "kr": ("korea|korean|south korea|south korean", "韩国"), "jp": ("japan|japanese", "日本"), "fr": ("france|french", "法国"), "de": ("germany|german", "德国"), "ch": ("switzerland|swiss", "瑞士"),
    "at": ("austria|austrian", "奥地利"), "it": ("italy|italian", "意大利"), "es": ("spain|spanish", "西班牙"), "nl": ("netherlands|dutch|holland", "荷兰"), "be": ("belgium|belgian", "比利时"),
    "no": ("norway|norwegian", "挪威"), "se": ("sweden|swedish", "瑞典"), "fi": ("finland|finnish", "芬兰"), "pl": ("poland|polish", "波兰"), "ua": ("ukraine|ukrainian", "乌克兰"), "ie": ("ireland|irish", "爱尔兰"),
    "mx": ("mexico|mexican", "墨西哥"), "br": ("brazil|brazilian", "巴西"), "ar": ("argentina|argentinian|argentine", "阿根廷"), "pk": ("pakistan|pakistani", "巴基斯坦"), "bd": ("bangladesh|bangladeshi", "孟加拉国?"),
    "ae": ("uae|emirates|emirati", "阿联酋"), "tr": ("turkey|turkish", "土耳其"), "gr": ("greece|greek", "希腊"), "ru": ("russia|russian", "俄罗斯|俄国"), "ng": ("nigeria|nigerian", "尼日利亚"), "ke": ("kenya|kenyan", "肯尼亚"),
    "hu": ("hungary|hungarian", "匈牙利"), "pt": ("portugal|portuguese", "葡萄牙"), "bn": ("brunei|bruneian", "文莱"), "mm": ("myanmar|burma|burmese", "缅甸"), "la": ("laos|lao|laotian", "老挝"), "kh": ("cambodia|cambodian", "柬埔寨"),
}  # fmt: skip
Rule = tuple[int, int] | tuple[int, int, int]  # month and day; or month, weekday and which
_NATIONAL: dict[str, Rule] = {
    "us": (7, 4), "ca": (7, 1), "au": (1, 26), "nz": (2, 6), "sg": (8, 9), "my": (8, 31), "id": (8, 17), "in": (8, 15), "th": (12, 5), "vn": (9, 2), "ph": (6, 12), "fr": (7, 14), "de": (10, 3), "ch": (8, 1),
    "at": (10, 26), "it": (6, 2), "es": (10, 12), "nl": (4, 27), "be": (7, 21), "no": (5, 17), "se": (6, 6), "fi": (12, 6), "pl": (11, 11), "ua": (8, 24), "ie": (3, 17), "mx": (9, 16), "br": (9, 7), "ar": (7, 9),
    "pk": (8, 14), "bd": (3, 26), "ae": (12, 2), "tr": (10, 29), "gr": (3, 25), "ru": (6, 12), "ng": (10, 1), "ke": (12, 12), "hu": (8, 20), "pt": (6, 10), "bn": (2, 23), "mm": (1, 4), "la": (12, 2), "kh": (11, 9),
}  # fmt: skip
_MOTHERS, _FATHERS = "mother", "father"
# What a feast is called in English and Chinese, and when each country keeps it.
_FEASTS: dict[str, tuple[str, str, dict[str, Rule]]] = {
    "national": ("national|independence", "国庆|独立日?", _NATIONAL),
    "labour": ("labou?r", "劳动", {"us": (9, 0, 1), "ca": (9, 0, 1), "nz": (10, 0, 4)}),
    "thanksgiving": ("thanksgiving", "感恩", {"us": (11, 3, 4), "ca": (10, 0, 2)}),
    "republic": ("republic", "共和国?日?", {"in": (1, 26), "it": (6, 2), "tr": (10, 29)}),
    "constitution": ("constitution", "宪法", {"no": (5, 17), "jp": (5, 3), "kr": (7, 17), "us": (9, 17)}),
    _MOTHERS: ("mother'?s", "母亲", {"th": (8, 12)}),
    _FATHERS: ("father'?s", "父亲", {"th": (12, 5), "au": (9, 6, 1), "nz": (9, 6, 1)}),
    "children": ("child(?:ren)?'?s", "儿童", {"jp": (5, 5), "kr": (5, 5), "in": (11, 14), "th": (1, 5, 2)}),
    "teacher": ("teacher'?s", "教师", {"in": (9, 5), "kr": (5, 15), "th": (1, 16)}),
}  # fmt: skip
_ONLY_THEIRS = {"national", "republic", "constitution"}  # where the country's day is not known there is none


def _feast_of(country: str, feast: str, year: int) -> date | None:
    if feast == _MOTHERS and country == "gb":
        return almanac.festival_of_year("mothering sunday", year, date(year, 1, 1))
    rule = _FEASTS[feast][2][country]
    return almanac.counted_day(year, *rule) if len(rule) == 3 else date(year, *rule)


def _when(country: str, feast: str, year: str | None) -> When | None:
    """The feast's next day in that country; None where it is kept there as anywhere."""
    known = country in _FEASTS[feast][2] or (country, feast) == ("gb", _MOTHERS)
    if not known:
        return (lambda _frame: None) if feast in _ONLY_THEIRS else None

    def when(frame: Frame) -> date | None:
        if said := _year(year, frame.today):
            return _feast_of(country, feast, said)
        days = (_feast_of(country, feast, frame.base.year + ahead) for ahead in (0, 1))
        return next((day for day in days if day and day >= frame.base), None)

    return when


def _year(said: str | None, today: date) -> int | None:
    if said and said.endswith(" year"):
        return today.year + {"n": 1, "t": 0, "l": -1}[said[0]]
    return year_of(said, today)


def _named(match: re.Match[str]) -> When | None:
    said = match.groupdict()
    country = next((code for code in _COUNTRIES if said.get(f"c_{code}") or said.get(f"d_{code}")), "")
    feast = next((name for name in _FEASTS if said.get(f"f_{name}") or said.get(f"g_{name}")), "")
    return _when(country, feast, said.get("year") or match.group(1))


def _unknown(_match: re.Match[str]) -> When:
    """Kazakhstan's Independence Day is not ours, whenever it is."""
    return lambda _frame: None


def _choice(group: str, which: int, entries: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(f"(?P<{group}_{name}>{words[which]})" for name, words in entries.items())


_EN_FEASTS = {name: words[:2] for name, words in _FEASTS.items()}
_YEAR_EN = r"(?:,? (?:of |in )?(?P<year>20\d\d|next year|this year|last year)\b)?"
FEAST_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], When | None]], ...] = (
    (re.compile(rf"()\b(?:the )?(?:{_choice('c', 0, _COUNTRIES)})(?:'s)? (?:{_choice('f', 0, _EN_FEASTS)})(?: day)?\b{_YEAR_EN}"), _named),
    (re.compile(rf"()\b(?:{_choice('g', 0, _EN_FEASTS)})(?: day)? (?:in|of) (?:the )?(?:{_choice('d', 0, _COUNTRIES)})\b{_YEAR_EN}"), _named),
    (re.compile(rf"{YEAR}(?:{_choice('c', 1, _COUNTRIES)})的?(?:{_choice('f', 1, _EN_FEASTS)})节?"), _named),
    (re.compile(r"\b(?!our |china's |people's |my |this |taiwan's )[a-z]+'s (?:national|independence|republic) day\b"), _unknown),
)  # fmt: skip
