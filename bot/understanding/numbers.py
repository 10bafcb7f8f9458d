"""Takes phones, codes, plates, prices, ages, scores and room numbers out of a text, so that what is left may be dates and people."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

from bot.understanding.numerals import ZH_NUMBER, large_number, number
from bot.understanding.reading import Reading
from bot.understanding.room_numbers import read_room_number
from bot.understanding.scores import read_score
from bot.understanding.types import Hints

_N = ZH_NUMBER
_MAINLAND = re.compile(
    r"(?<![\d.])(?<!wx)(?<!wxid_)(?:\+?\s?0{0,2}86[\s-]*)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)"
)
_TAIWAN = re.compile(r"(?<![\d+])(09\d{2})[\s-]?(\d{3})[\s-]?(\d{3})(?!\d)")
_JAPAN = re.compile(r"(?<![\d+])(0[789]0)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_ABROAD = re.compile(r"\+\s?(\d[\d\s()-]{6,17}\d)(?!\d)")
_ANY_PHONE = re.compile(r"(?<!\d)(\d[\d\s-]{5,14}\d)(?!\d)")
_PHONE_SAID = re.compile(
    r"(?:电话|手机|手提|电话号码|携帯|電話|\btel|\bphone|\bmobile|\bwhatsapp)(?:号码?|番号| ?number| ?no\.?)?(?: is|[是系為:は\s])*(\d[\d -]{6,12}\d)(?![\d:.]|\s?(?:元|块))"
)
_LANDLINE = re.compile(
    r"(?<!\d)(0\d{2,3})[\s-](\d{7,8})(?!\d)|(?:座机|固定?电?话)(?:号码?)?[是:\s]*()(\d{7,8})(?!\d)"
)
_SPOKEN_PHONE = re.compile(
    r"(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}(?![零〇一二三四五六七八九幺])"
)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])\s?([a-z])[·•.\s-]?([a-z0-9]{5,6})(?![a-z0-9])"
)
_TAX_SAID = re.compile(
    r"(?:税号|纳税人?识别号|识别号|信用代码|tax (?:id|number|no)|vat)[^0-9a-z]{0,6}([0-9a-z]{8,20})"
)
_TAX_SHAPE = re.compile(r"(?<![0-9a-z])([159][1-9][1-6]\d{5}[0-9a-hj-npqrtuwxy]{10})(?![0-9a-z])")
_BOOKING_CODE = re.compile(r"(?<![a-z0-9])(b\d{1,5})(?![a-z0-9])")
_CLAIM_CODE = re.compile(r"(?<![a-z0-9+])([a-hjkmnp-z2-9]{5})(?![a-z0-9])")
_BIND = re.compile(r"(?:绑定|绑|綁定|bind|认领)码?[\s:,是]*([a-hjkmnp-z2-9]{5})(?![a-z0-9])")
_NO_CODE = r"(?!20\d\d-\d|\d{1,2}-\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\d)"
_ORDER_SAID = re.compile(
    rf"(?:(?:订单|订房|订位|预订|确认|预约)?(?:编?号码?|单号|代[号码])|(?:确认|预订)码|order (?:number|no\.?|id)|confirmation(?: number| code| no\.?)?|booking (?:number|id|no\.?|code|reference)|(?:予約|注文|確認)(?:番号|コード|no\.?|id)|订单(?=\s?\d{{6}}))(?: is)?[\s:#是为は]*{_NO_CODE}([a-z]{{1,4}}\d[a-z0-9-]{{3,24}}|\d[a-z0-9-]{{4,24}})"
)
# A code behind no more than the thing it is of: cancel order 5520198, ref HX29910, 张单90231745, 予約5520198を.
_ORDER_BESIDE = re.compile(
    rf"(?:(?<![a-z])(?:order|booking|reservation|confirmation|conf|ref|reference)(?: (?:number|code|no\.?|num|id))?(?: ?(?:is|was|[係系是])|'s)?[\s:#.(]*|\b(?:number|code|ref|reference) (?:on|of|for) (?:my|our|the|this) (?:booking|order|reservation) (?:is|was)[\s:]*|(?<=单)\s?|(?<=予約)\s?\(?)(?<![a-z]){_NO_CODE}([a-z]{{1,4}}\d[a-z0-9]{{3,20}}|\d{{5,20}})(?![a-z0-9]|[-/.]\d|\s?(?:元|块|rmb|yuan|円))"
)
_ORDER_ALONE = re.compile(
    r"(?<![a-z0-9@._/:-])(?!wx|ip|id)([a-z]{2,4}\d{6,20})(?![a-z0-9@._-])"
)  # MT88123456 取消
_NAMED_CODES = (_BIND, _BOOKING_CODE, _ORDER_SAID, _ORDER_BESIDE, _ORDER_ALONE)
_OF_A_PARCEL = re.compile(r"(?:快递|外卖|运单|物流|包裹|取件)[^,。;!?]{0,4}号?[码:是\s]*[a-z]{0,4}[\d-]+$")
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dx](?!\d)")
_FLIGHT = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2}|[a-z]\d|\d[a-z]|[gdckzt])\d{3,4}(?![\d])(?=次|航班|\s?列车|的|到|飞|起飞)"
)
_SUM = re.compile(
    r"(?:[还就敢要意思你]收|收了?我们?|花了|卖)(?:了|你|人家)?((?:[一二两三四五六七八九][百千万])[零一二三四五六七八九十百千万]*)(?![个多人位次间份])"
    r"|(?:[还就敢要意思你]收|收我们?)\s?(\d{2,5})(?![\d号楼房室岁点:分积个人位次间份])"
    r"|(?<![\d.减])(\d{1,4})(?:元|块)?的(?:优惠|代金|抵扣|现金|折扣)?券"
    r"|(?:美团|携程|飞猪|去哪儿?|途家|同程|agoda|booking|airbnb|抖音|小红书|网上)(?:上|那边|里)?(?:看|查|搜)?[^\d,。;!?]{0,5}(?:是|才|卖|只要|显示|标价?|报价?|要|写)(?:的|着)?\s?(\d{2,5})(?![\d年月号日点间人位个晚天折分星%]|[-/.:]\d)"
    r"|(?<![一二两三四五六七八九十百千万])((?:[一二两三四五六七八九]?[十百千万零][一二三四五六七八九十百千万零]*))(?:元|块钱|块(?!毛巾|浴巾|肥皂|香皂|蛋糕|地)|圆|蚊|以内(?!的?[人距])|之内)"
    r"|(?:押金|deposit of|deposit (?:is|was)|多出来?了?|多收了?我?们?|多扣了?|收了我?们?|扣了我?们?|充值?了?|转了?|付了)\s?(\d{2,5})(?![\d号楼房室岁点:分积])"
    r"|(?<![\d.])(\d{2,5})(?=\s?(?:的?押金|deposit|refund))"
)
_SAID_SUM = (
    r"(?:[一二两三四五六七八九][百千万])(?:零?[一二三四五六七八九](?:[十百千][一二三四五六七八九]?)?)?"
)
_A_NIGHT = rf"(?=(?:{_N}\s?(?:个?晚上?|夜|宿)|(?<!十)一天)(?!多少|几|什么价|啥价|怎么))"
# Sums without a word for money: 三百一晚行吗, 便宜二十, 押金两百, 398还能便宜点吗.
_BARGAIN = re.compile(
    rf"({_SAID_SUM}){_A_NIGHT}"
    rf"|(?:预算|价位|房价|房费|价格|不超过|控制在|押金|订金|定金|退(?:了|我们?|还)*|[转付补充](?:了|你们?|给你们?)+|优惠|便宜|减|少|多收(?:了|我们?)*|欠(?:你们?)?)(?:了|个|大概|就)?({_SAID_SUM}|[二三四五六七八九]?十[一二三四五六七八九]?)(?![个多人位次间份分号天晚斤条张双瓶包件页年月日岁点楼层米公里种样])"
    rf"|(?:转了?你们?|付了|便宜|减|少收|少|多收了?我?们?|欠你们?|房价|价格|[车餐房停]车?费)(?:了|个|就)?(\d{{2,5}})(?![\d号楼房室点:分积个人位次间份天晚斤条张双瓶包件页月日岁层米公里]|的|\s?多少|没|[空马门水灯wW])"
    rf"|(?<![\d.\-/])([1-9]\d{{2,3}})(?=还能(?:便宜|少|优惠|打折)|能(?:便宜|少)|够不够|够住|够吗|成交|贵了|太贵|有点贵|(?:块)?卖不卖|不能再少)"
    rf"|({_SAID_SUM})(?=能住|够不够|够住|够吗|卖不|成交|贵了|太贵|行不行|行吗|行不|可以吗|搞得定)"
    rf"|(?<![\d.\-/])([1-9][4-9]\d)(?=的(?:大床|双床|标间|标准|家庭|套|湖景|海景|房))"
)
_NO_BARGAIN = re.compile(r"积分|点数|满[^,。;!?]{1,5}减")  # what a coupon takes off is no offer
_PRICE = re.compile(
    r"(?:¥|￥|\$|rmb\s?|人民币)\s?((?:\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d{1,2})?)|((?:\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d{1,2})?)\s?(?:元|块钱?|圆|rmb|cny|yuan|円|蚊|¥)|(?:预算|价位|budget(?: is| of)?|不超过|控制在)[^\d]{0,6}(\d{2,6})|(\d{2,6})(?:以内|以下|之内|左右的)(?!小时|分钟)"
)
_AGE = re.compile(
    rf"({_N})\s?(?:周?岁|歳|才の)(?:半(?!价|票))?多?|(\d{{1,2}})[\s-]?(?:years?[\s-]olds?|yrs?[\s-]old|y/o|yo\b)|\b(\d{{1,2}})(?=(?: and| &) \d{{1,2}} (?:years?|yrs?) old)|\b(?:aged?|age of) (\d{{1,2}})"
)
_CHILD_AGED = re.compile(
    r"(?:儿子|女儿|闺女|孩子|小孩|宝宝|娃娃?|弟弟|妹妹|孙子|孙女)(?:今年|现在|才|刚|都|已经|满|刚满|是)*(\d{1,2}|十[一二三四五六七八九]?|[两三四五六七八九])(?=$|[,，。;!?\s]|了|大(?![\d一二两三四五六]\s?小)|自己|一个人|能|可以)"
    r"|\b(?:kids|children|boys|girls|sons|daughters)(?: are|'re)?(?: aged)? (\d{1,2}(?:,? \d{1,2})*(?:,| and| &|, and) ?\d{1,2})(?![\d:/]| (?:nights?|days?|rooms?|beds?|people|adults?|grown))"
    r"|\b(?:son|daughter|child|kid|boy|girl|toddler|baby)(?:'s| is|'s just| is just| is only|,)? (?:only |just |aged? )?(\d{1,2})(?=$|[,.;!?]| and\b| but\b| years?\b)"
    r"|\b(?:son|daughter|child|kid|boy|girl|toddler|baby)\b[^.?!]{0,30}?\b(?:he|she)(?:'s| is) (?:only |just |about )?(\d{1,2})(?=$|[,.;!?]| and\b| but\b)"
)
OF_AGE = 18
_CHILD_BEFORE = re.compile(
    r"(?:孩子?|娃|儿子|女儿|闺女|孙子|孙女|弟弟|妹妹|son|daughter|child|kid|boy|girl)[^,。;!?■]{0,8}$"
)
_NO_CHILD = re.compile(
    r"(?:狗|狗狗|狗子|猫|猫咪|金毛|柯基|泰迪|拉布拉多|哈士奇|二哈|比熊|边牧|柴犬|博美|布偶|英短|宠物|毛孩子|店|民宿|客栈|公司|我妈|我爸|奶奶|爷爷|姥姥|姥爷|老人|父母|爸妈|老公|老婆|媳妇)[^,。;!?孩娃儿]{0,5}$"
)
_MONTHS_OLD = re.compile(
    rf"({_N})个月(?:大|的(?:宝宝|婴儿|孩子|小孩|娃))|(?:宝宝|婴儿|孩子|小孩|娃)(?:今年|现在|才|刚|满|已经|还|只有)*({_N})个(?:多)?月(?!前|后|没|以[前后]|之[前后])|(\d{{1,2}}) months? old"
)
# 刚满周岁; 半岁, 不满周岁.
_ONE_YEAR = re.compile(r"(半岁|(?:不满|未满|没到|不到)(?:周岁|一岁))|(?:刚|才|满|过|孩子|宝宝|娃)了?周岁")
_MEASURE = re.compile(
    r"(?<![\d.])\d{1,4}(?:\.\d{1,2})?\s?(?:米|平米|平方|平(?!时|安|日|常|均|台)|㎡|m2|公里|km|千米|厘米|cm|斤|公斤|kg|度(?!假)|%|折|小时|个小时|分钟|hours?|minutes?|mins?|号楼|栋|层|楼|m\b)"
    r"|(?:单元|[栋幢弄巷路街组村院]|号楼)\s?\d{1,4}号(?!房|室|入住|[来到走退])"  # 3单元5号, 人民路12号
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
        for told in _told_last(list(pattern.finditer(reading.text)), reading.text):
            reading.put("phone", country + "".join(filter(str.isdigit, "".join(told.groups()))))
            reading.take(told)
    if match := _SPOKEN_PHONE.search(reading.text):
        reading.put("phone", "".join(map(_digit, match.group())))
        reading.take(match)
    landline = _LANDLINE.search(reading.text)
    if landline:
        reading.put("phone", "".join(filter(None, landline.groups())))
        reading.take(landline)
    if match := _PHONE_SAID.search(reading.text):
        reading.put("phone", "".join(filter(str.isdigit, match.group(1))))
        reading.take(match)
    if asked == "phone" and (match := _ANY_PHONE.search(reading.text)):
        digits = "".join(filter(str.isdigit, match.group(1)))
        if 7 <= len(digits) <= 13:
            reading.put("phone", digits)
            reading.take(match)


def _told_last(matches: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """The numbers found, the one that holds first: 不是138…, 是139…."""
    return matches[::-1] if _INSTEAD.search(text) else matches


_INSTEAD = re.compile(r"不是|不用了|换成|改成|改为|改|新的|新号|打错|写错|停机")


def _digit(char: str) -> str:
    return str("零一二三四五六七八九".find({"〇": "零", "幺": "一"}.get(char, char)))


def _codes(reading: Reading, asked: str) -> None:
    if match := _PLATE.search(reading.text):
        reading.put("plate", "".join(match.groups()).upper())
        reading.take(match)
    if match := _TAX_SAID.search(reading.text) or _TAX_SHAPE.search(reading.text):
        reading.put("tax_id", match.group(1).upper())
        reading.take(match)
    if match := _order_code(reading.text, asked):
        reading.put("order_no", match.group(1).upper())
        reading.take(match)


def _order_code(text: str, asked: str) -> re.Match[str] | None:
    if match := next(filter(None, (pattern.search(text) for pattern in _NAMED_CODES)), None):
        return None if _OF_A_PARCEL.search(text, 0, match.end()) else match
    for match in _CLAIM_CODE.finditer(text):
        code = match.group(1)
        mixed = any(char.isdigit() for char in code) and sum(char.isalpha() for char in code) >= 2
        if (mixed and not _FLIGHT.match(text, match.start())) or (asked == "order_no" and text == code):
            return match
    return None


def _amounts(reading: Reading, hints: Hints) -> None:
    for match in list(_PRICE.finditer(reading.text)):
        amount = float(next(group for group in match.groups() if group).replace(",", ""))
        reading.put("amount", int(amount) if amount.is_integer() else amount)
        reading.take(match)
    bargained = [] if _NO_BARGAIN.search(reading.text) else list(_BARGAIN.finditer(reading.text))
    for match in [*_SUM.finditer(reading.text), *bargained]:
        said = next(group for group in match.groups() if group)
        reading.put("amount", int(said) if said.isdigit() else large_number(said))
        reading.take(match)
    _ages(reading)
    read_score(reading)
    for match in list(_MEASURE.finditer(reading.text)):
        reading.take(match)
    read_room_number(reading, hints)


def _ages(reading: Reading) -> None:
    """The ages of children; those of the grown, of dogs and of houses are only taken out."""
    found: list[tuple[int, int]] = []
    for pattern in (_AGE, _CHILD_AGED):
        for match in list(pattern.finditer(reading.text)):
            said = next(group for group in match.groups() if group)
            if len(listed := re.findall(r"\d{1,2}", said)) > 1:  # kids are 4 and 9
                found += [(match.start() + at, int(one)) for at, one in enumerate(listed)]
                reading.take(match)
                continue
            years = number(said)
            before = reading.text[: match.start()]
            grown = years is not None and years >= OF_AGE and not _CHILD_BEFORE.search(before)
            if years is not None and (pattern is _CHILD_AGED or not (grown or _NO_CHILD.search(before))):
                found.append((match.start(), years))
            reading.take(match)
    for match in list(_MONTHS_OLD.finditer(reading.text)):
        months = number(next(group for group in match.groups() if group))
        if not _NO_CHILD.search(reading.text[: match.start()]):
            found.append((match.start(), 0 if (months or 0) < 12 else 1))
        reading.take(match)
    if year := _ONE_YEAR.search(reading.text):
        found.append((year.start(), 0 if year.group(1) else 1))
    if found:
        reading.put("child_age", found[0][1])
    if len(found) > 1:
        reading.put("child_ages", ",".join(str(years) for _, years in sorted(found)))
