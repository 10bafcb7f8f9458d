"""Weighs what was heard in a message: what says more, what is only mentioned, what is talk. It reads no phrases."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.understanding.types import Intent

SMALL = frozenset({"greeting", "thanks", "affirm", "deny", "other"})
SPLIT = re.compile(
    r"[,。;!?…\n]+|(?:另外|顺便|对了|然后|还有(?!没|房|屋|床|人|得|空|位|多少|什么|几|吗|哪|间|剩|大|双|标|家|亲|套|单|湖|海|山|票|的吗|\w?间)|以及|再帮|再问)"
    r"|\b(?:and also|by the way|also|btw|and (?=can|could|what|when|how|is|do|where|please|i |we ))\b|それと|あと(?=[^で何])|それから|、(?=[^一二三四五六日\d])"
)
URGENT_OVER = frozenset(
    {
        "complaint",
        "service_maintenance",
        "human_agent",
        "access_door",
        "lost_found",
        "other",
        "location_directions",
        "service_transport",
        "service_meal",
        "service_status",
    }
)
# Where both are found in one message, the second says less and goes.
OUTDONE = {
    "late_checkout": {"checkout_info", "checkout_request"}, "early_checkin": {"checkin_info"}, "extend_stay": {"make_booking", "availability_query"},
    "privacy_delete": {"privacy_export"}, "room_info": {"availability_query"}, "marketing_optout": {"cancel_booking", "coupon"},
    "wifi": {"access_door"}, "complaint": {"feedback", "service_status", "service_housekeeping"}, "checkout_info": {"checkout_request"}, "cancel_booking": {"my_booking", "cancel_flow", "change_booking"},
    "change_booking": {"my_booking", "make_booking"}, "change_room": {"change_booking", "make_booking"}, "make_booking": {"my_booking"},
    "go_back": {"cancel_flow"}, "cancel_flow": {"deny"},
    "membership_level": {"points_balance"}, "checkout_request": {"feedback"}, "special_request": {"room_info"},
}  # fmt: skip
# The same, where both stand in one clause.
OUTDONE_NEAR = {
    "room_control": {"facility_info"}, "service_housekeeping": {"service_amenity"}, "lost_found": {"service_amenity", "registration"},
    "redeem_points": {"points_balance", "service_amenity", "late_checkout"}, "points_balance": {"deposit_payment"}, "privacy_delete": {"privacy_export"},
    "special_request": {"location_directions"}, "service_maintenance": {"service_amenity", "facility_info", "room_control"}, 
    "my_booking": {"service_status", "deposit_payment"}, "registration": {"checkin_info", "lost_found"}, "service_meal": {"service_amenity"},
    "location_directions": {"language_switch"}, "coupon": {"price_query", "service_amenity", "location_directions"}, "service_status": {"service_amenity", "service_maintenance", "service_housekeeping"},
}  # fmt: skip
_ASKED_FOR = frozenset(
    {"change_room", "service_maintenance", "service_amenity", "service_status", "late_checkout"}
)
_ROOM_ASKED = frozenset({"availability_query", "price_query"})
# A label that goes beside one of these unless its score is the number or more.
_FAINT: dict[str, tuple[frozenset[str], float]] = {
    "complaint": (_ASKED_FOR, 3.8),  # 太吵了 as the reason of a wish
    "make_booking": (_ROOM_ASKED, 3.2),  # 想住两晚，有房吗 asks first
    "room_info": (_ROOM_ASKED | {"make_booking"}, 2.5),  # 湖景房什么价 names the room and asks its price
    "checkin_info": (
        _ROOM_ASKED | {"make_booking", "service_transport", "luggage"},
        4.0,
    ),  # 给我留间大床，我周二到
    "feedback": (frozenset(), 4.5),  # beside any wish: 太开心了不想走，还能续住吗
}
TOPICS = frozenset(
    {"parking", "pet_policy", "breakfast", "service_transport", "late_checkout", "early_checkin", "luggage", "wifi", "invoice",
     "deposit_payment", "service_meal", "cancel_booking", "nearby_tips", "change_room", "extend_stay", "coupon", "points_balance",
     "wake_up_call", "service_housekeeping"}
)  # fmt: skip
_PRICED = TOPICS - {"wifi", "points_balance", "coupon", "nearby_tips", "extend_stay"}
EXACT = 5.0  # a clause that is word for word a known one
OVERWHELMING = 12.0  # an advertisement or an attack, whatever words of the house it uses
SURE = 1.6  # a score from which a clause is taken to mean the label
SECOND = 2.6  # a second label in one clause must be this sure and stand elsewhere in it
RESEMBLES = 0.42  # from here on a text is taken to mean what an example means
STORY = 18  # characters from which a text may tell more than it wishes
ASKING_WORDS = re.compile(
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


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    score: float
    start: int
    end: int
    exact: bool = False  # the clause is word for word a known one

    def moved(self, offset: int) -> Hit:
        """The same hit of a clause in the text that the clause begins at `offset` of."""
        return replace(self, start=self.start + offset, end=self.end + offset)


def strongest(found: list[Hit]) -> list[Hit]:
    """What one clause means: its strongest label, and others that stand clearly apart from it."""
    urgent = [hit for hit in found if hit.label == "emergency"]
    if any(hit.label in TOPICS and hit.score >= SURE for hit in found):
        found = [hit for hit in found if hit.label != "price_query"]  # 停车收费吗 asks about parking
    labels = {hit.label for hit in found if hit.score >= SURE}
    outdone = set().union(*(OUTDONE_NEAR.get(label, set()) for label in labels)) if labels else set()
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


def asked_first(hits: list[Hit], text: str) -> list[Hit]:
    """Without what a story only mentions on its way to the wish: 我们自己开车过来的，孩子晕车，有药店吗."""
    if len(text) < STORY or len({hit.label for hit in hits}) < 2:
        return hits
    wishes = [hit for hit in hits if ASKING_WORDS.search(_clause_around(text, hit))]
    if not any(hit.label not in SMALL for hit in wishes):
        return hits
    reasons = [
        hit for hit in hits if hit.label == "complaint" and hit.score < 4.0
    ]  # 腰不好睡不了软床，床垫硬吗
    if any(hit.label == "change_booking" for hit in wishes):  # 元旦去不成了，能挪到开春吗
        hits = [
            hit
            for hit in hits
            if hit.label != "cancel_booking" or _CALLS_OFF.search(_clause_around(text, hit))
        ]
    return [hit for hit in hits if hit in wishes or not (hit.label in MENTIONED or hit in reasons)]


_CALLS_OFF = re.compile(r"取消|退|不要了|cancel|refund")


def _clause_around(text: str, hit: Hit) -> str:
    start = max((match.end() for match in SPLIT.finditer(text, 0, hit.start)), default=0)
    stop = SPLIT.search(text, hit.end)
    return text[start : stop.end() if stop else len(text)]


def arranged(hits: list[Hit]) -> tuple[Intent, ...]:
    """The intents of a message in order of saying, emergencies first, without what the others make needless."""
    if any(hit.label == "other" and hit.score >= OVERWHELMING for hit in hits):
        hits = [hit for hit in hits if hit.label in {"other", "emergency"}]
    ordered = sorted(hits, key=lambda hit: (hit.label != "emergency", hit.start))
    dropped = _needless(ordered)
    out: dict[str, float] = {}
    for hit in ordered:
        if hit.label not in dropped:
            out[hit.label] = max(out.get(hit.label, 0.0), _confidence(hit.score))
    return tuple(Intent(label, confidence) for label, confidence in out.items())


def _needless(ordered: list[Hit]) -> set[str]:
    labels = {hit.label for hit in ordered}
    dropped = set().union(*(OUTDONE.get(label, set()) for label in labels)) if labels else set()
    dropped |= {label for label in labels if _faint_beside(label, ordered, labels)}
    if any(_prices_the(before, hit) for before, hit in pairwise(ordered)):
        dropped.add("price_query")
    if "emergency" in labels:
        dropped |= URGENT_OVER
    if labels - SMALL - dropped:
        return dropped | {"greeting", "thanks", "other"}
    if labels & {"affirm", "deny"}:
        return dropped | {"greeting", "other"}
    return dropped | {"greeting"} if {"greeting", "thanks"} <= labels else dropped


def _faint_beside(label: str, ordered: list[Hit], labels: set[str]) -> bool:
    """Whether `label` was said faintly beside a label that makes it the reason or the setting."""
    beside, clear = _FAINT.get(label, (frozenset(), 0.0))
    others = labels - SMALL - {label} if label == "feedback" else labels & beside
    return bool(others) and all(hit.score < clear for hit in ordered if hit.label == label)


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
