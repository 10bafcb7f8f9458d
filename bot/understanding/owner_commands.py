"""The owner's words over rooms and prices: each is found by one word of it, in any order; `house_terms` reads the rest. Pure."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Mapping

_OF_A_BOOKING = r".*(?:总价|一共|合计|房费|房间|房号|人数|订金|押金|B\s*\d|时间|早餐|电视|客人|先生|女士|小姐|的房|入住|退房)"
_A_ROOM = r"(?<![A-Za-z\d.])[A-Z]?\d{3,4}(?:号?房间?)?(?![\d./年月号日])"
_SOLD = r"(?:(?<!\d)\d{3,4}(?!\d)|[房床景院]|套|阁楼|全部|所有)"  # a room by its number, or a word for one
_A_DAY = r"(?:\d{1,2}[./月]\d|\d{1,2}[号日天晚]|[今明后]天|[今明]晚|(?:周|星期|礼拜)[一二三四五六日天末\d]|[一两三四五六七八九十]+[天晚]|月底|元旦|春节|除夕|五一|清明|端午|中秋|国庆|圣诞|周末|下个?月|这?周|\d{1,2}-\d{1,2})"
# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "occupancy",
        r"(?:房态图?|看房(?!型|间|源))\s*(?P<about>.{0,20})|(?P<about2>.{1,12}?)的?(?:房态图?|看房)",
    ),
    (
        "reprice",
        r"(?P<about>改价|(?=.*(?:\d|折)).{0,60}(?:改价格?|调价|改房价|涨价|降价).{0,60}|改价格?.{1,60})",
    ),
    (
        "reprice",
        rf"(?P<about>(?!{_OF_A_BOOKING}).{{2,40}}(?:改成|改到|改为|调到|调成|涨到|降到)\s*\d{{3,5}}\s*(?:元|块钱?)?)",
    ),
    (
        "reprice",
        rf"(?P<about>(?:旺季|淡季|暑假|寒假|暑期)(?=.*{_A_DAY}).{{2,60}}[^\d\-~.月]\s?\d{{2,5}}\s*(?:元|块钱?)?)",
    ),
    (
        "reprice",  # 元旦亲子套房卖1288, 湖景周末一律618
        rf"(?P<about>(?=.*(?:{_SOLD}|{_A_DAY}))(?!{_OF_A_BOOKING}).{{2,40}}(?:一律|统一|统统|[都改要全]卖|(?<![售好外买另])卖|定价)\s*[成到为]?\s*¥?\s*\d{{2,5}}\s*(?:元|块钱?)?\s*(?:一晚|每晚|/晚|一夜)?)",
    ),
    ("prices", r"(?:价格表?|房价|价目表?|看价|查价)\s*(?P<about>.{0,30})"),
    ("close_rooms", r"(?P<about>.{0,60}(?:关房|锁房|停售).{0,80})"),
    ("open_rooms", r"(?P<about>.{0,60}(?:放房|解锁房间?|恢复售卖).{0,60})"),
    (
        "open_rooms",
        rf"(?P<about>(?=.*{_SOLD})(?!.*[?吗嘛呢怎]).{{2,40}}(?:(?:重新|恢复|继续|可以|能)(?:开?卖|开放|售卖|开售|对外卖)了?|开卖了?)(?:[\s,].{{0,40}})?)",
    ),
    (
        "close_rooms",  # 301下周二到周五不卖，换空调
        rf"(?P<about>(?=.*{_SOLD})(?!.*[?吗嘛呢怎]).{{2,40}}(?:[不别停]卖|[不别]对外卖|[不别]开放)了?(?:[\s,。;:(].{{0,60}})?)",
    ),
    (
        "close_rooms",  # 关 203 12月6号到12月10号
        rf"(?P<about>关(?:掉|上|闭)?\s*{_A_ROOM}(?:[\s,到从]|(?={_A_DAY}))(?=.{{0,30}}{_A_DAY}).{{1,80}})",
    ),
    (
        "close_rooms",  # 203先关三天，从12月6号起
        rf"(?P<about>(?=.*{_A_DAY})(?:.{{0,30}}把)?\s*{_A_ROOM}[^灯调门窗水电火暖机]{{0,30}}?(?:先|都|要)?关(?:掉|了|到|闭|[一两三四五六七八九十\d]+[天晚]).{{0,60}})",
    ),
    (
        "orders",
        r"(?:查?订单|查单)\s*B\s*(?P<booking>\d{1,9})|(?:查?订单|查单|今天的订单|新订单)"
        r"(?:\s+(?P<about>(?!第?\s*\d+\s*页)\S.{0,19}?)|\s*(?P<about2>\d\S{3,12}?))??(?:\s*第?\s*(?P<page>\d{1,3})\s*页)?",
    ),
    ("check_up", r"体检|(?:系统|公众号)?自检"),
    ("cancel_booking", r"(?:取消|退掉)(?:订单)?\s*B\s*(?P<booking>\d{1,9})(?!\d)[\s,:]*(?P<reason>.{0,100})"),
    ("unmet", r"咨询未成交|未成交(?:的?咨询)?|没成交的|咨询(?:记录|名单)"),
    ("gap_nights", r"空档(?:房|期)?|空置(?:房|日)?"),
    ("pause", r"暂停(?:接单|订房|营业|预订)?\s*(?P<about>.{0,20})"),
    ("resume", r"恢复(?:接单|订房|营业|预订)?"),
    (
        "move_booking",
        r"换房\s*B\s*(?P<booking>\d{1,9})[\s,]*(?:换?到|去|→)?\s*(?P<room>[A-Z]?\d{2,5})"
        r"|(?:换房\s*|把\s*)(?P<from>[A-Z]?\d{2,5})\s*(?:的?客人|房)?\s*(?:换?到|换成?|去|→|->|[-,，~])\s*(?P<room3>[A-Z]?\d{2,5})"
        r"|换房\s*(?P<from2>[A-Z]?\d{2,5})(?:房|的?客人)?\s+(?P<room4>[A-Z]?\d{2,5})"
        r"|(?P<from3>[A-Z]?\d{2,5})\s*(?:的?客人|房)?\s*换(?:房|到|去|成)+\s*(?P<room5>[A-Z]?\d{2,5})"
        r"|B\s*(?P<booking2>\d{1,9})\s*换(?:房间?)?(?:到|去)?\s*(?P<room2>[A-Z]?\d{2,5})",
    ),
)
# Read before widths are made alike: what guests will read is kept as it was typed.
TYPED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("settings", re.compile(r"(?:店铺)?设置\s*(?P<text>.{0,900})", re.DOTALL)),
    (
        "settings",  # 连住5晚打9折, said without 设置
        re.compile(
            r"(?=(?P<bare>.))(?P<text>(?:.{0,8}(?:连住|住满|提前)\s*.{1,8}[晚天夜].{0,6}折|.{0,8}(?:最少|至少|起码)(?:要|得)?住\s*.{0,12}[晚夜天](?:起订?)?|价格规则)[。!！]?)"
        ),
    ),
    ("channels", re.compile(r"渠道\s*(?P<text>.{0,900})", re.DOTALL)),
)
OWNER = tuple((name, re.compile(text, re.IGNORECASE)) for name, text in PATTERNS)

EVERYDAY = frozenset(
    {"occupancy", "prices", "reprice", "close_rooms", "orders", "resume", "cancel_booking"}
)  # guests say them too

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "occupancy": ("房态", "下周房态", "看房"),
    "prices": ("价格", "价格 湖景 12月"),
    "reprice": ("改价 国庆 湖景688", "改价 12.24-26 湖景 688"),
    "close_rooms": ("关房302 12.24-26", "锁房302 12.24"),
    "open_rooms": ("放房302 12.24-26",),
    "move_booking": ("换房B23 301", "换房303 401"),
    "orders": ("订单", "订单 王女士", "订单B23"),
    "cancel_booking": ("取消B23 水管爆了",),
    "unmet": ("咨询未成交",),
    "gap_nights": ("空档",),
    "settings": ("设置", "设置 入住 15点", "设置 价格规则"),
    "channels": ("渠道", "渠道 Airbnb 302 链接", "渠道 暂停1", "渠道 对外 Airbnb 302"),
    "check_up": ("体检",),
    "pause": ("暂停", "暂停到12.26"),
    "resume": ("恢复",),
}
