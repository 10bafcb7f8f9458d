"""Tells the days of a stay that is over from those that come: 11月20号住过. It finds no days and gives them no part."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.day_frame import Day, safe

# Words behind a day by which somebody tells of a stay that is over, and words that only then make 住的 such a story.
_STAYED = re.compile(
    r"(?:号|日)?(?:晚上?|那天|的时候)?(?:在?(?:你们|您|贵|这|那)[^,。;!?]{0,4})?(?:入?住过|来过|去过|退的|走的|离的?店的|刚?住完)|(?:の夜|の晩)?(?:から\d泊)?(?:に|まで)(?:そちらに|御?宿に|一泊)?(?:泊まっ(?:た|てい(?:た|まし))|泊まりまし|宿泊し(?:た|てい(?:た|まし)|まし)|お世話になりまし|チェックアウトし(?:た|まし)|滞在し(?:た|まし))"
)
_STAYED_IN = re.compile(
    r"(?:号|日)?(?:晚上?|那天)?(?:在?(?:你们|您|贵|这|那)[^,。;!?]{0,4})?(?:入?住的|住了|离店)"
)
_AFTERWARDS = re.compile(r"发票|押金|落在|落了|忘[在了记]|丢[在了]|遗[失落]|好评|差评|评价|还没收到|没给我")
_STAYS_ON = re.compile(
    r"再[续住待呆玩]|多[住待呆玩]|续[住订一两二三\d]|延[长期迟后住]"
)  # 24号退的,能再续一晚吗
_STAYED_EN = re.compile(r"\b(?:stayed|was there|were there|checked out|i left|visited)\b[^,.;!?]{0,24}$")


def told(days: list[Day], text: str, today: date) -> list[Day]:
    """Days of a stay that is told of lie behind: 11月20号住过 is not next November. They keep their order and parts."""
    found = list(days)
    for at, day in enumerate(days):
        last = at + 1 == len(days) or not days[at + 1].joined
        after = text[day.end :]
        over = _STAYED.match(after) or (_STAYED_IN.match(after) and _AFTERWARDS.search(text))
        over = None if over and _STAYS_ON.search(text) else over
        if not last or not (over or _STAYED_EN.search(text[: day.start])):
            continue
        first = at
        while found[first].joined and first:
            first -= 1
        alone = all(_NUMBER_ALONE.fullmatch(text[part.start : part.end]) for part in found[first : at + 1])
        for place in range(first, at + 1):
            found[place] = _gone_by(found[place], today, alone=alone)
    return found


_NUMBER_ALONE = re.compile(r"[\d一二三十廿]{1,3}(?:号|日|st|nd|rd|th)?")


def _gone_by(day: Day, today: date, *, alone: bool) -> Day:
    """The day as it lies behind: 19号 is of this month or the last, a day with its month of the year before."""
    if day.day <= today or not alone:  # the 10 of 10 to 12 January has its month
        return _a_year_back(day, today)
    before = day.day.replace(day=1) - timedelta(days=1)
    found = safe(before.year, before.month, day.day.day)
    return day if found is None else replace(day, day=found)


def _a_year_back(day: Day, today: date) -> Day:
    """The same day of the year before, unless that is further away than the coming one."""
    try:
        before = day.day.replace(year=day.day.year - 1)
    except ValueError:  # the 29th of February
        return day
    return replace(day, day=before) if day.day > today and today - before < day.day - today else day
