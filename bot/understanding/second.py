"""Decides what a message means, from what the phrases found in it and how likely the learned sentences make each label.

It never overrules a message known word for word, never loses danger that a phrase named, and starts nothing while a question
is open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from bot.understanding.beside import Chances, Part, in_order, likeliest, needless, second_wish
from bot.understanding.elsewhere import of_the_house
from bot.understanding.evidence import Message
from bot.understanding.learned import Learned, likely
from bot.understanding.types import Intent
from bot.understanding.weighing import ASKING_WORDS, SMALL, SPLIT, SURE, URGENT_OVER, Hit

SAID = 0.5  # below it a label is only worth asking back
SHORTEST = 2  # letters; of less nothing was learned
CLEAR = 0.8  # from here on a phrase said it, and no mere likeness
HINTED = 0.005  # below it the whole message knows nothing of the danger that a clause alone sounds like
URGENT = 0.25  # from here on it is taken for an emergency: better once too often
URGENT_CLAUSE = 0.85  # ... of one clause of several
URGENT_FEW = 0.6  # ... in a few letters
URGENT_LETTERS = 6
URGENT_TALK = 0.7  # ... of how likely other talk is
URGENT_ANSWER = 0.8  # ... where a question is open, so that it may be its answer
DREAMT = 0.25  # below it a danger that phrases only just heard is none
ONE_WORD = 0.8  # how sure a phrase is of danger by one word
TALK_ALONE = 0.95  # ... which is none where it is this sure that other things are talked of
# What is a wish of its own where somebody was asked how they slept, and so surely: 明天能拖到两点走不.
OF_THE_STAY = frozenset(
    {
        "late_checkout",
        "extend_stay",
        "wake_up_call",
        "service_transport",
        "luggage",
        "invoice",
        "checkout_info",
    }
)
BESIDE_SLEEP = 0.9
ELSEWHERE = 0.97  # so surely about other things that days in it ask for no room
NOTHING = 0.3  # how sure it is that nothing was meant, where nothing was heard
URGENT_CALM = 0.97  # ... where a word says otherwise
OUTSIDE = 0.5  # how sure it must be that a booking or a complaint is other talk
OUTSIDE_ANSWER = 0.95  # ... where a question is open
TALK = 0.7  # what other talk counts beside a wish: a wish not heard costs more
HARMFULLY = 0.5  # how sure it must be of one of HARMFUL that no phrase was found for
TALK_CLEARLY = 0.98  # how sure of other talk where a phrase was found clearly
GUESSED = 0.65  # what phrases are less sure of rests on likeness alone
UNLIKE = 0.05  # ... and is dropped where what was learned says no
LEAST = 0.2  # below it nothing was understood
FEW = 0.7  # ... in a word or two, which may be anything
FEW_LETTERS = 4
CLEAR = 0.82  # how sure phrases are that are believed
GOING_ON = 0.97  # how sure of what a few words mean that may go on with days talked about
LONG = 0.97  # how sure a long phrase is
INSTEAD_LONG = 0.85
INSTEAD = 0.65  # ... unless another label is as likely as this
BOOKS = 0.9  # ... that a room is taken, and not only asked for
HARMFULLY_INSTEAD = 0.6  # ... where a phrase was found for something else, or something else is talked of
HARMFULLY_BESIDE = 0.85  # ... as a second wish
CLAUSE = 0.8  # how sure it must be of a third wish, in a clause of its own
MOST = 3  # wishes in one message
BESIDE = 0.55  # how likely it must be that there is a second wish
SECOND = 0.02  # ... and the wish itself, for the whole message or for a clause of it
SURELY = 0.7  # how sure it must be of a greeting, a thanks, a yes or a no; of talk where a phrase was found
CLAUSE_LETTERS = 3
# 那双床房呢: what is asked of it was said before, and only the talk so far knows.
_GOES_ON = re.compile(r"(?:那|还有|那么)?.{0,5}(?:房|间|床|型)呢[?。,]?")
# How old a child is, and no more: whoever learned from dangers hears one in every child.
_AGE = re.compile(
    r"(?:我|我们|我家|咱)?(?:家|的)?[小大]?(?:孩子?|孩儿|宝宝|娃娃?|儿子|女儿|闺女|宝贝|朋友|孙子|孙女|囡囡)[们]?"
    r"(?:今年|现在|才|刚|刚满|满|是|都|已经|快|不到|也就)*"
    r"[\d一二两三四五六七八九十]{1,3}(?:周?岁|个月|个多月)(?:半|多|大|了|啦|吧|呢)*[。!,?]?"
    r"|(?:my |our |the |a )?(?:son|daughter|kid|child|baby|boy|girl|toddler|little one)s?(?:'s| is| are)? "
    r"(?:only |just |about |almost )?\d{1,2}(?: ?(?:years?|yrs?|months?)(?: old)?| yo)?[.!]?"
    r"|(?:子供|こども|子ども|息子|娘|赤ちゃん)[はが]?(?:まだ)?\d{1,2}(?:歳|才|ヶ月|か月)(?:です|だよ|なんです)?(?:が|けど)?[。!]?"
)
# 有车位没带狗行不行, 发票开一下再送两瓶水: where another clause begins without a comma.
_GOES_ON_WITH = re.compile(
    r"(?<=[\w□]{2})[吗嘛](?=[\w□]{3})|(?<=有[\w□]{2})没(?=[^有,。?]{3})|(?<=行)不(?=[\w□]{3})"
    r"|(?<=[\w□]{3})(?:再|并且|顺带(?:问[下问])?)(?=送|看|拿|帮|叫|加|打|开|给|问|换|要|请|收|借|派|订)"
    r"|(?<=[\w□]{2})还(?=要|想)(?=[\w□]{3})"
    r"|\band (?=bring|call|order|get|give|send|clean|refund|need|want|the |it|i )"
    r"|(?<=[てで])(?=[ぁ-んァ-ン一-鿿]{2,8}も)|と(?=[^、。]{2,8}(?:の(?:時間|掃除)|を教え|をお願い))"
)
_NO_LETTERS = re.compile(r"[\W\d_□■]+")
_WAKING = re.compile(  # without one of these nobody is woken
    r"叫|喊|嗌|醒|起床|起得来|起不|敲|睡|闹|鬧|电话|電話|提醒|起き|起こ|おこし|モーニング|寝|目覚|ノック"
    r"|\b(?:call|wake|wakeup|waking|woken|alarm|knock|ring|sleep|asleep|oversleep|snooze|up|get me|bang|buzz|rouse)\b"
)
# What does harm when it is heard in other talk.
HARMFUL = frozenset(
    {"availability_query", "make_booking", "change_booking", "cancel_booking", "extend_stay", "checkout_request", "complaint"}
)  # fmt: skip
_OF_STAYS = frozenset({"availability_query", "make_booking", "price_query", "room_info"})
# What somebody of the house is sent for.
DONE = frozenset(
    {"service_amenity", "service_housekeeping", "service_maintenance", "service_meal", "service_transport", "wake_up_call",
     "luggage", "lost_found", "special_request", "human_agent"}
)  # fmt: skip
DRASTIC = frozenset({"privacy_delete"})  # what no mishearing may begin


def weighed(message: Message, asked: str, going_on: bool = False) -> tuple[Intent, ...]:
    """The intents of a message, in order of saying.

    `asked` is the slot of an open question, "" for none; `going_on`: days were talked about just now, so that a few words
    may go on with them.
    """
    found = message.heard.found
    chances = _without(message.heard.denied, chances_of(message))
    if not (asked or _WAKING.search(message.plain)):
        chances = _without({"wake_up_call"}, chances)  # 明天七点打扫 wakes nobody
        found = tuple(one for one in found if one.label != "wake_up_call" or one.confidence >= CLEAR)
    called = [intent for intent in found if intent.label == "emergency"]
    if called and not _imagined(called, message, chances):
        return found
    if called:
        chances = _without({"emergency"}, chances)
        found = tuple(one for one in found if one not in called) or (Intent("other", NOTHING),)
    length = _length(message.plain)
    if length < SHORTEST or _goes_on(found, message.letters) or _AGE.fullmatch(message.letters):
        return found
    if message.heard.known(message.plain) or any(intent.label not in chances for intent in found):
        return found  # known word for word, or nothing was learned of it
    few = length < URGENT_LETTERS
    enough = URGENT_CALM if message.heard.calm else URGENT_ANSWER if asked else URGENT_FEW if few else URGENT
    parts = [] if asked else clauses(message)
    in_clause = not (called or message.heard.calm) and chances["other"] < OUTSIDE and _urgent_clause(parts)
    in_clause = (
        in_clause and chances["emergency"] >= HINTED
    )  # 宝宝要洗澡，麻烦送两条浴巾: the whole tells nothing of it
    if in_clause or chances["emergency"] >= max(enough, chances["other"] * URGENT_TALK):
        rest = tuple(one for one in found if one.label not in SMALL | URGENT_OVER)
        return (Intent("emergency", round(max(chances["emergency"], SAID), 2)), *rest)
    if any(intent.label in HARMFUL for intent in found) and chances["other"] >= (
        OUTSIDE_ANSWER if asked else OUTSIDE
    ):
        return (Intent("other", round(chances["other"], 2)),)
    if asked == "slept" and chances[beside := _likeliest(chances)] >= BESIDE_SLEEP:
        return (Intent(beside, round(chances[beside], 2)),) if beside in OF_THE_STAY else found
    if asked or (going_on and _goes_on_with_days(found, chances)):
        return found
    return _meant(message, found, _without({"emergency"}, chances), parts)


def _imagined(called: Sequence[Intent], message: Message, chances: Chances) -> bool:
    """Whether a danger was only just heard and nothing learned sounds like it (我问下我老公), or by one word in clear talk."""
    surest = max(intent.confidence for intent in called)
    if surest < SAID:
        return likely(message.letters)["emergency"] < DREAMT
    talk = chances["other"] >= TALK_ALONE and chances["emergency"] < UNLIKE
    return surest <= ONE_WORD and talk


def _urgent_clause(parts: Sequence[Part]) -> bool:
    """Whether one clause of several is clearly a call for help."""
    return any(part.chances["emergency"] >= URGENT_CLAUSE for part in parts)


def chances_of(message: Message, book: Learned | None = None) -> Chances:
    """How likely a message means each label; `book`: by other weights than those shipped."""
    chances = likely(message.letters, evidence := message.evidence(), book)
    if message.heard.aside and chances["emergency"] >= URGENT:
        earnest = likely(message.in_earnest(), evidence, book)["emergency"]
        chances["emergency"] = min(chances["emergency"], earnest)
    return chances


def _without(denied: Collection[str], chances: Chances) -> Chances:
    """What was said not to be wished is not likely."""
    return (
        {label: 0.0 if label in denied else chance for label, chance in chances.items()}
        if denied
        else chances
    )


def _goes_on_with_days(found: tuple[Intent, ...], chances: Chances) -> bool:
    """Whether a few words go on with the days that were talked about: 湖景; 两个大人一个小孩."""
    label = _likeliest(chances)
    silent = not any(one.confidence >= SAID for one in found)
    return (silent or label in _OF_STAYS) and (label in SMALL or chances[label] < GOING_ON)


def _length(plain: str) -> float:
    """How much is said, in Chinese characters: three letters of Latin say as much as one."""
    said = _NO_LETTERS.sub("", plain)
    return len(said) / 3 if said.isascii() else len(said)


def _goes_on(found: tuple[Intent, ...], plain: str) -> bool:
    return all(intent.confidence < SAID for intent in found) and _GOES_ON.fullmatch(plain) is not None


def _meant(
    message: Message, heard: tuple[Intent, ...], chances: Chances, parts: Sequence[Part]
) -> tuple[Intent, ...]:
    found = {intent.label: intent for intent in heard}
    chances = _asked_before_booked(chances, found)
    label = _likeliest(chances)
    if label == "other":
        clear = any(one.confidence >= CLEAR for one in heard)
        talk = chances["other"] >= (TALK_CLEARLY if clear else SURELY)
        told = found.keys() - SMALL or chances["other"] >= ELSEWHERE
        return (Intent("other", round(chances["other"], 2)),) if talk and told else heard
    if label in SMALL:
        polite = label in {"greeting", "thanks"} or label in found
        small = polite and chances[label] >= SURELY and not found.keys() - SMALL - {"human_agent"}
        return (_sure(label, chances[label], found),) if small else heard
    second = likeliest(chances)[1]
    by_phrase = found[second].confidence / 2 if second in found else 0.0
    surest = max([chances[second], by_phrase, *(part.chances[second] for part in parts)])
    leading = _leading(parts)
    sure = {label: chances[label], second: surest} | leading
    enough = HARMFULLY_BESIDE if second in HARMFUL | DONE and second not in found else SECOND
    if surest < enough or second_wish(message, chances, parts) < BESIDE:
        sure = {one: chance for one, chance in leading.items() if one in found}
    said = [one for one in sure if one not in needless(sure, parts) | message.heard.denied][:MOST]
    if label in said and len(said) > 1:
        return tuple(_sure(one, sure[one], found) for one in in_order(said, message, parts))
    if label not in found and (_harms(label, message, chances) or chances[label] < _enough(message)):
        return tuple(
            one for one in heard if one.confidence >= GUESSED or chances.get(one.label, 1.0) >= UNLIKE
        )
    return (_sure(label, chances[label], found),)


def _asked_before_booked(chances: Chances, found: Mapping[str, Intent]) -> Chances:
    """Who seems to book, but neither says so nor surely means it, asks what is free: that books nothing."""
    if "make_booking" in found or chances["make_booking"] >= BOOKS:
        return chances
    asks = chances["availability_query"] + chances["make_booking"]
    return {**chances, "make_booking": 0.0, "availability_query": asks}


def _enough(message: Message) -> float:
    """How sure a label must be that no phrase was found for."""
    surest = max((one.confidence for one in message.heard.found), default=0.0)
    if surest >= CLEAR:
        return INSTEAD_LONG if surest >= LONG else INSTEAD
    return FEW if _length(message.plain) < FEW_LETTERS else LEAST


def _harms(label: str, message: Message, chances: Chances) -> bool:
    """Whether a label that no phrase was found for would do harm if it were not meant."""
    if label not in HARMFUL | DRASTIC:
        return False
    others = _of_others(label, message.plain) or any(one.confidence >= SAID for one in message.heard.found)
    return chances[label] < (BOOKS if label == "make_booking" else HARMFULLY_INSTEAD if others else HARMFULLY)


def _leading(parts: Sequence[Part]) -> dict[str, float]:
    """The wishes that clauses mean by themselves, clearly."""
    tops = [(max(part.chances, key=lambda label: part.chances[label]), part.chances) for part in parts]
    return {label: own[label] for label, own in tops if own[label] >= CLAUSE and label not in SMALL}


def _likeliest(chances: Chances) -> str:
    return max(chances, key=lambda label: chances[label] * (TALK if label == "other" else 1))


def _sure(label: str, chance: float, found: Mapping[str, Intent]) -> Intent:
    """A label as sure as the surer of the two: phrases or what was learned."""
    by_phrase = found[label].confidence if label in found else 0.0
    return Intent(label, round(max(by_phrase, min(chance, 0.95)), 2))


def clauses(message: Message, book: Learned | None = None) -> list[Part]:
    """The clauses of a message of several that are long enough to mean something by themselves."""
    inner = {match.end() for split in (SPLIT, _GOES_ON_WITH) for match in split.finditer(message.plain)}
    cuts = sorted({0, *inner, len(message.plain)})
    spans = [
        (start, end)
        for start, end in pairwise(cuts)
        if len(_NO_LETTERS.sub("", message.letters[start:end])) >= CLAUSE_LETTERS
    ]
    return (
        [
            Part(
                start,
                chances_of(message.clause(start, end), book),
                ASKING_WORDS.search(message.plain[start:end]) is not None,
            )
            for start, end in spans
        ]
        if len(spans) > 1
        else []
    )


def _of_others(label: str, plain: str) -> bool:
    """Whether a text that seemed to mean `label` speaks of something else than this house."""
    return not of_the_house([Hit(label, SURE, 0, len(plain))], plain)
