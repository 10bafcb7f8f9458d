"""The owner's words about pushes: 推送, 推送设置, 推送 晨间 关, 推送 到店 19点, 推送 到店 文案 …; and 文案B23. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.understanding.told_hours import one_time

KINDS: Mapping[str, str] = {
    "到店": "arrival",
    "入住提醒": "arrival",
    "欢迎": "welcome",
    "入住": "welcome",
    "晨间": "morning_after",
    "早安": "morning_after",
    "退房": "check_out",
    "离店": "check_out",
    "感谢": "thanks",
    "致谢": "thanks",
    "评价": "survey_again",
    "回访": "follow_up",
    "代发": "paste",
}
_KIND = "|".join(KINDS)
# An owner's own text is kept as it was typed: read before widths are made alike.
TEXT = re.compile(rf"推送\s*(?P<kind>{_KIND})\s*(?P<english>英文)?文案\s*[:：]?\s*(?P<text>\S.*)", re.DOTALL)
PATTERNS: tuple[tuple[str, str], ...] = (
    ("push_rules", r"推送设置|推送规则"),
    ("push_rule", rf"推送\s*(?P<kind>{_KIND})\s*(?P<change>\S.{{0,30}})"),
    ("pushes", r"(?:推送|发送记录)\s*(?P<about>(?:[今明昨后前大]|\d|[下上这本]?个?周|\S{1,2}月)\S?.{0,12})?"),
    ("paste", r"文案\s*B\s*(?P<booking>\d{1,9})"),
    (
        "resume_pushes",
        r"(?:恢复|打开|重新订阅)推送|(?:配信|お知らせ)(?:を|の)?再[開开](?:して(?:ください)?)?",
    ),
)
PUSHES = tuple((name, re.compile(text, re.IGNORECASE)) for name, text in PATTERNS)
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "pushes": ("推送", "推送 明天"),
    "push_rules": ("推送设置",),
    "push_rule": ("推送 晨间 关", "推送 到店 19点"),
    "paste": ("文案B23",),
    "resume_pushes": ("恢复推送",),
}

_OFF = re.compile(r"关|关掉|关闭|停|停掉|不发了?")
_ON = re.compile(r"开|打开|开启|要发?")
_DAY = re.compile(r"(当天)|前一天|前一(?=晚)")
_MINUTES = re.compile(r"(?P<n>\d{1,4})\s*(?P<unit>分钟|个?小时|天)后?")


def changes(kind: str, said: str) -> dict[str, Any] | None:
    """What a word about one kind changes of its rule, as keys of the house file and values; None when it is not clear."""
    if _OFF.fullmatch(said) or _ON.fullmatch(said):
        return {"enabled": bool(_ON.fullmatch(said))}
    if said in ("默认文案", "文案默认", "恢复文案"):
        return {"text": "", "text_en": ""}
    if (match := _MINUTES.fullmatch(said)) is not None:
        return _after(kind, int(match["n"]), match["unit"])
    return _at(kind, said)


def _at(kind: str, said: str) -> dict[str, Any] | None:
    """19点; of the check-out alone also the day: 前一晚8点, 当天."""
    day = _DAY.match(said)
    if kind in ("welcome", "thanks") or (day and kind != "check_out"):
        return None
    changed = {"day": "same" if day[1] else "before"} if day else {}
    rest = said[day.end() :].strip() if day else said
    if day and rest in ("", "晚", "晚上"):
        return changed
    clock = one_time(rest)
    return {**changed, "hour": f"{clock.at:%H:%M}"} if clock is not None else None


def _after(kind: str, count: int, unit: str) -> dict[str, Any] | None:
    if kind == "thanks" and unit != "天":
        return {"minutes": count if unit == "分钟" else count * 60}
    return {"days": count} if kind == "follow_up" and unit == "天" else None
