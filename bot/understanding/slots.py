"""Reads what a text gives besides days: people, rooms, phones, names, numbers. It never decides what they are used for."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.understanding.clean import Clean
from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.phrases import phrasebook
from bot.understanding.types import Hints, SlotValue

TAKEN = "■"  # stands where a number was taken out
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0 O 1 I L: they are misread


@dataclass(slots=True)
class Reading:
    """Slots found so far and the text with what they took blanked out, so that a phone number is no date."""

    text: str
    slots: dict[str, SlotValue] = field(default_factory=dict)

    def take(self, match: re.Match[str]) -> None:
        start, end = match.span()
        self.text = self.text[:start] + TAKEN * (end - start) + self.text[end:]

    def put(self, slot: str, value: SlotValue | None) -> None:
        if value is not None and value != "":
            self.slots.setdefault(slot, value)


# ---- numbers that must not be taken for anything else -------------------------------------------------------------

_N = ZH_NUMBER
_MAINLAND = re.compile(r"(?<![\d.])(?:\+?\s?0{0,2}86[\s-]*)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_TAIWAN = re.compile(r"(?<![\d+])(09\d{2})[\s-]?(\d{3})[\s-]?(\d{3})(?!\d)")
_JAPAN = re.compile(r"(?<![\d+])(0[789]0)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_ABROAD = re.compile(r"\+\s?(\d[\d\s()-]{6,17}\d)(?!\d)")
_ANY_PHONE = re.compile(r"(?<!\d)(\d[\d\s-]{5,14}\d)(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[\s-](\d{7,8})(?!\d)")
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z])[·•.\s-]?([a-z0-9]{5,6})(?![a-z0-9])"
)
_TAX_SAID = re.compile(
    r"(?:税号|纳税人?识别号|识别号|信用代码|tax (?:id|number|no)|vat)[^0-9a-z]{0,6}([0-9a-z]{8,20})"
)
_TAX_SHAPE = re.compile(r"(?<![0-9a-z])([159][1-9][1-6]\d{5}[0-9a-hj-npqrtuwxy]{10})(?![0-9a-z])")
_BOOKING_CODE = re.compile(r"(?<![a-z0-9])(b\d{1,5})(?![a-z0-9])")
_CLAIM_CODE = re.compile(r"(?<![a-z0-9+])([a-hjkmnp-z2-9]{5})(?![a-z0-9])")
_BIND = re.compile(r"(?:绑定|绑|綁定|bind|认领)码?[\s:,是]*([a-hjkmnp-z2-9]{5})(?![a-z0-9])")
_ORDER_SAID = re.compile(
    r"(?:订单|预订|确认|预约)?(?:编?号码?|单号|order (?:number|no\.?|id)|confirmation(?: number| code| no\.?)?|booking (?:number|id|no\.?|code|reference)|予約番号)[\s:#是为は]*([a-z]{0,4}\d[a-z0-9-]{4,24})"
)
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dx](?!\d)")
_FLIGHT = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2}|[a-z]\d|\d[a-z]|[gdckzt])\d{3,4}(?![\d])(?=次|航班|\s?列车|的|到|飞|起飞)"
)
_PRICE = re.compile(
    r"(?:¥|￥|\$|rmb\s?|人民币)\s?(\d{1,6}(?:\.\d{1,2})?)|(\d{1,6}(?:\.\d{1,2})?)\s?(?:元|块钱?|圆|rmb|cny|yuan|円|蚊|¥)|(?:预算|价位|budget(?: is| of)?|不超过|控制在)[^\d]{0,6}(\d{2,6})|(\d{2,6})(?:以内|以下|之内|左右的)(?!小时|分钟)"
)
_AGE = re.compile(
    rf"({_N})\s?(?:周?岁|歳|才の)半?多?|(\d{{1,2}})[\s-]?(?:years?[\s-]olds?|yrs?[\s-]old|y/o|yo\b)|\b(?:aged?|age of) (\d{{1,2}})"
)
_MONTHS_OLD = re.compile(rf"({_N})个月(?:大|的(?:宝宝|婴儿|孩子|小孩))|(\d{{1,2}}) months? old")
_SCORE = re.compile(
    r"(?:打|给|评|评分|满分|score|rate)[^\d一二三四五]{0,4}([0-9一二三四五](?:\.\d)?)(?:分|星|$|,|。| )|([1-5一二三四五])(?:颗|個|个)?星(?!级|期|空)|(?<![\d.])([1-5])分(?!钟|店|之|机)|([1-5]) ?(?:stars?|out of 5)|星([1-5一二三四五])つ?"
)
_MEASURE = re.compile(
    r"(?<![\d.])\d{1,4}(?:\.\d{1,2})?\s?(?:米|平米|平方|平(?!时)|㎡|m2|公里|km|千米|厘米|cm|斤|公斤|kg|度(?!假)|%|折|小时|个小时|分钟|hours?|minutes?|mins?|号楼|栋|层|楼|m\b)"
)


def read_numbers(reading: Reading, hints: Hints) -> None:
    """Takes phones, codes, plates, prices, ages and measures out of the text, so that what is left may be dates and people."""
    _phones(reading, hints.asked)
    _codes(reading, hints.asked)
    for pattern in (_ID_NUMBER, _FLIGHT):
        for match in list(pattern.finditer(reading.text)):
            reading.take(match)
    _amounts(reading, hints)


def _phones(reading: Reading, asked: str) -> None:
    for pattern, country in ((_ABROAD, "+"), (_MAINLAND, ""), (_TAIWAN, ""), (_JAPAN, "")):
        if pattern is _ABROAD and re.match(r"\+\s?86", reading.text[max(0, reading.text.find("+")) :]):
            continue
        if match := pattern.search(reading.text):
            reading.put("phone", country + "".join(filter(str.isdigit, "".join(match.groups()))))
            reading.take(match)
    landline = _LANDLINE.search(reading.text)
    if landline:
        reading.put("phone", "".join(landline.groups()))
        reading.take(landline)
    if asked == "phone" and (match := _ANY_PHONE.search(reading.text)):
        digits = "".join(filter(str.isdigit, match.group(1)))
        if 7 <= len(digits) <= 13:
            reading.put("phone", digits)
            reading.take(match)


def _codes(reading: Reading, asked: str) -> None:
    if match := _PLATE.search(reading.text):
        reading.put("plate", (match.group(1) + match.group(2)).upper())
        reading.take(match)
    if match := _TAX_SAID.search(reading.text) or _TAX_SHAPE.search(reading.text):
        reading.put("tax_id", match.group(1).upper())
        reading.take(match)
    if match := _order_code(reading.text, asked):
        reading.put("order_no", match.group(1).upper())
        reading.take(match)


def _order_code(text: str, asked: str) -> re.Match[str] | None:
    if match := _BIND.search(text) or _BOOKING_CODE.search(text) or _ORDER_SAID.search(text):
        return match
    for match in _CLAIM_CODE.finditer(text):
        code = match.group(1)
        mixed = any(char.isdigit() for char in code) and sum(char.isalpha() for char in code) >= 2
        if (mixed and not _FLIGHT.match(text, match.start())) or (asked == "order_no" and text == code):
            return match
    return None


def _amounts(reading: Reading, hints: Hints) -> None:
    for match in list(_PRICE.finditer(reading.text)):
        amount = float(next(group for group in match.groups() if group))
        reading.put("amount", int(amount) if amount.is_integer() else amount)
        reading.take(match)
    for match in list(_AGE.finditer(reading.text)):
        reading.put("child_age", number(next(group for group in match.groups() if group)))
        reading.take(match)
    for match in list(_MONTHS_OLD.finditer(reading.text)):
        reading.put("child_age", 0 if (number(match.group(1) or match.group(2)) or 0) < 12 else 1)
        reading.take(match)
    for match in list(_SCORE.finditer(reading.text)):
        value = next(group for group in match.groups() if group)
        score = number(value) if "." not in value else round(float(value))
        reading.put("score", score)
        reading.take(match)
    for match in list(_MEASURE.finditer(reading.text)):
        reading.take(match)
    _rooms_by_number(reading, hints)


_ROOM_NO = re.compile(
    r"(?<![\d.:/年月+-])([a-z]?\d{3,4})(?=(?:号?房(?!型)|房间|室|号客房|号屋|のお?部屋|号室|的(?:房|客人|空调|马桶|灯|门|热水|电视)))|(?:\broom (?:no\.? |number )?|房号[是:]?|房间号[是:]?|房间号码[是:]?|住在?|我在|我是)(?<!入住)([a-z]?\d{3,4})(?![\d.:/年月元块晚天-])"
)


def _rooms_by_number(reading: Reading, hints: Hints) -> None:
    for known in hints.room_numbers:
        match = re.search(
            rf"(?<![a-z0-9.:/]){re.escape(known.lower())}(?![a-z0-9.:/]|[月日点元块晚天个])", reading.text
        )
        if match:
            reading.put("room_no", known)
            reading.take(match)
            return
    if match := _ROOM_NO.search(reading.text):
        reading.put("room_no", (match.group(1) or match.group(2)).upper())
        reading.take(match)


# ---- people, rooms, kinds -----------------------------------------------------------------------------------------

_ADULTS = re.compile(
    rf"({_N})\s?(?:个|位|名)?(?:大人|成年?人|大(?!床|概|约|厅|件|巴|包|箱|间|桶|瓶|号|袋|碗|盘|人间|前|后|年|小))|大人({_N})|({EN_NUMBER}) adults?\b|({EN_NUMBER}) grown[ -]?ups?"
)
_CHILDREN = re.compile(
    rf"({_N})\s?(?:个|位|名)?(?:小孩子?|孩子|儿童|小朋友|宝宝|娃娃?|婴儿|宝贝|小童|细路|小(?!时|姐|狗|猫|床|吃|箱|包|瓶|杯|碗|桌|件|袋))|(?:小孩|子供|子ども|儿童|孩子)({_N})|({EN_NUMBER}) (?:small |little |young )?(?:children|child|kids?|toddlers?|bab(?:y|ies)|infants?)\b"
)
_ONE_CHILD = re.compile(
    r"(?:带|和|加|跟|抱|有)(?:着|了|上)?(?:个|一个|我)?(?:小孩|孩子|宝宝|娃|婴儿|小朋友|儿子|女儿)|with (?:a|our|my) (?:baby|child|kid|toddler|infant|son|daughter)"
)
_PEOPLE = re.compile(
    rf"(?<![多加少再])({_N})\s?(?:个|位|名)?(?:人(?!民|工|间|均)|客人|名様|口人?(?!味))|({_N})(?:个|位)(?!月|小时|大人|成人|小孩|孩子|房|晚|点|星|周|多月|半)(?=住|入住|$|,|。|朋友|女生|男生|老人|同事|同学|来|吧)|({_N})名|一家({_N})口|({EN_NUMBER}) (?:people|persons?|guests?|pax|of us|travell?ers)|\bwe(?:'re| are) ({EN_NUMBER})\b(?! nights)|party of ({EN_NUMBER})|\bfor (two|three|four|five|six|seven|eight|nine|ten|\d{{1,2}})(?! nights?| days?| weeks?| rooms?|[a-z])(?=[\s,.?!]|$)|({_N})歳|({_N})人"
)
_SINGLE = re.compile(
    r"(?:我|就我|就|只有)(?:自己)?一(?:个)?人|单人入住|独自|自己一个人|\bjust me\b|\bby myself\b|\balone\b|一人です|一人で"
)
_COUPLE = re.compile(
    r"(?:我和|我跟|我同)(?:我)?(?:老公|老婆|男朋友|女朋友|男友|女友|爱人|媳妇|先生|太太|对象|朋友|闺蜜|妈妈|我妈|同事)|夫妻(?:俩|两)?|情侣|两口子|\bmy (?:wife|husband|partner|girlfriend|boyfriend) and (?:i|me)\b|\ba couple\b|夫婦"
)
_ROOMS = re.compile(
    rf"({_N})\s?间(?!隔)|({_N})个(?:房间|房(?!型)|标间|大床房?|双床房?|套房|单间)|(?:房间?|部屋)({_N})(?:间|部屋)|({EN_NUMBER}) (?:(?:double|twin|single|family|king|standard|deluxe) )?(?:rooms?|suites?|doubles|twins)\b|({_N})部屋"
)
_GENERIC_TYPES = re.compile(
    r"(?:湖景|海景|山景|江景|园景|院景|庭院|豪华|高级|标准|特价|家庭|亲子|榻榻米|阳台|露台|阁楼|花园|景观|商务|复式)?(?:大床房?|双床房?|标间|标准间|家庭房|亲子房|套房|单人房|单人间|双人房|双人间|三人间|三人房|四人房|榻榻米|阁楼房?|湖景房?|海景房?|山景房?|星空房|别墅|复式)|\b(?:(?:lake|sea|mountain|garden)[ -]?view )?(?:double|twin|single|family|king|queen|triple|suite|deluxe)(?= room| bed|s?\b)|ツイン|ダブル|シングル|和室|洋室|スイート|ファミリールーム"
)
_SOURCES = {
    "美团": "meituan", "携程": "ctrip", "trip.com": "ctrip", "ctrip": "ctrip", "途家": "tujia", "飞猪": "fliggy", "fliggy": "fliggy", "木鸟": "muniao",
    "小猪": "xiaozhu", "去哪儿": "qunar", "同程": "tongcheng", "艺龙": "elong", "抖音": "douyin", "小红书": "xiaohongshu", "爱彼迎": "airbnb",
    "airbnb": "airbnb", "缤客": "booking", "booking.com": "booking", "agoda": "agoda", "安可达": "agoda", "雅高达": "agoda", "expedia": "expedia",
    "亿客行": "expedia", "klook": "klook", "大众点评": "dianping", "榛果": "meituan", "楽天": "rakuten", "じゃらん": "jalan", "kkday": "kkday",
}  # fmt: skip


def read_people(reading: Reading) -> None:
    """Adults, children and guests. 两大一小 gives three guests; 三个人 gives guests alone."""
    adults = _total(_ADULTS, reading)
    children = _total(_CHILDREN, reading)
    if children is None and _ONE_CHILD.search(reading.text):
        children = 1
    people = _first(_PEOPLE, reading)
    if people is None and adults is None:
        people = 1 if _SINGLE.search(reading.text) else None
        if people is None and (match := _COUPLE.search(reading.text)):
            people = 2 + (children or 0)
            reading.take(match)
    if adults is not None:
        reading.put("adults", adults)
    if children is not None:
        reading.put("children", children)
    if adults is not None:
        reading.put("guests", adults + (children or 0))
    elif people is not None and 1 <= people <= 60:
        reading.put("guests", people)


def read_rooms(reading: Reading, hints: Hints) -> None:
    """How many rooms and of which kind; a kind the house names wins over a kind in general."""
    rooms = _first(_ROOMS, reading)
    if rooms is not None and 1 <= rooms <= 50:
        reading.put("rooms", rooms)
    reading.put("room_type", _room_type(reading.text, hints))
    for name, code in _SOURCES.items():
        if name in reading.text:
            reading.put("order_source", code)


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


def clean_name(name: str) -> str:
    """A house's own word in the form texts are searched in."""
    from bot.understanding.clean import clean  # noqa: PLC0415 - a cycle otherwise: clean needs the phrases too

    return clean(name, "zh_CN").plain


