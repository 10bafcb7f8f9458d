"""Tells which service requests a text makes: one wish a kind, with its things or what it is about. Never decides who does them."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.clean import clean
from bot.understanding.intents import find_intents
from bot.understanding.numerals import number
from bot.understanding.phrases import phrasebook
from bot.understanding.things import thing_pattern
from bot.understanding.types import Hints

# An intent -> the kind of ticket it becomes.
KINDS = {
    "service_amenity": "amenity",
    "service_housekeeping": "housekeeping",
    "service_maintenance": "maintenance",
    "service_meal": "meal",
    "service_transport": "transport",
    "wake_up_call": "wake_up",
    "luggage": "luggage",
    "lost_found": "lost_found",
    "special_request": "special",
}
UNDISTURBED = "勿扰"  # the topic of the wish that nobody comes

# What cannot wait, by its words: looked for first, whatever else the clause means.
_URGENT = (
    ("door", re.compile(r"(?:进|开)不(?:了|去|来|开)(?:房?门|房间|屋|去)|进不去|(?:门|锁)[^,。]{0,4}(?:打不开|开不了|开不开|刷不开|没电|没反应|坏了|进不去)|刷不开|(?:锁|关|反锁)在(?:门?外|外面)|把自己锁|房卡[^,。]{0,3}(?:丢|失效|消磁|刷不|没反应|不好使|坏)|locked (?:myself )?out|can'?t (?:get in|open the door)|(?:鍵|カードキー|ドア|扉|玄関|オートロック)[^、。]{0,6}(?:開[かき]|あか|反応し(?:な|ま)|失くし|無くし|なくし)|(?:鍵|カード)を?[^、。]{0,8}(?:忘れ|置いたまま|置いてき|閉じ込め)|(?:中|部屋)に入れ(?:ない|ません)|締め出され")),
    ("hot_water", re.compile(r"(?:没|没有|不出|不来|停了?)热水|(?:热水|洗澡水|水温|淋浴|洗澡|花洒)[^,。]{0,6}(?:没|不热|冷|凉|停|坏|忽|不出)|水(?:不热|是冷的|是凉的|冰凉)|no hot water|(?:water|shower) (?:is|stays|runs) cold|cold shower|お湯が(?:出|で)")),
    ("power", re.compile(r"停电|跳闸|断电|(?:房间|屋里|全部?|都|整个)没电|^没电了?$|没有电|灯全(?:灭|不亮)|no (?:power|electricity)|power (?:is |went )?out|停電")),
    ("leak", re.compile(r"漏水|渗水|冒水|溢水|喷水|水管(?:爆|裂|破)|(?:地上|房间)(?:全是|都是)水|发大水|leak|flood|水漏れ")),
    ("noise", re.compile(r"(?:隔壁|楼上|楼下|邻居|走廊|对面|外面|院子|旁边)[^,。]{0,8}(?:吵|闹|响|大声|噪|唱|喊)|^(?:太|好|很|实在)?吵(?!不吵|吗|么)(?:死|得|了|$)|太吵|好吵|吵死|吵得|噪音(?:太|很|好)|(?:neighbou?rs?|next door|upstairs|outside)[^,.]{0,20}(?:nois|loud)|too (?:noisy|loud)|so (?:noisy|loud)|(?:隣|上の(?:階|部屋)|下の階|廊下|外|向かい)[^、。]{0,8}(?:うるさ|騒が|騒い)|うるさくて|騒音")),
)  # fmt: skip
_MENDED_AT_ONCE = frozenset({"hot_water", "power", "leak"})
_ASKED_NOISE = re.compile(
    r"吵(?:不吵|吗|么)|会不会吵|怕吵|空调|冰箱|风扇|马桶|うるさくない|うるさいですか|エアコン|冷蔵庫|換気扇"
)
_NOT_LEAK = re.compile(r"漏水吗|会漏水")
_LET_BE = re.compile(
    r"勿扰|免打扰|(?:不用|不要|不需要|别|先别|无需|不必)[^,。]{0,4}(?:打扫|收拾|清洁|整理|打扰|敲门|进来|进房|保洁)|do not disturb|don'?t (?:clean|disturb|knock)|no (?:cleaning|housekeeping)"
    r"|(?:掃除|清掃)(?:は|も)?(?:結構|不要|いりません|要りません|いらない|しなくて|必要ありません)|(?:起こさ|入ら|邪魔し|ノックし)ないで"
)
_NOT_WANTED = re.compile(
    r"(?:不用|不要|不需要|别|不必)(?:再)?(?:送|来|修|麻烦|弄|了)|(?:もう|やっぱり)(?:いりません|要りません|いらない|結構)"
)
_BARE = re.compile(r"(?:我要|我想要?|需要|帮我|请)?(?:叫|客房)?(?:个|一下)?(?:客房)?服务|送东西|room service")
_CLAUSE = re.compile(
    r"[,。;!?…\n]+|另外|顺便|对了|然后|还有|以及|それと|それから|あと、|\b(?:and also|also|by the way)\b|(?<=[a-z]) and (?=the |please |could |can |my )"
)
_UNIT = re.compile(r"[条双个床瓶套只把张份包卷块袋盒杯碗件对本枚台支根副]")
_MORE = re.compile(r"再|多(?:要|给|拿|送|来)|更多|another|more|extra|もう[一二1-9]|あと[一二1-9]|追加")
_CHASED = re.compile(
    r"催|快(?:点|一点|些|来)|怎么还|为什么还|还没|还不|到现在|半天|(?:半|\d+|[一两二三])个?(?:小时|钟头|分钟)|等了|到底|多久了|still|hurry|waiting|まだ|早く|急い|待って(?:い)?ます"
)
_MENDED = re.compile(
    r"没(?:有)?(?:好|解决|修好|弄好|送到|收到|到|来)|不行|又(?:坏|没|停)|还是(?:没|不|坏)|still|not (?:fixed|done|solved|working)|(?:できて|直って|届いて|来て|終わって)(?:い)?(?:ません|ない)|(?:届き|来)ません|また(?:壊れ|出な|止ま)"
)


@dataclass(frozen=True, slots=True)
class ThingSaid:
    """A thing with its number and the word it is counted by, as said: 浴巾, 2, 条."""

    name: str
    count: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class WishSaid:
    """One wish of a text."""

    kind: str
    things: tuple[ThingSaid, ...] = ()
    topic: str = ""  # of a repair: the device; UNDISTURBED; else ""
    more: bool = False  # asked for on top of what there is


_BIDS = re.compile(
    r"麻烦|帮(?:我|我们|忙|个忙)|(?:叫|派|来)个?(?:人|师傅)|劳驾"
    r"|(?:^|[,。，])(?:请|再|能|可以|可不可以|能不能|想要?|要)?(?:给我们?|给房间)?(?:送|拿|加|换|打扫|收拾|修)"
    r"|坏了|堵(?:了|咯|住|得)|没有?(?:热水|电|水)|打不开|\b(?:not working|doesn't work|broken|clogged)\b"
    r"|\b(?:please|(?:can|could|may) (?:we|i|you)|we need|i need)\b|ください|お願い"
)


def bids(plain: str) -> bool:
    """Whether a cleaned text wants something brought or mended: 送两条浴巾, 马桶堵了, where 枕头太高 only tells."""
    return _BIDS.search(plain) is not None


def read_wishes(text: str, labels: Sequence[str], language: str) -> tuple[WishSaid, ...]:
    """The wishes of `text`, in order of saying, one a kind. `labels`: the intents of the whole text."""
    plain = clean(text, language).plain
    found: dict[str, WishSaid] = {}
    for clause in filter(None, map(str.strip, _CLAUSE.split(plain))):
        wish = _clause(clause, labels, language)
        if wish is not None:
            known = found.get(wish.kind)
            found[wish.kind] = wish if known is None else _joined(known, wish)
    if "maintenance" in found and not found["maintenance"].topic and found.keys() & _MENDED_AT_ONCE:
        del found["maintenance"]  # 没热水了，洗到一半: the same trouble, told further
    if not found and _NOT_WANTED.search(plain) is None:
        found = {kind: WishSaid(kind) for label in labels if (kind := KINDS.get(label)) is not None}
    if len(found) == 1 and "amenity" in found and not found["amenity"].things:
        found = {} if _BARE.fullmatch(plain.strip(" ,。!?吧啊")) else found
    return tuple(found.values())


def urgent_kind(text: str, language: str) -> str:
    """What of the things that cannot wait a clause of the text is about: "noise", "door" … ; "" for none."""
    plain = clean(text, language).plain
    return next((kind for clause in _CLAUSE.split(plain) if (kind := _urgent(clause))), "")


def is_chase(text: str) -> bool:
    """Whether somebody who asks how it goes is pressing."""
    return _CHASED.search(text.casefold()) is not None


def is_undone(text: str) -> bool:
    """Whether the words say that something finished is not."""
    return _MENDED.search(text.casefold()) is not None


def still_waits(text: str) -> bool:
    """Whether the words are about something under way: 还没好, 还没送来."""
    return text.strip().startswith(("还没", "まだ"))


def _clause(clause: str, labels: Sequence[str], language: str) -> WishSaid | None:
    urgent = _urgent(clause)
    if urgent:
        return WishSaid(urgent)
    if _LET_BE.search(clause):
        return WishSaid("housekeeping", topic=UNDISTURBED)
    if _NOT_WANTED.search(clause):
        return None
    kind = _kind(clause, labels, language)
    things = _things(clause, language)
    if kind == "" and things and "service_amenity" in labels:
        kind = "amenity"
    if kind == "":
        return None
    more = _MORE.search(clause) is not None
    if kind in ("amenity", "lost_found"):
        return WishSaid(kind, things, more=more)
    return WishSaid(kind, topic=_device(clause, language) if kind == "maintenance" else "", more=more)


def _urgent(clause: str) -> str:
    for kind, pattern in _URGENT:
        if pattern.search(clause) is None:
            continue
        if kind == "noise" and _ASKED_NOISE.search(clause):
            continue
        if kind == "leak" and _NOT_LEAK.search(clause):
            continue
        return kind
    return ""


def _kind(clause: str, labels: Sequence[str], language: str) -> str:
    cleaned = clean(clause, language)
    intents = find_intents(cleaned, cleaned.plain, Hints(language=language))
    by_phrase = find_intents(cleaned, cleaned.plain, Hints(language=language, works_here=True))
    known = {*labels, *(intent.label for intent in by_phrase)}  # a clause means no more than the whole did
    return next(
        (
            KINDS[intent.label]
            for intent in (*intents, *by_phrase)
            if intent.label in KINDS and intent.label in known and intent.confidence >= 0.5
        ),
        "",
    )


def _things(clause: str, language: str) -> tuple[ThingSaid, ...]:
    book = language if language in ("en", "ja") else "zh_CN"
    found: dict[str, ThingSaid] = {}
    for match in thing_pattern(book).finditer(clause):
        name = match.group("name").removesuffix("的")
        groups = match.groupdict()
        count = number(groups.get("before") or groups.get("after") or "")
        counted = (
            _UNIT.search(match.group().replace(name, "")) if count is not None and book == "zh_CN" else None
        )
        found.setdefault(name, ThingSaid(name, count, counted.group() if counted else ""))
    return tuple(found.values())


def _device(clause: str, language: str) -> str:
    if not language.startswith("zh"):
        return ""
    names = sorted(phrasebook("zh_CN").groups["device"].split("|"), key=len, reverse=True)
    return next((name for name in names if name in clause), "")


def _joined(known: WishSaid, again: WishSaid) -> WishSaid:
    """Two clauses about one kind are one wish."""
    names = {thing.name for thing in known.things}
    things = (*known.things, *(thing for thing in again.things if thing.name not in names))
    return WishSaid(known.kind, things, known.topic or again.topic, known.more or again.more)
