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
    rf"({_N})\s?(?:个|位|名)?(?:大人|成年?人|大(?!床|概|约|厅|件|巴|包|箱|间|桶|瓶|号|袋|碗|盘|人间|前|后|年|小|家))|大人({_N})|({EN_NUMBER}) adults?\b|({EN_NUMBER}) grown[ -]?ups?"
)
_CHILDREN = re.compile(
    rf"({_N})\s?(?:个|位|名)?(?:小孩子?|孩子|儿童|小朋友|宝宝|娃娃?|婴儿|宝贝|小童|细路|小(?!时|姐|狗|猫|床|吃|箱|包|瓶|杯|碗|桌|件|袋)|细(?![\u4e00-\u9fff]))|(?:小孩|子供|子ども|儿童|孩子)({_N})|({_N})个(?:仔|女|囡)(?=$|[,，。;!?\s■来住入同要加])|(?<=[一二两三四])仔({_N})女|\b(?:our|my|the|with|and|plus) ({EN_NUMBER}) (?:boys|girls)\b|\b({EN_NUMBER}) (?:sons|daughters)\b|({EN_NUMBER}) (?:(?:small|little|young|bored|hungry|tired|noisy|lively|active|older|teenage) )*(?:children|child|kids?|toddlers?|bab(?:y|ies)|infants?)\b(?!'s |s' | (?:blankets?|cots?|beds?|cribs?|chairs?|bath|food|seats?|formula|milk|strollers?|monitor|gate|slippers|toothbrush))"
)
_ONE_CHILD = re.compile(
    r"(?:带|和|加|跟|抱|有|外加)(?:着|了|上)?(?:个|一个|我|我们|一)?(?:■+的?)?(?:小孩|孩子|宝宝|娃|婴儿|小朋友|儿子|女儿|闺女|小家伙|小不点|小宝|bb)|(?:with|and|plus|\+|&|bringing) (?:a|an|one|our|my|the) (?:(?:small|little|young|new|■+) )*(?:baby|child|kid|toddler|infant|son|daughter|newborn|little one)\b|(?:with|and|plus|\+|&) (?:a|an|one) ■+|(?:子供|子ども|赤ちゃん|息子|娘|幼児)(?:が|も|と)?(?:一人|1人|いっしょ|一緒)"
)
# A child that is named beside its age: 我女儿12岁.
_OWN_CHILD = re.compile(
    r"(岁的?(?:仔|女(?![生士人])|囡)|儿子|女儿|闺女|仔仔|囡囡|细仔|细女|阿仔|阿女|宝宝|小孩|孩子|bb)(?!们|床|椅|用)|\b(?:my|our|and|&) (?:\w+ )?(son|daughter|kid|child|baby|toddler|boy|girl|little one)\b|\b(?:my|our|an?) (\d{1,2}[- ]?(?:years?|yrs?|months?)[- ]old)\b|(息子|娘|子供|子ども|赤ちゃん)(?!用|たち|達)"
)
GROWN = 18
_PEOPLE = re.compile(
    rf"(?<![多加少再])({_N})\s?(?:个|位|名)?(?:人(?!民|工|间|均|前(?!往|来|台|去))|客人|名様|口人?(?!味))|({_N})(?:个|位)(?!月|小时|大人|成人|小孩|孩子|房|晚|点|星|周|多月|半)(?=住|入住|朋友|女生|男生|老人|同事|同学)|({_N})位(?=$|,|。|来|吧)|({_N})名|一家(?:老小|子)?({_N})口|\bfamily of ({EN_NUMBER})\b|({EN_NUMBER}) (?:people|persons?|guests?|pax|of us|travell?ers)|\bwe(?:'re| are) ({EN_NUMBER})\b(?! nights)|party of ({EN_NUMBER})|\bfor (two|three|four|five|six|seven|eight|nine|ten|\d{{1,2}})(?! nights?| days?| weeks?| rooms?|[a-z])(?=[\s,.?!]|$)|({_N})歳|({_N})人(?!前(?!往|来|台|去))"
)
_SINGLE = re.compile(
    r"(?:我|就我|就|只有)(?:自己)?一(?:个)?人|单人入住|独自|自己一个人|(?:就|只有|只)我(?:自己|本人)?(?=$|[,。!?;住来])|就我自己|\b(?:only|just) me\b(?! and| \+| plus| with| &)|\bjust myself\b|\bby myself\b|\balone\b|一人です|一人で"
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
_ROOMS = re.compile(
    rf"({_N})\s?间(?!隔)|({_N})个(?:房间|房(?!型)|标间|大床房?|双床房?|套房|单间)|(?:房间?|部屋)({_N})(?:间|部屋)|({EN_NUMBER}) (?:(?:double|twin|single|family|king|standard|deluxe) )?(?:rooms?|suites?|doubles|twins)\b|({_N})部屋"
)
_KIND_OF_ROOM = r"(?:大床|双床|标|标准|单人|双人|三人|家庭|亲子|套|湖景|海景|榻榻米)(?:房|间)?"
_ROOMS_OF_KINDS = re.compile(
    rf"(?:(?<=间)|(?<=房)|(?<=床)|(?<=标))[和跟加,、]?({_N})间(?={_KIND_OF_ROOM})|({_N})间(?={_KIND_OF_ROOM}[和跟加,、]?{_N}间{_KIND_OF_ROOM})"
)
_GENERIC_TYPES = re.compile(
    r"(?:湖景|海景|山景|江景|园景|院景|庭院|豪华|高级|标准|特价|家庭|亲子|榻榻米|阳台|露台|阁楼|花园|景观|商务|复式)?(?:大床房?|双床房?|标间|标准间|家庭房|亲子房|套房|单人房|单人间|双人房|双人间|三人间|三人房|四人房|榻榻米|阁楼房?|湖景房?|海景房?|山景房?|星空房|别墅|复式)|\b(?:(?:lake|sea|mountain|garden)[ -]?view )?(?:double|twin|single|family|king|queen|triple|suite|deluxe)(?= room| bed|s?\b)|ツイン|ダブル|シングル|和室|洋室|スイート|ファミリールーム"
)
_SOURCES = (
    "booking.com", "ブッキングドットコム", "trip.com", "booking", "expedia", "airbnb", "fliggy", "agoda", "ctrip", "kkday", "klook", "じゃらん", "トリップ", "大众点评", "美团民宿", "亿客行", "去哪儿", "安可达", "小红书", "爱彼迎", "缤客网", "雅高达", "马蜂窝", "同程", "小猪", "抖音", "携程", "木鸟", "楽天", "榛果", "缤客", "美团", "艺龙", "途家", "飞猪",
)  # fmt: skip


def read_people(reading: Reading, text: Clean) -> None:
    """Adults, children and guests. 两大一小 gives three guests; 三个人 gives guests alone."""
    became = _last(_BECAME, reading)
    changed = _NOW_ADULTS.search(reading.text)
    adults = _total(_ADULTS, reading, changed.end() if changed else 0)
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


def _children(reading: Reading, plain: str) -> int | None:
    """The children counted, or those who are named, be it by an age that was taken out: a 6 year old."""
    children = _total(_CHILDREN, reading)
    if children is not None:
        return children
    age = reading.slots.get("child_age")
    if (
        isinstance(age, int)
        and age < GROWN
        and (named := {match.group() for match in _OWN_CHILD.finditer(plain)})
    ):
        return len(named)
    return 1 if _ONE_CHILD.search(reading.text) else None


def _companions(reading: Reading, children: int | None) -> tuple[int | None, int | None]:
    """How many come and, with children beside them, how many of them are grown: my wife and I and our baby."""
    if match := _COUPLE.search(reading.text):
        reading.take(match)
        return (None, 2) if children else (2, None)
    return (1 if _SINGLE.search(reading.text) else None), None


def read_rooms(reading: Reading, text: Clean, hints: Hints) -> None:
    """How many rooms and of which kind; a kind the house names wins over a kind in general."""
    rooms = _total(_ROOMS_OF_KINDS, reading) or _first(_ROOMS, reading)
    if rooms is not None and 1 <= rooms <= 50:
        reading.put("rooms", rooms)
    reading.put("room_type", _room_type(reading.text, hints))
    source = next(
        (name for name in _SOURCES if name in reading.text and not _no_source(name, reading.text)), None
    )
    reading.put("order_source", source and in_their_letters(source, text))


def _no_source(name: str, text: str) -> bool:
    """Whether "booking" is only the English word."""
    return (
        name == "booking"
        and re.search(
            r"(?:(?:on|via|through|from) |[用在从经]\s?)booking(?! (?:number|code|id|details))|booking(?:で|から)",
            text,
        )
        is None
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
    if hints.room_types:
        return None
    match = _GENERIC_TYPES.search(text)
    return match.group() if match else None


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