def _first(pattern: re.Pattern[str], reading: Reading) -> int | None:
    for match in pattern.finditer(reading.text):
        value = number(next((group for group in match.groups() if group), ""))
        if value is not None:
            reading.take(match)
            return value
    return None


def _total(pattern: re.Pattern[str], reading: Reading) -> int | None:
    total: int | None = None
    for match in list(pattern.finditer(reading.text)):
        value = number(next((group for group in match.groups() if group), ""))
        if value is not None and value <= 60:
            total = (total or 0) + value
            reading.take(match)
    return total


# ---- things --------------------------------------------------------------------------------------------------------

_COUNTER = "条|双|个|床|瓶|套|只|把|张|份|包|卷|块|袋|盒|杯|碗|件|对|本|枚|本|組|つ|個|台|支|根|副"
_ONE_OF = re.compile(rf"(?:送|拿|要|借|加|给|来|多|再)(?:{_COUNTER})(?:干净的?|新的?)?$")


def read_things(reading: Reading, language: str) -> None:
    """The things named with how many of each: `item` and `qty` are the first, `items` lists all of several."""
    things = _things(reading.text, language)
    if not things:
        return
    item, qty = things[0]
    reading.put("item", item)
    reading.put("qty", qty)
    if len(things) > 1:
        reading.put("items", "、".join(f"{name}×{count or 1}" for name, count in things))


