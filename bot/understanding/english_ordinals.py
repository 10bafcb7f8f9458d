"""Brings English days told by an ordinal into figures: the second to the sixth of February, thru the sixteenth. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.day_frame import MONTH_NAMED, MONTHS

WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
            "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth",
            "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first")  # fmt: skip
_ANY = "|".join(sorted(ORDINALS, key=len, reverse=True))
_ORDINAL = re.compile(rf"\b({_ANY}|\d{{1,2}}(?:st|nd|rd|th))\b(?!(?: of)? {MONTH_NAMED})(?<!day )")
_NO_HYPHEN = re.compile(
    r"\b(twenty|thirty) (?=(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b)"
)
_NTH = rf"(?:{_ANY}|\d{{1,2}}(?:st|nd|rd|th)?)"
_PART = r"(?:(?:very )?(?:early )?(?:morning|evening|night|afternoon) of (?:the )?)?"
_TO = r"(?:to|until|till?|through|thru|and|&|or|-|,)"
_ENDS = r"(?=\s?(?:$|[-,.?!;()&]|(?:please|pls|for|in the|at|by|with|to|until|till|through|thru|and|but|or|if|we|i|instead|already|of (?:this|next) month)\b))"

# The month is told with the day that follows: the second to the sixth of february, we come the 4th and leave the 9th of may.
_LEAVES = r",? ?(?:and |then |& )*(?:(?:we|i)(?:'ll| will| would)? )?(?:leav\w*|depart\w*|check(?:ing)?[ -]?out|out|go(?:ing)?(?: home)?)(?: on)?"
_LAST = rf"(?:{WEEKDAY},? )?(?:the )?{_PART}(?P<last>{_NTH})(?: of)? (?!may (?:be|have|i|we)\b)(?P<month>{MONTH_NAMED})"
_MONTH_FOLLOWS = re.compile(rf"\s?{_TO} ?{_LAST}")
_LEAVES_IN_MONTH = re.compile(rf"{_LEAVES} {_LAST}")
# It was told before: december 13 thru the sixteenth, arriving the fifth of december and leaving on the seventh.
_MONTH_BEFORE = re.compile(
    rf"(?:{MONTH_NAMED} (?:the )?{_NTH}|{_NTH}(?: of)? {MONTH_NAMED})\b[^.?!]{{0,30}}(?:\b{_TO}|\b(?:leav\w*|depart\w*|check(?:ing)?[ -]?out|out|gone?|go(?:ing)?(?: home)?)|[-,]) ?(?:on |by )?(?:{WEEKDAY},? )?(?:the )?{_PART}$"
)
_WEEKDAY_BEFORE = re.compile(rf"\b{WEEKDAY},? the $")  # friday the thirteenth
# No month at all: arriving the thirteenth. Smaller numbers may count anything: from the second floor.
_COMES_OR_LEAVES = re.compile(
    r"\b(?:arriv\w*|com(?:e|ing)|check(?:ing)?[ -]?in|from|leav(?:e|ing)|out|until|till|depart\w*)(?: on)? the $"
)


_CARDINALS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twenty-one", "twenty-two", "twenty-three", "twenty-four",
              "twenty-five", "twenty-six", "twenty-seven", "twenty-eight", "twenty-nine", "thirty", "thirty-one")  # fmt: skip
_CARDINAL = re.compile(
    rf"\b({'|'.join(sorted((word.replace('-', '[- ]') for word in _CARDINALS), key=len, reverse=True))})(?= (?:of )?(?!may\b|mar\b|dec [a-z])(?:{MONTH_NAMED}))"
)
_ENDS_HERE = re.compile(_ENDS)


def _count(said: str) -> int:
    return ORDINALS.index(said) + 1 if said in ORDINALS else int(said.rstrip("sthnrd"))


def _spelt(match: re.Match[str]) -> str:
    text, count, spelt = match.string, _count(match[1]), match[1] in ORDINALS
    pair = _LEAVES_IN_MONTH.match(text, match.end())
    if pair is None and spelt:
        pair = _MONTH_FOLLOWS.match(text, match.end())
    if pair is not None:
        month = MONTHS.index(pair["month"][:3])
        return f"{MONTHS[month - (count > _count(pair['last']))]} {count}"  # the 28th to the 2nd of january
    weekday = spelt and _WEEKDAY_BEFORE.search(match.string, 0, match.start())
    ends = spelt and _ENDS_HERE.match(text, match.end())
    before = text[: match.start()]
    if ends and (weekday or _MONTH_BEFORE.search(before) or (count > 3 and _COMES_OR_LEAVES.search(before))):
        return f"{count}th"
    return match[0]


def ordinals_as_read(plain: str) -> str:
    """An English text, its days that are told by an ordinal in figures, with their month; first floor and second night stay."""
    plain = _CARDINAL.sub(lambda match: str(_CARDINALS.index(match[1].replace(" ", "-")) + 11), plain)
    return _ORDINAL.sub(_spelt, _NO_HYPHEN.sub(r"\1-", plain))
