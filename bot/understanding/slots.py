"""Reads places, languages and the bare answer to an open question."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

from bot.understanding.clean import Clean, as_written
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.reading import Reading
from bot.understanding.sleep import slept

_N = ZH_NUMBER
_DESTINATION = re.compile(
    r"(?:去|到|回|往|送(?:我们?|人)?(?:去|到)?)(?!你|我|店|前台|房间|哪|了|爬山|登山|上山|下山)一?趟?((?:(?![去到往])[\u4e00-\u9fff]){0,8}?(?:机场|高铁站|火车站|动车站|车站|站|码头|古城|古镇|景区|公园|寺|雪山|口岸|港口|市区|市中心|医院|广场|沙滩|海滩|[\u4e00-\u9fff]山|[\u4e00-\u9fff]湖|[\u4e00-\u9fff]岛))"
    r"|\bto (?:the )?((?:(?:nearest|closest|high[- ]speed|rail|railway|train|bus|metro|subway|ferry|cruise|north|south|east|west|central|main|international|night|local|border) ){0,3}(?:hospital|clinic|terminal|bus stop|museum|temple|night market|market|beach|harbou?r|border|waterfall|shopping mall|mall|rail(?:way)? station|train station|bus station|ferry pier|(?<=ferry )port)|(?:[a-z]+ )?(?:airport|station|train station|old town|pier|ferry|port|city center|railway station|downtown))\b"
    r"|((?:(?:高鉄|高速鉄道|新幹線|最寄り|近く|地下鉄)の)?[\u4e00-\u9fffァ-ヶー]{0,8}(?:空港|駅|病院|古城|埠頭|バス停|バスターミナル|フェリー乗り場|市内|中心部|旧市街|公園|美術館|博物館|市場|港))(?:まで|へ|に行)"
)
_LANGUAGES = (
    ("zh_TW", re.compile(r"繁体|繁中|繁體|traditional chinese")),
    ("en", re.compile(r"英文|英语|英語|\benglish\b")),
    ("ja", re.compile(r"日文|日语|日本語|日本语|\bjapanese\b")),
    ("zh_CN", re.compile(r"中文|简体|普通话|国语|汉语|中国語|\bchinese\b|\bmandarin\b")),
    ("ko", re.compile(r"韩语|韩文|韓国語|\bkorean\b")),
    ("fr", re.compile(r"法语|法文|\bfrench\b")),
    ("de", re.compile(r"德语|德文|\bgerman\b")),
    ("es", re.compile(r"西班牙语|西班牙文|\bspanish\b")),
    ("it", re.compile(r"意大利语|意大利文|\bitalian\b")),
    ("ru", re.compile(r"俄语|俄文|\brussian\b")),
    ("th", re.compile(r"泰语|泰文|\bthai\b")),
    ("vi", re.compile(r"越南语|越南文|\bvietnamese\b")),
    ("ar", re.compile(r"阿拉伯语|阿拉伯文|\barabic\b")),
)
_NOT_THIS = re.compile(
    r"(?:别|不要|不用|不想[要看听]?|[看听]不懂)[^,。;!?\s]{0,4}?(?:[英日中韩法德]文|[英日汉韩法德]语)|\b(?:not|no more|stop|instead of)(?: (?:in|using|writing|sending))* (?:english|chinese|japanese|mandarin)\b"
)
_SIMPLIFIED = re.compile(r"简体|simplified")


# Any place at all, where a car is spoken of: 包车去洱海转一圈, 叫个车到人民路.
_BY_CAR = re.compile(r"[叫打包拼约坐租要有派]个?[辆台部]?(?:车|的士?|滴滴|出租)|用车|送我们?")
_ANY_PLACE = re.compile(
    r"(?:(?<![上下过进出带拿])去|(?<=[车送])到|回(?!去|来))(?:一?趟)?(?!又|就|能|可|大概|躺|拿|接|取|买|办|看|你|我|店|前台|房间|楼|哪|了|过|时候|底|期|那|这|点|付|车|门|多|几|玩|机场?接|外[面地]|里面)(?P<place>(?![□■])[\u4e00-\u9fff]{2,8}?)"
    r"(?=$|[,。;!?\s□■]|多少|多久|要多|怎么|转|玩|逛|看|吃|一圈|一天|有|得|能|可以|吗|呗|吧|的?车|那边|来回|往返|几)"
)


def read_place(reading: Reading, text: Clean) -> None:
    """Where somebody wants to be driven."""
    match = _DESTINATION.search(reading.text)
    if match is not None:
        there = match.group().startswith("到") and reading.text.startswith(
            "了", match.end()
        )  # 我们到火车站了
        place = "" if there else next(group for group in match.groups() if group)
        reading.put("destination", as_written(place, text))
    elif text.language.startswith("zh") and _BY_CAR.search(reading.text):
        meant = _ANY_PLACE.search(reading.text)
        reading.put("destination", meant and as_written(meant["place"], text))


def language_wanted(text: str, written_in: str) -> str:
    """The language a text asks for; that it is written in when it names none. 說中文 means the Chinese it is written in."""
    wanted = _NOT_THIS.sub(" ", text)
    named = next((code for code, pattern in _LANGUAGES if pattern.search(wanted)), written_in)
    if named == "zh_CN" and written_in == "zh_TW" and not _SIMPLIFIED.search(text):
        return "zh_TW"
    return named


_COUNTED = frozenset(
    {"guests", "nights", "adults", "children", "rooms", "qty", "score", "choice", "child_age", "amount"}
)
# What a number that was counted already is of, where something else was asked for: 三位 is no length of a stay.
_OF_ELSE = {
    "nights": frozenset({"guests", "adults", "children", "rooms"}),
    "rooms": frozenset({"guests", "adults", "children"}),
    "guests": frozenset({"rooms"}),
}
_CHOICE = re.compile(
    rf"(?:选|第|要|就|我选|选择|no\.? ?|number |option |the )?\s?({_N}|first|second|third|fourth|last)(?:st|nd|rd|th)?\s?(?:个|种|项|间|号|款|番目|番|つ目| one)?(?:吧|呢|的|の?(?:お?部屋)?(?:(?:で|を|に)?お願いします|がいいです|にします|で|です))?"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PLAIN_COUNT = re.compile(
    rf"(?:就|大概|共|一共|总共|我们|we are |just |only |about )?\s?({_N}|{EN_NUMBER})\s?(?:个|位|名|人|间|分|星|岁|大人|小孩|口|块|元|名です|人です| people| guests| rooms?)*(?:吧|呢|です)?"
)


CHEAPEST = "cheapest"  # as a choice: whichever costs least
THIS = "this"  # as a choice: the one that is talked about
_ORDINAL = re.compile(
    r"第([一二三四五六七八九]|[1-9])(?:个|间|種|种|项|款)(?!人|晚|孩|小孩|月|星期)|\bthe (first|second|third|fourth) (?:one|option|room)\b"
    r"|(?<![\d一二三四五六七八九])([一二三四五六七八九]|[1-9])(?:番目?|つ目)(?=[でをに]|のお?部屋|が[い良]|$)"
)


# 最便宜的, 就便宜点的那个吧: picks from a list. 便宜点 alone bargains.
_CHEAPEST = re.compile(
    r"(?:那|就|要|订|选|来|我们?|给我)*(?:最便宜|便宜(?:一?[点些])?的(?=[那这]?[个间种款]|[就吧]|$))的?[那这]?一?[个间种款套]?(?:房|房间)?(?:吧|就行|就好|好了|呗)*"
    r"|(?:i'll take |i take |we'll take |just )?the cheap(?:est|er)(?: (?:one|room|option))?(?:,? please)?|一番安い(?:の|部屋)?(?:で|を)?(?:お願いします)?"
)

# 就它了, 那就要这间吧: takes what is talked about. 好的 alone may be a mere word back.
_THIS = re.compile(
    r"(?:好的?|行|可以|嗯|那|我们?|咱们?)*[,，\s]*(?:就|我们?|订|定|选|要|住)+(?:它|这一?[个间款种套]|那一?[个间款种套])(?:房|房间)?(?:了|吧|啦|就行|就好|好了)*"
    r"|(?:ok|okay|great|yes|good)?,? ?(?:i|we)(?:'ll| will| want to)? (?:take|book) (?:it|this(?: one)?|that(?: one)?)(?:,? please)?|(?:これ|それ|ここ|この部屋|そちら|こちら)(?:で|に|を)(?:お願いします|します|決めます|予約します)"
)


def read_ordinal(reading: Reading) -> None:
    """One of a list by its place, whatever was asked: 订第二个, the second one."""
    if match := _ORDINAL.search(reading.text):
        said = match.group(1) or match.group(2) or match.group(3)
        reading.put("choice", _ORDINALS.get(said) or number(said))
        reading.take(match)
    elif _CHEAPEST.fullmatch(reading.text.strip(" ,。.!")):
        reading.put("choice", CHEAPEST)
    elif _THIS.fullmatch(reading.text.strip(" ,。.!")):
        reading.put("choice", THIS)


# Said to a question that a yes answers: 好的我要, 我要了, 给我留着.
_TAKES = re.compile(
    r"(?:好的?|行|可以|嗯|那|当然)*[,，\s]*(?:就|我们?|咱们?|肯定)*(?:要(?:了|的)?|想要|订了|定了)(?:吧|啦|啊|谢谢)*"
    r"|(?:好的?|行|可以)?[,，\s]*(?:请|麻烦|还是|就)*(?:(?:给|帮)我(?:们)?留着?|留着)(?:吧|啦|谢谢)*"
)


def takes(reading: Reading, plain: str) -> bool:
    """Whether the words take what was offered, or keep what one has."""
    return reading.slots.get("choice") == THIS or _TAKES.fullmatch(plain.strip(" ,。.!")) is not None


def read_answer(reading: Reading, text: Clean, asked: str) -> None:
    """What a bare answer means: "2" after "几位？" is two guests."""
    if asked == "slept":
        reading.put("slept", slept(text.plain))
    if asked in reading.slots or asked not in _COUNTED | {"room_no", "order_no", "plate", "tax_id", "item"}:
        return
    plain = text.plain.strip(" 。.,!")
    if not reading.slots.keys().isdisjoint(_OF_ELSE.get(asked, ())):
        return
    if asked in _COUNTED:
        pattern = _CHOICE if asked == "choice" else _PLAIN_COUNT
        if match := pattern.fullmatch(plain):
            said = match.group(1)
            reading.put(asked, _ORDINALS.get(said) or number(said))
    elif (
        (asked == "room_no" and re.fullmatch(r"[a-z]?\d{1,4}[a-z]?", plain))
        or (asked == "tax_id" and re.fullmatch(r"[0-9a-z]{8,20}", plain))
        or (asked == "order_no" and re.fullmatch(r"[a-z0-9-]{3,24}", plain))
    ):
        reading.put(asked, plain.upper())
