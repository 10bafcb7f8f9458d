"""Tells talk about the rest of the world from words to this house: other shops, films, dreams, trips elsewhere. It reads no phrases."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.weighing import SMALL, Hit

# What must not be heard in talk of other things: it books, cancels, changes or accuses.
GRAVE = frozenset(
    {"complaint", "cancel_booking", "change_booking", "make_booking", "availability_query", "extend_stay", "checkout_request", "my_booking"}
)  # fmt: skip
# What is only told of, where nothing is asked.
_TOLD = frozenset(
    {"nearby_tips", "service_transport", "service_status", "facility_info", "price_query", "service_meal", "service_housekeeping",
     "service_maintenance", "deposit_payment", "room_info", "feedback", "coupon", "points_balance", "location_directions", "human_agent", "change_room"}
)  # fmt: skip

_GRUDGES = frozenset({"complaint", "cancel_booking", "make_booking"})

# Who is spoken to, or what only this house has.
_OURS = re.compile(
    r"你们|你家|[您你]这|您家|您们|贵店|贵处|咱家|咱们?(?:家|店|这)|店里|本店|店长|掌柜|老板娘?(?=[,，我能在有请好])|入住|退房|续住|房型|房态|房卡|房费|客房|空房|有房|订房|间房"
    r"|[一两三四五六几\d]间|大床|双床|标间|套房|家庭房|亲子房|湖景|海景|住[一两三四五六七几\d□].{0,2}[晚天]|民宿|客栈|(?<![\d])30[12](?!\d)|这(?:间|屋|房)"
    r"|\b(?:you|your|room|rooms|hotel|guesthouse|hostel|reception|front desk|checkin|checkout|bed|nights?|stay|towels?)\b"
)
_DESK = re.compile(r"前台|管家")
# What every house has: a house's own only where no other is named.
_HOUSEHOLD = re.compile(
    r"订单|预订|房间|屋|床|(?<!健身)(?<!药)(?<!厨)(?<!票)房|空调|热水|马桶|淋浴|花洒|阳台|窗|早餐|早饭|wifi|毛巾|浴巾|被子|枕头|隔壁(?!餐|饭|桌|小区|村|省|市|班|公司|店|老王|王|座|单元)|楼[上下](?!邻居|咖啡|超市|的?店)|走廊|卫生间|厕所|breakfast|shower|toilet"
)
# Another house, or a place of somebody's own: what is told of it is not told of this one.
_ANOTHER = re.compile(
    r"(?:别的?|其他|其它|另外?一?|另外一?|隔壁那?|上次那?|之前那?|那)(?:一?家|间)?(?:的?(?:酒店|民宿|客栈|宾馆|旅馆|旅店|店家|青旅))|(?<!你们)(?<!们)那家(?!店?(?:还|有|能))|别家|另一家|上一家|(?:前几年|几年前|那年|前年|去年|以前|上次|前段时间|小时候|大学时).{0,8}住(?:的?那|过)|人家酒店"
    r"|我家(?=的?(?:空调|电视|水管|马桶|厕所|热水器|洗衣机|冰箱|楼|小区|装修|房子|门口|附近|那边|停[水电]|网|宽带|漏|灯|窗|暖气|附近|隔壁|对门))|家里(?=的?(?:空调|电视|水管|马桶|热水器|洗衣机|冰箱|停|漏|网|宽带|灯|装修|暖气|房子|厨房))|小区|宿舍|寝室|出租屋|房东|房租|租的?房|租房|房贷|老家|装修|新房|买房|二手房|房产|楼盘|合租|办公室|工位|食堂|教室"
    r"|\b(?:another|other|different|last) (?:hotel|hostel|place|guesthouse|airbnb)\b|\bmy (?:landlord|apartment|flat|house|office|dorm|roommate)\b|\bat (?:home|work|school)\b"
)
_OUTSIDE = re.compile(
    r"被老板|老板(?:骂|让我|又|说我)|打车.{0,4}司机|被司机|外卖|骑手|教练|学车|这部剧|(?:烂|追|刷|那部|看)剧|网剧|垃圾游戏|快递(?!.{0,6}(?:寄|放|收|前台|到你|到店))|滴滴|网约车|打车软件|(?:滴滴|出租车?|网约车?|公交|货车|外卖|大巴)司机|司机(?=绕|乱|骂|态度|太|真|超|不)|银行|信用卡|健身|游泳课|瑜伽课|驾校|驾照"
    r"|(?:烧烤|火锅|奶茶|咖啡|面|拉面|饭|快餐|理发|服装|蛋糕|书|花|小吃|水果|鞋|衣服|美容|按摩|手机|眼镜|宠物|包子|甜品|早点|便利|文具|电脑|五金|修车|彩票|甜|海鲜|网红|汉堡|肯德基|麦当劳|海底捞|星巴克)(?:店|馆|铺|厅)(?!.{0,6}(?:推荐|在哪|哪))|美甲|美发|餐馆|饭店|餐厅|饭馆|商场|商家|卖家|店铺|客服小姐姐|电影|影院|影评|电视剧|综艺|追剧|小说|动漫|番剧|主演|大结局|导演|明星|偶像|爱豆|粉丝|歌曲|那首歌|歌单|专辑|演唱会|音乐会|话剧|脱口秀|漫展"
    r"|比赛|球赛|球队|裁判|世界杯|欧冠|国足|中超|决赛|奥运|运动会|马拉松|游戏|队友|王者|吃鸡|副本|皮肤|氪金|直播|主播|网红|微博|抖音|b站|小红书(?!.{0,6}看到)|朋友圈|热搜|公众号|视频号|会员卡|年卡|月卡|梦|新闻|天气预报|股|基金|理财|比特币|考试|面试|相亲|前任|前男友|前女友|离婚|分手|失恋|表白|单身|作业|论文|答辩|毕业|高考|考研|考公|雅思|培训|课程|网课|补习|家教|老师|教授|导师|同学|班主任|校长|幼儿园|学校|大学|同事|领导|老总|上司|甲方|客户|公司|单位|加班|工资|年终奖|绩效|辞职|离职|跳槽|入职|简历|项目|合同|会议|开会|周报"
    r"|牙医|牙科|医生|大夫|护士|挂号|专家号|手术|体检|疫苗|住院|复查|医保|社保|公积金|律师函|法院|起诉离婚|物业|邻居|居委会|楼下大妈|广场舞|机票|航班|航空|飞机(?!.{0,8}(?:到|点|晚|延|落))|火车票|高铁票|车票|船票|景区门票|景点门票|票价|铁路|12306|地铁|公交|红绿灯|限号|交警|罚单|违章|保险公司|4s店|修车|加油|婚礼|婚宴|婚纱|婚庆|满月酒|聚会|聚餐|同学会|团建(?!.{0,10}[房间人住接])|年会|约会|饭局|应酬"
    r"|淘宝|天猫|京东|拼多多|闲鱼|唯品会|亚马逊|双十一|双11|秒杀|购物车|收货|发货|退换货|差评师|(?:新|换|买|修)(?:款)?手机|手机(?:坏|屏|卡|壳|维修)|电脑|耳机坏|充电宝坏|苹果|华为|小米|运营商|移动|联通|电信|话费|流量|宽带|路由|软件|app|小程序|系统更新|闹钟|收藏|关注|取关|订阅|自动续费|视频会员|爱奇艺|腾讯|优酷|网易云|qq音乐|政府|总统|大选|战争|疫情新闻|油价|菜价|物价|房价(?=跌|涨|又|崩)|猪肉|经济|失业|裁员"
    r"|\b(?:restaurants?|bar|shop|store|traffic|bill|movie|film|series|netflix|spotify|song|concert|match|game|football|soccer|team|election|president|politic\w*|boss|coworker|colleague|manager at|school|teacher|professor|class|exam|homework|job|office|landlord|tv show|favou?rite show|culture|day ever|neighbo(?:u)?r at|gym|amazon|ebay|uber|grab driver|delivery|courier|food delivery|mcdonald\w*|starbucks|cafe|dentist|doctor's|haircut|hairdresser|airline|airlines|flight|plane ticket|train ticket|bank|phone company|laptop|iphone|android|bitcoin|stock\w*|subscription|instagram|tiktok|youtube|wedding got|my ex|dream)\b"
)
_SHOP = re.compile(
    r"(?:奶茶|咖啡|烧烤|火锅|面|理发|便利|水果|蛋糕|服装|美容)(?:店|馆|铺)|超市|商场|饭馆|餐馆|饭店"
)
_ASKS = re.compile(
    r"[吗么嘛?？]|能不能|可不可以|能否|可以.{0,8}不|怎么(?:办|走|去|弄|退|取消|改)|多少|几点|哪[里儿个天]|有没有|有没|接(?:我|机|站|一下)|送(?:我|站|机)|落地|抵达|才到|到店|请(?!假|客|吃|了)|麻烦|帮[我忙]|给我[们]?(?!了|差|发|气|打|推|整|寄|送错|塞|甩|看)|[呢没][,。!?]?$|[能可要行][^,。]{0,10}不[,。!?]?$|求(?!婚|职)|(?:想|要|能|得)(?:退|订|住|改|取消|换)|\b(?:can|could|may|would|please|do|is there|are there|how|what|when|where)\b"
)
# What is looked up, booked or called off, and is no room of any house.
_OBJECT = re.compile(
    r"高铁(?!站)|火车(?!站)|夏令营|旅行团|补习班|淘宝|天猫|京东|拼多多|闲鱼|唯品会|滴滴|机票|车票|火车票|高铁票|船票|门票|电影票|演唱会|牙医|牙科|挂号|专家号|医生|理发|美甲|美容|试驾|驾校|课|手术|体检|疫苗|会议|约会|收藏|关注|订阅|闹钟|会员|自动续费|外卖|快递|包裹|航班|婚礼|比赛|聚会|饭局|面试|相亲|游戏|歌|电影|签证|护照|信用卡|贷款|宽带|套餐|话费|流量|股票|基金|天气|汇率|星座|彩票|成绩|分数|路况|违章"
    r"|\b(?:flight|plane|train ticket|concert|movie|dentist|doctor|haircut|appointment|meeting|subscription|gym|alarm|date|uber|pizza|song|playlist|game)\b"
)
_ADDRESSED = re.compile(r"你们|你家|您家|[您你]这|您们|贵店|咱家|\b(?:you|your)\b")
# One's own life: a grudge told of it is no complaint here, as long as nothing of a house is named.
_PRIVATE = re.compile(
    r"儿子|女儿|老公|老婆|对象|闺蜜|男朋友|女朋友|我妈|我爸|婆婆|我的字|运气|天气|广场舞|喝酒|退群|打游戏|手机(?!号|快?没电|尾号)|人生|命|\b(?:day ever|weather|my (?:life|luck|dad|mom|mum|wife|husband|son|daughter))\b"
)
_ABOUT_US = re.compile(
    r"你们|你家|您家|店|房|屋|床|前台|服务|客服|隔壁|楼[上下]|早餐|退|住|空调|热水|马桶|卫生|入住|投诉|差评|\b(?:room|hotel|place|staff|bed|stay)"
)
_MEDDLES = frozenset({"make_booking", "cancel_booking", "change_booking", "my_booking", "availability_query"})
# 夏令营取消了: what is told to be off, and is no stay.
_CALLED_OFF = re.compile(
    r"[\u4e00-\u9fff](?<![要想我帮能以得需请给把何么你费申法接])(?:又|都|被|也|给|临时|突然)*(?:取消|改期|延期|推迟)了[,。!]?$"
)
# 航班取消了来不了: a journey that fails is the reason why a guest does not come.
_CANNOT_COME = re.compile(
    r"(?:航班|飞机|火车|高铁|列车|动车|大巴|封路|封航|堵).*(?:[来去到]不[了成]|过不[来去]|不[来去]了|走不[了成])|\b(?:flight|train)\b.*\b(?:can't|cannot|won't)\b"
)
_STAYING = re.compile(
    r"房|住|(?<!淘宝)(?<!外卖)(?<!京东)(?<!滴滴)(?<!多多)订单|预[订定]|行程|出行|旅[行游]|计划|假期|[这那]单|[一两三四五六七\d□][晚间天]|退款|订金|定金|你们|\b(?:room|rooms|stay|booking|reservation|night|nights|bed|(?<!school )trip)\b"
)
_SPLIT = re.compile(r"[,，。;；!！?？…\n]+|\b(?:but|and then)\b")


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause: where it stands, whether it is about something else than this house, whether it asks."""

    start: int
    end: int
    elsewhere: bool
    asks: bool
    others_thing: bool  # what is booked or called off in it is no room


