"""What words beside an hour tell of it: a service named outright, the house's own hour, an hour after the arrival. It finds no hours."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.moments import Heard, afternoon
from bot.understanding.times import Clock


def plainly(heard: Heard) -> Heard:
    """The message with the service it names in so many words, where only something vague was heard: 七点要部车去机场，谢谢."""
    if heard.asked or not heard.labels <= _VAGUE:
        return heard
    named = {label for label, words in _IN_SO_MANY_WORDS if words.search(heard.said)}
    return replace(heard, labels=heard.labels | named) if len(named) == 1 else heard


_VAGUE = frozenset({"change_booking", "service_status", "nearby_tips", "thanks", "greeting", "other"})
_IN_SO_MANY_WORDS = (
    ("wake_up_call", re.compile(r"叫醒|叫早|(?<!就)(?:叫|喊)我们?(?:起|一声|醒)|(?:安排|派|找)个?人(?:来|去)?[叫喊](?!车)")),
    ("luggage", re.compile(r"\b(?:keep|leave|store|hold)\b[^.?!]{0,20}\b(?:luggage|bags?|suitcases?|backpacks?)\b|\b(?:luggage|bags?|suitcases?) (?:stay|be (?:kept|stored|left))\b")),
    ("wake_up_call", re.compile(r"\bwake[ -]?up call\b|\bwake (?:me|us)(?: up)?\b")),
    ("service_transport", re.compile(r"\b(?:need|want|order|book|change|have|get|send|for|move) (?:us |me )?(?:the|a|our|my|that) (?:car|taxi|cab|driver|pick-?up|transfer|shuttle)\b(?! (?:park|charger))|^(?:the )?(?:taxi|cab|driver)\b")),
    ("service_transport", re.compile(r"(?:叫|(?<!网)约|派|安排|包|要)(?:好|了)?(?:的|[一个辆台部架])*(?:出租|网约|商务|专|包)?车(?!位|库|牌|票|厘)|[送接][机站]|(?:叫|约|派)的[^,。;!?]{1,8}的车|的车[^,。;!?]{0,5}(?:叫|约|派|安排)好")),
    ("service_housekeeping", re.compile(r"打扫|搞卫生|收拾房间")),
    ("service_meal", re.compile(r"(?:早餐|早饭|午饭|中饭|晚饭|晚餐)[^,。;!?]{0,16}(?:送|做|开席|上菜)")),
)  # fmt: skip


def of_the_rule(heard: Heard, clock: Clock) -> bool:
    """Whether an hour is the house's own, from which one asks to come earlier: 两点才能进太晚了, 规矩是三点."""
    before = heard.said[: clock.start]
    return _RULE_BEFORE.search(before) is not None or _RULE_AFTER.match(heard.said, clock.end) is not None


_RULE_BEFORE = re.compile(
    r"(?:规矩|规定|知道|晓得|说是?|写着?|标准|正常|平时|要等到?|等到|非要|不到)[^,。;!?\d]{0,6}$"
)
_RULE_AFTER = re.compile(
    r"(?:钟|半|之?后|以后)?(?:才(?:能|让|给|可以|准)*(?:住|进|入|开)|先(?:能|可以)?[住进入](?:到|得))|(?:钟|半)?太[晚夜迟]"
)


def after_arrival(heard: Heard, clock: Clock, comes: Sequence[Clock]) -> Clock:
    """明天两点入住，四点帮我叫个车: an hour told behind the arrival, and of the same day, lies behind it."""
    if clock.sure or not 1 <= clock.at.hour <= 11 or not comes or comes[0].end > clock.start:
        return clock
    if any(comes[0].end <= day.start < clock.start for day in heard.days):
        return clock
    late = clock.at < afternoon(comes[0], 11)
    return replace(clock, at=clock.at.replace(hour=clock.at.hour + 12), sure=True) if late else clock