def _things(text: str, language: str) -> list[tuple[str, int | None]]:
    book = language if language in {"en", "ja"} else "zh_CN"
    pattern = thing_pattern(book)
    found: list[tuple[str, int | None]] = []
    for match in pattern.finditer(text):
        name = match.group("name").removesuffix("的")
        qty = number(match.group("before") or match.groupdict().get("after") or "")
        if qty is None and _ONE_OF.search(text, 0, match.start()):
            qty = 1
        if not found or found[-1][0] != name:
            found.append((name, qty))
    return found


def thing_pattern(language: str) -> re.Pattern[str]:
    """Things a house lends, with the number before or after them."""
    if language not in _THINGS:
        _THINGS[language] = _compiled_things(language)
    return _THINGS[language]


_WATER = r"(?<![热下澡冷凉用开漏滴渗冒停缺口香药防喝泉])水(?!龙|管|压|池|温|电|果|杯|壶|疗|晶|流|质|漏|慢|忽|不|太|很|没|小|大|凉|冷|热|是|有点|一直|脏|浑|土)"
_THINGS: dict[str, re.Pattern[str]] = {}


def _compiled_things(language: str) -> re.Pattern[str]:
    names = phrasebook(language).groups["thing"].split("|")
    if language == "en":
        words = "|".join(
            re.escape(name.rstrip("~")) + ("(?:s|es)?" if name.endswith("~") else "")
            for name in sorted(names, key=len, reverse=True)
        )
        return re.compile(
            rf"(?:\b(?P<before>{EN_NUMBER}) (?:more |extra |additional |clean |fresh |bath )*)?\b(?P<name>{words})\b"
        )
    words = "|".join(
        _WATER if name == "水" else re.escape(name) for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(
        rf"(?:(?P<before>{_N})(?:{_COUNTER})(?:の|干净的?|新的?)?)?(?P<name>{words})(?:を|も)?(?:(?:再)?(?:送|拿|要|来|加)?(?P<after>{_N})(?:{_COUNTER}|枚|本|つ))?"
    )


# ---- names and titles: read from the writer's own characters -------------------------------------------------------

_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈"
    "姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫阎雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥南班储儲原栗燕楚鄢劳勞谌奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖蓋练練廉禹井祖漆巴丰豐支卿国國狄平计計索宣晋晉相初门門云雲容敬来來扈晁芮都普阙闕浦戈伏鹿薄邸雍辜羊阿乌烏母裘亓修邰赫杭况況那宿鲜鮮印逯隆茹诺諾战戰慕危玉银銀亢嵇公哈湛宾賓戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴陰昝智幸奉植衡富尧堯闭閉由"
)
_TITLED = re.compile(
    rf"([{_SURNAMES}][\u4e00-\u9fff]{{0,2}})(女士|先生|小姐|太太|阿姨|老师|老師|总|總)(?![\u4e00-\u9fff]?(?:姐|们|們))"
)
_SAID = re.compile(
    r"(?:我叫|我的名字叫?是?|名字叫?是?|姓名[是:：]?|入住人[是:：]?|联系人[是:：]?|聯絡人[是:：]?|本人|叫我|登记人[是:：]?)\s?[:：]?\s?([\u4e00-\u9fff·]{2,6}?)(?=$|[,，。;!?\s\d]|的|,|手机|电话|電話|手機|吧|就)"
)
_SURNAME_SAID = re.compile(rf"(?:我姓|免贵姓|敝姓|姓)\s?([{_SURNAMES}])(?![名氏])")
_I_AM = re.compile(rf"(?:我是|这是|這是)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=$|[,，。;!?\s\d])")
_NAME_PHONE = re.compile(
    rf"(?:^|[\s,，;:：])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})[\s,，:：]*(?=(?:\+?86)?[\s-]?1[3-9]\d)"
)
_EN_SAID = re.compile(
    r"(?:[Mm]y name is|[Nn]ame ?(?:is|:)|[Tt]his is|[Uu]nder the name(?: of)?|[Bb]ooked under|[Gg]uest:|[Ii]'m|[Ii] am)\s+((?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-zA-Z'’-]+(?: [A-Z][a-zA-Z'’-]+){0,3})"
)
_JA_SAID = re.compile(
    r"(?:名前は|私は|わたしは)?([\u4e00-\u9fff々ァ-ヶー]{2,8}(?:[ 　][\u4e00-\u9fff々ァ-ヶー]{1,6})?)(?:と申します|と言います|といいます|です$|です。)"
)
_BARE_ZH = re.compile(
    r"(?:就写|写|是|叫|姓名)?([\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?)(?:吧|女士|先生|小姐)?"
)
_BARE_EN = re.compile(r"([A-Za-z][A-Za-z'’.-]*(?: [A-Za-z][A-Za-z'’.-]*){0,3})")
_NO_NAME = re.compile(
    r"不知道|随便|什么|怎么|几|吗|没有|不用|不要|可以|好的|算了|人工|你好|谢谢|取消|为什么|老板|房|订|入住|客人|[给在到了的]$"
)
_NOT_NAMED = frozenset(
    {
        "明天",
        "安排",
        "明白",
        "方便",
        "文明",
        "平安",
        "全部",
        "成功",
        "安静",
        "商务",
        "车位",
        "阳台",
        "海景",
        "高铁",
        "和我",
        "来个",
        "单人",
        "时间",
        "连住",
    }
)


