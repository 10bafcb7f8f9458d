"""Lists every day, range and length that was said, and what must be asked back. It decides no arrival and no departure."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from datetime import date

from bot.understanding.day_frame import Day
from bot.understanding.day_runs import in_runs
from bot.understanding.lengths import Length
from bot.understanding.periods import Period
from bot.understanding.types import Said

_VAGUE = re.compile(
    r"个把(?:月|星期|礼拜|周|天)|月底|月末|月头(?!\w?天)|月尾|年尾|过[几两]日|[这呢][几两]日|月初|月中|年底|年初|过几天|过两天|过些天|过一?段时间|过阵子|过一阵|改天|最近几天|这几天|未来几天|今后[几两三]天|这[两三]天(?=[,。?？\s]|$|还?有|能)|黄金周|(?<!年)(?:三十|卅|30)晚上|(?:三四|四五|五六|六七|七八|八九)[号日]|近期|哪天(?!$)|没定|不确定哪|中旬|上旬|下旬|"
    r"下+个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])|(?:下+|这|本)个?月(?!\d|[一二三四五六七八九十廿])|寒假|暑假|开春|入冬|"
    r"(?<![\d一二两三四五六七八九十半几多个])年[前后](?!一天)|过完年|过了年|(?:[一二三四五六七八九]|十[一二]?|(?<!\d)1?\d)月份?(?![\d一二三四五六七八九十初底初末]|号|日|天)|"
    r"\bnext (?:week(?!end)|month)\b|\bend of (?:the |this |next )?(?:month|year)|\b(?:early|mid|late) (?:next |this )?(?:month|january|february|march|april|"
    r"june|july|august|september|october|november|december)|\bsome ?(?:time|day)\b|\bin a few (?:days|weeks)|\bthis month\b|"
    r"来週(?!の?[月火水木金土日末])|来月(?!の?\d)|月末|下旬|近いうち|数日[後后]|そのうち|年末年始|年末|年始|お盆|ゴールデンウィーク|シルバーウィーク|(?<![a-z])gw(?![a-z])|三が日|年明け|(?:春|夏|秋|冬)休み|連休"
)


def all_said(days: list[Day], lengths: list[Length], periods: list[Period], text: str) -> tuple[Said, ...]:
    days, lengths = in_runs(days, lengths, text)
    out: list[tuple[int, Said]] = []
    skip = False
    for at, day in enumerate(days):
        if skip:
            skip = False
            continue
        following = days[at + 1] if at + 1 < len(days) else None
        if following is not None and following.joined and following.day > day.day:
            out.append((day.start, Said("range", day.day, following.last)))
            skip = True
        elif day.length > 1 and day.last > day.day:
            out.append((day.start, Said("range", day.day, day.last)))
        else:
            out.append((day.start, Said("date", day.day)))
    out += [(item.start, _length(item)) for item in lengths]
    out += [(item.start, Said("range", item.first, item.last)) for item in periods]
    return tuple(said for _, said in sorted(out, key=lambda pair: pair[0]))


def _length(item: Length) -> Said:
    """The length in the unit it was said in: 住三天 are three days, whatever nights follow from them."""
    return Said("duration", days=item.days, nights=None if item.reckoned else item.nights)


def day_doubts(days: list[Day], periods: list[Period], text: str, today: date) -> tuple[str, ...]:
    doubts = []
    live = [day for day in days if day.role != "old"]
    if any(day.day < today for day in still_to_come(live, today)):
        doubts.append("past_date")
    if any(day.vague for day in days) or (
        not days and (_VAGUE.search(text) or any(period.last >= today for period in periods))
    ):
        doubts.append("vague_date")
    return tuple(doubts)


def still_to_come(days: list[Day], today: date) -> list[Day]:
    """Without days gone by, where others were named: 这周三过了，那就下周三."""
    coming = [day for day in days if day.day >= today]
    return coming if coming and not any(day.joined for day in days) else days