def of_the_house(hits: list[Hit], text: str) -> list[Hit]:
    """Without what is said of others: 比赛取消了; 那家烧烤店服务太差; my boss is rude. What is asked for beside it stays."""
    if not hits:
        return hits
    parts = _parts(text)
    private = _PRIVATE.search(text) is not None and _ABOUT_US.search(text) is None
    return [hit for hit in hits if not (_of_others(hit, parts) or (private and hit.label in _GRUDGES))]


def elsewhere(text: str) -> list[bool]:
    """Of each clause whether it is about something else than this house."""
    return [part.elsewhere for part in _parts(text)]


def _of_others(hit: Hit, parts: Sequence[_Part]) -> bool:
    if hit.label in SMALL or hit.label == "emergency":
        return False
    around = [part for part in parts if part.start < max(hit.end, hit.start + 1) and hit.start < part.end]
    if hit.label in _MEDDLES and around and all(part.others_thing for part in around):
        return True
    if not around or not all(part.elsewhere for part in around):
        return False
    return hit.label in GRAVE or (hit.label in _TOLD and not any(part.asks for part in around))


@lru_cache(maxsize=16)  # asked several times of one message
def _parts(text: str) -> tuple[_Part, ...]:
    """Clause by clause: whether it is about something else than this house. What was named last is meant until the house is."""
    parts: list[_Part] = []
    away = other_house = False
    at = 0
    for match in [*_SPLIT.finditer(text), None]:
        end = match.end() if match else len(text)
        said = text[at:end]
        asks = _ASKS.search(said) is not None
        another = _ANOTHER.search(said) is not None and _ADDRESSED.search(said) is None
        outside = _OUTSIDE.search(said) is not None
        household = _HOUSEHOLD.search(said) is not None
        staying = _STAYING.search(said) is not None or _CANNOT_COME.search(said) is not None
        thing = not staying and (_OBJECT.search(said) is not None or _CALLED_OFF.search(said) is not None)
        if another:
            away = other_house = True
        elif _OURS.search(said):
            away = other_house = False
        elif not other_house and _DESK.search(said):
            away = False
        elif outside:
            away = thing or not (household or staying) or _SHOP.search(said) is not None
        elif household and not other_house:
            away = False
        parts.append(_Part(at, end, away and not (asks and not outside and not another), asks, thing))
        at = end
    return tuple(parts)
