"""Reads the short words of staff and owner. Pure; what it does not know is None and goes the guests' way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.understanding.channel_words import CODES
from bot.understanding.greeting_commands import PATTERNS as GREETINGS
from bot.understanding.greeting_commands import TYPED as GREETINGS_TYPED
from bot.understanding.house_commands import HOUSE, REPLY
from bot.understanding.membership_commands import MEMBERSHIP
from bot.understanding.money_commands import MONEY
from bot.understanding.opinion_commands import PATTERNS as OPINIONS
from bot.understanding.opinion_commands import TYPED
from bot.understanding.owner_commands import OWNER
from bot.understanding.owner_commands import TYPED as OWNER_TYPED
from bot.understanding.push_commands import PUSHES, TEXT
from bot.understanding.spelling import same_length
from bot.understanding.teaching_commands import TEACHING
from bot.understanding.ticket_commands import TICKETS
from bot.understanding.todo_commands import TODOS
from bot.understanding.waiting_commands import PATTERNS as WAITING

RECORDING = (
    "record",
    re.compile(r"[\s【\[]*(?:录单|加单|补单)[\s】\]:：,，]*(?P<text>.{0,2000})", re.DOTALL),
)  # kept as pasted
_CHANNELS = "(?:" + "|".join([*CODES, "airbnb", r"booking(?:\.com)?", "缤客", "agoda"]) + ")"
AS_TYPED = frozenset(
    {"text", "reason", "question", "name"}
)  # parts that are kept in the script they were written in
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("claim_house", re.compile(r"认领\s*(?P<code>[A-Z0-9]{4}-?[A-Z0-9]{4})")),
    ("found", re.compile(r"开张|开店|建店|接着设置")),
    ("invite", re.compile(r"(?:邀请|绑定码)\s*B\s*(?P<booking>\d{1,9})", re.IGNORECASE)),
    ("accept", re.compile(r"确认\s*B\s*(?P<booking>\d{1,9})", re.IGNORECASE)),
    (
        "refuse",
        re.compile(r"拒(?:绝)?\s*B\s*(?P<booking>\d{1,9})\s*(?P<reason>.{0,100})", re.IGNORECASE | re.DOTALL),
    ),
    (
        "agree",
        re.compile(
            r"(?:同意|可以改)\s*B\s*(?P<booking>\d{1,9})(?:[\s,，]*(?:(?P<keep>照收|全收|照旧|原价(?:收)?|不退(?:钱|款|房费)?)"
            r"|(?:退|少收|减|减免|免)\s*(?:(?P<off_nights>\d{1,2}|[一两二三四五六七八九十]{1,3})\s*[晚夜天]"
            r"|(?P<off_all>全部|所有|没住的)|[¥￥]?(?P<off_sum>\d{1,6}(?:\.\d{1,2})?)\s*(?:元|块钱?)?)(?:的?(?:房费|房钱|钱))?))?",
            re.IGNORECASE,
        ),
    ),
    (
        "decline",
        re.compile(
            r"(?:不行|不同意)\s*B\s*(?P<booking>\d{1,9})\s*(?P<reason>.{0,100})", re.IGNORECASE | re.DOTALL
        ),
    ),
    (
        "closed",
        re.compile(
            r"已[关开]\s*(?:B\s*(?P<booking>\d{1,9})|(?P<room>[A-Z]?\d{2,5}))(?:[\s:：,，]+(?P<channel>\S.{0,40}))?",
            re.IGNORECASE,
        ),
    ),
    (
        "closed",
        re.compile(
            rf"(?:B\s*(?P<booking>\d{{1,9}})|(?P<room>[A-Z]?\d{{2,5}}))\s*在?(?:的)?(?P<channel>{_CHANNELS})?(?:上面?)?(?:也|都|已经?)*(?:关|开)(?:好|掉|上|房)*了"
            rf"|在?(?P<channel2>{_CHANNELS})(?:上面?)?的?\s*(?:B\s*(?P<booking2>\d{{1,9}})|(?P<room2>[A-Z]?\d{{2,5}}))\s*(?:也|都|已经?)*(?:关|开)(?:好|掉|上|房)*了"
            rf"|在?(?P<channel3>{_CHANNELS})(?:上面?)?(?:也|都|已经?)*(?:关|开)(?:好|掉|上|房)*了\s*(?:B\s*(?P<booking3>\d{{1,9}})|(?P<room3>[A-Z]?\d{{2,5}}))",
            re.IGNORECASE,
        ),
    ),
    (
        "arrivals",
        re.compile(
            r"到店|抵店|今天(?:来几间|到店)|今日(?:入住|到店)|(?:今天)?(?:还有)?(?:谁|哪些客人|几间|哪几间)还?没(?:有)?(?:到|来|入住)|(?P<tomorrow>明天(?:来几间|到店)?)"
        ),
    ),
    *TODOS,
    *MEMBERSHIP,
    *MONEY,
    *PUSHES,
    *HOUSE,
    *OWNER,
    *GREETINGS,
    *WAITING,
    *TICKETS,
    *OPINIONS,
    (
        "help",
        re.compile(
            r"(?:帮助|help|命令|怎么用)\s*(?P<about>.{0,12})"
            r"|(?:怎么|如何)(?P<about2>改价|改房价|关房|放房|录单|加员工|绑定客人|邀请|设置|暂停|核销|换房|接单|撤销|推送)[?？]?",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody of the house wants done."""

    name: str
    words: dict[str, str]


def read_command(text: str) -> Command | None:
    """The command a text is, as a whole, in either script; None for anything else."""
    typed = text.strip()
    said = same_length(typed)
    for name, pattern in (*TEACHING, RECORDING):
        if (match := pattern.fullmatch(said)) is not None:
            return Command(name, _words(match, typed))
    for name, pattern in (("reply", REPLY), ("push_rule", TEXT), *TYPED, *GREETINGS_TYPED, *OWNER_TYPED):
        if (match := pattern.fullmatch(said)) is not None:
            words = _words(match, typed)
            return Command(
                name, {key: word if key == "text" else _plain(word) for key, word in words.items()}
            )
    typed = _plain(text).rstrip("。.!！")
    said = same_length(typed)
    for name, pattern in _PATTERNS:
        match = pattern.fullmatch(said)
        if match:
            return Command(name, _words(match, typed))
    return None


def _words(match: re.Match[str], typed: str) -> dict[str, str]:
    """The named parts of a command; of several places for the same part the one that was used. What people read is as typed."""
    found = {key: value for key, value in match.groupdict().items() if value}
    return {
        key.rstrip("2345"): typed[slice(*match.span(key))] if key.rstrip("2345") in AS_TYPED else value
        for key, value in found.items()
    }


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
