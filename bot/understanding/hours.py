"""Says what an hour that was named is for: an arrival, or the moment something is to happen. It finds no hours and no days."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.understanding.hour_words import after_arrival, of_the_rule, plainly
from bot.understanding.hours_beside import LEFT_THEN, SETS_OUT, is_now
from bot.understanding.moments import EARLIEST, Heard, afternoon, moment_of
from bot.understanding.reading import Reading
from bot.understanding.times import Clock

LATE = 22  # from then on 一点到 is before the morning
MORNING = 9  # from this hour on 十点能入住吗 asks about the morning
PLANNED = frozenset({"service_transport", "wake_up_call", "service_meal", "late_checkout", "service_housekeeping", "human_agent"})  # fmt: skip
LEAVING = frozenset({"late_checkout", "checkout_request", "luggage"})  # what ends at an hour
_MEALS_AND_TIPS = frozenset({"breakfast", "nearby_tips", "facility_info"})
_UNTIMED = _MEALS_AND_TIPS | {"checkout_info", "checkout_request"}
_LATE_THINGS = frozenset({"service_status", "service_maintenance", "complaint"})


def put_hours(reading: Reading, heard: Heard, clocks: Sequence[Clock]) -> None:
    """`arrival_time`, or `datetime` with what a wish for it needs; nothing where an hour is only told of."""
    if not clocks:
        return
    heard = plainly(heard)
    clock = _meant(heard, clocks)
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
    if _COMES_JA.match(heard.said, clock.end):
        return True
    return _COMES_EN.search(heard.said, 0, clock.start) is not None and bool(heard.labels & _ASKED_BESIDE)


_ASKED_BESIDE = frozenset({"service_meal", "service_amenity", "parking", "luggage", "breakfast"})
_COMES_JA = re.compile(
    r"(?:ごろ|頃|くらい|ぐらい|過ぎ|すぎ|前)?(?:に|には)?(?:(?:車|電車|バス|タクシー|みんな|家族)で)?(?:お?宿|そちら|そっち|ホテル|現地|旅館)?[にへ]?(?:着(?:き|く|い(?!て(?:から|、))|予定|や|です)|到着(?!して(?:から|、)))"
)
_COMES_EN = re.compile(
    r"\b(?:(?:we|i|we'll|i'll|will|to|party|guests?|should) (?:arrive|reach|check ?in|get (?:in|there|to you\w*)|be (?:there|with you|at yours|at your \w+))|arriving|checking in|reaching)\b(?: (?!(?:and|but|dinner|lunch|breakfast|taxi)\b)[a-z]+){0,4}(?: at| by| around| about| after)? ?$"
)


def _comes_too(heard: Heard, clock: Clock) -> bool:
    """Whether an hour beside the one something is planned for is that of the arrival: 下午四点到，年夜饭六点开席."""
    before = heard.said[: clock.start]
    if _VEHICLE_BEFORE.search(before) or _TAKEN_BACK.search(before):
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


# --- which hour ---


def _meant(heard: Heard, clocks: Sequence[Clock]) -> Clock:
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
    arrives = _ARRIVING.match(after) or _TO_US.search(before)
    kept = "luggage" in heard.labels and _KEPT_FROM.match(after)
    travels = _VEHICLE_AFTER.match(after) or _VEHICLE_BEFORE.search(before)
    if _MET.search(heard.said) and _LANDS.match(after):
        travels = None  # 19:10起飞 21:45落地，有接机吗
    done = _DONE_AT.match(after) is not None
    if "wake_up_call" in heard.labels and SETS_OUT.match(after):
        done = False  # 九点的车，八点叫我
    arrives = None if heard.labels & PLANNED and done else arrives
    eats = "service_meal" in heard.labels and _COMES_JA.match(after)  # 夕食は7時で、5時に着きます
    if arrives and heard.labels & {"service_meal"} and not (eats or heard.labels & {"service_transport"}):
        return -1  # 下午四点到，晚上七点包桌
    told_anew = _PUT_RIGHT.search(before) or (_FROM_HOUR.search(before) and _BECAME.match(after))
    gone = bool(_TAKEN_BACK.search(before) or _GIVEN_UP.match(after))
    gone = gone or ("early_checkin" in heard.labels and of_the_rule(heard, clock))
    gone = gone or is_now(before, after)
    if heard.labels <= {"luggage"} and LEFT_THEN.match(after):
        leaves = None
    return (
        4 * bool(leaves or kept)
        + 2 * (bool(arrives) and not eats)
        + (3 if heard.labels & PLANNED - LEAVING else 1) * done
        - bool(eats)
        - 3 * bool(travels)
        + 5 * bool(told_anew)
        - 9 * gone
    )


_PUT_RIGHT = re.compile(
    r"(?:予定(?:でした|だった)?(?:のです|んです|の)?が|はずが|つもりが|と(?:伝え|言い)ましたが)[^□]{0,12}$|(?:不不|哦不|啊不|哦|不对|说错|打错|错了|算了|还是|改|(?:改|换|挪|推|延|调整?|提前?|拖|变更?|移)(?:后|迟|前)?(?:到|成|为|至)|现在(?!别|不|还|都|才|已|快)(?:说|要|得|看)?|(?:那就|就)(?![^□,。]{0,6},)|\bno wait\b|\bsorry\b|\bmake (?:it|that)\b|\bmore like\b|\bnow\b|じゃなくて|やっぱり)[^□,。]{0,6},?\s?$|不是[^,。]{1,8},?是$"
)
_FROM_HOUR, _BECAME = (
    re.compile(r"(?:時|分|半|:\d\d)(?:ごろ|頃)?から$"),
    re.compile(r"(?:ごろ|頃)?[にへ](?:変|なり|ずれ|遅れ|遅く|早ま|早く)"),
)
_TAKEN_BACK = re.compile(
    r"(?:不是|不用|不要|别|甭|过了|写的?|写着|规定|要求|显示|正常|都是|一般|原来|原先|本来|之前|原定|平时|平常|普通|通常)(?:说|定|订|约|讲|是)?(?:的是|好的?|了)?[^,。;!?]{0,4}$|说好(?:的|是)?$|\b(?:not|instead of|originally|usually|normally)(?: at| by)? ?$|普段は$"
)
_GIVEN_UP = re.compile(
    r"(?:多|半|左右|就|前|之前)?(?:退房?|走|起床|起|到|离店|吃|叫)?(?:我们?|真的?|实在|肯定|怕是?|可能|有点|都|也)*(?:太早|太晚|太赶|来不及|起不来|[退走起搬离收]不[了掉完动]|不用|不行|不来|不要|之?前?(?:赶|到)不[了到]|的饭|的那[个班]|じゃなくて|の予定)"
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
_ARRIVING = re.compile(
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
_VEHICLE_BEFORE = re.compile(
    r"(?:飞机|航班|火车|高铁|动车|大巴|轮渡|船|车次)(?:票)?(?:大概|大约|好像)?(?:是|在|要|定的|订的)*(?:今天?|今晚|明天?|明早|明晚|后天?|早上|下午|晚上|(?:\d{1,2}月)?\d{1,2}[号日]|下*(?:周|星期|礼拜)[一二三四五六日天])?的?\s?$|\b(?:flight|train|bus|ferry|boat|plane|meeting|conference|wedding|race|interview|exam|funeral|tour|class|appointment)(?:'s| is| was| leaves| goes| departs| starts| lands| arrives| gets in| comes in| only| isn't until| not until)*(?: at| by| around)? ?$|(?:飛行機|電車|新幹線|バス|フライト|便|船)(?:が|は|、)\s?$"
)
_DONE_AT = re.compile(
    r"(?:钟|整|左右|之?前|以前|的时候)?(?:请|麻烦|能不能|能|可以|要|想|得|就|再|准时|把[\u4e00-\u9fff]{1,6}|帮我们?|给我们?|叫人?|派人?|安排|电话|打电话|敲门)*(?:叫|喊|弄|做|扫|打扫|收拾|搞卫生|送|拿|借|加|接|出发|走|出门|用车|的?车|开[饭席桌]|上桌|用餐|吃|上菜|要[辆个台]|来(?:打扫|收拾|修|送|接|叫))|\s?(?:に起こし|にタクシー|に掃除|にお?迎え|に出発)"
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
        return not _ARRIVING.match(after) and (bool(heard.days) or _PACKED.search(heard.said) is not None)
    if heard.labels & {"checkout_info", "checkout_request", "deposit_payment"}:
        return _LEFT_AT.match(after) is not None
    if heard.labels & {"special_request", "room_control", "facility_info", "parking"}:
        comes = _ARRIVING.match(after) or _ARRIVING_AT.search(heard.said, 0, clock.start)
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
    if heard.labels & _MEALS_AND_TIPS and _ARRIVING.match(heard.said, clock.end):  # 八点半到，早餐几点
        return True
    if heard.labels & _UNTIMED or (
        heard.labels & PLANNED and "checkin_info" not in heard.labels and not _CHECKING_IN.search(heard.said)
    ):
        return False
    if not heard.labels:
        return _GONE.match(heard.said, clock.end) is None and not _OUT_BY.search(heard.said, 0, clock.start)
    if "early_checkin" in heard.labels:
        return not of_the_rule(heard, clock)
    return not heard.labels <= _LATE_THINGS and _ARRIVAL.search(heard.said) is not None


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
    r"\b(?:since|was supposed|were supposed)\b|昨[天晚](?!我?(?:给|跟|和|打|问|联系|加))|刚才|就说|说好|说要|说了|到现在|还没|没(?:来|送|人)|早就"
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
_ARRIVING_AT = re.compile(r"\b(?:arriv\w*|coming|get(?:ting)? (?:in|there))\b[^,.?!]{0,20}$")
_REPAIR_AT = re.compile(
    r"\b(?:fix|repair|check|send|come|look|see to|have (?:some|any)one|have a look)\b(?:(?!\b(?:since|already|broke|stopped|was)\b)[^.?!]){0,60}$"
)
_CHECKING_IN = re.compile(r"check(?:ing)?[ -]?in\b|入住|到店|チェックイン")
_MET = re.compile(r"接(?![单受])|pickup|pick (?:us|me) up|collect|lift from|meet (?:us|me)|迎え")
_ARRIVAL = re.compile(
    r"(?<![改挪推迟延调拖换提移])(?<!提前)(?<!延后)(?<!推后)到(?!期|底|哪|时)|入住|来(?!得及)|过去(?!了)|抵达|[进入]房(?!间)|checkin|arriv|land|reach|\b(?:(?:we|i|will|we'll|i'll|could|can|may)(?: only)? (?:come|be (?:there|here|at your|with you))|coming|rock(?:ing)? up)\b|g[eo]ts? (?:there|in|to)|pull(?:s|ing)? in|be there|チェックイン|着き|着く|着い|着の|着予定|到着|進房|进房|(?:頃|ごろ|くらい|ぐらい)(?:になり|です|かと)"
)


def _put_moment(reading: Reading, heard: Heard, clock: Clock) -> None:
    moment = moment_of(heard, clock)
    if moment is None:
        return
    reading.put("datetime", f"{moment:%Y-%m-%dT%H:%M}")
    if "wake_up_call" in heard.labels:
        reading.put("date", f"{moment:%Y-%m-%d}")
    if "service_transport" in heard.labels and _MET.search(heard.said):
        reading.put("arrival_time", afternoon(clock, 11).strftime("%H:%M"))
