"""Tells which intents a cleaned text carries, in order of saying. It reads phrases from `locales/phrases`, never dates or slots."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from bot.understanding.clean import Clean
from bot.understanding.elsewhere import of_the_house
from bot.understanding.evidence import Heard, Message, Spans, blanked
from bot.understanding.phrases import (
    LETTER_WEIGHT,
    NOTHING,
    Patterns,
    Phrasebook,
    candidates,
    letter_groups,
    phrasebook,
    resembling,
)
from bot.understanding.second import weighed
from bot.understanding.types import Hints, Intent
from bot.understanding.weighing import (
    ASKING_WORDS,
    EXACT,
    OVERWHELMING,
    RESEMBLES,
    SMALL,
    SPLIT,
    SURE,
    TOLD,
    Hit,
    arranged,
    asked_first,
    strongest,
)

_TRIM = re.compile(
    r"[啊呢吧呀哦啦哈嘛哟喔噢了咯哒滴诶耶嘞撒噻哩~.\s:、^_^)(]+$|^(?:(?:闺女|姑娘|小姑娘|小妹|妹子|美女|帅哥|大哥|大姐|小哥|小伙子|师傅|老妹|孩子|店家|老板娘|兄弟|爷们|阿姨|叔叔|哥们)(?=[啊呀哎呐,\s你您给帮在请麻有我])[啊呀哎呐]?|请问一下|请问|那个|那么|那就|那|嗯|额|呃|哦|亲|老板|麻烦问下|想问下|问下|问一下|想问一下|我想问|不好意思|打扰一下|打扰了|暂时|目前|\s|:|please |hey |um |well )+"
)
_PARTICLE = re.compile(r"[啊呢吧呀哦啦哈嘛哟喔噢了咯滴哒诶耶嘞撒噻哩吗么喇架嘎喎啰罗~.!?\s]+$")
_A_NOT_A = re.compile(
    r"(能不能|可不可以|可以不可以|要不要|是不是|有没有|好不好|会不会|用不用|需不需要|行不行|方不方便|还有没有|有没|能否|不好意思|差不多|不仅|不但|不知道|不错|不然|要不|对不起|不同|不如|不住了|特别)"
)
_NEGATED = re.compile(
    r"(?:不是要|不是想|不是|不想|不要|不用|不需要|不必|没有要|没想|没打算|没说要|别|先别|先不|无需|并非|不|没|not|don'?t want to|don'?t|no need to|never|without)(?:再|去|给我|帮我|要|想|来|my |the |to |a |any )?$"
)
_DECLINED = re.compile(r"(?:那就?|算了|先|暂时|都|真的)?(?:不用|不要|不需要|不必|别|no need|don'?t)")
NEGATABLE = frozenset(
    {"cancel_booking", "complaint", "checkout_request", "make_booking", "change_booking", "human_agent", "invoice", "late_checkout",
     "early_checkin", "extend_stay", "service_amenity", "service_meal", "service_transport", "wake_up_call", "change_room",
     "privacy_delete", "marketing_optout", "cancel_flow", "redeem_points", "feedback", "thanks"}
)  # fmt: skip
ADDRESSED = frozenset(
    {"老板", "姑娘", "闺女", "孩子", "小伙子", "美女", "帅哥", "大姐", "大哥", "师傅", "爷们", "兄弟", "哥们", "小妹", "妹子",
     "阿姨", "叔", "您好老板", "老板娘", "前台", "管家", "客服", "店主", "掌柜", "小二", "店家", "客服你好", "help", "staff"}
)  # fmt: skip
ASKING = frozenset(["可以", "行", "好", "对", "要", "需要", "成", "得", "可", "是"])


def find_intents(text: Clean, plain: str, hints: Hints) -> tuple[Intent, ...]:
    """Intents of `plain` (the cleaned text with days blanked as □), surest reading a clause. Empty: not understood."""
    if text.gesture:
        return (Intent(text.gesture, 0.9),)
    taught = _taught(text.plain, hints)
    if taught:
        return (taught,)
    books = phrasebooks(text)
    whole = _whole_text(books, text.plain)
    if whole:
        return arranged(whole)
    if hints.works_here:
        return hear(books, plain).found
    return weighed(message(text, plain), hints.asked, hints.near is not None)


def message(text: Clean, plain: str) -> Message:
    """A text with what the phrases find in it."""
    books = phrasebooks(text)
    letters = text.plain if len(text.plain) == len(plain) else plain
    return Message(letters, plain, hear(books, plain), partial(hear, books))


def hear(books: Sequence[Phrasebook], plain: str) -> Heard:
    """What the phrases find in a cleaned text with its days blanked."""
    denied: set[str] = set()
    raw: list[Hit] = []
    aside = _asides(books, plain)
    hits = _by_clause(books, plain, blanked(plain, aside), denied, raw)
    calm = any(_blocked(book, "emergency", plain) for book in books)
    if denied and _DECLINED.match(plain) and all(hit.label in SMALL for hit in hits):
        return Heard((Intent("deny", 0.7),), tuple(raw), frozenset(denied), calm, aside)
    hits = asked_first(of_the_house(hits, plain), plain)
    exact = bool(hits) and all(hit.exact for hit in hits)
    if not exact and not any(hit.label not in SMALL for hit in hits):
        hits += of_the_house(_across(books, plain, blanked(plain, aside), bool(hits), denied), plain)
    return Heard(arranged(hits), tuple(raw), frozenset(denied), calm, aside)


def phrasebooks(text: Clean) -> list[Phrasebook]:
    """The books a text is read by."""
    if text.language == "ja":
        return [phrasebook("ja")]
    if text.language in {"zh_CN", "zh_TW"}:
        latin = re.search(r"[a-z]{3,}", text.plain) is not None
        return [phrasebook("zh_CN"), phrasebook("en")] if latin else [phrasebook("zh_CN")]
    return [phrasebook("en")]


def _taught(plain: str, hints: Hints) -> Intent | None:
    for phrase, label in hints.taught.items():
        wanted = phrase.lower().strip()
        if wanted and (wanted == plain or (len(wanted) >= 4 and wanted in plain)):
            return Intent(label, 0.95)
    return None


def _whole_text(books: list[Phrasebook], text: str) -> list[Hit]:
    for book in books:
        label = book.whole.get(text) or book.whole.get(_bare(text)) or _made_of(book, _bare(text))
        if label:
            return [Hit(label, 6.0, 0, len(text))]
    return []


def _made_of(book: Phrasebook, text: str) -> str | None:
    """The small-talk label all of whose words make up `text`: 好的好的没问题."""
    for label in ("affirm", "deny", "thanks", "greeting"):
        if 2 <= len(text) <= 12 and _segments(book, text, label):
            return label
    return None


def _segments(book: Phrasebook, text: str, label: str) -> bool:
    return not text or any(
        book.whole.get(text[:size]) == label and _segments(book, text[size:].lstrip(" ,、"), label)
        for size in range(min(len(text), 6), 0, -1)
    )


def _bare(text: str) -> str:
    trimmed = _TRIM.sub("", text.strip(" ,。!?;"))
    return _PARTICLE.sub("", trimmed) or trimmed


def _asides(books: Sequence[Phrasebook], text: str) -> Spans:
    """Where a text only sounds like danger."""
    return tuple(
        match.span()
        for book in books
        for aside in candidates(book.asides.get("emergency", NOTHING), text)
        for match in aside.regex.finditer(text)
    )


def _by_clause(
    books: Sequence[Phrasebook], text: str, earnest: str, denied: set[str], raw: list[Hit]
) -> list[Hit]:
    """What the clauses mean; `earnest` is the text without what only sounds like danger."""
    hits: list[Hit] = []
    at = 0
    for match in [*SPLIT.finditer(text), None]:
        end = match.start() if match else len(text)
        hits += _clause_hits(books, text[at:end], earnest[at:end], at, denied, raw)
        at = match.end() if match else end
    return hits


def _clause_hits(
    books: Sequence[Phrasebook], clause: str, earnest: str, offset: int, denied: set[str], raw: list[Hit]
) -> list[Hit]:
    """What one clause means. Adds to `raw` all that was found in it, also what says less."""
    if not clause.strip():
        return []
    bare = _bare(clause)
    if offset == 0 and clause.strip() in ADDRESSED:
        return []  # 老板，还有房吗: somebody is spoken to, not asked for
    for book in books:
        label = book.whole.get(bare) or book.whole.get(clause.strip())
        if label and (label not in URGENT or earnest == clause):
            if label == "affirm" and offset and bare in ASKING:
                return []  # 有猫咪，可以吗
            raw.append(Hit(label, EXACT, offset, offset + len(clause), exact=True))
            return raw[-1:]
    found = [hit.moved(offset) for hit in _of_all(books, clause, earnest, denied)]
    raw.extend(found)
    return strongest(found)


def _of_all(books: Sequence[Phrasebook], clause: str, earnest: str, denied: set[str]) -> list[Hit]:
    """What the books find in a clause. Adds to `denied` what was said not to be wished."""
    found: list[Hit] = []
    for book in books:
        hits, not_wished = _matches(book, clause, earnest)
        found += hits
        denied |= not_wished
    return found


@lru_cache(maxsize=64)  # a clause is heard alone and within its message
def _matches(book: Phrasebook, clause: str, earnest: str) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """One hit a label: its strongest phrase, helped a little by its others; and what was said not to be wished."""
    denied: set[str] = set()
    best: dict[str, Hit] = {}
    more: dict[str, float] = {}
    guarded = _A_NOT_A.sub(lambda match: "□" * len(match.group()), clause)
    for pattern in candidates(book.patterns, clause):
        match = pattern.regex.search(earnest if pattern.label in URGENT else clause)
        if match is None:
            continue
        if pattern.label in NEGATABLE and _NEGATED.search(guarded, 0, match.start()):
            denied.add(pattern.label)
            continue
        score = _weight(match) * pattern.weight
        known = best.get(pattern.label)
        if known is None or score > known.score:
            best[pattern.label] = Hit(pattern.label, score, match.start(), match.end())
        more[pattern.label] = more.get(pattern.label, 0.0) + score
    kept = [
        hit for label, hit in best.items() if hit.score >= OVERWHELMING or not _blocked(book, label, clause)
    ]
    helped = (
        Hit(hit.label, hit.score + min(1.5, 0.2 * (more[hit.label] - hit.score)), hit.start, hit.end)
        for hit in kept
    )
    return tuple(helped), frozenset(denied)


def _blocked(book: Phrasebook, label: str, clause: str) -> bool:
    blocks, despite = book.blocks.get(label, NOTHING), book.despite.get(label, NOTHING)
    return _said(blocks, clause) and not _said(despite, clause)


def _said(patterns: Patterns, clause: str) -> bool:
    return any(pattern.regex.search(clause) for pattern in candidates(patterns, clause))


def _weight(match: re.Match[str]) -> float:
    """How much was said: characters outside the gaps."""
    said = match.group()
    gaps = "".join(gap for gap in match.groups() if gap)
    latin = sum(map(str.isascii, said)) - sum(map(str.isascii, gaps))
    if latin == len(said) - len(gaps):
        return max(SURE, latin * LETTER_WEIGHT)
    return max(0.8, len(said) - len(gaps) - latin * (1 - LETTER_WEIGHT))


ROOMS = frozenset({"availability_query", "make_booking"})
_OF_ROOMS = re.compile(
    r"[房间住屋床满空位□晚]|有货|名额|套|铺|room|vacan|avail|stay|night|bed|free|full|book|reserv|部屋|空き|空い|泊|予約|満室"
)
URGENT = frozenset({"emergency"})  # 梦见着火了 is no call for help, however like one it sounds
SIGN = 0.3  # what a weak sign adds to a likeness, by its score
TOO_SHORT = 4  # letter groups; with fewer everything resembles something
PERHAPS = 0.30  # from here on it is worth asking back


def _across(
    books: Sequence[Phrasebook], text: str, earnest: str, something: bool, denied: set[str]
) -> list[Hit]:
    """What no clause alone says: a phrase over a comma, else the closest example, helped by weak signs."""
    joined = SPLIT.sub("", text)
    found = _of_all(books, joined, SPLIT.sub("", earnest), denied)
    strong = [hit for hit in strongest(found) if hit.label not in SMALL] if joined != text else []
    if strong:
        return strong[:1]
    weak = {hit.label: min(hit.score, 2.0) * SIGN for hit in found}
    alike = _likeness(books, text)
    if earnest != text:
        alike |= {label: _likeness(books, earnest).get(label, 0.0) for label in URGENT}
    rows = dict.fromkeys(weak, 0.0) | alike
    held = denied | {label for label in URGENT if any(_blocked(book, label, text) for book in books)}
    best = max(
        ((label, score + weak.get(label, 0.0)) for label, score in rows.items() if label not in held),
        key=lambda row: row[1],
        default=("", 0.0),
    )
    label, likeness = best
    if alike.get(label, 0.0) < PERHAPS:
        likeness = min(likeness, RESEMBLES - 0.01)  # a sign without an example is worth a question, no more
    if label in ROOMS and not _OF_ROOMS.search(text):
        likeness = min(likeness, RESEMBLES - 0.01)  # 有没有粥喝 asks for no room
    if likeness < RESEMBLES and label not in TOLD and not ASKING_WORDS.search(text):
        return []  # nothing is asked: talk, more likely than a wish
    if likeness >= (0.6 if something else PERHAPS):
        return [Hit(label, min(likeness, 0.99), 0, len(text))]
    return []


# What any Japanese wish may end with: alone it resembles everything.
_COURTESY = re.compile(
    r"[でをに]?お願い(?:し(?:ます|たい(?:です)?|たいのですが)|できます(?:でしょう)?か|いたします|致します)[。!?\s]*$"
)


def _likeness(books: Sequence[Phrasebook], text: str) -> dict[str, float]:
    """How much the text resembles the closest example of each label."""
    text = _COURTESY.sub("", text)
    if len(letter_groups(text)) < TOO_SHORT:
        return {}
    return {label: score for book in books for label, score in resembling(book.examples, text)}
