"""Reads what an owner answers while the house is set up: texts as they are said, hours, wifi, a line a room type. Pure; it guesses nothing."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.numerals import number
from bot.understanding.taught import asks
from bot.understanding.times import find_times
from bot.understanding.told_hours import afternoon

ASKED = "inn_"  # what the slots of the set-up begin with
# What these mean is meant, whatever was asked; said in a few letters, they are no answer.
ASIDE = frozenset(
    {"emergency", "human_agent", "language_switch", "cancel_flow", "go_back", "repeat", "greeting", "thanks"}
    | {"make_booking", "my_booking", "affirm", "deny"}
)
SHORT = 8
AT_ANY_LENGTH = frozenset({"emergency", "language_switch"})
# How a line of many answers is headed, and which slot it fills.
LABELS: tuple[tuple[str, str], ...] = (
    (r"店名|名字|名称", "inn_name"),
    (r"地址", "inn_address"),
    (r"电话|手机", "inn_phone"),
    (r"房型|客房", "inn_said"),
    (r"入住退房|入住|入离店", "inn_hours"),
    (r"有人|值守|前台", "inn_staffed"),
    (r"早餐", "inn_breakfast"),
    (r"wifi|无线|网络", "inn_wifi"),
    (r"停车", "inn_parking"),
    (r"宠物", "inn_pets"),
    (r"押金", "inn_deposit"),
    (r"取消|退订", "inn_cancellation"),
)
# What a name shows of its type, for the code in the house file.
CODES = (
    ("双床", "twin"),
    ("标", "twin"),
    ("亲子", "family"),
    ("家庭", "family"),
    ("套", "suite"),
    ("单人", "single"),
    ("阁楼", "loft"),
    ("大床", "double"),
)
_LABELS = tuple(
    (re.compile(rf"\s*(?:{text})\s*[:：]\s*(\S.*)", re.IGNORECASE), slot) for text, slot in LABELS
)
TEXTS = frozenset(
    {"inn_name", "inn_address", "inn_breakfast", "inn_parking", "inn_pets", "inn_deposit", "inn_cancellation"}
)
LONGEST: Mapping[str, int] = {"inn_name": 40, "inn_address": 40}
# A bare yes or no to what may be answered by one. That a deposit is taken tells nobody how much.
YES, NO = r"可以带?|能带?|行|有|含|含的|要收?|收", r"没有|没|无|不含|不可以|不能带?|不行|不收|不带"
BARE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("inn_breakfast", "inn_parking", "inn_pets"), frozenset({"yes", "no"})),
    "inn_deposit": frozenset({"no"}),
}
SKIPS = re.compile(
    r"(?:先)?跳过吧?|以后再说|先不(?:说|填|写)|不知道|没想好|先空着|下一[个题]|skip|スキップ|まだ(?:です|決めていません)?|あとで",
    re.IGNORECASE,
)
NO_MORE = re.compile(
    r"(?:都?没有?了|没有别的了?|就这些了?|就这几种|没有|完了|齐了|(?:もう)?ありません|ないです|以上です?|これだけです?)[。.!！]?"
)
# What stands before the answer itself. 在 and 是 may begin a name: 在水一方.
_LEADS: Mapping[str, re.Pattern[str]] = {
    "inn_name": re.compile(
        r"^(?:(?:我们?|咱们?)?的?(?:店名|名字|店)\s*(?:就?叫做?|是|[:：]|(?<=\s))|(?:我们?|咱们?)?就?叫做?|[:：])\s*"
    ),
    "inn_address": re.compile(r"^(?:我们?|店)?(?:地址|店)?(?:在|是|[:：])\s*"),
}
_NAME_ASKS = re.compile(r"[?？]|吗\W*$")  # 么么客栈 asks nothing


def told(asked: str, text: str) -> tuple[dict[str, str], str]:
    """The slots an answer fills, and what else was said: a question in the same breath. Nothing filled: it is no answer."""
    labelled = _labelled(text)
    if labelled:
        return labelled, ""
    clauses = [part for part in re.split(r"[，,。;；\n]+", text) if part.strip()]
    if asked in ("inn_said", "inn_more"):
        clauses = [
            part for part in re.split(r"[\n。;；]+|[，,](?=\s*(?:另外|还有|请问))", text) if part.strip()
        ]
    first = _NAME_ASKS.search if asked == "inn_name" else asks
    questions = [part for at, part in enumerate(clauses) if (asks if at else first)(part.strip())]
    rest = "，".join(questions)
    answer = (
        text.strip()
        if not questions
        else "，".join(part.strip() for part in clauses if part not in questions)
    )
    return _answer(asked, answer), rest


def _labelled(text: str) -> dict[str, str]:
    """店名：… 地址：…, a line each."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        for pattern, slot in _LABELS:
            if (match := pattern.fullmatch(line)) is not None:
                found.update(
                    {} if slot in found and slot != "inn_said" else _joined(found, _answer(slot, match[1]))
                )
                break
    if "inn_said" in found and len(found) > 2:
        found["inn_more"] = "no"
    return found


