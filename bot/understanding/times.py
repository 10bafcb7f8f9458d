"""Finds clock times in a cleaned text. It never decides what happens at that time."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

from bot.understanding.numerals import number


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that was said. `sure` is False where it may be morning or evening: 六点."""

    start: int
    end: int
    at: time
    sure: bool


_ZH_PART = r"(朝头早|朝早|朝晨|下昼|晏昼|凌晨|清晨|早上|早晨|早|上午|中午|午后|下午|傍晚|晚上|晚|夜里|夜晚|半夜|深夜|午前|午後|明け方|朝|昼|夕方|夜中|夜|晩|あさ(?!って)|ごぜん|ごご|ゆうがた|よる)?[的の]?(?:大概|大约|差不多|约)?"
_HOUR = r"(\d{1,2}|零|[一二两三四五六七八九十]{1,3})"
_COUNTED = (
    r"(?!\d|[多来几]?[个个位人间张份床号元块条瓶双只名口桌晚天层岁楼])"  # 6点8个人 is no eight past six
)
_MINUTE = rf"(半|零[一二三四五六七八九]分?|はん|一刻|三刻|(?:[一二两三四五六七八九]|1?\d)个字(?![一-龥]?[母数])|(?:[一三]个)骨|踏[一二三四五六七八九]|[一二三四五六七八九](?=[叫到退走出,。a-z]|先(?!生)|$)|[0-5]?\d分?{_COUNTED}|[二三四五]?十[一二三四五六七八九]?分?{_COUNTED}|钟)?"
_CHINESE = re.compile(
    rf"{_ZH_PART}(?<![.\d]){_HOUR}(?:点|时(?!候|间|段|代|尚|常)|時(?!間)|じ(?=[にごはまで、。半ぐ]|$)){_MINUTE}"
)
# Short of the hour: 差五分八点, 六点差一刻.
_SHORT_OF = re.compile(
    rf"{_ZH_PART}差(五|十|二十|\d{{1,2}}|一刻)(?:分钟?)?(?:到)?{_HOUR}[点時时]|{_ZH_PART}{_HOUR}[点時时]差(五|十|二十|\d{{1,2}}|一刻)(?:分钟?|(?<=一刻)|(?=$|[,。到叫走出退]))"
)
_DIGITAL = re.compile(rf"{_ZH_PART}(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])\s?(am|pm|a\.m\.|p\.m\.)?")
_ENGLISH = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.]([0-5]\d))?\s?(am|pm|a\.m|p\.m|o'?clock)\b\.?(?: in the (morning|afternoon|evening))?"
)
_HALF_PAST = re.compile(
    r"\b(?:(half|a quarter|quarter|five|ten|twenty|twenty[- ]five) (past|to)|(half)) (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|[1-9])\b(?! people| guests| nights| of| a\b|:)(?: ?(am|pm|a\.m|p\.m)\b\.?)?(?:,? (?:in the|at) (morning|afternoon|evening|night))?"
)
_SPELT = re.compile(
    r"\b(?:(?:at|around|about|by|before|after|till|til|until) )?(?<!ty-)(?<!forty )(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (thirty|fifteen|forty[- ]?five|twenty|forty|fifty))?(?: ?(am|pm|o'?clock)\b|(?= in the (?:morning|afternoon|evening)| sharp)|(?<= thirty)(?! (?:people|guests|rooms|years?|minutes|yuan))\b|(?<=forty-five)|(?<=forty five)|(?<=fifteen)(?! (?:people|guests|rooms|years?|minutes|yuan))\b)(?:,? in the (morning|afternoon|evening))?"
)
# 10 in the morning, 11 at night; 8 this evening only behind at: dinner for 8 this evening.
_OF_PART = re.compile(
    r"(?<![\d.:,/-])(?<!for )(?<!are )(?<!of )\b(1[0-2]|[1-9])(?::([0-5]\d))?(?: in the (morning|afternoon|evening|night)\b| at (night)\b|(?:(?<=(?:at|by) \d)|(?<=(?:at|by) \d\d)|(?<=(?:around|before) \d)|(?<=(?:around|before) \d\d)|(?<=about \d)|(?<=about \d\d)|(?<=:\d\d)) (?=(?:this|tomorrow) (morning|afternoon|evening)\b))"
)
_WORD = re.compile(r"\b(noon|midday|midnight)\b|(正午)")
_AT = re.compile(
    r"\b(?:at|around|about|by|after|before|(?<=checkout )till?|(?<=checkout )until)\s(?:about |around )?(\d{1,2})(?![\d:./]|\s?(?:am|pm|nights?|people|guests?|(?:st|nd|rd|th)\b|yuan|rmb|rooms?|years?|%|km|min|hours?|of|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))\b"
)
_SERVED = re.compile(  # check out at 10:30 and need a taxi at 11
    r"\b(?:taxi|cab|driver|pickup|shuttle|transfer|wake (?:me|us)|wake ?up call|breakfast|lunch|dinner)(?: [a-z]+){0,2} $"
)
_A_LITTLE = re.compile(r"[早晚快慢大小高低多少好便宜近远热冷轻重贵干净安静软硬有差\u4e00]$")
_UP_TO = re.compile(r"(?:[住待呆留放存寄延推拖睡玩]到|至)$")  # 待到两点
_NAMED_DAY = re.compile(r"[今明后昨当每大]$")
_HOUR_MEANT = re.compile(
    r"(?:钟|半|左右|前|之前|以前|后|以后|多|过|到|退|入|来|走|叫|出|先|再|才|就|能|的(?:车|飞机|航班|火车|高铁)|吧|,|。|$)"
)
_CLAUSE_BEGINS = re.compile(r"(?:^|[,。;!?\s])(?:那|那就|或者)?$")
_ASKED_HOUR = re.compile(r"(?:行|可以|可不可以|成不|成吗|好吗|好不好|ok|怎么样|呢)")
_LATE = frozenset({"下午", "下昼", "晏昼", "午后", "傍晚", "晚上", "晚", "夜里", "夜晚", "深夜", "午後", "夕方", "夜", "晩", "昼", "ごご", "ゆうがた", "よる"})  # fmt: skip
_EARLY = frozenset({"凌晨", "清晨", "早上", "早晨", "早", "上午", "朝头早", "朝早", "朝晨", "午前", "朝", "明け方", "夜中", "あさ", "ごぜん"})  # fmt: skip
_MIDNIGHT_AT_TWELVE = frozenset(["晚上", "晚", "夜里", "夜晚", "深夜", "夜", "晩", "よる"])


