"""The short words about points and vouchers, as whole texts: 核销 K7M3Q4, 积分 王女士 +200, 会员设置. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.told_hours import afternoon, told_times

_CODE = r"(?P<code>(?:[A-Z]\d){3})"
_WHO = (
    r"(?:B\s*(?P<booking>\d{1,9})|G\s*(?P<person>\d{1,9})"
    r"|(?P<about>\d{3,11}|(?![还够有能可怎什多没换兑到过查呢吗余明记规设])[^\s\d+\-，。？?]{2,12}?))"
)

# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("check_off", rf"(?:核销|验券|用券)\s*:?\s*{_CODE}"),
    ("take_back_voucher", rf"(?:撤销|取消|退)(?:兑换|券)\s*:?\s*{_CODE}"),
    (
        "adjust_points",
        rf"积分\s*{_WHO}\s*(?P<delta>[+\-加减扣]\s*\d{{1,7}})\s*分?[\s,，:：]*(?P<reason>\S.{{0,60}})?",
    ),
    ("points_of", rf"积分\s*{_WHO}"),
    ("members", r"会员(?:人数|统计|总览|概况)?"),
    ("membership_rules", r"(?:会员|积分)(?:设置|规则)\s*(?P<about>\S.{0,60})?"),
)
MEMBERSHIP = tuple((name, re.compile(text, re.IGNORECASE | re.DOTALL)) for name, text in PATTERNS)
EVERYDAY = frozenset({"members", "membership_rules", "points_of"})  # guests ask with these words too

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "check_off": ("核销K7M3Q4",),
    "take_back_voucher": ("撤销兑换K7M3Q4",),
    "points_of": ("积分 王女士", "积分 8000"),
    "adjust_points": ("积分 8000 +200 补上次早餐",),
    "members": ("会员",),
    "membership_rules": ("会员设置", "会员设置 金卡 8晚"),
}


def signed(said: str) -> int:
    """+200, 加200, -50, 扣50 as a number."""
    count = int(re.sub(r"\D", "", said))
    return -count if said[0] in "-减扣" else count


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """A change of the rules as said: which key of the house file's [membership], and its new value."""

    path: str  # "levels.gold.nights"
    value: int | bool | str


_SWITCH = re.compile(r"(?P<on>打开|开启|开|启用)|(?:关闭|关掉|关|停用|停)")
_CHANNELS = re.compile(r"(?:平台|ota|美团|携程)[^\s,，。]{0,8}?(?:积分?|算)", re.IGNORECASE)
_NOT = re.compile(r"[不没无勿免禁停关]|别(?![的家人处])|取消")
_PLAIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("points_per_yuan", re.compile(r"(?:积分)?\s*每(?:1|一)?(?:元|块钱?)\s*积?\s*(\d{1,5})\s*分?")),
    ("points_per_night", re.compile(r"(?:积分)?\s*每(?:1|一)?(?:间)?(?:晚|夜|间夜)\s*积?\s*(\d{1,5})\s*分?")),
    ("valid_months", re.compile(r"(?:积分)?有效期?\s*(\d{1,3})\s*个?月")),
    ("warn_days", re.compile(r"(?:过期)?提前\s*(\d{1,3})\s*天(?:提醒)?|提醒\s*提?前?(\d{1,3})\s*天")),
    ("period_months", re.compile(r"(?:等级)?(?:看|按)?(?:最近)?\s*(\d{1,3})\s*个月(?:内|算)?")),
)
_NIGHTS = re.compile(r"满?\s*(\d{1,4})\s*(?:晚|夜|间夜)")
_SPEND = re.compile(r"(?:消费|满)+\s*(\d{1,7})\s*(?:元|块)?|(\d{1,7})\s*(?:元|块)")
_LATE = re.compile(r"(?:退房|延迟|延到|晚退)(?:时间)?(?:到|至|延到)?(.*)")
_COST = re.compile(r"(\d{1,8})\s*分?")


def read_rule(said: str, levels: Mapping[str, str], rewards: Mapping[str, str]) -> RuleSaid | None:
    """The one rule a text changes; None when it names none. `levels` and `rewards` are codes with their names."""
    text = unicodedata.normalize("NFKC", said).strip()
    if (match := _SWITCH.fullmatch(text)) is not None:
        return RuleSaid("enabled", match["on"] is not None)
    if _CHANNELS.search(text):
        return RuleSaid("other_channels", not _NOT.search(text))
    for code, name in sorted(rewards.items(), key=lambda item: -len(item[1])):
        if text.startswith(name) and (match := _COST.fullmatch(text[len(name) :].strip())) is not None:
            return RuleSaid(f"rewards.{code}.points", int(match[1]))
    for code, name in levels.items():
        if name in text:
            return _of_level(code, text.replace(name, "", 1).strip())
    for key, pattern in _PLAIN:
        if (match := pattern.fullmatch(text)) is not None:
            return RuleSaid(key, int(next(group for group in match.groups() if group)))
    return None


def _of_level(code: str, rest: str) -> RuleSaid | None:
    if (match := _LATE.search(rest)) is not None and (clocks := told_times(match[1])):
        return RuleSaid(f"levels.{code}.late_checkout", f"{afternoon(clocks[0]):%H:%M}")
    if (match := _NIGHTS.search(rest)) is not None:
        return RuleSaid(f"levels.{code}.nights", int(match[1]))
    if (match := _SPEND.search(rest)) is not None:
        return RuleSaid(f"levels.{code}.spend", int(match[1] or match[2]))
    return None
