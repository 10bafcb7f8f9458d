"""Says what an hour that was named is for: an arrival, or the moment something is to happen. It finds no hours and no days."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.hour_words import after_arrival, of_the_rule, plainly
from bot.understanding.hours_meant import (
    ARRIVING,
    COMES_JA,
    LEAVING,
    MET,
    PLANNED,
    TAKEN_BACK,
    VEHICLE_BEFORE,
    goes_then,
    meant,
)
from bot.understanding.moments import EARLIEST, Heard, afternoon, moment_of
from bot.understanding.reading import Reading
from bot.understanding.times import Clock

LATE = 22  # from then on 一点到 is before the morning
MORNING = 9  # from this hour on 十点能入住吗 asks about the morning
_MEALS_AND_TIPS = frozenset({"breakfast", "nearby_tips", "facility_info"})
_UNTIMED = _MEALS_AND_TIPS | {"checkout_info", "checkout_request"}
_LATE_THINGS = frozenset({"service_status", "service_maintenance", "complaint"})


def put_hours(reading: Reading, heard: Heard, clocks: Sequence[Clock]) -> None:
    """`arrival_time`, or `datetime` with what a wish for it needs; nothing where an hour is only told of."""
    if not clocks:
        return
    heard = plainly(heard)
    clock = meant(heard, clocks)
    if heard.labels & LEAVING and not heard.labels & PLANNED - LEAVING and goes_then(heard, clock):
        return
    comes = len(clocks) == 1 and _comes_at(heard, clock)
    if not comes and _is_planned(heard, clock):
        arrivals = [other for other in clocks if other is not clock and _comes_too(heard, other)]
        _put_moment(reading, heard, after_arrival(heard, clock, arrivals))
        if arrivals:
            reading.put("arrival_time", afternoon(arrivals[0], 11).strftime("%H:%M"))
    elif comes or _is_arrival(heard, clock):
        asks_early = bool(heard.labels & {"early_checkin", "luggage"}) and "checkin_info" not in heard.labels
        asks_early = asks_early or (clock.at.hour >= MORNING and bool(_LET_IN.search(heard.said)))
        at = clock.at if asks_early and clock.at.hour >= EARLIEST else afternoon(clock, 11)
        if _at_night(heard, clock):
            at = clock.at
        reading.put("arrival_time", at.strftime("%H:%M"))


def _comes_at(heard: Heard, clock: Clock) -> bool:
    """Whether the hour is said to be that of an arrival, whatever else is asked: 夜9時ごろ着きます、夕食はまだありますか."""
    if heard.asked or heard.labels & {"service_transport", "wake_up_call"}:
        return False
    if COMES_JA.match(heard.said, clock.end):
        return True
    return _COMES_EN.search(heard.said, 0, clock.start) is not None and bool(heard.labels & _ASKED_BESIDE)


_ASKED_BESIDE = frozenset({"service_meal", "service_amenity", "parking", "luggage", "breakfast"})
_COMES_EN = re.compile(
    r"\b(?:(?:we|i|we'll|i'll|will|to|party|guests?|should) (?:arrive|reach|check ?in|get (?:in|there|to you\w*)|be (?:there|with you|at yours|at your \w+))|arriving|checking in|reaching)\b(?: (?!(?:and|but|dinner|lunch|breakfast|taxi)\b)[a-z]+){0,4}(?: at| by| around| about| after)? ?$|\b(?:we|i) (?:will )?(?:come|arrive)\b[^.?!]{0,30}\b(?:only|not before|but|late)(?: at| by| around| about| after)+ $"
)


def _comes_too(heard: Heard, clock: Clock) -> bool:
    """Whether an hour beside the one something is planned for is that of the arrival: 下午四点到，年夜饭六点开席."""
    before = heard.said[: clock.start]
    if VEHICLE_BEFORE.search(before) or TAKEN_BACK.search(before):
        return False
    return _HERE_AT.match(heard.said, clock.end) is not None


_HERE_AT = re.compile(
    r"(?:左右|钟|多|之?前|以前)?(?:才|能|就|会)*(?:(?:到|抵达)(?=$|[,。;!?\s]|店|你|您|民宿|客栈)|到店|入住)"
)


def _at_night(heard: Heard, clock: Clock) -> bool:
    """一点半才到 今晚的房; said after midnight, 三点到 is before the morning."""
    if clock.sure or not 1 <= clock.at.hour <= 5:
        return False
    said_at_night = (heard.now.hour < EARLIEST and clock.at > heard.now.time()) or (
        heard.now.hour >= LATE and not heard.days
    )
    return said_at_night or (
        (clock.at.hour <= 3 or "红眼" in heard.said) and _COMES_LATE.search(heard.said) is not None
    )


# --- what it is for ---


def _is_planned(heard: Heard, clock: Clock) -> bool:
    """Whether something is to happen at the hour that is no arrival."""
    if heard.asked in {"datetime", "time"}:
        return True
    if heard.asked == "arrival_time" and "late_checkout" not in heard.labels:
        return False
    after = heard.said[clock.end :]
    if _leaves_at(heard, clock):
        return True
    if heard.labels & PLANNED:
        arrives = _CHECKING_IN.search(heard.said) and not heard.labels & {"service_transport", "wake_up_call"}
        return not arrives and "checkin_info" not in heard.labels
    if heard.labels & {"service_amenity", "service_status"} and _BROUGHT.match(after):
        return not _TOLD_OF.search(heard.said)
    if "service_amenity" in heard.labels:
        return not _TOLD_OF.search(heard.said) and bool(heard.days)
    if "lost_found" in heard.labels:
        fetched = _FETCHED.search(heard.said, 0, clock.start) or _FETCHED_ZH.match(after)
        return bool(heard.days) and fetched is not None
    if "luggage" in heard.labels:
        return not _ARRIVES.match(after) and not _ARRIVING_AT.search(heard.said, 0, clock.start)
    if "breakfast" in heard.labels:
        return not ARRIVING.match(after) and (bool(heard.days) or _PACKED.search(heard.said) is not None)
    if heard.labels & {"checkout_info", "checkout_request", "deposit_payment", "invoice"}:
        return _LEFT_AT.match(after) is not None
    if heard.labels & {"special_request", "room_control", "facility_info", "parking"}:
        comes = ARRIVING.match(after) or _ARRIVING_AT.search(heard.said, 0, clock.start)
        return not comes and not _TOLD_OF.search(heard.said)
    return "service_maintenance" in heard.labels and _repaired_at(heard, clock)


def _repaired_at(heard: Heard, clock: Clock) -> bool:
    """Whether somebody is to come and repair at this hour: tomorrow 9am, broken since Friday."""
    if _REPAIR_AT.search(heard.said, 0, clock.start) and not _TOLD_OF.search(heard.said, 0, clock.end):
        return True
    repaired = _REPAIRED.search(heard.said[clock.end :]) is not None
    return not _TOLD_OF.search(heard.said) and (bool(heard.days) or repaired)


def _leaves_at(heard: Heard, clock: Clock) -> bool:
    """Whether somebody tells when they leave, and no more: leaving tomorrow 4:30am."""
    if not heard.days or heard.labels - _ABOUT_LEAVING:
        return False
    told = heard.said[max(0, clock.start - 7) : clock.end]
    if not clock.sure and not _AT.search(told):
        return False
    return _LEAVING_AT.search(heard.said, 0, clock.start) is not None


_ABOUT_LEAVING = LEAVING | {"checkout_info", "deposit_payment", "invoice", "greeting", "thanks"}
_AT = re.compile(r"\b(?:at|around|about|by|before) |:\d\d$")  # leaving tomorrow at 10
_LEAVING_AT = re.compile(
    r"\b(?:leav(?:e|es|ing)|check(?:ing)?[ -]?out|depart(?:s|ing)?|go(?:ing)? home)\b(?:(?!\b(?:arriv|com|flight|train|bus|before|from|between)\w*\b)[^.?!;]){0,30}$"
)
_FETCHED = re.compile(
    r"\b(?:pick (?:it|them|this) ?up|pickup|collect|fetch|come (?:by|for|back))\b[^.?!]{0,24}$"
)


_FETCHED_ZH = re.compile(
    r"(?:左右|钟|多|之?前|之?后)?(?:我们?|自己|亲自|就|再|会|能|可以|要|想|让|叫|找|派|请|闪送|跑腿|快递员?|小哥|师傅|朋友|同事|家人|老公|老婆|司机|人|过|回|上门|顺路|[去来到店里])*(?:[拿取]|寄)"
)


def _is_arrival(heard: Heard, clock: Clock) -> bool:
    if heard.asked == "arrival_time":
        return True
    if heard.labels & _MEALS_AND_TIPS and ARRIVING.match(heard.said, clock.end):  # 八点半到，早餐几点
        return True
    if _SETS_OUT.match(heard.said, clock.end):  # 2号早上6点的船,所以1号得住; 25号凌晨四点走
        return False
    if heard.labels & _UNTIMED or (
        heard.labels & PLANNED and "checkin_info" not in heard.labels and not _CHECKING_IN.search(heard.said)
    ):
        return False
    if not heard.labels:
        return _GONE.match(heard.said, clock.end) is None and not _OUT_BY.search(heard.said, 0, clock.start)
    if "early_checkin" in heard.labels:
        return not of_the_rule(heard, clock)
    return not heard.labels <= _LATE_THINGS and _ARRIVAL.search(heard.said) is not None


_SETS_OUT = re.compile(
    r"(?:多|半|左右)?(?:的?(?:飞机|航班|火车|高铁|动车|大巴|轮渡|船)(?![^,。;!?]{0,4}(?:到|落地|抵达))(?=$|[,。;!?]|去|回|走)|(?:就|得|要|再)*(?:走(?!路|廊|过|到)|退房|离店)(?![^,。;!?]{0,4}到))"
)
_GONE = re.compile(
    r"\s?(?:ごろ|頃)?に(?:出(?:ます|る|た|発)|帰|発ち|チェックアウト|退室)|(?:就|再|才)?(?:退房|离店)"
)
_OUT_BY = re.compile(
    r"\b(?:out|gone|leav(?:e|ing)|checking out|depart(?:ing)?)(?: (?:by|at|around|before|about))? ?$"
)
_LET_IN = re.compile(
    r"^(?!.*(?:还|晚|夜))(?=.*[吗嘛么不没?]).*(?:能|可以|可不可以|让)[^,。;!?]{0,6}(?:入住|进房|进屋)|\b(?:can|could|may) (?:we|i) check[ -]?in at|時に(?:は)?チェックインできますか"
)
_COMES_LATE = re.compile(
    r"半才到|点才到|今晚的?房|留(?:个|着|下)?[门灯]|凌晨|半夜|日付[がの]?変|日をまた|深夜|红眼"
)
_BROUGHT = re.compile(
    r"(?:钟|整|左右|之?前|的时候)?(?:再|请|麻烦|能不能|能|可以|想|要|用|帮我们?|给我们?)*(?:来?拿|送|借|加|补|用)(?!我|机|站)"
)
_TOLD_OF = re.compile(
    r"\b(?:since|was supposed|were supposed)\b|昨[天晚](?!我?(?:给|跟|和|打|问|联系|加)|(?:开始)?就?(?:不[热亮冷通出]|坏))|刚才|就说|说好|说要|说了|到现在|还没|没(?:来|送|人)|早就"
)
_ARRIVES = re.compile(r"(?:左右|钟|多|前|就|才|能|可以|先)*(?:到(?!店?拿|取|[下上晚早])|落地|抵达|着き|に着)")
_LEFT_AT = re.compile(
    r"(?:钟|多|左右)?(?:我们?|就|才|要|得|会|再|自己|能|可以)*(?:走(?!路|廊)|退房|退|离店|离开|出发|出门|赶|check ?-?out|leav)|に(?:出|チェックアウト)"
)
_PACKED = re.compile(
    r"(?:给|帮)我们?|备好|准备|打包|带走|外带|路上吃|提前|早点(?:吃|做|给)|\bpack|\bto go\b|takeaway|take away|\bearl(?:y|ier)\b|早めに|持ち帰|お?弁当"
)
_REPAIRED = re.compile(
    r"(?:钟|左右|之?后|以后|之?前)?(?:能|可以|请|麻烦|再|派人?|叫人?|找人?|让人|安排人?|师傅)*(?:来|过来|上来)?(?:修|看|瞅|弄|换|检查)|那时候?(?:来|再)"
)
_ARRIVING_AT = re.compile(r"\b(?:arriv\w*|coming|get(?:ting)? (?:in|there))\b[^,.?!]{0,40}$")
_REPAIR_AT = re.compile(
    r"\b(?:fix|repair|check|send|come|look|see to|have (?:some|any)one|have a look)\b(?:(?!\b(?:since|already|broke|stopped|was)\b)[^.?!]){0,60}$"
)
_CHECKING_IN = re.compile(r"check(?:ing)?[ -]?in\b|入住|到店|チェックイン")
_ARRIVAL = re.compile(
    r"(?<![改挪推迟延调拖换提移])(?<!提前)(?<!延后)(?<!推后)到(?!期|底|哪|时)|入住|来(?!得及)|过去(?!了)|抵达|[进入]房(?!间)|checkin|arriv|land|reach|\b(?:(?:we|i|will|we'll|i'll|could|can|may)(?: only)? (?:come|be (?:there|here|at yours?|with you))|coming|rock(?:ing)? up)\b|g[eo]ts? (?:there|in|to)|pull(?:s|ing)? in|be there|チェックイン|着き|着く|着い|着の|着予定|到着|進房|进房|(?:頃|ごろ|くらい|ぐらい)(?:になり|です|かと)"
)


def _put_moment(reading: Reading, heard: Heard, clock: Clock) -> None:
    moment = moment_of(heard, clock)
    if moment is None:
        return
    reading.put("datetime", f"{moment:%Y-%m-%dT%H:%M}")
    if "wake_up_call" in heard.labels:
        reading.put("date", f"{moment:%Y-%m-%d}")
    if "service_transport" in heard.labels and "wake_up_call" not in heard.labels and MET.search(heard.said):
        reading.put("arrival_time", afternoon(clock, 11).strftime("%H:%M"))
