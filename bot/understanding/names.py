"""Reads names and invoice titles from the writer's own characters. It never guesses a name from words that mean something else."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

from bot.understanding import japanese_names
from bot.understanding.almanac import FIXED, LUNAR
from bot.understanding.clean import Clean
from bot.understanding.reading import Reading
from locales.script import simplified
from store.lunar import TERMS

SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈"
    "姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫阎雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥南班储儲原栗燕楚鄢劳勞谌奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖蓋练練廉禹井祖漆巴丰豐支卿国國狄平计計索宣晋晉相初门門云雲容敬来來扈晁芮都普阙闕浦戈伏鹿薄邸雍辜羊阿乌烏母裘亓修邰赫杭况況那宿鲜鮮印逯隆茹诺諾战戰慕危玉银銀亢嵇公哈湛宾賓戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴陰昝智幸奉植衡富尧堯闭閉由"
)
_COMPOUND = "诸葛|諸葛|欧阳|歐陽|上官|司马|司馬|司徒|夏侯|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|长孙|長孫|宇文|东方|東方|独孤|獨孤|南宫|南宮|端木|轩辕|軒轅|百里|呼延|澹台|申屠|太史|闻人|聞人|西门|西門|淳于|鲜于|单于|公羊|万俟|赫连|赫連|钟离|鍾離|拓跋|纳兰|納蘭"
_WHOLE = rf"(?:(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})"
_TITLED = re.compile(
    rf"([{SURNAMES}][\u4e00-\u9fff]{{0,2}})(女士|先生|小姐|太太|阿姨|老师|老師|总|總)(?![\u4e00-\u9fff]?(?:姐|们|們))"
)
# 李国庆, 林小满: called like a day, where a name stands by itself. 于国庆 and 那中秋 are said of the day.
_CALLED_LIKE_A_DAY = re.compile(
    rf"(?:^|[\s,，。、;:：]|叫|姓名|名字|名是|登记|我是|[写填]我?)((?![于那从房时家和])[{SURNAMES}]"
    rf"(?:{'|'.join(name for name in (*FIXED, *LUNAR, *TERMS) if re.fullmatch('[一-鿿]{2}', name))}))"
    r"(?=$|[\s,，。、;□■]|\d|手机|电话|先生|女士|小姐|名下|的?(?:预?订|名字|单))"
)
# 八一饭店, 六一公园, 国庆路, 中秋月饼: a place or a thing called after a feast. 国庆路上 and 元旦酒店还有房吗 are said of the day.
_THING_CALLED_LIKE_A_DAY = re.compile(
    r"((?:八一|七一|五四|六一|五一|十一|三八|双十|国庆|元旦|劳动节?|建军|七夕|清明|重阳|端午|中秋|春节)"
    r"(?:大街|大道|大厦|大楼|街道|路口|路(?!上|况|过|程|途|费|线)|巷|胡同|新村|小区|花园|中学|小学|中路|[东西南北]路|社区|水库|上河[图园]|粽|月饼|糕)"
    r"|(?:八一|七一|五四|六一|三八)(?:饭店|宾馆|酒店|招待所|公园|广场|影院|医院|超市|商场|市场|剧场|礼堂|体育场|学校|幼儿园|公社|大队|电影|厂|队|渠)"
    r"|(?:腊八|冬至|元宵|小年|立春|谷雨|明前)(?:粥|蒜|饺|汤圆|糕|饼|茶|豆)|十一中(?!旬)|周六福|周日子)"
)
# Happy new year! wishes it and names no day; a happy new year's eve dinner and new year's day are said of the day.
_WISHED = re.compile(
    r"\b(?:happy|merry|(?:joyful|joyous|blessed|lovely|wonderful)(?= (?:christmas|easter)))(?: (?:belated|early|and))* ((?:(?:chinese|lunar) )?new year(?:'?s)?(?: day)?|christmas|x-?mas|easter|spring festival|(?:mid[- ]?autumn|lantern|dragon boat)(?: (?:festival|day))?|national day|thanksgiving|halloween|(?:valentine|women|mother|father|children)'?s?'? day)\b(?!'?s?(?: eve| dinner| party| package))"
)
_SAID = re.compile(
    r"(?:我叫|(?:我的|我|[个個])?(?:名字|大名|芳名)(?:就?(?:叫做|[叫是写寫係系用填]))*|(?:[个個]|登[记記])名(?:就?(?:叫做|[叫是写寫係系用填]))+|姓名[是:：]?|入住人[是:：]?|联系人[是:：]?|聯絡人[是:：]?|本人|叫我(?![们們哋起醒一怎去来來嚟等先自做付给給畀落出入返走交打上下点點])|登记人[是:：]?)\s?[:：]?\s?([\u4e00-\u9fff·]{2,6}?)(?=$|[,，。;!?\s\d]|的|,|手机|电话|電話|手機|吧|就)"
)
# The name somebody is to be booked under from now on: 入住人要改成林小雨, 把名字改成我老婆的 孙梦, 不是王丽 是王莉.
_ENDS = r"(?=$|[,，。;!?\s\d]|吧|呢|啊|哈|了|不是|而不|的|手机|电话)"
_KIN = r"(?:(?:我|俺|他|她)[^\s,，。;!?]{0,4}?的?[\s,，:：]*)?(?:叫|是)?"
_RENAMED = re.compile(
    rf"(?:入住人|联系人|预订人|订房人|登记人|客人|住的人|名字|姓名)[^。;!?]{{0,14}}?(?:改[成为回]|换[成为]|变[成为]|应该?[是为]|写[成的]?是?|更正(?:一下)?[是为成]?|是|叫)[:：]?\s?{_KIN}({_WHOLE}){_ENDS}"
    rf"|不是{_WHOLE}[\s,，]*(?:而|应该)?是({_WHOLE}){_ENDS}"
    rf"|(?:[他她]|名字)叫({_WHOLE}){_ENDS}|(?:订单|名字)写的(?:名字)?是?({_WHOLE}){_ENDS}|鄙人({_WHOLE}){_ENDS}"
)
_NO_NEW_NAME = re.compile(
    r"^(?:全名|真名|实名|时间|明天|后天|周[一二三四五六日天末]|[两单双]人|方便|都|安排|成功|应该|和|平时|车|位|于|由|需|全|相|计|满|包|全部|同|单|简|连|那|但|利|来)"
)
_SURNAME_SAID = re.compile(rf"(?:我姓|免贵姓|敝姓|姓)\s?({_COMPOUND}|[{SURNAMES}])(?![名氏])")
_I_AM = re.compile(rf"(?:我[是係系]|这是|這是)({_WHOLE})(?=$|[,，。;!?\s\d])")
_NAME_PHONE = re.compile(rf"(?:^|[\s,，;:：])({_WHOLE})[\s,，:：]*(?=(?:\+?86)?[\s-]?(?:1[3-9]|09)\d)")
_NAME_THEN_PHONE = re.compile(
    rf"(?:^|[\s,，;:：])({_WHOLE})[\s,，:：]*(?:联系|聯絡)?(?:手机|手機|电话|電話)(?:号码?|號碼?)?[\s是:：]*(?=(?:\+?86)?[\s-]?(?:1[3-9]|09)\d)"
)
_NO_GUEST = re.compile(r"[间間床晚天房店人号號早餐]")
# A name as a sentence of its own behind a booking: just me. Marco Bianchi
_EN_SIGNED = re.compile(r"[.,;!\n]\s+((?:[A-Z][a-z'’-]+ ){1,2}[A-Z][a-z'’-]+)[.!]?\s*$")
_EN_NO_PERSON = re.compile(
    r"\b(?:Thanks?|You|Regards|Wishes|Again|Kind|Best|Many|Please|Cheers|Good|Happy|Merry|Room|King|Queen|Twin|Double|Single|Deluxe|Suite|Family|View|Hotel|Inn|Airbnb|Booking|Agoda|Ctrip|Trip"
    r"|Hong|Kong|New|York|China|Old|Town|Airport|Station|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|November|December|Year|Eve|Christmas|Visa|Pay|The|See|Soon|From)\b"
)
_EN_SAID = re.compile(
    r"(?:(?<![Ww]i[Ff]i )(?<![Ww]i-[Ff]i )(?<!etwork )(?<!ompany )(?<!otel )(?<!nvoice )(?:[Ff]ull |[Ll]ast |[Ff]irst |[Ff]amily )?\b[Nn]ame(?:'s| is|:|,| ?-| on it is)?|[Ss]urname(?: is|:|'s)?|[Uu]nder the name(?: of)?|[Bb]ooked under|[Gg]uest:|[Cc]all me(?= [A-Z][a-z])|(?:[Tt]his is|[Ii]'m|[Ii] am)(?! (?:A?merican|British|English|Chinese|Canadian|Australian|Irish|Scottish|Welsh|French|German|Italian|Spanish|Dutch|Swiss|Swedish|Danish|Finnish|Norwegian|Polish|Russian|Japanese|Korean|Thai|Indian|Singaporean|Malaysian|Taiwanese|Indonesian|Filipino|Vietnamese|Brazilian|Mexican|Muslim|Jewish|Hindu|Buddhist|Christian|Vegan|Vegetarian|Room|The|Urgent|Great|Amazing|Ridiculous|Not|So|Very|In|At|On|Here|Sorry|Happy|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b))\s+((?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-zA-Z'’-]+(?:(?: (?:de|der|den|van|von|del|da|di|la|le|bin|binti|al|el|ter|ten|dos|du))* [A-Z][a-zA-Z'’-]+){0,3})"
)
# The name a booking stands under: 预订人王芳, 用张伟的名字订的, 查一下陈怡君有没有订到, booked under Hargreaves, 佐藤で予約.
_COMMON = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛侯龙龍陶黎贺賀顾顧郝龚龔邵钱錢戴莫孔"
_PERSON = rf"((?:(?:{_COMPOUND})|[{_COMMON}])(?<!周)[\u4e00-\u9fff]{{1,2}}?|周[^一二三四五六日末几天内年全\W][\u4e00-\u9fff]?)"
_NO_PERSON = re.compile(
    r"马上|高铁|高德|黄金|黄昏|白天|钱包|程序|何时|何人|万一|方便|方式|许多|余下|曾经|夏天|石头|江边|林间|田园|龙虾|熊猫|马桶|高级|方案|陆续|白色|黄色|金额|[的了订訂房单單没不]"
)
_BOOKED_BY = re.compile(
    rf"(?:预订人|訂房人|订房人|預訂人|订单人|下单人|客人姓名|客人叫|名字写|登记的是|写的是)(?:是|叫|[:：])?\s?{_PERSON}(?=$|[,，。;!?\s\d的])"
    rf"|(?:用|以|拿|按){_PERSON}(?:的|这个)(?:名字|名|身份证|名义)"
    rf"|(?:查|找|看)(?:一下|一哈|下|看|找)*{_PERSON}(?:有没有|有沒有|是不是)?(?:订|訂|预订|預訂|的订单|的訂單|的单|的预|名下)"
    rf"|(?<![\u4e00-\u9fff]){_PERSON}(?:订的|訂的|名下的|的订单|的訂單|的预订)"
)
_EN_BOOKED = re.compile(
    r"(?:[Uu]nder(?: (?:[Mm]r|[Mm]rs|[Mm]s))?|[Ii]n the name of|[Bb]ook(?:ed|ing)? (?:it |this |that |a room |one )?(?:for|by|under)|[Rr]eservation (?:for|under)|for (?=(?:Mr|Mrs|Ms|Dr)\.? ))\s+((?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?!(?:Tonight|Tomorrow|Us|Me|Two|Three|Four|One|An?|Booking|Agoda|Trip|Expedia|Airbnb|Ctrip|The|My|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Dec|Nov|Jan|Christmas)\b)[A-Z][a-zA-Z'’-]+(?:(?: (?:de|der|den|van|von|del|da|di|la|le|bin|binti|al|el|ter|ten|dos|du))* [A-Z][a-zA-Z'’-]+){0,3})"
)
# 用李太個名訂.
_MARRIED = re.compile(rf"(?:用|[係系]|我是|叫)([{_COMMON}][太生])(?=[個个嘅的,，。\s]|$)")
WHOLE_NAME = re.compile(_WHOLE)
_BARE_ZH = re.compile(
    r"(?:客人|住客)?(?:就写|写|是|叫|姓名)?([\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?)(?:吧|女士|先生|小姐)?"
)
_BARE_EN = re.compile(r"([A-Za-z][A-Za-z'’.-]*(?: [A-Za-z][A-Za-z'’.-]*){0,3})")
NO_NAME = re.compile(
    r"边[个位]|谁|不知道|随便|什么|怎么|几|吗|没有|不用|不要|可以|好的|算了|人工|你好|谢谢|取消|为什么|老板|房|订|入住|客人|[给在到了的啊呢嘛呀啦哇噢]$"
    r"|[我您]|你们|[好太真]贵|有点|便宜|考虑|商量|稍等|等等|等[会下]|想想|再说|再看"
)
# 我叫个车, 名字改成两个, 姓名更正一下: what follows is no name.
_NAME_OF_NOBODY = re.compile(
    r"(?:个|辆|部|台|了|过|份|一[个辆份下]|两[个位]|三[个位])|改[成为一]?|换[成为一]?|应该?是|更正|写[成错谁]?|变[成更]|外卖|滴滴|车[来去]|服务员|师傅|阿姨过"
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


def called_like_days(plain: str) -> list[tuple[int, int]]:
    """Where a feast is wished, or the name of somebody, a place or a thing stands that is called like one or like a term of the year: it names no day."""
    called = (_CALLED_LIKE_A_DAY, _THING_CALLED_LIKE_A_DAY, _WISHED)
    return [match.span(1) for pattern in called for match in pattern.finditer(plain)]


def read_names(reading: Reading, text: Clean, asked: str, understood: bool) -> None:
    """The name and the invoice title. `understood`: the text already says something else, so it is no bare name."""
    _title(reading, text, asked, understood)
    if text.language == "ja" and asked in {"name", "phone"}:
        reading.put("name", japanese_names.asked_for(text.raw, alone=asked == "name" and not understood))
        if asked == "name":
            return
    reading.put("name", _name(text.raw))
    if asked in {"name", "phone"}:
        reading.put("name", _name_among(text.raw))
    if (
        "□" in reading.text  # days were told: it is a booking that is signed
        and (signed := _EN_SIGNED.search(text.raw))
        and not _EN_NO_PERSON.search(signed.group(1))
    ):
        reading.put("name", signed.group(1))
    if asked == "name" and not understood and not reading.slots.keys() & {"name", "room_type"}:
        reading.put("name", _bare_name(text.raw))


def _name(raw: str) -> str | None:
    return _renamed(raw) or _name_said(raw)


def _renamed(raw: str) -> str | None:
    match = _RENAMED.search(raw)
    word: str = next(filter(None, match.groups())) if match else ""
    good = _may_be_a_name(word) and not _NO_PERSON.search(word) and not _NO_NEW_NAME.match(word)
    return word if word and good else None


def _name_said(raw: str) -> str | None:
    for pattern in (_SAID, _NAME_PHONE, _I_AM):
        match = pattern.search(raw)
        if match and _may_be_a_name(match.group(1)):
            return _titled_whole(match, raw)
    if (match := _NAME_THEN_PHONE.search(raw)) and not _NO_GUEST.search(match.group(1)):
        name: str = match.group(1)
        if _may_be_a_name(name) and not _NO_PERSON.search(name):
            return name
    if match := _TITLED.search(raw):
        return match.group()
    if match := _SURNAME_SAID.search(raw) or _MARRIED.search(raw):
        return match.group(1)
    if match := _EN_SAID.search(raw) or _EN_BOOKED.search(raw):
        return match.group(1)
    if match := _BOOKED_BY.search(raw):
        name = next(filter(None, match.groups()))
        if _may_be_a_name(name) and not _NO_PERSON.search(name):
            return name
    return japanese_names.told(raw)


def _may_be_a_name(word: str) -> bool:
    """Whether these characters, in either script, are no word of everybody's."""
    plain = simplified(word)
    return plain not in _NOT_NAMED and not NO_NAME.search(plain) and not _NAME_OF_NOBODY.match(plain)


