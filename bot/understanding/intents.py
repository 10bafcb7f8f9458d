"""Tells which intents a cleaned text carries, in order of saying. It reads phrases from `locales/phrases`, never dates or slots."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.understanding.clean import Clean
from bot.understanding.phrases import (
    LETTER_WEIGHT,
    Pattern,
    Phrasebook,
    candidates,
    letter_groups,
    phrasebook,
    resembling,
)
from bot.understanding.types import Hints, Intent

SMALL = frozenset({"greeting", "thanks", "affirm", "deny", "other"})
_SPLIT = re.compile(
    r"[,。;!?…\n]+|(?:另外|顺便|对了|然后|还有(?!没|房|屋|床|人|得|空|位|多少|什么|几|吗|哪|间|剩|大|双|标|家|亲|套|单|湖|海|山|票|的吗|\w?间)|以及|再帮|再问)"
    r"|\b(?:and also|by the way|also|btw|and (?=can|could|what|when|how|is|do|where|please|i |we ))\b|それと|あと(?=[^で何])|それから|、(?=[^一二三四五六日\d])"
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
_URGENT_OVER = frozenset(
    {
        "complaint",
        "service_maintenance",
        "human_agent",
        "access_door",
        "lost_found",
        "other",
        "location_directions",
    }
)
# Where both are found in one message, the second says less and goes.
_OUTDONE = {
    "late_checkout": {"checkout_info", "checkout_request"}, "early_checkin": {"checkin_info"}, "extend_stay": {"make_booking", "availability_query"},
    "privacy_delete": {"privacy_export"}, "room_info": {"availability_query"}, "marketing_optout": {"cancel_booking", "coupon"},
    "wifi": {"access_door"}, "complaint": {"feedback", "service_status", "service_housekeeping"}, "checkout_info": {"checkout_request"}, "cancel_booking": {"my_booking", "cancel_flow", "change_booking"},
    "change_booking": {"my_booking", "make_booking"}, "change_room": {"change_booking", "make_booking"}, "make_booking": {"my_booking"},
    "go_back": {"cancel_flow"}, "cancel_flow": {"deny"},
    "membership_level": {"points_balance"}, "checkout_request": {"feedback"},
}  # fmt: skip
# The same, where both stand in one clause.
_OUTDONE_NEAR = {
    "room_control": {"facility_info"}, "service_housekeeping": {"service_amenity"}, "lost_found": {"service_amenity", "registration"},
    "redeem_points": {"points_balance", "service_amenity"}, "points_balance": {"deposit_payment"}, "privacy_delete": {"privacy_export"},
    "special_request": {"location_directions"}, "service_maintenance": {"service_amenity", "facility_info", "room_control"}, 
    "my_booking": {"service_status", "deposit_payment"}, "registration": {"checkin_info", "lost_found"}, "service_meal": {"service_amenity"},
    "location_directions": {"language_switch"}, "coupon": {"price_query", "service_amenity", "location_directions"}, "service_status": {"service_amenity", "service_maintenance", "service_housekeeping"},
}  # fmt: skip
_ASKED_FOR = frozenset(
    {"change_room", "service_maintenance", "service_amenity", "service_status", "late_checkout"}
)
_ARRIVING = frozenset({"make_booking", "availability_query", "service_transport"})
TOPICS = frozenset(
    {"parking", "pet_policy", "breakfast", "service_transport", "late_checkout", "early_checkin", "luggage", "wifi", "invoice",
     "deposit_payment", "service_meal", "cancel_booking", "nearby_tips", "change_room", "extend_stay", "coupon", "points_balance",
     "wake_up_call", "service_housekeeping"}
)  # fmt: skip
_PRICED = TOPICS - {"wifi", "points_balance", "coupon", "nearby_tips", "extend_stay"}
ADDRESSED = frozenset(
    [
        "老板",
        "姑娘",
        "闺女",
        "孩子",
        "小伙子",
        "美女",
        "帅哥",
        "大姐",
        "大哥",
        "师傅",
        "爷们",
        "兄弟",
        "哥们",
        "小妹",
        "妹子",
        "阿姨",
        "叔",
        "您好老板",
        "老板娘",
        "前台",
        "管家",
        "客服",
        "店主",
        "掌柜",
        "小二",
        "店家",
        "客服你好",
        "help",
        "staff",
    ]
)
ASKING = frozenset(["可以", "行", "好", "对", "要", "需要", "成", "得", "可", "是"])
EXACT = 5.0  # a clause that is word for word a known one
OVERWHELMING = 12.0  # an advertisement or an attack, whatever words of the house it uses
SURE = 1.6  # a score from which a clause is taken to mean the label
SECOND = 2.6  # a second label in one clause must be this sure and stand elsewhere in it


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    score: float
    start: int
    end: int


def find_intents(text: Clean, plain: str, hints: Hints) -> tuple[Intent, ...]:
    """Intents of `plain` (the cleaned text with days blanked as □), surest reading a clause. Empty: not understood."""
    if text.gesture:
        return (Intent(text.gesture, 0.9),)
    taught = _taught(text.plain, hints)
    if taught:
        return (taught,)
    books = _books(text)
    whole = _whole_text(books, text.plain)
    if whole:
        return _arranged(whole)
    denied: set[str] = set()
    hits = _by_clause(books, plain, denied)
    if denied and _DECLINED.match(plain) and all(hit.label in SMALL for hit in hits):
        return (Intent("deny", 0.7),)
    hits = _asked_first(_of_the_house(hits, plain), plain)
    exact = bool(hits) and all(hit.score == EXACT for hit in hits)
    if not exact and not any(hit.label not in SMALL for hit in hits):
        hits += _of_the_house(_across(books, plain, bool(hits), denied), plain)
    return _arranged(hits)


def _books(text: Clean) -> list[Phrasebook]:
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


def _by_clause(books: list[Phrasebook], text: str, denied: set[str]) -> list[Hit]:
    hits: list[Hit] = []
    at = 0
    for match in [*_SPLIT.finditer(text), None]:
        end = match.start() if match else len(text)
        hits += _clause_hits(books, text[at:end], at, denied)
        at = match.end() if match else end
    return hits


def _of_the_house(hits: list[Hit], text: str) -> list[Hit]:
    """Without what must not be heard in talk that names others and nothing of the house: 比赛取消了; 我儿子不听话，气死."""
    if _HOUSE.search(text) or not _OUTSIDE.search(text):
        return hits
    return [hit for hit in hits if hit.label not in _GRAVE]


def _asked_first(hits: list[Hit], text: str) -> list[Hit]:
    """Without what a story only mentions on its way to the wish: 我们自己开车过来的，孩子晕车，有药店吗."""
    if len(text) < STORY or len({hit.label for hit in hits}) < 2:
        return hits
    wishes = [hit for hit in hits if _ASKING.search(_clause_around(text, hit))]
    if not any(hit.label not in SMALL for hit in wishes):
        return hits
    reasons = [
        hit for hit in hits if hit.label == "complaint" and hit.score < 4.0
    ]  # 腰不好睡不了软床，床垫硬吗
    return [hit for hit in hits if hit in wishes or not (hit.label in MENTIONED or hit in reasons)]


def _clause_around(text: str, hit: Hit) -> str:
    start = max((match.end() for match in _SPLIT.finditer(text, 0, hit.start)), default=0)
    stop = _SPLIT.search(text, hit.end)
    return text[start : stop.end() if stop else len(text)]


def _clause_hits(books: list[Phrasebook], clause: str, offset: int, denied: set[str]) -> list[Hit]:
    if not clause.strip():
        return []
    bare = _bare(clause)
    if offset == 0 and clause.strip() in ADDRESSED:
        return []  # 老板，还有房吗: somebody is spoken to, not asked for
    for book in books:
        if label := book.whole.get(bare) or book.whole.get(clause.strip()):
            if label == "affirm" and offset and bare in ASKING:
                return []  # 有猫咪，可以吗
            return [Hit(label, EXACT, offset, offset + len(clause))]
    found = [hit for book in books for hit in _matches(book, clause, denied)]
    chosen = _best(found)
    return [Hit(hit.label, hit.score, hit.start + offset, hit.end + offset) for hit in chosen]


def _matches(book: Phrasebook, clause: str, denied: set[str]) -> list[Hit]:
    """One hit a label: its strongest phrase, helped a little by its others. Adds to `denied` what was said not to be wished."""
    best: dict[str, Hit] = {}
    more: dict[str, float] = {}
    guarded = _A_NOT_A.sub(lambda match: "□" * len(match.group()), clause)
    for pattern in candidates(book, clause):
        match = pattern.regex.search(clause)
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
    return [
        Hit(hit.label, hit.score + min(1.5, 0.2 * (more[hit.label] - hit.score)), hit.start, hit.end)
        for hit in kept
    ]


def _may_match(pattern: Pattern, clause: str) -> bool:
    anchors = pattern.anchors
    if not anchors:
        return True
    if len(anchors) == 1:
        return anchors[0] in clause
    return any(anchor in clause for anchor in anchors)


def _blocked(book: Phrasebook, label: str, clause: str) -> bool:
    return any(
        _may_match(block, clause) and block.regex.search(clause) for block in book.blocks.get(label, ())
    )


def _weight(match: re.Match[str]) -> float:
    """How much was said: characters outside the gaps."""
    said = match.group()
    gaps = "".join(gap for gap in match.groups() if gap)
    latin = sum(map(str.isascii, said)) - sum(map(str.isascii, gaps))
    if latin == len(said) - len(gaps):
        return max(SURE, latin * LETTER_WEIGHT)
    return max(0.8, len(said) - len(gaps) - latin * (1 - LETTER_WEIGHT))


def _best(found: list[Hit]) -> list[Hit]:
    urgent = [hit for hit in found if hit.label == "emergency"]
    if any(hit.label in TOPICS and hit.score >= SURE for hit in found):
        found = [hit for hit in found if hit.label != "price_query"]  # 停车收费吗 asks about parking
    labels = {hit.label for hit in found if hit.score >= SURE}
    outdone = set().union(*(_OUTDONE_NEAR.get(label, set()) for label in labels)) if labels else set()
    ranked = sorted((hit for hit in found if hit.label not in outdone), key=lambda hit: -hit.score)
    chosen: list[Hit] = []
    for hit in ranked:
        if not chosen:
            if hit.score >= SURE or hit.label in SMALL:
                chosen.append(hit)
        elif hit.score >= SECOND and hit.label not in SMALL and all(_apart(hit, other) for other in chosen):
            chosen.append(hit)
    return urgent + [hit for hit in chosen if hit.label != "emergency"]


def _apart(hit: Hit, other: Hit) -> bool:
    return hit.label != other.label and (hit.start >= other.end or other.start >= hit.end)


_HOUSE = re.compile(
    r"你们|你家|您家|店|房|屋|床|前台|服务|客服|隔壁|楼[上下]|早餐|退|住|空调|热水|马桶|卫生|入住|投诉|差评|\b(?:room|hotel|place|staff|bed|stay)"
)
_GRAVE = frozenset({"complaint", "cancel_booking", "make_booking"})
_OUTSIDE = re.compile(
    r"儿子|女儿|老公|老婆|对象|闺蜜|男朋友|女朋友|我妈|我爸|老师|教练|同事|领导|同学|上班|工资|年终奖|公司|学校|宿舍|食堂|老板骂|电影|电视剧|这部剧|小说|比赛|球队|国足|演唱会|游戏|打游戏|手机|天气|新闻|运气"
    r"|航班|机票|快递|外卖|物业|体检|喝酒|频道|退群|作业|考试|广场舞|健身|股|学车|双十一|直播|主播|网红|我的字|\b(?:boss|ex|school|work|job|teacher|movie|show|game|match|concert|economy|weather|team|phone|culture|day ever|at home|gym|politic\w*)\b"
    r"|映画|先生が|天気|会社|学校|試合"
)
STORY = 18  # characters from which a text may tell more than it wishes
_ASKING = re.compile(
    r"[吗么嘛呢?？]|[没不][,。;!?]?$|能|可以|可否|可不可|怎|几|多少|多久|哪|什么|啥|(?<!不)想|(?<!不)要(?!去)|(.)不\1|请|麻烦|帮|给|求|需|有没有|送|换|取消|退|改|订|留|投诉|安排|查|借|续|行不行"
    r"|\b(?:can|could|may|please|want|need|like|what|where|when|how|which|is there|are there|do you|does|any|would)\b|ですか|ますか|ください|お願い|たい"
)
MENTIONED = frozenset(
    {"availability_query", "price_query", "parking", "pet_policy", "breakfast", "location_directions", "nearby_tips", "room_info", "facility_info", "wifi",
     "late_checkout", "early_checkin", "make_booking", "service_transport", "extend_stay", "feedback", "service_meal", "my_booking", "coupon",
     "membership_level", "registration", "luggage", "service_amenity", "special_request", "greeting", "checkout_info", "room_control"}
)  # fmt: skip
TOLD = frozenset(
    {
        "service_maintenance",
        "complaint",
        "lost_found",
        "access_door",
        "service_status",
        "emergency",
        "feedback",
        "checkout_request",
    }
)
RESEMBLES = 0.42  # from here on a text is taken to mean what an example means
SIGN = 0.3  # what a weak sign adds to a likeness, by its score
TOO_SHORT = 4  # letter groups; with fewer everything resembles something
PERHAPS = 0.30  # from here on it is worth asking back


def _across(books: list[Phrasebook], text: str, something: bool, denied: set[str]) -> list[Hit]:
    """What no clause alone says: a phrase over a comma, else the closest example, helped by weak signs."""
    joined = _SPLIT.sub("", text)
    found = [hit for book in books for hit in _matches(book, joined, denied)]
    strong = [hit for hit in _best(found) if hit.label not in SMALL] if joined != text else []
    if strong:
        return strong[:1]
    weak = {hit.label: min(hit.score, 2.0) * SIGN for hit in found}
    alike = _likeness(books, text)
    rows = dict.fromkeys(weak, 0.0) | alike
    best = max(
        ((label, score + weak.get(label, 0.0)) for label, score in rows.items() if label not in denied),
        key=lambda row: row[1],
        default=("", 0.0),
    )
    label, likeness = best
    if alike.get(label, 0.0) < PERHAPS:
        likeness = min(likeness, RESEMBLES - 0.01)  # a sign without an example is worth a question, no more
    if likeness < RESEMBLES and label not in TOLD and not _ASKING.search(text):
        return []  # nothing is asked: talk, more likely than a wish
    if likeness >= (0.6 if something else PERHAPS):
        return [Hit(label, min(likeness, 0.99), 0, len(text))]
    return []


def _likeness(books: list[Phrasebook], text: str) -> dict[str, float]:
    """How much the text resembles the closest example of each label."""
    if len(letter_groups(text)) < TOO_SHORT:
        return {}
    return {label: score for book in books for label, score in resembling(book.examples, text)}


def _arranged(hits: list[Hit]) -> tuple[Intent, ...]:
    if any(hit.label == "other" and hit.score >= OVERWHELMING for hit in hits):
        hits = [hit for hit in hits if hit.label in {"other", "emergency"}]
    ordered = sorted(hits, key=lambda hit: (hit.label != "emergency", hit.start))
    labels = {hit.label for hit in ordered}
    dropped = set().union(*(_OUTDONE.get(label, set()) for label in labels)) if labels else set()
    if labels & _ASKED_FOR and all(hit.score < 3.8 for hit in ordered if hit.label == "complaint"):
        dropped.add("complaint")  # 太吵了 as the reason of a wish
    if labels & {"availability_query", "price_query"} and all(
        hit.score < 3.2 for hit in ordered if hit.label == "make_booking"
    ):
        dropped.add("make_booking")  # 想住两晚，有房吗 asks first
    if labels - SMALL - {"feedback"} and all(hit.score < 4.5 for hit in ordered if hit.label == "feedback"):
        dropped.add("feedback")  # 太开心了不想走，还能续住吗
    if labels & {"availability_query", "price_query"} and all(
        hit.score < 2.5 for hit in ordered if hit.label == "room_info"
    ):
        dropped.add("room_info")  # 湖景房什么价 names the room and asks its price
    if labels & _ARRIVING and all(hit.score < 4.0 for hit in ordered if hit.label == "checkin_info"):
        dropped.add("checkin_info")  # 给我留间大床，我周二到
    if any(_prices_the(before, hit) for before, hit in pairwise(ordered)):
        dropped.add("price_query")
    if "emergency" in labels:
        dropped |= _URGENT_OVER
    if labels - SMALL - dropped:
        dropped |= {"greeting", "thanks", "other"}
    elif labels & {"affirm", "deny"}:
        dropped |= {"greeting", "other"}
    elif "greeting" in labels and "thanks" in labels:
        dropped |= {"greeting"}
    out: dict[str, float] = {}
    for hit in ordered:
        if hit.label not in dropped:
            out[hit.label] = max(out.get(hit.label, 0.0), _confidence(hit.score))
    return tuple(Intent(label, confidence) for label, confidence in out.items())


def _prices_the(before: Hit, hit: Hit) -> bool:
    """Whether a few words about money follow the thing they are about: 能接机吗，多少钱."""
    short = hit.end - hit.start <= 5
    return hit.label == "price_query" and short and before.label in _PRICED and hit.start - before.end <= 8


def _confidence(score: float) -> float:
    """Likeness to an example (below 1) stays modest; phrases grow surer with their length."""
    if score < 1:
        return (
            round(0.55 + (score - RESEMBLES) * 0.6, 2) if score >= RESEMBLES else round(0.25 + score / 2, 2)
        )
    return round(min(0.99, 0.62 + 0.07 * score), 2)