def read_names(reading: Reading, text: Clean, asked: str, understood: bool) -> None:
    """The name and the invoice title. `understood`: the text already says something else, so it is no bare name."""
    _title(reading, text, asked, understood)
    reading.put("name", _name(text.raw))
    if asked == "name" and not understood and "name" not in reading.slots:
        reading.put("name", _bare_name(text.raw))


def _name(raw: str) -> str | None:
    for pattern in (_SAID, _NAME_PHONE, _I_AM):
        match = pattern.search(raw)
        if match and match.group(1) not in _NOT_NAMED and not _NO_NAME.search(match.group(1)):
            return _titled_whole(match, raw)
    if match := _TITLED.search(raw):
        return match.group()
    if match := _SURNAME_SAID.search(raw):
        return match.group(1)
    if match := _EN_SAID.search(raw):
        return match.group(1)
    if match := _JA_SAID.search(raw):
        return match.group(1) if match.group(0).startswith(("名前", "私")) or "と" in match.group(0) else None
    return None


def _titled_whole(match: re.Match[str], raw: str) -> str:
    after = raw[match.end(1) : match.end(1) + 2]
    return match.group(1) + after if after in {"女士", "先生", "小姐", "太太"} else match.group(1)


def _bare_name(raw: str) -> str | None:
    text = re.sub(r"[\s,，。]*\+?\d[\d\s-]{6,}$", "", raw).strip(" 。,.!")
    if (match := _BARE_ZH.fullmatch(text)) and not _NO_NAME.search(match.group(1)):
        suffix = text[match.end(1) :]
        return match.group(1) + (suffix if suffix != "吧" else "")
    if (match := _BARE_EN.fullmatch(text)) and len(text) >= 2:
        return match.group(1)
    if match := _JA_SAID.fullmatch(text):
        return match.group(1)
    return (
        text
        if re.fullmatch(r"[\u3040-\u30ff\u4e00-\u9fff々ー ]{2,12}", text) and not _NO_NAME.search(text)
        else None
    )


