"""Reads what guests call their own or want to eat, whatever it is: 耳机落床头了, left my kindle, 来两碗牛肉面. It decides nothing about it."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number

Found = tuple[str, int | None]
_N = ZH_NUMBER
_OWN = (
    "隐形眼镜|老花镜|太阳镜|墨镜|眼镜盒|眼镜布|眼镜|假牙|牙套|耳机|耳环|耳坠|耳钉|戒指|项链|手链|手镯|手表|手机壳|手机|平板电脑|平板|笔记本电脑|电脑|相机|充电宝|充电器|充电头|充电线|数据线|转换器|u盘|车钥匙|钥匙|钱包"
    "|身份证|护照|驾照|学生证|拐杖|水壶|行李袋|洗面奶|助听器|车票|遥控车|充电仓|数位板|笔记本|键盘|鼠标|吉他|帐篷|登山杖|血压计|胰岛素|文件袋|文件|银行卡|公交卡|房卡|证件|行李箱|拉杆箱|大箱子|箱子|行李|背包|书包|双肩包|手提包|包包|化妆包|洗漱包|羽绒服|冲锋衣|外套|大衣|毛衣|衬衫|裙子|衣服|裤子|内衣|内裤|袜子|帽子|围巾|手套|鞋子|拖鞋|睡衣|泳衣|泳裤"
    "|毛绒玩具|毛绒熊|玩偶|布娃娃|洋娃娃|娃娃|公仔|玩具|奶瓶|保温杯|水杯|雨伞|口红|护肤品|剃须刀|电动牙刷|婴儿车|自拍杆|无人机|茶叶|特产|快递|包裹|药盒|药|kindle|ipad|airpods"
)
_COLOUR = "(?:[红白黑蓝灰绿黄粉紫棕银金][色]?的?|苹果的?)?"
_ZH_OWN = re.compile(
    rf"(?:(?P<before>{_N})(?:个|件|副|只|条|把|台|双|部|张|本|箱|包|根|顶|支|瓶|对|袋|盒|辆))?(?P<name>{_COLOUR}(?:{_OWN}))"
)
_ZH_LEFT = re.compile(
    r"(?:我的?|(?:奶奶|爷爷|姥姥|姥爷|老人|孩子|宝宝|老公|老婆|朋友)的|那[个件副只条把台双部本]|俺的?|我[爸妈爹娘]的?|那个|一[件个副只条把台双部]|落[了下]?[一]?[件个副只条把台双部]?)(?P<name>[\u4e00-\u9fff]{2,5}?)(?:好像|可能|是不是|应该|是|被)?(?:落|忘|漏|丢|掉|搁|不见|没拿|找不)"
)
_ZH_MISSED = re.compile(
    rf"(?P<name>{_COLOUR}(?:{_OWN}))[^,，。;!?了没]{{0,6}}?(?:落(?![地座])|忘(?!了?(?:带|戴|密码|关|拔))|忘带走|漏拿|丢|掉(?!电|漆|色|线|皮|毛)|搁|不见|没拿|找不[到着]|好像(?:还)?在)"
    rf"|(?:落|忘|丢|掉|搁)(?:了|下)?(?:一?[件个副只条把台双部本])?(?P<name2>{_COLOUR}(?:{_OWN}))(?=$|[,，。;!?\s]|在|了|到|找)"
    rf"|(?:看见|看到|捡到|找到)(?:了)?(?:我的?|一?[件个副只条把台双部本])*(?P<name3>{_COLOUR}(?:{_OWN}))(?=$|[,，。;!?\s]|了|吗|没)"
)
_EN_OWN = re.compile(
    r"\b(?:left|leave|leaving|forgot|forgotten|lost|misplaced|found|find|seen|dropped)(?: behind)? (?P<before>my|our|a|an|the|his|her|some|(?:my |our )?\w+'s)\s(?P<name>(?:[a-z-]+ ){0,2}?[a-z-]+)(?= (?:in|on|at|behind|under|by|there|somewhere|last|when|yesterday|this|here|inside|from|beside|next)\b|[,.!?;]|$)"
    r"|\b(?:my|our) (?:\w+'s |(?:daughter|son|wife|husband)s? )?(?P<name2>(?:[a-z-]+ ){0,2}?[a-z-]+) (?:got|was|is|has been|were|might be|may be|must be) (?:left|missing|gone|still|lost)"
    rf"|\b(?P<before2>{EN_NUMBER}) (?:(?:big|small|large|little|heavy|more) )?(?P<name3>suitcases?|bags|backpacks?|rucksacks?|duffels?|boxes|parcels?|packages?|pieces of luggage)\b"
)
_JA_OWN = re.compile(
    rf"(?P<name2>(?:大きい|小さい|重い)?(?:スーツケース|キャリーケース|キャリーバッグ|トランク|手荷物|荷物|かばん|カバン|鞄|バッグ|リュック|段ボール|ベビーカー|お土産))(?:を|が)?(?P<before>{_N})(?:個|つ|点|台)|"
    r"(?P<name>[\u4e00-\u9fff々ァ-ヶー]{1,10})(?:を|が|も)?(?:部屋に|そちらに)?(?:置き)?(?:忘れ|なくし|落とし|無くし|置いてきて)"
)
_ZH_PLATE = "(?:碗|份|盘|笼|杯|串|盒|例|打|碟|客|支|樽|瓶|罐|煲|壶|煮|屉|听|扎|锅)"
_DISH_UNIT = "碗|份|盘|笼|杯|串|盒|例|锅|壶|煲|碟|屉|扎|盆|大份|小份|大碗|小碗"
_LIVE_UNIT = "只|条|头|斤|个|道|块|瓶|罐|尾"  # of fish, fowl and dishes, but of much else as well
_NO_DISH = r"(?![^,，。;!?\s]{0,3}?(?:房|间|位子?|座|桌|人|车|包厢|电话|师傅|阿姨|问题|忙|点菜|餐具|筷|勺|票|时间|地方|短信|位置|月|小时|晚(?!上)|饭盒|菜单|主意|信|字|东西|头(?!牛|羊)|早(?!餐|饭|茶|点)|钟|猫|狗|优惠|折|等舱|题|梦|作业|生意))"
_COOK = r"(?:炖|煮|炒|烤|蒸|做|杀|烧|煎|炸|焖|卤|涮|熬|泡|吃|喝|尝)"
_SERVE = r"(?:[订定留来要整弄加送拿买备搞端]|点|下(?=[碗锅份盘\d一两三四])|预订|准备)"
_TO_WHOM = r"(?:给?(?:我们?|咱们?|俺|孩子|老人|大家))?"
_ZH_NAME = r"(?P<{0}>(?!三(?![文明鲜杯丝])|[一二两四五六七八九十半几的了\d吧吗呢啊嘛呗能会想好不都也还就别是点些有给行])(?!烤(?![全鸭鱼串肉羊鸡翅饼红生乳]))(?!(?:[只条个份碗盘头块]|锅(?![贴巴包]))[\u4e00-\u9fff])[\u4e00-\u9fff]{{{1}}}?)"
_ZH_DISH_ENDS = r"(?=$|[,，。;!?\s□■]|不(?:要|加|放|行|[吗呀])?|多|少|送|到|加|和|跟|吧|带|打包|吗|呗|嘛|么|可以|行|给|来|吃|喝|晚|中午|早|今|明|后天|端|要|上[来楼去房■□]|同埋|去|呀|啊|麻烦|就|各|再|炖|烤|配|都|还|也|好|几|什么|怎么|哪|多少|顺便|帮|然后|另外|插|一起|同|放|[一二两三四五六七八九十\d]|的[,。!?]|谢谢|在)"
_ZH_DISH = re.compile(
    rf"(?:有没有|有没得|有|要|来)(?P<name2>(?!{_N}{_ZH_PLATE})[\u4e00-\u9fff]{{2,5}}?)[\s,]*(?:吗|么|嘛)?[\s,]*(?:给我们?|帮我们?)?(?:下|来|要|做|煮|炒)(?P<before2>{_N})(?:碗|份|盘|笼|杯|串|盒|打|碟|客)"
    rf"|(?:^|[,，。;!?\s要点叫加来])(?P<name5>(?!要|来|点|叫|加|{_N}{_ZH_PLATE})[\u4e00-\u9fff]{{1,4}}?(?:面|饭|粥|粉|汤|饺|饺子|奶茶|咖啡|啤酒|可乐))(?P<before5>{_N})(?:碗|份|盘|碟|客|杯|罐|瓶|支|笼)"
    rf"|(?P<before>{_N})(?:{_DISH_UNIT}|打(?![扫算电开])|客|支|樽|瓶|罐|煮|听){_NO_DISH}{_ZH_NAME.format('name', '1,6')}{_ZH_DISH_ENDS}"
    rf"|(?:{_COOK}|{_SERVE})(?:了|上)?{_TO_WHOM}(?P<before3>{_N})?(?:{_LIVE_UNIT}|{_DISH_UNIT}){_NO_DISH}{_ZH_NAME.format('name3', '1,7')}{_ZH_DISH_ENDS}"
    rf"|(?<![不没别爱])(?<!别给)(?<!不会){_COOK}(?:上)?{_TO_WHOM}(?:半[只个条头])?(?:一?[点些])?(?:你们?家?的?)?(?!汤$)(?!(?:早|晚|午|中|完|过|口|顿)?饭|[什啥完过]){_ZH_NAME.format('name4', '1,6')}(?<=[鸡鸭鱼鹅羊牛肉虾蟹汤面饭粥饼包饺菜蛋茶奶糕菇豆线粉丸串排翅腿锅煲])(?=$|[,，。;!?\s]|吗|么|吧|呗|嘛|行|可以|不|给|来|吃|喝)"
)
_EN_NO_DISH = r"(?!more|of|the|cups?|pots?|glass(?:es)?|bottles?|beds?|rooms?|people|nights?)"
_EN_DISH = re.compile(
    rf"\b(?P<before>{EN_NUMBER}) (?:(?:big|small|large|hot|cold|fresh) )?(?:bowls?|plates?|portions?|orders?|glass(?:es)?|servings?|helpings?|cups?|pots?|mugs?|slices?|pints?|cans?) of (?:the |your )?(?P<name>[a-z]+(?: [a-z]+){{0,2}}?)(?= (?:to|please|pls|plz|thanks|thx|for|in|without|with|no|and|at|up|sent|delivered|brought|would|now|here|on|tonight|before|around|down|from|w)\b|[,.!?;■□]|$)"
    rf"|\b(?P<before2>{EN_NUMBER}) (?P<name2>(?:{_EN_NO_DISH}[a-z]+ ){{0,2}}?(?:rice|noodles?|soups?|dumplings|eggs|coffees?|teas?|beers?|wines?|sandwich(?:es)?|congees?|porridges?|pancakes?|burgers?|salads?|juices?|cokes?|steaks?|omelett?es?|pizzas?|wontons?|curr(?:y|ies)|lattes?|cappuccinos?|fries|toasts?|buns|smoothies?|cocktails?))\b(?! cooker| bowl| bags?| cups?| glass| machine| house| hours?)"
)
_JA_EATEN = "うどん|そば|おにぎり|ごはん|ご飯|みそ汁|味噌汁|お茶漬け|おでん|たこ焼き|焼きそば|目玉焼き|焼き鳥|から揚げ|唐揚げ|生ビール|お?[\u4e00-\u9fffァ-ヶー]{1,10}"
_JA_DISH = re.compile(
    rf"(?P<name>{_JA_EATEN})(?:を|も|、)?(?:あと|もう)?(?P<before>{_N})(?:つ|個|人前|杯|皿|本|枚|膳|缶|瓶|セット|人分)"
)
# What is eaten or drunk whatever the wish is taken for: 两碗云吞面, three bowls of congee.
_EATEN = re.compile(
    r"(?:面|麺|饭|飯|粥|粉|汤|饺|饺子|馄饨|云吞|包子?|饼|蛋|菜|肉|鸡|鱼|虾|茶|咖啡|啤酒|红酒|可乐|雪碧|果汁|豆浆|牛奶|三[文明]治|多士|沙拉|沙律|披萨|米线|锅贴|烧卖|煎饺|小笼|抄手|火锅|套餐|点心|糖水|公仔面|西多)$"
    r"|\b(?:rice|noodles?|soups?|dumplings?|eggs?|coffees?|teas?|beers?|wines?|sandwich(?:es)?|congees?|porridges?|pancakes?|burgers?|salads?|juices?|cokes?|steaks?|omelett?es?|pizzas?|wontons?|curr(?:y|ies)|lattes?|cappuccinos?|fries|toasts?|buns|smoothies?|cocktails?|cake|milk|chocolate|lemonade|soda|whisky|ramen|udon|sushi)$"
    r"|(?:ラーメン|チャーハン|炒飯|餃子|ビール|コーヒー|紅茶|お茶|丼|うどん|そば|スープ|サンド|サンドイッチ|ジュース|ワイン|定食|カレー|パン|サラダ|ごはん|おにぎり|汁|コーラ|ハイボール|パスタ|ピザ|ケーキ|アイス|トースト|焼き|牛乳|ミルク|カフェラテ|ラテ|チャイ|セット)$"
)


def belonging(text: str, language: str) -> Found | None:
    """A thing of the guest's own: left behind, deposited, looked for."""
    patterns = {"en": (_EN_OWN,), "ja": (_JA_OWN,)}.get(language, (_ZH_OWN, _ZH_LEFT))
    return next((found for pattern in patterns if (found := _found(pattern, text))), None)


def missed(text: str) -> Found | None:
    """A thing of the guest's own that is told to be gone or left, whatever else the text is about: 灯坏了 耳环也掉里头了."""
    return _found(_ZH_MISSED, text)


def dish(text: str, language: str) -> Found | None:
    """What is ordered to eat or drink, with how many of it."""
    return _found({"en": _EN_DISH, "ja": _JA_DISH}.get(language, _ZH_DISH), text)


def surely_eaten(text: str, language: str) -> Found | None:
    """What is ordered to eat or drink, where its name alone says that it is."""
    found = dish(text, language)
    return found if found and _EATEN.search(found[0]) else None


def _found(pattern: re.Pattern[str], text: str) -> Found | None:
    match = pattern.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    count = next(filter(None, map(groups.get, ("before", "before2", "before3", "before5"))), "")
    name = next(filter(None, map(groups.get, ("name", "name2", "name3", "name4", "name5"))), "").strip()
    if pattern is _ZH_DISH and groups["name3"] and not count:
        count = "" if match.group().startswith("几") else "一"
    return name, number(count) if count not in _ARTICLES else None


_ARTICLES = {"a", "an"}
