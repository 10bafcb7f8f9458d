"""Reads who comes and what for: adults, children, rooms, kinds of room, where they booked. It never counts nights."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from functools import lru_cache

from bot.understanding.clean import Clean, clean, in_their_letters
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.reading import Reading
from bot.understanding.types import Hints

_N = ZH_NUMBER
_ADULTS = re.compile(
    rf"({_N})\s?(?:个|位|名)?(?:大人|成年?人|大(?!床|概|约|厅|件|巴|包|箱|间|桶|瓶|号|袋|碗|盘|人间|前|后|年|小|家|早|堆|块|圈|片|壶|杯))|(?:大人|成年?人)({_N})|({EN_NUMBER}) adults?\b|({EN_NUMBER}) grown[ -]?ups?"
)
_CHILDREN = re.compile(
    rf"({_N})\s?(?:个|位|名)?(?:(?:小孩子?|孩子|儿童|小朋友|宝宝|娃娃?|婴儿|宝贝|小童)(?!床|椅|浴|澡|车|座|餐|拖|牙|凳|被|枕|游|票|套|碗|杯|奶|用)|细路|小(?!时|姐|狗|猫|床|吃|箱|包|瓶|杯|碗|桌|件|袋)|细(?![\u4e00-\u9fff]))|(?:子供|子ども|(?:小孩|儿童|孩子|小朋友|宝宝|娃)(?={_N}(?:个(?!多?月)|位|名|$|[,，。;!?\s])))({_N})|({_N})个(?:仔|女|囡)(?=$|[,，。;!?\s■来住入同要加])|(?<=[一二两三四])仔({_N})女|\b(?:our|my|the|with|and|plus) ({EN_NUMBER}) (?:boys|girls)\b|\b({EN_NUMBER}) (?:sons|daughters)\b|({EN_NUMBER}) (?:(?:small|little|young|bored|hungry|tired|noisy|lively|active|older|teenage) )*(?:children|child|kids?|toddlers?|bab(?:y|ies)|infants?)\b(?!'s |s' | (?:blankets?|cots?|beds?|cribs?|chairs?|bath|food|seats?|formula|milk|strollers?|monitor|gate|slippers|toothbrush))"
)
_ONE_CHILD = re.compile(
    r"(?:(?<![没沒不冇])(?:带|有)|[和加跟抱])(?:着|了|上)?(?:个|一个|我|我们|一)?(?:■+的?)?(?:小孩|孩子|宝宝|娃|婴儿|小朋友|儿子|女儿|闺女|小家伙|小不点|小宝|bb|(?<=[带个])小的(?=$|[,，。;!?\s]))|(?:with|and|plus|\+|&|bringing) (?:a|an|one|our|my|the) (?:(?:small|little|young|new|■+) )*(?:baby|child|kid|toddler|infant|son|daughter|newborn|little one)\b|(?:with|and|plus|\+|&) (?:a|an|one) ■+|(?:子供|子ども|赤ちゃん|息子|娘|幼児)(?:が|も|と)?(?:一人|1人|いっしょ|一緒)"
)
_NO_CHILD = re.compile(
    r"(?:(?<!有)[没冇](?:有|带)?|[不唔](?:带|帶)|无)(?:小孩子?|孩子|儿童|小朋友|宝宝|娃|细路)(?=$|[,，。;!?\s]|同行|一起|来)|\b(?:no|without(?: any)?) (?:children|kids)(?=$|[,.;!?]| with us| coming| this time)|子供(?:は|も)?(?:いません|なし|いない)"
)
# A child that is named beside its age: 我女儿12岁.
_OWN_CHILD = re.compile(
    r"(岁的?(?:仔|女(?![生士人])|囡)|儿子|女儿|闺女|仔仔|囡囡|细仔|细女|阿仔|阿女|宝宝|小孩|孩子|bb)(?!们|床|椅|用)|\b(?:my|our|and|&) (?:\w+ )?(son|daughter|kid|child|baby|toddler|boy|girl|little one)\b|\b(?:my|our|an?) (\d{1,2}[- ]?(?:years?|yrs?|months?)[- ]old)\b|(息子|娘|子供|子ども|赤ちゃん)(?!用|たち|達)"
)
GROWN = 18
_NOT_A_GUEST = "(?<![多加少再叫派喊找剩差])(?<!没有)"  # 叫一个人上来, 没有一个人管
_ONE_AGED = re.compile(r"带(?:着|了)?(?:一?个)?■+的?(?=$|[,，。;!?\s来住])")  # 带个三岁的
_PEOPLE = re.compile(
    rf"{_NOT_A_GUEST}({_N})\s?(?:个|位|名)?(?:人(?!民|工|间|均|前(?!往|来|台|去))|客人|名様|口人?(?![味子]))|({_N})(?:个|位)(?!月|小时|大人|成人|小孩|孩子|房|晚|点|星|周|多月|半)(?=住|入住|朋友|女生|男生|老人|同事|同学)|({_N})位(?=$|,|。|来|吧)|({_N})名|一家(?:老小|子)?({_N})口|\bfamily of ({EN_NUMBER})\b|({EN_NUMBER}) (?:people|persons?|guests?|pax|of us|travell?ers)|\bwe(?:'re| are|'ll be| will be)(?: now| going to be| gonna be)? ({EN_NUMBER})\b(?! nights| hours| min| km| days| late| early| away)|party of ({EN_NUMBER})|\bfor (two|three|four|five|six|seven|eight|nine|ten|\d{{1,2}})(?! nights?| days?| weeks?| rooms?|[a-z])(?=[\s,.?!]|$)|({_N})歳|{_NOT_A_GUEST}({_N})人(?!民|床|工|均|份|座|餐|以[上下内]|前(?!往|来|台|去))"
    rf"|人数(?:是|为|改成|改为|变成|:)*({_N})(?!号)|(?:姐妹|兄弟|闺蜜|朋友|同学|同事|哥们|姐们|室友|战友)(?:们|儿)?({_N})个(?!人|月|多|小时|钟|晚|星期|礼拜|周|房|间|床|标|大|点|都)"
)
_SINGLE = re.compile(
    r"(?:我|就我|就|只有)(?:自己)?一(?:个)?人|就?我自个儿?|单人入住|独自|自己一个人|(?:就|只有|只)我(?:自己|本人)?(?=$|[,。!?;住来])|就我自己|\b(?:only|just) me\b(?! and| \+| plus| with| &)|\bjust myself\b|\bby myself\b|\balone\b|一人です|一人で"
)
_COUPLE = re.compile(
    r"(?:我|俺|咱)(?:和|跟|同|与|带)(?:着|上)?(?:我|俺)?(?:老公|老婆|婆娘|堂客|老伴|那口子|男朋友|女朋友|男友|女友|爱人|媳妇|先生|太太|对象|朋友|闺蜜|妈妈?|爸爸?|我妈|我爸|妹妹?|弟弟?|姐姐?|哥哥?|奶奶|爷爷|同事|同学|室友)(?!们)|(?:老公|老婆|媳妇|男朋友|女朋友)(?:和|跟)我|夫妻(?:俩|两|二人)?|两(?:公婆|夫妻|夫妇)|情侣|[小老]?两口子?|[俺咱我](?:们|们娘|们爷)?俩|[俺咱我]们两个?(?=$|[,，。带住来要])|两人世界"
    r"|\bmy (?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|mum|mom|dad|friend|sister|brother|mother|father) and (?:i|me|myself)\b|\bme (?:and|plus|&|with) (?:my|the) (?:wife|missus|husband|partner|girlfriend|boyfriend|fianc[eé]e?|mum|mom|dad|friend|sister|brother|mother|father|mate|bf|gf)\b|\bi(?:'m| am)? (?:and|with|travell?ing with|coming with) my (?:wife|husband|partner|girlfriend|boyfriend)\b"
    r"|\ba couple\b(?! of| more)|\b(?:the )?two of us\b|\bboth of us\b|\b(?:just )?us two\b|夫婦|カップル|(?:妻|夫|主人|家内|彼女|彼氏|友達|友人|母|父)と(?:私|僕|俺|二人|2人)|(?:私|僕)と(?:妻|夫|主人|彼女|彼氏|友達|友人|母|父)"
)
# How many it has become: 原来说两个人，现在改成三个; make it three.
_BECAME = re.compile(
    rf"(?:改成?|改为|变成?|变为|换成|一共|总共|加起来|共计|现在(?:是|有|一共)?|得改成|应该是|成了)(?:我们)?({_N})(?:个|位|人|口)(?!月|小时|房|标|大|双|单|晚|点|星期|礼拜|钟|多|小孩|孩子|大人|娃|条|问题|地方)"
    rf"|\b(?:make (?:it|that)|now (?:we're|we are|it's)|total of|altogether|in total) ({EN_NUMBER})(?= people| persons| guests| of us| in total|$|[,.!?])"
    rf"|([0-9一二三四五六七八九十]{{1,2}})(?:名|人)(?:に(?:変更|なり|増え|して))"
)
_NOW_ADULTS = re.compile(rf"(?:改成?|改为|变成?|变为|换成)(?={_N}\s?(?:个|位|名)?(?:大人|成年?人))")
_KIND_OF_ROOM = r"(?:大床|双床|标|标准|单人|双人|三人|家庭|亲子|套|湖景|海景|榻榻米)(?:房|间)?"
_ROOMS = re.compile(
    rf"({_N})\s?间(?!隔)|({_N})个(?:房间|房(?!型)|标间|大床房?|双床房?|套房|单间)|(?:房间?|部屋)({_N})(?:间|部屋)|({EN_NUMBER}) (?:(?:double|twin|single|family|king|standard|deluxe) )?(?:rooms?|suites?|doubles|twins)\b|({_N})部屋|部屋(?:を|が)?({_N})つ"
)
# One room, its number unsaid: 定间湖景大床, 给我来个双人间.
_A_ROOM = re.compile(
    rf"(?:[订定要来开留]|再加)(?:了)?(?:我们?)?[间个](?=(?:[湖海山江园院]景|庭院|豪华|高级|阳台|带[\u4e00-\u9fff]{{1,3}}的|便宜点?的)?{_KIND_OF_ROOM})"
)
_ROOMS_OF_KINDS = re.compile(
    rf"(?:(?<=间)|(?<=房)|(?<=床)|(?<=标))[和跟加,、]?({_N})[间个](?={_KIND_OF_ROOM})|({_N})[间个](?={_KIND_OF_ROOM}[和跟加,、]?{_N}[间个]{_KIND_OF_ROOM})"
)
_GENERIC_TYPES = re.compile(
    r"(?:湖景|海景|山景|江景|园景|院景|庭院|豪华|高级|标准|特价|家庭|亲子|榻榻米|阳台|露台|阁楼|花园|景观|商务|复式)?(?:大床房?|双床房?|标间|标准间|家庭房|亲子房|套房|单人房|单人间|双人房|双人间|三人间|三人房|四人房|榻榻米|阁楼房?|湖景房?|海景房?|山景房?|星空房|别墅|复式)|\b(?:(?:lake|sea|mountain|garden)[ -]?view )?(?:double|twin|single|family|king|queen|triple|suite|deluxe)(?= room| bed|s?\b)|ツイン|ダブル|シングル|和室|洋室|スイート|ファミリールーム"
)
_SOURCES = (
    "booking.com", "ブッキングドットコム", "trip.com", "booking", "expedia", "airbnb", "fliggy", "agoda", "ctrip", "kkday", "klook", "じゃらん", "トリップ", "大众点评", "美团民宿", "亿客行", "去哪儿", "安可达", "小红书", "爱彼迎", "缤客网", "雅高达", "马蜂窝", "同程", "小猪", "抖音", "携程", "木鸟", "楽天", "榛果", "缤客", "美团", "艺龙", "途家", "飞猪",
)  # fmt: skip

_ONLY_SO = {
    "booking": re.compile(
        r"(?:(?:on|via|through|from) |[用在从经]\s?)booking(?! (?:number|code|id|details))|booking(?:で|から|上|里|那|平台|网|[订定下])"
    ),
    "去哪儿": re.compile(
        r"[在从用]去哪儿|去哪儿(?:网|上|那边|平台|旅[行游]|app|[订定下退]|的[订单房]|客服|是|显示|价)"
    ),
}
_NO_BOOKING = re.compile(r"^[\u4e00-\u9fff]{2,3}(?:外卖|骑手|买菜|买药|跑腿|单车)")
_WATCHED = re.compile(
    r"[刷拍发看玩]个?(?:抖音|小红书)(?!上?[^,。]{0,6}(?:[订定买券价]|下单))|(?:抖音|小红书)(?:账?号|视频|主播|直播|网红|卡死?)"
)


def read_people(reading: Reading, text: Clean) -> None:
    """Adults, children and guests. 两大一小 gives three guests; 三个人 gives guests alone."""
    became = _last(_BECAME, reading)
    changed = _NOW_ADULTS.search(reading.text)
    adults = _total(_ADULTS, reading, changed.end() if changed else 0)
    if adults is None and (elders := _first(_WITH_ELDERS, reading)):
        adults = elders + 1
    children = _children(reading, text.plain)
    people = became if became is not None else _first(_PEOPLE, reading)
    if people is None and adults is None:
        people, adults = _companions(reading, children)
    if adults is not None:
        reading.put("adults", adults)
    if children is not None:
        reading.put("children", children)
    if adults is not None and became is None:
        reading.put("guests", adults + (children or 0))
    elif people is not None and 1 <= people <= 60:
        reading.put("guests", people)


# Who brings old people comes along: 带俩老人一个娃.
_WITH_ELDERS = re.compile(rf"(?:带|陪)(?:着|上|了)?(?:我们?家?)?({_N})(?:个|位)?(?:老人家?|老的|长辈)")


def _children(reading: Reading, plain: str) -> int | None:
    """The children counted, or those who are named, be it by an age that was taken out: a 6 year old."""
    children = _total(_CHILDREN, reading)
    if children is not None:
        return children
    if isinstance(ages := reading.slots.get("child_ages"), str):
        return ages.count(",") + 1
    age = reading.slots.get("child_age")
    if (
        isinstance(age, int)
        and age < GROWN
        and (named := {match.group() for match in _OWN_CHILD.finditer(plain)})
    ):
        return len(named)
    one = _ONE_CHILD.search(reading.text) or (age is not None and _ONE_AGED.search(reading.text))
    return 1 if one else 0 if _NO_CHILD.search(reading.text) else None


def _companions(reading: Reading, children: int | None) -> tuple[int | None, int | None]:
    """How many come and, with children beside them, how many of them are grown: my wife and I and our baby."""
    if match := _COUPLE.search(reading.text):
        reading.take(match)
        return (None, 2) if children else (2, None)
    return (1 if _SINGLE.search(reading.text) else None), None


def read_rooms(reading: Reading, text: Clean, hints: Hints) -> None:
    """How many rooms and of which kind; a kind the house names wins over a kind in general."""
    kind = _room_type(reading.text, hints)
    rooms = _total(_ROOMS_OF_KINDS, reading) or _first(_ROOMS, reading)
    if rooms is None and _A_ROOM.search(reading.text):
        rooms = 1
    if rooms is not None and 1 <= rooms <= 50:
        reading.put("rooms", rooms)
    reading.put("room_type", kind)
    source = next(
        (name for name in _SOURCES if name in reading.text and not _no_source(name, reading.text)), None
    )
    reading.put("order_source", source and in_their_letters(source, text))


def _no_source(name: str, text: str) -> bool:
    """Whether the name stands for something else: "booking" the English word, 去哪儿 a question, 美团外卖 a meal."""
    meant = _ONLY_SO.get(name)
    if meant is not None and meant.search(text) is None:
        return True
    return _NO_BOOKING.search(text[text.find(name) :]) is not None or (
        name in {"抖音", "小红书"} and _WATCHED.search(text) is not None
    )


def _room_type(text: str, hints: Hints) -> str | None:
    named = [
        (len(name), code)
        for code, names in hints.room_types.items()
        for name in names
        if name and clean_name(name) in text
    ]
    if named:
        return max(named)[1]
    match = _GENERIC_TYPES.search(text)
    if match is None or not hints.room_types:
        return match.group() if match else None
    return _only_one_called(match.group()[:2], hints)


def _only_one_called(core: str, hints: Hints) -> str | None:
    """The one type whose name holds these words: 大床 where one room has it in its name. None for several."""
    called = {
        code for code, names in hints.room_types.items() if any(core in clean_name(name) for name in names)
    }
    return called.pop() if len(called) == 1 else None


@lru_cache(maxsize=256)
def clean_name(name: str) -> str:
    """A house's own word in the form texts are searched in."""
    return clean(name, "zh_CN").plain


def _last(pattern: re.Pattern[str], reading: Reading) -> int | None:
    """The last number the pattern finds: what it came to in the end."""
    found = None
    for match in pattern.finditer(reading.text):
        value = number(next((group for group in match.groups() if group), ""))
        found = (value, match) if value is not None and 1 <= value <= 60 else found
    if found is None:
        return None
    reading.take(found[1])
    return found[0]


def _first(pattern: re.Pattern[str], reading: Reading) -> int | None:
    for match in pattern.finditer(reading.text):
        value = number(next((group for group in match.groups() if group), ""))
        if value is not None:
            reading.take(match)
            return value
    return None


def _total(pattern: re.Pattern[str], reading: Reading, counted_from: int = 0) -> int | None:
    """All that was counted, taken out; what stands before `counted_from` was put right and does not count."""
    total: int | None = None
    for match in list(pattern.finditer(reading.text)):
        value = number(next((group for group in match.groups() if group), ""))
        if value is not None and value <= 60:
            total = (total or 0) + value if match.start() >= counted_from else total
            reading.take(match)
    return total
