"""Tells the part a day plays from the words around it: arrival, departure, the new day of a change, one that counts no more. It finds no days."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.day_frame import Day, Point
from bot.understanding.english_changes import cancelled_in_english, changed_role
from bot.understanding.english_roles import english_role, goes, without_next, without_part
from bot.understanding.roles_japanese import ARRIVES, ARRIVES_BEFORE, LEAVES, LEAVES_BEFORE, part_behind

_ARRIVE = re.compile(
    r"入住|到店|抵达|过来(?!看|找|接|拿|取)|过去|(?<![改换挪房调延推移续迟拖留放存寄等报不待住玩呆耍睡赖歇躺挨熬坐])到(?!期|底|处)|(?<![得须要赶]回)来(?!得及|打扫|收拾|搞卫生|换床|换被|修|看看|瞧瞧|参观|考察|回|往|拿|取|电|不了|看我|找我|接我|朋友|客人|个?人)|住(?!到|客|宿证)|check(?:ing)?[ -]?in|arriv|チェックイン|(?<![留放等跟看住存收搁备睡开亮接])着|から|より|开始|(?<![一拿提])起(?!来|床|飞|码|初|雾|风)|进$|"
    + ARRIVES
)
LEAVE = re.compile(
    r"(?<!有人)(?<!别人)退房|离店|离开|(?<!不)走(?!路|廊)|(?<=[就再才要得])撤(?!销|单|回)|(?<=[得须要赶])回来(?!住|你|这|续|再|入)|[回返](?!复|答|得?来|不来|归|不|娘|门|头|老家)|(?<!有人)(?<!别人)退(?!订|款|掉|钱)|check(?:ing)?[ -]?out|leav|depart|チェックアウト|出発|発(?!票)|まで|^出(?!发|去|差|来|租|票|行|国|门|现|问|个|一)|"
    + LEAVES
)
_ARRIVE_BEFORE = re.compile(
    r"(?:入住|到店|抵达|check(?:ing)?[ -]?in|arriv\w*|from|チェックイン)(?:日期|时间|日| date)?\s?(?:是|为|:)?\s?(?:on )?(?:the )?$|"
    + ARRIVES_BEFORE
)
LEAVE_BEFORE = re.compile(
    r"(?:退房|离店|离开|check(?:ing)?[ -]?out|leav\w*|depart\w*|チェックアウト)(?:日期|时间|日| date)?\s?(?:是|为|:|改到|延到|推到)?\s?(?:on )?(?:the )?$|(?:退房?|走|离店|离开|回去?)(?:的?(?:那天|日子|时间|日期))?(?:不变|不动|不改|照旧)?,?(?:还是|仍是|也是|是|还)$"
    r"|(?:住|待|玩|呆|耍|歇|赖|续|续住|延住|延|住宿)(?:到|至)$|\b(?:fly|flying|head|heading|go|going|set|setting) (?:out|off|home|back)(?: again)? (?:on )?(?:the )?$|\bout on (?:the )?$|\b(?:until|till|til) (?:the )?$|(?:续|延长|延期|(?<!改)(?<!重新)[订定])(?:住)?到$|[天晚夜周],?(?:就|一直)?到$|"
    + LEAVES_BEFORE
)  # fmt: skip
_NEW_BEFORE = re.compile(
    r"(?:改签?|换|推迟|推|延后|延迟|延|提前|挪|调整?|变更?)(?:到|成|为|至|在)$|(?:改|换)$|(?:这次|这回|这趟)(?:想|要|是|打算|准备|来)?(?:订|定|住)?$|(?:^|[^\u4e00-\u9fff]|[啊呢吗吧嘛])那$|(?:那|就)(?:我们?|给我们?|帮我们?|你)?(?:订|定|要|选|改|看|留|换)个?$|(?:chang|mov|switch|postpon|reschedul|push|shift)\w*[^,.?!]{0,40} to (?:the )?$|not .{1,24} but (?:the )?$|而是$|はなく$|じゃなくて$|をやめて$|(?:変更後|新しい(?:日程|日)|(?:新|変更)日程)[はがを:、]?\s?$"
)
# Words before the first of two days by which it is left: move my booking from the 2nd to the 4th.
MOVED_FROM = re.compile(
    r"\b(?:re-?book|amend|transfer|chang|mov|switch|postpon|reschedul|push|shift|bring|swap)\w*(?:(?! to )[^,.?!]){0,40} from (?:the )?$"
    r"|\b(?:chang|mov|switch|postpon|reschedul|push|shift|swap)\w* (?:my |our )?(?:(?:booking|reservation|stay) )?(?:(?:of|for|on) )?(?:the )?$"
)
_UNTIL_AFTER = re.compile(r"\s?(?:until|till?|through|thru)\b")  # swap rooms from Monday until Friday
PUT_OFF = re.compile(r"(?:延|续|改|推|提前|挪|多住|多待|多玩|接着住)(?:住|期|后|迟)?(?:到|至|成|为)$")
_ELSEWHERE = re.compile(
    r"(?:晚上?|早上|下午|中午)?(?:的?(?:飞机|火车|高铁|航班))?先(?:到|去|飞)(?=[\u4e00-\u9fff]{2})(?!店|你|您|民宿|[^。;!?]{0,10}入住)|(?:晚上?|早上|下午|中午)?(?:才|就)?[到飞](?:昆明|大理市|丽江|成都|重庆|北京|上海|广州|深圳|杭州|西安|[\u4e00-\u9fff]{0,3}(?:机场|高铁站|火车站))"
)
_NOT_BEFORE = re.compile(
    r"不是(?:要|说|问)?$|\bnot (?:on )?(?:the )?$|(?:不要|不[住订定选](?:在)?|别|唔系|不系|除了?|除开|除去)$|\bno rooms? (?:on |for )?(?:the )?$"
)
# What was booked or meant before, where something else follows: 原定24号 现在改26号, 上次国庆住的.
_OLD_BEFORE = re.compile(
    r"(?:上次|上回|上一次|上一回|上趟|前年)(?:我们?)?(?:是|在|住的?是)?$|(?:原定|原计划|原本|本身|原来(?:订的?是?|定的?是?|写的?是?|是|打算|说)?|原先(?:[订定]的?|是)?|本来(?:是|[订定]的?|想|打算|说|话|要)?(?:写的?|是)?)(?:我们?)?(?:住到)?$"
    r"|(?:原来|原先|本来|之前|前面|先前)(?:我们?)?(?:(?:跟|和|同|给)(?:你们?|您|前台|老板娘?|店里|客服|管家)|在[\u4e00-\u9fff]{2,4})?(?:[订定]的?|[讲说报写填]的?)(?:是|好)?的?(?:要|想)?(?:[住待玩呆]到)?$|(?:変更前|(?:元|もと|現在|今|当初)の(?:予約|日程|予定))[はがを:、]?\s?$|\blast time(?: in| over| at| on| from)?[\s,(:]*$|\boriginally (?:on |for |from )?(?:the )?$"
)
_MEANT_BEFORE = re.compile(
    r"(?:本来|本身)(?:是|想|打算|说|要)?$"
)  # 本来明天走: tells nothing of what is wished, alone too
_NOT_AFTER = re.compile(
    r"(?:の?予約)?(?:じゃなくて|ではなく|をやめて)|(?:都|全|全都|已经)+(?:没|满|订|卖)(?:了|有|房|完|光|位)*+(?![吗么嘛没])"
    r"|(?:的)?(?:要是|如果)?(?:不行|不成|没房|没有房?|没位|满了?|不方便|来不了|不合适|订不到|住不了)(?:了)?(?:的话|就|那|,|的时候)"
)
# What tells that a day counts no more, where another one is named: 26号不来了, 5号的取消, 明天？也不是.
_DENIED = re.compile(
    r"(?:的)?(?:优惠券|代金券|券|抢的)|退房?(?:不走|不退)|(?:晚上?|那天|今天)?(?:就|都|也|是|先)?(?:不来|来不了|不去|去不了|走不了|[到赶来去过][不没](?:了|到|上|成|来)|不住|不走|不[用要](?=了|$|[,。;!?]|[^,。;!?]{1,4},?\s?[^,。;!?]{1,5}再)|没空(?!调)|(?:都|也|人)不在(?=$|[,。;!?房店家])|不放假|不算|不行|的?(?:那[间个单])?(?:房|房间|订单)?(?:都|要|想|帮我)?(?:取消|退掉)|(?:就|应该|该|要)(?:退|走)的)|[?,]?也不是|[^,。;!?]{0,16}(?:来不了|去不了|不来了|没空)(?=$|[,。;!?])"
)
# 4号已经过了,问的是14号; 帮我把30号那晚去掉; 那个周日的我不要了.
_GONE_OR_TAKEN_OUT = re.compile(
    r"(?:那天|当天)?(?:当天)?(?:来回|往返|不过夜)|的(?:机|车|船|高铁|火车|动车|飞机)?票[^,。;!?]{0,4}(?:改签|改到|没[抢买]到|没有?了|[抢买]不到|卖[完光]|退了|取消)|(?:已经|早就|都|也|早)*(?:过了|过去了|过完了?)(?![吗么嘛没几\d一二两三四五六七八九十半中凌零早晚])"
    r"|晚?(?:的|那一?[晚天间个单])*(?:我们?|咱们?|就|都|帮我|给我|麻烦)*(?:不要了|去掉|划掉|删掉|拿掉|减掉|退掉|取消)"
)
_NOT_WAITED_FOR = re.compile(
    r"(?:不等|等不[到了及]|不用等|不想等|别等|不[住待拖留玩呆](?=到))到?$"
)  # 今天就退,不等明天了
_PAID = re.compile(
    r"(?:就|刚)?(?:付|交|转|打|下单|下的单|买)(?:的|了)?(?:钱|款|单|定金|押金|全款)|(?:在|从|用)?[^,。;!?]{0,8}(?:订|定|下单|付|买)(?:的|的是)$"
)  # 11月20号付的钱，订的12月20号
_CHANGED_AFTER = re.compile(
    r"\s?(?:的?(?:订单|预订|预定|房间?|入住|那个单?|那间房?|那晚|预约)?(?:想|要|能|可以|能不能|可不可以)?(?:给我们?|帮我们?|跟我)?(?:改期?|换|推迟|挪|延后|延期|调整?|变更|提[前早](?=到|至|成|为))|(?:原本|本来|原来)(?:是?(?:要|想|打算))?(?:来|到|住|入住|过来)|の(?:予約|宿泊|分)を(?=[^、。]{0,8}に(?:変更|して|ずら|変え|移))|から(?:の|を)?(?:(?!まで).){0,8}に(?:変更|ずら|変え|変わ|移))"
)
_DENIED_AFTER = re.compile(
    r"(?:晚上?|我们?)?(?:不|没)(?:住|走|来(?!得)|退)"
)  # where another day follows: 明天不住,后天才住
_ASKED_NEXT = re.compile(r"(?:晚上?)?(?:呢|还?有|可以|行|多少)")  # 24号满了那26号呢
_JUST, _SO_BE_IT = (
    re.compile(r"(?:那|[,。;!?\s])就$"),
    re.compile(r"(?:吧|好了|得了|算了)"),
)  # 24号不行,就25号吧
_COMING_PUT_OFF = re.compile(
    r"(?:原本|本来|原来)(?:是?(?:要|想|打算))?(?:来|到|入住|过来)[^退走离。]{0,10}(?:延|推)(?:后|迟)?到$"
)
_CLAUSE = re.compile(r"[,。;!?]|\.(?= )|$")
_FULL_STOP = re.compile(r"[a-z]{4}\.")  # december. leaving on


_CANCELLED = re.compile(
    r"(?:晚上?)?(?:[订定]的)?的?(?:那一?[间个单晚])?(?:的)?(?:房间?|订单|预订)?(?:都|要|想|帮我|给我|我们?|麻烦)*(?:取消|退掉|退了|不要了|不住了|不来了)"
)
_AGAIN = re.compile(r"(?:早上|上午|中午|下午|晚上?)?(?:再|才)(?:来|到|住|过来|入住|过去)")
_INSTEAD = re.compile(
    r"(?:[,。;!?\s]|就|想|帮我们?|给我们?|重新|另外)(?:[要换改订定]|换[成到]|改[成到])(?:一间|一晚|个)?$|(?:[只就]|[只就]想)(?:要|住|留|订|定)$"
)
_CANCEL_BEFORE = re.compile(r"(?:取消|退掉|退了)(?:掉|了)?(?:我们?)?(?:订的?|的)?$")
_KEPT_BEHIND = re.compile(
    r"[\d号日周星期礼拜一二三四五六天]{1,6}[^,。;!?]{0,5}(?:留|照住|照旧|照常|保留|不变|不动|还要)"
)
_GONE_BY = re.compile(r"去年|前年|昨|上周|上个?(?:星期|礼拜|月)|\blast (?:year|month|week)")


def cancelled(text: str, point: Point) -> bool:
    """Whether the booking of this day is what is to be cancelled: 5号的取消，6号的留着."""
    if _CANCEL_BEFORE.search(text, 0, point.start) and _KEPT_BEHIND.search(text, point.end):
        return True
    if text.isascii():
        return cancelled_in_english(text, point.start, point.end)
    return _CANCELLED.match(text, point.end) is not None


def taken_out(text: str, point: Point) -> bool:
    """Whether a day is to be taken out of a booking, or is over: 帮我把30号那晚去掉, 那个周日的我不要了."""
    return _GONE_OR_TAKEN_OUT.match(text, point.end) is not None


def comes_later(text: str, day: Day) -> bool:
    """Whether somebody comes on this day after all: 今晚不住了,明晚再来."""
    if _INSTEAD.search(text, 0, day.start):
        return day.role != "old"
    return day.role in {"in", "new"} and _AGAIN.match(text, day.end) is not None


def denied(text: str, point: Point) -> bool:
    """Whether the words behind a day say that it is full or counts no more."""
    after = text[point.end : point.end + 24]
    if _GONE_BY.search(text[point.start : point.end]):  # 去年五一来过，今年端午再来
        return True
    if _NOT_WAITED_FOR.search(text, 0, point.start):
        return True
    return any(pattern.match(after) for pattern in (_NOT_AFTER, _DENIED, _GONE_OR_TAKEN_OUT))


def moved_from(text: str, point: Point) -> bool:
    """Whether a day is left for another one: move my booking from the 2nd."""
    return MOVED_FROM.search(text[: point.start]) is not None and not _UNTIL_AFTER.match(text, point.end)


_STAYS_ON = re.compile(r"再[住待呆玩续]|多[住待呆玩]|续[住订]?|延[长住]|晚走")  # 原来明天走，想再住一晚


def _counts_no_more(text: str, point: Point, following: int, before: str, after: str) -> bool:
    """Whether the words around a day say it was meant before, is full, paid on, left for another or of another place."""
    if _MEANT_BEFORE.search(before) or _NOT_AFTER.match(after):
        return True
    if following == len(text):  # a day alone is what is talked of, save where one would stay on
        return (
            _OLD_BEFORE.search(before) is not None
            and LEAVE.match(after) is not None
            and _STAYS_ON.search(text) is not None
        )
    behind = text[point.end :]
    return (
        _NOT_BEFORE.search(before) is not None
        or _OLD_BEFORE.search(before) is not None
        or any(pattern.match(after) for pattern in (_ELSEWHERE, _DENIED_AFTER))
        or moved_from(text, point)
        or _PAID.match(text[point.end : following]) is not None
        or _CHANGED_AFTER.match(behind) is not None
    )


def role_of(text: str, point: Point, following: int, words_end: int) -> tuple[str, int]:
    """The part a day plays and where the words after it that say so end."""
    before = without_part(text[min(max(words_end, point.start - 40), point.start) : point.start])
    stop = _CLAUSE.search(text, point.end)
    after = text[point.end : min(following, stop.start() if stop else len(text), point.end + 14)]
    if _FULL_STOP.fullmatch(text, max(0, point.end - 5), point.end):
        after = ""
    if following == point.end + len(after):
        after = without_next(after)
    other = following < len(text)
    english = english_role(before, text[point.end :], other)
    english = english or (changed_role(text, point.start, point.end, other) if text.isascii() else "")
    if english in {"old", "none"}:
        return english if english == "old" else "", words_end
    if _counts_no_more(text, point, following, before, after):
        return "old", words_end
    if english:
        return english, words_end
    if goes(text, point.start, point.end):
        return "out", words_end
    if _JUST.search(before) and _SO_BE_IT.match(text, point.end):
        return "new", words_end
    if before.endswith(("那", "咁")) and _ASKED_NEXT.match(after):
        return "new", words_end
    for role, pattern in (
        ("new", _COMING_PUT_OFF),
        ("out", LEAVE_BEFORE),
        ("new", _NEW_BEFORE),
        ("in", _ARRIVE_BEFORE),
    ):
        if pattern.search(before):
            told, length = _role_after(after) if role == "new" else ("", 0)
            if told == "out":  # 改成26号退房
                return told, point.end + length
            return role, point.end + length if told == "in" else words_end  # 改成20号入住22号退
    if told := part_behind(text[point.end :], following < len(text)):
        return told, words_end
    role, length = _role_after(after)
    return role, point.end + length


def _role_after(after: str) -> tuple[str, int]:
    leave, arrive = LEAVE.search(after), _ARRIVE.search(after)
    if leave and (not arrive or leave.start() < arrive.start()):
        return "out", leave.end()
    return ("in", arrive.end()) if arrive else ("", 0)
