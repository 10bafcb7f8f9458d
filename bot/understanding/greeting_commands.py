"""The words about greetings: 问候 of the owner with what follows it, and what guests say of greetings and birthdays. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.understanding.day_frame import MONTH, MONTHS
from bot.understanding.numerals import ZH_NUMBER, number
from bot.understanding.spelling import same_length
from store.house_file.festivals import KNOWN, Yearly, yearly
from store.lunar import TERMS

_N = ZH_NUMBER
_LUNAR = r"(?P<lunar>农历|阴历|旧历|老历)?(?:的)?(?:闰)?"
_MONTH_DAY = (
    rf"{_LUNAR}\s*(?P<month>正|冬|腊|{_N})\s*(?:月|[./-])\s*(?P<early>初)?(?P<day>{_N})\s*(?:日|号|號)?"
)
_DAY = re.sub(r"\?P<\w+>", "?:", _MONTH_DAY)  # the same without names, to be read again by `birthday_said`
_ME = r"(?:对了|那个|记一下|麻烦记一下|顺便说一下)?[,，\s]*(?:我|本人)?(?:的)?"
_END = r"\s*(?:哦|喔|呀|啊|呢|噢|~)?"

# Read before widths are made alike: what an owner writes for guests is kept as it was typed.
TYPED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("greetings", re.compile(r"问候(?:设置)?[\s,，:：]*(?P<text>.{0,900})", re.DOTALL)),
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "birthday",
        re.compile(
            rf"{_ME}(?:(?:生日|过生日)(?:是|在|:)?(?:在)?(?:阳历|公历|新历)?\s*(?P<said>{_DAY})"
            rf"|(?:是)?(?:阳历|公历|新历)?\s*(?P<said2>{_DAY})\s*(?:的)?(?:过)?生日){_END}",
            re.IGNORECASE,
        ),
    ),
    (
        "birthday",
        re.compile(
            rf"my birthday is (?:on )?(?:the )?"
            rf"(?P<said>{MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH})",
            re.IGNORECASE,
        ),
    ),
    (
        "birthday",
        re.compile(r"(?:私の)?[誕诞]生日は(?:毎年)?(?P<said>\d{1,2}月\d{1,2}日)(?:です|になります)?"),
    ),
    (
        "birthday_forget",
        re.compile(
            r"(?:请|帮我)?(?:忘掉|忘记|删除|删掉|别记|不要记)(?:了)?我的生日|(?:please )?forget my birthday"
            r"|(?:私の)?[誕诞]生日(?:を|は|の[記记]録を)(?:忘れて|消して|削除して)(?:ください)?",
            re.IGNORECASE,
        ),
    ),
    (
        "greet_me_not",
        re.compile(
            r"(?:请|以后)?(?:不要|不用|别|不想|不需要|退订|取消|停止|拒绝)(?:再)?(?:给我)?(?:发|送|收|收到)?(?:了)?"
            r"(?:节日|过节|生日)?(?:的)?(?:问候|祝福)(?:信息|消息|短信)?(?:了)?|no (?:more )?greetings(?: please)?"
            r"|(?:季[節节]の)?(?:ごあいさつ|あいさつ|挨拶)は?(?:不要|いりません|要りません|やめて(?:ください)?|停止)(?:です)?",
            re.IGNORECASE,
        ),
    ),
    (
        "greet_me",
        re.compile(
            r"(?:我)?(?:可以|想|要|愿意|好)?(?:的)?(?:接收|收到?|订阅)?(?:节日|过节)(?:的)?(?:问候|祝福)"
            r"|(?:逢年)?过节(?:的?时候)?(?:可以|要|记得|就)?(?:给我)?发(?:个|句|条)?(?:问候|祝福)(?:吧|哦)?"
            r"|(?:yes )?(?:send me )?(?:festival|holiday) greetings(?: please)?"
            r"|季[節节]の(?:ごあいさつ|あいさつ|挨拶)(?:を|が)?(?:希望|ほしい|欲しい|お[願愿]い)(?:し(?:ます|たい)|です|します)?",
            re.IGNORECASE,
        ),
    ),
)
EVERYDAY = frozenset({"greetings"})  # guests say them too
EXAMPLES: Mapping[str, tuple[str, ...]] = {"greetings": ("问候", "问候 开", "问候 中秋 关")}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_PLACES = re.compile(_MONTH_DAY)


def birthday_said(said: str) -> Yearly | None:
    """The month and day of a birthday as somebody says it; None for a day no year has. A leap month counts as its own."""
    if (english := _english(said)) is not None:
        return english
    match = _PLACES.fullmatch(said.strip())
    if match is None:
        return None
    lunar = bool(match["lunar"] or match["early"] or match["month"] in _LUNAR_MONTHS)
    month = _LUNAR_MONTHS.get(match["month"]) or number(match["month"])
    day = number(match["day"])
    return yearly(f"{'农历' if lunar else ''}{month}-{day}")


def _english(said: str) -> Yearly | None:
    month = re.search(MONTH, said, re.IGNORECASE)
    day = re.search(r"\d{1,2}", said)
    if month is None or day is None:
        return None
    return yearly(f"{MONTHS.index(month[1].lower()) + 1}-{day[0]}")


# --- what the owner writes behind 问候 ---


@dataclass(frozen=True, slots=True)
class Said:
    """What an owner wants of greetings. `what` is show, on, off, approve, hour, words, add or lost."""

    what: str
    name: str = ""  # the festival; "" = all of them
    day: str = ""  # as a house file writes it
    text: str = ""


_ON, _OFF = ("开", "打开", "开启", "启用"), ("关", "关闭", "关掉", "停")
_YES = ("确认", "群发", "同意")
_NAMED = re.compile(
    r"(?P<name>[^\s,，:：\d]{1,12}?)(?:节|節)?(?:[\s,，:：]+|(?=(?:开|打开|开启|启用|关|关闭|关掉|停|确认|群发|同意)$|文案|内容))(?P<rest>.+)",
    re.DOTALL,
)
_WORDS = re.compile(r"(?:文案|内容|写|改成)[\s,，:：]*(?P<text>.+)", re.DOTALL)
_ADDED = re.compile(
    r"(?:加|添加|新增)[\s,，:：]*(?P<name>[^\s,，:：\d]{1,12}?)(?:节|節)?(?:(?:[\s,，:：]+|(?=\d|农历))(?P<rest>.+))?",
    re.DOTALL,
)
_HOUR = re.compile(r"(?:时间|几点|改到)?\s*(?P<hour>\d{1,2})(?:[:：点](?P<minute>\d{2})?)(?:分)?(?:发)?")
_LED = re.compile(rf"(?P<day>{_DAY})(?:[\s,，:：]+|$)")


def greeting_said(said: str) -> Said:
    """What follows 问候, in either script; the words of a greeting as they were typed."""
    typed = said.strip()
    found = _said(same_length(typed))
    at = same_length(typed).rfind(found.text) if found.what in ("words", "add") else -1
    return replace(found, text=typed[at : at + len(found.text)]) if at >= 0 else found


def _said(text: str) -> Said:
    if not text:
        return Said("show")
    if text in _ON or text in _OFF:
        return Said("on" if text in _ON else "off")
    if text in _YES:
        return Said("approve")
    if (hour := _HOUR.fullmatch(text)) is not None:
        return Said("hour", text=f"{int(hour['hour']):02}:{hour['minute'] or '00'}")
    if (added := _ADDED.fullmatch(text)) is not None:
        return _added(added["name"], (added["rest"] or "").strip())
    return _about_one(text)


def _added(name: str, rest: str) -> Said:
    day = KNOWN.get(name, "") or (name if name in TERMS else "")
    led = _LED.match(rest)
    if led is not None:
        found = birthday_said(led["day"])
        day, rest = (found.written() if found is not None else ""), rest[led.end() :]
    words = _WORDS.fullmatch(rest)
    return Said("add", name, day, (words["text"] if words else rest).strip())


def _about_one(text: str) -> Said:
    match = _NAMED.fullmatch(text)
    if match is None:
        return Said("show", text.removesuffix("节"))
    name, rest = match["name"], match["rest"].strip()
    if rest in _ON or rest in _OFF:
        return Said("on" if rest in _ON else "off", name)
    if rest in _YES:
        return Said("approve", name)
    if (words := _WORDS.fullmatch(rest)) is not None:
        return Said("words", name, text=words["text"].strip())
    return Said("lost", name)
