"""The short words about tickets, as whole texts: n is a ticket's or a room's number. Pure; a name ending in 2 is the same word."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

_N = r"(?P<n>[A-Z]?\d{1,6})\s*号?"
_N2 = r"(?P<n2>[A-Z]?\d{1,6})\s*号?"
_FINISHED = r"(?:好了|搞定了?|完成了?|办完了?|办好了?|弄好了?|送到了?|修好了?|打扫好了?)"
_GOING = r"我?(?:马上|这就|现在|立刻)?(?:就?过?去|就?过?来|就到)|我?(?:马上|这就)(?:到|好)?|在路上"
_THANKS = r"(?:谢谢|多谢|感谢|谢了|辛苦了?)\S{0,4}"
_UNDONE = r"(?:还是|根本|还|又|并)?没(?:有)?(?:好|解决|修好|弄好|送到|收到|打扫|完成)"

# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("tickets", r"工单|单子|tickets"),
    (
        "ticket_pictures",
        r"(?:看?图片?|照片|看照片)\s*(?P<n>\d{1,6})\s*号?|(?P<n2>\d{1,6})\s*号?的?(?:图片?|照片)",
    ),
    ("ticket_take", rf"接(?:单|了)?\s*{_N}|{_N2}\s*(?:我?接|我?收到|我去|我来|{_GOING})了?"),
    ("ticket_take", r"(?P<bare>接|接单|接了)|收到了?|我去吧?|我来吧?"),
    ("ticket_undone", rf"{_N}\s*单?\s*{_UNDONE}|{_UNDONE}[啊呢呀]?|not (?:done|fixed|solved)"),
    (
        "ticket_undone",
        r"(?:まだ|やっぱり)?(?:でき|直っ|届い|[終终]わっ|来|片付い)て(?:い)?(?:ません|ない)(?:です)?",
    ),
    ("ticket_done", rf"{_FINISHED}\s*{_N}|{_N2}\s*[单的房]?\s*(?:都|已经?)?{_FINISHED}"),
    (
        "ticket_done",
        rf"(?:{_FINISHED}|好啦|可以了|收到了|解决了)(?:[,\s~!]*{_THANKS})?|(?:好的|收到)?[,\s]*{_THANKS}|\S{{1,6}}(?:送到了|收到了|修好了)[,\s]*(?:{_THANKS})?|thanks?(?: you)?|all good",
    ),
    (
        "ticket_done",
        r"(?:届き|直り|解[決决]し|受け取り)ました(?:[、,。!\s]*ありがとう\S{0,8})?|(?:どうも)?ありがとう(?:ございま(?:す|した))?",
    ),
    ("ticket_later", rf"(?P<sure>做不了|办不了)\s*{_N}[\s,:]*(?P<reason>.{{0,60}})"),
    ("ticket_later", rf"{_N}\s*(?P<sure>做不了|办不了)[\s,:]*(?P<reason>.{{0,60}})"),
    ("ticket_later", rf"{_N}(?:[\s,:]+(?P<reason>\S.{{0,60}})|(?P<reason2>(?:等|没有|缺|要等).{{1,60}}))"),
    (
        "ticket_hand",
        rf"转(?:给)?\s*{_N}\s*(?:给)?\s*(?P<name>(?!号$)[^\s\d]\S{{0,11}})|{_N2}\s*转(?:给)?\s*(?P<name2>(?!号$)[^\s\d]\S{{0,11}})",
    ),
    ("ticket_ask", rf"问\s*{_N}(?!\d)[\s,:]*(?P<question>(?!号$)\S.{{0,120}})"),
    ("ticket_cancel", rf"取消\s*{_N}(?:工?单)?|不用(?:送|来|修|打扫|麻烦)了|不要(?:送|来|修)了"),
    ("ticket_cancel", r"(?:取消|不要|不用送?)(?P<thing>[^\d\s,。订房预]{1,8}?)了?"),
    (
        "ticket_cancel",
        r"(?P<thing>[^\d\s,。、]{1,12}?)は(?:もう|やっぱり)?(?:いりません|要りません|いらないです|[結结][構构]です|キャンセル(?:で|し)\S{0,10})",
    ),
)
# Why something takes longer. After a room's number anything else is about the room: 102 两位, 102 要两条浴巾.
_DELAYS = re.compile(
    r"等|缺|没(?!登记)|不够|不行|不了|不到|不动|坏|晚|迟|慢|再|稍|待会|一会|明[天早晚]|后天|来不及|配件|零件|师傅|人手|在忙|要修|要换|得修|得换|分钟|小时"
)
EVERYDAY = frozenset(
    {"ticket_take", "ticket_done", "ticket_undone", "ticket_later", "ticket_cancel"}
)  # guests say them too

TICKETS = tuple((name, re.compile(text, re.IGNORECASE | re.DOTALL)) for name, text in PATTERNS)


def delays(reason: str) -> bool:
    """Whether words after a number say that something takes longer."""
    return _DELAYS.search(reason) is not None