_TITLE_SAID = re.compile(
    r"(?:抬头|抬頭|开给|開給|开成|billed to|title)(?:是|为|写|开|:|：|:)?\s?([^,，。;!?\s\d]{2,40})", re.I
)
_COMPANY = re.compile(
    r"([\u4e00-\u9fff()（）A-Za-z]{2,30}?(?:有限责任公司|股份有限公司|有限公司|股份公司|集团|事务所|工作室|公司))"
)
_LEAD = re.compile(
    r"^(?:是|为|写|开|给|麻烦|请|帮我|我要|我们|我|发票|个|一张|一个|公司|开票|:|：)+(?=[\u4e00-\u9fff]{4,})"
)
_NOT_A_TITLE = re.compile(r"怎么|什么|多少|可以|能|吗|改|错|不对|填|写错|信息|和税号|要|$^")


def _title(reading: Reading, text: Clean, asked: str, understood: bool) -> None:
    about = (
        "票" in text.plain
        or "抬头" in text.plain
        or "invoice" in text.plain
        or asked in {"title", "tax_id"}
        or "tax_id" in reading.slots
    )
    if not about:
        return
    if (match := _TITLE_SAID.search(text.raw)) and not _NOT_A_TITLE.search(match.group(1)[:4]):
        reading.put("title", _LEAD.sub("", match.group(1)))
    elif match := _COMPANY.search(text.raw):
        company = _LEAD.sub("", match.group(1))
        if len(company) >= 4 and company not in {"我们公司", "你们公司", "个公司"}:
            reading.put("title", company)
    elif asked == "title" and not understood and 2 <= len(text.raw) <= 40:
        reading.put("title", text.raw)


