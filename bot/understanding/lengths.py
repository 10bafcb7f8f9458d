"""Reads how long a stay is said to be: 三天两晚, 住一周, for two nights. It knows no days."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number

MOST_NIGHTS = 92
_FIXED = {"半": 15, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Length:
    start: int
    end: int
    days: int | None
    nights: int | None


_N = ZH_NUMBER
_LENGTHS = (
    (re.compile(rf"({_N})[天日]({_N})(?:晚|夜|宿|泊)"), "days_nights"),
    (re.compile(rf"({_N})泊({_N})日"), "nights_days"),
    (re.compile(rf"(?<![第前每那后头])({_N})个?(?:晚上|晚|夜|宿|泊)(?!餐|点|饭)"), "nights"),
    (
        re.compile(
            rf"(?:住|订|定|开|续|预订|预定|租)(?:个|了|满|够|上)?({_N})(?:天|日)(?!后|之后|以后|前|以前)"
        ),
        "stay_days",
    ),
    (re.compile(rf"(?:住|订|定|续)(?:个|了)?({_N})个?(?:周|星期|礼拜)(?!后|之后|以后)"), "weeks"),
    (re.compile(r"(?:住|订|定|租|待|呆)(?:个|了)?(半)个月(?!后|之后|以后|前)"), "half_month"),
    (
        re.compile(
            rf"(?<![每前后上下这本第])({_N})个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7后前内里]|之|以|年)"
        ),
        "week_days",
    ),
    (
        re.compile(
            rf"(?<![第前每那后头月初年.])({_N})(?:天|日間)(?!后|之后|以后|前|之前|内|以内|游|没|都|气)"
        ),
        "days",
    ),
    (
        re.compile(
            rf"\b(?<!how much )(?<!price )({EN_NUMBER})[ -](?:more |extra |additional )?(?:nights?|nites?)\b"
        ),
        "nights_en",
    ),
    (
        re.compile(
            rf"\b(?:for|stay|staying|spend|spending) (?:another |about )?({EN_NUMBER}) (days?|weeks?)\b"
        ),
        "for",
    ),
    (re.compile(r"\b(?:for|stay|staying|spend|spending) (?:a|one) (fortnight)\b"), "fortnight_nights"),
    (re.compile(r"\b(fortnight)\b"), "fortnight"),
    (re.compile(r"(?<![前后上下这本])(半)个月(?!后|之后|以后|前|之前|以前|没)"), "half_month_long"),
    (
        re.compile(
            rf"\b({EN_NUMBER}) (days?|weeks?)\b(?! (?:ago|later|from|before|after|in advance|notice|old|prior|off)|')"
        ),
        "long",
    ),
)
_PRICE_PER_NIGHT = re.compile(r"(?:上)?\s?(?:是|要|得)?(?:多少|什么价|啥价|几钱|几多|怎么卖|怎么收|的?价)")
_RATE_BEFORE = re.compile(r"(?:多少钱?|价格?|钱|[块元每■])\s?$")
_EN_NIGHT_RATE = re.compile(r"(?:how much|price|rate|cost|per|charge)[^,.?!]{0,24}$")
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
    count = _FIXED.get(match.group(1)) or number(match.group(1))
    if not _sane(count) or count is None:
        return None
    if kind in {"days_nights", "nights_days"}:
        other = number(match.group(2))
        days, nights = (count, other) if kind == "days_nights" else (other, count)
        return Length(start, end, days, nights) if _sane(other) else None
    if kind == "nights_en" and (match.group(1) in {"a", "an"}) and _EN_NIGHT_RATE.search(text[:start]):
        return None
    if kind == "nights" and count == 1 and start < 1 and _PRICE_PER_NIGHT.match(text, end):
        return None
    if kind == "nights" and count == 1 and _RATE_BEFORE.search(text, 0, start):
        return None
    if kind == "week_days":
        return Length(start, end, count * 7, None)
    if kind in {"half_month", "fortnight_nights"}:
        return Length(start, end, count, count)
    if kind == "long":
        return Length(start, end, count * (7 if match.group(2).startswith("week") else 1), None)
    if kind in {"nights", "nights_en", "stay_days"}:
        return Length(start, end, count if kind == "stay_days" else None, count)
    if kind == "for":
        nights = count * (7 if match.group(2).startswith("week") else 1)
        return Length(start, end, nights, nights)
    return Length(start, end, count * 7, count * 7) if kind == "weeks" else Length(start, end, count, None)


def _sane(count: int | None) -> bool:
    return count is not None and 1 <= count <= MOST_NIGHTS