def find_times(text: str) -> list[Clock]:
    """The clock times in `text`, in order."""
    found = [clock for match in _SHORT_OF.finditer(text) if (clock := _short_of(match))]
    found += [
        clock
        for match in _CHINESE.finditer(text)
        if (clock := _chinese(match, text))
        and not any(clock.start < one.end and one.start < clock.end for one in found)
    ]
    found += [clock for match in _DIGITAL.finditer(text) if (clock := _digital(match))]
    found += [clock for match in _ENGLISH.finditer(text) if (clock := _english(match))]
    found += [clock for match in _HALF_PAST.finditer(text) if (clock := _half_past(match))]
    found += [clock for match in _SPELT.finditer(text) if (clock := _spelt(match))]
    found += [clock for match in _OF_PART.finditer(text) if (clock := _of_part(match))]
    found += [_word(match) for match in _WORD.finditer(text)]
    bare = [match for match in _AT.finditer(text) if 1 <= int(match.group(1)) <= 23]
    found += [
        Clock(*match.span(), time(int(match.group(1))), False)
        for match in bare
        if not found
        or (
            _SERVED.search(text, 0, match.start())
            and not any(one.start < match.end() and match.start() < one.end for one in found)
        )
    ]
    found = [clock for clock in found if not any(_lies_in(clock, other) for other in found)]
    return _past_midnight(
        sorted((_of_its_part(clock, text) for clock in found), key=lambda clock: clock.start), text
    )


_SAME_NIGHT = re.compile(r"[^。;!?今明后次第日号周早退起翌]{0,16}到[^。;!?今明后次第日号周早退起翌]{0,8}")
_MOVED = re.compile(r"[^。;!?今明后次第日号周早晨翌]{0,14}(?:[改换推延挪拖]|提前|往后|变)[到成至为]?")
LATE_AT_NIGHT, NOON = 20, 12


def _moved_on(before: Clock, clock: Clock, text: str) -> bool:
    """Whether a bare hour takes the place of one of the same half of the day: 晚上八点的饭推到九点."""
    return (
        before.sure
        and before.at.hour >= 12
        and not clock.sure
        and 1 <= clock.at.hour <= 11
        and _MOVED.fullmatch(text, before.end, clock.start) is not None
    )


