"""The English words by which days are told anew: we wanted the 15th but now the 17th; please make it to the 21st; in 12/1 out 12/4. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

_NAMES = r"mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NOT_COUNTED = r"(?![:.]\d| ?(?:nights?|people|persons?|guests?|pax|of us|days?|rooms?|adults?|kids|beds?|am\b|pm\b|yuan|rmb))"
_A_DAY = rf"(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?\b{_NOT_COUNTED}|(?:{_NAMES})[a-z]*\b|tomorrow|后天)"
_ITS_END = (
    r"(?:it|this|that|us|(?:the |my |our )?(?:stay|booking|reservation|room|departure|check-?out|dates?))"
)
_LEAVE = r"(?:leave|leaving|depart|departing|go home|check ?out|checking out|stay (?:until|till?))"

_IN_AND_OUT = re.compile(
    rf"\b(?:check[ -]?)?in:?(?: on)?(?: the)? (?=\d|{_NAMES})[^?!]{{1,20}}?[ ,;/]+(?:and )?(?:check[ -]?)?out:?(?: on)?(?: the)? $"
)
_RANGE_SAID = r"\d(?:st|nd|rd|th)?(?: of)?(?: [a-z]{3,9}\.?)? ?(?:-|\bto|\btill?|\buntil|\bthrough|\bthru)(?: the)? ?(?:[a-z]{3,9}\.? )?\d"
_TO_A_NEW_END = re.compile(
    rf"{_RANGE_SAID}[^?!]{{0,70}}?\b(?:(?:make|extend|prolong|lengthen|cut|shorten|reduce|change|stretch) {_ITS_END}(?: short| longer)?|extend|stay|stay on) (?:un)?(?:to|till?)(?: the)? $"
)
_TO_A_DAY = re.compile(rf" ?(?:[a-z]{{3,9}} )?(?:-|to|till?|until|through|thru) ?{_A_DAY}")
_WANTED = re.compile(
    rf"\b(?:i|we)(?:'d|'ve| had| have)?(?: first| originally| at first)? (?:wanted|planned|hoped|thought|intended|meant|asked|aimed|were coming|was coming|were arriving|was arriving)(?: (?:you|to|of|about|for|on|from|in|the|it|come|coming|arrive|arriving|check in|book|stay|originally|first|initially|a room|{_LEAVE}))* $"
)
_BUT_NOW = re.compile(rf"[^?!]{{0,14}}?\b(?:but|now|instead|however)\b[^?!]{{0,40}}?(?<![a-z]){_A_DAY}")
_NOW_BEFORE = re.compile(
    r"\b(?:but|and|so|,) ?(?:it(?:'s| is| has to be| must be) )?now (?:it(?:'s| is| will be) |it'll be |rather |only |on |for |the |we |i |want |need |would like |come |arrive |prefer )*$"
)
_LEFT = re.compile(rf"\b{_LEAVE}\b[^?!]{{0,40}}$")


def changed_role(text: str, start: int, end: int, other: bool) -> str:
    """The part of the day from `start` to `end` where words further off give it one; `other` tells whether another one follows."""
    before = text[max(0, start - 140) : start]
    if _IN_AND_OUT.search(before):
        return "out"
    if _TO_A_NEW_END.search(before) and not _TO_A_DAY.match(text, end):
        return "out"
    if other and _WANTED.search(before) and _BUT_NOW.match(text, end):
        return "old"
    if _NOW_BEFORE.search(before):
        return "out" if _LEFT.search(before) else "new"
    return ""


_CANCEL = re.compile(
    r"\b(?:cancel\w*|call off|drop|give up|delete|don't need|do not need)\b(?: (?:my|our|the|one|that|this|booking|reservation|stay|room|night|arrival|of|for|on|from|dated?|starting))* $"
)
_KEEP = re.compile(
    r"\b(?:keep|keeping|hold|(?<!my )(?<!our )(?<!the )(?<!to )stays?\b(?! from)|remains?|still (?:want|need|come|coming|valid|good)|as it is|stands)\b"
)
_CANCELLED_BEHIND = re.compile(
    r"(?: (?:booking|reservation|one|stay|night))?(?: (?:should be|can be|must be|is|to be|has to be|please|pls|i|we|want to|must|need to|have to))* cancel"
)


def cancelled_in_english(text: str, start: int, end: int) -> bool:
    """Whether the booking of this day is given up, where another one is kept: cancel the 1st of May, but 8 May please keep."""
    if _KEEP.search(text) is None:
        return False
    return _CANCEL.search(text, 0, start) is not None or _CANCELLED_BEHIND.match(text, end) is not None
