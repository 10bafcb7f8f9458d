"""Tells which of several hours is the one that is meant. It finds no hours and does not say what the hour is for."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.understanding.hour_words import of_the_rule
from bot.understanding.hours_beside import LEFT_THEN, SETS_OUT, asked_at, is_now, was_said
from bot.understanding.moments import Heard
from bot.understanding.times import Clock

PLANNED = frozenset({"service_transport", "wake_up_call", "service_meal", "late_checkout", "service_housekeeping", "human_agent"})  # fmt: skip
LEAVING = frozenset({"late_checkout", "checkout_request", "luggage"})  # what ends at an hour
COMES_JA = re.compile(
    r"(?:ごろ|頃|くらい|ぐらい|過ぎ|すぎ|前)?(?:に|には)?(?:(?:車|電車|バス|タクシー|みんな|家族)で)?(?:お?宿|そちら|そっち|ホテル|現地|旅館)?[にへ]?(?:着(?:き|く|い(?!て(?:から|、))|予定|や|です)|到着(?!して(?:から|、)))"
)
MET = re.compile(r"接(?![单受])|pickup|pick (?:us|me) up|collect|lift from|meet (?:us|me)|迎え")


def meant(heard: Heard, clocks: Sequence[Clock]) -> Clock:
    """The hour that is wished for: what was put right last, when something ends, when it is to be done; not when a train goes."""
    if "late_checkout" in heard.labels and (
        match := _KEEP_UNTIL.search(heard.said)
    ):  # the bus goes at 6, the room til 4
        return Clock(*match.span(1), time(int(match.group(1)) % 24), False)
    return max(clocks, key=lambda clock: (_likely(heard, clock), _told_anew_at(heard, clock)))


def _told_anew_at(heard: Heard, clock: Clock) -> int:
    """Where an hour stands that puts others right: of several the last one counts, 一点半再来,哦两点吧."""
    return clock.start if _PUT_RIGHT.search(heard.said, 0, clock.start) else -1


def _likely(heard: Heard, clock: Clock) -> int:
    """How surely an hour is the one meant; of equals the first counts."""
    before, after = heard.said[: clock.start], heard.said[clock.end :]
    leaves = heard.labels & LEAVING and (_UNTIL.search(before) or _ENDS.match(after))
    arrives = ARRIVING.match(after) or _TO_US.search(before)
    kept = "luggage" in heard.labels and _KEPT_FROM.match(after)
    travels = _VEHICLE_AFTER.match(after) or VEHICLE_BEFORE.search(before)
    if MET.search(heard.said) and _LANDS.match(after):
        travels = None  # 19:10起飞 21:45落地，有接机吗
    done = _DONE_AT.match(after) is not None
    if heard.labels & {"wake_up_call", "breakfast"} and SETS_OUT.match(after):
        done = False  # 九点的车，八点叫我
    arrives = None if heard.labels & PLANNED and done else arrives
    eats = "service_meal" in heard.labels and COMES_JA.match(after)  # 夕食は7時で、5時に着きます
    if arrives and heard.labels & {"service_meal"} and not (eats or heard.labels & {"service_transport"}):
        return -1  # 下午四点到，晚上七点包桌
    told_anew = _PUT_RIGHT.search(before) or (_FROM_HOUR.search(before) and _BECAME.match(after))
    gone = bool(TAKEN_BACK.search(before) or _GIVEN_UP.match(after) or was_said(before, after))
    gone = gone or ("early_checkin" in heard.labels and of_the_rule(heard, clock))
    gone = gone or is_now(before, after)
    if heard.labels <= {"luggage"} and LEFT_THEN.match(after):
        leaves = None
    return (
        4 * bool(leaves or kept)
        + 2 * (bool(arrives) and not eats)
        + 3 * asked_at(heard.labels, before)
        + (3 if heard.labels & PLANNED - LEAVING else 1) * done
        - bool(eats)
        - 3 * bool(travels)
        - bool(_AT_LEAST.search(before) or _OR_LATER.match(after))
        + 5 * bool(told_anew)
        - 9 * gone
    )


_AT_LEAST = re.compile(r"\b(?:after|past|later than|not before) $")  # after 9pm, around 21:15
_OR_LATER = re.compile(r"(?:多?以后|之后|过后|過ぎ|すぎ|以降)")


def goes_then(heard: Heard, clock: Clock) -> bool:
    """Whether the hour is only that of the journey for which somebody would stay longer: 我飞机是晚上七点的，能晚点退吗."""
    before, after = heard.said[: clock.start], heard.said[clock.end :]
    travels = _VEHICLE_AFTER.match(after) or VEHICLE_BEFORE.search(before)
    return travels is not None and not _UNTIL.search(before) and not _DONE_AT.match(after)


_PUT_RIGHT = re.compile(
    r"(?:予定(?:でした|だった)?(?:のです|んです|の)?が|はずが|つもりが|と(?:伝え|言い)ましたが)[^□]{0,12}$|(?:不不|哦不|啊不|哦|不对|说错|打错|错了|算了|还是|改|(?:改|换|挪|推|延|调整?|提前?|拖|变更?|移)(?:后|迟|前)?(?:到|成|为|至)|现在(?!别|不|还|都|才|已|快)(?:说|要|得|看)?|(?:那就|就)(?![^□,。]{0,6},)|\bno wait\b|\bsorry\b|\bmake (?:it|that)\b|\bmore like\b|\bnow\b|じゃなくて|やっぱり)[^□,。]{0,6},?\s?$|不是[^,。]{1,8},?是$"
)
_FROM_HOUR, _BECAME = (
    re.compile(r"(?:時|分|半|:\d\d)(?:ごろ|頃)?から$"),
    re.compile(r"(?:ごろ|頃)?[にへ](?:変|なり|ずれ|遅れ|遅く|早ま|早く)"),
)
TAKEN_BACK = re.compile(
    r"(?:不是|不用|不要|别|甭|过了|写的?|写着|规定|要求|显示|正常|都是|一般|原来|原先|本来|之前|原定|平时|平常|普通|通常)(?:说|定|订|约|讲|是)?(?:的是|好的?|了)?[^,。;!?]{0,4}$|说好(?:的|是)?$|\b(?:not|instead of|originally|usually|normally)(?: at| by)? ?$|普段は$"
)
_GIVEN_UP = re.compile(
    r"(?:多|半|左右|就|前|之前)?(?:退房?|走|起床|起|到|离店|吃|叫)?(?:我们?|真的?|实在|肯定|怕是?|可能|都|也)*(?:(?:有点|太)[早晚赶急紧]|太仓促|太匆忙|来不及|起不来|[退走起搬离收]不[了掉完动]|不用|不行|不来|不要|之?前?(?:赶|到)不[了到]|的饭|的那[个班]|じゃなくて|の予定)"
)
_KEEP_UNTIL = re.compile(
    r"\b(?:keep|stay|hang on|hold|room|leave|check ?out)\b[^.?!]{0,20} (?:until|till|til) (?:about |around |like |say )?(1?\d)(?![\d:./]| ?(?:am|pm|th|st|nd|rd|o'?clock|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_UNTIL = re.compile(
    r"(?:[留放存寄延住待呆拖推晚][^,。;!?]{0,4}?(?:到|至)|(?<!刚)到|\b(?:until|till?|by|before))(?:大概|大约|差不多)?\s?$"
)
_KEPT_FROM = re.compile(
    r"(?:ごろ|頃)?(?:から|に|まで)[^、。]{0,8}(?:預|置い)"
)  # 荷物を9時から預けて15時にチェックイン
_ENDS = re.compile(
    r"(?:钟|左右|多|之?前|以前|之?后|以后)?(?:再|才|能|可以|来|过来|回来)*(?:退|走|离|拿|取|check ?-?out)|(?:くらい|ごろ|頃)?(?:まで|に取り)"
)
ARRIVING = re.compile(
    r"(?:左右|钟|前|前后|多)?(?:才|能|就|会|办理?)*(?:到(?!站|机场|火车|高铁)|来(?!拿|取|打扫|收拾|修|送|接|叫)|过去(?!了)|入住|抵达|着|に(?:着|入|到着|チェックイン|伺))"
)
_TO_US = re.compile(
    r"到(?:你们?(?:那[边里儿]?|这[边里儿]?|店里?|家|度)?|店里?|民宿|客栈)(?:大概|大约|差不多|估计|应该|可能|得|要|就|都)*$"
    r"|\b(?:at your \w+|at yours|with you|to you|to your \w+)(?: by| at| around| about| for| before)*\s?$"
)
_VEHICLE_AFTER = re.compile(
    r"(?:多|半|左右)?的?(?:飞机|航班|火车|高铁|动车|大巴|轮渡|船|机票|车票)|(?:多|左右)?(?:就|才)?(?:起飞|落地|登机|开船|发车|开车|开会|开演|考试)|(?:の|発の)(?:飛行機|電車|新幹線|バス|フライト|便|船)|\s?(?:am |pm )?(?:flight|train|bus|ferry|boat|plane)\b"
)
_LANDS = re.compile(r"(?:多|半|左右)?(?:才|就)?(?:落地|降落|抵达|到站|到(?!你|店))")
VEHICLE_BEFORE = re.compile(
    r"(?:飞机|航班|火车|高铁|动车|大巴|轮渡|船|车次)(?:票)?(?:大概|大约|好像)?(?:是|在|要|定的|订的)*(?:今天?|今晚|明天?|明早|明晚|后天?|早上|下午|晚上|(?:\d{1,2}月)?\d{1,2}[号日]|下*(?:周|星期|礼拜)[一二三四五六日天])?的?\s?$|\b(?:flight|train|bus|ferry|boat|plane|meeting|conference|wedding|race|interview|exam|funeral|tour|class|appointment)(?:'s| is| was| leaves| goes| departs| starts| lands| arrives| gets in| comes in| only| isn't until| not until)*(?: at| by| around)? ?$|(?:飛行機|電車|新幹線|バス|フライト|便|船)(?:が|は|、)\s?$"
)
_DONE_AT = re.compile(
    r"(?:钟|整|左右|之?前|以前|的时候)?(?:请|麻烦|能不能|能|可以|要|想|得|就|再|准时|把[\u4e00-\u9fff]{1,6}|帮我们?|给我们?|叫人?|派人?|安排|电话|打个?电话|敲门)*(?:叫|喊|打个?电话(?=[到给,。]|$)|弄|做|扫|打扫|收拾|搞卫生|送|拿|借|加|接|出发|走|出门|用车|的?车|开[饭席桌]|上桌|用餐|吃|上菜|要[辆个台]|来(?:打扫|收拾|修|送|接|叫))|\s?(?:に起こし|にタクシー|に掃除|にお?迎え|に出発)"
)
