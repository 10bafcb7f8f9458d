"""The words about to-dos, as whole texts: the list and its pages, one of them, one that is done. Pure; tickets are not its."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TODO = r"(?:待办|to-?do)"
_N = r"(?P<n>\d{1,9})"
_N2 = r"(?P<n2>\d{1,9})"
_TOLD = r"(?:告诉|通知|转告|告知|联系|说)"
_WHICH = r"(?:B\s*(?P<booking>\d{1,9})|(?P<room>[A-Z]?\d{3,5}))"
_WHICH2 = r"(?:B\s*(?P<booking2>\d{1,9})|(?P<room2>[A-Z]?\d{3,5}))"
_DONE = r"(?:搞定|好|完成|处理|解决|[办弄做处理]{1,2}[好完妥]|done|ok|√|✓|[说讲打联系]{1,2}过|告诉|通知|转告|联系|办)"

# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("todo_done", rf"{_TODO}\s*[#第]?\s*{_N}\s*[号条件]?[\s,]*(?:都|也|已经?)?{_DONE}了?"),
    (
        "todo_done",
        rf"(?:搞定|[办弄做处理]{{0,2}}[好完妥]|完成|划掉|勾掉|勾)了?\s*{_TODO}\s*[#第]?\s*{_N2}\s*[号条件]?",
    ),
    ("todo_done", rf"已经?{_TOLD}(?:过|了)?\s*(?:客人)?\s*{_WHICH}\s*(?:的?客人)?了?"),
    ("todo_done", rf"{_TOLD}(?:过|了)+\s*{_WHICH}\s*(?:的?客人)?了?|{_TOLD}\s*{_WHICH2}\s*的?(?:客人)?了"),
    (
        "todo_done",
        rf"{_WHICH}\s*的?(?:客人)?\s*(?:(?:都|也)?已经?{_TOLD}(?:过|了|好)*|{_TOLD}(?:过|了|好)+)",
    ),
    ("todos", _TODO + r"(?:事项|清单|列表)?"),
    ("todos", rf"{_TODO}\s*(?:第\s*(?P<page>\d{{1,3}})\s*页|(?P<page2>\d{{1,3}})\s*页)"),
    (
        "todos",
        rf"{_TODO}\s*(?P<next>下一?页|更多|后面的?|其他的?|剩下的?)|(?P<next2>更多|其他|剩下的?)\s*的?待办",
    ),
    ("todos", rf"{_TODO}\s*[#第]?\s*{_N}\s*[号条件]?"),
)
TODOS = tuple((name, re.compile(text, re.IGNORECASE)) for name, text in PATTERNS)
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "todos": ("待办", "待办第2页", "待办7"),
    "todo_done": ("待办7好了", "已告诉B23"),
}
