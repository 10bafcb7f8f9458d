"""The short words about money, as whole texts: 记账302 矿泉水 20, 收款B23 定金 300 现金, 退款B23 100, 账单302. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WHICH = r"(?:B\s*(?P<booking>\d{1,9})|(?P<room>[A-Z]?\d{2,5}))(?!\d)\s*(?:号?房|的)?"
_NO_SUM = (  # 5瓶, 8折, 50%, 12月24日, 2人, 3箱, 两块毛巾, 302的卡
    r"\s*(?:[瓶个杯包份次张听罐晚间折%％万千天笔日月点号位人条件套双箱把床楼栋层遍星分袋根]|小时"
    r"|块(?=[毛浴手肥香蛋玻地])|的(?![押定订]金|微信|现金)|[+\-~到至]\s*\d)"
)
_SUM = rf"[¥￥]?\s*(?P<sum>(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})(?:\.\d{{1,2}})?)(?![\d.]|{_NO_SUM})\s*(?:元|块钱?)?"
_ABOUT = (
    rf"{_WHICH}[\s,，:：]*(?P<before>(?!\d+(?:\.\d+)?(?:\s|\+))\S[^\n]{{0,40}}?)??[\s,，:：]*{_SUM}[\s,，:：]*"
    r"(?P<after>[^\d\s,][^\d\n]{0,40})?"
)

_SAID = r"[^\d\s,，:：][^\d\n]{0,20}?"
_GAP = r"[\s,，:：]*"
_ROOMS_LEFT = r"[A-Z]?\d{2,5}(?:[\s,，、和]+[A-Z]?\d{3,4})+(?![\d元块])\s*[都全]?已?退了?\s*$"  # 301、302退了: rooms, no sum
_ENDS = r"(?!.*(?:[?？吗呢么]|没有?|了没)\s*$)"  # a question, or a denial, is no word about money


def _in_any_order(verb: str) -> str:
    """302收了押金200微信, 302 押金200微信收了: the verb behind the room, before or after the sum."""
    did = rf"(?<![没未不别])(?:{verb})(?!款?(?:链接|码))"
    first = rf"(?:(?P<before>{_SAID}){_GAP})??{did}{_GAP}(?:(?P<between>{_SAID}){_GAP})??{_SUM}{_GAP}(?P<after>{_SAID})?"
    last = rf"(?:(?P<before2>{_SAID}){_GAP})??{_SUM}{_GAP}(?:(?P<after2>{_SAID}){_GAP})??{did}{_GAP}(?P<between2>{_SAID})?"
    last = last.replace("(?P<sum>", "(?P<sum2>")
    return rf"{_ENDS}{_WHICH}{_GAP}(?:{first}|{last})"


_UNREPAID = r"(?:没退(?:成功?|到账?|出去|掉|回去)|退款(?:没(?:退|有)?(?:成功?|到账?|出去)|失败了?)|没到账)"

# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("not_repaid", rf"{_UNREPAID}\s*{_WHICH}"),
    ("not_repaid", rf"{_WHICH}\s*(?:的?退款)?\s*{_UNREPAID}了?"),
    ("charge", rf"(?:记账|挂账|入账|加账)\s*{_ABOUT}"),
    ("pay", rf"(?:收款|收钱|收到款?|已收|收[了过下]?)\s*{_ABOUT}"),
    ("repay", rf"(?:退款|退钱|退还|已?退了)\s*{_ABOUT}"),
    ("repay", rf"(?:退款|退钱|退还)\s*{_WHICH}\s*(?P<before2>押金)?"),
    ("ask_pay", rf"(?:付款|收款)(?:链接|码)\s*(?:{_ABOUT}|{_WHICH.replace('>', '2>')})"),
    ("take_off", rf"(?:减免|免单|抹零|优惠)\s*{_ABOUT}"),
    ("charge", _in_any_order(r"(?<!登)记(?:了|上|到)?账?上?|挂(?:了|到)?账上?|[入加]了?账")),
    ("pay", _in_any_order(r"已?收(?:到|了|过|下|款|钱)?了?|已?[付交]了?款?了?|给了")),
    ("repay", rf"(?!{_ROOMS_LEFT})" + _in_any_order(r"已?退(?!了?房)(?:了|还|款|钱|掉|回)?了?(?!房)")),
    ("take_off", _in_any_order(r"[减免抹]了|减免了?|抹零|优惠了")),
    ("bill", rf"(?:账单|帐单|查账|结账)\s*{_WHICH}|{_WHICH.replace('>', '2>')}(?:账单|帐单|结账)"),
)
MONEY = tuple((name, re.compile(text, re.IGNORECASE)) for name, text in PATTERNS)

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "bill": ("账单302", "账单B23"),
    "charge": ("记账302 矿泉水 20",),
    "pay": ("收款B23 定金 300 现金", "收款302 120 微信"),
    "repay": ("退款B23 100 现金",),
    "not_repaid": ("没退成B23", "B23退款没到"),
    "ask_pay": ("付款链接B23 定金 300",),
    "take_off": ("减免302 50 热水慢",),
}

_METHODS: tuple[tuple[str, str], ...] = (
    ("微信", r"微信|扫码|收款码"),
    ("支付宝", r"支付宝"),
    ("刷卡", r"刷卡|银行卡|信用卡|pos机?"),
    ("转账", r"转账|汇款|对公"),
    ("现金", r"现金|现钱"),
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("fee", r"取消费|未到费|退订费|违约金"),
    ("extra_bed", r"加床"),
    ("breakfast", r"早餐|早饭"),
    ("minibar", r"水|饮料|可乐|啤酒|酒|零食|小食|泡面|方便面|咖啡|茶|minibar"),
    ("damage", r"损坏|打碎|弄坏|赔"),
)


def fen(said: str) -> int:
    """20, 20.5 in fen."""
    yuan, _, rest = said.partition(".")
    return int(yuan.replace(",", "")) * 100 + int(rest.ljust(2, "0") or 0)


def method(words: str) -> tuple[str, str]:
    """How money moved, as the house calls it ("" = not said), and what else the words say."""
    for name, text in _METHODS:
        if (match := re.search(text, words, re.IGNORECASE)) is not None:
            return name, _tidy(words[: match.start()] + " " + words[match.end() :])
    return "", _tidy(words)


def kind_of(words: str) -> str:
    """What sort of charge these words name; "other" for anything else."""
    return next((kind for kind, text in _KINDS if re.search(text, words, re.IGNORECASE)), "other")


def is_security(words: str) -> bool:
    """Whether the sum is held and given back, not paid: 押金."""
    return "押金" in words


def without_security(words: str) -> str:
    """What the words say beside that it is a security deposit."""
    return _tidy(words.replace("押金", ""))


def _tidy(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,，:：")
