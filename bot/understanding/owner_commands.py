"""The owner's words over rooms and prices: each is found by one word of it, in any order; `house_terms` reads the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
        r"(?P<about>(?!.*(?:总价|一共|合计|房费|房间|房号|人数|订金|押金|B\s*\d|时间|早餐|电视|客人|先生|女士|小姐|的房|入住|退房)).{2,40}(?:改成|改到|改为|调到|调成|涨到|降到)\s*\d{3,5}\s*(?:元|块钱?)?)",
    ),
    ("prices", r"(?:价格表?|房价|价目表?|看价|查价)\s*(?P<about>.{0,30})"),
    ("close_rooms", r"(?P<about>.{0,60}(?:关房|锁房|停售).{0,80})"),
    ("open_rooms", r"(?P<about>.{0,60}(?:放房|解锁房间?|恢复售卖).{0,60})"),
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
        r"|(?:换房\s*|把\s*)(?P<from>[A-Z]?\d{2,5})\s*(?:的客人|房)?\s*(?:换?到|换|去|→)\s*(?P<room3>[A-Z]?\d{2,5})"
        r"|B\s*(?P<booking2>\d{1,9})\s*换(?:房间?)?(?:到|去)?\s*(?P<room2>[A-Z]?\d{2,5})",
    ),
)
# Read before widths are made alike: what guests will read is kept as it was typed.
TYPED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("settings", re.compile(r"(?:店铺)?设置\s*(?P<text>.{0,900})", re.DOTALL)),
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
    "move_booking": ("换房B23 301",),
    "orders": ("订单", "订单 王女士", "订单B23"),
    "cancel_booking": ("取消B23 水管爆了",),
    "unmet": ("咨询未成交",),
    "gap_nights": ("空档",),
    "settings": ("设置", "设置 入住 15点"),
    "channels": ("渠道", "渠道 Airbnb 302 链接", "渠道 暂停1", "渠道 对外 Airbnb 302"),
    "check_up": ("体检",),
    "pause": ("暂停", "暂停到12.26"),
    "resume": ("恢复",),
}
