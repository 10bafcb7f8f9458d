"""Reads what people think of a house: a score in figures, words or a picture, how grave it is, whether anything was said. Pure."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bot.understanding.weighing import SMALL

Grade = Literal["light", "plain", "grave"]
FULL, LEAST = 5, 1
_FIGURES = {
    "五": 5,
    "四": 4,
    "三": 3,
    "二": 2,
    "两": 2,
    "一": 1,
    "five": 5,
    "four": 4,
    "three": 3,
    "two": 2,
    "one": 1,
    "満点": 5,
}
_SCORE = re.compile(
    r"(?:我?(?:给|打|评|选)(?:你们|你家|个)?\s*|i(?:'d| would)? (?:give|say|rate)(?: it| you)?(?: an?)? )?"
    r"(?:(?P<digit>[1-5])(?![\d.])|(?P<figure>[五四三二一](?=[分星\s,，。.、!！]|$)|\b(?:five|four|three|two|one)\b))"
    r"(?!\s*(?:点(?!都|です|でした|満点)|晚|天|个|间|位|号|楼|层|条|年|月|日|小时|分钟|次|张|只|人|nights?|days?|people|hours?|minutes?))"
    r"\s*(?:分|星|点(?=です|でした|満点)|stars?|points?|/\s*5|out of (?:5|five))?(?:很好|不错|一般|不太好|很失望)?"
    r"(?:\s*[,，。.、:：;；!！~-]+\s*|\s+|(?=[^\s\d\w])|(?=[\u4e00-\u9fff])|$)"
)
_FULL = re.compile(r"满分|(?:10|十)\s*分|100\s*分|一百分")
_PRAISED = re.compile(
    r"👍|💯|❤|😍|🥰|\[强\]|\[强壮\]|\[赞\]|\[強\]|/:strong|\[thumbsup\]|\[爱心\]|/:heart", re.IGNORECASE
)
# From the worst on; of two that fit the first counts, so that 不是很好 is not 很好.
_WORDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        1,
        re.compile(
            r"(?:很|太|非常|特别|极其|十分)失望|(?:太|极|超|非常|特别)差|糟透|再也不来|terrible|awful|horrible|disgusting|very disappoint|worst|最悪|最低|ひど[いかく]"
        ),
    ),
    (
        2,
        re.compile(
            r"不(?:是|算)?(?:很|太|够|怎么|大)?(?:好|满意|行|理想|舒服)|不怎么样|不咋(?:地|样)|没(?:有)?(?:想象|照片)[^,，。]{0,6}好|失望|(?:很|有点|比较)差|disappoint|\bpoor\b|\bbad\b|not (?:so |very |that )?(?:good|great|happy)|(?:良|よ)く(?:な|あり)|がっかり|残念|不満"
        ),
    ),
    (
        3,
        re.compile(
            r"一般|凑合|马马虎虎|普普通通|将就|中规中矩|so[- ]so|average|mediocre|not bad|ふつう|普通|まあまあ"
        ),
    ),
    (
        4,
        re.compile(
            r"不错|还行|还可以|还好|可以的|蛮好|\bgood\b|\bfine\b|\bnice\b|\bok(?:ay)?\b|(?<!とても)(?<!すごく)(?<!本当に)(?<!大変)(?:(?:良|よ)かった|良い|快適)|いい(?:宿|部屋|感じ)"
        ),
    ),
    (
        5,
        re.compile(
            r"(?:很|挺|非常|特别|超级|超|太|真|十分|相当|最|都)(?:好|棒|满意|舒服|赞|喜欢|开心|愉快|温馨)|完美|好极了|满意|棒|赞|巴适|安逸|喜欢|great|excellent|perfect|wonderful|amazing|fantastic|lovely|superb|awesome|loved?\b|very good|最高|素晴らし|すばらし|大満足|(?:とても|すごく|本当に|大変)(?:良|よ|快適|楽し|親切|気持ち|満足)"
        ),
    ),
)
_PARTICLES = frozenset("吧啊呀哦呢哈喽啦噢")
_BUT = re.compile(
    r"就是|不过|但|可惜|只是|除了|\bbut\b|except|however|though|けど|ですが|ただ|(?<!と)でも|しかし"
)
# Praise by double negation: taken out before the words are weighed.
_NOT_BAD = re.compile(
    r"不差|不(?:会)?(?:让[我人们]+)?失望"
    r"|(?:没有?|挑不出|找不出|找不到|说不出)(?:一点儿?|一处|半点)?(?:觉得|感到|感觉)?(?:什么|任何|啥|哪里|哪儿|地方)?(?:让(?:我们?|人|大家))?(?:觉得|感到|感觉)?"
    r"(?:不(?:好|满意|舒服|行|理想)|失望|差)(?:的(?:地方)?)?"
    r"|(?:\bnot|n't|\bnothing|\bnever)(?: \w+ed)?(?: really| all| that| so| too| very| at all| a| is| was| be(?:en)?)*? (?:bad|poor|disappoint\w*)(?: (?:to say|about it))?"
)

_GRAVE = re.compile(
    r"12315|消协|工商|律师|起诉|曝光|报警|偷(?!懒)|被盗|丢了钱|骚扰|猥亵|偷拍|摄像头|受伤|流血|摔(?:了|伤|倒)|烫伤|过敏|食物中毒|拉肚子|臭虫|跳蚤|蟑螂|老鼠|歧视|打人|辱骂|骂人|退一赔"
    r"|\b(?:police|lawyer|stolen|theft|harass\w*|injur\w*|bleeding|bed ?bugs?|cockroach\w*|rats?|hidden camera|food poisoning|racis\w*|discriminat\w*)\b"
    r"|警察|弁護士|訴え|盗まれ|盗撮|隠しカメラ|けが|怪我|食中毒|南京虫|ダニ|ゴキブリ|ねずみ|ネズミ|差別|セクハラ"
)
_WISHES = re.compile(
    r"建议|希望|要是[^,，。]{0,14}就|如果[^,，。]{0,14}(?:就|更)好|可以(?:加|增|多|放|改|换|再)|能(?:不能)?(?:加|增|多|再)|最好(?:能|有|加)|改进|改善|添(?:个|点|些)|多(?:放|备)"
    r"|\b(?:suggest\w*|it would be (?:nice|better|great|good)|would be (?:nice|better|great|good)|you (?:could|should|might)|please consider|improve\w*|wish you)\b"
    r"|(?:すれば|あれば|あると|すると|たら)[^、。]{0,6}(?:いい|良い|嬉しい|うれしい|助かり)|てほしい|改善|提案"
)
# Words that only name the subject: nothing has been said yet.
_NAMES_ONLY = re.compile(
    r"(?:你好|您好|老板|请问|那个|hi|hello)?[,，\s]*(?:我|俺)?(?:想|要|想要|得|可以|能|能不能|可不可以|怎么|在哪|如何|哪里)?(?:给(?:你们|店里|你)?)?(?:提|说|反映|反馈|写|留|发|讲)?(?:一?[个点条下些]|几[个点条])*"
    r"(?:意见|建议|投诉|举报|反馈|意见反馈|评价|评论|留言|意见箱|意见和建议|意见或建议|抱怨)(?:你们|一下|下|吗|么|啊|吧|呢|了)*"
    r"|(?:i (?:want|would like|'d like|need|have|wish) (?:to )?)?(?:make |leave |give |file |have )?(?:an? |some |my )?(?:complaints?|complain|feedback|suggestions?|opinions?|reviews?|comments?)"
    r"|(?:ちょっと|少し)?(?:ご?意見|苦情|クレーム|提案|感想|要望|不満)(?:を|が|は)?(?:言い|伝え|お伝え|送り|出し)?(?:したい|たい|あり|あるん|ございま)?(?:のですが|んですが|です|ます|ますが)?(?:いいですか)?"
)


# What is only an opinion where one is asked for, though elsewhere it would be a wish or a complaint.
HEARD = (
    "complaint",
    "feedback",
    "service_maintenance",
    "service_housekeeping",
    "service_amenity",
    "service_meal",
    "service_status",
    "room_control",
    "special_request",
    "facility_info",
    "breakfast",
    "room_info",
    "price_query",
)
# Intents that only name a thing, where somebody is asked what was wrong with it: 床太硬, wifi太慢了.
FAULTS = (*HEARD, "wifi", "access_door", "parking", "pet_policy", "luggage", "service_transport")
_AT_FAULT = frozenset({"complaint", "service_maintenance", "service_housekeeping", "service_status"})


@dataclass(frozen=True, slots=True)
class Rated:
    """How somebody answered “how was it”: the score, if one can be told, and what they said beside it."""

    score: int | None
    words: str = ""


def read_rating(text: str) -> Rated:
    """The answer to “how was your stay”, as it was typed. Without a score nothing in it says how good it was."""
    said = text.strip()
    low = unicodedata.normalize("NFKC", said).lower()
    if len(low) != len(said):
        said = low
    match = _SCORE.match(low)
    if match is not None:
        score = int(match["digit"]) if match["digit"] else _FIGURES[match["figure"]]
        left = said[match.end() :].strip(" ,，。.、:：;；!！~-分星")
        return Rated(score, "" if left in _PARTICLES else left)
    if _FULL.search(low):
        return Rated(FULL, "" if _FULL.fullmatch(low) else said)
    score_told = told_in_words(low)
    if score_told is not None:
        return Rated(score_told, said)
    if _PRAISED.search(text):
        left = _PRAISED.sub("", text).strip(" \ufe0f")
        return Rated(FULL, left)
    return Rated(None)


def answered(text: str, labels: Collection[str]) -> Rated:
    """The same, with the intents of the text in mind: what asks something else beside the score is no word about the stay.

    A fault named without a score is told by its words.
    """
    rated = read_rating(text)
    if not set(labels) <= {*HEARD, *SMALL}:
        digits = _SCORE.match(unicodedata.normalize("NFKC", text).strip().lower())
        return Rated(rated.score if digits else None)
    if rated.score is None and _AT_FAULT & set(labels):
        return Rated(None, text.strip())
    return rated


def told_in_words(text: str) -> int | None:
    """How good it was, as words alone tell it; None when they tell nothing."""
    low = text.lower()
    left = _NOT_BAD.sub("", low)
    found = next((score for score, pattern in _WORDS if pattern.search(left)), None)
    if left != low and found is None:
        return 4
    return 4 if found == FULL and _BUT.search(low) else found


def praises(text: str) -> bool:
    """Whether somebody is simply content: nothing is missed, nothing wished."""
    low = text.lower()
    return (told_in_words(low) or 0) > 3 and not _BUT.search(low) and not wishes_something(text)


def grade_of(text: str, *, wishes: bool) -> Grade:
    """How soon somebody must answer: what is dangerous or threatens, what only wishes, the rest."""
    low = unicodedata.normalize("NFKC", text).lower()
    if _GRAVE.search(low):
        return "grave"
    return "light" if wishes and _WISHES.search(low) else "plain"


def wishes_something(text: str) -> bool:
    """Whether somebody suggests how it could be better."""
    return _WISHES.search(unicodedata.normalize("NFKC", text).lower()) is not None


def leaves_out(text: str) -> bool:
    """Whether a free answer is none: 跳过, 不想答."""
    return _LEFT_OUT.fullmatch(text.strip(" 。.!！~")) is not None


_LEFT_OUT = re.compile(
    r"(?:跳过|略过|过|下一[题个问]|不想?(?:答|说|填|评)了?|无|没啥|没什么|next|pass|nothing|スキップ|パス|特になし|特にありません|ありません|なし|ない(?:です)?|いいえ)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A question the owner wants asked: to be scored, answered by one of `choices`, or in words."""

    text: str
    kind: Literal["score", "choice", "words"] = "words"
    choices: tuple[str, ...] = ()


def read_question(text: str) -> AskedFor:
    """What an owner wrote to be asked: 早餐合口味吗？合/一般/不合; 房间干净吗？打分. Without a question mark it is all question."""
    question, mark, rest = _MARK.split(text.strip(), maxsplit=1) if _MARK.search(text) else (text, "", "")
    if _TO_SCORE.fullmatch(rest.strip()):
        return AskedFor((question + mark).strip(), "score")
    choices = tuple(part for part in _BETWEEN.split(rest.strip()) if part)
    return AskedFor((question + mark).strip(), "choice" if choices else "words", choices)


_MARK = re.compile(r"([?？])")
_TO_SCORE = re.compile(r"[(（]?(?:打分|评分|1\s*(?:到|-|至|~)\s*5\s*分?|score)[)）]?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[/／、,，|｜;；]\s*|\s+")


def names_only(text: str) -> bool:
    """Whether a text only names that there is something to say: 我要投诉, 提个意见."""
    said = unicodedata.normalize("NFKC", text).lower().strip(" ,，。.!！?？~")
    return _NAMES_ONLY.fullmatch(said) is not None
