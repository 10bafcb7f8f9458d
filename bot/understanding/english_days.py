"""Brings English ways of naming a day into the words that days are read by: the second Friday of May, day three of Chinese New Year. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.day_frame import MONTH_NAMED, MONTHS
from bot.understanding.english_ordinals import ORDINALS, WEEKDAY, ordinals_as_read
from bot.understanding.numerals import number


def _ordinal_day(match: re.Match[str]) -> str:
    """the first of February as feb 1."""
    day, month = match.groups() if match[1] in ORDINALS else (match[2], match[1])
    return f"{month} {ORDINALS.index(day) + 1}"


def _ordinal_of(match: re.Match[str]) -> str:
    """the first of next month as the 1st of next month."""
    return f"{ORDINALS.index(match[1]) + 1}th of "


def _nth_weekday(match: re.Match[str]) -> str:
    """the last weekend of December in the words that days are read by: 12月最后一个周末."""
    which, weekend, month = match.groups()
    day = (
        "末"
        if weekend
        else "一二三四五六日"[
            ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(
                match[0].split(" of ")[0].split(" in ")[0].split()[-1][:3]
            )
        ]
    )
    named = {"next month": "下个月", "month": "这个月"}.get(month) or f"{MONTHS.index(month[:3]) + 1}月"
    count = {
        "f": "第一",
        "1": "第一",
        "s": "第二",
        "2": "第二",
        "t": "第三",
        "3": "第三",
        "4": "第四",
        "l": "最后一",
    }
    return f"{named}{'第四' if which == 'fourth' else count[which[0]]}个周{day}"


def _both_weekdays(match: re.Match[str]) -> str:
    """fri n sat with their names whole; sat and sun are the weekend, which is read elsewhere."""
    one, two = (_WHOLE[said[:3]] for said in match.groups())
    return match[0] if (one, two) == ("saturday", "sunday") else f"{one} and {two}"


_WHOLE = {
    name[:3]: name for name in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}
_DATE = rf"(?:{WEEKDAY},? (?:the )?)?(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_NAMED}|{MONTH_NAMED} \d|\d{{1,2}}(?:st|nd|rd|th)(?= ?(?:$|[,.;!?]|(?:and|so|but|please|for)\b)))"
# A weekday beside its date says the day twice; some English days are read by the words other languages have for them.
_ENGLISH_DAYS = (
    (re.compile(r"\bweds\b"), "wed"),
    # 5.-8. december, on the 24. dec
    (
        re.compile(rf"\b(\d{{1,2}})\.(?= ?(?:-|to|until|till|and) ?(?:the )?\d{{1,2}}\.? {MONTH_NAMED})"),
        r"\1",
    ),
    (re.compile(rf"(?<![\d.:])\b(\d{{1,2}})\.(?= ?{MONTH_NAMED})"), r"\1"),
    (
        re.compile(
            rf"\beta:? (?=\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d|am|pm| ?[ap]m)|{MONTH_NAMED}|{WEEKDAY}\b)"
        ),
        "arriving ",
    ),
    (
        re.compile(
            rf"\betd:? (?=\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d|am|pm| ?[ap]m)|{MONTH_NAMED}|{WEEKDAY}\b)"
        ),
        "departing ",
    ),
    (re.compile(rf"\barr[.:]? (?=\d|{MONTH_NAMED}|{WEEKDAY}\b)"), "arriving "),
    (re.compile(rf"\bdep[.:]? (?=\d|{MONTH_NAMED}|{WEEKDAY}\b)"), "departing "),
    (re.compile(rf"\b(\d{{1,2}})-({MONTH_NAMED})-(20\d\d)\b"), r"\1 \2 \3"),
    (
        re.compile(
            r"\b(?:2 ?nite|2night|2nigth|(?<=room )2 night|(?<=rooms )2 night|(?<=free )2 night|(?<=here )2 night|(?<=coming )2 night|(?<=come )2 night|(?<=late )2 night)\b"
        ),
        "tonight",
    ),
    (re.compile(rf"\bday (\d{{1,2}})\b(?=[^.?!]{{1,20}}\b(?:of )?{MONTH_NAMED})"), r"\1"),
    (
        re.compile(
            rf"\bof the (\d{{1,2}}(?:st|nd|rd|th)?) (?:at|to|until|till) the (?=\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_NAMED})"
        ),
        r"from \1 to ",
    ),
    (
        re.compile(
            rf"\b(\d{{1,2}}(?:st|nd|rd|th)?) at the (?=\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_NAMED})"
        ),
        r"\1 to ",
    ),
    (
        re.compile(
            rf"(?<!good )(?<!easter )\b{WEEKDAY}\b[.,]?\s+(?:the )?(?=\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_NAMED}|{MONTH_NAMED} \d|\d{{1,2}}(?:st|nd|rd|th)\b|(?:{'|'.join(ORDINALS)})(?: of)? {MONTH_NAMED})"
        ),
        "",
    ),
    (re.compile(rf"(?<=\d)(?:st|nd|rd|th)? ?\(?\b{WEEKDAY}\b\)?(?=\s*(?:$|[-,.~]|to\b|for\b))"), ""),
    (  # still out on sunday 29
        re.compile(
            rf"\b{WEEKDAY} (?=([12]\d|3[01])(?=$|[,.;!?)]| (?:to|till|until|through|thru|and|please)\b))\d\d"
        ),
        r"\1th",
    ),
    (  # dec 3 and 4
        re.compile(
            rf"\b({MONTH_NAMED}) (\d{{1,2}})(?:st|nd|rd|th)? ?(and|&) ?(?=\d{{1,2}}(?:st|nd|rd|th)?(?:$|[,.;!?]| (?:in|at|off|are|please|only)\b))"
        ),
        r"\1 \2 \3 \1 ",
    ),
    (
        re.compile(
            rf"\b(?:the |our |my |with the )*last (?:night|one)(?: of (?:our|the|my) (?:stay|booking))?(?: is| being| will be| would be|'s)?[:,]?(?: on)?(?: the)? (?={_DATE})"
        ),
        "leaving the day after ",
    ),
    (
        re.compile(
            rf"\b(?:the |our |my )*first night(?: of (?:our|the|my) (?:stay|booking))?(?: is| being| will be| would be|'s)?[:,]?(?: on)?(?: the)? (?={_DATE})"
        ),
        "arriving ",
    ),
    (re.compile(r"\b(?:a )?fortnight (?:from )?today\b"), "14天后"),
    (  # fri n sat, this thu + fri
        re.compile(
            r"\b(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun) ?(?:n|and|&|\+|/) ?(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\b"
        ),
        _both_weekdays,
    ),
    (  # stay until 20 not 18: two hours of the morning are never past twelve
        re.compile(
            r"\b(stay|stay on|extend|book|keep|room|leave|leaving|check(?:ing)?[ -]?out)((?: it| the room| my stay| our stay| on)*(?: to| until| till?)?) (1?\d|2\d|3[01]),? (?:and )?(not|instead of|rather than) (1[3-9]|2\d|3[01])(?=$|[,;!?]|\.(?!\d)| (?:please|pls|as|like|is|if|and)\b)"
        ),
        r"\1\2 \3th \4 the \5th",
    ),
    # in 27 out 29; the numbers below may be hours
    (
        re.compile(
            r"\b((?:leav(?:e|ing)|out|depart(?:ing)?|check(?:ing)?[ -]?out|arriv(?:e|ing)|until|till)(?: on)?) ((?<!ntil )(?<!till )1[3-9]|(?<!ntil )(?<!till )2[0-3]|2[4-9]|3[01])(?=$|[,.;!?]|(?: please| pls| and| for| like| as (?!soon|early|late)| same| still| instead)\b)"
        ),
        r"\1 \2th",
    ),
    (
        re.compile(
            r"\b(like|want|need|say|book|from|for|have|stay) (1[3-9]|2\d|3[01])(?:th|st|nd|rd)? ?(?:to|till?|until) (1[3-9]|2\d|3[01])(?:th|st|nd|rd)?(?=$|[,;!?]|\.(?!\d))(?<!ages from \d\d to \d\d)"
        ),
        r"\1 \2th to \3th",
    ),
    (
        re.compile(
            rf"\b(\d{{1,2}})(?:st|nd|rd|th)?, ?(?=(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? and|,| &) ?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? ({MONTH_NAMED}))"
        ),
        r"\2 \1, ",
    ),
    (
        re.compile(
            rf"\b((?:the )?(?:night|day) (?:before|after)) (?:the|our|my|his|her) [a-z' ]{{3,24}}? (?:which is |that is |is )?on (?=(?:the )?{_DATE})"
        ),
        r"\1 ",
    ),
    (re.compile(r"\b(leav\w*|until|till|com(?:e|ing)|arriv\w*) after tomorrow\b"), r"\1 后天"),
    (re.compile(r"\b(?:the )?weekend after next\b"), "下下周末"),
    (re.compile(r"\b(?:tomorrow week)\b"), "8天后"),
    (re.compile(r"\b(?:a week from today|today week|this day week)\b"), "7天后"),
    (re.compile(r"\bday after tomorrow\b"), "后天"),
    (re.compile(r"\bboxing day\b"), "dec 26"),
    (re.compile(r"\bleap day\b"), "feb 29"),
    (
        re.compile(
            r"\b(this |next |on )?sat(?:urday)?s? ?(?:and|&|/|-|n|\+) ?sun(?:day)?\b(?! (?:of |in )?(?:next|last|this) week)"
        ),
        r"\1weekend",
    ),
    (
        re.compile(
            rf"(?<!last )(?<!first )(?<!middle )(?<!final )(?<!one )(?<!two )\b(?:the )?({'|'.join(ORDINALS)})(?: of|(?! (?:may|mar)\b)) ({MONTH_NAMED})"
        ),
        _ordinal_day,
    ),
    (re.compile(rf"\b({'|'.join(ORDINALS)})(?: day)? of (?=(?:next|this|last) month\b)"), _ordinal_of),
    (re.compile(rf"\b({MONTH_NAMED}) (?:the )?({'|'.join(ORDINALS)})\b"), _ordinal_day),
    (
        re.compile(
            rf"\b(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|last) (?:(weekend)|{WEEKDAY}) (?:of|in) (?:the |this )?(next month|month|{MONTH_NAMED})"
        ),
        _nth_weekday,
    ),
)
_NEW_YEAR = r"(?:(?:chinese|lunar) new year|spring festival|cny)"
_LUNAR_YEAR = re.compile(_NEW_YEAR)
_NTH = rf"(?P<nth>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_COUNT = r"(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_DAY_OF_FEAST = re.compile(
    rf"\b(?:(?:the )?{_NTH} day of (?:the )?|(?:the )?day {_COUNT} of (?:the )?)(?:(?P<lunar>{_NEW_YEAR})|(?P<western>new year|christmas|xmas|national day|golden week)(?:'s)?)(?: (?:day|holidays?|week|festival))?\b"
    rf"|\b(?P<named>{_NEW_YEAR}) day (?P<after>\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_CNY = re.compile(
    r"\bcny(?= (?:eve|holidays?|week|festival|break|period)\b)|(?<=\bover )cny\b|(?<=\bduring )cny\b|(?<=\bat )cny\b|(?<=\bbefore )cny\b|(?<=\bafter )cny\b|(?<=\baround )cny\b|(?<=\bnext )cny\b|(?<=\bthis )cny\b|(?<=\buntil )cny\b|(?<=\bof )cny\b"
)
_EVE = re.compile(r"\bnew years? eve\b")
_FIRST_DAYS = {
    "new year": "jan 1",
    "christmas": "dec 25",
    "xmas": "dec 25",
    "national day": "oct 1",
    "golden week": "oct 1",
}


def _day_of_feast(match: re.Match[str]) -> str:
    """The third day of Chinese New Year in the words it is read by: 正月初三; the second day of Christmas as dec 26."""
    nth, said = match["nth"], match["count"] or match["after"] or ""
    which = (
        ORDINALS.index(nth) + 1
        if nth in ORDINALS
        else number((nth or said).rstrip("sthnrd")) or number(said) or 0
    )
    if match["western"] is None:
        return f"正月{'初' * (which <= 10)}{which}" if 1 <= which <= 15 else match[0]
    month, first = _FIRST_DAYS[match["western"]].split()
    return f"{month} {int(first) + which - 1}" if 1 <= which <= 7 else match[0]


def days_as_read(plain: str) -> str:
    """An English text, its days in words that `day_english` and the rules of other languages know."""
    if _LUNAR_YEAR.search(plain):
        plain = plain.replace("day of the new year", "day of chinese new year")
    plain = ordinals_as_read(plain)
    plain = _DAY_OF_FEAST.sub(_day_of_feast, plain)
    plain = _EVE.sub("new year's eve", _CNY.sub("chinese new year", plain))
    for pattern, day in _ENGLISH_DAYS:
        plain = pattern.sub(day, plain)
    return plain