def _joined(found: Mapping[str, str], more: dict[str, str]) -> dict[str, str]:
    if "inn_said" in more and "inn_said" in found:
        return {"inn_said": f"{found['inn_said']}\n{more['inn_said']}"}
    return more


def _answer(asked: str, said: str) -> dict[str, str]:
    if not re.search(r"[^\W_]", said):
        return {}
    plain = unicodedata.normalize("NFKC", said).strip()
    if asked in TEXTS:
        bare = _bare(asked, plain)
        if bare:
            return {asked: bare} if bare in BARE[asked] else {}
        kept = _LEADS[asked].sub("", said.strip()) if asked in _LEADS else said.strip()
        return {asked: kept[: LONGEST.get(asked, 300)]} if kept else {}
    if asked == "inn_phone":
        match = re.search(r"\+?\d[\d -]{4,18}\d", plain)
        return {asked: match[0]} if match else {}
    if asked in ("inn_hours", "inn_staffed"):
        hours = two_hours(plain)
        return {asked: hours} if hours else {}
    if asked == "inn_wifi":
        return _wifi(said.strip())
    if asked == "inn_more" and NO_MORE.fullmatch(plain):
        return {"inn_more": "no"}
    if asked in ("inn_said", "inn_more") and any(kind.tells for kind in room_kinds(said)):
        return {"inn_said": said.strip()}
    return {}


def bare_answer(asked: str, text: str) -> bool:
    """Whether a text is a bare yes or no that answers this question."""
    return _bare(asked, unicodedata.normalize("NFKC", text).strip()) in BARE.get(asked, ())


def _bare(asked: str, plain: str) -> str:
    """ "yes", "no", or "" for anything else and where that is no answer's kind."""
    said = plain.rstrip("。.!的")
    if asked not in BARE:
        return ""
    return "yes" if re.fullmatch(YES, said) else "no" if re.fullmatch(NO, said) else ""


_ROUND_THE_CLOCK = re.compile(r"24\s*小时|全天|随时")


def two_hours(plain: str) -> str:
    """下午2点入住，12点退房 as 14:00-12:00; "" without two hours. The hour of arrival comes first."""
    clocks = find_times(plain.casefold())
    if not clocks and _ROUND_THE_CLOCK.search(plain):
        return "00:00-00:00"
    if len(clocks) < 2:
        return ""
    one, other = clocks[0], clocks[1]
    leaves_first = re.match(r"\s*(?:前|之前|以前)?\s*(?:退房|离店)", plain[one.end :]) or re.search(
        r"(?:退房|离店)\D{0,3}$", plain[: one.start]
    )
    first, last = (other, one) if leaves_first else (one, other)
    of_arrival = leaves_first or re.search(r"入住", plain)
    return f"{afternoon(first) if of_arrival else first.at:%H:%M}-{last.at:%H:%M}"


def _wifi(said: str) -> dict[str, str]:
    """A name and a password: XiaoEr 88888888; 名字XiaoEr 密码88888888."""
    bare = re.sub(
        r"(?:wi-?fi|无线)?\s*(?:名字|名称|名|账号|密码|password)\s*(?:是|叫|[:：])?",
        " ",
        said,
        flags=re.IGNORECASE,
    )
    parts = [part for part in re.split(r"[\s,，、/]+", bare) if part]
    return {"inn_wifi": " ".join(parts)} if len(parts) == 2 else {}


# --- room types ---


@dataclass(frozen=True, slots=True)
class Kind:
    """A room type as far as it was said; prices in yuan."""

    name: str = ""
    rooms: tuple[str, ...] = ()
    weekday: int | None = None
    weekend: int | None = None
    holiday: int | None = None
    people: int | None = None
    count: int | None = None  # how many rooms there are

    @property
    def tells(self) -> bool:
        return bool(self.rooms or self.weekday) or (bool(self.name) and self.count is not None)


