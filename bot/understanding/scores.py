"""Reads the score somebody gives in a sentence: 打4分, I'd give it a 7, 10点満点で8点. What is thought of the house beside it is `opinions`."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.numerals import number
from bot.understanding.reading import Reading

_COUNT = r"(10|\d|one|two|three|four|five|six|seven|eight|nine|ten)"
_SOLID = r"(?:(?:solid|strong|firm|full|perfect|clear|good|well[- ]deserved|big|generous|weak) )*"
_NO_THING = r"(?![\d:%.-]\d|[%-]| ?(?:am|pm|bed|beds|bedroom|rooms?|nights?|days?|weeks?|hours?|mins?|minutes?|people|guests|yuan|rmb|percent|st|nd|rd|th)\b)"
# Out of how many, said beside what is given: 满分十分我给九分. It is the score only where no other is.
_MOST = re.compile(
    r"满分(?:是|为)?(?:10|100|十|5|五|一百|百)(?:分|颗?星)[,，]?|(?:10|100|十|5|五|百)(?:分|星)(?:满分|制(?:的话)?)[,，]?|(?:10|５|5|100)点満点(?:で|中|なら|だと|だったら|、|の)+|out of (?:10|ten|5|five)[,:]? (?=i'?d? |we |it'?s |give )"
)
_GIVEN = re.compile(
    rf"\b(?:give|giving|gave|gives|rate|rating|rated|score|scoring|scored)\b(?: (?:it|you|u|ya|them|this|everything|your (?:place|house|inn)|the (?:place|stay|room|house|host|inn)))?(?: guys| all| folks| lot)?(?: as| at| maybe| about)* an? {_SOLID}{_COUNT}\b{_NO_THING}"
    rf"|\b(?:i'?d|i would|we'?d|we would) (?:say|go with|go for)(?: it'?s)?(?: like| maybe| about)* an? {_SOLID}{_COUNT}\b{_NO_THING}"
    rf"|\b(?:an? )?{_SOLID}{_COUNT} from (?:me|us|my side|both of us)\b|\ban? {_SOLID}{_COUNT} (?:at best|at most|overall|all in all|for (?:me|us|effort|the (?:room|place|stay|host|breakfast)))\b"
    rf"|^(?:(?:honestly|overall|maybe|probably|definitely|easily|for me|well|hmm),? )*(?:it'?s )?an? {_SOLID}{_COUNT}(?=[.,!]|$| (?:because|cause|cos|since|but)\b)"
    rf"|\b(?:ratings?|my score|marks?)(?: is|:| -|=)+ ?{_COUNT}\b{_NO_THING}|\b(?:rate|rating|rated|score)(?: (?:it|this|your|the|my|our|place|room|house|stay|inn))+(?: as| at)? {_COUNT}\b{_NO_THING}"
    r"|[.!;)] ?(10|[1-9])/10(?=$|[.!,;]| (?:no|would|will|can't|for (?:the|your|us|me)|from|place|stay|everything)\b)"
    r"|\b(?:solid|easy|strong|honest|clear|perfect|definite(?:ly)?|def) (10|\d(?:\.\d)?)/10\b|(?<![\d.])(\d\.\d)/10\b"
    r"|\b(one|two|three|four|five|six|seven|eight|nine|ten) out of (?:five|ten|10|5)\b|(?<![\d一二三四五六七八九十.])([1-9]|10|[一二三四五六七八九十])分(?:啦|喇|啊|呀|吧|咯|囉)"
    r"|^(10|\d)点(?=[!。、].*[ぁ-んァ-ヶ])|(?<=■)(10|\d)点"
    rf"|(?<![\d.:/-])(10|\d) ?(?:out ?(?:of|ta)|outta) (?:10|ten|5|five)\b"
    rf"|\b{_COUNT} (?:shiny |big |full |solid |well[- ]deserved )?stars?\b(?! hotels?| place\?| resort)"
    r"|(?<=俾)([一二三四五])粒星|(?:给|俾|畀)(?:你[们哋]?)?([1-5一二三四五])粒?星"
    r"|(?<![\d.:])(10|\d)点(?=で(?:す|した)|あげ|つけ|付け|満点|くらいかな|ぐらいかな|かな|以上あげ|を(?:あげ|つけ|付け)|って(?:ところ|感じ))|(?:点数|評価|採点|スコア|満足度)(?:を|は|が|なら|つけるなら|付けるなら|、)*(10|[\d一二三四五])(?!年|月|日|人|名|泊|時)点?|([1-5一二三四五])つ?星(?=です|でした|あげ|を?(?:つけ|付け)|で[お、。]|[!。、]|$)|星(?:は|を)?([1-5一二三四五])つ?(?!の宿|のホテル|年|月)"
)
_SCORE = re.compile(
    r"(?:打|给|评|评分|满分|score|rate)[^\d一二三四五六七八九十]{0,4}(?<![周期拜月初])(10|[0-9一二三四五六七八九十](?:\.\d)?)(?:分|星|$|,|。| )|([1-5一二三四五])(?:颗|個|个)?星(?!级|期|空)|(?<![\d.])([1-5])分(?!钟|店|之|机)|([1-5]) ?(?:stars?|out of 5)|^(?:就|给|打)?([一二三四五])分(?=吧|[,。!\s]|$)|(?<![\d/.-])(?<!on )(?<!for )(?<!from )(?<!by )(?<!till )(?<!until )(\d|10)/10(?=分|!|[。,]? ?(?:from (?:me|us)\b|for (?:the|your)\b|best\b|great|lovely|nice|good|amazing|excellent|perfect|wonderful|fantastic|loved|(?:would|will|we'll|i'll) (?:definitely |totally |gladly )?(?:recommend|come|stay|return|be back)|host|staff|很|非常|挺|位置|服务))(?!.*\b(?:book|nights?|available)\b)|(?:给|打|畀|俾|评)\s?(10|\d)/10|(?<![\d/.])([0-5])/5(?=\s(?:from|stars?|for|overall|would|rating)\b|[!。,] ?(?:great|lovely|很|非常)|分)"
)
# A bare score of up to ten: 六分吧, 也就值三分, 卫生九分.
_POINTS = re.compile(
    r"(?:^|[,。;!?\s]|值|就|只能|最多|顶多|才|也算|算|卫生|服务|位置|隔音|总体|综合|早餐|环境|态度|性价比|我的?)(?<![\d.])(10|[1-9]|十|[一二三四五六七八九])分(?=$|[,。;!?\s]|吧|不能|封顶|算)"
)


def read_score(reading: Reading) -> None:
    """`score`, taken out of the text so that it is no day and nobody's number."""
    for match in [*_MOST.finditer(reading.text)] if _MOST.sub("", reading.text, count=1).strip() else []:
        without = Reading(reading.text)
        without.take(match)
        if _first(without):
            reading.take(match)
    while found := _first(reading):
        value, match = found
        reading.put("score", value)
        reading.take(match)


def _first(reading: Reading) -> tuple[int, re.Match[str]] | None:
    for match in (
        *_GIVEN.finditer(reading.text),
        *_SCORE.finditer(reading.text),
        *_POINTS.finditer(reading.text),
    ):
        said = next(group for group in match.groups() if group)
        value = number(said) if "." not in said else round(float(said))
        if value is not None:
            return value, match
    return None
