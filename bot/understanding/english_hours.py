"""Brings English and European ways of writing an hour into the one that hours are read by: 23h, 6h30, 19.00, 0130. It reads no hour."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_TO_AN_HOUR = r"at|around|arround|about|approx\.?|by|till?|until|before|after|from|reach|reaching|arrive|arriving|land|landing"
_OF_A_DAY = rf"breakfast|lunch|dinner|taxi|cab|wake ?up(?: call)?|today|tomorrow|tonight|tmr|tmrw|morning|afternoon|evening|night|{_WEEKDAY}"
_NO_PRICE = r"(?![\d./:]|\s?(?:yuan|rmb|cny|usd|eur|euros?|dollars?|bucks|%|km|kg|m\b|stars?|per\b|each\b|a night|¥|\$))"
_PART = r"(?= in the (?:morning|afternoon|evening)| at night\b| ?(?:hrs?|uhr)\b)"

_WITH_H = re.compile(
    r"(?<![\d.:,/-])(?<!takes )(?<!take )(?<!for )(?<!in )(?<!of )\b([01]?\d|2[0-3]) ?h(?:([0-5]\d)\b|(?:rs?|ours)?\b(?! (?:drive|walk|ride|trip|flight|by|from|away|later|late|delay|before|after|of|journey|train|bus|reception|service|in advance|notice)))"
)
_BEFORE_H = re.compile(rf"\b(?:{_TO_AN_HOUR}|{_OF_A_DAY}),? (?:about |around )?$")
_DOTTED = re.compile(
    rf"(?<![\d.:,/-])(?:(?P<before>\b(?:{_TO_AN_HOUR}|{_OF_A_DAY}),? )(?:about |around )?)?\b(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)\b(?!\d|[/:]|\.\d){_NO_PRICE}(?P<part>{_PART})?"
)
# What is done at an hour of a day that is named: wake up call 6.15 tomorrow is no 15th of June.
_OF_A_SERVICE = re.compile(
    r"\b(?:wake(?:up)?|waked|woken|waking|alarm call|taxi|cab|car|driver|pick[ -]?(?:me |us )?up|transfer|shuttle|breakfast|lunch|dinner|table|train|flight)\b"
)
_DAY_TOLD = re.compile(
    rf"\b(?:today|tomorrow|tonight|tmr|tmrw|(?:this|in the) (?:morning|afternoon|evening)|{_WEEKDAY})\b"
)
_DAY_BEFORE = re.compile(r"\b(?:on|until|till|from|to|of|stay|book|since) $")
_OTHER_HOUR = re.compile(r"\d:\d\d|\d ?[ap]\.?m\b|o'?clock|\bat \d{1,2}(?![.\d])")
_DOTTED_HERE = re.compile(r"\b(?:at|around|arround|about) $")
_TO_FIGURES = r"by|till?|until|reach|reaching|arrive|arriving|land|landing|lands|wake(?: me| us)?|check-?in|check in|(?:at|around|about|from|before|after)(?= 0)"
_FOUR = re.compile(
    rf"(?<![\d.:,/-])\b(?P<before>(?:{_TO_FIGURES}) (?:at |about |around )?)?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<hours> ?(?:hrs?|hours|h)\b)?(?![\d/:-]|\.\d){_NO_PRICE}(?:(?<= 0\d\d\d)|(?= ?(?:$|[,.?!]|tonight|today|tomorrow|tmr|already|on\b|in the|pls|please|local)))"
)
_UP_TO_TWELVE = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_AT_SPELT = re.compile(  # wake me tomorrow at eight; at one desk is no hour
    r"\bat (one(?= (?:tomorrow|today|tonight|pm|sharp))|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?= ?(?:$|[,.;!?]|(?:tomorrow|today|tonight|please|pls|on|for|and|if|with|sharp|or so|latest)\b))"
)
_SHARP = re.compile(r"(?<!at )(?<!by )(?<!around )\b(1[0-2]|[1-9])(?= sharp\b)")
_APART = re.compile(  # 6 30 in the morning
    r"(?<![\d.:,/-])\b(1[0-2]|[1-9]) ([0-5]\d)(?= ?(?:am|pm|a\.m|p\.m)\b| in the (?:morning|afternoon|evening)\b)"
)
_ISH = re.compile(
    r"(?<!at )(?<!around )(?<!about )\b(1[0-2]|[1-9])[ -]?ish\b(?! (?:people|guests|yuan|euros?|minutes|km))|(?:(?<=at )|(?<=around )|(?<=about ))(1[0-2]|[1-9])[ -]?ish\b"
)
_FOR_AN_HOUR = re.compile(  # a wake-up call for 8 tomorrow; dinner for 4 tonight is for four people
    r"\b(wake ?up(?: call)?|taxi|cab|car|pickup|driver|alarm) for (1[0-2]|[1-9])(?= (?:tomorrow|today|tonight|in the (?:morning|evening|afternoon))\b)"
)
_OF_AN_HOUR = r"taxi|cab|car|driver|pickup(?: time)?|shuttle|transfer|wake ?up(?: call)?|wake (?:me|us)|breakfast|lunch|dinner|arrival|arrive|arriving|come|coming|be there|be with you|eta|late|later|earlier|check ?in"
_NO_COUNT = r"(?![\d:.]| ?(?:am|pm|of us|people|persons?|pax|guests?|nights?|days?|rooms?|beds?|kids?|adults?|dec|nov|jan|feb|mar|apr|may|jun|jul|aug|sep|oct)\b)"
_NOT_THE_OTHER = re.compile(  # the taxi 8 instead of 7; we come later, 8 not 6
    rf"(\b(?:{_OF_AN_HOUR})\b,? (?:is |be |will be |at |around |about |for |us |me |now |to )*?)(?:at )?\b(1[0-2]|[1-9]) (not|instead of|rather than) (?:at )?(1[0-2]|[1-9])\b{_NO_COUNT}"
)
_FROM_TO = re.compile(  # change dinner from 6 to 7
    rf"(\b(?:chang|mov|shift|push|postpon|delay|put)\w* (?:[a-z]+ ){{0,2}}(?:taxi|cab|driver|pickup(?: time)?|shuttle|wake ?up(?: call)?|breakfast|lunch|dinner)\b) from (1[0-2]|[1-9]) to (1[0-2]|[1-9])\b{_NO_COUNT}"
)
_BE_THERE = re.compile(  # landing at six, so at yours by 8
    r"(\b(?:be there|at yours|with you|at your (?:place|house|door)) (?:by|around|about) (?:1[0-2]|[1-9]))(?=$|[,.;!?])"
)
_OF_MONEY = re.compile(r"\b(?:paid|pay|cost|costs|was|much|expensive|price|fare|bill)\b")
_YEARS = re.compile(r"20[2-4]\d")


def hours_as_read(plain: str) -> str:
    """An English text, its hours in the form that `times` knows."""
    plain = plain.replace("this arvo", "this afternoon").replace("tomorrow arvo", "tomorrow afternoon")
    plain = _ISH.sub(
        lambda match: f"at {match[1]}" if match[1] else match[2], _BE_THERE.sub(r"\1 o'clock", plain)
    )
    plain = _NOT_THE_OTHER.sub(r"\1at \2 \3 \4", plain)
    plain = _FROM_TO.sub(r"\1 not at \2 but at \3", plain)
    plain = _AT_SPELT.sub(lambda match: f"at {_UP_TO_TWELVE.index(match[1]) + 1}", plain)
    plain = _FOR_AN_HOUR.sub(r"\1 at \2", plain)
    plain = _SHARP.sub(r"at \1", _APART.sub(r"\1:\2", plain))
    plain = _WITH_H.sub(_with_h, plain)
    plain = _DOTTED.sub(_dotted, plain)
    return _FOUR.sub(_four, plain)


def _with_h(match: re.Match[str]) -> str:
    """15h, 6h30; without minutes only behind a word that leads to an hour, or where no stretch is so long: a 2h drive is none."""
    hour, minute = match.groups()
    if minute is None and not _BEFORE_H.search(match.string[: match.start()]):
        return match[0]
    return f"{int(hour)}:{minute or '00'}"


def _dotted(match: re.Match[str]) -> str:
    """19.00 and 5.40 in the morning; 12.11 may be a day, which only at or a part of the day outweighs."""
    hour, minute = int(match["hour"]), int(match["minute"])
    no_day = minute == 0 or minute > 31 or (hour > 12 < minute)
    before = match["before"] or ""
    if _OF_MONEY.search(match.string):
        return match[0]
    if _of_a_service(match, minute):
        before, no_day = before or "at ", True
    if match["part"] is None and not (before and (no_day or _DOTTED_HERE.fullmatch(before))):
        return match[0]
    lead = match[0][: match.start("hour") - match.start()]
    return f"{lead}{hour}:{match['minute']}"


def _of_a_service(match: re.Match[str], minute: int) -> bool:
    """Whether a dotted number is the hour something is asked for, as it cannot be a day or the day is told beside it."""
    said, start = match.string, match.start("hour")
    if not _OF_A_SERVICE.search(said) or _DAY_BEFORE.search(said, 0, start) or _OTHER_HOUR.search(said):
        return False
    return minute > 12 or _DAY_TOLD.search(said) is not None


def _four(match: re.Match[str]) -> str:
    """At 1430, reach 0130, 0600 hrs; 2027 is a year."""
    written = match["hour"] + match["minute"]
    if not match["hours"] and (match["before"] is None or _YEARS.fullmatch(written)):
        return match[0]
    return f"{match['before'] or ''}{match['hour']}:{match['minute']}"
