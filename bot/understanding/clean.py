"""Brings a text into the forms the readers search: one width, one script, no emoticons. Tells its language, never its meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bot.understanding.english_days import days_as_read
from bot.understanding.english_hours import hours_as_read
from bot.understanding.english_slashes import slashes_as_read
from bot.understanding.japanese_kana import as_written_out
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
# ... and so does one between a day or an hour and how many come: 住到初三 2大1小.
_COUNT = r"(?:\d{1,2}|[一两二三四五六七八九十])(?:大|小|位|间|名|口|人(?!民)|个(?:[大小]?人|大|小))"
_BLANK_BEFORE_COUNT = re.compile(rf"(?<=[号日天晚点时周期拜一二三四五六七八九十半]) (?={_COUNT})")
_CANTONESE = re.compile(
    r"[冇唔嘅咗喺嚟畀佢哋咩嘢乜咁啱攞揾俾𠮶]|几钱|(?<!打)听[日晚朝]|[琴寻][日晚]|朝头早|[下晏]昼|几时|边度|唔该|我地|系咪|点样|仲有|宜家|而家|执房|把遮(?![光阳住挡])"
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
        plain = _BLANK_BEFORE_COUNT.sub(",", _BLANK_COMMA.sub(",", simplified(plain)))
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
    words = replacements("typos")[1]  # 铺盖 for 被子 is a word of its own; 毛斤 for 毛巾 a slip
    return found + [said for said, read in words.items() if read == word and set(said).isdisjoint(read)]


def is_cantonese(plain: str) -> bool:
    """Whether a cleaned text carries words only Cantonese has."""
    return _CANTONESE.search(plain) is not None


_JOINED = (
    (re.compile(r"\b(?:check[ -]|chk[ -]?|ck[ -]?)(in|out)\b"), r"check\1"),
    (re.compile(r"\bwi[ -]?fi\b|无线网络|无线网(?!络)"), "wifi"),
    (re.compile(r"\b(pick|wake)[ -]up\b"), r"\1up"),
    (re.compile(r"\bhair[ -](dry|dri)er"), "hairdryer"),
    (re.compile(r"\bair[ -]?con(?:ditioner|ditioning|d)?\b|\ba/c\b"), "aircon"),
    (re.compile(r"\bnever mind\b"), "nevermind"),
    (re.compile(r"\bopt[ -]out\b"), "optout"),
    (re.compile(r"\brip[ -]off\b"), "ripoff"),
)
_ERA = re.compile(r"(?:中华)?(民国|令和|平成|昭和)(元|\d{1,3}|[一二三四五六七八九十]{1,3})年(度?)")
_TAIWANESE_YEAR = re.compile(r"(?<![\d.,])()(1[0-3]\d)年()(?=\d{1,2}月)")  # 115年8月
_TAIWANESE_DATE = re.compile(r"(?<![\d/.])(1[1-2]\d)/([01]?\d/[0-3]?\d)(?![\d/.])")  # 115/12/24


def _common_date(match: re.Match[str]) -> str:
    return f"{1911 + int(match[1])}/{match[2]}"


_ERAS = {"民国": 1911, "": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}


def _common_year(match: re.Match[str]) -> str:
    """令和9年 as 2027年, 令和9年度 as a year of business."""
    count = 1 if match[2] == "元" else number(match[2])
    if count is None:
        return match[0]
    of_business = match[3] and match[1] != "民国"
    return f"{_ERAS[match[1]] + count}{'事業' if of_business else ''}年{match[3]}"


# As Hong Kong writes it: 30/9至3/10. One of the days shows that it stands before its month.
_SLASHED = re.compile(r"(?<![\d/.])(?!24/7)(\d{1,2})/(\d{1,2})(?![\d/.])")
_MONTHS_OF_A_YEAR = 12


def _months_first(plain: str) -> str:
    """30/9至3/10 as 9/30至10/3; what may as well be months and days stays."""
    told = [(int(one), int(two)) for one, two in _SLASHED.findall(plain)]
    seen = any(one > _MONTHS_OF_A_YEAR for one, _ in told)
    if len(told) < 2 or not seen or any(two > _MONTHS_OF_A_YEAR for _, two in told):
        return plain
    return _SLASHED.sub(r"\2/\1", plain)


# Feasts that Taiwan keeps on days of its own.
_OF_TAIWAN = re.compile(r"(?<!国际)(?<!六一)(?<!6.1)(?<!6月1[号日])(儿童节|教师节)")
_SHORT_WEEKDAY = re.compile(
    r"(?:^|(?<=[\s,。下上这到个]))拜(?=[一二三四五六日](?![拜下个次炷位尊佛神]))"
)  # 拜六
_A_BIT = re.compile(r"(?<![周期拜])(?:一下|(?<=[查问看帮搞等说烦询认解听])下)(?=下?下个?[周月星礼]|下个)")


def _one_spelling(plain: str, language: Language) -> str:
    """Typing slips, words of a region and look-alike spellings brought to one; 查一下下周五 loses its 一下."""
    for pattern, joined in _JOINED:
        plain = pattern.sub(joined, plain)
    if language == "en":
        return days_as_read(slashes_as_read(hours_as_read(put_right_english(plain))))
    if "年" in plain:
        plain = _TAIWANESE_YEAR.sub(_common_year, _ERA.sub(_common_year, plain))
    if language == "ja":
        return as_written_out(plain)
    if language not in {"zh_CN", "zh_TW"}:
        return plain
    if plain.count("/") > 1:
        plain = _months_first(_TAIWANESE_DATE.sub(_common_date, plain))
    plain = _SHORT_WEEKDAY.sub("礼拜", put_right(plain))
    if language == "zh_TW":
        plain = _OF_TAIWAN.sub(r"台湾\1", plain)
    sections = ("cantonese", "taiwan", "typos") if is_cantonese(plain) else ("taiwan", "typos")
    for section in sections:
        pattern, words = replacements(section)
        plain = pattern.sub(partial(_word_for, words), plain)
    return _A_BIT.sub("", plain)


_HOUR_BEFORE = re.compile(r"[\d一二两三四五六七八九十几]$")


def _word_for(words: Mapping[str, str], match: re.Match[str]) -> str:
    word = match.group()
    if word.startswith("点") and _HOUR_BEFORE.search(match.string, 0, match.start()):
        return word  # 六点开饭 asks no 怎么
    return words[word]


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