_REACHED = re.compile(
    r"[^。;!?今明后次第日号周晚下夜]{0,6}(?:到|落地|下车|发车|开|出发|起飞)[^。;!?今明后次第日号周晚下夜]{0,14}"
)


def _goes_on(before: Clock, clock: Clock, text: str) -> bool:
    """Whether a bare hour is of the same morning as the journey before it: 上午10点20到高铁站,11点半能到你们店."""
    return (
        before.sure
        and not clock.sure
        and before.at.hour < clock.at.hour < NOON
        and _REACHED.fullmatch(text, before.end, clock.start) is not None
    )


def _past_midnight(clocks: list[Clock], text: str) -> list[Clock]:
    """晚上十一点落地,到你们那应该十二点半: a bare 12, 1 or 2 reached after an hour of the evening is of the same night."""
    for at in range(1, len(clocks)):
        before, clock = clocks[at - 1], clocks[at]
        late = (
            before.sure and before.at.hour >= LATE_AT_NIGHT and not clock.sure and clock.at.hour in {12, 1, 2}
        )
        if late and _SAME_NIGHT.fullmatch(text, before.end, clock.start):
            clocks[at] = replace(clock, at=clock.at.replace(hour=clock.at.hour % 12), sure=True)
        elif _goes_on(before, clock, text):
            clocks[at] = replace(clock, sure=True)
        elif _moved_on(before, clock, text):
            clocks[at] = replace(clock, at=clock.at.replace(hour=clock.at.hour + 12), sure=True)
    return clocks


def _lies_in(clock: Clock, other: Clock) -> bool:
    """Whether an hour was found in words that say more of it: the 6:30 of 6:30 in the evening."""
    return (
        other.start <= clock.start
        and clock.end <= other.end
        and other.end - other.start > clock.end - clock.start
    )


_PART_BEFORE = re.compile(r"\b(tonight|evening|afternoon|night|morning),? (?:at |around |by |about )?$")
_PART_AFTER = re.compile(
    r" (?:(tonight)|(?:this|tomorrow|on \w+day|\w+day) (evening|afternoon|night|morning))\b"
)


def _of_its_part(clock: Clock, text: str) -> Clock:
    """The clock with the part of the day beside it: 7 tonight, tomorrow evening at 7."""
    if clock.sure or not 1 <= clock.at.hour <= 11:
        return clock
    match = _PART_AFTER.match(text, clock.end) or _PART_BEFORE.search(text[: clock.start])
    if match is None:
        return clock
    morning = "morning" in match.group()
    return replace(clock, at=clock.at if morning else clock.at.replace(hour=clock.at.hour + 12), sure=True)


def _chinese(match: re.Match[str], text: str) -> Clock | None:
    part, hour_word, minute_word = match.groups()
    hour = number(hour_word)
    if hour is not None and 24 < hour < PAST_MIDNIGHT and "時" in match.group():
        part, hour = "凌晨", hour - 24  # 深夜25時
    if hour is None or hour > 24:
        return None
    a_bit = (
        hour_word == "一" and part in {"早", "晚"} and not minute_word
    )  # 晚一点退房; but 今晚一点 is an hour
    if a_bit and not _NAMED_DAY.search(text[: match.start()]):
        return None
    if (
        hour_word in {"一", "两"}
        and not part
        and not minute_word
        and not _UP_TO.search(text, 0, match.start())
    ):
        before, after = text[: match.start()], text[match.end() :]
        asked = _CLAUSE_BEGINS.search(before) and _ASKED_HOUR.match(after)  # 12点来不及,两点行吗
        if not asked and (_A_LITTLE.search(before) or not _HOUR_MEANT.match(after)):
            return None
    return _made(match, part, hour, _minutes(minute_word))


PAST_MIDNIGHT = 30  # Japan counts a night on to 29時


