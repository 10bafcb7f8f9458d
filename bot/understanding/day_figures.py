"""Days in four figures, month and day: 0618, 0618-0620, 生日0618. A code, a room or hours of the day (0830-1130) are none."""

from __future__ import annotations

import re

from bot.understanding.day_frame import Maker, When, yearly

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ALONE = r"(?<![\d.:/#+a-z-])"
_TO = "[-~到至]"
_OF_THE_HOUR = r"(?!\d\d(?:15|30)[-~到至]\d\d(?:00|15|30|45))"
_NOT_AFTER_AN_HOUR = r"(?!(?<=(?:15|30)[-~到至])\d\d(?:15|30))"


WHERE_ASKED = re.compile(rf"({_DAY})(?:吧|入住|到|的)?")  # nothing else, where a day was asked for


def in_figures(match: re.Match[str]) -> When | None:
    said = match.group(1)
    return yearly(int(said[:2]), int(said[2:]), None)


FIGURE_RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(rf"{_ALONE}(?=0){_OF_THE_HOUR}({_DAY})(?={_TO}{_DAY}(?![\d:.-]))"), in_figures),
    (re.compile(rf"(?<=(?<!\d)0\d\d\d[-~到至]){_NOT_AFTER_AN_HOUR}({_DAY})(?![\d:.-])"), in_figures),
    (
        re.compile(
            rf"{_ALONE}(?=0)({_DAY})(?<!尾号\d\d\d\d)(?=入住|住(?!客|的|哪|着)|那天|当天|有没有房|有房(?!卡|间)|到店)"
        ),
        in_figures,
    ),
    (re.compile(rf"(?:(?<=生日)|(?<=日期)|(?<=生日是))(?=0)({_DAY})(?![\d:.-])"), in_figures),
)
