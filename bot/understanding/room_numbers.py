"""Reads which room a text names: one the house has, or, where the house's rooms are not known, a number that is nothing else."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

from bot.understanding.reading import Reading
from bot.understanding.types import Hints

_SAID = re.compile(
    r"(?<![\d.:/年月+-])([a-z]?\d{3,4})(?=(?:号?房(?!型)|房间|室|号客房|号屋|のお?部屋|号室|號房|號室|号?[的嘅](?:房|客人|空调|马桶|灯|门|热水|电视|厕所|花洒|淋浴|窗|网|wifi|钥匙|冰箱|水)))"
    r"|(?:\b(?:room|rm\.?) (?:no\.? |number |is )?#?|房号[是:]?|房间号[是:]?|房间号码[是:]?|住在?|我在|我是|送到?|送去)(?<!入住)([a-z]?\d{3,4})(?!\d|[.:/-]\d|[/年月元块晚天-])"
    r"|(?<![涨升降调改加减低高超从])到([1-9][0-3]\d)(?=$|[,，。;!?]|谢|麻烦|吧|呀|啊)"
)
_SPOKEN = re.compile(
    r"(?<![一二三四五六七八九零〇幺十百千万])([一二三四五六七八九幺][零〇一二三四五六七八九幺]{2,3})(?![一二三四五六七八九零〇幺十百千万年月日号点岁分块])"
)
_WORDS = {"zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}  # fmt: skip
_DIGIT = "(zero|oh|o|one|two|three|four|five|six|seven|eight|nine)"
_SPELT = re.compile(rf"\broom (?:number )?{_DIGIT}[ -]{_DIGIT}[ -]{_DIGIT}\b")
_ROOM_AFTER, _ROOM_BEFORE = re.compile(r"号?房|房间|号?室"), re.compile(r"(?:房号|房间号)码?[是:]?$")
_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1"}
_BARE = re.compile(
    r"(?<![\d.:/¥$%~+*=-])(?<![a-z])(?<!台北)(?<![年月第满近共约超到价减费款钱付扣退充押收花欠送])([1-9][0-3]\d|[12]\d[0-3]\d)(?![\d.:/%~+*=-]|[a-z]|\s?(?:元|块|圆|rmb|yuan|cny|usd|dollars?|円|年|月|日(?!本)|号(?!房|室|线)|点|时|分|秒|度|米|公里|km|斤|平|人|个(?!厕|马桶|洗手|冷气|空调|电视|门|花洒|淋浴|热水|灯|窗|锁|床|雪柜|冰箱|浴室|水喉|水龙|吹风|保险|风扇|厅|客厅|阳台|遥控|wifi|网)|位|名|间(?!房(?:[没冇无有嘅的]|啲|好|太|间|[个仲又]))|连假|纪念日|条|双|瓶|天|晚|夜|次|张|岁|折|块钱|多(?!少|久)|左右|以|积分|分|points?|people|guests|nights?|days?|m\b|meters?|minutes?|hours?|ppm|%|起|路|公交|国道|航班|次列车))"
)
_NO_ROOM = re.compile(r"110|114|119|12[0-3]|911|999|315|520|618|20[0-4]\d|19\d\d|[1-9]00|1000|2000")
_A_PRICE = re.compile(r"(?<![\d.:/-])[1-9][4-9]\d(?![\d.:/-])")  # no house has rooms x40 to x99
_OF_MONEY = re.compile(
    r"(?:预算|价格?|花了|收了|收我|扣了|多收|多出来?|付了|转了|退(?:了|我|款|给)|充值|充了|优惠|便宜|满|卖|显示|还是|变成?|涨到|降到|budget|price|paid|pay|charged?|cost|deposit|refund|rate|spent|shows|for)[^\d,。;!?.]{0,6}$"
    r"|(?:收[你您我他]们?|价|费|尾号|尾数|[后末][三四]位|密码|验证码|暗号)(?:是|为|:|多)?$"
)

_SENT_FOR = re.compile(
    r"\b(?:coffees?|teas?|beers?|towels?|pillows?|blankets?|water|noodles|dumplings|meals?|breakfasts?|taxi|key|keys|cleaning|housekeeping|wake-?up|wakeup call) for \d{3,4}(?: |,|\.|$)"
)


def read_room_number(reading: Reading, hints: Hints) -> None:
    """`room_no`, taken out of the text so that it is no date and no sum."""
    for known in hints.room_numbers:
        match = re.search(
            rf"(?<![a-z0-9.:/]){re.escape(known.lower())}(?![a-z0-9.:/]|[月日点元块晚天个])", reading.text
        )
        if match:
            _put(reading, match, known)
            return
    if match := _SAID.search(reading.text):
        _put(reading, match, next(filter(None, match.groups())).upper())
    elif match := _SPELT.search(reading.text):
        _put(reading, match, "".join(_WORDS[word] for word in match.groups()))
    elif match := _SPOKEN.search(reading.text):
        _spoken(reading, match, hints)
    elif not hints.room_numbers and (match := _bare(reading.text)):
        _put(reading, match, match.group(1))


def _spoken(reading: Reading, match: re.Match[str], hints: Hints) -> None:
    """三零二 is a room where it says a nought in its midst or room beside it; 二二八 may be a day."""
    digits = "".join(_DIGITS[char] for char in match.group(1))
    named = _ROOM_AFTER.match(reading.text, match.end()) or _ROOM_BEFORE.search(reading.text[: match.start()])
    known = digits in hints.room_numbers if hints.room_numbers else match.group(1)[1] in "零〇"
    if named or known:
        _put(reading, match, digits)


def _bare(text: str) -> re.Match[str] | None:
    if _A_PRICE.search(text):
        return None
    for match in _BARE.finditer(text):
        if _NO_ROOM.fullmatch(match.group(1)):
            continue
        if not _OF_MONEY.search(text[: match.start()]) or _SENT_FOR.search(text[: match.end() + 1]):
            return match
    return None


def _put(reading: Reading, match: re.Match[str], room: str) -> None:
    reading.put("room_no", room)
    reading.take(match)
