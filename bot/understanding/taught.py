"""Tells whether two questions ask the same thing, by what is left of them without the words any question has. Pure."""

# ruff: noqa: E501 - word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from bot.understanding.clean import clean
from bot.understanding.types import Phrasings

ALIKE = 0.62  # from here on two questions ask the same; below, a person decides
SAME = 0.85  # hardly a word differs
LONGEST = 80  # letters; what is longer is a story with a question in it
LITTLE = 1.4  # with less than a word of two characters left, nothing may differ
BROKEN = "?broken"
OTHERWISE = 0.8  # what is left of a likeness when only one of the two asks 几点 or 多少钱

# What is asked about a thing: the word that tells 早餐几点 from 早餐多少钱.
_ASKED: tuple[tuple[str, str], ...] = (
    ("when", r"几点(?:到几点)?(?:钟)?(?:开始)?|几时|什么时[候间]|啥时[候间]?|何时|多[会咋]儿?|\bwhen\b|\b(?:at )?what time\b|何時|いつ"),
    ("long", r"多久|多长时间|几[个]?小时|\bhow long\b"),
    ("price", r"多少钱|几块钱?|什么价[格钱位]?|价[格钱位]|怎么(?:收费|收钱|卖)|收[不]?收[费钱]|收费|收钱|要钱|贵不贵|\bhow much\b|\bprices?\b|\bcosts?\b|\bcharge[sd]?\b|\bfees?\b|いくら|料金"),
    ("free", r"免费|不要钱|白送|\bfree(?: of charge)?\b|\bcomplimentary\b|無料"),
    ("where", r"(?:在)?(?:哪里|哪儿|哪个?地方|哪块|什么地方|啥地方|哪(?=有|能|可以|买|吃|玩))|\bwhere\b|どこ"),
    ("how", r"怎么|怎样|咋样?|如何|\bhow (?:to|do|can)\b|どうやって"),
    ("far", r"多远|远不远|远吗|\bhow far\b"),
    ("many", r"多少|几[个张间条层台辆把位]|\bhow many\b"),
    ("why", r"为什么|为啥|\bwhy\b"),
    ("broken", r"坏了?|故障|没反应|不工作|漏水|不能用|用不了|\bbroken\b|\bnot work(?:ing)?\b"),
)  # fmt: skip
_QUESTION = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _ASKED))
_EMPTY = re.compile(
    r"请问一?下?|麻烦[您你]?|问一?下|想问|想知道|打听一?下|那个|你们?这?[边里儿]?|[您你]们?家?(?:店里)?|[我咱俺]们?|店里|这[边里儿]|那[边里儿]|咱家|本店|客栈|酒店|民宿|旅馆|老板娘?|亲"
    r"|自己|从|过来|过去|到(?!底|期|店)|来(?!回)|去(?=[^\W])|在|什么|哪些|啥|有没有|有木有|有冇|能不能|可不可以|可以不可以|会不会|要不要|是不是|让不让|给不给|提供不提供|行不行|是否|能否|可否"
    r"|[有没能可会要想让是给]|以(?!前|后|上|下|内|外)|提供|允许|准许|支持|方便|需要|知道|一下|一个|的话|[的了吗么呢啊吧呀嘛哦喔哈啦不]"
    r"|\b(?:please|the|an?|is|are|am|do|does|did|you|your|we|our|i|my|me|there|it|have|has|got|can|could|may|any|some|in|at|of|for|to|on|with|hotel|guesthouse|house|hi|hello)\b"
    r"|ありますか|ですか|ますか|でしょうか|[はがをにでの]|\W"
)
_AROUND = re.compile(
    r"房间[里内]?|屋里?|附近|周边|旁边|院子里?|里面|晚上|早上|白天"
)  # where and when anything may be
_RUNS = re.compile(r"[a-z0-9']+|[\u3040-\u30ff\u3400-\u9fff]+")
_ASKS = re.compile(
    r"[吗?？]|(?<![怎什这那多])么|呢$|几[点时个]|多少|多久|多远|(?:(?<![没不])(?<!没有)|(?<=有没))(?:怎么(?!也)|什么|啥)|怎样|如何|哪[里儿个些]?|为何|[有能会要是可][不没][有能会要是可]|([\u4e00-\u9fff])[不没]\1|能否|是否|有没(?=$|[,。!])|[能可会要][^,。!?]{1,8}(?<!要)不(?=$|[,。!])"
    r"|^\W*(?:what|where|when|how|which|who|why|is|are|do|does|did|can|could|may|will|would)\b|ですか|ますか|でしょうか"
)
_TO_BEGIN_WITH = re.compile(r"^\W*那个?(?:啥|什么)(?:子|来着)?(?=[\s,，。…])")  # 那啥, 我再想想 asks nothing
_ALSO = (
    (re.compile(r"早饭|早点(?!到|来|入|去|走)|朝食"), "早餐"),
    (re.compile(r"晚饭|夕食"), "晚餐"),
    (re.compile(r"午饭|中饭|中餐(?!厅|馆)"), "午餐"),
    (re.compile(r"电吹风|风筒|吹头发的"), "吹风机"),
    (re.compile(r"游泳的地方|(?<!游)泳池"), "游泳池"),
    (re.compile(r"泊车|停车位|车位|停车场"), "停车"),
    (re.compile(r"小狗|狗狗|狗子"), "狗"),
    (re.compile(r"小猫|猫咪|猫猫"), "猫"),
    (re.compile(r"小孩子?|小朋友|孩子|宝宝|娃娃?"), "儿童"),
    (re.compile(r"供应|开放|营业|开门"), "开"),
)


