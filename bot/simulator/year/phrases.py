"""What invented people say, by manner, and how they understand what the house asks them. Words only; nobody acts here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MANNERS = ("chatty", "terse", "english", "dialect", "fickle", "plain")

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = "梓涵浩宇欣怡子轩雨桐一诺思远佳琪明哲若曦俊杰语嫣景行晓彤承泽静姝文博清妍志恒安然"
FIRST_NAMES = ("Anna", "Tom", "Julia", "Marco", "Elena", "Peter", "Nora", "Lucas", "Ingrid", "Paul")
LAST_NAMES = ("Keller", "Whitfield", "Moreau", "Lindqvist", "Okafor", "Petrov", "Brandt", "Silva")

# {m} month, {d} day, {n} nights, {p} people, {kind} a room type's name
OPENINGS: Mapping[str, tuple[str, ...]] = {
    "chatty": (
        "您好呀，我们打算{m}月{d}号过来玩，住{n}晚，{p}个大人，请问还有{kind}吗？",
        "老板好，{m}月{d}日入住住{n}晚，{p}个人，{kind}还有空的吗",
    ),
    "terse": ("{m}.{d} {n}晚 {p}人", "订{kind} {m}月{d}号 {n}晚 {p}人"),
    "english": ("Do you have a room from {month} {d} for {n} nights, {p} adults?",),
    "dialect": ("老板{m}月{d}号有冇房啊，住{n}晚，{p}个人", "{m}月{d}号还有房没得，住{n}晚{p}个人"),
    "fickle": ("{m}月{d}号住{n}晚，{p}个人，有{kind}吗",),
    "plain": ("{m}月{d}号住{n}晚，{p}个大人，还有房吗", "我想订房，{m}月{d}号，{n}晚，{p}个人"),
}
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - read as a line
)

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "chatty": (
        "请问早餐是几点到几点呀",
        "我们开车过来的，停车方便吗",
        "附近有什么好吃的推荐吗",
        "可以开发票吗",
    ),
    "terse": ("早餐几点", "wifi", "停车", "几点退房"),
    "english": (
        "what time is breakfast?",
        "what's the wifi password?",
        "where can I park?",
        "any good food nearby?",
    ),
    "dialect": ("早饭几点钟嘛", "附近有啥子好吃的", "车停哪儿"),
    "fickle": ("可以带狗吗", "能加床吗", "押金多少"),
    "plain": ("几点退房", "WiFi密码多少", "怎么过去", "早餐几点", "我的订单", "积分"),
}

# What becomes a ticket, said by somebody whose room is known.
WISHES: Mapping[str, tuple[str, ...]] = {
    "chatty": (
        "麻烦送两条浴巾到房间，谢谢啦",
        "空调好像不太制冷，能帮忙看看吗",
        "孩子想喝水，麻烦送两瓶矿泉水",
    ),
    "terse": ("送两条毛巾", "马桶堵了", "没有热水", "打扫一下房间"),
    "english": ("Could we have two more towels, please?", "The air conditioning is not working"),
    "dialect": ("送床被子来嘛", "灯坏了", "马桶堵咯"),
    "fickle": ("加一床被子", "送两个枕头", "电视打不开"),
    "plain": ("送两条浴巾", "空调坏了", "房间没有热水了", "麻烦打扫一下房间", "送一个吹风机"),
}
COMPLAINTS = ("前台态度太差了，我要投诉", "房间里有蟑螂，太恶心了", "隔壁太吵了，一晚上没睡，我要投诉")
SMALL_TALK = ("谢谢", "在吗", "你们家猫真可爱", "今天天气真好", "哈哈哈")
NONSENSE = ("嗯那个就是说", "刚才那个", "asdf", "？？？")

_CHINESE, _ENGLISH = 0, 1


@dataclass(frozen=True, slots=True)
class Said:
    """What a guest has to say when asked, by what is asked."""

    room: str
    contact: str
    phone: str
    name: str
    people: str
    yes: str


# What the house asks, as a guest hears it, and what of their own they answer with. The first that is heard counts.
ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"这样订可以吗|Shall I book it like this|Yes books it|订就回"), "yes"),
    (re.compile(r"姓名和手机号|name and phone|which phone number"), "contact"),
    (re.compile(r"手机号|phone number"), "phone"),
    (re.compile(r"怎么称呼|姓名|in which name|name for the booking", re.IGNORECASE), "name"),
    (re.compile(r"几位|几个人|多少人|How many of you|How many people"), "people"),
    (re.compile(r"看中哪间|要哪种|哪种房|哪间|Which room|Which one|name of a room"), "room"),
    (re.compile(r"要按这样跟店里申请吗|确定取消吗|Shall I ask the house|Shall I cancel it"), "yes"),
)
WHICH_ROOM = re.compile(r"您住哪间房|Which room are you in")
LEAVES = re.compile(r"现在就退房吗|check you out now")
RIGHT = "对"
_REGISTERS = (  # what the house asks before the arrival, and what is said to it; the first that is heard counts
    (re.compile(r"对吗？?$"), RIGHT),
    (re.compile(r"几岁"), "6岁"),
    (re.compile(r"几点到"), "下午三点到"),
    (re.compile(r"提前准备什么"), "没有"),
    (re.compile(r"叫什么|名字都再发"), "{name}"),
)
BOOKED = re.compile(r"(?<![A-Za-z0-9])B\d+")


def answer(said: Said, heard: str) -> str | None:
    """What the guest answers; None when nothing is asked of them."""
    *_, last = heard.strip().splitlines() or [""]
    for words in (last, heard):
        for asked, which in ASKED:
            if asked.search(words):
                return str(getattr(said, which))
    return None


def registers(heard: str, name: str) -> str | None:
    """What is answered to the house that asks who comes; None when nothing is asked."""
    for asked, words in _REGISTERS:
        if asked.search(heard):
            return words.format(name=name)
    return None
