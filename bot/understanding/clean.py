"""Brings a text into the forms the readers search: one width, one script, no emoticons. Tells its language, never its meaning."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bot.understanding.languages import tell_language
from bot.understanding.numerals import number
from bot.understanding.phrases import replacements
from bot.understanding.spelling import from_pinyin, put_right, put_right_english
from bot.understanding.types import Language
from locales.script import simplified

EMOTICON = re.compile(
    r"/:[@a-zA-Z0-9~!#$%^&*()<>|?'\"\\;,.\-_+=:{}\[\]`]{1,9}|\[[\u4e00-\u9fffA-Za-z]{1,8}\]"
)
_THUMBS = re.compile(
    r"👍|\[强\]|\[赞\]|\[強\]|/:strong|\[ThumbsUp\]|🙏|\[合十\]|\[抱拳\]|/:@\)|🌹|\[玫瑰\]|/:rose"
)
_OKAY = re.compile(r"👌|🆗|✅|\[OK\]|\[好的\]|/:ok", re.I)
_GAP = re.compile(r"\s+")
_GLUED = re.compile(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff\d])|(?<=\d) (?=[\u4e00-\u9fff])")
# People who write no commas leave a blank: 有房吗 多少钱. Between words of some length it parts two clauses.
_BLANK_COMMA = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![叫姓是]) (?=[\u4e00-\u9fff]{2})")
_CANTONESE = re.compile(
    r"[冇唔嘅咗喺嚟畀佢哋咩嘢乜咁啱攞揾俾]|几钱|听日|琴日|几时|边度|唔该|我地|系咪|点样|仲有|宜家|而家|执房|把遮(?![光阳住挡])"
)


@dataclass(frozen=True, slots=True)
class Clean:
    """One text in its forms. `plain` is what readers search; `raw` keeps the writer's own characters for names."""

    raw: str  # one width, emoticons out, case kept
    plain: str  # raw in lower case; Chinese in simplified script, other regions' words in the mainland's
    language: Language
    gesture: str = ""  # "thanks" or "affirm" when the text is nothing but such a picture


def clean(text: str, known: Language) -> Clean:
    """The forms of `text`; `known` is the language kept when the text does not tell, "" for none."""
    gesture = _gesture(text)
    raw = unicodedata.normalize("NFKC", EMOTICON.sub(" ", text))
    raw = _GAP.sub(" ", "".join(map(_letter, raw))).strip()
    raw = from_pinyin(raw) or raw
    language = tell_language(raw, known)
    plain = raw.lower()
    if language != "ja":
        plain = _BLANK_COMMA.sub(",", simplified(plain))
    plain = _one_spelling(_GLUED.sub("", plain), language)
    return Clean(raw, plain, language, "" if plain else gesture)


def as_written(word: str, text: Clean) -> str:
    """A word of the cleaned text in the writer's own characters, where they were only other characters: 吹風機."""
    return in_their_letters(word, text) if text.language == "zh_TW" else word


def in_their_letters(word: str, text: Clean) -> str:
    """A word of the cleaned text in the writer's own letters, whatever those are: Booking.com, 美團."""
    plain = simplified(text.raw.lower())
    if len(plain) != len(text.raw):
        return word
    for said in (word, *_regional(word)):
        if (at := plain.find(said)) >= 0:
            return text.raw[at : at + len(said)]
    return word


def _regional(word: str) -> list[str]:
    """What a region calls what is read as `word`: 风筒 for 吹风机, the 遮 of 把遮 for 雨伞."""
    found = []
    for section in ("cantonese", "taiwan"):
        for said, read in replacements(section)[1].items():
            before = read.removesuffix(word)
            if read.endswith(word) and said.startswith(before):
                found.append(said.removeprefix(before))
    return found


def is_cantonese(plain: str) -> bool:
    """Whether a cleaned text carries words only Cantonese has."""
    return _CANTONESE.search(plain) is not None