def _name_among(raw: str) -> str | None:
    """A name that stands as a word of its own beside other answers: 13800008000 王芳 明天入住."""
    words = [word for word in re.split(r"[\s,，、;；。]+", raw) if word]
    names = [word for word in words if WHOLE_NAME.fullmatch(word) and _may_be_a_name(word)]
    return next(iter(names), None) if len(words) > 1 else None


def _titled_whole(match: re.Match[str], raw: str) -> str:
    after = raw[match.end(1) : match.end(1) + 2]
    return match.group(1) + after if after in {"女士", "先生", "小姐", "太太"} else match.group(1)


def _bare_name(raw: str) -> str | None:
    text = re.sub(r"[\s,，。]*\+?\d[\d\s-]{6,}$", "", raw).strip(" 。,.!")
    if (match := _BARE_ZH.fullmatch(text)) and not NO_NAME.search(simplified(match.group(1))):
        suffix = text[match.end(1) :]
        return match.group(1) + (suffix if suffix != "吧" else "")
    if (match := _BARE_EN.fullmatch(text)) and len(text) >= 2:
        return match.group(1)
    if match := japanese_names.SAID.fullmatch(text):
        return match.group(1)
    return (
        text
        if re.fullmatch(r"[\u3040-\u30ff\u4e00-\u9fff々ー ]{2,12}", text) and not NO_NAME.search(text)
        else None
    )


