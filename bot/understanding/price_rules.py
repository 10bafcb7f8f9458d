"""Reads the owner's rules over prices: 最少住 国庆 2晚, 连住5晚打9折, 提前30天订打95折. Pure; days are left as said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.understanding.numerals import number
from bot.understanding.spelling import same_length

Kind = Literal["least", "long", "early", "listed"]

_N = r"(\d{1,3}|[一两二三四五六七八九十]{1,3})"
_OFF = r"(?:都|就|全部?)?(?:打|享|有)?\s*(?:(?P<share>[1-9](?:\.?\d)?)\s*折|(?P<none>不打折|不优惠|取消|没有?优惠|原价))"
_LEAST = re.compile(
    rf"(?P<before>.{{0,20}}?)(?:最少|至少|起码)(?:要|得)?(?:入?住|订)?\s*(?P<after>.{{0,20}}?)\s*(?P<n>{_N})\s*(?:晚|天|夜)(?:起订?|以上)?"
)
_LONG = re.compile(
    rf"(?P<before>.{{0,20}}?)(?:连住|住满|连续住|长住)\s*(?P<n>{_N})\s*(?:晚|天|夜)(?:以上|及以上|起)?[\s,的]*{_OFF}"
)
_EARLY = re.compile(
    rf"(?P<before>.{{0,20}}?)(?:提前|早订|早鸟)\s*(?P<n>{_N})\s*天(?:以上)?(?:预订|预定|订房?|定房?|下单)?[\s,的]*{_OFF}"
)
_LISTED = re.compile(r"(?:价格|房价|优惠|折扣)的?(?:规则|规矩)|优惠|最少住(?:几晚)?|起住|连住|早订|早鸟")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: of so many nights or days, so many per cent less (0: none any more); `about` is what else was said."""

    kind: Kind
    count: int = 0
    percent: int = 0
    about: str = ""


def read_rule(text: str) -> Rule | None:
    """The rule a text is as a whole; None for anything else."""
    said = same_length(unicodedata.normalize("NFKC", text).strip().rstrip("。.!！ "))
    if _LISTED.fullmatch(said):
        return Rule("listed")
    if match := _LEAST.fullmatch(said):
        about = f"{match['before']} {match['after']}".strip()
        return _ruled("least", match, 0, about)
    for kind, pattern in (("long", _LONG), ("early", _EARLY)):
        if match := pattern.fullmatch(said):
            return _ruled("long" if kind == "long" else "early", match, _off(match), match["before"].strip())
    return None


def _ruled(kind: Kind, match: re.Match[str], percent: int, about: str) -> Rule | None:
    count = number(match["n"])
    return Rule(kind, count, percent, about) if count else None


def _off(match: re.Match[str]) -> int:
    """9折 is ten per cent less, 95折 five."""
    if match["share"] is None:
        return 0
    share = Decimal(match["share"])
    return 100 - int(share * 10 if share < 10 else share)
