"""The English words around a day that give it its part: we come on, leaving you on, instead of. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.day_frame import Day

_ON = r"(?:(?: (?:at|around|about|by|before|after|roughly))* □+,?)?(?: (?:on|for|from|at|by|around|about|until|till|til|to))?(?: the)? $"
_COMES = re.compile(
    r"\b(?:arrival|check-?in|start)(?: (?:date|day))?[,;:]? ?(?:(?:is|stays?|remains?|still|unchanged|same|as (?:before|planned|booked)|would be|will be|moves? to|moved to|now|not changed|no change)[,:]? ?)+(?:on |at |for )?(?:the )?$"
    r"|\b(?:same|unchanged) (?:arrival|check-?in)(?: (?:date|day))?(?: (?:of|on))?[,:]?(?: on)?(?: the)? $"
    rf"|\b(?:come|comes|coming|arriv\w*|reach(?:es|ing)?|travel(?:ling|ing)?|rock(?:ing)? up|start(?:s|ing)? from|get(?:ting)? (?:in|there|to you))"
    rf"(?: (?:only|back|in|again|over|already|you|us|then|here|there|instead|alone|down|up|now|to (?:you|your \w+|us)))*{_ON}"
    r"|\b(?:stay|staying|sleep|book|room|ordered|reserve|supposed to be|(?<!that )should be|(?<!it )must be|change (?:it )?to) (?:with you |at yours |again )?(?:from|for)(?: the)? $"
    r"|\b(?:it should be|it must be|what about|how about|make it|we meant|i meant|i ordered (?:it )?for|we ordered for|i asked for|we asked for)(?: the)? $"
)
_LEAVES = re.compile(
    r"\bin (?:on )?(?:the )?(?:\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^.?!]{0,14} out(?: on)?(?: the)? $"
    r"|\b(?:stay|booking|reservation|trip|holiday) (?:ends|ending|finishes|is over|runs (?:until|till?|to)|goes (?:until|till?))(?: on)?(?: the)? $"
    r"|\bnights?,? (?:ending|finishing)(?: on)?(?: the)? $"
    r"|\b(?:start|begin)\w*\b[^.?!]{0,30}\bend(?:s|ing)?(?: on)?(?: the)? $"
    r"|\b(?:same|unchanged|original|planned) (?:departure|check-?out|leaving)(?: (?:date|day))?(?: (?:of|on))?[,:]?(?: on)?(?: the)? $"
    r"|\b(?:departure|check-?out|leaving)(?: (?:date|day))?[,;:]? ?(?:(?:is|stays?|remains?|still|unchanged|same|as (?:before|planned|booked|it was)|(?:must|should|has to|have to|needs to|can) be|would be|will be|moves? to|moved to|now|not changed|not change|no change)[,:]? ?)+(?:on |at |for )?(?:the )?$"
    r"|\b(?:leav\w*|depart\w*|check(?:ing)?[ -]?out|move out|moving out)(?: (?:you|us|again|already|early,?|(?:a|one|two) days? earl(?:y|ier),?|only|then|here|the (?:house|hotel|room|inn)))+(?: on| by)?(?: the)? $"
    r"|\b(?:extend|prolong|stay|stay on|keep the room|lengthen)(?: (?:my|our|the|it|this|stay|booking|room|reservation|on|here|longer))* (?:to|until|till?|through|thru)(?: the)? $"
    r"|(?:^|[,.;&] ?|\band )(?:we |i |we're |i'm |we are |then )*(?:out|off|gone|away)(?: again| still)?(?: on| by)?(?: the)? $"
    r"|\b(?:must|have to|need to|had to|got to|will|'ll|want to|should) (?:go|leave|head|fly|travel)(?: (?:back|home|off|already|early|on))*(?: the)? $"
)
# Days that are not meant: instead of the 3rd; we come Friday, not Saturday; we stay since the 24th.
_OLD = re.compile(
    r"\b(?:inste?a?d of|rather than) (?:\w+ing )?(?:on |from |until |till |to )?(?:the )?$"
    r"|(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|\d(?:st|nd|rd|th)?|\d(?: of)? [a-z]{3,9}),? (?:and |but )?not (?:on |from |until |till )?(?:the )?$"
    r"|(?<=\w), (?:and )?not (?:on |from |until )?(?:the )?$"
    r"|\bsince (?:the )?$"
    r"|[(,] ?(?:(?:it|that|which) )?(?:was|previously|formerly|originally|before|old|instead of|not)(?: on| for| the old)?:?(?: the)? $"
)
# Not meant where another day follows: we cannot come on Monday; I paid on the 20th.
_OLD_IF_OTHER = re.compile(
    r"\b(?:can ?not|can't|cant|won't|will not|not able to|unable to) (?:come|make it|make|do|manage|arrive|stay|travel|check ?in|leave|go)(?: (?:in|on|until|till|for|from|to you|anymore|out))*(?: the)? $"
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
# What was booked or written, where another day is wished for: my booking is for the 3rd, can I have the 5th; I wrote the 13th, meant the 31st.
_WAS_SAID = re.compile(
    r"(?:^|[.,;:!?(-] ?|\b(?:and|but) )(?:before|previously|formerly|earlier|at first|first|old(?: dates?| booking)?|originally|put|typed|wrote)(?:,? (?:it|that|this|the booking|the date|my booking|our booking|we|i))?(?: (?:is|was|were|are|had|have|said|wrote|booked|asked))*(?: (?:on|for|from))?:?(?: the)? $"
    r"|\b(?:my|our|the|this|current|existing|original) (?:booking|reservation|stay|dates?|room|check-?in|arrival|order)(?: (?:date|now|currently|before|is|was|are|were|booked|made|confirmed|set|still|down|at the moment|of|on|for|from|starts?|begins?|starting|beginning|in))*:?(?: the)? $"
    r"|\b(?:i|we)(?:'m|'re|'d|'ve| am| are| had| have| was| were)?(?: (?:accidentally|wrongly|mistakenly|by (?:mistake|accident)|stupidly|just|have|had|only))* (?:wrote|written|typed|put|said|entered|picked|selected|chose|clicked|booked|reserved|gave|sent|filled|told you)(?: (?:you|it|in|down|by mistake|by accident|accidentally|wrongly|for|on|from|as|the date|a room))*(?: the)? $"
    r"|\b(?:told|messaged|texted|emailed) (?:you|u|them)(?: (?:already|before|that|it is|it was|for|on|from))*(?: the)? $"
    r"|\b(?:i|we)(?:'ve)?(?: (?:had|have|got))+(?: (?:a room|a booking|it|the room))?(?: (?:from|for))?(?: the)? $"
    r"|(?:^|[.,;:!?] ?)it (?:was|is)(?: (?:for|on|from))?(?: the)? $"
)
_A_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?\b(?![:.]\d| ?(?:nights?|nites?|people|persons?|guests?|pax|of us|days?|rooms?|adults?|kids|children|beds?|am\b|pm\b|yuan|rmb))|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|tomorrow|后天)"
_NAMED = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SMALL = r"(?:[ :,]+(?:to|it|its|it's|that|be|come|arrive|stay|book|on|for|from|the|a|room|double|date|dates|day|booking|one|is|was|have|been|had|say|read|change|changed|move|moved|make|new|instead|into|in|please|pls|my|our|get|like|i|we|want|need|correct|night|between|begin|start|this|so|later|earlier|weeks?|one|back|forward))*"
_WISHED = r"\b(?:want|wanted|need|prefer|like|wish|have|get|make|take|change|move|switch|correct|now|new|meant|mean|should|supposed|right|really|(?:can|could|may) (?:it|we|i) (?:start|begin|come|arrive))\b"
_OTHER_WISHED = re.compile(rf"{_WISHED}{_SMALL}[ :,]+{_A_DAY}(?![^.?!]*\b(?:too|also|as well|add|extra)\b)")
_OTHER_RANGE = re.compile(
    rf"{_WISHED}{_SMALL}[ :,]+{_A_DAY}[^.,?!]{{0,16}}?(?: ?- ?| (?:to|till?|until|through|thru|and) )(?:the )?\d|{_WISHED}{_SMALL}[ :,]+{_A_DAY}[^.?!]{{0,16}}?\b(?:\w+ nights?|leaving|out)\b"
)
_RANGE_BEHIND = re.compile(
    r"[^ ]{0,10}(?: [a-z]{3,9}\.?)? ?(?:-|to|till?|until|through|thru|and)(?: the)? ?[\da-z]"
)
_SHOULD_SAY = re.compile(
    rf" ?(?:is wrong|was wrong|was a mistake|was a typo|(?:should|was supposed|was meant|has|have)(?: to)?(?: have)? (?:be|been|say|read))\b[^.?!]{{0,20}}?\b{_A_DAY}"
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
    if other and _FULL.match(behind) and not _IF.search(before):
        return "old"
    if other and _SOMETHING_ELSE.search(before):
        return "none"
    if other and (_STAYS.search(before) or (_OTHERS_GO.search(before) and _WE_STAY.search(behind))):
        return "old"
    if _BUT_ON.search(before):
        return "out"
    if other and (
        (_OLD_IF_OTHER.search(before) and not _ONLY_LATE.match(behind))
        or (_OLD_IF_AGAINST.search(before) and _AGAINST.search(behind) and not _LEFT_NEXT.search(behind))
        or _SHOULD_SAY.match(behind)
        or (_WAS_SAID.search(before) and _put_right(behind))
        or (_HELD.search(before) and _COMES_WHEN.search(behind))
        or (_FLIES.search(before) and _LEAVES_WHEN.search(behind))
    ):
        return "old"
    if _NEW.search(before):
        return "new"
    if _LEAVES.search(before):
        return "out"
    return "in" if _COMES.search(before) else ""


# Our friends leave on the 25th, we stay till the 27th.
_OTHERS_GO = re.compile(
    r"\b(?:my|our|the|his|her) (?:\w+ )?(?:friends?|brothers?|sisters?|mother|mum|mom|father|dad|parents|husband|wife|colleagues?|son|daughter|others?|girlfriend|boyfriend)(?: (?:will|would|has to|have to|must|is|are|only))* (?:leaves?|leaving|goes|going|fl(?:y|ies)|departs?|checks? out)(?: (?:home|back|already))*(?: on)?(?: the)? $"
)
_WE_STAY = re.compile(
    r"\b(?:i|we)(?:'ll|'m|'re| will| am| are| would)? (?:stay|leave|go|check out|only leave|keep)"
)
# We're not leaving on monday but on wednesday.
_STAYS = re.compile(
    r"(?:\bnot|n't|\bdont|\bwont|\bno longer) (?:leav\w*|check(?:ing)? ?out|go(?:ing)?(?: home)?|depart\w*)(?: (?:on|until|till))?(?: the)? $"
)
_BUT_ON = re.compile(
    r"(?:\bnot|n't|\bdont|\bwont|\bno longer) (?:leav\w*|check(?:ing)? ?out|go(?:ing)?(?: home)?|depart\w*)\b[^.?!]{0,30}\bbut (?:only )?(?:on |by )?(?:the )?$"
)
# 28 nov is full on ctrip, is the 29th free?
_TO_ANOTHER = rf"(?: ?(?:-|to|till?|until|through|thru|and) ?(?:(?:{_NAMED})[a-z]*\.? )?{_A_DAY}(?: (?:{_NAMED})[a-z]*)?)?"
_FULL = re.compile(
    rf"(?: (?:{_NAMED})[a-z]*)?{_TO_ANOTHER},? ?(?:(?:is|was|are|seems?|looks?|isn't|aren't)(?: \w+)? (?:full|sold out|fully booked|taken|not available|unavailable|no good|not good|impossible|not possible|possible any ?more|bad)\b"
    r"|(?:does not|doesn't|do not|don't|did not|will not|won't|no longer)(?: really| seem to| any longer)? (?:work|works|suit|suits|fit|fits|go|possible)\b)"
)
_IF = re.compile(r"\b(?:if|in case|when|should)(?: the)? $")
# What arrives by itself, where somebody comes another day: my parcel arrives on the 3rd, I check in on the 5th.
_SOMETHING_ELSE = re.compile(
    r"\b(?:parcel|package|delivery|letter|order from \w+|suitcases?|gift|cake|flowers|my (?:friend|brother|sister|mother|mum|mom|father|dad|parents|husband|wife|colleague)s?|our (?:friend|colleague|parent)s?)\b(?! and)(?: from \w+| for me)?(?: (?:is|will|would|should|be|are|to))*(?: (?:arriv\w*|reach\w*|com(?:e|es|ing)|delivered|there))(?: (?:you|at yours|there|only|already|to you))*(?: on| by| at)?(?: the)? $"
)


def stays_longer(text: str, days: Sequence[Day], start: int) -> bool:
    """Whether the departure told at `start` takes the place of the one before: booked until monday, want to extend till wednesday."""
    leaves = [day for day in days if day.role == "out"]
    if not leaves:
        return False
    gap = text[leaves[-1].end : start]
    return _LONGER.search(gap) is not None and _SOMEBODY.search(gap) is None


_LONGER = re.compile(r"\b(?:want|like|extend|prefer|rather|stay on|longer|another|one more|but|instead)\b")
_SOMEBODY = re.compile(
    r"\b(?:friends?|parents?|husband|wife|he|she|they|brother|sister|colleagues?|others?)\b"
)


def _put_right(behind: str) -> bool:
    """Whether another day is wished for behind; a range gives way to a range alone."""
    pattern = _OTHER_RANGE if _TO_A_DAY.match(behind) else _OTHER_WISHED
    return pattern.search(behind) is not None


_TO_A_DAY = re.compile(rf" ?(?:-|to|till?|until|through|thru) ?{_A_DAY}")
# 5 december i arrive, 7 december i go: the English word for it says as well where one goes to, so that somebody must come first.
_GOES_BEFORE = re.compile(
    r"\b(?:i|we|and|then|still)(?:'ll|'d| will| would| must| have to)?,? (?:go|going|are off|'re off)(?: (?:away|off|again|home|back))*(?: on)?(?: the)? $"
)
_GOES_BEHIND = re.compile(
    r"(?: (?:morning|evening|afternoon|noon))?,? (?:i|we)(?:'ll| will| must| have to)? (?:go|leave|'re off|are off)(?: (?:home|back|away|again|off))*(?= ?(?:$|[,.;!?]| at\b| by\b| early| in the| around))"
    r"|(?: (?:morning|evening|afternoon|noon))? (?:going|off|gone)(?: (?:home|back|away|again))*(?= ?(?:$|[,.;!?]))"
)
_CAME = re.compile(
    r"\b(?:take off|shorten|cut|drop the|less|early|earlier|sooner|come|comes|coming|arriv\w*|arr|check(?:ing)?[ -]?in|get(?:ting)? in|in)\b"
)


def goes(text: str, start: int, end: int) -> bool:
    """Whether the day is one on which those go who came on another."""
    before = text[max(0, start - 100) : start]
    if _CAME.search(before) is None:
        return False
    return _GOES_BEFORE.search(before) is not None or _GOES_BEHIND.match(text, end) is not None


_PART_OF_DAY = re.compile(
    r"(?:on |in )?(?:the )?(?:early |late )?(?:morning|evening|afternoon|night) of (?:the )?$"
)


def without_part(before: str) -> str:
    """The words before a day without the part of it that is meant: arriving the evening of."""
    return _PART_OF_DAY.sub("", before)


def without_next(after: str) -> str:
    """The words behind a day without those that lead to the next one: 18 December, and leaving on."""
    return _OF_THE_NEXT.sub("", after)