_TITLE_SAID = re.compile(
    r"(?:抬头|抬頭|开给|開給|开成|单位名?称?是|公司名?称?是|billed to|title)(?:就|应该|應該|应|直接|帮我|给我|请|請)*(?:改为|是|为|為|改成|换成|換成|写成|写|寫|打|开|開|係|系|就|請打|请打|:|：|:)*\s?(?:我们?(?:学校|公司|单位|医院|厂|局|那边)的?[\s,，:：]+)?([^,，。;!?\s\d]{2,40})",
    re.I,
)
_COMPANY_EN = re.compile(
    r"((?:[A-Z][\w&.'’-]*,? ){1,6}(?:Co\.?,? ?(?:Ltd|Limited)\.?|Ltd\.?|Limited|Inc\.?|LLC|GmbH|Corp(?:oration|\.)?|Company|Group|PLC))(?![a-z])"
)
_EN_MADE_OUT = re.compile(
    r"(?:made out to|issued to|addressed to) ([A-Z][\w&.'’-]*(?: (?:(?:&|of|and) )?[A-Z][\w&.'’-]*){0,5})"
)
_COMPANY_JA = re.compile(
    r"((?:株式会社|有限会社|合同会社)[^\s、。,]{1,20}?(?=で|宛|名義|様|御中|として|[\s、。,]|$)|[^\s、。,はがでをの]{1,15}(?:株式会社|有限会社|合同会社))"
)
_COMPANY = re.compile(
    r"([\u4e00-\u9fff()（）A-Za-z]{2,30}?(?:有限责任公司|股份有限公司|有限公司|股份公司|集团|事务所|工作室|公司))"
)
_TAIL = re.compile(r"(?:就行|就可以|就好|吧|即可|哈|謝謝|谢谢)+$")
_LEAD = re.compile(
    r"^(?:应该是|应该|應該是|改成|改为|换成|換成|写成|是|为|為|写|寫|打|开|開|给|給|麻烦|麻煩|请|請|帮我|我要|我们|我|发票|个|一张|一个|公司|开票|:|：)+(?=[\u4e00-\u9fff]{4,})"
)
_NOT_A_TITLE = re.compile(
    r"^(?:等|不用|不需|不写|没|发你|稍后|待会|一会|单位$|公司$|我们?公司|你们?)|怎么|什么|錯|错咗|多少|可以|能|吗|改|错|不对|填|写错|信息|和税号|要|$^"
)