_PRICES = (
    ("weekday", re.compile(r"(?:平日|平时|平常|周中|工作日|房价|价格)[价\s:：是]*(\d{2,5})(?:元|块)?")),
    ("weekend", re.compile(r"周末[价\s:：是]*(\d{2,5})(?:元|块)?")),
    ("holiday", re.compile(r"(?:法定)?(?:节假日|节日|假日|假期)[价\s:：是]*(\d{2,5})(?:元|块)?")),
)
_PLAIN_PRICE = re.compile(r"[¥￥]\s*(\d{2,5})|(\d{2,5})\s*(?:元|块)(?:一晚)?")
_PEOPLE = re.compile(r"(?:最多|可|能)?(?:住|睡)?\s*(\d|[一二两三四五六七八])\s*(?:个)?(?:人|大人|位)")
_COUNT = re.compile(r"(\d{1,2}|[一二两三四五六七八九十]+)\s*间")
_SPAN = re.compile(r"(?<![\dA-Za-z])(\d{2,4})\s*(?:-|~|—|到|至)\s*(\d{2,4})(?![\dA-Za-z])")
_ROOM = re.compile(r"(?<![\dA-Za-z])([A-Za-z]?\d{2,4})(?:号房?|房)?(?![\dA-Za-z])")
_BESIDE = re.compile(  # neither a room nor its price
    r"(?:押金|加床|早餐|面积)\D{0,3}\d+(?:\s*(?:元|块))?|\d+(?:\.\d+)?\s*(?:平(?:方?米|方)?(?![时日常均])|㎡|m2|米)",
    re.IGNORECASE,
)
_SUM = re.compile(r"\d+\s*(?:元|块)")
_HIGHEST = 30  # the last two digits of a room number hardly go beyond
_NAME = re.compile(r"^[\s,，、·:：]*([A-Za-z\u4e00-\u9fff]{2,12}?)(?=[\s,，、:：■\d]|$)")


def room_kinds(text: str) -> tuple[Kind, ...]:
    """湖景大床 3间 301 302 303 平时588 周末688: a line a room type."""
    lines = re.split(r"[\n;；。]+", unicodedata.normalize("NFKC", text))
    return tuple(_kind(line) for line in lines if line.strip())


def _kind(line: str) -> Kind:
    found: dict[str, int] = {}
    line = _BESIDE.sub(" ■ ", line)
    for name, pattern in (*_PRICES, ("people", _PEOPLE), ("count", _COUNT)):
        if (match := pattern.search(line)) is not None:
            found[name] = number(match[1]) or 0
            line = line[: match.start()] + " ■ " + line[match.end() :]
    if "weekday" not in found and (match := _PLAIN_PRICE.search(line)) is not None:
        found["weekday"] = int(match[1] or match[2])
        line = line[: match.start()] + " ■ " + line[match.end() :]
    line = _SUM.sub(" ■ ", line)
    named = _NAME.match(line)
    name = named[1] if named else ""
    rooms: list[str] = []
    for match in _SPAN.finditer(line):
        first, last = int(match[1]), int(match[2])
        rooms += [str(n) for n in range(first, last + 1)] if 0 < last - first < 30 else []
    rooms += [match[1].upper() for match in _ROOM.finditer(_SPAN.sub(" ", line))]
    count = found.get("count")
    if count and len(rooms) == count + 1 and "weekday" not in found:
        found["weekday"] = int(re.sub(r"\D", "", rooms.pop()))
    return Kind(name, _alike(tuple(dict.fromkeys(rooms))), **found)


def _alike(rooms: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers that look like the first one; a lone last one that does not may be a price, and is asked for."""
    if not rooms:
        return ()
    first = rooms[0]
    plausible = [
        name for name in rooms if len(name) == len(first) or (_on_a_floor(name) and _on_a_floor(first))
    ]
    if len(plausible) > 1 and not _on_a_floor(plausible[-1]) and all(map(_on_a_floor, plausible[:-1])):
        plausible.pop()
    return tuple(plausible)


def _on_a_floor(name: str) -> bool:
    """302, B1203: a floor and a small number."""
    return re.fullmatch(r"\D?\d{1,2}(?!00)\d\d", name) is not None and int(name[-2:]) <= _HIGHEST


def code_of(name: str) -> str:
    """What a room type of that name is called in the house file; "room" where the name shows nothing."""
    return next((code for word, code in CODES if word in name), "room")
