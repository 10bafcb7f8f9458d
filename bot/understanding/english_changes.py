"""The English words by which days are told anew: we wanted the 15th but now the 17th; please make it to the 21st; in 12/1 out 12/4. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.day_frame import Day
from bot.understanding.lengths import Length

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
_END_TO = re.compile(
    rf"\b(?:departure|check-?out|leaving)(?: (?:date|day))? (?:from (?:the )?{_A_DAY}(?: (?:{_NAMES})[a-z]*)? )?(?:to|until|till)(?: the)? $"
)
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
    if _IN_AND_OUT.search(before) or _END_TO.search(before):
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


_MORE_BEFORE = re.compile(r"\b(?:add|another|extra|additional|extend|prolong)\b[^.?!]{0,24}$")
_MORE = re.compile(r"[^,.?!]{0,12}?\b(?:more|extra|longer|additional|another|on top)\b")
_LESS_BEFORE = re.compile(r"\b(?:remove|drop|cancel|less|fewer|skip|cut|shorten)\b[^.?!]{0,12}$")
_LESS = re.compile(r" (?:less|fewer|shorter|off\b)")
_DUE = re.compile(
    r"\b(?:due|supposed|should|was|were|booked|planned|original\w*|current\w*|now|have to|(?:my|our) (?:check-?out|departure|booking|reservation|stay)|check-?out is|ends?)\b[^.?!]{0,24}$"
)
_HERE_UNTIL = re.compile(r"\b(?:booked|have|has|paid|here|is|am|are|was|reservation|booking)\b[^.?!]{0,24}$")
_UNTIL = re.compile(r"\b(?:until|till?|to)(?: the)? $")
_SO = re.compile(r"\b(?:so|then|instead|therefore|i\.?e\.?|means?)\b[^.?!]{0,24}$")


def longer_by(text: str, day: Day, more: Length) -> int | None:
    """How many nights a stay that was to end on `day` grows by: I leave tomorrow, can I stay 2 more nights.

    One night less takes nothing off the departure that is told. None where no more nights are asked for; none of one more night, so leaving the 25th, where the new end is told.
    """
    if _LESS_BEFORE.search(text, 0, more.start) or _LESS.match(text, more.end):
        return 0
    said_more = _MORE.search(text, more.start, more.end) or _MORE.match(text, more.end)
    if not (said_more or _MORE_BEFORE.search(text, 0, more.start)):
        return None
    behind = more.start < day.start
    if _SO.search(text, 0, day.start) or (behind and _DUE.search(text, 0, day.start) is None):
        return 0
    if _UNTIL.search(text, 0, day.start) and (behind or _HERE_UNTIL.search(text, 0, day.start) is None):
        return 0
    return more.nights or more.days or 0


_NIGHT_LESS = re.compile(
    r"\b(?:drop|cancel|remove|skip|without|take off|take out|delete|give up|(?:don't|do not|no longer|won't) need)(?: the| our| my)* (?P<which>last|first) night\b"
)


def night_less(text: str) -> str:
    """Which night of a range is given up, "first" or "last": 2-5 december, please drop the last night; "" for none."""
    match = _NIGHT_LESS.search(text) if text.isascii() else None
    return match["which"] if match else ""