def _short_of(match: re.Match[str]) -> Clock | None:
    """差五分八点 is 7:55."""
    part, less, hour_word = match.group(1), match.group(2), match.group(3)
    if hour_word is None:
        part, hour_word, less = match.group(4), match.group(5), match.group(6)
    hour, minutes = number(hour_word), 15 if less == "一刻" else number(less)
    if not hour or hour > 24 or not minutes or minutes > 30:
        return None
    clock = _made(match, part, hour, 0)
    if clock is None:
        return None
    before = (clock.at.hour * 60 - minutes) % (24 * 60)
    return replace(clock, at=time(before // 60, before % 60))


def _minutes(word: str | None) -> int:
    """The minutes a word tells; a bare 九 is the figure on the clock, as Cantonese has it: 六點九 is a quarter to seven."""
    if not word or word == "钟":
        return 0
    if word[0] == "踏":
        word = word[1:]
    if word[-1] == "字":  # 三个字: the third figure of the clock
        return (number(word.rstrip("字个")) or 0) * 5
    if word in "一二三四五六七八九":
        return (number(word) or 0) * 5
    fixed = {"半": 30, "はん": 30, "一个骨": 15, "三个骨": 45, "一刻": 15, "三刻": 45}.get(word)
    return fixed if fixed is not None else (number(word.rstrip("分")) or 0)


def _digital(match: re.Match[str]) -> Clock | None:
    part, hour, minute, half = match.groups()
    if half:
        part = "下午" if half.startswith("p") else "上午"
    return _made(match, part, int(hour), int(minute), sure=int(hour) >= 12 or bool(part) or len(hour) == 2)


def _english(match: re.Match[str]) -> Clock | None:
    hour, minute, half, day_part = match.groups()
    return _made(match, _part_of(half, day_part), int(hour), int(minute or 0))


_MINUTES_SAID = {"half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "thirty": 30, "fifteen": 15, "forty five": 45, "fortyfive": 45, "forty": 40, "fifty": 50}  # fmt: skip


def _half_past(match: re.Match[str]) -> Clock | None:
    """Half past six, quarter to eight, half five."""
    said, side, half, hour_word, letters, day_part = match.groups()
    hour = number(hour_word) or 0
    word = (said or half).replace("-", " ")
    minutes = int(word) if word.isdigit() else _MINUTES_SAID[word]
    if side == "to":
        hour, minutes = (hour - 1) or 12, 60 - minutes
    return _made(match, _part_of(letters, day_part), hour, minutes)


def _spelt(match: re.Match[str]) -> Clock | None:
    """Seven thirty in the morning, five o'clock."""
    hour_word, minute_word, letters, day_part = match.groups()
    behind = re.match(r" in the (morning|afternoon|evening)", match.string[match.end() :])
    minutes = _MINUTES_SAID[minute_word.replace("-", " ")] if minute_word else 0
    return _made(
        match, _part_of(letters, day_part or (behind[1] if behind else "")), number(hour_word) or 0, minutes
    )


def _of_part(match: re.Match[str]) -> Clock | None:
    """10 in the morning; 2 at night is no afternoon."""
    hour, minute, *parts = match.groups()
    part = next(said for said in parts if said)
    if part == "night":
        part = "evening" if 6 <= int(hour) < 12 else "morning"
    return _made(match, _DAY_PARTS[part], int(hour), int(minute or 0))


_DAY_PARTS = {"morning": "上午", "afternoon": "下午", "evening": "晚上", "night": "半夜"}


def _part_of(letters: str | None, day_part: str | None) -> str | None:
    return {"p": "下午", "a": "上午"}.get((letters or " ")[0]) or _DAY_PARTS.get(day_part or "")


def _word(match: re.Match[str]) -> Clock:
    return Clock(*match.span(), time(0) if match.group(1) == "midnight" else time(12), True)


def _made(
    match: re.Match[str], part: str | None, hour: int, minute: int, *, sure: bool = False
) -> Clock | None:
    """The clock of an hour in a part of the day: 晚上12点 is midnight, 中午1点 is 13:00."""
    if hour > 24 or minute > 59:
        return None
    if part in _LATE and hour == 12:
        hour = 0 if part in _MIDNIGHT_AT_TWELVE else 12
    elif (part in _LATE and 0 < hour < 12 and not (part in {"夜里", "深夜"} and hour < 5)) or (
        part in {"中午", "午后"} and 1 <= hour <= 3
    ):
        hour += 12
    elif part in _EARLY and hour == 12:
        hour = 0 if part in {"凌晨", "午前"} or (part == "上午" and match.re is _ENGLISH) else 12
    elif part == "半夜" and hour >= 9:
        hour = (hour + 12) % 24
    return Clock(*match.span(), time(hour % 24, minute), sure or bool(part) or hour > 12 or hour == 0)
