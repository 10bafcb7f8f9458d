"""Tells the language a text is written in from its script, its characters and its commonest words. Never from what it means."""

# ruff: noqa: E501 - word lists are read row by row

from __future__ import annotations

import re
from functools import lru_cache

from bot.understanding.types import Language
from locales.script import as_read, traditional

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿß']{2,}")
_JAPANESE_ONLY = frozenset(
    "亜悪圧囲隠栄営駅閲円塩汚応仮価壊懐絵覚楽渇観関陥顔帰気亀戯犠拠挙郷倶勲薫恵掲渓経継蛍軽撃倹剣圏検権県険顕験厳戸効広鉱"
    "込歳済斎剤咲桜雑産讃賛姉歯児実釈収繍従渋獣縦処奨渉焼乗剰壌嬢浄畳穣譲醸粋酔髄瀬斉摂説絶専戦繊銭曽総聡荘騒増臓蔵続駄騨対帯滝択沢"
    "単団弾値遅鋳庁徴聴辻逓鉄転闘働峠徳読呑脳覇廃拝売硲畑発髪抜払仏変辺歩毎満黙戻訳様謡頼覧両猟緑隣瑠塁涙隷霊齢暦歴錬労録脇枠予約"
) - frozenset("約予")
_JAPANESE_WORDS = re.compile(
    r"予約|宿泊|料金|朝食|夕食|無料|駐車場|送迎|場所|確認(?!碼|信)|変更|空室|一泊|二泊|大人\d?名|名様|来週|再来週|明後日|週末料金|荷物預|領収書|喫煙"
)
_TAIWANS_TOO = {"確認", "場所", "明後日"}  # who is known to write Chinese means these in Chinese

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
                "où",
                "combien",
                "petit",
                "déjeuner",
                "trouve",
                "beaucoup",
                "s'il",
                "plaît",
                "pouvez",
                "est",
                "la",
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
                "wann",
                "gibt",
                "wo",
                "kann",
                "schön",
                "kostet",
                "parken",
                "noch",
                "frei",
                "bitte",
                "das",
                "der",
                "mit",
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
                "dónde",
                "puedo",
                "mi",
                "reserva",
                "cancelar",
                "desayuno",
                "hora",
                "la",
                "por",
                "favor",
                "hay",
                "tiene",
                "buenos",
                "buenas",
                "mañana",
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

# Letters and signs of a language, for a Latin text without an English word.
_MARKS = (("es", set("¿¡ñ")), ("de", set("äöüß")), ("vi", set("ạảấầậắằặẹẻếềệịỏốồộớờợụủứừựỳỵđơư")), ("fr", set("àâçèéêëîïôœùû")), ("es", set("áíóú")))  # fmt: skip
# One word alone tells the language only where nobody borrows it: WiFi, OK and checkout are everybody's.
_WHOLE = frozenset(
    ["hi", "hello", "yes", "no", "help", "english", "danke", "hallo", "merci", "bonjour", "hola", "gracias", "ciao", "grazie",
     "register", "registration", "reservation", "towel", "towels", "luggage", "laundry", "availability", "available", "vacancy",
     "vacancies", "directions", "receipt", "refund", "complaint", "emergency", "tomorrow", "tonight", "slippers", "blanket", "pillow",
     "shuttle", "noisy", "broken"]
)  # fmt: skip
_ENGLISH = frozenset(
    ["the", "is", "do", "you", "to", "we", "in", "for", "can", "have", "my", "at", "any", "room", "please", "what", "where", "how", "it", "our", "and", "with", "of", "not", "are"]
)  # fmt: skip


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
    if not words or (len(words) == 1 and known and words[0] not in _WHOLE):
        return known or ("en" if words else "zh_CN")
    for code, common in _OTHER_WORDS:
        if sum(word in common for word in words) >= 2:
            return code
    if not any(word in _ENGLISH for word in words):
        lowered = text.lower()
        return next((code for code, marks in _MARKS if marks & set(lowered)), "en")
    return "en"


def _han_language(text: str, han: list[str], known: Language) -> Language:
    table = traditional()
    words = set(_JAPANESE_WORDS.findall(text)) - (_TAIWANS_TOO if known.startswith("zh") else set())
    if any(char in _JAPANESE_ONLY and char not in table for char in han) or words:
        simplified_only = any(char in _simplified_only() for char in han)
        if not simplified_only:
            return "ja"
    written_in_both = [char for char in han if char in table]
    if written_in_both and known == "ja" and all(map(_in_japanese_use, written_in_both)):
        return "ja"  # 一週間後, from somebody who writes Japanese
    if written_in_both:
        return "zh_TW"
    if any(char in _simplified_only() for char in han):
        return "zh_CN"
    return known if known in {"zh_CN", "zh_TW", "ja"} else "zh_CN"


def _in_japanese_use(char: str) -> bool:
    """Whether the character is among the common ones of Japanese: the first level of its standard, JIS X 0208."""
    try:
        encoded = char.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and encoded[0] < 0xD0


@lru_cache(maxsize=1)
def _simplified_only() -> frozenset[str]:
    table = traditional()
    shared = frozenset(
        "后里面只台干谷丑斗范回征制准云占别布向系才几了余表松冲家范伙杯卷向同志注舍冬参周游升并扎咸"
    )
    everybodys = {char for char in table.values() if as_read("zh_TW", char) == char}
    return frozenset(table.values()) - frozenset(table) - everybodys - shared - _JAPANESE_SHARED


# Simplified forms that Japanese writes too: they tell nothing about which of the two it is.
_JAPANESE_SHARED = frozenset(
    "国会学来区台体当数万与双医号写点声寿尽属岳庄强担旧昼枢欧殴炉独当礼称乱辞随双余麦党蚕虫触余画糸"
)