_JOINED = (
    (re.compile(r"\bcheck[ -](in|out)\b"), r"check\1"),
    (re.compile(r"\bwi[ -]?fi\b|无线网络|无线网(?!络)"), "wifi"),
    (re.compile(r"\b(pick|wake)[ -]up\b"), r"\1up"),
    (re.compile(r"\bhair[ -](dry|dri)er"), "hairdryer"),
    (re.compile(r"\bair[ -]?con(?:ditioner|ditioning|d)?\b|\ba/c\b"), "aircon"),
    (re.compile(r"\bnever mind\b"), "nevermind"),
    (re.compile(r"\bopt[ -]out\b"), "optout"),
    (re.compile(r"\brip[ -]off\b"), "ripoff"),
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
             "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth",
             "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first")  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _ordinal_day(match: re.Match[str]) -> str:
    """the first of February as feb 1."""
    day, month = match.groups() if match[1] in _ORDINALS else (match[2], match[1])
    return f"{month} {_ORDINALS.index(day) + 1}"


def _nth_weekday(match: re.Match[str]) -> str:
    """the last weekend of December in the words that days are read by: 12月最后一个周末."""
    which, weekend, month = match.groups()
    day = (
        "末"
        if weekend
        else "一二三四五六日"[
            ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(
                match[0].split(" of ")[0].split(" in ")[0].split()[-1][:3]
            )
        ]
    )
    named = {"next month": "下个月", "month": "这个月"}.get(month) or f"{_MONTHS.index(month[:3]) + 1}月"
    count = {
        "f": "第一",
        "1": "第一",
        "s": "第二",
        "2": "第二",
        "t": "第三",
        "3": "第三",
        "4": "第四",
        "l": "最后一",
    }
    return f"{named}{'第四' if which == 'fourth' else count[which[0]]}个周{day}"