# ---- places, languages ----------------------------------------------------------------------------------------------

_DESTINATION = re.compile(
    r"(?:去|到|回|往|送(?:我们?|人)?(?:去|到)?)(?!你|我|店|前台|房间|哪|了)((?:[\u4e00-\u9fff]{0,8}?)(?:机场|高铁站|火车站|动车站|车站|站|码头|古城|古镇|景区|公园|寺|雪山|口岸|港口|市区|市中心|医院|广场|沙滩|海滩|[\u4e00-\u9fff]山|[\u4e00-\u9fff]湖|[\u4e00-\u9fff]岛))"
    r"|\bto (?:the )?((?:[a-z]+ )?(?:airport|station|train station|old town|pier|ferry|port|city center|railway station|downtown))\b"
    r"|([\u4e00-\u9fff]{0,6}(?:空港|駅))(?:まで|へ)"
)
_LANGUAGES = (
    ("zh_TW", re.compile(r"繁体|繁中|繁體|traditional chinese")),
    ("en", re.compile(r"英文|英语|英語|\benglish\b")),
    ("ja", re.compile(r"日文|日语|日本語|日本语|\bjapanese\b")),
    ("zh_CN", re.compile(r"中文|简体|普通话|国语|汉语|中国語|\bchinese\b|\bmandarin\b")),
    ("ko", re.compile(r"韩语|韩文|韓国語|\bkorean\b")),
    ("fr", re.compile(r"法语|法文|\bfrench\b")),
)