def learn(taught: Iterable[tuple[int, str]]) -> Phrasings:
    """What the house was taught, ready to be searched: pairs of an answer's number and a way to ask for it."""
    numbers: list[int] = []
    texts: list[str] = []
    weights: list[float] = []
    asks: list[frozenset[str]] = []
    postings: dict[str, list[int]] = {}
    for number, asked in taught:
        plain = clean(asked, "").plain
        found = _features(plain)
        for feature in found:
            postings.setdefault(feature, []).append(len(numbers))
        numbers.append(number)
        texts.append(_bare(plain))
        weights.append(sum(found.values()))
        asks.append(frozenset(name for name in found if name[0] == "?"))
    return Phrasings(
        tuple(numbers),
        tuple(texts),
        tuple(weights),
        tuple(asks),
        {name: tuple(at) for name, at in postings.items()},
    )


def nearest(known: Phrasings, plain: str) -> tuple[int, float]:
    """The number of the answer whose question is most like a cleaned text, and how like it is (0 to 1); (0, 0) for none."""
    if not known.numbers or len(plain) > LONGEST:
        return 0, 0.0
    bare = _bare(plain)
    if bare in known.texts:
        return known.numbers[known.texts.index(bare)], 1.0
    found = _features(plain)
    weight = sum(found.values())
    asked = {name for name in found if name[0] == "?"}
    shared: dict[int, float] = {}
    for feature, worth in found.items():
        for at in known.postings.get(feature, ()):
            shared[at] = shared.get(at, 0.0) + worth
    rated = [
        (2 * worth / (weight + known.weights[at]) * _agree(asked, known.asked[at]), -at)
        for at, worth in shared.items()
    ]
    likeness, at = max(rated, default=(0.0, 0))
    sure = likeness > 0.99 or (likeness and min(weight, known.weights[-at]) >= LITTLE)
    return (known.numbers[-at], likeness) if sure else (0, 0.0)


def _agree(asked: Set[str], other: Set[str]) -> float:
    """1 where both ask the same of the thing; less where only one asks it; next to nothing where they ask different things."""
    if asked == other or asked & other:
        return 1.0
    return 0.5 if (asked and other) or BROKEN in asked | other else OTHERWISE


def asks(plain: str) -> bool:
    """Whether a cleaned text has the form of a question."""
    return _ASKS.search(_TO_BEGIN_WITH.sub("", plain)) is not None


def like(text: str, others: Sequence[str]) -> int | None:
    """Which of the other questions asks the same as this one, by its place; None when none does."""
    at, likeness = nearest(
        learn((number, other) for number, other in enumerate(others)), clean(text, "").plain
    )
    return at if likeness >= ALIKE else None


def _bare(plain: str) -> str:
    return re.sub(r"\W", "", plain)


def _features(plain: str) -> dict[str, float]:
    """What a question is about: characters and pairs of them, words of Latin letters, and what it asks of the thing."""
    for pattern, word in _ALSO:
        plain = pattern.sub(word, plain)
    found: dict[str, float] = {}
    for match in _QUESTION.finditer(plain):
        found[f"?{match.lastgroup}"] = 1.5
    rest = _QUESTION.sub(" ", plain)
    for match in _AROUND.finditer(rest):
        found[match.group()] = 0.4
    rest = _EMPTY.sub(" ", _AROUND.sub(" ", rest))
    for run in _RUNS.findall(rest):
        if run[0] < "\u0250":
            found[run[:5]] = 1.5
        else:
            found.update(dict.fromkeys(run, 0.5))
            found.update(dict.fromkeys((run[at : at + 2] for at in range(len(run) - 1)), 1.0))
    return found