# A weekday beside its date says the day twice; some English days are read by the words other languages have for them.
_ENGLISH_DAYS = (
    (
        re.compile(
            rf"\b{_WEEKDAY}\b[.,]?\s+(?:the )?(?=\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d|\d{{1,2}}(?:st|nd|rd|th)\b)"
        ),
        "",
    ),
    (re.compile(rf"(?<=\d)(?:st|nd|rd|th)? ?\(?\b{_WEEKDAY}\b\)?(?=\s*(?:$|[-,.~]|to\b|for\b))"), ""),
    (re.compile(r"\b(?:the )?weekend after next\b"), "下下周末"),
    (re.compile(r"\b(?:tomorrow week)\b"), "8天后"),
    (re.compile(r"\b(?:a week from today|today week|this day week)\b"), "7天后"),
    (re.compile(r"\bday after tomorrow\b"), "后天"),
    (re.compile(r"\bboxing day\b"), "dec 26"),
    (re.compile(r"\b(this |next |on )?sat(?:urday)?s? ?(?:and|&|/|-|to|n|\+) ?sun(?:day)?\b"), r"\1weekend"),
    (re.compile(rf"\b(?:the )?({'|'.join(_ORDINALS)}) of ({_MONTH})"), _ordinal_day),
    (re.compile(rf"\b({_MONTH}) (?:the )?({'|'.join(_ORDINALS)})\b"), _ordinal_day),
    (
        re.compile(
            rf"\b(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|last) (?:(weekend)|{_WEEKDAY}) (?:of|in) (?:the |this )?(next month|month|{_MONTH})"
        ),
        _nth_weekday,
    ),
)
_NEW_YEAR = r"(?:(?:chinese|lunar) new year|spring festival|cny)"
_NTH = rf"(?P<nth>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_COUNT = r"(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_DAY_OF_FEAST = re.compile(
    rf"\b(?:(?:the )?{_NTH} day of (?:the )?|(?:the )?day {_COUNT} of (?:the )?)(?:(?P<lunar>{_NEW_YEAR})|(?P<western>new year|christmas|xmas|national day|golden week)(?:'s)?)(?: (?:day|holidays?|week|festival))?\b"
    rf"|\b(?P<named>{_NEW_YEAR}) day (?P<after>\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_CNY = re.compile(
    r"\bcny(?= (?:eve|holidays?|week|festival|break|period)\b)|(?<=\bover )cny\b|(?<=\bduring )cny\b|(?<=\bat )cny\b|(?<=\bbefore )cny\b|(?<=\bafter )cny\b|(?<=\baround )cny\b|(?<=\bnext )cny\b|(?<=\bthis )cny\b|(?<=\buntil )cny\b|(?<=\bof )cny\b"
)
_EVE = re.compile(r"\bnew years? eve\b")
_FIRST_DAYS = {
    "new year": "jan 1",
    "christmas": "dec 25",
    "xmas": "dec 25",
    "national day": "oct 1",
    "golden week": "oct 1",
}


def _day_of_feast(match: re.Match[str]) -> str:
    """The third day of Chinese New Year in the words it is read by: 正月初三; the second day of Christmas as dec 26."""
    nth, said = match["nth"], match["count"] or match["after"] or ""
    which = (
        _ORDINALS.index(nth) + 1
        if nth in _ORDINALS
        else number((nth or said).rstrip("sthnrd")) or number(said) or 0
    )
    if match["western"] is None:
        return f"正月{'初' * (which <= 10)}{which}" if 1 <= which <= 15 else match[0]
    month, first = _FIRST_DAYS[match["western"]].split()
    return f"{month} {int(first) + which - 1}" if 1 <= which <= 7 else match[0]


_ERA = re.compile(r"(?:中华)?(民国|令和|平成)(元|\d{1,3}|[一二三四五六七八九十]{1,3})年")
_ERAS = {"民国": 1911, "令和": 2018, "平成": 1988}


def _common_year(match: re.Match[str]) -> str:
    """令和9年 as 2027年."""
    count = 1 if match[2] == "元" else number(match[2])
    return match[0] if count is None else f"{_ERAS[match[1]] + count}年"


_A_BIT = re.compile(r"(?<![周期拜])(?:一下|(?<=[查问看帮搞等说烦询认解听])下)(?=下?下个?[周月星礼]|下个)")


def _one_spelling(plain: str, language: Language) -> str:
    """Typing slips, words of a region and look-alike spellings brought to one; 查一下下周五 loses its 一下."""
    for pattern, joined in _JOINED:
        plain = pattern.sub(joined, plain)
    if language == "en":
        plain = _DAY_OF_FEAST.sub(_day_of_feast, put_right_english(plain))
        plain = _EVE.sub("new year's eve", _CNY.sub("chinese new year", plain))
        for pattern, day in _ENGLISH_DAYS:
            plain = pattern.sub(day, plain)
        return plain
    if "年" in plain:
        plain = _ERA.sub(_common_year, plain)
    if language not in {"zh_CN", "zh_TW"}:
        return plain
    plain = put_right(plain)
    sections = ("cantonese", "taiwan", "typos") if is_cantonese(plain) else ("taiwan", "typos")
    for section in sections:
        pattern, words = replacements(section)
        plain = pattern.sub(partial(_word_for, words), plain)
    return _A_BIT.sub("", plain)


def _word_for(words: Mapping[str, str], match: re.Match[str]) -> str:
    return words[match.group()]


def _gesture(text: str) -> str:
    if _OKAY.search(text):
        return "affirm"
    return "thanks" if _THUMBS.search(text) else ""


def _letter(char: str) -> str:
    """The character itself, a plain sign for its look-alikes, a blank for pictures and control characters."""
    if char < "\u0080":
        return char if char >= " " else "。" if char == "\n" else " "
    if char in _LOOKALIKE:
        return _LOOKALIKE[char]
    return " " if unicodedata.category(char) in _PICTURES else char


_LOOKALIKE = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "―": "-", "−": "-", "‐": "-", "~": "~", "〜": "~", "∼": "~",
    "、": "、", "。": "。", "・": "·", "¥": "¥", "€": "€", "£": "£", "°": "°",
}  # fmt: skip
_PICTURES = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf", "Mn", "Me"})