def read_place(reading: Reading) -> None:
    """Where somebody wants to be driven."""
    if match := _DESTINATION.search(reading.text):
        reading.put("destination", next(group for group in match.groups() if group))


def language_named(text: str) -> str | None:
    """The language a text asks for, None when it names none."""
    return next((code for code, pattern in _LANGUAGES if pattern.search(text)), None)


# ---- the answer to an open question ---------------------------------------------------------------------------------

_COUNTED = frozenset(
    {"guests", "nights", "adults", "children", "rooms", "qty", "score", "choice", "child_age", "amount"}
)
_CHOICE = re.compile(
    rf"(?:选|第|要|就|我选|选择|no\.? ?|number |option |the )?\s?({_N}|first|second|third|fourth|last)(?:st|nd|rd|th)?\s?(?:个|种|项|间|号|款|番|つ目|番目| one)?(?:吧|呢|的|お願いします|で)?"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PLAIN_COUNT = re.compile(
    rf"(?:就|大概|共|一共|总共|我们|we are |just |only |about )?\s?({_N}|{EN_NUMBER})\s?(?:个|位|名|人|间|分|星|岁|大人|小孩|口|块|元|名です|人です| people| guests| rooms?)*(?:吧|呢|です)?"
)


def read_answer(reading: Reading, text: Clean, asked: str) -> None:
    """What a bare answer means: "2" after "几位？" is two guests."""
    if asked in reading.slots or asked not in _COUNTED | {"room_no", "order_no", "plate", "tax_id", "item"}:
        return
    plain = text.plain.strip(" 。.,!")
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
