"""Reads how long a stay is said to be: 三天两晚, 住一周, for two nights. It knows no days."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.reading import TAKEN

MOST_NIGHTS, MOST_DAYS = 92, 1100
_FIXED = {
    "半": 15,
    "half a": 15,
    "a half": 15,
    "fortnight": 14,
    "ひと": 1,
    "成": 1,
    "ふた": 2,
    "个": 1,
    "night of": 1,
    "night": 1,
    "nite": 1,
    "another": 1,
    "that night": 1,
    "the night": 1,
    "single": 1,
    "a couple of": 2,
    "couple of": 2,
}


@dataclass(frozen=True, slots=True)
class Length:
    start: int
    end: int
    days: int | None
    nights: int | None
    reckoned: bool = False  # days were said, and the nights follow from them: 住三天


_N = ZH_NUMBER
_EN = rf"(?:a couple of|couple of|{EN_NUMBER})"
_NOT_UNTIL = r"(?!后|之后|以后|间后|前(?!台)|之前|以前|内|以内|之内|之间)"
_NOT_A_CHOICE = r"(?<!\d[-~到至])(?<![一二三四五六七八九十][-~到至])"  # 3-5天 is no length
_LINKS = "[^,。住订定续和加到要只晚天夜]"
_NO_SAYING = (  # 一天比一天冷
    rf"(?!一[天夜](?:{_LINKS}{{1,2}})?一[天夜])(?!(?<=一天|一夜)一[天夜])(?!(?<=一[天夜]{_LINKS})一[天夜])(?!(?<=一[天夜]{_LINKS}{{2}})一[天夜])"
)
_WEEKS = "(周|星期|礼拜|週間)"
_ALL = r"(?:more |extra |additional |single |whole |full |solid |straight |consecutive )?"
_LENGTHS = (
    (re.compile(rf"({_N})[天日]({_N})(?:晚|夜|宿|泊)"), "days_nights"),
    (re.compile(rf"(?<!第)({_N})(?:晚上?|夜|宿|泊)({_N})[天日](?!后|间|間)"), "nights_days"),
    (re.compile(rf"\b({EN_NUMBER})[ -]?days?,?[ -]?(?:and |/ ?|& )?({EN_NUMBER})[ -]?nights?\b"), "days_nights"),
    (re.compile(rf"\b({EN_NUMBER})[ -]?nights?,?[ -]?(?:and |/ ?|& )?({EN_NUMBER})[ -]?days?\b"), "nights_days"),
    (re.compile(r"\b(\d{1,2})d ?/?(\d{1,2})n\b"), "days_nights"),
    (re.compile(rf"(?<![第前每那后这上下]){_NOT_A_CHOICE}({_N})个?(周|星期|礼拜|月)[零又加]({_N})[天日]{_NOT_UNTIL}"), "and_days"),
    (re.compile(rf"\b(?<!for )({EN_NUMBER}) (weeks?|months?) and ({EN_NUMBER}) days?\b(?! ago| from| later| before| after)"), "and_days"),
    (re.compile(rf"(?<![第前每那后这上下本])(?<!钱)(?<!少)({_N})个(半)月(?!大|没|的?(?:宝宝|婴儿|孩子|小孩)){_NOT_UNTIL}"), "and_half"),
    (re.compile(r"(?<![一二两三四五六七八九十\d几每整])(个)(半)月(?!大|没|的?(?:宝宝|婴儿|孩子|小孩))(?!之?[后前]|以[后前])"), "and_half"),
    (re.compile(rf"(?<!第)(ひと|ふた|{_N}(?=[かヵヶカケ]))[かヵヶカケ]?(月)半(?![前後])"), "and_half"),
    (re.compile(rf"(?<![第月])({_N})(日)(?:ほど|くらい|ぐらい|ばかり)(?!に|[前後])"), "long"),
    (re.compile(rf"(?<![完养不组促构达变转八])(成)个{_WEEKS}(?![一二三四五六日天末])"), "long"),
    (re.compile(r"(?<![完养不组促构达变转八])(成)个(月)(?!饼)"), "long"),
    (re.compile(r"(ひと|ふた)(月)(?![前後]|半|目)"), "long"),
    (re.compile(r"(?<![\d第前後后每毎二三])([一二三123])(年)(?=間(?!隔)|だけ|しか|咁|(?:真的?)?太(?:短|长|久))"), "long"),
    (re.compile(rf"(?:[玩等请放歇休病拖忙]了?|[过做写讲]了)({_N})(日)(?![前后本\d~到至-])"), "long"),
    (re.compile(rf"\b({EN_NUMBER})(?: months? and a half| and a half months)\b(?! ago| from| later| old| before| after)"), "and_half"),
    (re.compile(rf"(?<![第前每那后月\d]){_NOT_A_CHOICE}(?<!百)([一二两三四五六七八九]?十|[1-9]0)[来多]天(?!没|气){_NOT_UNTIL}"), "long"),
    (re.compile(r"(?:(?<=[期签租住干待学用过交约整满效保了])|(?<![^,。;!?\s]))([一两二三123])(年)(?=$|[,。;!?、\s了]|的(?:租|合同|签证|时间|工夫))"), "long"),
    (re.compile(r"\bfor (a|one|two|three|[123])(?: whole| full)? (years?)\b(?! old| from| later| or| ago|-)"), "long"),
    (re.compile(rf"(?<![第前每那后头]){_NO_SAYING}{_NOT_A_CHOICE}(?<!少)(?<!少住)(?<![响吵闹叫漏滴等熬哭唱]了)(?<!折腾了)(?!(?:三十|卅|30)晚上)(?<!三(?=十晚上))({_N})个?(?:晚上|晚|夜|宿|連?泊|晩(?!中|ごはん|御飯|ご飯|お?いくら|の?料金|置|ほど置))(?!餐|点|饭|报|会)"), "nights"),
    (re.compile(rf"(?:住|订|定|开|续|预订|预定|租|待|呆)(?:个|了|满|够|上)?({_N})(?:天|日){_NOT_UNTIL}"), "stay"),
    (re.compile(rf"(?:再|多|接着)(?:住|赖|续住?|待|呆|玩|加|留)?({_N})(?:天|日){_NOT_UNTIL}"), "stay"),
    (re.compile(rf"(?:住|订|定|续|租|待|呆)(?:个|了)?({_N})个?{_WEEKS}{_NOT_UNTIL}"), "stay"),
    (re.compile(r"(?:住|订|定|租|待|呆)(?:个|了)?(半)(?:个|拉个?)?月(?!后|之后|以后|前)"), "stay"),
    (re.compile(rf"(?:住|订|定|租)(?:个|了)?({_N})(个月){_NOT_UNTIL}"), "stay"),
    (re.compile(rf"(?<![每前后上下这本第]){_NOT_A_CHOICE}({_N})个?{_WEEKS}(?![一二三四五六日天末1-7]|年|年庆|岁)(?!里){_NOT_UNTIL}"), "long"),
    (re.compile(rf"(?<![第前每那后头月初年.有某哪]){_NO_SAYING}{_NOT_A_CHOICE}({_N})(?:天|日間|日间)(?!游|没|都|气|[一两三四几]次|一[换夜]|不到){_NOT_UNTIL}"), "long"),
    (re.compile(rf"\b(?<!how much )(?<!price )({_EN})[ -]{_ALL}(?:nights?|nites?)\b"), "nights"),
    (re.compile(r"\b(?:only|just)(?: (?:need|want|for|on|the|a|one|room))* □+ (night|nite)(?= ?(?:$|[,.!?]|(?:please|pls|if)\b))|□+ (night|nite) only\b"), "nights"),
    (re.compile(r"(?:(?<!n't )(?<!not )\b(?:need|stay|staying|book|add|have|like|want|do|for) |^)(another) night\b(?! if)"), "nights"),
    (re.compile(r"\b(?<!\w )(single)[ -]night\b(?! rate| price)"), "nights"),
    (re.compile(rf"\b(?:for|stay|staying|spend|spending) (?:another |about )?({_EN}) (days?|weeks?|fortnights?|months?)\b(?! ago| from now)"), "stay"),
    (re.compile(r"\b(?:for|stay|staying|spend|spending) (?:a |one )?(fortnight)\b"), "stay"),
    (re.compile(rf"\b({_EN}) (weeks?|fortnights?|months?|days?) (?:starting|beginning|commencing|from(?= (?:the )?□))"), "stay"),
    (re.compile(r"\b(?:only|just|single)(?: (?:need|want|like|take|book|for|on|the|a|one|room|bed))* (night of)(?= (?:the )?□)|\b(?:only|just)(?: for)? (that night|the night)(?= ?(?:$|[,.;!?]))|\b(night of)(?= (?:the )?□+ only\b)"), "nights"),
    (re.compile(r"\b(fortnight)\b(?! ago| from| later)"), "long"),
    (re.compile(rf"(?<![前后後上下这本大小个])(半)(?:个|拉个?|啦)?月(?!没|板|湾|形|弯|刊|池|[後前]){_NOT_UNTIL}"), "long"),
    (re.compile(r"\b(half a|a half)[ -]month\b(?! ago| from now| later)"), "long"),
    (re.compile(rf"(?<![第前每那后头近孕上下这本个])(?<!孩子)(?<!宝宝)(?<!妊娠)(?<!才)(?<!钱)(?<!少)(?!一个月(?:多少|几|[一二两三四五六七八九十]|\d|就|瘦|工资|的))({_N})(个月|[かヶヵカケ]月|箇月)(?:間|间)?(?!大|没|半|的?(?:宝宝|婴儿|孩子|小孩)|[前後後]|一次){_NOT_UNTIL}"), "long"),
    (re.compile(rf"\b(?!an? month)({_EN}) {_ALL}(days?|weeks?|months?)\b(?! of (?:the year|next|this|last|20)| deposit| rent| (?:ago|later|from|before|after|in advance|notice|old|prior|off|back|earlier|pregnant)|'|-old)"), "long"),
)  # fmt: skip
_PRICE_PER_NIGHT = re.compile(r"(?:上)?\s?(?:是|要|得)?(?:多少|什么价|啥价|几钱|几多|怎么卖|怎么收|的?价)")
_RATE_BEFORE = re.compile(
    r"(?:多少(?:钱|米|块|银子|大洋)?|价格?|钱|[块元每■]|(?<![\d号住-])\d{3,5}|[一二两三四五六七八九]百[一二三四五六七八九]?十?)\s?$"
)
_ANY_NIGHT = re.compile(
    r"(?:(?:请问|老板|平日|平时|周中|旺季|淡季|现在|一般|通常|普通房?|标间|大床房?|双床房?)[,，的]?)*"
)
# 平日一晚480, 一晚三百八; beside a day that is taken, 25号一晚480, it is the night.
_SUM_BEHIND = re.compile(
    r"(?:要|卖|是|才|只要)?\s?(?:[1-9]\d{2,3}(?![\d个人位间号房点月天年多.:/-])|[一二两三四五六七八九][百千][零一二三四五六七八九十百]*(?![个人位间]))"
)
_BOOKED = re.compile(r"[住订定要续]$")
_EN_NIGHT_RATE = re.compile(
    r"(?:how much|price|rate|cost|per|charge)[^,.?!]{0,24}$|(?:\d|■|yuan|rmb|cny|dollars?|bucks|euros?|pounds?|quid|kuai)\s?$"
)
_PLAIN_NUMBER = re.compile(
    rf"(?:就|大概|总共|一共)?({_N}|{EN_NUMBER})(?:天|晚|夜|泊|晚上| ?nights?| ?days?)?(?:吧|呢|です)?"
)


def find_lengths(text: str, asked: str) -> list[Length]:
    """The lengths in a text whose days are blanked, in order; a bare number where nights were asked for."""
    if asked == "nights" and (match := _PLAIN_NUMBER.fullmatch(text)):
        count = number(match.group(1))
        return [Length(0, len(text), None, count)] if _sane(count) else []
    found: list[Length] = []
    for pattern, kind in _LENGTHS:
        for match in pattern.finditer(text):
            length = _length(match, kind, text)
            if length and not any(length.start < seen.end and seen.start < length.end for seen in found):
                found.append(length)
    return sorted(found, key=lambda length: length.start)


def _length(match: re.Match[str], kind: str, text: str) -> Length | None:
    start, end = match.span()
    said = match.group(match.lastindex or 1) if kind == "nights" else match.group(1)
    count = _FIXED.get(said) or number(said)
    if count is None:
        return None
    if kind in {"days_nights", "nights_days"}:
        other = number(match.group(2))
        days, nights = (count, other) if kind == "days_nights" else (other, count)
        return Length(start, end, days, nights) if _sane(days) and _sane(nights) else None
    if kind == "nights":
        return Length(start, end, None, count) if _sane(count) and not _a_rate(match, count, text) else None
    if kind == "and_days":  # 一星期零两天
        days = count * _days_in(match.group(2)) + (number(match.group(3)) or 0)
        return Length(start, end, days, None) if _sane(count) else None
    if kind == "and_half":  # 一个半月
        return Length(start, end, 30 * count + 15, None) if count <= 12 else None
    unit = match.group(2) if match.re.groups > 1 else ""
    days = count * _days_in(unit)
    if kind == "stay":
        return Length(start, end, days, days, reckoned=True) if _sane(days) else None
    return Length(start, end, days, None) if 1 <= days <= MOST_DAYS else None


def _days_in(unit: str) -> int:
    if unit.startswith("fortnight"):
        return 14
    if "月" in unit or unit.startswith("month"):
        return 30
    if "年" in unit or unit.startswith("year"):
        return 365
    return 7 if unit and unit[0] in "周星礼週w" else 1


def _a_rate(match: re.Match[str], count: int, text: str) -> bool:
    """Whether a night is only what a price is for: 一晚多少钱, how much is a night."""
    start, end = match.span()
    if match.group(1) in {"a", "an"}:
        return _EN_NIGHT_RATE.search(text[:start]) is not None
    if count != 1 or match.group().isascii():
        return False
    if _SUM_BEHIND.match(text, end) and text[start - 1 : start] != "□" and not _BOOKED.search(text, 0, start):
        return True
    asks_price = _ANY_NIGHT.fullmatch(text, 0, start) and _PRICE_PER_NIGHT.match(text, end)
    if (
        text[end : end + 1] == TAKEN and text[start - 1 : start] != "□" and not _BOOKED.search(text, 0, start)
    ):  # 一晚五百以内
        return True
    return asks_price is not None or _RATE_BEFORE.search(text, 0, start) is not None


def _sane(count: int | None) -> bool:
    return count is not None and 1 <= count <= MOST_NIGHTS
