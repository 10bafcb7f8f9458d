"""Finds days that are told by the day beside them: the 10 of 3.8-10, その前の日, 28入住30走. Alone they would be none."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from datetime import date

from bot.understanding.day_frame import (
    Frame,
    Point,
    When,
    from_today,
    in_week,
    monthly,
    moved,
    on_weekday,
    safe,
    yearly,
)
from bot.understanding.day_rules import WEEKDAYS_ZH
from bot.understanding.day_shifts import shifted
from bot.understanding.numerals import ZH_NUMBER, number

_N = ZH_NUMBER
NOT_A_PAIR = (
    r"(?![0-9])(?!\s*(?:个|位|人|晚|夜|间|岁|元|块|楼|点|时|分|:|%|折|大|小|名|泊|双|条|瓶|天|周|km|公里|米|月|题|页|章|课|集|遍|关|级|千|万|\.\d"
    r"|people|guests|persons|nights|adults|rooms|pm|am|days|歳|人|号楼|号房|days|星(?!期)))"
)

# --- a day before or after the one that was named last ---

_OF_IT = re.compile(
    r"\b(?:the )?(?:day|night|morning|evening) (?P<en>after|before) (?:it|that)\b|\b(?:the )?(?:day|night) (?P<then>after|before)(?= ?(?:$|[,.;!?]|(?:and|or|until|till|to)\b))|その(?:(?P<ja>翌々?日|次の日)|前日|前の日)|(?<=[、,。\s])前日(?=から|より|に(?:泊|着|入|チェック|1泊))|(?<!の)(?<!曜)(?P<next>翌々日|翌日)(?=の?(?:朝|昼|夜|夕方|午前|午後|□)*に?(?:は|、)?(?:出|帰|発|チェックアウト|退|まで))"
    r"|(?:(?<![\d号日节])(?P<zh>第二天|隔天|转天|次日)|(?:提前|早)一[天晚])(?=[一大清早上中下午晚前]{0,3}(?:[^,，。;!?\d]{1,6}完[^,，。;!?\d]{0,3})?(?:才|就|再|能|会|想|要)?(?:来|到|过来|过去|入住|住(?!一晚多)|走|退|离))"
    r"|(?:(?:提前|提早|早)(?P<early>[两三四五2-5])天|(?:(?<![\u4e00-\u9fff])|(?<=[们我想就要]))[前头](?P<eve>一|两|三|1|2|3)[天晚日](?:,?(?:也就是|就是|也是|即|是)(?:周|星期|礼拜)[一二三四五六日天],?)?)(?=[早上中下午晚前]{0,2}(?:在你们?[家这那]?[里边儿]?)?(?:才|就|再|能|会|想|要)*(?:来|到(?!期)|过来|过去|入住|住(?!过)))"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[们我想就要过]))节(?:(?P<before>前)|(?P<behind>后))第?(?P<away>[一两三123])[天晚日]"
)


def beside_it(found: list[Point], text: str) -> list[Point]:
    """The day after it, 提前一天过来: beside the day that was named last."""
    out = []
    for match in _OF_IT.finditer(text):
        of_a_feast = match["before"] or match["behind"]
        said = [point for point in found if point.end <= match.start() and (point.festival or not of_a_feast)]
        named = max(said, key=_place, default=None)
        if (
            named is None or (named := shifted([named], text)[0]).end > match.start()
        ):  # 五一前一天到，第二天走
            continue
        after = "after" in {match["en"], match["then"]} or match["ja"] or match["zh"] or match["next"]
        days = number(match["early"] or match["eve"] or match["away"] or "") or 1
        ahead = named.length - 1 + days + ("翌々" in match.group())
        out.append(
            Point(
                match.start(),
                match.end(),
                moved(from_today(named.when), ahead if after or match["behind"] else -days),
            )
        )
    return [*out, *_next_morning(found, text), *_in_its_week(found, text), *_days_after_it(found, text)]


_NEXT_MORNING = re.compile(
    r"\b(?:leav\w*|depart\w*|check(?:ing)?[ -]?out|out|gone)(?: (?:again|very|early|first thing|you))* (?P<day>(?:early )?in the (?:early )?morning)\b"
)


def _next_morning(found: list[Point], text: str) -> list[Point]:
    """Anything for tonight? leaving early in the morning."""
    tonight = next((point for point in found if text[point.start : point.end] == "tonight"), None)
    match = _NEXT_MORNING.search(text, tonight.end) if tonight else None
    if tonight is None or match is None:
        return []
    return [Point(match.start("day"), match.end("day"), moved(from_today(tonight.when), 1))]


_ITS_WEEK = re.compile(r"その週の(?P<of>[月火水木金土日])曜?日?|その週末")
_DAYS_AFTER = re.compile(
    r"(?:着い|入っ|チェックインし|泊まっ|到着し|来)て、?(?:その)?(?P<day>(?P<count>\d|[二三四五六七])日後に)(?=出|帰|発|チェックアウト|退)"
)


def _in_its_week(found: list[Point], text: str) -> list[Point]:
    """母の誕生日は12月10日、その週の土曜."""
    out = []
    for match in _ITS_WEEK.finditer(text):
        named = max((point for point in found if point.end <= match.start()), key=_place, default=None)
        if named is not None:
            weekday = "月火水木金土日".index(match["of"] or "土")
            when = in_week(from_today(named.when), weekday)
            out.append(Point(match.start(), match.end(), when, length=1 if match["of"] else 2))
    return out


def _days_after_it(found: list[Point], text: str) -> list[Point]:
    """5日に着いて3日後に帰ります."""
    out = []
    for match in _DAYS_AFTER.finditer(text):
        named = max((point for point in found if point.end <= match.start()), key=_place, default=None)
        if named is not None:
            when = moved(from_today(named.when), number(match["count"]) or 1)
            out.append(Point(match.start("day"), match.end("day"), when))
    return out


def _place(point: Point) -> tuple[int, int]:
    return point.end, point.end - point.start


_OVER_THE_EDGE = 19  # 12月31、1号: days of two months


def in_month_of(other: When, day: int) -> When:
    """This day of the month another day lies in, or of the next one: 4月30号，1号走."""

    def when(frame: Frame) -> date | None:
        found = other(Frame(frame.today))
        if found is None:
            return None
        inside = safe(found.year, found.month, day)
        over = inside is None or (frame.after is not None and inside <= frame.after)
        if over or (inside is not None and (found - inside).days > _OVER_THE_EDGE):
            return monthly(day)(Frame(frame.today, frame.after or found))
        return inside

    return when


# --- the bare number that ends a range, or is asked about next ---

_TAIL = re.compile(
    rf"!{{0,3}}\s?(?:-{{1,2}}|~{{1,2}}|(?:入?住|玩|待|呆|耍)?到|至|放到| to | until | till? | thru | through )\s?(?:the )?({_N}|(?<=[周期拜][一二三四五六][到至~-])[日天](?![\d子]))(?:号|日|st|nd|rd|th)?(?![\d/:月间間]|\.\d){NOT_A_PAIR}|から({_N})日?(?=まで)"
)
# A second day of the month that was named: 12月24,25两天.
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六]$")
_DAY_MARK = re.compile("[号日]")
_MORE = re.compile(
    r"(?:\s?(?:、|,|和|及|跟|加)\s?|\s)([12]?\d|3[01])(?:号|日|(?=\s?(?:两|三|2|3)(?:天|晚|日)))"
)
_LEFT = re.compile(
    r"\s?(?:入住|住进|进|来|到店?|住)[,，、\s]*([12]?\d|3[01])(?=退房|退|离店|离开|走|出(?!发))"
)  # 12月18入住20退房
_NEXT = re.compile(
    r"[^\d]{0,8}?[\s,，、那]([12]?\d|3[01])(?=呢|(?:还|也|都)?有(?:没有?|房|吗|空)|行不|行吗|可以)"
)  # 24号满了 27有没有


def with_tails(points: list[Point], text: str) -> list[Point]:
    """Adds the bare number behind a day that ends its range, is left on, or is asked about instead."""
    out: list[Point] = []
    for at, point in enumerate(points):
        out.append(point)
        following = points[at + 1].start if at + 1 < len(points) else len(text) + 1
        match = next(
            (found for pattern in (_TAIL, _MORE, _LEFT, _NEXT) if (found := pattern.match(text, point.end))),
            None,
        )
        if match is None or following < match.end() or (match.re is _TAIL and text[point.end - 1] in "末晚"):
            continue
        joined, at_start = match.re is _TAIL, match.start(match.lastindex or 1)
        said = match.group(match.lastindex or 1)
        weekday = said in "一二三四五六日天" and _WEEKDAY.search(text, point.start, point.end) is not None
        if joined and weekday and not _DAY_MARK.match(text, match.end(1)):  # 下星期一至五
            out.append(Point(at_start, match.end(), on_weekday("", WEEKDAYS_ZH[said]), joined=True))
            continue
        count = number(said)
        if count is None or not 1 <= count <= 31:
            continue
        if match.re is not _MORE:
            out.append(
                Point(
                    at_start,
                    match.end(),
                    monthly(count),
                    joined=joined,
                    number=count if match.re is _NEXT else None,
                )
            )
        elif "月" in text[point.start : point.end]:
            out.append(Point(at_start, match.end(), in_month_of(point.when, count)))
    return out


# Both without a month: 28入住30走, 3号进4号出.
_IN_AND_OUT = re.compile(
    r"(?<![\d.:/¥$月年+a-z-])([12]?\d|3[01])(?=(?:号|日)?(?:入住|住进|来)[,，、\s]*([12]?\d|3[01])(?:号|日)?(?:退房|退|离店|离开|走))"
)


_BARE_LEAVING = re.compile(
    r"(?<![\d.:/¥$月年+a-z-])(?:从)?([12]?\d|3[01])(?=(?:再|就|才)?(?:得|要|想)?走(?!路|廊|了)|就走了|(?<=1[3-9]|2\d|3[01])就?退(?=$|[,。;!?行可])|就?(?:得|要)(?:回去|回来)|(?:再|就|才)?退房|离店|开始[订住算要])"
)


# Beside these a bare number that is left on is a day: 少住一晚,26就走.
_STAY_CHANGES = re.compile(
    r"[少多][住待玩呆][一二两三四五六七\d几]|[续延][住期长]?[一二两三四五六七\d]|提前走|早走|晚走|[住待玩]到[123]\d(?![\d点:.])|不[住待]那么久"
)


_NOT_BUT = re.compile(
    r"不是([12]?\d|3[01])(?:号|日)?[,，]?(?:而?是|应该是)([12]?\d|3[01])(?![\d个人位间晚点元块楼.:])"
)


def not_but(text: str) -> list[Point]:
    """订的是24号，不是24是25: two bare numbers of which the second is meant."""
    found = []
    for match in _NOT_BUT.finditer(text):
        one, two = int(match[1]), int(match[2])
        if one and two:
            found += [
                Point(match.start(1), match.end(1), monthly(one), number=one),
                Point(match.start(2), match.end(2), monthly(two), number=two),
            ]
    return found


_IN_WORDS = re.compile(
    r"([一二三四五六七八九]|十[一二]?)月份?([二三]?十[一二三四五六七八九]?)(?:号|日)?([二三]?十[一二三四五六七八九]?)(?=号|日|\s?[两二2](?:天|晚|个晚|夜))"
)


def in_words(text: str) -> list[Point]:
    """十二月十五十六两晚: two days of a month, one after the other, without a mark between them."""
    found = []
    for match in _IN_WORDS.finditer(text):
        month, one, two = (number(said) or 0 for said in match.groups())
        first = yearly(month, one, None)
        if first and two == one + 1:
            found += [
                Point(match.start(), match.end(2), first),
                Point(match.start(3), match.end(), in_month_of(first, two)),
            ]
    return found


_FOUR_FIGURES = re.compile(
    r"(?<!\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=入住|住|到|来)[^\d]{1,6}(0[1-9]|1[0-2])([0-2]\d|3[01])(?=退房|离店|走|离)"
)


def four_figures(text: str) -> list[Point]:
    """1127住 1129走: months and days in four figures, where both are."""
    found = []
    for match in _FOUR_FIGURES.finditer(text):
        first, last = yearly(int(match[1]), int(match[2]), None), yearly(int(match[3]), int(match[4]), None)
        if first and last:
            found += [Point(match.start(), match.end(2), first), Point(match.start(3), match.end(), last)]
    return found


def in_and_out(text: str, *, others: bool) -> list[Point]:
    """The day before 入住 and the one before 走, where both are bare numbers; where `others` stand beside it, one of them."""
    leaving = list(_BARE_LEAVING.finditer(text))
    found = [
        Point(match.start(1), match.end(1), monthly(int(match[1])), number=int(match[1]))
        for match in (leaving if others or len(leaving) > 1 or _STAY_CHANGES.search(text) else ())
        if int(match[1])
    ]
    for match in _IN_AND_OUT.finditer(text):
        one, two = int(match[1]), int(match[2])
        if one and two:
            found.append(Point(match.start(), match.end(), monthly(one), number=one))
            found.append(Point(match.start(2), match.end(2), monthly(two)))
    return found
