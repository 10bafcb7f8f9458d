"""Brings a text into the forms the readers search: one width, one script, no emoticons. Tells its language, never its meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files

from bot.understanding.phrases import replacements
from bot.understanding.spelling import from_pinyin, put_right, put_right_english
from bot.understanding.types import Language

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
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿß']{2,}")
_JAPANESE_ONLY = frozenset(
    "亜悪圧囲隠栄営駅閲円塩汚応仮価壊懐絵覚楽渇観関陥顔帰気亀戯犠拠挙郷倶勲薫恵掲渓経継蛍軽撃倹剣圏検権県険顕験厳戸効広鉱"
    "込歳済斎剤咲桜雑産讃賛姉歯児実釈収繍従渋獣縦処奨渉焼乗剰壌嬢浄畳穣譲醸粋酔髄瀬斉摂説絶専戦繊銭曽総聡荘騒増臓蔵続駄騨対帯滝択沢"
    "単団弾値遅鋳庁徴聴辻逓鉄転闘働峠徳読呑脳覇廃拝売硲畑発髪抜払仏変辺歩毎満黙戻訳様謡頼覧両猟緑隣瑠塁涙隷霊齢暦歴錬労録脇枠予約"
) - frozenset("約予")
_JAPANESE_WORDS = re.compile(
    r"予約|宿泊|料金|朝食|夕食|無料|駐車場|送迎|場所|確認|変更|空室|一泊|二泊|大人\d?名|名様|来週|再来週|明後日|週末料金|荷物預|領収書|喫煙"
)
_CANTONESE = re.compile(
    r"[冇唔嘅咗喺嚟畀佢哋咩嘢乜咁啱攞揾俾]|几钱|听日|琴日|几时|边度|唔该|我地|系咪|点样|仲有|宜家|而家|执房"
)
_OTHER_SCRIPTS = (
    (re.compile(r"[\uac00-\ud7a3]"), "ko"),
    (re.compile(r"[\u0400-\u04ff]"), "ru"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
)
_OTHER_WORDS = (
    (
        "fr",
        frozenset(
            [
                "bonjour",
                "merci",
                "chambre",
                "nous",
                "est-ce",
                "avez",
                "vous",
                "pour",
                "nuit",
                "nuits",
                "une",
                "le",
                "les",
                "des",
                "réserver",
                "prix",
                "je",
            ]
        ),
    ),
    (
        "de",
        frozenset(
            [
                "guten",
                "hallo",
                "danke",
                "zimmer",
                "haben",
                "sie",
                "ein",
                "eine",
                "für",
                "nacht",
                "nächte",
                "und",
                "ich",
                "wir",
                "ist",
                "frühstück",
            ]
        ),
    ),
    (
        "es",
        frozenset(
            [
                "hola",
                "gracias",
                "habitación",
                "tienen",
                "para",
                "noche",
                "noches",
                "una",
                "el",
                "los",
                "quiero",
                "cuánto",
                "qué",
                "precio",
            ]
        ),
    ),
    (
        "it",
        frozenset(
            [
                "ciao",
                "buongiorno",
                "grazie",
                "camera",
                "avete",
                "per",
                "notte",
                "notti",
                "una",
                "vorrei",
                "quanto",
                "prezzo",
            ]
        ),
    ),
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
        plain = _BLANK_COMMA.sub(",", _simplified(plain))
    plain = _one_spelling(_GLUED.sub("", plain), language)
    return Clean(raw, plain, language, "" if plain else gesture)


def tell_language(text: str, known: Language) -> Language:
    """The language a text is written in; `known` (or zh_CN) where it does not tell, as digits and shared characters."""
    for script, code in _OTHER_SCRIPTS:
        if len(script.findall(text)) >= 2:
            return code
    if _KANA.search(text):
        return "ja"
    han = _HAN.findall(text)
    if han:
        return _han_language(text, han, known)
    words = _LATIN_WORD.findall(text.lower())
    if not words or (
        len(words) == 1 and len(words[0]) <= 4 and known and words[0] not in {"hi", "yes", "no", "help"}
    ):
        return known or ("en" if words else "zh_CN")
    for code, common in _OTHER_WORDS:
        if sum(word in common for word in words) >= 2:
            return code
    return "en"


def _han_language(text: str, han: list[str], known: Language) -> Language:
    table = traditional()
    if any(char in _JAPANESE_ONLY and char not in table for char in han) or _JAPANESE_WORDS.search(text):
        simplified_only = any(char in _simplified_only() for char in han)
        if not simplified_only:
            return "ja"
    if any(char in table for char in han):
        return "zh_TW"
    if any(char in _simplified_only() for char in han):
        return "zh_CN"
    return known if known in {"zh_CN", "zh_TW", "ja"} else "zh_CN"


def is_cantonese(plain: str) -> bool:
    """Whether a cleaned text carries words only Cantonese has."""
    return _CANTONESE.search(plain) is not None


@lru_cache(maxsize=1)
def traditional() -> dict[str, str]:
    """Traditional character -> simplified one."""
    text = (files("locales") / "phrases" / "traditional.txt").read_text(encoding="utf-8")
    pairs = (pair for line in text.splitlines() if not line.startswith("#") for pair in line.split())
    return {pair[0]: pair[1] for pair in pairs}


@lru_cache(maxsize=1)
def _simplified_only() -> frozenset[str]:
    table = traditional()
    shared = frozenset(
        "后里面只台干谷丑斗范回征制准云占别布向系才几了余表松冲家范伙杯卷向同志注舍冬参周游升并扎咸"
    )
    return frozenset(table.values()) - frozenset(table) - shared - _JAPANESE_SHARED


# Simplified forms that Japanese writes too: they tell nothing about which of the two it is.
_JAPANESE_SHARED = frozenset(
    "国会学来区台体当数万与双医号写点声寿尽属岳庄强担旧昼枢欧殴炉独当礼称乱辞随双余麦党蚕虫触余画糸"
)


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    return {ord(old): new for old, new in traditional().items()}


def _simplified(text: str) -> str:
    return text.translate(_table())


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
_A_BIT = re.compile(r"(?<![周期拜])(?:一下|(?<=[查问看帮搞等说烦询认解听])下)(?=下?下个?[周月星礼]|下个)")


def _one_spelling(plain: str, language: Language) -> str:
    """Typing slips, words of a region and look-alike spellings brought to one; 查一下下周五 loses its 一下."""
    for pattern, joined in _JOINED:
        plain = pattern.sub(joined, plain)
    if language == "en":
        return put_right_english(plain)
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
