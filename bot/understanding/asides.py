"""Tells days that are named beside a stay: today by the way, a birthday where another day is asked for. It finds no days."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.understanding.day_frame import Day, Frame, Point

# What is said of today by the way, before another day is asked for: 今天天气真好，周六有房吗.
_BY_THE_WAY = re.compile(
    r"(?:我们?|咱们?|这边|这里|大理|外面|的|是|也|可|又|刚好|正好)*+(?:天[气真好色]|太阳|出太阳|下[大小]?[雨雪]|刮?[大台]风|降温|升温|[好真太很挺超有点]{1,2}(?:冷|热|熱|累|忙|烦|晒|堵|困|凉快|暖和|开心|高兴|倒霉)|心情|休息|上班|加班|开会|開會|考试|考完|请假|生日|不舒服|感冒|发烧|忙[死坏了]"
    r"|(?:才|刚|剛)(?:刚|剛)?(?:看|知道|想起|听|聽|问|問|发现|發現|收到|请|放|考|到家|下班|下课)|看到|刷到|听(?:说|朋友|同事)|聽(?:說|朋友|同事)|跟[^,。;!?]{1,6}(?:商量|说|說|聊|吵)|有人(?:跟|问|推荐)|在(?:公司|家|单位|路上|学校|上班|开会))"
    r"|(?:は|って)?(?:いい天気|天気|寒|暑|仕事|休み|忙し|雨|雪|誕生日)"
    r"|(?:'s|,? (?:is|was|it's|it is|has been))? ?(?:such |so |very |really |quite |a )*(?:sunny|rain|snow|cold|hot|warm|freezing|beautiful|lovely|nice|busy|crazy|tired|my (?:birthday|day off)|off work)\b|,? (?:i|we) (?:just )?(?:saw|found|heard|talked|spoke|read|noticed|realised|realized)\b"
)
# A day that is something else's, where another one is asked for: 孩子15号生日，12号有房吗.
_FEAST = r"(?:生日|纪念日|紀念日|忌日|年会|婚礼|结婚|办酒|考试|开学|答辩|面试|体检|手术|复查|预产期)"
_KIN = r"(?:我们?|咱们?|他|她|孩子|宝宝|娃|爸爸?|妈妈?|爸妈|老[公婆]|媳妇|女儿|儿子|闺女|男友|女友|对象|朋友|公司|单位|学校|家里)"
_OF_AN_EVENT = re.compile(
    rf"(?:是|就是|正好|刚好|也是)*+{_KIN}{{0,3}}(?:的)?(?:要|有)?(?:过|办|去)?(?:\d{{1,3}}岁|[一二三四五六七八九十]{{1,3}}岁)?的?{_FEAST}(?!那|当)(?![^,。;!?\d周]{{0,8}}(?:住|订|定|来|去你|过夜))"
    r"|,? (?:is|was|will be) (?:my|our|his|her|their|the)(?: \w+'s)? (?:\w+ )?(?:birthday|anniversary|wedding|exam)\b"
    r"|(?:は|が)[^、。]{0,8}(?:の|が)(?:誕生日|結婚式|試験|記念日)"
)
_EVENT_ON = re.compile(
    rf"{_FEAST}(?:是|在|就是|就在|正好是?|刚好是?|:)$|生日$|\b(?:birthday|anniversary|wedding|exam)(?: party)?(?: is| was|'s| falls)?(?: on)? (?:the )?$|(?:誕生日|結婚式|試験|記念日)(?:は|が)$"
)
_PRICED_FOR = re.compile(r"(?:\d{3}|■|rmb|yuan|cny)\s?(?:a night )?(?:for|on|at) (?:the |a )?$")
_TODAY = re.compile(r"今[天日儿兒]个?|today|今日|きょう")


def by_the_way(text: str, point: Point | Day) -> bool:
    """Whether today is only talked of, or a weekend priced, before what is asked: 今天天气真好, 580 for the weekend."""
    if _PRICED_FOR.search(text, 0, point.start) and text.startswith("weekend", point.end - 7):
        return True
    return _TODAY.fullmatch(text[point.start : point.end]) is not None and (
        _BY_THE_WAY.match(text, point.end) is not None
    )


def of_an_event(text: str, point: Point | Day) -> bool:
    """Whether a day is a birthday or the like, which is no day of the stay where another one is told: 孩子15号生日."""
    if _AND_ON.match(text, point.end):
        return False
    return (
        _OF_AN_EVENT.match(text, point.end) is not None or _EVENT_ON.search(text, 0, point.start) is not None
    )


_AND_ON = re.compile(r"(?:号|日)?\s?(?:到|至|-|~|to\b|until\b|till\b|から|住)")  # the first day of a range
_BIRTHDAY = re.compile(r"生日|纪念日|紀念日|年会|忌日|\b(?:birthday|anniversary)\b|誕生日|記念日")
NEAR = 16  # characters beside a day in which what it is stands


def of_a_birthday(text: str, point: Point) -> bool:
    """Whether the event of a day is one that nobody travels to: nobody leaves then either."""
    return _BIRTHDAY.search(text, max(0, point.start - NEAR), point.end + NEAR) is not None


NEAR_A_FEAST = timedelta(days=12)
_IT_IS_NAMED = re.compile(r"(?:next |this |last |coming )?(?!the\b)[a-z0-9' .]+")
_A_DAY_BESIDE = re.compile(r"\b(?:before|after|following|eve of|week of|day of|night of|weekend of)\b")
_COMES_ON_IT = re.compile(
    r"\b(?:com(?:e|ing)(?: on)?(?: the)? $|arriv\w*|check(?:ing)?[ -]?in|from|between|leav\w*|depart\w*|check(?:ing)?[ -]?out|until|till?|to|through|since|not|instead of|night(?:s)? of)(?: on| for| at)?(?: the)? $"
)
_AND_ANOTHER = re.compile(
    r"(?: (?:day|night|eve|morning|evening))?,? ?(?:-|to\b|till?\b|until\b|through\b|thru\b|and (?!(?:we|i|would|want|arriv|check|leav|com))|or\b|&|\+|is\b|not\b)"
)
_TOLD = re.compile(
    r"\b(?:arriv\w*|check(?:ing)?[ -]?(?:in|out)|com(?:e|ing)|from|leav\w*|depart\w*|in|out|go|going|stay\w*|want\w*|book\w*|need|like|until|till?|to|be there)(?: with you| at yours)?:?(?: on| from| for)?(?: the)? ?$"
)


def feasts_beside(points: Sequence[Point], text: str, today: date) -> list[Point]:
    """The feasts an English text only names, where it tells the days of the stay: for chinese new year, check in feb 15 and leave feb 18."""
    if not text.isascii() or len(points) < 2:
        return []
    dated = [
        (point.when(Frame(today)), point)
        for point in points
        if not point.festival
        and not _OF_ITS_DATE.match(text, point.end)
        and (point.joined or _TOLD.search(text[: point.start]) or _RANGE.match(text, point.end))
    ]
    found = []
    for feast in points:
        named = feast.festival or _OF_ITS_DATE.match(text, feast.end)
        day = feast.when(Frame(today)) if named else None
        said = text[feast.start : feast.end]
        if day is None or _A_DAY_BESIDE.search(said) or not _IT_IS_NAMED.fullmatch(said):
            continue
        if _COMES_ON_IT.search(text, 0, feast.start) or _AND_ANOTHER.match(text, feast.end):
            continue
        if any(other and abs(other - day) <= NEAR_A_FEAST for other, _ in dated):
            found.append(feast)
    return found


_RANGE = re.compile(r" ?(?:-|to\b|till?\b|until\b|through\b|thru\b)")
_OF_ITS_DATE = re.compile(
    r" (?:long )?(?:weekend|holidays?|fireworks|party|celebrations?)\b"
)  # july 4th weekend
