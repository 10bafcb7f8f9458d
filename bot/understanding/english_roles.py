"""The English words around a day that give it its part: we come on, leaving you on, instead of. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

_ON = r"(?: (?:on|for|from|at|by|around|about|until|till|til|to))?(?: the)? $"
_COMES = re.compile(
    rf"\b(?:come|comes|coming|arriv\w*|reach(?:es|ing)?|travel(?:ling|ing)?|rock(?:ing)? up|start(?:s|ing)? from|get(?:ting)? (?:in|there|to you))"
    rf"(?: (?:only|back|in|again|over|already|you|us|then|here|there|instead|alone|down|up|now|to (?:you|your \w+|us)))*{_ON}"
    r"|\b(?:stay|staying|sleep|book|room|ordered|reserve|supposed to be|(?<!that )should be|(?<!it )must be|change (?:it )?to) (?:with you |at yours |again )?(?:from|for)(?: the)? $"
    r"|\b(?:it should be|it must be|what about|how about|make it|we meant|i meant|i ordered (?:it )?for|we ordered for|i asked for|we asked for)(?: the)? $"
)
_LEAVES = re.compile(
    r"\b(?:leav\w*|depart\w*|check(?:ing)?[ -]?out|move out|moving out)(?: (?:you|us|again|already|early,?|(?:a|one|two) days? earl(?:y|ier),?|only|then|here|the (?:house|hotel|room|inn)))+(?: on| by)?(?: the)? $"
    r"|\b(?:extend|prolong|stay|stay on|keep the room|lengthen)(?: (?:my|our|the|it|this|stay|booking|room|reservation|on|here|longer))* (?:to|until|till?|through|thru)(?: the)? $"
    r"|(?:^|[,.;&] ?|\band )(?:we |i |we're |i'm |we are |then )*(?:out|off|gone|away)(?: again)?(?: on| by)?(?: the)? $"
    r"|\b(?:must|have to|need to|had to|got to|will|'ll|want to|should) (?:go|leave|head|fly|travel)(?: (?:back|home|off|already|early|on))*(?: the)? $"
)
# Days that are not meant: instead of the 3rd; we come Friday, not Saturday; we stay since the 24th.
_OLD = re.compile(
    r"\binstead of (?:\w+ing )?(?:on |from |until |till |to )?(?:the )?$"
    r"|(?<=\w), (?:and )?not (?:on |from |until )?(?:the )?$"
    r"|\bsince (?:the )?$"
)
# Not meant where another day follows: we cannot come on Monday; I paid on the 20th.
_OLD_IF_OTHER = re.compile(
    r"\b(?:can ?not|can't|cant|won't|will not|not able to|unable to) (?:come|make it|arrive|stay|travel|check ?in|leave|go)(?: (?:in|on|until|till|for|from|to you|anymore|out))*(?: the)? $"
    r"|\b(?:paid|payd|transferred|emailed|wrote|called|phoned|asked)\b[^,.?!]{0,24} on (?:the )?$"
)
# Not meant where another one is set against it: the app says the 15th, but I ordered the 16th.
_OLD_IF_AGAINST = re.compile(
    r"\b(?:i was|we were) told (?:it is |it's |it was )?(?:for |on )?(?:the )?$"
    r"|\b(?:app|site|website|calendar|confirmation|email|mail|booking|voucher|ctrip|trip|airbnb|system|page|you) (?:says?|shows?|said|showed|wrote|gave|put|reads)(?: \w+){0,2}?(?: (?:from|for|on))?(?: the)? $"
    r"|\b(?:was|were) (?:to|supposed to|meant to|going to|due to)\b[^.?!]{0,24} (?:on|until|till|for|from|at)(?: the)? $"
    r"|\b(?:booked|planned|reserved)(?: it| a room| with you)?(?: for| until| till| from| on)?(?: the)? $"
)
_AGAINST = re.compile(
    r"\b(?:but|now|already|instead|actually|should|wrong|not|changed|earlier|unfortunately|what about|how about|fully booked|sold out)\b"
)
# What is on a day, or flies on it, where another day tells when the guest comes or leaves.
_HELD = re.compile(
    r"\b(?:conference|congress|wedding|exam|exams|fair|expo|workshop|seminar|course|concert|marathon|meeting|birthday|anniversary|(?:mother|father)'?s day)\b[^,.?!]{0,10}(?: is| are)?(?: on| from| at)?(?: the)? $"
)
_COMES_WHEN = re.compile(
    r"\b(?:come|coming|arriv\w*|stay|book|travel|reach)\b(?: (?:only|in|on|from|for|the|to|you|there|here|already|with|back))* (?:\d{1,2}(?! ?(?:nights?|people|persons|guests|of us|days|rooms))|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|tomorrow)"
)
_FLIES = re.compile(
    r"\b(?:fl(?:y|ies|ying|ight)|train|plane|ferry)(?: (?:home|back|out|off|is|goes|leaves))*(?: on)?(?: the)? $"
)
_LEAVES_WHEN = re.compile(
    r"\b(?:leav(?:e|ing)|check(?:ing)?[ -]?out|out)(?: (?:you|on|the|already))* (?:\d|mon|tue|wed|thu|fri|sat|sun|tomorrow)"
)
_NEW = re.compile(
    r"\b(?:book|booked|take|want|have|need|come|us|me) instead (?:for |from |on |the )*$|\binstead (?:from|on|for|take|book|please) (?:the )?$"
)
_OF_THE_NEXT = re.compile(
    r"(?:[,;]| and| then| but)+ ?(?:and |then |but |we |i |we'd |i'd |we'll |i'll |we're |would |will |be |are |like to |want to )*"
    r"(?:leav\w*|depart\w*|arriv\w*|check(?:ing)?[ -]?(?:in|out))(?: (?:you|again|back|in))*(?: on| by)?(?: the)? ?$"
)


_ONLY_LATE = re.compile(
    r" (?:until|till|before|by) (?:about |around |late|noon|midnight|[\d□])"
)  # we can't arrive on the 25th until 11pm
_LEFT_NEXT = re.compile(
    r"\b(?:leav(?:e|ing)|out|check-?out(?: is)?)(?: on)?(?: the)? \d"
)  # for the 25th but we need a cot, leaving the 27th


def english_role(before: str, behind: str, other: bool) -> str:
    """The part a day plays by the English words before it; `behind` is all that follows. `other` tells whether that names another day."""
    if _OLD.search(before):
        return "old"
    if other and (
        (_OLD_IF_OTHER.search(before) and not _ONLY_LATE.match(behind))
        or (_OLD_IF_AGAINST.search(before) and _AGAINST.search(behind) and not _LEFT_NEXT.search(behind))
        or (_HELD.search(before) and _COMES_WHEN.search(behind))
        or (_FLIES.search(before) and _LEAVES_WHEN.search(behind))
    ):
        return "old"
    if _NEW.search(before):
        return "new"
    if _LEAVES.search(before):
        return "out"
    return "in" if _COMES.search(before) else ""


_PART_OF_DAY = re.compile(
    r"(?:on |in )?(?:the )?(?:early |late )?(?:morning|evening|afternoon|night) of (?:the )?$"
)


def without_part(before: str) -> str:
    """The words before a day without the part of it that is meant: arriving the evening of."""
    return _PART_OF_DAY.sub("", before)


def without_next(after: str) -> str:
    """The words behind a day without those that lead to the next one: 18 December, and leaving on."""
    return _OF_THE_NEXT.sub("", after)