def _title(reading: Reading, text: Clean, asked: str, understood: bool) -> None:
    about = (
        "票" in text.plain
        or "抬头" in text.plain
        or "invoice" in text.plain
        or "fapiao" in text.plain
        or "receipt" in text.plain
        or "領収" in text.raw
        or asked in {"title", "tax_id"}
        or "tax_id" in reading.slots
    )
    if not about:
        return
    if match := _COMPANY_EN.search(text.raw):
        reading.put("title", match.group(1))
    elif match := _EN_MADE_OUT.search(text.raw) or _COMPANY_JA.search(text.raw):
        reading.put("title", match.group(1).rstrip("."))
    elif (match := _TITLE_SAID.search(text.raw)) and not _NOT_A_TITLE.search(match.group(1)[:4]):
        reading.put("title", _TAIL.sub("", _LEAD.sub("", match.group(1))))
    elif match := _COMPANY.search(text.raw):
        company = _LEAD.sub("", match.group(1))
        if (
            len(company) >= 4
            and not _NOT_A_TITLE.search(company[:4])
            and company not in {"公司", "我们公司", "你们公司", "个公司"}
        ):
            reading.put("title", company)
    elif asked == "title" and not understood and 2 <= len(text.raw) <= 40:
        reading.put("title", text.raw)
