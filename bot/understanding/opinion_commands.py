"""The short words about opinions, scores and reviews, as whole texts. Pure; what a guest is told is kept as it was typed."""

from __future__ import annotations

import re

_N = r"(?P<n>\d{1,6})\s*号?"

# Pairs of a command's name and its text, read before widths are made alike.
TYPED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("opinion_answer", re.compile(rf"[回答]复?\s*意见\s*{_N}[\s,，:：]*(?P<text>\S.*)", re.DOTALL)),
    (
        "opinion_close",
        re.compile(
            rf"意见\s*{_N}\s*(?:已?经?(?:办好?|处理好?|解决|办妥)了?)[\s,，:：]*(?P<text>.*)", re.DOTALL
        ),
    ),
    (
        "survey",
        re.compile(r"问卷\s*(?:(?P<what>[加改删开关])除?\s*(?P<n>\d)?\s*[:：]?\s*(?P<text>.*))?", re.DOTALL),
    ),
    (
        "review",
        re.compile(
            r"录(?:入)?(?:评价|点评|评论)\s*[:：]?\s*(?P<source>[^\s\d，,:：]{1,12})[\s,，:：]*(?P<score>[1-5](?:\.\d+)?)\s*(?:分|星)?"
            r"(?:[\s,，:：]+(?P<text>.*))?",
            re.DOTALL,
        ),
    ),
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("opinions", re.compile(rf"(?:未回|待回)?意见箱?(?:列表)?|意见\s*{_N}")),
    (
        "scores",
        re.compile(
            r"(?:评价|评分|口碑)\s*(?:(?:(?P<year>20\d\d)[-年./])?(?P<month>1[0-2]|0?[1-9])月?(?:份)?|(?P<last>上个?月)|(?P<now>本月|这个月))?"
            r"|(?P<last2>上个?月)(?:的)?(?:评价|评分)"
        ),
    ),
)
EVERYDAY = frozenset({"opinions", "scores"})  # guests say them too
EXAMPLES = {
    "opinions": ("意见", "意见7"),
    "opinion_answer": ("回意见7 已经换了新的",),
    "opinion_close": ("意见7 已办 换了热水器",),
    "scores": ("评价", "评价 11月"),
    "survey": ("问卷", "问卷加 早餐合口味吗？合/一般/不合", "问卷删2"),
    "review": ("录评价 携程 4 位置好",),
}
