"""The owner's words about questions and answers, as whole texts: 答7, 问答, 问答3 改. Pure; what guests will read stays as typed."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.understanding.languages import tell_language

_GAP = r"(?P<gap>\d{1,6})\s*号?"
_N = r"问答\s*(?P<answer>\d{1,6})\s*号?"
_TEXT = r"[\s,，:：、]*(?P<text>\S.{0,599})"
LANGUAGES: Mapping[str, str] = {
    "中文": "zh_CN",
    "简体": "zh_CN",
    "繁体": "zh_TW",
    "繁體": "zh_TW",
    "英文": "en",
    "英语": "en",
    "english": "en",
    "日文": "ja",
    "日语": "ja",
    "日本語": "ja",
}
_LANGUAGE = rf"(?P<language>{'|'.join(LANGUAGES)})"

# Pairs of a command's name and its text, searched before widths are made alike. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("answer_gap", rf"答复?\s*{_GAP}(?!\d)(?!\s*号$){_TEXT}"),
    ("drop_gap", rf"(?:不用答|不答|忽略)\s*{_GAP}"),
    ("answers", r"问答(?:列表)?(?:\s*第?\s*(?P<page>\d{1,3})\s*页)?"),
    ("answer_off", rf"{_N}\s*(?:停用|停掉?|关掉?)|停用\s*问答\s*(?P<answer2>\d{{1,6}})"),
    ("answer_on", rf"{_N}\s*(?:启用|恢复|打开)|启用\s*问答\s*(?P<answer2>\d{{1,6}})"),
    ("answer_change", rf"{_N}\s*(?:改成|改为|改)\s*{_LANGUAGE}?{_TEXT}"),
    ("answer_change", rf"{_N}\s*{_LANGUAGE}{_TEXT}"),
    ("answer_way", rf"{_N}\s*(?:问法|也问|也算){_TEXT}"),
    ("answer_new", r"问答\s*(?:新增?|加|添加)[\s,，:：]*(?P<asked>\S[^=＝]{0,99}?)\s*[=＝]\s*(?P<text>\S.{0,599})"),
    ("answer_new", r"问答\s*[:：]?\s*(?P<asked>[^\d\s=＝][^=＝]{0,99}?)\s*[=＝]\s*(?P<text>\S.{0,599})"),
    ("answer_show", rf"(?:看|查)?{_N}"),
)  # fmt: skip
TEACHING = tuple((name, re.compile(text, re.IGNORECASE | re.DOTALL)) for name, text in PATTERNS)


def language_of(words: Mapping[str, str], known: str) -> str:
    """The language an answer is written in: the one that was named, else what its words show, else the owner's."""
    named = words.get("language", "").lower()
    return LANGUAGES[named] if named else tell_language(words.get("text", ""), known)
